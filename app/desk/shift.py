"""Closing a shift: numbers, acceptances, prints and cash of one day tied out against each other, gaps shown with their
reason (codes.md §4; rules §14)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection

from app.desk import charges
from app.desk.acting import Session, append, instant_for
from app.desk.charges import ReceiptLedger
from app.desk.office import Office
from app.domain import acts
from app.domain.calendar import instant_at
from app.domain.events import VIETNAM
from app.domain.ranges import Ledger
from app.domain.text import clean
from app.errors import FieldRequired
from app.store import acts_of_day, numbers, prints

_KINDS = ("receive", "record_from_paper", "refuse", "guide", "return_result", "collect_payment", "refund", "print")


@dataclass(frozen=True)
class ShiftFigures:
    """What one machine did on one day. Money is in đồng, taken less given back."""

    accepted: int
    provisional: int
    refused: int
    guided: int
    returned: int
    numbers_used: int
    numbers_void: int
    numbers_unused: int
    receipts_printed: int
    prints_spoiled: int
    prints_open: int
    cash: int
    not_cash: int
    fee_receipts_used: int
    fee_receipts_void: int


@dataclass(frozen=True)
class Shift:
    """A day at one machine: figures, the two ledgers, and what does not tie out (empty when all does).

    Differences are words the window has a sentence for: ``number_without_dossier``, ``dossier_without_number``,
    ``receipt_not_printed``, ``fee_receipt_outside``, ``fee_receipt_twice``.
    """

    day: date
    figures: ShiftFigures
    numbers: Ledger
    fee_receipts: ReceiptLedger
    differences: tuple[tuple[str, int], ...]


def shift(office: Office, session: Session, day: date | None = None) -> Shift:
    """The day so far (or an earlier one), tied out; nothing is recorded."""
    with office.store.read() as connection:
        return _shift(connection, office, session, day or _today(office))


def close_shift(office: Office, session: Session, day: date | None = None) -> Shift:
    """Records the day's figures in the machine's own chain, differences and all; may be done again."""
    with office.store.write() as connection:
        found = _shift(connection, office, session, day or _today(office))
        figures = asdict(found.figures) | {f"difference_{word}": count for word, count in found.differences}
        at = instant_for(connection, office)
        closed = acts.ShiftClosed(found.day, figures)
        append(connection, session, session.device, "device", "close_shift", closed, None, at)
    return found


def void_number(office: Office, session: Session, day: date, number: int, reason: str) -> None:
    """Voids a number of a dossier code, used by mistake or never to be used; it stays in the ledger with its reason.

    Raises FieldRequired without a reason, ValueError for a number this machine does not have or one void already.
    """
    if not clean(reason):
        raise FieldRequired("reason")
    with office.store.write() as connection:
        at = instant_for(connection, office)
        voided = acts.NumberVoided("dossier_code", session.unit, day, number)
        words = acts.Words(clean(reason))
        event = append(connection, session, session.device, "device", "void", voided, words, at)
        numbers.void(connection, session.device, session.unit, day, number, clean(reason), event.body.id)


def _today(office: Office) -> date:
    return office.now().astimezone(VIETNAM).date()


def _shift(connection: Connection, office: Office, session: Session, day: date) -> Shift:
    first = instant_at(day, time(0))
    bodies = _payloads(connection, session, first, first + timedelta(days=1))
    ledger = numbers.ledger(connection, session.device, session.unit, day)
    books = charges.ledger_of(connection, session)
    received = [payload for kind, payload in bodies if kind in {"receive", "record_from_paper"}]
    official = sum(not payload.provisional for payload in received)
    made = [payload for kind, payload in bodies if kind == "print"]
    printed = sum(item.form == "receipt" and not item.spoiled and item.copy_number == 1 for item in made)
    asked = sum(payload.receipt_asked for payload in received)
    taken = [payload for kind, payload in bodies if kind == "collect_payment"]
    back = [payload for kind, payload in bodies if kind == "refund"]
    cash = _sum(taken, cash=True) - _sum(back, cash=True)
    figures = ShiftFigures(
        accepted=len(received),
        provisional=len(received) - official,
        refused=sum(kind == "refuse" for kind, _ in bodies),
        guided=sum(kind == "guide" for kind, _ in bodies),
        returned=sum(kind == "return_result" for kind, _ in bodies),
        numbers_used=ledger.count("used"),
        numbers_void=ledger.count("void"),
        numbers_unused=ledger.count("unused"),
        receipts_printed=printed,
        prints_spoiled=sum(item.spoiled for item in made),
        prints_open=len(prints.open_jobs(connection)),
        cash=cash,
        not_cash=_sum(taken, cash=False) - _sum(back, cash=False),
        fee_receipts_used=sum(book.count("used") for book in books.books),
        fee_receipts_void=sum(book.count("void") for book in books.books),
    )
    acts_behind = numbers.used_by(connection, session.unit, day)
    differences = {
        "number_without_dossier": sum(event is None for event in acts_behind.values()),
        "dossier_without_number": max(0, official - len(acts_behind)),
        "receipt_not_printed": max(0, asked - printed),
        "fee_receipt_outside": len(books.outside) if books.books else 0,
        "fee_receipt_twice": len(books.twice),
    }
    return Shift(day, figures, ledger, books, tuple((word, count) for word, count in differences.items() if count))


def _payloads(connection: Connection, session: Session, first: datetime, last: datetime) -> list[tuple[str, Any]]:
    found = acts_of_day.recorded(connection, session.device, _KINDS, first, last)
    return [(e.body.kind, acts.payload_of(e.body.kind, e.body.version, e.body.payload)) for e in found]


def _sum(payments: list[Any], *, cash: bool) -> int:
    return sum(int(payment.amount) for payment in payments if (payment.way == "cash") == cash)
