"""The one statement that writes a placed run, the whole run being one jsonb parameter."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import msgspec
from psycopg.types.json import Jsonb

from app.domain.codes import DossierCode
from app.domain.events import Body
from sync.hub import folding
from sync.hub.database import Connection
from sync.hub.envelope import Offer, runs_of
from sync.hub.folding import NOT_PROVISIONAL
from sync.hub.keys import HubKeys

if TYPE_CHECKING:
    from sync.hub.held import StreamRow
    from sync.hub.ledger import Batch

_WRITE = """
WITH doc AS (SELECT %(doc)s::jsonb AS d),
item AS MATERIALIZED (
    SELECT x.*, decode(x.prev, 'base64') AS prev_bytes, decode(x.body_hash, 'base64') AS body_hash_bytes,
           decode(x.hash, 'base64') AS hash_bytes
    FROM doc, jsonb_to_recordset(d->'items')
        AS x(seq bigint, prev text, body_hash text, hash text, outcome text, code text, event uuid, stream uuid,
             stream_seq integer, kind text, version integer, at timestamptz, body text, personal text, salt text,
             verdict text, rule text, register_book text, register_number integer)
),
written_links AS (
    INSERT INTO link (device, seq, prev, body_hash, hash, outcome, code, event, received_at)
    SELECT %(device)s, seq, prev_bytes, body_hash_bytes, hash_bytes, outcome, code, event, %(now)s FROM item
    ON CONFLICT (device, seq) DO UPDATE
        SET outcome = excluded.outcome, code = excluded.code, event = excluded.event
),
written_runs AS (
    INSERT INTO run (device, last_seq, first_seq, signature, by_hub)
    SELECT %(device)s, x.last_seq, x.first_seq, decode(x.signature, 'base64'), x.by_hub
    FROM doc, jsonb_to_recordset(d->'runs') AS x(last_seq bigint, first_seq bigint, signature text, by_hub boolean)
    ON CONFLICT (device, last_seq) DO UPDATE SET first_seq = least(run.first_seq, excluded.first_seq)
),
written_events AS (
    INSERT INTO event (stream, stream_seq, id, unit, kind, version, at, body, personal, salt, device, device_seq,
                       prev, body_hash, hash, verdict, rule, placed_at, register_book, register_number)
    SELECT stream, stream_seq, event, %(unit)s, kind, version, at, decode(body, 'base64'),
           decode(personal, 'base64'), decode(salt, 'base64'), %(device)s, seq, prev_bytes, body_hash_bytes, hash_bytes,
           verdict, rule, %(now)s, register_book, register_number
    FROM item WHERE stream IS NOT NULL
),
begun_streams AS (
    INSERT INTO stream (id, type, head, last_hash, units, state, fold, resolved, unit, code, status, accepted_on,
                        due_at, holder, transit, result_holder, result_transit, code_owed)
    SELECT x.id, x.type, x.head, decode(x.last_hash, 'base64'), x.units, x.state, x.fold, x.resolved, x.unit, x.code,
           x.status, x.accepted_on, x.due_at, x.holder, x.transit, x.result_holder, x.result_transit, x.code_owed
    FROM doc, jsonb_to_recordset(d->'begun')
        AS x(id uuid, type text, head integer, last_hash text, units text[], state text, fold text, resolved boolean,
             unit text, code text, status integer, accepted_on date, due_at timestamptz, holder text, transit text,
             result_holder text, result_transit text, code_owed boolean)
    ORDER BY x.id
),
written_streams AS (
    UPDATE stream s
    SET head = x.head, last_hash = decode(x.last_hash, 'base64'), units = x.units, state = x.state, fold = x.fold,
        resolved = x.resolved, unit = x.unit, code = x.code, status = x.status, accepted_on = x.accepted_on,
        due_at = x.due_at, holder = x.holder, transit = x.transit, result_holder = x.result_holder,
        result_transit = x.result_transit, code_owed = x.code_owed
    FROM doc, jsonb_to_recordset(d->'streams')
        AS x(id uuid, head integer, last_hash text, units text[], state text, fold text, resolved boolean, unit text,
             code text, status integer, accepted_on date, due_at timestamptz, holder text, transit text,
             result_holder text, result_transit text, code_owed boolean)
    WHERE s.id = x.id
),
written_heads AS (
    UPDATE unit_head u SET head = x.head
    FROM doc, jsonb_to_recordset(d->'heads') AS x(unit text, head bigint) WHERE u.unit = x.unit
),
written_feed AS (
    INSERT INTO feed (unit, position, stream, stream_seq)
    SELECT x.unit, x.position, x.stream, x.stream_seq
    FROM doc, jsonb_to_recordset(d->'feed') AS x(unit text, position bigint, stream uuid, stream_seq integer)
),
written_codes AS (
    INSERT INTO dossier_code (unit, code, stream)
    SELECT %(unit)s, x.code, x.stream FROM doc, jsonb_to_recordset(d->'codes') AS x(code text, stream uuid)
    ON CONFLICT (unit, code) DO NOTHING
),
written_voids AS (
    INSERT INTO number_void (unit, day, number, code, stream, event, reason, voided_at)
    SELECT %(unit)s, x.day, x.number, x.code, x.stream, x.event, x.reason, %(now)s
    FROM doc, jsonb_to_recordset(d->'voids')
        AS x(day date, number integer, code text, stream uuid, event uuid, reason text)
    ON CONFLICT (unit, day, number) DO NOTHING
),
written_books AS (
    INSERT INTO register_head (unit, book, last)
    SELECT %(unit)s, x.book, x.last FROM doc, jsonb_to_recordset(d->'books') AS x(book text, last integer)
    ON CONFLICT (unit, book) DO UPDATE SET last = excluded.last
),
written_files AS (
    INSERT INTO file_use (sha256, stream)
    SELECT x.sha256, x.stream FROM doc, jsonb_to_recordset(d->'files') AS x(sha256 text, stream uuid)
    ON CONFLICT (sha256, stream) DO NOTHING
)
UPDATE device
SET last_seq = coalesce((d->>'last_seq')::bigint, last_seq),
    last_hash = coalesce(decode(d->>'last_hash', 'base64'), last_hash),
    forked_at = CASE WHEN (d->>'forked')::boolean THEN %(now)s ELSE forked_at END,
    last_contact = CASE WHEN (d->>'unheard')::boolean THEN %(now)s ELSE last_contact END
