"""Acceptance at the desk against its own rows written raw: rules, number, chain, fold and search text on top."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing

from app.desk import reception
from app.desk.office import close_office
from bench.ground import PROCEDURE, Ground, bare_store, enrol_by_hand, new_office, ready_draft
from bench.measure import Result, in_turns, speed
from bench.rows import acceptance_of, compared, rows_of, write


def run(ground: Ground) -> Iterator[Result]:
    """Dossiers accepted a second, each in one durable transaction."""
    number, rounds = ground.size(15, 4), ground.size(15, 2)
    office = new_office(ground.place("acceptance"))
    with closing(bare_store(office.profile / "bare.db", office)) as bare:
        session = enrol_by_hand(office)
        with office.store.read() as connection:
            write(bare, [rows_of(connection, "number_range", "1")])
        accepted: list[str] = []
        drawn = 0

        def accept(count: int) -> Callable[[], None]:
            nonlocal drawn
            drafts = [ready_draft(office, session, drawn + place) for place in range(count)]
            drawn += count

            def work() -> None:
                accepted.extend(reception.accept(office, session, draft).stream for draft in drafts)

            return work

        written = 0

        def bare_side() -> Callable[[], None]:
            """The rows of the acceptances made last; made beforehand where the bare side goes first."""
            nonlocal written
            if written == len(accepted):
                early = accept(number)
                early()
            streams = accepted[written : written + number]
            written += number
            with office.store.read() as connection:
                transactions = [acceptance_of(connection, stream, PROCEDURE) for stream in streams]
            return lambda: write(bare, transactions)

        pairs = in_turns(lambda: accept(number), bare_side, rounds)
        while written < len(accepted):
            bare_side()()
        with office.store.read() as connection:
            work = compared(connection, bare)
    close_office(office)
    note = f"{number} × {rounds}, one transaction each"
    yield speed("acceptance through the desk / its rows raw", "dossiers/s", number, pairs, None, work, note)
