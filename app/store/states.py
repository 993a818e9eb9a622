"""Dossiers as lists, counters and search results, read from the rows the journal keeps."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal

from sqlalchemy import ColumnElement, Connection, func, select, text, tuple_

from app.domain.events import instant_of, instant_text
from app.store.schema import dossier_count, dossier_state, identifier
from app.store.search import search as search
from app.store.state_rows import ROW_COLUMNS, DossierRow, plain_number, row_of
from app.store.state_rows import Fold as Fold
from app.store.state_rows import IdentifierKind as IdentifierKind
from app.store.state_rows import StateRow as StateRow

Order = Literal["newest", "due"]

_STATE = dossier_state.c


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
    next: tuple[str, int] | None


def state_json(connection: Connection, stream: str) -> bytes | None:
    """The whole state of a dossier as its fold wrote it; None for an unknown stream."""
    return connection.execute(select(_STATE.state_json).where(_STATE.stream == stream)).scalar()


def row(connection: Connection, stream: str) -> DossierRow | None:
    """The list row of one dossier; None for an unknown stream."""
    found = connection.execute(select(*ROW_COLUMNS).where(_STATE.stream == stream)).first()
    return None if found is None else row_of(found)


def by_code(connection: Connection, code: str) -> str | None:
    """The stream of the dossier that bears ``code``, official or provisional, now or earlier."""
    found = connection.execute(
        select(_STATE.stream)
        .join(identifier, identifier.c.lid == _STATE.lid)
        .where(identifier.c.value == plain_number("code", code), identifier.c.kind.in_(("code", "provisional_code")))
        .order_by(_STATE.lid.desc())
    ).first()
    return None if found is None else str(found.stream)


def page(connection: Connection, wanted: ListFilter, after: tuple[str, int] | None = None, limit: int = 100) -> Page:
    """One page of a list, continued after the key that the page before gave in ``next``."""
    # One status at a time, so that an index gives the rows in order; several would be sorted whole, however many.
    parts = [wanted] if wanted.statuses is None else [replace(wanted, statuses=frozenset({s})) for s in wanted.statuses]
    rows = [row for part in parts for row in _part(connection, part, after, limit + 1)]
    rows.sort(key=(lambda row: (row.due or _NEVER, row.lid)) if wanted.order == "due" else (lambda row: -row.lid))
    if len(rows) <= limit:
        return Page(tuple(rows), None)
    last = rows[limit - 1]
    return Page(tuple(rows[:limit]), ("" if last.due is None else instant_text(last.due), last.lid))


_NEVER = datetime.max.replace(tzinfo=UTC)


def _part(connection: Connection, wanted: ListFilter, after: tuple[str, int] | None, limit: int) -> list[DossierRow]:
    query = select(*ROW_COLUMNS).where(*_conditions(wanted)).limit(limit)
    if wanted.order == "due":
        query = query.where(_STATE.due.is_not(None)).order_by(_STATE.due, _STATE.lid)
        if after is not None:
            query = query.where(tuple_(_STATE.due, _STATE.lid) > (instant_of(after[0]), after[1]))
    else:
        # A day's dossiers are few: sorted after the index of days has found them, not looked for from the newest down.
        by_day = wanted.accepted_from is not None or wanted.accepted_before is not None
        query = query.order_by(text("+dossier_state.lid DESC") if by_day else _STATE.lid.desc())
        if after is not None:
            query = query.where(_STATE.lid < after[1])
    return [row_of(line) for line in connection.execute(query)]


def count(connection: Connection, wanted: ListFilter) -> int:
    """How many dossiers a list has. Lists that a counter of the unit answers cost nothing, however long they are."""
    counters = _counters(wanted)
    if counters is not None:
        kept = counts(connection, str(wanted.unit))
        return sum(kept.get(name, 0) for name in counters)
    return connection.execute(select(func.count()).select_from(dossier_state).where(*_conditions(wanted))).scalar_one()


def _counters(wanted: ListFilter) -> list[str] | None:
    """The counters that add up to a list; None when it is narrowed by anything else."""
    if wanted.unit is None:
        return None
    alone = ListFilter(unit=wanted.unit)
    if wanted.statuses is not None and wanted == replace(alone, statuses=wanted.statuses):
        return [f"status:{status}" for status in wanted.statuses]
    answered = {
        alone: ["all"],
        replace(alone, with_debts=True): ["debts"],
        replace(alone, with_pending=True): ["pending"],
        replace(alone, with_set_aside=True): ["set_aside"],
    }
    return answered.get(wanted)


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
        (wanted.in_transit or wanted.transit, text("transit <> ''")),
        (wanted.result_in_transit or wanted.result_transit, text("result_transit <> ''")),
        (wanted.result_holder, text("result_holder <> ''")),
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
