"""The hub works on the next batch or page while one is written here: never more than one ahead, never too early."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
import pytest

from app.desk.office import Office
from app.domain import acts
from app.errors import HubAnswerInvalid, HubUnreachable
from app.store import enrolment, journal
from app.store.database import Changed
from sync.ahead import pull_all, push_all
from sync.client import HubClient, Timeouts
from sync.engine import Pace, Pulled
from sync.hub import folding
from sync.line import CallCut
from sync.wire import FeedAnswer, PushAnswer, PushRequest
from tests.sync.conftest import MakeClient, MakeOffice
from tests.sync.province import WARD, Province, enrolled, held, hub_events, receive, record
from tests.sync.test_engine import forget_everything
from tests.sync.test_feed_pages import long_feed


class Killed(BaseException):
    pass


class Watched(HubClient):
    """A client that says what becomes of its questions for the feed and of its batches: ``asked`` counts them,
    ``before`` is called with the number of each, ``cut`` counts those that were ended from our own side. ``pushed``
    holds the sizes of the batches that were answered."""

    asked = answered_pages = cut = 0
    before: Callable[[int], None] = staticmethod(lambda _: None)
    pushed: list[int]

    def feed(self, *arguments: object, **named: object) -> FeedAnswer | None:
        self.asked += 1
        self.before(self.asked)
        try:
            answer = super().feed(*arguments, **named)  # type: ignore[arg-type]
        except CallCut:
            self.cut += 1
            raise
        self.answered_pages += 1
        return answer

    def push(self, request: PushRequest, message: bytes | None = None) -> PushAnswer:
        self.asked += 1
        self.before(self.asked)
        try:
            answer = super().push(request, message)
        except CallCut:
            self.cut += 1
            raise
        self.pushed.append(len(request.events))
        return answer


@contextmanager
def watched(office: Office, address: str, timeouts: Timeouts | None = None) -> Iterator[Watched]:
    with office.store.read() as connection:
        current = enrolment.current(connection)
    assert current is not None
    client = Watched(address, office.now, device=current.device, key=office.keys.device_key, timeouts=timeouts)
    client.pushed = []
    try:
        yield client
    finally:
        client.close()


def position(office: Office) -> int:
    with office.store.read() as connection:
        return journal.cursor(connection, WARD)[1]


def recorded(office: Office, events: int) -> None:
    """A dossier with that many events, none of them pushed."""
    stream = receive(office, "H44.80.01-261123-0001")
    for _ in range(events - 1):
        record(office, stream, acts.HandedOut("receipt", "ab" * 32))


def pending(office: Office) -> int:
    with office.store.read() as connection:
        return journal.waiting(connection).get("pending", 0)


def come_about(true: Callable[[], bool]) -> bool:
    tick = threading.Event()
    for _ in range(6000):
        if true():
            return True
        tick.wait(0.01)
    return False


def test_the_next_batch_is_with_the_hub_while_what_was_said_of_one_is_kept(
    office: Office, address: str, province: Province
) -> None:
    recorded(office, 31)
    seen: list[bool] = []
    with watched(office, address) as client:

        def after_commit(_: Changed) -> None:
            """One more is answered than was kept, and nothing after it is sent."""
            kept = (31 - pending(office)) // 10 + (pending(office) == 0)
            wanted = min(kept + 1, 4)
            seen.append(come_about(lambda: len(client.pushed) >= wanted) and client.asked == wanted)

        pace = Pace(size=10)
        pace.run = lambda call: call()  # type: ignore[method-assign]  # a line that gets no better
        stop = office.store.subscribe(after_commit)
        assert push_all(office, client, pace) == 31
        stop()
        assert (seen, client.pushed) == ([True] * 4, [10, 10, 10, 1])
        assert push_all(office, client, pace) == 0
    assert held(office) == hub_events(province)


def test_what_fails_here_ends_the_batch_ahead_and_both_are_offered_again(
    office: Office, address: str, post_database: str, province: Province
) -> None:
    """The second batch is held up in the hub when the first cannot be kept."""
    recorded(office, 30)
    with watched(office, address, Timeouts(2, 600, 600)) as client, psycopg.connect(post_database) as locking:
        asked = threading.Event()

        def hold(number: int) -> None:
            if number == 2:
                locking.execute("LOCK TABLE event IN ACCESS EXCLUSIVE MODE")
                asked.set()

        def kill(_: Changed) -> None:
            assert asked.wait(30)
            raise Killed

        client.before = hold
        stop = office.store.subscribe(kill)
        with pytest.raises(Killed):
            push_all(office, client, Pace(size=10))
        stop()
        assert (client.asked, client.pushed, client.cut) == (2, [10], 1)
        assert pending(office) == 20
        locking.rollback()
        assert push_all(office, client, Pace(size=10)) == 20
    assert pending(office) == 0
    assert held(office) == hub_events(province)


def test_nothing_follows_a_batch_that_the_hub_has_not_taken_in(
    office: Office, address: str, province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hub that is too old for an act in the middle: what comes after is sent once that is kept, not before."""
    recorded(office, 20)
    monkeypatch.setattr(folding, "known", lambda body: body.kind != "receive")
    waiting: list[int] = []
    with watched(office, address) as client:
        client.before = lambda _: waiting.append(pending(office))
        assert push_all(office, client, Pace(size=10)) == 20
    assert waiting == [20, 10]
    with office.store.read() as connection:
        assert journal.waiting(connection) == {"upgrade": 1}
    assert [row[0] for row in province.rows("SELECT count(*) FROM event")] == [19]


