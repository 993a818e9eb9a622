"""Placement: every authentic, well-formed event gets its dense place in its stream, a verdict, and a place in the
feed of every unit that is or was a party.

One transaction per run. Locks are taken in one order everywhere: the device, streams by id, feeds by unit
code. States are read once, rules run in Python, and everything is written by one statement.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from app.domain.codes import DossierCode
from app.domain.dossier import Dossier
from app.domain.events import Body, Entry, Personal, Placement, decode_body, personal_data
from sync.hub import folding, registers
from sync.hub.database import Connection
from sync.hub.envelope import KnownLink, Offer, end_of_chain, examine, follow_chain, open_run
from sync.hub.faults import Refused, not_found
from sync.hub.folding import Judge
from sync.hub.keys import HubKeys
from sync.hub.writing import write_batch
from sync.wire import PushRequest, PushResult, RegistersGiven, placement_to_wire

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Pushed:
    """What became of a run: a result per event, in order; the units whose feeds have grown; and those that owe a
    dossier its official code."""

    results: list[PushResult]
    units: frozenset[str] = frozenset()
    codes_owed: frozenset[str] = frozenset()


@dataclass
class StreamRow:
    """One stream while its events are placed. ``entries`` are loaded only where the whole fold is needed."""

    id: str
    type: str
    head: int
    units: tuple[str, ...]
    state: Dossier | None = None
    resolved: bool = False
    last_hash: bytes | None = None
    entries: list[Entry] | None = None


@dataclass
class FeedRow:
    """One delivery: an event, by its place in its stream, at a position of a unit's feed."""

    unit: str
    position: int
    stream: str
    stream_seq: int


@dataclass
class Batch:
    """Everything one run changes, gathered before it is written."""

    device: str
    unit: str
    now: datetime
    offers: list[Offer]
    forked: bool
    streams: dict[str, StreamRow] = field(default_factory=dict)
    heads: dict[str, int] = field(default_factory=dict)
    feed: list[FeedRow] = field(default_factory=list)
    codes: dict[str, str] = field(default_factory=dict)
    surplus: list[tuple[Body, DossierCode]] = field(default_factory=list)
    """Codes adopted for dossiers that had an official one already."""
    books: dict[str, int] = field(default_factory=dict)
    registers: RegistersGiven = field(default_factory=RegistersGiven)
    """Register numbers the hub had given before it was restored, as the sender knows them."""
    numbers_gone: set[tuple[str, int]] = field(default_factory=set)
    """Those of them that another dossier has by now."""
    files: set[tuple[str, str]] = field(default_factory=set)
    placed: list[Offer] = field(default_factory=list)
    thinned: set[str] = field(default_factory=set)
    end: tuple[int, bytes] | None = None
    """The last link of the device's unbroken chain, where the run moves it on."""

    def candidates(self) -> list[tuple[Offer, Body]]:
        """The offers not decided yet, each with its body."""
        return [(offer, offer.body) for offer in self.offers if offer.candidate and offer.body is not None]


def place(
    connection: Connection,
    device: str,
    request: PushRequest,
    *,
    judge: Judge,
    now: datetime,
    keys: HubKeys,
    even_revoked: bool = False,
) -> Pushed:
    """Place a run of ``device`` (already authenticated) and say what became of each event.

    Sending the same run again changes nothing and gets ``already`` for what is placed. Raises Refused when
    the run as a whole cannot be taken: of another epoch, broken, not signed, or with links missing before it.
    """
    row = connection.execute(
        "SELECT unit, public_key, last_seq, last_hash, (SELECT epoch FROM hub) AS epoch, "
        "(SELECT restored_at FROM hub) AS restored_at FROM device "
        "WHERE id = %s AND (revoked_at IS NULL OR %s) FOR UPDATE",
        (device, even_revoked),
    ).fetchone()
    if row is None:
        raise Refused(401, "unauthorised", "the device is not, or no longer, accepted")
    if request.epoch not in ("", row.epoch):
        raise Refused(409, "epoch", "the hub has begun a new epoch")
    events = open_run(device, row.public_key, request)
    known = known_links(connection, device, events[0].link.device_seq)
    offers, forked = follow_chain(events, row.last_seq, row.last_hash, known)
    batch = Batch(device, row.unit, now, offers, forked)
    batch.registers = registers.believed(request.registers, row.restored_at, now)
    settle_batch(connection, batch, judge)
    if forked or any(offer.new_link or offer in batch.placed for offer in offers):
        batch.end = end_of_chain(offers, known)
        write_batch(connection, batch, keys, bytes.fromhex(request.signature))
    return pushed_of([batch])


