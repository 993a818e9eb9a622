"""A feed held open over real HTTP: answered when there is news from whatever process, or when the hub stops."""

from __future__ import annotations

import threading
import time

from sync.hub import ledger
from sync.hub.database import Database
from sync.hub.hub import Hub
from sync.wire import FeedAnswer
from tests.sync.hub.counter import NOON, WARD
from tests.sync.hub.talk import Line, enrolled


def test_a_long_poll_is_answered_when_the_event_is_placed(hub: Hub, address: str, line: Line) -> None:
    epoch = line.get(f"/v1/feed?unit={WARD}", FeedAnswer).epoch
    other, _ = enrolled(hub, address, counter="Q02")
    answers: list[tuple[float, FeedAnswer]] = []

    def listen() -> None:
        answer = line.get(f"/v1/feed?unit={WARD}&epoch={epoch}&after=0&wait=30", FeedAnswer)
        answers.append((time.monotonic(), answer))

    listener = threading.Thread(target=listen)
    listener.start()
    request = other.counter.push(other.counter.receive("H44.80.01-261123-0001"))
    other.push(request)
    placed = time.monotonic()
    listener.join()
    ((heard, answer),) = answers
    assert [entry.position for entry in answer.entries] == [1]
    assert heard - placed < 5


def test_a_long_poll_hears_of_events_placed_by_another_hub_process(hub: Hub, line: Line, url: str) -> None:
    epoch = line.get(f"/v1/feed?unit={WARD}", FeedAnswer).epoch
    other = Database(url)
    request = line.counter.push(line.counter.receive("H44.80.01-261123-0001"))
    answers: list[FeedAnswer] = []
    listener = threading.Thread(
        target=lambda: answers.append(line.get(f"/v1/feed?unit={WARD}&epoch={epoch}&wait=30", FeedAnswer))
    )
    begun = time.monotonic()
    listener.start()
    other.run(lambda c: ledger.place(c, line.counter.device, request, judge_at=hub.judge_at, now=NOON, keys=hub.keys))
    listener.join()
    other.close()
    assert [len(answer.entries) for answer in answers] == [1]
    assert time.monotonic() - begun < 10


def test_a_long_poll_ends_when_nothing_happens_and_when_the_hub_stops(hub: Hub, line: Line) -> None:
    epoch = line.get(f"/v1/feed?unit={WARD}", FeedAnswer).epoch
    assert line.get(f"/v1/feed?unit={WARD}&epoch={epoch}&wait=1", FeedAnswer).entries == []
    begun = time.monotonic()
    listener = threading.Thread(target=lambda: line.get(f"/v1/feed?unit={WARD}&epoch={epoch}&wait=30", FeedAnswer))
    listener.start()
    hub.bell.close()
    listener.join()
    assert time.monotonic() - begun < 10
