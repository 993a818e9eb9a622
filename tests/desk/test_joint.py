"""Joint procedures with a total and local due dates; several dossiers together; another unit's competence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import msgspec
import pytest

from app.desk import dossier_page, drafts, handover, joint, printing, reception
from app.desk.acting import Session
from app.desk.drafts import Draft
from app.desk.office import Office
from app.domain import acts
from app.domain.reference import reference_document
from app.errors import RuleViolation
from app.paper.pages import page_text
from app.store import reference
from resources import reference_parts
from tests.desk.conftest import HASH, SetClock

Make = Callable[..., Draft]


def test_a_joint_dossier_shows_total_and_local_dates(office: Office, session: Session, ready_draft: Make) -> None:
    (choice,) = joint.joint_choices(office, session)
    assert choice.recordable
    assert choice.steps[0] == "Đăng ký khai sinh"
    draft = joint.choose_joint(office, session, drafts.new_draft(office, session), choice.name)
    assert {line.component for line in draft.papers} >= {"to_khai_thay_doi_thong_tin_cu"}
    fees = tuple(replace(fee, amount=0, exemption="đăng ký đúng hạn", basis="exempt") for fee in draft.fees)
    papers = tuple(replace(line, ticked=not line.optional, originals=1) for line in draft.papers)
    ready = replace(draft, applicant=ready_draft().applicant, fees=fees, papers=papers, account_check="done")
    accepted = reception.accept(office, session, ready)
    state = dossier_page.open_dossier(office, session, accepted.stream).dossier
    assert state.due is not None
    assert len(state.due.agencies) == 3
    assert state.due.agencies[-1].due == state.due_at == accepted.due
    text = " ".join(page_text(printing.pdf_of(office, accepted.prints[0]), 0).split())
    assert "Đăng ký thường trú: 7 ngày làm việc" in text


def test_an_unknown_joint_procedure(office: Office, session: Session) -> None:
    with pytest.raises(RuleViolation):
        joint.choose_joint(office, session, drafts.new_draft(office, session), "không có")


def test_several_dossiers_are_taken_in_all_or_none(office: Office, session: Session, ready_draft: Make) -> None:
    good, bad = ready_draft(), replace(ready_draft(), papers=())
    with pytest.raises(RuleViolation):
        joint.accept_together(office, session, [good, bad])
    accepted = joint.accept_together(office, session, [good, ready_draft()])
    assert [one.code[-4:] for one in accepted] == ["0001", "0002"]
    groups = {dossier_page.open_dossier(office, session, one.stream).dossier.group for one in accepted}
    assert len(groups) == 1
    assert groups != {""}


def test_the_competent_units_receipt_starts_the_clock(
    office: Office, session: Session, ready_draft: Make, clock: SetClock
) -> None:
    other = "H44.80.31"
    accepted = reception.accept(office, session, replace(ready_draft(), competent_unit=other))
    state = dossier_page.open_dossier(office, session, accepted.stream).dossier
    assert state.due_expected
    # Paper for another one-stop shop: one working day (24/11 is a holiday).
    assert state.transfer_due == datetime(2026, 11, 25, 1, 30, tzinfo=UTC)
    text = " ".join(page_text(printing.pdf_of(office, accepted.prints[0]), 0).split())
    assert "dự kiến" in text
    handover.hand_over(office, session, [accepted.stream], receiver=acts.Holder(other, "one_stop"))
    clock.now = datetime(2026, 11, 25, 3, 45, tzinfo=UTC)
    there = replace(session, unit=other, officer=f"{other}-officer-1")
    assert handover.acknowledge(office, there, [accepted.stream]) == 1
    after = dossier_page.open_dossier(office, session, accepted.stream).dossier
    assert after.competent_at == clock.now
    assert not after.due_expected
    assert after.due_at == datetime(2026, 12, 2, 3, 45, tzinfo=UTC)
    assert [step.by for step in after.due_history] == ["receive", "acknowledge"]
    assert after.accepted_at == state.accepted_at


def no_date_before_the_agency_has_it(office: Office) -> None:
    """The province's next reference data: ``cross_boundary_due`` is off."""
    parts = reference_parts()
    officers = [{**officer, "password_hash": HASH} for officer in parts["officers"]]
    settings = {**parts.get("settings", {}), "cross_boundary_due": False}
    document = reference_document(version=2, **{**parts, "officers": officers, "settings": settings})
    data = msgspec.json.encode(document)
    with office.store.write() as connection:
        reference.keep(connection, reference.ReferenceDocument(2, date(2018, 1, 1), data, b"", office.now()))


def test_a_province_may_promise_no_date_before_the_competent_unit_has_the_dossier(
    office: Office, session: Session, ready_draft: Make, clock: SetClock
) -> None:
    no_date_before_the_agency_has_it(office)
    other = "H44.80.31"
    draft = replace(ready_draft(), competent_unit=other)
    assert reception.preview(office, session, draft).due is None
    accepted = reception.accept(office, session, draft)
    view = dossier_page.open_dossier(office, session, accepted.stream)
    assert (accepted.due, view.dossier.due_at, view.dossier.due_expected) == (None, None, True)
    assert view.timeline[0].text == "Tiếp nhận hồ sơ, ngày hẹn báo sau khi cơ quan có thẩm quyền nhận"
    text = " ".join(page_text(printing.pdf_of(office, accepted.prints[0]), 0).split())
    assert "5. Thời gian trả kết quả giải quyết hồ sơ: sẽ báo khi cơ quan có thẩm quyền nhận hồ sơ" in text
    assert "dự kiến" not in text

    handover.hand_over(office, session, [accepted.stream], receiver=acts.Holder(other, "one_stop"))
    clock.now = datetime(2026, 11, 25, 3, 45, tzinfo=UTC)
    there = replace(session, unit=other, officer=f"{other}-officer-1")
    assert handover.acknowledge(office, there, [accepted.stream]) == 1
    after = dossier_page.open_dossier(office, session, accepted.stream).dossier
    assert (after.due_at, after.due_expected) == (datetime(2026, 12, 2, 3, 45, tzinfo=UTC), False)
    # A dossier of this unit's own keeps its date at once.
    assert reception.accept(office, session, ready_draft()).due is not None
