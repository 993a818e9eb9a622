"""A hub that answers from several processes: they are started, given connections by turns, and replaced when they die.

The supervisor alone listens. It deals connections out as one deals cards: each round every process gets one, in an
order shuffled anew. Sharing the listening socket would give a burst of connections to whoever wakes first, and a
connection stays where it is; hashing (SO_REUSEPORT) spreads sixteen of them as unevenly as a coin does, and drops those
in a dead process's queue. Chores are done here, so that answers never wait for them.
"""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import os
import random
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress

from sync.hub.answering import MESSAGE_LIMIT, Line, answer_for, understood
from sync.hub.figures import SHARED, forget
from sync.hub.housekeeping import keep_house
from sync.hub.hub import Hub
from sync.hub.server import GRACE, address_of, listen

MOST = 4
"""Processes that a hub takes by itself: the database wants processors too."""
STEADY = 10.0
"""Seconds after which a process that dies is replaced at once; one that died sooner waits longer and longer."""
LONGEST_PAUSE = 30.0
FULL_PAUSE = 0.05
KILL_AFTER = GRACE + 5.0
"""Seconds that a process has to stop before it is ended."""
BEAT = 10.0
"""Seconds between two questions whether a process still answers."""
MISSED = 3
"""Questions in a row that a process may leave without an answer before it is ended and replaced."""

log = logging.getLogger(__name__)
_context = multiprocessing.get_context("spawn")


def processes_here() -> int:
    """How many processes a hub on this machine takes by itself. Connections cannot be handed on under Windows."""
    return 1 if os.name == "nt" else max(1, min(MOST, len(os.sched_getaffinity(0))))


@contextmanager
def supervising(
    hub: Hub,
    opened: Callable[[], Hub],
    processes: int,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    beat: float = BEAT,
) -> Iterator[str]:
    """``processes`` answer for the length of the ``with``, each on a hub that it has ``opened`` (a picklable function)
    on the same database and folder; yields the address once all of them answer. ``hub`` does the chores. One that gives
    no sign of life when asked every ``beat`` seconds is replaced.

    Raises OSError when the port is taken or connections cannot be handed on here.
    """
    if not hasattr(socket, "send_fds"):
        raise OSError("several processes are not possible here: --processes 1")
    listening = listen(host, port)
    with tempfile.TemporaryDirectory(prefix="motcua-figures-") as counted:
        team = Supervisor(hub, opened, processes, listening, counted, beat)
        thread = threading.Thread(target=asyncio.run, args=(team.run(),), name="supervisor", daemon=True)
        thread.start()
        try:
            team.begun.result()
            yield address_of(host, listening)
        finally:
            hub.bell.close()
            team.stop()
            thread.join()
            listening.close()


class Member:
    """One process and the line to it; ``silent`` counts the questions it has left without an answer."""

    def __init__(self, opened: Callable[[], Hub], processes: int, counted: str) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.line = Line(ours)
        self.silent = 0
        self.process = _context.Process(target=answer_for, args=(opened, theirs, processes), name="hub")
        # The library that counts looks for this when it is imported, in the new process.
        os.environ[SHARED] = counted
        try:
            self.process.start()
        finally:
            del os.environ[SHARED]
            theirs.close()
        ours.setblocking(False)

    def end(self) -> int | None:
        """Wait for the process to end, and end it when it does not; its exit status."""
        self.process.join(KILL_AFTER)
        if self.process.exitcode is None:
            self.process.kill()
            self.process.join()
        return self.process.exitcode


