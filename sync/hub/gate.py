"""A few runs are placed at a time, some more wait, and the rest are asked to come back: a crowd must not drown all."""

from __future__ import annotations

import asyncio
from types import TracebackType

from sync.hub.faults import Refused

RUNNING = 4
WAITING = 256
"""Runs that stand in line, their bodies not read yet: one of every counter of a large district's hour of return, all
served within the time a counter waits for an answer (some 50 runs of 100 a second)."""
RETRY_AFTER = 3
"""Seconds after which one that found the line full may come again: the time a full line takes, at most."""


class Gate:
    """An ``async with`` that lets `RUNNING` through at once and keeps `WAITING` more; others get 503 ``busy``."""

    def __init__(self, running: int = RUNNING, waiting: int = WAITING) -> None:
        self._places = asyncio.Semaphore(running)
        self._room = running + waiting
        self._inside = 0

    async def __aenter__(self) -> None:
        if self._inside >= self._room:
            raise Refused(503, "busy", "too many runs at once", retry_after=RETRY_AFTER)
        self._inside += 1
        try:
            await self._places.acquire()
        except BaseException:
            self._inside -= 1
            raise

    async def __aexit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._inside -= 1
        self._places.release()
