"""A bad line between a counter and its hub: cuts at any byte both ways, stalls, half-open connections, slow links,
login pages, a busy gateway, and requests that are delivered twice or after later ones.

Which fault meets which connection follows from the seed. Everything stays on this machine.
"""

from __future__ import annotations

import random
import re
import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Literal, get_args

Kind = Literal["none", "refuse", "cut", "reset", "stall", "half", "slow", "page", "busy", "double", "late"]
Way = Literal["up", "down"]

PAGE = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 34\r\nConnection: close\r\n\r\n"
    b"<!doctype html><title>Wi-Fi</title"
)
BUSY = b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
SLOW_PIECE, SLOW_PAUSE = 4096, 0.01
"""Bytes and seconds of one step of a slow link."""
_LENGTH = re.compile(rb"\r\ncontent-length: *([0-9]+)", re.IGNORECASE)


@dataclass(frozen=True)
class Fault:
    """What happens to one connection, after ``after`` bytes have gone the given way.

    ``half``: the end that sent the last byte is gone, the other one is told nothing. ``double``: the hub gets the
    request a second time. ``late``: the connection breaks when the request is complete, and the hub gets it after the
    next request of another connection.
    """

    kind: Kind = "none"
    way: Way = "up"
    after: int = 0


@dataclass(frozen=True)
class Weather:
    """How often each fault comes, as weights beside ``none``, and how far into a connection."""

    none: float = 1
    refuse: float = 0
    cut: float = 0
    reset: float = 0
    stall: float = 0
    half: float = 0
    slow: float = 0
    page: float = 0
    busy: float = 0
    double: float = 0
    late: float = 0
    reach: int = 4000

    def fault(self, chance: random.Random) -> Fault:
        kinds = get_args(Kind)
        kind = chance.choices(kinds, [getattr(self, each) for each in kinds])[0]
        # Many cuts fall early, into the request's head; some late, into the answer's last bytes.
        after = int(chance.expovariate(1 / self.reach)) if chance.random() < 0.8 else chance.randrange(20 * self.reach)
        return Fault(kind, chance.choice(("up", "down")), after)


EARLY = 100
"""Bytes that every request and every answer has."""
CALM = Weather()
STORM = Weather(none=4, refuse=1, cut=4, reset=3, stall=1, half=1, slow=1, page=1, busy=1, double=3, late=3)


