"""What the journal makes of each dossier, kept as rows: lists, counters and the texts and numbers to find it by.

A row is written by the journal in the transaction that changes the stream; nobody else writes it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import msgspec
from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, text, tuple_, update
from sqlalchemy.dialects.sqlite import insert as upsert

from app.domain.events import Entry
from app.domain.text import clean, fold
from app.store.database import note
from app.store.schema import dossier_count, dossier_state, identifier

IdentifierKind = Literal["personal_number", "phone", "code", "provisional_code", "passport", "tax_code"]
Order = Literal["newest", "due"]


@dataclass(frozen=True, kw_only=True)
class StateRow:
    """What a fold gives for one dossier. ``holder``, ``result_holder``, ``transit`` and ``result_transit`` are the
    fold's own words, compared whole; empty when nobody holds and nothing is on its way.

    ``search_texts`` are further names and words to be found by; names, procedure and codes of the row are
    searched anyway. ``pending`` and ``set_aside`` count events; ``state_json`` is the whole state.
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


Fold = Callable[[str, str, Sequence[Entry]], StateRow | None]
"""Stream, stream type and entries in truth order → the dossier's row, or None where the stream has none."""


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


@dataclass(frozen=True, kw_only=True)
class ListFilter:
    """Which dossiers a list shows; what is None or False does not narrow it. Instants: from included, before not.

    ``order`` is ``newest`` (last come first) or ``due`` (soonest first; dossiers without a due date are left out).
    """

    unit: str | None = None
    statuses: frozenset[int] | None = None
    procedure_code: str | None = None
    field: str | None = None
    officer: str | None = None
    holder: str | None = None
    result_holder: str | None = None
    transit: str | None = None
    result_transit: str | None = None
    in_transit: bool = False
    result_in_transit: bool = False
    with_debts: bool = False
    with_pending: bool = False
    with_set_aside: bool = False
    accepted_from: datetime | None = None
    accepted_before: datetime | None = None
    due_from: datetime | None = None
    due_before: datetime | None = None
    order: Order = "newest"


@dataclass(frozen=True)
class Page:
    """A page of a list and the key to ask for the next one with; None when this is the last."""

    rows: tuple[DossierRow, ...]
    next: tuple[datetime | None, int] | None


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


# ---------------------------------------------------------------- writing, for the journal only


def put(connection: Connection, row: StateRow) -> None:
    """Make the stored row of a dossier equal to ``row``, with its counters, search texts and identifiers."""
    before = connection.execute(
        select(_STATE.lid, _STATE.search_text, *_COUNTED).where(_STATE.stream == row.stream)
    ).first()
    values = values_of(row)
    if before is None:
        lid = connection.execute(insert(dossier_state).values(values).returning(_STATE.lid)).scalar_one()
    else:
        lid = before.lid
        connection.execute(update(dossier_state).where(_STATE.lid == lid).values(values))
        _count(connection, before, -1)
    _count(connection, connection.execute(select(*_COUNTED).where(_STATE.lid == lid)).one(), +1)
    if before is None or before.search_text != values["search_text"]:
        connection.execute(_INDEX_TEXT, {"lid": lid, "text": values["search_text"]})
    _put_identifiers(connection, lid, identifiers_of(row), fresh=before is None)
    note(connection, "states", (row.stream,))


def remove(connection: Connection, stream: str) -> None:
    """Forget the row of a stream, if it has one."""
    before = connection.execute(select(_STATE.lid, *_COUNTED).where(_STATE.stream == stream)).first()
    if before is None:
        return
    _count(connection, before, -1)
    connection.execute(text("DELETE FROM dossier_search WHERE rowid = :lid"), {"lid": before.lid})
    connection.execute(delete(dossier_state).where(_STATE.lid == before.lid))
    note(connection, "states", (stream,))


_COUNTED = (_STATE.unit, _STATE.status, _STATE.debt_count, _STATE.pending, _STATE.set_aside, _STATE.needs_upgrade)
_INDEX_TEXT = text("INSERT OR REPLACE INTO dossier_search (rowid, text) VALUES (:lid, :text)")


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
    if kind in {"code", "provisional_code"}:
        return compact
    return "".join(letter for letter in compact if letter.isalnum())


def _put_identifiers(connection: Connection, lid: int, wanted: set[tuple[str, str]], *, fresh: bool) -> None:
    held: set[tuple[str, str]] = set()
    if not fresh:
        rows = connection.execute(select(identifier.c.kind, identifier.c.value).where(identifier.c.lid == lid))
        held = {(kind, value) for kind, value in rows}
    for kind, value in held - wanted:
        connection.execute(
            delete(identifier).where(identifier.c.lid == lid, identifier.c.kind == kind, identifier.c.value == value)
        )
    added = [
        {"lid": lid, "kind": kind, "value": value, "reversed": value[::-1]} for kind, value in sorted(wanted - held)
    ]
    if added:
        connection.execute(insert(identifier), added)


