"""From a device into the tray: each page is safe and looked at before the next one comes; a stop loses none."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from app.capture import driver, escl, images, pages, scanners
from app.capture.scanners import Live, Scanner, ScanProgress, ScanSettings
from app.desk import page_editor, scan_profiles, tray
from app.desk.acting import Session
from app.desk.office import Office
from app.errors import (
    CameraFailed,
    CameraMissing,
    DiskFull,
    FileUnreadable,
    MotCuaError,
    ScannerFailed,
    ScannerMissing,
)
from app.settings import ScanProfile
from app.store.tray import TrayPage

Stopped = ScannerFailed | ScannerMissing | CameraFailed | CameraMissing | DiskFull
"""What ends a run of a device before its time; the pages before it stay."""
_STOPS = (ScannerFailed, ScannerMissing, CameraFailed, CameraMissing, DiskFull)


@dataclass(frozen=True)
class Scanned:
    """What a run of a device gave: its pages in the tray, and what stopped it, if anything did.

    ``turn``: these are fronts; the stack is to be turned and scanned again for its backs. ``fronts`` are those that
    wait for the rest of their backs.
    """

    pages: tuple[TrayPage, ...]
    error: Stopped | None = None
    turn: bool = False
    fronts: tuple[TrayPage, ...] = ()


def find_scanners(*, network: bool = False) -> list[Scanner]:
    """The scanners of this machine; with ``network`` also its cameras and those that answer on the local network, each
    once.

    Raises ScannerFailed; a machine without SANE (or Windows' own way) has its network scanners all the same.
    """
    try:
        found = _attached()
    except ScannerMissing:
        if not network:
            raise
        found = []
    return [*found, *_cameras(), *escl.find_scanners()] if network else found


def _cameras() -> list[Scanner]:
    try:
        return find_cameras()
    except (CameraFailed, CameraMissing):
        # Who looks for a scanner needs no camera.
        return []


def find_cameras() -> list[Scanner]:
    """The cameras of this machine. Raises CameraMissing, CameraFailed."""
    return driver.list_scanners(driver.CAMERA)


def camera_of(office: Office) -> Scanner:
    """The camera chosen for this machine, else the first there is. Raises CameraMissing, CameraFailed."""
    chosen = office.machine_settings().camera
    return Scanner(chosen, chosen, driver.CAMERA) if chosen else find_cameras()[0]


def scanner_at(address: str) -> Scanner:
    """The network scanner at an address typed by hand. Raises ScannerFailed ``gone`` when none answers there."""
    return escl.scanner_at(address)


def scanner_of(profile: ScanProfile) -> Scanner:
    """The scanner of a profile, else the first there is. Raises ScannerMissing."""
    if profile.scanner:
        return Scanner(profile.scanner, profile.scanner, profile.scanner.partition(":")[0])
    found = _attached()
    if not found:
        raise ScannerMissing
    return found[0]


def _attached() -> list[Scanner]:
    return driver.list_scanners("wia") if sys.platform == "win32" else scanners.list_scanners()


def wanted(profile: ScanProfile) -> ScanSettings:
    """What a profile says of a scan; of a sheet turned by hand the device sees one side at a time."""
    source = "feeder" if profile.source == "manual_duplex" else profile.source
    return ScanSettings(dpi=profile.dpi, colour=profile.colour, paper=profile.paper, source=source)


@dataclass(frozen=True)
class Trial:
    """What a scan to try the device gave: its first page as PNG (empty for none), how many came, what stopped it."""

    picture: bytes
    pages: int
    error: MotCuaError | None = None


def try_scanner(office: Office, session: Session, width: int, progress: ScanProgress, cancel: threading.Event) -> Trial:
    """Scans what lies in the scanner in the officer's way and keeps none of it; ``width``: the picture's, in pixels."""
    with TemporaryDirectory(dir=office.profile, prefix="scan-") as name:
        folder = Path(name)
        error: MotCuaError | None = None
        try:
            profile = scan_profiles.chosen(office, session)
            _run(scanner_of(profile), wanted(profile), folder, progress, cancel, lambda page: None)
            found = [page for path in sorted(folder.glob("page-*.*")) for page in pages.read_images(path)]
        except (*_STOPS, FileUnreadable) as stopped:
            error, found = stopped, []
        return Trial(pages.thumbnail(pages.document(found[:1]), 0, width) if found else b"", len(found), error)


def scan_into(
    office: Office,
    session: Session,
    into: str,
    component: str = "",
    *,
    before: Scanned | None = None,
    scanner: Scanner | None = None,
    settings: ScanSettings | None = None,
    camera: bool = False,
    progress: ScanProgress | None = None,
    cancel: threading.Event | None = None,
) -> Scanned:
    """Scans what lies in the scanner into the tray ``into``, behind what lies there already, as the officer's profile
    says; ``scanner`` and ``settings`` say otherwise. A camera (``camera``: this machine's) gives a page each time that
    ``progress``, a `Live`, asks for one, until ``cancel`` is set; each page goes to the component it was asked for.

    A failure of the device is part of the answer, not raised: the pages before it are in the tray. With that answer as
    ``before`` the next call goes on in the same document with the next sheet; with one that says ``turn`` the pages are
    the backs of the turned stack, and are put between its fronts.
    """
    progress, cancel = progress or ScanProgress(), cancel or threading.Event()
    profile = scan_profiles.chosen(office, session)
    photographed = camera or profile.scanner.startswith(f"{driver.CAMERA}:")
    if isinstance(progress, Live):
        progress.component = component
    document = _document_of(office, into, before)
    if photographed and before is not None and before.pages and before.pages[-1].component != component:
        # The camera had gone on to another paper before it was stopped.
        document = ""
    run = tray.begin(
        office,
        session,
        into,
        component,
        "camera" if photographed else "scanner",
        document=document,
    )
    taken = 0
    laid: list[TrayPage] = []

    def received(path: Path) -> None:
        nonlocal run, taken
        asked_for = progress.asked_for(taken) if isinstance(progress, Live) else ""
        taken += 1
        if asked_for and asked_for != run.component:
            run = tray.go_on_with(office, run, asked_for)
        corners = progress.corners if isinstance(progress, Live) else ()
        for page in tray.take(office, run, path):
            if corners:
                page = tray.shown_as(office, page, images.flattened(office.vault.read(page.shown), corners))
            laid.append(tray.improve(office, page))

    error: Stopped | None = None
    try:
        device = camera_of(office) if camera else scanner or scanner_of(profile)
        _run(device, settings or wanted(profile), tray.folder_of(office, run), progress, cancel, received)
    except _STOPS as stopped:
        error = stopped
    except FileUnreadable:
        # The device gave something that is no picture.
        error = ScannerFailed(reason="failed", pages=len(laid))
    finally:
        tray.end(office, run)
    backs_before = before.pages if before is not None and before.fronts else ()
    scanned = (*backs_before, *laid)
    fronts = before.fronts if before is not None else ()
    if before is not None and before.turn:
        fronts = before.pages
    if fronts and error is None and not cancel.is_set():
        return _joined(office, session, into, fronts, scanned)
    whole = error is None and not cancel.is_set() and bool(scanned)
    turn = whole and settings is None and profile.source == "manual_duplex" and not fronts
    return Scanned(scanned, error, turn, fronts)


def _run(
    device: Scanner,
    settings: ScanSettings,
    folder: Path,
    progress: ScanProgress,
    cancel: threading.Event,
    received: Callable[[Path], None],
) -> None:
    if device.backend == driver.CAMERA and not isinstance(progress, Live):
        # Nobody watches: one page of what lies there.
        live = Live()
        live.take()

        def received_one(page: Path) -> None:
            received(page)
            cancel.set()

        driver.scan(device, settings, folder, progress=live, cancel=cancel, received=received_one)
        return
    scan = driver.scan if device.backend in driver.BACKENDS else scanners.scan
    scan(device, settings, folder, progress=progress, cancel=cancel, received=received)


def _document_of(office: Office, into: str, before: Scanned | None) -> str:
    """The document a scan goes on with, as it is called now; empty for a new one, also when other pages came since."""
    lying = tray.all_pages(office, into)
    if before is None or not before.pages or not lying or lying[-1].id != before.pages[-1].id:
        return ""
    return lying[-1].document


def _joined(
    office: Office, session: Session, into: str, fronts: tuple[TrayPage, ...], backs: tuple[TrayPage, ...]
) -> Scanned:
    if len(fronts) != len(backs):
        return Scanned(backs, ScannerFailed(reason="sides", fronts=len(fronts), backs=len(backs)), fronts=fronts)
    page_editor.join_sides(office, session, into, fronts, backs)
    return Scanned((*fronts, *backs))
