"""A few runs are placed at a time, some more wait, and the rest are asked to come back: a crowd must not drown all."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType

from sync.hub.faults import Refused

RUNNING = 4
WAITING = 256
"""Runs that stand in line, or are still coming in: one of every counter of a large district's hour of return, all
served within the time a counter waits for an answer (some 50 runs of 100 a second)."""
RUN_SECONDS = 0.02
"""How long the line is thought to take for each run until it has been seen."""
LONGEST_WAIT = 60
"""Most seconds after which a counter is asked to come again, however slow the line is."""
_WEIGHT = 0.05
"""How much each run that leaves says of the line's pace: about the last twenty together."""


class Gate:
    """``line()`` keeps a place in the line, from before a run is read; ``async with`` in it lets ``running`` through at
    once. ``waiting`` more stand in the line; others get 503 ``busy``.

    Whoever reads from a line that has died holds up nobody: that one stands in the line, not in the gate.
    """

    def __init__(
        self, running: int = RUNNING, waiting: int = WAITING, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._places = asyncio.Semaphore(running)
        self._running = running
        self._room = running + waiting
        self._inside = self._at_gate = 0
        self._clock = clock
        self._pace = RUN_SECONDS
        self._left: float | None = None

    @property
    def inside(self) -> int:
        """Runs in the line and in the gate."""
        return self._inside

    @property
    def retry_after(self) -> int:
        """Whole seconds after which the line is half gone at the pace it moves; counters spread out over as long again
        from then on, so that it neither overflows nor runs dry."""
        return min(LONGEST_WAIT, max(1, math.ceil(self._inside * self._pace / 2)))

    @contextmanager
    def line(self) -> Iterator[None]:
        """A place in the line. Raises Refused (503 ``busy``) when it is full."""
        if self._inside >= self._room:
            raise Refused(503, "busy", "too many runs at once", retry_after=self.retry_after)
        self._inside += 1
        try:
            yield
        finally:
            self._inside -= 1

    async def __aenter__(self) -> None:
        self._at_gate += 1
        try:
            await self._places.acquire()
        except BaseException:
            self._at_gate -= 1
            raise

    async def __aexit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:
        now = self._clock()
        if self._left is not None and self._at_gate > self._running:
            self._pace += _WEIGHT * (now - self._left - self._pace)
        # Without a line the time between two runs is the counters', not ours.
        self._left = now if self._at_gate > self._running else None
        self._at_gate -= 1
        self._places.release()


def shared_gate(processes: int) -> Gate:
    """The gate of one of ``processes`` that answer for a hub: together they let in what one would alone."""
    return Gate(max(1, math.ceil(RUNNING / processes)), math.ceil(WAITING / processes))
