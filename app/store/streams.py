"""One stream's truth, and the row it makes.

The truth is the placed events in ``stream_seq`` order up to the first hole, then everything not yet in its place, in
the order it was recorded here. An own event placed beyond a hole therefore goes on counting as pending: an
officer's act never disappears while an earlier one is fetched. Events the hub refused for their envelope do not
count, except those that are re-issued under a new identity (design §2, §4).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby, islice
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, or_, select, update

from app.domain.events import VIETNAM, Entry, Event, Link, Personal, Placement, decode_body, personal_data
from app.store.at_once import rows_among
from app.store.database import fold_of, note
from app.store.deliveries import EventRow
from app.store.schema import dossier_count, dossier_state, enrolment, event
from app.store.state_rows import PreparedRow, StateRow, advance, prepared_row, put, remove

FORK = "fork"
REISSUED = (FORK, "id_reused")
"""The refusals after which an event is re-issued as soon as the machine has another identity: that another copy of the
machine stands where it would, and that another act has its id."""

AnyRow = Row[*tuple[Any, ...]]

_E = event.c
EVENT_COLUMNS = (_E.body, _E.personal, _E.salt, _E.device, _E.device_seq, _E.prev_hash, _E.body_hash, _E.hash)
_PLACEMENT = (_E.stream_seq, _E.verdict, _E.rule, _E.placed_at, _E.register_book, _E.register_number)


# Built once: composing a statement costs several times what SQLite needs to run it.
_ENTRIES = (
    select(_E.stream, _E.local_id, *EVENT_COLUMNS, *_PLACEMENT)
    .where(
        _E.stream.in_(bindparam("the_streams", expanding=True)), or_(_E.state != "refused", _E.refusal.in_(REISSUED))
    )
    .order_by(_E.stream, _E.stream_seq.is_(None), _E.stream_seq, _E.local_id)
)
_PLACES = (
    "SELECT stream, stream_seq FROM event WHERE stream IN (SELECT value FROM json_each(?)) "
    "AND stream_seq IS NOT NULL ORDER BY stream, stream_seq"
)
_WHOLE = (
    "SELECT stream, count(*) AS number FROM event WHERE stream IN (SELECT value FROM json_each(?)) "
    "GROUP BY stream HAVING max(stream_seq) = count(*)"
)
_AT_A_TIME = 200
"""Streams read and folded together: few enough to hold in memory whole."""
_OWN = select(enrolment.c.device)


def entries(connection: Connection, stream: str) -> list[Entry]:
    """The entries of a stream in truth order; empty for an unknown stream."""
    return entries_of(connection, (stream,)).get(stream, [])


def entries_of(connection: Connection, streams: Sequence[str]) -> dict[str, list[Entry]]:
    """The entries of each stream in truth order; unknown streams are left out."""
    if not streams:
        return {}
    found: Sequence[AnyRow] = connection.execute(_ENTRIES, {"the_streams": list(streams)}).all()
    own: set[str] | None = None
    ordered: dict[str, list[Entry]] = {}
    for stream, of_stream in groupby(found, key=itemgetter(0)):
        rows = list(of_stream)
        placed = 0
        while placed < len(rows) and rows[placed].stream_seq == placed + 1:
            placed += 1
        ordered[stream] = [_entry(row, _placement(row)) for row in rows[:placed]]
        if placed < len(rows):
            if own is None:
                own = set(connection.execute(_OWN).scalars())
            rest = sorted(rows[placed:], key=lambda row: row.local_id)
            ordered[stream] += [_entry(row, None) for row in rest if row.stream_seq is None or row.device in own]
    return ordered


def head(connection: Connection, stream: str) -> int:
    """The last ``stream_seq`` before any hole, the ``base`` of the next act; 0 for a stream not yet placed."""
    return reach(connection, (stream,)).get(stream, (0, 0))[0]


def reach(connection: Connection, streams: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Of each stream the last ``stream_seq`` before any hole and the last one held; equal when it is whole. Streams
    without a placed event are left out."""
    reached: dict[str, tuple[int, int]] = {}
    if not streams:
        return reached
    for row in rows_among(connection, _PLACES, streams):
        stream, last = row.stream, row.stream_seq
        whole = reached.get(stream, (0, 0))[0]
        reached[stream] = (last if last == whole + 1 else whole, last)
    return reached


def events_of(connection: Connection, stream: str) -> list[Event]:
    """The events of a stream as recorded, in the order they came here."""
    rows = connection.execute(select(*EVENT_COLUMNS).where(_E.stream == stream).order_by(_E.local_id))
    return [event_of(row) for row in rows]


def find(connection: Connection, event_id: str) -> Event | None:
    """One event by its id."""
    row = connection.execute(select(*EVENT_COLUMNS).where(_E.id == event_id)).first()
    return None if row is None else event_of(row)


