"""Dialogs are answered as they stand on the screen, by whoever sits in front of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog

D = TypeVar("D", bound=QDialog)
LOOK_MILLISECONDS = 5


@contextmanager
def answering(kind: type[D], answer: Callable[[D], object]) -> Iterator[None]:
    """Does ``answer`` to the dialog that opens within. A failure in there fails the test, and so does a dialog that
    never opened; one left open is left unanswered."""
    met: list[D] = []

    def look() -> None:
        found = QApplication.activeModalWidget()
        if met or not isinstance(found, kind):
            return
        met.append(found)
        answers: list[int] = []
        found.finished.connect(answers.append)
        watch.stop()
        try:
            answer(found)
        finally:
            # Else the test would wait for an answer for ever; pytest-qt fails it with what was raised.
            if not answers:
                found.reject()

    watch = QTimer()
    watch.setInterval(LOOK_MILLISECONDS)
    watch.timeout.connect(look)
    watch.start()
    yield
    watch.stop()
    assert met, f"no {kind.__name__} opened"
