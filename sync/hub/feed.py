"""What the hub holds, read back: a unit's feed, one stream whole, the proof of both, and digests of days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from app.domain.events import Event, Link, Personal, instant_text, stretches
from sync.hub.database import Connection
from sync.hub.faults import not_found
from sync.hub.held import placement_of
from sync.wire import (
    FeedAnswer,
    FeedEntry,
    ReconcileAnswer,
    StreamAnswer,
    StreamDigest,
    WireRun,
    digest_of,
    placement_to_wire,
    to_wire,
)

FEED_LIMIT = 500
"""Most entries of one answer."""
FEED_BYTES = 16 * 1024 * 1024
"""An answer stops growing past this many bytes of events; the rest is in the next one."""
RECONCILE_DAYS = 400
"""Most days of one reconciliation."""

_EVENT = (
    "e.body, e.personal, e.salt, e.device, e.device_seq, e.prev, e.body_hash, e.hash, "
    "e.stream_seq, e.verdict, e.rule, e.placed_at, e.register_book, e.register_number"
)


def epoch_of(connection: Connection) -> str:
    """The hub's present epoch; a restored hub begins a new one."""
    row = connection.execute("SELECT epoch FROM hub").fetchone()
    if row is None:
        raise AssertionError("the hub's own row is missing")
    return str(row.epoch)


def read_feed(connection: Connection, unit: str, epoch: str, after: int, limit: int, *, now: datetime) -> FeedAnswer:
    """Up to ``limit`` entries owed to ``unit`` after position ``after``, dense, with the runs that prove them.

    A cursor of another epoch counts as 0: the answer names the epoch in force and begins at its first entry.
    """
    row = connection.execute(
        "SELECT epoch, (SELECT head FROM unit_head WHERE unit = %s) AS head FROM hub", (unit,)
    ).fetchone()
    if row is None:
        raise AssertionError("the hub's own row is missing")
    current = str(row.epoch)
    start = after if epoch == current else 0
    # By the last position and not by a number of rows, which is the same in a dense feed: before its tables are
    # measured, the database would join everything that is left of the feed, sort it, and give the first of it.
    owed = (
        f"SELECT f.position, {_EVENT} "  # noqa: S608
        "FROM feed f JOIN event e ON e.stream = f.stream AND e.stream_seq = f.stream_seq "
        "WHERE f.unit = %s AND f.position > %s AND f.position <= %s ORDER BY f.position"
    )
    rows = _bytes(connection).execute(owed, (unit, start, start + limit)).fetchall()
    rows = _within(rows, FEED_BYTES)
    entries = [_entry(row.position, row) for row in rows]
    head = max(row.head or 0, entries[-1].position if entries else 0)
    return FeedAnswer(instant_text(now), current, unit, head, entries, runs_behind(connection, rows))


def read_stream(connection: Connection, stream: str, unit: str, *, now: datetime) -> StreamAnswer:
    """One stream whole. Raises Refused (404) when it is absent or ``unit`` is no party to it."""
    seen = connection.execute("SELECT 1 FROM stream WHERE id = %s AND %s = ANY(units)", (stream, unit)).fetchone()
    if seen is None:
        raise not_found("stream")
    entries, runs = read_streams(connection, [stream])
    return StreamAnswer(instant_text(now), epoch_of(connection), stream, entries, runs)


def read_streams(connection: Connection, streams: Sequence[str]) -> tuple[list[FeedEntry], list[WireRun]]:
    """The events of ``streams``, by stream and place, and the runs that prove them."""
    rows = (
        _bytes(connection)
        .execute(
            f"SELECT {_EVENT} FROM event e WHERE e.stream = ANY(%s::uuid[]) ORDER BY e.stream, e.stream_seq",  # noqa: S608
            (list(streams),),
        )
        .fetchall()
    )
    return [_entry(row.stream_seq, row) for row in rows], runs_behind(connection, rows)


def event_of(row: Any) -> Event:
    """The event in a row, its bytes as they were received."""
    personal = None if row.salt is None else Personal(row.salt, row.personal)
    return Event(row.body, personal, Link(row.device, row.device_seq, row.prev, row.body_hash, row.hash))


def _within(rows: list[Any], most: int) -> list[Any]:
    """The first rows, at least one, whose events have ``most`` bytes together."""
    total = 0
    for place, row in enumerate(rows):
        total += len(row.body) + len(row.personal or b"")
        if place and total > most:
            return rows[:place]
    return rows


