"""A small whole number on the page: how many papers, pages, copies."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QIntValidator, QKeyEvent
from PySide6.QtWidgets import QLineEdit


class CountLine(QLineEdit):
    """A small whole number: typed, or stepped with the arrows. ``changed`` carries it; the wheel never changes it."""

    changed = Signal(int)

    def __init__(self, width: int, most: int = 99) -> None:
        super().__init__()
        self._most = most
        self.setValidator(QIntValidator(0, most, self))
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setFixedWidth(width)
        self.textEdited.connect(lambda text: self.changed.emit(int(text or 0)))

    @property
    def value(self) -> int:
        return int(self.text() or 0)

    def show_value(self, value: int) -> None:
        if self.value != value or not self.text():
            self.setText(str(value))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        self.setText(str(max(0, min(self._most, self.value + step))))
        self.changed.emit(self.value)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.selectAll()
