"""What the hub does by itself now and then: sweep files that nothing names, give codes that are owed, hand dossiers of
merged units on, tell of dates in doubt and of silent devices, and forget sessions that have ended."""

from __future__ import annotations

import asyncio
import logging

import psycopg

from app.errors import HubUnreachable, ReferenceMissing
from sync.hub.acting import give_all_codes
from sync.hub.dues import recheck_dues
from sync.hub.faults import trace_of
from sync.hub.files import sweep
from sync.hub.hub import Hub
from sync.hub.reference import version_of
from sync.hub.silence import tell_silent
from sync.hub.succession import hand_to_successors

PAUSE = 3600.0
"""Seconds between two rounds."""

log = logging.getLogger(__name__)


def one_round(hub: Hub) -> None:
    """One round of all chores; each may run in several hub processes at once. One that fails keeps none of the others
    from being done."""
    for chore in (_sweep, _give_codes, _hand_on, _tell_doubts, _tell_silent, _forget_sessions):
        try:
            chore(hub)
        except (psycopg.Error, HubUnreachable, ReferenceMissing) as failure:
            log.warning("%s: %s", chore.__name__.strip("_"), type(failure).__name__)
        except Exception as failure:  # noqa: BLE001 (nobody else would hear of it, and the alarms would end with it)
            log.error("%s: %s", chore.__name__.strip("_"), trace_of(failure))  # noqa: TRY400 (without its message)


def _sweep(hub: Hub) -> None:
    if dropped := sweep(hub.database, hub.files, now=hub.clock()):
        log.info("swept %d files", dropped)


def _give_codes(hub: Hub) -> None:
    if hub.database.run(version_of) and (given := give_all_codes(hub)):
        log.info("gave %d official codes", given)


def _hand_on(hub: Hub) -> None:
    if hub.database.run(version_of) and (handed := hand_to_successors(hub)):
        log.info("handed %d dossiers to successors", handed)


def _tell_doubts(hub: Hub) -> None:
    if hub.database.run(version_of):
        in_doubt = recheck_dues(hub.database, hub.references.current(), now=hub.clock())
        if in_doubt:
            log.warning("the dates of %d open dossiers are not what the calendar gives", in_doubt)


def _tell_silent(hub: Hub) -> None:
    if hub.database.run(version_of):
        now, reference = hub.clock(), hub.references.current()
        hub.database.run(lambda connection: tell_silent(connection, reference, now=now))


def _forget_sessions(hub: Hub) -> None:
    now = hub.clock()
    hub.database.run(lambda connection: connection.execute("DELETE FROM web_session WHERE expires_at < %s", (now,)))


async def keep_house(hub: Hub) -> None:
    """Rounds until cancelled; what failed is tried again in the next one."""
    while True:
        await asyncio.to_thread(one_round, hub)
        await asyncio.sleep(PAUSE)