def event_of(row: AnyRow | EventRow) -> Event:
    """The event of a result line that holds `EVENT_COLUMNS`, or of a row to be."""
    personal = None if row.salt is None or row.personal is None else Personal(row.salt, row.personal)
    link = Link(row.device, row.device_seq, row.prev_hash, row.body_hash, row.hash)
    return Event(row.body, personal, link)


def _entry(row: AnyRow, placement: Placement | None) -> Entry:
    return Entry(decode_body(row.body), personal_data(event_of(row).personal), placement, row.device)


def _placement(row: AnyRow) -> Placement:
    return Placement(row.stream_seq, row.verdict, row.rule, row.placed_at, row.register_book, row.register_number)


# ---------------------------------------------------------------- the row of a stream


def folded(connection: Connection, stream: str) -> StateRow | None:
    """What the fold makes of the stream now; None when it makes no row."""
    found = entries(connection, stream)
    if not found:
        return None
    return fold_of(connection)(stream, found[0].body.stream_type, found)


def refold(connection: Connection, streams: Iterable[str]) -> None:
    """Write the row each stream makes now; listeners hear of the streams."""
    fold = fold_of(connection)
    for some in _by(_AT_A_TIME, dict.fromkeys(streams)):
        read = entries_of(connection, some)
        rows: list[PreparedRow] = []
        for stream in some:
            found = read.get(stream)
            row = fold(stream, found[0].body.stream_type, found) if found else None
            if row is None:
                remove(connection, stream)
            else:
                rows.append(prepared_row(row))
        put(connection, rows)
        note(connection, "journal", some)


def refold_placed(connection: Connection, placed: Mapping[str, Sequence[Placement]]) -> None:
    """`refold` of streams to which a hub has said something. Where that gave no more than these places, in the order of
    the events, effective and without a rule, and leaves nothing without a place or beyond a hole, the fold is not asked
    again."""
    whole = {row.stream: row.number for row in rows_among(connection, _WHOLE, placed)}
    plain = {
        stream: places for stream, places in placed.items() if places and places[-1].stream_seq == whole.get(stream)
    }
    advanced = advance(connection, plain)
    if advanced:
        note(connection, "journal", advanced)
    refold(connection, [stream for stream in placed if stream not in advanced])


def _by(number: int, items: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(items)
    while some := list(islice(rest, number)):
        yield some


def rebuild(connection: Connection, streams: Iterable[str] | None = None) -> int:
    """Refold ``streams``, or all of them, after the fold itself has changed; gives their number."""
    wanted = list(connection.execute(select(_E.stream).distinct()).scalars()) if streams is None else list(streams)
    refold(connection, wanted)
    return len(wanted)


def needing_upgrade(connection: Connection) -> list[str]:
    """Streams whose rows say that this program, as it was then, did not know all of their events."""
    rows = connection.execute(
        select(dossier_state.c.stream).where(dossier_state.c.needs_upgrade == 1).order_by(dossier_state.c.lid)
    )
    return list(rows.scalars())


def thin(connection: Connection, stream: str) -> None:
    """Delete the personal bytes and salts of a stream for good and refold it; the chain stays provable.

    Raises ValueError while any event of it is not placed: what the hub has not yet taken must not be lost.
    """
    waiting = connection.execute(select(_E.id).where(_E.stream == stream, _E.state != "placed")).first()
    if waiting is not None:
        raise ValueError("a stream with events the hub has not placed")
    connection.execute(update(event).where(_E.stream == stream).values(personal=None, salt=None))
    refold(connection, (stream,))


def heads_of_day(connection: Connection, day: date) -> dict[str, tuple[int, bytes]]:
    """Streams accepted on a local day, each with its head and the link hash of the event there.

    Whichever unit received them: a feed brings a unit every dossier it is or was a party to, and no other.
    """
    start = datetime.combine(day, time(), VIETNAM)
    # The units named one by one, or SQLite could not use the index of unit and day.
    units = select(dossier_count.c.unit).distinct()
    accepted = select(dossier_state.c.stream).where(
        dossier_state.c.unit.in_(units),
        dossier_state.c.accepted_at >= start,
        dossier_state.c.accepted_at < start + timedelta(days=1),
    )
    last = (
        select(_E.stream, func.max(_E.stream_seq).label("head"))
        .where(_E.stream.in_(accepted), _E.state == "placed")
        .group_by(_E.stream)
        .subquery()
    )
    rows = connection.execute(
        select(_E.stream, _E.stream_seq, _E.hash).join(
            last, (last.c.stream == _E.stream) & (last.c.head == _E.stream_seq)
        )
    )
    return {row.stream: (row.stream_seq, row.hash) for row in rows}
