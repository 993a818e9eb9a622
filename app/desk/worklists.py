"""What the officer looks through: lists of dossiers by what is to be done, search, and the counts beside them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.desk.acting import Session
from app.desk.office import Office
from app.desk.rows import holder_text
from app.domain.acts import Holder
from app.domain.calendar import WorkCalendar
from app.domain.deadline import remaining_text
from app.domain.dossier import ENDED, FINISHED, IN_PROCESS, PAYMENT, RECEIVED, SUPPLEMENT
from app.domain.events import VIETNAM
from app.store import search, state_rows, states
from app.store.states import ListFilter

LISTS: tuple[str, ...] = (
    "all",
    "today",
    "open",
    "to_hand_over",
    "in_transit",
    "late",
    "results_to_acknowledge",
    "to_return",
    "debts",
    "set_aside",
)
"""The lists of the window, by name."""

Key = tuple[str, int]
"""Where a page ended, as the store says it."""

OPEN = frozenset({RECEIVED, IN_PROCESS, SUPPLEMENT, PAYMENT})
"""Statuses in which the agency or the counter still has work to do."""


@dataclass(frozen=True)
class DossierRow:
    """One line of a list. ``tone`` is ``ok``, ``soon``, ``late`` or ``done``; ``time_left`` is in working time."""

    stream: str
    code: str
    provisional: bool
    status: int
    applicant_name: str
    procedure_code: str
    procedure_name: str
    accepted_at: datetime | None
    due: datetime | None
    time_left: str
    tone: str
    debts: tuple[str, ...]
    pending: int
    set_aside: int
    holder: str
    result_holder: str
    transit: str
    result_transit: str
    needs_upgrade: bool


@dataclass(frozen=True)
class Page:
    """A page of a list, newest first, and the key of the next one (None at the end)."""

    rows: tuple[DossierRow, ...]
    next: Key | None


def page(office: Office, session: Session, name: str, after: Key | None = None, limit: int = 100) -> Page:
    """One page of a list of this unit's dossiers. Raises ValueError for an unknown list."""
    if name not in LISTS:
        raise ValueError(f"no such list: {name}")
    now = office.now()
    calendar = office.reference().calendar_for(session.unit)
    with office.store.read() as connection:
        found = states.page(connection, list_filter(session, name, now), after, limit)
    return Page(tuple(row_of(row, now, calendar) for row in found.rows), found.next)


def find(office: Office, session: Session, text: str, limit: int = 50) -> list[DossierRow]:
    """Dossiers found by code, card, name with or without marks, phone or last digits; best match first."""
    now = office.now()
    calendar = office.reference().calendar_for(session.unit)
    with office.store.read() as connection:
        found = search.search(connection, text, limit)
    return [row_of(row, now, calendar) for row in found]


def counts(office: Office, session: Session) -> dict[str, int]:
    """How many dossiers stand in each list."""
    now = office.now()
    with office.store.read() as connection:
        return {name: states.count(connection, list_filter(session, name, now)) for name in LISTS}


def list_filter(session: Session, name: str, now: datetime) -> ListFilter:
    """The list ``name`` of this officer's unit, as the store is asked for it."""
    unit = session.unit
    here = holder_text(Holder(unit, "one_stop"))
    local = now.astimezone(VIETNAM)
    midnight = local.replace(hour=0, minute=0, second=0)
    filters = {
        "all": ListFilter(unit=unit),
        "today": ListFilter(unit=unit, accepted_from=midnight),
        "open": ListFilter(unit=unit, statuses=OPEN),
        "to_hand_over": ListFilter(unit=unit, statuses=frozenset({RECEIVED}), holder=here, transit=""),
        "in_transit": ListFilter(unit=unit, in_transit=True),
        "late": ListFilter(unit=unit, statuses=OPEN, due_before=now, order="due"),
        "results_to_acknowledge": ListFilter(result_transit=here, statuses=frozenset({FINISHED})),
        "to_return": ListFilter(statuses=frozenset({FINISHED}), result_holder=here),
        "debts": ListFilter(unit=unit, with_debts=True),
        "set_aside": ListFilter(unit=unit, with_set_aside=True),
    }
    return filters[name]


def row_of(row: state_rows.DossierRow, now: datetime, calendar: WorkCalendar) -> DossierRow:
    """A state row as lists show it at ``now``."""
    time_left, tone = "", "done"
    if row.due is not None and row.status not in ENDED and row.status != FINISHED:
        time_left, tone = remaining_text(now, row.due, calendar)
    return DossierRow(
        row.stream,
        row.code or row.provisional_code or "",
        not row.code,
        row.status,
        row.applicant_name,
        row.procedure_code,
        row.procedure_name,
        row.accepted_at,
        row.due,
        time_left,
        tone,
        row.debts,
        row.pending,
        row.set_aside,
        row.holder,
        row.result_holder,
        row.transit,
        row.result_transit,
        row.needs_upgrade,
    )
