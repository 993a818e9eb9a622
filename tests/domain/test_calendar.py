"""Working windows, days off and swaps: the shipped calendar, precedence of layers, and bad rows refused."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

import pytest

from app.domain.calendar import Window, WorkCalendar, load_calendar, local_time
from app.errors import ReferenceInvalid
from resources import calendar_document

Instant = Callable[[str], datetime]
HOURS = {"weekdays": ["mon", "tue", "wed", "thu", "fri"], "windows": [{"from": "07:30", "to": "11:30"}]}


def layer(**parts: Any) -> dict[str, Any]:
    return {"hours": [HOURS], "same_day_cut_off": "15:00", **parts}


def off(day: str, **parts: Any) -> dict[str, Any]:
    return {"date": day, "kind": "off", "reason": "Ngày lễ", **parts}


def extra(day: str, **parts: Any) -> dict[str, Any]:
    return {"date": day, "kind": "extra_working", "reason": "làm bù", **parts}


@pytest.mark.parametrize(
    ("accepted", "start"),
    [
        ("2026-10-06 06:50", "2026-10-06 07:30"),
        ("2026-10-06 11:29:59", "2026-10-06 11:29:59"),
        ("2026-10-06 11:30", "2026-10-06 13:30"),
        ("2026-10-06 13:30", "2026-10-06 13:30"),
        ("2026-10-06 16:59:59", "2026-10-06 16:59:59"),
        ("2026-10-06 17:00", "2026-10-07 07:30"),
        ("2026-10-09 17:05", "2026-10-12 07:30"),
        ("2026-10-10 09:00", "2026-10-12 07:30"),
        ("2026-08-22 09:00", "2026-08-22 09:00"),
        ("2026-08-31 09:00", "2026-09-03 07:30"),
        ("2026-11-24 09:00", "2026-11-25 07:30"),
    ],
)
def test_effective_start(accepted: str, start: str, calendar: WorkCalendar, at: Instant) -> None:
    assert calendar.effective_start(at(accepted)) == at(start)
    assert calendar.is_working_instant(at(accepted)) == (accepted == start)


def test_opening_and_closing(calendar: WorkCalendar, at: Instant) -> None:
    assert calendar.opening(date(2026, 10, 6)) == at("2026-10-06 07:30")
    assert calendar.closing(date(2026, 8, 22)) == at("2026-08-22 17:00")
    assert calendar.add_working_days(date(2026, 2, 13), 3) == date(2026, 2, 25)


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2026, 10, 10), "thứ Bảy"),
        (date(2026, 10, 11), "Chủ nhật"),
        (date(2026, 11, 24), "Ngày Văn hóa Việt Nam"),
        (date(2026, 4, 27), "nghỉ bù"),
        (date(2026, 8, 31), "nghỉ hoán đổi"),
        (date(2026, 8, 22), None),
        (date(2026, 10, 8), None),
    ],
)
def test_why_off(day: date, why: str | None, calendar: WorkCalendar) -> None:
    assert calendar.why_off(day) == why
    assert calendar.working_day(day) == (why is None)


def test_every_shipped_swap_is_mutual_and_a_saturday_is_made_good(calendar: WorkCalendar) -> None:
    swaps = [row for row in calendar.days_off.values() if row.swap_with]
    assert [(row.day, row.swap_with) for row in swaps] == [
        (date(2025, 5, 2), date(2025, 4, 26)),
        (date(2026, 1, 2), date(2026, 1, 10)),
        (date(2026, 8, 31), date(2026, 8, 22)),
    ]
    assert all(calendar.extra_days[row.swap_with].day.weekday() == 5 for row in swaps if row.swap_with)


@pytest.mark.parametrize(("year", "holidays"), [(2025, 11), (2026, 12), (2027, 12), (2028, 12), (2029, 12), (2030, 12)])
def test_each_year_has_its_holidays_and_what_falls_on_rest_days_is_made_good(
    year: int, holidays: int, calendar: WorkCalendar
) -> None:
    """BLLĐ 2019 Đ112.1 and, from 2026, NQ 28/2026/QH16; compensatory days by BLLĐ Đ111.3."""
    rows = [row for day, row in calendar.days_off.items() if day.year == year]
    named = [row for row in rows if row.kind == "holiday"]
    on_rest_days = [row for row in named if row.day.weekday() >= 5]
    assert len(named) == holidays
    assert len([row for row in rows if row.kind == "compensatory"]) == len(on_rest_days)
    assert all(row.status == ("projected" if year >= 2027 else "official") for row in rows)


def test_projected_days(calendar: WorkCalendar) -> None:
    assert not calendar.projected_between(date(2026, 2, 13), date(2026, 3, 30))
    assert calendar.projected_between(date(2026, 12, 28), date(2027, 1, 4))
    assert not calendar.projected_between(date(2027, 1, 4), date(2027, 1, 8))
    assert calendar.projected_between(date(2031, 6, 2), date(2031, 6, 3))


def test_instants_carry_a_zone(calendar: WorkCalendar) -> None:
    with pytest.raises(ValueError, match="time zone"):
        calendar.effective_start(datetime(2026, 10, 6, 8))


def test_unit_over_province_over_country(at: Instant) -> None:
    document = {
        "version": "7",
        "layers": [
            {
                "scope": "unit",
                "unit": "H44.80.37",
                "hours": [{"weekdays": ["sat"], "windows": [{"from": "07:30", "to": "11:00"}]}],
                "day": [extra("2026-09-02", windows=[{"from": time(8), "to": time(10)}])],
                "same_day_cut_off": "10:00",
            },
            {"scope": "province", "province": "H44", "day": [off("2026-10-06", reason="Ngày truyền thống")]},
            layer(day=[off("2026-09-02", reason="Quốc khánh")], years=[2026]),
        ],
    }
    country, ward = load_calendar(document), load_calendar(document, unit="H44.80.01")
    highland, other = load_calendar(document, unit="H44.80.37"), load_calendar(document, unit="H15.01")
    assert [found.working_day(date(2026, 10, 6)) for found in (country, ward, highland, other)] == [
        True,
        False,
        False,
        True,
    ]
    assert [found.working_day(date(2026, 9, 2)) for found in (country, ward, highland)] == [False, False, True]
    assert highland.windows_of(date(2026, 9, 2)) == (Window(time(8), time(10)),)
    assert highland.working_day(date(2026, 10, 10))
    assert not ward.working_day(date(2026, 10, 10))
    assert (highland.same_day_cut_off, ward.same_day_cut_off) == (time(10), time(15))
    assert highland.version == "7"
    assert local_time(highland.closing(date(2026, 10, 10))).time() == time(11)


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (layer(day=[off("2026-01-02"), extra("2026-01-02")]), "both off and working"),
        (layer(day=[off("2026-01-02"), off("2026-01-02")]), "listed twice"),
        (layer(day=[off("2026-01-02", swap_with="2026-01-10")]), "does not name it back"),
        (layer(day=[extra("2026-01-10", swap_with="2026-01-02"), off("2026-01-02")]), "does not name it back"),
        (layer(day=[off("2026-13-02")]), "date"),
        (layer(day=[{"date": "2026-01-02", "kind": "maybe", "reason": ""}]), "Invalid enum value 'maybe'"),
        (layer(day=[{"date": "2026-01-02", "kind": "off"}]), "reason"),
        (layer(day="Tết"), "not a list of tables"),
        (layer(same_day_cut_off="3 giờ"), "not a time of day"),
        (layer(scope="village"), "unknown scope"),
        (layer(hours=[{**HOURS, "weekdays": ["monday"]}]), "unknown weekday"),
        (layer(hours=[{**HOURS, "windows": [{"from": "11:30", "to": "07:30"}]}]), "ends before it begins"),
        (
            layer(hours=[{**HOURS, "windows": [{"from": "07:30", "to": "11:30"}, {"from": "11:00", "to": "17:00"}]}]),
            "overlap",
        ),
        (layer(hours=[]), "no weekday has working windows"),
        ({"hours": [HOURS]}, "missing"),
        (layer(hours=[{**HOURS, "weekdays": ["tue"]}], day=[extra("2026-01-10")]), "without windows"),
        (
            layer(
                hours=[{**HOURS, "weekdays": ["tue"]}],
                day=[off(f"2026-{month:02d}-{day:02d}") for month in (5, 6, 7) for day in range(1, 31)],
            ),
            "no working day within",
        ),
    ],
)
def test_bad_calendars_are_refused(document: dict[str, Any], reason: str) -> None:
    with pytest.raises(ReferenceInvalid) as refused:
        load_calendar(document, file="calendar/country.toml")
    assert refused.value.facts["file"] == "calendar/country.toml"
    assert refused.value.facts["entry"]
    assert reason in str(refused.value.facts["reason"])


def test_a_bad_row_is_named() -> None:
    with pytest.raises(ReferenceInvalid) as refused:
        load_calendar(layer(day=[off("2026-01-02"), extra("2026-01-02")]), file="x.toml")
    assert refused.value.facts["entry"] == "country: 2026-01-02"


def test_the_shipped_calendar_has_a_version() -> None:
    assert load_calendar(calendar_document(), unit="H44.80.01").version
