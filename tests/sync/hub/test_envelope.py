"""Bad envelopes one by one: each is refused, recorded so that the chain goes on, and the rest of its run is placed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from app.domain import acts
from app.domain.events import new_id, run_is_signed, seal_personal
from sync.hub.database import Database
from sync.hub.faults import Refused
from sync.hub.hub import Hub
from sync.hub.keys import HubKeys
from sync.wire import PushRequest, run_hashes
from tests.sync.hub.conftest import Push
from tests.sync.hub.counter import COMMUNE, WARD, Counter
from tests.sync.hub.reading import feed, outcomes

CODE = "H44.80.01-261123-000"


def bad_size(counter: Counter) -> PushRequest:
    body = counter.body(new_id(), acts.Printed("receipt", "a" * 64, 2))
    event = counter.event(replace(body, payload={**body.payload, "form": "x" * (256 * 1024)}))
    return counter.push(event)


def bad_nul(counter: Counter) -> PushRequest:
    return counter.push(counter.event(counter.body(new_id(), acts.Printed("a\0b", "a" * 64, 2))))


def bad_form(counter: Counter) -> PushRequest:
    return counter.push(counter.chain(b'{"id":"no body"}'))


def bad_personal_hash(counter: Counter) -> PushRequest:
    event = counter.receive("H44.80.01-261123-0009")
    return counter.push(replace(event, personal=seal_personal({"applicant": {"full_name": "Ai đó khác"}})))


def bad_body_hash(counter: Counter) -> PushRequest:
    event = counter.receive("H44.80.01-261123-0009")
    return counter.push(replace(event, body_bytes=event.body_bytes.replace(b"0009", b"0008")))


def bad_link_hash(counter: Counter) -> PushRequest:
    event = counter.receive("H44.80.01-261123-0009")
    counter.last = b"\7" * 32
    return counter.push(replace(event, link=replace(event.link, hash=counter.last)))


def bad_scope(counter: Counter) -> PushRequest:
    return counter.push(counter.event(counter.body(new_id(), acts.Printed("receipt", "a" * 64, 2), unit=COMMUNE)))


def another_spelling(counter: Counter) -> PushRequest:
    """The id of an event the hub has, in capitals: the database takes it for the same."""
    printed = counter.body(new_id(), acts.Printed("receipt", "a" * 64, 2))
    return counter.push(counter.event(replace(printed, id=printed.id.upper())))


def end_of_time(counter: Counter) -> PushRequest:
    """An instant with which no calendar can compute: the local date of it is in the year 10000."""
    printed = counter.body(new_id(), acts.Printed("receipt", "a" * 64, 2))
    return counter.push(counter.event(replace(printed, at=datetime(9999, 12, 31, 23, 59, tzinfo=UTC))))


BAD = {
    "size": bad_size,
    "nul": bad_nul,
    "body_form": bad_form,
    "personal_hash": bad_personal_hash,
    "body_hash": bad_body_hash,
    "link_hash": bad_link_hash,
    "scope": bad_scope,
}
FORMS = {"body_form": bad_form, "spelling": another_spelling, "time": end_of_time}


@pytest.mark.parametrize("fault", BAD)
def test_one_bad_envelope_is_refused_and_the_rest_is_placed(
    database: Database, counter: Counter, push: Push, keys: HubKeys, fault: str
) -> None:
    before = counter.push(counter.receive("H44.80.01-261123-0001")).events
    bad = BAD[fault](counter).events
    last = counter.receive("H44.80.01-261123-0002")
    request = PushRequest([*before, *bad, *counter.push(last).events], counter.push(last).signature)
    pushed = push(counter, request)
    assert outcomes(pushed.results) == ["placed", f"refused:{fault}", "placed"]
    assert outcomes(push(counter, request).results) == ["already", f"refused:{fault}", "already"]
    # The refused link is kept, so the chain goes on, and the feed's entries can be proved.
    assert outcomes(push(counter, counter.push(counter.receive("H44.80.01-261123-0003"))).results) == ["placed"]
    answer = feed(database, WARD)
    proved = {
        (run.device, run.first_seq + place): value.hex()
        for run in answer.runs
        for place, value in enumerate(run_hashes(run))
    }
    assert all(proved[entry.event.device, entry.event.seq] == entry.event.hash for entry in answer.entries)
    for run in answer.runs:
        key = keys.signing.public_key() if run.by_hub else counter.key.public_key()
        assert run_is_signed(key, run_hashes(run)[-1], bytes.fromhex(run.signature))
    assert [run.by_hub for run in answer.runs] == ([True, False, False] if fault == "link_hash" else [False, False])


@pytest.mark.parametrize("form", FORMS)
def test_what_nobody_can_work_with_holds_up_nothing(counter: Counter, push: Push, hub: Hub, form: str) -> None:
    first, bad, last = counter.receive(CODE + "1"), FORMS[form](counter).events, counter.receive(CODE + "2")
    end = counter.push(last)
    request = PushRequest([*counter.push(first).events, *bad, *end.events], end.signature)
    pushed = push(counter, request, judge=hub.judge())
    assert outcomes(pushed.results) == ["placed", "refused:body_form", "placed"]


def test_a_run_that_is_not_whole_or_not_signed_is_not_recorded(
    database: Database, counter: Counter, push: Push
) -> None:
    one, two, three = (counter.receive(f"H44.80.01-261123-000{n}") for n in (1, 2, 3))
    wrong_key = Counter(counter.device, counter.unit)
    for request, code in (
        (counter.push(one, three), "run_broken"),
        (PushRequest([], "00"), "run_broken"),
        (wrong_key.push(one, two), "signature"),
        (replace_signature(counter.push(one), "zz"), "request_invalid"),
        (Counter().push(Counter().receive("H44.80.01-261123-0007")), "device"),
    ):
        with pytest.raises(Refused) as caught:
            push(counter, request)
        assert caught.value.fault.code == code
    assert database.rows("SELECT count(*) AS n FROM link")[0].n == 0


def replace_signature(request: PushRequest, signature: str) -> PushRequest:
    return PushRequest(request.events, signature)
