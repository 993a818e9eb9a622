"""The post thread: what it does first, how it waits, and that it never gives up."""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.desk.office import Office
from app.domain import acts
from app.domain.events import instant_text
from app.errors import HubUnauthorised, HubUnreachable
from app.store import enrolment, files, settings
from app.store.database import Changed
from sync import engine
from sync.client import Timeouts
from sync.engine import Pace
from sync.parcels import PART
from sync.patience import Habits, Times, back_off
from sync.wire import Fault
from sync.worker import PostWorker, one_pass
from tests.sync.answering import LOGIN_PAGE, Asked, Reply, Server, json_reply, serving
from tests.sync.conftest import MakeClient, MakeOffice
from tests.sync.province import Province, attach, enrolled, held, hub_events, receive, record

QUICK = Timeouts(2, 5, 20)


@dataclass
class Passing:
    """Time that passes only by waiting; ``then`` may do something during a wait."""

    now: float = 1000
    waits: list[float] = field(default_factory=list)
    then: Callable[[threading.Event], object] = lambda event: None

    def wait(self, event: threading.Event, seconds: float) -> bool:
        self.waits.append(seconds)
        self.then(event)
        if not event.is_set():
            self.now += seconds
        return event.is_set()

    @property
    def times(self) -> Times:
        return Times(lambda: self.now, self.wait)


@dataclass
class Middle(random.Random):
    """Chance that always falls in the middle."""

    def uniform(self, a: float, b: float) -> float:
        return (a + b) / 2


def worker_of(office: Office, passing: Passing, **habits: float) -> PostWorker:
    made = Habits(**{"long_poll": 0, **habits})  # type: ignore[arg-type]
    return PostWorker(office, habits=made, times=passing.times, timeouts=QUICK, chance=Middle())


def readdress(office: Office, address: str) -> None:
    """The office's hub is now found elsewhere."""
    with office.store.write() as connection:
        current = enrolment.current(connection)
        assert current is not None
        enrolment.enrol(connection, enrolment.Enrolment(**{**vars(current), "hub_url": address}))


@contextmanager
def talking_to(office: Office, answering: Callable[[Asked], Reply]) -> Iterator[Server]:
    with serving(answering) as server:
        readdress(office, server.address)
        yield server


# ---------------------------------------------------------------- waiting


def test_waits_grow_with_full_jitter_and_have_a_bound() -> None:
    habits, chance = Habits(first_wait=2, longest_wait=300), random.Random(1)
    for failures, bound in ((1, 2), (2, 4), (3, 8), (8, 256), (9, 300), (50, 300), (5000, 300)):
        waits = [back_off(failures, habits, chance) for _ in range(300)]
        assert min(waits) >= 1
        assert max(waits) <= bound
        assert max(waits) > 0.9 * bound
        assert min(waits) < max(1.1, 0.1 * bound)


def test_without_a_hub_it_waits_to_be_enrolled(new_office: MakeOffice) -> None:
    office, passing = new_office(), Passing()
    worker = worker_of(office, passing)
    worker.live_once()
    assert office.post.state == "never"
    assert passing.waits == [300]
    with pytest.raises(HubUnauthorised):
        one_pass(office)


def test_it_never_gives_up_on_a_dead_line(office: Office, province: Province) -> None:
    readdress(office, "http://127.0.0.1:9")
    receive(office, "H44.80.01-261123-0001")
    passing = Passing()
    worker = worker_of(office, passing)
    for _ in range(12):
        worker.live_once()
    assert passing.waits == [1, 2, 4, 8, 16, 32, 64, 128, 150, 150, 150, 150]
    post = office.post
    assert (post.state, post.reason, post.last_contact) == ("waiting", "hub_unreachable", None)
    assert post.next_try == office.now() + timedelta(seconds=150)


def test_a_good_answer_lets_the_waits_begin_anew(office: Office, address: str) -> None:
    passing = Passing()
    worker = worker_of(office, passing)
    readdress(office, "http://127.0.0.1:9")
    for _ in range(3):
        worker.live_once()
    readdress_and_tell(office, worker, address)
    worker.live_once()
    post = office.post
    assert (post.state, post.reason, post.next_try) == ("idle", "", None)
    assert post.last_contact == office.now()
    readdress_and_tell(office, worker, "http://127.0.0.1:9")
    worker.live_once()
    assert passing.waits == [1, 2, 4, 1]


def readdress_and_tell(office: Office, worker: PostWorker, address: str) -> None:
    readdress(office, address)
    worker._changed(Changed(frozenset(), frozenset({"enrolment"})))


def test_a_wake_ends_the_wait_for_a_bad_line(office: Office) -> None:
    readdress(office, "http://127.0.0.1:9")
    passing = Passing(then=lambda event: event.set())
    worker = worker_of(office, passing)
    for _ in range(3):
        worker.live_once()
    assert (passing.waits, passing.now) == ([1, 2, 4], 1000)


