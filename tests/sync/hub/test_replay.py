"""Every call may come twice, or much later from a counter set back to its backup: nothing is done twice."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field

import msgspec
import pytest
import requests
from msgspec.structs import replace

from app.domain import acts
from app.domain.events import new_id, sign_run
from sync.hub.hub import Hub
from sync.wire import (
    EnrolmentAnswer,
    OfferRequest,
    PushAnswer,
    RangesAnswer,
    RangesRequest,
    ReconcileRequest,
    WireRun,
    to_wire,
)
from tests.sync.hub.counter import WARD, Counter
from tests.sync.hub.described import CALLS
from tests.sync.hub.talk import Line, code_for, enrolled, enrolment, fault

DATA = b"%PDF-1.7 to khai" * 5000
SHA = hashlib.sha256(DATA).hexdigest()
CODE = "H44.80.01-261123-0001"


@dataclass
class World:
    """A counter with one dossier under way, and what it would send or ask."""

    hub: Hub
    line: Line
    stream: str = field(default_factory=new_id)

    def __post_init__(self) -> None:
        counter = self.line.counter
        attached = acts.Attached("to_khai", SHA, len(DATA), 1)
        events = [
            counter.receive(CODE, stream=self.stream, signature_due=False),
            counter.event(counter.body(self.stream, attached)),
        ]
        self.run = counter.push(*events)
        last = events[-1].link
        hashes = [event.link.body_hash.hex() for event in events]
        proof = WireRun(last.device, 1, events[0].link.prev_hash.hex(), hashes, sign_run(counter.key, [last]).hex())
        self.offer = OfferRequest([to_wire(event) for event in events], [proof])
        self.another = Counter(unit=WARD)
        self.enrolment = enrolment(self.another, code_for(self.hub, counter="Q02"))
        self.epoch = str(self.hub.database.rows("SELECT epoch FROM hub")[0].epoch)

    def post(self, path: str, body: object) -> requests.Response:
        return self.line.ask("POST", path, body=body)

    def patch(self) -> requests.Response:
        headers = {"Content-Type": "application/partial-upload", "Upload-Offset": "0", "Upload-Complete": "?1"}
        return self.line.ask("PATCH", f"/v1/files/{SHA}", data=DATA, headers=headers)

    def live_on(self) -> None:
        """What comes to pass between a backup and the day the counter is set back to it."""
        counter = self.line.counter
        more = counter.receive("H44.80.01-261123-0002", signature_due=False)
        self.line.push(counter.push(more, counter.event(counter.body(self.stream, acts.Withdrawn("applicant")))))
        self.line.post("/v1/ranges", RangesRequest(3), RangesAnswer)

    def dump(self) -> dict[str, list[str]]:
        """Every row of the hub's database, and its files."""
        names = self.hub.database.rows("SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'")
        tables = {row.name: self.hub.database.rows(f"SELECT t::text AS row FROM {row.name} t") for row in names}
        held = {name: sorted(row.row for row in rows) for name, rows in tables.items()}
        return held | {"files": [str(self.hub.files.has(SHA))]}


