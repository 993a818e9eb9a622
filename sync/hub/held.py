"""What the hub holds of everything a run names, locked and read in one round trip.

Locks are taken in one order everywhere: the device, streams by id, feeds by unit code. Each statement begins after the
locks before it are held, so it reads what the last holder left. A stream that is not here yet has nothing to lock: two
runs that both begin it meet at its key, and `Database.run` places the later one again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec
import psycopg

from app.domain.dossier import Dossier
from app.domain.events import Entry, Placement
from sync.hub import folding
from sync.hub.database import Connection, pipelined
from sync.hub.envelope import SEQ_LIMIT, KnownLink, Offer

_T = TypeVar("_T")

_IDS = "string_to_array(%s, ',')::uuid[]"
_TEXTS = "ARRAY(SELECT jsonb_array_elements_text(%s::jsonb))"

_DEVICE = (
    "SELECT unit, public_key, last_seq, last_hash, (SELECT epoch FROM hub) AS epoch, "
    "(SELECT restored_at FROM hub) AS restored_at, "
    "(SELECT reference_version FROM hub) AS reference_version FROM device "
    "WHERE id = %s AND (revoked_at IS NULL OR %s) FOR UPDATE"
)
_STREAMS = (
    "SELECT id::text, type, head, units, state, fold, resolved, last_hash FROM stream "  # noqa: S608
    f"WHERE id = ANY({_IDS}) ORDER BY id FOR UPDATE"
)
_HEADS = (
    "SELECT unit, head FROM unit_head WHERE unit IN (SELECT unit FROM device WHERE id = %s "  # noqa: S608
    f"UNION SELECT unnest(units) FROM stream WHERE id = ANY({_IDS}) "
    "UNION SELECT jsonb_array_elements_text(%s::jsonb)) ORDER BY unit FOR UPDATE OF unit_head"
)

# What is only read comes as JSON, all of it in one statement: a statement costs more than what is found, which is
# nothing at all of a run that comes for the first time.
_LINKS = (
    "SELECT coalesce(json_object_agg(seq, json_build_object('prev', encode(prev, 'base64'), "
    "'hash', encode(hash, 'base64'), 'outcome', outcome, 'code', code, 'event', event)), '{}') "
    "FROM link WHERE device = %s AND seq >= %s"
)
_PLACED = (
    "SELECT coalesce(json_object_agg(id, json_build_object('body_hash', encode(body_hash, 'base64'), "  # noqa: S608
    "'placement', json_build_object('stream_seq', stream_seq, 'verdict', verdict, 'rule', rule, "
    "'placed_at', placed_at, 'register_book', register_book, 'register_number', register_number))), '{}') "
    f"FROM event WHERE id = ANY({_IDS})"
)
_CODES = f"SELECT coalesce(json_object_agg(code, stream), '{{}}') FROM dossier_code WHERE code = ANY({_TEXTS})"  # noqa: S608
_BOOKS = (
    "SELECT coalesce(json_object_agg(book, last), '{}') FROM register_head "  # noqa: S608
    f"WHERE unit = (SELECT unit FROM device WHERE id = %s) AND book = ANY({_TEXTS})"
)
_KNOWN = (
    f"SELECT json_build_object('links', ({_LINKS}), 'placed', ({_PLACED}), 'codes', ({_CODES}), 'books', ({_BOOKS}))"
)


@dataclass(frozen=True)
class Placed:
    """An event that is placed: the hash of its body, and where it lies."""

    body_hash: bytes
    placement: Placement


@dataclass
class Known:
    """What of a run the hub has already: links by device_seq, placed events by id, owners of codes, last numbers of
    books."""

    links: dict[int, KnownLink]
    placed: dict[str, Placed]
    codes: dict[str, str]
    books: dict[str, int]


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
class Held(Known):
    """Rows of streams by id and heads of feeds by unit besides, all of them locked; and the device's own row where it
    was asked for."""

    streams: dict[str, Any]
    heads: dict[str, int]
    device: Any = None


def hold_run(connection: Connection, device: str, offers: Sequence[Offer], *, even_revoked: bool) -> Held:
    """Lock and read the device and all that its run names; ``device`` is None when it is not accepted."""
    with pipelined(connection):
        row = connection.execute(_DEVICE, (device, even_revoked))
        asked = _ask(connection, device, offers, offers[0].event.link.device_seq)
        return _held(asked, row.fetchone())


def hold(connection: Connection, device: str, offers: Sequence[Offer]) -> Held:
    """Lock and read all that ``offers`` of ``device`` name, its own row and links aside."""
    with pipelined(connection):
        return _held(_ask(connection, device, offers, SEQ_LIMIT))


def known_links(connection: Connection, device: str, first: int) -> dict[int, KnownLink]:
    """The links of ``device`` that the hub holds from ``first`` on, by device_seq."""
    return _read(_ask_json(connection, _LINKS, (device, first)), dict[int, KnownLink])


def placed_events(connection: Connection, ids: Iterable[str]) -> dict[str, Placed]:
    """Those of the events that are placed, by id."""
    return _read(_ask_json(connection, _PLACED, (",".join(ids),)), dict[str, Placed])


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


_Asked = tuple[psycopg.Cursor[Any], psycopg.Cursor[Any], psycopg.Cursor[Any]]


def _ask(connection: Connection, device: str, offers: Sequence[Offer], first: int) -> _Asked:
    """Ask for streams, heads, and what is known, links from ``first`` on; answers come when they are looked at."""
    bodies = [offer.entry.body for offer in offers if offer.entry is not None]
    streams = ",".join(sorted({body.stream for body in bodies}))
    events = ",".join({body.id for body in bodies})
    units = {unit for offer in offers if offer.body is not None for unit in folding.units_sent_to(offer.payload)}
    codes = [code for offer in offers if (code := folding.code_claimed(offer.payload))]
    books = {folding.book_of(offer.entry.body, offer.payload) for offer in offers if offer.entry is not None} - {""}
    return (
        connection.execute(_STREAMS, (streams,)),
        connection.execute(_HEADS, (device, streams, _array(sorted(units)))),
        _ask_json(connection, _KNOWN, (device, first, events, _array(codes), device, _array(sorted(books)))),
    )


def _held(asked: _Asked, device: Any = None) -> Held:
    streams, heads, known = asked
    return Held(
        **vars(_read(known, Known)),
        streams={row.id: row for row in streams},
        heads={row.unit: row.head for row in heads},
        device=device,
    )


def _ask_json(connection: Connection, statement: str, parameters: tuple[Any, ...]) -> psycopg.Cursor[Any]:
    return connection.execute(f"SELECT ({statement})::text AS found".encode(), parameters)


def _read(cursor: psycopg.Cursor[Any], form: type[_T]) -> _T:
    """The one JSON object that a statement found."""
    row = cursor.fetchone()
    if row is None:
        raise AssertionError("an aggregate gives one row")
    return msgspec.json.decode(row.found, type=form)


def _array(texts: Sequence[str]) -> str:
    """A JSON array: one parameter, where the driver would write an array of texts letter by letter."""
    return msgspec.json.encode(texts).decode()
