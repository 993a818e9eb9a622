"""The hub's web application on a port, in a thread of its own, started and stopped as one."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from sync.hub.api import create_app
from sync.hub.hub import Hub
from sync.hub.listening import Listening

BACKLOG = 2048
"""Connections the system keeps that are not taken yet."""
ASKED_AFTER = {"TCP_KEEPIDLE": 60, "TCP_KEEPINTVL": 15, "TCP_KEEPCNT": 4}
"""Seconds of silence before the system asks whether a caller is still there, between two questions, and how many."""
GRACE = 10
"""Seconds that requests under way get when the hub stops; long polls are let go at once."""


@contextmanager
def serving(hub: Hub, *, host: str = "127.0.0.1", port: int = 0, app: FastAPI | None = None) -> Iterator[str]:
    """The hub answers for the length of the ``with``; yields its address. Port 0 takes a free one.

    ``app`` stands in for the application that `create_app` makes. Raises OSError when the port is taken.
    """
    listening = listen(host, port)
    with _running(hub, app or create_app(hub), [listening]):
        yield address_of(host, listening)


@contextmanager
def manned(hub: Hub, processes: int) -> Iterator[HandedServer]:
    """The hub answers, as one of ``processes`` that do, on connections that others took in. The chores are theirs."""
    with _running(hub, create_app(hub, processes=processes, chores=False), []) as server:
        server.up.wait()
        yield server


def listen(host: str, port: int) -> socket.socket:
    """A listening socket. When the line comes back, a province's counters knock in one second; a short queue would turn
    them away unheard. Raises OSError when the port is taken.

    A machine that lost its power says no farewell: the system asks after every silent connection, and closes it when
    nobody is there. (A request that stops coming is another matter: `listening`.)
    """
    listening = socket.create_server((host, port), backlog=BACKLOG)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in ASKED_AFTER.items():
        if (option := getattr(socket, name, None)) is not None:
            listening.setsockopt(socket.IPPROTO_TCP, option, value)
    return listening


def address_of(host: str, listening: socket.socket) -> str:
    """The URL that ``listening`` answers at, on ``host`` as it was called."""
    return f"http://{host}:{listening.getsockname()[1]}"


class HandedServer(uvicorn.Server):
    """A server that also takes connections which somebody else accepted; ``up`` is set once it answers."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._taking: set[asyncio.Task[None]] = set()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets)
        self.up.set()

    def take(self, connection: socket.socket) -> None:
        """Answer on ``connection``; callable from any thread while the server runs."""
        self.soon(lambda: self._begin(asyncio.get_running_loop(), connection))

    def soon(self, work: Callable[[], object]) -> None:
        """``work`` in between answers, where they are made; callable from any thread while the server runs."""
        if self._loop is None:
            raise RuntimeError("the server does not run yet")
        self._loop.call_soon_threadsafe(work)

    def _begin(self, loop: asyncio.AbstractEventLoop, connection: socket.socket) -> None:
        connection.setblocking(False)
        task = loop.create_task(self._connect(loop, connection))
        self._taking.add(task)
        task.add_done_callback(self._taking.discard)

    async def _connect(self, loop: asyncio.AbstractEventLoop, connection: socket.socket) -> None:
        await loop.connect_accepted_socket(self._protocol, connection)

    def _protocol(self) -> asyncio.Protocol:
        return self.config.http_protocol_class(  # type: ignore[call-arg]
            config=self.config, server_state=self.server_state, app_state=self.lifespan.state
        )


@contextmanager
def _running(hub: Hub, app: FastAPI, sockets: Sequence[socket.socket]) -> Iterator[HandedServer]:
    """A server on ``sockets``, which it closes, in a thread of its own; yields it once it answers."""
    server = HandedServer(
        uvicorn.Config(
            app,
            http=Listening,
            log_config=None,
            access_log=False,
            date_header=False,
            server_header=False,
            ws="none",
            timeout_graceful_shutdown=GRACE,
        )
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": list(sockets)}, name="hub", daemon=True)
    thread.start()
    try:
        yield server
    finally:
        hub.bell.close()
        server.should_exit = True
        thread.join()
        for each in sockets:
            each.close()
