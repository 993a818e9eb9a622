"""The facts of a copy stand there before anybody types them, wherever something says them already."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from app.capture.metadata import CopyFacts, facts_of, with_facts
from app.capture.pages import Page, document
from app.desk import copies, dossier_page, drafts, on_the_spot, paper_facts, reception, tray
from app.desk.acting import Session
from app.desk.drafts import Draft
from app.desk.office import Office
from app.desk.returns import Collector
from app.domain import acts
from app.store import files
from tests.desk.test_tray import scanned, sheet

Make = Callable[..., Draft]


def test_a_result_taken_over_says_who_issued_it_and_when(office: Office, session: Session, ready_draft: Make) -> None:
    pdf = document([Page("jpeg", sheet(7))])
    sha256 = office.vault.add(pdf)
    with office.store.write() as connection:
        files.add(connection, sha256, len(pdf), "application/pdf", office.now(), upload=False)
    result = acts.ResultPaper("Giấy khai sinh", "12/2026", date(2026, 11, 2), sha256, len(pdf))
    given = on_the_spot.give_at_once(
        office, session, ready_draft(), (result,), Collector("applicant", ready_draft().applicant)
    )
    draft = ready_draft()
    component = draft.papers[1].component
    held = next(
        held for held in copies.reusable(office, session, draft.applicant.personal_number) if held.kind == "result"
    )
    draft = copies.reuse(office, session, draft, component, held, national=True)
    facts = paper_facts.known(office, draft, component)
    assert (facts.issued_on, facts.issued_by) == ("2026-11-02", "Ủy ban nhân dân phường Âu Cơ")
    assert facts.title == draft.papers[1].name, "what the form says goes first"
    accepted = reception.accept(office, session, draft)
    (taken,) = dossier_page.open_dossier(office, session, accepted.stream).dossier.files
    assert (taken.source, taken.reused_from, taken.from_national_store) == ("reuse", given.stream, True)
    assert taken.sha256 == sha256, "not a byte of it is changed"


def test_what_a_copy_says_of_itself_fills_the_gaps_and_typing_goes_first(
    office: Office, session: Session, ready_draft: Make
) -> None:
    draft = ready_draft()
    component = draft.papers[0].component
    said = CopyFacts(kind_code="GKS.01", issued_by="UBND xã Chí Đám", valid_until="2030-01-01", holder_name="Ai khác")
    pdf = with_facts(document([Page("jpeg", sheet(8))]), said)
    reception.accept(office, session, copies.attach_file(office, session, draft, component, pdf))
    again = copies.attach_file(office, session, ready_draft(), component, pdf)
    facts = paper_facts.known(office, again, component)
    assert (facts.kind_code, facts.issued_by, facts.valid_until) == ("GKS.01", "UBND xã Chí Đám", "2030-01-01")
    assert facts.holder_name == draft.applicant.full_name
    typed = copies.describe(office, session, again, component, replace(facts, issued_by="Sở Tư pháp"))
    assert paper_facts.known(office, typed, component).issued_by == "Sở Tư pháp"
    assert typed.papers[0].facts == CopyFacts(issued_by="Sở Tư pháp"), "only what differs is kept"


def test_the_code_of_a_kind_is_typed_once(office: Office, session: Session, ready_draft: Make) -> None:
    draft = drafts.save_draft(office, session, ready_draft())
    first, second = (paper.component for paper in draft.papers[:2])
    assert paper_facts.known(office, draft, first).kind_code == ""
    copies.describe(office, session, draft, first, CopyFacts(kind_code="TK.05"))
    other = drafts.save_draft(office, session, ready_draft())
    scanned(office, session, 1, first)
    assert paper_facts.known(office, other, first).kind_code == "TK.05"
    assert paper_facts.known(office, other, second).kind_code == ""
    run = tray.begin(office, session, other.id, first)
    (tray.folder_of(office, run) / "page-0001.jpg").write_bytes(sheet(3))
    tray.take(office, run, tray.folder_of(office, run) / "page-0001.jpg")
    filed = tray.file_into_draft(office, session, other)
    assert facts_of(office.vault.read(filed.papers[0].files[0].sha256)).kind_code == "TK.05"
    accepted = reception.accept(office, session, filed)
    assert copies.facts_of_paper(office, accepted.stream, first).kind_code == "TK.05"
