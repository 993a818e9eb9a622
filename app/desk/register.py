"""The register (sổ theo dõi hồ sơ) of a day: the dossiers received on it. Its books are printed by `app.desk.books`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection

from app.desk import slips
from app.desk.acting import Session, dossier_at
from app.desk.office import Office
from app.domain.dossier import Dossier
from app.domain.events import VIETNAM
from app.store import states
from app.store.states import ListFilter

PAGE = 200


@dataclass(frozen=True)
class RegisterLine:
    """One dossier in the register. ``number`` is None while the province has not given it."""

    stream: str
    number: int | None
    book: str
    code: str
    provisional: bool
    field: str
    procedure_name: str
    sets: int
    applicant_name: str
    address: str
    phone: str
    agency: str
    accepted_at: datetime | None
    due: datetime | None
    returned_at: datetime | None
    return_mode: str
    status: int


def register_lines(office: Office, session: Session, day: date) -> tuple[RegisterLine, ...]:
    """The unit's dossiers accepted on a local day, in the order they were accepted."""
    start = datetime.combine(day, time(), VIETNAM)
    wanted = ListFilter(unit=session.unit, accepted_from=start, accepted_before=start + timedelta(days=1))
    found: list[RegisterLine] = []
    with office.store.read() as connection:
        after = None
        while True:
            page = states.page(connection, wanted, after, PAGE)
            found += [line for row in page.rows if (line := _line(connection, row.stream)) is not None]
            if page.next is None:
                break
            after = page.next
    return tuple(sorted(found, key=lambda line: (line.accepted_at or start, line.code)))


def _line(connection: Connection, stream: str) -> RegisterLine | None:
    state = dossier_at(connection, stream)
    if state is None:
        return None
    applicant = state.people.applicant if state.people else None
    procedure = state.procedure
    return RegisterLine(
        stream,
        state.register_number,
        state.register_book,
        state.printed_code,
        state.provisional,
        procedure.field if procedure else "",
        procedure.name if procedure else "",
        state.sets,
        applicant.full_name if applicant else "",
        applicant.address if applicant else "",
        applicant.phone if applicant else "",
        _agency(state),
        state.accepted_at,
        state.due_at,
        state.returned_at,
        slips.RETURN_NAMES.get(state.return_mode, ""),
        state.status,
    )


def _agency(state: Dossier) -> str:
    return state.procedure.deciding_agency if state.procedure else ""
