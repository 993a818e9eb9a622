"""Placement: every authentic, well-formed event gets its dense place in its stream, a verdict, and a place in the
feed of every unit that is or was a party.

One transaction per run: what it names is locked and read at once (`held`), rules run in Python, and everything is
written by one statement (`writing`).
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.domain.codes import DossierCode
from app.domain.dossier import Dossier
from app.domain.events import Body, Entry, Personal, Placement, decode_body, personal_data
from sync.hub import folding, held, registers
from sync.hub.database import Connection
from sync.hub.envelope import Offer, admit, check_run, end_of_chain, examined, follow_chain, open_run
from sync.hub.faults import Refused, not_found
from sync.hub.folding import Judge, JudgeAt
from sync.hub.held import Held, StreamRow, placement_of
from sync.hub.keys import HubKeys
from sync.hub.writing import write_batch
from sync.wire import PushRequest, PushResult, RegistersGiven, placement_to_wire

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Pushed:
    """What became of a run: a result per event, in order; the units whose feeds have grown; those that owe a
    dossier its official code; and the epoch it was placed in."""

    results: list[PushResult]
    units: frozenset[str] = frozenset()
    codes_owed: frozenset[str] = frozenset()
    epoch: str = ""


class NotAccepted(Refused):
    """The device is not known, or no longer accepted."""

    def __init__(self) -> None:
        super().__init__(401, "unauthorised", "the device is not, or no longer, accepted")


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
    unheard: bool = False
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

    def candidates(self) -> list[tuple[Offer, Entry]]:
        """The offers not decided yet, each with its entry."""
        return [(offer, offer.entry) for offer in self.offers if offer.outcome is None and offer.entry is not None]


def place(
    connection: Connection,
    device: str,
    request: PushRequest,
    *,
    judge_at: JudgeAt,
    now: datetime,
    keys: HubKeys,
    even_revoked: bool = False,
    unheard: bool = False,
) -> Pushed:
    """Place a run of ``device`` (already authenticated) and say what became of each event. With ``unheard`` it is noted
    besides that the device was heard of.

    Sending the same run again changes nothing and gets ``already`` for what is placed. Raises Refused when
    the run as a whole cannot be taken: of another epoch, broken, not signed, or with links missing before it.
    """
    offers = [examined(event) for event in open_run(device, request)]
    found = held.hold_run(connection, device, offers, even_revoked=even_revoked)
    row = found.device
    if row is None:
        raise NotAccepted
    if request.epoch not in ("", row.epoch):
        raise Refused(409, "epoch", "the hub has begun a new epoch")
    check_run(row.public_key, [offer.event for offer in offers], request)
    forked = follow_chain(offers, row.last_seq, row.last_hash, found.links)
    batch = Batch(device, row.unit, now, offers, forked, unheard)
    batch.registers = registers.believed(request.registers, row.restored_at, now)
    settle_batch(connection, batch, found, judge_at(row.reference_version))
    if forked or batch.placed or any(offer.new_link for offer in offers):
        batch.end = end_of_chain(offers, found.links)
        write_batch(connection, batch, keys, bytes.fromhex(request.signature))
    elif unheard:
        connection.execute("UPDATE device SET last_contact = %s WHERE id = %s", (now, device))
    return pushed_of([batch], row.epoch)


def settle_batch(connection: Connection, batch: Batch, found: Held, judge: Judge) -> None:
    """Give every offer of ``batch`` its outcome and gather what that changes; nothing is written yet."""
    for offer in batch.offers:
        if offer.candidate:
            admit(offer, batch.unit)
    _find_placed(connection, batch, found)
    _check_parties(batch, found)
    candidates = batch.candidates()
    if candidates:
        _load_states(connection, batch)
        _lock_feeds(connection, batch, found)
        registers.load_books(connection, batch, found.books)
        for offer, entry in candidates:
            _place_one(batch, offer, entry, judge, found.codes)
    _settle_twins(batch.offers)


def pushed_of(batches: Sequence[Batch], epoch: str) -> Pushed:
    """What became of the offers of ``batches``, one after the other."""
    states = [stream.state for batch in batches for stream in batch.streams.values()]
    return Pushed(
        [_result(offer) for batch in batches for offer in batch.offers],
        frozenset(row.unit for batch in batches for row in batch.feed),
        frozenset(state.unit for state in states if state is not None and state.provisional),
        epoch,
    )


def entry_of(row: Any) -> Entry:
    """The entry in a row of the event table, for a fold."""
    personal = None if row.salt is None else Personal(row.salt, row.personal)
    return Entry(decode_body(row.body), personal_data(personal), placement_of(row), row.device)


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


def _find_placed(connection: Connection, batch: Batch, found: Held) -> None:
    """Events already placed, under this link or another (a re-enrolled device offers its old bodies again)."""
    placed = found.placed
    known = {offer.event_id for offer in batch.offers if offer.outcome == "already" and offer.event_id}
    if known - placed.keys():
        # The link is ours, the body beside it was not: what the link placed answers for it.
        placed = placed | held.placed_events(connection, known - placed.keys())
    first: dict[str, Offer] = {}
    for offer in batch.offers:
        event = placed.get(offer.event_id)
        if event is not None and offer.outcome == "already":
            offer.placement = event.placement
        elif offer.candidate and event is not None:
            if event.body_hash == offer.event.link.body_hash:
                offer.outcome, offer.placement = "already", event.placement
            else:
                offer.refuse("id_reused")
        elif offer.candidate:
            twin = first.setdefault(offer.event_id, offer)
            if twin is not offer:
                same = twin.event.link.body_hash == offer.event.link.body_hash
                offer.outcome, offer.code = ("already", None) if same else ("refused", "id_reused")


def _check_parties(batch: Batch, found: Held) -> None:
    """The streams of the candidates; who is no party to one, or takes it for what it is not, has no place there."""
    for offer, entry in batch.candidates():
        body = entry.body
        stream = batch.streams.get(body.stream)
        if stream is None:
            row = found.streams.get(body.stream)
            stream = held.stream_of(row) if row is not None else StreamRow(body.stream, body.stream_type)
            batch.streams[body.stream] = stream
        if stream.type != body.stream_type or (stream.head and batch.unit not in stream.units):
            offer.refuse("scope")


def _load_states(connection: Connection, batch: Batch) -> None:
    """Make again the states that were kept by another fold, and all that a resolution may change."""
    resolved = {entry.body.stream for _, entry in batch.candidates() if entry.body.kind == "resolve"}
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


def _lock_feeds(connection: Connection, batch: Batch, found: Held) -> None:
    """The heads of all feeds that may grow; those found locked, and those of units the hub has not met in a feed."""
    units = {unit for stream in batch.streams.values() for unit in stream.units}
    for offer, entry in batch.candidates():
        units |= folding.units_named(entry.body, offer.payload)
    for stream in batch.streams.values():
        # A resolution may let an earlier handover take effect after all.
        for earlier in stream.entries or ():
            units |= folding.units_named(earlier.body, folding.payload_of(earlier))
    batch.heads = {unit: head for unit, head in found.heads.items() if unit in units}
    if units - batch.heads.keys():
        batch.heads |= held.lock_heads(connection, units - batch.heads.keys())


# ---------------------------------------------------------------- placing


def _place_one(batch: Batch, offer: Offer, entry: Entry, judge: Judge, taken: dict[str, str]) -> None:
    body, payload = entry.body, offer.payload
    stream = batch.streams[body.stream]
    verdict, rule = judge(stream.state, entry)
    if payload is None:
        verdict, rule = "set_aside", folding.PAYLOAD_FORM
    code = folding.code_claimed(payload)
    surplus = folding.surplus_code(payload, rule) if code not in taken else None
    if surplus is not None:
        batch.surplus.append((body, surplus))
    elif code and taken.setdefault(code, body.stream) != body.stream:
        if verdict != "set_aside":
            verdict, rule = "set_aside", folding.CODE_TAKEN
    elif code and (verdict != "set_aside" or body.kind in folding.ACCEPTING):
        batch.codes[code] = body.stream
    book, number = folding.book_of(body, payload), None
    if book and (stream.state is None or stream.state.register_number is None):
        number, taken_before = registers.number_for(batch, body.id, book)
        if taken_before:
            log.warning("book %r of %s: the number event %s had is another's now", book, batch.unit, body.id)
            rule = rule or folding.REGISTER_TAKEN
    placement = Placement(stream.head + 1, verdict, rule, batch.now, book if number is not None else None, number)
    _evolve(stream, entry.at_place(placement))
    stream.head, stream.last_hash = placement.stream_seq, offer.event.link.hash
    _deliver(batch, stream, body)
    for sha256 in folding.files_named(payload):
        batch.files.add((sha256, stream.id))
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
    if before != now:
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
