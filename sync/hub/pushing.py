"""A counter's run from the door to the answer: placed, waiters woken, and official codes given where they are owed."""

from __future__ import annotations

import logging
from collections import Counter

import psycopg

from app.domain.events import instant_text
from sync.hub import acting, ledger
from sync.hub.feed import epoch_of
from sync.hub.hub import Hub
from sync.wire import PushAnswer, PushRequest

log = logging.getLogger(__name__)


def push_run(hub: Hub, device: str, request: PushRequest) -> PushAnswer:
    """Place a run of ``device`` (authenticated); what became of each event. Raises Refused; see `ledger.place`."""
    judge, now = hub.judge(), hub.clock()
    pushed = hub.database.run(
        lambda connection: ledger.place(connection, device, request, judge=judge, now=now, keys=hub.keys)
    )
    hub.ring(pushed)
    counts = Counter(result.outcome for result in pushed.results)
    log.info("device %s: %s", device, ", ".join(f"{outcome} {number}" for outcome, number in sorted(counts.items())))
    for unit in sorted(pushed.codes_owed):
        try:
            acting.give_codes(hub, unit)
        except psycopg.Error as failure:
            # The run itself is placed; the next round of chores gives the codes.
            log.warning("no official codes for %s yet: %s", unit, type(failure).__name__)
    return PushAnswer(instant_text(now), hub.database.run(epoch_of), pushed.results)
