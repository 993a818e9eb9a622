"""From a device into the tray: each page is safe and looked at before the next one comes; a stop loses none."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from app.capture import escl, pages, scanners
from app.capture.scanners import Scanner, ScanProgress, ScanSettings
from app.desk import tray
from app.desk.acting import Session
from app.desk.office import Office
from app.errors import DiskFull, FileUnreadable, MotCuaError, ScannerFailed, ScannerMissing
from app.store.tray import TrayPage


@dataclass(frozen=True)
class Scanned:
    """What a run of a device gave: its pages in the tray, and what stopped it, if anything did."""

    pages: tuple[TrayPage, ...]
    error: ScannerFailed | ScannerMissing | DiskFull | None = None


def find_scanners(*, network: bool = False) -> list[Scanner]:
    """The scanners of this machine; with ``network`` also those that answer on the local network, each once.

    Raises ScannerFailed; a machine without SANE has its network scanners all the same.
    """
    try:
        found = scanners.list_scanners()
    except ScannerMissing:
        if not network:
            raise
        found = []
    return [*found, *escl.find_scanners()] if network else found


def scanner_of(office: Office) -> Scanner:
    """The scanner chosen for this machine, else the first there is. Raises ScannerMissing."""
    chosen = office.machine_settings().scanner
    if chosen:
        return Scanner(chosen, chosen, chosen.partition(":")[0])
    found = scanners.list_scanners()
    if not found:
        raise ScannerMissing
    return found[0]


def wanted(office: Office) -> ScanSettings:
    """What this machine's settings say of a scan."""
    settings = office.machine_settings()
    return ScanSettings(
        dpi=settings.scan_dpi, colour="colour" if settings.scan_colour else "grey", source=settings.scan_source
    )


@dataclass(frozen=True)
class Trial:
    """What a scan to try the device gave: its first page as PNG (empty for none), how many came, what stopped it."""

    picture: bytes
    pages: int
    error: MotCuaError | None = None


def try_scanner(office: Office, width: int, progress: ScanProgress, cancel: threading.Event) -> Trial:
    """Scans what lies in the chosen scanner and keeps none of it; ``width`` is that of the picture in pixels."""
    with TemporaryDirectory(dir=office.profile, prefix="scan-") as name:
        folder = Path(name)
        error: MotCuaError | None = None
        try:
            device = scanner_of(office)
            scan = escl.scan if device.backend == "escl" else scanners.scan
            scan(device, wanted(office), folder, progress=progress, cancel=cancel)
            found = [page for path in sorted(folder.glob("page-*.*")) for page in pages.read_images(path)]
        except (ScannerFailed, ScannerMissing, DiskFull, FileUnreadable) as stopped:
            error, found = stopped, []
        return Trial(pages.thumbnail(pages.document(found[:1]), 0, width) if found else b"", len(found), error)


def scan_into(
    office: Office,
    session: Session,
    into: str,
    component: str = "",
    *,
    scanner: Scanner | None = None,
    settings: ScanSettings | None = None,
    progress: ScanProgress | None = None,
    cancel: threading.Event | None = None,
) -> Scanned:
    """Scans what lies in the scanner into the tray ``into``, behind what lies there already.

    A failure of the device is part of the answer, not raised: the pages before it are in the tray, and the next call
    goes on with the next sheet.
    """
    progress, cancel = progress or ScanProgress(), cancel or threading.Event()
    run = tray.begin(office, session, into, component)
    laid: list[TrayPage] = []

    def received(path: Path) -> None:
        laid.extend(tray.improve(office, page) for page in tray.take(office, run, path))

    error: ScannerFailed | ScannerMissing | DiskFull | None = None
    try:
        device = scanner or scanner_of(office)
        scan = escl.scan if device.backend == "escl" else scanners.scan
        scan(
            device,
            settings or wanted(office),
            tray.folder_of(office, run),
            progress=progress,
            cancel=cancel,
            received=received,
        )
    except (ScannerFailed, ScannerMissing, DiskFull) as stopped:
        error = stopped
    except FileUnreadable:
        # The device gave something that is no picture.
        error = ScannerFailed(reason="failed", pages=len(laid))
    finally:
        tray.end(office, run)
    return Scanned(tuple(laid), error)
