"""Every form of both sets against its golden page: the picture within a tolerance, the text exactly.

After a wanted change ``python -m tests.paper.test_golden`` draws the golden pages anew; look at them, then commit.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFilter

from app.paper import pages, render
from app.paper.barcode import decode
from app.paper.forms import Codes, form_keys, load_form
from tests.paper.samples import SAMPLES

GOLDEN = Path(__file__).parent / "golden"
DPI = 60
GREYS = 8
ALL = [(set_id, key) for set_id in ("2018", "2025") for key in form_keys(set_id)]
FEW_PAGES = 2
"""So many pages of each form are kept as pictures; the text is kept of all."""


def printed(set_id: str, key: str) -> bytes:
    form = load_form(set_id, key)
    return render.render(form, SAMPLES[key], copies=form.copies[-1:])


def text_of(pdf: bytes) -> str:
    lines = [pages.page_text(pdf, page).replace("\r\n", "\n").rstrip() for page in range(pages.page_count(pdf))]
    return "\n\f\n".join(lines) + "\n"


def picture_of(pdf: bytes, page: int, dpi: int = DPI) -> Image.Image:
    width, height, rows = pages.page_image(pdf, page, dpi)
    return Image.frombytes("RGB", (width, height), rows).convert("L")


def shown_pages(pdf: bytes) -> range:
    return range(min(FEW_PAGES, pages.page_count(pdf)))


@pytest.mark.parametrize(("set_id", "key"), ALL)
def test_the_page_is_the_golden_one(set_id: str, key: str) -> None:
    pdf = printed(set_id, key)
    assert text_of(pdf) == (GOLDEN / f"{set_id}-{key}.txt").read_text(encoding="utf-8")
    for page in shown_pages(pdf):
        with Image.open(GOLDEN / f"{set_id}-{key}-{page + 1}.png") as kept:
            assert unlike(picture_of(pdf, page), kept.convert("L")) < 0.002, f"page {page + 1} looks different"


def unlike(one: Image.Image, other: Image.Image) -> float:
    """The share of dots that differ plainly, after both are blurred so that a fraction of a dot does not count."""
    if one.size != other.size:
        return 1.0
    soft = [np.asarray(each.filter(ImageFilter.GaussianBlur(1.0)), dtype=np.int16) for each in (one, other)]
    return float((np.abs(soft[0] - soft[1]) > 60).mean())


def test_the_comparison_sees_a_line_that_moved() -> None:
    page = picture_of(printed("2025", "receipt"), 0)
    moved = Image.new("L", page.size, 255)
    moved.paste(page.crop((0, 0, page.width, page.height - 2)), (0, 2))
    assert unlike(page, moved) > 0.02
    assert unlike(page, page) == 0


@pytest.mark.parametrize(("set_id", "key"), ALL)
def test_every_symbol_reads_at_200_dpi_and_says_the_code(set_id: str, key: str) -> None:
    sample = SAMPLES[key]
    pdf = printed(set_id, key)
    found = decode(picture_of(pdf, 0, 200))
    form = load_form(set_id, key)
    codes = {str(sample[block.code]) for block in form.blocks if isinstance(block, Codes) and shown(block, sample)}
    rows = sample["dossiers"] if key == "group_receipt" else []
    assert set(found) == codes | {str(row["code"]) for row in rows}  # type: ignore[attr-defined]


def shown(block: Codes, sample: dict[str, object]) -> bool:
    return (not block.when or block.when in sample) and (not block.unless or block.unless not in sample)


def draw_anew() -> None:
    """Draw all golden pages anew."""
    GOLDEN.mkdir(exist_ok=True)
    for file in GOLDEN.iterdir():
        file.unlink()
    for set_id, key in ALL:
        pdf = printed(set_id, key)
        (GOLDEN / f"{set_id}-{key}.txt").write_text(text_of(pdf), encoding="utf-8")
        for page in shown_pages(pdf):
            held = BytesIO()
            picture_of(pdf, page).quantize(GREYS).save(held, "PNG", optimize=True)
            (GOLDEN / f"{set_id}-{key}-{page + 1}.png").write_bytes(held.getvalue())


if __name__ == "__main__":
    draw_anew()
