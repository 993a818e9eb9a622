"""What each slip says: the fields of a form, taken from the dossier as its events made it.

A slip is a view of the journal: nothing is asked of the officer again, and the same events give the same slip.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.desk.timeline import WAY_NAMES
from app.domain import acts
from app.domain.clocks import kept_limit_text
from app.domain.dossier import Dossier, PrintMade
from app.domain.events import VIETNAM, Entry
from app.domain.reference import Reference
from app.domain.text import amount_in_words
from app.paper.wording import money

KIND_NAMES: dict[str, str] = {
    "original": "Bản chính",
    "certified_copy": "Bản sao chứng thực",
    "compared_copy": "Bản sao đối chiếu",
    "electronic_copy": "Bản điện tử",
}
CHANNEL_NAMES = {"direct": "trực tiếp", "online": "trực tuyến", "postal": "bưu chính công ích"}
RETURN_NAMES = {"direct": "trực tiếp", "post": "qua bưu chính công ích", "online": "trực tuyến"}
PROVISIONAL_NOTE = (
    "Mã chính thức sẽ được báo qua số điện thoại đã đăng ký hoặc tại nơi tiếp nhận; tra cứu được bằng cả hai mã."
)

ERASED = "(đã xóa theo thời hạn lưu)"
Fields = Mapping[str, object]


@dataclass(frozen=True)
class SlipFacts:
    """Everything a slip may draw on: the dossier, its entries, the reference data and who prints it."""

    dossier: Dossier
    entries: Sequence[Entry]
    reference: Reference
    unit: str
    officer: str
    issued_at: datetime
    look_up_address: str = ""

    def payload(self, kind: str) -> tuple[Entry, Any]:
        """The last event of a kind and its payload. Raises LookupError when there is none: a slip without its act."""
        for entry in reversed(self.entries):
            if entry.body.kind == kind:
                return entry, acts.payload_of(kind, entry.body.version, entry.body.payload)
        raise LookupError(kind)

    def personal(self, entry: Entry) -> Any:
        return acts.personal_of(entry.body.kind, entry.personal)

    def officer_name(self, officer: str) -> str:
        found = self.reference.officer(officer)
        return found.name if found else officer


def header(reference: Reference, unit_code: str, issued_at: datetime) -> dict[str, object]:
    """The national header: the unit above, the unit, its one-stop shop, place and date (rules §2).

    Which of the three stand in it, and how, is the regulation set's piece.
    """
    unit = reference.unit(unit_code)
    above = reference.unit(unit.parent) if unit and unit.parent else None
    name = unit.name if unit else unit_code
    return {
        "superior": above.name if above else "",
        "agency": name,
        "one_stop": unit.one_stop_name if unit else "",
        "place": (unit.place or unit.short_name if unit else "") or name,
        "issued_on": issued_at,
    }


def number_of(person: acts.Person) -> str:
    """The number a slip prints for a person: personal number, passport or tax code."""
    return person.personal_number or person.passport or person.tax_code


def persons(facts: SlipFacts) -> dict[str, object]:
    """The person block: who stands at the counter, and the applicant when that is another."""
    people = facts.dossier.people
    if people is None:
        return {"submitter_name": ERASED}
    submitter = people.representative or people.submitter or people.applicant
    found: dict[str, object] = {
        "submitter_name": submitter.full_name,
        "submitter_number": number_of(submitter),
        "submitter_address": submitter.address,
        "submitter_phone": submitter.phone,
        "submitter_email": submitter.email,
        "channel": CHANNEL_NAMES.get(facts.dossier.channel, ""),
    }
    if submitter is not people.applicant:
        found["applicant_name"] = people.applicant.full_name
        found["applicant_number"] = number_of(people.applicant)
        found["applicant_address"] = people.applicant.address
    return found


def code_of(facts: SlipFacts) -> dict[str, object]:
    """The dossier's code, its look-up address, and the note of a provisional one."""
    dossier = facts.dossier
    code = dossier.code or next(iter(dossier.former_codes), "")
    found: dict[str, object] = {"code": code}
    if facts.look_up_address:
        found["inquiry_address"] = f"{facts.look_up_address}{code}"
    if dossier.provisional:
        found["provisional_note"] = PROVISIONAL_NOTE
    return found


def applicant_of(facts: SlipFacts) -> acts.Person:
    """The applicant; only words in place of a name once personal data is erased."""
    people = facts.dossier.people
    return people.applicant if people else acts.Person(ERASED)


