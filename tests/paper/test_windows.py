"""What can be proved of Windows printing without Windows: the page's place, the job's settings, and the dots sent."""

from __future__ import annotations

import itertools
import struct
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from app.errors import PrinterUnavailable
from app.paper import pages, render
from app.paper.barcode import decode
from app.paper.forms import load_form
from app.paper.jobs import PrintJob
from app.paper.printers import printer_at
from app.paper.windows import (
    Device,
    DevModeChanges,
    Place,
    WindowsPrinter,
    bands,
    dev_mode_changes,
    job_state,
    one_bit,
    placed,
)
from tests.paper.samples import CODE, RECEIPT

ROOT = Path(__file__).resolve().parents[2]
LASER = Device(600, 600, 100, 96)


@dataclass
class Paper:
    """A spooler that lays what it is sent on white paper, as a printer of 600 dots an inch would."""

    takes_orders: bool = False
    breaks: bool = False
    sheets: list[Image.Image] = field(default_factory=list)
    begun: list[tuple[str, DevModeChanges, str]] = field(default_factory=list)
    ended: list[bool] = field(default_factory=list)
    drawn: list[Place] = field(default_factory=list)

    def begin(self, printer: str, changes: DevModeChanges, title: str) -> tuple[Device, int]:
        self.begun.append((printer, changes, title))
        return LASER, 41

    def trays(self, printer: str) -> dict[str, int]:
        return {"Khay 1": 7, "Khay tay": 4}

    def page(self) -> None:
        self.sheets.append(Image.new("1", (round(148 / 25.4 * 600), round(210 / 25.4 * 600)), 1))

    def draw(self, page: Any, place: Place) -> bool:
        self.drawn.append(place)
        return self.takes_orders

    def dots(self, place: Place, info: bytes, rows: bytes) -> None:
        if self.breaks:
            raise PrinterUnavailable(reason="refused")
        size, width, height, planes, bits = struct.unpack_from("<IiiHH", info)
        assert (size, planes, bits, height < 0) == (40, 1, 1, True)
        stride = len(rows) // -height
        assert stride % 4 == 0
        picture = Image.frombytes("1", (stride * 8, -height), rows).crop((0, 0, width, -height))
        at = (place.x + LASER.offset_x, place.y + LASER.offset_y)
        self.sheets[-1].paste(picture.resize((place.width, place.height)), at)

    def end_page(self) -> None:
        """Nothing more to do for a sheet."""

    def end(self, *, whole: bool) -> None:
        self.ended.append(whole)

    def job_status(self, printer: str, number: int) -> int | None:
        return None if number == 41 else 0x40


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return render.render(load_form("2025", "receipt"), RECEIPT)


