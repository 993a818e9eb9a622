"""Protocol v1 over real HTTP: enrolment, tokens, push, feed with long poll, reference data, ranges, reconciliation."""

from __future__ import annotations

import logging
import socket
from datetime import timedelta
from typing import Any

import jwt
import msgspec
import pytest
import requests
import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from app.domain import acts
from app.domain.events import new_id
from app.domain.reference import load_reference
from app.errors import ReferenceMissing
from sync.hub import devices, feed
from sync.hub.api import create_app
from sync.hub.gate import Gate
from sync.hub.hub import Hub
from sync.hub.server import serving
from sync.hub.views import DossierView, Health, Time
from sync.wire import (
    EnrolmentAnswer,
    FeedAnswer,
    PushAnswer,
    RangesRequest,
    ReconcileAnswer,
    ReconcileRequest,
    StreamAnswer,
    digest_of,
    from_wire,
)
from tests.sync.hub.conftest import Moment
from tests.sync.hub.counter import COMMUNE, NOON, WARD, Counter, received
from tests.sync.hub.talk import WRONG_CLAIMS, Line, code_for, enrolled, enrolment, fault, token

# ---------------------------------------------------------------- enrolment


def test_an_enrolment_gives_identity_ranges_and_reference_data(hub: Hub, address: str) -> None:
    line, answer = enrolled(hub, address)
    assert (answer.unit, answer.counter, answer.now) == (WARD, "Q01", "2026-11-23T05:00:00Z")
    (grant,) = answer.ranges
    assert (grant.first, grant.last) == (1, 200)
    assert (grant.first_day, grant.last_day) == ("2026-11-23", "2027-01-22")
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(answer.hub_key))
    data = bytes(answer.reference.data)
    key.verify(bytes.fromhex(answer.reference.signature), b"motcua reference 1\x00" + data)
    reference = load_reference(msgspec.json.decode(data))
    assert reference.version == answer.reference.version
    certificate = reference.device(line.counter.device)
    assert certificate is not None
    assert certificate.public_key == line.counter.public_key.hex()


def test_an_enrolment_code_serves_once_but_a_lost_answer_is_given_again(hub: Hub, address: str) -> None:
    line, code = Line(address), code_for(hub)
    first = line.post("/v1/enrolments", enrolment(line.counter, code), EnrolmentAnswer)
    again = line.post("/v1/enrolments", enrolment(line.counter, code), EnrolmentAnswer)
    assert (again.device, again.ranges) == (first.device, first.ranges)
    other = Line(address)
    assert fault(other.ask("POST", "/v1/enrolments", body=enrolment(other.counter, code))).code == "enrolment_code"


def test_a_code_is_read_as_people_type_it(hub: Hub, address: str) -> None:
    line, code = Line(address), code_for(hub)
    line.post("/v1/enrolments", enrolment(line.counter, f" {code.lower().replace('-', ' ')} "), EnrolmentAnswer)


def test_wrong_old_and_unproven_enrolments_are_refused(hub: Hub, address: str, clock: Moment) -> None:
    line = Line(address)
    wrong = line.ask("POST", "/v1/enrolments", body=enrolment(line.counter, "AAAAA-AAAAA"))
    assert (wrong.status_code, fault(wrong).code) == (403, "enrolment_code")
    code = code_for(hub)
    unproven = msgspec.structs.replace(enrolment(line.counter, code), public_key=Counter().public_key.hex())
    assert fault(line.ask("POST", "/v1/enrolments", body=unproven)).code == "proof"
    clock.now += timedelta(hours=25)
    assert fault(line.ask("POST", "/v1/enrolments", body=enrolment(line.counter, code))).code == "enrolment_code"


def test_codes_are_made_only_for_known_units_and_proper_labels(hub: Hub) -> None:
    with pytest.raises(ReferenceMissing):
        code_for(hub, "H99.01")
    with pytest.raises(ValueError, match="label"):
        code_for(hub, WARD, "quầy 1")


# ---------------------------------------------------------------- tokens


@pytest.mark.parametrize(
    ("claims", "code"),
    [
        *WRONG_CLAIMS,
        ({"iss": new_id()}, "unauthorised"),
        ({"iss": 7}, "unauthorised"),
        ({"iat": "soon"}, "unauthorised"),
    ],
)
def test_a_wrong_token_is_refused(line: Line, claims: dict[str, Any], code: str) -> None:
    headers = {"Authorization": f"Bearer {forged(line.counter, claims)}"}
    answer = line.ask("GET", "/v1/reference", headers=headers)
    assert (answer.status_code, fault(answer).code) == (401, code)
    assert answer.headers["Date"] == "Mon, 23 Nov 2026 05:00:00 GMT"


