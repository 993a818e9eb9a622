"""Symbols keep their sizes, and read back after a photocopier has been at them."""

from __future__ import annotations

import pytest
from PIL import Image, ImageFilter

from app.errors import BarcodeTooWide, FileUnreadable
from app.paper import pages, render
from app.paper.barcode import decode, linear, square
from app.paper.forms import load_form
from tests.paper.samples import CODE, RECEIPT

MM = 72 / 25.4


def test_the_module_is_the_widest_that_fits_and_never_below_a_third_of_a_millimetre() -> None:
    roomy, narrow = linear(CODE, 128 * MM)
    assert round(roomy.module / MM, 3) == 0.381
    assert round(narrow.module / MM, 3) == 0.339
    assert roomy.quiet == 10 * roomy.module
    (only,) = linear(CODE, 95 * MM)
    assert only.module == narrow.module
    with pytest.raises(BarcodeTooWide):
        linear(CODE, 80 * MM)


def test_white_margins_may_take_the_quiet_zones() -> None:
    long = "TAM.H44.80.05.Q02-261008-0007"
    with pytest.raises(BarcodeTooWide):
        linear(long, 115 * MM)
    assert linear(long, 115 * MM, margin=6 * MM)


def test_a_qr_grows_with_its_room_and_is_left_out_when_it_would_be_too_fine() -> None:
    symbol = square(CODE, 17 * MM)
    assert symbol is not None
    assert symbol.width <= 17 * MM
    assert symbol.module / MM > 0.6
    assert square(CODE, 9 * MM) is None


@pytest.mark.parametrize("blur", [0.0, 0.8])
def test_a_photocopied_page_still_reads(blur: float) -> None:
    pdf = render.render(load_form("2025", "receipt"), RECEIPT, copies=["Liên 1"])
    width, height, rows = pages.page_image(pdf, 0, 200)
    image = Image.frombytes("RGB", (width, height), rows).convert("L").filter(ImageFilter.GaussianBlur(blur))
    copied = image.point(lambda value: 255 if value > 150 else 0)
    assert decode(copied) == [CODE, CODE]


def test_a_page_without_symbols_reads_as_nothing() -> None:
    assert decode(Image.new("RGB", (600, 400), "white")) == []


def test_pages_are_counted_and_pictured_and_damage_is_known() -> None:
    pdf = render.render(load_form("2025", "receipt"), RECEIPT)
    assert pages.page_count(pdf) == 2
    assert pages.page_png(pdf, 1, 50).startswith(b"\x89PNG")
    with pytest.raises(FileUnreadable):
        pages.page_count(b"%PDF-1.4 broken")
