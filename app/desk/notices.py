"""What the slips beside receipt and return say: requests, refusals, apologies, closings, papers returned, histories."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from app.desk.slips import (
    KIND_NAMES,
    RECEIPTS,
    Fields,
    SlipFacts,
    code_of,
    header,
    number_of,
    persons,
    procedure_fields,
)
from app.desk.timeline import POST_NAMES, STATUS_NAMES, WAY_NAMES, timeline
from app.domain import acts, clocks
from app.domain.dossier import PaperHeld
from app.domain.text import amount_in_words

_ERASED = "(đã xóa theo thời hạn lưu)"


OUTCOMES = {"before": "Trước hạn", "on": "Đúng hạn", "past": "Quá hạn"}
"""How the control slip says whether an agency kept its time."""


def _applicant(facts: SlipFacts) -> acts.Person:
    people = facts.dossier.people
    return people.applicant if people else acts.Person(_ERASED)


def _counter(facts: SlipFacts) -> acts.Person:
    """Who stands at the counter for this dossier."""
    people = facts.dossier.people
    if people is None:
        return acts.Person(_ERASED)
    return people.representative or people.submitter or people.applicant


def _one_stop_name(facts: SlipFacts) -> str:
    unit = facts.reference.unit(facts.dossier.unit)
    return (unit.one_stop_name or unit.name) if unit else facts.dossier.unit


def _unit_name(facts: SlipFacts) -> str:
    unit = facts.reference.unit(facts.dossier.unit)
    return unit.name if unit else facts.dossier.unit


def _phone(facts: SlipFacts, officer: str) -> str:
    found = facts.reference.officer(officer)
    return found.phone if found else ""


def _rows(held: list[PaperHeld]) -> list[dict[str, object]]:
    return [
        {"name": item.paper.name, "kind": KIND_NAMES[item.paper.kind], "quantity": item.paper.count}
        for item in held
        if not item.paper.shown and not item.paper.in_database
    ]


def _supplement_request(facts: SlipFacts) -> Fields:
    entry, payload = facts.payload("request_supplement")
    words: acts.Words = facts.personal(entry) or acts.Words()
    person = _counter(facts)
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
            {"name": name, "reason": words.by_component.get(component, _ERASED)}
            for component, name in zip(payload.components, payload.names, strict=True)
        ],
        "general_reason": words.reason,
        "officer_name": facts.officer_name(entry.body.officer),
        "officer_phone": _phone(facts, entry.body.officer),
        "closing_on": payload.closing_on,
    }


def _guidance_slip(facts: SlipFacts) -> Fields:
    entry, payload = facts.payload("guide")
    people: acts.GuidedPeople | None = facts.personal(entry)
    person = _counter(facts)
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
            {"name": name, "reason": reasons.get(component, "")}
            for component, name in zip(payload.components, payload.names, strict=True)
        ],
        "officer_name": facts.officer_name(entry.body.officer),
        "officer_phone": _phone(facts, entry.body.officer),
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
        "refusing_unit": _one_stop_name(facts),
        "reason": people.reason if people else _ERASED,
        "officer_name": facts.officer_name(entry.body.officer),
    }


def _apology(facts: SlipFacts) -> Fields:
    entry, payload = facts.payload("extend_with_apology")
    words: acts.Words = facts.personal(entry) or acts.Words(_ERASED)
    applicant = _applicant(facts)
    return {
        **header(facts.reference, facts.unit, entry.body.at),
        **code_of(facts),
        "procedure_name": procedure_fields(facts)["procedure_name"],
        "agency": _unit_name(facts),
        "slip_number": payload.number,
        "addressee": applicant.full_name,
        "one_stop_name": _one_stop_name(facts),
        "agency_name": _unit_name(facts),
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
    applicant = _applicant(facts)
    return {
        **header(facts.reference, facts.unit, entry.body.at),
        **code_of(facts),
        "procedure_name": procedure_fields(facts)["procedure_name"],
        "slip_number": payload.number,
        "addressee": applicant.full_name,
        "address": applicant.address,
        "unit_name": _one_stop_name(facts),
        "accepted_at": facts.dossier.accepted_at or asked.body.at,
        "request_number": request.number,
        "requested_on": asked.body.at,
        "closing_on": request.closing_on,
        "legal_basis": payload.law,
    }


def _withdrawal_slip(facts: SlipFacts) -> Fields:
    entry, payload = facts.payload("withdraw")
    words: acts.Words | None = facts.personal(entry)
    asking = _applicant(facts) if payload.asked_by == "applicant" else _counter(facts)
    back = [held for held in facts.dossier.papers if held.returned_at is not None]
    return {
        **header(facts.reference, facts.unit, entry.body.at),
        **code_of(facts),
        "procedure_name": procedure_fields(facts)["procedure_name"],
        "applicant_name": _applicant(facts).full_name,
        "requester_name": asking.full_name,
        "requester_number": number_of(asking),
        "requester_phone": asking.phone,
        "accepted_at": facts.dossier.accepted_at,
        "withdrawn_at": entry.body.at,
        "reason": words.reason if words else "",
        "papers": _rows(back),
        "officer_name": facts.officer_name(entry.body.officer),
    }


def _papers_returned(facts: SlipFacts) -> Fields:
    entry, payload = facts.payload("return_papers")
    person = _counter(facts)
    back = [held for held in facts.dossier.papers if held.paper.component in payload.components]
    return {
        **header(facts.reference, facts.unit, entry.body.at),
        **code_of(facts),
        "procedure_name": procedure_fields(facts)["procedure_name"],
        "applicant_name": _applicant(facts).full_name,
        "recipient_name": person.full_name,
        "recipient_number": number_of(person),
        "recipient_phone": person.phone,
        "returned_at": entry.body.at,
        "reason": STATUS_NAMES[facts.dossier.status],
        "papers": _rows(back),
        "officer_name": facts.officer_name(entry.body.officer),
    }


def _control_slip(facts: SlipFacts) -> Fields:
    """One row for each handover, with the receipt that answered it and whether its receiver kept its own share of
    the limit (rules §8 T4; steps of the procedure)."""
    steps: list[dict[str, object]] = []
    posts: list[acts.Holder] = []

    def ended(at: datetime) -> None:
        due = clocks.stage_due(facts.dossier.due.agencies, posts[-1].post) if posts and facts.dossier.due else None
        due = due or (facts.dossier.counted_due_at if posts and posts[-1].post == "agency" else None)
        if due is not None and "outcome" not in steps[-1]:
            steps[-1]["outcome"] = OUTCOMES[clocks.timing(at, due)]

    for entry in facts.entries:
        if entry.body.kind == "hand_over":
            given = acts.payload_of("hand_over", entry.body.version, entry.body.payload)
            unit = facts.reference.unit(given.receiver.unit)
            ended(entry.body.at)
            posts.append(given.receiver)
            steps.append(
                {
                    "agency_name": f"{POST_NAMES[given.receiver.post]}, {unit.name if unit else given.receiver.unit}",
                    "given_at": entry.body.at,
                    "giver_name": facts.officer_name(entry.body.officer),
                }
            )
        elif entry.body.kind == "finish":
            ended(entry.body.at)
        elif entry.body.kind == "acknowledge" and steps and "received_at" not in steps[-1]:
            steps[-1]["received_at"] = entry.body.at
            steps[-1]["receiver_name"] = facts.officer_name(entry.body.officer)
    return {
        **header(facts.reference, facts.unit, facts.issued_at),
        **code_of(facts),
        "procedure_name": procedure_fields(facts)["procedure_name"],
        "applicant_name": _applicant(facts).full_name,
        "due": facts.dossier.due_at,
        "steps": steps,
    }


def _fee_slip(facts: SlipFacts) -> Fields:
    dossier = facts.dossier
    total = sum(line.amount for line in dossier.fees)
    taken = dossier.money[-1] if dossier.money else None
    return {
        **header(facts.reference, facts.unit, facts.issued_at),
        **code_of(facts),
        "procedure_name": procedure_fields(facts)["procedure_name"],
        "payer_name": _counter(facts).full_name,
        "fees": [
            {"kind": line.kind, "name": line.name, "basis": line.basis_text, "amount": line.amount}
            for line in dossier.fees
        ],
        "total": total,
        "total_words": amount_in_words(total),
        "payment_mode": WAY_NAMES[taken.way] if taken else "",
        "collected_at": taken.at if taken else None,
        "receipt_series": taken.series if taken else "",
        "receipt_number": taken.number if taken else "",
        "exemption": "; ".join(line.exemption for line in dossier.fees if line.exemption),
        "officer_name": facts.officer_name(facts.officer),
    }


def _processing_history(facts: SlipFacts) -> Fields:
    return {
        **header(facts.reference, facts.unit, facts.issued_at),
        **code_of(facts),
        "procedure_name": procedure_fields(facts)["procedure_name"],
        "applicant_name": _applicant(facts).full_name,
        "accepted_at": facts.dossier.accepted_at,
        "due": facts.dossier.due_at,
        "status": STATUS_NAMES[facts.dossier.status],
        "printed_at": facts.issued_at,
        "officer_name": facts.officer_name(facts.officer),
        "events": [
            {
                "at": line.at,
                "act": line.text,
                "unit": _name_of(facts, line.unit),
                "officer": facts.officer_name(line.officer),
            }
            for line in timeline(list(facts.entries))
        ],
    }


def _name_of(facts: SlipFacts, code: str) -> str:
    unit = facts.reference.unit(code)
    return (unit.short_name or unit.name) if unit else code


BUILDERS: dict[str, Callable[[SlipFacts], Fields]] = {
    "supplement_request": _supplement_request,
    "guidance_slip": _guidance_slip,
    "refusal": _refusal,
    "apology": _apology,
    "termination_notice": _termination_notice,
    "withdrawal_slip": _withdrawal_slip,
    "papers_returned": _papers_returned,
    "control_slip": _control_slip,
    "fee_slip": _fee_slip,
    "processing_history": _processing_history,
}
"""How the fields of each of these forms are made."""


def fields_of(form: str, facts: SlipFacts) -> Fields:
    """The fields of any form that is made from one dossier. Raises KeyError for another, LookupError when the
    dossier has not had the act the form tells of."""
    return {**RECEIPTS, **BUILDERS}[form](facts)
