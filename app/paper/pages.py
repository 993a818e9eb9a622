"""A PDF page as a picture: for the preview, for printers that want dots, and for reading our own symbols back."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from itertools import accumulate

import pikepdf
from PIL import Image

from app.pdfium import opened


def page_count(pdf: bytes) -> int:
    """How many pages ``pdf`` has. Raises FileUnreadable."""
    with opened(pdf) as document:
        return len(document)


def paper_of(pdf: bytes) -> str:
    """The paper the first page is made for: A4, A5, or millimetres like 70x36. Raises FileUnreadable."""
    with opened(pdf) as document:
        sides = [round(side / 72 * 25.4) for side in document[0].get_size()]
    return {(210, 297): "A4", (148, 210): "A5"}.get((min(sides), max(sides)), f"{sides[0]}x{sides[1]}")


def on_own_sheets(pdf: bytes, copies: Sequence[int]) -> bytes:
    """``pdf`` with a blank page after every copy of an odd number of pages but the last; ``copies`` are their lengths.

    So a printer that uses both sides does not print one copy on the back of another.
    """
    odd = [end for end, length in zip(accumulate(copies), copies, strict=True) if length % 2]
    blanks = [end for end in odd if end < sum(copies)]
    if not blanks:
        return pdf
    held = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as document:
        for end in reversed(blanks):
            like = document.pages[end - 1].mediabox
            blank = pikepdf.Dictionary(Type=pikepdf.Name.Page, MediaBox=like, Resources=pikepdf.Dictionary())
            document.pages.insert(end, pikepdf.Page(document.make_indirect(blank)))
        document.save(held, deterministic_id=True)
    return held.getvalue()


def page_image(pdf: bytes, page: int, dpi: int) -> tuple[int, int, bytes]:
    """Page ``page`` (from 0) on white paper at ``dpi``, as (width, height, RGB rows). Raises FileUnreadable."""
    with opened(pdf) as document:
        bitmap = document[page].render(scale=dpi / 72, fill_color=(255, 255, 255, 255))
        picture = bitmap.to_pil().convert("RGB")
        return picture.width, picture.height, picture.tobytes()


def page_png(pdf: bytes, page: int, dpi: int) -> bytes:
    """Page ``page`` (from 0) as a PNG file at ``dpi``. Raises FileUnreadable."""
    width, height, rows = page_image(pdf, page, dpi)
    output = BytesIO()
    Image.frombytes("RGB", (width, height), rows).save(output, "PNG", dpi=(dpi, dpi))
    return output.getvalue()


def page_text(pdf: bytes, page: int) -> str:
    """The text of page ``page`` (from 0) as a reader would search it. Raises FileUnreadable."""
    with opened(pdf) as document:
        return str(document[page].get_textpage().get_text_range())
