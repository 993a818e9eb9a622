"""The hub tried on request: what answers, what does not and why, and a clock that is wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.events import new_id
from app.errors import HubUnreachable
from app.store import enrolment
from sync.trial import try_hub
from tests.sync.conftest import MakeOffice
from tests.sync.province import Province, enrolled


def test_a_machine_without_a_hub_says_so(new_office: MakeOffice) -> None:
    assert try_hub(new_office("a")).address == ""


def test_a_hub_that_knows_the_machine(new_office: MakeOffice, province: Province, address: str) -> None:
    office = enrolled(new_office("a"), province, address)
    found = try_hub(office)
    assert (found.address, found.encrypted, found.error) == (address, False, None)
    assert found.ahead is not None
    assert abs(found.ahead) < timedelta(minutes=1)


def test_a_clock_that_is_fast(new_office: MakeOffice, province: Province, address: str) -> None:
    office = enrolled(new_office("a"), province, address)
    told = office.clock
    fast = replace(office, clock=lambda: told() + timedelta(minutes=20))
    found = try_hub(fast)
    assert found.ahead is not None
    assert timedelta(minutes=19) < found.ahead < timedelta(minutes=21)


@pytest.mark.parametrize("reason", ["refused", "tls"])
def test_an_address_where_no_hub_is(new_office: MakeOffice, address: str, reason: str) -> None:
    office = new_office("a")
    wrong = "http://127.0.0.1:9" if reason == "refused" else address.replace("http:", "https:")
    with office.store.write() as connection:
        enrolment.enrol(
            connection,
            enrolment.Enrolment(new_id(), "H44.80.01", "Q01", wrong, bytes(32), bytes(32), "epoch", office.now()),
        )
    found = try_hub(office)
    assert isinstance(found.error, HubUnreachable)
    assert found.error.facts["reason"] == reason
    assert found.encrypted == (reason == "tls")
