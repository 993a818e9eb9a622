"""The hub's web application on a port, in a thread of its own, started and stopped as one."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from sync.hub.api import create_app
from sync.hub.hub import Hub

BACKLOG = 2048
"""Connections the system keeps that are not taken yet."""
GRACE = 10
"""Seconds that requests under way get when the hub stops; long polls are let go at once."""


@contextmanager
def serving(hub: Hub, *, host: str = "127.0.0.1", port: int = 0, app: FastAPI | None = None) -> Iterator[str]:
    """The hub answers for the length of the ``with``; yields its address. Port 0 takes a free one.

    ``app`` stands in for the application that `create_app` makes. Raises OSError when the port is taken.
    """
    # When the line comes back, a province's counters knock in one second; a short queue would turn them away unheard.
    listening = socket.create_server((host, port), backlog=BACKLOG)
    address = f"http://{host}:{listening.getsockname()[1]}"
    server = uvicorn.Server(
        uvicorn.Config(
            app or create_app(hub),
            log_config=None,
            access_log=False,
            date_header=False,
            server_header=False,
            ws="none",
            timeout_graceful_shutdown=GRACE,
        )
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, name="hub", daemon=True)
    thread.start()
    try:
        yield address
    finally:
        hub.bell.close()
        server.should_exit = True
        thread.join()
        listening.close()
