"""The test page tells a good printer from one that scales, smears or prints too coarsely."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from PIL import Image, ImageFilter

from app.paper import pages, test_page
from tests.paper.samples import CODE


@pytest.fixture(scope="module")
def scan() -> Image.Image:
    pdf = test_page.test_page(CODE, "Quầy 1", datetime(2026, 10, 8, tzinfo=UTC))
    assert pages.paper_of(pdf) == "A5"
    assert "TRANG IN THỬ" in pages.page_text(pdf, 0)
    width, height, rows = pages.page_image(pdf, 0, 200)
    return Image.frombytes("RGB", (width, height), rows).convert("L")


def test_a_good_print_is_good(scan: Image.Image) -> None:
    read = test_page.measure(scan, 200, CODE)
    assert read.good
    assert read.code_read
    assert read.linear_mm is not None
    assert read.linear_mm < 0.3
    assert read.scale == pytest.approx(1, abs=0.003)


@pytest.mark.parametrize("factor", [0.94, 1.04])
def test_a_scaled_print_is_found_out(scan: Image.Image, factor: float) -> None:
    page = Image.new("L", (scan.width + 100, scan.height + 100), 255)
    page.paste(scan.resize((round(scan.width * factor), round(scan.height * factor))), (30, 30))
    read = test_page.measure(page, 200, CODE)
    assert read.scale == pytest.approx(factor, abs=0.004)
    assert not read.good


def test_a_smeared_print_loses_its_fine_symbols(scan: Image.Image) -> None:
    read = test_page.measure(scan.filter(ImageFilter.GaussianBlur(3.2)), 200, CODE)
    assert not read.good
    assert read.linear_mm is None or read.linear_mm > 0.3


def test_an_empty_page_reads_as_nothing() -> None:
    read = test_page.measure(Image.new("L", (1165, 1654), 255), 200, CODE)
    assert (read.linear_mm, read.square_mm, read.code_read, read.scale) == (None, None, False, None)
    assert not read.good