def settle_batch(connection: Connection, batch: Batch, judge: Judge) -> None:
    """Give every offer of ``batch`` its outcome and gather what that changes; nothing is written yet."""
    offers = batch.offers
    for offer in offers:
        if offer.candidate:
            examine(offer, batch.unit)
    _lock_streams(connection, batch)
    _find_placed(connection, batch)
    _check_parties(batch)
    if any(offer.candidate for offer in offers):
        _load_states(connection, batch)
        _lock_feeds(connection, batch)
        taken = _codes_taken(connection, offers)
        registers.load_books(connection, batch)
        for offer in offers:
            if offer.candidate:
                _place_one(batch, offer, judge, taken)
    _settle_twins(offers)


def pushed_of(batches: Sequence[Batch]) -> Pushed:
    """What became of the offers of ``batches``, one after the other."""
    states = [stream.state for batch in batches for stream in batch.streams.values()]
    return Pushed(
        [_result(offer) for batch in batches for offer in batch.offers],
        frozenset(row.unit for batch in batches for row in batch.feed),
        frozenset(state.unit for state in states if state is not None and state.provisional),
    )


def entry_of(row: Any) -> Entry:
    """The entry in a row of the event table, for a fold."""
    personal = None if row.salt is None else Personal(row.salt, row.personal)
    return Entry(decode_body(row.body), personal_data(personal), placement_of(row), row.device)


def placement_of(row: Any) -> Placement:
    """The placement in a row of the event table."""
    return Placement(row.stream_seq, row.verdict, row.rule, row.placed_at, row.register_book, row.register_number)


def load_entries(connection: Connection, streams: Sequence[str]) -> dict[str, list[Entry]]:
    """All placed events of ``streams``, each in stream_seq order."""
    entries: dict[str, list[Entry]] = defaultdict(list)
    for row in connection.execute(
        "SELECT stream::text, stream_seq, body, personal, salt, device, verdict, rule, placed_at, register_book, "
        "register_number FROM event WHERE stream = ANY(%s::uuid[]) ORDER BY stream, stream_seq",
        (list(streams),),
    ):
        entries[row.stream].append(entry_of(row))
    return entries


def state_of(connection: Connection, stream: str, text: str | None, fold: str) -> Dossier:
    """The state of a dossier from its row's ``state`` and ``fold``, made again when another fold wrote it."""
    if text is not None and fold == folding.FOLD:
        return folding.decode_state(text)
    return folding.fold(load_entries(connection, [stream])[stream]) or Dossier(stream)


def locked_state(connection: Connection, stream: str, unit: str) -> Dossier:
    """The state of a dossier that ``unit`` is a party to, its stream locked until the transaction ends.

    Raises Refused (404) when it is absent or out of scope.
    """
    row = connection.execute(
        "SELECT state, fold FROM stream WHERE id = %s AND %s = ANY(units) AND type = 'dossier' FOR UPDATE",
        (stream, unit),
    ).fetchone()
    if row is None:
        raise not_found("dossier")
    return state_of(connection, stream, row.state, row.fold)


# ---------------------------------------------------------------- reading and locking


def known_links(connection: Connection, device: str, first: int) -> dict[int, KnownLink]:
    """The links of ``device`` that the hub holds from ``first`` on, by device_seq."""
    rows = connection.execute(
        "SELECT seq, prev, hash, outcome, code, event::text FROM link WHERE device = %s AND seq >= %s", (device, first)
    )
    return {row.seq: KnownLink(row.prev, row.hash, row.outcome, row.code, row.event) for row in rows}


