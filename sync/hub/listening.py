"""A body is waited for as long as it keeps coming; one that falls silent ends its connection.

A counter whose line died sends no farewell, and the system would hold its connection open for ever.
"""

from __future__ import annotations

import asyncio

from starlette.types import Message, Receive

from sync.hub.faults import Refused

SILENCE = 60.0
"""Most seconds between two pieces of a body: a counter has given up long before, and a slow line brings some bytes."""


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
