"""What a counter that begins is given in place of years of its unit's feed: the dossiers still at work, whole."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from app.domain.dossier import ENDED
from app.domain.events import VIETNAM, instant_text
from sync.hub.database import Connection
from sync.hub.feed import epoch_of, read_streams
from sync.wire import SnapshotAnswer

WINDOW = timedelta(days=90)
"""Ended dossiers touched within this time are given too; older ones are fetched when somebody asks for them."""
FIRST = "00000000-0000-0000-0000-000000000000"


def read_snapshot(connection: Connection, unit: str, after: str, limit: int, *, now: datetime) -> SnapshotAnswer:
    """At most ``limit`` streams of ``unit`` after the stream ``after`` (empty for the first page), with the runs that
    prove them."""
    connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    head = connection.execute("SELECT head FROM unit_head WHERE unit = %s", (unit,)).fetchone()
    since: date = (now - WINDOW).astimezone(VIETNAM).date()
    rows = connection.execute(
        "SELECT s.id::text FROM stream s WHERE s.id > %s AND %s = ANY(s.units) AND (s.status <> ALL(%s) OR EXISTS ("
        "  SELECT 1 FROM event e WHERE e.stream = s.id AND e.stream_seq = s.head AND e.placed_at >= %s)) "
        "ORDER BY s.id LIMIT %s",
        (after or FIRST, unit, sorted(ENDED), since, limit + 1),
    ).fetchall()
    ids = [row.id for row in rows[:limit]]
    entries, runs = read_streams(connection, ids)
    return SnapshotAnswer(
        instant_text(now),
        epoch_of(connection),
        unit,
        head.head if head is not None else 0,
        entries,
        runs,
        ids[-1] if len(rows) > limit else "",
    )
