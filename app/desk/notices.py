"""What the slips of an act say: requests, guidance, refusals, apologies, closings, withdrawals, papers returned."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from app.desk.on_request import ON_REQUEST
from app.desk.slips import (
    ERASED,
    KIND_NAMES,
    RECEIPTS,
    Fields,
    SlipFacts,
    addressed,
    applicant_of,
    code_of,
    counter_of,
    header,
    number_of,
    one_stop_name,
    persons,
    phone_of,
    procedure_fields,
    unit_name,
)
from app.desk.timeline import STATUS_NAMES
from app.domain import acts
from app.domain.dossier import PaperHeld
from app.domain.events import VIETNAM
from app.paper.wording import money


def _rows(held: list[PaperHeld]) -> list[dict[str, object]]:
    return [
        {"name": item.paper.name, "kind": KIND_NAMES[item.paper.kind], "quantity": item.paper.count}
        for item in held
        if not item.paper.shown and not item.paper.in_database
    ]


def _asked(facts: SlipFacts, procedure_code: str, component: str) -> dict[str, object]:
    """How many originals and copies of a component its procedure wants, for the columns of the request."""
    unit = facts.reference.unit(facts.unit)
    level = facts.dossier.procedure.level if facts.dossier.procedure else unit.level if unit else ""
    day = (facts.dossier.accepted_at or facts.issued_at).astimezone(VIETNAM).date()
    version = facts.reference.catalogue.version(procedure_code, level, day)
    wanted = next((each for each in version.components if each.key == component), None) if version else None
    counts = {"originals": wanted.originals, "copies": wanted.copies} if wanted else {}
    return {name: count for name, count in counts.items() if count}


def _supplement_request(facts: SlipFacts) -> Fields:
    entry, payload = facts.payload("request_supplement")
    words: acts.Words = facts.personal(entry) or acts.Words()
    person = counter_of(facts)
    return {
        **header(facts.reference, facts.unit, entry.body.at),
        **code_of(facts),
        **procedure_fields(facts),
        "slip_number": payload.number,
        "person_name": person.full_name,
        "abstract": facts.dossier.people.abstract if facts.dossier.people else "",
        "address": person.address,
        "phone": person.phone,
        "email": person.email,
        "requests": [
            {
                "name": name,
                "reason": words.by_component.get(component, ERASED),
                **_asked(facts, str(procedure_fields(facts)["procedure_code"]), component),
            }
            for component, name in zip(payload.components, payload.names, strict=True)
        ],
        "general_reason": words.reason,
        "officer_name": facts.officer_name(entry.body.officer),
        "officer_phone": phone_of(facts, entry.body.officer),
        "closing_on": payload.closing_on,
    }


def _guidance_slip(facts: SlipFacts) -> Fields:
    entry, payload = facts.payload("guide")
    people: acts.GuidedPeople | None = facts.personal(entry)
    person = counter_of(facts)
    reasons = people.reasons if people else {}
    return {
        **header(facts.reference, facts.unit, entry.body.at),
        "slip_number": payload.slip_number,
        "procedure_name": people.abstract if people else payload.procedure_code,
        "procedure_code": payload.procedure_code,
        "person_name": person.full_name,
        "address": person.address,
        "phone": person.phone,
        "email": person.email,
        "requests": [
            {"name": name, "reason": reasons.get(component, ""), **_asked(facts, payload.procedure_code, component)}
            for component, name in zip(payload.components, payload.names, strict=True)
        ],
        "officer_name": facts.officer_name(entry.body.officer),
        "officer_phone": phone_of(facts, entry.body.officer),
    }


def _refusal(facts: SlipFacts) -> Fields:
    entry, payload = facts.payload("refuse")
    people: acts.RefusedPeople | None = facts.personal(entry)
    return {
        **header(facts.reference, facts.unit, entry.body.at),
        **persons(facts),
        "slip_number": payload.number,
        "procedure_name": people.abstract if people else payload.procedure_code,
        "procedure_code": payload.procedure_code,
        "refusing_unit": one_stop_name(facts),
        "reason": people.reason if people else ERASED,
        "officer_name": facts.officer_name(entry.body.officer),
    }


def _apology(facts: SlipFacts) -> Fields:
    entry, payload = facts.payload("extend_with_apology")
    words: acts.Words = facts.personal(entry) or acts.Words(ERASED)
    applicant = applicant_of(facts)
    head = header(facts.reference, facts.unit, entry.body.at)
    return {
        "agency": unit_name(facts),
        "place": head["place"],
        "issued_on": head["issued_on"],
        **code_of(facts),
        "procedure_name": procedure_fields(facts)["procedure_name"],
        "slip_number": payload.number,
        "addressee": addressed(applicant),
        "one_stop_name": one_stop_name(facts),
        "agency_name": unit_name(facts),
        "accepted_at": facts.dossier.accepted_at,
        "applicant_name": applicant.full_name,
        "due": payload.old_due,
        "reason": words.reason,
        "new_due": payload.new_due,
        "signer_position": payload.signed_position,
    }


def _termination_notice(facts: SlipFacts) -> Fields:
    entry, payload = facts.payload("stop")
    asked, request = facts.payload("request_supplement")
    applicant = applicant_of(facts)
    return {
        **header(facts.reference, facts.unit, entry.body.at),
        **code_of(facts),
        "procedure_name": procedure_fields(facts)["procedure_name"],
        "slip_number": payload.number,
        "addressee": addressed(applicant),
        "address": applicant.address,
        "unit_name": one_stop_name(facts),
        "accepted_at": facts.dossier.accepted_at or asked.body.at,
        "request_number": request.number,
        "requested_on": asked.body.at,
        "closing_on": request.closing_on,
        "legal_basis": payload.law,
        "papers_text": _to_give_back(facts, entry.body.at),
        "fee_text": _taken(facts, entry.body.at),
        "contact": _contact(facts, entry.body.officer),
    }


def _to_give_back(facts: SlipFacts, at: datetime) -> str:
    """What the applicant may fetch of the papers that lay here then (form 05, item 7); empty for none."""
    lay = [item for item in facts.dossier.papers if item.returned_at is None or item.returned_at > at]
    held = [item for item in lay if item.paper.kind != "electronic_copy"]
    listed = "; ".join(f"{row['name']} ({row['quantity']:02d})" for row in _rows(held))
    return f"đề nghị nhận lại tại {one_stop_name(facts)}: {listed}." if listed else ""


def _taken(facts: SlipFacts, at: datetime) -> str:
    """What was taken until then and becomes of it (form 05, item 7); empty when nothing was."""
    taken = sum(item.amount for item in facts.dossier.money if item.at <= at)
    return f"đã thu {money(taken)}; việc hoàn trả theo quy định về phí, lệ phí." if taken > 0 else ""


def _contact(facts: SlipFacts, officer: str) -> str:
    """An officer's name and telephone; empty without the telephone."""
    phone = phone_of(facts, officer)
    return f"{facts.officer_name(officer)}, điện thoại {phone}" if phone else ""


