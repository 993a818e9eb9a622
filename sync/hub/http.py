"""How messages travel: bodies read within bounds, answers compressed, faults in one form."""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from email.utils import format_datetime
from typing import Any, TypeVar

import msgspec
import psycopg
import zstandard
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from prometheus_client import Histogram
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import DiskFull, HubUnreachable, ReferenceMissing
from sync import wire
from sync.hub.describing import JSON, document
from sync.hub.faults import Refused, trace_of
from sync.hub.listening import bounded
from sync.wire import PROTOCOL

log = logging.getLogger(__name__)

COMPRESS_FROM = 1024
"""Answers smaller than this many bytes are sent as they are."""
_T = TypeVar("_T")


async def read_message(request: Request, form: type[_T], *, limit: int = wire.REQUEST_LIMIT) -> _T:
    """The request's JSON body as ``form``. ``limit`` bounds its bytes before and after decompression.

    Raises Refused: 408 ``silence``, 413 ``too_large``, 415 ``coding``, 400 ``request_invalid``.
    """
    return message_in(request, await read_body(request, limit=limit), form, limit=limit)


async def read_body(request: Request, *, limit: int = wire.REQUEST_LIMIT) -> bytes:
    """The bytes of the request's body as they came, at most ``limit``. Raises Refused: 408 ``silence``, 413
    ``too_large``."""
    raw = bytearray()
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > limit:
            raise Refused(413, "too_large", f"at most {limit} bytes")
    return bytes(raw)


def message_in(request: Request, raw: bytes, form: type[_T], *, limit: int = wire.REQUEST_LIMIT) -> _T:
    """What the body ``raw`` of ``request`` says; see `read_message`."""
    coding = request.headers.get("content-encoding", "identity").lower()
    if coding == "zstd":
        plain = _decompress(raw, limit)
    elif coding == "identity":
        plain = raw
    else:
        raise Refused(415, "coding", "bodies are plain or zstd")
    try:
        return msgspec.json.decode(plain, type=form)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise Refused(400, "request_invalid", f"not the JSON of {form.__name__}") from None


def _decompress(raw: bytes, limit: int) -> bytes:
    try:
        with zstandard.ZstdDecompressor(max_window_size=8 * 1024 * 1024).stream_reader(raw) as reader:
            plain = reader.read(limit + 1)
    except zstandard.ZstdError:
        raise Refused(400, "request_invalid", "not zstd") from None
    if len(plain) > limit:
        raise Refused(413, "too_large", f"at most {limit} bytes")
    return plain


def answer(request: Request, value: object, status: int = 200) -> Response:
    """``value`` as JSON, compressed when the caller accepts it and it is worth it."""
    body = msgspec.json.encode(value)
    headers = {"Vary": "Accept-Encoding"}
    if len(body) >= COMPRESS_FROM and "zstd" in request.headers.get("accept-encoding", "").lower():
        body = zstandard.ZstdCompressor(level=1).compress(body)
        headers["Content-Encoding"] = "zstd"
    return Response(body, status, headers, JSON)


def fault_response(refused: Refused) -> Response:
    return Response(msgspec.json.encode(refused.fault), refused.status, refused.headers, JSON)


def install(app: FastAPI, forms: Sequence[type[Any]], as_page: Callable[[Refused], Response]) -> None:
    """Give ``app`` one form of fault for everything that can go wrong, and an OpenAPI that knows ``forms``.

    ``as_page`` shows a refusal to a person, outside the protocol's own paths.
    """

    async def refused(request: Request, failure: Exception) -> Response:
        return as_answer(request.url.path, as_refused(failure), as_page)

    for kind in (Refused, RequestValidationError, HTTPException, HubUnreachable, ReferenceMissing, DiskFull,
                 psycopg.OperationalError):  # fmt: skip
        app.add_exception_handler(kind, refused)

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = document(app, forms)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def as_answer(path: str, refused: Refused, as_page: Callable[[Refused], Response]) -> Response:
    """A refusal in the words of who asked: a fault for a counter, a page for a person."""
    return fault_response(refused) if path.startswith("/v1") else as_page(refused)


def as_refused(failure: Exception) -> Refused:
    """The refusal that a failure comes to; what nobody foresaw is logged, without its message."""
    match failure:
        case Refused():
            return failure
        case RequestValidationError():
            names = sorted({str(error["loc"][-1]) for error in failure.errors()})
            return Refused(422, "request_invalid", f"wrong: {', '.join(names)}")
        case HTTPException(status_code=404):
            return Refused(404, "not_found")
        case HTTPException(status_code=405):
            return Refused(405, "method_not_allowed", headers=dict(failure.headers or {}))
        case HTTPException():
            return Refused(failure.status_code, "http", headers=dict(failure.headers or {}))
        case ClientDisconnect():
            # Nobody hears the answer; the counter sends the same again.
            return Refused(400, "request_invalid", "cut short")
        case DiskFull():
            return Refused(503, "disk_full", retry_after=300)
        case ReferenceMissing():
            return Refused(503, "reference_missing", "no reference data was imported yet", retry_after=300)
        case HubUnreachable() | psycopg.OperationalError():
            log.warning("the database does not answer: %s", type(failure).__name__)
            return Refused(503, "database", retry_after=15)
    log.error("%s", trace_of(failure))
    return Refused(500, "internal")


Route = Callable[[Request], Awaitable[Response]]


class Door:
    """The outermost layer: names the hub and its clock on every answer, and turns what nobody foresaw into a fault.

    ``busiest`` are calls, by method and path, that are answered here and now: the way through the framework's layers
    takes half a millisecond, a twentieth of what a run of events costs.
    """

    def __init__(
        self,
        app: ASGIApp,
        clock: Callable[[], datetime],
        as_page: Callable[[Refused], Response],
        seconds: Histogram,
        busiest: Mapping[tuple[str, str], Route],
    ) -> None:
        self._app = app
        self._busiest = busiest
        self._seconds = seconds
        self._clock = clock
        self._as_page = as_page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False
        at = time.monotonic()
        waits = scope["path"] == "/v1/feed"

        async def named(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                if not waits:
                    self._seconds.labels(f"{message['status'] // 100}xx").observe(time.monotonic() - at)
                headers = MutableHeaders(scope=message)
                headers["Date"] = format_datetime(self._clock(), usegmt=True)
                headers["Motcua-Protocol"] = str(PROTOCOL)
            await send(message)

        try:
            route = self._busiest.get((scope["method"], scope["path"]))
            if route is None:
                await self._app(scope, bounded(receive), named)
            else:
                response = await route(Request(scope, bounded(receive)))
                await response(scope, receive, named)
        except Exception as failure:  # noqa: BLE001 (the hub's one door for bugs)
            refused = as_refused(failure)
            if not begun:
                await as_answer(scope["path"], refused, self._as_page)(scope, receive, named)


def check_protocol(request: Request) -> None:
    """Refuse (426) a caller that speaks a protocol this hub does not know."""
    spoken = request.headers.get("motcua-protocol", "")
    if spoken and spoken != str(PROTOCOL):
        raise Refused(426, "protocol", f"this hub speaks protocol {PROTOCOL}")
