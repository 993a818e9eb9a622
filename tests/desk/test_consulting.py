"""Verification and opinions of other agencies: content, agency, deadline and answer; nothing else moves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from app.desk import consulting, dossier_page, handover, printing, reception
from app.desk.acting import Session, record
from app.desk.drafts import Draft
from app.desk.office import Office
from app.domain import acts
from app.errors import FieldRequired, RuleViolation
from app.paper.pages import page_text
from tests.desk.conftest import UNIT, SetClock

Make = Callable[..., Draft]
POLICE = "Công an phường Âu Cơ"
UNTIL = date(2026, 11, 27)


def test_the_one_stop_shop_and_the_agency_ask_and_are_answered(
    office: Office, session: Session, ready_draft: Make, clock: SetClock
) -> None:
    accepted = reception.accept(office, session, ready_draft())
    stream = accepted.stream
    first = consulting.ask(office, session, stream, "verification", POLICE, UNTIL, "nơi cư trú trước đây")
    handed = handover.hand_over(office, session, [stream])
    with pytest.raises(RuleViolation) as travelling:
        consulting.ask(office, session, stream, "opinion", POLICE, UNTIL, "ý kiến")
    assert travelling.value.rule == "in_transit"
    agency = replace(session, officer=f"{UNIT}-agency", role="agency")
    with office.store.write() as connection:
        taken = acts.Acknowledged("dossier", handed.number, acts.Holder(UNIT, "agency"))
        record(connection, office, agency, stream, taken)
    clock.forward(days=2)
    consulting.ask(office, agency, stream, "opinion", "Phòng Tư pháp", UNTIL, "áp dụng quy định nào")
    consulting.answer(office, agency, stream, first, "đã từng cư trú")
    with pytest.raises(RuleViolation) as twice:
        consulting.answer(office, agency, stream, first, "lần nữa")
    assert twice.value.rule == "consultation_unknown"

    view = dossier_page.open_dossier(office, session, stream)
    assert (view.dossier.status, view.dossier.due_at) == (4, accepted.due)
    assert [(item.category, item.agency, item.deadline, item.answered_at) for item in view.dossier.consultations] == [
        ("verification", POLICE, UNTIL, clock.now),
        ("opinion", "Phòng Tư pháp", UNTIL, None),
    ]
    assert [line.text for line in view.timeline if line.kind == "consult"] == [
        f"Đề nghị xác minh: {POLICE}, hạn trả lời 27/11/2026",
        "Lấy ý kiến: Phòng Tư pháp, hạn trả lời 27/11/2026",
        f"Nhận kết quả xác minh của {POLICE}",
    ]
    slip = printing.pdf_of(office, printing.issue(office, session, stream, "control_slip"))
    text = " ".join(page_text(slip, 0).split())
    assert f"Xác minh: {POLICE}, hạn 27/11/2026, trả lời 25/11/2026" in text
    assert "Lấy ý kiến: Phòng Tư pháp, hạn 27/11/2026, chưa trả lời" in text


def test_a_question_names_agency_content_and_a_day_to_come(office: Office, session: Session, ready_draft: Make) -> None:
    stream = reception.accept(office, session, ready_draft()).stream
    with pytest.raises(FieldRequired):
        consulting.ask(office, session, stream, "opinion", " ", UNTIL, "nội dung")
    with pytest.raises(FieldRequired):
        consulting.ask(office, session, stream, "opinion", POLICE, UNTIL, " ")
    with pytest.raises(RuleViolation) as past:
        consulting.ask(office, session, stream, "opinion", POLICE, date(2026, 11, 22), "nội dung")
    assert (past.value.rule, past.value.law) == ("deadline_past", "NĐ 118/2025/NĐ-CP Đ19.4")
