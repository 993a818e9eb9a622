"""The only place where a thread meets a widget: acts run in order on one worker, slow work in a small side pool.

A widget hands over a callable and bound methods of its own. The answer comes back through a queued signal, so
the method runs on the window's thread; a widget that is gone by then is not called. Known failures go to
``otherwise`` or, without one, to the signal `Bridge.failed`; anything else goes to the crash door. A later
request under the same ``slot`` of the same widget makes the earlier one's answer void: typing ahead never
shows an old answer over a new one.
"""

from __future__ import annotations

import queue
import sys
import threading
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.errors import MotCuaError, Unexpected

T = TypeVar("T")

POLL_MILLISECONDS = 120
"""How often progress is read; quick enough to be smooth, slow enough to cost nothing."""
TURN_SECONDS = 0.0005
"""How long a thread beside keeps the interpreter from the window when both want it. With Python's own 5 ms a letter
typed while the post pulled took up to 149 ms to be drawn; with this 62, the pull as fast (``python -m bench walk``)."""


class Cancel(threading.Event):
    """The flag a widget raises and a worker looks at."""


@dataclass(frozen=True)
class _Request(Generic[T]):
    work: Callable[[], T]
    owner: Callable[[], QObject | None]
    then: Callable[[], Callable[[Any], object] | None] | None
    otherwise: Callable[[], Callable[[Any], object] | None] | None
    slot: tuple[int, str] | None
    ticket: int


@dataclass(frozen=True)
class _Answer:
    request: _Request[Any]
    result: object
    error: BaseException | None


def _bound(method: Callable[[T], object]) -> tuple[QObject, weakref.WeakMethod[Any]]:
    owner = getattr(method, "__self__", None)
    if not isinstance(owner, QObject):
        raise TypeError("answers go to bound methods of QObjects only: anything else would run on the worker's thread")
    return owner, weakref.WeakMethod(method)


