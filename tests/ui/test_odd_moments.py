"""What comes at the wrong moment: a card before the page is there or while it is busy, a scan or a lock over a
question, changes while nobody looks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.desk import drafts, shelving
from tests.desk.conftest import CARD, PASSWORD, PROCEDURE, SetClock
from tests.ui.conftest import Journey, Shown
from tests.ui.receiving import OTHER_CARD, fill, page, shown
from tests.ui.starting import Start, start, working
from ui import asking
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


def asked_meanwhile(act: Callable[[Question], None]) -> list[Question]:
    """Does ``act`` to the question that opens next."""
    met: list[Question] = []

    def look() -> None:
        question = QApplication.activeModalWidget()
        assert isinstance(question, Question)
        met.append(question)
        try:
            act(question)
        finally:
            # Else the test would wait for an answer for ever.
            question.reject()

    QTimer.singleShot(0, look)
    return met


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

    met = asked_meanwhile(scan)
    reception.endings.put_away()
    settle()
    assert met
    assert busy_frame.place is reception
    assert reception.book.current == before
    assert busy_frame._notice._words.text().startswith("Answer the open question first")


@pytest.mark.parametrize("by_key", [True, False])
def test_a_lock_leaves_an_open_question_unanswered_and_nothing_in_front(
    working: Start, qtbot: QtBot, by_key: bool
) -> None:
    window, frame = working.window, working.window.frame
    assert frame is not None
    reception: Any = frame.place
    frame.take_card(CARD)
    working.settle()

    def lock(question: Question) -> None:
        if by_key:
            qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
            qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
        else:
            window.lock()
        assert not question.isVisible()

    met = asked_meanwhile(lock)
    answered = asking.ask(reception, "Put this draft away?", "words", "Put away")
    assert met
    assert not answered
    assert window.sign_in is not None
    assert window.sign_in.isVisible()
    assert not frame.isVisible()
    assert QApplication.activeModalWidget() is None
    window.sign_in.password.setText(PASSWORD)
    window.sign_in._try()
    working.settle()
    assert frame.isVisible()
    assert reception.book.current.applicant.full_name == NAME


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
