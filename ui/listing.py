"""How dossiers are shown in lists: the columns every list of dossiers has, and the tone of what is left of the time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from app.desk.worklists import DossierRow
from ui import words
from ui.rows import Cell, Column

TITLES: dict[str, str] = {
    "name": str(QT_TRANSLATE_NOOP("Listing", "Applicant")),
    "code": str(QT_TRANSLATE_NOOP("Listing", "Dossier code")),
    "procedure": str(QT_TRANSLATE_NOOP("Listing", "Procedure")),
    "status": str(QT_TRANSLATE_NOOP("Listing", "Status")),
    "accepted": str(QT_TRANSLATE_NOOP("Listing", "Received")),
    "due": str(QT_TRANSLATE_NOOP("Listing", "Due")),
    "left": str(QT_TRANSLATE_NOOP("Listing", "Time left")),
    "state": str(QT_TRANSLATE_NOOP("Listing", "To do")),
}


def _tr(source: str) -> str:
    return QCoreApplication.translate("Listing", source)


def left_cell(row: DossierRow) -> Cell:
    """Time left as icon, words and colour."""
    if not row.time_left:
        return Cell("")
    tone = row.tone if row.tone in {"ok", "soon", "late"} else ""
    return Cell(row.time_left, tone, words.TONE_ICONS.get(row.tone, ""))


def state_cell(row: DossierRow) -> Cell:
    """What is not in order: an update needed, an act set aside, debts, what still waits to be sent."""
    if row.needs_upgrade:
        return Cell(QCoreApplication.translate("Listing", "update needed"), "late", "stop")
    if row.set_aside:
        return Cell(QCoreApplication.translate("Listing", "to be looked at"), "late", "alert")
    if row.debts:
        owed = [words.debt(debt) for debt in row.debts]
        text = (
            owed[0]
            if len(owed) == 1
            else QCoreApplication.translate("Listing", "{count} things owed").format(count=len(owed))
        )
        return Cell(text, "debt", "debt", "\n".join(owed))
    if row.pending:
        return Cell(QCoreApplication.translate("Listing", "waits to be sent"), "muted", "post")
    return Cell("")


def code_cell(row: DossierRow) -> Cell:
    if row.provisional and row.code:
        return Cell(row.code, "soon", "", QCoreApplication.translate("Listing", "Provisional code"))
    return Cell(row.code or words.NOT_KNOWN)


def columns(now: Callable[[], datetime], *names: str) -> Sequence[Column]:
    """The columns called ``names``, in that order; instants of the day of ``now`` are shown by their hour alone."""

    def when(instant: datetime | None) -> Cell:
        return Cell(words.moment(instant, now()))

    made = {
        "name": Column("name", _tr(TITLES["name"]), lambda row: Cell(row.applicant_name), width=230, strong=True),
        "code": Column("code", _tr(TITLES["code"]), code_cell, width=190, code=True),
        "procedure": Column(
            "procedure",
            _tr(TITLES["procedure"]),
            lambda row: Cell(row.procedure_name, tip=f"{row.procedure_code} {row.procedure_name}"),
            spare=1,
        ),
        "status": Column(
            "status", _tr(TITLES["status"]), lambda row: Cell(words.status(row.status)), width=124, spare=2
        ),
        "accepted": Column(
            "accepted",
            _tr(TITLES["accepted"]),
            lambda row: when(row.accepted_at),
            width=108,
            right=True,
            spare=3,
            hidden=True,
        ),
        "due": Column("due", _tr(TITLES["due"]), lambda row: when(row.due), width=108, right=True, spare=4),
        "left": Column("left", _tr(TITLES["left"]), left_cell, width=168),
        "state": Column("state", _tr(TITLES["state"]), state_cell, width=160),
    }
    return [made[name] for name in names]


STATUS_LOOKS: dict[int, tuple[str, str]] = {
    1: ("accent", "online"),
    2: ("accent", "receive"),
    3: ("late", "close"),
    4: ("accent", "refresh"),
    5: ("soon", "files"),
    6: ("soon", "money"),
    7: ("muted", "undo"),
    8: ("late", "stop"),
    9: ("ok", "check"),
    10: ("ok", "done"),
}


def status_look(status: int) -> tuple[str, str]:
    """Tone and icon of a status."""
    return STATUS_LOOKS.get(status, ("muted", "info"))
