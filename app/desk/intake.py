"""The acceptance of a dossier: what is recorded, and everything that joins it in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Connection

from app.desk import charges, outages, printing
from app.desk.acting import Session, entry_of, instant_for, record
from app.desk.clock import told_instant
from app.desk.drafts import Draft, DraftFee, DraftPaper, DraftPerson, procedure_of
from app.desk.office import Office
from app.domain import acts, clocks
from app.domain.catalogue import ProcedureVersion
from app.domain.codes import format_code, provisional_code
from app.domain.dossier import debts as debts_of
from app.domain.dossier import fold
from app.domain.events import VIETNAM, Entry, new_id
from app.domain.regulation import RegulationSet
from app.domain.text import clean
from app.errors import RuleViolation
from app.store import drafts as kept_drafts
from app.store import files, numbers, settings


@dataclass(frozen=True)
class Accepted:
    """An accepted dossier: its code as printed, its due date, the queued prints and what is still owed."""

    stream: str
    code: str
    due: datetime | None
    provisional: bool
    prints: tuple[str, ...]
    debts: tuple[str, ...]


def take_in(connection: Connection, office: Office, session: Session, draft: Draft) -> Accepted:
    """Acceptance inside the caller's transaction; the caller has guarded the clock. Raises as `accept` does."""
    version = procedure_of(office, session, draft.procedure_code)
    at = instant_for(connection, office)
    told = told_instant(connection, office)
    rules = rules_for(office, draft, told)
    day = told.astimezone(VIETNAM).date()
    stream = draft.stream or new_id(int(office.now().timestamp() * 1000))
    outage = outages.excuse(connection, office, session) if _needs_excuse(draft) else ""
    code, range_id, number = _take_code(connection, office, session, rules, day)
    payload = received_of(office, session, draft, version, rules, told, code, range_id, outage)
    event = record(connection, office, session, stream, payload, personal=_people(draft), at=at)
    if range_id:
        numbers.bind(connection, session.unit, day, number, event.body.id)
    else:
        numbers.bind_provisional(connection, session.device, day, number, event.body.id)
    return _finish_intake(connection, office, session, draft, stream, payload)


def take_in_from_paper(
    connection: Connection, office: Office, session: Session, draft: Draft, accepted_at: datetime, number: int
) -> Accepted:
    """Acceptance as the paper book has it, inside the caller's transaction; the receipt is already in hand.

    Raises RuleViolation ``code_taken`` when the number is not a free one of this machine's ranges on that day.
    """
    reference = office.reference()
    day = accepted_at.astimezone(VIETNAM).date()
    unit = reference.unit(session.unit)
    version = reference.catalogue.version(draft.procedure_code, unit.level if unit else "commune", day)
    rules = reference.regulation_set_for(day)
    if version is None:
        raise RuleViolation("procedure_not_valid", rules.article("procedure_not_valid"), procedure=draft.procedure_code)
    try:
        range_id = numbers.take_named(connection, session.device, session.unit, day, number)
    except ValueError:
        raise RuleViolation("code_taken", rules.article("code_taken"), number=number) from None
    code = format_code(code_unit(office, session, rules), day, number, rules.code_digits)
    stream = new_id(int(office.now().timestamp() * 1000))
    outage = outages.excuse(connection, office, session) if _needs_excuse(draft) else ""
    made = received_of(office, session, draft, version, rules, accepted_at, code, range_id, outage)
    payload = replace(made, paper_accepted_at=accepted_at, receipt_asked=False)
    event = record(connection, office, session, stream, payload, personal=_people(draft), kind="record_from_paper")
    numbers.bind(connection, session.unit, day, number, event.body.id)
    return _finish_intake(connection, office, session, draft, stream, payload)


def _finish_intake(
    connection: Connection, office: Office, session: Session, draft: Draft, stream: str, payload: acts.Received
) -> Accepted:
    """Everything that joins an acceptance in its transaction: files, money, slips, counts, the end of the draft."""
    at = instant_for(connection, office)
    for act in _acts_with(draft):
        record(connection, office, session, stream, act, at=at)
        if isinstance(act, acts.PaymentCollected):
            charges.take_number(connection, office, act)
        if isinstance(act, acts.Attached):
            files.place(connection, stream, act.component, act.sha256)
            files.send(connection, act.sha256)
    jobs = _queue_slips(connection, office, session, stream, payload)
    settings.count_procedure(connection, payload.procedure.code)
    kept_drafts.delete(connection, draft.id, session.officer)
    owed = debts_then(session, draft, payload)
    return Accepted(stream, payload.code, payload.due.due, payload.provisional, jobs, owed)