def forged(counter: Counter, claims: dict[str, Any]) -> str:
    try:
        return token(counter, **claims)
    except TypeError:
        # PyJWT itself refuses to write a claim of the wrong type, so it is written by hand.
        whole = {"iss": counter.device, "aud": "motcua-hub", "iat": 0, "exp": 0, **claims}
        return jwt.PyJWS().encode(msgspec.json.encode(whole), counter.key, algorithm="EdDSA")


@pytest.mark.parametrize("header", ["", "Bearer", "Basic abc", "Bearer a.b.c", "Bearer ééé"])
def test_no_token_is_no_entry(line: Line, header: str) -> None:
    answer = line.ask("GET", "/v1/reference", headers={"Authorization": header.encode()})
    assert (answer.status_code, fault(answer).code) == (401, "unauthorised")


def test_a_token_made_with_another_key_is_refused(line: Line) -> None:
    thief = Counter(line.counter.device)
    assert fault(line.ask("GET", "/v1/reference", headers={"Authorization": f"Bearer {token(thief)}"})).code == (
        "unauthorised"
    )


def test_a_revoked_device_is_refused_from_then_on(hub: Hub, line: Line) -> None:
    assert hub.database.run(lambda c: devices.revoke(c, line.counter.device, now=NOON))
    assert not hub.database.run(lambda c: devices.revoke(c, line.counter.device, now=NOON))
    assert line.ask("GET", "/v1/reference").status_code == 401
    request = line.counter.push(line.counter.receive("H44.80.01-261123-0001"))
    assert line.ask("POST", "/v1/events", body=request).status_code == 401


def test_the_hubs_own_devices_cannot_knock(hub: Hub, line: Line) -> None:
    (row,) = hub.database.rows("SELECT id FROM device WHERE kind = 'hub' AND unit = %(unit)s", {"unit": WARD})
    own = Counter(row.id, key=hub.keys.device_key(row.id))
    assert line.ask("GET", "/v1/reference", headers={"Authorization": f"Bearer {token(own)}"}).status_code == 401


# ---------------------------------------------------------------- events and feed


def test_what_is_pushed_comes_back_by_the_feed(line: Line) -> None:
    events = [line.counter.receive(f"H44.80.01-261123-000{n}") for n in (1, 2, 3)]
    pushed = line.push(line.counter.push(*events))
    assert [result.outcome for result in pushed.results] == ["placed"] * 3
    first = line.get(f"/v1/feed?unit={WARD}&epoch={pushed.epoch}&after=0&limit=2", FeedAnswer)
    rest = line.get(f"/v1/feed?unit={WARD}&epoch={pushed.epoch}&after=2", FeedAnswer)
    assert [entry.position for entry in (*first.entries, *rest.entries)] == [1, 2, 3]
    assert [from_wire(entry.event) for entry in (*first.entries, *rest.entries)] == events
    assert (first.head, rest.head) == (3, 3)
    assert first.entries[0].placement.register_number == 1


def test_a_cursor_of_another_epoch_begins_again(line: Line) -> None:
    line.push(line.counter.push(line.counter.receive("H44.80.01-261123-0001")))
    answer = line.get(f"/v1/feed?unit={WARD}&epoch=older&after=9&wait=30", FeedAnswer)
    assert [entry.position for entry in answer.entries] == [1]


