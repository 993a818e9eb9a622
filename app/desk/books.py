"""A register book (sổ theo dõi hồ sơ) of one field over a period, with cover and closing page, however long it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta

from app.desk import drawing, printing, slips
from app.desk.acting import Session, dossier_at
from app.desk.office import Office
from app.domain.dossier import Dossier
from app.domain.events import VIETNAM
from app.errors import FieldRequired
from app.paper.render import render
from app.paper.setting import Cancelled, LongRows, Progress
from app.store import states
from app.store.states import ListFilter

FORM = "register"
LATER = "cấp sau"
"""Printed for a number the province gives at placement, until it is known here."""
_PAGE = 500


def print_book(
    office: Office,
    session: Session,
    field: str,
    first: date,
    last: date,
    *,
    closed: bool = False,
    progress: Progress | None = None,
) -> str | None:
    """Draws the book of ``field`` for the local days ``first`` to ``last`` and queues it; gives the job.

    ``closed`` adds the closing page with the head's signature. Thousands of lines take the memory of a page: call it
    aside and watch ``progress``; None when that says to stop. Raises FieldRequired for a period without a dossier,
    RuleViolation ``no_slip`` for rules without a register.
    """
    progress = progress or Progress()
    reference = office.reference()
    template = drawing.template_of(office, reference.regulation_set_for(last), FORM)
    order = _in_order(office, session, field, first, last)
    if not order:
        raise FieldRequired("lines")
    progress.total = len(order)
    numbers = [number for number, _, _ in order if number is not None]
    head = slips.header(reference, session.unit, office.now())
    fields: dict[str, object] = {
        "superior": head["superior"],
        "agency": head["agency"],
        "one_stop": head["one_stop"] or head["agency"],
        "register_name": field,
        "book_number": next((book for _, book, _ in order if book), LATER),
        "year": last.year,
        "opened_on": first,
        "with_cover": "có",
        "lines": LongRows(len(order), lambda: _lines(office, [stream for _, _, stream in order])),
    }
    if closed:
        fields.update(closed_on=last, first_line=min(numbers, default=None), last_line=max(numbers, default=None))
    try:
        return printing.keep(office, session, FORM, render(template, fields, progress=progress))
    except Cancelled:
        return None


def _in_order(
    office: Office, session: Session, field: str, first: date, last: date
) -> list[tuple[int | None, str, str]]:
    """Number, book and stream of every dossier of the book, numbered ones first, then as they were accepted."""
    start = datetime.combine(first, time(), VIETNAM)
    end = datetime.combine(last + timedelta(days=1), time(), VIETNAM)
    wanted = ListFilter(unit=session.unit, field=field, accepted_from=start, accepted_before=end)
    found: list[tuple[bool, int, datetime, str, str]] = []
    after: tuple[str, int] | None = None
    with office.store.read() as connection:
        while True:
            page = states.page(connection, wanted, after, _PAGE)
            for row in page.rows:
                state = dossier_at(connection, row.stream)
                if state is not None and state.accepted_at is not None:
                    number, book = state.register_number, state.register_book
                    found.append((number is None, number or 0, state.accepted_at, row.stream, book))
            if page.next is None:
                break
            after = page.next
    return [(None if later else number, book, stream) for later, number, _, stream, book in sorted(found)]


def _lines(office: Office, order: list[str]) -> Iterator[Mapping[str, object]]:
    for start in range(0, len(order), _PAGE):
        with office.store.read() as connection:
            part = [dossier_at(connection, stream) for stream in order[start : start + _PAGE]]
        yield from (_line(state) for state in part if state is not None)


def _line(state: Dossier) -> dict[str, object]:
    applicant = state.people.applicant if state.people else None
    procedure = state.procedure
    former = ", ".join(state.former_codes)
    return {
        "number": LATER if state.register_number is None else f"{state.register_number:02d}",
        "code": state.printed_code,
        "procedure_name": procedure.name if procedure else "",
        "sets": state.sets,
        "person_name": applicant.full_name if applicant else slips.ERASED,
        "address": applicant.address if applicant else "",
        "phone": applicant.phone if applicant else "",
        "handling_agency": procedure.deciding_agency if procedure else "",
        "received_at": state.accepted_at,
        "due": state.due_at,
        "returned_at": state.returned_at,
        "return_mode": slips.RETURN_NAMES.get(state.return_mode, ""),
        "note": "mã tạm" if state.provisional else f"mã tạm {former}" if former else "",
    }
