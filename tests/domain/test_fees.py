"""Fees by rule and by page, entered levels, exemptions with their reason."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

import resources
from app.domain.catalogue import FeeRule, PageTier, ProcedureVersion, load_catalogue
from app.domain.fees import entered, exempt, fee_due, page_fee, rules_in_force
from app.errors import AmountInvalid, FieldRequired

CATALOGUE = load_catalogue(resources.load_toml("catalogue", "procedures.toml"))
TODAY = date(2026, 11, 23)


def version(code: str, day: date = TODAY) -> ProcedureVersion:
    found = CATALOGUE.version(code, "commune", day)
    assert found is not None
    return found


CERTIFIED_COPY = version("2.000815").fees[0]


@pytest.mark.parametrize(
    ("pages", "copies", "amount"),
    [
        (1, 1, 2_000),
        (2, 1, 4_000),
        (3, 1, 5_000),
        (10, 3, 36_000),
        (198, 1, 200_000),
        (199, 1, 200_000),
        (300, 1, 200_000),
        (300, 2, 400_000),
    ],
)
def test_certified_copies(pages: int, copies: int, amount: int) -> None:
    """TT 226/2016/TT-BTC Đ4."""
    assert page_fee(CERTIFIED_COPY, pages, copies) == amount


def test_certified_copies_as_a_line() -> None:
    due = fee_due(CERTIFIED_COPY, pages=10, quantity=3)
    assert due is not None
    assert (due.kind, due.amount, due.basis, due.quantity_text) == ("phí", 36_000, "catalogue", "10 trang × 3 bản")
    assert "TT 226/2016" in due.basis_text


@given(st.integers(1, 500), st.integers(1, 20))
def test_more_pages_never_cost_less(pages: int, copies: int) -> None:
    assert page_fee(CERTIFIED_COPY, pages, copies) <= page_fee(CERTIFIED_COPY, pages + 1, copies)
    assert page_fee(CERTIFIED_COPY, pages, copies) == copies * page_fee(CERTIFIED_COPY, pages)


def test_pages_and_copies_are_asked_for() -> None:
    with pytest.raises(FieldRequired) as refused:
        fee_due(CERTIFIED_COPY)
    assert refused.value.field == "pages"
    for pages, copies in ((0, 1), (1, 0)):
        with pytest.raises(AmountInvalid):
            page_fee(CERTIFIED_COPY, pages, copies)
    with pytest.raises(ValueError, match="not counted per page"):
        page_fee(FeeRule("phí", "x", 1), 1)


def test_tiers_without_a_maximum() -> None:
    rule = FeeRule("phí", "x", 3, page_tiers=(PageTier(1, 3), PageTier(2, 2), PageTier(4, 1)))
    assert [page_fee(rule, pages) for pages in (1, 2, 3, 4, 5)] == [3, 5, 7, 8, 9]


def test_single_amounts() -> None:
    signature = version("2.000884").fees[0]
    one, two = fee_due(signature), fee_due(signature, quantity=2)
    assert one is not None
    assert two is not None
    assert (one.amount, one.quantity_text) == (10_000, "")
    assert (two.amount, two.quantity_text) == (20_000, "2 trường hợp")
    with pytest.raises(AmountInvalid):
        fee_due(signature, quantity=0)


def test_an_unknown_level_is_never_zero() -> None:
    unknown = version("1.004884").fees[0]
    assert (unknown.kind, unknown.amount) == ("lệ phí", None)
    assert fee_due(unknown) is None
    due = entered(unknown, 8_000, " Nghị quyết HĐND tỉnh ")
    assert (due.amount, due.basis, due.basis_text) == (8_000, "entered", "Nghị quyết HĐND tỉnh")
    for amount, basis, error in ((0, "x", AmountInvalid), (-1, "x", AmountInvalid), (8_000, " ", FieldRequired)):
        with pytest.raises(error):
            entered(unknown, amount, basis)


def test_zero_always_has_a_reason() -> None:
    free = fee_due(version("1.001193").fees[0])
    assert free is not None
    assert (free.amount, free.basis) == (0, "exempt")
    assert free.exemption == "đăng ký đúng hạn (trong 60 ngày kể từ ngày sinh)"
    plain = fee_due(version("1.014027").fees[0])
    assert plain is not None
    assert plain.exemption == "Không thu theo quy định"
    waived = exempt(version("1.004884").fees[0], "hộ nghèo")
    assert (waived.amount, waived.basis, waived.exemption) == (0, "exempt", "hộ nghèo")
    with pytest.raises(FieldRequired):
        exempt(version("1.004884").fees[0], "  ")


def test_rules_by_day_and_channel() -> None:
    extract = version("2.000635")
    assert len(rules_in_force(extract, date(2026, 8, 14))) == 1
    assert len(rules_in_force(extract, date(2026, 8, 15))) == 2
    assert len(rules_in_force(extract, date(2027, 3, 1))) == 1
    residence = version("1.004222")
    assert [rule.amount for rule in rules_in_force(residence, TODAY)] == [20_000]
    assert [rule.amount for rule in rules_in_force(residence, TODAY, "online")] == [10_000]


def test_kinds_stay_distinct() -> None:
    kinds = {rule.kind for found in CATALOGUE.procedures for rule in found.fees}
    assert kinds == {"phí", "lệ phí"}
    assert version("2.000884").fees[0].kind == "phí"