def test_an_answer_does_not_grow_without_bounds(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    pushed = line.push(line.counter.push(*(line.counter.receive(f"H44.80.01-261123-000{n}") for n in (1, 2, 3))))
    monkeypatch.setattr(feed, "FEED_BYTES", 3000)
    seen: list[int] = []
    while len(seen) < 3:
        answer = line.get(f"/v1/feed?unit={WARD}&epoch={pushed.epoch}&after={len(seen)}", FeedAnswer)
        assert 1 <= len(answer.entries) < 3
        seen += [entry.position for entry in answer.entries]
    assert seen == [1, 2, 3]


def test_messages_travel_compressed_both_ways(line: Line) -> None:
    request = line.counter.push(*(line.counter.receive(f"H44.80.01-261123-00{n}") for n in range(10, 30)))
    answer = line.ask(
        "POST",
        "/v1/events",
        data=zstandard.ZstdCompressor().compress(msgspec.json.encode(request)),
        headers={"Content-Encoding": "zstd", "Accept-Encoding": "zstd"},
        stream=True,
    )
    assert answer.headers["Content-Encoding"] == "zstd"
    plain = zstandard.ZstdDecompressor().decompress(answer.raw.read(decode_content=False), max_output_size=1 << 22)
    assert len(msgspec.json.decode(plain)["results"]) == 20


def test_other_units_feeds_and_streams_are_as_absent_ones(hub: Hub, address: str, line: Line) -> None:
    stream = new_id()
    line.push(line.counter.push(line.counter.receive("H44.80.01-261123-0001", stream=stream)))
    stranger, _ = enrolled(hub, address, COMMUNE)
    assert stranger.ask("GET", f"/v1/feed?unit={WARD}").status_code == 404
    theirs = stranger.ask("GET", f"/v1/streams/{stream}")
    absent = stranger.ask("GET", f"/v1/streams/{new_id()}")
    assert (theirs.status_code, theirs.content) == (absent.status_code, absent.content)
    assert stranger.ask("GET", "/v1/dossiers/H44.80.01-261123-0001").status_code == 404
    assert len(line.get(f"/v1/streams/{stream}", StreamAnswer).entries) == 1


def test_a_missing_predecessor_tells_the_seq_expected(line: Line) -> None:
    line.push(line.counter.push(line.counter.receive("H44.80.01-261123-0001")))
    line.counter.receive("H44.80.01-261123-0002")
    answer = line.ask("POST", "/v1/events", body=line.counter.push(line.counter.receive("H44.80.01-261123-0003")))
    assert (answer.status_code, fault(answer).code, fault(answer).expected) == (409, "missing_predecessor", 2)


def test_the_rules_judge_at_placement(line: Line) -> None:
    """An act out of order is placed, but set aside by the rule it breaks; a stranger's act waits for a supervisor."""
    stream = new_id()
    stranger = line.counter.body(new_id(), received("H44.80.01-261123-0003"), officer="somebody")
    results = line.push(
        line.counter.push(
            line.counter.receive("H44.80.01-261123-0001", stream=stream),
            line.counter.receive("H44.80.01-261123-0002", stream=stream),
            line.counter.event(stranger),
        )
    ).results
    assert [(result.placement.verdict, result.placement.rule) for result in results if result.placement] == [
        ("effective", None),
        ("set_aside", "status"),
        ("unconfirmed", "officer_not_valid"),
    ]


def test_a_crowd_is_asked_to_come_back(hub: Hub) -> None:
    """A hub with no room at all, so that the first run finds it full."""
    full = create_app(hub)
    full.state.gate = Gate(running=0, waiting=0)
    with serving(hub, app=full) as address:
        line, _ = enrolled(hub, address)
        answer = line.ask("POST", "/v1/events", body=line.counter.push(line.counter.receive("H44.80.01-261123-0001")))
        assert (answer.status_code, fault(answer).code) == (503, "busy")
        assert int(answer.headers["Retry-After"]) == fault(answer).retry_after


# ---------------------------------------------------------------- bounds and form


def test_bodies_have_bounds(line: Line) -> None:
    assert line.ask("POST", "/v1/events", data=b"x" * (1024 * 1024 + 1)).status_code == 413
    bomb = zstandard.ZstdCompressor().compress(b" " * (8 * 1024 * 1024))
    answer = line.ask("POST", "/v1/events", data=bomb, headers={"Content-Encoding": "zstd"})
    assert (answer.status_code, fault(answer).code) == (413, "too_large")


@pytest.mark.parametrize(
    ("data", "headers", "status"),
    [
        (b"{", {}, 400),
        (b"\xff\xfe", {}, 400),
        (b"[]", {}, 400),
        (b"not zstd", {"Content-Encoding": "zstd"}, 400),
        (b"{}", {"Content-Encoding": "br"}, 415),
        (b"{}", {"Motcua-Protocol": "2"}, 426),
    ],
)
def test_nonsense_is_refused_as_a_fault(line: Line, data: bytes, headers: dict[str, str], status: int) -> None:
    answer = line.ask("POST", "/v1/events", data=data, headers=headers)
    assert answer.status_code == status
    assert fault(answer).code


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/v1/nowhere", 404),
        ("/v1/streams/no-id", 422),
        (f"/v1/feed?unit={WARD}&after=-1", 422),
        (f"/v1/feed?unit={WARD}&after=99999999999999999999", 422),
        ("/v1/feed", 422),
        ("/v1/events", 405),
    ],
)
def test_wrong_calls_are_refused_as_faults(line: Line, path: str, status: int) -> None:
    answer = line.ask("GET", path)
    assert answer.status_code == status
    assert fault(answer).code


