"""A mark set on every page of a paper that exists only as its bytes, in the white of its upper margin."""

from __future__ import annotations

from io import BytesIO

import pikepdf
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from app.domain.text import nfc
from app.errors import FileUnreadable
from app.paper import fonts

_SIZE = 9.0
_EDGE = 5 * mm
_HEIGHT = 4.6 * mm
_PAD = 1.4 * mm


def stamped(pdf: bytes, mark: str) -> bytes:
    """``pdf`` with ``mark`` in a frame at the top right of every page.

    Raises FileUnreadable for what is no PDF, FontMissing.
    """
    held = BytesIO()
    try:
        with pikepdf.open(BytesIO(pdf)) as document:
            for page in document.pages:
                left, bottom, right, top = (float(side) for side in page.mediabox)
                with pikepdf.open(BytesIO(_sheet(nfc(mark), right - left, top - bottom))) as over:
                    page.add_overlay(over.pages[0], pikepdf.Rectangle(left, bottom, right, top))
            document.save(held)
    except pikepdf.PdfError as error:
        raise FileUnreadable("file", reason="damaged") from error
    return held.getvalue()


def _sheet(mark: str, width: float, height: float) -> bytes:
    """An empty page of that size with the mark on it."""
    held = BytesIO()
    face = f"{fonts.family()}-Bold"
    canvas = Canvas(held, pagesize=(width, height), invariant=1, initialFontName=face)
    box = float(stringWidth(mark, face, _SIZE)) + 2 * _PAD
    left, low = width - _EDGE - 2 * mm - box, height - _EDGE - _HEIGHT
    canvas.setFont(face, _SIZE)
    canvas.setLineWidth(0.7)
    canvas.roundRect(left, low, box, _HEIGHT, 0.8 * mm, stroke=1, fill=0)
    canvas.drawString(left + _PAD, low + 1.2 * mm, mark)
    canvas.showPage()
    canvas.save()
    return held.getvalue()
