"""The yardstick for what may hold the window up: a bare form of Qt's, said in processor time of the window's thread.

Until a call into the window's thread is back nothing is painted and no key is taken. What counts is that thread's own
processor time, against a form built, laid out and drawn by Qt alone in the same run: a busy machine and a slow one
change little. Left out is what costs no processor time: waiting for the disk, a lock or another process. That the
window's thread never asks the store is watched apart (`asked_by_the_window` of tests/ui/conftest.py).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import shiboken6
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QPixmap
from PySide6.QtWidgets import QApplication, QGridLayout, QLabel, QLineEdit, QWidget

from bench.measure import NotMeasurable

LINES = 400
"""A bare form of as many lines takes 47 ms of a quiet core of the machine this was written on (an EPYC that counts
200,000 turns of a Python loop in 10 ms, as usual office PCs do): the 50 ms that issue 5 allows, said in work."""
PATIENCE_SECONDS = 300
QUIET_TURNS = 3
BETWEEN_TURNS_SECONDS = 0.001
"""Left to the workers; a window that waits for events leaves them as much."""


def bare_form() -> float:
    """Processor seconds of this thread for a bare form of `LINES` lines."""
    began = time.thread_time()
    form = QWidget()
    grid = QGridLayout(form)
    for number in range(LINES):
        grid.addWidget(QLabel(f"Dòng {number}"), number, 0)
        grid.addWidget(QLineEdit(f"{number}"), number, 1)
    form.resize(form.sizeHint())
    drawn = QPixmap(form.size())
    form.render(drawn)
    taken = time.thread_time() - began
    shiboken6.delete(form)
    return taken


@dataclass
class Turns:
    """Works a window turn by turn of its event loop: what one turn takes is what a key or a painting may wait.

    ``longest`` keeps, by what was being done, the processor seconds of the window's thread and the seconds on the wall
    of the longest turn; the latter hold what the thread waited for, other threads of the interpreter among it. ``idle``
    says whether everything asked of the workers has been answered.
    """

    idle: Callable[[], bool]
    longest: dict[str, tuple[float, float]] = field(default_factory=dict)
    number: int = 0

    def do(self, name: str, act: Callable[[], object], until: Callable[[], bool] = lambda: True) -> None:
        """``act`` in a turn of its own, then turns until ``until`` and everything is answered and shown."""
        self.turn(name, act)
        self.wait(name, until)

    def wait(self, name: str, until: Callable[[], bool] = lambda: True) -> None:
        """Turns until ``until`` and everything is answered and shown. Raises NotMeasurable after `PATIENCE_SECONDS`."""
        given_up = time.monotonic() + PATIENCE_SECONDS
        quiet = 0
        while quiet < QUIET_TURNS:
            quiet = quiet + 1 if self.idle() and until() else 0
            self.turn(name, QApplication.processEvents)
            if time.monotonic() > given_up:
                raise NotMeasurable(f"{name}: the window does not come to rest")
            time.sleep(BETWEEN_TURNS_SECONDS)

    def turn(self, name: str, act: Callable[[], object]) -> None:
        """One turn, whatever comes of it."""
        own, wall = time.thread_time(), time.perf_counter()
        act()
        own, wall = time.thread_time() - own, time.perf_counter() - wall
        before = self.longest.get(name, (0.0, 0.0))
        self.longest[name] = (max(before[0], own), max(before[1], wall))
        self.number += 1


def letter(typed: str) -> None:
    """A letter from the keyboard to whatever has the focus."""
    focus = QApplication.focusWidget()
    if focus is None:
        raise NotMeasurable("nothing has the keyboard")
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(focus, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, typed))
