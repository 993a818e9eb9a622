"""The row of each dossier, as a fold gives it and as it is kept, with counters, search texts and identifiers.

A row is written by `streams` in the transaction that changes the stream; nobody else writes it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import msgspec
from sqlalchemy import Connection, bindparam, delete, text

from app.domain.events import Entry, Placement
from app.domain.text import clean, fold
from app.store.at_once import insert_lines, lines_of, rows_among, run_each, update_lines
from app.store.database import note
from app.store.schema import dossier_state, identifier

IdentifierKind = Literal["personal_number", "phone", "code", "provisional_code", "passport", "tax_code"]


@dataclass(frozen=True, kw_only=True)
class StateRow:
    """What a fold gives for one dossier. ``holder``, ``result_holder``, ``transit`` and ``result_transit`` are the
    fold's own words, compared whole; empty when nobody holds and nothing is on its way.

    ``search_texts`` are further names and words to be found by; names, procedure and codes of the row are
    searched anyway. ``pending`` and ``set_aside`` count events; ``state_json`` is the whole state, a JSON object with
    ``head``, ``pending``, ``register_book`` and ``register_number`` in it.
    """

    stream: str
    code: str | None
    provisional_code: str | None
    status: int
    unit: str
    procedure_code: str
    procedure_name: str
    field: str
    applicant_name: str
    submitter_name: str
    accepted_at: datetime | None
    due: datetime | None
    finished_at: datetime | None
    returned_at: datetime | None
    holder: str = ""
    result_holder: str = ""
    transit: str = ""
    result_transit: str = ""
    debts: tuple[str, ...] = ()
    pending: int = 0
    set_aside: int = 0
    officer: str = ""
    head: int = 0
    needs_upgrade: bool = False
    updated_at: datetime
    search_texts: tuple[str, ...] = ()
    identifiers: tuple[tuple[IdentifierKind, str], ...] = ()
    state_json: bytes = b""


class PreparedRow(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A dossier's row as it is kept: ``values`` by column, without its ``lid``, and ``identifiers`` (kind, value) in
    order; all of them SQLite's own."""

    values: dict[str, Any]
    identifiers: list[tuple[str, str]]


Fold = Callable[[str, str, Sequence[Entry]], StateRow | None]
"""Stream, stream type and entries in truth order → the dossier's row, or None where the stream has none.

Where entries that had no place all get theirs, in the same order, as effective and without a rule, it changes ``head``,
``pending`` and the register number, and nothing else: see `advance`."""


@dataclass(frozen=True)
class DossierRow:
    """One line of a list: `StateRow` without its whole state, with the ``lid`` that orders lists."""

    lid: int
    stream: str
    code: str | None
    provisional_code: str | None
    status: int
    unit: str
    procedure_code: str
    procedure_name: str
    field: str
    applicant_name: str
    submitter_name: str
    accepted_at: datetime | None
    due: datetime | None
    finished_at: datetime | None
    returned_at: datetime | None
    holder: str
    result_holder: str
    transit: str
    result_transit: str
    debts: tuple[str, ...]
    pending: int
    set_aside: int
    officer: str
    head: int
    needs_upgrade: bool
    updated_at: datetime


_STATE = dossier_state.c
ROW_COLUMNS = tuple(_STATE[name] for name in DossierRow.__dataclass_fields__)
_debts = msgspec.json.Decoder(tuple[str, ...])
_DEBTS, _UPGRADE = (tuple(DossierRow.__dataclass_fields__).index(name) for name in ("debts", "needs_upgrade"))


def row_of(values: Sequence[object]) -> DossierRow:
    """The row of one result line of `ROW_COLUMNS`."""
    line = list(values)
    line[_DEBTS] = _debts.decode(str(line[_DEBTS]))
    line[_UPGRADE] = bool(line[_UPGRADE])
    return DossierRow(*line)  # type: ignore[arg-type]


COUNTED = (_STATE.unit, _STATE.status, _STATE.debt_count, _STATE.pending, _STATE.set_aside, _STATE.needs_upgrade)

