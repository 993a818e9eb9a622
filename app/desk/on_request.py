"""What the slips made on request say: control slip, fees, history, transfer, appointment, rating, a lost receipt."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from app.desk.slips import (
    Fields,
    SlipFacts,
    applicant_of,
    code_of,
    counter_of,
    fee_words,
    header,
    number_of,
    one_stop_name,
    procedure_fields,
    unit_name,
)
from app.desk.timeline import POST_NAMES, STATUS_NAMES, WAY_NAMES, timeline
from app.domain import acts, clocks
from app.domain.dossier import Consultation
from app.domain.events import VIETNAM
from app.domain.limits import Limit, limit_text
from app.domain.text import amount_in_words

OUTCOMES = {"before": "Trước hạn", "on": "Đúng hạn", "past": "Quá hạn"}
"""How the control slip says whether an agency kept its time."""


def _control_slip(facts: SlipFacts) -> Fields:
    """One row for each handover, with the receipt that answered it, whether its receiver kept its own share of the
    limit, and whom it consulted (rules §8 T4, T5; steps of the procedure)."""
    steps: list[dict[str, object]] = []
    posts: list[acts.Holder] = []
    asked = {item.event: _consultation_note(item) for item in facts.dossier.consultations}

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
        elif entry.body.id in asked:
            if not steps:
                steps.append({"agency_name": f"{POST_NAMES['one_stop']}, {unit_name(facts)}"})
            earlier = steps[-1].get("note")
            steps[-1]["note"] = "; ".join(str(note) for note in (earlier, asked[entry.body.id]) if note)
        elif entry.body.kind == "acknowledge" and steps and "received_at" not in steps[-1]:
            steps[-1]["received_at"] = entry.body.at
            steps[-1]["receiver_name"] = facts.officer_name(entry.body.officer)
    return {
        **header(facts.reference, facts.unit, facts.issued_at),
        **code_of(facts),
        "procedure_name": procedure_fields(facts)["procedure_name"],
        "applicant_name": applicant_of(facts).full_name,
        "due": facts.dossier.due_at,
        "steps": steps,
    }


def _consultation_note(asked: Consultation) -> str:
    what = "Xác minh" if asked.category == "verification" else "Lấy ý kiến"
    until = f", hạn {asked.deadline:%d/%m/%Y}" if asked.deadline else ""
    answered = asked.answered_at
    answer = f"trả lời {answered.astimezone(VIETNAM):%d/%m/%Y}" if answered else "chưa trả lời"
    return f"{what}: {asked.agency}{until}, {answer}"


def _fee_slip(facts: SlipFacts) -> Fields:
    dossier = facts.dossier
    total = sum(line.amount for line in dossier.fees)
    taken = dossier.money[-1] if dossier.money else None
    return {
        **header(facts.reference, facts.unit, facts.issued_at),
        **code_of(facts),
        "procedure_name": procedure_fields(facts)["procedure_name"],
        "payer_name": counter_of(facts).full_name,
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
        "applicant_name": applicant_of(facts).full_name,
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


def _lost_receipt_declaration(facts: SlipFacts) -> Fields:
    """For whoever comes for the result without the receipt (NĐ 61 Đ20: they declare the loss)."""
    person = counter_of(facts)
    head = header(facts.reference, facts.unit, facts.issued_at)
    return {
        "place": head["place"],
        "issued_on": head["issued_on"],
        **code_of(facts),
        "unit_name": one_stop_name(facts),
        "declarer_name": person.full_name,
        "declarer_number": number_of(person),
        "declarer_address": person.address,
        "declarer_phone": person.phone,
        "applicant_name": applicant_of(facts).full_name,
        "procedure_name": procedure_fields(facts)["procedure_name"],
        "accepted_at": facts.dossier.accepted_at,
        "officer_name": facts.officer_name(facts.officer),
    }


def _rating_slip(facts: SlipFacts) -> Fields:
    """Without a name: whoever rates need not say who they are. The questions are the form's own."""
    return {
        **header(facts.reference, facts.unit, facts.issued_at),
        **code_of(facts),
        "procedure_name": procedure_fields(facts)["procedure_name"],
    }


