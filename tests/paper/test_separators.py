"""Separator sheets read back as a scanner sees them, also creased, turned and photocopied; other pages are none."""

from __future__ import annotations

import pytest
from PIL import Image, ImageFilter

from app.paper.barcode import matrix
from app.paper.pages import page_count, page_image, page_text
from app.paper.separators import Separator, read_separator, sheets

COMPONENTS = (("declaration", "Tờ khai đăng ký lại khai sinh"), ("identity_copy", "Bản sao giấy tờ tùy thân"))
PDF = sheets("1.004884", "Thủ tục đăng ký lại khai sinh", COMPONENTS)


def scanned(page: int, dpi: int = 200) -> Image.Image:
    width, height, rows = page_image(PDF, page, dpi)
    return Image.frombytes("RGB", (width, height), rows).convert("L")


def test_one_sheet_for_each_component_with_its_name() -> None:
    assert page_count(PDF) == 2
    assert "Bản sao giấy tờ tùy thân" in page_text(PDF, 1)
    assert sheets("1.004884", "Thủ tục đăng ký lại khai sinh", COMPONENTS) == PDF


@pytest.mark.parametrize("dpi", [100, 150, 200, 300, 600])
def test_a_sheet_says_its_component_at_any_resolution(dpi: int) -> None:
    for page, (key, _) in enumerate(COMPONENTS):
        assert read_separator(scanned(page, dpi)) == Separator("1.004884", key)


@pytest.mark.parametrize("angle", [-4, 3, 90, 180])
def test_turned_blurred_and_copied_it_still_reads(angle: int) -> None:
    worn = scanned(0).filter(ImageFilter.GaussianBlur(1.2)).rotate(angle, expand=True, fillcolor=255)
    copied = worn.point(lambda grey: 255 if grey > 150 else 0)
    assert read_separator(copied) == Separator("1.004884", "declaration")


def test_a_torn_sheet_reads_by_its_other_symbol() -> None:
    torn = scanned(0)
    torn.paste(255, (0, torn.height // 2, round(torn.width * 0.72), torn.height))
    assert read_separator(torn) == Separator("1.004884", "declaration")


def test_other_codes_and_plain_pages_are_no_separators() -> None:
    rows = matrix("https://dichvucong.gov.vn/tra-cuu")
    other = Image.new("L", (len(rows) * 8 + 200,) * 2, 255)
    for down, row in enumerate(rows):
        for across, dark in enumerate(row):
            if dark:
                other.paste(0, (100 + across * 8, 100 + down * 8, 108 + across * 8, 108 + down * 8))
    assert read_separator(other) is None
    assert read_separator(Image.new("L", (1654, 2339), 255)) is None
