"""Scanners: which there are, and pages from one of them as image files, each safe on the disk before all else."""

from __future__ import annotations

import errno
import os
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from app.capture import sane
from app.capture.pages import PAGE_LIMIT
from app.capture.sane import Colour, Paper, Source
from app.capture.scan_process import ScanProcess
from app.errors import DiskFull, ScannerFailed
from app.vault.files import sync_folder

LIST_SECONDS = 5.0
NETWORK_SECONDS = 20.0
OPTION_SECONDS = 20.0
"""How long the driver may take to list what is attached, to search the network, and to say what a device can do."""

_POLL_SECONDS = 0.1
_FEEDER_WISHES = ("--source=", "--adf-mode=", "--duplex=")
_PAGE_NAME = re.compile(r"page-(\d{4,})\.(jpg|png)")


@dataclass(frozen=True)
class Scanner:
    """A scanner that the officer can choose; ``id`` is what the driver calls it and may be kept in the settings."""

    id: str
    name: str
    backend: str


@dataclass(frozen=True)
class ScanSettings:
    """What is wanted of a scan. ``page_seconds`` without a further page, and the driver is taken for hung."""

    dpi: int = 200
    colour: Colour = "colour"
    paper: Paper = "A4"
    source: Source = "feeder"
    page_seconds: float = 60.0


class ScanProgress:
    """What a timer polls while `scan` runs elsewhere: the pages on the disk so far, and how far the scan is."""

    def __init__(self) -> None:
        self.pages: tuple[Path, ...] = ()
        self.state: Literal["waiting", "scanning", "ended"] = "waiting"


class Live(ScanProgress):
    """Of a camera besides: the last ``picture`` it showed (JPEG, empty at first), whether all it sees is ``dark``, and
    how many pages the officer ``asked`` for, each for the ``component`` that was in front then."""

    def __init__(self) -> None:
        super().__init__()
        self.picture = b""
        self.dark = False
        self.corners: tuple[float, ...] = ()
        """Of the page received last: x and y of each as shares of the sides, clockwise from the top left; or none."""
        self.asked = 0
        self.component = ""
        self._asked_for: list[str] = []

    def take(self) -> None:
        """Ask for what the camera sees now as a page."""
        self._asked_for.append(self.component)
        self.asked += 1

    def asked_for(self, number: int) -> str:
        """The component that page ``number`` (from 0) was asked for; empty where none was in front."""
        return self._asked_for[number] if number < len(self._asked_for) else ""


def list_scanners(*, network: bool = False) -> list[Scanner]:
    """The scanners attached to this machine; with ``network`` also those that the drivers find by searching.

    Without ``network`` nothing is waited for but the drivers of local devices. A network scanner once found
    is used by its ``id``, without searching again. Raises ScannerMissing when SANE is not installed,
    ScannerFailed (``hung``) when a driver does not answer.
    """
    question = ["--formatted-device-list", "%d\t%v\t%m%n"]
    if network:
        lines = sane.ask(question, sane.environment(), NETWORK_SECONDS)
    else:
        with sane.local_configuration() as surroundings:
            lines = sane.ask(question, surroundings, LIST_SECONDS)
    scanners = []
    for line in lines:
        device, *described = line.split("\t")
        if device:
            name = " ".join(part for part in described if part) or device
            scanners.append(Scanner(device, name, device.partition(":")[0]))
    return scanners


def scan(
    scanner: Scanner,
    settings: ScanSettings,
    folder: Path,
    *,
    progress: ScanProgress,
    cancel: threading.Event,
    received: Callable[[Path], None] = lambda page: None,
) -> list[Path]:
    """The pages scanned into ``folder``, in order: JPEG, or PNG in black and white.

    ``received`` is called with each page as soon as it is on the disk, and may take it away. Blocks until the
    feeder is empty, the flatbed's one page is in, or ``cancel`` is set; then gives the pages received. A device that
    does not name its paper source gives one page a time. Earlier pages in ``folder`` are
    never overwritten; nothing in it is encrypted, so the caller moves the pages into the vault and removes them.

    Raises ScannerMissing, DiskFull, and ScannerFailed with its ``reason`` and the number of ``pages`` received;
    those stay on the disk and in ``progress.pages``, so that the officer goes on with the next sheet.
    """
    try:
        return _scan(scanner, settings, folder, progress, cancel, received)
    finally:
        progress.state = "ended"
        for half_page in folder.glob("page-*.part"):
            half_page.unlink(missing_ok=True)


def _scan(
    scanner: Scanner,
    settings: ScanSettings,
    folder: Path,
    progress: ScanProgress,
    cancel: threading.Event,
    received: Callable[[Path], None],
) -> list[Path]:
    options = sane.device_options(scanner.id, OPTION_SECONDS, cancel)
    if cancel.is_set():
        return []
    wishes = sane.scan_arguments(
        options, dpi=settings.dpi, colour=settings.colour, paper=settings.paper, source=settings.source
    )
    # A device that does not name its paper source may be a plain flatbed, which would scan its glass for ever.
    one_page = settings.source == "flatbed" or not any(wish.startswith(_FEEDER_WISHES) for wish in wishes)
    arguments = [sane.program(), f"--device-name={scanner.id}", *wishes, *_batch_arguments(settings, one_page, folder)]
    pages: list[Path] = []

    def receive(lines: list[str]) -> bool:
        for line in lines:
            if _PAGE_NAME.fullmatch(line):
                _make_durable(folder / line)
                pages.append(folder / line)
                progress.pages = tuple(pages)
                received(folder / line)
        return bool(lines)

    hung = False
    with ScanProcess(arguments, sane.environment(), folder) as child:
        progress.state = "scanning"
        deadline = time.monotonic() + settings.page_seconds
        while not child.ended:
            if receive(child.lines(_POLL_SECONDS)):
                deadline = time.monotonic() + settings.page_seconds
            hung = time.monotonic() > deadline
            if hung or cancel.is_set():
                receive(child.stop())
                break
        code, last = child.finish()
        receive(last)
    if cancel.is_set() or (pages and code in (0, sane.NO_DOCUMENTS) and not hung):
        return pages
    if b"No space left on device" in child.complaint:
        raise DiskFull(cause=errno.errorcode[errno.ENOSPC])
    if hung:
        raise ScannerFailed(reason="hung", pages=len(pages), seconds=settings.page_seconds)
    # A feeder that is empty from the start is no error to scanimage in a batch.
    reason = "no_documents" if code == 0 else sane.reason_of(code, child.complaint)
    raise ScannerFailed(reason=reason, pages=len(pages), code=code)


def _batch_arguments(settings: ScanSettings, one_page: bool, folder: Path) -> list[str]:
    # JPEG has no one-bit pictures, and PNG keeps them small.
    kind, suffix = ("png", "png") if settings.colour == "black_white" else ("jpeg", "jpg")
    taken = [int(match[1]) for path in folder.iterdir() if (match := _PAGE_NAME.fullmatch(path.name))]
    return [
        f"--format={kind}",
        f"--batch=page-%04d.{suffix}",
        f"--batch-start={max(taken, default=0) + 1}",
        f"--batch-count={1 if one_page else PAGE_LIMIT}",
        "--batch-print",
    ]


def _make_durable(page: Path) -> None:
    descriptor = os.open(page, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    sync_folder(page.parent)