def _lock_streams(connection: Connection, batch: Batch) -> None:
    wanted = {offer.body.stream: offer.body.stream_type for offer in batch.offers if offer.candidate and offer.body}
    if not wanted:
        return
    ids = sorted(wanted)
    connection.execute(
        "INSERT INTO stream (id, type) SELECT * FROM unnest(%s::uuid[], %s::text[]) ON CONFLICT (id) DO NOTHING",
        (ids, [wanted[id] for id in ids]),
    )
    for row in connection.execute(
        "SELECT id::text, type, head, units, state, fold, resolved, last_hash FROM stream "
        "WHERE id = ANY(%s::uuid[]) ORDER BY id FOR UPDATE",
        (ids,),
    ):
        stream = StreamRow(row.id, row.type, row.head, tuple(row.units), None, row.resolved, row.last_hash)
        if row.state is not None and row.fold == folding.FOLD and not row.resolved:
            stream.state = folding.decode_state(row.state)
        batch.streams[row.id] = stream


def _find_placed(connection: Connection, batch: Batch) -> None:
    """Events already placed, under this link or another (a re-enrolled device offers its old bodies again)."""
    ids = {
        offer.event_id for offer in batch.offers if offer.event_id and (offer.candidate or offer.outcome == "already")
    }
    if not ids:
        return
    rows = {
        row.id: row
        for row in connection.execute(
            "SELECT id::text, body_hash, stream_seq, verdict, rule, placed_at, register_book, register_number "
            "FROM event WHERE id = ANY(%s::uuid[])",
            (list(ids),),
        )
    }
    first: dict[str, Offer] = {}
    for offer in batch.offers:
        row = rows.get(offer.event_id)
        if row is not None and offer.outcome == "already":
            offer.placement = placement_of(row)
        elif offer.candidate and row is not None:
            if row.body_hash == offer.event.link.body_hash:
                offer.outcome, offer.placement = "already", placement_of(row)
            else:
                offer.refuse("id_reused")
        elif offer.candidate:
            twin = first.setdefault(offer.event_id, offer)
            if twin is not offer:
                same = twin.event.link.body_hash == offer.event.link.body_hash
                offer.outcome, offer.code = ("already", None) if same else ("refused", "id_reused")


def _check_parties(batch: Batch) -> None:
    for offer in batch.offers:
        if not offer.candidate or offer.body is None:
            continue
        stream = batch.streams[offer.body.stream]
        if stream.type != offer.body.stream_type or (stream.head and batch.unit not in stream.units):
            offer.refuse("scope")


def _load_states(connection: Connection, batch: Batch) -> None:
    """Make again the states that were kept by another fold, and all that a resolution may change."""
    resolved = {body.stream for _, body in batch.candidates() if body.kind == "resolve"}
    whole = []
    for stream in batch.streams.values():
        stream.resolved = stream.resolved or stream.id in resolved
        if stream.type == "dossier" and stream.head and (stream.resolved or stream.state is None):
            whole.append(stream.id)
    entries = load_entries(connection, whole) if whole else {}
    for id in whole:
        stream = batch.streams[id]
        stream.state = folding.fold(entries[id])
        if stream.resolved:
            stream.entries = entries[id]


def _lock_feeds(connection: Connection, batch: Batch) -> None:
    units = {unit for stream in batch.streams.values() for unit in stream.units}
    for offer, body in batch.candidates():
        units |= folding.units_named(body, offer.payload)
    for stream in batch.streams.values():
        # A resolution may let an earlier handover take effect after all.
        for entry in stream.entries or ():
            units |= folding.units_named(entry.body, folding.payload_of(entry))
    ordered = sorted(units)
    connection.execute(
        "INSERT INTO unit_head (unit) SELECT unnest(%s::text[]) ON CONFLICT (unit) DO NOTHING", (ordered,)
    )
    for row in connection.execute(
        "SELECT unit, head FROM unit_head WHERE unit = ANY(%s) ORDER BY unit FOR UPDATE", (ordered,)
    ):
        batch.heads[row.unit] = row.head


