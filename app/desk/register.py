"""The register (sổ theo dõi hồ sơ) of a day: the dossiers received on it, and its printing, one book for each field."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection

from app.desk import slips
from app.desk.acting import Session, dossier_at
from app.desk.office import Office
from app.domain.dossier import Dossier
from app.domain.events import VIETNAM
from app.errors import FieldRequired, RuleViolation
from app.paper.forms import load_form
from app.paper.render import render
from app.paper.setting import Cancelled, Progress
from app.settings import FormPrinting
from app.store import prints, states
from app.store.states import ListFilter

FORM = "register"
PAGE = 200
LATER = "cấp sau"
"""Printed where the register's number is given by the province later (NĐ 118 counts on the book of the system)."""


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


def print_register(office: Office, session: Session, day: date, progress: Progress | None = None) -> tuple[str, ...]:
    """Draws the day's lines, one book for each field, and queues them for print; gives the jobs.

    Long for a long day: call it aside; when ``progress`` says to stop nothing is printed and no job given. Raises
    FieldRequired for a day without dossiers, RuleViolation ``no_slip`` for rules without a register, FontMissing.
    """
    lines = register_lines(office, session, day)
    if not lines:
        raise FieldRequired("lines")
    reference = office.reference()
    rules = reference.regulation_set_for(day)
    entry = rules.form(FORM)
    if entry is None:
        raise RuleViolation("no_slip", "", form=FORM)
    form = load_form(rules.id, entry.template)
    head = slips.header(reference, session.unit, office.now())
    drawn = []
    for name in dict.fromkeys(line.field for line in lines):
        of_field = [line for line in lines if line.field == name]
        fields = {
            "superior": head["superior"],
            "agency": head["agency"],
            "register_name": name,
            "book_number": next((line.book for line in of_field if line.book), LATER),
            "year": day.year,
            "opened_on": date(day.year, 1, 1),
            "lines": [_printed(line) for line in of_field],
        }
        try:
            drawn.append(office.vault.add(render(form, fields, progress=progress)))
        except Cancelled:
            return ()
    machine = office.machine_settings()
    printer = machine.form_printing.get(FORM, FormPrinting()).printer or machine.printer
    with office.store.write() as connection:
        return tuple(
            prints.add(
                connection,
                stream="",
                form=FORM,
                title=FORM,
                copy_number=1,
                printer=printer,
                officer=session.officer,
                at=office.now(),
                pdf_sha256=sha256,
            )
            for sha256 in drawn
        )


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


def _printed(line: RegisterLine) -> dict[str, object]:
    return {
        "number": LATER if line.number is None else str(line.number),
        "code": line.code,
        "procedure_name": line.procedure_name,
        "sets": line.sets,
        "person_name": line.applicant_name,
        "address": line.address,
        "phone": line.phone,
        "handling_agency": line.agency,
        "received_at": line.accepted_at,
        "due": line.due,
        "returned_at": line.returned_at,
        "return_mode": line.return_mode,
        "note": "mã tạm" if line.provisional else "",
    }
