"""Number ranges: granted, extended and added to; disjoint by the database itself; a tenth stays with the hub."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from psycopg.errors import ExclusionViolation

from app.domain.events import new_id
from sync.hub import devices
from sync.hub.hub import Hub
from sync.wire import RangesAnswer, RangesRequest
from tests.sync.hub.conftest import Moment
from tests.sync.hub.counter import NOON, WARD
from tests.sync.hub.talk import Line, enrolled


def ranges(line: Line, left: int) -> list[tuple[int, int]]:
    answer = line.post("/v1/ranges", RangesRequest(left), RangesAnswer)
    return [(grant.first, grant.last) for grant in answer.ranges]


def test_a_device_gets_one_block_more_a_day_when_few_numbers_are_left(
    hub: Hub, address: str, line: Line, clock: Moment
) -> None:
    other, _ = enrolled(hub, address, counter="Q02")
    assert ranges(line, 199) == [(1, 200)]
    clock.now += timedelta(days=1)
    line.at = other.at = clock.now
    assert ranges(line, 10) == [(1, 200), (401, 600)]
    assert ranges(line, 10) == [(1, 200), (401, 600)]
    assert ranges(other, 200) == [(201, 400)]
    answer = line.post("/v1/ranges", RangesRequest(100), RangesAnswer)
    assert {grant.last_day for grant in answer.ranges} == {"2027-01-23"}


def test_a_lost_devices_numbers_are_frozen_until_their_last_day(
    hub: Hub, address: str, line: Line, clock: Moment
) -> None:
    hub.database.run(lambda c: devices.revoke(c, line.counter.device, now=NOON))
    second, answer = enrolled(hub, address, counter="Q01")
    assert [(grant.first, grant.last) for grant in answer.ranges] == [(201, 400)]
    clock.now += timedelta(days=61)
    second.at = clock.now
    assert ranges(second, 0) == [(1, 200)]


def test_a_tenth_of_the_numbers_stays_with_the_hub(hub: Hub, address: str) -> None:
    granted = [enrolled(hub, address, counter=f"Q{n}")[1].ranges for n in range(46)]
    assert [len(own) for own in granted] == [1] * 45 + [0]
    assert (granted[44][0].first, granted[44][0].last) == (8801, 8999)


def test_the_database_itself_refuses_overlapping_ranges(hub: Hub, line: Line) -> None:
    def insert(unit_number: int, first: int, last: int, day: date) -> None:
        hub.database.run(
            lambda c: c.execute(
                "INSERT INTO number_range VALUES (%s, %s, %s, 'x', %s, %s, %s, %s, %s)",
                (WARD, new_id(), unit_number, first, last, day, day, day),
            )
        )

    (row,) = hub.database.rows("SELECT number FROM unit WHERE code = %(unit)s", {"unit": WARD})
    for first, last in ((200, 300), (1, 1), (50, 60)):
        with pytest.raises(ExclusionViolation):
            insert(row.number, first, last, NOON.date())
    insert(row.number, 201, 300, NOON.date())
    insert(row.number, 1, 200, NOON.date() + timedelta(days=100))
    insert(row.number + 1, 1, 200, NOON.date())
