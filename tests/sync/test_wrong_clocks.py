"""A counter whose clock is a day or a year wrong still sends and fetches, is told so, and nothing of it is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.desk.acting import instant_for
from app.desk.clock import guard_clock
from app.errors import RuleViolation
from app.store import doctor, journal
from app.store.schema import event
from sync.worker import one_pass
from tests.sync.conftest import MakeOffice
from tests.sync.province import WARD, Clock, Province, attach, enrolled, held, hub_events, receive

OFFICER = f"{WARD}-officer-1"
DAY, YEAR = 86_400, 365 * 86_400


@pytest.mark.parametrize("wrong", [-YEAR, -DAY, DAY, YEAR])
def test_work_goes_on_and_comes_right(new_office: MakeOffice, province: Province, address: str, wrong: int) -> None:
    office = enrolled(new_office(), province, address)
    other = enrolled(new_office("b"), province, address, counter="Q02")
    stream = receive(office, "H44.80.01-261123-0001", officer=OFFICER)
    one_pass(office)
    office.clock = Clock(province.clock() + timedelta(seconds=wrong))
    if wrong > 0:
        attach(office, stream, b"%PDF-1.7", officer=OFFICER)
    left = one_pass(office)
    assert (left.events_waiting, left.files_waiting, left.failures) == (0, 0, {})
    with office.store.write() as connection:
        with pytest.raises(RuleViolation) as told:
            guard_clock(connection, office)
        instant = instant_for(connection, office)
    assert told.value.facts["rule"] in ("clock_behind", "clock_far")
    # The clock is put right; what is recorded next stands behind the last act all the same, as the desk has it.
    office.clock = Clock(max(instant, province.clock()))
    attach(office, stream, b"%PDF-1.7 b", officer=OFFICER)
    office.clock = province.clock
    left = one_pass(office)
    assert (left.events_waiting, left.failures) == (0, {})
    one_pass(other)
    assert held(office) == held(other) == hub_events(province)
    with office.store.read() as connection:
        assert doctor.check(connection) == []
        assert journal.waiting(connection) == {}
        rules = connection.execute(select(event.c.rule).where(event.c.kind == "attach")).scalars().all()
    assert rules == (["clock_ahead"] * 2 if wrong > 0 else [None]), "a supervisor is told of what was dated ahead"
