"""Taking in a dossier: finding the procedure, saying what is missing and when it will be due, and accepting it.

Acceptance is one transaction: number, event, state row, attached files, money and the queued receipt.
It waits for no scanner, printer, token or network; what is missing becomes a debt.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Connection

from app.desk import charges, outages, printing
from app.desk.acting import Session, entry_of, guard_clock, instant_for, record
from app.desk.drafts import Draft, DraftFee, DraftPaper, DraftPerson, procedure_of
from app.desk.office import Office
from app.domain import acts, clocks
from app.domain.catalogue import ProcedureVersion
from app.domain.codes import format_code, provisional_code
from app.domain.dossier import debts as debts_of
from app.domain.dossier import fold
from app.domain.events import VIETNAM, Entry, new_id
from app.domain.identity import check_personal_number
from app.domain.limits import Step, limit_text, step_text
from app.domain.regulation import RegulationSet
from app.domain.text import clean, money
from app.errors import PersonalNumberInvalid
from app.store import drafts as kept_drafts
from app.store import files, numbers, settings

GAP = "……………………"
"""What the preview of a receipt shows where nothing was typed yet."""


@dataclass(frozen=True)
class ProcedureChoice:
    """One line of the procedure search. ``recordable`` is False for what only a ministry's system accepts."""

    code: str
    name: str
    field: str
    limit_text: str
    fee_text: str
    recordable: bool


@dataclass(frozen=True)
class Missing:
    """Something that blocks acceptance: the field to go to, and the rule the window has a sentence for."""

    field: str
    rule: str
    name: str = ""


@dataclass(frozen=True)
class Preview:
    """What acceptance would do now: what blocks it, what would stay owed, when it would be due and why."""

    blocking: tuple[Missing, ...]
    debts: tuple[str, ...]
    due: datetime | None
    steps: tuple[str, ...]
    projected: bool
    fee_total: int | None
    receipt: bytes | None


@dataclass(frozen=True)
class Accepted:
    """An accepted dossier: its code as printed, its due date, the queued prints and what is still owed."""

    stream: str
    code: str
    due: datetime | None
    provisional: bool
    prints: tuple[str, ...]
    debts: tuple[str, ...]


def find_procedures(office: Office, session: Session, text: str, limit: int = 20) -> list[ProcedureChoice]:
    """Procedures this unit may take in today, best match first: unmarked words, code, abbreviation, own frequency."""
    reference = office.reference()
    unit = reference.unit(session.unit)
    day = office.now().astimezone(VIETNAM).date()
    with office.store.read() as connection:
        used = settings.procedure_frequency(connection)
    found = reference.catalogue.find(text, day, unit.level if unit else "commune", used)
    return [_choice(version, day) for version in found[:limit]]


def _choice(version: ProcedureVersion, day: date) -> ProcedureChoice:
    return ProcedureChoice(
        version.code,
        version.name,
        version.field,
        limit_text(version.limit),
        fee_text(version, day),
        version.system == "province",
    )


def fee_text(version: ProcedureVersion, day: date) -> str:
    """The catalogue's fees in a few words, ``chưa rõ mức`` where a level is unknown."""
    levels = [rule for rule in version.fees if rule.in_force(day)]
    if not levels or all(rule.free or rule.amount == 0 for rule in levels):
        return "không thu"
    known = sorted({rule.amount for rule in levels if rule.amount})
    if not known or any(rule.amount is None and not rule.free for rule in levels):
        return "chưa rõ mức"
    return " – ".join(money(amount) for amount in dict.fromkeys((known[0], known[-1])))


