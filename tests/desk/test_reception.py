"""Acceptance: one transaction with its number, its due date, its slip and its debts; nothing lost, nothing twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

from app.capture import pages
from app.desk import dossier_page, drafts, printing, reception
from app.desk.acting import Session
from app.desk.drafts import Draft
from app.desk.office import Office, close_office, open_office
from app.errors import FileUnreadable, RuleViolation, TextTooLong
from app.paper.barcode import decode
from app.paper.pages import page_count, page_image, page_text
from app.store import journal, numbers
from tests.desk.conftest import MONDAY, PASSPHRASE, UNIT, SetClock

Make = Callable[..., Draft]


def test_the_search_finds_the_procedure_by_unmarked_words(office: Office, session: Session) -> None:
    found = reception.find_procedures(office, session, "dang ky lai khai")
    assert found[0].code == "1.004884"
    assert found[0].limit_text == "5 ngày làm việc"
    assert found[0].fee_text == "chưa rõ mức"


def test_what_blocks_is_named_by_its_field(office: Office, session: Session) -> None:
    draft = drafts.choose_procedure(office, session, drafts.new_draft(office, session), "1.004884")
    fields = {item.field for item in reception.missing(draft)}
    assert fields == {
        "applicant.full_name",
        "applicant.personal_number",
        "papers.0",
        "papers.1",
        "fees.0.amount",
    }


def test_an_unknown_fee_is_never_nothing(office: Office, session: Session, ready_draft: Make) -> None:
    draft = ready_draft()
    zero = replace(draft, fees=(replace(draft.fees[0], amount=0, exemption=""),))
    assert [item.rule for item in reception.missing(zero)] == ["fee_unexplained"]
    no_basis = replace(draft, fees=(replace(draft.fees[0], basis_text=""),))
    assert [item.rule for item in reception.missing(no_basis)] == ["fee_basis_needed"]


def test_acceptance_gives_number_due_date_and_slip(office: Office, session: Session, ready_draft: Make) -> None:
    accepted = reception.accept(office, session, ready_draft())
    assert accepted.code == f"{UNIT}-261123-0001"
    # Monday 08:30, five working days, 24/11 is a holiday: Tuesday 01/12, 08:30.
    assert accepted.due == datetime(2026, 12, 1, 1, 30, tzinfo=UTC)
    assert accepted.debts == ("scan", "receipt")
    view = dossier_page.open_dossier(office, session, accepted.stream)
    assert view.dossier.status == 2
    assert view.dossier.fee_due == 0
    assert view.dossier.people is not None
    assert view.dossier.people.applicant.full_name == "Nguyễn Tiến Nam"
    assert any("Ngày Văn hóa" in step for step in view.steps)
    assert [line.kind for line in view.timeline] == ["receive", "collect_payment"]


def test_the_printed_receipt_says_what_was_recorded(
    office: Office, session: Session, ready_draft: Make, tmp_path: Path
) -> None:
    accepted = reception.accept(office, session, ready_draft())
    assert printing.run_print_queue(office) == 1
    (paper,) = list((tmp_path / "paper").glob("*.pdf"))
    pdf = paper.read_bytes()
    assert page_count(pdf) == 2
    text = " ".join(page_text(pdf, 0).split())
    for said in (accepted.code, "Nguyễn Tiến Nam", "08 giờ 30 phút, ngày 01 tháng 12 năm 2026", "Tám nghìn đồng"):
        assert said in text
    width, height, rgb = page_image(pdf, 0, 200)
    assert decode(Image.frombytes("RGB", (width, height), rgb)) == [accepted.code, accepted.code]
    view = dossier_page.open_dossier(office, session, accepted.stream)
    assert [(made.form, made.sha256) for made in view.dossier.prints] == [("receipt", view.prints[0].sha256)]
    assert office.vault.read(view.prints[0].sha256) == pdf
    printing.hand_out(office, session, view.prints[0].id)
    assert dossier_page.open_dossier(office, session, accepted.stream).debts == ("scan",)


def test_a_printer_that_is_off_touches_no_acceptance(office: Office, session: Session, ready_draft: Make) -> None:
    office.save_machine_settings(replace(office.machine_settings(), printer="ipp:http://127.0.0.1:1/ipp/print"))
    accepted = reception.accept(office, session, ready_draft())
    assert printing.run_print_queue(office) == 0
    (line,) = printing.queue(office)
    assert (line.state, line.error) == ("failed", "printer_unavailable")
    assert "receipt" in dossier_page.open_dossier(office, session, accepted.stream).debts


def test_a_reprint_says_so(office: Office, session: Session, ready_draft: Make, tmp_path: Path) -> None:
    accepted = reception.accept(office, session, ready_draft())
    printing.run_print_queue(office)
    job = printing.reprint(office, session, accepted.stream, "receipt")
    assert "In lại lần 1" in page_text(printing.pdf_of(office, job), 0)


def test_numbers_ascend_and_run_out_into_provisional_codes(office: Office, session: Session, ready_draft: Make) -> None:
    codes = [reception.accept(office, session, ready_draft()).code for _ in range(50)]
    assert codes == [f"{UNIT}-261123-{number:04d}" for number in range(1, 51)]
    over = reception.accept(office, session, ready_draft())
    assert over.code == f"TAM.{UNIT}.Q01-261123-0001"
    assert "official_code" in over.debts
    with office.store.read() as connection:
        day = MONDAY.date()
        ledger = numbers.ledger(connection, session.device, UNIT, day)
    assert (ledger.count("used"), ledger.count("unused")) == (50, 0)


def test_a_restart_loses_nothing_and_mints_no_second_number(
    office: Office, session: Session, ready_draft: Make, clock: SetClock
) -> None:
    first = reception.accept(office, session, ready_draft())
    next_draft = ready_draft()
    close_office(office)
    again = open_office(office.profile, passphrase=PASSPHRASE, clock=clock)
    try:
        assert dossier_page.open_dossier(again, session, first.stream).dossier.code == first.code
        assert [line.form for line in printing.queue(again)] == ["receipt"]
        second = reception.accept(again, session, next_draft)
        assert second.code == f"{UNIT}-261123-0002"
    finally:
        close_office(again)


def test_a_clock_set_back_blocks_new_codes_but_not_reading(
    office: Office, session: Session, ready_draft: Make, clock: SetClock
) -> None:
    accepted = reception.accept(office, session, ready_draft())
    clock.forward(days=-1)
    with pytest.raises(RuleViolation) as refused:
        reception.accept(office, session, ready_draft())
    assert refused.value.rule == "clock_behind"
    assert dossier_page.open_dossier(office, session, accepted.stream).dossier.code == accepted.code


def test_a_refused_acceptance_leaves_no_trace(office: Office, session: Session, ready_draft: Make) -> None:
    draft = ready_draft()
    bare = replace(draft, papers=tuple(replace(paper, ticked=False) for paper in draft.papers))
    with pytest.raises(RuleViolation):
        reception.accept(office, session, bare)
    assert reception.accept(office, session, draft).code.endswith("-0001")


def test_files_of_the_draft_travel_with_the_acceptance(
    office: Office, session: Session, ready_draft: Make, page_pdf: bytes
) -> None:
    draft = ready_draft()
    for paper in draft.papers:
        draft = drafts.attach(office, session, draft, paper.component, page_pdf)
    accepted = reception.accept(office, session, draft)
    assert "scan" not in accepted.debts
    assert "signature" in accepted.debts
    view = dossier_page.open_dossier(office, session, accepted.stream)
    assert [item.component for item in view.dossier.files] == [paper.component for paper in draft.papers]
    assert view.files_waiting >= 1
    assert pages.page_count(office.vault.read(view.dossier.files[0].sha256)) == 1


def test_a_damaged_pdf_is_refused_and_the_draft_stays(office: Office, session: Session, ready_draft: Make) -> None:
    draft = drafts.save_draft(office, session, ready_draft())
    with pytest.raises(FileUnreadable):
        drafts.attach(office, session, draft, draft.papers[0].component, b"%PDF-1.7 broken")
    assert drafts.drafts(office, session) == [draft]


def test_a_draft_is_kept_and_is_only_its_officers(office: Office, session: Session, ready_draft: Make) -> None:
    kept = drafts.save_draft(office, session, ready_draft())
    other = replace(session, officer="H44.80.01-officer-2")
    assert drafts.drafts(office, session) == [kept]
    assert drafts.drafts(office, other) == []
    reception.accept(office, session, kept)
    assert drafts.drafts(office, session) == []


@pytest.mark.parametrize(
    ("now", "day"),
    [
        (datetime(2026, 11, 24, 2, 0, tzinfo=UTC), "261124"),
        (datetime(2026, 11, 22, 16, 0, tzinfo=UTC), "261122"),
        (datetime(2029, 1, 2, 2, 0, tzinfo=UTC), "290102"),
    ],
    ids=["a holiday", "a Sunday at 23:00", "in 2029"],
)
def test_it_works_on_any_day(
    office: Office, session: Session, ready_draft: Make, clock: SetClock, now: datetime, day: str
) -> None:
    clock.now = now
    accepted = reception.accept(office, session, ready_draft())
    assert accepted.code == f"{UNIT}-{day}-0001"
    calendar = office.reference().calendar_for(UNIT)
    assert accepted.due is not None
    assert calendar.working_day(accepted.due.date())


def test_a_text_longer_than_any_hub_takes_is_said_and_leaves_no_trace(
    office: Office, session: Session, ready_draft: Make
) -> None:
    draft = ready_draft()
    with pytest.raises(TextTooLong):
        reception.accept(office, session, replace(draft, applicant=replace(draft.applicant, address="x" * 300_000)))
    with office.store.read() as connection:
        assert journal.unsent(connection) == []
    # What cannot be kept as it came is kept without it, and no number was lost.
    accepted = reception.accept(office, session, replace(draft, applicant=replace(draft.applicant, address="a\x00b")))
    assert accepted.code.endswith("-0001")
