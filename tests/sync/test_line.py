"""The line under TLS: trusted, cut from another thread, and refused when nobody vouches for the other end."""

from __future__ import annotations

import ipaddress
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.errors import HubUnreachable
from sync.client import HubClient, Timeouts
from sync.line import CallCut
from sync.wire import FeedAnswer, RangesAnswer
from tests.sync.answering import Asked, Reply, Server, json_reply, serving
from tests.sync.province import Clock

TEXT = "2026-11-23T05:00:00Z"
RANGES = RangesAnswer(TEXT, [])
FEED = FeedAnswer(TEXT, "e", "u", 0, [], [])


def certificate(folder: Path) -> Path:
    """A certificate for this machine and its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "hub.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture(scope="module")
def pem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def server(pem: Path) -> Iterator[Server]:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(pem)
    with serving(lambda asked: json_reply(RANGES), tls) as running:
        yield running


@pytest.fixture
def client(server: Server, pem: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[HubClient]:
    """A client that trusts the province's own authority, named the way an administrator names it."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(pem))
    with closing(HubClient(server.address, Clock(), timeouts=Timeouts(2, 5, 10))) as made:
        yield made


def test_a_trusted_hub(client: HubClient) -> None:
    assert [client.ranges(0), client.ranges(0)] == [RANGES, RANGES]


def test_nobody_vouches_for_it(server: Server) -> None:
    with closing(HubClient(server.address, Clock(), timeouts=Timeouts(2, 5, 10))) as stranger:
        with pytest.raises(HubUnreachable) as caught:
            stranger.ranges(0)
        assert caught.value.facts["reason"] == "tls"
    assert server.asked == []


def test_a_wait_is_cut_and_the_next_call_goes_through(server: Server, client: HubClient) -> None:
    asked, released = threading.Event(), threading.Event()

    def waiting(request: Asked) -> Reply:
        if request.path.startswith("/v1/feed"):
            asked.set()
            released.wait(10)
            return json_reply(FEED)
        return json_reply(RANGES)

    server.answering = waiting
    client.ranges(0)

    def cut() -> None:
        asked.wait(10)
        client.cut_wait()

    thread = threading.Thread(target=cut)
    thread.start()
    assert client.feed("u", "e", 0, 100, wait=10) is None
    thread.join()
    released.set()
    assert client.ranges(0) == RANGES


def test_a_closed_client_ends_the_call_under_way(server: Server, client: HubClient) -> None:
    released = threading.Event()

    def closing_in_the_middle(asked: Asked) -> Reply:
        client.close()
        released.wait(10)
        return json_reply(RANGES)

    server.answering = closing_in_the_middle
    with pytest.raises(CallCut):
        client.ranges(0)
    released.set()
