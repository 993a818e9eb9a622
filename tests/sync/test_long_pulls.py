"""Pulls in which a process beside asks and reads: all comes once, whatever becomes of it."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from app.desk.office import Office
from app.errors import HubAnswerInvalid
from sync import ahead, page_process
from sync.ahead import pull_all
from sync.client import HubClient
from sync.engine import Pace, Pulled, ask_page, feed_cursor
from sync.hub import feed
from sync.hub.devices import CLOCK_LEEWAY
from sync.page_process import IDLE, PageProcess
from sync.wire import TOKEN_SECONDS
from sync.worker import PostWorker
from tests.sync.conftest import MakeClient, MakeOffice
from tests.sync.page_readers import SECONDS, Told, dossiers, has_spoken, is_alive, pid_of, until
from tests.sync.province import Province, enrolled, held, hub_events
from tests.sync.test_feed_pages import long_feed
from tests.sync.test_worker import Passing, worker_of


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few hundred events are much here."""
    monkeypatch.setattr(ahead, "MANY", 100)


def test_a_long_feed_is_read_by_it(office: Office, other: Office, client_for: MakeClient) -> None:
    """It is begun by the first page and takes over as soon as it is ready."""
    dossiers(office, client_for(office), 200)
    with Told() as told:
        pulled = pull_all(other, client_for(other), Pace(), lambda: until(lambda: has_spoken(told)), told)
        assert pulled == Pulled(600, at_head=True)
        assert told.events == 301, "all but the two pages that are read here before it is ready"
    assert held(office) == held(other)


@pytest.mark.parametrize(
    ("fill", "number", "size"), [(dossiers, 100, 60_000), (long_feed, 250, 30_000)], ids=["dossiers", "one dossier"]
)
def test_answers_cut_for_their_size_are_read_by_it_too(
    office: Office,
    other: Office,
    client_for: MakeClient,
    monkeypatch: pytest.MonkeyPatch,
    told: Told,
    fill: Callable[[Office, HubClient, int], None],
    number: int,
    size: int,
) -> None:
    """The hub gives fewer events than it was asked for; the next page goes on from there."""
    fill(office, client_for(office), number)
    monkeypatch.setattr(feed, "FEED_BYTES", size)
    pulled = pull_all(other, client_for(other), Pace(), reader=told)
    assert pulled == Pulled(len(held(office)), at_head=True)
    assert told.events >= len(held(office)) - 100, "all but the first answer"
    assert told.asked > 3
    assert held(office) == held(other)


def test_a_short_feed_does_not_begin_it(office: Office, other: Office, client_for: MakeClient) -> None:
    dossiers(office, client_for(office), 20)
    with PageProcess() as idle:
        assert pull_all(other, client_for(other), Pace(), reader=idle) == Pulled(60, at_head=True)
        assert idle._process is None
    assert held(office) == held(other)


@pytest.mark.parametrize(("when", "number"), [("asked", 1), ("asked", 2), ("heard", 1), ("heard", 2), ("heard", 4)])
def test_killed_at_any_time_nothing_is_lost(
    office: Office,
    other: Office,
    client_for: MakeClient,
    caplog: pytest.LogCaptureFixture,
    told: Told,
    when: str,
    number: int,
) -> None:
    dossiers(office, client_for(office), 200)

    def kill(at: int) -> None:
        if at == number:
            process = pid_of(told)
            os.kill(process, signal.SIGKILL)
            until(lambda: not is_alive(process))

    setattr(told, {"asked": "before_asking", "heard": "before_hearing"}[when], kill)
    assert pull_all(other, client_for(other), Pace(), reader=told) == Pulled(600, at_head=True)
    assert held(office) == held(other)
    if told.events < 501:  # else all of it was in the pipe already
        assert "pages are read without a process for a while" in caplog.text


@pytest.mark.parametrize("end", [PostWorker.stop, PostWorker._forget_client], ids=["ends", "is enrolled anew"])
def test_the_post_that_ends_does_not_wait_for_it(
    office: Office,
    other: Office,
    client_for: MakeClient,
    monkeypatch: pytest.MonkeyPatch,
    end: Callable[[PostWorker], None],
) -> None:
    """It hangs, and the post waits for its page."""
    monkeypatch.setattr(page_process, "PATIENCE", 10 * SECONDS)
    worker, told, asked = worker_of(other, Passing()), Told(), threading.Event()
    worker.live_once()
    dossiers(office, client_for(office), 80)

    told.before_asking = lambda _: os.kill(pid_of(told), signal.SIGSTOP)  # type: ignore[method-assign]
    told.before_hearing = lambda _: asked.set()  # type: ignore[method-assign]
    worker._reader = told
    told.begin()
    until(lambda: has_spoken(told))
    process = pid_of(told)
    ended = threading.Event()
    worker.start()
    try:
        assert asked.wait(SECONDS)
        threading.Thread(target=lambda: (end(worker), ended.set()), daemon=True).start()
        assert ended.wait(SECONDS), "it waits for as long as a page may take"
        until(lambda: not is_alive(process))
    finally:
        told.kill()
        worker.stop()


