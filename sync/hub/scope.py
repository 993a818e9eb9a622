"""Who asks, on whose hub: what every route of the protocol needs before it does anything."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPBearer

from sync.hub import devices
from sync.hub.devices import Caller
from sync.hub.http import check_protocol
from sync.hub.hub import Hub

_bearer = HTTPBearer(auto_error=False, scheme_name="device", description="EdDSA token made by the device's key")


def hub_of(request: Request) -> Hub:
    """The hub this application serves."""
    hub: Hub = request.app.state.hub
    return hub


def caller_of(request: Request, _scheme: Annotated[object, Depends(_bearer)]) -> Caller:
    """The authenticated device. Raises Refused (401)."""
    check_protocol(request)
    hub = hub_of(request)
    return devices.authenticate(hub.database, request.headers.get("authorization"), now=hub.clock())


FromDevice = Annotated[Caller, Depends(caller_of)]


async def sender_of(request: Request, _scheme: Annotated[object, Depends(_bearer)]) -> Caller:
    """The device that pushes, though it be revoked; who is known already may have been revoked since, which placing
    finds. Raises Refused (401)."""
    check_protocol(request)
    hub = hub_of(request)
    header, now = request.headers.get("authorization"), hub.clock()
    known = hub.known_devices.caller(header, now)
    if known is not None:
        return known
    return await asyncio.to_thread(hub.known_devices.meet, hub.database, header, now)


FromSender = Annotated[Caller, Depends(sender_of)]
"""The device that pushes events: what a revoked one brings is put aside, and it is told what others are told."""