@dataclass
class FaultProxy:
    """A running proxy; ``weather`` may change at any time and holds for connections made from then on."""

    target: int
    chance: random.Random
    weather: Weather = CALM
    address: str = ""
    due: list[Kind] = field(default_factory=list)
    """What the next connections meet for certain, the last one first, before there is weather again."""
    met: dict[str, int] = field(default_factory=dict)
    struck: dict[str, int] = field(default_factory=dict)
    """The faults that came to pass: a cut does not where a connection ends before its byte."""
    carried: dict[Way, int] = field(default_factory=dict)
    """Bytes that came in from the counters (``up``) and the hub (``down``)."""
    _open: set[socket.socket] = field(default_factory=set)
    _late: list[bytes] = field(default_factory=list)
    _threads: list[threading.Thread] = field(default_factory=list)
    _guard: threading.Lock = field(default_factory=threading.Lock)
    _closed: bool = False

    def accept_all(self, listening: socket.socket) -> None:
        while True:
            try:
                client, _ = listening.accept()
            except OSError:
                return
            fault = self._next_fault()
            self.met[fault.kind] = self.met.get(fault.kind, 0) + 1
            self._begin(lambda client=client, fault=fault: self._serve(client, fault))  # type: ignore[misc]

    @property
    def open_ends(self) -> int:
        """Sockets held, to counters and hub: two for a connection that is not over for both of them."""
        with self._guard:
            return len(self._open)

    def missing(self) -> list[Kind]:
        """The faults that have not come to pass yet."""
        with self._guard:
            return [kind for kind in get_args(Kind) if kind != "none" and kind not in self.struck]

    def cut_all(self) -> None:
        """Every connection ends now."""
        with self._guard:
            for each in self._open:
                with suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        with self._guard:
            self._closed = True
        self.cut_all()
        for thread in self._threads:
            thread.join()

    def _next_fault(self) -> Fault:
        if self.due:
            return Fault(self.due.pop(), self.chance.choice(("up", "down")), self.chance.randrange(EARLY))
        return self.weather.fault(self.chance)

    # ------------------------------------------------------------ one connection

    def _strike(self, kind: Kind) -> None:
        with self._guard:
            self.struck[kind] = self.struck.get(kind, 0) + 1

    def _begin(self, work: object) -> threading.Thread:
        thread = threading.Thread(target=work, daemon=True)  # type: ignore[arg-type]
        self._threads = [each for each in self._threads if each.is_alive()] + [thread]
        thread.start()
        return thread

    def _keep(self, made: socket.socket) -> socket.socket:
        with self._guard:
            self._open.add(made)
            if self._closed:
                made.shutdown(socket.SHUT_RDWR)
        return made

    def _drop(self, *done: socket.socket) -> None:
        with self._guard:
            for each in done:
                self._open.discard(each)
        for each in done:
            each.close()

    def _serve(self, client: socket.socket, fault: Fault) -> None:
        try:
            self._keep(client)
            if fault.kind == "refuse":
                self._strike("refuse")
                return
            if fault.kind in ("page", "busy"):
                with suppress(OSError):
                    client.recv(65536)
                    client.sendall(PAGE if fault.kind == "page" else BUSY)
                    self._strike(fault.kind)
                return
            if fault.kind == "late":
                with suppress(OSError):
                    self._hold_back(client)
                return
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.target)) as server:
                self._keep(server)
                try:
                    self._relay(client, server, fault)
                finally:
                    self._drop(server)
        finally:
            self._drop(client)

    def _relay(self, client: socket.socket, server: socket.socket, fault: Fault) -> None:
        asked = bytearray()
        up = threading.Thread(target=self._pump, args=(client, server, "up", fault, asked), daemon=True)
        up.start()
        self._pump(server, client, "down", fault, asked)
        up.join()

    def _hold_back(self, client: socket.socket) -> None:
        """Take one whole request and break the connection; see `_deliver_late`."""
        asked = bytearray()
        while data := client.recv(65536):
            asked += data
            head, found, body = bytes(asked).partition(b"\r\n\r\n")
            length = _LENGTH.search(head)
            if found and len(body) >= (int(length[1]) if length else 0):
                with self._guard:
                    self._late.append(bytes(asked))
                return

    def _deliver_late(self) -> None:
        """What was held back reaches the hub now, after a request that was made later."""
        with self._guard:
            late, self._late = self._late, []
        for request in late:
            if self._deliver_again(request):
                self._strike("late")

    def _pump(self, source: socket.socket, sink: socket.socket, way: Way, fault: Fault, asked: bytearray) -> None:
        """Carry bytes one way until an end closes or the fault strikes."""
        strikes = fault.way == way and fault.kind in ("cut", "reset", "stall", "half", "slow")
        left = fault.after if strikes else None
        silent = False
        try:
            while data := source.recv(65536):
                with self._guard:
                    self.carried[way] = self.carried.get(way, 0) + len(data)
                if way == "up":
                    asked += data
                else:
                    if fault.kind == "double" and asked:
                        again, asked[:] = bytes(asked), b""
                        if self._deliver_again(again):
                            self._strike("double")
                    self._deliver_late()
                if left is not None and len(data) >= left:
                    self._strike(fault.kind)
                    sink.sendall(data[:left])
                    if fault.kind == "slow":
                        self._carry_slowly(data[left:], source, sink)
                    if fault.kind == "stall":
                        while source.recv(65536):  # swallow the rest until somebody gives up
                            continue
                    if fault.kind == "reset":
                        for each in (source, sink):
                            each.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    silent = fault.kind == "half"
                    break
                sink.sendall(data)
                left = None if left is None else left - len(data)
        except OSError:
            pass
        finally:
            for each in (source,) if silent else (source, sink):
                with suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)

    def _carry_slowly(self, data: bytes, source: socket.socket, sink: socket.socket) -> None:
        while data:
            for start in range(0, len(data), SLOW_PIECE):
                sink.sendall(data[start : start + SLOW_PIECE])
                time.sleep(SLOW_PAUSE)
            data = source.recv(65536)

    def _deliver_again(self, request: bytes) -> bool:
        """The hub gets the same request a second time, and its answer goes nowhere; whether it answered."""
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.target), timeout=10) as server:
            self._keep(server)
            try:
                server.sendall(request)
                return bool(server.recv(65536))
            finally:
                with self._guard:
                    self._open.discard(server)
        return False


@contextmanager
def fault_proxy(address: str, seed: int, weather: Weather = CALM) -> Iterator[FaultProxy]:
    """A proxy in front of the hub at ``address`` for the length of the ``with``."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        proxy = FaultProxy(int(address.rpartition(":")[2]), random.Random(seed), weather)
        proxy.address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        thread = threading.Thread(target=proxy.accept_all, args=(listening,), daemon=True)
        thread.start()
        try:
            yield proxy
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            thread.join()
            proxy.close()
