"""What each list of dossiers says while nothing is in it, and how something comes there."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

EMPTY: dict[str, tuple[str, str]] = {
    "today": (
        str(QT_TRANSLATE_NOOP("Lists", "No dossier was received today yet.")),
        str(QT_TRANSLATE_NOOP("Lists", "Received under Reception (F2), each stands here at once.")),
    ),
    "open": (
        str(QT_TRANSLATE_NOOP("Lists", "No dossier is open.")),
        str(QT_TRANSLATE_NOOP("Lists", "Those received stand here until the result is given back or they end.")),
    ),
    "to_hand_over": (
        str(QT_TRANSLATE_NOOP("Lists", "Nothing waits to be handed over.")),
        str(QT_TRANSLATE_NOOP("Lists", "Those received here stand in it until they leave on a list (Handover, F7).")),
    ),
    "in_transit": (
        str(QT_TRANSLATE_NOOP("Lists", "Nothing is on its way.")),
        str(QT_TRANSLATE_NOOP("Lists", "Papers that left on a list stand here until their receiver has signed.")),
    ),
    "late": (
        str(QT_TRANSLATE_NOOP("Lists", "Nothing is overdue.")),
        str(QT_TRANSLATE_NOOP("Lists", "A dossier whose promised time is over stands here; its page has the apology.")),
    ),
    "to_return": (
        str(QT_TRANSLATE_NOOP("Lists", "No result waits here.")),
        str(QT_TRANSLATE_NOOP("Lists", "Results stand here once they were signed for (Handover, F7).")),
    ),
    "debts": (
        str(QT_TRANSLATE_NOOP("Lists", "Nothing is owed.")),
        str(QT_TRANSLATE_NOOP("Lists", "A scan, a signature, a check or a slip that is still missing stands here.")),
    ),
    "set_aside": (
        str(QT_TRANSLATE_NOOP("Lists", "Nothing needs to be looked at.")),
        str(QT_TRANSLATE_NOOP("Lists", "Of two acts that do not go together, the later waits here for a decision.")),
    ),
    "all": (
        str(QT_TRANSLATE_NOOP("Lists", "No dossier yet.")),
        str(QT_TRANSLATE_NOOP("Lists", "All dossiers of this unit stand here. Ctrl+K finds one by name or number.")),
    ),
}