def _needs_excuse(draft: Draft) -> bool:
    """True when something was left out or asked for because a database could not be reached (NĐ 309/2026 Đ4.2a)."""
    return draft.account_check == "deferred" or any(line.ticked and line.asked == "outage" for line in draft.papers)


def _accepted_at(draft: Draft, at: datetime) -> datetime:
    """The instant the receipt prints: a postal dossier's is the signing of the Biên bản (QĐ 45/2016 Đ7.4)."""
    return draft.postal.signed_at if draft.postal is not None else at


def rules_for(office: Office, draft: Draft, at: datetime) -> RegulationSet:
    """The regulation set of the day the receipt prints."""
    return office.reference().regulation_set_for(_accepted_at(draft, at).astimezone(VIETNAM).date())


def _take_code(
    connection: Connection, office: Office, session: Session, rules: RegulationSet, day: date
) -> tuple[str, str, int]:
    taken = numbers.take(connection, session.device, session.unit, day)
    if taken is not None:
        code = format_code(code_unit(office, session, rules), day, taken.number, rules.code_digits)
        return code, taken.range_id, taken.number
    number = numbers.take_provisional(connection, session.device, day)
    return provisional_code(session.unit, session.counter, day, number), "", number


def code_unit(office: Office, session: Session, rules: RegulationSet) -> str:
    """The unit's code in the style of the regulation set."""
    unit = office.reference().unit(session.unit)
    return rules.code_unit(unit) if unit is not None else session.unit


def _limit(office: Office, session: Session, draft: Draft, version: ProcedureVersion, day: date) -> acts.LimitKept:
    reference = office.reference()
    joint = next((chain for chain in reference.catalogue.joint if chain.name == draft.joint), None)
    if joint is None:
        return clocks.limit_of(version, extended=draft.extended)
    unit = reference.unit(session.unit)
    return clocks.joint_limit(joint, reference.catalogue, unit.level if unit else version.level, day)


def received_of(
    office: Office,
    session: Session,
    draft: Draft,
    version: ProcedureVersion,
    rules: RegulationSet,
    at: datetime,
    code: str,
    range_id: str = "",
    outage: str = "",
) -> acts.Received:
    """What acceptance at ``at`` records of ``draft``, its clock started."""
    reference = office.reference()
    accepted_at = _accepted_at(draft, at)
    limit = _limit(office, session, draft, version, accepted_at.astimezone(VIETNAM).date())
    calendar = reference.calendar_for(session.unit)
    elsewhere = draft.competent_unit not in {"", session.unit}
    expected = elsewhere and rules.competent_clock
    due = clocks.start_clock(accepted_at, limit, calendar)
    if expected and not reference.settings.cross_boundary_due:
        due = acts.DueKept(None, calendar=calendar.version)
    return acts.Received(
        code=code,
        provisional=bool(code) and not range_id,
        range_id=range_id,
        regulation_set=rules.id,
        procedure=acts.ProcedureKept(
            version.code,
            version.name,
            version.field,
            version.level,
            version.valid_from,
            reference.catalogue.version_id,
            version.result,
            version.deciding_agency,
            "on_request" if version.receipt == "on_request" else "always",
            version.form_set,
            version.system,
        ),
        channel=draft.channel,
        accepted_at=accepted_at,
        limit=limit,
        due=due,
        papers=tuple(paper for line in draft.papers if line.ticked for paper in kinds_of(line)),
        fees=tuple(_fee_line(fee) for fee in draft.fees if fee.amount is not None),
        counter=session.counter,
        sets=draft.sets,
        identification=acts.Identification(
            "qr" if draft.applicant.from_card else "typed",
            draft.applicant.from_card,
            draft.applicant.typed_over,
        ),
        account_check=draft.account_check or None,
        account_check_due=rules.account_check,
        signature_due=rules.personal_signature,
        return_mode=draft.return_mode,
        return_place=draft.return_place or session.unit_name,
        on_the_spot=draft.on_the_spot,
        receipt_asked=draft.receipt_asked,
        transfer_due=clocks.transfer_due(at, calendar, rules, elsewhere=elsewhere),
        competent_unit=draft.competent_unit if elsewhere else "",
        due_expected=expected,
        group=draft.group,
        joint=draft.joint,
        postal=draft.postal,
        outage=outage,
        ticket=draft.ticket,
    )


