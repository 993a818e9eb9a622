"""Lines that die without a word: the hub lets go of them after a while, nobody waits behind them, and work goes on."""

from __future__ import annotations

import asyncio
import os
import random
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from fastapi import FastAPI
from starlette.types import Message

from app.domain.events import sign_run
from app.errors import HubUnreachable
from app.store import files, journal
from sync import engine
from sync.client import HubClient
from sync.engine import Pace
from sync.hub import listening
from sync.hub.api import create_app
from sync.hub.faults import Refused
from sync.hub.gate import RUNNING
from sync.hub.hub import Hub
from sync.hub.listening import HEAD_LIMIT, bounded
from sync.hub.server import listen, serving
from sync.parcels import Begun, upload_part
from sync.wire import PushRequest, to_wire
from tests.sync.conftest import MakeClient, MakeOffice
from tests.sync.fault_proxy import CALM, Fault, FaultProxy, Weather, fault_proxy
from tests.sync.province import Province, attach, enrolled, receive

HALF_WAY = 100_000


@dataclass(frozen=True)
class Always(Weather):
    """The same fault for every connection."""

    met: Fault = field(default_factory=Fault)

    def fault(self, chance: random.Random) -> Fault:
        return self.met


@pytest.fixture
def hub(province: Province) -> Iterator[Hub]:
    with province.open() as opened:
        yield opened


@pytest.fixture
def app(hub: Hub) -> FastAPI:
    return create_app(hub)


@pytest.fixture
def address(hub: Hub, app: FastAPI) -> Iterator[str]:
    with serving(hub, app=app) as found:
        yield found


@pytest.fixture
def proxy(address: str) -> Iterator[FaultProxy]:
    with fault_proxy(address, 1) as made:
        yield made


def until(holds: object) -> None:
    """Wait for something that another thread is about to do."""
    end = time.monotonic() + 60
    while not holds():  # type: ignore[operator]
        assert time.monotonic() < end
        threading.Event().wait(0.02)


def test_a_dead_upload_is_let_go_and_goes_on_later(
    new_office: MakeOffice,
    province: Province,
    proxy: FaultProxy,
    hub: Hub,
    client_for: MakeClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(listening, "SILENCE", 0.5)
    office = enrolled(new_office(), province, proxy.address)
    data = os.urandom(4 * HALF_WAY)
    sha256 = attach(office, receive(office, "H44.80.01-261123-0001"), data)
    engine.push_once(office, client_for(office), Pace())
    proxy.weather = Always(met=Fault("half", "up", HALF_WAY))
    begun = Begun()
    with pytest.raises(HubUnreachable):
        upload_part(office, client_for(office), begun)
    until(lambda: not proxy.open_ends)
    (device,) = province.rows("SELECT id::text FROM device WHERE kind = 'counter'")[0]
    assert 0 < hub.files.part_size(str(device), sha256) < len(data), "what came is kept"
    assert not hub.files._growing
    proxy.weather, carried = CALM, proxy.carried["up"]
    client = client_for(office)
    while upload_part(office, client, begun):
        pass
    assert (province.folder / "files" / sha256[:2] / sha256).read_bytes() == data
    assert proxy.carried["up"] - carried < len(data), "only the rest was sent"
    with office.store.read() as connection:
        assert files.waiting(connection) == 0


def test_nobody_waits_behind_a_run_that_stopped_coming(
    new_office: MakeOffice,
    province: Province,
    proxy: FaultProxy,
    address: str,
    app: FastAPI,
    client_for: MakeClient,
) -> None:
    office = enrolled(new_office(), province, proxy.address)
    other = enrolled(new_office("b"), province, address, counter="Q02")
    for number in range(60):
        receive(office, f"H44.80.01-261123-{number + 1:04}")
    receive(other, "H44.80.01-261123-0201")
    with office.store.read() as connection:
        events = journal.unsent(connection)
    signature = sign_run(office.keys.device_key, [event.link for event in events]).hex()
    request = PushRequest([to_wire(event) for event in events], signature)
    proxy.weather = Always(met=Fault("half", "up", 3000))

    def push(client: HubClient) -> None:
        with suppress(HubUnreachable):
            client.push(request)

    threads = [threading.Thread(target=push, args=(client_for(office),)) for _ in range(RUNNING)]
    for thread in threads:
        thread.start()
    until(lambda: app.state.gate.inside == RUNNING)
    assert engine.push_once(other, client_for(other), Pace()).outcomes == {"placed": 1}
    assert app.state.gate.inside == RUNNING, "they still stand there"
    for thread in threads:
        thread.join()


@pytest.mark.skipif(sys.platform != "linux", reason="what a system hands on to taken connections differs")
def test_the_system_asks_after_callers_that_say_nothing() -> None:
    with listen("127.0.0.1", 0) as waiting, socket.create_connection(waiting.getsockname()):
        taken, _ = waiting.accept()
        with taken:
            assert taken.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
            assert taken.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE) == 60


