"""Work that may take longer than a moment: after half a second a bar says so, how far it is, and how to stop it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QProgressBar, QPushButton

from app.errors import MotCuaError
from app.progress import Progress
from ui import controls
from ui import theme as look
from ui.bridge import POLL_MILLISECONDS, Bridge, Cancel

T = TypeVar("T")

AFTER_MILLISECONDS = 500
"""What is done sooner shows no bar: it would only flicker."""


class UnderWay(QFrame):
    """One piece of work at a time. ``stopped`` comes when the officer stops it."""

    stopped = Signal()

    def __init__(self, name: str, aside: int = 0) -> None:
        """``aside``: pixels kept free at both sides, where it stands from edge to edge of the page."""
        super().__init__()
        self.setObjectName(name)
        self._stop: Callable[[], object] | None = None
        self._progress: Progress | None = None
        self._running = False
        self._words = controls.label("", "small", wrap=True, name=f"{name}.words")
        self._bar = QProgressBar()
        self._bar.setObjectName(f"{name}.bar")
        self._bar.setTextVisible(False)
        self.stop_button = controls.button(self.tr("Stop"), f"{name}.stop", "link")
        self.stop_button.clicked.connect(self.stop)
        line = controls.row(self._bar, self.stop_button, margins=(0, look.TIGHT, 0, 0))
        line.setStretch(0, 1)
        self.setLayout(controls.column(self._words, line, spacing=2, margins=(aside, 0, aside, 0)))
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(AFTER_MILLISECONDS)
        self._later.timeout.connect(self._appear)
        self._look = QTimer(self)
        self._look.setInterval(POLL_MILLISECONDS)
        self._look.timeout.connect(self._show_progress)
        self.hide()

    @property
    def running(self) -> bool:
        """Whether work is under way, shown already or not yet."""
        return self._running

    def begin(self, words: str, stop: Callable[[], object] | None = None, progress: Progress | None = None) -> None:
        """Work begins: ``words`` say what is done, ``stop`` has it stop (None: it cannot be), ``progress`` counts."""
        self._running, self._stop, self._progress = True, stop, progress
        self._words.setText(words)
        self._words.setVisible(bool(words))
        self._bar.setAccessibleName(words or self.tr("Under way"))
        self._bar.setRange(0, 0)
        self.stop_button.setVisible(stop is not None)
        self._later.start()

    def end(self) -> None:
        """The work is over."""
        self._running, self._stop, self._progress = False, None, None
        self._later.stop()
        self._look.stop()
        self.hide()

    def stop(self) -> bool:
        """Have the work stop; False when there is none, or none that can be stopped."""
        stop, self._stop = self._stop, None
        if stop is None:
            return False
        self.stop_button.hide()
        stop()
        self.stopped.emit()
        return True

    def _appear(self) -> None:
        self._show_progress()
        self._look.start()
        self.show()

    def _show_progress(self) -> None:
        progress = self._progress
        if progress is not None and progress.total:
            self._bar.setRange(0, progress.total)
            self._bar.setValue(min(progress.done, progress.total))


class Trial(UnderWay):
    """Something outside this machine is tried, which may take long to answer. Given up, its answer counts no more.

    One trial at a time, the later one instead of the earlier; the button that asked for it waits meanwhile.
    """

    def __init__(self, bridge: Bridge, name: str) -> None:
        super().__init__(name)
        self._bridge = bridge
        self._button: QPushButton | None = None
        self._then: Callable[[Any], object] | None = None
        self._otherwise: Callable[[MotCuaError], object] | None = None

    def run(
        self,
        button: QPushButton | None,
        work: Callable[[], T],
        then: Callable[[T], object],
        otherwise: Callable[[MotCuaError], object],
        *,
        cancel: Cancel | None = None,
    ) -> None:
        """Do ``work`` aside. With ``cancel`` it stops by that flag and answers; without, its answer is dropped."""
        if self._stop is not None:
            self._stop()
        self._free()
        self._button, self._then, self._otherwise = button, then, otherwise
        if button is not None:
            button.setEnabled(False)
        self.begin("", cancel.set if cancel is not None else self._give_up)
        self._bridge.run_aside(work, self._came, self._went, owner=self, slot="trial")

    def _give_up(self) -> None:
        self._bridge.forget(self, "trial")
        self._free()

    def _free(self) -> None:
        self.end()
        if self._button is not None:
            self._button.setEnabled(True)
            self._button = None

    def _came(self, answer: object) -> None:
        self._free()
        if self._then is not None:
            self._then(answer)

    def _went(self, error: MotCuaError) -> None:
        self._free()
        if self._otherwise is not None:
            self._otherwise(error)
