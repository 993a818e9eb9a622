"""The few questions that stand in the way on purpose: acts that cannot be undone; the safe answer has the focus."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, Qt
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QWidget

from ui import controls
from ui import theme as look
from ui.dialogs import answered
from ui.theme import Theme

_WORDS = (
    QT_TRANSLATE_NOOP("Asking", "Reason"),
    QT_TRANSLATE_NOOP("Asking", "Leave it"),
)


class Question(QDialog):
    """A question whose buttons are verbs. With ``reason`` the act needs one, and its button waits for it."""

    def __init__(
        self, parent: QWidget, theme: Theme, question: str, words: str, verb: str, *, reason: bool, shown: str = ""
    ) -> None:
        super().__init__(parent)
        self.setObjectName("question")
        self.setWindowTitle("Một Cửa")
        self.setModal(True)
        self.reason = QPlainTextEdit()
        self.reason.setObjectName("question.reason")
        self.reason.setAccessibleName(QCoreApplication.translate("Asking", "Reason"))
        self.reason.setPlaceholderText(shown)
        self.reason.setTabChangesFocus(True)
        self.reason.setFixedHeight(92)
        self.reason.setVisible(reason)
        self.verb = controls.button(verb, "question.verb", "danger")
        self.verb.clicked.connect(self.accept)
        self.verb.setEnabled(not reason)
        self.reason.textChanged.connect(lambda: self.verb.setEnabled(bool(self.text)))
        leave = controls.button(QCoreApplication.translate("Asking", "Leave it"), "question.leave")
        leave.clicked.connect(self.reject)
        leave.setDefault(not reason)
        self.setLayout(
            controls.column(
                controls.label(question, "head", wrap=True),
                controls.label(words, wrap=True),
                self.reason,
                look.SMALL,
                controls.row(None, self.verb, leave),
                margins=(look.ROOM, look.ROOM, look.ROOM, look.WIDE),
            )
        )
        self.setMinimumWidth(440)
        theme.dress(self)
        (self.reason if reason else leave).setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def text(self) -> str:
        return self.reason.toPlainText().strip()


def ask(parent: QWidget, theme: Theme, question: str, words: str, verb: str) -> bool:
    """Whether the officer chose the act named ``verb``."""
    return answered(Question(parent, theme, question, words, verb, reason=False))


def ask_reason(parent: QWidget, theme: Theme, question: str, words: str, verb: str, shown: str = "") -> str:
    """The reason given for the act named ``verb``; empty when the officer left it."""
    asked = Question(parent, theme, question, words, verb, reason=True, shown=shown)
    return asked.text if answered(asked) else ""
