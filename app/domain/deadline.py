"""The one algorithm of due dates, with the steps that explain each of them (deadlines.md §4-6).

Run as a program it prints a date and its steps:
``python -m app.domain.deadline --accepted 2026-10-09T16:30 --limit "working_days 5"``.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from app.domain.calendar import WorkCalendar, instant_at, load_calendar, local_time
from app.domain.events import VIETNAM
from app.domain.limits import LIMIT_KINDS, Extension, Fact, Limit, LimitKind, Step, limit_text, step_text

__all__ = [
    "ClockStart",
    "DueDate",
    "Extension",
    "Limit",
    "LimitKind",
    "Step",
    "Urgency",
    "apology_last_day",
    "closing_date",
    "confirm_due",
    "due_date",
    "extended",
    "hours_left_text",
    "last_request_day",
    "limit_text",
    "other_shop_due",
    "remaining_text",
    "step_text",
    "transfer_due",
    "working_time_between",
]

ClockStart = Literal["accepted", "competent", "restart", "chained"]
Urgency = Literal["ok", "soon", "late"]


@dataclass(frozen=True)
class DueDate:
    """A promised instant (aware UTC; None where there is none), its steps, and whether projected days bear on it."""

    due: datetime | None
    steps: tuple[Step, ...]
    projected: bool = False


def due_date(
    accepted: datetime,
    limit: Limit,
    calendar: WorkCalendar,
    *,
    extension: Extension | None = None,
    start: ClockStart = "accepted",
    name: str = "",
) -> DueDate:
    """When a dossier is due whose clock starts at ``accepted`` (fractions of a second are cut off).

    ``start`` says why the clock starts there: acceptance, receipt by the competent agency (NĐ 118 Đ17.3
    am. NĐ 309), a completed supplement, after which the full limit runs anew (NĐ 118 Đ19.5), or the end of the
    step before in a joint procedure, whose ``name`` is then told.
    ``extension`` is one of sector law that applies. Raises ValueError for a limit that cannot be counted.
    """
    fault = limit.fault() or (extension.fault(limit) if extension else None)
    if fault is not None:
        raise ValueError(fault)
    local = local_time(accepted)
    told: dict[str, Fact] = {"name": name} if name else {}
    steps = [Step(start, {**_moment(local), **told}), _limit_step(limit, extension)]
    rolled_days = 0
    if extension is not None and extension.mode == "total":
        limit = Limit(extension.kind, extension.value)
    elif extension is not None and limit.kind == "same_day":
        rolled_days = int(extension.value)
    elif extension is not None:
        limit = Limit(limit.kind, limit.value + extension.value)
    if limit.kind == "none":
        return DueDate(None, tuple(steps))
    if limit.kind == "same_day":
        due = _same_day(local, calendar, steps)
        if rolled_days:
            due = calendar.closing(_count_days(local_time(due).date(), rolled_days, calendar, steps))
    else:
        due = _counted(local, limit, calendar, steps)
    end = local_time(due)
    steps.append(Step("due", _moment(end)))
    return DueDate(due, tuple(steps), calendar.projected_between(local.date(), end.date()))


def extended(due: DueDate, notice: date, new_due: datetime, calendar: WorkCalendar) -> DueDate:
    """``due`` after the one extension with apology of ``notice``: the processing agency's date, after the old steps.

    Whether the extension is allowed is not examined here (NĐ 118 Đ19.6).
    """
    end = local_time(new_due)
    step = Step("extension", {"notice": notice.isoformat(), **_moment(end)})
    projected = due.projected or calendar.projected_between(notice, end.date())
    return DueDate(end.astimezone(UTC), (*due.steps, step), projected)


def apology_last_day(due: datetime) -> date:
    """The last day of an apology with extension: one calendar day before the due date (NĐ 118 Đ19.6)."""
    return local_time(due).date() - timedelta(days=1)


def last_request_day(received: date, calendar: WorkCalendar, days: int = 3) -> date:
    """The last day of a supplement request: the third working day after reception (NĐ 118 Đ19.5; NĐ 61 Đ19.4)."""
    return calendar.add_working_days(received, days)


def closing_date(requested: date, calendar: WorkCalendar, days: int = 15) -> date:
    """The day an unanswered request ends: ``days`` calendar days on, then a working day (NĐ 118 Đ19.5; BLDS Đ148.5).

    The applicant may answer until the end of it; the dossier may be closed from the next working day.
    """
    last = requested + timedelta(days=days)
    return last if calendar.working_day(last) else calendar.next_working_day(last)


def transfer_due(accepted: datetime, calendar: WorkCalendar, *, cut_off: time | None = None) -> datetime:
    """When the paper must have left: closing time that day if accepted at or before ``cut_off`` on a working day,
    else opening time of the next working day (NĐ 118 Đ18; NĐ 61 Đ18.2). The calendar's cut-off stands in for none.
    """
    local = local_time(accepted)
    day = local.date()
    in_time = calendar.working_day(day) and local.time() <= (cut_off or calendar.same_day_cut_off)
    if in_time and accepted < calendar.closing(day):
        return calendar.closing(day)
    return calendar.opening(calendar.next_working_day(day))


def other_shop_due(accepted: datetime, calendar: WorkCalendar, days: int, *, cut_off: time | None = None) -> datetime:
    """When paper for another one-stop shop must have left: ``days`` working days on (2025 set: 1, NĐ 118 Đ20), or
    with 0 days as `transfer_due` says (2018 set, NĐ 61 Đ18.3)."""
    if not days:
        return transfer_due(accepted, calendar, cut_off=cut_off)
    return _counted(local_time(accepted), Limit("working_days", days), calendar, [])


def confirm_due(received: datetime, calendar: WorkCalendar, hours: float = 8) -> datetime:
    """When an online dossier must be confirmed: ``hours`` working hours after the system's receipt (NĐ 118 Đ17.2)."""
    return _counted(local_time(received), Limit("working_hours", hours), calendar, [])


