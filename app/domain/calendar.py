"""When a unit works: windows per weekday, days off and extra working days, from country, province and unit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Literal

from app.domain.documents import clock_time, label, rows, typed
from app.domain.events import VIETNAM
from app.errors import ReferenceInvalid

DayStatus = Literal["official", "projected"]
OffKind = Literal["holiday", "compensatory", "swap"]

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEKDAY_NAMES = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_OFF_NAMES: dict[OffKind, str] = {"compensatory": "nghỉ bù", "swap": "nghỉ hoán đổi"}
_SCOPES = ("country", "province", "unit")
_LONGEST_REST = 60
"""A calendar that rests longer in days is taken for wrong data."""


@dataclass(frozen=True)
class Window:
    """Working time of a day in local time, half-open: ``end`` is no longer a working instant."""

    start: time
    end: time

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M}"


@dataclass(frozen=True)
class DayOff:
    """A day off; ``swap_with`` is the working day it was exchanged for."""

    day: date
    reason: str
    kind: OffKind = "holiday"
    status: DayStatus = "official"
    swap_with: date | None = None


@dataclass(frozen=True)
class ExtraDay:
    """A working day where the week has none, with its own windows; ``swap_with`` is the day off it makes good for."""

    day: date
    windows: tuple[Window, ...]
    reason: str
    status: DayStatus = "official"
    swap_with: date | None = None


@dataclass(frozen=True)
class WorkCalendar:
    """The merged calendar of one unit. Days are local; instants given and returned are aware UTC.

    ``windows`` is keyed by weekday, 0 for Monday. ``years`` are those whose days off are known;
    due dates outside them are projected. A day is never both off and extra (`load_calendar` sees to it).
    """

    version: str
    windows: Mapping[int, tuple[Window, ...]]
    days_off: Mapping[date, DayOff]
    extra_days: Mapping[date, ExtraDay]
    same_day_cut_off: time
    years: frozenset[int] = frozenset()

    def working_day(self, day: date) -> bool:
        """True when ``day`` is an extra working day, or its weekday has windows and it is not off."""
        return day in self.extra_days or (bool(self.windows.get(day.weekday())) and day not in self.days_off)

    def windows_of(self, day: date) -> tuple[Window, ...]:
        """The working windows of ``day`` in order; none when it is not a working day."""
        if day in self.extra_days:
            return self.extra_days[day].windows
        return self.windows.get(day.weekday(), ()) if self.working_day(day) else ()

    def opening(self, day: date) -> datetime:
        """The first working instant of a working day."""
        return instant_at(day, self.windows_of(day)[0].start)

    def closing(self, day: date) -> datetime:
        """The end of the last window of a working day."""
        return instant_at(day, self.windows_of(day)[-1].end)

    def next_working_day(self, day: date) -> date:
        """The first working day after ``day``."""
        following = day + timedelta(days=1)
        while not self.working_day(following):
            following += timedelta(days=1)
        return following

    def add_working_days(self, day: date, count: int) -> date:
        """The ``count``-th working day after ``day``, which itself is not counted (BLDS Đ147.2)."""
        for _ in range(count):
            day = self.next_working_day(day)
        return day

    def effective_start(self, instant: datetime) -> datetime:
        """The first working instant at or after ``instant``, to the second."""
        local = local_time(instant)
        return self.working_instant_on(local.date(), local.time()) or self.opening(self.next_working_day(local.date()))

    def working_instant_on(self, day: date, clock: time) -> datetime | None:
        """The first working instant of ``day`` at or after ``clock``; None when the day has none left."""
        for window in self.windows_of(day):
            if clock < window.end:
                return instant_at(day, max(clock, window.start))
        return None

    def is_working_instant(self, instant: datetime) -> bool:
        """True when ``instant`` lies in a working window."""
        return self.effective_start(instant) == instant.replace(microsecond=0)

    def why_off(self, day: date) -> str | None:
        """Why ``day`` is not worked: the holiday, ``nghỉ bù``, ``nghỉ hoán đổi`` or the weekday; None when it is."""
        if self.working_day(day):
            return None
        off = self.days_off.get(day)
        if off is None:
            return WEEKDAY_NAMES[day.weekday()]
        return _OFF_NAMES.get(off.kind, off.reason)

    def projected_between(self, first: date, last: date) -> bool:
        """True when a day from ``first`` to ``last`` rests on a projection, or on no data at all."""
        if not self.years.issuperset(range(first.year, last.year + 1)):
            return True
        return any(
            row.status == "projected"
            for day in _days(first, last)
            if (row := self.days_off.get(day) or self.extra_days.get(day)) is not None
        )


def local_time(instant: datetime) -> datetime:
    """``instant`` as Vietnamese local time, fractions of a second cut off. Refuses naive instants (ValueError)."""
    if instant.tzinfo is None:
        raise ValueError("an instant without a time zone")
    return instant.astimezone(VIETNAM).replace(microsecond=0)


def instant_at(day: date, clock: time) -> datetime:
    """The UTC instant of a local day and time."""
    return datetime.combine(day, clock, VIETNAM).astimezone(UTC)


def load_calendar(document: Mapping[str, object], *, unit: str | None = None, file: str = "calendar") -> WorkCalendar:
    """The calendar of ``unit`` out of ``layers``: a unit's rows win over its province's, those over the country's.

    ``document`` is ``{version, layers: [{scope, province | unit, hours, day, same_day_cut_off, years}]}``, or
    one such layer alone. Without ``unit`` only the country's layer counts. Raises ReferenceInvalid for a
    day both off and working in one layer, windows that overlap, a swap without its partner, a week without work.
    """
    layers = rows(document, "layers", file) if "layers" in document else [document]
    windows: dict[int, tuple[Window, ...]] = {}
    days_off: dict[date, DayOff] = {}
    extra_days: dict[date, ExtraDay] = {}
    years: set[int] = set()
    cut_off: time | None = None
    for layer in sorted(layers, key=lambda layer: _rank(layer, file)):
        if not _concerns(layer, unit):
            continue
        name = _layer_name(layer)
        windows.update(_load_hours(layer, file, name))
        layer_off, layer_extra = _load_days(layer, windows, file, name)
        for day in layer_off:
            extra_days.pop(day, None)
        for day in layer_extra:
            days_off.pop(day, None)
        days_off.update(layer_off)
        extra_days.update(layer_extra)
        years.update(typed(layer.get("years", []), list[int], file, f"{name}: years"))
        if "same_day_cut_off" in layer:
            cut_off = clock_time(layer["same_day_cut_off"], file, f"{name}: same_day_cut_off")
    if cut_off is None:
        raise ReferenceInvalid(file, "same_day_cut_off", "missing")
    if not any(windows.values()):
        raise ReferenceInvalid(file, "hours", "no weekday has working windows")
    version = str(document.get("version", ""))
    calendar = WorkCalendar(version, windows, days_off, extra_days, cut_off, frozenset(years))
    _refuse_endless_rest(calendar, file)
    return calendar


def _rank(layer: Mapping[str, object], file: str) -> int:
    scope = layer.get("scope", "country")
    if scope not in _SCOPES:
        raise ReferenceInvalid(file, str(scope), "unknown scope of a calendar layer")
    return _SCOPES.index(str(scope))


def _concerns(layer: Mapping[str, object], unit: str | None) -> bool:
    scope = layer.get("scope", "country")
    if scope == "country":
        return True
    if scope == "province":
        return unit is not None and unit.split(".")[0] == layer.get("province")
    return unit is not None and unit == layer.get("unit")


def _layer_name(layer: Mapping[str, object]) -> str:
    return str(layer.get("unit") or layer.get("province") or "country")


def _load_hours(layer: Mapping[str, object], file: str, name: str) -> dict[int, tuple[Window, ...]]:
    hours: dict[int, tuple[Window, ...]] = {}
    for row in rows(layer, "hours", file):
        windows = _load_windows(row, file, f"{name}: hours")
        for weekday in typed(row.get("weekdays", []), list[str], file, f"{name}: weekdays"):
            if weekday not in WEEKDAYS:
                raise ReferenceInvalid(file, f"{name}: hours", f"unknown weekday: {weekday}")
            hours[WEEKDAYS.index(weekday)] = windows
    return hours


def _load_windows(row: Mapping[str, object], file: str, entry: str) -> tuple[Window, ...]:
    windows = tuple(
        Window(clock_time(window.get("from"), file, entry), clock_time(window.get("to"), file, entry))
        for window in rows(row, "windows", file)
    )
    for window in windows:
        if window.start >= window.end:
            raise ReferenceInvalid(file, entry, f"window {window} ends before it begins")
    for earlier, later in pairwise(windows):
        if earlier.end > later.start:
            raise ReferenceInvalid(file, entry, f"windows {earlier} and {later} overlap")
    return windows


@dataclass(frozen=True)
class _DayRow:
    kind: Literal["off", "extra_working"]
    reason: str
    cause: OffKind = "holiday"
    status: DayStatus = "official"
    swap_with: date | None = None


def _load_days(
    layer: Mapping[str, object], hours: Mapping[int, tuple[Window, ...]], file: str, name: str
) -> tuple[dict[date, DayOff], dict[date, ExtraDay]]:
    days_off: dict[date, DayOff] = {}
    extra_days: dict[date, ExtraDay] = {}
    for number, document in enumerate(rows(layer, "day", file), 1):
        entry = f"{name}: {label(document, 'date', number)}"
        day = typed(document.get("date"), date, file, entry)
        row = typed(document, _DayRow, file, entry)
        if day in days_off or day in extra_days:
            both = (day in days_off) != (row.kind == "off")
            raise ReferenceInvalid(file, entry, "both off and working" if both else "listed twice")
        if row.kind == "off":
            days_off[day] = DayOff(day, row.reason, row.cause, row.status, row.swap_with)
        else:
            windows = _load_windows(document, file, entry) or hours.get(0, ())
            if not windows:
                raise ReferenceInvalid(file, entry, "an extra working day without windows")
            extra_days[day] = ExtraDay(day, windows, row.reason, row.status, row.swap_with)
    for off in days_off.values():
        if off.swap_with is not None and _partner(extra_days.get(off.swap_with)) != off.day:
            raise ReferenceInvalid(file, f"{name}: {off.day}", f"swap partner {off.swap_with} does not name it back")
    for extra in extra_days.values():
        if extra.swap_with is not None and _partner(days_off.get(extra.swap_with)) != extra.day:
            raise ReferenceInvalid(
                file, f"{name}: {extra.day}", f"swap partner {extra.swap_with} does not name it back"
            )
    return days_off, extra_days


def _partner(row: DayOff | ExtraDay | None) -> date | None:
    return row.swap_with if row is not None else None


def _refuse_endless_rest(calendar: WorkCalendar, file: str) -> None:
    """Raises ReferenceInvalid when so many days are off in a row that it must be a slip; counting would stall there."""
    for off in calendar.days_off:
        if not any(calendar.working_day(day) for day in _days(off, off + timedelta(days=_LONGEST_REST))):
            raise ReferenceInvalid(file, str(off), f"no working day within {_LONGEST_REST} days")


def _days(first: date, last: date) -> Iterator[date]:
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        yield date.fromordinal(ordinal)
