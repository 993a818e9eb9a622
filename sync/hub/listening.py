"""A caller is waited for as long as something keeps coming; one that falls silent loses its connection.

A counter whose line died sends no farewell, and the system would hold its connection open for ever.
"""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.types import Message, Receive
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from sync.hub.faults import Refused

SILENCE = 60.0
"""Most seconds between two pieces of a body: a counter has given up long before, and a slow line brings some bytes."""
HEAD_LIMIT = 64 * 1024
"""Most bytes of a request before its body."""


class Listening(HttpToolsProtocol):
    """The server's side of a connection, which ends when the head of a request is not whole after `SILENCE`, however
    it drips, or has more than `HEAD_LIMIT` bytes. Between two requests the server's own, shorter patience counts."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._head: asyncio.TimerHandle | None = None
        self._came = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._have_head()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._head is not None:
            self._came += len(data)
            if self._came > HEAD_LIMIT:
                self.transport.close()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._await_head()

    def on_headers_complete(self) -> None:
        self._have_head()
        super().on_headers_complete()

    def _await_head(self) -> None:
        self._have_head()
        self._head = self.loop.call_later(SILENCE, self.transport.close)

    def _have_head(self) -> None:
        self._came = 0
        if self._head is not None:
            self._head.cancel()
            self._head = None


def bounded(receive: Receive) -> Receive:
    """``receive`` that raises Refused (408 ``silence``) when the rest of a body does not come; what comes after the
    body, the news that the caller is gone, is waited for without a bound."""
    whole = False

    async def heard() -> Message:
        nonlocal whole
        if whole:
            return await receive()
        try:
            async with asyncio.timeout(SILENCE):
                message = await receive()
        except TimeoutError:
            # The bytes that may yet come belong to nothing: the connection cannot go on.
            raise Refused(408, "silence", "the body stopped coming", headers={"Connection": "close"}) from None
        whole = message["type"] != "http.request" or not message.get("more_body", False)
        return message

    return heard