def counter_of(facts: SlipFacts) -> acts.Person:
    """Who stands at the counter for this dossier."""
    people = facts.dossier.people
    if people is None:
        return acts.Person(ERASED)
    return people.representative or people.submitter or people.applicant


def one_stop_name(facts: SlipFacts) -> str:
    """The one-stop shop of the dossier's unit, with the unit's name where its own does not tell whose it is."""
    unit = facts.reference.unit(facts.dossier.unit)
    if unit is None or not unit.one_stop_name:
        return unit_name(facts)
    told = unit.short_name.casefold() in unit.one_stop_name.casefold()
    return unit.one_stop_name if told else f"{unit.one_stop_name} {unit.name}"


def unit_name(facts: SlipFacts) -> str:
    """The dossier's unit."""
    unit = facts.reference.unit(facts.dossier.unit)
    return unit.name if unit else facts.dossier.unit


def phone_of(facts: SlipFacts, officer: str) -> str:
    """The officer's telephone; empty for none."""
    found = facts.reference.officer(officer)
    return found.phone if found else ""


def procedure_fields(facts: SlipFacts) -> dict[str, object]:
    """Name and code of the procedure the dossier was accepted under."""
    procedure = facts.dossier.procedure
    return {
        "procedure_name": procedure.name if procedure else "",
        "procedure_code": procedure.code if procedure else "",
    }


def papers_of(dossier: Dossier) -> list[dict[str, object]]:
    """The papers of the dossier as the receipt lists them."""
    rows: list[dict[str, object]] = []
    for held in dossier.papers:
        paper = held.paper
        note = "xuất trình, trả lại ngay" if paper.shown else ""
        note = "đã có trong cơ sở dữ liệu" if paper.in_database else note
        note = note or ("trả lại cùng kết quả" if paper.give_back else "")
        rows.append({"name": paper.name, "kind": KIND_NAMES[paper.kind], "quantity": paper.count, "note": note})
    return rows


def addressed(person: acts.Person) -> str:
    """How a letter addresses somebody: "Bà Nguyễn Thị Hồng Phượng"; an organisation by its name alone."""
    if person.kind != "citizen" or person.full_name == ERASED:
        return person.full_name
    return f"{ADDRESSES[person.sex]} {person.full_name}"


ADDRESSES = {"male": "Ông", "female": "Bà", "": "Ông/Bà"}


def fee_words(dossier: Dossier) -> str:
    """Fees as the receipt says them: each level, what was taken and how, each exemption with its reason."""
    if not dossier.fees:
        return "không thu"
    parts = [
        f"{line.name}: {money(line.amount)}" if line.amount else f"{line.name}: miễn thu ({line.exemption})"
        for line in dossier.fees
    ]
    taken = sum(item.amount for item in dossier.money)
    if taken:
        ways = ", ".join(dict.fromkeys(WAY_NAMES[item.way] for item in dossier.money))
        parts.append(f"đã thu {money(taken)} ({amount_in_words(taken)}), {ways}")
    elif any(line.amount for line in dossier.fees):
        parts.append("chưa thu")
    return "; ".join(parts)


CHANGING = frozenset({"receive", "record_from_paper", "supplement", "adopt_code", "extend_with_apology"})
"""Acts after which a receipt says something else; so do a correction of printed facts and a clock that starts anew.

None of them makes it a corrected slip: what was printed before was right when it was printed. An apology's new date
is told to the citizen by form 04; a receipt printed after it gives that date and the one promised before.
"""


def said_since(facts: SlipFacts) -> datetime | None:
    """When the receipt came to say what it says now; a print before is another paper, not an earlier copy."""
    for entry in reversed(facts.entries):
        kind, payload = entry.body.kind, entry.body.payload
        if kind in CHANGING or (kind == "amend" and payload.get("supersedes")):
            return entry.body.at
        if kind == "acknowledge" and payload.get("restart"):
            return entry.body.at
    return None


def prints_of(facts: SlipFacts, form: str) -> list[PrintMade]:
    """The prints of a form that stand: those spoiled are left out."""
    spoiled = {(made.sha256, made.copy_number) for made in facts.dossier.prints if made.spoiled and made.form == form}
    return [
        made
        for made in facts.dossier.prints
        if made.form == form and not made.spoiled and (made.sha256, made.copy_number) not in spoiled
    ]


