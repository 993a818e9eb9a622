"""Devices that fell silent: a counter that no longer speaks may hold acts that nobody else has."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.domain.calendar import WorkCalendar
from app.domain.events import VIETNAM
from app.domain.reference import Reference
from sync.hub.database import Connection

SILENT_DAYS = 2
"""A device not heard of for this many whole working days of its unit is silent."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Silent:
    """A device in use that has not been heard of; ``since`` is the last contact, or the enrolment where there was
    none."""

    device: str
    unit: str
    counter: str
    since: datetime


def silent_devices(connection: Connection, reference: Reference, *, now: datetime) -> list[Silent]:
    """Counters in use not heard of for `SILENT_DAYS` whole working days of their unit, longest first."""
    today = now.astimezone(VIETNAM).date()
    since: dict[str, date] = {}
    found = []
    for row in connection.execute(
        "SELECT id, unit, counter, coalesce(last_contact, enrolled_at) AS since FROM device "
        "WHERE kind = 'counter' AND revoked_at IS NULL ORDER BY 4, id"
    ):
        if row.unit not in since:
            since[row.unit] = _working_days_back(reference.calendar_for(row.unit), today)
        if row.since.astimezone(VIETNAM).date() < since[row.unit]:
            found.append(Silent(row.id, row.unit, row.counter, row.since))
    return found


def _working_days_back(calendar: WorkCalendar, today: date) -> date:
    """The first of the last `SILENT_DAYS` working days before ``today``; at most a month back."""
    day, left = today, SILENT_DAYS
    for _ in range(31):
        if not left:
            break
        day -= timedelta(days=1)
        left -= calendar.working_day(day)
    return day


def tell_silent(connection: Connection, reference: Reference, *, now: datetime) -> int:
    """Put a line in the log for every silent device; how many there are."""
    found = silent_devices(connection, reference, now=now)
    for each in found:
        log.warning("device %s (%s, %s) is silent since %s", each.device, each.unit, each.counter, each.since.date())
    return len(found)
