"""What papers about several dossiers say: handover lists, one receipt for a group, the record of a postal delivery."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.desk.slips import (
    RETURN_NAMES,
    Fields,
    SlipFacts,
    due_absent,
    fee_words,
    header,
    one_stop_name,
    papers_of,
    persons,
    replaced,
)
from app.desk.timeline import WAY_NAMES
from app.domain import acts
from app.domain.clocks import kept_limit_text
from app.domain.text import amount_in_words
from app.errors import RuleViolation
from app.paper.render import PROVISIONAL_MARK as PROVISIONAL
from app.paper.wording import money


def dossier_list(number: str, receiver_unit: str, dossiers: Sequence[SlipFacts]) -> Fields:
    """The fields of the list of dossiers handed over together (NĐ 118/2025 Đ18); ``receiver_unit`` is a name."""
    first = dossiers[0]
    rows: list[dict[str, object]] = []
    papers = 0
    dues = [facts.dossier.transfer_due for facts in dossiers if facts.dossier.transfer_due]
    for facts in dossiers:
        held = [item.paper for item in facts.dossier.papers if not item.paper.shown and not item.paper.in_database]
        papers += sum(paper.count for paper in held)
        rows.append(
            {
                **_listed(facts),
                "papers": "; ".join(f"{paper.name} ({paper.count:02d})" for paper in held),
                "due": facts.dossier.due_at,
            }
        )
    return {
        **_list_head(number, receiver_unit, first),
        "transfer_due": min(dues) if dues else None,
        "dossier_count": len(rows),
        "paper_count": papers,
        "dossiers": rows,
    }


def result_list(number: str, receiver_unit: str, dossiers: Sequence[SlipFacts]) -> Fields:
    """The fields of the list of results handed over together."""
    rows = [
        {**_listed(facts), "kind": result.name, "number": result.number, "date": result.issued_on}
        for facts in dossiers
        for result in facts.dossier.results
    ]
    return {**_list_head(number, receiver_unit, dossiers[0]), "result_count": len(rows), "results": rows}


def _list_head(number: str, receiver_unit: str, first: SlipFacts) -> dict[str, object]:
    head = header(first.reference, first.unit, first.issued_at)
    return {
        **head,
        "slip_number": number,
        "giver_unit": one_stop_name(first),
        "giver_name": first.officer_name(first.officer),
        "receiver_unit": receiver_unit,
        "handed_at": first.issued_at,
    }


def _listed(facts: SlipFacts) -> dict[str, object]:
    dossier = facts.dossier
    return {
        "code": dossier.printed_code,
        "provisional": PROVISIONAL if dossier.provisional else "",
        "procedure_name": dossier.procedure.name if dossier.procedure else "",
        "applicant_name": dossier.people.applicant.full_name if dossier.people else "",
    }


def group_receipt(dossiers: Sequence[SlipFacts]) -> Fields:
    """The fields of one receipt for all dossiers that one person handed in at once."""
    first = dossiers[0]
    mode = first.dossier.return_mode
    place = first.dossier.return_place + (f" ({RETURN_NAMES[mode]})" if mode != "direct" else "")
    return {
        **header(first.reference, first.unit, first.dossier.accepted_at or first.issued_at),
        **{key: value for key, value in persons(first).items() if not key.startswith("applicant_")},
        "dossier_count": len(dossiers),
        "accepted_at": first.dossier.accepted_at,
        "return_place": place,
        "fee_text": _total(dossiers),
        "officer_name": first.officer_name(first.dossier.officer),
        "replaces": replaced(first, "receipt"),
        "dossiers": [_received(facts) for facts in dossiers],
    }


def _received(facts: SlipFacts) -> dict[str, object]:
    dossier, people = facts.dossier, facts.dossier.people
    shown = persons(facts)
    papers = "; ".join(
        f"{row['name']} ({row['quantity']:02d} {str(row['kind']).lower()})" for row in papers_of(dossier)
    )
    return {
        "code": dossier.printed_code,
        "provisional": PROVISIONAL if dossier.provisional else "",
        "procedure_name": dossier.procedure.name if dossier.procedure else "",
        "owner_name": shown.get("applicant_name", ""),
        "abstract": people.abstract if people else "",
        "papers": papers,
        "sets": dossier.sets,
        "limit_text": kept_limit_text(dossier.limit or acts.LimitKept("none")),
        "due": dossier.due_at,
        "due_absent": due_absent(dossier),
        "dossier_fee": fee_words(dossier),
    }


def _total(dossiers: Sequence[SlipFacts]) -> str:
    levels = sum(line.amount for facts in dossiers for line in facts.dossier.fees)
    taken = sum(item.amount for facts in dossiers for item in facts.dossier.money)
    if not levels:
        return "không thu"
    ways = ", ".join(dict.fromkeys(WAY_NAMES[item.way] for facts in dossiers for item in facts.dossier.money))
    said = f"{money(levels)} ({amount_in_words(levels)})"
    return f"{said}; đã thu {money(taken)}, {ways}" if taken else f"{said}; chưa thu"


def postal_record(dossiers: Sequence[SlipFacts]) -> Fields:
    """The fields of the Biên bản giao nhận with the postman (QĐ 45/2016/QĐ-TTg Đ7.3): dossiers of one record number.

    Raises RuleViolation ``no_slip`` when they did not come by post, or not with the same record.
    """
    first = dossiers[0]
    record = first.dossier.postal
    if record is None or any(
        facts.dossier.postal is None or facts.dossier.postal.record_number != record.record_number for facts in dossiers
    ):
        raise RuleViolation("no_slip", "", form="postal_handover_record")
    head = header(first.reference, first.unit, record.signed_at)
    people = first.dossier.people
    return {
        **head,
        "slip_number": record.record_number,
        "signed_at": record.signed_at,
        "receiver_unit": one_stop_name(first),
        "officer_name": first.officer_name(first.dossier.officer),
        "post_office": "Doanh nghiệp cung ứng dịch vụ bưu chính công ích",
        "postman_name": (people.postman if people else "") or "……………………",
        "dossier_count": len(dossiers),
        "dossiers": [_posted(facts) for facts in dossiers],
    }


def _posted(facts: SlipFacts) -> dict[str, object]:
    dossier = facts.dossier
    postal = dossier.postal
    rows = papers_of(dossier)
    return {
        "postal_number": postal.slip_number if postal else "",
        "code": dossier.printed_code,
        "provisional": PROVISIONAL if dossier.provisional else "",
        "sender_name": persons(facts)["submitter_name"],
        "procedure_name": dossier.procedure.name if dossier.procedure else "",
        "papers": "; ".join(f"{row['name']} ({row['quantity']:02d})" for row in rows),
        "completeness": "Đầy đủ",
    }


LISTS: dict[str, Callable[[Sequence[SlipFacts]], Fields]] = {
    "group_receipt": group_receipt,
    "postal_handover_record": postal_record,
}
"""How the fields of papers about several dossiers are made, those of a handover aside."""
