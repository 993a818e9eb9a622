"""A counter's run from the door to the answer: placed, waiters woken, and official codes given where they are owed."""

from __future__ import annotations

import logging
from collections import Counter
from datetime import datetime

import psycopg

from app.domain.events import instant_text
from sync.hub import acting, ledger, quarantine
from sync.hub.database import Connection, pipelined
from sync.hub.devices import Caller
from sync.hub.faults import Refused
from sync.hub.hub import Hub
from sync.hub.recovery import take_back
from sync.wire import OfferRequest, PushAnswer, PushRequest

log = logging.getLogger(__name__)


def push_run(hub: Hub, caller: Caller, request: PushRequest) -> PushAnswer:
    """Place a run of ``caller``; what became of each event. Raises Refused; see `ledger.place`.

    What a revoked device brings is put into quarantine, and it is refused (401) as everywhere else.
    """
    device, now = caller.device, hub.clock()
    if caller.revoked:
        raise _put_aside(hub, device, request, now)

    def placed(connection: Connection) -> ledger.Pushed:
        # What is written and the commit go in one round trip. The commit is a statement like others: the driver's own
        # waits for its answer without having sent all of a large one before it (psycopg 3.3, `_sync_gen`).
        with pipelined(connection):
            pushed = ledger.place(
                connection, device, request, judge_at=hub.judge_at, now=now, keys=hub.keys, unheard=caller.unheard
            )
            connection.execute("COMMIT")
        return pushed

    try:
        pushed = hub.database.run(placed)
    except ledger.NotAccepted:
        hub.known_devices.forget(device)
        raise _put_aside(hub, device, request, now) from None
    if caller.unheard:
        hub.known_devices.heard(device, now)
    return _answer(hub, device, pushed, now, "pushed")


def _put_aside(hub: Hub, device: str, request: PushRequest, now: datetime) -> Refused:
    kept = hub.database.run(lambda connection: quarantine.keep(connection, device, request, now=now))
    log.warning("device %s is revoked: its run is %s", device, "in quarantine" if kept else "not kept, no room")
    return Refused(401, "unauthorised", "the device is not accepted any more")


def take_offer(hub: Hub, device: str, request: OfferRequest) -> PushAnswer:
    """Place what ``device`` (authenticated) brings back after a restore; what became of each event. Raises Refused;
    see `recovery.take_back`."""
    judge, own, now = hub.judge(), hub.judge(own=True), hub.clock()
    pushed = hub.database.run(
        lambda connection: take_back(connection, request, judge=judge, own_judge=own, now=now, keys=hub.keys)
    )
    return _answer(hub, device, pushed, now, "brought back")


def _answer(hub: Hub, device: str, pushed: ledger.Pushed, now: datetime, word: str) -> PushAnswer:
    hub.ring(pushed)
    counts = Counter(result.outcome for result in pushed.results)
    for outcome, number in counts.items():
        hub.figures.events.labels(outcome).inc(number)
    told = ", ".join(f"{outcome} {number}" for outcome, number in sorted(counts.items()))
    log.info("device %s %s: %s", device, word, told)
    for unit in sorted(pushed.codes_owed):
        try:
            acting.give_codes(hub, unit)
        except psycopg.Error as failure:
            # The run itself is placed; the next round of chores gives the codes.
            log.warning("no official codes for %s yet: %s", unit, type(failure).__name__)
    return PushAnswer(instant_text(now), pushed.epoch, pushed.results)
