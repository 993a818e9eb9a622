"""Each kind of person who stands at the counter, taken in through the window: from the card to the journal."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit

from app.desk import dossier_page, worklists
from app.domain.dossier import RECEIVED, RETURNED, Dossier
from tests.desk.conftest import CARD, PROCEDURE
from tests.ui.conftest import Journey
from tests.ui.receiving import OTHER_CARD
from tests.ui.test_key_budget import Hands, hands
from ui.controls import Section
from ui.dossier import DossierPage
from ui.reception import ReceptionPage

__all__ = ["hands"]
COPIES, BIRTH, MARRIAGE = "2.000815", "1.001193", "1.000894"
COMPANY = "Công ty trách nhiệm hữu hạn một thành viên Chế biến chè và nông sản Âu Cơ"


def reception(hands: Hands) -> ReceptionPage:
    page = hands.window.place
    assert isinstance(page, ReceptionPage)
    return page


def card(hands: Hands, text: str) -> None:
    hands.window.take_card(text)
    hands.settle()


def kind(hands: Hands, wanted: str) -> None:
    """Down the list of kinds to the one wanted, as the keyboard does."""
    chosen: QComboBox = reception(hands).applicant.kind
    chosen.setFocus()
    while chosen.currentData() != wanted:
        before = chosen.currentIndex()
        QTest.keyClick(chosen, Qt.Key.Key_Down)
        assert chosen.currentIndex() > before
    hands.settle()


def write(hands: Hands, field: str, text: str) -> None:
    """Type into the field of that name, which the officer sees."""
    line = hands.window.findChild(QLineEdit, field)
    assert isinstance(line, QLineEdit)
    assert line.isVisible(), field
    line.setFocus()
    hands.type_text(line, text)


def rest(hands: Hands) -> None:
    """Papers and fees of the draft in front."""
    page = reception(hands)
    for number in range(len(page.papers.lines)):
        if not page.papers.lines[number].paper.ticked:
            hands.paper(number + 1)
    for number, fee in enumerate(page.book.current.fees if page.book.current else ()):
        if fee.choices:
            QTest.keyClick(page.fees.lines[number].case, Qt.Key.Key_Down)
        elif fee.amount is None:
            write(hands, f"fees.{number}.amount", "5000")
            write(hands, f"fees.{number}.basis_text", "NQ 12")
    hands.settle()


def accept(hands: Hands) -> None:
    hands.function(9)


def recorded(hands: Hands, journey: Journey) -> Dossier:
    """The one dossier of the journal."""
    found = worklists.page(journey.office, journey.session, "all").rows
    assert len(found) == 1, reception(hands).closing.blocking.accessibleName()
    return dossier_page.open_dossier(journey.office, journey.session, found[0].stream).dossier


def test_a_card_holder_for_himself(hands: Hands, journey: Journey) -> None:
    card(hands, CARD)
    hands.procedure(PROCEDURE)
    rest(hands)
    accept(hands)
    dossier = recorded(hands, journey)
    assert dossier.status == RECEIVED
    people = dossier.people
    assert people is not None
    assert (people.applicant.personal_number, people.submitter, people.representative) == ("025301123456", None, None)
    assert dossier.identification.by == "qr"


def test_a_newborn_without_a_number_declared_by_a_parent(hands: Hands, journey: Journey) -> None:
    card(hands, OTHER_CARD)
    hands.procedure(BIRTH)
    kind(hands, "newborn")
    page = reception(hands)
    assert page.people.submitter.person.full_name == "Đỗ Thị Ngọc Bích"
    assert "of whoever declares the birth: Đỗ Thị Ngọc Bích" in page.people.account.text()
    assert not page.people.same.isVisible()
    write(hands, "applicant.full_name", "Nguyễn Minh Châu")
    rest(hands)
    hands.function(10)
    assert page.applicant._fields["birth_date"].fault
    assert QApplication.focusWidget() is page.applicant._lines["birth_date"]
    hands.type("21112026")
    hands.function(10)
    dossier = recorded(hands, journey)
    assert dossier.status == RETURNED
    people = dossier.people
    assert people is not None
    child, parent = people.applicant, people.submitter
    assert (child.full_name, child.personal_number, child.birth_date) == ("Nguyễn Minh Châu", "", "2026-11-21")
    assert parent is not None
    assert parent.personal_number == "025199004321"


def test_a_newborn_nobody_declares_is_not_taken_in(hands: Hands, journey: Journey) -> None:
    hands.procedure(BIRTH)
    kind(hands, "newborn")
    write(hands, "applicant.full_name", "Nguyễn Minh Châu")
    write(hands, "applicant.birth_date", "21112026")
    rest(hands)
    hands.function(10)
    assert worklists.counts(journey.office, journey.session)["all"] == 0
    card(hands, OTHER_CARD)
    hands.function(10)
    people = recorded(hands, journey).people
    assert people is not None
    assert people.submitter is not None


def test_the_card_lent_to_a_newborn_comes_back_when_it_is_no_newborn(hands: Hands) -> None:
    card(hands, CARD)
    page = reception(hands)
    kind(hands, "newborn")
    QTest.keyClick(page.applicant.kind, Qt.Key.Key_Up)
    hands.settle()
    draft = page.book.current
    assert draft is not None
    assert (draft.applicant.full_name, draft.applicant.known_by) == ("Nguyễn Tiến Nam", "number")
    assert draft.submitter is None
    assert page.people.same.isChecked()


def test_two_parties_of_a_marriage_with_both_cards(hands: Hands, journey: Journey) -> None:
    hands.procedure(MARRIAGE)
    card(hands, CARD)
    card(hands, OTHER_CARD)
    page = reception(hands)
    page.people.relation.button_for("representative").click()
    write(hands, "submitter.authority", "GUQ 12")
    rest(hands)
    accept(hands)
    assert "must come in person" in page.people._authority.fault
    assert "Luật Hộ tịch 60/2014/QH13 Đ6.2" in page.people._authority.fault
    assert worklists.counts(journey.office, journey.session)["all"] == 0
    page.people.relation.button_for("party").click()
    hands.settle()
    read_back = [line.text() for line in hands.window.citizen.findChildren(QLabel)]
    assert {"Nguyễn Tiến Nam", "Đỗ Thị Ngọc Bích"} <= set(read_back)
    accept(hands)
    people = recorded(hands, journey).people
    assert people is not None
    assert people.representative is None
    both = (people.applicant.personal_number, *(party.personal_number for party in people.parties))
    assert both == ("025301123456", "025199004321")


def test_a_passport_holder(hands: Hands, journey: Journey) -> None:
    hands.procedure(PROCEDURE)
    kind(hands, "foreigner")
    write(hands, "applicant.full_name", "Souphanthong Keo")
    rest(hands)
    accept(hands)
    assert QApplication.focusWidget() is reception(hands).applicant._lines["passport"]
    hands.type("PA0123456")
    accept(hands)
    dossier = recorded(hands, journey)
    people = dossier.people
    assert people is not None
    assert (people.applicant.passport, people.applicant.personal_number) == ("PA0123456", "")
    assert dossier.identification.by == "typed"


def test_an_organisation_with_its_legal_representative(hands: Hands, journey: Journey) -> None:
    hands.procedure(COPIES)
    card(hands, CARD)
    kind(hands, "enterprise")
    page = reception(hands)
    assert page.people.relation.button_for("submitter").text() == "Legal representative"
    assert "organisation's own identifier" in page.people.account.text()
    write(hands, "applicant.full_name", COMPANY)
    hands.paper(1)
    accept(hands)
    assert page.applicant._fields["tax_code"].fault
    write(hands, "applicant.tax_code", "2600123456")
    write(hands, "fees.0.pages", "2")
    write(hands, "fees.0.copies", "1")
    hands.settle()
    accept(hands)
    dossier = recorded(hands, journey)
    people = dossier.people
    assert people is not None
    assert (people.applicant.full_name, people.applicant.tax_code) == (COMPANY, "2600123456")
    assert people.submitter is not None
    assert people.submitter.full_name == "Nguyễn Tiến Nam"
    hands.window.go(f"dossier/{dossier.stream}")
    hands.settle()
    shown = hands.window.place
    assert isinstance(shown, DossierPage)
    assert "Legal representative" in [part.title.text() for part in shown.facts.findChildren(Section)]


def test_a_representative_with_a_paper_of_authority_for_the_principal(hands: Hands, journey: Journey) -> None:
    card(hands, CARD)
    hands.procedure(PROCEDURE)
    card(hands, OTHER_CARD)
    page = reception(hands)
    page.people.relation.button_for("representative").click()
    assert page.people.account.text() == "Check the principal's account, not the representative's: Nguyễn Tiến Nam."
    rest(hands)
    accept(hands)
    assert page.people._authority.fault
    assert QApplication.focusWidget() is page.people.authority
    hands.type("GUQ 12")
    page.delivery.account.button_for("done").click()
    accept(hands)
    dossier = recorded(hands, journey)
    people = dossier.people
    assert people is not None
    assert people.applicant.personal_number == "025301123456"
    assert people.representative is not None
    assert people.representative.personal_number == "025199004321"
    assert people.authority == "GUQ 12"
    assert dossier.account_check == "done"
