"""Questions before the window: answered here, and hidden by a lock together with what is written in them."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QEventLoop, QObject, Signal
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from ui.keys import key

COMES_BACK = "comesBack"
"""Property of a dialog that may be hidden unanswered; others take hiding for an answer."""
BEHIND = "behindTheLock"
HANDS = "handsWereIn"


def answered(dialog: QDialog) -> bool:
    """Show ``dialog`` until it is answered; True when it was accepted.

    Unlike `QDialog.exec` this waits on while a lock hides it. The dialog goes once its caller has read the answer.
    """
    loop = QEventLoop()
    dialog.finished.connect(loop.quit)
    dialog.setModal(True)
    dialog.setProperty(COMES_BACK, True)
    dialog.show()
    loop.exec()
    dialog.deleteLater()
    return dialog.result() == QDialog.DialogCode.Accepted


def hide_all(frame: QWidget) -> None:
    """Close every list that hangs open and hide every dialog opened from ``frame``, with what is written in it; one
    that cannot be hidden (the choice of a file) is left unanswered."""
    while (popup := QApplication.activePopupWidget()) is not None and popup.close():
        pass
    for dialog in _dialogs_of(frame):
        if dialog.isVisible() and dialog.property(COMES_BACK):
            dialog.setProperty(BEHIND, True)
            dialog.setProperty(HANDS, dialog.focusWidget())
            dialog.hide()
        elif dialog.isVisible():
            dialog.reject()


def bring_back(frame: QWidget) -> None:
    """Show again what `hide_all` hid, one dialog over the other as they stood."""
    for dialog in _dialogs_of(frame):
        if dialog.property(BEHIND):
            dialog.setProperty(BEHIND, False)
            dialog.show()
            dialog.activateWindow()
            hands = dialog.property(HANDS)
            if isinstance(hands, QWidget):
                hands.setFocus()


def leave_all(frame: QWidget) -> None:
    """Leave every dialog opened from ``frame`` unanswered, hidden or not: its officer goes."""
    for dialog in _dialogs_of(frame):
        if dialog.isVisible() or dialog.property(BEHIND):
            dialog.setProperty(BEHIND, False)
            dialog.reject()


def _dialogs_of(frame: QWidget) -> list[QDialog]:
    """The dialogs opened from ``frame``, a dialog before those opened from it."""
    found = [each for each in QApplication.topLevelWidgets() if isinstance(each, QDialog) and _of(frame, each)]
    return sorted(found, key=lambda dialog: len(list(_above(dialog))))


def _above(widget: QWidget) -> Iterator[QWidget]:
    while (above := widget.parentWidget()) is not None:
        widget = above
        yield widget


def _of(frame: QWidget, widget: QWidget) -> bool:
    """Whether ``widget`` was opened from ``frame``; `QWidget.isAncestorOf` stops at the edge of a window."""
    return any(above is frame for above in _above(widget))


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
