"""Events that no hub takes, as an older program or a damaged store may hold them: each is put aside alone."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.desk.office import Office
from app.domain import acts
from app.domain.events import BODY_LIMIT, PERSONAL_LIMIT
from app.store import journal
from app.store.schema import event
from sync.wire import REQUEST_LIMIT
from sync.worker import Summary, one_pass
from tests.sync.province import Province, hub_events, receive, record

ALL_WELL = Summary(0, 0)


@pytest.fixture
def careless(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that records without looking at what it records."""
    monkeypatch.setattr(journal, "envelope_fault", lambda _: None)


@pytest.mark.usefixtures("careless")
def test_an_event_that_no_hub_takes_holds_nothing_back(office: Office, province: Province) -> None:
    first = receive(office, "H44.80.01-261123-0001")
    record(office, first, acts.HandedOut("receipt", "\0"))
    record(office, first, acts.HandedOut("receipt", "ab" * BODY_LIMIT))
    record(office, first, acts.HandedOut("receipt", "ab" * REQUEST_LIMIT))
    record(office, first, acts.HandedOut("receipt", "ab" * 32), personal=acts.Words("ơ" * PERSONAL_LIMIT))
    last = receive(office, "H44.80.01-261123-0002")
    assert one_pass(office) == ALL_WELL
    with office.store.read() as connection:
        rows = connection.execute(select(event.c.state, event.c.refusal).order_by(event.c.device_seq)).all()
    told = [(row.state, row.refusal) for row in rows]
    refused = [("refused", "nul"), *[("refused", "body_form")] * 3]
    assert told == [("placed", None), *refused, ("placed", None)]
    assert len(hub_events(province)) == 2
    record(office, last, acts.HandedOut("receipt", "ab" * 32))
    assert one_pass(office) == ALL_WELL
    assert len(hub_events(province)) == 3