def test_a_busy_hub_gets_the_time_it_asks_for(office: Office) -> None:
    woken: list[bool] = []

    def wake_once(event: threading.Event) -> None:
        if not woken:
            woken.append(True)
            event.set()

    with talking_to(office, lambda asked: json_reply(Fault("busy"), 503, Retry_After="40")):
        passing = Passing(then=wake_once)
        worker = worker_of(office, passing)
        worker.live_once()
    assert passing.waits == [60, 60]
    assert passing.now == 1060
    assert office.post.reason == "hub_busy"


def test_a_login_page_is_a_bad_line(office: Office) -> None:
    with talking_to(office, lambda asked: LOGIN_PAGE) as server:
        worker = worker_of(office, Passing())
        worker.live_once()
        assert len(server.asked) == 1
    assert (office.post.state, office.post.reason) == ("waiting", "hub_answer_invalid")


def test_the_words_of_a_bug_are_not_logged(
    office: Office, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A database quotes what it was given, and what it was given may be a citizen's name."""

    def fall(*_: object) -> None:
        with office.store.write() as connection:
            connection.execute(text("INSERT INTO setting VALUES (:name, :name, :name)"), {"name": "Nguyễn Thị Hoa"})

    monkeypatch.setattr(engine, "pull_once", fall)
    worker = worker_of(office, Passing())
    with caplog.at_level(logging.DEBUG):
        worker.live_once()
    assert "a bug in the post: " in caplog.text
    assert "Nguyễn" not in caplog.text
    with pytest.raises(DBAPIError) as failure:
        fall()
    assert "Nguyễn" not in str(failure.value)


def test_a_bug_is_logged_and_the_post_goes_on(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    passing = Passing()
    worker = worker_of(office, passing)
    worker.live_once()
    with office.store.write() as connection:
        settings.save(connection, "last_contact", 5)  # what no version of the program has ever written
    with caplog.at_level(logging.ERROR):
        worker.live_once()
    assert "a bug in the post: ValidationError" in caplog.text
    assert (office.post.state, office.post.reason, passing.waits) == ("waiting", "post", [1])
    with office.store.write() as connection:
        settings.forget(connection, "last_contact")
    worker.live_once()
    assert office.post.reason == ""


# ---------------------------------------------------------------- working


def test_everything_there_is_to_do(office: Office, other: Office, province: Province) -> None:
    data = b"%PDF-" + bytes(PART)
    for number in range(1, 4):
        attach(office, receive(office, f"H44.80.01-261123-{number:04}"), data + bytes([number]))
    done = one_pass(office, timeouts=QUICK)
    assert (done.events_waiting, done.files_waiting, done.failures) == (0, 0, {})
    assert office.post.state == "stopped"
    one_pass(other, timeouts=QUICK)
    assert held(office) == held(other) == hub_events(province)


def test_a_refused_piece_of_work_stops_only_itself(
    office: Office, other: Office, province: Province, client_for: MakeClient
) -> None:
    receive(other, "H44.80.01-261123-0001")
    engine.push_once(other, client_for(other), Pace())
    province.tell("UPDATE run SET signature = decode(repeat('00', 64), 'hex')")
    receive(office, "H44.80.01-261123-0002")
    passing = Passing()
    worker = worker_of(office, passing)
    worker.live_once()
    assert worker.failures() == {"pull": "hub_answer_invalid"}
    assert len(hub_events(province)) == 2
    assert (office.post.state, office.post.reason) == ("idle", "hub_answer_invalid")
    assert office.post.next_try == office.now() + timedelta(seconds=1)
    assert passing.waits == [1]
    worker.live_once()
    assert passing.waits == [1, 2]
    worker.wake()
    passing.waits.clear()
    worker.live_once()
    assert passing.waits == [4]


def test_a_restored_hub_is_served_without_anyone_asking(office: Office, province: Province) -> None:
    receive(office, "H44.80.01-261123-0001")
    one_pass(office, timeouts=QUICK)
    for table in ("feed", "event", "link", "run", "dossier_code", "stream", "register_head"):
        province.tell(f"DELETE FROM {table}")
    province.tell(
        "UPDATE unit_head SET head = 0",
        "UPDATE device SET last_seq = 0, last_hash = decode(repeat('00', 32), 'hex')",
        "UPDATE hub SET epoch = 'restored'",
    )
    receive(office, "H44.80.01-261123-0002")
    assert one_pass(office, timeouts=QUICK).failures == {}
    assert held(office) == hub_events(province)
    assert len(held(office)) == 2


def test_files_keep_to_their_rate_and_make_room_for_events(office: Office, province: Province) -> None:
    stream = receive(office, "H44.80.01-261123-0001")
    sha256 = attach(office, stream, b"%PDF-" + bytes(4 * PART - 5))
    passing = Passing()
    worker = worker_of(office, passing, file_rate=PART / 2)
    seen: list[int] = []

    def an_act_after_two_parts(event: threading.Event) -> None:
        progress = office.post.progress
        assert progress is not None
        seen.append(progress.sent)
        if len(seen) == 2:
            record(office, stream, acts.HandedOut("receipt", "ab" * 32))
            event.set()

    passing.then = an_act_after_two_parts
    worker.live_once()
    assert (seen, passing.waits) == ([PART, 2 * PART], [2, 2])
    assert len(hub_events(province)) == 2
    worker.live_once()
    assert len(hub_events(province)) == 3
    assert seen == [PART, 2 * PART, 3 * PART, 4 * PART]
    assert office.post.progress is None
    with office.store.read() as connection:
        row = files.get(connection, sha256)
    assert row is not None
    assert row.upload == "sent"


def test_events_do_not_wait_long_for_files(office: Office, province: Province) -> None:
    stream = receive(office, "H44.80.01-261123-0001")
    attach(office, stream, bytes(4 * PART))
    passing = Passing()
    worker = worker_of(office, passing, file_rate=PART / 15)
    worker.live_once()
    assert passing.waits == [15, 15]
    assert office.post.state == "working"
    worker.live_once()
    assert passing.waits == [15] * 4


def test_what_failed_is_tried_again_in_time(office: Office, province: Province) -> None:
    stream = receive(office, "H44.80.01-261123-0001")
    with office.store.write() as connection:
        files.want(connection, "cd" * 32, stream, office.now())
    passing = Passing()
    worker = worker_of(office, passing)

    def tries() -> int:
        with office.store.read() as connection:
            return files.wanted(connection)[0].attempts

    worker.live_once()
    worker.live_once()
    assert tries() == 1
    passing.now += 600
    worker.live_once()
    assert tries() == 2


# ---------------------------------------------------------------- the thread


@pytest.fixture
def running(office: Office) -> Iterator[PostWorker]:
    worker = PostWorker(office, habits=Habits(long_poll=20), timeouts=QUICK)
    worker.start()
    yield worker
    worker.stop()


def until(office: Office, holds: Callable[[], bool]) -> None:
    """Waits until ``holds``, looking after each commit."""
    changed = threading.Event()
    unsubscribe = office.store.subscribe(lambda _: changed.set())
    try:
        while not holds():
            assert changed.wait(20)
            changed.clear()
    finally:
        unsubscribe()


def is_whole(office: Office, number: int) -> Callable[[], bool]:
    from app.store import journal

    def holds() -> bool:
        with office.store.read() as connection:
            return not journal.unsent(connection, 1) and journal.cursor(connection, "H44.80.01")[1] == number

    return holds


def test_an_act_goes_out_while_the_post_waits_for_news(office: Office, running: PostWorker, province: Province) -> None:
    until(office, lambda: office.post.state == "idle" or held(office) == {})
    for number in range(1, 4):
        receive(office, f"H44.80.01-261123-{number:04}")
        until(office, is_whole(office, number))
    assert held(office) == hub_events(province)


def test_news_come_in_while_the_post_waits(
    office: Office, other: Office, running: PostWorker, province: Province
) -> None:
    receive(other, "H44.80.01-261123-0001")
    one_pass(other, timeouts=QUICK)
    until(office, is_whole(office, 1))
    assert held(office) == hub_events(province)


def test_it_stops_in_the_middle_of_a_wait_and_starts_again(office: Office, province: Province) -> None:
    worker = PostWorker(office, habits=Habits(long_poll=20), timeouts=QUICK)
    for number in (1, 2):
        worker.start()
        with pytest.raises(RuntimeError):
            worker.start()
        receive(office, f"H44.80.01-261123-{number:04}")
        until(office, is_whole(office, number))
        worker.stop()
        assert office.post.state == "stopped"
    assert threading.active_count() < 20


def test_a_restart_knows_the_last_contact(office: Office, province: Province) -> None:
    with office.store.read() as connection:
        assert settings.value(connection, "last_contact") == instant_text(office.now())
    office.post.last_contact = None
    worker = PostWorker(office, timeouts=QUICK)
    worker.start()
    worker.stop()
    assert office.post.last_contact == office.now()


def test_an_enrolment_is_noticed(new_office: MakeOffice, province: Province, address: str) -> None:
    office = new_office()
    worker = PostWorker(office, timeouts=QUICK)
    worker.start()
    enrolled(office, province, address)
    receive(office, "H44.80.01-261123-0001")
    until(office, is_whole(office, 1))
    worker.stop()
    assert len(held(office)) == 1


def test_no_answer_is_no_contact(office: Office) -> None:
    readdress(office, "http://127.0.0.1:9")
    with pytest.raises(HubUnreachable):
        one_pass(office, timeouts=QUICK)
    assert office.post.last_contact is None
