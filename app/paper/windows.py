"""Printing on Windows: pdfium draws the page on the printer's device context, or it is sent as dots of one bit.

A page is placed by the paper's edge and never scaled, so a bar keeps its whole dots.
"""

from __future__ import annotations

import logging
import struct
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from PIL import Image

from app.errors import PrinterUnavailable
from app.paper.jobs import PrintJob, PrintOutcome, State
from app.pdfium import opened

log = logging.getLogger(__name__)

DOTS_PER_INCH = 600
"""At most, for a page sent as dots: what is finer costs memory and shows nothing more."""
BAND_ROWS = 512
"""Rows of dots given to a driver at once."""
_DARK = 160
"""Grey below this becomes a black dot."""

# Fields of DEVMODEW (wingdi.h): which are set, and their values.
_DM_ORIENTATION, _DM_PAPER_SIZE, _DM_PAPER_LENGTH, _DM_PAPER_WIDTH = 0x1, 0x2, 0x4, 0x8
_DM_COPIES, _DM_DEFAULT_SOURCE, _DM_DUPLEX = 0x100, 0x200, 0x1000
_PAPER_SIZES = {"A4": 9, "A5": 11}
_PAPER_CUSTOM = 256
_SIMPLEX, _LONG_EDGE = 1, 2

# Job states of winspool.h.
_JOB_ERROR, _JOB_DELETING, _JOB_OFFLINE, _JOB_PAPER_OUT = 0x2, 0x4, 0x20, 0x40
_JOB_PRINTED, _JOB_DELETED, _JOB_BLOCKED, _JOB_USER, _JOB_PAUSED = 0x80, 0x100, 0x200, 0x400, 0x1


@dataclass(frozen=True)
class Device:
    """A printer's page: dots per inch, and in dots where its printable area begins on the paper."""

    dpi_x: int
    dpi_y: int
    offset_x: int
    offset_y: int


@dataclass(frozen=True)
class Place:
    """Where a page goes on the device, in dots counted from the corner of the printable area."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class DevModeChanges:
    """What is set in a printer's DEVMODE: the bits of dmFields and the fields' values."""

    fields: int
    orientation: int
    paper_size: int
    paper_length: int
    paper_width: int
    copies: int
    source: int
    duplex: int


class Spooler(Protocol):
    """The few orders of Windows that printing needs; `app.paper.winspool` gives them to the real one."""

    def trays(self, printer: str) -> Mapping[str, int]:
        """The printer's trays: their names with the numbers its driver wants for them."""
        ...

    def begin(self, printer: str, changes: DevModeChanges, title: str) -> tuple[Device, int]:
        """Open a document on a printer; gives the device and the spooler's number of the job."""
        ...

    def page(self) -> None: ...

    def draw(self, page: Any, place: Place) -> bool:
        """Let pdfium draw the page on the device; False when the driver takes no such orders."""
        ...

    def dots(self, place: Place, info: bytes, rows: bytes) -> None:
        """Put a bitmap on the device: its BITMAPINFO and its rows."""
        ...

    def end_page(self) -> None: ...

    def end(self, *, whole: bool) -> None:
        """Close the document, or throw it away."""
        ...

    def job_status(self, printer: str, number: int) -> int | None:
        """The state bits of a job; None when the queue has forgotten it."""
        ...


class WindowsPrinter:
    """A printer of this Windows machine. ``dots`` sends pages as dots of one bit instead of drawing orders."""

    def __init__(self, name: str, spooler: Spooler, *, dots: bool = False) -> None:
        self._name, self._spooler, self._dots = name, spooler, dots

    @property
    def name(self) -> str:
        return self._name

    def submit(
        self, pdf: bytes, title: str, *, copies: int = 1, paper: str = "A5", tray: str = "", duplex: bool = False
    ) -> PrintJob:
        """Print every page at its own size; a tray the printer does not have leaves the choice to it.

        Raises PrinterUnavailable, FileUnreadable.
        """
        with opened(pdf) as document:
            width, height = document[0].get_size()
            number = tray_number(tray, self._spooler.trays(self._name)) if tray else 0
            changes = dev_mode_changes(paper, landscape=width > height, copies=copies, tray=number, duplex=duplex)
            device, job = self._spooler.begin(self._name, changes, title)
            with self._document():
                for page in document:
                    self._spooler.page()
                    points = page.get_size()
                    place = placed(points[0], points[1], device)
                    if self._dots or not self._spooler.draw(page, place):
                        for part, info, rows in bands(_picture(page, device), place):
                            self._spooler.dots(part, info, rows)
                    self._spooler.end_page()
        return PrintJob(self._name, str(job))

    def outcome(self, job: PrintJob) -> PrintOutcome:
        return PrintOutcome(*job_state(self._spooler.job_status(self._name, int(job.reference))))

    @contextmanager
    def _document(self) -> Iterator[None]:
        whole = False
        try:
            yield
            whole = True
        finally:
            self._spooler.end(whole=whole)


