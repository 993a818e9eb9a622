"""A new counter gets the dossiers at work and not the history of the ended ones; what moves again comes whole."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.domain import acts
from app.store import journal
from sync import beginning
from sync.beginning import begin
from sync.engine import Pace
from sync.worker import Summary, one_pass
from tests.sync.conftest import MakeClient, MakeOffice
from tests.sync.province import WARD, Province, enrolled, held, hub_events, receive, record

ALL_WELL = Summary(0, 0)


def test_a_new_counter_reads_what_is_at_work_and_then_the_feed(
    province: Province, address: str, new_office: MakeOffice, client_for: MakeClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beginning, "SNAPSHOT_STREAMS", 2)
    old = enrolled(new_office("old"), province, address)
    ended = receive(old, "H44.80.01-261123-0001")
    record(old, ended, acts.Withdrawn("applicant"))
    assert one_pass(old) == ALL_WELL
    province.clock.move(timedelta(days=100).total_seconds())
    open_ones = [receive(old, f"H44.80.01-270303-000{number}") for number in range(1, 6)]
    assert one_pass(old) == ALL_WELL
    late = enrolled(new_office("late"), province, address, counter="Q02")
    client = client_for(late)
    # The first page is read, and the line is cut before the second.
    assert begin(late, client, Pace())
    assert len(held(late)) == 2
    # Meanwhile the work goes on, also on what was read and on what is ended.
    record(old, open_ones[0], acts.PaymentCollected(8000, "cash"))
    assert one_pass(old) == ALL_WELL
    while begin(late, client, Pace()):
        continue
    with late.store.read() as connection:
        assert journal.cursor(connection, WARD) == (province.rows("SELECT epoch FROM hub")[0][0], 7)
    assert not begin(late, client, Pace())
    assert one_pass(late) == ALL_WELL
    gone = {id for (id,) in province.rows(f"SELECT id::text FROM event WHERE stream = '{ended}'")}
    assert held(late) == {id: told for id, told in hub_events(province).items() if id not in gone}
    # What had ended moves again: its one new event has no beginning here, so the dossier is fetched whole.
    record(old, ended, acts.HandedOut("receipt", "ab" * 32))
    assert one_pass(old) == ALL_WELL
    assert one_pass(late) == ALL_WELL
    assert held(late) == held(old) == hub_events(province)


def test_a_hub_restored_meanwhile_is_read_from_the_beginning(
    province: Province, address: str, new_office: MakeOffice, client_for: MakeClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beginning, "SNAPSHOT_STREAMS", 1)
    old = enrolled(new_office("old"), province, address)
    for number in (1, 2):
        receive(old, f"H44.80.01-261123-000{number}")
    assert one_pass(old) == ALL_WELL
    late = enrolled(new_office("late"), province, address, counter="Q02")
    client = client_for(late)
    assert begin(late, client, Pace())
    province.tell("UPDATE hub SET epoch = 'restored'")
    assert one_pass(late) == ALL_WELL
    assert one_pass(old) == ALL_WELL
    assert held(late) == held(old) == hub_events(province)