class Supervisor:
    """The processes of a hub, in an event loop of their own. ``begun`` is done when all of them answer."""

    def __init__(
        self,
        hub: Hub,
        opened: Callable[[], Hub],
        processes: int,
        listening: socket.socket,
        counted: str,
        beat: float,
    ) -> None:
        self._hub = hub
        self._opened = opened
        self._number = processes
        self._listening = listening
        self._counted = counted
        self._beat = beat
        self._alive: list[Member] = []
        self._welcome: list[Member] = []
        """Those that answer, in no order."""
        self._turn: list[Member] = []
        """Those whose turn is still to come in this round."""
        self._any = asyncio.Event()
        self._stopping = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self.begun: Future[None] = Future()

    async def run(self) -> None:
        """Lead until `stop`; when it returns, every process has ended."""
        self._loop = asyncio.get_running_loop()
        self._hub.bell.pass_on = self._ring_from_here
        self._listening.setblocking(False)
        leading = [asyncio.create_task(self._lead()) for _ in range(self._number)]
        others = [asyncio.create_task(each) for each in (self._deal(), self._ask_for_life(), keep_house(self._hub))]
        await self._stopping.wait()
        for task in others:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        self._listening.close()
        for member in self._alive:
            member.line.leave()
        await asyncio.wait(leading, timeout=KILL_AFTER)
        for member in self._alive:
            # It neither answers nor goes: its line ends with it.
            member.process.kill()
        await asyncio.gather(*leading)
        self._hub.bell.pass_on = None

    def stop(self) -> None:
        """Let every process finish what it has in hand; callable from any thread."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._stopping.set)

    # ------------------------------------------------------------ one process after the other, in one place

    async def _lead(self) -> None:
        """Keep one place filled."""
        pause = 0.0
        while not self._stopping.is_set():
            at = time.monotonic()
            member = Member(self._opened, self._number, self._counted)
            self._alive.append(member)
            await self._hear(member)
            self._alive.remove(member)
            member.line.close()
            status = await asyncio.to_thread(member.end)
            forget(member.process.pid or 0, self._counted)
            if self._stopping.is_set():
                return
            if not self.begun.done():
                self.begun.set_exception(OSError(f"a process of the hub did not begin (status {status})"))
            pause = 0.0 if time.monotonic() - at > STEADY else min(LONGEST_PAUSE, 2 * pause or 1.0)
            log.warning("process %s of the hub ended with %s; another follows", member.process.pid, status)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), pause)

    async def _hear(self, member: Member) -> None:
        """Do what ``member`` asks for, until it leaves or has gone."""
        loop = asyncio.get_running_loop()
        try:
            while data := await loop.sock_recv(member.line.end, MESSAGE_LIMIT):
                told = understood(data)
                if told.word == "ready":
                    self._welcome.append(member)
                    self._any.set()
                    if len(self._welcome) == self._number and not self.begun.done():
                        self.begun.set_result(None)
                elif told.word == "ring":
                    self._ring(told.units, but=member)
                elif told.word == "live":
                    member.silent = 0
        except OSError as failure:
            log.warning("the line to process %s broke: %s", member.process.pid, type(failure).__name__)
        finally:
            if member in self._welcome:
                self._welcome.remove(member)
            if not self._welcome:
                self._any.clear()

    async def _ask_for_life(self) -> None:
        """End every process that hangs: its line then ends too, and another follows.

        Questions are counted, not seconds: after a standstill of the whole machine everybody has time to answer.
        """
        while True:
            await asyncio.sleep(self._beat)
            for member in self._welcome:
                if member.silent >= MISSED:
                    log.error("process %s of the hub gives no sign of life and is ended", member.process.pid)
                    member.process.kill()
                member.silent += 1
                member.line.ask()

    # ------------------------------------------------------------ what all of them share

    async def _deal(self) -> None:
        """Take connections in and give each to the next process."""
        loop = asyncio.get_running_loop()
        while True:
            await self._any.wait()
            try:
                connection, _ = await loop.sock_accept(self._listening)
            except OSError as failure:
                # Out of handles, most likely; the queue of the system keeps the others meanwhile.
                log.warning("no connection could be taken: %s", failure.strerror)
                await asyncio.sleep(1)
                continue
            with connection:
                while not self._hand(connection):
                    # Every line is full, or the last process has gone.
                    await asyncio.sleep(FULL_PAUSE)
                    await self._any.wait()

    def _hand(self, connection: socket.socket) -> bool:
        """Give ``connection`` to whose turn it is, or to any other that takes it."""
        for _ in range(2):
            while self._turn:
                member = self._turn.pop()
                if member in self._welcome and member.line.hand(connection):
                    return True
            self._turn = random.sample(self._welcome, len(self._welcome))
        return False

    def _ring(self, units: Iterable[str], *, but: Member | None = None) -> None:
        for member in self._welcome:
            if member is not but:
                member.line.ring(units)

    def _ring_from_here(self, units: Iterable[str]) -> None:
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._ring, tuple(units))