def _count(connection: Connection, row: object, by: int) -> None:
    rows = [{"unit": row.unit, "name": name, "number": by} for name in counted_under(row)]  # type: ignore[attr-defined]
    statement = upsert(dossier_count)
    statement = statement.on_conflict_do_update(
        index_elements=("unit", "name"), set_={"number": dossier_count.c.number + statement.excluded.number}
    )
    connection.execute(statement, rows)


def counted_under(row: object) -> list[str]:
    """The counters one dossier adds to."""
    names = ["all", f"status:{row.status}"]  # type: ignore[attr-defined]
    for name, column in _FLAGS.items():
        if getattr(row, column) > 0:
            names.append(name)
    return names


_FLAGS = {"debts": "debt_count", "pending": "pending", "set_aside": "set_aside", "needs_upgrade": "needs_upgrade"}

# ---------------------------------------------------------------- reading


def state_json(connection: Connection, stream: str) -> bytes | None:
    """The whole state of a dossier as its fold wrote it; None for an unknown stream."""
    return connection.execute(select(_STATE.state_json).where(_STATE.stream == stream)).scalar()


def row(connection: Connection, stream: str) -> DossierRow | None:
    """The list row of one dossier; None for an unknown stream."""
    found = connection.execute(select(*ROW_COLUMNS).where(_STATE.stream == stream)).first()
    return None if found is None else row_of(found)


def stream_of_code(connection: Connection, code: str) -> str | None:
    """The stream of the dossier that bears ``code``, official or provisional, now or earlier."""
    found = connection.execute(
        select(_STATE.stream)
        .join(identifier, identifier.c.lid == _STATE.lid)
        .where(identifier.c.value == plain_number("code", code), identifier.c.kind.in_(("code", "provisional_code")))
        .order_by(_STATE.lid.desc())
    ).first()
    return None if found is None else str(found.stream)


def page(
    connection: Connection, wanted: ListFilter, after: tuple[datetime | None, int] | None = None, limit: int = 100
) -> Page:
    """One page of a list, continued after the key that the page before gave in ``next``."""
    query = select(*ROW_COLUMNS).where(*_conditions(wanted)).limit(limit + 1)
    if wanted.order == "due":
        query = query.where(_STATE.due.is_not(None)).order_by(_STATE.due, _STATE.lid)
        if after is not None:
            query = query.where(tuple_(_STATE.due, _STATE.lid) > after)
    else:
        query = query.order_by(_STATE.lid.desc())
        if after is not None:
            query = query.where(_STATE.lid < after[1])
    rows = tuple(row_of(line) for line in connection.execute(query))
    if len(rows) <= limit:
        return Page(rows, None)
    return Page(rows[:limit], (rows[limit - 1].due, rows[limit - 1].lid))


def count(connection: Connection, wanted: ListFilter) -> int:
    """How many dossiers a narrow list has (late, in transit); for whole statuses take `counts`."""
    return connection.execute(select(func.count()).select_from(dossier_state).where(*_conditions(wanted))).scalar_one()


def counts(connection: Connection, unit: str) -> dict[str, int]:
    """Dossiers of a unit by counter: ``all``, ``status:2`` …, ``debts``, ``pending``, ``set_aside``,
    ``needs_upgrade``; a name that is absent counts none."""
    rows = connection.execute(
        select(dossier_count.c.name, dossier_count.c.number).where(
            dossier_count.c.unit == unit, dossier_count.c.number != 0
        )
    )
    return {row[0]: row[1] for row in rows}


def _conditions(wanted: ListFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    for name in (
        "unit", "procedure_code", "field", "officer", "holder", "result_holder", "transit", "result_transit"
    ):  # fmt: skip
        value = getattr(wanted, name)
        if value is not None:
            found.append(_STATE[name] == value)
    if wanted.statuses is not None:
        found.append(_STATE.status.in_(sorted(wanted.statuses)))
    flags = (
        (wanted.in_transit, text("transit <> ''")),
        (wanted.result_in_transit, text("result_transit <> ''")),
        (wanted.with_debts, text("debt_count > 0")),
        (wanted.with_pending, text("pending > 0")),
        (wanted.with_set_aside, text("set_aside > 0")),
    )
    # Written as literal text: SQLite uses a partial index only where it can see its condition.
    found += [condition for asked, condition in flags if asked]  # type: ignore[misc]
    if wanted.accepted_from is not None:
        found.append(_STATE.accepted_at >= wanted.accepted_from)
    if wanted.accepted_before is not None:
        found.append(_STATE.accepted_at < wanted.accepted_before)
    if wanted.due_from is not None:
        found.append(_STATE.due >= wanted.due_from)
    if wanted.due_before is not None:
        found.append(_STATE.due < wanted.due_before)
    return found