def tray_number(wanted: str, trays: Mapping[str, int]) -> int:
    """The driver's number of a tray by its name or that number; 0, the printer's own choice, for none it has."""
    for name, number in trays.items():
        if wanted.strip().casefold() in (name.strip().casefold(), str(number)):
            return number
    log.info("a tray that the printer does not have was asked for; left to its own choice")
    return 0


def bands(picture: Image.Image, place: Place) -> Iterator[tuple[Place, bytes, bytes]]:
    """A grey page in strips of one-bit dots, each with its place: drivers choke on a whole page in one bitmap.

    The strips cover ``place`` without a gap or an overlap, whatever the two resolutions are.
    """
    for top in range(0, picture.height, BAND_ROWS):
        bottom = min(top + BAND_ROWS, picture.height)
        first, last = (round(edge * place.height / picture.height) for edge in (top, bottom))
        info, rows = one_bit(picture.crop((0, top, picture.width, bottom)))
        yield Place(place.x, place.y + first, place.width, last - first), info, rows


def placed(width: float, height: float, device: Device) -> Place:
    """Where a page of ``width`` × ``height`` points goes so that it lies on the paper's corner, unscaled."""
    return Place(
        -device.offset_x, -device.offset_y, round(width / 72 * device.dpi_x), round(height / 72 * device.dpi_y)
    )


def dev_mode_changes(paper: str, *, landscape: bool, copies: int, tray: int, duplex: bool) -> DevModeChanges:
    """The printer's settings for one job, lengths in tenths of a millimetre; ``tray`` 0 leaves the printer's own."""
    fields = _DM_ORIENTATION | _DM_PAPER_SIZE | _DM_COPIES | _DM_DUPLEX | (_DM_DEFAULT_SOURCE if tray else 0)
    size, length, width = _PAPER_SIZES.get(paper, _PAPER_CUSTOM), 0, 0
    if size == _PAPER_CUSTOM:
        width, length = (int(side) * 10 for side in paper.split("x"))
        fields |= _DM_PAPER_LENGTH | _DM_PAPER_WIDTH
        landscape = False
    sides = _LONG_EDGE if duplex else _SIMPLEX
    return DevModeChanges(fields, 2 if landscape else 1, size, length, width, copies, tray, sides)


def one_bit(picture: Image.Image) -> tuple[bytes, bytes]:
    """A grey picture as the BITMAPINFO and the rows of a bitmap of one bit a dot, top row first.

    Rows end on four bytes, as Windows wants; a set bit is white. Nothing is compressed with loss.
    """
    black = picture.convert("L").point(lambda grey: 255 if grey >= _DARK else 0).convert("1", dither=Image.Dither.NONE)
    packed, stride = black.tobytes(), (black.width + 31) // 32 * 4
    bare = (black.width + 7) // 8
    rows = b"".join(packed[row * bare : (row + 1) * bare].ljust(stride, b"\xff") for row in range(black.height))
    header = struct.pack(
        "<IiiHHIIiiII", 40, black.width, -black.height, 1, 1, 0, len(rows), 0, 0, 2, 2
    )  # BITMAPINFOHEADER, then two colours: black, white
    return header + b"\x00\x00\x00\x00" + b"\xff\xff\xff\x00", rows


def job_state(status: int | None) -> tuple[State, str]:
    """A spooler's state bits in our words; a job the queue no longer knows went through."""
    if status is None or status & _JOB_PRINTED:
        return "printed", ""
    if status & (_JOB_DELETED | _JOB_DELETING):
        return "failed", "deleted"
    stopped = {
        _JOB_ERROR: "error", _JOB_OFFLINE: "offline", _JOB_PAPER_OUT: "media-empty", _JOB_BLOCKED: "blocked",
        _JOB_USER: "attention", _JOB_PAUSED: "paused",
    }  # fmt: skip
    reasons = [reason for bit, reason in stopped.items() if status & bit]
    return ("stopped", ", ".join(reasons)) if reasons else ("waiting", "")


def printer(name: str, *, dots: bool) -> WindowsPrinter:
    """A printer of this machine. Raises PrinterUnavailable ``not_windows`` on another system."""
    if sys.platform != "win32":
        raise PrinterUnavailable(reason="not_windows")
    from app.paper.winspool import WindowsSpooler  # only there: it loads libraries of Windows

    return WindowsPrinter(name, WindowsSpooler(), dots=dots)


def printer_names() -> list[str]:
    """The printers of this Windows machine, the default one first; empty on another system."""
    if sys.platform != "win32":
        return []
    from app.paper.winspool import printer_names as names

    return names()


def _picture(page: Any, device: Device) -> Image.Image:
    dpi = min(max(device.dpi_x, device.dpi_y), DOTS_PER_INCH)
    return page.render(scale=dpi / 72, grayscale=True, fill_color=(255, 255, 255, 255)).to_pil()  # type: ignore[no-any-return]
