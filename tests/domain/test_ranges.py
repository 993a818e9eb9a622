"""The next number of a range, and the ledger in which every number has its fate."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.domain.ranges import LedgerLine, NumberRange, ledger, next_number, numbers_left, overlap

DAY = date(2026, 11, 23)
FIRST = NumberRange("a", "H44.80.01", 1, 50, DAY, DAY + timedelta(days=60))
SECOND = NumberRange("b", "H44.80.01", 200, 201, DAY, DAY)


def test_numbers_go_up_and_both_ends_count() -> None:
    assert next_number([FIRST], (), DAY) == ("a", 1)
    assert next_number([FIRST], {1, 2, 7}, DAY) == ("a", 8)
    assert next_number([FIRST], range(1, 50), DAY) == ("a", 50)
    assert next_number([SECOND, FIRST], range(1, 51), DAY) == ("b", 200)
    assert next_number([SECOND, FIRST], [*range(1, 51), 200, 201], DAY) is None


def test_ranges_serve_every_one_of_their_days_and_no_other() -> None:
    assert next_number([FIRST], (), FIRST.last_day) == ("a", 1)
    assert next_number([FIRST], (), FIRST.last_day + timedelta(days=1)) is None
    assert next_number([FIRST], (), DAY - timedelta(days=1)) is None
    assert next_number([SECOND], (), DAY + timedelta(days=1)) is None


def test_numbers_left() -> None:
    assert numbers_left([FIRST, SECOND], {1, 2, 7, 200}, DAY) == 44
    assert numbers_left([FIRST, SECOND], (), DAY + timedelta(days=1)) == 50


def test_ledger() -> None:
    found = ledger([SECOND, FIRST], {1, 2, 3, 4, 8, 9}, {4: "in hỏng", 6: "nhập nhầm", 7: "nhập nhầm"}, DAY)
    assert found.lines == (
        LedgerLine("a", 1, 3, "used"),
        LedgerLine("a", 4, 4, "void", "in hỏng"),
        LedgerLine("a", 5, 5, "unused"),
        LedgerLine("a", 6, 7, "void", "nhập nhầm"),
        LedgerLine("a", 8, 9, "used"),
        LedgerLine("a", 10, 50, "unused"),
        LedgerLine("b", 200, 201, "unused"),
    )
    assert (found.count("used"), found.count("void"), found.count("unused")) == (5, 3, 44)
    assert found.outside == ()


def test_ledger_shows_numbers_of_no_range() -> None:
    assert ledger([FIRST], {50, 51}, {0: "x"}, DAY).outside == (0, 51)


def test_overlap() -> None:
    later = NumberRange("c", "H44.80.01", 50, 60, DAY + timedelta(days=60), DAY + timedelta(days=90))
    assert overlap([FIRST, SECOND]) is None
    assert overlap([FIRST, later]) == (FIRST, later)
    assert overlap([FIRST, NumberRange("d", "H44.80.02", 1, 50, DAY, DAY)]) is None
    assert overlap([SECOND, later]) is None


@given(st.sets(st.integers(1, 60)), st.dictionaries(st.integers(1, 60), st.sampled_from(["a", "b"])))
def test_every_number_is_accounted_for(uses: set[int], voids: dict[int, str]) -> None:
    found = ledger([FIRST], uses, voids, DAY)
    assert sum(line.count for line in found.lines) == 50
    assert [line.first for line in found.lines] == [1, *(line.last + 1 for line in found.lines[:-1])]
    for line in found.lines:
        for number in range(line.first, line.last + 1):
            assert line.state == ("void" if number in voids else "used" if number in uses else "unused")
    assert set(found.outside) == {number for number in {*uses, *voids} if number > 50}


@given(st.sets(st.integers(1, 55)))
def test_a_taken_number_is_new_and_counted(used: set[int]) -> None:
    taken = next_number([FIRST], used, DAY)
    left = numbers_left([FIRST], used, DAY)
    assert (taken is None) == (left == 0)
    if taken is not None:
        assert taken[1] not in used
        assert numbers_left([FIRST], {*used, taken[1]}, DAY) == left - 1
