"""A process beside this one that reads pages of the feed: what takes Python longest when much comes in.

The window and the store share one interpreter, and a thread beside takes turns at it. The process knows no more than
its page and the public keys, and writes nothing. Whatever it cannot read, for whatever reason, is read here instead;
so nothing is lost with it, and every fault has one place where it gets its name.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from multiprocessing import Pipe
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sync.pages import Page
from sync.proof import Keyring

if sys.platform == "win32":
    from multiprocessing.connection import PipeConnection

    Line = PipeConnection
else:
    from multiprocessing.connection import Connection

    Line = Connection

log = logging.getLogger(__name__)

CHILD = "pages"
"""The program's own word for being this process; a frozen program has no other way to be it."""
UNREAD = b""
"""The answer for a page that is to be read where its faults have names."""
PATIENCE = 20.0
"""Seconds for one page; the largest take a few on a slow machine."""
IDLE = 120.0
"""Seconds without a page after which the process is ended at the post's next turn: it holds 55 MB."""
RESPITE = 600.0
"""Seconds after a process was lost in which no other is begun: the next would likely fare no better."""

_KILL_SECONDS = 5.0


class KeysKept(msgspec.Struct, frozen=True):
    """A keyring as it goes to the process: raw public keys."""

    devices: dict[str, bytes]
    hub: bytes

    def keyring(self) -> Keyring:
        """The keys themselves."""
        made = Ed25519PublicKey.from_public_bytes
        return Keyring({device: made(key) for device, key in self.devices.items()}, made(self.hub))


class Question(msgspec.Struct, frozen=True):
    """One answer of the feed as the hub sent it, with the keys to prove it by where they are others than before. When
    it ``follows`` the one before, what was left out of that comes first."""

    text: bytes
    keys: KeysKept | None
    follows: bool


def _build() -> bytes:
    program = Path(sys.executable if getattr(sys, "frozen", False) else __file__).stat()
    return f"{program.st_size} {program.st_mtime_ns}".encode()


BUILD = _build()
"""What a process says when it is ready. One of another program, put in place of this one while the window stood open,
says something else: this is read when the program is loaded."""


class PageProcess:
    """The process, once `begin` was called; used by one post, whose threads take turns; `kill` comes from any."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._process: subprocess.Popen[bytes] | None = None
        self._line: Line[Any, Any] | None = None
        self._has_spoken = False
        self._keys_sent: Keyring | None = None
        self._used = 0.0
        self._lost_at: float | None = None
        self._is_ending = False

    def begin(self) -> None:
        """Start the process unless it runs or was lost a little while ago; `read` makes use of it as soon as it is
        ready."""
        now = self._monotonic()
        if self._process is not None or (self._lost_at is not None and now - self._lost_at < RESPITE):
            return
        try:
            line, theirs = Pipe()
            with theirs:
                self._process = start(_program(), theirs)
        except OSError as error:
            self._lost(type(error).__name__)
            return
        self._line, self._has_spoken, self._keys_sent, self._used = line, False, None, now
        self._is_ending = False

    def is_ready(self) -> bool:
        """True when `read` has somebody to ask."""
        line = self._line
        if line is not None and not self._has_spoken:
            try:
                said = line.recv_bytes() if line.poll() else b""
            except (OSError, EOFError) as error:
                self._lost(type(error).__name__)
                return False
            if said and said != BUILD:
                self._lost("another program")
            else:
                self._has_spoken = bool(said)
        return self._has_spoken

    def read(self, text: bytes, keyring: Keyring, *, follows: bool = False) -> Page | None:
        """The page in an answer of the feed, proved by ``keyring`` and folded; None when it is to be read here: the
        process is not ready or has ended, or the page is not as it should be. One that ``follows`` the one read before
        begins with what was left out of that."""
        line, process = self._line, self._process
        if line is None or process is None or not self.is_ready():
            return None
        self._used = self._monotonic()
        # The largest pages do not fit into the pipe: one that neither reads nor writes would be waited for in both.
        patience = threading.Timer(PATIENCE, process.kill)
        patience.start()
        try:
            keys = None if keyring is self._keys_sent else _kept(keyring)
            line.send_bytes(msgspec.msgpack.encode(Question(text, keys, follows)))
            self._keys_sent = keyring
            answer = line.recv_bytes()
            return None if answer == UNREAD else msgspec.msgpack.decode(answer, type=Page)
        except (OSError, EOFError, ValueError) as error:
            self._lost(type(error).__name__)
            return None
        finally:
            patience.cancel()

    def kill(self) -> None:
        """End the process at once, whatever it does; who waits for its page reads that page here."""
        process, self._is_ending = self._process, True
        if process is not None:
            process.kill()

    def rest(self) -> None:
        """End the process when it has been idle for long."""
        if self._process is not None and self._monotonic() - self._used >= IDLE:
            self.close()

    def close(self) -> None:
        """End the process, which reads nothing just now; a later `begin` starts another."""
        process, self._process = self._process, None
        line, self._line, self._has_spoken = self._line, None, False
        if process is not None:
            process.kill()
            # One stuck in the kernel is left behind.
            with suppress(subprocess.TimeoutExpired):
                process.wait(_KILL_SECONDS)
        if line is not None:
            line.close()

    def _lost(self, why: str) -> None:
        process = self._process
        self.close()
        self._lost_at = self._monotonic()
        if not self._is_ending:
            code = None if process is None else process.returncode
            log.warning("pages are read without a process for a while: %s, exit code %s", why, code)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _kept(keyring: Keyring) -> KeysKept:
    devices = {device: key.public_bytes_raw() for device, key in keyring.devices.items()}
    return KeysKept(devices, keyring.hub.public_bytes_raw())


def start(program: Sequence[str], line: Line[Any, Any]) -> subprocess.Popen[bytes]:
    """The process, with ``line`` in its hands: a pair that no other program can come between, and no file on the
    disk. Raises OSError."""
    inherited: dict[str, Any] = {"pass_fds": (line.fileno(),)}
    if sys.platform == "win32":
        os.set_handle_inheritable(line.fileno(), True)
        handles = subprocess.STARTUPINFO(lpAttributeList={"handle_list": [line.fileno()]})
        flags = subprocess.CREATE_NO_WINDOW | subprocess.BELOW_NORMAL_PRIORITY_CLASS
        inherited = {"startupinfo": handles, "creationflags": flags}
    return subprocess.Popen(
        [*program, str(line.fileno())],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **inherited,
    )


def _program() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, CHILD]
    return [sys.executable, "-m", "sync.page_child"]
