"""Dossiers from the post: one Biên bản for several consignments, its slips scanned, each taken in on its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from app.desk import dossier_page, printing, worklists
from app.paper.pages import page_text
from tests.desk.conftest import CARD
from tests.ui.conftest import Journey, Show, Shown
from tests.ui.receiving import OTHER_CARD, fill, page, shown
from ui.dossier import DossierPage
from ui.place import Counter
from ui.postal import RecordQuestion
from ui.reception import ReceptionPage
from ui.side_acts import CollectForm

__all__ = ["page", "shown"]


def press(text: str) -> None:
    """Keys on whatever has the focus; ``\\n`` is Enter."""
    for letter in text:
        focused = QApplication.focusWidget()
        assert focused is not None
        if letter == "\n":
            QTest.keyClick(focused, Qt.Key.Key_Return)
        else:
            QTest.keyClick(focused, letter)


def during(shown: Shown, page: ReceptionPage, answer: Callable[[RecordQuestion], None]) -> None:
    """Open the question as the menu does, and do ``answer`` in it; a failure in there closes it and fails the test."""
    failed: list[AssertionError] = []

    def found() -> None:
        question = QApplication.activeModalWidget()
        assert isinstance(question, RecordQuestion)
        shown.bot.waitUntil(question.isActiveWindow)
        try:
            answer(question)
        except AssertionError as error:
            failed.append(error)
        if question.isVisible():
            question.reject()

    QTimer.singleShot(0, page, found)
    page.closing.posted.emit()
    if failed:
        raise failed[0]


def count_out(shown: Shown, page: ReceptionPage, *slips: str) -> list[str]:
    """What an officer does in front of the postman; gives what the question said on the way."""
    said: list[str] = []

    def answer(question: RecordQuestion) -> None:
        press("BB-17\nLe Van Buu\n")
        line = question.findChild(QLineEdit, "postal.slip")
        assert isinstance(line, QLineEdit)
        line.setFocus()
        assert not question.go.isEnabled()
        for slip in slips:
            press(f"{slip}\n")
            said.append(question._fields["slip"].fault)
        said.append(question.count.text())
        question._lines["clock"].setText("08:05")
        question.go.click()

    during(shown, page, answer)
    return said


def test_each_consignment_of_one_record_is_taken_in_at_the_instant_it_was_signed(
    shown: Shown, page: ReceptionPage, journey: Journey
) -> None:
    said = count_out(shown, page, "EB100000001VN", "EB100000002VN", "EB100000001VN")
    shown.settle()
    assert said[:2] == ["", ""], said
    assert said[2].startswith("This slip is counted already: EB100000001VN."), said
    assert said[3] == "2 consignments counted"
    assert [page.tabs.tabText(place) for place in range(page.tabs.count())] == ["EB100000001VN", "EB100000002VN"]
    for card, slip in ((CARD, "EB100000001VN"), (OTHER_CARD, "EB100000002VN")):
        assert page.book.current is not None
        assert page.book.current.postal is not None
        assert page.book.current.postal.slip_number == slip
        assert f"slip {slip}, record BB-17 signed 08:05" in page.delivery.posted.text()
        fill(shown, page)
        page.book.edit(applicant=replace(page.applicant.person))
        page.take_card(card)
        if page.people.same.isChecked() is False:
            page.people.same.click()
        page.primary()
        shown.settle()
    rows = worklists.page(journey.office, journey.session, "all").rows
    states = [dossier_page.open_dossier(journey.office, journey.session, row.stream).dossier for row in rows]
    assert {state.channel for state in states} == {"postal"}
    assert {f"{state.accepted_at:%H:%M}" for state in states if state.accepted_at} == {"01:05"}
    assert {state.postal.slip_number for state in states if state.postal} == {"EB100000001VN", "EB100000002VN"}
    assert {state.postal.record_number for state in states if state.postal} == {"BB-17"}
    assert len({state.code for state in states}) == 2
    assert {state.people.postman for state in states if state.people} == {"Le Van Buu"}
    assert ("Print the postal record", "reception/record") in shown.told[-1].links
    page.go("record")
    shown.settle()
    assert shown.told[-1].text == "The record with 2 dossiers is on its way to the printer."
    job = next(line for line in printing.queue(journey.office) if line.form == "postal_handover_record")
    text = page_text(printing.pdf_of(journey.office, job.id), 0)
    assert all(slip in text for slip in ("EB100000001VN", "EB100000002VN", "BB-17", "Le Van Buu"))


def test_a_fee_that_came_by_money_order_is_noted_with_its_number(
    shown: Shown, page: ReceptionPage, journey: Journey
) -> None:
    fill(shown, page)
    page.fees.lines[0].collected.click()
    assert page.fees.lines[0].way.button_for("post").isHidden()
    page.fees.lines[0].collected.click()
    count_out(shown, page, "EB100000001VN")
    shown.settle()
    fill(shown, page)
    line = page.fees.lines[0]
    line.collected.click()
    shown.settle()
    assert line.way.value == "post"
    assert page.focusWidget() is line.order
    QTest.keyClicks(line.order, "CT 0042")
    page.primary()
    shown.settle()
    [row] = worklists.page(journey.office, journey.session, "all").rows
    view = dossier_page.open_dossier(journey.office, journey.session, row.stream)
    [paid] = view.dossier.money
    assert (paid.amount, paid.way) == (8000, "post")
    assert view.dossier.fee_due == 0
    [said] = [each.text for each in view.timeline if each.kind == "collect_payment"]
    assert said.endswith("qua bưu chính, phiếu chuyển tiền CT 0042")


def test_a_fee_that_comes_later_by_money_order_is_noted_with_its_number(
    counter: Counter, show: Show, journey: Journey
) -> None:
    fees = tuple(replace(fee, collected=False) for fee in journey.make().fees)
    accepted = journey.accept(fees=fees)
    shown = show(DossierPage(counter))
    page = shown.place
    assert isinstance(page, DossierPage)
    page.go(accepted.stream)
    shown.settle()
    page.acts.begin("collect_payment")
    shown.settle()
    form = page.acts.form
    assert isinstance(form, CollectForm)
    order = form._fields["money_order"]
    assert not order.isVisible()
    form._way.button_for("post").click()
    assert order.isVisible()
    QTest.keyClicks(order.editor, "CT 0043")
    page.primary()
    shown.settle()
    view = dossier_page.open_dossier(journey.office, journey.session, accepted.stream)
    [paid] = view.dossier.money
    assert (paid.amount, paid.way) == (8000, "post")
    [said] = [each.text for each in view.timeline if each.kind == "collect_payment"]
    assert said.endswith("qua bưu chính, phiếu chuyển tiền CT 0043")


def test_the_drafts_of_a_record_survive_the_program_in_their_order(shown: Shown, page: ReceptionPage) -> None:
    count_out(shown, page, "EB1", "EB2", "EB3")
    shown.settle()
    again = ReceptionPage(page.counter)
    shown.bot.addWidget(again)
    again.enter()
    shown.settle()
    assert [draft.postal.slip_number for draft in again.book.drafts if draft.postal] == ["EB1", "EB2", "EB3"]


@pytest.mark.parametrize(("field", "text"), [("day", "hôm qua"), ("postman", " "), ("record_number", "")])
def test_a_record_that_is_not_whole_opens_nothing(shown: Shown, page: ReceptionPage, field: str, text: str) -> None:
    def answer(question: RecordQuestion) -> None:
        for name, value in (("record_number", "BB-17"), ("postman", "Bưu"), ("slip", "EB1"), (field, text)):
            question._lines[name].setText(value)
        question._lines["slip"].returnPressed.emit()
        question.go.click()
        assert question.isVisible()
        assert question._fields[field].fault

    before = page.book.drafts
    during(shown, page, answer)
    shown.settle()
    assert page.book.drafts == before
