"""Names shown for the words of the code: statuses, forms, tones, dates and money, in the language of the window."""

from __future__ import annotations

from datetime import UTC, date, datetime

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QLocale

from app.domain.events import VIETNAM

STATUSES: dict[int, str] = {
    number: str(text)
    for number, text in (
        (0, QT_TRANSLATE_NOOP("Words", "Not received yet")),
        (1, QT_TRANSLATE_NOOP("Words", "Newly registered")),
        (2, QT_TRANSLATE_NOOP("Words", "Received")),
        (3, QT_TRANSLATE_NOOP("Words", "Refused at reception")),
        (4, QT_TRANSLATE_NOOP("Words", "In process")),
        (5, QT_TRANSLATE_NOOP("Words", "Supplement requested")),
        (6, QT_TRANSLATE_NOOP("Words", "Payment requested")),
        (7, QT_TRANSLATE_NOOP("Words", "Withdrawn")),
        (8, QT_TRANSLATE_NOOP("Words", "Stopped")),
        (9, QT_TRANSLATE_NOOP("Words", "Result ready")),
        (10, QT_TRANSLATE_NOOP("Words", "Result returned")),
    )
}
"""The statuses of the national exchange."""

FORMS: dict[str, str] = {
    "receipt": str(QT_TRANSLATE_NOOP("Words", "Receipt")),
    "return_receipt": str(QT_TRANSLATE_NOOP("Words", "Return receipt")),
    "dossier_handover_list": str(QT_TRANSLATE_NOOP("Words", "Handover list")),
    "result_handover_list": str(QT_TRANSLATE_NOOP("Words", "Handover list of results")),
    "supplement_request": str(QT_TRANSLATE_NOOP("Words", "Supplement request")),
    "refusal": str(QT_TRANSLATE_NOOP("Words", "Refusal")),
    "apology": str(QT_TRANSLATE_NOOP("Words", "Apology")),
    "termination_notice": str(QT_TRANSLATE_NOOP("Words", "Termination notice")),
    "control_slip": str(QT_TRANSLATE_NOOP("Words", "Control slip")),
    "register": str(QT_TRANSLATE_NOOP("Words", "Register")),
    "fee_slip": str(QT_TRANSLATE_NOOP("Words", "Fee information slip")),
    "guidance_slip": str(QT_TRANSLATE_NOOP("Words", "Guidance slip")),
    "withdrawal_slip": str(QT_TRANSLATE_NOOP("Words", "Withdrawal slip")),
    "papers_returned": str(QT_TRANSLATE_NOOP("Words", "List of papers returned")),
    "group_receipt": str(QT_TRANSLATE_NOOP("Words", "Receipt of several dossiers")),
    "processing_history": str(QT_TRANSLATE_NOOP("Words", "Processing history")),
    "lost_receipt_declaration": str(QT_TRANSLATE_NOOP("Words", "Declaration of a lost receipt")),
    "rating_slip": str(QT_TRANSLATE_NOOP("Words", "Rating slip")),
    "appointment_slip": str(QT_TRANSLATE_NOOP("Words", "Appointment slip")),
    "transfer_slip": str(QT_TRANSLATE_NOOP("Words", "Transfer slip")),
    "postal_handover_record": str(QT_TRANSLATE_NOOP("Words", "Postal handover record")),
    "folder_label": str(QT_TRANSLATE_NOOP("Words", "Folder label")),
}
PAPER_KINDS: dict[str, str] = {
    "original": str(QT_TRANSLATE_NOOP("Words", "original")),
    "certified_copy": str(QT_TRANSLATE_NOOP("Words", "certified copy")),
    "compared_copy": str(QT_TRANSLATE_NOOP("Words", "compared copy")),
    "electronic_copy": str(QT_TRANSLATE_NOOP("Words", "electronic")),
}
DEBTS: dict[str, str] = {
    "account_check": str(QT_TRANSLATE_NOOP("Words", "e-ID account not checked yet")),
    "scan": str(QT_TRANSLATE_NOOP("Words", "papers not scanned yet")),
    "signature": str(QT_TRANSLATE_NOOP("Words", "scans not signed yet")),
    "receipt": str(QT_TRANSLATE_NOOP("Words", "receipt not printed yet")),
    "hand_out": str(QT_TRANSLATE_NOOP("Words", "receipt not handed out yet")),
    "fee": str(QT_TRANSLATE_NOOP("Words", "fee not collected yet")),
    "corrected_receipt": str(QT_TRANSLATE_NOOP("Words", "corrected receipt owed")),
    "official_code": str(QT_TRANSLATE_NOOP("Words", "official code to come")),
}
WEEKDAYS: tuple[str, ...] = tuple(
    str(text)
    for text in (
        QT_TRANSLATE_NOOP("Words", "Monday"),
        QT_TRANSLATE_NOOP("Words", "Tuesday"),
        QT_TRANSLATE_NOOP("Words", "Wednesday"),
        QT_TRANSLATE_NOOP("Words", "Thursday"),
        QT_TRANSLATE_NOOP("Words", "Friday"),
        QT_TRANSLATE_NOOP("Words", "Saturday"),
        QT_TRANSLATE_NOOP("Words", "Sunday"),
    )
)

