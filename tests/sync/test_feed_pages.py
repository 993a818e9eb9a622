"""A long feed is applied page by page: each page a transaction of its own, cut off anywhere and gone on with."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from app.desk.office import Office
from app.domain import acts
from app.store import journal
from app.store.database import Changed
from app.store.schema import event
from sync import engine
from sync.client import HubClient
from sync.engine import Pace, Pulled
from tests.sync.conftest import MakeClient
from tests.sync.province import WARD, held, receive, record


def long_feed(office: Office, client: HubClient, events: int) -> None:
    """A dossier with that many events, pushed."""
    stream = receive(office, "H44.80.01-261123-0001")
    for _ in range(events - 1):
        record(office, stream, acts.HandedOut("receipt", "ab" * 32))
    while engine.push_once(office, client, Pace()).number:
        continue


def test_a_long_feed_comes_in_pieces(office: Office, other: Office, client_for: MakeClient) -> None:
    long_feed(office, client_for(office), 121)
    there, slow = client_for(other), Pace(size=10)
    assert engine.pull_once(other, there, slow) == Pulled(50, at_head=False)
    assert engine.pull_once(other, there, slow) == Pulled(71, at_head=True)
    assert held(office) == held(other)


def test_at_most_a_hundred_events_are_kept_in_one_transaction(
    office: Office, other: Office, client_for: MakeClient
) -> None:
    """An officer's act waits for one page at most; here one is recorded after every page."""
    long_feed(office, client_for(office), 250)
    kept: list[int] = []
    acting = False

    def after_commit(_: Changed) -> None:
        nonlocal acting
        if acting:
            return
        with other.store.read() as connection:
            kept.append(journal.cursor(connection, WARD)[1])
        acting = True
        receive(other, f"H44.80.01-261123-01{len(kept):02}")
        acting = False

    stop = other.store.subscribe(after_commit)
    assert engine.pull_once(other, client_for(other), Pace()) == Pulled(250, at_head=True)
    stop()
    assert kept[:3] == [100, 200, 250]
    with other.store.read() as connection:
        assert journal.waiting(connection) == {"pending": len(kept)}


def test_a_pull_killed_between_two_pages_goes_on_from_there(
    office: Office, other: Office, client_for: MakeClient
) -> None:
    class Killed(BaseException):
        pass

    def kill(_: Changed) -> None:
        raise Killed

    long_feed(office, client_for(office), 250)
    stop = other.store.subscribe(kill)
    with pytest.raises(Killed):
        engine.pull_once(other, client_for(other), Pace())
    stop()
    with other.store.read() as connection:
        assert journal.cursor(connection, WARD)[1] == 100
        assert connection.execute(select(func.count()).select_from(event)).scalar_one() == 100
    assert engine.pull_once(other, client_for(other), Pace()) == Pulled(150, at_head=True)
    assert held(office) == held(other)
