"""Columns of the register and of the ledger of numbers, and the sentences for what does not tie out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from app.desk.register import RegisterLine
from app.domain.ranges import LedgerLine
from ui import words
from ui.rows import Cell, Column

DIFFERENCES: dict[str, str] = {
    "number_without_dossier": str(
        QT_TRANSLATE_NOOP("Register", "{count} numbers were taken without a dossier: void them with the reason.")
    ),
    "dossier_without_number": str(
        QT_TRANSLATE_NOOP("Register", "{count} dossiers bear a number this machine did not note.")
    ),
    "receipt_not_printed": str(
        QT_TRANSLATE_NOOP("Register", "{count} receipts are not printed yet: look under Synchronisation, Slips.")
    ),
    "fee_receipt_outside": str(
        QT_TRANSLATE_NOOP("Register", "{count} fee receipts are of no book kept here: compare with the stubs.")
    ),
    "fee_receipt_twice": str(
        QT_TRANSLATE_NOOP("Register", "{count} fee receipt numbers stand twice: compare with the stubs.")
    ),
}
STATES: dict[str, tuple[str, str, str]] = {
    "used": (str(QT_TRANSLATE_NOOP("Register", "used")), "", "done"),
    "void": (str(QT_TRANSLATE_NOOP("Register", "void")), "soon", "trash"),
    "unused": (str(QT_TRANSLATE_NOOP("Register", "unused")), "muted", "minus"),
}
NUMBER = str(QT_TRANSLATE_NOOP("Register", "No."))
LATER = str(QT_TRANSLATE_NOOP("Register", "given later"))
LATER_TIP = str(QT_TRANSLATE_NOOP("Register", "The province gives the number in the register when it has the dossier."))
CODE = str(QT_TRANSLATE_NOOP("Register", "Dossier code"))
NAME = str(QT_TRANSLATE_NOOP("Register", "Applicant"))
PROCEDURE = str(QT_TRANSLATE_NOOP("Register", "Procedure"))
SETS = str(QT_TRANSLATE_NOOP("Register", "Sets"))
ACCEPTED = str(QT_TRANSLATE_NOOP("Register", "Received"))
DUE = str(QT_TRANSLATE_NOOP("Register", "Due"))
RETURNED = str(QT_TRANSLATE_NOOP("Register", "Returned"))
RUN = str(QT_TRANSLATE_NOOP("Register", "Numbers"))
COUNT = str(QT_TRANSLATE_NOOP("Register", "How many"))
STATE = str(QT_TRANSLATE_NOOP("Register", "State"))
REASON = str(QT_TRANSLATE_NOOP("Register", "Reason"))


def _tr(source: str) -> str:
    return QCoreApplication.translate("Register", source)


def difference(word: str, count: int) -> str:
    """The sentence of one thing that does not tie out."""
    return _tr(DIFFERENCES[word]).format(count=count) if word in DIFFERENCES else f"{word}: {count}"


def register_columns(now: Callable[[], datetime]) -> Sequence[Column]:
    """The columns of the register, as near to the printed form as a screen allows."""

    def number(row: RegisterLine) -> Cell:
        if row.number is None:
            return Cell(_tr(LATER), "muted", tip=_tr(LATER_TIP))
        return Cell(f"{row.number}", tip=row.book)

    def when(instant: datetime | None) -> Cell:
        return Cell(words.moment(instant, now()) if instant else "")

    return (
        Column("name", _tr(NAME), lambda row: Cell(row.applicant_name), width=210, strong=True),
        Column("number", _tr(NUMBER), number, width=96, right=True, spare=3),
        Column("code", _tr(CODE), lambda row: Cell(row.code, "soon" if row.provisional else ""), width=196, code=True),
        Column("procedure", _tr(PROCEDURE), lambda row: Cell(row.procedure_name, tip=row.field), spare=1),
        Column("sets", _tr(SETS), lambda row: Cell(str(row.sets)), width=56, right=True, spare=5),
        Column("accepted", _tr(ACCEPTED), lambda row: when(row.accepted_at), width=112, right=True),
        Column("due", _tr(DUE), lambda row: when(row.due), width=112, right=True, spare=2),
        Column("returned", _tr(RETURNED), lambda row: when(row.returned_at), width=112, right=True),
    )


def number_columns() -> Sequence[Column]:
    """The columns of the gap ledger."""

    def run(row: LedgerLine) -> Cell:
        return Cell(str(row.first) if row.first == row.last else f"{row.first} – {row.last}")

    def state(row: LedgerLine) -> Cell:
        text, tone, icon = STATES[row.state]
        return Cell(_tr(text), tone, icon)

    return (
        Column("numbers", _tr(RUN), run, width=180, strong=True),
        Column("count", _tr(COUNT), lambda row: Cell(str(row.count)), width=110, right=True),
        Column("state", _tr(STATE), state, width=200),
        Column("reason", _tr(REASON), lambda row: Cell(row.detail)),
    )