def working_time_between(start: datetime, end: datetime, calendar: WorkCalendar) -> timedelta:
    """The working time from ``start`` to ``end``; negative when ``end`` lies before ``start``."""
    if end < start:
        return -working_time_between(end, start, calendar)
    total = timedelta()
    for ordinal in range(local_time(start).toordinal(), local_time(end).toordinal() + 1):
        day = date.fromordinal(ordinal)
        for window in calendar.windows_of(day):
            opens, closes = instant_at(day, window.start), instant_at(day, window.end)
            total += max(min(closes, end) - max(opens, start), timedelta())
    return total


def remaining_text(
    now: datetime, due: datetime | None, calendar: WorkCalendar, *, soon_days: int = 1
) -> tuple[str, Urgency]:
    """How the clock of a dossier stands, for lists: ``còn 2 ngày 3 giờ``, ``hạn hôm nay 16:30``, ``quá 1 ngày``.

    Days are working days, hours working hours; ``soon`` when fewer than ``soon_days`` whole days are left.
    """
    if due is None:
        return "không có hạn", "ok"
    if now > due:
        days, hours, minutes = _working_parts(due, now, calendar)
        return " ".join(["quá", _largest(days, hours, minutes) or "hạn"]), "late"
    if local_time(now).date() == local_time(due).date():
        return f"hạn hôm nay {local_time(due):%H:%M}", "soon"
    days, hours, minutes = _working_parts(now, due, calendar)
    text = f"{days} ngày {hours} giờ" if days and hours else _largest(days, hours, minutes)
    if not text:
        return f"hạn {local_time(due):%H:%M %d/%m}", "soon"
    return f"còn {text}", "soon" if days < soon_days else "ok"