def test_pages_begin_small_and_one_is_ahead_and_no_more(
    office: Office, other: Office, client_for: MakeClient, address: str
) -> None:
    long_feed(office, client_for(office), 121)
    ends = [10, 30, 70, 120, 121]
    with watched(other, address) as client:

        def after_commit(_: Changed) -> None:
            """While a page is applied the next one comes, and nothing after that is asked for."""
            page = next(place for place, end in enumerate(ends, 1) if position(other) <= end)
            wanted = min(page + 1, len(ends))
            came = threading.Event()
            for _ in range(500):
                if client.answered_pages >= wanted:
                    break
                came.wait(0.01)
            seen.append((client.answered_pages, client.asked, wanted))

        seen: list[tuple[int, int, int]] = []
        stop = other.store.subscribe(after_commit)
        pace = Pace(size=10)
        pace.run = lambda call: call()  # type: ignore[method-assign]  # a line that gets no better
        assert pull_all(other, client, pace) == Pulled(121, at_head=True)
        stop()
    assert seen
    assert all(answered == asked == wanted for answered, asked, wanted in seen)
    assert held(office) == held(other)


def test_an_apply_that_fails_throws_the_page_ahead_away(
    office: Office, other: Office, client_for: MakeClient, address: str, post_database: str
) -> None:
    """The hub holds the answer for the page ahead back: that call is ended at once, and the next pull goes on."""
    long_feed(office, client_for(office), 250)
    with watched(other, address, Timeouts(2, 600, 600)) as client, psycopg.connect(post_database) as locking:
        asked = threading.Event()

        def hold(number: int) -> None:
            if number == 2:
                locking.execute("LOCK TABLE feed IN ACCESS EXCLUSIVE MODE")
                asked.set()

        def kill(_: Changed) -> None:
            assert asked.wait(30)
            raise Killed

        client.before = hold
        stop = other.store.subscribe(kill)
        with pytest.raises(Killed):
            pull_all(other, client, Pace())
        stop()
        assert (client.asked, client.answered_pages, client.cut) == (2, 1, 1)
        assert position(other) == 100
        locking.rollback()
        assert pull_all(other, client, Pace()) == Pulled(150, at_head=True)
    assert held(office) == held(other)


def test_a_page_ahead_that_does_not_come_is_told_once_the_page_before_is_kept(
    office: Office, other: Office, client_for: MakeClient, address: str
) -> None:
    long_feed(office, client_for(office), 250)
    with watched(other, address) as client:

        def fail(number: int) -> None:
            if number == 2:
                raise HubUnreachable(reason="reset")

        client.before = fail
        pace = Pace()
        with pytest.raises(HubUnreachable):
            pull_all(other, client, pace)
        assert (position(other), pace.size) == (100, 50)
        assert pull_all(other, client, pace) == Pulled(150, at_head=True)
    assert held(office) == held(other)


def test_what_is_called_between_pages_can_end_it(
    office: Office, other: Office, client_for: MakeClient, address: str
) -> None:
    long_feed(office, client_for(office), 250)

    def stop() -> None:
        raise CallCut

    with watched(other, address) as client, pytest.raises(CallCut):
        pull_all(other, client, Pace(), stop)
    assert position(other) == 100


def test_nothing_is_asked_for_beyond_what_cannot_be_proved(
    office: Office, other: Office, client_for: MakeClient, address: str, province: Province
) -> None:
    long_feed(office, client_for(office), 250)
    province.tell("UPDATE event SET body = '{' || ' '::bytea || substr(body, 2) WHERE stream_seq = 50")
    with watched(other, address) as client:
        with pytest.raises(HubAnswerInvalid) as caught:
            pull_all(other, client, Pace())
        assert (caught.value.facts["position"], caught.value.facts["cause"]) == (50, "body_hash")
        assert client.asked == 1
    assert position(other) == 49


def test_a_device_that_is_new_to_us_is_looked_up_and_the_feed_goes_on(
    office: Office, new_office: MakeOffice, province: Province, address: str, client_for: MakeClient
) -> None:
    latest = enrolled(new_office("c"), province, address, counter="Q03")
    long_feed(latest, client_for(latest), 250)
    assert pull_all(office, client_for(office), Pace()) == Pulled(250, at_head=True)
    assert held(office) == held(latest)


def test_a_restored_hub_is_read_from_its_beginning(
    office: Office, other: Office, client_for: MakeClient, province: Province
) -> None:
    here, there = client_for(office), client_for(other)
    long_feed(office, here, 50)
    for counter, client in ((office, here), (other, there)):
        assert pull_all(counter, client, Pace()) == Pulled(50, at_head=True)
    forget_everything(province)
    assert pull_all(office, here, Pace()).anew
    receive(office, "H44.80.01-261123-0002")
    long_feed(office, here, 250)
    pulled = pull_all(other, there, Pace())
    assert pulled == Pulled(301, at_head=True, anew=True)
    assert held(office) == held(other) == hub_events(province)