def _appointment_slip(facts: SlipFacts) -> Fields:
    """Hour and day at which certified papers are ready (TT 01/2020/TT-BTP Đ2.1)."""
    dossier, person = facts.dossier, counter_of(facts)
    accepted = dossier.accepted_at.astimezone(VIETNAM) if dossier.accepted_at else None
    due = dossier.due_at.astimezone(VIETNAM) if dossier.due_at else None
    late = accepted is not None and accepted.hour >= CERTIFIED_SAME_DAY_UNTIL
    longer = accepted is not None and due is not None and due.date() > accepted.date()
    return {
        **header(facts.reference, facts.unit, dossier.accepted_at or facts.issued_at),
        **code_of(facts),
        "person_name": person.full_name,
        "person_number": number_of(person),
        "person_phone": person.phone,
        "procedure_name": procedure_fields(facts)["procedure_name"],
        "quantity_text": f"{sum(held.paper.count for held in dossier.papers):02d} giấy tờ",
        "accepted_at": dossier.accepted_at,
        "due": dossier.due_at,
        "reason": "tiếp nhận sau 15 giờ" if late else "cần thêm thời gian thực hiện" if longer else "",
        "return_place": dossier.return_place,
        "fee_text": fee_words(dossier),
        "officer_name": facts.officer_name(dossier.officer),
    }


CERTIFIED_SAME_DAY_UNTIL = 15
"""The hour after which a certification may be given the next working day (NĐ 23/2015 Đ7)."""


def _transfer_slip(facts: SlipFacts) -> Fields:
    """The agencies of a joint or many-stepped procedure in order, each with its work and date (NĐ 118 Đ20)."""
    dossier = facts.dossier
    dues = dossier.due.agencies if dossier.due else ()
    if not dues:
        raise LookupError("agencies")
    limits = dossier.limit.steps if dossier.limit else ()
    words = [limit_text(Limit(step.kind, step.value)) for step in limits] + [""] * len(dues)
    return {
        **header(facts.reference, facts.unit, dossier.accepted_at or facts.issued_at),
        **code_of(facts),
        "procedure_name": dossier.joint or procedure_fields(facts)["procedure_name"],
        "procedure_code": "" if dossier.joint else procedure_fields(facts)["procedure_code"],
        "applicant_name": applicant_of(facts).full_name,
        "accepted_at": dossier.accepted_at,
        "due": dossier.due_at,
        "coordinator": one_stop_name(facts),
        "officer_name": facts.officer_name(facts.officer),
        "steps": [
            {
                "agency_name": _agency_name(facts, step.agency),
                "work": step.name,
                "limit_text": said,
                "step_due": step.due,
            }
            for step, said in zip(dues, words, strict=False)
        ],
    }


def _agency_name(facts: SlipFacts, agency: str) -> str:
    """An agency of a step as the slip names it: a unit, a post of the own unit, or the words of the catalogue."""
    unit = facts.reference.unit(agency)
    if unit is not None:
        return unit.name
    post = POST_NAMES.get(agency, "")
    return f"{post[0].upper()}{post[1:]}, {unit_name(facts)}" if post else agency


def label_lines(facts: SlipFacts) -> tuple[str, ...]:
    """What stands beside the QR of a folder label, most needed first."""
    due = facts.dossier.due_at
    without = "Ngày hẹn báo sau" if facts.dossier.due_expected else "Không quy định thời hạn"
    return (
        applicant_of(facts).full_name,
        f"Hẹn trả {due.astimezone(VIETNAM):%H:%M %d/%m/%Y}" if due else without,
        str(procedure_fields(facts)["procedure_name"]),
    )


def _name_of(facts: SlipFacts, code: str) -> str:
    unit = facts.reference.unit(code)
    return (unit.short_name or unit.name) if unit else code


ON_REQUEST: dict[str, Callable[[SlipFacts], Fields]] = {
    "control_slip": _control_slip,
    "fee_slip": _fee_slip,
    "processing_history": _processing_history,
    "lost_receipt_declaration": _lost_receipt_declaration,
    "rating_slip": _rating_slip,
    "appointment_slip": _appointment_slip,
    "transfer_slip": _transfer_slip,
}
"""How the fields of each of these forms are made."""
