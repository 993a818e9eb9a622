"""What happens to a dossier that cannot simply go on: guidance, supplement, refusal, withdrawal, closing, extension,
correction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from app.desk import charges, outages, printing
from app.desk.acting import Session, dossier_at, instant_for, record
from app.desk.drafts import Draft, procedure_of
from app.desk.intake import person
from app.desk.office import Office
from app.domain import acts, clocks, deadline
from app.domain.dossier import Dossier
from app.domain.events import VIETNAM, new_id
from app.domain.running import refusal_count, refusal_number
from app.domain.text import clean
from app.errors import DossierCodeInvalid, FieldRequired
from app.store import drafts as kept_drafts
from app.store import settings


@dataclass(frozen=True)
class Wanted:
    """One paper the citizen must bring or mend, and why."""

    component: str
    name: str
    reason: str


@dataclass(frozen=True)
class Done:
    """An act recorded, and the slip it queued (none for an act without one)."""

    stream: str
    prints: tuple[str, ...] = ()


def request_supplement(
    office: Office, session: Session, stream: str, wanted: tuple[Wanted, ...], *, override: str = ""
) -> Done:
    """Asks once, in full, for what is missing (NĐ 118/2025 Đ16, Đ19.5), and queues form 02.

    Raises RuleViolation ``supplement_once``, ``supplement_late``, ``nothing_named``; FieldRequired for a paper
    without its reason.
    """
    for number, item in enumerate(wanted):
        if not clean(item.reason):
            raise FieldRequired(f"wanted.{number}.reason")
    state = _known(office, stream)
    days = office.reference().regulation_set(state.regulation_set).closing_days
    today = office.now().astimezone(VIETNAM).date()
    calendar = office.reference().calendar_for(session.unit)
    payload = acts.SupplementRequested(
        f"{state.code}/HDHS",
        tuple(item.component for item in wanted),
        tuple(item.name for item in wanted),
        deadline.closing_date(today, calendar, days) if days else None,
        override,
    )
    words = acts.Words("", {item.component: clean(item.reason) for item in wanted})
    return _act(office, session, stream, payload, words, "supplement_request")


def supplement(office: Office, session: Session, stream: str, papers: tuple[acts.Paper, ...]) -> Done:
    """Takes in what was asked for; the clock restarts with the full limit (NĐ 118/2025 Đ19.5). Queues a new receipt.

    Raises RuleViolation ``supplement_incomplete`` while a requested paper is missing.
    """
    state = _known(office, stream)
    calendar = office.reference().calendar_for(session.unit)
    at = office.now()
    limit = state.limit or acts.LimitKept("none")
    payload = acts.Supplemented(papers, at, clocks.start_clock(at, limit, calendar, start="restart"))
    return _act(office, session, stream, payload, None, "receipt", at=at)


def refuse(office: Office, session: Session, draft: Draft, reason: str) -> Done:
    """Refuses a dossier at the counter with its reason, and queues form 03; takes no dossier code.

    Raises FieldRequired without a reason or without the citizen's name.
    """
    if not clean(reason):
        raise FieldRequired("reason")
    if not clean(draft.applicant.full_name):
        raise FieldRequired("applicant.full_name")
    version = procedure_of(office, session, draft.procedure_code)
    stream = new_id(int(office.now().timestamp() * 1000))
    with office.store.write() as connection:
        at = instant_for(connection, office)
        day = at.astimezone(VIETNAM).date()
        count = settings.next_count(connection, refusal_count(day))
        payload = acts.Refused(
            refusal_number(session.counter, count), office.reference().regulation_set_for(day).id, version.code
        )
        people = acts.RefusedPeople(
            person(draft.applicant),
            person(draft.submitter) if draft.submitter else None,
            abstract=version.name,
            reason=clean(reason),
        )
        record(connection, office, session, stream, payload, personal=people, at=at)
        job = printing.enqueue(connection, office, session, stream, "refusal")
        kept_drafts.delete(connection, draft.id, session.officer)
    return Done(stream, (job,))


def withdraw(
    office: Office, session: Session, stream: str, asked_by: Literal["applicant", "representative"], reason: str = ""
) -> Done:
    """Gives the dossier back at the applicant's wish, with the papers that lie here; queues the withdrawal slip.

    Papers with the agency or on their way stay on the dossier and are given back when they arrive
    (`give_papers_back`).
    """
    state = _known(office, stream)
    here = state.transit is None and (state.holder is None or state.holder == acts.Holder(session.unit, "one_stop"))
    components = tuple(
        held.paper.component
        for held in state.papers
        if here and held.returned_at is None and not held.paper.shown and not held.paper.in_database
    )
    with office.store.write() as connection:
        at = instant_for(connection, office)
        record(connection, office, session, stream, acts.Withdrawn(asked_by), personal=acts.Words(clean(reason)), at=at)
        if components:
            record(connection, office, session, stream, acts.PapersReturned(components), at=at)
        job = printing.enqueue(connection, office, session, stream, "withdrawal_slip")
    return Done(stream, (job,))


def give_papers_back(
    office: Office,
    session: Session,
    stream: str,
    components: tuple[str, ...],
    to: Literal["applicant", "submitter", "representative", "postman"] = "applicant",
) -> Done:
    """Gives back papers of a dossier that ended, whenever they reach the counter; queues the list of them.

    Raises RuleViolation ``paper_not_held`` for one given back already, ``nothing_named``.
    """
    return _act(office, session, stream, acts.PapersReturned(components, to), None, "papers_returned")


def stop(
    office: Office, session: Session, stream: str, basis: Literal["unanswered", "sector_law"], law: str = ""
) -> Done:
    """Closes a dossier whose request stayed unanswered past its closing date, or under sector law; queues form 05.

    Raises RuleViolation ``stop_not_due`` or ``stop_without_law``.
    """
    state = _known(office, stream)
    payload = acts.Stopped(basis, f"{state.code}/TBD", clean(law))
    return _act(office, session, stream, payload, None, "termination_notice")


def extend(
    office: Office,
    session: Session,
    stream: str,
    new_due: datetime,
    *,
    reason: str,
    signed_position: str,
    override: str = "",
) -> Done:
    """Records the agency's apology and its one new date (NĐ 118/2025 Đ19.6); queues form 04.

    Raises RuleViolation ``extension_once``, ``extension_late``, ``extension_not_later`` or
    ``extension_not_working``; FieldRequired without a reason.
    """
    if not clean(reason):
        raise FieldRequired("reason")
    state = _known(office, stream)
    if state.due_at is None:
        raise FieldRequired("new_due")
    today = office.now().astimezone(VIETNAM).date()
    payload = acts.Extended(
        f"{state.code}/XL",
        today,
        state.due_at,
        new_due,
        clean(signed_position),
        today > deadline.apology_last_day(state.due_at),
        override,
    )
    return _act(office, session, stream, payload, acts.Words(clean(reason)), "apology")


def amend(
    office: Office,
    session: Session,
    stream: str,
    *,
    people: acts.People | None = None,
    papers: tuple[acts.Paper, ...] | None = None,
    fields: tuple[str, ...] = (),
    values: dict[str, Any] | None = None,
    fees: tuple[acts.FeeLine, ...] | None = None,
    override: str = "",
) -> Done:
    """Corrects recorded facts. What stands on the receipt supersedes it: "Bản đính chính lần n" is queued.

    ``papers`` and ``fees`` take the place of all recorded before; money already taken stays, and what is now too
    little or too much of it is collected or refunded by acts of their own.
    Raises RuleViolation ``field_locked`` once the agency has the dossier and the field is not a contact field,
    ``fee_unexplained`` and ``fee_basis_needed`` for a level without its ground.
    """
    changed = ((papers is not None, "papers"), (fees is not None, "fees"))
    fields = tuple(dict.fromkeys((*fields, *(name for given, name in changed if given))))
    state = _known(office, stream)
    on_paper = any(made.form == "receipt" and not made.spoiled for made in state.prints)
    payload = acts.Amended(fields, values or {}, papers, state.amended + 1 if on_paper else 0, override, fees)
    return _act(office, session, stream, payload, people, "receipt" if on_paper else "")


def check_account(office: Office, session: Session, stream: str, outcome: acts.AccountCheck) -> Done:
    """Pays the debt of the e-ID account check, or puts it off once more (NĐ 118/2025 Đ17.1a).

    Raises RuleViolation ``outage_needed`` for putting it off while nothing is out of reach.
    """
    with office.store.write() as connection:
        outage = outages.excuse(connection, office, session) if outcome == "deferred" else ""
        record(connection, office, session, stream, acts.AccountChecked(outcome, outage))
    return Done(stream)


def collect(office: Office, session: Session, stream: str, payment: acts.PaymentCollected) -> Done:
    """Records money taken for a fee that was still due. Raises RuleViolation ``amount``, ``receipt_number_used``."""
    with office.store.write() as connection:
        charges.collect(connection, office, session, stream, payment)
    return Done(stream)


def refund(office: Office, session: Session, stream: str, back: acts.Refunded) -> Done:
    """Records money given back. Raises RuleViolation ``amount`` for more than was taken."""
    with office.store.write() as connection:
        record(connection, office, session, stream, back)
    return Done(stream)


def _known(office: Office, stream: str) -> Dossier:
    with office.store.read() as connection:
        state = dossier_at(connection, stream)
    if state is None:
        raise DossierCodeInvalid("code", reason="unknown")
    return state


def _act(
    office: Office,
    session: Session,
    stream: str,
    payload: Any,
    personal: Any,
    form: str,
    *,
    at: datetime | None = None,
) -> Done:
    with office.store.write() as connection:
        instant = max(at, instant_for(connection, office)) if at else instant_for(connection, office)
        record(connection, office, session, stream, payload, personal=personal, at=instant)
        if not form:
            return Done(stream)
        return Done(stream, (printing.enqueue(connection, office, session, stream, form),))