class Bridge(QObject):
    """The desk worker, the side pool and the notices of the store, as seen from the window's thread.

    ``changed`` carries a `Changed` of the store; ``failed`` a known failure nobody else took;
    ``crashed`` the exception of a bug.
    """

    changed = Signal(object)
    failed = Signal(object)
    crashed = Signal(object)
    _answered = Signal(object)
    _noticed = Signal(object)

    def __init__(self, parent: QObject | None = None, *, side_workers: int = 2) -> None:
        super().__init__(parent)
        sys.setswitchinterval(TURN_SECONDS)
        self._answered.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._noticed.connect(self.changed, Qt.ConnectionType.QueuedConnection)
        self._tickets: dict[tuple[int, str], int] = {}
        self._next_ticket = 0
        self._waiting = 0
        self._desk: queue.SimpleQueue[_Request[Any] | None] = queue.SimpleQueue()
        self._side: queue.SimpleQueue[_Request[Any] | None] = queue.SimpleQueue()
        self._threads = [threading.Thread(target=self._serve, args=(self._desk,), name="desk", daemon=True)]
        self._threads += [
            threading.Thread(target=self._serve, args=(self._side,), name=f"side-{number}", daemon=True)
            for number in range(side_workers)
        ]
        self._closed = False
        for thread in self._threads:
            thread.start()

    # ------------------------------------------------------------ for widgets

    def run(
        self,
        work: Callable[[], T],
        then: Callable[[T], object] | None = None,
        otherwise: Callable[[MotCuaError], object] | None = None,
        *,
        owner: QObject | None = None,
        slot: str | None = None,
    ) -> None:
        """Run ``work`` on the desk worker, after all that was asked before; ``then`` gets its result.

        After `close` nothing is taken any more: what a late timer of a page asks then is of no use to anybody.
        """
        if not self._closed:
            self._desk.put(self._request(work, then, otherwise, owner, slot))

    def run_aside(
        self,
        work: Callable[[], T],
        then: Callable[[T], object] | None = None,
        otherwise: Callable[[MotCuaError], object] | None = None,
        *,
        owner: QObject | None = None,
        slot: str | None = None,
    ) -> None:
        """Run slow ``work`` (scan, render, print) in the side pool, in no fixed order."""
        if not self._closed:
            self._side.put(self._request(work, then, otherwise, owner, slot))

    def forget(self, owner: QObject, slot: str) -> None:
        """What ``owner`` last asked under ``slot`` is wanted no more: work not yet begun is left, an answer dropped."""
        self._next_ticket += 1
        self._tickets[id(owner), slot] = self._next_ticket

    def in_turns(self, owner: QObject, *steps: Callable[[], object]) -> None:
        """Do ``steps`` on the window's thread, each in a turn of its own, so that painting and keys come in between.
        They end with ``owner``."""
        self._waiting += 1
        QTimer.singleShot(0, self, partial(self._take_turn, weakref.ref(owner), steps))

    def watch(self, owner: QObject, progress: T, show: Callable[[T], object]) -> QTimer:
        """Call ``show(progress)`` regularly until ``owner`` stops the timer given back. Progress is a plain object
        that the worker writes; reading it here keeps the worker from flooding the window."""
        _, method = _bound(show)
        timer = QTimer(owner)
        timer.setInterval(POLL_MILLISECONDS)
        timer.timeout.connect(lambda: (found := method()) and found(progress))
        timer.start()
        return timer

    def notice(self, changed: object) -> None:
        """Pass a store's notice on to the window's thread; may be called on any thread."""
        if not self._closed:
            self._noticed.emit(changed)

    @property
    def idle(self) -> bool:
        """Whether every request has been answered (for orderly quitting and for tests)."""
        return self._waiting == 0

    def close(self) -> None:
        """Take no more work, finish what was asked, and wait for the workers."""
        if self._closed:
            return
        self._closed = True
        self._desk.put(None)
        for _ in self._threads[1:]:
            self._side.put(None)
        for thread in self._threads:
            thread.join()

    # ------------------------------------------------------------ inside

    def _take_turn(self, owner: Callable[[], QObject | None], steps: tuple[Callable[[], object], ...]) -> None:
        self._waiting -= 1
        asker, (step, *later) = owner(), steps
        if asker is not None and shiboken6.isValid(asker):
            step()
            if later:
                self.in_turns(asker, *later)

    def _request(
        self,
        work: Callable[[], T],
        then: Callable[[T], object] | None,
        otherwise: Callable[[MotCuaError], object] | None,
        owner: QObject | None,
        slot: str | None,
    ) -> _Request[T]:
        asker: QObject = owner or self
        then_method = otherwise_method = None
        if otherwise is not None:
            asker, otherwise_method = _bound(otherwise)
        if then is not None:
            asker, then_method = _bound(then)
        if owner is not None:
            asker = owner
        self._next_ticket += 1
        place = (id(asker), slot) if slot is not None else None
        if place is not None:
            self._tickets[place] = self._next_ticket
        self._waiting += 1
        return _Request(work, weakref.ref(asker), then_method, otherwise_method, place, self._next_ticket)

    def _is_void(self, request: _Request[Any]) -> bool:
        return request.slot is not None and self._tickets.get(request.slot, request.ticket) != request.ticket

    def _serve(self, requests: queue.SimpleQueue[_Request[Any] | None]) -> None:
        while (request := requests.get()) is not None:
            result: object = None
            error: BaseException | None = None
            if not self._is_void(request):
                try:
                    result = request.work()
                except Exception as caught:  # noqa: BLE001 - the door of the workers: sorted in _deliver
                    error = caught
            try:
                self._answered.emit(_Answer(request, result, error))
            except RuntimeError:  # the window went away while the work ran
                return

    def _deliver(self, answer: _Answer) -> None:
        request = answer.request
        self._waiting -= 1
        owner = request.owner()
        if owner is None or not shiboken6.isValid(owner) or self._is_void(request):
            if answer.error is not None and not isinstance(answer.error, MotCuaError):
                self.crashed.emit(answer.error)
            return
        if answer.error is None:
            method = request.then() if request.then is not None else None
            if method is not None:
                method(answer.result)
            return
        known = answer.error
        if not isinstance(known, MotCuaError):
            self.crashed.emit(known)
            # Whoever asked must let go of its half-done act, or its page would wait for ever.
            known = Unexpected()
        method = request.otherwise() if request.otherwise is not None else None
        if method is not None:
            method(known)
        elif isinstance(answer.error, MotCuaError):
            self.failed.emit(known)
