"""The register's books (sổ theo dõi hồ sơ) of any days, one for each field and year, however long they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.desk import drawing, printing, slips
from app.desk.acting import Session, dossier_at
from app.desk.office import Office
from app.domain.dossier import Dossier
from app.domain.events import VIETNAM
from app.errors import FieldRequired
from app.paper.render import PROVISIONAL_MARK, render, reprint_mark
from app.paper.setting import LongRows
from app.progress import Cancelled, Progress
from app.store import states
from app.store.states import ListFilter

FORM = "register"
LATER = "cấp sau"
"""Printed for a number the province gives at placement, until it is known here."""
_PAGE = 500


@dataclass(frozen=True)
class Book:
    """One book: the field and year it is of, its days, and its dossiers in their order (number, book, stream)."""

    field: str
    first: date
    last: date
    order: tuple[tuple[int | None, str, str], ...]


def fields_between(office: Office, session: Session, first: date, last: date) -> tuple[tuple[str, int], ...]:
    """The fields with dossiers accepted on the local days ``first`` to ``last``, by name, with how many."""
    counted = Counter(
        state.procedure.field for state, _ in accepted_between(office, session, first, last) if state.procedure
    )
    return tuple(sorted(counted.items()))


def accepted_between(office: Office, session: Session, first: date, last: date) -> Iterator[tuple[Dossier, datetime]]:
    """Every dossier the unit accepted on these days, and when; one at a time."""
    start = datetime.combine(first, time(), VIETNAM)
    end = datetime.combine(last + timedelta(days=1), time(), VIETNAM)
    wanted = ListFilter(unit=session.unit, accepted_from=start, accepted_before=end)
    after: tuple[str, int] | None = None
    while True:
        with office.store.read() as connection:
            page = states.page(connection, wanted, after, _PAGE)
            held = [dossier_at(connection, row.stream) for row in page.rows]
        for state in held:
            if state is not None and state.accepted_at is not None:
                yield state, state.accepted_at
        if page.next is None:
            return
        after = page.next


def print_books(
    office: Office,
    session: Session,
    first: date,
    last: date,
    *,
    field: str = "",
    cover: bool = False,
    closed: bool = False,
    progress: Progress | None = None,
) -> tuple[str, ...]:
    """Draws the books of the local days ``first`` to ``last``, one for each field and year, and queues them all.

    A book of the same field and days that this machine printed before, and did not spoil, is marked "In lại lần n"
    on every page, whatever its lines say by now: nobody is to take two papers for two books. ``field`` asks for the
    books of one field; ``cover`` adds the opening page, ``closed`` the closing one with the head's signature.
    Thousands of lines take the memory of a page: call it aside and watch ``progress``; when that says to stop
    nothing is queued and no job given. Raises FieldRequired for days without a dossier, RuleViolation ``no_slip``
    for rules without a register, FontMissing.
    """
    progress = progress or Progress()
    try:
        found = _books(office, session, first, last, field, progress)
        if not found:
            raise FieldRequired("lines")
        progress.total = sum(len(book.order) for book in found)
        drawn = [_kept(office, session, book, cover, closed, progress) for book in found]
    except Cancelled:
        return ()
    return printing.keep_all(office, session, FORM, drawn)


def _kept(office: Office, session: Session, book: Book, cover: bool, closed: bool, progress: Progress) -> printing.Kept:
    """The book in the vault, numbered after the prints of it that stand."""
    title = f"{session.unit} {book.first:%d/%m/%Y}–{book.last:%d/%m/%Y} {book.field}"
    with office.store.read() as connection:
        number = printing.next_of_title(connection, FORM, title)
    pdf = _drawn(office, session, book, cover, closed, number, progress)
    return printing.Kept(title, number, office.vault.add(pdf))


def _drawn(
    office: Office, session: Session, book: Book, cover: bool, closed: bool, number: int, progress: Progress
) -> bytes:
    reference = office.reference()
    template = drawing.template_of(office, reference.regulation_set_for(book.last), FORM)
    numbers = [number for number, _, _ in book.order if number is not None]
    head = slips.header(reference, session.unit, office.now())
    fields: dict[str, object] = {
        "superior": head["superior"],
        "agency": head["agency"],
        "one_stop": head["one_stop"] or head["agency"],
        "register_name": book.field,
        "book_number": next((name for _, name, _ in book.order if name), LATER),
        "year": book.last.year,
        "opened_on": book.first,
        "lines": LongRows(len(book.order), lambda: _lines(office, [stream for _, _, stream in book.order])),
    }
    if cover:
        fields["with_cover"] = "có"
    if closed:
        first_line, last_line = min(numbers, default=None), max(numbers, default=None)
        fields.update(closed_on=book.last, first_line=first_line, last_line=last_line, line_count=len(book.order))
    marks = [reprint_mark(number - 1)] if number > 1 else []
    return render(template, fields, marks=marks, progress=progress)


def _books(
    office: Office, session: Session, first: date, last: date, field: str, progress: Progress
) -> tuple[Book, ...]:
    """The books in the order of their years and fields; numbered lines come first, then as they were accepted."""
    found: dict[tuple[int, str], list[tuple[bool, int, datetime, str, str]]] = {}
    for state, at in accepted_between(office, session, first, last):
        if progress.cancel.is_set():
            raise Cancelled
        name = state.procedure.field if state.procedure else ""
        if field in ("", name):
            number, year = state.register_number, at.astimezone(VIETNAM).year
            line = (number is None, number or 0, at, state.stream, state.register_book)
            found.setdefault((year, name), []).append(line)
    return tuple(
        Book(
            name,
            max(first, date(year, 1, 1)),
            min(last, date(year, 12, 31)),
            tuple((None if later else number, book, stream) for later, number, _, stream, book in sorted(lines)),
        )
        for (year, name), lines in sorted(found.items())
    )


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
        "note": PROVISIONAL_MARK if state.provisional else f"mã tạm {former}" if former else "",
    }