# Built once: composing a statement costs several times what SQLite needs to run it.
_BEFORE = (
    f"SELECT stream, lid, search_text, {', '.join(column.name for column in COUNTED)} FROM dossier_state "  # noqa: S608
    "WHERE stream IN (SELECT value FROM json_each(?))"
)
_WAITING = (
    "SELECT stream, lid, unit, head, pending, state_json FROM dossier_state "
    "WHERE stream IN (SELECT value FROM json_each(?))"
)
_ADVANCE = "UPDATE dossier_state SET head = ?, pending = 0, state_json = ? WHERE lid = ?"
_members = msgspec.json.Decoder(dict[str, msgspec.Raw])
_LIDS = "SELECT stream, lid FROM dossier_state WHERE stream IN (SELECT value FROM json_each(?))"
_DELETE = delete(dossier_state).where(_STATE.lid == bindparam("the_lid"))
_INDEX_TEXT = "INSERT OR REPLACE INTO dossier_search (rowid, text) VALUES (?, ?)"
_DROP_TEXT = text("DELETE FROM dossier_search WHERE rowid = :the_lid")
_IDENTIFIERS = "SELECT lid, kind, value FROM identifier WHERE lid IN (SELECT value FROM json_each(?))"
_DROP_IDENTIFIER = delete(identifier).where(
    identifier.c.lid == bindparam("the_lid"),
    identifier.c.kind == bindparam("the_kind"),
    identifier.c.value == bindparam("the_value"),
)
_COUNT = (
    "INSERT INTO dossier_count (unit, name, number) VALUES (?, ?, ?) "
    "ON CONFLICT (unit, name) DO UPDATE SET number = number + excluded.number"
)


def put(connection: Connection, rows: Sequence[PreparedRow]) -> None:
    """Make the stored rows of dossiers equal to ``rows``, one a dossier, with counters, search texts and
    identifiers."""
    if not rows:
        return
    values = {str(row.values["stream"]): row.values for row in rows}
    if len(values) != len(rows):
        raise ValueError("two rows of one dossier")
    before = _before(connection, list(values))
    lids: dict[str, int] = {stream: found["lid"] for stream, found in before.items()}
    names = tuple(rows[0].values)
    fresh = [stream for stream in values if stream not in before]
    if fresh:
        insert_lines(connection, dossier_state, names, [tuple(values[stream].values()) for stream in fresh])
        lids.update((row.stream, row.lid) for row in rows_among(connection, _LIDS, fresh))
    if before:
        changed = [(*values[stream].values(), found["lid"]) for stream, found in before.items()]
        update_lines(connection, dossier_state, names, "lid", changed)
    _count(connection, before.values(), values.values())
    texts = [
        (lids[stream], now["search_text"])
        for stream, now in values.items()
        if stream not in before or before[stream]["search_text"] != now["search_text"]
    ]
    if texts:
        run_each(connection, _INDEX_TEXT, texts)
    known = {found["lid"] for found in before.values()}
    _put_identifiers(connection, {lids[str(row.values["stream"])]: row.identifiers for row in rows}, known)
    note(connection, "states", values)


def advance(connection: Connection, placed: Mapping[str, Sequence[Placement]]) -> set[str]:
    """Make the rows of dossiers whose pending events have all been placed as they stood, at these places, what the fold
    would make of them; gives the streams this was done for. One whose row says otherwise is left for the fold."""
    advanced: list[tuple[int, bytes, int]] = []
    streams: set[str] = set()
    counts: Counter[tuple[str, str]] = Counter()
    for row in rows_among(connection, _WAITING, placed):
        places = placed[row.stream]
        if (row.head + 1, row.pending) != (places[0].stream_seq, len(places)):
            continue
        try:
            state = _members.decode(row.state_json)
        except msgspec.DecodeError:
            continue  # damaged: the fold writes it anew
        head = places[-1].stream_seq
        state["head"], state["pending"] = _raw(head), _raw(0)
        for place in places:
            if place.register_number is not None:
                state["register_book"] = _raw(place.register_book or "")
                state["register_number"] = _raw(place.register_number)
        advanced.append((head, msgspec.json.encode(state), row.lid))
        streams.add(row.stream)
        counts[row.unit, "pending"] -= 1
    if streams:
        run_each(connection, _ADVANCE, advanced)
        _add(connection, counts)
        note(connection, "states", streams)
    return streams


def _raw(value: object) -> msgspec.Raw:
    return msgspec.Raw(msgspec.json.encode(value))


def remove(connection: Connection, stream: str) -> None:
    """Forget the row of a stream, if it has one."""
    before = _before(connection, (stream,)).get(stream)
    if before is None:
        return
    _count(connection, (before,), ())
    connection.execute(_DROP_TEXT, {"the_lid": before["lid"]})
    connection.execute(_DELETE, {"the_lid": before["lid"]})
    note(connection, "states", (stream,))


