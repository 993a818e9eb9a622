"""Due dates: the worked examples, their explanation, edges, and what holds for any date and limit."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.calendar import ExtraDay, Window, WorkCalendar, load_calendar, local_time
from app.domain.deadline import (
    DueDate,
    Extension,
    Limit,
    apology_last_day,
    closing_date,
    confirm_due,
    due_date,
    extended,
    last_request_day,
    limit_text,
    remaining_text,
    step_text,
    transfer_due,
    working_time_between,
)
from app.domain.events import VIETNAM
from resources import calendar_document

Instant = Callable[[str], datetime]
CALENDAR = load_calendar(calendar_document())
INSTANTS = st.datetimes(datetime(2025, 1, 1), datetime(2027, 10, 1), timezones=st.just(VIETNAM)).map(
    lambda moment: moment.replace(microsecond=0).astimezone(UTC)
)
LIMITS = st.one_of(
    st.builds(Limit, st.just("working_days"), st.integers(1, 60)),
    st.builds(Limit, st.just("calendar_days"), st.integers(1, 90)),
    st.builds(Limit, st.just("working_hours"), st.sampled_from([0.25, 1, 3.5, 4, 8, 24, 40])),
    st.just(Limit("same_day")),
)


def sentences(due: DueDate) -> list[str]:
    return [step_text(step) for step in due.steps]


# ---------------------------------------------------------------- the worked examples of the handbook


@pytest.mark.parametrize(
    ("accepted", "limit", "due"),
    [
        ("2026-10-09 16:30", Limit("working_days", 5), "2026-10-16 16:30"),
        ("2026-10-09 17:05", Limit("working_days", 5), "2026-10-19 07:30"),
        ("2026-10-06 12:10", Limit("working_days", 3), "2026-10-09 13:30"),
        ("2026-02-13 15:40", Limit("working_days", 3), "2026-02-25 15:40"),
        ("2026-08-22 08:00", Limit("working_days", 7), "2026-09-04 08:00"),
        ("2026-11-09 10:00", Limit("calendar_days", 15), "2026-11-25 10:00"),
        ("2026-10-09 15:00", Limit("working_hours", 8), "2026-10-12 15:30"),
        ("2026-10-06 07:30", Limit("working_hours", 4), "2026-10-06 11:30"),
        ("2026-10-06 15:00:00", Limit("same_day"), "2026-10-06 17:00"),
        ("2026-10-06 15:00:01", Limit("same_day"), "2026-10-07 17:00"),
        ("2026-11-23 15:20", Limit("same_day"), "2026-11-25 17:00"),
        ("2026-10-10 08:30", Limit("same_day"), "2026-10-12 17:00"),
    ],
    ids=["1", "1b", "2", "3", "4", "5", "6", "6b", "7", "7b", "8", "9"],
)
def test_worked_examples(accepted: str, limit: Limit, due: str, calendar: WorkCalendar, at: Instant) -> None:
    assert due_date(at(accepted), limit, calendar).due == at(due)


def test_example_10_supplement(calendar: WorkCalendar, at: Instant) -> None:
    limit = Limit("working_days", 5)
    assert due_date(at("2026-10-05 09:00"), limit, calendar).due == at("2026-10-12 09:00")
    assert last_request_day(date(2026, 10, 5), calendar) == date(2026, 10, 8)
    assert closing_date(date(2026, 10, 7), calendar) == date(2026, 10, 22)
    again = due_date(at("2026-10-15 14:20"), limit, calendar, start="restart")
    assert again.due == at("2026-10-22 14:20")
    assert sentences(again)[0] == "Nhận đủ hồ sơ bổ sung lúc 14:20 ngày 15/10/2026; thời hạn tính lại từ đầu."


def test_example_11_unanswered_request(calendar: WorkCalendar) -> None:
    assert closing_date(date(2026, 4, 17), calendar) == date(2026, 5, 4)
    assert closing_date(date(2026, 4, 17), calendar, days=10) == date(2026, 4, 28)


def test_example_12_cross_boundary_and_one_extension(calendar: WorkCalendar, at: Instant) -> None:
    due = due_date(at("2026-10-09 10:45"), Limit("working_days", 3), calendar, start="competent")
    assert due.due == at("2026-10-14 10:45")
    assert sentences(due)[0].startswith("Cơ quan có thẩm quyền nhận hồ sơ lúc 10:45 ngày 09/10/2026")
    assert apology_last_day(due.due) == date(2026, 10, 13)
    later = extended(due, date(2026, 10, 13), at("2026-10-19 10:45"), calendar)
    assert later.due == at("2026-10-19 10:45")
    assert later.steps[:-1] == due.steps
    assert sentences(later)[-1] == (
        "Gia hạn một lần theo văn bản xin lỗi ngày 13/10/2026: hẹn lại 10:45 ngày 19/10/2026."
    )


# ---------------------------------------------------------------- why this date


def test_steps_of_a_week(calendar: WorkCalendar, at: Instant) -> None:
    assert sentences(due_date(at("2026-08-21 17:30"), Limit("working_days", 2), calendar)) == [
        "Tiếp nhận đủ hồ sơ lúc 17:30 ngày 21/08/2026.",
        "Thời hạn theo quy định: 2 ngày làm việc.",
        "Ngoài giờ làm việc: tính từ 07:30 ngày 22/08/2026.",
        "Ngày 22/08/2026 là ngày bắt đầu, không tính.",
        "Bỏ qua 23/08/2026: Chủ nhật.",
        "Ngày làm việc thứ 1: 24/08/2026.",
        "Ngày làm việc thứ 2: 25/08/2026.",
        "Hẹn trả kết quả: 07:30 ngày 25/08/2026.",
    ]


def test_steps_of_an_extra_saturday_and_a_swap(calendar: WorkCalendar, at: Instant) -> None:
    texts = sentences(due_date(at("2026-08-21 09:00"), Limit("working_days", 7), calendar))
    assert "22/08/2026 là thứ Bảy làm bù, tính là ngày làm việc." in texts
    assert "Bỏ qua 31/08/2026: nghỉ hoán đổi." in texts
    assert "Bỏ qua 01/09/2026: Quốc khánh." in texts


def test_steps_of_hours_of_a_same_day_and_of_a_rolled_day(calendar: WorkCalendar, at: Instant) -> None:
    assert sentences(due_date(at("2026-10-09 15:00"), Limit("working_hours", 3.5), calendar))[2:] == [
        "15:00-17:00 ngày 09/10/2026: 2 giờ, còn lại 1,5 giờ.",
        "Bỏ qua 10/10/2026: thứ Bảy.",
        "Bỏ qua 11/10/2026: Chủ nhật.",
        "07:30-09:00 ngày 12/10/2026: 1,5 giờ, còn lại 0 giờ.",
        "Hẹn trả kết quả: 09:00 ngày 12/10/2026.",
    ]
    assert sentences(due_date(at("2026-10-06 15:00"), Limit("same_day"), calendar))[2] == (
        "Tiếp nhận trước hoặc đúng 15 giờ: trả kết quả trong ngày."
    )
    after = sentences(due_date(at("2026-10-06 15:00:01"), Limit("same_day"), calendar))
    assert after[0] == "Tiếp nhận đủ hồ sơ lúc 15:00:01 ngày 06/10/2026."
    assert after[2] == "Tiếp nhận sau 15 giờ: trả kết quả ngày làm việc tiếp theo."
    assert (
        "Ngày cuối 24/11/2026 là ngày nghỉ (Ngày Văn hóa Việt Nam), chuyển sang ngày làm việc tiếp theo 25/11/2026."
        in (sentences(due_date(at("2026-11-09 10:00"), Limit("calendar_days", 15), calendar)))
    )


def test_facts_are_plain_and_stay_readable(calendar: WorkCalendar, at: Instant) -> None:
    due = due_date(at("2026-10-09 16:30"), Limit("working_days", 1), calendar)
    assert due.steps[0].facts == {"time": "16:30:00", "day": "2026-10-09"}
    assert due.steps[1].facts == {"kind": "working_days", "value": 1}


def test_no_limit_has_no_due_date(calendar: WorkCalendar, at: Instant) -> None:
    due = due_date(at("2026-10-09 16:30"), Limit("none"), calendar)
    assert due.due is None
    assert sentences(due)[-1] == "Thời hạn theo quy định: không quy định."


def test_dates_that_rest_on_projected_days_say_so(calendar: WorkCalendar, at: Instant) -> None:
    limit = Limit("working_days", 5)
    assert not due_date(at("2026-10-09 16:30"), limit, calendar).projected
    assert due_date(at("2027-02-03 16:30"), limit, calendar).projected
    assert due_date(at("2029-01-02 08:00"), Limit("working_days", 30), calendar).projected


# ---------------------------------------------------------------- extensions of sector law


@pytest.mark.parametrize(
    ("limit", "extension", "due"),
    [
        (Limit("working_days", 3), Extension("working_days", 5, "add"), "2026-10-19 09:00"),
        (Limit("working_days", 3), Extension("working_days", 5, "total"), "2026-10-14 09:00"),
        (Limit("same_day"), Extension("working_days", 5, "total", "cần xác minh"), "2026-10-14 09:00"),
        (Limit("same_day"), Extension("working_days", 2, "add", "nhiều trang"), "2026-10-09 17:00"),
        (Limit("calendar_days", 3), Extension("calendar_days", 3, "add"), "2026-10-13 09:00"),
    ],
)
def test_extensions(limit: Limit, extension: Extension, due: str, calendar: WorkCalendar, at: Instant) -> None:
    found = due_date(at("2026-10-07 09:00"), limit, calendar, extension=extension)
    assert found.due == at(due)


def test_extensions_are_explained(calendar: WorkCalendar, at: Instant) -> None:
    added = Extension("working_days", 5, "add", "cần xác minh")
    assert sentences(due_date(at("2026-10-07 09:00"), Limit("working_days", 3), calendar, extension=added))[1] == (
        "Thời hạn theo quy định: 3 ngày làm việc, thêm 5 ngày làm việc (trường hợp cần xác minh)."
    )
    total = Extension("working_days", 5, "total", "cần xác minh")
    assert sentences(due_date(at("2026-10-07 09:00"), Limit("same_day"), calendar, extension=total))[1] == (
        "Thời hạn theo quy định: 5 ngày làm việc (trường hợp cần xác minh)."
    )


@pytest.mark.parametrize(
    ("limit", "extension"),
    [
        (Limit("working_days", 0), None),
        (Limit("working_days", 2.5), None),
        (Limit("calendar_days", -1), None),
        (Limit("working_hours", 0), None),
        (Limit("same_day", 1), None),
        (Limit("working_days", 3), Extension("calendar_days", 5, "add")),
        (Limit("none"), Extension("working_days", 5, "add")),
        (Limit("working_days", 3), Extension("same_day", 0, "total")),
    ],
)
def test_what_cannot_be_counted_is_refused(
    limit: Limit, extension: Extension | None, calendar: WorkCalendar, at: Instant
) -> None:
    with pytest.raises(ValueError, match=r"wants|cannot|no value"):
        due_date(at("2026-10-07 09:00"), limit, calendar, extension=extension)


# ---------------------------------------------------------------- transfer, confirmation, edges


@pytest.mark.parametrize(
    ("accepted", "due"),
    [
        ("2026-10-06 15:00:00", "2026-10-06 17:00"),
        ("2026-10-06 15:00:01", "2026-10-07 07:30"),
        ("2026-10-06 06:00", "2026-10-06 17:00"),
        ("2026-10-10 09:00", "2026-10-12 07:30"),
        ("2026-11-23 16:00", "2026-11-25 07:30"),
    ],
)
def test_paper_transfer(accepted: str, due: str, calendar: WorkCalendar, at: Instant) -> None:
    assert transfer_due(at(accepted), calendar) == at(due)


def test_online_confirmation(calendar: WorkCalendar, at: Instant) -> None:
    assert confirm_due(at("2026-10-09 15:00"), calendar) == at("2026-10-12 15:30")
    assert confirm_due(at("2026-10-10 22:00"), calendar, hours=2) == at("2026-10-12 09:30")


def test_a_day_that_closes_early(calendar: WorkCalendar, at: Instant) -> None:
    morning = ExtraDay(date(2026, 10, 10), (Window(time(7, 30), time(11, 30)),), "sáng thứ Bảy")
    weekend = replace(calendar, extra_days={**calendar.extra_days, morning.day: morning})
    afternoon = due_date(at("2026-10-09 16:30"), Limit("working_days", 1), weekend)
    assert afternoon.due == at("2026-10-10 11:30")
    assert "Ngày 10/10/2026 không làm việc vào giờ đó: lấy 11:30." in sentences(afternoon)
    assert due_date(at("2026-10-10 14:00"), Limit("same_day"), weekend).due == at("2026-10-12 17:00")
    assert due_date(at("2026-10-10 11:00"), Limit("same_day"), weekend).due == at("2026-10-10 11:30")
    assert transfer_due(at("2026-10-10 14:00"), weekend) == at("2026-10-12 07:30")


def test_fractions_of_a_second_are_cut_off(calendar: WorkCalendar, at: Instant) -> None:
    late = at("2026-10-06 15:00:00").replace(microsecond=999_999)
    assert due_date(late, Limit("same_day"), calendar).due == at("2026-10-06 17:00")


@pytest.mark.parametrize(
    ("now", "due", "text", "urgency"),
    [
        ("2026-10-06 10:00", "2026-10-08 13:30", "còn 2 ngày 1 giờ", "ok"),
        ("2026-10-06 10:00", "2026-10-08 10:00", "còn 2 ngày", "ok"),
        ("2026-10-06 16:00", "2026-10-07 09:30", "còn 3 giờ", "soon"),
        ("2026-10-06 16:45", "2026-10-07 07:45", "còn 30 phút", "soon"),
        ("2026-10-06 19:00", "2026-10-07 07:30", "hạn 07:30 07/10", "soon"),
        ("2026-10-06 08:00", "2026-10-06 16:30", "hạn hôm nay 16:30", "soon"),
        ("2026-10-06 16:31", "2026-10-06 16:30", "quá 1 phút", "late"),
        ("2026-10-06 19:00", "2026-10-06 17:00", "quá hạn", "late"),
        ("2026-10-07 09:00", "2026-10-06 17:00", "quá 1 giờ 30 phút", "late"),
        ("2026-10-12 16:31", "2026-10-09 16:30", "quá 1 ngày", "late"),
    ],
)
def test_remaining(now: str, due: str, text: str, urgency: str, calendar: WorkCalendar, at: Instant) -> None:
    assert remaining_text(at(now), at(due), calendar) == (text, urgency)


def test_remaining_without_a_limit_and_with_another_warning(calendar: WorkCalendar, at: Instant) -> None:
    assert remaining_text(at("2026-10-06 10:00"), None, calendar) == ("không có hạn", "ok")
    assert remaining_text(at("2026-10-06 10:00"), at("2026-10-08 10:00"), calendar, soon_days=3)[1] == "soon"


def test_working_time(calendar: WorkCalendar, at: Instant) -> None:
    friday, monday = at("2026-10-09 15:00"), at("2026-10-12 15:30")
    assert working_time_between(friday, monday, calendar) == timedelta(hours=8)
    assert working_time_between(monday, friday, calendar) == timedelta(hours=-8)


@pytest.mark.parametrize(
    ("limit", "text"),
    [
        (Limit("working_days", 5), "5 ngày làm việc"),
        (Limit("calendar_days", 15), "15 ngày"),
        (Limit("working_hours", 2.5), "2,5 giờ làm việc"),
        (Limit("same_day"), "trong ngày làm việc"),
        (Limit("none"), "không quy định"),
    ],
)
def test_limit_text(limit: Limit, text: str) -> None:
    assert limit_text(limit) == text


# ---------------------------------------------------------------- properties


@given(INSTANTS, LIMITS)
def test_due_is_later_and_within_working_time(accepted: datetime, limit: Limit) -> None:
    due = due_date(accepted, limit, CALENDAR).due
    assert due is not None
    assert due > accepted
    local = local_time(due)
    assert any(window.start <= local.time() <= window.end for window in CALENDAR.windows_of(local.date()))


@given(INSTANTS, INSTANTS, LIMITS)
def test_who_comes_later_is_not_due_earlier(one: datetime, other: datetime, limit: Limit) -> None:
    earlier, later = sorted((one, other))
    first, second = due_date(earlier, limit, CALENDAR).due, due_date(later, limit, CALENDAR).due
    assert first is not None
    assert second is not None
    # A calendar-days limit that ends on rest days keeps each dossier's own clock time on the same next working day.
    if limit.kind == "calendar_days":
        assert local_time(first).date() <= local_time(second).date()
    else:
        assert first <= second


@given(INSTANTS, st.integers(1, 40))
def test_one_more_day_is_never_earlier(accepted: datetime, days: int) -> None:
    for kind in ("working_days", "calendar_days", "working_hours"):
        short, long = (due_date(accepted, Limit(kind, count), CALENDAR).due for count in (days, days + 1))
        assert short is not None
        assert long is not None
        assert short <= long


@given(INSTANTS, st.integers(1, 30))
def test_counted_days_are_working_days_and_their_number_is_right(accepted: datetime, days: int) -> None:
    due = due_date(accepted, Limit("working_days", days), CALENDAR)
    counted = [date.fromisoformat(str(step.facts["day"])) for step in due.steps if step.key == "count"]
    assert len(counted) == days
    assert all(CALENDAR.working_day(day) for day in counted)
    assert counted[-1] == local_time(due.due or accepted).date()


@given(INSTANTS, st.sampled_from([0.5, 2, 7.5, 8, 30]))
def test_hours_promised_are_hours_worked(accepted: datetime, hours: float) -> None:
    due = due_date(accepted, Limit("working_hours", hours), CALENDAR).due
    assert due is not None
    assert working_time_between(accepted, due, CALENDAR) == timedelta(hours=hours)


@given(INSTANTS, LIMITS)
def test_the_same_facts_give_the_same_date(accepted: datetime, limit: Limit) -> None:
    assert due_date(accepted, limit, CALENDAR) == due_date(accepted.astimezone(VIETNAM), limit, CALENDAR)


# ---------------------------------------------------------------- the program


def test_program() -> None:
    command = [
        sys.executable,
        "-m",
        "app.domain.deadline",
        "--accepted",
        "2026-10-09T16:30",
        "--limit",
        "working_days 5",
    ]
    answer = subprocess.run(command, capture_output=True, text=True, check=True, encoding="utf-8").stdout.splitlines()
    assert answer[0] == "2026-10-16T16:30:00"
    assert answer[-1].strip() == "Hẹn trả kết quả: 16:30 ngày 16/10/2026."
