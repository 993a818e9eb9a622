"""A process beside this one that asks for pages of the feed and reads them: what takes Python longest when much comes.

The window and the store share one interpreter, and a thread beside takes turns at it. The process knows the way to the
hub, a token for some minutes and the public keys, and writes nothing. Whatever it cannot read, for whatever reason, is
asked for and read here instead; so nothing is lost with it, and every fault has one place where it gets its name.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import suppress
from multiprocessing import Pipe
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

import msgspec
import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sync.client import Access, HubClient
from sync.pages import Cursor, Page
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
END = b""
"""Said after the parts of a page; alone where there is no further page, or none that could be read."""
CALL_SECONDS = 45.0
"""After so long the process gives an answer of the hub up that is still not whole; it then begins small, here."""
PATIENCE = CALL_SECONDS + 50
"""Seconds until the next batch: a call may hang half a minute beyond its end, and a slow machine takes some to read the
largest answer."""
AHEAD = 2
"""Pages asked of the process beside the one that is applied: it goes on to the next without waiting to be asked."""
IDLE = 120.0
"""Seconds without a question after which the process is ended at the post's next turn: it holds 63 MB."""
RESPITE = 600.0
"""Seconds after a process was lost in which no other is begun: the next would likely fare no better."""

_KILL_SECONDS = 5.0
_T = TypeVar("_T")


class KeysKept(msgspec.Struct, frozen=True):
    """A keyring as it goes to the process: raw public keys."""

    devices: dict[str, bytes]
    hub: bytes

    def keyring(self) -> Keyring:
        """The keys themselves."""
        made = Ed25519PublicKey.from_public_bytes
        return Keyring({device: made(key) for device, key in self.devices.items()}, made(self.hub))


class Question(msgspec.Struct, frozen=True):
    """Asks for the next page of a unit's feed, at most ``limit`` events: after a cursor, or after the page before where
    that is None. Access and keys come where they are others than before."""

    unit: str
    after: Cursor | None
    limit: int
    access: Access | None
    keys: KeysKept | None


def _build() -> bytes:
    program = Path(sys.executable if getattr(sys, "frozen", False) else __file__).stat()
    return f"{program.st_size} {program.st_mtime_ns}".encode()


BUILD = _build()
"""What a process says when it is ready. One of another program, put in place of this one while the window stood open,
says something else: this is read when the program is loaded."""


class PageProcess:
    """The process, once `begin` was called; used by one thread, but `kill` comes from any."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._process: subprocess.Popen[bytes] | None = None
        self._line: Line[Any, Any] | None = None
        self._has_spoken = False
        self._access_sent: Access | None = None
        self._keys_sent: Keyring | None = None
        self._pending = 0
        self._waits_since: float | None = None
        self._ended = threading.Event()
        self._used = 0.0
        self._lost_at: float | None = None
        self._is_ending = False

    def begin(self) -> None:
        """Start the process unless it runs or was lost a little while ago; `pages` makes use of it as soon as it
        is ready."""
        now = self._monotonic()
        self._bury()
        if self._process is not None or (self._lost_at is not None and now - self._lost_at < RESPITE):
            return
        self._is_ending = False
        try:
            line, theirs = Pipe()
            with theirs:
                self._process = start(_program(), theirs)
        except OSError as error:
            self._lost(type(error).__name__)
            return
        self._line, self._has_spoken, self._used = line, False, now
        self._access_sent, self._keys_sent, self._pending = None, None, 0
        self._ended = threading.Event()
        threading.Thread(target=self._watch, args=(self._process, self._ended), name="pages", daemon=True).start()

    def is_ready(self) -> bool:
        """True when `pages` has somebody to ask: one that has begun, and owes no page that nobody wants any more."""
        self._bury()
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
        while self._pending and self._patiently(lambda line: line.poll()):
            self._hear()
        return self._has_spoken and not self._pending

    def pages(
        self, client: HubClient, unit: str, after: Cursor, keyring: Keyring, limits: Iterator[int]
    ) -> Generator[Page] | None:
        """The unit's feed after a cursor, proved by ``keyring`` and folded, a batch each; the hub is asked for as many
        events as ``limits`` say, from now on. It ends where the feed does, or where something is to be read here: the
        process has ended, the hub did not answer, the answer is not as it should be. None when it is not ready."""
        if not self.is_ready():
            return None
        keys = None if keyring == self._keys_sent else _kept(keyring)
        self._keys_sent = keyring
        self._ask(client, Question(unit, after, next(limits), None, keys))
        return self._parts(client, unit, limits)

    def _parts(self, client: HubClient, unit: str, limits: Iterator[int]) -> Generator[Page]:
        while True:
            while self._line is not None and self._pending <= AHEAD:
                self._ask(client, Question(unit, None, next(limits), None, None))
            page = self._hear()
            if page is None:
                return
            while page is not None:
                yield page
                page = self._hear()

    def _ask(self, client: HubClient, question: Question) -> None:
        self._pending += 1
        self._used = self._monotonic()
        access = client.access(CALL_SECONDS)
        if access != self._access_sent:
            self._access_sent = access
            question = msgspec.structs.replace(question, access=access)
        self._patiently(lambda line: line.send_bytes(msgspec.msgpack.encode(question)))

    def _hear(self) -> Page | None:
        """What the process says next; None at the end of a page, or where it is lost."""
        said = self._patiently(lambda line: line.recv_bytes())
        if not said:
            self._pending -= 1
            return None
        try:
            return msgspec.msgpack.decode(zstandard.decompress(said), type=Page)
        except (ValueError, zstandard.ZstdError) as error:
            self._lost(type(error).__name__)
            return None

    def _patiently(self, exchange: Callable[[Line[Any, Any]], _T]) -> _T | None:
        """What ``exchange`` gives; None when the process is lost over it."""
        if self._line is None:
            return None
        self._waits_since = time.monotonic()
        try:
            return exchange(self._line)
        except (OSError, EOFError) as error:
            self._lost(type(error).__name__)
            return None
        finally:
            self._waits_since = None

    def _watch(self, process: subprocess.Popen[bytes], ended: threading.Event) -> None:
        """End a process that is waited for in vain: with a question or for a page, as neither need fit into the
        pipe."""
        while not ended.wait(PATIENCE / 4):
            since = self._waits_since
            if since is not None and time.monotonic() - since > PATIENCE:
                process.kill()

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
        """End the process; a later `begin` starts another."""
        process, self._process = self._process, None
        line, self._line, self._has_spoken = self._line, None, False
        self._ended.set()
        if process is not None:
            process.kill()
            # One stuck in the kernel is left behind.
            with suppress(subprocess.TimeoutExpired):
                process.wait(_KILL_SECONDS)
        if line is not None:
            line.close()

    def _bury(self) -> None:
        if self._is_ending and self._process is not None:
            self.close()

    def _lost(self, why: str) -> None:
        process = self._process
        self.close()
        if not self._is_ending:
            self._lost_at = self._monotonic()
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
