"""What stands in front of the window when it locks: questions and lists that show what the lock is to hide."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from ui.keys import key


def _of(frame: QWidget, widget: QWidget | None) -> bool:
    """Whether ``widget`` was opened from ``frame``; `QWidget.isAncestorOf` stops at the edge of a window."""
    while widget is not None and widget is not frame:
        widget = widget.parentWidget()
    return widget is frame


def leave_all(frame: QWidget) -> None:
    """Close every list that hangs open and leave every dialog opened from ``frame`` unanswered."""
    while (popup := QApplication.activePopupWidget()) is not None and popup.close():
        pass
    for dialog in QApplication.topLevelWidgets():
        if isinstance(dialog, QDialog) and dialog.isVisible() and _of(frame, dialog):
            dialog.reject()


class LockKey(QObject):
    """Gives every dialog opened from ``frame`` the key that locks: a modal one keeps the frame's own from being heard.
    ``pressed`` comes once a press."""

    pressed = Signal()

    def __init__(self, frame: QWidget) -> None:
        super().__init__(frame)
        self._frame = frame
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._focus_moved)

    def _focus_moved(self, _: QWidget | None, now: QWidget | None) -> None:
        dialog = now.window() if now is not None else None
        if not isinstance(dialog, QDialog) or not _of(self._frame, dialog):
            return
        if dialog.findChild(QShortcut, "key.lock") is None:
            shortcut = QShortcut(key("lock").qt(), dialog)
            shortcut.setObjectName("key.lock")
            shortcut.activated.connect(self.pressed)