def test_the_dots_make_the_page_in_its_own_size_and_its_codes_read(pdf: bytes) -> None:
    paper = Paper()
    job = WindowsPrinter("Máy in", paper, dots=True).submit(pdf, "receipt-01a2", paper="A5")
    assert job == PrintJob("Máy in", "41")
    assert len(paper.sheets) == 2
    assert paper.ended == [True]
    assert not paper.drawn
    sheet = paper.sheets[0].convert("L").resize((paper.sheets[0].width // 3, paper.sheets[0].height // 3))
    assert decode(sheet) == [CODE, CODE]


def test_a_driver_that_takes_no_orders_gets_dots_instead(pdf: bytes) -> None:
    orders, dots = Paper(takes_orders=True), Paper()
    for paper in (orders, dots):
        WindowsPrinter("Máy in", paper).submit(pdf, "receipt-01a2")
    assert len(orders.drawn) == 2
    assert orders.sheets[0].convert("L").getextrema() == (255, 255)
    assert dots.sheets[0].convert("L").getextrema() == (0, 255)


def test_a_document_that_breaks_off_is_thrown_away(pdf: bytes) -> None:
    paper = Paper(breaks=True)
    with pytest.raises(PrinterUnavailable):
        WindowsPrinter("Máy in", paper).submit(pdf, "receipt-01a2")
    assert paper.ended == [False]


def test_a_page_lies_on_the_corner_of_the_paper_and_is_not_scaled() -> None:
    assert placed(72, 144, LASER) == Place(-100, -96, 600, 1200)


@pytest.mark.parametrize(
    ("paper", "landscape", "fields", "size", "sides"),
    [
        ("A4", True, 0x1103, 9, (2, 0, 0)),
        ("A5", False, 0x1103, 11, (1, 0, 0)),
        ("70x36", True, 0x110F, 256, (1, 360, 700)),
    ],
)
def test_the_printer_is_told_paper_and_direction(
    paper: str, landscape: bool, fields: int, size: int, sides: tuple[int, int, int]
) -> None:
    told = dev_mode_changes(paper, landscape=landscape, copies=2, tray=0, duplex=True)
    assert (told.fields, told.paper_size) == (fields, size)
    assert (told.orientation, told.paper_length, told.paper_width) == sides
    assert (told.copies, told.duplex) == (2, 2)


def test_a_tray_is_told_only_when_one_is_wanted() -> None:
    assert dev_mode_changes("A5", landscape=False, copies=1, tray=3, duplex=False).fields & 0x200
    assert not dev_mode_changes("A5", landscape=False, copies=1, tray=0, duplex=False).fields & 0x200


@pytest.mark.parametrize(("wanted", "number"), [("khay tay", 4), ("7", 7), ("Khay 1 ", 7), ("tray-9", 0), ("", 0)])
def test_what_is_set_for_a_form_reaches_the_driver(pdf: bytes, wanted: str, number: int) -> None:
    paper = Paper()
    WindowsPrinter("Máy in", paper).submit(pdf, "receipt-01a2", copies=3, paper="A5", tray=wanted, duplex=True)
    ((printer, told, title),) = paper.begun
    assert (printer, title) == ("Máy in", "receipt-01a2")
    assert (told.copies, told.duplex, told.paper_size, told.source) == (3, 2, 11, number)
    assert bool(told.fields & 0x200) is bool(number)


@pytest.mark.parametrize(("rows", "dots"), [(513, 513), (1100, 2200), (1100, 1653), (7016, 7016), (3, 9)])
def test_strips_cover_the_page_without_a_gap(rows: int, dots: int) -> None:
    place = Place(-3, -5, 16, dots)
    parts = [part for part, _, _ in bands(Image.new("L", (16, rows), 255), place)]
    assert (parts[0].y, parts[-1].y + parts[-1].height) == (-5, dots - 5)
    assert all(one.y + one.height == other.y for one, other in itertools.pairwise(parts))
    assert {(part.x, part.width) for part in parts} == {(-3, 16)}


def test_the_strips_together_are_the_page(pdf: bytes) -> None:
    width, height, rgb = pages.page_image(pdf, 0, 300)
    grey = Image.frombytes("RGB", (width, height), rgb).convert("L")
    laid = Image.new("1", grey.size, 0)
    for part, info, rows in bands(grey, Place(0, 0, width, height)):
        strip = Image.frombytes("1", ((width + 31) // 32 * 32, part.height), rows)
        assert struct.unpack_from("<ii", info, 4) == (width, -part.height)
        laid.paste(strip.crop((0, 0, width, part.height)), (0, part.y))
    assert laid.tobytes() == grey.point(lambda dot: 255 if dot >= 160 else 0).convert("1", dither=0).tobytes()


def test_the_orders_of_windows_are_loaded_on_windows_only() -> None:
    script = "import sys, app.desk.printing, app.paper.windows; print('app.paper.winspool' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == str(sys.platform == "win32")


def test_a_row_ends_on_four_bytes_and_a_set_bit_is_white() -> None:
    info, rows = one_bit(Image.new("L", (16, 2), 0))
    assert rows == b"\x00\x00\xff\xff" * 2
    assert info[-8:] == b"\x00\x00\x00\x00\xff\xff\xff\x00"


@pytest.mark.parametrize(
    ("status", "state"),
    [(None, "printed"), (0x80, "printed"), (0x10, "waiting"), (0x40, "stopped"), (0x22, "stopped"), (0x100, "failed")],
)
def test_the_spoolers_bits_in_our_words(status: int | None, state: str) -> None:
    assert job_state(status)[0] == state


def test_what_became_of_a_job() -> None:
    printer = WindowsPrinter("Máy in", Paper())
    assert printer.outcome(PrintJob("Máy in", "41")).state == "printed"
    assert printer.outcome(PrintJob("Máy in", "42")).reason == "media-empty"


@pytest.mark.skipif(sys.platform == "win32", reason="this is Windows")
def test_elsewhere_a_windows_printer_is_said_not_to_be_there() -> None:
    with pytest.raises(PrinterUnavailable) as caught:
        printer_at("win:Máy in")
    assert caught.value.facts["reason"] == "not_windows"


@pytest.mark.parametrize(("address", "reason"), [("", "none"), ("cups:", "address"), ("telex:1", "address")])
def test_addresses_that_name_no_printer(address: str, reason: str) -> None:
    with pytest.raises(PrinterUnavailable) as caught:
        printer_at(address)
    assert caught.value.facts["reason"] == reason
