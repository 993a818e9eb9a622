"""Separator sheets: one page for each component, laid before its papers, so that a stack files itself.

A sheet names a component of a procedure and no citizen, and so serves again and again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO

import zxingcpp
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

from app.domain.text import nfc
from app.paper import barcode, fonts

_MARK = "MCPC1"
"""Says what the symbol is, and the version of what follows it: the procedure's code and the component's key."""
_WIDTH, _HEIGHT = A4
_SIDE = 62 * mm
_SMALL_SIDE = 34 * mm
_EDGE = 16 * mm
READ_WIDTH = 800
"""Pixels of width at which symbols are looked for; a module of the smaller one is then about 4 of them wide."""
_QR = zxingcpp.barcode_formats_from_str("QRCode")


@dataclass(frozen=True)
class Separator:
    """What a sheet says: which component of which procedure the pages behind it are."""

    procedure: str
    component: str

    @property
    def text(self) -> str:
        return f"{_MARK} {self.procedure} {self.component}"


def sheets(procedure: str, procedure_name: str, components: Sequence[tuple[str, str]]) -> bytes:
    """A PDF with one A4 page for each component (key and name), in that order. Raises FontMissing."""
    held = BytesIO()
    family = fonts.family()
    canvas = Canvas(held, pagesize=A4, invariant=1, initialFontName=family)
    canvas.setTitle("Tờ phân cách")
    for number, (key, name) in enumerate(components, 1):
        text = Separator(procedure, key).text
        canvas.setFont(f"{family}-Bold", 20)
        canvas.drawString(_EDGE, _HEIGHT - 26 * mm, "TỜ PHÂN CÁCH")
        canvas.setFont(family, 12)
        canvas.drawString(
            _EDGE, _HEIGHT - 33 * mm, f"Thành phần {number}/{len(components)}. Đặt trước giấy tờ này rồi quét cả xếp."
        )
        line = _HEIGHT - 52 * mm
        for words, style, size in ((name, "-Bold", 22), (f"{procedure} {procedure_name}", "", 13)):
            canvas.setFont(f"{family}{style}", size)
            for part in simpleSplit(nfc(words), f"{family}{style}", size, _WIDTH - 2 * _EDGE)[:5]:
                canvas.drawString(_EDGE, line, part)
                line -= size * 1.3
            line -= 8 * mm
        # Twice, far apart: a fold, a stain or a torn corner spoils one of them.
        _symbol(canvas, text, _SIDE, (_WIDTH - _SIDE) / 2, 58 * mm)
        _symbol(canvas, text, _SMALL_SIDE, _WIDTH - _EDGE - _SMALL_SIDE, 12 * mm)
        canvas.setFont(family, 10)
        canvas.drawString(_EDGE, 14 * mm, "Dùng lại nhiều lần. Tờ này không có dữ liệu cá nhân.")
        canvas.showPage()
    canvas.save()
    return held.getvalue()


def read_separator(picture: Image.Image) -> Separator | None:
    """What the separator sheet in ``picture`` says; None for any other page. Some milliseconds a page."""
    return separator_in(squares(picture))


def squares(picture: Image.Image) -> list[str]:
    """The texts of the QR symbols that a small picture of the page shows: a separator's, and a receipt's too."""
    small = picture if picture.mode == "L" else picture.convert("L")
    if small.width >= 2 * READ_WIDTH:
        small = small.reduce(small.width // READ_WIDTH)
    found = zxingcpp.read_barcodes(
        small, formats=_QR, text_mode=zxingcpp.TextMode.Plain, try_invert=False, try_downscale=False
    )
    return [symbol.text for symbol in found]


def separator_in(texts: Iterable[str]) -> Separator | None:
    """What a separator among the texts of a page's symbols says."""
    for text in texts:
        parts = text.split(" ")
        if len(parts) == 3 and parts[0] == _MARK:
            return Separator(parts[1], parts[2])
    return None


def _symbol(canvas: Canvas, text: str, side: float, x: float, y: float) -> None:
    rows = barcode.matrix(text)
    dots = max(1, int(side / barcode.DOT) // len(rows))
    barcode.draw_square(canvas, barcode.Square(rows, dots * barcode.DOT), barcode.snapped(x), barcode.snapped(y))
