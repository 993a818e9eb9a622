"""Keys typed while the desk still answers: they wait, and are typed where its answer puts the hands."""

from __future__ import annotations

from collections.abc import Callable

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget


class TypeAhead(QObject):
    """Holds back what is typed into a field between `begin` and `release`; acts wait in the same line."""

    def __init__(self, owner: QWidget) -> None:
        super().__init__(owner)
        self._field: QWidget | None = None
        self._waiting: list[Callable[[], object]] = []
        self._holding = False

    def begin(self, field: QWidget) -> None:
        """From now on keys pressed in ``field`` wait for the answer."""
        if not self._holding:
            self._holding, self._field = True, field
            # Only the field's own events: a scan has gone its way before they come here.
            field.installEventFilter(self)

    def after(self, act: Callable[[], object]) -> None:
        """Do ``act`` now, or in its turn once the answer is here."""
        if self._holding:
            self._waiting.append(act)
        else:
            act()

    def release(self) -> None:
        """The answer is here and the hands are where it puts them: type there what was held, in its order."""
        self._stop()
        waiting, self._waiting = self._waiting, []
        for act in waiting:
            # What was typed may ask the next question: the rest waits for that answer.
            self.after(act)

    def drop(self) -> None:
        """Another citizen's draft is in front: what was held is typed nowhere."""
        self._stop()
        self._waiting = []

    def _stop(self) -> None:
        self._holding = False
        # A line of the checklist goes with its draft.
        if self._field is not None and shiboken6.isValid(self._field):
            self._field.removeEventFilter(self)
        self._field = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key, modifiers, text = event.key(), event.modifiers(), event.text()
            self._waiting.append(lambda: _press(key, modifiers, text))
            return True
        if isinstance(event, QInputMethodEvent) and event.commitString():
            text = event.commitString()
            self._waiting.append(lambda: _send(_committed(text)))
            return True
        return False


def _press(key: int, modifiers: Qt.KeyboardModifier, text: str) -> None:
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        _send(QKeyEvent(kind, key, modifiers, text))


def _committed(text: str) -> QInputMethodEvent:
    event = QInputMethodEvent()
    event.setCommitString(text)
    return event


def _send(event: QEvent) -> None:
    focused = QApplication.focusWidget()
    if focused is not None:
        QApplication.sendEvent(focused, event)