def missing(draft: Draft) -> tuple[Missing, ...]:
    """What still blocks acceptance, in the order of the page; empty when it may be accepted."""
    if not draft.procedure_code:
        return (Missing("procedure", "procedure_needed"),)
    found = list(_missing_person(draft.applicant, "applicant"))
    for role in ("submitter", "representative"):
        person = getattr(draft, role)
        if person is not None:
            found.extend(_missing_person(person, role))
    for number, paper in enumerate(draft.papers):
        if not paper.optional and not paper.ticked:
            found.append(Missing(f"papers.{number}", "component_missing", paper.name))
        elif paper.ticked and not _kinds(paper):
            found.append(Missing(f"papers.{number}", "count_needed", paper.name))
    for number, fee in enumerate(draft.fees):
        if fee.amount is None:
            found.append(Missing(f"fees.{number}.amount", "fee_unknown", fee.name))
        elif fee.amount == 0 and not fee.exemption.strip():
            found.append(Missing(f"fees.{number}.exemption", "fee_unexplained", fee.name))
        elif fee.basis == "entered" and fee.amount and not fee.basis_text.strip():
            found.append(Missing(f"fees.{number}.basis_text", "fee_basis_needed", fee.name))
    return tuple(found)


def _missing_person(person: DraftPerson, role: str) -> list[Missing]:
    found: list[Missing] = []
    if not clean(person.full_name):
        found.append(Missing(f"{role}.full_name", "name_needed"))
    if person.kind == "citizen" and not person.passport.strip():
        try:
            check_personal_number(person.personal_number)
        except PersonalNumberInvalid:
            needed = "personal_number_needed" if not person.personal_number.strip() else "personal_number_invalid"
            found.append(Missing(f"{role}.personal_number", needed))
    elif person.kind != "citizen" and not person.tax_code.strip():
        found.append(Missing(f"{role}.tax_code", "tax_code_needed"))
    return found


def preview(office: Office, session: Session, draft: Draft) -> Preview:
    """What acceptance would do at this instant; the receipt is the very page, marked as not yet valid."""
    blocking = missing(draft)
    if not draft.procedure_code:
        return Preview(blocking, (), None, (), False, None, None)
    version = procedure_of(office, session, draft.procedure_code)
    now = office.now()
    rules = _rules(office, draft, now)
    unit_code = _code_unit(office, session, rules)
    unnumbered = f"{unit_code}-{now.astimezone(VIETNAM):%y%m%d}-{'0' * rules.code_digits}"
    payload = _payload(office, session, draft, version, rules, now, unnumbered, "preview")
    due = payload.due
    shown = _with_gaps(draft)
    on_paper = _payload(office, session, shown, version, rules, now, unnumbered, "preview")
    levels = [fee.amount for fee in draft.fees]
    return Preview(
        blocking,
        _debts(session, draft, payload),
        due.due,
        tuple(step_text(Step(step["key"], step["facts"])) for step in due.steps),
        due.projected,
        None if None in levels else sum(level or 0 for level in levels),
        printing.draft_receipt(office, session, _entries(session, shown, on_paper), fee_known=None not in levels),
    )


def _with_gaps(draft: Draft) -> Draft:
    """The draft as the preview prints it: a page needs names and papers, so what is not there yet is dotted."""

    def named(person: DraftPerson | None) -> DraftPerson | None:
        return replace(person, full_name=person.full_name if clean(person.full_name) else GAP) if person else None

    ticked = any(paper.ticked for paper in draft.papers)
    papers = draft.papers if ticked else tuple(replace(paper, ticked=not paper.optional) for paper in draft.papers)
    if not ticked and papers and not any(paper.ticked for paper in papers):
        papers = (replace(papers[0], ticked=True), *papers[1:])
    return replace(
        draft,
        applicant=named(draft.applicant) or draft.applicant,
        submitter=named(draft.submitter),
        representative=named(draft.representative),
        papers=papers,
    )


def accept(office: Office, session: Session, draft: Draft) -> Accepted:
    """Accepts the dossier: after this returns it is on disk, has its number, and its receipt is queued.

    Raises RuleViolation with the rule that blocks, or ``clock_behind``. A used-up number range gives a
    provisional code, never another device's number.
    """
    with office.store.write() as connection:
        guard_clock(connection, office)
        return take_in(connection, office, session, draft)


