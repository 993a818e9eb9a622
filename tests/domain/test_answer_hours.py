"""The 8 working hours in which an online dossier is answered (NĐ 118 Đ17.2), and what is left of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.calendar import WorkCalendar, load_calendar, local_time
from app.domain.deadline import confirm_due, hours_left_text, working_time_between
from resources import calendar_document
from tests.domain.test_deadline import INSTANTS

Instant = Callable[[str], datetime]
CALENDAR = load_calendar(calendar_document())


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-10-06 07:30", "2026-10-07 08:00"),
        ("2026-10-06 12:00", "2026-10-07 14:00"),
        ("2026-10-06 20:00", "2026-10-08 08:00"),
        ("2026-10-09 15:00", "2026-10-12 15:30"),
        ("2026-11-23 16:00", "2026-11-25 16:30"),
        ("2026-02-13 16:00", "2026-02-23 16:30"),
        ("2026-08-21 16:00", "2026-08-22 16:30"),
    ],
    ids=[
        "more than a day of 7.5 hours",
        "at noon",
        "at night",
        "over a weekend",
        "over a day off",
        "over Tết",
        "on a made-up Saturday",
    ],
)
def test_eight_working_hours_to_answer(received: str, due: str, calendar: WorkCalendar, at: Instant) -> None:
    """A day has 7.5 working hours here: 07:30 to 11:30 and 13:30 to 17:00."""
    answer_by = confirm_due(at(received), calendar)
    assert answer_by == at(due)
    assert hours_left_text(at(received), answer_by, calendar, soon_hours=2) == ("còn 8 giờ", "ok")


@pytest.mark.parametrize(
    ("now", "text", "urgency"),
    [
        ("2026-11-23 16:30:00", "còn 7 giờ 30 phút", "ok"),
        ("2026-11-23 16:30:01", "còn 7 giờ 30 phút", "ok"),
        ("2026-11-23 19:00:00", "còn 7 giờ", "ok"),
        ("2026-11-24 10:00:00", "còn 7 giờ", "ok"),
        ("2026-11-25 12:00:00", "còn 3 giờ", "ok"),
        ("2026-11-25 14:30:00", "còn 2 giờ", "soon"),
        ("2026-11-25 16:29:59", "còn 1 phút", "soon"),
        ("2026-11-25 16:30:00", "hạn 16:30 25/11", "soon"),
        ("2026-11-25 16:30:30", "quá hạn", "late"),
        ("2026-11-25 18:00:00", "quá 30 phút", "late"),
        ("2026-11-26 08:00:00", "quá 1 giờ", "late"),
    ],
)
def test_the_countdown_rests_when_nobody_works(
    now: str, text: str, urgency: str, calendar: WorkCalendar, at: Instant
) -> None:
    assert hours_left_text(at(now), at("2026-11-25 16:30"), calendar, soon_hours=2) == (text, urgency)


@given(received=INSTANTS, hours=st.sampled_from([2, 8]))
def test_what_is_left_at_the_start_is_the_whole_limit(received: datetime, hours: int) -> None:
    due = confirm_due(received, CALENDAR, hours)
    assert working_time_between(received, due, CALENDAR) == timedelta(hours=hours)
    assert CALENDAR.working_day(local_time(due).date())
    assert hours_left_text(received, due, CALENDAR, soon_hours=1) == (f"còn {hours} giờ", "ok")
