"""Proves what the hub holds: chains without a break, feeds and streams without a hole, states that replay equal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.events import GENESIS, link_hash
from sync.hub import folding
from sync.hub.database import Connection
from sync.hub.ledger import load_entries

PAGE = 200
"""Streams folded at a time."""


@dataclass(frozen=True)
class Checked:
    """How much was looked at, and a line for everything that is wrong."""

    streams: int
    events: int
    links: int
    findings: list[str]


def check(connection: Connection) -> Checked:
    """Look at everything in one snapshot; ids are named, persons never."""
    connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
    findings = [*_chains(connection), *_holes(connection), *_states(connection)]
    counts = connection.execute(
        "SELECT (SELECT count(*) FROM stream) AS streams, (SELECT count(*) FROM event) AS events, "
        "(SELECT count(*) FROM link) AS links"
    ).fetchone()
    if counts is None:
        raise AssertionError("a count without a row")
    return Checked(counts.streams, counts.events, counts.links, findings)


def _chains(connection: Connection) -> Iterator[str]:
    device, seq, last = "", 0, GENESIS
    for link in connection.execute(
        "SELECT l.device, l.seq, l.prev, l.body_hash, l.hash, l.code, d.last_seq FROM link l "
        "JOIN device d ON d.id = l.device ORDER BY l.device, l.seq"
    ):
        if link.device != device:
            device, seq, last = link.device, 0, GENESIS
        whole = link_hash(link.device, link.seq, link.prev, link.body_hash) == link.hash
        # After a restore others may bring links that lie ahead of what the device itself has sent again.
        follows = link.seq == seq + 1 and link.prev == last
        if not (whole or link.code == "link_hash") or not (follows or link.seq > max(seq + 1, link.last_seq)):
            yield f"chain of {link.device} breaks at {link.seq}"
        seq, last = link.seq, link.hash
    for row in connection.execute(
        "SELECT d.id FROM device d LEFT JOIN link l ON l.device = d.id AND l.seq = d.last_seq "
        "WHERE d.last_seq > 0 AND l.hash IS DISTINCT FROM d.last_hash ORDER BY d.id"
    ):
        yield f"chain of {row.id} does not end where its device stands"


def _holes(connection: Connection) -> Iterator[str]:
    for row in connection.execute(
        "SELECT h.unit, h.head, count(f.position) AS n, max(f.position) AS last FROM unit_head h "
        "LEFT JOIN feed f ON f.unit = h.unit GROUP BY h.unit, h.head "
        "HAVING h.head <> count(f.position) OR h.head <> coalesce(max(f.position), 0)"
    ):
        yield f"feed of {row.unit}: head {row.head}, {row.n} entries, last {row.last}"
    for row in connection.execute(
        "SELECT s.id::text AS id, s.head, count(e.stream_seq) AS n FROM stream s LEFT JOIN event e ON e.stream = s.id "
        "GROUP BY s.id, s.head HAVING s.head <> count(e.stream_seq) OR s.head <> coalesce(max(e.stream_seq), 0)"
    ):
        yield f"stream {row.id}: head {row.head}, {row.n} events"
    for row in connection.execute(
        "SELECT s.id::text AS id, u.unit, s.head, count(f.position) AS n "
        "FROM stream s CROSS JOIN unnest(s.units) AS u(unit) "
        "LEFT JOIN feed f ON f.unit = u.unit AND f.stream = s.id GROUP BY s.id, u.unit, s.head "
        "HAVING s.head <> count(f.position)"
    ):
        yield f"stream {row.id}: {row.n} of {row.head} events in the feed of {row.unit}"


def _states(connection: Connection) -> Iterator[str]:
    last = "00000000-0000-0000-0000-000000000000"
    while rows := connection.execute(
        "SELECT id::text, state, fold FROM stream WHERE type = 'dossier' AND id > %s ORDER BY id LIMIT %s", (last, PAGE)
    ).fetchall():
        entries = load_entries(connection, [row.id for row in rows])
        for row in rows:
            if row.fold == folding.FOLD and row.state is not None:
                made = folding.fold(entries[row.id])
                if made is None or folding.decode_state(row.state) != made:
                    yield f"stream {row.id}: the state kept is not the state folded"
        last = rows[-1].id
