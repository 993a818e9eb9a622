"""Who stands at the reception page, and several dossiers of one person: parties, authority, joint, group, twins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from app.desk import dossier_page, printing, worklists
from app.domain.identity import parse_card
from app.paper.pages import page_text
from tests.desk.conftest import CARD
from tests.ui.conftest import Journey, Shown
from tests.ui.receiving import OTHER_CARD, choose, fill, page, shown, words
from ui.controls import Links
from ui.dossier import DossierPage
from ui.place import Place
from ui.reception import ReceptionPage

__all__ = ["page", "shown"]
Show = Callable[[Place], Shown]
Type = Callable[[QWidget, str], None]
MARRIAGE = "1.000894"
BIRTH = "1.001193"


def test_two_cards_are_the_two_parties_of_a_marriage_and_delegation_is_refused_with_its_rule(
    shown: Shown, page: ReceptionPage, journey: Journey
) -> None:
    choose(shown, page, MARRIAGE)
    page.take_card(CARD)
    page.take_card(OTHER_CARD)
    assert shown.told[-1].text == "The second card was taken for the other party."
    assert page.people.relation.value == "party"
    page.people.relation.button_for("representative").click()
    page.primary()
    shown.settle()
    assert "in person" in page.people._authority.fault
    page.people.relation.button_for("party").click()
    for number in range(len(page.papers.lines)):
        page.papers.toggle(number)
    shown.settle()
    page.primary()
    shown.settle()
    [row] = worklists.page(journey.office, journey.session, "all").rows
    people = dossier_page.open_dossier(journey.office, journey.session, row.stream).dossier.people
    assert people is not None
    assert people.applicant.personal_number == parse_card(CARD).personal_number
    assert [party.full_name for party in people.parties] == ["Đỗ Thị Ngọc Bích"]
    assert people.representative is None


def test_a_representative_names_the_paper_and_the_dossier_is_the_principals(
    shown: Shown, page: ReceptionPage, journey: Journey
) -> None:
    fill(shown, page)
    page.take_card(OTHER_CARD)
    page.people.relation.button_for("representative").click()
    assert "paper of authority" in words(shown, page)
    page.people.authority.setText("GUQ 12 ngày 20/11/2026")
    page.people.authority.textEdited.emit("GUQ 12 ngày 20/11/2026")
    page.primary()
    shown.settle()
    [row] = worklists.page(journey.office, journey.session, "all").rows
    people = dossier_page.open_dossier(journey.office, journey.session, row.stream).dossier.people
    assert people is not None
    assert people.applicant.full_name == "Nguyễn Tiến Nam"
    assert people.representative is not None
    assert people.authority == "GUQ 12 ngày 20/11/2026"


def test_a_joint_procedure_is_offered_with_its_first_one_and_taken_back(shown: Shown, page: ReceptionPage) -> None:
    choose(shown, page, BIRTH)
    alone = len(page.papers.lines)
    assert page.procedure.joint.isVisible()
    page.procedure.joint.click()
    shown.settle()
    draft = page.book.current
    assert draft is not None
    assert "thường trú" in draft.joint
    assert draft.receipt_asked
    assert len(page.papers.lines) > alone
    assert page.procedure.joint.isChecked()
    page.procedure.joint.click()
    shown.settle()
    draft = page.book.current
    assert draft is not None
    assert (draft.joint, len(page.papers.lines)) == ("", alone)


def test_the_drafts_of_one_person_go_on_one_receipt_each_with_its_code(
    shown: Shown, page: ReceptionPage, journey: Journey
) -> None:
    fill(shown, page)
    page.go("new")
    fill(shown, page)
    page.book.edit(applicant=replace(page.applicant.person, phone="0912345678"))
    page.go("new")
    choose(shown, page)
    page.take_card(OTHER_CARD)
    page.tabs.setCurrentIndex(0)
    page.closing.joined.emit()
    shown.settle()
    rows = worklists.page(journey.office, journey.session, "all").rows
    assert len({row.code for row in rows}) == 2
    assert {row.applicant_name for row in rows} == {"Nguyễn Tiến Nam"}
    views = [dossier_page.open_dossier(journey.office, journey.session, row.stream) for row in rows]
    jobs = {line.id for view in views for line in view.prints}
    assert len(jobs) == 1
    assert printing.pdf_of(journey.office, jobs.pop())
    assert page.tabs.count() == 1
    assert page.applicant.person.full_name == "Đỗ Thị Ngọc Bích"


def test_a_dossier_already_open_for_the_same_person_and_procedure_is_named(
    shown: Shown, page: ReceptionPage, journey: Journey
) -> None:
    accepted = journey.accept()
    choose(shown, page)
    page.take_card(CARD)
    words(shown, page)
    assert f"Already open for this person: {accepted.code}." in page.closing.debts.text()
    page.go("new")
    choose(shown, page)
    page.take_card(OTHER_CARD)
    words(shown, page)
    assert "Already open" not in page.closing.debts.text()


def test_correcting_one_of_several_on_one_receipt_supersedes_its_place_on_that_slip(
    shown: Shown, page: ReceptionPage, journey: Journey, show: Show, type_text: Type
) -> None:
    fill(shown, page)
    page.go("new")
    fill(shown, page)
    page.closing.joined.emit()
    shown.settle()
    printing.run_print_queue(journey.office)
    journey.clock.forward(minutes=2)
    first, second = worklists.page(journey.office, journey.session, "all").rows
    dossiers = show(DossierPage(page.counter))
    opened = dossiers.place
    assert isinstance(opened, DossierPage)
    opened.go(second.stream)
    dossiers.settle()
    others = dossiers.find(Links, "dossier.together.links")
    assert first.code in others.accessibleName()
    others.followed.emit(first.stream)
    assert dossiers.wanted == [f"dossier/{first.stream}"]
    opened.acts.buttons["amend"].click()
    assert opened.acts.form is not None
    type_text(opened.acts.form._fields["full_name"].editor, " Anh")
    opened.primary()
    dossiers.settle()
    assert dossiers.told[-1].text == "Recorded; the slip is being printed."
    printing.run_print_queue(journey.office)
    amended = dossier_page.open_dossier(journey.office, journey.session, second.stream)
    assert [(line.form, line.copy_number) for line in amended.prints] == [("group_receipt", 1), ("receipt", 1)]
    assert amended.dossier.amended == 1
    text = page_text(printing.pdf_of(journey.office, amended.prints[-1].id), 0)
    assert "đính chính lần 1" in text.lower()
    assert second.code in text
    assert first.code not in text
    untouched = dossier_page.open_dossier(journey.office, journey.session, first.stream)
    assert [line.form for line in untouched.prints] == ["group_receipt"]
