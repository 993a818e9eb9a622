"""The hub's HTTP door: thin routes of protocol v1; what they do is in the rooms they call."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Annotated

from fastapi import APIRouter, FastAPI, Query, Request
from starlette.responses import Response
from starlette.types import Lifespan

from app.domain.events import instant_text
from sync.hub import feed, snapshot
from sync.hub.api_files import router as files_router
from sync.hub.database import Connection
from sync.hub.describing import describe
from sync.hub.devices import Caller
from sync.hub.faults import Refused
from sync.hub.gate import Gate, shared_gate
from sync.hub.housekeeping import keep_house
from sync.hub.http import Door, answer, check_protocol, install, message_in, read_body, read_message
from sync.hub.hub import Hub
from sync.hub.migrations import STEPS
from sync.hub.pushing import push_run, take_offer
from sync.hub.scope import FromDevice, FromSender, hub_of, sender_of
from sync.hub.views import DossierView, Health, Time, view_dossier
from sync.hub.web import back_office, look_up
from sync.hub.web.render import problem_page
from sync.wire import (
    PROTOCOL,
    SNAPSHOT_STREAMS,
    EnrolmentAnswer,
    EnrolmentRequest,
    FeedAnswer,
    OfferRequest,
    PushAnswer,
    PushRequest,
    RangesAnswer,
    RangesRequest,
    ReconcileAnswer,
    ReconcileRequest,
    SignedReference,
    SnapshotAnswer,
    StreamAnswer,
)

WAIT = 30
"""Longest a feed is held open for news, in seconds."""
POSITION_LIMIT = 2**62
OFFER_LIMIT = 16 * 1024 * 1024
"""Most bytes of an offer, which may carry reference data as proof."""
OFFERS = 4
"""Offers that are read at a time: they may be large."""

router = APIRouter(prefix="/v1")


@router.post("/enrolments", **describe(EnrolmentAnswer, asks=EnrolmentRequest, faults=(403, 409, 422), signed=False))
async def enrol(request: Request) -> Response:
    """Trade a one-time code and a new public key for an identity. The same key with the same code gets it again."""
    check_protocol(request)
    message = await read_message(request, EnrolmentRequest)
    return answer(request, await asyncio.to_thread(hub_of(request).enrol, message))


@router.post("/events", **describe(PushAnswer, asks=PushRequest, faults=(403, 409, 422)))
async def push(request: Request, caller: FromSender) -> Response:
    """Place a contiguous, signed run of one device's events; idempotent for ever by event id."""
    gate: Gate = request.app.state.gate
    with gate.line():
        raw = await read_body(request)
        async with gate:
            message = message_in(request, raw, PushRequest)
            return answer(request, await asyncio.to_thread(push_run, hub_of(request), caller, message))


@router.post("/offers", **describe(PushAnswer, asks=OfferRequest, faults=(409, 422)))
async def take_back(request: Request, caller: FromDevice) -> Response:
    """After a restore: place again, in the order given, events that the hub has lost, whoever recorded them."""
    gate: Gate = request.app.state.gate
    with gate.line():
        async with request.app.state.offers:
            raw = await read_body(request, limit=OFFER_LIMIT)
            async with gate:
                message = message_in(request, raw, OfferRequest, limit=OFFER_LIMIT)
                return answer(request, await asyncio.to_thread(take_offer, hub_of(request), caller.device, message))


@router.get("/feed", **describe(FeedAnswer, faults=(404,)))
async def read_feed(
    request: Request,
    caller: FromDevice,
    unit: str,
    epoch: str = "",
    after: Annotated[int, Query(ge=0, le=POSITION_LIMIT)] = 0,
    limit: Annotated[int, Query(ge=1, le=feed.FEED_LIMIT)] = 100,
    wait: Annotated[int, Query(ge=0, le=WAIT)] = 0,
) -> Response:
    """What the caller's unit is owed after a position of an epoch; ``wait`` holds the answer until there is news."""
    hub = hub_of(request)
    _own_unit(caller, unit)

    def read(connection: Connection) -> FeedAnswer:
        return feed.read_feed(connection, unit, epoch, after, limit, now=hub.clock())

    until = time.monotonic() + wait
    while True:
        found = await asyncio.to_thread(hub.database.run, read)
        left = until - time.monotonic()
        if found.entries or found.epoch != epoch or left <= 0 or hub.bell.closed:
            return answer(request, found)
        with hub.figures.listening.track_inprogress():
            await hub.bell.wait(unit, after, left)


@router.get("/snapshot", **describe(SnapshotAnswer, faults=(404,)))
def read_snapshot(
    request: Request,
    caller: FromDevice,
    unit: str,
    after: uuid.UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=SNAPSHOT_STREAMS)] = SNAPSHOT_STREAMS,
) -> Response:
    """The dossiers at work, whole, for a counter that begins; its feed then goes on from the first page's ``head``."""
    hub = hub_of(request)
    _own_unit(caller, unit)
    last = str(after) if after is not None else ""
    return answer(request, hub.database.run(lambda c: snapshot.read_snapshot(c, unit, last, limit, now=hub.clock())))


