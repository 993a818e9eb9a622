"""Tells which calls into the window's code held it up, against the yardstick of `bench.held_up`.

A call is a slot, an event handler, an answer of a worker, or what a test does in their place; a cell that Qt has drawn
is one too. Taken off what it took are the watch's own work and looking for garbage: a test session has a heap that no
counter has, and the program freezes its own (`ui.program`). Left out is what costs no processor time, waiting for the
disk above all, and what several calls of one turn take together: ``python -m bench walk`` measures that.

A Python `QApplication.notify` would see every event, those of Qt alone too, but PySide falls over it now and then.
"""

from __future__ import annotations

import gc
import os
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FrameType

from bench.held_up import bare_form
from tests.test_repository import ROOT
from ui.watchdog import places_of

WINDOW_CODE = f"{ROOT / 'ui'}{os.sep}"

CROWDED = 1.7
"""So much more processor time the same work was seen to take from one moment to the next while another process used
the other half of the core: the yardstick is taken after the call, not beside it."""
ROUNDS = 3
LOOK_EVERY = 256
"""Calls and returns inside a call from one look at the clock to the next."""


@dataclass(frozen=True)
class HeldUp:
    """One call that took ``share`` times the yardstick; ``stack`` says where it was half-way."""

    call: str
    milliseconds: float
    share: float
    stack: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.call}: {self.milliseconds:.0f} ms, {self.share:.1f} × a bare form; {' > '.join(self.stack)}"


class CallWatch:
    """Watches the thread it is made on. ``held_up`` lists what took longer than the yardstick since `watch`."""

    def __init__(self) -> None:
        self.held_up: list[HeldUp] = []
        self._window = threading.get_ident()
        self._ours: dict[CodeType, bool] = {}
        self._outer: FrameType | None = None
        self._began = self._swept = self._sweeping = 0.0
        self._events = 0
        self._stack: tuple[str, ...] = ()
        self._limit = min(bare_form() for _ in range(ROUNDS))
        self._own = min(self._cost_of_an_event() for _ in range(ROUNDS))
        gc.callbacks.append(self._garbage)

    def watch(self) -> None:
        """Begin; what happened before is forgotten."""
        self.held_up.clear()
        self._outer = None
        sys.setprofile(self._called)

    def rest(self) -> None:
        """Watch no more until `watch` is called again."""
        sys.setprofile(None)
        self._outer = None

    def _called(self, frame: FrameType, what: str, _: object) -> None:
        if self._outer is not None:
            self._events += 1
            if frame is self._outer and what == "return":
                self._outer = None
                self._returned(frame.f_code, time.thread_time() - self._began - self._swept - self._events * self._own)
            elif not self._events % LOOK_EVERY and not self._stack:
                self._note_half_way(frame)
        elif what == "call":
            ours = self._ours.get(frame.f_code)
            if ours is None:
                ours = self._ours[frame.f_code] = frame.f_code.co_filename.startswith(WINDOW_CODE)
            if ours:
                self._stack, self._events, self._swept = (), 0, 0.0
                self._outer, self._began = frame, time.thread_time()

    def _note_half_way(self, frame: FrameType) -> None:
        if time.thread_time() - self._began > self._limit / 2:
            self._stack = tuple(place for place in places_of(frame) if place.startswith(("ui/", "app/")))[-6:]

    def _returned(self, code: CodeType, taken: float) -> None:
        if taken <= self._limit:
            return
        yardstick = 0.0
        for _ in range(ROUNDS):
            yardstick = max(yardstick, bare_form())
            if taken <= CROWDED * yardstick:
                return
        call = f"{Path(code.co_filename).name}:{code.co_firstlineno} {code.co_qualname}"
        self.held_up.append(HeldUp(call, taken * 1000, taken / yardstick, self._stack))

    def _garbage(self, phase: str, _: object) -> None:
        if threading.get_ident() != self._window:
            return
        if phase == "start":
            self._sweeping = time.thread_time()
        else:
            self._swept += time.thread_time() - self._sweeping

    def _cost_of_an_event(self) -> float:
        """Processor seconds that watching adds to each call and each return inside a call."""
        calls = 20_000
        taken = []
        for hook in (None, self._called):
            self._outer, self._began = sys._getframe(), time.thread_time()
            sys.setprofile(hook)
            began = time.thread_time()
            for _ in range(calls):
                len(())
            taken.append(time.thread_time() - began)
            sys.setprofile(None)
        self._outer = None
        return max(0.0, taken[1] - taken[0]) / (2 * calls)
