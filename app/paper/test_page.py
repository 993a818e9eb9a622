"""One A5 page that shows whether a printer can be trusted, and what a scan of that page tells about it.

It bears symbols of ever finer modules and four corner marks at known distances; the scan says which symbols survive the
way from page to scanner, and whether the page was scaled.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from PIL import Image
from reportlab.lib.pagesizes import A5
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from app.domain.events import VIETNAM
from app.paper import barcode, fonts

EDGE = 5 * mm
LETTERS = ("ĂẮẰẲẴẶ ÂẤẦẨẪẬ ÊẾỀỂỄỆ ÔỐỒỔỖỘ ƠỚỜỞỠỢ ƯỨỪỬỮỰ Đ", "ăắằẳẵặ âấầẩẫậ êếềểễệ ôốồổỗộ ơớờởỡợ ưứừửữự đ")

LINEAR_DOTS = (12, 9, 8, 6, 4)
"""Modules of the barcodes on the page, in dots of 600 dpi: 0,51 to 0,17 mm. Receipts use 9 and 8."""
SQUARE_DOTS = (16, 12, 10, 7)
"""Modules of the QR symbols: 0,68 to 0,30 mm. Receipts use 10 and more."""
_USED_LINEAR, _USED_SQUARE = 8, 10

_WIDTH, _HEIGHT = A5
_CORNERS = {
    "MC-A": (11 * mm, _HEIGHT - 11 * mm),
    "MC-B": (_WIDTH - 11 * mm, _HEIGHT - 11 * mm),
    "MC-C": (11 * mm, 11 * mm),
    "MC-D": (_WIDTH - 11 * mm, 11 * mm),
}
"""The corner marks and where their centres lie, in points from the lower left of the paper."""
_CORNER_SIDE = 21 * 7 * barcode.DOT


@dataclass(frozen=True)
class TestPageReading:
    """What a scan of the page tells.

    ``linear_mm`` and ``square_mm`` are the finest modules that were read (None: not one); ``code_read`` whether the
    dossier code came back from both symbols; ``scale`` how large the print is beside the page, None when fewer than two
    corner marks were read. ``good`` is the verdict: receipts of this printer can be read, and nothing was scaled.
    """

    linear_mm: float | None
    square_mm: float | None
    code_read: bool
    scale: float | None

    @property
    def good(self) -> bool:
        fine = self.linear_mm is not None and self.linear_mm <= _millimetres(_USED_LINEAR) + 0.001
        square = self.square_mm is not None and self.square_mm <= _millimetres(_USED_SQUARE) + 0.001
        return fine and square and self.code_read and self.scale is not None and abs(self.scale - 1) <= 0.01


def test_page(code: str, printer: str, at: datetime) -> bytes:
    """The page as a PDF. ``code`` is any dossier code; ``printer`` is named on it. Raises FontMissing."""
    held = BytesIO()
    family = fonts.family()
    canvas = Canvas(held, pagesize=A5, invariant=1, initialFontName=family)
    canvas.setTitle("Trang in thử")
    canvas.setLineWidth(0.6)
    canvas.rect(EDGE, EDGE, _WIDTH - 2 * EDGE, _HEIGHT - 2 * EDGE)
    for content, (x, y) in _CORNERS.items():
        _square(canvas, content, 7, x - _CORNER_SIDE / 2, y - _CORNER_SIDE / 2)
    canvas.setFont(f"{family}-Bold", 15)
    canvas.drawCentredString(_WIDTH / 2, _HEIGHT - 13 * mm, "TRANG IN THỬ")
    canvas.setFont(family, 10)
    said = (
        f"Máy in: {printer}. Lúc {at.astimezone(VIETNAM):%H:%M %d/%m/%Y}.",
        "1. Khung phải đủ bốn cạnh, cách mép giấy 5 mm.",
        "2. Hai dòng sau phải đủ dấu, không có ô vuông:",
        *LETTERS,
        "3. Quét trang này ở 200 dpi để máy tự đo, hoặc dùng đầu đọc quét mã:",
    )
    line = _HEIGHT - 17 * mm
    for text in said:
        line -= 5.6 * mm
        canvas.drawString(13 * mm, line, text)
    symbol = barcode.linear(code, _WIDTH - 2 * EDGE - 4 * mm)[0]
    line -= 18 * mm
    barcode.draw_linear(canvas, symbol, barcode.snapped((_WIDTH - symbol.width) / 2), barcode.snapped(line))
    canvas.drawCentredString(_WIDTH / 2, line - 4 * mm, code)
    line -= 8 * mm
    for dots in LINEAR_DOTS:
        content = _name("V", dots)
        fine = barcode.Linear(barcode.modules(content), dots * barcode.DOT)
        line -= 11.5 * mm
        barcode.draw_linear(canvas, fine, barcode.snapped(20 * mm), barcode.snapped(line), 10 * mm)
        canvas.drawString(24 * mm + fine.width + fine.quiet, line + 3 * mm, f"{_millimetres(dots):.2f} mm")
    line -= 22 * mm
    left = 14 * mm
    whole = barcode.square(code, 20 * mm)
    if whole is not None:
        barcode.draw_square(canvas, whole, barcode.snapped(left), barcode.snapped(line))
        left += whole.width + 6 * mm
    for dots in SQUARE_DOTS:
        width = _square(canvas, _name("Q", dots), dots, left, line)
        canvas.drawString(left, line - 4 * mm, f"{_millimetres(dots):.2f} mm")
        left += max(width + 6 * mm, 20 * mm)
    canvas.showPage()
    canvas.save()
    return held.getvalue()


def measure(picture: Image.Image, dpi: float, code: str) -> TestPageReading:
    """What a scan of the page at ``dpi`` tells of the printer; ``code`` is the one the page was made with."""
    found = barcode.symbols(picture)
    texts = [symbol.text for symbol in found]
    linear = _finest(texts, "V", LINEAR_DOTS)
    square = _finest(texts, "Q", SQUARE_DOTS)
    corners = {symbol.text: symbol.centre for symbol in found if symbol.text in _CORNERS}
    ratios = [
        math.dist(corners[one], corners[other]) / dpi * 72 / math.dist(_CORNERS[one], _CORNERS[other])
        for one in corners
        for other in corners
        if one < other
    ]
    return TestPageReading(linear, square, texts.count(code) >= 2, sum(ratios) / len(ratios) if ratios else None)


def _finest(texts: Iterable[str], kind: str, dots: tuple[int, ...]) -> float | None:
    read = [each for each in dots if _name(kind, each) in texts]
    return _millimetres(min(read)) if read else None


def _name(kind: str, dots: int) -> str:
    return f"MC-{kind}{dots:02d}"


def _millimetres(dots: int) -> float:
    return dots * 25.4 / 600


def _square(canvas: Canvas, content: str, dots: int, x: float, y: float) -> float:
    """Draw a QR of the given module; gives its width in points."""
    rows = barcode.matrix(content)
    symbol = barcode.Square(rows, dots * barcode.DOT)
    barcode.draw_square(canvas, symbol, barcode.snapped(x), barcode.snapped(y))
    return symbol.width
