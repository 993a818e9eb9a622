"""Streams that come whole, for a first day or a hole: kept piece by piece, and by fewer a call on a bad line."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Connection

from app.desk.office import Office
from app.domain import acts
from app.errors import HubAnswerInvalid, HubUnreachable
from app.store import states
from app.store.database import Changed
from sync import engine
from sync.beginning import begin
from sync.engine import Pace, Prover, take_streams
from sync.wire import SNAPSHOT_STREAMS
from tests.sync.conftest import MakeClient, MakeOffice
from tests.sync.fault_proxy import CALM, Fault, fault_proxy
from tests.sync.province import Province, enrolled, held, hub_events, receive, record
from tests.sync.test_dead_lines import Always

LONG = 230
"""Events of one dossier: more than two transactions hold."""


def long_stream(office: Office, client_for: MakeClient) -> str:
    """The id of a dossier of `LONG` events among two short ones, all placed."""
    client = client_for(office)
    for number in (1, 2, 3):
        stream = receive(office, f"H44.80.01-261123-000{number}")
        if number == 2:
            long = stream
            for _ in range(LONG - 1):
                record(office, stream, acts.Printed("receipt", "ab" * 32, 2))
    while engine.push_once(office, client, Pace()).number:
        continue
    return long


def commits(office: Office) -> list[int]:
    """How many events each transaction on ``office`` brings from now on."""
    brought: list[int] = []

    def after_commit(_: Changed) -> None:
        brought.append(len(held(office)) - sum(brought))

    office.store.subscribe(after_commit)
    return brought


def test_a_first_day_keeps_at_most_a_hundred_events_in_one_transaction(
    office: Office, other: Office, province: Province, client_for: MakeClient
) -> None:
    long_stream(office, client_for)
    brought = commits(other)
    assert not begin(other, client_for(other), Pace())
    assert sum(brought) == LONG + 2
    assert max(brought) <= 100
    assert held(other) == hub_events(province)


def test_a_stream_that_is_fetched_is_kept_in_pieces_and_may_be_cut_off_between_them(
    office: Office, other: Office, province: Province, client_for: MakeClient
) -> None:
    stream = long_stream(office, client_for)
    client, brought = client_for(other), commits(other)
    answer = client.stream(stream)

    def cut(_: Connection) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        take_streams(other, answer.epoch, Prover(other, client).prove(answer.entries, answer.runs), cut)
    assert 0 < sum(brought) < LONG
    assert engine.fetch_stream(other, client, stream)
    assert sum(brought) == LONG
    assert max(brought) <= 100
    assert held(other).items() <= hub_events(province).items()
    with office.store.read() as mine, other.store.read() as theirs:
        there, here = states.row(theirs, stream), states.row(mine, stream)
    assert there is not None
    assert here is not None
    assert replace(there, lid=here.lid) == here


def test_nothing_is_kept_of_a_stream_with_a_gap(office: Office, other: Office, client_for: MakeClient) -> None:
    stream = long_stream(office, client_for)
    client, brought = client_for(other), commits(other)
    answer = client.stream(stream)
    found = Prover(other, client).prove(answer.entries, answer.runs)
    torn = replace(found, deliveries=[*found.deliveries[:150], *found.deliveries[151:]])
    with pytest.raises(HubAnswerInvalid):
        take_streams(other, answer.epoch, torn, lambda _: None)
    assert brought == []


def test_after_an_answer_that_did_not_come_the_next_is_half_as_long(
    new_office: MakeOffice, province: Province, address: str, client_for: MakeClient
) -> None:
    """Runs on their way out and whole dossiers on their way in, over a line that stalls once each."""
    with fault_proxy(address, 1) as proxy:
        office = enrolled(new_office("a"), province, proxy.address)
        late = enrolled(new_office("b"), province, proxy.address, counter="Q02")
        for number in range(1, 61):
            receive(office, f"H44.80.01-261123-{number:04}")
        pace, stalls = Pace(size=40), Always(met=Fault("stall", "down", 0))
        proxy.weather = stalls
        with pytest.raises(HubUnreachable):
            engine.push_once(office, client_for(office), pace)
        proxy.weather = CALM
        assert engine.push_once(office, client_for(office), pace).number == 20
        while engine.push_once(office, client_for(office), pace).number:
            continue
        pace, proxy.weather = Pace(), stalls
        with pytest.raises(HubUnreachable):
            begin(late, client_for(late), pace)
        proxy.weather = CALM
        assert begin(late, client_for(late), pace)
        assert len(held(late)) == SNAPSHOT_STREAMS // 2
        while begin(late, client_for(late), pace):
            continue
    assert held(late) == held(office) == hub_events(province)
