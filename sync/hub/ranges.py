"""Number ranges: blocks of ordinals a device may use on each day of a period, disjoint per unit by a constraint
of the database (codes.md §4)."""

from __future__ import annotations

from datetime import date, timedelta

from psycopg.errors import ExclusionViolation

from app.domain.events import new_id
from app.errors import ReferenceMissing
from sync.hub.database import Connection
from sync.wire import NumberRangeGrant

DAYS = 60
"""How far ahead a range may be used; moved on at each call of the device."""
BLOCK = 200
"""Numbers a day in one block."""
LOW = 50
"""Fewer unused numbers a day than this, and the device gets another block."""
LAST = 9999
"""Codes have four digits (codes.md §4): 0001 to 9999 per unit and day."""
GRANTABLE = 8999
"""Above lie the numbers the hub keeps for itself: 9000 to 9999, a tenth of the unit's."""


def ranges_for(
    connection: Connection, device: str, unit: str, *, today: date, left: int | None = None
) -> list[NumberRangeGrant]:
    """The ranges of ``device``, extended to `DAYS` ahead; with ``left`` low, and at first contact, one block more.

    At most one block is added per device and day, so a repeated call gives the same answer. A unit whose numbers
    are all given out grants nothing more: the counter then uses provisional codes.
    Raises ReferenceMissing for a unit the hub does not have.
    """
    owner = connection.execute("SELECT number FROM unit WHERE code = %s FOR UPDATE", (unit,)).fetchone()
    if owner is None:
        raise ReferenceMissing(unit=unit)
    held = connection.execute(
        "SELECT id, last_day, granted_on FROM number_range WHERE unit = %s AND device = %s AND last_day >= %s",
        (unit, device, today),
    ).fetchall()
    until = today + timedelta(days=DAYS)
    for grant in held:
        if grant.last_day < until:
            _extend(connection, unit, grant.id, until)
    # Blocks are cut from below. After a restore, what was cut since the copy is not all known: for as long as it may
    # be in use, others are cut from above.
    lately = "SELECT 1 FROM hub WHERE restored_at::date > %s"
    from_above = connection.execute(lately, (today - timedelta(days=DAYS),)).fetchone() is not None
    short = left is not None and left < LOW and all(grant.granted_on != today for grant in held)
    if short or not held:
        _add_block(connection, unit, owner.number, device, today, until, from_above=from_above)
    return [
        NumberRangeGrant(
            grant.id, unit, grant.first, grant.last, grant.first_day.isoformat(), grant.last_day.isoformat()
        )
        for grant in connection.execute(
            "SELECT id, first, last, first_day, last_day FROM number_range "
            "WHERE unit = %s AND device = %s AND last_day >= %s ORDER BY first_day, first",
            (unit, device, today),
        )
    ]


def next_hub_number(connection: Connection, unit: str, day: date) -> int | None:
    """The next of the numbers the hub keeps for ``unit`` on ``day``; None when they are used up."""
    row = connection.execute(
        "INSERT INTO hub_number AS h (unit, day, last) VALUES (%s, %s, %s) "
        "ON CONFLICT (unit, day) DO UPDATE SET last = h.last + 1 WHERE h.last < %s RETURNING last",
        (unit, day, GRANTABLE + 1, LAST),
    ).fetchone()
    return int(row.last) if row is not None else None


def _extend(connection: Connection, unit: str, id: str, until: date) -> None:
    """Move the last day on, unless the numbers are promised to another device from some day on."""
    try:
        with connection.transaction():
            connection.execute("UPDATE number_range SET last_day = %s WHERE unit = %s AND id = %s", (until, unit, id))
    except ExclusionViolation:
        return


def _add_block(
    connection: Connection, unit: str, unit_number: int, device: str, today: date, until: date, *, from_above: bool
) -> None:
    taken = connection.execute(
        "SELECT first, last FROM number_range WHERE unit = %s AND last_day >= %s ORDER BY first", (unit, today)
    ).fetchall()
    ranges = [(row.first, row.last) for row in taken]
    gap = _mirrored(_free_block(sorted(map(_mirror, ranges)))) if from_above else _free_block(ranges)
    if gap is not None:
        connection.execute(
            "INSERT INTO number_range (unit, id, unit_number, device, first, last, first_day, last_day, granted_on) "
            "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
            (unit, new_id(), unit_number, device, *gap, today, until, today),
        )


def _mirror(block: tuple[int, int]) -> tuple[int, int]:
    """The block seen from the other end of the grantable numbers."""
    return GRANTABLE + 1 - block[1], GRANTABLE + 1 - block[0]


def _mirrored(block: tuple[int, int] | None) -> tuple[int, int] | None:
    return _mirror(block) if block is not None else None


def _free_block(taken: list[tuple[int, int]]) -> tuple[int, int] | None:
    """The lowest free block of `BLOCK` numbers below the hub's own; failing that the largest free piece."""
    best: tuple[int, int] | None = None
    free = 1
    for first, last in [*taken, (GRANTABLE + 1, GRANTABLE + 1)]:
        end = min(first - 1, free + BLOCK - 1)
        if end - free + 1 == BLOCK:
            return free, end
        if end >= free and (best is None or end - free > best[1] - best[0]):
            best = free, end
        free = max(free, last + 1)
    return best
