"""Windows scanners through WIA, driven by scanlib; run in a child process only, for a driver that hangs cannot be told.

Not proven on a Windows machine: what is here was run with scanlib's other drivers, and with a device made up below its
Windows one. scanlib knows no two-sided feeding.
"""

from __future__ import annotations

import re
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from importlib import import_module
from io import BytesIO
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol, cast

from PIL import Image

from app.capture.sane import Colour, Paper, Reason
from app.capture.scanners import Scanner, ScanProgress, ScanSettings
from app.errors import ScannerFailed, ScannerMissing
from app.vault.files import write_durably

LIST_SECONDS = 10.0

_PAPER_TENTHS: dict[Paper, tuple[int, int]] = {"A3": (2970, 4200), "A4": (2100, 2970), "A5": (1480, 2100)}
_COLOURS: dict[Colour, str] = {"colour": "COLOR", "grey": "GRAY", "black_white": "BW"}
_MODES = {"COLOR": "RGB", "GRAY": "L", "BW": "1"}
_QUALITY = 88
_KINDS: dict[str, Reason] = {
    "FeederEmptyError": "no_documents",
    "ScannerBusyError": "busy",
    "ScannerUnavailableError": "gone",
    "NoScannerFoundError": "gone",
}
_RESULTS: dict[int, Reason] = {
    0x80210002: "jammed",
    0x80210003: "no_documents",
    0x80210004: "jammed",
    0x80210005: "gone",
    0x80210006: "busy",
    0x80210007: "busy",
    0x8021000A: "gone",
    0x8021000D: "busy",
    0x80210015: "gone",
    0x80210016: "cover_open",
    0x80210020: "jammed",
}
"""WIA's results (WiaDef.h): jam, empty, paper problem, offline, busy, warming up, no answer, held by another, no
device, cover open, two sheets at once."""
_PAGE_NAME = re.compile(r"page-(\d{4,})\.\w+")


class _Source(Protocol):
    type: Any
    resolutions: Sequence[int]
    color_modes: Sequence[Any]
    max_scan_area: Any


class _Page(Protocol):
    data: bytes
    width: int
    height: int
    color_mode: Any


class _Device(AbstractContextManager["_Device"], Protocol):
    id: str
    name: str
    backend: str
    sources: Sequence[_Source]

    def scan_pages(self, **wanted: Any) -> Iterator[_Page]: ...


def list_scanners() -> list[Scanner]:
    """The scanners that Windows knows. Raises ScannerMissing without scanlib, ScannerFailed."""
    library = _library()
    try:
        devices: Iterable[_Device] = library.list_scanners(timeout=LIST_SECONDS)
        # Network scanners are found by our own eSCL driver, which speaks the standard.
        return [Scanner(f"wia:{device.id}", device.name, "wia") for device in devices if device.backend != "escl"]
    except library.ScanLibError as error:
        raise _failed(error, 0) from error


def scan(
    scanner: Scanner,
    settings: ScanSettings,
    folder: Path,
    *,
    progress: ScanProgress,
    cancel: threading.Event,
    received: Callable[[Path], None] = lambda page: None,
) -> list[Path]:
    """Pages scanned into ``folder``, as `scanners.scan` does, and with the same failures."""
    library = _library()
    pages: list[Path] = []
    number = 1 + max((int(m[1]) for p in folder.iterdir() if (m := _PAGE_NAME.fullmatch(p.name))), default=0)
    try:
        device = _opened(library, scanner.id.removeprefix("wia:"))
        with device:
            progress.state = "scanning"
            wanted = _wishes(library, device, settings)
            for page in device.scan_pages(**wanted, progress=lambda _: not cancel.is_set()):
                kind, data = _packed(page, wanted["dpi"])
                path = folder / f"page-{number + len(pages):04d}.{kind}"
                write_durably(path, data)
                pages.append(path)
                progress.pages = tuple(pages)
                received(path)
                if cancel.is_set():
                    break
    except library.ScanAborted:
        return pages
    except (library.ScanLibError, OSError) as error:
        if pages and _reason(error) == "no_documents":
            return pages
        raise _failed(error, len(pages)) from error
    finally:
        progress.state = "ended"
    if not pages and not cancel.is_set():
        raise ScannerFailed(reason="no_documents", pages=0)
    return pages


def _opened(library: ModuleType, name: str) -> _Device:
    if sys.platform == "win32":
        from app.capture.wia_pages import PageByPage  # Only where scanlib is.

        return device_of(library, name, PageByPage())
    return cast(_Device, library.open_scanner(name))


def device_of(library: ModuleType, name: str, backend: object) -> _Device:
    """The device that scanlib's ``backend`` knows by ``name``, open. Raises scanlib's errors."""
    made = library.Scanner(name=name, vendor=None, model=None, backend="wia", scanner_id=name, _backend_impl=backend)
    return cast(_Device, made.open())


def _library() -> ModuleType:
    try:
        return import_module("scanlib")
    except ImportError as error:
        raise ScannerMissing(program="scanlib") from error


def _wishes(library: ModuleType, device: _Device, settings: ScanSettings) -> dict[str, Any]:
    """What comes nearest to what is wanted, of what the device says it can do. Raises ScannerFailed (``setting``)."""
    way = library.ScanSource.FLATBED if settings.source == "flatbed" else library.ScanSource.FEEDER
    found = next((source for source in device.sources if source.type == way), None)
    if settings.source == "duplex" or (found is None and device.sources):
        raise ScannerFailed(reason="failed", setting="source", wanted=settings.source)
    stated = sorted(found.resolutions) if found is not None else []
    dpi = next((each for each in stated if each >= settings.dpi), stated[-1] if stated else settings.dpi)
    modes = {mode.name: mode for mode in library.ColorMode}
    colour = modes[_COLOURS[settings.colour]]
    if found is not None and found.color_modes and colour not in found.color_modes:
        colour = modes["GRAY"] if modes["GRAY"] in found.color_modes else found.color_modes[0]
    width, height = _PAPER_TENTHS[settings.paper]
    if found is not None and found.max_scan_area is not None:
        width, height = min(width, found.max_scan_area.width), min(height, found.max_scan_area.height)
    area = library.ScanArea(x=0, y=0, width=width, height=height)
    return {"dpi": dpi, "color_mode": colour, "scan_area": area, "source": way if found is not None else None}


def _packed(page: _Page, dpi: int) -> tuple[str, bytes]:
    mode = _MODES[page.color_mode.name]
    picture = Image.frombytes(mode, (page.width, page.height), page.data)
    output = BytesIO()
    if mode == "1":
        picture.save(output, "PNG", dpi=(dpi, dpi))
        return "png", output.getvalue()
    picture.save(output, "JPEG", quality=_QUALITY, dpi=(dpi, dpi))
    return "jpg", output.getvalue()


def _failed(error: BaseException, pages: int) -> ScannerFailed:
    return ScannerFailed(reason=_reason(error), pages=pages, cause=type(error).__name__)


def _reason(error: BaseException) -> Reason:
    """What a failure means, from the result Windows gave where there is one behind it, else from its kind."""
    seen: BaseException | None = error
    while seen is not None:
        result = getattr(seen, "hresult", None)
        if isinstance(result, int) and result & 0xFFFFFFFF in _RESULTS:
            return _RESULTS[result & 0xFFFFFFFF]
        seen = seen.__cause__ or seen.__context__
    return _KINDS.get(type(error).__name__, "failed")
