"""Any acts, in any order, on counters whose clocks jump, numbers run out and mail is late: what holds regardless."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import msgspec
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from app.domain import acts
from app.domain.decide import ALLOWED
from app.domain.dossier import CODE_TAKEN, Dossier, evolve, fold
from app.domain.events import new_id
from app.domain.ranges import NumberRange, overlap
from app.domain.reference import Reference, load_reference, reference_document
from resources import reference_parts
from tests.domain.replicas import (
    KINDS,
    UNIT,
    Counter,
    Hub,
    codes_are_single,
    local_day,
    numbers_are_whole,
    payload_for,
    plain_places_only_count,
    told_by_own_instant,
)

MORNING = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
FOREVER = (date(2018, 1, 1), date(2040, 1, 1))


def load() -> Reference:
    officers = [
        {"id": "officer", "name": "Cán bộ", "role": "officer", "unit": UNIT, "valid_from": "2018-01-01"},
        {"id": "supervisor", "name": "Giám sát", "role": "supervisor", "unit": UNIT, "valid_from": "2018-01-01"},
        {
            "id": "leaving",
            "name": "Sắp nghỉ",
            "role": "officer",
            "unit": UNIT,
            "valid_from": "2018-01-01",
            "valid_to": "2026-11-24",
        },
    ]
    return load_reference(reference_document(version=1, **{**reference_parts(), "officers": officers}))


REFERENCE = load()
OFFICERS = st.sampled_from(["officer", "supervisor", "officer", "leaving", "nobody"])
PICK = st.integers(0, 10**6)


class Replicas(RuleBasedStateMachine):
    """Three counters of one unit and their hub; a fourth may be the clone of another's disk."""

    @initialize()
    def begin(self) -> None:
        self.now = MORNING
        self.hub = Hub(REFERENCE)
        self.all: list[Counter] = []
        # Ranges so small that they run out; disjoint, as the hub's constraint has it.
        ranges = [NumberRange(f"r{place}", UNIT, place * 2 + 1, place * 2 + 2, *FOREVER) for place in range(3)]
        assert overlap(ranges) is None
        for place, held in enumerate(ranges):
            self.all.append(Counter(f"q0{place + 1}", REFERENCE, [held]))
        self.recorded: set[str] = set()

    def counter(self, pick: int) -> Counter:
        return self.all[pick % len(self.all)]

    # ---------------------------------------------------------------- what people do

    @rule(pick=PICK, officer=OFFICERS)
    def receive(self, pick: int, officer: str) -> None:
        counter = self.counter(pick)
        if len(counter.streams()) < 8:
            counter.receive(new_id(), self.now, officer)
        self.note(counter)

    @rule(work=st.lists(st.tuples(PICK, PICK, PICK), min_size=2, max_size=8), officer=OFFICERS)
    def work(self, work: list[tuple[int, int, int]], officer: str) -> None:
        """A few acts, most of them such as the status asks for; now and then one no rule was asked about."""
        for pick, which, what in work:
            counter = self.counter(pick)
            streams = counter.streams()
            if not streams:
                return
            stream = streams[which % len(streams)]
            state = counter.state(stream)
            if state is None:
                continue
            likely = [kind for kind in KINDS if state.status in ALLOWED[kind]]
            faulty = what % 7 == 0
            kind = KINDS[what % len(KINDS)] if faulty or not likely else likely[what // 7 % len(likely)]
            payload = payload_for(kind, state, REFERENCE, counter.instant(self.now))
            counter.record(stream, payload, self.now, officer=officer, force=faulty)
            self.note(counter)

    @rule(pick=PICK, which=PICK, accept=st.booleans())
    def resolve(self, pick: int, which: int, accept: bool) -> None:
        counter = self.counter(pick)
        for stream in counter.streams():
            state = counter.state(stream)
            if state is not None and state.exceptional:
                odd = state.exceptional[which % len(state.exceptional)]
                decision = acts.Resolved(odd.event, "accept" if accept else "annul")
                counter.record(stream, decision, self.now, officer="supervisor")
                self.note(counter)
                return

    @rule(pick=PICK)
    def spoil_a_number(self, pick: int) -> None:
        counter = self.counter(pick)
        day = local_day(counter.instant(self.now))
        for line in counter.ledger(day).lines:
            if line.state == "unused":
                counter.voids.setdefault(day, {})[line.first] = "in hỏng"
                return

    # ---------------------------------------------------------------- what the world does

    @rule(hours=st.integers(1, 60))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule(pick=PICK, minutes=st.integers(-3000, 3000))
    def clock_jumps(self, pick: int, minutes: int) -> None:
        self.counter(pick).offset = timedelta(minutes=minutes)

    @rule(pick=PICK, count=st.integers(1, 20), answer=st.booleans())
    def push(self, pick: int, count: int, answer: bool) -> None:
        self.counter(pick).push(self.hub, count, self.now, answer=answer)

    @rule(pick=PICK, count=st.integers(1, 20))
    def pull(self, pick: int, count: int) -> None:
        self.counter(pick).pull(self.hub, count)

    @rule(pick=PICK, which=PICK)
    def delivered_out_of_order_or_twice(self, pick: int, which: int) -> None:
        if self.hub.log:
            self.counter(pick).take_in(self.hub.log[which % len(self.hub.log)])

    @rule(pick=PICK)
    def disk_is_cloned(self, pick: int) -> None:
        if len(self.all) < 4:
            self.all.append(self.counter(pick).clone("q09"))

    @rule()
    def hub_gives_codes(self) -> None:
        for stream, state in list(self.hub.states.items()):
            if state.provisional:
                self.hub.adopt(stream, self.now)

    @rule()
    def hub_gives_a_surplus_code(self) -> None:
        bearing = [stream for stream, state in self.hub.states.items() if state.code and not state.provisional]
        if bearing and not any(self.hub.voids.values()):
            self.hub.adopt(bearing[0], self.now)

    # ---------------------------------------------------------------- what always holds

    def note(self, counter: Counter) -> None:
        self.recorded |= {entry.body.id for entry in counter.pending}

    @invariant()
    def a_recorded_act_is_placed_or_waits(self) -> None:
        waiting = {entry.body.id for counter in self.all for entry in counter.pending}
        assert self.recorded <= waiting | set(self.hub.placed)

    @invariant()
    def codes_and_numbers(self) -> None:
        codes_are_single(self.hub)
        for counter in self.all:
            numbers_are_whole(counter)

    @invariant()
    def a_place_changes_nothing_else(self) -> None:
        for counter in self.all:
            plain_places_only_count(counter)

    @invariant()
    def the_kept_state_is_the_fold(self) -> None:
        for stream, kept in self.hub.states.items():
            line = self.hub.streams[stream]
            assert [entry.placement.stream_seq for entry in line if entry.placement] == list(range(1, len(line) + 1))
            assert kept == fold(line)
            assert msgspec.json.decode(msgspec.json.encode(kept), type=Dossier) == kept
            if stream not in self.hub.resolved:
                state: Dossier | None = None
                for entry in line:
                    state = evolve(state, entry)
                assert state == kept

    @invariant()
    def what_a_citizen_was_handed_stays(self) -> None:
        for stream, line in self.hub.streams.items():
            state = self.hub.states[stream]
            taken = [entry for entry in line if entry.body.kind in {"collect_payment", "refund"}]
            assert [money.event for money in state.money] == [entry.body.id for entry in taken]
            for entry in line:
                placement = entry.placement
                assert placement is not None
                if entry.body.kind != "receive":
                    continue
                assert {held.paper.component for held in state.papers}
                stands = placement.verdict != "set_aside" or placement.rule == CODE_TAKEN
                if stands and stream not in self.hub.resolved:
                    assert entry.body.payload["code"] in {state.code, *state.former_codes}
                    assert state.accepted_at is not None

    @invariant()
    def own_instants_tell(self) -> None:
        told_by_own_instant(self.hub)

    def teardown(self) -> None:
        """Once all mail is through, every counter sees what the hub sees."""
        if not hasattr(self, "hub"):
            return
        for counter in self.all:
            counter.push(self.hub, len(counter.pending), self.now, answer=True)
        for counter in self.all:
            counter.pull(self.hub, len(self.hub.log))
            assert counter.pending == []
            for stream, state in self.hub.states.items():
                assert counter.state(stream) == state


Replicas.TestCase.settings = settings(
    max_examples=120, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)
TestReplicas = Replicas.TestCase