def hours_left_text(now: datetime, due: datetime, calendar: WorkCalendar, *, soon_hours: float) -> tuple[str, Urgency]:
    """How a clock of working hours stands (NĐ 118 Đ17.2): ``còn 7 giờ 30 phút``, ``quá 1 giờ``. It rests at night, at
    noon and on days off; a minute begun counts whole while time is left. ``soon`` within the last ``soon_hours``.
    """
    left = working_time_between(now, due, calendar)
    if now > due:
        minutes = -left // timedelta(minutes=1)
        return " ".join(["quá", _largest(0, minutes // 60, minutes % 60) or "hạn"]), "late"
    minutes = -(-left // timedelta(minutes=1))
    text = _largest(0, minutes // 60, minutes % 60)
    urgency: Urgency = "soon" if left <= timedelta(hours=soon_hours) else "ok"
    return (f"còn {text}" if text else f"hạn {local_time(due):%H:%M %d/%m}"), urgency


def _limit_step(limit: Limit, extension: Extension | None) -> Step:
    if extension is None:
        return Step("limit", {"kind": limit.kind, "value": limit.value})
    why: dict[str, Fact] = {"mode": extension.mode, "condition": extension.condition}
    if extension.mode == "total":
        return Step("limit", {"kind": extension.kind, "value": extension.value, **why})
    added: dict[str, Fact] = {"added_kind": extension.kind, "added": extension.value}
    return Step("limit", {"kind": limit.kind, "value": limit.value, **why, **added})


def _same_day(local: datetime, calendar: WorkCalendar, steps: list[Step]) -> datetime:
    """Closing time of the day, or of the next one after the cut-off (Luật Hộ tịch 60/2014 Đ5.3; NĐ 23/2015 Đ7)."""
    day = local.date()
    cut_off: dict[str, Fact] = {"cut_off": calendar.same_day_cut_off.isoformat()}
    if not calendar.working_day(day):
        steps += [_skip(day, calendar), Step("rest_day", {})]
    elif local.time() > calendar.same_day_cut_off:
        steps.append(Step("cut_off", {"side": "after", **cut_off}))
    elif local >= calendar.closing(day):
        steps.append(Step("closed", {}))
    else:
        steps.append(Step("cut_off", {"side": "before", **cut_off}))
        return calendar.closing(day)
    return calendar.closing(_next_day(day, calendar, steps))


def _counted(local: datetime, limit: Limit, calendar: WorkCalendar, steps: list[Step]) -> datetime:
    """The due instant of a limit in days or hours, counted from the effective start."""
    start = local_time(calendar.effective_start(local))
    if start != local:
        steps.append(Step("shift", _moment(start)))
    if limit.kind == "working_hours":
        return _consume(start, limit.value, calendar, steps)
    steps.append(Step("first_day", {"day": start.date().isoformat()}))
    if limit.kind == "working_days":
        return _same_clock(_count_days(start.date(), int(limit.value), calendar, steps), start.time(), calendar, steps)
    last = start.date() + timedelta(days=int(limit.value))
    if not calendar.working_day(last):
        working = calendar.next_working_day(last)
        reason = calendar.why_off(last) or ""
        steps.append(Step("roll", {"day": last.isoformat(), "reason": reason, "to": working.isoformat()}))
        last = working
    return _same_clock(last, start.time(), calendar, steps)


def _count_days(day: date, count: int, calendar: WorkCalendar, steps: list[Step]) -> date:
    for number in range(1, count + 1):
        day = _next_day(day, calendar, steps)
        steps.append(Step("count", {"number": number, "day": day.isoformat()}))
    return day


def _consume(start: datetime, hours: float, calendar: WorkCalendar, steps: list[Step]) -> datetime:
    """``hours`` of windows used up from ``start`` on; the end of a window may be the due instant."""
    left = timedelta(seconds=round(hours * 3600))
    day = start.date()
    while True:
        for window in calendar.windows_of(day):
            opens = max(instant_at(day, window.start), start.astimezone(UTC))
            closes = min(instant_at(day, window.end), opens + left)
            if opens >= closes:
                continue
            left -= closes - opens
            span = f"{local_time(opens):%H:%M}-{local_time(closes):%H:%M}"
            used: dict[str, Fact] = {"hours": _hours(closes - opens), "left": _hours(left)}
            steps.append(Step("consume", {"window": span, "day": day.isoformat(), **used}))
            if not left:
                return closes
        day = _next_day(day, calendar, steps)


def _next_day(day: date, calendar: WorkCalendar, steps: list[Step]) -> date:
    """The next working day, with a step for each day skipped on the way."""
    following = calendar.next_working_day(day)
    for ordinal in range(day.toordinal() + 1, following.toordinal()):
        steps.append(_skip(date.fromordinal(ordinal), calendar))
    if following in calendar.extra_days:
        steps.append(Step("extra", {"day": following.isoformat()}))
    return following


def _same_clock(day: date, clock: time, calendar: WorkCalendar, steps: list[Step]) -> datetime:
    """``clock`` on a working day; where the day does not work then, its next working instant, else its closing time."""
    due = calendar.working_instant_on(day, clock) or calendar.closing(day)
    if local_time(due).time() != clock:
        steps.append(Step("fit", _moment(local_time(due))))
    return due


def _skip(day: date, calendar: WorkCalendar) -> Step:
    return Step("skip", {"day": day.isoformat(), "reason": calendar.why_off(day) or ""})


def _moment(local: datetime) -> dict[str, Fact]:
    return {"time": local.time().isoformat(), "day": local.date().isoformat()}


def _hours(span: timedelta) -> float:
    return round(span.total_seconds() / 3600, 4)


def _working_parts(start: datetime, end: datetime, calendar: WorkCalendar) -> tuple[int, int, int]:
    """Whole working days from ``start`` to ``end`` at the same clock time, then working hours and minutes."""
    begin = local_time(calendar.effective_start(start))
    days, day, reached = 0, begin.date(), begin
    while reached <= end:
        day = calendar.next_working_day(day)
        following = calendar.working_instant_on(day, begin.time()) or calendar.closing(day)
        if following > end:
            break
        days, reached = days + 1, following
    minutes = max(int(working_time_between(reached, end, calendar).total_seconds()) // 60, 0)
    return days, minutes // 60, minutes % 60


def _largest(days: int, hours: int, minutes: int) -> str:
    """The largest unit that is not zero; hours with their minutes."""
    if days:
        return f"{days} ngày"
    if hours:
        return f"{hours} giờ" + (f" {minutes} phút" if minutes else "")
    return f"{minutes} phút" if minutes else ""


def main(arguments: list[str] | None = None) -> None:
    """Prints the due date and its steps for an acceptance and a limit."""
    from resources import calendar_document  # only the program reads files; the functions above do not

    parser = argparse.ArgumentParser(prog="python -m app.domain.deadline", description=main.__doc__)
    parser.add_argument("--accepted", required=True, help="local time, e.g. 2026-10-09T16:30")
    parser.add_argument("--limit", required=True, help='kind and value, e.g. "working_days 5" or "same_day"')
    parser.add_argument("--unit", help="a unit with a calendar of its own, e.g. H44.80.01")
    options = parser.parse_args(arguments)
    kind, _, value = options.limit.partition(" ")
    if kind not in LIMIT_KINDS:
        parser.error(f"unknown limit unit: {kind}; known: {', '.join(LIMIT_KINDS)}")
    limit = Limit(LIMIT_KINDS[kind], float(value or 0))
    accepted = datetime.fromisoformat(options.accepted)
    if accepted.tzinfo is None:
        accepted = accepted.replace(tzinfo=VIETNAM)
    calendar = load_calendar(calendar_document(), unit=options.unit, file="calendar")
    due = due_date(accepted, limit, calendar)
    lines = [f"{local_time(due.due):%Y-%m-%dT%H:%M:%S}" if due.due else "none"]
    lines += [f"  {step_text(step)}" for step in due.steps]
    if due.projected:
        lines.append("  (lịch nghỉ dự kiến)")
    print("\n".join(lines))  # noqa: T201 - a program's answer


if __name__ == "__main__":
    main()