def kinds_of(line: DraftPaper) -> tuple[acts.Paper, ...]:
    """The papers of one line, one for each kind handed in; none when no number is given."""
    if line.shown or line.in_database:
        return (acts.Paper(line.component, line.name, "original", 1, shown=line.shown, in_database=line.in_database),)
    counts: tuple[tuple[acts.PaperKind, int], ...] = (
        ("original", line.originals),
        ("certified_copy", line.certified_copies),
        ("compared_copy", line.compared_copies),
        ("electronic_copy", line.electronic_copies),
    )
    return tuple(
        acts.Paper(
            line.component,
            line.name,
            kind,
            count,
            give_back=line.give_back and kind == "original",
            asked=line.asked,
        )
        for kind, count in counts
        if count > 0
    )


def _fee_line(fee: DraftFee) -> acts.FeeLine:
    basis = "exempt" if fee.amount == 0 else fee.basis
    return acts.FeeLine(fee.kind, fee.name, fee.amount or 0, basis, fee.basis_text, fee.exemption)


def _people(draft: Draft) -> acts.People:
    return acts.People(
        person(draft.applicant),
        person(draft.submitter) if draft.submitter else None,
        person(draft.representative) if draft.representative else None,
        tuple(person(party) for party in draft.parties),
        clean(draft.abstract),
        clean(draft.note),
        clean(draft.return_address),
        clean(draft.postman),
        clean(draft.authority) if draft.representative else "",
    )


def person(typed: DraftPerson) -> acts.Person:
    """A person as the journal keeps it: NFC, trimmed, numbers without blanks."""
    return acts.Person(
        clean(typed.full_name),
        typed.kind,
        typed.personal_number.replace(" ", ""),
        "",
        clean(typed.passport),
        clean(typed.tax_code),
        typed.birth_date.strip(),
        typed.sex,
        clean(typed.address),
        clean(typed.phone),
        clean(typed.email),
    )


def _acts_with(draft: Draft) -> list[acts.Attached | acts.PaymentCollected]:
    """The acts that join an acceptance in its transaction: files of ticked components, money already taken."""
    joined: list[acts.Attached | acts.PaymentCollected] = [
        acts.Attached(
            paper.component,
            item.sha256,
            item.size,
            item.pages,
            source=item.source,
            reused_from=item.reused_from,
            from_national_store=item.from_national_store,
        )
        for paper in draft.papers
        if paper.ticked
        for item in paper.files
    ]
    joined.extend(
        acts.PaymentCollected(
            fee.amount,
            fee.way,
            fee.series.strip(),
            fee.number.strip(),
            clean(fee.money_order) if fee.way == "post" else "",
        )
        for fee in draft.fees
        if fee.collected and fee.amount
    )
    return joined


def _queue_slips(
    connection: Connection, office: Office, session: Session, stream: str, payload: acts.Received
) -> tuple[str, ...]:
    if not payload.receipt_asked:
        return ()
    return (printing.enqueue(connection, office, session, stream, "receipt"),)


def entries_of(session: Session, draft: Draft, payload: acts.Received) -> list[Entry]:
    """What acceptance would put in the journal, for the previews: asked of the very fold that will answer later."""
    at = payload.accepted_at
    joined = [entry_of(session, draft.id, act, None, at) for act in _acts_with(draft)]
    return [entry_of(session, draft.id, payload, _people(draft), at), *joined]


def debts_then(session: Session, draft: Draft, payload: acts.Received) -> tuple[str, ...]:
    """What would be owed right after that acceptance."""
    state = fold(entries_of(session, draft, payload))
    return debts_of(state) if state is not None else ()
