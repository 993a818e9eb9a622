"""What a process of the hub remembers of who pushes: asked once for all, and never a way past a refusal."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from sync.hub import devices, quarantine
from sync.hub.database import Database
from sync.hub.devices import CONTACT_STEP, Caller, KnownDevices
from sync.hub.faults import Refused
from sync.hub.hub import Hub
from tests.sync.hub.conftest import Moment, enlist
from tests.sync.hub.counter import COMMUNE, NOON, WARD, Counter
from tests.sync.hub.talk import WRONG_CLAIMS, Line, fault, token


def header(counter: Counter, **claims: Any) -> str:
    return f"Bearer {token(counter, **claims)}"


@pytest.fixture
def known() -> KnownDevices:
    return KnownDevices()


def test_the_first_who_knocks_brings_all_others_along(
    database: Database, counter: Counter, known: KnownDevices
) -> None:
    other = enlist(database, Counter(unit=COMMUNE))
    assert known.caller(header(counter), NOON) is None
    assert known.meet(database, header(counter), NOON) == Caller(counter.device, WARD, unheard=True)
    assert known.caller(header(other), NOON) == Caller(other.device, COMMUNE, unheard=True)
    later = enlist(database, Counter())
    assert known.caller(header(later), NOON) is None
    assert known.meet(database, header(later), NOON) == Caller(later.device, WARD, unheard=True)


def test_while_one_reads_nobody_waits(database: Database, counter: Counter, known: KnownDevices) -> None:
    """A database that does not answer must not hold up one caller after the other."""
    with known._reading:
        assert known.meet(database, header(counter), NOON).device == counter.device
    assert known.caller(header(counter), NOON) is not None


def test_that_a_device_was_heard_of_is_said_until_it_is_noted_and_again_after_an_hour(
    database: Database, counter: Counter, known: KnownDevices
) -> None:
    known.meet(database, header(enlist(database, Counter())), NOON)

    def unheard(now: datetime) -> bool:
        caller = known.caller(header(counter, at=now), now)
        return caller is not None and caller.unheard

    assert [unheard(NOON), unheard(NOON)] == [True, True]
    known.heard(counter.device, NOON)
    hour = NOON + CONTACT_STEP
    assert [unheard(NOON), unheard(hour), unheard(hour + timedelta(seconds=1))] == [False, False, True]


def test_a_push_that_was_refused_says_again_that_it_was_heard_of(hub: Hub, line: Line, clock: Moment) -> None:
    first, second = (line.counter.push(line.counter.receive(f"H44.80.01-261123-000{n}")) for n in (1, 2))
    assert line.ask("POST", "/v1/events", body=second).status_code == 409
    line.push(first)
    contacts = hub.database.rows("SELECT last_contact FROM device WHERE kind = 'counter'")
    assert [row.last_contact for row in contacts] == [clock()]


def test_of_many_enrolled_later_the_next_who_knocks_brings_all(
    database: Database, counter: Counter, known: KnownDevices
) -> None:
    known.meet(database, header(counter), NOON)
    later = [enlist(database, Counter()) for _ in range(2)]
    known.meet(database, header(later[0]), NOON)
    assert known.caller(header(later[1]), NOON) is not None


def test_only_counters_that_are_accepted_are_brought_along(hub: Hub, counter: Counter, known: KnownDevices) -> None:
    (own,) = hub.database.rows("SELECT id FROM device WHERE kind = 'hub' AND unit = %(unit)s", {"unit": WARD})
    lost = enlist(hub.database, Counter())
    assert hub.database.run(lambda c: devices.revoke(c, lost.device, now=NOON))
    known.meet(hub.database, header(counter), NOON)
    assert known.caller(header(Counter(own.id, key=hub.keys.device_key(own.id))), NOON) is None
    assert known.caller(header(lost), NOON) is None


@pytest.mark.parametrize(
    ("claims", "code"),
    [
        *WRONG_CLAIMS,
        ({"note": "x" * 3000}, "unauthorised"),
    ],
)
def test_a_known_device_gets_nowhere_with_a_wrong_token(line: Line, claims: dict[str, Any], code: str) -> None:
    run = line.counter.push(line.counter.receive("H44.80.01-261123-0001"))
    line.push(run)
    for _ in range(2):
        answer = line.ask("POST", "/v1/events", body=run, headers={"Authorization": header(line.counter, **claims)})
        assert (answer.status_code, fault(answer).code) == (401, code)


@pytest.mark.parametrize("scheme", ["", "Basic "])
def test_a_token_is_shown_as_such_or_not_at_all(
    database: Database, counter: Counter, known: KnownDevices, scheme: str
) -> None:
    known.meet(database, header(counter), NOON)
    assert known.caller(scheme + token(counter), NOON) is None
    with pytest.raises(Refused) as refused:
        known.meet(database, scheme + token(counter), NOON)
    assert refused.value.fault.code == "unauthorised"


def test_nobody_speaks_for_a_known_device_with_another_key(
    database: Database, counter: Counter, known: KnownDevices
) -> None:
    known.meet(database, header(counter), NOON)
    thief = Counter(counter.device)
    assert known.caller(header(thief), NOON) is None
    with pytest.raises(Refused) as refused:
        known.meet(database, header(thief), NOON)
    assert refused.value.fault.code == "unauthorised"


def test_a_device_revoked_since_is_put_aside_and_still_heard_of(hub: Hub, line: Line, clock: Moment) -> None:
    line.push(line.counter.push(line.counter.receive("H44.80.01-261123-0001")))
    clock.now += timedelta(days=2)
    assert hub.database.run(lambda c: devices.revoke(c, line.counter.device, now=clock()))
    later = line.counter.push(line.counter.receive("H44.80.01-261123-0002"))
    for _ in range(2):
        line.at = clock.now = clock.now + timedelta(minutes=1)
        for _ in range(2):
            answer = line.ask("POST", "/v1/events", body=later)
            assert (answer.status_code, fault(answer).code) == (401, "unauthorised")
    assert [(kept.device, kept.runs) for kept in hub.database.run(quarantine.waiting)] == [(line.counter.device, 1)]
    assert hub.database.rows("SELECT count(*) AS n FROM event")[0].n == 1
    (device,) = hub.database.rows("SELECT last_contact FROM device WHERE kind = 'counter'")
    assert clock.now - device.last_contact < timedelta(hours=1)
