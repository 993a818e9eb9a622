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

from app.capture.scanners import Scanner, ScanProgress, ScanSettings
from app.errors import DiskFull, ScannerFailed, ScannerMissing

BACKENDS = frozenset({"escl", "wia"})
CHILD = "scan"
"""The program's own word for being this child; a frozen program has no other way to be it."""
ASKED, SAID, STOP, COMPLAINT = "asked.json", "said", "stop", "complaint"
LIST_SECONDS = 20.0
MORE_SECONDS = 15.0
"""Beyond a page's own time, in which the driver may say itself what is wrong."""

_POLL_SECONDS = 0.05
_STOP_SECONDS = 3.0
_KILL_SECONDS = 2.0
_ERRORS = {error.code: error for error in (ScannerFailed, ScannerMissing, DiskFull)}


@dataclass(frozen=True)
class Asked:
    """What the child is to do: scan with ``scanner`` into ``folder``, or without one list those of ``backend``."""

    parent: int
    backend: str
    scanner: Scanner | None = None
    settings: ScanSettings = field(default_factory=ScanSettings)
    folder: str = ""


@dataclass(frozen=True)
class Said:
    """One line of the child: a page on the disk, a scanner found, what failed, or that it is done."""

    page: str = ""
    scanner: Scanner | None = None
    error: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    done: bool = False


def list_scanners(backend: str) -> list[Scanner]:
    """The scanners of a driver of ours. Raises ScannerFailed (``hung``), ScannerMissing."""
    found: list[Scanner] = []
    deadline = time.monotonic() + LIST_SECONDS
    with _child(Asked(os.getpid(), backend)) as child:
        for said in child.lines():
            if said is None:
                if time.monotonic() > deadline:
                    raise ScannerFailed(reason="hung", seconds=LIST_SECONDS)
            elif said.scanner is not None:
                found.append(said.scanner)
        child.raise_for_failure(0)
    return found


def scan(
    scanner: Scanner,
    settings: ScanSettings,
    folder: Path,
    *,
    progress: ScanProgress,
    cancel: threading.Event,
    received: Callable[[Path], None] = lambda page: None,
) -> list[Path]:
    """As `scanners.scan`, with the same failures; after ``page_seconds`` and a little more without a page the child is
    ended."""
    pages: list[Path] = []
    allowed = settings.page_seconds + MORE_SECONDS
    deadline = time.monotonic() + allowed
    try:
        with _child(Asked(os.getpid(), scanner.backend, scanner, settings, str(folder))) as child:
            progress.state = "scanning"
            for said in child.lines():
                if said is not None and said.page:
                    path = folder / Path(said.page).name
                    pages.append(path)
                    progress.pages = tuple(pages)
                    received(path)
                    deadline = time.monotonic() + allowed
                elif said is None and cancel.is_set():
                    child.stop()
                elif said is None and time.monotonic() > deadline:
                    raise ScannerFailed(reason="hung", pages=len(pages), seconds=settings.page_seconds)
            if not cancel.is_set():
                child.raise_for_failure(len(pages))
    finally:
        progress.state = "ended"
    return pages


class _Child:
    def __init__(self, process: subprocess.Popen[bytes], place: Path) -> None:
        self._process, self._place = process, place
        self._said = (place / SAID).open("rb")
        self._rest = b""
        self._stop_at: float | None = None
        self._last = Said()

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

    def raise_for_failure(self, pages: int) -> None:
        """Raises what the child failed with; a child that ended without a word has failed, too."""
        if self._last.error:
            raise _ERRORS.get(self._last.error, ScannerFailed)(**self._last.facts)
        if not self._last.done:
            raise ScannerFailed(reason="failed", pages=pages, code=self._process.returncode)

    def close(self) -> None:
        self._said.close()


@contextmanager
def _child(asked: Asked) -> Iterator[_Child]:
    with TemporaryDirectory(prefix="motcua-scan-") as name:
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
