"""Every form of both sets as the desk makes it from real acts: its marks, its reprints, its corrected prints."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from app.desk import dossier_page, drafts, guidance, handover, joint, postal, printing, reception, returns, supplements
from app.desk.acting import Session, record
from app.desk.drafts import Draft, DraftPerson
from app.desk.office import Office, close_office, open_office
from app.desk.sign_in import sign_in
from app.domain import acts
from app.domain.events import VIETNAM, new_id
from app.domain.identity import parse_card
from app.domain.ranges import NumberRange
from app.domain.reference import reference_document
from app.paper import pages
from app.paper.forms import form_keys
from app.settings import MachineSettings
from app.store import enrolment, numbers, reference
from resources import reference_parts
from tests.desk.conftest import CARD, HASH, PASSPHRASE, PASSWORD, SetClock

ALL = [(set_id, key) for set_id in ("2018", "2025") for key in form_keys(set_id)]
NOT_OF_A_DOSSIER = {"register", "folder_label"}
WITHOUT_CODE = {"guidance_slip", "refusal"}
"""Made before a dossier has a code."""
LISTS = {"dossier_handover_list", "result_handover_list", "postal_handover_record"}
UNCORRECTED = {
    "supplement_request",
    "withdrawal_slip",
    "papers_returned",
    "termination_notice",
    "return_receipt",
    *WITHOUT_CODE,
}
"""Made before a dossier is one, while it waits for papers, or when it is over: nothing is corrected then."""
NAMELESS = {"rating_slip"}
"""Says nothing that a correction of a name changes."""


@dataclass(frozen=True)
class Era:
    """A one-stop shop of a time: its unit, the day, what is handed in there."""

    unit: str
    now: datetime
    procedure: str


ERAS = {
    "2018": Era("H44.63", datetime(2025, 5, 6, 8, 0, tzinfo=VIETNAM), "2.000720"),
    "2025": Era("H44.80.01", datetime(2026, 11, 23, 8, 30, tzinfo=VIETNAM), "1.004884"),
}


class Shop:
    """The desk of an era, with numbers to give or without."""

    def __init__(self, office: Office, era: Era, session: Session, clock: SetClock) -> None:
        self.office, self.era, self.session, self.clock = office, era, session, clock

    def draft(self, procedure: str = "") -> Draft:
        office, session = self.office, self.session
        draft = drafts.choose_procedure(
            office, session, drafts.new_draft(office, session), procedure or self.era.procedure
        )
        fees = tuple(replace(fee, amount=36000, basis="entered", basis_text="Nghị quyết HĐND") for fee in draft.fees)
        return replace(
            draft,
            applicant=replace(drafts.apply_card(draft.applicant, parse_card(CARD)), phone="0912345678"),
            papers=tuple(replace(paper, ticked=True) for paper in draft.papers),
            fees=fees,
            account_check="done",
        )

    def accept(self) -> reception.Accepted:
        return reception.accept(self.office, self.session, self.draft())

    def correct_name(self, stream: str, name: str) -> None:
        people = dossier_page.open_dossier(self.office, self.session, stream).dossier.people
        assert people is not None
        mended = replace(people, applicant=replace(people.applicant, full_name=name))
        supplements.amend(self.office, self.session, stream, people=mended, fields=("full_name",))

    def wanted(self, stream: str) -> tuple[supplements.Wanted, ...]:
        held = dossier_page.open_dossier(self.office, self.session, stream).dossier.papers[:1]
        return tuple(supplements.Wanted(p.paper.component, p.paper.name, "thiếu chữ ký") for p in held)

    def does(self, stream: str, *payloads: object) -> None:
        agency = replace(self.session, role="agency", officer=f"{self.era.unit}-agency")
        with self.office.store.write() as connection:
            for payload in payloads:
                record(connection, self.office, agency, stream, payload)

    # ------------------------------------------------------------ one way to each form

    def make(self, form: str) -> tuple[str, str]:
        """The stream and the print job of a first print of ``form``, made by the act it tells of."""
        office, session = self.office, self.session
        match form:
            case "receipt":
                done = self.accept()
                return done.stream, done.prints[0]
            case "group_receipt":
                one, _ = joint.accept_together(office, session, [self.draft(), self.draft()])
                return one.stream, one.prints[0]
            case "guidance_slip":
                draft = self.draft()
                paper = draft.papers[0]
                wanted = (supplements.Wanted(paper.component, paper.name, "thiếu chữ ký"),)
                guided = guidance.guide(office, session, draft, wanted)
                return guided.stream, guided.prints[0]
            case "refusal":
                refused = supplements.refuse(office, session, self.draft(), "Không thuộc thẩm quyền")
                return refused.stream, refused.prints[0]
        draft = {"postal_handover_record": self.by_post, "transfer_slip": self.in_steps}.get(form, self.draft)()
        stream = reception.accept(office, session, draft).stream
        match form:
            case "supplement_request":
                job = supplements.request_supplement(office, session, stream, self.wanted(stream)).prints[0]
            case "apology":
                due = dossier_page.open_dossier(office, session, stream).dossier.due_at
                assert due is not None
                until = due + timedelta(days=7)
                said = {"reason": "chờ xác minh", "signed_position": "Chủ tịch"}
                job = supplements.extend(office, session, stream, until, **said).prints[0]
            case "termination_notice":
                supplements.request_supplement(office, session, stream, self.wanted(stream))
                self.clock.forward(days=16)
                job = supplements.stop(office, session, stream, "unanswered").prints[0]
            case "withdrawal_slip":
                job = supplements.withdraw(office, session, stream, "applicant", "đổi ý").prints[0]
            case "papers_returned":
                handover.hand_over(office, session, [stream])
                supplements.withdraw(office, session, stream, "applicant", "đổi ý")
                held = dossier_page.open_dossier(office, session, stream).dossier.papers
                components = tuple(paper.paper.component for paper in held)
                job = supplements.give_papers_back(office, session, stream, components).prints[0]
            case "dossier_handover_list":
                job = handover.hand_over(office, session, [stream]).prints[0]
            case "result_handover_list":
                self.does(stream, acts.Finished("result", (acts.ResultPaper("Giấy khai sinh", "12/2026"),)))
                job = handover.hand_over(office, session, [stream], what="result").prints[0]
            case "return_receipt":
                result = acts.ResultPaper("Giấy khai sinh", "12/2026", date(2026, 11, 24))
                self.does(stream, acts.Finished("result", (result,)))
                person = DraftPerson(full_name="Nguyễn Tiến Nam", personal_number="025301123456")
                collector = returns.Collector("applicant", person)
                job = returns.return_result(office, session, stream, collector).prints[0]
            case "postal_handover_record":
                job = printing.issue_list(office, session, [stream], form)
            case _:
                job = printing.issue(office, session, stream, form)
        return stream, job

    def by_post(self) -> Draft:
        signed = self.office.now() - timedelta(minutes=30)
        record = {"record_number": "BB-17", "slip_number": "PG123456789VN", "postman": "Lê Văn Bưu"}
        return postal.with_record(self.draft(), signed_at=signed, **record)

    def in_steps(self) -> Draft:
        """A draft of a matter that several agencies work on."""
        choices = [each for each in joint.joint_choices(self.office, self.session) if each.recordable]
        if not choices:
            return self.draft()
        draft = joint.choose_joint(self.office, self.session, self.draft(), choices[0].name)
        papers = tuple(replace(paper, ticked=True) for paper in draft.papers)
        fees = tuple(replace(fee, amount=0, exemption="miễn") for fee in draft.fees)
        return replace(draft, papers=papers, fees=fees)


Open = Callable[[str, bool], Shop]


@pytest.fixture
def open_shop(tmp_path: Path) -> Iterator[Open]:
    """Opens the desk of a regulation set; without numbers its dossiers get provisional codes."""
    opened: list[Office] = []

    def make(set_id: str, has_numbers: bool) -> Shop:
        era = ERAS[set_id]
        clock = SetClock(era.now.astimezone(UTC))
        office = open_office(tmp_path / "profile", passphrase=PASSPHRASE, clock=clock)
        opened.append(office)
        parts = reference_parts()
        named = {"officer": "Trần Văn Hùng", "agency": "Phạm Quốc Việt"}
        parts["officers"] = [
            {"id": f"{era.unit}-{role}", "name": name, "role": role, "unit": era.unit, "valid_from": "2018-06-21",
             "password_hash": HASH, "phone": "0210 3846 000"}
            for role, name in named.items()
        ]  # fmt: skip
        for row in parts["catalogue"]["procedure"]:
            if (
                row["code"] == era.procedure and set_id == "2018"
            ):  # the shipped catalogue has no stepped one of that time
                days = {"kind": "working_days", "value": 1}
                agencies = ("agency", "H44")
                row["steps"] = [{"name": f"Việc của {who}", "agency": who, "limit": days} for who in agencies]
        kept = msgspec.json.encode(reference_document(version=1, **parts))
        device = new_id()
        with office.store.write() as connection:
            document = reference.ReferenceDocument(1, date(2018, 1, 1), kept, b"", office.now())
            reference.keep(connection, document)
            here = enrolment.Enrolment(
                device, era.unit, "Q01", "http://127.0.0.1:9", bytes(32), bytes(32), "epoch", office.now()
            )
            enrolment.enrol(connection, here)
            if has_numbers:
                granted = NumberRange(new_id(), era.unit, 1, 50, date(2018, 1, 1), date(2031, 1, 1))
                numbers.grant(connection, device, [granted])
        office.save_machine_settings(MachineSettings(printer=f"file:{tmp_path / 'paper'}"))
        return Shop(office, era, sign_in(office, f"{era.unit}-officer", PASSWORD), clock)

    yield make
    for office in opened:
        close_office(office)


def text_of(shop: Shop, job: str) -> str:
    pdf = printing.pdf_of(shop.office, job)
    return " ".join(" ".join(pages.page_text(pdf, page) for page in range(pages.page_count(pdf))).split())


@pytest.mark.parametrize(("set_id", "form"), ALL)
@pytest.mark.parametrize("has_numbers", [True, False], ids=["official", "provisional"])
def test_marks_stand_on_every_form_they_apply_to(open_shop: Open, set_id: str, form: str, has_numbers: bool) -> None:
    if form == "register":
        return  # a book tells of many dossiers; its lines say so, see test_printing
    shop = open_shop(set_id, has_numbers)
    stream, first = shop.make(form)
    provisional = not has_numbers and form not in WITHOUT_CODE
    assert marks_of(shop, first) == {"MÃ TẠM": provisional, "In lại": "", "Bản đính chính": ""}
    if provisional:
        assert "TAM." in text_of(shop, first).replace("- ", "-")
    assert printing.run_print_queue(shop.office) >= 1

    def again() -> str:
        if form in LISTS:
            return printing.reprint_list(shop.office, shop.session, first)
        return printing.reprint(shop.office, shop.session, stream, FORM_AGAIN.get(form, form))

    for number in ("1", "2"):
        job = again()
        assert marks_of(shop, job) == {"MÃ TẠM": provisional, "In lại": number, "Bản đính chính": ""}
        printing.run_print_queue(shop.office)
    if form in LISTS | UNCORRECTED:
        return
    for number in ("1", "2"):
        shop.clock.forward(minutes=5)
        shop.correct_name(stream, f"Nguyễn Tiến Năm {number}")
        printing.run_print_queue(shop.office)  # the corrected receipt comes by itself
        shop.clock.forward(minutes=5)
        job = again()
        corrected = "" if form in NAMELESS else number
        reprinted = {"": str(int(number) + 2)}.get(corrected, "1" if form in RECEIPTS else "")
        assert marks_of(shop, job) == {"MÃ TẠM": provisional, "In lại": reprinted, "Bản đính chính": corrected}
        printing.run_print_queue(shop.office)


FORM_AGAIN = {"group_receipt": "receipt"}
"""Each dossier of a group has its own receipt from the second print on."""
RECEIPTS = {"receipt", "group_receipt"}


def marks_of(shop: Shop, job: str) -> dict[str, object]:
    """The marks on a slip: whether its code is said to be provisional, and the numbers of the other two."""
    text = text_of(shop, job)
    found: dict[str, object] = {"MÃ TẠM": "MÃ TẠM" in text}
    for mark in ("In lại", "Bản đính chính"):
        numbers_said = set(re.findall(rf"{mark} lần (\d+)", text))
        assert len(numbers_said) < 2
        found[mark] = next(iter(numbers_said), "")
    return found
