"""Catches what a barcode scanner types, wherever the focus is; the field gets its text back, the scan goes its way."""

from __future__ import annotations

import time
import weakref
from collections.abc import Callable
from dataclasses import dataclass

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QLineEdit, QPlainTextEdit, QWidget

from app.capture.burst import Burst, BurstReader, BurstSettings


def _milliseconds() -> int:
    return time.monotonic_ns() // 1_000_000


@dataclass(frozen=True)
class _Held:
    """What a field held before the first character of a run."""

    widget: weakref.ref[QWidget]
    text: str
    cursor: int


def _line_of(widget: QWidget | None) -> QLineEdit | QPlainTextEdit | None:
    if isinstance(widget, QAbstractSpinBox):
        return widget.lineEdit()
    return widget if isinstance(widget, QLineEdit | QPlainTextEdit) else None


def _held(widget: QWidget | None) -> _Held | None:
    line = _line_of(widget)
    if isinstance(line, QLineEdit):
        return _Held(weakref.ref(line), line.text(), line.cursorPosition())
    if isinstance(line, QPlainTextEdit):
        return _Held(weakref.ref(line), line.toPlainText(), line.textCursor().position())
    return None


class BurstFilter(QObject):
    """Installed on the application. ``card`` carries the text of a citizen card, ``code`` a dossier code; ``touched``
    says that somebody is at the keys or the pointer, ``silent`` that the keys rest and what comes begins anew."""

    card = Signal(str)
    code = Signal(str)
    touched = Signal()
    silent = Signal()

    def __init__(
        self,
        application: QApplication,
        settings: BurstSettings | None = None,
        clock: Callable[[], int] = _milliseconds,
    ) -> None:
        super().__init__(application)
        self._application = application
        self._reader = BurstReader(settings)
        self._clock = clock
        self._before: _Held | None = None
        self._silence = QTimer(self)
        self._silence.setSingleShot(True)
        # A coarse timer may come early, when the reader still waits for more; nobody would ask it again.
        self._silence.setTimerType(Qt.TimerType.PreciseTimer)
        self._silence.setInterval(self._reader.silence)
        self._silence.timeout.connect(self._fell_silent)
        application.installEventFilter(self)

    def remove(self) -> None:
        """Listens no more; for a window that closes while the application lives on."""
        self._silence.stop()
        self._application.removeEventFilter(self)
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind not in (QEvent.Type.KeyPress, QEvent.Type.InputMethod):
            if kind == QEvent.Type.MouseButtonPress:
                self.touched.emit()
            return False
        # An event climbs from the focused widget to its parents; only its first stop counts.
        focused = self._application.focusWidget()
        if watched is not focused or focused is None:
            return False
        self.touched.emit()
        text = self._text(event)
        if not text:
            return False
        burst = self._reader.key(text, self._clock())
        if burst is not None:
            self._give_back(burst)
            if self._reader.begins:
                self._before = _held(focused)
            return burst.terminated
        if self._reader.trailing_terminator:
            return True
        if self._reader.begins:
            self._before = _held(focused)
        self._silence.start()
        # A space or a letter of a scan must not press the button that happens to have the focus.
        return self._reader.may_be_burst and _line_of(focused) is None

    @staticmethod
    def _text(event: QEvent) -> str:
        if isinstance(event, QInputMethodEvent):
            return event.commitString()
        if isinstance(event, QKeyEvent):
            held = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
            return "" if held else event.text()
        return ""

    def _fell_silent(self) -> None:
        burst = self._reader.end(self._clock())
        if burst is not None:
            self._give_back(burst)
        self.silent.emit()

    def _give_back(self, burst: Burst) -> None:
        self._silence.stop()
        before, self._before = self._before, None
        widget = before.widget() if before is not None else None
        if before is not None and widget is not None and shiboken6.isValid(widget):
            QGuiApplication.inputMethod().reset()
            if isinstance(widget, QLineEdit) and widget.text() != before.text:
                widget.setText(before.text)
                widget.setCursorPosition(before.cursor)
                widget.textEdited.emit(before.text)
            elif isinstance(widget, QPlainTextEdit) and widget.toPlainText() != before.text:
                widget.setPlainText(before.text)
        (self.card if burst.route == "card" else self.code).emit(burst.text)
