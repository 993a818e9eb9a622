"""The mark on a signed copy: a few lines at the top right of its first page, as NĐ 30/2020 Annex I has it."""

from __future__ import annotations

import binascii
import math
import uuid
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pikepdf
from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, Margins, SimpleBoxLayoutRule
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.stamp import StaticStampStyle
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from app.domain.text import nfc
from app.errors import FileUnreadable
from app.paper import fonts

SIZE = 10
"""Points: Times New Roman 10 (NĐ 30/2020 Annex I; assumed)."""
_LEADING = 12
_PAD = 4
_EDGE = 10


@dataclass(frozen=True)
class CopyMark:
    """The lines of a mark: what kind of copy, which agency, when."""

    lines: tuple[str, ...]

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points. Raises FontMissing."""
        family = fonts.family()
        width = max(stringWidth(nfc(line), family, SIZE) for line in self.lines)
        return width + 2 * _PAD, len(self.lines) * _LEADING + 2 * _PAD


def put_mark(writer: BasePdfFileWriter, pdf: bytes, mark: CopyMark) -> None:
    """Adds the mark to what ``writer`` will append to ``pdf``; upright, as the page is shown. Raises FileUnreadable."""
    left, bottom, right, top = mark_box(pdf, mark)
    style = StaticStampStyle(
        border_width=0,
        background=_Drawn(_drawing(mark, _first_page(pdf)[1])),
        background_layout=SimpleBoxLayoutRule(AxisAlignment.ALIGN_MID, AxisAlignment.ALIGN_MID, Margins(0, 0, 0, 0)),
    )
    stamp = style.create_stamp(writer, BoxConstraints(width=right - left, height=top - bottom), {})
    stamp.apply(0, left, bottom)


def mark_box(pdf: bytes, mark: CopyMark) -> tuple[int, int, int, int]:
    """Where the mark goes: left, bottom, right, top on the first page, whichever way that page is turned.

    Raises FileUnreadable.
    """
    (left, bottom, right, top), turn = _first_page(pdf)
    width, height = (math.ceil(side) for side in mark.size)
    across, down = (width, height) if turn % 180 == 0 else (height, width)
    # The corner that is at the top right once the page is turned clockwise.
    x = right - _EDGE - across if turn in (0, 270) else left + _EDGE
    y = top - _EDGE - down if turn in (0, 90) else bottom + _EDGE
    return round(x), round(y), round(x) + across, round(y) + down


def _first_page(pdf: bytes) -> tuple[tuple[float, float, float, float], int]:
    try:
        with pikepdf.open(BytesIO(pdf), attempt_recovery=False) as opened:
            page = opened.pages[0]
            left, bottom, right, top = (float(side) for side in page.cropbox)
            return (left, bottom, right, top), int(page.obj.get("/Rotate", 0)) % 360
    except (pikepdf.PikepdfError, ValueError, TypeError, IndexError) as error:
        raise FileUnreadable("file", reason="damaged") from error


def _drawing(mark: CopyMark, turn: int) -> bytes:
    width, height = (math.ceil(side) for side in mark.size)
    family = fonts.family()
    held = BytesIO()
    canvas = Canvas(
        held, pagesize=(width, height) if turn % 180 == 0 else (height, width), invariant=1, initialFontName=family
    )
    if turn == 90:
        canvas.translate(height, 0)
    elif turn == 180:
        canvas.translate(width, height)
    elif turn == 270:
        canvas.translate(0, width)
    canvas.rotate(turn)
    canvas.setFillGray(1)
    canvas.rect(0, 0, width, height, stroke=0, fill=1)
    canvas.setFillGray(0)
    canvas.setFont(family, SIZE)
    for number, line in enumerate(mark.lines, 1):
        canvas.drawString(_PAD, height - _PAD - number * _LEADING + 3, nfc(line))
    canvas.showPage()
    canvas.save()
    return held.getvalue()


class _Drawn(PdfContent):
    """A one-page PDF as the content of an appearance."""

    def __init__(self, pdf: bytes) -> None:
        super().__init__()
        self._pdf = pdf

    def render(self) -> bytes:
        writer: Any = self._ensure_writer
        page = writer.import_page_as_xobject(PdfFileReader(BytesIO(self._pdf)))
        name = b"/Mark" + binascii.hexlify(uuid.uuid4().bytes)
        self.resources.xobject[name.decode("ascii")] = page
        x1, y1, x2, y2 = (float(side) for side in page.get_object()["/BBox"])
        self.box = BoxConstraints(width=abs(x1 - x2), height=abs(y1 - y2))
        return name + b" Do"
