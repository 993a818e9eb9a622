"""How far long work is, and how it is told to stop: a plain object that the worker writes and the window reads."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field


class Cancelled(Exception):
    """The one who asked for the work wants it no more."""


@dataclass
class Progress:
    """How far long work is, in steps (rows, pages); read it from anywhere, set ``cancel`` to stop with `Cancelled`."""

    done: int = 0
    total: int = 0
    cancel: threading.Event = field(default_factory=threading.Event)

    def step(self) -> None:
        """One more step is done. Raises Cancelled."""
        self.done += 1
        if self.cancel.is_set():
            raise Cancelled
