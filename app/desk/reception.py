"""Taking in a dossier: finding the procedure, saying what is missing and when it will be due, and accepting it.

Acceptance is one transaction: number, event, state row, attached files, money and the queued receipt.
It waits for no scanner, printer, token or network; what is missing becomes a debt.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from app.desk import printing, worklists
from app.desk.acting import Session, dossier_at
from app.desk.clock import guard_clock
from app.desk.drafts import Draft, DraftPerson, procedure_of
from app.desk.intake import Accepted as Accepted
from app.desk.intake import (
    code_unit,
    debts_then,
    entries_of,
    kinds_of,
    received_of,
    rules_for,
    take_in,
)
from app.desk.office import Office
from app.domain.catalogue import ProcedureVersion
from app.domain.events import VIETNAM
from app.domain.identity import check_personal_number
from app.domain.limits import Step, limit_text, step_text
from app.domain.text import clean, money
from app.errors import PersonalNumberInvalid
from app.store import settings

GAP = "……………………"
"""What the preview of a receipt shows where nothing was typed yet."""


@dataclass(frozen=True)
class ProcedureChoice:
    """One line of the procedure search. ``recordable`` is False for what only a ministry's system accepts; which one,
    and where it opens, say ``elsewhere`` and its address."""

    code: str
    name: str
    field: str
    limit_text: str
    fee_text: str
    recordable: bool
    elsewhere: str = ""
    elsewhere_url: str = ""


@dataclass(frozen=True)
class Missing:
    """Something that blocks acceptance: the field to go to, the rule the window has a sentence for, and its article."""

    field: str
    rule: str
    name: str = ""
    law: str = ""


@dataclass(frozen=True)
class Preview:
    """What acceptance would do now: what blocks it, what would stay owed, when it would be due and why.

    ``open_already``: stream and code of a dossier of the same person and procedure that is still open.
    """

    blocking: tuple[Missing, ...]
    debts: tuple[str, ...]
    due: datetime | None
    steps: tuple[str, ...]
    projected: bool
    fee_total: int | None
    receipt: bytes | None
    open_already: tuple[str, str] | None = None


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
        version.elsewhere,
        version.elsewhere_url,
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
    found = list(_missing_person(draft.applicant, "applicant", number_needed=draft.number_needed))
    if draft.applicant.known_by == "declarer" and not (draft.submitter or draft.representative):
        found.append(Missing("submitter.full_name", "declarer_needed"))
    for role in ("submitter", "representative"):
        person = getattr(draft, role)
        if person is not None:
            found.extend(_missing_person(person, role, number_needed=draft.number_needed))
    for party in draft.parties:
        found.extend(_missing_person(party, "party", number_needed=draft.number_needed))
    if draft.representative is not None and draft.in_person:
        found.append(Missing("representative.authority", "presence_required", law=draft.in_person_law))
    elif draft.representative is not None and not clean(draft.authority):
        found.append(Missing("representative.authority", "authority_needed"))
    for number, paper in enumerate(draft.papers):
        if not paper.optional and not paper.ticked:
            found.append(Missing(f"papers.{number}", "component_missing", paper.name))
        elif paper.ticked and not kinds_of(paper):
            found.append(Missing(f"papers.{number}", "count_needed", paper.name))
    for number, fee in enumerate(draft.fees):
        if fee.amount is None:
            found.append(Missing(f"fees.{number}.amount", "fee_unknown", fee.name))
        elif fee.amount == 0 and not fee.exemption.strip():
            found.append(Missing(f"fees.{number}.exemption", "fee_unexplained", fee.name))
        elif fee.basis == "entered" and fee.amount and not fee.basis_text.strip():
            found.append(Missing(f"fees.{number}.basis_text", "fee_basis_needed", fee.name))
    return tuple(found)


def missing_at_once(draft: Draft) -> tuple[Missing, ...]:
    """What still blocks giving the result at once: as `missing`, and a fee that was not taken."""
    untaken = (
        Missing(f"fees.{number}.collected", "fee_untaken", fee.name)
        for number, fee in enumerate(draft.fees)
        if fee.amount and not fee.collected
    )
    return (*missing(draft), *untaken)


def _missing_person(person: DraftPerson, role: str, *, number_needed: bool) -> list[Missing]:
    found: list[Missing] = []
    if not clean(person.full_name):
        found.append(Missing(f"{role}.full_name", "name_needed"))
    named = number_needed or bool(person.personal_number.strip())
    if person.known_by == "declarer":
        if not person.birth_date.strip():
            found.append(Missing(f"{role}.birth_date", "birth_date_needed"))
    elif person.known_by == "passport":
        if number_needed and not person.passport.strip():
            found.append(Missing(f"{role}.passport", "passport_needed"))
    elif person.kind == "citizen" and not person.passport.strip() and named:
        try:
            check_personal_number(person.personal_number)
        except PersonalNumberInvalid:
            needed = "personal_number_needed" if not person.personal_number.strip() else "personal_number_invalid"
            found.append(Missing(f"{role}.personal_number", needed))
    if person.kind != "citizen" and not person.tax_code.strip():
        found.append(Missing(f"{role}.tax_code", "tax_code_needed"))
    return found


def preview(office: Office, session: Session, draft: Draft) -> Preview:
    """What acceptance would do at this instant; the receipt is the very page, marked as not yet valid."""
    blocking = missing(draft)
    if not draft.procedure_code:
        return Preview(blocking, (), None, (), False, None, None)
    version = procedure_of(office, session, draft.procedure_code)
    now = office.now()
    rules = rules_for(office, draft, now)
    unit_code = code_unit(office, session, rules)
    unnumbered = f"{unit_code}-{now.astimezone(VIETNAM):%y%m%d}-{'0' * rules.code_digits}"
    payload = received_of(office, session, draft, version, rules, now, unnumbered, "preview")
    due = payload.due
    shown = _with_gaps(draft)
    on_paper = received_of(office, session, shown, version, rules, now, unnumbered, "preview")
    levels = [fee.amount for fee in draft.fees]
    return Preview(
        blocking,
        debts_then(session, draft, payload),
        due.due,
        tuple(step_text(Step(step["key"], step["facts"])) for step in due.steps),
        due.projected,
        None if None in levels else sum(level or 0 for level in levels),
        printing.draft_receipt(office, session, entries_of(session, shown, on_paper), fee_known=None not in levels),
        _open_already(office, session, draft),
    )


def _open_already(office: Office, session: Session, draft: Draft) -> tuple[str, str] | None:
    number = draft.applicant.personal_number.replace(" ", "") or draft.applicant.tax_code.strip()
    if not number or draft.on_the_spot:
        return None
    for row in worklists.find(office, session, number):
        if row.procedure_code == draft.procedure_code and row.status in worklists.OPEN and row.stream != draft.stream:
            with office.store.read() as connection:
                state = dossier_at(connection, row.stream)
            owner = state.people.applicant if state is not None and state.people is not None else None
            if owner is not None and number in {owner.personal_number, owner.tax_code}:
                return row.stream, row.code
    return None


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

    Raises RuleViolation with the rule that blocks, ``clock_behind`` or ``clock_far``. A used-up number range gives a
    provisional code, never another device's number.
    """
    with office.store.write() as connection:
        guard_clock(connection, office)
        return take_in(connection, office, session, draft)
