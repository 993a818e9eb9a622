"""One A5 page that shows whether a printer can be trusted: edges, Vietnamese letters, barcode and QR in real size."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

from reportlab.lib.pagesizes import A5
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from app.domain.events import VIETNAM
from app.paper import barcode, fonts

EDGE = 5 * mm
LETTERS = ("ĂẮẰẲẴẶ ÂẤẦẨẪẬ ÊẾỀỂỄỆ ÔỐỒỔỖỘ ƠỚỜỞỠỢ ƯỨỪỬỮỰ Đ", "ăắằẳẵặ âấầẩẫậ êếềểễệ ôốồổỗộ ơớờởỡợ ưứừửữự đ")


def trial_page(code: str, printer: str, at: datetime) -> bytes:
    """The page as a PDF. ``code`` is any dossier code; ``printer`` is named on it. Raises FontMissing."""
    width, height = A5
    held = BytesIO()
    canvas = Canvas(held, pagesize=A5, invariant=1)
    canvas.setTitle("Trang in thử")
    canvas.setLineWidth(0.6)
    canvas.rect(EDGE, EDGE, width - 2 * EDGE, height - 2 * EDGE)
    family = fonts.family()
    line = height - 22 * mm
    canvas.setFont(f"{family}-Bold", 16)
    canvas.drawCentredString(width / 2, line, "TRANG IN THỬ")
    canvas.setFont(family, 11)
    said = (
        f"Máy in: {printer}. Lúc {at.astimezone(VIETNAM):%H:%M %d/%m/%Y}.",
        "1. Khung phải đủ bốn cạnh, cách mép giấy 5 mm.",
        "2. Hai dòng sau phải đủ dấu, không có ô vuông:",
        *LETTERS,
        "3. Quét mã vạch và mã QR: cả hai phải đọc ra",
        f"    {code}",
    )
    for text in said:
        line -= 8 * mm
        canvas.drawString(13 * mm, line, text)
    symbol = barcode.linear(code, width - 2 * EDGE - 4 * mm)[0]
    line -= 24 * mm
    barcode.draw_linear(canvas, symbol, barcode.snapped((width - symbol.width) / 2), barcode.snapped(line))
    square = barcode.square(code, 30 * mm)
    if square is not None:
        line -= 38 * mm
        barcode.draw_square(canvas, square, barcode.snapped((width - square.width) / 2), barcode.snapped(line))
    canvas.showPage()
    canvas.save()
    return held.getvalue()
