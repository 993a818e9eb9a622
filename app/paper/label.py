"""Folder labels of any size: a QR of the dossier code, the code in clear, and what fits beside it.

QR only: a Code 128 of a dossier code needs 87 mm and more, which labels do not have.
A label bears "MÃ TẠM" but no mark of a reprint or a correction: it is no paper that proves anything, only finds the
folder, and has no room. A worn one is replaced by the next; each print is in the journal with its copy number.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from app.errors import BarcodeTooWide
from app.paper import barcode, fonts
from app.paper.wording import plain

_EDGE = 2.0 * mm
_LARGEST, _SMALLEST = 16.0, 5.0
_LEADING = 1.2


def label(code: str, lines: Sequence[str], width: float, height: float, marks: Sequence[str] = ()) -> bytes:
    """A PDF of one label of ``width`` × ``height`` millimetres, with ``lines`` after the code as far as they fit.

    Raises BarcodeTooWide when not even the QR fits with its quiet zone; FontMissing.
    """
    family = fonts.family()
    wide, high = width * mm, height * mm
    across = wide >= high * 1.3
    symbol = _symbol(code, wide, high, across)
    held = BytesIO()
    canvas = Canvas(held, pagesize=(wide, high), invariant=1, initialFontName=family, lang="vi-VN")
    canvas.setTitle("Nhãn hồ sơ")
    inset = max(symbol.quiet, _EDGE)
    if across:
        barcode.draw_square(canvas, symbol, barcode.snapped(inset), barcode.snapped((high - symbol.width) / 2))
        left, top, room = inset + symbol.width + symbol.quiet, high - _EDGE, wide - _EDGE
    else:
        x = barcode.snapped((wide - symbol.width) / 2)
        barcode.draw_square(canvas, symbol, x, barcode.snapped(high - inset - symbol.width))
        left, top, room = _EDGE, high - inset - symbol.width - symbol.quiet, wide - _EDGE
    said = [fonts.shown(plain(line)) for line in lines if plain(line)]
    _text(canvas, family, [code, *marks], said, (left, top, room))
    canvas.showPage()
    canvas.save()
    return held.getvalue()


def _symbol(code: str, wide: float, high: float, across: bool) -> barcode.Square:
    """The largest QR that leaves half of the label to the text; else the largest that fits at all."""
    modules = len(barcode.matrix(code)) + 2 * barcode.QR_QUIET_MODULES
    for room in (min(high, wide * 0.5) if across else min(wide, high * 0.62), min(wide, high)):
        if symbol := barcode.square(code, room * len(barcode.matrix(code)) / modules):
            return symbol
    raise BarcodeTooWide(characters=len(code), room_mm=round(min(wide, high) / mm, 1))


def _text(
    canvas: Any, family: str, heads: Sequence[str], lines: Sequence[str], box: tuple[float, float, float]
) -> None:
    left, top, right = box
    bold = f"{family}-Bold"
    size = _LARGEST
    while size > _SMALLEST and max(stringWidth(head, bold, size) for head in heads) > right - left:
        size -= 0.25
    # A head too long even so is cut in two where it has a dash, never left out: it is the label's one duty.
    said = [(part, bold) for head in heads for part in _broken(head, bold, size, right - left)]
    said += [(part, family) for line in lines for part in _broken(line, family, size * 0.85, right - left)]
    y = top
    for text, face in said:
        points = size if face == bold else size * 0.85
        y -= points * _LEADING
        if y < _EDGE * 0.6:
            break
        canvas.setFont(face, points)
        canvas.drawString(left, y, text)


def _broken(text: str, face: str, size: float, room: float) -> list[str]:
    """The text in lines no wider than ``room``: at blanks, else after dashes, else anywhere."""
    lines = [""]
    for word in text.replace("-", "-\u200b").replace(" ", " \u200b").split("\u200b"):
        if stringWidth((lines[-1] + word).rstrip(), face, size) <= room:
            lines[-1] += word
            continue
        lines.append("")
        for letter in word:
            if lines[-1] and stringWidth(lines[-1] + letter, face, size) > room:
                lines.append("")
            lines[-1] += letter
    return [line.rstrip() for line in lines if line.strip()]