def _before(connection: Connection, streams: Sequence[str]) -> dict[str, dict[str, Any]]:
    """What is kept of each stream that has a row."""
    return {row.stream: row._asdict() for row in rows_among(connection, _BEFORE, streams)}


def values_of(row: StateRow) -> dict[str, object]:
    """The column values of a row, without its ``lid``."""
    values: dict[str, object] = {
        name: getattr(row, name) for name in DossierRow.__dataclass_fields__ if name not in {"lid", "debts"}
    }
    values["debts"] = msgspec.json.encode(row.debts).decode()
    values["debt_count"] = len(row.debts)
    values["needs_upgrade"] = int(row.needs_upgrade)
    values["applicant_fold"] = fold(row.applicant_name)
    words = (
        row.applicant_name,
        row.submitter_name,
        row.code or "",
        row.provisional_code or "",
        row.procedure_code,
        row.procedure_name,
        *row.search_texts,
    )
    values["search_text"] = " ".join(dict.fromkeys(filter(None, map(fold, words))))
    values["state_json"] = row.state_json
    return values


def prepared_row(row: StateRow) -> PreparedRow:
    """The row as it is kept."""
    values = values_of(row)
    names = tuple(values)
    [line] = lines_of(dossier_state, names, [values])
    return PreparedRow(dict(zip(names, line, strict=True)), sorted(identifiers_of(row)))


def identifiers_of(row: StateRow) -> set[tuple[str, str]]:
    """Kind and plain value of everything a dossier is found by as a number; its codes always among them."""
    found: set[tuple[str, str]] = {(kind, plain_number(kind, value)) for kind, value in row.identifiers}
    if row.code:
        found.add(("code", plain_number("code", row.code)))
    if row.provisional_code:
        found.add(("provisional_code", plain_number("provisional_code", row.provisional_code)))
    return {(kind, value) for kind, value in found if value}


def plain_number(kind: str, value: str) -> str:
    """``value`` as it is compared: upper case without blanks; only codes keep their dots and dashes."""
    compact = clean(value).upper().replace(" ", "")
    if kind in {"code", "provisional_code"} or compact.isalnum():
        return compact
    return "".join(letter for letter in compact if letter.isalnum())


def _put_identifiers(
    connection: Connection, wanted: Mapping[int, Sequence[tuple[str, str]]], known: Collection[int]
) -> None:
    """Make the identifiers of each dossier (by ``lid``) equal to ``wanted``; only those of ``known`` ones are there."""
    held: dict[int, set[tuple[str, str]]] = {}
    if known:
        for row in rows_among(connection, _IDENTIFIERS, known):
            held.setdefault(row.lid, set()).add((row.kind, row.value))
    gone: list[dict[str, object]] = []
    added: list[tuple[int, str, str, str]] = []
    for lid, numbers in wanted.items():
        before = held.get(lid, set())
        for kind, value in before.difference(numbers):
            gone.append({"the_lid": lid, "the_kind": kind, "the_value": value})
        added += [(lid, kind, value, value[::-1]) for kind, value in numbers if (kind, value) not in before]
    if gone:
        connection.execute(_DROP_IDENTIFIER, gone)
    insert_lines(connection, identifier, ("lid", "kind", "value", "reversed"), added)


def _count(connection: Connection, before: Iterable[Mapping[str, Any]], after: Iterable[Mapping[str, Any]]) -> None:
    changes: Counter[tuple[str, str]] = Counter()
    for row in before:
        changes.subtract((row["unit"], name) for name in counted_under(row))
    for row in after:
        changes.update((row["unit"], name) for name in counted_under(row))
    _add(connection, changes)


def _add(connection: Connection, changes: Mapping[tuple[str, str], int]) -> None:
    """Change the counters, each by its number."""
    rows = [(unit, name, by) for (unit, name), by in changes.items() if by]
    if rows:
        run_each(connection, _COUNT, rows)


def counted_under(row: Mapping[str, Any]) -> list[str]:
    """The counters one dossier adds to, given its `COUNTED` columns."""
    names = ["all", f"status:{row['status']}"]
    names += [name for name, column in _FLAGS.items() if row[column] > 0]
    return names


_FLAGS = {"debts": "debt_count", "pending": "pending", "set_aside": "set_aside", "needs_upgrade": "needs_upgrade"}
