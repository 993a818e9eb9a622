"""The result the agency of the demonstration hands out: one page that says it is a sample."""

from __future__ import annotations

from datetime import date
from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from app.paper import fonts


def result_pdf(name: str, issued_on: date) -> bytes:
    """A one-page PDF with the result's name and day, marked as a sample."""
    family = fonts.family()
    held = BytesIO()
    canvas = Canvas(held, pagesize=A4, invariant=1, initialFontName=family)
    width, height = A4
    canvas.setFont(f"{family}-Bold", 20)
    canvas.drawCentredString(width / 2, height - 120, name.upper())
    canvas.setFont(family, 13)
    canvas.drawCentredString(width / 2, height - 150, f"(bản minh họa, ngày {issued_on:%d/%m/%Y})")
    canvas.save()
    return held.getvalue()
