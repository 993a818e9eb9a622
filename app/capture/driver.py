"""Scanners whose driver is ours, each in a child process: one that hangs is ended with it, and its pages stay.

Child and parent speak through files in a folder of their own, which every system has in a program without a console:
what is asked, what the child says line by line, and a file that tells it to stop.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec

from app.capture.scanners import Live, Scanner, ScanProgress, ScanSettings
from app.errors import CameraFailed, CameraMissing, DiskFull, ScannerFailed, ScannerMissing

CAMERA = "camera"
BACKENDS = frozenset({"escl", "wia", CAMERA})
CHILD = "scan"
"""The program's own word for being this child; a frozen program has no other way to be it."""
ASKED, SAID, STOP, COMPLAINT = "asked.json", "said", "stop", "complaint"
LIVE, TAKE = "live", "take"
"""Of a camera: the last picture it showed, and how many pages it was asked for. The folder is memory where it can be,
as the picture may be of a citizen's card."""
LIST_SECONDS = 20.0
MORE_SECONDS = 15.0
"""Beyond a page's own time, in which the driver may say itself what is wrong."""
CAMERA_SECONDS = 30.0
"""Until a camera's first picture, and between two: opening one takes ten seconds on some machines."""

_POLL_SECONDS = 0.05
_STOP_SECONDS = 3.0
_KILL_SECONDS = 2.0
_MEMORY = "/dev/shm"  # noqa: S108 - in it, a folder of our own is made
_ERRORS = {error.code: error for error in (ScannerFailed, ScannerMissing, CameraFailed, CameraMissing, DiskFull)}


@dataclass(frozen=True)
class Asked:
    """What the child is to do: scan with ``scanner`` into ``folder`` (a camera without one only shows what it sees), or
    without a scanner list those of ``backend``."""

    parent: int
    backend: str
    scanner: Scanner | None = None
    settings: ScanSettings = field(default_factory=ScanSettings)
    folder: str = ""


@dataclass(frozen=True)
class Said:
    """One line of the child: a page on the disk with the ``corners`` of the sheet on it, whether a camera sees nothing
    but the ``dark``, a scanner found, what failed, or that it is done."""

    page: str = ""
    corners: tuple[float, ...] = ()
    dark: bool | None = None
    scanner: Scanner | None = None
    error: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    done: bool = False


def list_scanners(backend: str) -> list[Scanner]:
    """The scanners of a driver of ours. Raises ScannerFailed (``hung``), ScannerMissing, or the same of cameras."""
    found: list[Scanner] = []
    deadline = time.monotonic() + LIST_SECONDS
    failed = _failure(backend)
    with _child(Asked(os.getpid(), backend)) as child:
        for said in child.lines():
            if said is None:
                if time.monotonic() > deadline:
                    raise failed(reason="hung", seconds=LIST_SECONDS)
            elif said.scanner is not None:
                found.append(said.scanner)
        child.raise_for_failure(0, failed)
    return found


def scan(
    scanner: Scanner,
    settings: ScanSettings,
    folder: Path | None,
    *,
    progress: ScanProgress,
    cancel: threading.Event,
    received: Callable[[Path], None] = lambda page: None,
    seen: Callable[[bytes], None] = lambda picture: None,
) -> list[Path]:
    """As `scanners.scan`, with the same failures; after ``page_seconds`` and a little more without a page the child is
    ended.

    A camera goes on until ``cancel`` is set, with ``progress`` a `Live`: it is ended when it shows no picture any more,
    ``seen`` gets each new picture, and without ``folder`` no pages are taken. Raises CameraMissing, CameraFailed.
    """
    pages: list[Path] = []
    live = progress if isinstance(progress, Live) and scanner.backend == CAMERA else None
    failed = _failure(scanner.backend)
    allowed = settings.page_seconds + MORE_SECONDS if live is None else CAMERA_SECONDS
    deadline = time.monotonic() + allowed
    into = str(folder) if folder is not None else ""
    try:
        with _child(Asked(os.getpid(), scanner.backend, scanner, settings, into)) as child:
            progress.state = "scanning"
            for said in child.lines():
                if said is not None and said.page and folder is not None:
                    path = folder / Path(said.page).name
                    pages.append(path)
                    if live is not None:
                        live.corners = said.corners
                    received(path)
                    progress.pages = tuple(pages)
                    deadline = time.monotonic() + allowed
                elif said is not None and said.dark is not None and live is not None:
                    live.dark = said.dark
                elif said is None and cancel.is_set():
                    child.stop()
                elif said is None and live is not None and (picture := child.shown_to(live)):
                    live.picture = picture
                    seen(picture)
                    deadline = time.monotonic() + allowed
                elif said is None and time.monotonic() > deadline:
                    raise failed(reason="hung", pages=len(pages), seconds=allowed)
            if not cancel.is_set():
                child.raise_for_failure(len(pages), failed)
    finally:
        progress.state = "ended"
    return pages


