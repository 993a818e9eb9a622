"""What the hub does by itself now and then: sweep files that nothing names, give codes that are owed, hand dossiers of
merged units on, tell of dates in doubt and of silent devices, and forget sessions that have ended."""

from __future__ import annotations

import asyncio
import logging

import psycopg

from app.errors import HubUnreachable
from sync.hub.acting import give_all_codes
from sync.hub.dues import recheck_dues
from sync.hub.files import sweep
from sync.hub.hub import Hub
from sync.hub.reference import version_of
from sync.hub.silence import tell_silent
from sync.hub.succession import hand_to_successors

PAUSE = 3600.0
"""Seconds between two rounds."""

log = logging.getLogger(__name__)


def one_round(hub: Hub) -> None:
    """One round of all chores; each may run in several hub processes at once."""
    now = hub.clock()
    dropped = sweep(hub.database, hub.files, now=now)
    if dropped:
        log.info("swept %d files", dropped)
    ready = hub.database.run(version_of)
    given = give_all_codes(hub) if ready else 0
    if given:
        log.info("gave %d official codes", given)
    handed = hand_to_successors(hub) if ready else 0
    if handed:
        log.info("handed %d dossiers to successors", handed)
    if ready:
        _watch(hub)
    hub.database.run(lambda connection: connection.execute("DELETE FROM web_session WHERE expires_at < %s", (now,)))


def _watch(hub: Hub) -> None:
    """Tell of dates in doubt and of silent devices."""
    now, reference = hub.clock(), hub.references.current()
    in_doubt = recheck_dues(hub.database, reference, now=now)
    if in_doubt:
        log.warning("the dates of %d open dossiers are not what the calendar gives", in_doubt)
    hub.database.run(lambda connection: tell_silent(connection, reference, now=now))


async def keep_house(hub: Hub) -> None:
    """Rounds until cancelled; a database that does not answer is tried again at the next one."""
    while True:
        try:
            await asyncio.to_thread(one_round, hub)
        except (psycopg.Error, HubUnreachable) as failure:
            log.warning("the round of chores failed: %s", type(failure).__name__)
        await asyncio.sleep(PAUSE)