def is_let_go(caller: socket.socket, said: bytes) -> bool:
    """Whether the hub ends the connection, though ``said`` comes over it again and again."""
    caller.settimeout(0.05)
    for _ in range(600):
        try:
            with suppress(TimeoutError):
                if caller.recv(1) == b"":
                    return True
            caller.sendall(said)
        except ConnectionError:
            return True
    return False


HEAD = b"GET /v1/time HTTP/1.1\r\nHost: x\r\n"


@pytest.mark.parametrize(
    ("asked", "begun", "goes_on"), [(b"", b"", b""), (b"", HEAD, b""), (b"", HEAD, b"X"), (HEAD + b"\r\n", HEAD, b"X")]
)
def test_who_does_not_say_what_he_wants_is_let_go(
    address: str, asked: bytes, begun: bytes, goes_on: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor is anybody kept who says it letter by letter for ever; at the second request no more than at the first."""
    monkeypatch.setattr(listening, "SILENCE", 0.5)
    parts = urlsplit(address)
    with socket.create_connection((parts.hostname, parts.port), timeout=60) as caller:
        if asked:
            caller.sendall(asked)
            assert caller.recv(65536).startswith(b"HTTP/1.1 200 ")
        caller.sendall(begun)
        assert is_let_go(caller, goes_on)


def test_a_head_has_a_bound(address: str) -> None:
    parts = urlsplit(address)
    with socket.create_connection((parts.hostname, parts.port), timeout=60) as caller:
        caller.sendall(HEAD + b"X: ")
        with suppress(ConnectionError):
            caller.sendall(b"x" * HEAD_LIMIT)
        assert is_let_go(caller, b"")


def test_a_slow_body_is_heard_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listening, "SILENCE", 2.0)
    pieces = 6

    async def hear(pause: float) -> list[bytes]:
        said = iter(range(pieces))

        async def receive() -> Message:
            await asyncio.sleep(pause)
            number = next(said)
            return {"type": "http.request", "body": b"%d" % number, "more_body": number < pieces - 1}

        heard = bounded(receive)
        return [(await heard())["body"] for _ in range(pieces)]

    assert asyncio.run(hear(0.5)) == [b"%d" % number for number in range(pieces)]
    with pytest.raises(Refused) as refused:
        asyncio.run(hear(30))
    assert (refused.value.status, refused.value.headers) == (408, {"Connection": "close"})


def test_after_its_body_a_caller_may_be_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    """A counter that waits for the hub's news says nothing, and is not sent away."""
    monkeypatch.setattr(listening, "SILENCE", 0.01)

    async def wait() -> Message:
        told: list[Message] = [{"type": "http.disconnect"}, {"type": "http.request", "body": b""}]

        async def receive() -> Message:
            if len(told) == 1:
                await asyncio.sleep(0.2)
            return told.pop()

        heard = bounded(receive)
        await heard()
        return await heard()

    assert asyncio.run(wait()) == {"type": "http.disconnect"}
