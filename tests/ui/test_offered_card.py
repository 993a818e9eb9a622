"""A card that could be another citizen's is asked about, and never put over anybody unasked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.domain.identity import parse_card
from tests.desk.conftest import CARD, PROCEDURE, SetClock
from tests.ui.conftest import Journey, Shown
from tests.ui.test_reception import OTHER_CARD, choose, fill, page, shown
from ui.reception import ReceptionPage

__all__ = ["page", "shown"]
Type = Callable[[QWidget, str], None]
THIRD_CARD = "025188009876||Lê Văn Tám|02021988|Nam|Khu 2, phường Âu Cơ, Phú Thọ|10052022"
NAMES = {CARD: "Nguyễn Tiến Nam", OTHER_CARD: "Đỗ Thị Ngọc Bích", THIRD_CARD: "Lê Văn Tám"}


def offered(page: ReceptionPage) -> list[str]:
    return [card.full_name for card in page.offered.waiting]


def refuse_acceptance(shown: Shown, page: ReceptionPage, journey: Journey, clock: SetClock, scanned: str) -> None:
    """An acceptance that fails because the clock went back, with a card read while it ran."""
    journey.accept()
    fill(shown, page)
    clock.now -= timedelta(days=2)
    page.endings.accept()
    page.take_card(scanned)
    shown.settle()


def test_a_card_read_during_an_acceptance_that_is_refused_is_offered(
    shown: Shown, page: ReceptionPage, journey: Journey, clock: SetClock, qtbot: QtBot
) -> None:
    refuse_acceptance(shown, page, journey, clock, OTHER_CARD)
    draft = page.book.current
    assert draft is not None
    assert draft.applicant.full_name == NAMES[CARD]
    assert draft.submitter is None
    assert offered(page) == [NAMES[OTHER_CARD]]
    assert page.offered.isVisible()
    assert page.offered.for_applicant.text() == "Applicant, not Nguyễn T. Nam"
    assert page.offered.for_submitter.text() == "Submitter"
    qtbot.keyClick(page, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert page.offered.for_applicant.hasFocus()
    page.offered.for_new.setFocus()
    qtbot.keyClick(page.offered.for_new, Qt.Key.Key_Space)
    shown.settle()
    assert page.book.find(draft.id) == draft
    assert page.book.current is not None
    assert page.book.current.applicant.full_name == NAMES[OTHER_CARD]
    assert page.applicant._lines["full_name"].text() == NAMES[OTHER_CARD]
    assert page.offered.isHidden()


def test_the_applicants_own_card_is_not_asked_about(
    shown: Shown, page: ReceptionPage, journey: Journey, clock: SetClock
) -> None:
    refuse_acceptance(shown, page, journey, clock, CARD)
    assert not offered(page)
    assert page.book.current is not None
    assert page.book.current.applicant.full_name == NAMES[CARD]


def test_a_card_read_during_an_acceptance_is_offered_where_an_earlier_citizen_comes_to_the_front(
    shown: Shown, page: ReceptionPage
) -> None:
    page.take_card(THIRD_CARD)
    page.go("new")
    shown.settle()
    fill(shown, page)
    page.endings.accept()
    page.take_card(OTHER_CARD)
    shown.settle()
    draft = page.book.current
    assert draft is not None
    assert draft.applicant.full_name == NAMES[THIRD_CARD]
    assert draft.submitter is None
    assert offered(page) == [NAMES[OTHER_CARD]]
    page.offered.for_submitter.click()
    assert page.book.current is not None
    assert page.book.current.submitter is not None
    assert page.book.current.submitter.full_name == NAMES[OTHER_CARD]
    assert page.people.submitter.isVisible()
    assert not offered(page)


def test_a_third_card_takes_nobodys_place_unasked(shown: Shown, page: ReceptionPage) -> None:
    choose(shown, page)
    for card in (CARD, OTHER_CARD, THIRD_CARD, THIRD_CARD):
        page.take_card(card)
    draft = page.book.current
    assert draft is not None
    assert draft.submitter is not None
    assert draft.submitter.full_name == NAMES[OTHER_CARD]
    assert offered(page) == [NAMES[THIRD_CARD]]
    page.people.submitter._lines["phone"].setText("0912345678")
    page.people.submitter._lines["phone"].textEdited.emit("0912345678")
    page.offered.for_submitter.click()
    assert page.book.current is not None
    assert page.book.current.submitter is not None
    assert page.book.current.submitter.full_name == NAMES[THIRD_CARD]
    assert page.book.current.submitter.phone == ""


def test_a_card_does_not_silently_replace_a_typed_name(shown: Shown, page: ReceptionPage, type_text: Type) -> None:
    choose(shown, page)
    type_text(page.applicant._lines["full_name"], "Phạm Thị Mơ")
    page.take_card(CARD)
    assert page.book.current is not None
    assert page.book.current.applicant.full_name == "Phạm Thị Mơ"
    page.offered.for_applicant.click()
    assert page.book.current.applicant.personal_number == parse_card(CARD).personal_number
    page.go("new")
    type_text(page.applicant._lines["full_name"], "nguyen tien nam")
    page.take_card(CARD)
    assert page.book.current.applicant.full_name == NAMES[CARD]


def test_a_card_that_found_its_place_is_asked_about_no_more(shown: Shown, page: ReceptionPage) -> None:
    choose(shown, page)
    for card in (CARD, OTHER_CARD, THIRD_CARD):
        page.take_card(card)
    assert offered(page) == [NAMES[THIRD_CARD]]
    page.go("new")
    page.take_card(THIRD_CARD)
    assert page.book.current is not None
    assert page.book.current.applicant.full_name == NAMES[THIRD_CARD]
    assert page.offered.isHidden()


def test_a_third_card_at_a_marriage_is_asked_about_by_its_part(shown: Shown, page: ReceptionPage) -> None:
    choose(shown, page, "1.000894")
    for card in (CARD, OTHER_CARD, THIRD_CARD):
        page.take_card(card)
    assert page.offered.for_submitter.text() == "Other party, not Đỗ T. N. Bích"
    page.offered.for_submitter.click()
    assert page.book.current is not None
    assert [party.full_name for party in page.book.current.parties] == [NAMES[THIRD_CARD]]


def test_a_card_left_for_nobody_leaves_no_trace(shown: Shown, page: ReceptionPage) -> None:
    page.procedure.picked.emit(PROCEDURE)
    shown.settle()
    for card in (CARD, OTHER_CARD, THIRD_CARD):
        page.take_card(card)
    before = page.book.drafts
    leave = shown.find(QWidget, "reception.card.leave")
    leave.click()  # type: ignore[attr-defined]
    assert page.book.drafts == before
    assert page.offered.isHidden()
    assert NAMES[THIRD_CARD] not in page.offered._words.text()