FROM doc WHERE id = %(device)s
"""


def write_batch(connection: Connection, batch: Batch, keys: HubKeys, signature: bytes) -> None:
    """Write what ``batch`` gathered. ``signature`` is the device's over the last hash of the run."""
    taken = [offer for offer in batch.offers if offer.new_link]
    changed = [offer for offer in batch.placed if not offer.new_link]
    touched = _touched(batch)
    document = {
        "forked": batch.forked,
        "unheard": batch.unheard,
        "last_seq": batch.end[0] if batch.end else None,
        "last_hash": batch.end[1] if batch.end else None,
        "items": [_item(offer) for offer in (*taken, *changed)],
        "runs": _runs(batch, keys, signature),
        "begun": [_stream(stream) for stream in touched if stream.fresh],
        "streams": [_stream(stream) for stream in touched if not stream.fresh],
        "heads": [{"unit": unit, "head": head} for unit, head in batch.heads.items()],
        "feed": batch.feed,
        "codes": [{"code": code, "stream": stream} for code, stream in batch.codes.items()],
        "voids": [_void(body, code) for body, code in batch.surplus],
        "books": [{"book": book, "last": last} for book, last in batch.books.items() if last],
        "files": [{"sha256": sha256, "stream": stream} for sha256, stream in sorted(batch.files)],
    }
    named = {"device": batch.device, "unit": batch.unit, "now": batch.now}
    connection.execute(_WRITE, {"doc": Jsonb(document, _encoded), **named})
    if batch.thinned:
        gone = list(batch.thinned)
        connection.execute("UPDATE event SET personal = NULL, salt = NULL WHERE stream = ANY(%s::uuid[])", (gone,))
        connection.execute("DELETE FROM file_use WHERE stream = ANY(%s::uuid[])", (gone,))


def _void(body: Body, code: DossierCode) -> dict[str, object]:
    return {
        "day": code.received_on.isoformat(),
        "number": code.sequence,
        "code": code.text,
        "stream": body.stream,
        "event": body.id,
        "reason": NOT_PROVISIONAL,
    }


def _touched(batch: Batch) -> list[StreamRow]:
    touched = {offer.body.stream for offer in batch.placed if offer.body is not None}
    return [stream for id, stream in batch.streams.items() if id in touched]


def _encoded(document: object) -> bytes:
    return msgspec.json.encode(document)


class _Item(msgspec.Struct, omit_defaults=True):
    """A link, and the event it placed; bytes travel as base64."""

    seq: int
    prev: bytes
    body_hash: bytes
    hash: bytes
    outcome: str | None
    code: str | None = None
    event: str | None = None
    stream: str | None = None
    stream_seq: int | None = None
    kind: str | None = None
    version: int | None = None
    at: datetime | None = None
    body: bytes | None = None
    personal: bytes | None = None
    salt: bytes | None = None
    verdict: str | None = None
    rule: str | None = None
    register_book: str | None = None
    register_number: int | None = None


def _item(offer: Offer) -> _Item:
    link = offer.event.link
    if offer.outcome != "placed":
        known = offer.outcome == "already"
        outcome, event = ("placed", offer.event_id) if known else (offer.outcome, None)
        return _Item(link.device_seq, link.prev_hash, link.body_hash, link.hash, outcome, offer.code, event)
    body, placement, personal = offer.body, offer.placement, offer.event.personal
    if body is None or placement is None:
        raise AssertionError("a placed event without body or placement")
    return _Item(
        link.device_seq,
        link.prev_hash,
        link.body_hash,
        link.hash,
        "placed",
        offer.code,
        offer.event_id,
        body.stream,
        placement.stream_seq,
        body.kind,
        body.version,
        body.at,
        offer.event.body_bytes,
        personal.data if personal else None,
        personal.salt if personal else None,
        placement.verdict,
        placement.rule,
        placement.register_book,
        placement.register_number,
    )


def _runs(batch: Batch, keys: HubKeys, signature: bytes) -> list[dict[str, object]]:
    hashes = {offer.event.link.device_seq: offer.event.link.hash for offer in batch.offers}
    reaches = batch.offers[-1].new_link
    return [
        {
            "first_seq": first,
            "last_seq": last,
            "signature": signature if own and reaches else keys.vouch(hashes[last]),
            "by_hub": not (own and reaches),
        }
        for first, last, own in runs_of(batch.offers)
    ]


def _stream(stream: StreamRow) -> dict[str, object]:
    columns = folding.columns_of(stream.state)
    return {
        "id": stream.id,
        "type": stream.type,
        "head": stream.head,
        "last_hash": stream.last_hash or None,
        "units": stream.units,
        "state": folding.encode_state(stream.state) if stream.state is not None else None,
        "fold": folding.FOLD,
        "resolved": stream.resolved,
        **vars(columns),
    }
