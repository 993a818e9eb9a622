"""Fees at the counter: counted by pages where the law counts so, and the official receipts (biên lai) behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from app.desk.acting import Session, append, instant_for, record
from app.desk.drafts import Draft, procedure_of
from app.desk.office import Office
from app.domain import acts
from app.domain.events import VIETNAM, Entry
from app.domain.fee_receipts import BookLedger, ReceiptBook, book_ledgers, next_free, number_of, overlapping
from app.domain.fees import fee_due, rules_in_force
from app.domain.text import clean
from app.errors import AmountInvalid, FieldRequired, RuleViolation
from app.store import acts_of_day, settings

_EVER = (datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC))


@dataclass(frozen=True)
class ReceiptLedger:
    """Every biên lai of this counter: its books, numbers used outside any of them, and numbers used more than once."""

    books: tuple[BookLedger, ...]
    outside: tuple[tuple[str, int], ...]
    twice: tuple[tuple[str, int], ...]


def by_pages(office: Office, session: Session, draft: Draft, number: int, pages: int, copies: int) -> Draft:
    """The draft with fee ``number`` counted by the pages of the original and the copies made (TT 226/2016 Đ4).

    10 pages × 3 copies are 36.000 đ; 300 pages × 1 copy 200.000 đ. Raises AmountInvalid for less than one of either,
    FieldRequired when the fee is not counted so.
    """
    line = draft.fees[number]
    version = procedure_of(office, session, draft.procedure_code)
    day = office.now().astimezone(VIETNAM).date()
    rules = [rule for rule in rules_in_force(version, day, draft.channel) if rule.name == line.name and rule.per_page]
    due = fee_due(rules[0], quantity=copies, pages=pages) if rules else None
    if due is None:
        raise FieldRequired(f"fees.{number}.amount")
    counted = replace(
        line,
        amount=due.amount,
        basis="catalogue",
        basis_text="; ".join(text for text in (due.quantity_text, due.basis_text) if text),
        exemption="",
        pages=pages,
        copies=copies,
    )
    return replace(draft, fees=(*draft.fees[:number], counted, *draft.fees[number + 1 :]))


def open_book(office: Office, session: Session, series: str, first: int, last: int) -> ReceiptBook:
    """Records a book of biên lai given to this counter. Raises FieldRequired without a series, AmountInvalid for
    numbers that make no book or lie in another one."""
    if not clean(series):
        raise FieldRequired("series")
    book = ReceiptBook(clean(series), first, last)
    with office.store.write() as connection:
        known = _books(_entries(connection, session))
        if not 1 <= first <= last or overlapping(book, known):
            raise AmountInvalid("first", first=first, last=last)
        opened = acts.ReceiptBookOpened(session.unit, book.series, first, last)
        at = instant_for(connection, office)
        append(connection, session, session.device, "device", "open_receipt_book", opened, None, at)
    return book


def spoil_receipt(office: Office, session: Session, series: str, number: int, reason: str) -> None:
    """Records that a biên lai was spoiled; it stays in the ledger and is never used. Raises FieldRequired without a
    reason, AmountInvalid for a number void already."""
    if not clean(reason):
        raise FieldRequired("reason")
    with office.store.write() as connection:
        if (clean(series), number) in _voids(_entries(connection, session)):
            raise AmountInvalid("number", number=number)
        at = instant_for(connection, office)
        day = at.astimezone(VIETNAM).date()
        voided = acts.NumberVoided("fee_receipt", session.unit, day, number, clean(series))
        words = acts.Words(clean(reason))
        append(connection, session, session.device, "device", "void", voided, words, at)
        settings.save(connection, _mark(clean(series), number), at.isoformat())


def collect(
    connection: Connection,
    office: Office,
    session: Session,
    stream: str,
    payment: acts.PaymentCollected,
    at: datetime | None = None,
) -> None:
    """Records money taken for a dossier, with its biên lai, in the caller's transaction.

    Raises RuleViolation ``amount``, ``receipt_number_used``.
    """
    record(connection, office, session, stream, payment, at=at)
    take_number(connection, office, payment)


def take_number(connection: Connection, office: Office, payment: acts.PaymentCollected) -> None:
    """Marks the biên lai of a payment as used, in the caller's transaction.

    Raises RuleViolation ``receipt_number_used`` for a number already used or spoiled at this counter.
    """
    number = number_of(payment.number)
    if number is None:
        return
    mark = _mark(payment.series.strip(), number)
    if settings.value(connection, mark) is not None:
        rules = office.reference().regulation_set_for(office.now().astimezone(VIETNAM).date())
        raise RuleViolation("receipt_number_used", rules.article("amount"), series=payment.series, number=number)
    settings.save(connection, mark, office.now().isoformat())


def next_receipt(office: Office, session: Session) -> tuple[str, int] | None:
    """Series and number of the next biên lai of this counter; None when no book has one left."""
    with office.store.read() as connection:
        entries = _entries(connection, session)
    return next_free(_books(entries), [*_uses(entries), *_voids(entries)])


def receipt_ledger(office: Office, session: Session) -> ReceiptLedger:
    """The fate of every biên lai of this counter, spoiled ones with their reason."""
    with office.store.read() as connection:
        return ledger_of(connection, session)


def ledger_of(connection: Connection, session: Session) -> ReceiptLedger:
    """`receipt_ledger` inside the caller's transaction."""
    entries = _entries(connection, session)
    uses = _uses(entries)
    books, outside = book_ledgers(_books(entries), uses, _voids(entries))
    return ReceiptLedger(books, outside, tuple(sorted({pair for pair in uses if uses.count(pair) > 1})))


def _mark(series: str, number: int) -> str:
    return f"fee_receipt {series} {number}"


def _entries(connection: Connection, session: Session) -> list[Entry]:
    kinds = ("open_receipt_book", "void", "collect_payment")
    return acts_of_day.recorded(connection, session.device, kinds, *_EVER)


def _payloads(entries: Sequence[Entry], kind: str) -> list[tuple[Any, Entry]]:
    found = [entry for entry in entries if entry.body.kind == kind]
    return [(acts.payload_of(kind, entry.body.version, entry.body.payload), entry) for entry in found]


def _books(entries: Sequence[Entry]) -> list[ReceiptBook]:
    return [ReceiptBook(book.series, book.first, book.last) for book, _ in _payloads(entries, "open_receipt_book")]


def _uses(entries: Sequence[Entry]) -> list[tuple[str, int]]:
    numbers = [(money.series.strip(), number_of(money.number)) for money, _ in _payloads(entries, "collect_payment")]
    return [(series, number) for series, number in numbers if number is not None]


def _voids(entries: Sequence[Entry]) -> dict[tuple[str, int], str]:
    found: dict[tuple[str, int], str] = {}
    for gone, entry in _payloads(entries, "void"):
        if gone.kind == "fee_receipt":
            words: acts.Words | None = acts.personal_of("void", entry.personal)
            found[gone.series, gone.number] = words.reason if words is not None else ""
    return found
