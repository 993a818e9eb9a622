"""Dossiers that came online or by post and wait for an answer (NĐ 118/2025 Đ17: within 8 working hours)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.desk.acting import Session, dossier_at
from app.desk.office import Office
from app.domain import acts
from app.domain.deadline import hours_left_text
from app.domain.dossier import NEW
from app.domain.events import VIETNAM, Entry
from app.domain.reference import Reference
from app.store import states, streams
from app.store.states import ListFilter

MOST = 500
SOON_HOURS = 2
"""Working hours left from which an answer is urgent; a choice of ours, no rule."""


@dataclass(frozen=True)
class Arrival:
    """One dossier that waits. ``tone`` is ``ok``, ``soon`` or ``late``; ``time_left`` is in working time."""

    stream: str
    code: str
    applicant_name: str
    procedure_code: str
    procedure_name: str
    channel: str
    arrived_at: datetime | None
    answer_due: datetime | None
    time_left: str
    tone: str


def arrivals(office: Office, session: Session) -> tuple[Arrival, ...]:
    """What waits for an answer of this unit, the one due first at the top."""
    now = office.now()
    reference = office.reference()
    calendar = reference.calendar_for(session.unit)
    found = []
    with office.store.read() as connection:
        page = states.page(connection, ListFilter(unit=session.unit, statuses=frozenset({NEW})), None, MOST)
        journalled = streams.entries_of(connection, [row.stream for row in page.rows])
        for row in page.rows:
            state = dossier_at(connection, row.stream)
            if state is None:
                continue
            left, tone = (
                hours_left_text(now, state.answer_due, calendar, soon_hours=SOON_HOURS)
                if state.answer_due
                else ("", "ok")
            )
            procedure = _asked_for(journalled.get(row.stream, []))
            found.append(
                Arrival(
                    row.stream,
                    row.code or row.provisional_code or "",
                    row.applicant_name,
                    procedure,
                    _name_of(reference, session.unit, procedure, (state.arrived_at or now).astimezone(VIETNAM).date()),
                    state.channel,
                    state.arrived_at,
                    state.answer_due,
                    left,
                    tone,
                )
            )
    return tuple(sorted(found, key=lambda arrival: (arrival.answer_due or now, arrival.stream)))


def _asked_for(entries: Sequence[Entry]) -> str:
    """The procedure an arrival names, read from its event: the dossier itself has one only once it is accepted."""
    for entry in entries:
        if entry.body.kind == "arrive":
            payload: acts.Arrived = acts.payload_of("arrive", entry.body.version, entry.body.payload)
            return payload.procedure_code
    return ""


def _name_of(reference: Reference, unit: str, code: str, day: date) -> str:
    """The name of a procedure at the level of ``unit``; the code itself for one the catalogue does not know there."""
    known = reference.unit(unit)
    version = reference.catalogue.version(code, known.level, day) if known is not None else None
    return version.name if version is not None else code