def _withdrawal_slip(facts: SlipFacts) -> Fields:
    entry, payload = facts.payload("withdraw")
    words: acts.Words | None = facts.personal(entry)
    asking = applicant_of(facts) if payload.asked_by == "applicant" else counter_of(facts)
    back = [held for held in facts.dossier.papers if held.returned_at is not None]
    refunded = -sum(item.amount for item in facts.dossier.money if item.amount < 0)
    return {
        **header(facts.reference, facts.unit, entry.body.at),
        **code_of(facts),
        "procedure_name": procedure_fields(facts)["procedure_name"],
        "applicant_name": applicant_of(facts).full_name,
        "requester_name": asking.full_name,
        "requester_number": number_of(asking),
        "requester_phone": asking.phone,
        "accepted_at": facts.dossier.accepted_at,
        "withdrawn_at": entry.body.at,
        "reason": words.reason if words else "",
        "papers": _rows(back),
        "refund_text": f"đã hoàn {money(refunded)}" if refunded else "",
        "officer_name": facts.officer_name(entry.body.officer),
    }


def _papers_returned(facts: SlipFacts) -> Fields:
    entry, payload = facts.payload("return_papers")
    person = counter_of(facts)
    back = [held for held in facts.dossier.papers if held.paper.component in payload.components]
    return {
        **header(facts.reference, facts.unit, entry.body.at),
        **code_of(facts),
        "procedure_name": procedure_fields(facts)["procedure_name"],
        "applicant_name": applicant_of(facts).full_name,
        "recipient_name": person.full_name,
        "recipient_number": number_of(person),
        "recipient_phone": person.phone,
        "returned_at": entry.body.at,
        "reason": STATUS_NAMES[facts.dossier.status],
        "papers": _rows(back),
        "officer_name": facts.officer_name(entry.body.officer),
    }


BUILDERS: dict[str, Callable[[SlipFacts], Fields]] = {
    "supplement_request": _supplement_request,
    "guidance_slip": _guidance_slip,
    "refusal": _refusal,
    "apology": _apology,
    "termination_notice": _termination_notice,
    "withdrawal_slip": _withdrawal_slip,
    "papers_returned": _papers_returned,
}
"""How the fields of each of these forms are made."""


TOLD_BY: dict[str, tuple[str, ...]] = {
    "supplement_request": ("request_supplement",),
    "guidance_slip": ("guide",),
    "refusal": ("refuse",),
    "apology": ("extend_with_apology",),
    "termination_notice": ("stop",),
    "withdrawal_slip": ("withdraw",),
    "papers_returned": ("return_papers",),
    "return_receipt": ("return_result",),
}
"""The acts each of these forms tells of; another such act makes another paper, not a copy of the one before."""


def fields_of(form: str, facts: SlipFacts) -> Fields:
    """The fields of any form that is made from one dossier. Raises KeyError for another, LookupError when the
    dossier has not had the act the form tells of."""
    return {**RECEIPTS, **BUILDERS, **ON_REQUEST}[form](facts)
