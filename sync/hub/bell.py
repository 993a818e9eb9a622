"""Wakes the long polls of a unit when its feed has grown, wherever the event was placed."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Iterable

import psycopg

from app.errors import HubUnreachable
from sync.hub.database import Database

log = logging.getLogger(__name__)

POLL = 1.0
"""Seconds between looks at the feeds' heads, for events placed by a hub on another machine, or by a verb."""


class Bell:
    """In-process waking, passed on to the processes of the same hub, plus one short poll for all waiters together: a
    notice of the database would cost the writers more (and does not exist on a distributed one)."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: dict[str, set[asyncio.Event]] = defaultdict(set)
        self._heads: dict[str, int] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self.closed = False
        self.pass_on: Callable[[Iterable[str]], None] | None = None
        """Told of every ring in this process, where others answer for the same hub."""

    async def wait(self, unit: str, after: int, seconds: float) -> None:
        """Return when the feed of ``unit`` may have passed ``after``, when the bell closes, or after ``seconds``."""
        if self.closed or self._heads.get(unit, 0) > after:
            return
        woken = asyncio.Event()
        self._waiting[unit].add(woken)
        try:
            await asyncio.wait_for(woken.wait(), seconds)
        except TimeoutError:
            return
        finally:
            self._waiting[unit].discard(woken)
            if not self._waiting[unit]:
                del self._waiting[unit]

    def ring(self, units: Iterable[str]) -> None:
        """Wake all who wait for ``units``, in whatever process of this hub; callable from any thread."""
        self.heard(units)
        if self.pass_on is not None:
            self.pass_on(units)

    def heard(self, units: Iterable[str]) -> None:
        """Wake those who wait for ``units`` in this process; callable from any thread."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._wake, tuple(units))

    def close(self) -> None:
        """Let every waiter go at once and make no new one wait."""
        self.closed = True
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(lambda: self._wake(tuple(self._waiting)))

    async def watch(self) -> None:
        """The poll; runs until cancelled. Only units that somebody waits for are asked about."""
        self._loop = asyncio.get_running_loop()
        while not self.closed:
            units = list(self._waiting)
            if units:
                try:
                    heads = await asyncio.to_thread(self._read_heads, units)
                except (psycopg.Error, HubUnreachable) as failure:
                    log.warning("the heads of the feeds could not be read: %s", type(failure).__name__)
                    heads = {}
                grown = [unit for unit, head in heads.items() if head > self._heads.get(unit, 0)]
                self._heads.update(heads)
                self._wake(grown)
            await asyncio.sleep(POLL)

    def _read_heads(self, units: list[str]) -> dict[str, int]:
        rows = self._database.rows("SELECT unit, head FROM unit_head WHERE unit = ANY(%(units)s)", {"units": units})
        return {row.unit: row.head for row in rows}

    def _wake(self, units: Iterable[str]) -> None:
        for unit in units:
            for woken in self._waiting.get(unit, ()):
                woken.set()
