"""What the hub holds of everything a run names, locked and read in one round trip.

Locks are taken in one order everywhere: the device, streams by id, feeds by unit code. Each statement begins after the
locks before it are held, so it reads what the last holder left. A stream that is not here yet has nothing to lock: two
runs that both begin it meet at its key, and `Database.run` places the later one again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from app.domain.dossier import Dossier
from app.domain.events import Entry, Placement
from sync.hub import folding
from sync.hub.database import Connection
from sync.hub.envelope import KnownLink, Offer

_IDS = "string_to_array(%s, ',')::uuid[]"
_TEXTS = "ARRAY(SELECT jsonb_array_elements_text(%s::jsonb))"

_DEVICE = (
    "SELECT unit, public_key, last_seq, last_hash, (SELECT epoch FROM hub) AS epoch, "
    "(SELECT restored_at FROM hub) AS restored_at, "
    "(SELECT reference_version FROM hub) AS reference_version FROM device "
    "WHERE id = %s AND (revoked_at IS NULL OR %s) FOR UPDATE"
)
_LINKS = "SELECT seq, prev, hash, outcome, code, event::text FROM link WHERE device = %s AND seq >= %s"
_STREAMS = (
    "SELECT id::text, type, head, units, state, fold, resolved, last_hash FROM stream "  # noqa: S608
    f"WHERE id = ANY({_IDS}) ORDER BY id FOR UPDATE"
)
_PLACED = (
    "SELECT id::text, body_hash, stream_seq, verdict, rule, placed_at, register_book, register_number "  # noqa: S608
    f"FROM event WHERE id = ANY({_IDS})"
)
_HEADS = (
    "SELECT unit, head FROM unit_head WHERE unit IN (SELECT unit FROM device WHERE id = %s "  # noqa: S608
    f"UNION SELECT unnest(units) FROM stream WHERE id = ANY({_IDS}) "
    "UNION SELECT jsonb_array_elements_text(%s::jsonb)) ORDER BY unit FOR UPDATE OF unit_head"
)
_CODES = f"SELECT code, stream::text FROM dossier_code WHERE code = ANY({_TEXTS})"  # noqa: S608
_BOOKS = (
    "SELECT book, last FROM register_head "  # noqa: S608
    f"WHERE unit = (SELECT unit FROM device WHERE id = %s) AND book = ANY({_TEXTS})"
)


@dataclass
class StreamRow:
    """One stream while its events are placed. ``entries`` are loaded only where the whole fold is needed."""

    id: str
    type: str
    head: int = 0
    units: tuple[str, ...] = ()
    state: Dossier | None = None
    resolved: bool = False
    last_hash: bytes | None = None
    entries: list[Entry] | None = None
    fresh: bool = True
    """Whether the stream is not in the database yet."""


@dataclass
class Held:
    """Streams by id, rows of placed events by id, heads of feeds by unit, owners of codes, last numbers of books; and
    of the device its own row and known links, where they were asked for."""

    device: Any = None
    links: dict[int, KnownLink] = field(default_factory=dict)
    streams: dict[str, Any] = field(default_factory=dict)
    placed: dict[str, Any] = field(default_factory=dict)
    heads: dict[str, int] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    books: dict[str, int] = field(default_factory=dict)


def hold_run(connection: Connection, device: str, offers: Sequence[Offer], *, even_revoked: bool) -> Held:
    """Lock and read the device and all that its run names; ``device`` is None when it is not accepted."""
    with connection.pipeline():
        row = connection.execute(_DEVICE, (device, even_revoked))
        links = connection.execute(_LINKS, (device, offers[0].event.link.device_seq))
        rest = _ask(connection, device, offers)
    held = _answered(rest)
    held.device, held.links = row.fetchone(), _links(links)
    return held


def hold(connection: Connection, device: str, offers: Sequence[Offer]) -> Held:
    """Lock and read all that ``offers`` of ``device`` name, its own row and links aside."""
    with connection.pipeline():
        rest = _ask(connection, device, offers)
    return _answered(rest)


def known_links(connection: Connection, device: str, first: int) -> dict[int, KnownLink]:
    """The links of ``device`` that the hub holds from ``first`` on, by device_seq."""
    return _links(connection.execute(_LINKS, (device, first)))


def placed_rows(connection: Connection, ids: Iterable[str]) -> dict[str, Any]:
    """The rows of those events that are placed, by id."""
    return {row.id: row for row in connection.execute(_PLACED, (",".join(ids),))}


def lock_heads(connection: Connection, units: Iterable[str]) -> dict[str, int]:
    """The heads of the feeds of ``units``, begun where there is none yet, locked."""
    ordered = _array(sorted(units))
    connection.execute(
        "INSERT INTO unit_head (unit) SELECT jsonb_array_elements_text(%s::jsonb) ON CONFLICT (unit) DO NOTHING",
        (ordered,),
    )
    rows = connection.execute(
        f"SELECT unit, head FROM unit_head WHERE unit = ANY({_TEXTS}) ORDER BY unit FOR UPDATE",  # noqa: S608
        (ordered,),
    )
    return {row.unit: row.head for row in rows}


def placement_of(row: Any) -> Placement:
    """The placement in a row of the event table."""
    return Placement(row.stream_seq, row.verdict, row.rule, row.placed_at, row.register_book, row.register_number)


def stream_of(row: Any) -> StreamRow:
    """The stream in a row of its table; its state stays None where it must be made again from the events."""
    stream = StreamRow(row.id, row.type, row.head, tuple(row.units), None, row.resolved, row.last_hash, fresh=False)
    if row.state is not None and row.fold == folding.FOLD and not row.resolved:
        stream.state = folding.decode_state(row.state)
    return stream


def _ask(connection: Connection, device: str, offers: Sequence[Offer]) -> list[Any]:
    bodies = [offer.entry.body for offer in offers if offer.entry is not None]
    streams = ",".join(sorted({body.stream for body in bodies}))
    units = {unit for offer in offers if offer.body is not None for unit in folding.units_sent_to(offer.payload)}
    codes = [code for offer in offers if (code := folding.code_claimed(offer.payload))]
    books = {folding.book_of(offer.entry.body, offer.payload) for offer in offers if offer.entry is not None} - {""}
    return [
        connection.execute(_STREAMS, (streams,)),
        connection.execute(_PLACED, (",".join({body.id for body in bodies}),)),
        connection.execute(_HEADS, (device, streams, _array(sorted(units)))),
        connection.execute(_CODES, (_array(codes),)) if codes else (),
        connection.execute(_BOOKS, (device, _array(sorted(books)))) if books else (),
    ]


def _answered(asked: Sequence[Any]) -> Held:
    streams, placed, heads, codes, books = asked
    return Held(
        streams={row.id: row for row in streams},
        placed={row.id: row for row in placed},
        heads={row.unit: row.head for row in heads},
        codes={row.code: row.stream for row in codes},
        books={row.book: row.last for row in books},
    )


def _links(rows: Any) -> dict[int, KnownLink]:
    return {row.seq: KnownLink(row.prev, row.hash, row.outcome, row.code, row.event) for row in rows}


def _array(texts: Sequence[str]) -> str:
    """A JSON array: one parameter, where the driver would write an array of texts letter by letter."""
    return msgspec.json.encode(texts).decode()
