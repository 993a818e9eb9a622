"""Guidance before acceptance: its own number, no code, and a scan that brings the work back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PIL import Image

from app.desk import dossier_page, guidance, printing, reception, supplements
from app.desk.acting import Session
from app.desk.drafts import Draft, DraftPerson
from app.desk.office import Office
from app.domain.codes import is_guidance, looks_like_code, parse_code
from app.errors import DossierCodeInvalid, FieldRequired
from app.paper.barcode import decode
from app.paper.pages import page_image, page_text
from app.store import numbers
from tests.desk.conftest import MONDAY, UNIT

Make = Callable[..., Draft]
COPY = "ban_sao_ho_so_giay_to_co"
WANTED = (supplements.Wanted(COPY, "Bản sao hồ sơ, giấy tờ", "chưa có chứng thực"),)


def test_a_slip_of_its_own_and_no_dossier_code(office: Office, session: Session, ready_draft: Make) -> None:
    done = guidance.guide(office, session, ready_draft(), WANTED)
    pdf = printing.pdf_of(office, done.prints[0])
    number = f"HD.{UNIT}.Q01-261123-0001"
    text = " ".join(page_text(pdf, 0).split())
    assert number in text
    assert "chưa có chứng thực" in text
    width, height, rgb = page_image(pdf, 0, 300)
    assert number in decode(Image.frombytes("RGB", (width, height), rgb))
    assert is_guidance(number)
    assert looks_like_code(number.lower())
    with pytest.raises(DossierCodeInvalid):
        parse_code(number)
    state = dossier_page.open_dossier(office, session, done.stream).dossier
    assert (state.status, state.code, state.supplement, state.contacts) == (0, "", None, 1)
    with office.store.read() as connection:
        assert numbers.ledger(connection, session.device, UNIT, MONDAY.date()).count("used") == 0


def test_scanning_it_restores_the_draft_and_the_history_goes_on(
    office: Office, session: Session, ready_draft: Make
) -> None:
    done = guidance.guide(office, session, ready_draft(), WANTED)
    again = guidance.restore(office, session, f"hd.{UNIT}.q01-261123-0001".lower())
    assert again.applicant.full_name == "Nguyễn Tiến Nam"
    assert again.applicant.personal_number == "025301123456"
    assert {line.component: line.ticked for line in again.papers}[COPY] is False
    assert sum(line.ticked for line in again.papers) == 1
    ready = ready_draft()
    complete = replace(again, papers=ready.papers, fees=ready.fees, account_check="done")
    accepted = reception.accept(office, session, complete)
    assert accepted.stream == done.stream
    view = dossier_page.open_dossier(office, session, accepted.stream)
    assert [line.kind for line in view.timeline] == ["guide", "receive", "collect_payment"]
    assert view.dossier.contacts == 2
    with pytest.raises(DossierCodeInvalid) as answered:
        guidance.restore(office, session, f"HD.{UNIT}.Q01-261123-0001")
    assert answered.value.facts["reason"] == "answered"


def test_a_newborn_comes_back_a_newborn(office: Office, session: Session, ready_draft: Make) -> None:
    ready = ready_draft()
    child = DraftPerson(full_name="Nguyễn Thị Bé", birth_date="2026-11-20", sex="female", known_by="declarer")
    guidance.guide(office, session, replace(ready, applicant=child, submitter=ready.applicant), WANTED)
    again = guidance.restore(office, session, f"HD.{UNIT}.Q01-261123-0001")
    assert again.applicant == child
    assert again.submitter is not None
    assert (again.submitter.full_name, again.submitter.known_by) == (ready.applicant.full_name, "number")
    # A grown person without a number yet is none.
    unknown = replace(child, known_by="number")
    guidance.guide(office, session, replace(ready, applicant=unknown, submitter=ready.applicant), WANTED)
    assert guidance.restore(office, session, f"HD.{UNIT}.Q01-261123-0002").applicant == unknown


def test_a_slip_this_machine_does_not_hold(office: Office, session: Session) -> None:
    with pytest.raises(DossierCodeInvalid) as unknown:
        guidance.restore(office, session, f"HD.{UNIT}.Q09-261123-0001")
    assert unknown.value.facts["reason"] == "unknown"
    with pytest.raises(DossierCodeInvalid) as form:
        guidance.restore(office, session, f"{UNIT}-261123-0001")
    assert form.value.facts["reason"] == "form"


def test_each_paper_has_its_reason(office: Office, session: Session, ready_draft: Make) -> None:
    with pytest.raises(FieldRequired):
        guidance.guide(office, session, ready_draft(), (supplements.Wanted(COPY, "Bản sao", " "),))
