"""Tells when the window's thread answers nothing for a while, and what it was doing then; for developers.

Painting, keys and answers of the workers all wait in one queue. A ping that is not answered in time means that a slot
holds it up. Only places in the program are noted, never values: a log has no personal data.
"""

from __future__ import annotations

import logging
import sys
import threading
import time
import traceback
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from PySide6.QtCore import QObject, Qt, Signal

log = logging.getLogger("motcua.watchdog")

LIMIT_MILLISECONDS = 50
"""Longer than this between two frames is seen as a stutter."""
PING_EVERY_MILLISECONDS = 20
MOST_KEPT = 200
_HOUSE = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Stall:
    """The window's thread was held up for ``milliseconds``; ``stack`` says where it was when that was noticed, the
    outermost place first, as ``file:line function``."""

    milliseconds: int
    stack: tuple[str, ...]


class Watchdog(QObject):
    """Watches the thread it is made on, from `start` to `stop`. ``stalled`` carries a `Stall`, on that thread."""

    stalled = Signal(object)
    _ping = Signal()
    _over = Signal(object)

    def __init__(self, parent: QObject | None = None, *, limit: int = LIMIT_MILLISECONDS) -> None:
        super().__init__(parent)
        self._limit = limit / 1000
        self._watched = threading.get_ident()
        self._answered, self._stopped = threading.Event(), threading.Event()
        self._stalls: list[Stall] = []
        self._ping.connect(self._answer, Qt.ConnectionType.QueuedConnection)
        self._over.connect(self._note, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)

    @property
    def stalls(self) -> tuple[Stall, ...]:
        """The latest stalls, oldest first."""
        return tuple(self._stalls)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Watch no more; returns when the watching thread has ended."""
        self._stopped.set()
        self._answered.set()
        if self._thread.is_alive():
            self._thread.join()

    def _answer(self) -> None:
        self._answered.set()

    def _note(self, stall: Stall) -> None:
        self._stalls = [*self._stalls[1 - MOST_KEPT :], stall]
        log.warning("the window stood still for %d ms: %s", stall.milliseconds, " > ".join(stall.stack[-6:]))
        self.stalled.emit(stall)

    def _watch(self) -> None:
        while not self._stopped.wait(PING_EVERY_MILLISECONDS / 1000):
            self._answered.clear()
            if self._stopped.is_set():
                return  # `stop` has said so just now, and what it answered for the window is cleared
            asked = time.monotonic()
            self._ping.emit()
            if self._answered.wait(self._limit):
                continue
            frame = sys._current_frames().get(self._watched)  # noqa: SLF001 - the documented way to another stack
            stack = places_of(frame) if frame is not None else ()
            self._answered.wait()
            if not self._stopped.is_set():
                self._over.emit(Stall(round((time.monotonic() - asked) * 1000), stack))


def places_of(frame: FrameType) -> tuple[str, ...]:
    """Where a thread is, outermost first; files of the house by their path in it, others by their name."""
    found = []
    for summary in traceback.StackSummary.extract(traceback.walk_stack(frame), lookup_lines=False):
        path = Path(summary.filename)
        shown = path.relative_to(_HOUSE) if path.is_relative_to(_HOUSE) else path.name
        found.append(f"{shown}:{summary.lineno} {summary.name}")
    return tuple(reversed(found))
