"""How Enter goes about a page: to the next empty field, never to a button that acts."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget


class EnterWalk(QObject):
    """Makes Enter in a field go to the next empty one of ``order``; it never presses anything."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._order: list[QWidget] = []
        self.onward: Callable[[], bool] = lambda: False
        """Tried first: True when it went on to somewhere else."""

    def follow(self, order: Sequence[QWidget]) -> None:
        """Walk these editors, in this order."""
        for editor in self._order:
            editor.removeEventFilter(self)
        self._order = list(order)
        for editor in self._order:
            editor.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not (isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress):
            return False
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or not plain:
            return False
        if isinstance(watched, QWidget) and not self.onward():
            self.step(watched)
        return True

    def step(self, current: QWidget) -> QWidget | None:
        """Focus the first empty editor after ``current``, wrapping to those before; None when all are filled."""
        place = self._order.index(current) if current in self._order else -1
        for editor in self._order[place + 1 :] + self._order[: place + 1]:
            if editor.isVisible() and editor.isEnabled() and isinstance(editor, QLineEdit) and not editor.text():
                editor.setFocus(Qt.FocusReason.TabFocusReason)
                return editor
        return None
