"""What a page shows where there is nothing to show: what would stand there, and how it gets there."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from ui import controls
from ui import theme as look
from ui.theme import Theme

WIDEST = 460
LOW, LOWEST = 190, 80


class Blank(QWidget):
    """An icon, a line that says what is missing, and a few words that teach."""

    def __init__(self, theme: Theme, icon: str, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._head = controls.label("", "head", wrap=True)
        self._words = controls.label("", "muted", wrap=True)
        for line in (self._head, self._words):
            line.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._picture = controls.Picture(theme, icon, "edge", 44)
        self._low = theme.scaled(LOW)
        self.setMinimumHeight(theme.scaled(LOWEST))
        self._middle = controls.column(
            controls.row(None, self._picture, None),
            self._head,
            self._words,
            spacing=look.GAP,
            margins=(look.WIDE, look.WIDE, look.WIDE, look.WIDE),
        )
        # Takes the focus in place of the list, so that the keyboard and a screen reader stand in the page; only what is
        # said is framed then, not the room around it.
        self._said = controls.frame("blank", self._middle, f"{name}.said")
        self._said.setMaximumWidth(theme.scaled(WIDEST) + 2 * look.WIDE)
        self._said.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFocusProxy(self._said)
        across = controls.row(None, self._said, None)
        across.setStretch(1, 100)
        whole = controls.column(None, across, None, margins=(look.SMALL, look.SMALL, look.SMALL, look.SMALL))
        whole.setStretch(0, 2)
        whole.setStretch(2, 3)
        self.setLayout(whole)

    @property
    def said(self) -> str:
        """What it says, as a screen reader tells it."""
        return self._said.accessibleName()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a low window the words come before the picture."""
        super().resizeEvent(event)
        low = event.size().height() < self._low
        self._picture.setVisible(not low)
        above = look.SMALL if low else look.WIDE
        self._middle.setContentsMargins(look.WIDE, above, look.WIDE, above)

    def say(self, head: str, words: str = "") -> None:
        """Show these words."""
        self._head.setText(head)
        self._words.setText(words)
        self._words.setVisible(bool(words))
        self._said.setAccessibleName(f"{head} {words}".strip())


class FilledOrBlank(QStackedWidget):
    """A list, or the `Blank` that stands for it while it is empty."""

    def __init__(self, filled: QWidget, blank: Blank) -> None:
        super().__init__()
        self.blank = blank
        self._filled = filled
        self._focus_wanted = False
        self.addWidget(filled)
        self.addWidget(blank)
        self.show_filled(False)

    def show_filled(self, filled: bool) -> None:
        """Show the list, or the blank; the focus goes along with what is shown."""
        had = self._focus_wanted or self._filled.hasFocus() or self.blank.hasFocus()
        shown = self._filled if filled else self.blank
        self.setCurrentWidget(shown)
        self._focus_wanted = False
        if had:
            shown.setFocus()

    def focus_here(self) -> None:
        """Put the focus in the list; while it is still being asked for, as soon as it comes."""
        (self.blank if self.blank.isVisibleTo(self) else self._filled).setFocus()
        self._focus_wanted = True