def test_what_cannot_be_proved_gets_its_name_here(
    office: Office, other: Office, client_for: MakeClient, province: Province, reader: PageProcess
) -> None:
    long_feed(office, client_for(office), 250)
    province.tell("UPDATE event SET body = '{' || ' '::bytea || substr(body, 2) WHERE stream_seq = 50")
    with pytest.raises(HubAnswerInvalid) as caught:
        pull_all(other, client_for(other), Pace(), reader=reader)
    assert (caught.value.facts["position"], caught.value.facts["cause"]) == (50, "body_hash")
    assert feed_cursor(other)[1] == 49


def test_a_machine_that_gives_no_process_pulls_all_the_same(
    office: Office,
    other: Office,
    client_for: MakeClient,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    dossiers(office, client_for(office), 70)
    monkeypatch.setattr(page_process, "_program", lambda: ["/nowhere/at/all"])
    with PageProcess() as none:
        none.kill()  # as when the counter was enrolled
        assert pull_all(other, client_for(other), Pace(), reader=none).number == 210
        assert not none.is_ready()
    assert held(office) == held(other)
    assert caplog.text.count("pages are read without a process for a while: FileNotFoundError") == 1


def test_the_post_begins_it_and_ends_it(office: Office, other: Office, client_for: MakeClient) -> None:
    passing = Passing()
    worker = worker_of(other, passing)
    try:
        worker.live_once()
        assert worker._reader._process is None
        dossiers(office, client_for(office), 70)
        worker.live_once()
        first = pid_of(worker._reader)
        assert is_alive(first)
        worker.live_once()
        assert is_alive(first), "it has not been idle for long"
        passing.now += IDLE
        worker.live_once()
        assert not is_alive(first)
        worker._reader.begin()
        second = pid_of(worker._reader)
    finally:
        worker.stop()
    assert not is_alive(second)
    assert held(office) == held(other)


def test_a_short_feed_is_asked_for_here_even_while_it_waits(
    office: Office, other: Office, client_for: MakeClient, told: Told
) -> None:
    """Or a machine would never be rid of it, and every question on a bad line would be asked twice."""
    dossiers(office, client_for(office), 20)
    assert pull_all(other, client_for(other), Pace(), reader=told) == Pulled(60, at_head=True)
    assert told.asked == 0


def test_one_that_does_not_get_through_is_tried_once_a_pull(
    office: Office, other: Office, client_for: MakeClient, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where another program of the machine lets only the counter itself out."""
    dossiers(office, client_for(office), 200)
    client = client_for(other)
    nowhere = replace(client.access(1), address="http://127.0.0.1:1")
    monkeypatch.setattr(client, "access", lambda whole: nowhere)
    assert pull_all(other, client, Pace(), reader=told) == Pulled(600, at_head=True)
    assert told.asked == page_process.AHEAD + 1
    assert held(office) == held(other)


def test_a_token_that_ends_in_the_middle_is_followed_by_another(
    office: Office,
    other: Office,
    client_for: MakeClient,
    told: Told,
    province: Province,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ahead, "PAGES", 1)
    dossiers(office, client_for(office), 400)
    began = province.clock()
    told.before_asking = lambda _: province.clock.move(120)  # type: ignore[method-assign]
    assert pull_all(other, client_for(other), Pace(), reader=told) == Pulled(1200, at_head=True)
    assert told.events == 1100, "none was left to be read here"
    assert (province.clock() - began).total_seconds() > TOKEN_SECONDS + CLOCK_LEEWAY.total_seconds()


def test_after_what_it_could_not_read_pages_begin_small_again(
    office: Office, other: Office, client_for: MakeClient, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A line that breaks under five hundred events at once is not asked for as many again."""
    dossiers(office, client_for(office), 200)
    asked: list[int] = []

    def noted(*given: Any, **named: Any) -> Any:
        asked.append(given[4])
        return ask_page(*given, **named)

    monkeypatch.setattr(ahead, "ask_page", noted)
    told.before_hearing = lambda number: told.kill() if number == 3 else None  # type: ignore[method-assign]
    assert pull_all(other, client_for(other), Pace(), reader=told).at_head
    assert asked[:3] == [100, 100, 200]
    assert held(office) == held(other)


def test_a_device_that_is_new_is_looked_up_here_and_it_goes_on(
    office: Office, other: Office, new_office: MakeOffice, province: Province, address: str, client_for: MakeClient,
    told: Told,
) -> None:  # fmt: skip
    """The first answer it gets holds events of a counter that the reference data held here do not know."""
    dossiers(office, client_for(office), 40)
    newest = enrolled(new_office("c"), province, address, counter="Q03")
    dossiers(newest, client_for(newest), 150)
    assert pull_all(other, client_for(other), Pace(), reader=told).at_head
    assert told.events > 200
    assert held(other) == hub_events(province)
