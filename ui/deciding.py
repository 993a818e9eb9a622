"""What became of an act that did not simply count, in words, and a supervisor's decision about it with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, Qt
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QWidget

from app.desk.dossier_page import DossierView
from app.desk.timeline import TimelineLine
from ui import controls, messages, words
from ui import theme as look
from ui.dialogs import answered
from ui.theme import Theme

Decided = Literal["accept", "annul"]

SET_ASIDE = str(QT_TRANSLATE_NOOP("Deciding", "“{act}” of {time} was set aside and does not count. {why}"))
UNCONFIRMED = str(QT_TRANSLATE_NOOP("Deciding", "“{act}” of {time} counts, but is to be confirmed. {why}"))
WHAT_FOLLOWS = str(
    QT_TRANSLATE_NOOP(
        "Deciding",
        "Let it count, and the dossier goes on as if nothing had been in the way; annul it, and it has no effect. "
        "The act, the decision and its reason stay in the history.",
    )
)
SUPERVISOR = str(QT_TRANSLATE_NOOP("Deciding", "A supervisor decides about it."))


def _tr(source: str) -> str:
    return QCoreApplication.translate("Deciding", source)


def undecided(view: DossierView) -> list[TimelineLine]:
    """The acts of a dossier that wait for a decision, as they happened."""
    return [line for line in view.timeline if line.state in ("set_aside", "unconfirmed")]


def explained(line: TimelineLine, now: datetime) -> str:
    """What happened to one act, and why."""
    said = _tr(SET_ASIDE if line.state == "set_aside" else UNCONFIRMED)
    why = messages.of_rule(line.rule).both if line.rule else ""
    return said.format(act=line.text, time=words.moment(line.at, now), why=why).strip()


def all_explained(lines: Sequence[TimelineLine], now: datetime, *, decides: bool) -> str:
    """The same of several acts, and who decides where the officer may not."""
    said = [explained(line, now) for line in lines]
    return " ".join(said if decides else [*said, _tr(SUPERVISOR)])


class Decision(QDialog):
    """One act with what happened to it; ``decided`` is the verb chosen. Both verbs wait for a reason."""

    def __init__(self, parent: QWidget, theme: Theme, line: TimelineLine, now: datetime) -> None:
        super().__init__(parent)
        self.setObjectName("decision")
        self.setWindowTitle("Một Cửa")
        self.setModal(True)
        self.decided: Decided | None = None
        self.reason = QPlainTextEdit()
        self.reason.setObjectName("decision.reason")
        self.reason.setAccessibleName(self.tr("Reason"))
        self.reason.setPlaceholderText(self.tr("Reason; it stays in the history"))
        self.reason.setTabChangesFocus(True)
        self.reason.setFixedHeight(92)
        self.accepting = controls.button(self.tr("Let it count"), "decision.accept", "primary")
        self.annulling = controls.button(self.tr("Annul it"), "decision.annul", "danger")
        leave = controls.button(self.tr("Leave it"), "decision.leave")
        self.accepting.clicked.connect(lambda: self._decide("accept"))
        self.annulling.clicked.connect(lambda: self._decide("annul"))
        leave.clicked.connect(self.reject)
        self.reason.textChanged.connect(self._enable)
        self._enable()
        self.setLayout(
            controls.column(
                controls.label(self.tr("What shall become of this act?"), "head", wrap=True),
                controls.label(explained(line, now), wrap=True, name="decision.why"),
                controls.label(_tr(WHAT_FOLLOWS), "muted", wrap=True),
                self.reason,
                look.SMALL,
                controls.row(None, self.accepting, self.annulling, leave),
                margins=(look.ROOM, look.ROOM, look.ROOM, look.WIDE),
            )
        )
        self.setMinimumWidth(520)
        theme.dress(self)
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def text(self) -> str:
        return self.reason.toPlainText().strip()

    def _enable(self) -> None:
        for verb in (self.accepting, self.annulling):
            verb.setEnabled(bool(self.text))

    def _decide(self, decided: Decided) -> None:
        self.decided = decided
        self.accept()


def decide(parent: QWidget, theme: Theme, line: TimelineLine, now: datetime) -> tuple[Decided, str] | None:
    """The decision about an act and its reason; None when it was left."""
    asked = Decision(parent, theme, line, now)
    answered(asked)
    return (asked.decided, asked.text) if asked.decided is not None else None
