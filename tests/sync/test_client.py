"""The client against servers that answer well, badly, late, half or not at all.

Long because each way a hub, or something that is no hub, may answer is a case of its own.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from urllib.parse import parse_qs, urlsplit

import jwt
import msgspec
import pytest
import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.errors import (
    HubAddressInvalid,
    HubAnswerInvalid,
    HubBusy,
    HubRefused,
    HubUnauthorised,
    HubUnreachable,
    UpgradeNeeded,
)
from sync import answers
from sync.client import FilePart, FileState, HubClient, Timeouts, check_address
from sync.line import CallCut
from sync.wire import (
    AUDIENCE,
    EnrolmentRequest,
    Fault,
    FeedAnswer,
    PushAnswer,
    PushRequest,
    RangesAnswer,
    ReconcileAnswer,
    ReconcileRequest,
    SignedReference,
)
from tests.sync.answering import LOGIN_PAGE, Asked, Reply, Server, json_reply, serving

NOW = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
TEXT = "2026-11-23T07:30:00Z"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
FEED = FeedAnswer(TEXT, "e", "H44.80.01", 0, [], [])
RANGES = RangesAnswer(TEXT, [])
SHA = "ab" * 32


@pytest.fixture
def server() -> Iterator[Server]:
    with serving(lambda asked: json_reply(RANGES)) as running:
        yield running


@pytest.fixture
def client(server: Server) -> Iterator[HubClient]:
    with closing(client_of(server.address)) as made:
        yield made


def client_of(address: str, clock: datetime = NOW, timeouts: Timeouts | None = None) -> HubClient:
    return HubClient(address, lambda: clock, device="d1", key=KEY, timeouts=timeouts or Timeouts(1, 1, 5))


def claims_of(asked: Asked) -> dict[str, object]:
    token = asked.headers["Authorization"].removeprefix("Bearer ")
    return jwt.decode(token, KEY.public_key(), ["EdDSA"], audience=AUDIENCE, options={"verify_exp": False})


# ---------------------------------------------------------------- what is asked


def test_a_call_is_signed_compressed_and_says_its_protocol(server: Server, client: HubClient) -> None:
    assert client.ranges(7) == RANGES
    asked = server.asked[0]
    assert (asked.method, asked.path, asked.body) == ("POST", "/v1/ranges", b'{"left":7}')
    assert asked.headers["Content-Type"] == "application/json"
    assert asked.headers["Content-Encoding"] == "zstd"
    assert asked.headers["Motcua-Protocol"] == "1"
    assert claims_of(asked) == {
        "iss": "d1",
        "aud": AUDIENCE,
        "iat": NOW.timestamp(),
        "exp": NOW.timestamp() + 600,
    }


def test_a_token_is_kept_until_shortly_before_its_end(server: Server) -> None:
    now = NOW
    with closing(HubClient(server.address, lambda: now, device="d1", key=KEY)) as client:
        for minutes in (0, 8, 9):
            now = NOW + timedelta(minutes=minutes)
            client.ranges(0)
    issued = [claims_of(asked)["iat"] for asked in server.asked]
    assert issued == [NOW.timestamp(), NOW.timestamp(), NOW.timestamp() + 540]


def test_a_password_of_the_persons_own_is_never_sent(
    server: Server, client: HubClient, tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    (netrc := tmp_path / "netrc").write_text("machine 127.0.0.1 login me password mine\n")  # type: ignore[operator]
    monkeypatch.setenv("NETRC", str(netrc))
    client.ranges(0)
    assert server.asked[0].headers["Authorization"].startswith("Bearer ")


def test_with_a_wrong_clock_the_token_follows_the_hub(server: Server) -> None:
    def strict(asked: Asked) -> Reply:
        issued = claims_of(asked)["iat"]
        date = {"Date": format_datetime(NOW)}
        if abs(float(str(issued)) - NOW.timestamp()) > 60:
            return json_reply(Fault("token"), 401, **date)
        return json_reply(RANGES, **date)

    server.answering = strict
    with closing(client_of(server.address, NOW - timedelta(days=400))) as client:
        assert client.ranges(0) == RANGES
        assert client.ranges(0) == RANGES
    assert len(server.asked) == 3


def test_a_refused_device_is_not_asked_twice_with_the_right_clock(server: Server, client: HubClient) -> None:
    server.answering = lambda asked: json_reply(Fault("unauthorised"), 401, Date=format_datetime(NOW))
    with pytest.raises(HubUnauthorised) as caught:
        client.ranges(0)
    assert caught.value.facts == {"reason": "unauthorised", "status": 401}
    assert len(server.asked) == 1


def test_enrolment_carries_no_token(server: Server) -> None:
    with closing(HubClient(server.address, lambda: NOW)) as client, pytest.raises(HubAnswerInvalid):
        client.enrol(EnrolmentRequest("code", "key", "name", "proof"))
    assert server.asked[0].path == "/v1/enrolments"
    assert "Authorization" not in server.asked[0].headers


def test_push_sends_the_very_bytes_of_the_events(server: Server, client: HubClient) -> None:
    from sync.wire import WireEvent

    server.answering = lambda asked: json_reply(PushAnswer(TEXT, "e", []), packed=True)
    event = WireEvent(msgspec.Raw(b'{"b":1,  "a":2}'), "d1", 1, "00", "11")
    client.push(PushRequest([event], "ff"))
    assert b'"body":{"b":1,  "a":2}' in server.asked[0].body


def test_feed_names_unit_epoch_and_position(server: Server, client: HubClient) -> None:
    server.answering = lambda asked: json_reply(FEED)
    assert client.feed("H44.80.01", "e p", 12, 100) == FEED
    query = parse_qs(urlsplit(server.asked[0].path).query)
    assert query == {"unit": ["H44.80.01"], "epoch": ["e p"], "after": ["12"], "limit": ["100"], "wait": ["0"]}


def test_reference_is_none_when_there_is_none_newer(server: Server, client: HubClient) -> None:
    server.answering = lambda asked: Reply(304)
    assert client.reference(3) is None
    document = SignedReference(4, msgspec.Raw(b'{"a": 1}'), "ff")
    server.answering = lambda asked: json_reply(document)
    found = client.reference(3)
    assert found is not None
    assert bytes(found.data) == b'{"a": 1}'


def test_reconcile(server: Server, client: HubClient) -> None:
    server.answering = lambda asked: json_reply(ReconcileAnswer(TEXT, {}))
    assert client.reconcile(ReconcileRequest("u", {"2026-11-23": "ff"})).days == {}
    assert server.asked[0].body == b'{"unit":"u","days":{"2026-11-23":"ff"}}'


def test_ids_are_never_paths(client: HubClient) -> None:
    with pytest.raises(ValueError, match="not an id"):
        client.stream("../files")


# ---------------------------------------------------------------- files


def test_files_go_up_in_parts(server: Server, client: HubClient) -> None:
    kept = bytearray()

    def keeping(asked: Asked) -> Reply:
        if asked.method == "PATCH":
            assert int(asked.headers["Upload-Offset"]) == len(kept)
            assert asked.headers["Upload-Length"] == "5"
            assert asked.headers["Content-Type"] == "application/partial-upload"
            kept.extend(asked.body)
        done = "?1" if asked.headers.get("Upload-Complete") == "?1" else "?0"
        return Reply(204, b"", {"Upload-Offset": str(len(kept)), "Upload-Complete": done})

    server.answering = keeping
    assert client.file_state(SHA) == FileState(0, complete=False)
    assert client.upload_part(SHA, 0, b"abc", 5) == FileState(3, complete=False)
    assert client.file_state(SHA) == FileState(3, complete=False)
    assert client.upload_part(SHA, 3, b"de", 5) == FileState(5, complete=True)
    assert bytes(kept) == b"abcde"


def test_an_unknown_file_has_nothing(server: Server, client: HubClient) -> None:
    server.answering = lambda asked: Reply(404)
    assert client.file_state(SHA) == FileState(0, complete=False)


@pytest.mark.parametrize("headers", [{}, {"Upload-Offset": "-1", "Upload-Complete": "?0"}, {"Upload-Offset": "1"}])
def test_an_upload_is_believed_only_with_its_fields(server: Server, client: HubClient, headers: dict[str, str]) -> None:
    server.answering = lambda asked: Reply(204, b"", headers)
    with pytest.raises(HubAnswerInvalid):
        client.upload_part(SHA, 0, b"abc", 3)


def test_files_come_down_in_parts(server: Server, client: HubClient) -> None:
    data = bytes(range(10))

    def ranged(asked: Asked) -> Reply:
        first, last = (int(text) for text in asked.headers["Range"].removeprefix("bytes=").split("-"))
        part = data[first : last + 1]
        span = f"bytes {first}-{first + len(part) - 1}/{len(data)}"
        return Reply(206, part, {"Content-Type": "application/octet-stream", "Content-Range": span})

    server.answering = ranged
    assert client.download_part(SHA, 0, 6) == FilePart(data[:6], 10)
    assert client.download_part(SHA, 6, 6) == FilePart(data[6:], 10)


@pytest.mark.parametrize(
    "reply",
    [
        Reply(200, b"abc", {"Content-Type": "application/octet-stream"}),
        Reply(206, b"abc", {"Content-Type": "application/octet-stream", "Content-Range": "bytes 1-3/9"}),
        Reply(206, b"abc", {"Content-Type": "application/octet-stream", "Content-Range": "bytes 0-3/9"}),
        Reply(206, b"abcdefghij", {"Content-Type": "application/octet-stream", "Content-Range": "bytes 0-9/20"}),
        Reply(206, b"abc", {"Content-Type": "text/html", "Content-Range": "bytes 0-2/9"}),
    ],
)
def test_a_part_is_believed_only_when_it_is_the_part_asked_for(server: Server, client: HubClient, reply: Reply) -> None:
    server.answering = lambda asked: reply
    with pytest.raises(HubAnswerInvalid):
        client.download_part(SHA, 0, 6)


# ---------------------------------------------------------------- answers that are not ours


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (LOGIN_PAGE, "content_type"),
        (Reply(200, b"", {"Content-Type": "application/json"}), "form"),
        (Reply(200, b"{", {"Content-Type": "application/json"}), "form"),
        (Reply(200, b'{"now":1,"ranges":[]}', {"Content-Type": "application/json"}), "form"),
        (Reply(200, b'{"now":"yesterday","ranges":[]}', {"Content-Type": "application/json"}), "form"),
        (Reply(200, b"\xff\xfe", {"Content-Type": "application/json"}), "form"),
        (Reply(200, b"nonsense", {"Content-Type": "application/json", "Content-Encoding": "zstd"}), "coding"),
        (Reply(200, b"nonsense", {"Content-Type": "application/json", "Content-Encoding": "br"}), "coding"),
        (Reply(302, b"", {"Location": "http://127.0.0.1:1/login"}), "redirect"),
        (Reply(403, b"<p>no", {"Content-Type": "text/html"}), "content_type"),
        (Reply(500, b"<p>no", {"Content-Type": "text/html"}), "content_type"),
    ],
)
def test_what_is_no_hub_is_not_believed(server: Server, client: HubClient, reply: Reply, reason: str) -> None:
    server.answering = lambda asked: reply
    with pytest.raises(HubAnswerInvalid) as caught:
        client.ranges(0)
    assert caught.value.facts["reason"] == reason
    assert len(server.asked) == 1


def test_a_flood_is_cut_off(server: Server, client: HubClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "FAULT_LIMIT", 1000)
    monkeypatch.setattr("sync.client.FAULT_LIMIT", 1000)
    bomb = zstandard.ZstdCompressor().compress(bytes(1_000_000))
    for body, coding in ((bytes(2000), "identity"), (bomb, "zstd")):
        headers = {"Content-Type": "application/json", "Content-Encoding": coding}
        server.answering = lambda asked, body=body, headers=headers: Reply(400, body, headers)  # type: ignore[misc]
        with pytest.raises(HubAnswerInvalid) as caught:
            client.ranges(0)
        assert caught.value.facts["reason"] == "too_large"


def test_a_half_packed_answer_is_no_answer(server: Server, client: HubClient) -> None:
    whole = json_reply(FEED, packed=True)
    server.answering = lambda asked: Reply(200, whole.body[:-6], whole.headers)
    with pytest.raises(HubAnswerInvalid):
        client.feed("u", "e", 0, 1)


# ---------------------------------------------------------------- refusals


def test_a_busy_hub_says_when_to_come_again(server: Server, client: HubClient) -> None:
    server.answering = lambda asked: json_reply(Fault("busy"), 503, Retry_After="7")
    with pytest.raises(HubBusy) as caught:
        client.ranges(0)
    assert caught.value.facts["retry_after"] == 7
    server.answering = lambda asked: Reply(503, b"<p>later", {"Content-Type": "text/html", "Retry-After": "999999"})
    with pytest.raises(HubBusy) as caught:
        client.ranges(0)
    assert caught.value.facts["retry_after"] == 3600


def test_refusals_carry_the_hubs_word(server: Server, client: HubClient) -> None:
    server.answering = lambda asked: json_reply(Fault("missing_predecessor", expected=4), 409)
    with pytest.raises(HubRefused) as caught:
        client.ranges(0)
    assert caught.value.facts == {"reason": "missing_predecessor", "status": 409, "expected": 4}


def test_a_newer_protocol_asks_for_an_upgrade(server: Server, client: HubClient) -> None:
    server.answering = lambda asked: json_reply(Fault("upgrade"), 426)
    with pytest.raises(UpgradeNeeded):
        client.ranges(0)
    server.answering = lambda asked: json_reply(RANGES, Motcua_Protocol="2")
    with pytest.raises(UpgradeNeeded):
        client.ranges(0)


# ---------------------------------------------------------------- no answer


def reason_of_failure(client: HubClient) -> object:
    with pytest.raises(HubUnreachable) as caught:
        client.ranges(0)
    return caught.value.facts["reason"]


def test_nobody_listens() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with closing(client_of(f"http://127.0.0.1:{port}")) as client:
        assert reason_of_failure(client) == "refused"


def test_no_such_name(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*arguments: object, **named: object) -> object:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with closing(client_of("https://hub.invalid")) as client:
        assert reason_of_failure(client) == "dns"


def test_the_hub_is_silent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        address = f"http://127.0.0.1:{deaf.getsockname()[1]}"
        with closing(client_of(address, timeouts=Timeouts(1, 0.1, 5))) as client:
            assert reason_of_failure(client) == "timeout"


def test_what_answers_speaks_no_tls(server: Server) -> None:
    with closing(client_of(server.address.replace("http:", "https:"))) as client:
        assert reason_of_failure(client) == "tls"


def test_an_answer_breaks_off(server: Server, client: HubClient) -> None:
    whole = json_reply(RANGES)
    server.answering = lambda asked: Reply(200, whole.body[:-1], whole.headers, len(whole.body))
    assert reason_of_failure(client) == "reset"


@pytest.mark.parametrize("length", [0, 5, 17, 30, 60, 66])
def test_an_answer_breaks_off_within_its_head(length: int) -> None:
    head = b"HTTP/1.1 204 No Content\r\nUpload-Complete: ?0\r\nUpload-Offset: 262144\r\n\r\n"

    def answer_half(listening: socket.socket) -> None:
        connection, _ = listening.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(head[:length])

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=answer_half, args=(listening,))
        thread.start()
        with closing(client_of(f"http://127.0.0.1:{listening.getsockname()[1]}")) as client:
            with pytest.raises(HubUnreachable) as caught:
                client.file_state(SHA)
            assert caught.value.facts["reason"] == "reset"
        thread.join()


def test_a_gateway_without_its_hub(server: Server, client: HubClient) -> None:
    server.answering = lambda asked: Reply(502, b"<p>bad gateway", {"Content-Type": "text/html"})
    assert reason_of_failure(client) == "gateway"


def test_an_answer_that_drips_meets_its_end() -> None:
    stop = threading.Event()

    def drip(listening: socket.socket) -> None:
        connection, _ = listening.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99999\r\n\r\n")
            while not stop.wait(0.02):
                try:
                    connection.sendall(b" ")
                except OSError:
                    return

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=drip, args=(listening,))
        thread.start()
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        with closing(client_of(address, timeouts=Timeouts(1, 1, 0.2))) as client:
            assert reason_of_failure(client) == "timeout"
        stop.set()
        thread.join()


# ---------------------------------------------------------------- cut from our own side


def test_a_wait_is_cut_and_the_next_call_goes_through(server: Server, client: HubClient) -> None:
    asked, released = threading.Event(), threading.Event()

    def waiting(request: Asked) -> Reply:
        if request.path.startswith("/v1/feed"):
            asked.set()
            released.wait(10)
            return json_reply(FEED)
        return json_reply(RANGES)

    server.answering = waiting
    client.ranges(0)  # a connection is there to be used again

    def cut() -> None:
        asked.wait(10)
        client.cut_wait()

    thread = threading.Thread(target=cut)
    thread.start()
    assert client.feed("u", "e", 0, 100, wait=10) is None
    thread.join()
    released.set()
    assert client.ranges(0) == RANGES


def test_a_wake_just_before_the_wait_is_not_missed(server: Server, client: HubClient) -> None:
    def woken_then_cut() -> bool:
        client.cut_wait()
        return False

    assert client.feed("u", "e", 0, 100, wait=10, unless=woken_then_cut) is None
    assert client.feed("u", "e", 0, 100, wait=10, unless=lambda: True) is None
    assert server.asked == []


def test_a_cut_outside_a_wait_does_nothing(server: Server, client: HubClient) -> None:
    client.cut_wait()
    assert client.ranges(0) == RANGES


def test_a_closed_client_ends_the_call_under_way(server: Server) -> None:
    released = threading.Event()
    client = client_of(server.address, timeouts=Timeouts(1, 10, 10))

    def closing_in_the_middle(asked: Asked) -> Reply:
        client.close()
        released.wait(10)
        return json_reply(RANGES)

    server.answering = closing_in_the_middle
    with pytest.raises(CallCut):
        client.ranges(0)
    released.set()
    with pytest.raises(CallCut):
        client.ranges(0)
    assert len(server.asked) == 1


# ---------------------------------------------------------------- addresses


@pytest.mark.parametrize(
    "address",
    ["https://hub.tinh.gov.vn", " https://hub.tinh.gov.vn/mot-cua/ ", "http://localhost:8080", "http://[::1]:1"],
)
def test_addresses(address: str) -> None:
    assert check_address(address) == address.strip().rstrip("/")


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("http://hub.tinh.gov.vn", "not_encrypted"),
        ("http://10.0.0.1", "not_encrypted"),
        ("hub.tinh.gov.vn", "form"),
        ("", "form"),
        ("ftp://hub", "form"),
        ("https://", "form"),
        ("https://a:b@hub", "form"),
        ("https://hub?x=1", "form"),
        ("https://hub:x", "form"),
        ("https://[", "form"),
    ],
)
def test_addresses_refused(address: str, reason: str) -> None:
    with pytest.raises(HubAddressInvalid) as caught:
        check_address(address)
    assert caught.value.facts["reason"] == reason
