"""Open dossiers whose promised date no longer agrees with the calendar: listed for a person, changed by nobody
(deadlines.md §3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.desk.acting import Session
from app.desk.office import Office
from app.desk.rows import dossier_of
from app.desk.worklists import OPEN
from app.domain.clocks import due_conflict
from app.domain.limits import Step, step_text
from app.store import states
from app.store.states import ListFilter


@dataclass(frozen=True)
class DueConflict:
    """A dossier with the date the citizen was told, what the calendar now gives, and why."""

    stream: str
    code: str
    told: datetime
    counted: datetime | None
    steps: tuple[str, ...]


def due_conflicts(office: Office, session: Session) -> tuple[DueConflict, ...]:
    """This unit's open dossiers a changed calendar touches, oldest promise first.

    The printed date stays until somebody acts: an apology with a new date, or nothing where the old one is kept.
    """
    calendar = office.reference().calendar_for(session.unit)
    found: list[DueConflict] = []
    after: tuple[str, int] | None = None
    wanted = ListFilter(unit=session.unit, statuses=OPEN, order="due")
    with office.store.read() as connection:
        while True:
            page = states.page(connection, wanted, after, 500)
            for row in page.rows:
                data = states.state_json(connection, row.stream)
                state = dossier_of(data) if data is not None else None
                again = due_conflict(state, calendar) if state is not None else None
                if state is not None and again is not None and state.due_at is not None:
                    steps = tuple(step_text(Step(step["key"], step["facts"])) for step in again.steps)
                    found.append(DueConflict(row.stream, state.printed_code, state.due_at, again.due, steps))
            if page.next is None:
                return tuple(found)
            after = page.next
