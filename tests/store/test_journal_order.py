"""Whatever the order in which own acts, answers, feeds and whole streams arrive, the truth is the one truth."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from app.domain.events import Entry, Event, new_id, personal_data
from app.store import doctor, journal, states
from app.store.database import Store, open_store
from app.store.deliveries import Delivery
from tests.store.builders import KEY, ToyHub, body, delivered, enrol, foreign_chain, toy_fold

STREAMS = 3
steps = st.lists(
    st.one_of(
        st.tuples(st.just("act"), st.integers(0, STREAMS - 1)),
        st.tuples(st.just("late act"), st.integers(0, STREAMS - 1)),  # the hub sets it aside
        st.tuples(st.just("booked act"), st.integers(0, STREAMS - 1)),  # the hub gives it a register number
        st.tuples(st.just("elsewhere"), st.integers(0, STREAMS - 1)),
        st.tuples(st.just("unseen"), st.integers(0, STREAMS - 1)),  # placed, but missing from this unit's feed
        st.tuples(st.just("push"), st.sampled_from(["answered", "answered twice", "answer lost"])),
        st.tuples(st.just("pull"), st.integers(1, 4)),
        st.tuples(st.just("pull again"), st.integers(1, 4)),
        st.tuples(st.just("fetch"), st.integers(0, 4)),
    ),
    max_size=40,
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with open_store(tmp_path_factory.mktemp("order") / "office.db", KEY, toy_fold, reserve_bytes=0) as opened:
        yield opened
        with opened.read() as connection:
            assert doctor.check(connection) == []


@settings(max_examples=60, deadline=None)
@given(steps)
def test_the_truth_does_not_depend_on_the_order_of_arrival(store: Store, plan: list[tuple[str, Any]]) -> None:
    World(store).run(plan)


class World:
    """One counter, the hub, another counter, and what the counter must think of it all."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.hub = ToyHub()
        self.device, self.elsewhere, self.unit = new_id(), new_id(), new_id()
        self.streams = [new_id() for _ in range(STREAMS)]
        self.recorded: list[Entry] = []
        self.known: dict[str, bool] = {}  # event id → the counter knows its place
        self.hidden: set[str] = set()
        self.last_elsewhere: Event | None = None
        with store.write() as connection:
            enrol(connection, self.device)

    def run(self, plan: list[tuple[str, Any]]) -> None:
        for word, argument in plan:
            getattr(self, "do_" + word.replace(" ", "_"))(argument)
            self.compare()

    def do_late_act(self, stream: int) -> None:
        self.do_act(stream, late=True)

    def do_booked_act(self, stream: int) -> None:
        self.do_act(stream, booked=True)

    def do_act(self, stream: int, **payload: bool) -> None:
        made = body("attach", self.streams[stream], unit=self.unit, **payload)
        with self.store.write() as connection:
            event = journal.append(connection, made, {"name": "Lê Văn C"}, self.device)
        self.recorded.append(Entry(event.body, personal_data(event.personal), None, self.device))
        self.known[made.id] = False

    def do_elsewhere(self, stream: int) -> None:
        made = body("receive", self.streams[stream], unit=self.unit)
        events = foreign_chain([(made, {"name": "Lê Văn D"})], self.elsewhere, self.last_elsewhere)
        self.last_elsewhere = events[-1]
        self.hub.push(events)

    def do_unseen(self, stream: int) -> None:
        self.do_elsewhere(stream)
        self.hidden.add(self.hub.feed[-1].event.body.id)

    def do_push(self, answer: str) -> None:
        with self.store.write() as connection:
            pushed = journal.unsent(connection, limit=3)
            results = self.hub.push(pushed)
            for _ in range({"answered": 1, "answered twice": 2, "answer lost": 0}[answer]):
                journal.settle(connection, results, "e1")
        if answer != "answer lost":
            self.known |= {result.id: True for result in results}

    def feed(self) -> list[Delivery]:
        seen = [delivery for delivery in self.hub.feed if delivery.event.body.id not in self.hidden]
        return [structs.replace(delivery, position=place) for place, delivery in enumerate(seen, 1)]

    def do_pull(self, number: int, back: int = 0) -> None:
        with self.store.write() as connection:
            start = journal.cursor(connection, self.unit)[1]
            batch = self.feed()[max(0, start - back) : start + number]
            journal.apply_feed(connection, self.unit, "e1", delivered(batch), [])
        self.learn(batch)

    def do_pull_again(self, number: int) -> None:
        self.do_pull(number, back=3)

    def do_fetch(self, parted: int) -> None:
        with self.store.write() as connection:
            for stream in journal.streams_to_fetch(connection):
                if stream in self.streams:
                    whole = self.hub.stream(stream)
                    for part in (whole[:parted], whole[parted:]):
                        journal.apply_streams(connection, "e1", delivered(part), [])
                    self.learn(whole)
            assert not set(journal.streams_to_fetch(connection)) & set(self.streams)

    def learn(self, deliveries: list[Delivery]) -> None:
        for delivery in deliveries:
            event = delivery.event
            if event.body.id not in self.known:
                self.recorded.append(Entry(event.body, personal_data(event.personal), None, event.link.device))
            self.known[event.body.id] = True

    def truth(self, stream: str) -> list[Entry]:
        here = [entry for entry in self.recorded if entry.body.stream == stream]
        by_place = {self.hub.placed[entry.body.id].stream_seq: entry for entry in here if self.known[entry.body.id]}
        whole: list[Entry] = []
        while len(whole) + 1 in by_place:
            entry = by_place[len(whole) + 1]
            whole.append(entry.at_place(self.hub.placed[entry.body.id]))
        placed = {entry.body.id for entry in whole}
        return whole + [entry for entry in here if entry.device == self.device and entry.body.id not in placed]

    def compare(self) -> None:
        with self.store.read() as connection:
            for stream in self.streams:
                truth = self.truth(stream)
                assert journal.entries(connection, stream) == truth
                made = toy_fold(stream, "dossier", truth) if truth else None
                assert states.state_json(connection, stream) == (made.state_json if made else None)
                row = states.row(connection, stream)
                assert (row.head if row else 0) == journal.head(connection, stream)
            own = [entry.body.id for entry in self.recorded if entry.device == self.device]
            pending = [(link, id) for link, id in enumerate(own, 1) if not self.known[id]]
            here = [event for event, _ in journal.not_placed(connection, 100_000) if event.link.device == self.device]
            assert [(event.link.device_seq, event.body.id) for event in here] == pending
            # A run ends where a link has its place already: a stream that was fetched brought it.
            run = [id for place, (link, id) in enumerate(pending) if link == pending[0][0] + place]
            assert [event.body.id for event in journal.unsent(connection, limit=500)] == run
