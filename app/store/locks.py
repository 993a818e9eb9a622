"""Who may write: one program per profile, and inside the program one writer at a time, first come first served."""

from __future__ import annotations

import os
import sys
import threading
from collections import deque
from pathlib import Path
from types import TracebackType

from app.errors import StoreBusy

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


class ProfileLock:
    """An operating-system lock on a file; it ends with the program, however the program ends."""

    def __init__(self, path: Path) -> None:
        """Take the lock. Raises StoreBusy when another program, or another store in this one, holds it."""
        self._handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            if sys.platform == "win32":
                msvcrt.locking(self._handle, msvcrt.LK_NBLCK, 1)
            else:
                fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as refused:
            os.close(self._handle)
            raise StoreBusy from refused

    def release(self) -> None:
        """Let go of the profile. The lock file stays: removing it could pull it from under a waiting program."""
        os.close(self._handle)


class Turn:
    """A lock whose waiters are served in order of arrival.

    `threading.Lock` lets the thread that has just released it take it again, so a post that applies
    ten thousand pulled events in small transactions would keep an officer's Save waiting to the end.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._owner: int | None = None
        self._waiting: deque[tuple[int, threading.Event]] = deque()

    def __enter__(self) -> None:
        me = threading.get_ident()
        with self._guard:
            if self._owner == me:
                raise RuntimeError("write() inside write(): an act is one transaction")
            if self._owner is None:
                self._owner = me
                return
            called = threading.Event()
            self._waiting.append((me, called))
        called.wait()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._guard:
            self._owner = None
            if self._waiting:
                self._owner, called = self._waiting.popleft()
                called.set()