@router.get("/streams/{stream}", **describe(StreamAnswer, faults=(404,)))
def read_stream(request: Request, caller: FromDevice, stream: uuid.UUID) -> Response:
    """One stream whole, for a hole or a look-up."""
    hub = hub_of(request)
    return answer(
        request,
        hub.database.run(lambda connection: feed.read_stream(connection, str(stream), caller.unit, now=hub.clock())),
    )


@router.get(
    "/reference", **describe(SignedReference, answers={204: {"description": "The caller has the version in force"}})
)
def read_reference(
    request: Request, caller: FromDevice, have: Annotated[int, Query(ge=0, le=POSITION_LIMIT)] = 0
) -> Response:
    """The signed reference data, or 204 when the caller has the version in force."""
    signed = hub_of(request).references.signed_for(caller.unit)
    return Response(status_code=204) if signed.version == have else answer(request, signed)


@router.post("/ranges", **describe(RangesAnswer, asks=RangesRequest))
async def extend_ranges(request: Request, caller: FromDevice) -> Response:
    """The caller's number ranges, moved on to the days ahead and added to when few numbers are left."""
    message = await read_message(request, RangesRequest)
    return answer(request, await asyncio.to_thread(hub_of(request).ranges, caller, message))


@router.post("/reconcile", **describe(ReconcileAnswer, asks=ReconcileRequest, faults=(404,)))
async def reconcile(request: Request, caller: FromDevice) -> Response:
    """Compare digests of days of acceptance; the answer names the dossiers of days that differ."""
    hub = hub_of(request)
    message = await read_message(request, ReconcileRequest)
    _own_unit(caller, message.unit)
    if len(message.days) > feed.RECONCILE_DAYS:
        raise Refused(413, "too_large", f"at most {feed.RECONCILE_DAYS} days")
    now = hub.clock()
    try:
        found = await asyncio.to_thread(
            hub.database.run,
            lambda connection: feed.reconcile(connection, message.unit, message.days, now=now),
        )
    except ValueError:
        raise Refused(400, "request_invalid", "days are ISO dates") from None
    return answer(request, found)


@router.get("/dossiers/{code}", **describe(DossierView, faults=(404,)))
def read_dossier(request: Request, caller: FromDevice, code: str) -> Response:
    """One dossier by its code, without anything personal: for support and demonstration."""
    hub = hub_of(request)
    return answer(request, hub.database.run(lambda connection: view_dossier(connection, hub.files, code, caller.unit)))


@router.get("/health", **describe(Health, signed=False, versioned=False))
def health(request: Request) -> Response:
    """Whether the hub and its database answer."""
    hub = hub_of(request)
    hub.database.rows("SELECT 1")
    return answer(request, Health("ok", PROTOCOL, len(STEPS), instant_text(hub.clock())))


@router.get("/time", **describe(Time, signed=False, versioned=False))
def read_time(request: Request) -> Response:
    """The hub's clock, for a counter whose own is off."""
    return answer(request, Time(instant_text(hub_of(request).clock())))


operations = APIRouter(include_in_schema=False)


@operations.get("/metrics")
def metrics(request: Request) -> Response:
    """Figures for Prometheus; a proxy in front keeps them from the street."""
    return Response(hub_of(request).metrics(), media_type="text/plain; version=0.0.4; charset=utf-8")


def _own_unit(caller: Caller, unit: str) -> None:
    """Other units' feeds are as absent as ones that do not exist."""
    if unit != caller.unit:
        raise Refused(404, "not_found", "unit")


FORMS = (
    EnrolmentAnswer,
    EnrolmentRequest,
    PushAnswer,
    PushRequest,
    OfferRequest,
    FeedAnswer,
    SnapshotAnswer,
    StreamAnswer,
    SignedReference,
    RangesAnswer,
    RangesRequest,
    ReconcileAnswer,
    ReconcileRequest,
    DossierView,
    Health,
    Time,
)


def described_app(life: Lifespan[FastAPI] | None = None) -> FastAPI:
    """The application with all its routes and no hub behind them: enough to describe it."""
    app = FastAPI(title="Một Cửa hub", version=f"{PROTOCOL}", lifespan=life, docs_url=None, redoc_url=None)
    install(app, FORMS, problem_page)
    for each in (router, files_router, operations, look_up.router, back_office.router):
        app.include_router(each)

    async def sign_in_first(request: Request, failure: Exception) -> Response:
        return back_office.to_sign_in()

    app.add_exception_handler(back_office.SignInFirst, sign_in_first)
    return app


def create_app(hub: Hub, *, processes: int = 1, chores: bool = True) -> FastAPI:
    """The hub's web application. Whoever made ``hub`` closes it, after the application has stopped.

    ``processes`` share what a hub lets in at once; ``chores`` are done by one of them.
    """

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(hub.bell.watch())]
        if chores:
            tasks.append(asyncio.create_task(keep_house(hub)))
        yield
        hub.bell.close()
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    app = described_app(life)
    app.state.hub = hub
    app.state.gate = shared_gate(processes)
    app.state.offers = asyncio.Semaphore(OFFERS)

    async def push_here(request: Request) -> Response:
        """`push` with all its steps, on a shorter way."""
        request.scope["app"] = app
        return await push(request, await sender_of(request, None))

    busiest = {("POST", f"{router.prefix}/events"): push_here}
    app.add_middleware(Door, clock=hub.clock, as_page=problem_page, seconds=hub.figures.seconds, busiest=busiest)
    return app
