"""Code 128 and QR symbols: as module patterns, as vector bars on a page, and read back from a picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import zxingcpp
from barcode import Code128
from PIL import Image, ImageFilter

from app.errors import BarcodeTooWide

DOT = 72 / 600
"""One dot of a 600 dpi printer, in points. Modules are whole dots, so no bar is fattened by rounding."""

_LINEAR_DOTS = (9, 8)
"""Module widths tried for Code 128: 0,381 mm (reads after photocopying), then 0,339 mm (four whole dots at 300 dpi)."""

LINEAR_HEIGHT = 15 * 72 / 25.4
LINEAR_QUIET_MODULES = 10
QR_QUIET_MODULES = 4
_QR_LEAST_DOTS = 10  # 0,423 mm: above the 0,4 mm that desk scanners want


_COARSE = 2000
"""Dots on the longer side of a coarse scan, a page at up to 170 dpi, which is worth enlarging whole."""


@dataclass(frozen=True)
class Linear:
    """A Code 128 symbol: its modules as 1 and 0, and the module width in points."""

    pattern: str
    module: float

    @property
    def width(self) -> float:
        """Width of the bars in points, quiet zones not counted."""
        return len(self.pattern) * self.module

    @property
    def quiet(self) -> float:
        """Blank width in points that must stay white on each side."""
        return LINEAR_QUIET_MODULES * self.module


@dataclass(frozen=True)
class Square:
    """A QR symbol: rows of modules, and the module width in points."""

    rows: tuple[tuple[bool, ...], ...]
    module: float

    @property
    def width(self) -> float:
        return len(self.rows) * self.module

    @property
    def quiet(self) -> float:
        return QR_QUIET_MODULES * self.module


def linear(text: str, room: float, *, margin: float = 0.0) -> tuple[Linear, ...]:
    """The Code 128 symbols of ``text`` whose bars fit into ``room`` points, widest module first, at least one.

    ``margin`` is white paper on each side of the room, in points, that may take the quiet zones. Raises
    BarcodeTooWide when even a 0,339 mm module does not fit.
    """
    pattern = modules(text)
    symbols = (Linear(pattern, dots * DOT) for dots in _LINEAR_DOTS)
    fitting = tuple(each for each in symbols if each.width + 2 * max(0.0, each.quiet - margin) <= room)
    if not fitting:
        raise BarcodeTooWide(characters=len(text), room_mm=round(room * 25.4 / 72, 1))
    return fitting


def square(text: str, room: float) -> Square | None:
    """The largest QR of ``text`` (level M) whose modules fit into ``room`` points; None when none of 0,42 mm does."""
    rows = matrix(text)
    dots = int(room / DOT + 1e-6) // len(rows)
    if dots < _QR_LEAST_DOTS:
        return None
    return Square(rows, dots * DOT)


@lru_cache(maxsize=256)
def modules(text: str) -> str:
    """The modules of ``text`` in Code 128, as 1 and 0, quiet zones left out."""
    return str(Code128(text).build()[0])


@lru_cache(maxsize=256)
def matrix(text: str) -> tuple[tuple[bool, ...], ...]:
    """The modules of ``text`` as a QR of level M, row by row, quiet zone left out."""
    symbol = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    picture = Image.fromarray(symbol.to_image(scale=1, add_quiet_zones=False))
    dark = [value == 0 for value in picture.tobytes()]
    return tuple(tuple(dark[row * picture.width : (row + 1) * picture.width]) for row in range(picture.height))


def snapped(position: float) -> float:
    """``position`` in points moved to the nearest printer dot."""
    return round(position / DOT) * DOT


def draw_linear(canvas: Any, symbol: Linear, x: float, y: float, height: float = LINEAR_HEIGHT) -> None:
    """Draw the bars as one filled path; (x, y) is the lower left corner of the first bar on ``canvas``."""
    path = canvas.beginPath()
    for start, length in _runs([mark == "1" for mark in symbol.pattern]):
        path.rect(x + start * symbol.module, y, length * symbol.module, height)
    _fill(canvas, path)


def draw_square(canvas: Any, symbol: Square, x: float, y: float) -> None:
    """Draw the QR as one filled path; (x, y) is its lower left corner, quiet zone outside."""
    path = canvas.beginPath()
    for index, row in enumerate(reversed(symbol.rows)):
        for start, length in _runs(row):
            path.rect(x + start * symbol.module, y + index * symbol.module, length * symbol.module, symbol.module)
    _fill(canvas, path)


@dataclass(frozen=True)
class Symbol:
    """A symbol read from a picture: its text and the middle of it, in dots from the upper left corner."""

    text: str
    centre: tuple[float, float]


def decode(image: Image.Image) -> list[str]:
    """The texts of all Code 128 and QR symbols in a picture, top to bottom.

    A photocopied symbol often fails in one pass, so an unread picture is tried again smoothed, then enlarged; a coarse
    scan, whose bars are thinner than two dots, once more enlarged as it is.
    """
    for attempt, _ in _attempts(image):
        if found := _read(attempt):
            return [symbol.text for symbol in found]
    return []


def bars(image: Image.Image) -> list[str]:
    """The texts of the Code 128 symbols that one pass reads: for pages that seldom hold any, a third of the time that
    looking for everything takes."""
    found = zxingcpp.read_barcodes(
        image if image.mode == "L" else image.convert("L"),
        formats=zxingcpp.barcode_formats_from_str("Code128"),
        text_mode=zxingcpp.TextMode.Plain,
        try_invert=False,
    )
    return [symbol.text for symbol in found]


def symbols(image: Image.Image) -> list[Symbol]:
    """Every symbol that any of the attempts of `decode` reads; a symbol printed twice counts twice."""
    seen: list[Symbol] = []
    for attempt, factor in _attempts(image):
        for symbol in _read(attempt):
            x, y = symbol.centre[0] / factor, symbol.centre[1] / factor
            near = image.width / 20
            if not any(s.text == symbol.text and abs(s.centre[0] - x) + abs(s.centre[1] - y) < near for s in seen):
                seen.append(Symbol(symbol.text, (x, y)))
    return seen


def _attempts(image: Image.Image) -> Iterator[tuple[Image.Image, int]]:
    grey = image.convert("L")
    yield grey, 1
    smooth = grey.filter(ImageFilter.MedianFilter(3))
    yield smooth, 1
    yield smooth.resize((smooth.width * 2, smooth.height * 2), Image.Resampling.BICUBIC), 2
    if max(grey.size) <= _COARSE:
        yield grey.resize((grey.width * 3, grey.height * 3), Image.Resampling.BICUBIC), 3


def _read(image: Image.Image) -> list[Symbol]:
    found = zxingcpp.read_barcodes(
        image, formats=zxingcpp.barcode_formats_from_str("Code128,QRCode"), text_mode=zxingcpp.TextMode.Plain
    )
    ordered = sorted(found, key=lambda each: (each.position.top_left.y, each.text))
    return [Symbol(each.text, _centre(each.position)) for each in ordered]


def _centre(position: Any) -> tuple[float, float]:
    corners = (position.top_left, position.top_right, position.bottom_left, position.bottom_right)
    return sum(corner.x for corner in corners) / 4, sum(corner.y for corner in corners) / 4


def _runs(modules: Sequence[bool]) -> list[tuple[int, int]]:
    """(start, length) of each run of dark modules."""
    runs: list[tuple[int, int]] = []
    for index, dark in enumerate(modules):
        if not dark:
            continue
        if runs and sum(runs[-1]) == index:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((index, 1))
    return runs


def _fill(canvas: Any, path: Any) -> None:
    canvas.saveState()
    canvas.setFillGray(0)
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.restoreState()
