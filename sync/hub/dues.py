"""Promised dates against the calendars in force: a difference is shown to people, and changes nothing by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.domain import clocks
from app.domain.dossier import ENDED
from app.domain.reference import Reference
from sync.hub.database import Connection, Database
from sync.hub.ledger import state_of

PAGE = 500
"""Dossiers compared in one transaction."""


@dataclass(frozen=True)
class DueConflict:
    """An open dossier whose promised date the calendar in force would not give; the printed date stands until
    somebody acts."""

    stream: str
    unit: str
    code: str
    told: datetime
    counted: datetime | None


def recheck_dues(database: Database, reference: Reference, *, now: datetime) -> int:
    """Compare the promised dates of all open dossiers with the calendars in force (deadlines.md §3); the number of
    dossiers where they differ, kept to be shown. No date is changed: it was printed."""
    last, conflicts = "00000000-0000-0000-0000-000000000000", 0
    while True:
        after = last

        def work(connection: Connection, after: str = after) -> tuple[str, int]:
            rows = connection.execute(
                "SELECT id::text, unit, code, state, fold FROM stream "
                "WHERE type = 'dossier' AND unit <> '' AND id > %s AND status <> ALL(%s) ORDER BY id LIMIT %s",
                (after, sorted(ENDED), PAGE),
            ).fetchall()
            found = [each for row in rows if (each := _conflict(connection, row, reference)) is not None]
            ids = [row.id for row in rows]
            connection.execute(
                "DELETE FROM due_conflict WHERE stream > %s AND stream <= %s AND NOT stream = ANY(%s::uuid[])",
                (after, ids[-1] if ids else "ffffffff-ffff-ffff-ffff-ffffffffffff", [each.stream for each in found]),
            )
            for each in found:
                connection.execute(
                    "INSERT INTO due_conflict (stream, unit, told, counted, reference_version, found_at) "
                    "VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (stream) DO UPDATE "
                    "SET told = excluded.told, counted = excluded.counted, reference_version = "
                    "excluded.reference_version",
                    (each.stream, each.unit, each.told, each.counted, reference.version, now),
                )
            return ids[-1] if ids else "", len(found)

        last, number = database.run(work)
        conflicts += number
        if not last:
            return conflicts


def _conflict(connection: Connection, row: Any, reference: Reference) -> DueConflict | None:
    state = state_of(connection, row.id, row.state, row.fold)
    again = clocks.due_conflict(state, reference.calendar_for(row.unit))
    if again is None or state.due_at is None:
        return None
    return DueConflict(row.id, row.unit, row.code, state.due_at, again.due)


def due_conflicts(connection: Connection, unit: str) -> list[DueConflict]:
    """The dossiers of ``unit``, by where it was received or where it lies, whose dates are in doubt."""
    return [
        DueConflict(row.stream, row.unit, row.code, row.told, row.counted)
        for row in connection.execute(
            "SELECT c.stream::text, c.unit, s.code, c.told, c.counted "
            "FROM due_conflict c JOIN stream s ON s.id = c.stream WHERE %s = ANY(s.units) ORDER BY c.told, c.stream",
            (unit,),
        )
    ]
