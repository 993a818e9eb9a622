"""F1: the keys and a few words on the place in front, beside it and never over it."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from ui import controls, page_tools
from ui import theme as look
from ui.keys import in_force
from ui.theme import Theme

HELP: dict[str, str] = {
    "reception": str(
        QT_TRANSLATE_NOOP(
            "Help",
            "Choose the procedure, scan the card, tick the papers. What blocks acceptance stands in the last line;"
            " everything else can be done later and is shown as a debt.",
        )
    ),
    "dossiers": str(
        QT_TRANSLATE_NOOP(
            "Help",
            "Type a name with or without marks, a code, a phone or the last digits of a number. Enter opens a dossier.",
        )
    ),
    "dossier": str(
        QT_TRANSLATE_NOOP(
            "Help",
            "What may be done now stands at the right. A greyed act says why when the pointer rests on it.",
        )
    ),
    "returns": str(
        QT_TRANSLATE_NOOP(
            "Help",
            "Scan the code on the receipt, then the card of who stands there. Give back the originals that are listed.",
        )
    ),
    "handover": str(
        QT_TRANSLATE_NOOP(
            "Help",
            "Tick the dossiers that leave now and press F9: the list is printed in two copies."
            " Results that arrive are signed for on the second tab.",
        )
    ),
    "online": str(QT_TRANSLATE_NOOP("Help", "Online and postal dossiers wait for an answer within 8 working hours.")),
    "register": str(QT_TRANSLATE_NOOP("Help", "The register, the prints of this machine and what is still waiting.")),
    "post": str(
        QT_TRANSLATE_NOOP(
            "Help",
            "What waits to be sent, what came back, the numbers this machine may give. Nothing here is lost.",
        )
    ),
    "signing": str(
        QT_TRANSLATE_NOOP(
            "Help",
            "Look at the copies, type the PIN of your token and press F9: all that wait are signed in one go."
            " The signing service asks for the PIN itself.",
        )
    ),
    "settings": str(QT_TRANSLATE_NOOP("Help", "The look of the window, the language, printer and scanner.")),
}


class HelpPanel(QFrame):
    """A column at the right with the words on a place and the list of keys; made when it is first shown: it has a
    hundred parts, and many an officer never asks."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("help")
        self.setProperty("role", "section")
        self._text = controls.label("", wrap=True, name="help.text")
        self.setFixedWidth(theme.scaled(300))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.layout() is None:
            self._fill()

    def _fill(self) -> None:
        content = QWidget()
        content.setLayout(
            controls.column(
                controls.label(self.tr("Help"), "head"),
                self._text,
                look.SMALL,
                controls.label(self.tr("Keys"), "head"),
                _grid((key.shown, key.does) for key in in_force()),
                look.SMALL,
                controls.label(self.tr("Keys among scanned pages"), "head"),
                _grid((tool.shown, tool.text) for tool in page_tools.ALL),
                None,
                spacing=look.SMALL,
                margins=(look.WIDE, look.WIDE, look.WIDE, look.WIDE),
            )
        )
        self.setLayout(controls.column(controls.scrolled(content, "help.scroll")))

    def show_place(self, name: str) -> None:
        """Say what the place called ``name`` is for."""
        self._text.setText(QCoreApplication.translate("Help", HELP.get(name, "")))


def _grid(keys: Iterable[tuple[str, str]]) -> QGridLayout:
    """Keys, and beside each what it does."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(look.GAP)
    grid.setVerticalSpacing(6)
    grid.setColumnStretch(1, 1)
    for number, (shown, does) in enumerate(keys):
        grid.addWidget(controls.label(shown, "keycap"), number, 0)
        grid.addWidget(controls.label(does, wrap=True), number, 1)
    return grid