def _entry(position: int, row: Any) -> FeedEntry:
    return FeedEntry(position, to_wire(event_of(row)), placement_to_wire(placement_of(row)))


def runs_behind(connection: Connection, rows: Sequence[Any]) -> list[WireRun]:
    """The signed runs that the links of ``rows`` belong to, each whole."""
    if not rows:
        return []
    wanted: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        wanted[row.device].add(row.device_seq)
    runs = _runs_over(connection, wanted, stretches((row.device, row.device_seq) for row in rows))
    left = [(device, seq, seq) for device, seqs in wanted.items() for seq in seqs]
    if left:
        # Looked for were runs that end no later than the first one over a stretch's end. One that ends later may be
        # all there is over the links before that.
        runs += _runs_over(connection, wanted, left)
    return [
        WireRun(run.device, run.first_seq, run.prev.hex(), _hexes(run.body_hashes), run.signature.hex(), run.by_hub)
        for run in runs
    ]


def _hexes(hashes: bytes) -> list[str]:
    text = hashes.hex()
    return [text[start : start + 64] for start in range(0, len(text), 64)]


def _bytes(connection: Connection) -> Any:
    """A cursor whose rows come as they are kept: half of what a page costs here was bytes written as text."""
    return connection.cursor(binary=True)


def _runs_over(connection: Connection, wanted: dict[str, set[int]], parts: Sequence[tuple[str, int, int]]) -> list[Any]:
    """Runs over the ``wanted`` links of each device, which are taken out of there; ``parts`` are the same links as
    device, first and last. Each comes with the hash before it and those of its bodies, in one piece."""
    found = (
        _bytes(connection)
        .execute(
            "SELECT r.*, l.prev, l.body_hashes FROM ("
            "  SELECT DISTINCT r.device, r.first_seq, r.last_seq, r.signature, r.by_hub "
            "  FROM unnest(%s::text[], %s::bigint[], %s::bigint[]) AS w(device, first_seq, last_seq)"
            "  CROSS JOIN LATERAL ("
            "    SELECT * FROM run WHERE run.device = w.device AND run.last_seq >= w.first_seq"
            "    AND run.last_seq <= coalesce(("
            "      SELECT min(last.last_seq) FROM run AS last WHERE last.device = w.device"
            "      AND last.last_seq >= w.last_seq AND last.first_seq <= w.last_seq), w.last_seq)"
            "  ) r) r "
            "CROSS JOIN LATERAL ("
            "  SELECT (array_agg(prev ORDER BY seq))[1] AS prev, string_agg(body_hash, '' ORDER BY seq) AS body_hashes"
            "  FROM link WHERE device = r.device AND seq BETWEEN r.first_seq AND r.last_seq"
            ") l ORDER BY r.device, r.last_seq",
            [list(column) for column in zip(*parts, strict=True)],
        )
        .fetchall()
    )
    # A link may stand in two runs, when one was sent again with others: the first of them is enough.
    runs = []
    for run in found:
        covered = wanted[run.device].intersection(range(run.first_seq, run.last_seq + 1))
        if covered:
            wanted[run.device] -= covered
            runs.append(run)
    return runs


def reconcile(connection: Connection, unit: str, days: dict[str, str], *, now: datetime) -> ReconcileAnswer:
    """For each local day of acceptance whose digest differs: the dossiers ``unit`` is a party to, with head and hash.

    Raises ValueError for a day that is no ISO date.
    """
    wanted = [date.fromisoformat(day) for day in days]
    found: dict[str, dict[str, tuple[int, bytes]]] = {day: {} for day in days}
    for row in connection.execute(
        "SELECT id::text, accepted_on, head, last_hash FROM stream "
        "WHERE accepted_on = ANY(%s) AND %s = ANY(units) AND type = 'dossier'",
        (wanted, unit),
    ):
        found[row.accepted_on.isoformat()][row.id] = (row.head, row.last_hash)
    return ReconcileAnswer(
        instant_text(now),
        {day: list(_digests(heads)) for day, heads in found.items() if digest_of(heads) != days[day]},
    )


def _digests(heads: dict[str, tuple[int, bytes]]) -> Iterable[StreamDigest]:
    return (StreamDigest(stream, head, last.hex()) for stream, (head, last) in sorted(heads.items()))
