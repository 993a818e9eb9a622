"""One form of Vietnamese text, its folding, the order of names, money in figures and words."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.domain.text import amount_in_words, clean, fold, given_name_key, money, nfc


def test_composed_and_decomposed_become_one() -> None:
    name = "Nguyễn Thị Hường"
    assert nfc(unicodedata.normalize("NFD", name)) == name


def test_clean_trims_and_drops_what_is_not_seen() -> None:
    assert clean(" \ufeffTrần\u200b  Văn\t\r\nA\u00a0 ") == "Trần Văn A"


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đăng ký lại khai sinh", "dang ky lai khai sinh"),
        ("ĐẶNG", "dang"),
        ("Ước  Ưởng", "uoc uong"),
        ("H'Bia", "h'bia"),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert fold(unicodedata.normalize("NFD", text)) == folded


@given(st.text())
@example("\x00\u0301 ")
@example("a\u200b\u0301")
def test_fold_is_stable(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
@example("a\u200b\u0301")
def test_clean_text_stays_as_it_is(text: str) -> None:
    assert clean(clean(text)) == clean(text) == unicodedata.normalize("NFC", clean(text))


def test_names_sort_by_given_name_then_the_rest() -> None:
    names = [
        "Trần Thị Ánh",
        "Lê Văn An",
        "Bùi Thị Ân",
        "Nguyễn Văn Ăn",
        "Nguyễn Thị Hoa",
        "Đỗ Thị Hòa",
        "Dương Thị Hòa",
        "Phạm Văn Hoan",
        "Vũ Văn Đạt",
        "Vũ Văn Dương",
    ]
    assert sorted(names, key=given_name_key) == [
        "Lê Văn An",
        "Trần Thị Ánh",
        "Nguyễn Văn Ăn",
        "Bùi Thị Ân",
        "Vũ Văn Dương",
        "Vũ Văn Đạt",
        "Nguyễn Thị Hoa",
        "Dương Thị Hòa",
        "Đỗ Thị Hòa",
        "Phạm Văn Hoan",
    ]
    assert given_name_key("") == "! "


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "Không đồng"),
        (5, "Năm đồng"),
        (10, "Mười đồng"),
        (15, "Mười lăm đồng"),
        (21, "Hai mươi mốt đồng"),
        (24, "Hai mươi tư đồng"),
        (14, "Mười bốn đồng"),
        (105, "Một trăm linh năm đồng"),
        (1000, "Một nghìn đồng"),
        (36000, "Ba mươi sáu nghìn đồng"),
        (200000, "Hai trăm nghìn đồng"),
        (1005000, "Một triệu không trăm linh năm nghìn đồng"),
        (1000001, "Một triệu không trăm linh một đồng"),
        (2000000000, "Hai tỷ đồng"),
        (1_000_000_000_015, "Một nghìn tỷ không trăm mười lăm đồng"),
    ],
)
def test_amount_in_words(amount: int, words: str) -> None:
    assert amount_in_words(amount) == words


def test_negative_amounts_have_no_words() -> None:
    with pytest.raises(ValueError, match="below zero"):
        amount_in_words(-1)


def test_money() -> None:
    assert [money(0), money(36000), money(1234567)] == ["0 đ", "36.000 đ", "1.234.567 đ"]
