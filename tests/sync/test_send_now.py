"""“Send now” asks at once for what would else wait for its round, and the window is told when each round is due."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from app.desk import dispatch
from app.desk.office import Office
from app.desk.post_status import FILES_AGAIN, OFFERED_AGAIN
from app.store import files, journal
from sync.hub import folding
from sync.patience import Habits
from sync.worker import PostWorker
from tests.sync.province import Province, held, hub_events, receive
from tests.sync.test_worker import QUICK, Passing, readdress, until, worker_of


def waiting(office: Office) -> dict[str, int]:
    with office.store.read() as connection:
        return journal.waiting(connection)


def stands(office: Office, expected: dict[str, int]) -> Callable[[], bool]:
    return lambda: waiting(office) == expected


@pytest.fixture
def older_hub(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The hub cannot read receptions yet, until this is undone."""
    monkeypatch.setattr(folding, "known", lambda body: body.kind != "receive")
    return monkeypatch


def test_acts_an_older_hub_could_not_read_are_offered_again_at_once(
    office: Office, province: Province, older_hub: pytest.MonkeyPatch
) -> None:
    receive(office, "H44.80.01-261123-0001")
    worker = worker_of(office, Passing())
    worker.live_once()
    assert waiting(office) == {"upgrade": 1}
    worker.send_now()
    worker.live_once()
    assert waiting(office) == {"upgrade": 1}, "asked again, and answered the same"
    older_hub.undo()
    worker.wake()
    worker.live_once()
    assert waiting(office) == {"upgrade": 1}, "an act elsewhere asks for nothing of the kind"
    worker.send_now()
    worker.live_once()
    assert waiting(office) == {}
    assert held(office) == hub_events(province)


def test_the_key_of_the_window_reaches_the_post_at_work(
    office: Office, province: Province, older_hub: pytest.MonkeyPatch
) -> None:
    worker = PostWorker(office, habits=Habits(long_poll=20), timeouts=QUICK)
    worker.start()
    try:
        receive(office, "H44.80.01-261123-0001")
        until(office, stands(office, {"upgrade": 1}))
        older_hub.undo()
        dispatch.send_now(office)
        until(office, stands(office, {}))
    finally:
        worker.stop()
    assert held(office) == hub_events(province)


def test_who_asks_while_the_line_is_bad_is_heard_when_it_is_good(
    office: Office, address: str, province: Province, older_hub: pytest.MonkeyPatch
) -> None:
    receive(office, "H44.80.01-261123-0001")
    passing = Passing()
    worker_of(office, passing).live_once()
    older_hub.undo()
    readdress(office, "http://127.0.0.1:9")
    worker = worker_of(office, passing)
    worker.live_once()
    passing.then = lambda event: worker.send_now() if not event.is_set() else None
    worker.live_once()
    passing.then = lambda event: None
    assert office.post.reason == "hub_unreachable"
    readdress(office, address)
    worker._forget_client()
    worker.live_once()
    assert waiting(office) == {}
    assert held(office) == hub_events(province)


def test_files_that_failed_are_tried_again_at_once(office: Office, province: Province) -> None:
    stream = receive(office, "H44.80.01-261123-0001")
    with office.store.write() as connection:
        files.want(connection, "cd" * 32, stream, office.now())
    worker = worker_of(office, Passing())

    def tries() -> int:
        with office.store.read() as connection:
            return files.wanted(connection)[0].attempts

    worker.live_once()
    worker.wake()
    worker.live_once()
    assert tries() == 1
    worker.send_now()
    worker.live_once()
    assert tries() == 2


def test_the_window_is_told_when_each_round_is_due(office: Office, province: Province) -> None:
    passing = Passing()
    worker = worker_of(office, passing, failed_files_every=600, reconcile_every=24 * 3600)
    began = office.now()
    worker.live_once()
    assert office.post.rounds[FILES_AGAIN] == began + timedelta(minutes=10)
    assert office.post.rounds[OFFERED_AGAIN] == began + timedelta(days=1)


def test_a_failed_fetch_says_why_until_it_is_tried_again(office: Office, province: Province) -> None:
    stream = receive(office, "H44.80.01-261123-0001")
    with office.store.write() as connection:
        files.want(connection, "cd" * 32, stream, office.now())
    worker = worker_of(office, Passing())
    worker.live_once()

    def errors() -> list[str]:
        with office.store.read() as connection:
            return [wanted.error for wanted in files.wanted(connection)]

    assert errors() == ["not_found"]
    readdress(office, "http://127.0.0.1:9")
    worker._forget_client()
    worker.send_now()
    worker.live_once()
    assert office.post.reason == "hub_unreachable"
    assert errors() == ["not_found"], "the line fails before the files have their turn"
