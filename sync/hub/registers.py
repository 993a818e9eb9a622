"""The numbers of the register books: dense while nothing is lost, and kept with their acts when a hub was restored.

Everything here is read and changed under the lock of the unit's feed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sync.hub import folding
from sync.hub.database import Connection
from sync.wire import RegistersGiven

if TYPE_CHECKING:
    from sync.hub.ledger import Batch

REPORT_DAYS = 30
"""How long after a restore counters may say what was given before it: ranges and register numbers."""
REGISTER_LEAP = 100_000
"""How far beyond its last number a book may go on what a counter says; a larger number is no register's."""


def believed(given: RegistersGiven, restored_at: datetime | None, now: datetime) -> RegistersGiven:
    """What a sender says of register numbers, while a restore is not long ago; nothing at any other time."""
    lately = restored_at is not None and now <= restored_at + timedelta(days=REPORT_DAYS)
    return given if lately else RegistersGiven()


def load_books(connection: Connection, batch: Batch, last: Mapping[str, int]) -> None:
    """The last number of each register book of the unit, which ``last`` says of those begun; the lock on the unit's
    feed guards them.

    After a restore a book goes on beyond every number that is known to have been given in it.
    """
    books = {
        entry.body.id: book
        for offer, entry in batch.candidates()
        if (book := folding.book_of(entry.body, offer.payload))
    }
    if not books:
        return
    wanted = sorted(set(books.values()))
    batch.books = {book: last.get(book, 0) for book in wanted}
    most = {book: number + REGISTER_LEAP for book, number in batch.books.items()}
    had = batch.registers.numbers
    claims = [(book, had[id]) for id, book in books.items() if 0 < had.get(id, 0) <= most[book]]
    known = [(each.book, each.last) for each in batch.registers.books if each.unit == batch.unit]
    for book, number in (*claims, *known):
        if book in batch.books and number <= most[book]:
            batch.books[book] = max(batch.books[book], number)
    if claims:
        named, numbers = zip(*claims, strict=True)
        rows = connection.execute(
            "SELECT e.register_book, e.register_number FROM event e "
            "JOIN unnest(%s::text[], %s::bigint[]) AS c(book, number) "
            "ON e.register_book = c.book AND e.register_number = c.number WHERE e.unit = %s",
            (list(named), list(numbers), batch.unit),
        )
        batch.numbers_gone = {(row.register_book, row.register_number) for row in rows}


def number_for(batch: Batch, event_id: str, book: str) -> tuple[int, bool]:
    """The number of an acceptance in its book: the one it had before a restore, else the next; and whether the one it
    had is another dossier's by now."""
    given = batch.registers.numbers.get(event_id, 0)
    gone = (book, given) in batch.numbers_gone
    if gone or not 0 < given <= batch.books[book]:
        batch.books[book] += 1
        given = batch.books[book]
    batch.numbers_gone.add((book, given))
    return given, gone
