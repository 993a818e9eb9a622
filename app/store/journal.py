"""The journal: acts of this machine in its own chain, what the hub said of them, and what the feeds brought.

Whatever changes a stream writes its row anew in the same transaction, and no other (`streams`).
Envelopes and signatures of delivered events are judged by the post before anything comes here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Literal

from msgspec.structs import replace
from sqlalchemy import Connection, bindparam, delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from app.domain.events import (
    PERSONAL_LIMIT,
    Body,
    Event,
    Placement,
    encode_body,
    envelope_fault,
    seal_personal,
    stretches,
)
from app.errors import DeviceForked, TextTooLong
from app.store import numbers, settings
from app.store.at_once import rows_among, rows_of, run
from app.store.chain import OF_THE_ACT as OF_THE_ACT
from app.store.chain import last_link, next_link
from app.store.chain import reissue as reissue
from app.store.database import note
from app.store.deliveries import EventRow, Folded, Prepared
from app.store.placing import FeedGap as FeedGap
from app.store.placing import Placing
from app.store.runs import NOT_PLACED, Run, keep_runs, own_events
from app.store.schema import event, feed_cursor, stream_to_fetch
from app.store.state_rows import put
from app.store.streams import EVENT_COLUMNS, REISSUED, event_of, reach, refold, refold_placed
from app.store.streams import entries as entries
from app.store.streams import head as head

Outcome = Literal["placed", "already", "upgrade", "refused"]


@dataclass(frozen=True)
class Settlement:
    """What the hub said of one pushed event: ``placement`` when placed or already, ``code`` when refused."""

    id: str
    outcome: Outcome
    placement: Placement | None = None
    code: str | None = None


_E = event.c

# Built once: composing a statement costs several times what SQLite needs to run it.
_INSERT = insert(event)
# Twice the state, the first time in the words of the index that finds the few without a place.
_UNSENT = (
    f"SELECT {', '.join(column.name for column in EVENT_COLUMNS)} FROM event "  # noqa: S608
    "WHERE device = (SELECT device FROM enrolment WHERE current = 1) "
    "AND state <> 'placed' AND state = 'pending' AND device_seq > ? ORDER BY device_seq LIMIT ?"
)
_BY_IDS = (
    "SELECT id, local_id, stream, state, refusal, device, device_seq, body_hash FROM event "
    "WHERE id IN (SELECT value FROM json_each(?))"
)
_BY_LINKS = (
    "SELECT event.device, event.device_seq FROM json_each(?) AS stretch CROSS JOIN event "
    "ON event.device = json_extract(stretch.value, '$[0]') AND event.device_seq "
    "BETWEEN json_extract(stretch.value, '$[1]') AND json_extract(stretch.value, '$[2]')"
)
_UPDATE = update(event).where(_E.id == bindparam("the_id"))
_BEGUN = "SELECT DISTINCT stream FROM event WHERE stream IN (SELECT value FROM json_each(?))"
_CURSOR = "SELECT epoch, position FROM feed_cursor WHERE unit = ?"
_MOVE_CURSOR = (
    "INSERT INTO feed_cursor (unit, epoch, position) VALUES (?, ?, ?) "
    "ON CONFLICT (unit) DO UPDATE SET epoch = excluded.epoch, position = excluded.position"
)
_OWN = "SELECT device FROM enrolment"
_TORN = "SELECT stream FROM stream_to_fetch WHERE stream IN (SELECT value FROM json_each(?))"
_HEALED = delete(stream_to_fetch).where(stream_to_fetch.c.stream == bindparam("the_stream"))

# ---------------------------------------------------------------- recording


def append(connection: Connection, body: Body, personal: dict[str, object] | None, device: str) -> Event:
    """Record an act of this machine and give back the event; its stream is refolded.

    ``body.personal`` is filled in here from ``personal``. Raises ValueError when ``body.at`` would fall before the
    last event of the chain (the caller's guard of the clock comes first), or for a body the hub would refuse
    as an envelope: a NUL, no UUIDs; TextTooLong for one that is too large.
    """
    sealed = seal_personal(personal)
    body = replace(body, personal=sealed.digest() if sealed else None)
    last = last_link(connection, device)
    if last is not None and body.at < last.at:
        raise ValueError("the clock stands before the last event of the chain")
    data = encode_body(body)
    recorded = Event(data, sealed, next_link(last, device, data))
    fault = envelope_fault(recorded)
    if fault == "size":
        raise TextTooLong("text", limit=PERSONAL_LIMIT)
    if fault is not None:
        raise ValueError(f"a body no hub would take: {fault}")
    connection.execute(_INSERT, _values(recorded, body))
    settings.saw_instant(connection, body.at)
    refold(connection, (body.stream,))
    return recorded


def _values(recorded: Event, body: Body) -> dict[str, object]:
    personal, link = recorded.personal, recorded.link
    return {
        "id": body.id,
        "stream": body.stream,
        "stream_type": body.stream_type,
        "kind": body.kind,
        "version": body.version,
        "at": body.at,
        "unit": body.unit,
        "officer": body.officer,
        "base": body.base,
        "device": link.device,
        "device_seq": link.device_seq,
        "prev_hash": link.prev_hash,
        "body_hash": link.body_hash,
        "hash": link.hash,
        "body": recorded.body_bytes,
        "personal": personal.data if personal else None,
        "salt": personal.salt if personal else None,
        "state": "pending",
    }


# ---------------------------------------------------------------- outbox


def unsent(connection: Connection, limit: int = 100, max_bytes: int = 1024 * 1024, *, after: int = 0) -> list[Event]:
    """The next run to push: pending events of the current device, oldest first, contiguous in ``device_seq``; ``after``
    is the last one that is on its way already.

    At least one event when any is pending, however large; then as many as ``limit`` and ``max_bytes`` allow.
    Refused events and those that wait for an upgrade are links the hub has recorded; a run ends before them.
    """
    taken: list[Event] = []
    size = 0
    for row in rows_of(connection, _UNSENT, after, limit):
        found = event_of(row)
        size += len(found.body_bytes) + (len(found.personal.data) if found.personal else 0)
        if taken and (size > max_bytes or found.link.device_seq != taken[-1].link.device_seq + 1):
            break
        taken.append(found)
    return taken


def waiting(connection: Connection) -> dict[str, int]:
    """How many own events are ``pending``, ``refused`` or wait for an ``upgrade``; absent names count none."""
    rows = connection.execute(select(_E.state, func.count()).where(NOT_PLACED).group_by(_E.state))
    return {row[0]: row[1] for row in rows}


def not_placed(connection: Connection, limit: int) -> list[tuple[Event, str]]:
    """Own events that wait for the hub, each ``pending`` or for an ``upgrade``, in the order they were recorded."""
    rows = connection.execute(
        select(*EVENT_COLUMNS, _E.state)
        .where(NOT_PLACED, _E.state.in_(("pending", "upgrade")), own_events())
        .order_by(_E.local_id)
        .limit(limit)
    )
    return [(event_of(row), row.state) for row in rows]


def refused(connection: Connection) -> list[tuple[Event, str]]:
    """Own events the hub refused, with its code; a person must look, no machine tries again."""
    rows = connection.execute(
        select(*EVENT_COLUMNS, _E.refusal).where(NOT_PLACED, _E.state == "refused").order_by(_E.local_id)
    )
    return [(event_of(row), row.refusal) for row in rows]


def offer_again(connection: Connection) -> int:
    """Make events that wait for an upgrade pending again, once hub or program has changed; gives their number."""
    changed = connection.execute(update(event).where(NOT_PLACED, _E.state == "upgrade").values(state="pending"))
    if changed.rowcount:
        note(connection, "journal")
    return changed.rowcount


def settle(connection: Connection, results: Iterable[Settlement], epoch: str) -> None:
    """Keep what the hub said of pushed events, and refold their streams. The same answer twice changes nothing."""
    told = list(results)
    known = {row.id: row for row in rows_among(connection, _BY_IDS, (result.id for result in told))}
    if any(result.id not in known for result in told):
        raise FeedGap("an answer about an event that was never recorded here")
    placing = Placing(
        connection,
        epoch,
        [(known[result.id].stream, result.placement.stream_seq) for result in told if result.placement is not None],
    )
    touched: dict[str, list[tuple[int, Placement]]] = {}
    moved: set[str] = set()
    for result in told:
        found = known[result.id]
        if result.placement is not None:
            placing.place(result.id, found.stream, result.placement)
            touched.setdefault(found.stream, []).append((found.local_id, result.placement))
            if found.state == "placed":
                moved.add(found.stream)
        elif found.state == "placed":
            continue
        elif result.outcome in {"upgrade", "refused"}:
            code = (result.code or "") if result.outcome == "refused" else None
            connection.execute(_UPDATE, {"the_id": result.id, "state": result.outcome, "refusal": code})
            touched.setdefault(found.stream, [])
        else:
            raise FeedGap("a placed event without its placement")
    placing.write()
    stood = {stream: [] if stream in moved else _as_they_stood(placed) for stream, placed in touched.items()}
    refold_placed(connection, stood)


def _as_they_stood(placed: Sequence[tuple[int, Placement]]) -> list[Placement]:
    """The places of a stream's events, given with the ``local_id`` of each, where they follow each other as the events
    do and take no effect away; else nothing."""
    places = [placement for _, placement in sorted(placed, key=itemgetter(0))]
    plain = all(
        (place.stream_seq, place.verdict, place.rule) == (expected, "effective", None)
        for expected, place in enumerate(places, places[0].stream_seq if places else 0)
    )
    return places if plain else []


# ---------------------------------------------------------------- feeds


def cursor(connection: Connection, unit: str) -> tuple[str, int]:
    """How far a unit's feed has been applied: epoch and position; ``("", 0)`` before the first delivery."""
    found = rows_of(connection, _CURSOR, unit)
    return (found[0].epoch, found[0].position) if found else ("", 0)


def apply_feed(connection: Connection, unit: str, epoch: str, delivered: Prepared, runs: Iterable[Run]) -> None:
    """Store what a unit's feed delivered, move its cursor and refold what it touched; at most 100 a transaction.

    Deliveries already applied are passed over; another epoch than the cursor's begins again at position 1.
    A stream with a hole is folded up to the hole and stands in `streams_to_fetch` until it is whole.
    Raises FeedGap for a missing position, DeviceForked when an own link comes back that is not ours.
    """
    before, position = cursor(connection, unit)
    if before != epoch:
        position = 0
    new: list[EventRow] = []
    for place, row in zip(delivered.positions, delivered.rows, strict=True):
        if place <= position:
            continue
        if place != position + 1:
            raise FeedGap(f"position {place} after {position}")
        position = place
        new.append(row)
    reached, whole = _deliver(connection, new, epoch, delivered.folded)
    keep_runs(connection, runs)
    run(connection, _MOVE_CURSOR, (unit, epoch, position))
    _refold_reached(connection, reached, whole)


def apply_streams(connection: Connection, epoch: str, delivered: Prepared, runs: Iterable[Run]) -> None:
    """Store streams as the hub gave them (positions are ``stream_seq``), or a stretch of one; holes heal where nothing
    is missing any more. That they are whole in the end, and at most 100 events a transaction, is for the caller to see
    to. Raises FeedGap for a stretch with a gap."""
    before: dict[str, int] = {}
    for row in delivered.rows:
        if row.stream_seq != before.setdefault(row.stream, row.stream_seq - 1) + 1:
            raise FeedGap(f"stream_seq {row.stream_seq} after {before[row.stream]}")
        before[row.stream] = row.stream_seq
    reached, whole = _deliver(connection, delivered.rows, epoch, delivered.folded)
    keep_runs(connection, runs)
    _refold_reached(connection, reached, whole)


def begin_feed(connection: Connection, unit: str, epoch: str, position: int) -> None:
    """Let the feed of a unit go on from ``position``: what came before was given otherwise, dossier by dossier.

    Raises ValueError when something of the feed was applied already.
    """
    if cursor(connection, unit) != ("", 0):
        raise ValueError("the feed has begun")
    connection.execute(insert(feed_cursor).values(unit=unit, epoch=epoch, position=position))


def streams_to_fetch(connection: Connection) -> list[str]:
    """Streams with a hole, to be fetched whole."""
    return list(connection.execute(select(stream_to_fetch.c.stream).order_by(stream_to_fetch.c.stream)).scalars())


def _deliver(
    connection: Connection, rows: Sequence[EventRow], epoch: str, folded: Mapping[str, Folded]
) -> tuple[dict[str, int], dict[str, Folded]]:
    """Store what came and give it its places; gives how far each stream was delivered, and those of ``folded`` that
    hold good: the stream began here, with all the events that were folded."""
    known = {row.id: row for row in rows_among(connection, _BY_IDS, (row.id for row in rows))}
    held = {row.id: (row.device, row.device_seq) for row in known.values()}
    links = stretches((row.device, row.device_seq) for row in rows if row.id not in held)
    taken = {tuple(row) for row in rows_among(connection, _BY_LINKS, links)}
    begun = {row.stream for row in rows_among(connection, _BEGUN, {row.stream for row in rows})}
    placing = Placing(connection, epoch, [(row.stream, row.stream_seq) for row in rows if row.stream in begun])
    came: list[EventRow] = []
    reached: dict[str, int] = {}
    for row in rows:
        at = (row.device, row.device_seq)
        if row.id not in held:
            if at in taken:
                raise DeviceForked(device=row.device, device_seq=row.device_seq)
            taken.add(at)
            placing.insert(row)
            came.append(row)
        elif held[row.id] != at and not _is_given_up(known.get(row.id), row):
            # Re-issued here under a new identity although the hub had it: our new link must still be sent, or the
            # chain would have a gap there. The answer to that push, "already", brings the place.
            if row.id in known and known[row.id].body_hash != row.body_hash:
                # Another act under the id of one that is held back here: fetched once ours has another.
                reached[row.stream] = max(reached.get(row.stream, 0), row.stream_seq)
            continue
        else:
            placing.place(row.id, row.stream, row.placement)
        held.setdefault(row.id, at)
        reached[row.stream] = max(reached.get(row.stream, 0), row.stream_seq)
    placing.write()
    _recall_numbers(connection, came)
    fresh = Counter(row.stream for row in came if row.stream not in begun)
    return reached, {stream: found for stream, found in folded.items() if found.number == fresh[stream]}


def _is_given_up(held: Any, row: EventRow) -> bool:
    """The hub has recorded the refused link, and then placed the same act that another copy of this machine offered."""
    return (
        held is not None
        and held.state == "refused"
        and held.refusal not in REISSUED
        and bool(held.body_hash == row.body_hash)
    )


def _recall_numbers(connection: Connection, came: Sequence[EventRow]) -> None:
    """Own acts that come home unknown were lost with a newer store: their numbers must not be given again."""
    own = {row.device for row in rows_of(connection, _OWN)} if came else set()
    for row in came:
        if row.device in own:
            recorded = event_of(row)
            numbers.recall(connection, row.device, recorded.body, recorded.personal_fields)


def _refold_reached(connection: Connection, reached: Mapping[str, int], folded: Mapping[str, Folded]) -> None:
    """Write the rows of touched streams, of those in ``folded`` as they are. One is to be fetched when something below
    what was delivered is missing; an own event that was answered ahead of the feed leaves a hole too, but the feed is
    about to fill that."""
    put(connection, [found.row for found in folded.values() if found.row is not None])
    if folded:
        note(connection, "journal", folded)
    read = [stream for stream in reached if stream not in folded]
    refold(connection, read)
    held = {stream: (found.number, found.number) for stream, found in folded.items()}
    held |= dict.fromkeys(read, (0, 0)) | reach(connection, read)
    torn = [{"stream": stream} for stream, delivered in reached.items() if held[stream][0] < delivered]
    wanted = {row.stream for row in rows_among(connection, _TORN, reached)}
    healed = [
        {"the_stream": stream}
        for stream, delivered in reached.items()
        if stream in wanted and delivered <= held[stream][0] == held[stream][1]
    ]
    if torn:
        connection.execute(upsert(stream_to_fetch).on_conflict_do_nothing(), torn)
    if healed:
        connection.execute(_HEALED, healed)
