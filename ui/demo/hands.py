"""An officer's hands and eyes: keys, scanner bursts, waiting for what shows, and pictures of the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

PATIENCE_MILLISECONDS = 20_000
LOOK_EVERY_MILLISECONDS = 15
SETTLE_MILLISECONDS = 120

W = TypeVar("W", bound=QWidget)


class NotSeen(AssertionError):
    """Something the story needs did not come; ``what`` says it in plain words."""


class Hands:
    """Works one window as a person would: through the widget that has the focus, by keys."""

    def __init__(self, window: QWidget, pictures: Path) -> None:
        self._window = window
        self._pictures = pictures
        self._taken = 0

    # ------------------------------------------------------------ eyes

    def until(self, seen: Callable[[], bool], what: str, *, patience: int = PATIENCE_MILLISECONDS) -> None:
        """Looks until ``seen``; raises NotSeen with ``what`` when it does not come in ``patience`` milliseconds."""
        waited = 0
        while not seen():
            if waited >= patience:
                raise NotSeen(what)
            QTest.qWait(LOOK_EVERY_MILLISECONDS)
            waited += LOOK_EVERY_MILLISECONDS

    def widget(self, kind: type[W], name: str) -> W:
        """The visible widget of that name, waited for."""
        found: list[W] = []

        def look() -> bool:
            found[:] = [made for made in self._window.findChildren(kind, name) if made.isVisible()]
            return bool(found)

        self.until(look, f"no visible {kind.__name__} {name}")
        return found[0]

    def picture(self, name: str) -> Path:
        """A PNG of the window as it is, numbered in the order taken."""
        self._taken += 1
        # Layouts settle from the inside out, one round of events for each level.
        QTest.qWait(SETTLE_MILLISECONDS)
        path = self._pictures / f"{self._taken:02d}-{name}.png"
        if not self._window.grab().save(str(path)):
            raise OSError(f"no picture could be written: {path.name}")
        return path

    def start_at(self, number: int) -> None:
        """Pictures go on after this number."""
        self._taken = number

    # ------------------------------------------------------------ hands

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """One key, where the focus is."""
        QTest.keyClick(self._focus(), key, modifiers)

    def type(self, text: str) -> None:
        """Text as an input method would commit it, letter by letter, at a person's pace (never a scanner's)."""
        for letter in text:
            self._letter(letter)
            QTest.qWait(55)

    def scan(self, text: str) -> None:
        """Text as a scanner in keyboard mode sends it: fast, with Enter at the end."""
        for letter in text:
            self._letter(letter)
        QTest.keyClick(self._focus(), Qt.Key.Key_Return)

    def click(self, widget: QWidget) -> None:
        """A click of the mouse in the middle of a widget."""
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)

    def _focus(self) -> QWidget:
        return QApplication.focusWidget() or self._window

    def _letter(self, letter: str) -> None:
        # QTest.keyClicks aborts the interpreter on letters outside ASCII.
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(self._focus(), QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter))