def replaced(facts: SlipFacts, form: str) -> str:
    """Which printed paper this one takes the place of, in words; empty for the first and for a mere reprint."""
    since = said_since(facts)
    before = [made for made in prints_of(facts, form) if since is not None and made.at < since]
    return f"Thay cho giấy in lúc {before[-1].at.astimezone(VIETNAM):%H:%M %d/%m/%Y}" if before else ""


TOLD_LATER = "sẽ báo khi cơ quan có thẩm quyền nhận hồ sơ"
"""Printed in place of a due date where the province promises none before the competent agency has the dossier."""


def due_absent(dossier: Dossier) -> str:
    """What stands where a due date would; empty when there is one."""
    if dossier.due_at is not None:
        return ""
    return TOLD_LATER if dossier.due_expected else "không có"


def due_note(dossier: Dossier) -> str:
    """What a printed due date must say of itself: expected, resting on a projected calendar, or its local dates;
    after an apology also the date promised before."""
    if dossier.due is None or dossier.due.due is None:
        return ""
    notes = []
    if dossier.extension is not None and dossier.due_at == dossier.extension.new_due:
        before = dossier.extension.old_due.astimezone(VIETNAM)
        notes.append(f"hẹn lại ngày {dossier.extension.notice_on:%d/%m/%Y}, lần trước hẹn {before:%H:%M %d/%m/%Y}")
    if dossier.due_expected:
        notes.append("dự kiến, thời hạn tính từ khi cơ quan có thẩm quyền nhận hồ sơ")
    if dossier.due.projected:
        notes.append("lịch nghỉ dự kiến")
    if dossier.joint:
        notes.extend(
            f"{step.name}: {step.due.astimezone(VIETNAM):%H:%M %d/%m/%Y}" for step in dossier.due.agencies if step.due
        )
    return "; ".join(notes)


def _receipt(facts: SlipFacts) -> Fields:
    dossier = facts.dossier
    limit = dossier.limit or acts.LimitKept("none")
    place = dossier.return_place
    if dossier.return_mode != "direct":
        place = f"{place} ({RETURN_NAMES[dossier.return_mode]})"
    return {
        **header(facts.reference, facts.unit, dossier.accepted_at or facts.issued_at),
        **persons(facts),
        **code_of(facts),
        **procedure_fields(facts),
        "replaces": replaced(facts, "receipt"),
        "abstract": dossier.people.abstract if dossier.people else "",
        "papers": papers_of(dossier),
        "sets": dossier.sets,
        "limit_text": kept_limit_text(limit),
        "accepted_at": dossier.accepted_at,
        "due": dossier.due_at,
        "due_absent": due_absent(dossier),
        "due_note": due_note(dossier),
        "return_place": place,
        "fee_text": fee_words(dossier),
        "book_number": dossier.register_book,
        "book_line": str(dossier.register_number) if dossier.register_number is not None else "",
        "officer_name": facts.officer_name(dossier.officer),
    }


def _return_receipt(facts: SlipFacts) -> Fields:
    dossier = facts.dossier
    entry, payload = facts.payload("return_result")
    collector: acts.CollectorPerson | None = facts.personal(entry)
    people = dossier.people
    originals = [
        {"name": held.paper.name, "quantity": held.paper.count}
        for held in dossier.papers
        if held.paper.component in payload.originals and held.paper.give_back
    ]
    return {
        **header(facts.reference, facts.unit, entry.body.at),
        **code_of(facts),
        **procedure_fields(facts),
        "applicant_name": people.applicant.full_name if people else "",
        "accepted_at": dossier.accepted_at,
        "due": dossier.due_at,
        "recipient_name": collector.person.full_name if collector else "",
        "recipient_number": number_of(collector.person) if collector else "",
        "recipient_phone": collector.person.phone if collector else "",
        "authorisation": collector.authority if collector else "",
        "returned_at": entry.body.at,
        "return_mode": RETURN_NAMES[payload.way],
        "missing_receipt_note": "Người nhận trình báo mất giấy tiếp nhận hồ sơ." if payload.receipt_lost else "",
        "results": [
            {"kind": result.name, "number": result.number, "date": result.issued_on, "quantity": 1}
            for result in dossier.results
        ],
        "originals": originals,
        "officer_name": facts.officer_name(entry.body.officer),
    }


RECEIPTS: dict[str, Callable[[SlipFacts], Fields]] = {"receipt": _receipt, "return_receipt": _return_receipt}
"""How the fields of the receipt and the return receipt are made."""