def test_an_unforeseen_failure_is_a_fault_and_its_message_is_not_logged(
    hub: Hub, line: Line, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise RuntimeError(f"Nguyễn Thị {'aoH'[::-1]}")

    monkeypatch.setattr(type(hub), "ranges", fails)
    answer = line.ask("POST", "/v1/ranges", body=RangesRequest(9))
    assert (answer.status_code, fault(answer).code) == (500, "internal")
    assert "RuntimeError" in caplog.text
    assert "Hoa" not in caplog.text


def test_health_and_time_need_no_token(address: str) -> None:
    health = msgspec.json.decode(requests.get(f"{address}/v1/health", timeout=30).content, type=Health)
    assert (health.status, health.protocol) == ("ok", 1)
    now = msgspec.json.decode(requests.get(f"{address}/v1/time", timeout=30).content, type=Time)
    assert now.now == "2026-11-23T05:00:00Z"


# ---------------------------------------------------------------- reconciliation and views


def test_reconciliation_names_the_dossiers_of_days_that_differ(line: Line) -> None:
    stream = new_id()
    event = line.counter.receive("H44.80.01-261123-0001", stream=stream)
    line.push(line.counter.push(event))
    same = digest_of({stream: (1, event.link.hash)})
    days = {"2026-11-23": same, "2026-11-20": digest_of({})}
    assert line.post("/v1/reconcile", ReconcileRequest(WARD, days), ReconcileAnswer).days == {}
    days = {"2026-11-23": digest_of({}), "2026-11-20": same}
    found = line.post("/v1/reconcile", ReconcileRequest(WARD, days), ReconcileAnswer).days
    assert [(digest.stream, digest.head) for digest in found["2026-11-23"]] == [(stream, 1)]
    assert found["2026-11-20"] == []
    assert line.ask("POST", "/v1/reconcile", body=ReconcileRequest(WARD, {"today": same})).status_code == 400
    assert line.ask("POST", "/v1/reconcile", body=ReconcileRequest(COMMUNE, {})).status_code == 404


def test_a_dossier_can_be_looked_at_without_its_people(line: Line) -> None:
    stream = new_id()
    attached = acts.Attached("to_khai", "c" * 64, 10, 1)
    events = [line.counter.receive("H44.80.01-261123-0001", stream=stream)]
    events.append(line.counter.event(line.counter.body(stream, attached)))
    line.push(line.counter.push(*events))
    view = line.get("/v1/dossiers/h44.80.01-261123-0001", DossierView)
    assert (view.status, view.due_at, view.register_number) == (2, "2026-11-30T05:00:00Z", 1)
    assert [(file.sha256, file.here) for file in view.files] == [("c" * 64, False)]
    assert [event.kind for event in view.events] == ["receive", "attach"]
    assert b"Hoa" not in msgspec.json.encode(view)


def test_a_sender_whose_line_breaks_in_the_middle_is_no_fault_of_the_hub(
    address: str, line: Line, caplog: pytest.LogCaptureFixture
) -> None:
    body = msgspec.json.encode(line.counter.push(line.counter.receive("H44.80.01-261123-0001")))
    host, _, port = address.removeprefix("http://").partition(":")
    head = (
        f"POST /v1/events HTTP/1.1\r\nHost: hub\r\nContent-Length: {len(body)}\r\n"
        f"Authorization: Bearer {token(line.counter)}\r\n\r\n"
    )
    with caplog.at_level(logging.DEBUG, "sync.hub"):
        with socket.create_connection((host, int(port))) as cut:
            cut.sendall(head.encode() + body[: len(body) // 2])
        # The same place in line is free for the next one.
        for _ in range(10):
            with socket.create_connection((host, int(port))) as cut:
                cut.sendall(head.encode() + body[:-1])
        assert line.post("/v1/events", msgspec.Raw(body), PushAnswer).results[0].outcome == "placed"
    assert not [each for each in caplog.records if each.levelno >= logging.ERROR]


def test_a_token_shown_before_is_good_no_longer_than_it_says(hub: Hub, line: Line, clock: Moment) -> None:
    """The hub remembers the tokens of who pushes; neither their end nor the hour of the last contact is forgotten."""

    def push(number: int) -> requests.Response:
        event = line.counter.receive(f"H44.80.01-261123-{number:04}")
        return line.ask("POST", "/v1/events", body=line.counter.push(event))

    assert [push(number).status_code for number in (1, 2)] == [200, 200]
    clock.now += timedelta(hours=2)
    assert fault(push(3)).code == "clock"
    line.at = clock.now
    line.counter.seq, line.counter.last = 2, hub.database.rows("SELECT last_hash FROM device WHERE last_seq = 2")[0][0]
    assert [push(number).status_code for number in (4, 5)] == [200, 200]
    (device,) = hub.database.rows("SELECT last_contact FROM device WHERE kind = 'counter'")
    assert device.last_contact == clock.now


def test_a_run_as_large_as_may_be_is_placed(line: Line) -> None:
    """More than a socket takes at once: what is half sent must not be waited for."""
    counter, long = line.counter, {"reason": "đ" * 115_000}
    for _ in range(8):
        events = [counter.event(counter.body(new_id(), acts.Withdrawn("applicant")), long) for _ in range(4)]
        pushed = line.push(counter.push(*events))
        assert [result.outcome for result in pushed.results] == ["placed"] * 4
