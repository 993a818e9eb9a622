"""What must hold before a dossier is taken in, guided or turned away at the counter (rules §4-6, §11)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from app.domain import acts
from app.domain.catalogue import ProcedureVersion
from app.domain.codes import is_provisional, parse_code, parse_provisional
from app.domain.dossier import SUPPLEMENT, Dossier
from app.domain.events import VIETNAM
from app.domain.fees import rules_in_force
from app.domain.regulation import RegulationSet
from app.domain.terms import Act, Check, Refusal, Terms
from app.errors import DossierCodeInvalid, ReferenceMissing


def receive(state: Dossier, act: Act, terms: Terms) -> Refusal | None:
    """Acceptance: the right set, unit, code, procedure version, papers and fees, and nothing from the future."""
    payload: acts.Received = act.payload
    if state.status == SUPPLEMENT and state.accepted_at is not None:
        return terms.refuse("status", act=act.kind, status=state.status)
    accepted_on = payload.accepted_at.astimezone(VIETNAM).date()
    try:
        rules = terms.reference.regulation_set_for(accepted_on)
    except ReferenceMissing:
        return terms.refuse("regulation_set", set=payload.regulation_set)
    if rules.id != payload.regulation_set:
        return terms.refuse("regulation_set", set=payload.regulation_set)
    return (
        _instants(act, terms)
        or _unit(act, terms, accepted_on)
        or _code(state, act, terms, rules)
        or _papers(act, terms)
        or _fees(payload.fees, terms)
        or _procedure(act, terms, rules, accepted_on)
        or _explained(payload, terms)
    )


def _instants(act: Act, terms: Terms) -> Refusal | None:
    payload: acts.Received = act.payload
    if payload.accepted_at > act.at:
        return terms.refuse("accepted_in_future")
    if act.kind != "record_from_paper":
        return None
    if not terms.supervisor:
        return terms.refuse("supervisor_needed")
    # Paper instant and recording instant are both kept; the clock runs from the paper.
    return None if payload.paper_accepted_at == payload.accepted_at else terms.refuse("paper_instant")


def _unit(act: Act, terms: Terms, accepted_on: date) -> Refusal | None:
    unit = terms.reference.unit(act.unit)
    if unit is None or not unit.valid_on(accepted_on):
        return terms.refuse("unit_ended", unit=act.unit)
    competent = act.payload.competent_unit
    if not competent:
        return terms.refuse("competent_clock") if act.payload.due_expected else None
    found = terms.reference.unit(competent)
    return None if found is not None and found.valid_on(accepted_on) else terms.refuse("unit_ended", unit=competent)


def _code(state: Dossier, act: Act, terms: Terms, rules: RegulationSet) -> Refusal | None:
    """The code has the form of the set, the unit's own prefix and the day of the act or of acceptance; a code that
    came with an online dossier stays as it came (codes.md §2, §4)."""
    payload: acts.Received = act.payload
    if is_provisional(payload.code) != payload.provisional:
        return terms.refuse("code_form")
    if state.code and state.code == payload.code:
        return None
    days = {terms.day, payload.accepted_at.astimezone(VIETNAM).date()}
    try:
        if payload.provisional:
            own = parse_provisional(payload.code)
            return None if own.unit == act.unit and own.issued_on in days else terms.refuse("code_form")
        found = parse_code(payload.code)
    except DossierCodeInvalid:
        return terms.refuse("code_form")
    unit = terms.reference.unit(act.unit)
    if unit is None or found.unit != rules.code_unit(unit) or found.received_on not in days:
        return terms.refuse("code_form")
    digits = len(found.text.rpartition("-")[2])
    well_formed = digits == rules.code_digits and re.fullmatch(rules.code_pattern, found.text)
    return None if well_formed else terms.refuse("code_form")


def _papers(act: Act, terms: Terms) -> Refusal | None:
    payload: acts.Received = act.payload
    if not payload.papers:
        return terms.refuse("no_papers")
    if any(paper.count < 1 for paper in payload.papers):
        return terms.refuse("no_papers")
    if payload.channel == "postal" and payload.postal is None:
        return terms.refuse("postal_record_needed")
    if payload.postal is not None and payload.postal.signed_at > act.at:
        return terms.refuse("accepted_in_future")
    return None


def _fees(fees: Sequence[acts.FeeLine], terms: Terms) -> Refusal | None:
    """Every level has its ground: 0 an exemption, an amount the counter entered its basis (Luật Hộ tịch Đ11)."""
    for line in fees:
        if line.amount < 0:
            return terms.refuse("amount")
        if line.amount == 0 and not line.exemption.strip():
            return terms.refuse("fee_unexplained", fee=line.name)
        if line.amount and line.basis == "entered" and not line.basis_text.strip():
            return terms.refuse("fee_basis_needed", fee=line.name)
    return None


def _procedure(act: Act, terms: Terms, rules: RegulationSet, accepted_on: date) -> Refusal | None:
    payload: acts.Received = act.payload
    kept = payload.procedure
    catalogue = terms.reference.catalogue
    version = catalogue.version(kept.code, kept.level, accepted_on)
    if kept.system != "province" or (version is not None and version.system != "province"):
        return terms.refuse("procedure_elsewhere", procedure=kept.code)
    if version is None or version.valid_from != kept.valid_from:
        # Under another catalogue the dossier keeps the version the counter had; there is no ground to refuse it.
        same = kept.catalogue == catalogue.version_id
        return terms.refuse("procedure_not_valid", procedure=kept.code) if same else None
    present = {paper.component for paper in payload.papers}
    for component in version.components:
        if not component.optional and component.key not in present:
            return terms.refuse("component_missing", component=component.name)
    if not rules.ask_database_papers:
        held = {component.key: component.name for component in version.components if component.in_database}
        for paper in payload.papers:
            if paper.component in held and not paper.in_database and not paper.asked:
                return terms.refuse("paper_in_database", component=held[paper.component])
    people = act.personal
    if version.presence and people is not None and people.representative is not None:
        return terms.refuse("presence_required", procedure=version.code)
    return _levels(payload, version, terms, accepted_on) if kept.catalogue == catalogue.version_id else None


def _levels(payload: acts.Received, version: ProcedureVersion, terms: Terms, day: date) -> Refusal | None:
    """A fee of the catalogue that is not free stands on the dossier with a level: an unknown one is never left out."""
    named = {(line.kind, line.name) for line in payload.fees}
    for rule in rules_in_force(version, day, payload.channel):
        if not rule.free and rule.amount != 0 and (rule.kind, rule.name) not in named:
            return terms.refuse("fee_unknown", fee=rule.name)
    return None


def _explained(payload: acts.Received, terms: Terms) -> Refusal | None:
    """What an outage excuses names the journalled interval (NĐ 309/2026 Đ4.2a)."""
    excused = payload.account_check == "deferred" or any(paper.asked == "outage" for paper in payload.papers)
    return terms.refuse("outage_needed") if excused and not payload.outage else None


def refuse(state: Dossier, act: Act, terms: Terms) -> Refusal | None:
    """Refusal at the counter needs its reason; a thinned one keeps its place without."""
    if act.personal is not None and not act.personal.reason.strip():
        return terms.refuse("nothing_named")
    return None


def guide(state: Dossier, act: Act, terms: Terms) -> Refusal | None:
    """Guidance has a slip of its own with a number, and names what is missing."""
    payload: acts.Guided = act.payload
    return None if payload.slip_number and payload.components else terms.refuse("nothing_named")


def supplement(state: Dossier, act: Act, terms: Terms) -> Refusal | None:
    """Every requested paper is in; a dossier that was never accepted is received instead, with its code."""
    payload: acts.Supplemented = act.payload
    if state.accepted_at is None:
        return terms.refuse("not_accepted")
    asked_at = state.supplement_requested_at
    if payload.completed_at > act.at or (asked_at is not None and payload.completed_at < asked_at):
        return terms.refuse("accepted_in_future")
    asked = state.supplement.components if state.supplement else ()
    brought = {paper.component for paper in payload.papers}
    missing = [component for component in asked if component not in brought]
    return terms.refuse("supplement_incomplete", component=missing[0]) if missing else None


def check_account(state: Dossier, act: Act, terms: Terms) -> Refusal | None:
    """A check put off names the outage that is its reason; it stays a debt (NĐ 118 Đ17.1a)."""
    payload: acts.AccountChecked = act.payload
    return terms.refuse("outage_needed") if payload.outcome == "deferred" and not payload.outage else None


def amended_fees(state: Dossier, act: Act, terms: Terms) -> Refusal | None:
    """Fees of a correction stand under the same rules as at acceptance."""
    return _fees(act.payload.fees, terms) if act.payload.fees is not None else None


CHECKS: dict[str, Check] = {
    "receive": receive,
    "record_from_paper": receive,
    "refuse": refuse,
    "guide": guide,
    "supplement": supplement,
    "check_account": check_account,
}
