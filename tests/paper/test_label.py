"""Labels of any size bear a QR that reads, the code in clear, and no more than fits."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from app.errors import BarcodeTooWide
from app.paper import pages
from app.paper.barcode import decode
from app.paper.label import label
from tests.paper.samples import CODE

LINES = ("Nguyễn Thị Hồng Phượng", "Hẹn trả 08:05 15/10/2026", "Đăng ký lại khai sinh", "", "Một dòng nữa " * 8)


@pytest.mark.parametrize(("width", "height"), [(70, 36), (50, 25), (38, 21), (30, 30), (40, 60), (100, 50), (210, 297)])
@pytest.mark.parametrize("code", [CODE, "TAM.H44.80.01.Q02-261008-0001"])
def test_a_label_reads_and_says_its_code(width: int, height: int, code: str) -> None:
    pdf = label(code, LINES, width, height, ["MÃ TẠM"] if code.startswith("TAM") else [])
    assert pages.paper_of(pdf) in {f"{width}x{height}", "A4"}
    assert decode(Image.open(BytesIO(pages.page_png(pdf, 0, 200)))) == [code]
    text = pages.page_text(pdf, 0).replace("\r\n", "").replace("\n", "")
    assert code in text.replace("- ", "-")


def test_a_label_too_small_for_its_qr_is_refused() -> None:
    with pytest.raises(BarcodeTooWide):
        label(CODE, LINES, 40, 12)


def test_a_label_printed_again_is_the_same_label() -> None:
    """It proves nothing and has no room for a mark; its print is counted in the journal, see tests/desk."""
    text = pages.page_text(label(CODE, LINES, 38, 21), 0)
    assert "In lại" not in text
    assert label(CODE, LINES, 38, 21) == label(CODE, LINES, 38, 21)
