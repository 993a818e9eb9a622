"""Official and provisional codes: written, read back, told apart."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.codes import (
    format_code,
    is_provisional,
    looks_like_code,
    parse_code,
    parse_provisional,
    provisional_code,
)
from app.errors import DossierCodeInvalid

DAYS = st.dates(date(2018, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    ("text", "style"),
    [
        ("H44.80.05-261008-0975", "current"),
        ("H15.50.05.13-261008-0975", "current"),
        ("000.05.51.H44-240501-0001", "2018"),
        ("000.00.51.H44-240501-0001", "2018"),
        ("H44-261008-0001", "current"),
        ("G15.01-261008-150123", "ministry"),
        ("H44.80.05-261008-1512345", "ministry"),
        ("h44.80.05-261008-0001", "current"),
    ],
)
def test_codes_of_the_handbook(text: str, style: str) -> None:
    assert parse_code(text).style == style


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("H44.80.05-261308-0001", "date"),
        ("H44.80.05-26108-0001", "form"),
        ("H44.80.05-261008-001", "form"),
        ("H44.80.05-261008-0000", "ordinal"),
        ("Z44.01-261008-0001", "form"),
        ("H44.80.05/261008/0001", "form"),
        ("TAM.H44.80.05.Q02-261008-0007", "form"),
        ("H44.80.05-٢٦١٠٠٨-0001", "form"),
        ("H44.80.0ſ-261008-0001", "form"),
        (f"H44{'.123' * 8}-261008-0001", None),
    ],
)
def test_refused_codes(text: str, reason: str | None) -> None:
    if reason is None:
        assert len(parse_code(text).unit) == 35
        return
    with pytest.raises(DossierCodeInvalid) as refused:
        parse_code(text)
    assert refused.value.facts["reason"] == reason


@given(DAYS, st.integers(1, 9999))
def test_written_codes_are_read_back(day: date, number: int) -> None:
    code = parse_code(format_code("H44.80.31", day, number))
    assert (code.unit, code.received_on, code.sequence) == ("H44.80.31", day, number)


@pytest.mark.parametrize(
    ("unit", "number", "digits"), [("H44.80.31", 0, 4), ("H44.80.31", 10000, 4), ("h44", 1, 4), ("H44", 1, 3)]
)
def test_impossible_codes_are_not_written(unit: str, number: int, digits: int) -> None:
    with pytest.raises(ValueError, match=r"unit code|does not fit"):
        format_code(unit, date(2026, 11, 23), number, digits)


def test_more_digits() -> None:
    assert format_code("H44.80.31", date(2027, 3, 1), 7, 5) == "H44.80.31-270301-00007"


@given(DAYS, st.integers(1, 9999))
def test_provisional_codes_never_look_official(day: date, number: int) -> None:
    text = provisional_code("H44.80.05", "Q02", day, number)
    assert is_provisional(text.lower())
    assert looks_like_code(text)
    with pytest.raises(DossierCodeInvalid):
        parse_code(text)
    found = parse_provisional(text)
    assert (found.unit, found.device, found.issued_on, found.number) == ("H44.80.05", "Q02", day, number)


def test_provisional_code_of_the_handbook() -> None:
    assert provisional_code("H44.80.05", "Q02", date(2026, 10, 8), 7) == "TAM.H44.80.05.Q02-261008-0007"
    with pytest.raises(ValueError, match="provisional"):
        provisional_code("H44.80.05", "quầy 2", date(2026, 10, 8), 7)


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    looks_like_code(text)
    try:
        parse_code(text)
    except DossierCodeInvalid:
        return
