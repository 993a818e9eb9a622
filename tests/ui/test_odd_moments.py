"""What comes at the wrong moment: a card before the page is there or while it is busy, a scan or a lock over a
question, changes while nobody looks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.desk import drafts, shelving, worklists
from tests.desk.conftest import CARD, PASSWORD, PROCEDURE, SetClock
from tests.ui.conftest import Journey, Shown, begin
from tests.ui.dialogs import answering
from tests.ui.receiving import OTHER_CARD, fill, page, shown
from tests.ui.starting import Start, start, working
from ui.asking import Question
from ui.dossier import DossierPage
from ui.frame import Frame
from ui.place import Counter
from ui.places import MAKERS
from ui.reception import ReceptionPage

__all__ = ["page", "shown", "start", "working"]
Settle = Callable[[], None]
NAME = "Nguyễn Tiến Nam"


def test_a_card_scanned_before_the_drafts_are_read_waits_for_them(
    counter: Counter, qtbot: QtBot, settle: Settle
) -> None:
    frame = Frame(counter, MAKERS)
    qtbot.addWidget(frame)
    frame.show()
    begin(frame)
    frame.go("reception")
    frame.take_card(CARD)
    frame.take_card(CARD)
    reception = frame.place
    assert isinstance(reception, ReceptionPage)
    assert reception.book.current is None
    settle()
    assert reception.book.current is not None
    assert reception.book.current.applicant.full_name == NAME
    assert reception.book.current.submitter is None
    frame.close_places()
    settle()
    (kept,) = drafts.drafts(counter.office, counter.session)
    assert kept.applicant.full_name == NAME


def test_the_card_of_the_next_citizen_never_goes_into_the_dossier_being_accepted(
    shown: Shown, page: ReceptionPage, journey: Journey
) -> None:
    fill(shown, page)
    accepting = page.book.current
    assert accepting is not None
    page.endings.accept()
    page.take_card(OTHER_CARD)
    assert page.book.find(accepting.id) == accepting
    shown.settle()
    assert page.book.current is not None
    assert page.book.current.id != accepting.id
    assert page.book.current.applicant.full_name == "Đỗ Thị Ngọc Bích"


@pytest.mark.parametrize("refused", [False, True])
def test_what_is_typed_during_an_acceptance_is_there_after_it(
    shown: Shown, page: ReceptionPage, type_text: Callable[[QWidget, str], None], journey: Journey, clock: SetClock,
    refused: bool,
) -> None:  # fmt: skip
    journey.accept()
    fill(shown, page)
    accepting = page.book.current
    assert accepting is not None
    phone = shown.find(QLineEdit, "applicant.phone")
    assert isinstance(phone, QLineEdit)
    phone.setFocus()
    if refused:
        clock.now -= timedelta(days=2)
    page.endings.accept()
    type_text(phone, "khai sinh")
    assert phone.text() == accepting.applicant.phone
    shown.settle()
    QApplication.processEvents()
    assert page.book.current is not None
    if refused:
        assert page.book.current.id == accepting.id
        assert phone.text().endswith("khai sinh")
    else:
        assert page.book.current.id != accepting.id
        assert page.procedure.line.text() == "khai sinh"


def test_a_scan_behind_a_question_changes_nothing_of_what_is_asked(
    busy_frame: Frame, settle: Settle, journey: Journey
) -> None:
    code = journey.accept().code
    busy_frame.go("reception")
    settle()
    reception: Any = busy_frame.place
    reception.procedure.picked.emit(PROCEDURE)
    settle()
    before = reception.book.current

    def scan(_: Question) -> None:
        busy_frame.take_card(CARD)
        busy_frame.take_code(code)

    with answering(Question, scan):
        reception.endings.put_away()
    settle()
    assert busy_frame.place is reception
    assert reception.book.current == before
    assert busy_frame._notice._words.text().startswith("Answer the open question first")


def lock(working: Start, by_key: bool, qtbot: QtBot) -> None:
    """Ctrl+L pressed where the hands are, or the time without a touch running out."""
    if by_key:
        qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    else:
        working.window._idle.timeout.emit()


def unlock(working: Start) -> None:
    assert working.window.sign_in is not None
    working.window.sign_in.password.setText(PASSWORD)
    working.window.sign_in._try()
    working.settle()


@pytest.mark.parametrize("by_key", [True, False])
def test_a_lock_keeps_the_reason_typed_into_a_question_and_hides_it(
    working: Start, qtbot: QtBot, type_text: Callable[[QWidget, str], None], by_key: bool
) -> None:
    window, frame = working.window, working.window.frame
    assert frame is not None
    reception: Any = frame.place
    reception.procedure.picked.emit(PROCEDURE)
    frame.take_card(CARD)
    working.settle()

    def answer(question: Question) -> None:
        type_text(question.reason, "Không thuộc")
        lock(working, by_key, qtbot)
        assert window.sign_in is not None
        assert window.sign_in.isVisible()
        assert not frame.isVisible()
        assert not question.isVisible()
        assert QApplication.activeModalWidget() is None
        unlock(working)
        assert frame.isVisible()
        assert QApplication.activeModalWidget() is question
        qtbot.waitUntil(question.reason.hasFocus)
        type_text(question.reason, " thẩm quyền")
        assert question.text == "Không thuộc thẩm quyền"
        question.verb.click()

    with answering(Question, answer):
        reception.endings.refuse()
    working.settle()
    [refused] = worklists.page(working.office, frame._counter.session, "all").rows
    assert refused.status == 3
    assert QApplication.activeModalWidget() is None


def test_another_officer_after_a_lock_meets_no_question_of_the_one_before(working: Start, qtbot: QtBot) -> None:
    window, frame = working.window, working.window.frame
    assert frame is not None
    session = frame._counter.session
    reception: Any = frame.place
    frame.take_card(CARD)
    working.settle()

    def answer(question: Question) -> None:
        window.lock()
        window.sign_out()
        assert not question.isVisible()

    with answering(Question, answer):
        reception.endings.put_away()
    working.settle()
    assert window.frame is None
    assert not [each for each in QApplication.topLevelWidgets() if isinstance(each, Question) and each.isVisible()]
    (kept,) = drafts.drafts(working.office, session)
    assert kept.applicant.full_name == NAME


def test_what_changed_behind_a_dossier_or_a_lock_is_seen_on_coming_back(
    busy_frame: Frame, settle: Settle, journey: Journey
) -> None:
    accepted = journey.accept()
    busy_frame.go(f"dossier/{accepted.stream}")
    settle()
    dossier = busy_frame.place
    assert isinstance(dossier, DossierPage)
    assert dossier._view is not None
    known = len(dossier._view.timeline)
    dossier.tabs.setCurrentIndex(1)
    busy_frame.go("settings")
    settle()
    shelving.shelve(journey.office, journey.session, accepted.stream, "Kệ 2")
    settle()
    busy_frame.go("back")
    settle()
    assert len(dossier._view.timeline) > known
    assert dossier.tabs.currentIndex() == 1
    known = len(dossier._view.timeline)
    busy_frame.hide()
    shelving.shelve(journey.office, journey.session, accepted.stream, "Kệ 3")
    settle()
    busy_frame.show()
    settle()
    assert len(dossier._view.timeline) > known