TONE_ICONS = {"ok": "clock", "soon": "alert", "late": "stop", "done": "done", "debt": "debt", "accent": "info"}
"""The mark that goes with each tone: a state is never told by colour alone."""

NOT_KNOWN = "–"


def _tr(source: str) -> str:
    return QCoreApplication.translate("Words", source)


def status(number: int) -> str:
    """The name of a status of the national exchange."""
    return _tr(STATUSES[number])


def form(key: str) -> str:
    """The name of a printed form; an unknown key is shown as it is."""
    return _tr(FORMS[key]) if key in FORMS else key


def paper_kind(key: str) -> str:
    """How a paper was handed in: original, copy, electronic."""
    return _tr(PAPER_KINDS[key])


def debt(key: str) -> str:
    """The words of a debt; a debt the desk already put in words is shown as it is."""
    return _tr(DEBTS[key]) if key in DEBTS else key


def clock(instant: datetime) -> str:
    """``09:41`` local time."""
    return instant.astimezone(VIETNAM).strftime("%H:%M")


def day(value: date | datetime) -> str:
    """``23/11/2026``, local day."""
    if isinstance(value, datetime):
        value = value.astimezone(VIETNAM).date()
    return value.strftime("%d/%m/%Y")


def moment(instant: datetime | None, now: datetime | None = None) -> str:
    """``09:41`` for today, ``09:41 22/11`` in the same year, with the year otherwise; a dash for nothing."""
    if instant is None:
        return NOT_KNOWN
    local = instant.astimezone(VIETNAM)
    here = (now or datetime.now(UTC)).astimezone(VIETNAM)
    if local.date() == here.date():
        return local.strftime("%H:%M")
    return local.strftime("%H:%M %d/%m" if local.year == here.year else "%H:%M %d/%m/%Y")


def promise(due: datetime) -> str:
    """``16:30 thứ Hai 30/11/2026``: how a due date is said to a citizen."""
    local = due.astimezone(VIETNAM)
    return f"{local:%H:%M} {_tr(WEEKDAYS[local.weekday()])} {local:%d/%m/%Y}"


def masked(number: str) -> str:
    """A personal number for lists and shared screens: ``025••••••123``."""
    return f"{number[:3]}{'•' * (len(number) - 6)}{number[-3:]}" if len(number) > 6 else number


def given(name: str) -> str:
    """A long official name's short form for the corner of the window: ``Nguyễn T. H.`` of Nguyễn Thị Hoa."""
    words = name.split()
    if len(words) < 3:
        return name
    return " ".join([words[0], *(f"{word[0]}." for word in words[1:-1]), words[-1]])


def megabytes(size: int) -> str:
    """A size in bytes as people read it: "12,4 MB"; never 0 for what is more than nothing."""
    return f"{max(0.1, size / 1024 / 1024):.1f}".replace(".", QLocale().decimalPoint()) + " MB"