def _failure(backend: str) -> type[CameraFailed | ScannerFailed]:
    return CameraFailed if backend == CAMERA else ScannerFailed


class _Child:
    def __init__(self, process: subprocess.Popen[bytes], place: Path) -> None:
        self._process, self._place = process, place
        self._said = (place / SAID).open("rb")
        self._rest = b""
        self._stop_at: float | None = None
        self._last = Said()
        self._wanted = self._looked = 0

    def lines(self) -> Iterator[Said | None]:
        """What it says as it says it, and None at each look without a word; ends with the child."""
        while True:
            ended = self._process.poll() is not None
            *whole, self._rest = (self._rest + self._said.read()).split(b"\n")
            for line in whole:
                self._last = msgspec.json.decode(line, type=Said)
                yield self._last
            if ended:
                return
            if not whole:
                yield None
                if self._stop_at is not None and time.monotonic() > self._stop_at:
                    self._process.kill()
                try:
                    self._process.wait(_POLL_SECONDS)
                except subprocess.TimeoutExpired:
                    continue

    def stop(self) -> None:
        """Asks it to end; after a moment it is killed."""
        if self._stop_at is None:
            self._stop_at = time.monotonic() + _STOP_SECONDS
            (self._place / STOP).touch()

    def shown_to(self, live: Live) -> bytes:
        """Hands on how many pages the officer asked a camera for, and gives its picture; empty for no new one."""
        if live.asked != self._wanted and put(self._place / TAKE, str(live.asked).encode()):
            self._wanted = live.asked
        try:
            written = (self._place / LIVE).stat().st_mtime_ns
            if written == self._looked:
                return b""
            data = (self._place / LIVE).read_bytes()
        except OSError:
            # None yet, or (on Windows) just being replaced.
            return b""
        self._looked = written
        return data

    def raise_for_failure(self, pages: int, failed: type[CameraFailed | ScannerFailed] = ScannerFailed) -> None:
        """Raises what the child failed with; a child that ended without a word has failed, too."""
        if self._last.error:
            raise _ERRORS.get(self._last.error, failed)(**self._last.facts)
        if not self._last.done:
            raise failed(reason="failed", pages=pages, code=self._process.returncode)

    def close(self) -> None:
        self._said.close()


def put(path: Path, data: bytes) -> bool:
    """Puts a small file in place whole; False where its reader holds it just now (Windows): the next one comes soon."""
    fresh = path.with_suffix(".new")
    short_lived: int = getattr(os, "O_SHORT_LIVED", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | short_lived, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
    try:
        fresh.replace(path)
    except PermissionError:
        return False
    return True


@contextmanager
def _child(asked: Asked) -> Iterator[_Child]:
    memory = _MEMORY if asked.backend == CAMERA and os.access(_MEMORY, os.W_OK) else None
    with TemporaryDirectory(prefix="motcua-scan-", dir=memory) as name:
        place = Path(name)
        (place / ASKED).write_bytes(msgspec.json.encode(asked))
        (place / SAID).touch()
        with (place / COMPLAINT).open("wb") as complaint:
            process = subprocess.Popen(
                [*_program(), name],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=complaint,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
            child = _Child(process, place)
            try:
                yield child
            finally:
                child.close()
                if process.poll() is None:
                    process.kill()
                # One stuck in the kernel is left behind, as a driver's process is.
                with suppress(subprocess.TimeoutExpired):
                    process.wait(_KILL_SECONDS)


def _program() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, CHILD]
    return [sys.executable, "-m", "app.capture.driver_child"]
