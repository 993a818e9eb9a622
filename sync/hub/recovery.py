"""What counters bring back to a hub restored from a copy: events it lost, whoever recorded them, and the devices and
number ranges it no longer knows.

Nothing is believed on the word of who brings it: an event needs the signature of its own device, a device the hub's
own signature on the reference data that named it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from psycopg.errors import ExclusionViolation

from app.domain.events import GENESIS, Event, run_is_signed
from sync.hub import ledger, registers
from sync.hub.database import Connection
from sync.hub.devices import COUNTER_LABEL
from sync.hub.envelope import HASH_BYTES, SEQ_LIMIT, KnownLink, Offer, examined, extended
from sync.hub.faults import Refused
from sync.hub.folding import Judge
from sync.hub.held import hold, known_links
from sync.hub.keys import HubKeys
from sync.hub.ranges import DAYS, GRANTABLE
from sync.hub.writing import write_batch
from sync.wire import BATCH_LIMIT, NumberRangeGrant, OfferRequest, SignedReference, WireRun, from_wire, run_hashes


class _Certificate(msgspec.Struct, frozen=True):
    device: str
    unit: str
    counter: str
    public_key: str


class _Certificates(msgspec.Struct, frozen=True):
    devices: list[_Certificate]


def take_back(
    connection: Connection, request: OfferRequest, *, judge: Judge, own_judge: Judge, now: datetime, keys: HubKeys
) -> ledger.Pushed:
    """Place the events of ``request`` in the order given and say what became of each.

    ``own_judge`` is for acts of the hub itself. An event that no run of its device proves is refused (``signature``),
    one that contradicts the chain held too (``fork``). Raises Refused: 400 for what is no offer, 409
    ``unknown_device`` for events of a device the hub does not know unless ``request.reference`` came with them.
    """
    if not 0 < len(request.events) <= BATCH_LIMIT or len(request.runs) > BATCH_LIMIT:
        raise Refused(400, "run_broken", f"an offer has 1 to {BATCH_LIMIT} events")
    if request.reference is not None:
        _reinstate(connection, request.reference, keys, now=now)
    try:
        events = [from_wire(wire) for wire in request.events]
        proofs = {(run.device, run.first_seq): run_hashes(run) for run in request.runs}
        proving = [bytes.fromhex(hash) for run in request.runs for hash in (run.prev, *run.body_hashes)]
    except (ValueError, OverflowError):
        raise Refused(400, "request_invalid", "hashes are lower-case hex") from None
    told = [part for each in events for part in (each.link.prev_hash, each.link.hash, each.link.body_hash)]
    if any(len(part) != HASH_BYTES for part in (*told, *proving)):
        raise Refused(400, "request_invalid", "hashes have 32 bytes")
    devices = _lock_devices(connection, events)
    if request.reference is None and any(event.link.device not in devices for event in events):
        raise Refused(409, "unknown_device", "the hub does not know a device")
    _lock_streams(connection, events)
    proved: dict[tuple[str, int], bytes] = {}
    for run in request.runs:
        row = devices.get(run.device)
        hashes = proofs[run.device, run.first_seq]
        if row is not None and _is_signed(run, hashes, row.public_key):
            proved |= {(run.device, run.first_seq + place): hash for place, hash in enumerate(hashes)}
            _keep_run(connection, run, hashes, now)
    hub = connection.execute("SELECT epoch, restored_at FROM hub").fetchone()
    if hub is None:
        raise AssertionError("the hub's own row is missing")
    given = registers.believed(request.registers, hub.restored_at, now)
    batches = []
    for device, following in groupby(events, key=lambda event: event.link.device):
        mine, row = list(following), devices.get(device)
        links = known_links(connection, device, min(event.link.device_seq for event in mine))
        offers = [_offer(event, proved, links, row) for event in mine]
        batch = ledger.Batch(device, row.unit if row is not None else "", now, offers, forked=False)
        batch.registers = given
        found = hold(connection, device, offers)
        ledger.settle_batch(connection, batch, found, own_judge if row is not None and row.kind == "hub" else judge)
        if batch.placed:
            write_batch(connection, batch, keys, b"")
        batches.append(batch)
    for id, row in devices.items():
        _move_end(connection, id, row)
    return ledger.pushed_of(batches, hub.epoch)


def _offer(event: Event, proved: dict[tuple[str, int], bytes], held: dict[int, KnownLink], row: Any) -> Offer:
    offer, link = examined(event), event.link
    before = held.get(link.device_seq)
    if offer.fault is not None:
        return offer  # it is refused with all others
    if proved.get((link.device, link.device_seq)) != link.hash:
        offer.refuse("signature")
    elif before is None or before.hash != link.hash:
        offer.refuse("fork")
    elif before.outcome == "refused":
        offer.refuse(before.code or "refused")
    elif before.outcome == "placed":
        offer.outcome, offer.event_id = "already", before.event or ""
    elif row.kind == "counter" and row.revoked_at is not None and event.body.at > row.revoked_at:
        offer.refuse("scope")
    return offer


def _lock_devices(connection: Connection, events: Sequence[Event]) -> dict[str, Any]:
    """Who recorded ``events``; those revoked too: what they did before still counts."""
    rows = connection.execute(
        "SELECT id, unit, kind, public_key, revoked_at, last_seq, last_hash FROM device "
        "WHERE id = ANY(%s) ORDER BY id FOR UPDATE",
        (sorted({event.link.device for event in events}),),
    )
    return {row.id: row for row in rows}


def _lock_streams(connection: Connection, events: Sequence[Event]) -> None:
    """Lock all streams at once and in order; what is no body is refused later, one by one."""
    ids = set()
    for event in events:
        try:
            ids.add(event.body.stream)
        except ValueError:
            continue
    connection.execute("SELECT 1 FROM stream WHERE id::text = ANY(%s) ORDER BY id FOR UPDATE", (sorted(ids),))


def _is_signed(run: WireRun, hashes: Sequence[bytes], public_key: bytes) -> bool:
    whole = 0 < run.first_seq < SEQ_LIMIT and 0 < len(hashes) <= BATCH_LIMIT and not run.by_hub
    try:
        signature = bytes.fromhex(run.signature)
    except ValueError:
        return False
    return whole and run_is_signed(Ed25519PublicKey.from_public_bytes(public_key), hashes[-1], signature)


def _keep_run(connection: Connection, run: WireRun, hashes: Sequence[bytes], now: datetime) -> None:
    """Record the links of a proved run that the hub does not hold. A link whose event it has not seen waits for it as
    for an upgrade: its device may still offer it. A run that contradicts the chain held is not kept at all."""
    last, before = run.first_seq + len(hashes) - 1, bytes.fromhex(run.prev)
    held = known_links(connection, run.device, run.first_seq - 1)
    chain = {run.first_seq - 1: before} | {run.first_seq + place: hash for place, hash in enumerate(hashes)}
    follows = held[last + 1].prev == hashes[-1] if last + 1 in held else True
    if not follows or any(seq in held and held[seq].hash != hash for seq, hash in chain.items()):
        return
    if run.first_seq == 1 and before != GENESIS:
        return
    fresh = []
    for place, hash in enumerate(hashes):
        if run.first_seq + place not in held:
            fresh.append((run.first_seq + place, before, bytes.fromhex(run.body_hashes[place]), hash))
        before = hash
    if not fresh:
        return
    seqs, prevs, bodies, made = zip(*fresh, strict=True)
    connection.execute(
        "INSERT INTO link (device, seq, prev, body_hash, hash, outcome, received_at) "
        "SELECT %s, x.seq, x.prev, x.body_hash, x.hash, 'upgrade', %s "
        "FROM unnest(%s::bigint[], %s::bytea[], %s::bytea[], %s::bytea[]) AS x(seq, prev, body_hash, hash)",
        (run.device, now, list(seqs), list(prevs), list(bodies), list(made)),
    )
    connection.execute(
        "INSERT INTO run (device, last_seq, first_seq, signature, by_hub) VALUES (%s, %s, %s, %s, false) "
        "ON CONFLICT (device, last_seq) DO UPDATE SET first_seq = least(run.first_seq, excluded.first_seq)",
        (run.device, last, run.first_seq, bytes.fromhex(run.signature)),
    )


def _move_end(connection: Connection, device: str, row: Any) -> None:
    seq, last = extended(row.last_seq, row.last_hash, known_links(connection, device, row.last_seq + 1))
    if seq > row.last_seq:
        connection.execute("UPDATE device SET last_seq = %s, last_hash = %s WHERE id = %s", (seq, last, device))


def _reinstate(connection: Connection, signed: SignedReference, keys: HubKeys, *, now: datetime) -> None:
    """Know again the devices that the hub itself had named. Raises Refused (422) for data it did not sign."""
    data = bytes(signed.data)
    try:
        keys.signing.public_key().verify(bytes.fromhex(signed.signature), b"motcua reference 1\x00" + data)
        named = msgspec.json.decode(data, type=_Certificates).devices
    except (ValueError, InvalidSignature):
        raise Refused(422, "signature", "the reference data are not this hub's") from None
    units = {row.code for row in connection.execute("SELECT code FROM unit")}
    back = 0
    for each in named:
        kind = "counter" if each.counter != "HUB" else "hub"
        if each.unit in units and (kind == "hub" or COUNTER_LABEL.fullmatch(each.counter)):
            # The hub's own have new identities since the restore; the old ones only prove what they said before.
            back += connection.execute(
                "INSERT INTO device (id, unit, counter, name, kind, public_key, enrolled_at, revoked_at) "
                "VALUES (%s, %s, %s, '', %s, %s, %s, %s) ON CONFLICT DO NOTHING",
                (
                    *(each.device, each.unit, each.counter, kind, bytes.fromhex(each.public_key), now),
                    now if kind == "hub" else None,
                ),
            ).rowcount
    if back:
        connection.execute("UPDATE hub SET reference_version = reference_version + 1")


def know_ranges(
    connection: Connection, device: str, unit: str, held: Sequence[NumberRangeGrant], *, now: datetime, today: date
) -> None:
    """Know again the ranges that ``device`` works with, granted after the copy from which the hub was restored.

    One that overlaps a later grant is not known again; the answer to the device then does not list it.
    """
    row = connection.execute("SELECT restored_at FROM hub").fetchone()
    if row is None or row.restored_at is None or now > row.restored_at + timedelta(days=registers.REPORT_DAYS):
        return
    owner = connection.execute("SELECT number FROM unit WHERE code = %s FOR UPDATE", (unit,)).fetchone()
    if owner is None:
        return
    for each in held[:100]:
        try:
            first_day, last_day = date.fromisoformat(each.first_day), date.fromisoformat(each.last_day)
        except ValueError:
            continue
        last_day = min(last_day, today + timedelta(days=DAYS))
        if each.unit != unit or not 1 <= each.first <= each.last <= GRANTABLE or not first_day <= today <= last_day:
            continue
        try:
            with connection.transaction():
                connection.execute(
                    "INSERT INTO number_range "
                    "(unit, id, unit_number, device, first, last, first_day, last_day, granted_on) "
                    "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (unit, id) DO NOTHING",
                    (unit, each.id, owner.number, device, each.first, each.last, first_day, last_day, first_day),
                )
        except ExclusionViolation:
            continue
