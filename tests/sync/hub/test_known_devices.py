"""What a process of the hub remembers of who pushes: asked once for all, and never a way past a refusal."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from sync.hub import devices, quarantine
from sync.hub.database import Database
from sync.hub.devices import CONTACT_STEP, Caller, KnownDevices
from sync.hub.faults import Refused
from sync.hub.hub import Hub
from tests.sync.hub.conftest import Moment, enlist
from tests.sync.hub.counter import COMMUNE, NOON, WARD, Counter
from tests.sync.hub.talk import Line, fault, token


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


def test_that_a_device_was_heard_of_is_said_once_an_hour(
    database: Database, counter: Counter, known: KnownDevices
) -> None:
    asked = [NOON, NOON, NOON + CONTACT_STEP, NOON + CONTACT_STEP + timedelta(seconds=1), NOON + 2 * CONTACT_STEP]
    known.meet(database, header(enlist(database, Counter())), NOON)
    said = [known.caller(header(counter, at=now), now) for now in asked]
    assert [caller is not None and caller.unheard for caller in said] == [True, False, False, True, False]


@pytest.mark.parametrize(
    ("claims", "code"),
    [
        ({"at": NOON - timedelta(hours=2)}, "clock"),
        ({"at": NOON + timedelta(hours=2)}, "clock"),
        ({"seconds": 6000}, "clock"),
        ({"aud": "somebody"}, "unauthorised"),
        ({"iat": "soon"}, "unauthorised"),
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


def test_a_device_revoked_since_is_put_aside_whatever_token_it_shows(hub: Hub, line: Line, clock: Moment) -> None:
    line.push(line.counter.push(line.counter.receive("H44.80.01-261123-0001")))
    assert hub.database.run(lambda c: devices.revoke(c, line.counter.device, now=NOON))
    later = line.counter.push(line.counter.receive("H44.80.01-261123-0002"))
    for at in (NOON, NOON + timedelta(minutes=1)):
        line.at = at
        answer = line.ask("POST", "/v1/events", body=later)
        assert (answer.status_code, fault(answer).code) == (401, "unauthorised")
    assert [(kept.device, kept.runs) for kept in hub.database.run(quarantine.waiting)] == [(line.counter.device, 1)]
    assert hub.database.rows("SELECT count(*) AS n FROM event")[0].n == 1