def take_in(connection: Connection, office: Office, session: Session, draft: Draft) -> Accepted:
    """Acceptance inside the caller's transaction; the caller has guarded the clock. Raises as `accept` does."""
    version = procedure_of(office, session, draft.procedure_code)
    at = instant_for(connection, office)
    rules = _rules(office, draft, at)
    day = at.astimezone(VIETNAM).date()
    stream = draft.stream or new_id(int(office.now().timestamp() * 1000))
    outage = outages.excuse(connection, office, session) if _needs_excuse(draft) else ""
    code, range_id, number = _take_code(connection, office, session, rules, day)
    payload = _payload(office, session, draft, version, rules, at, code, range_id, outage)
    event = record(connection, office, session, stream, payload, personal=_people(draft), at=at)
    if range_id:
        numbers.bind(connection, session.unit, day, number, event.body.id)
    else:
        numbers.bind_provisional(connection, session.device, day, number, event.body.id)
    for act in _acts_with(draft):
        record(connection, office, session, stream, act, at=at)
        if isinstance(act, acts.PaymentCollected):
            charges.take_number(connection, office, act)
        if isinstance(act, acts.Attached):
            files.place(connection, stream, act.component, act.sha256)
            files.send(connection, act.sha256)
    jobs = _queue_slips(connection, office, session, stream, payload)
    settings.count_procedure(connection, version.code)
    kept_drafts.delete(connection, draft.id, session.officer)
    return Accepted(stream, code, payload.due.due, payload.provisional, jobs, _debts(session, draft, payload))


def _needs_excuse(draft: Draft) -> bool:
    """True when something was left out or asked for because a database could not be reached (NĐ 309/2026 Đ4.2a)."""
    return draft.account_check == "deferred" or any(line.ticked and line.asked == "outage" for line in draft.papers)


def _accepted_at(draft: Draft, at: datetime) -> datetime:
    """The instant the receipt prints: a postal dossier's is the signing of the Biên bản (QĐ 45/2016 Đ7.4)."""
    return draft.postal.signed_at if draft.postal is not None else at


def _rules(office: Office, draft: Draft, at: datetime) -> RegulationSet:
    return office.reference().regulation_set_for(_accepted_at(draft, at).astimezone(VIETNAM).date())


def _take_code(
    connection: Connection, office: Office, session: Session, rules: RegulationSet, day: date
) -> tuple[str, str, int]:
    taken = numbers.take(connection, session.device, session.unit, day)
    if taken is not None:
        code = format_code(_code_unit(office, session, rules), day, taken.number, rules.code_digits)
        return code, taken.range_id, taken.number
    number = numbers.take_provisional(connection, session.device, day)
    return provisional_code(session.unit, session.counter, day, number), "", number


def _code_unit(office: Office, session: Session, rules: RegulationSet) -> str:
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


def _payload(
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
    reference = office.reference()
    accepted_at = _accepted_at(draft, at)
    limit = _limit(office, session, draft, version, accepted_at.astimezone(VIETNAM).date())
    calendar = reference.calendar_for(session.unit)
    elsewhere = draft.competent_unit not in {"", session.unit}
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
        due=clocks.start_clock(accepted_at, limit, calendar),
        papers=tuple(paper for line in draft.papers if line.ticked for paper in _kinds(line)),
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
        due_expected=elsewhere and rules.competent_clock,
        group=draft.group,
        joint=draft.joint,
        postal=draft.postal,
        outage=outage,
        ticket=draft.ticket,
    )


def _kinds(line: DraftPaper) -> tuple[acts.Paper, ...]:
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
        acts.Attached(paper.component, item.sha256, item.size, item.pages, source=item.source)
        for paper in draft.papers
        if paper.ticked
        for item in paper.files
    ]
    joined.extend(
        acts.PaymentCollected(fee.amount, fee.way, fee.series.strip(), fee.number.strip())
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


def _entries(session: Session, draft: Draft, payload: acts.Received) -> list[Entry]:
    """What acceptance would put in the journal, for the previews: asked of the very fold that will answer later."""
    at = payload.accepted_at
    joined = [entry_of(session, draft.id, act, None, at) for act in _acts_with(draft)]
    return [entry_of(session, draft.id, payload, _people(draft), at), *joined]


def _debts(session: Session, draft: Draft, payload: acts.Received) -> tuple[str, ...]:
    state = fold(_entries(session, draft, payload))
    return debts_of(state) if state is not None else ()
