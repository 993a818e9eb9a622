"""A dossier's whole life at the desk: handed over, worked on, returned; and the ways it can end otherwise."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from app.desk import dossier_page, handover, printing, reception, returns, supplements, worklists
from app.desk.acting import Session, record
from app.desk.corrections import Change
from app.desk.drafts import Draft, DraftPerson
from app.desk.office import Office
from app.domain import acts
from app.domain.events import VIETNAM
from app.errors import FieldRequired, RuleViolation
from app.paper.pages import page_text
from app.paper.wording import money
from tests.desk.conftest import UNIT, SetClock

Make = Callable[..., Draft]
AGENCY = acts.Holder(UNIT, "agency")
HERE = acts.Holder(UNIT, "one_stop")
RESULT = acts.ResultPaper("Giấy khai sinh", "12/2026", date(2026, 11, 26))


def at_agency(office: Office, session: Session, *payloads: object, stream: str) -> None:
    """What the agency does on its board, recorded here as the feed would bring it."""
    agency = replace(session, officer=f"{UNIT}-agency", role="agency")
    with office.store.write() as connection:
        for payload in payloads:
            record(connection, office, agency, stream, payload)


@pytest.fixture
def accepted(office: Office, session: Session, ready_draft: Make) -> reception.Accepted:
    return reception.accept(office, session, ready_draft())


def view(office: Office, session: Session, stream: str) -> dossier_page.DossierView:
    return dossier_page.open_dossier(office, session, stream)


def slip(office: Office, job: str) -> str:
    return " ".join(" ".join(page_text(printing.pdf_of(office, job), 0).split()).split())


def listed(office: Office, session: Session, name: str) -> list[str]:
    return [row.stream for row in worklists.page(office, session, name).rows]


def test_from_counter_to_citizen(
    office: Office, session: Session, accepted: reception.Accepted, tmp_path: Path, clock: SetClock
) -> None:
    stream = accepted.stream
    assert listed(office, session, "to_hand_over") == [stream]
    handed = handover.hand_over(office, session, [stream])
    assert handed.number == "BG.Q01-261123-001"
    assert listed(office, session, "in_transit") == [stream]
    assert accepted.code in slip(office, handed.prints[0])
    clock.forward(days=2)
    at_agency(
        office,
        session,
        acts.Acknowledged("dossier", handed.number, AGENCY),
        acts.Finished("result", (RESULT,)),
        acts.HandedOver("result", "KQ-1", AGENCY, HERE),
        stream=stream,
    )
    assert listed(office, session, "results_to_acknowledge") == [stream]
    with pytest.raises(RuleViolation) as early:
        returns.return_result(office, session, stream, returns.Collector("applicant", DraftPerson(full_name="A")))
    assert early.value.rule == "result_not_here"
    assert handover.acknowledge(office, session, [stream]) == 1
    assert listed(office, session, "to_return") == [stream]
    assert returns.find_stream(office, accepted.code.lower()) == stream
    desk = returns.return_view(office, session, stream)
    assert (desk.refusal, desk.fee_due) == (None, 0)
    collector = DraftPerson(full_name="Nguyễn Tiến Nam", personal_number="025301123456", from_card=("full_name",))
    assert returns.same_person(desk.dossier, collector)
    given = returns.return_result(office, session, stream, returns.Collector("applicant", collector))
    text = slip(office, given.prints[0])
    assert "BIÊN NHẬN TRẢ KẾT QUẢ" in text
    assert "Giấy khai sinh" in text
    assert printing.run_print_queue(office) == 3
    ended = view(office, session, stream)
    assert ended.dossier.status == 10
    assert ended.dossier.returned_at is not None
    assert [line.form for line in ended.prints] == ["receipt", "return_receipt"]
    with pytest.raises(RuleViolation) as twice:
        returns.return_result(office, session, stream, returns.Collector("applicant", collector))
    assert twice.value.rule == "status"


def test_a_list_goes_whole_or_not_at_all(
    office: Office, session: Session, accepted: reception.Accepted, ready_draft: Make
) -> None:
    other = reception.accept(office, session, ready_draft())
    handover.hand_over(office, session, [accepted.stream])
    with pytest.raises(RuleViolation) as refused:
        handover.hand_over(office, session, [other.stream, accepted.stream])
    assert (refused.value.rule, refused.value.facts["code"]) == ("in_transit", accepted.code)
    assert view(office, session, other.stream).dossier.transit is None


def test_a_supplement_restarts_the_clock(
    office: Office, session: Session, accepted: reception.Accepted, clock: SetClock
) -> None:
    stream = accepted.stream
    component = view(office, session, stream).dossier.papers[1].paper
    wanted = supplements.Wanted(component.component, component.name, "bản sao mờ, không đọc được")
    clock.forward(days=2)
    asked = supplements.request_supplement(office, session, stream, (wanted,))
    text = slip(office, asked.prints[0])
    assert f"{accepted.code}/HDHS" in text
    assert "bản sao mờ, không đọc được" in text
    state = view(office, session, stream).dossier
    assert state.status == 5
    assert state.supplement is not None
    # Wednesday 25/11 + 15 calendar days.
    assert state.supplement.closing_on == date(2026, 12, 10)
    clock.forward(days=5)
    supplements.supplement(office, session, stream, (component,))
    again = view(office, session, stream).dossier
    # Complete on Monday 30/11 08:30; five working days on: Monday 07/12 08:30.
    assert again.due_at == datetime(2026, 12, 7, 1, 30, tzinfo=UTC)
    assert [item.by for item in again.due_history] == ["receive", "supplement"]
    with pytest.raises(RuleViolation) as second:
        supplements.request_supplement(office, session, stream, (wanted,))
    assert second.value.rule == "supplement_once"


def test_an_unanswered_request_is_closed_only_after_its_day(
    office: Office, session: Session, accepted: reception.Accepted, clock: SetClock
) -> None:
    stream = accepted.stream
    component = view(office, session, stream).dossier.papers[0].paper
    wanted = supplements.Wanted(component.component, component.name, "thiếu chữ ký")
    supplements.request_supplement(office, session, stream, (wanted,))
    clock.forward(days=15)
    with pytest.raises(RuleViolation) as early:
        supplements.stop(office, session, stream, "unanswered")
    assert early.value.rule == "stop_not_due"
    clock.forward(days=1)
    stopped = supplements.stop(office, session, stream, "unanswered")
    assert "THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ" in slip(office, stopped.prints[0])
    assert view(office, session, stream).dossier.status == 8


def test_a_refusal_takes_no_code(office: Office, session: Session, ready_draft: Make) -> None:
    with pytest.raises(FieldRequired):
        supplements.refuse(office, session, ready_draft(), " ")
    refused = supplements.refuse(office, session, ready_draft(), "Không thuộc thẩm quyền của phường")
    assert "Không thuộc thẩm quyền của phường" in slip(office, refused.prints[0])
    assert view(office, session, refused.stream).dossier.code == ""
    assert reception.accept(office, session, ready_draft()).code.endswith("-0001")


def test_a_withdrawn_dossier_gives_its_papers_back(
    office: Office, session: Session, accepted: reception.Accepted
) -> None:
    done = supplements.withdraw(office, session, accepted.stream, "applicant", "đổi ý")
    text = slip(office, done.prints[0])
    assert "Tờ khai đăng ký lại khai sinh" in text
    state = view(office, session, accepted.stream).dossier
    assert state.status == 7
    assert all(held.returned_at is not None for held in state.papers)


def test_papers_with_the_agency_come_back_after_the_withdrawal(
    office: Office, session: Session, accepted: reception.Accepted
) -> None:
    stream = accepted.stream
    handover.hand_over(office, session, [stream])
    done = supplements.withdraw(office, session, stream, "applicant", "đổi ý")
    assert "Tờ khai đăng ký lại khai sinh" not in slip(office, done.prints[0]), "the papers are on their way"
    state = view(office, session, stream).dossier
    assert (state.status, state.transit is not None) == (7, True)
    components = tuple(held.paper.component for held in state.papers if held.returned_at is None)
    assert len(components) == len(state.papers) == 2

    first = supplements.give_papers_back(office, session, stream, components[:1])
    assert "Tờ khai đăng ký lại khai sinh" in slip(office, first.prints[0])
    with pytest.raises(RuleViolation) as twice:
        supplements.give_papers_back(office, session, stream, components)
    assert twice.value.rule == "paper_not_held"
    supplements.give_papers_back(office, session, stream, components[1:], "representative")
    assert all(held.returned_at is not None for held in view(office, session, stream).dossier.papers)


def test_a_running_dossier_keeps_its_papers(office: Office, session: Session, accepted: reception.Accepted) -> None:
    held = view(office, session, accepted.stream).dossier.papers[0].paper.component
    with pytest.raises(RuleViolation) as refused:
        supplements.give_papers_back(office, session, accepted.stream, (held,))
    assert refused.value.rule == "status"


def test_a_corrected_fee_supersedes_the_receipt(
    office: Office, session: Session, accepted: reception.Accepted, clock: SetClock
) -> None:
    printing.run_print_queue(office)
    stream = accepted.stream
    (line,) = view(office, session, stream).dossier.fees
    groundless = replace(line, amount=12_000, basis="entered", basis_text=" ")
    with pytest.raises(RuleViolation) as refused:
        supplements.amend(office, session, stream, fees=(groundless,))
    assert refused.value.rule == "fee_basis_needed"
    raised = replace(line, amount=12_000, basis="entered", basis_text="Nghị quyết 12/2026")
    clock.forward(minutes=5)
    done = supplements.amend(office, session, stream, fees=(raised,))
    after = view(office, session, stream)
    assert (after.dossier.fees, after.dossier.fee_due) == ((raised,), 4_000)
    assert {"corrected_receipt", "fee"} <= set(after.debts)
    text = slip(office, done.prints[0])
    assert "Bản đính chính lần 1" in text
    assert "12.000" in text
    printing.run_print_queue(office)
    supplements.collect(office, session, stream, acts.PaymentCollected(4_000, "cash"))
    assert not {"corrected_receipt", "fee"} & set(view(office, session, stream).debts)

    handed = handover.hand_over(office, session, [stream])
    at_agency(office, session, acts.Acknowledged("dossier", handed.number, AGENCY), stream=stream)
    with pytest.raises(RuleViolation) as locked:
        supplements.amend(office, session, stream, fees=(line,))
    assert locked.value.rule == "field_locked"


def test_one_apology_with_one_new_date(
    office: Office, session: Session, accepted: reception.Accepted, clock: SetClock
) -> None:
    stream = accepted.stream
    new_due = datetime(2026, 12, 4, 2, 0, tzinfo=UTC)
    clock.forward(days=2)
    done = supplements.extend(office, session, stream, new_due, reason="chờ xác minh", signed_position="Chủ tịch")
    assert "chờ xác minh" in slip(office, done.prints[0])
    state = view(office, session, stream).dossier
    assert state.due_at == new_due
    assert state.due_history[0].due == accepted.due, "the old date stays in history"
    with pytest.raises(RuleViolation) as second:
        supplements.extend(office, session, stream, new_due, reason="nữa", signed_position="Chủ tịch")
    assert second.value.rule == "extension_once"


def test_a_receipt_after_an_apology_is_neither_a_reprint_nor_a_corrected_slip(
    office: Office, session: Session, accepted: reception.Accepted, clock: SetClock
) -> None:
    printing.run_print_queue(office)
    first = slip(office, accepted.prints[0])
    clock.forward(days=2)
    supplements.extend(
        office, session, accepted.stream, datetime(2026, 12, 4, 2, 0, tzinfo=UTC), reason="chờ", signed_position="CT"
    )
    again = slip(office, printing.reprint(office, session, accepted.stream, "receipt"))
    assert "09 giờ 00 phút, ngày 04 tháng 12 năm 2026" in again
    assert accepted.due is not None
    promised = f"lần trước hẹn {accepted.due.astimezone(VIETNAM):%H:%M %d/%m/%Y}"
    assert (promised in first, promised in again) == (False, True)
    assert "Thay cho giấy in lúc" in again
    assert not re.search("In lại|đính chính", again)
    printing.run_print_queue(office)
    assert "In lại lần 1" in slip(office, printing.reprint(office, session, accepted.stream, "receipt"))


def test_a_correction_supersedes_the_printed_slip(
    office: Office, session: Session, accepted: reception.Accepted
) -> None:
    printing.run_print_queue(office)
    people = view(office, session, accepted.stream).dossier.people
    assert people is not None
    mended = replace(people, applicant=replace(people.applicant, full_name="Nguyễn Tiến Năm"))
    done = supplements.amend(office, session, accepted.stream, people=mended, fields=("full_name",))
    corrected = view(office, session, accepted.stream)
    assert "corrected_receipt" in corrected.debts
    assert (corrected.timeline[-1].text, corrected.timeline[-1].changes) == (
        "Đính chính họ và tên (lần 1)",
        (Change("họ và tên", "Nguyễn Tiến Nam", "Nguyễn Tiến Năm"),),
    )
    text = slip(office, done.prints[0])
    assert "Bản đính chính lần 1" in text
    assert "Nguyễn Tiến Năm" in text
    printing.run_print_queue(office)
    assert "corrected_receipt" not in view(office, session, accepted.stream).debts


@pytest.mark.parametrize("form", ["control_slip", "fee_slip", "processing_history"])
def test_slips_on_request(office: Office, session: Session, accepted: reception.Accepted, form: str) -> None:
    job = printing.issue(office, session, accepted.stream, form)
    assert accepted.code in slip(office, job)


def test_search_finds_it_by_name_code_and_last_digits(
    office: Office, session: Session, accepted: reception.Accepted
) -> None:
    for text in ("nguyen tien", "Tiến Nam", accepted.code, "3456", "H44.80.01-2611"):
        assert [row.stream for row in worklists.find(office, session, text)] == [accepted.stream], text
    assert worklists.find(office, session, "không có ai") == []
    counted = worklists.counts(office, session)
    assert (counted["all"], counted["to_hand_over"], counted["late"]) == (1, 1, 0)


def test_a_closing_notice_says_what_becomes_of_papers_and_fees_and_whom_to_ask(
    office: Office, session: Session, accepted: reception.Accepted, clock: SetClock
) -> None:
    stream = accepted.stream
    held = view(office, session, stream).dossier.papers
    lying = [each for each in held if not each.paper.shown and not each.paper.in_database]
    assert lying
    wanted = (supplements.Wanted(lying[0].paper.component, lying[0].paper.name, "thiếu chữ ký"),)
    supplements.request_supplement(office, session, stream, wanted)
    clock.forward(days=16)
    job = supplements.stop(office, session, stream, "unanswered").prints[0]
    text = slip(office, job)
    told = " ".join(text.split())
    assert "Giấy tờ đã nộp: đề nghị nhận lại tại" in told
    assert all(f"{each.paper.name} ({each.paper.count:02d})" in told for each in lying)
    taken = sum(item.amount for item in view(office, session, stream).dossier.money)
    assert taken > 0
    assert f"Phí, lệ phí: đã thu {money(taken)}; việc hoàn trả theo quy định" in told
    printing.run_print_queue(office)
    clock.forward(days=1)
    supplements.give_papers_back(office, session, stream, (lying[0].paper.component,))
    again = " ".join(slip(office, printing.reprint(office, session, stream, "termination_notice")).split())
    assert f"{lying[0].paper.name} ({lying[0].paper.count:02d})" in again, "it tells of the day it was made"


def test_a_withdrawal_slip_says_what_money_was_given_back(
    office: Office, session: Session, accepted: reception.Accepted
) -> None:
    stream = accepted.stream
    taken = sum(item.amount for item in view(office, session, stream).dossier.money)
    assert taken > 0
    supplements.refund(office, session, stream, acts.Refunded(taken, "cash"))
    done = supplements.withdraw(office, session, stream, "applicant", "đổi ý")
    assert f"Phí, lệ phí: đã hoàn {money(taken)}" in slip(office, done.prints[0])