Call = Callable[[World], requests.Response]
CALL: dict[tuple[str, str], Call] = {
    ("POST", "/v1/enrolments"): lambda world: world.post("/v1/enrolments", world.enrolment),
    ("POST", "/v1/events"): lambda world: world.post("/v1/events", world.run),
    ("POST", "/v1/offers"): lambda world: world.post("/v1/offers", world.offer),
    ("GET", "/v1/feed"): lambda world: world.line.ask(
        "GET", f"/v1/feed?unit={WARD}&epoch={world.epoch}&after=0&limit=1"
    ),
    ("GET", "/v1/snapshot"): lambda world: world.line.ask("GET", f"/v1/snapshot?unit={WARD}"),
    ("GET", "/v1/streams/{stream}"): lambda world: world.line.ask("GET", f"/v1/streams/{world.stream}"),
    ("GET", "/v1/reference"): lambda world: world.line.ask("GET", "/v1/reference?have=0"),
    ("POST", "/v1/ranges"): lambda world: world.post("/v1/ranges", RangesRequest(3)),
    ("POST", "/v1/reconcile"): lambda world: world.post("/v1/reconcile", ReconcileRequest(WARD, {"2026-11-23": ""})),
    ("GET", "/v1/dossiers/{code}"): lambda world: world.line.ask("GET", f"/v1/dossiers/{CODE}"),
    ("GET", "/v1/health"): lambda world: world.line.ask("GET", "/v1/health"),
    ("GET", "/v1/time"): lambda world: world.line.ask("GET", "/v1/time"),
    ("HEAD", "/v1/files/{sha256}"): lambda world: world.line.ask("HEAD", f"/v1/files/{SHA}"),
    ("PATCH", "/v1/files/{sha256}"): World.patch,
    ("GET", "/v1/files/{sha256}"): lambda world: world.line.ask("GET", f"/v1/files/{SHA}"),
}
NEEDS: dict[tuple[str, str], tuple[tuple[str, str], ...]] = {
    call: (("POST", "/v1/events"), ("PATCH", "/v1/files/{sha256}"))
    for call in CALL
    if call not in {("POST", "/v1/events"), ("POST", "/v1/offers")}
}
"""What must have been done before a call has anything to answer."""


@pytest.fixture
def world(hub: Hub, address: str) -> World:
    return World(hub, enrolled(hub, address)[0])


def prepared(world: World, call: tuple[str, str]) -> None:
    for needed in NEEDS.get(call, ()):
        if needed != call:
            assert CALL[needed](world).ok


def test_no_call_is_forgotten() -> None:
    assert CALL.keys() == CALLS


def told(answer: requests.Response) -> object:
    """What an answer says, the word for a first and a second time apart."""
    if answer.headers.get("Content-Type") != "application/json":
        state = {name: value for name, value in answer.headers.items() if name.startswith("Upload-")}
        return answer.status_code, answer.content, state
    return answer.status_code, json.loads(answer.text.replace('"placed"', '"already"'))


@pytest.mark.parametrize("call", sorted(CALL), ids=" ".join)
def test_the_same_call_again_does_nothing_more_and_says_the_same(world: World, call: tuple[str, str]) -> None:
    prepared(world, call)
    first = CALL[call](world)
    assert first.ok, first.text
    after = world.dump()
    again = CALL[call](world)
    assert told(again) == told(first)
    assert world.dump() == after


@pytest.mark.parametrize("call", sorted(CALL), ids=" ".join)
def test_a_counter_set_back_to_its_backup_does_nothing_twice(world: World, call: tuple[str, str]) -> None:
    prepared(world, call)
    first = CALL[call](world)
    world.live_on()
    after = world.dump()
    again = CALL[call](world)
    assert again.ok, again.text
    assert world.dump() == after
    if call in {("POST", "/v1/events"), ("POST", "/v1/offers")}:
        results = msgspec.json.decode(again.content, type=PushAnswer).results
        assert [result.outcome for result in results] == ["already", "already"]
        placed = msgspec.json.decode(first.content, type=PushAnswer).results
        assert [result.placement for result in results] == [result.placement for result in placed]
    if call == ("POST", "/v1/enrolments"):
        identities = [msgspec.json.decode(each.content, type=EnrolmentAnswer).device for each in (first, again)]
        assert identities[0] == identities[1]


@pytest.mark.parametrize("prev", ["00" * 60, "", "zz"])
def test_an_offer_whose_proof_is_out_of_form_is_refused(world: World, prev: str) -> None:
    """It could be written down but never be read again."""
    before = world.dump()
    (proof,) = world.offer.runs
    answer = world.post("/v1/offers", replace(world.offer, runs=[replace(proof, prev=prev)]))
    assert (answer.status_code, fault(answer).code) == (400, "request_invalid")
    assert {**world.dump(), "device": []} == {**before, "device": []}
