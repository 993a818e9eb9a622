"""What the hub does by itself now and then: sweep files that nothing names, give codes that are owed,
and forget sessions that have ended."""

from __future__ import annotations

import asyncio
import logging

import psycopg

from app.errors import HubUnreachable
from sync.hub.acting import give_all_codes
from sync.hub.files import sweep
from sync.hub.hub import Hub
from sync.hub.reference import version_of

PAUSE = 3600.0
"""Seconds between two rounds."""

log = logging.getLogger(__name__)


def one_round(hub: Hub) -> None:
    """One round of all chores; each may run in several hub processes at once."""
    now = hub.clock()
    dropped = sweep(hub.database, hub.files, now=now)
    if dropped:
        log.info("swept %d files", dropped)
    given = give_all_codes(hub) if hub.database.run(version_of) else 0
    if given:
        log.info("gave %d official codes", given)
    hub.database.run(lambda connection: connection.execute("DELETE FROM web_session WHERE expires_at < %s", (now,)))


async def keep_house(hub: Hub) -> None:
    """Rounds until cancelled; a database that does not answer is tried again at the next one."""
    while True:
        try:
            await asyncio.to_thread(one_round, hub)
        except (psycopg.Error, HubUnreachable) as failure:
            log.warning("the round of chores failed: %s", type(failure).__name__)
        await asyncio.sleep(PAUSE)