def _codes_taken(connection: Connection, offers: Iterable[Offer]) -> dict[str, str]:
    """Which dossier has each of the codes claimed in this run; read under the lock of the unit's feed."""
    codes = [code for offer in offers if offer.candidate and (code := folding.code_claimed(offer.payload))]
    if not codes:
        return {}
    rows = connection.execute("SELECT code, stream::text FROM dossier_code WHERE code = ANY(%s)", (codes,))
    return {row.code: row.stream for row in rows}


# ---------------------------------------------------------------- placing


def _place_one(batch: Batch, offer: Offer, judge: Judge, taken: dict[str, str]) -> None:
    body = offer.body
    if body is None:
        raise AssertionError("a candidate without a body")
    stream = batch.streams[body.stream]
    entry = Entry(body, personal_data(offer.event.personal), None, batch.device)
    verdict, rule = judge(stream.state, entry)
    if offer.payload is None:
        verdict, rule = "set_aside", folding.PAYLOAD_FORM
    code = folding.code_claimed(offer.payload)
    surplus = folding.surplus_code(offer.payload, rule) if code not in taken else None
    if surplus is not None:
        batch.surplus.append((body, surplus))
    elif code and taken.setdefault(code, body.stream) != body.stream:
        if verdict != "set_aside":
            verdict, rule = "set_aside", folding.CODE_TAKEN
    elif code and (verdict != "set_aside" or body.kind in folding.ACCEPTING):
        batch.codes[code] = body.stream
    placement = Placement(stream.head + 1, verdict, rule, batch.now)
    book = folding.book_of(body, offer.payload)
    if book and (stream.state is None or stream.state.register_number is None):
        number, taken_before = registers.number_for(batch, body.id, book)
        if taken_before:
            log.warning("book %r of %s: the number event %s had is another's now", book, batch.unit, body.id)
            placement = replace(placement, rule=rule or folding.REGISTER_TAKEN)
        placement = replace(placement, register_book=book, register_number=number)
    _evolve(stream, replace(entry, placement=placement))
    stream.head, stream.last_hash = placement.stream_seq, offer.event.link.hash
    _deliver(batch, stream, body)
    batch.files |= {(sha256, stream.id) for sha256 in folding.files_named(offer.payload)}
    if body.kind == "thin" and verdict == "effective":
        batch.thinned.add(stream.id)
    offer.outcome, offer.placement = "placed", placement
    batch.placed.append(offer)


def _evolve(stream: StreamRow, entry: Entry) -> None:
    if stream.type != "dossier":
        return
    if stream.resolved:
        stream.entries = [*(stream.entries or ()), entry]
        stream.state = folding.fold(stream.entries)
    else:
        stream.state = folding.evolve(stream.state, entry)


def _deliver(batch: Batch, stream: StreamRow, body: Body) -> None:
    """Feed rows of the event just placed; a unit that joins with it is owed all earlier ones first."""
    before = stream.units
    now = stream.state.units if stream.state is not None else (body.unit,)
    stream.units = tuple(dict.fromkeys((*before, *now)))
    for unit in stream.units:
        for seq in range(stream.head if unit in before else 1, stream.head + 1):
            batch.heads[unit] += 1
            batch.feed.append(FeedRow(unit, batch.heads[unit], stream.id, seq))


def _settle_twins(offers: Sequence[Offer]) -> None:
    """The same event twice in one run: the second link shares what became of the first."""
    first: dict[str, Offer] = {}
    for offer in offers:
        if offer.outcome == "already" and offer.placement is None:
            twin = first[offer.event_id]
            offer.placement = twin.placement
            if twin.outcome == "refused":
                offer.refuse(twin.code or "refused")
        elif offer.event_id:
            first.setdefault(offer.event_id, offer)


def _result(offer: Offer) -> PushResult:
    placement = placement_to_wire(offer.placement) if offer.placement is not None else None
    return PushResult(offer.event_id, offer.event.link.device_seq, offer.outcome or "refused", placement, offer.code)
