"""After the database was restored from a copy: what the hub itself did since that copy must not be done twice."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.domain.events import VIETNAM, new_id
from sync.hub.database import Connection
from sync.hub.devices import ensure_hub_device
from sync.hub.keys import HubKeys
from sync.hub.ranges import GRANTABLE, LAST

REFERENCE_LEAP = 1000
"""How far the reference version moves on, so that no counter holds a higher one than the hub."""
NUMBER_LEAP = 250
"""How many of the hub's own numbers of each recent day are skipped: codes given since the copy are on paper."""
NUMBER_DAYS = 60
CODES_WAIT = timedelta(hours=24)
"""How long after a restore no official code is given: one given since the copy is on paper, and comes back with the
counters. The first placed wins."""


REGISTER_GAP, REGISTER_DAYS = 50, 7
"""A register book goes on beyond at least so many numbers, or beyond as many as it was given in its last days."""


def begin_epoch(connection: Connection, keys: HubKeys, *, now: datetime) -> str:
    """Begin a new epoch and return its name: counters see it and offer again what they hold above the hub's head.

    The hub's own devices get new identities, because their chains since the copy are known to counters and lost here.
    """
    epoch = new_id()
    connection.execute(
        "UPDATE hub SET epoch = %s, restored_at = %s, reference_version = reference_version + %s",
        (epoch, now, REFERENCE_LEAP),
    )
    connection.execute("DELETE FROM web_session")
    connection.execute("UPDATE device SET revoked_at = %s WHERE kind = 'hub' AND revoked_at IS NULL", (now,))
    units = [row.code for row in connection.execute("SELECT code FROM unit ORDER BY code")]
    for unit in units:
        ensure_hub_device(connection, unit, keys, now=now)
    today = now.astimezone(VIETNAM).date()
    connection.execute(
        "INSERT INTO hub_number AS h (unit, day, last) SELECT u, d::date, %(skipped)s "
        "FROM unnest(%(units)s::text[]) AS u CROSS JOIN generate_series(%(first)s::date, %(today)s, '1 day') AS d "
        "ON CONFLICT (unit, day) DO UPDATE SET last = least(h.last + %(leap)s, %(most)s)",
        {
            "skipped": GRANTABLE + NUMBER_LEAP,
            "units": units,
            "first": today - timedelta(days=NUMBER_DAYS),
            "today": today,
            "leap": NUMBER_LEAP,
            "most": LAST,
        },
    )
    # Numbers given since the copy are on paper and come back with their acts: each book goes on beyond them.
    connection.execute(
        "UPDATE register_head h SET last = h.last + greatest(%s, (SELECT count(*) FROM event e "
        "WHERE e.unit = h.unit AND e.register_book = h.book AND e.register_number IS NOT NULL "
        "AND e.placed_at > (SELECT max(placed_at) FROM event) - make_interval(days => %s)))",
        (REGISTER_GAP, REGISTER_DAYS),
    )
    return epoch


def codes_may_be_given(connection: Connection, now: datetime) -> bool:
    """False for `CODES_WAIT` after a restore."""
    row = connection.execute("SELECT restored_at FROM hub").fetchone()
    return row is None or row.restored_at is None or now >= row.restored_at + CODES_WAIT
