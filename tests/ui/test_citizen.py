"""The citizen's screen: what it reads back, what it leaves behind, and that it never shows the one before."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.desk.display import Display
from app.desk.drafts import Draft
from app.desk.office import Office
from app.domain import acts
from app.domain.regulation import RatingQuestion
from app.paper import barcode
from app.settings import MachineSettings
from app.store import streams
from tests.desk.conftest import CARD
from tests.test_repository import ROOT
from tests.ui.conftest import Journey
from ui.burst import BurstFilter
from ui.citizen import CitizenDisplay
from ui.dossier import DossierPage
from ui.frame import Frame
from ui.read_back import Received
from ui.reception import ReceptionPage
from ui.returns import ReturnsPage

NAME = CARD.split("|")[2]
Settle = Callable[[], None]


@pytest.fixture
def display(frame: Frame) -> CitizenDisplay:
    frame.citizen.toggle(frame)
    return frame.citizen


def said(display: CitizenDisplay) -> str:
    """Every word that the screen holds, shown or not."""
    return "\n".join(label.text() for label in display.findChildren(QLabel)) + display.square.text


def test_it_reads_back_what_is_recorded(frame: Frame, display: CitizenDisplay, settle: Settle) -> None:
    page = frame.place
    assert isinstance(page, ReceptionPage)
    assert display.idle
    page.procedure.picked.emit("1.004884")
    settle()
    frame.take_card(CARD)
    settle()
    page._ask_preview()
    settle()
    assert not display.idle
    for word in (NAME, "05/12/1991", page.book.current.procedure_name, "Papers", "Result due"):  # type: ignore[union-attr]
        assert word in said(display)
    assert CARD.split("|")[0] not in said(display), "the whole number is nobody's to read over a shoulder"


@pytest.mark.parametrize("way", ["new draft", "other place", "lock or sign-out"])
def test_the_one_before_is_forgotten(frame: Frame, display: CitizenDisplay, settle: Settle, way: str) -> None:
    frame.take_card(CARD)
    settle()
    assert NAME in said(display)
    if way == "new draft":
        frame.go("reception/new")
    elif way == "other place":
        frame.go("dossiers")
    else:
        frame.close_places()
    settle()
    assert NAME not in said(display)
    assert display.idle


def test_the_code_stays_with_the_citizen_and_is_rated_once(
    display: CitizenDisplay, journey: Journey, office: Office, qtbot: QtBot, settle: Settle
) -> None:
    before, accepted = journey.accept(), journey.accept()
    display.take(Received(before.stream, (before.code,)))
    display.take(Received(accepted.stream, (accepted.code,)))
    assert accepted.code in said(display)
    assert before.code not in said(display)
    assert display.square.text == accepted.code
    qtbot.mouseClick(display.points[2], Qt.MouseButton.LeftButton)
    display.points[0].click()
    settle()
    assert display.question.text() == "Thank you"

    assert ratings(office, accepted.stream) == [{"attitude": 2}]
    assert ratings(office, before.stream) == []
    display._leaving.timeout.emit()
    assert display.idle
    assert accepted.code not in said(display)


def test_after_acceptance_the_code_stays_though_the_next_draft_is_of_somebody_else(
    frame: Frame, display: CitizenDisplay, ready_draft: Callable[..., Draft], settle: Settle
) -> None:
    page = frame.place
    assert isinstance(page, ReceptionPage)
    frame.take_card(CARD)
    page.book.begin()
    ready = ready_draft()
    page.book.edit(**{field.name: getattr(ready, field.name) for field in fields(ready) if field.name != "id"})
    settle()
    page.primary()
    settle()
    assert page.book.current is not None
    assert page.book.current.applicant.full_name == NAME
    assert display.square.text
    assert display.code.text() == display.square.text
    assert display.due.text()
    assert display.lines.rowCount() == 0


def test_late_answers_never_reach_the_screen_of_a_locked_window(
    frame: Frame, display: CitizenDisplay, settle: Settle
) -> None:
    page = frame.place
    assert isinstance(page, ReceptionPage)
    frame.hide()
    display.clear()
    page.take_card(CARD)
    settle()
    assert display.idle
    frame.show()
    frame.go("dossiers")
    page.book.edit(note="x")
    settle()
    assert display.idle


def test_thanks_for_one_never_cover_the_next(display: CitizenDisplay, journey: Journey, settle: Settle) -> None:
    first, second = journey.accept(), journey.accept()
    display.take(Received(first.stream, (first.code,)))
    display.points[2].click()
    display.take(Received(second.stream, (second.code,)))
    settle()
    assert second.code in said(display)
    assert display.question.text() != "Thank you"


def ratings(office: Office, stream: str) -> list[dict[str, int]]:
    """The assessments in the journal of a dossier."""
    with office.store.read() as connection:
        bodies = [entry.body for entry in streams.entries(connection, stream)]
    return [acts.payload_of(body.kind, body.version, body.payload).answers for body in bodies if body.kind == "rate"]


def test_it_never_takes_the_keyboard(frame: Frame, display: CitizenDisplay) -> None:
    assert display.isVisible()
    assert display.windowFlags() & Qt.WindowType.WindowDoesNotAcceptFocus
    assert frame.isActiveWindow()


def test_the_keyboard_is_handed_over_for_the_rating_and_comes_back(
    frame: Frame, display: CitizenDisplay, journey: Journey, office: Office, qtbot: QtBot, settle: Settle
) -> None:
    accepted = journey.accept()
    settle()
    QTest.keyClick(frame.finder, Qt.Key.Key_F12, Qt.KeyboardModifier.ControlModifier)
    assert frame.isActiveWindow()
    assert "asks nothing" in frame._notice.text
    display.take(Received(accepted.stream, (accepted.code,)))
    QTest.keyClick(frame.finder, Qt.Key.Key_F12, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(display.isActiveWindow)
    question = office.reference().regulation_set("2025").rating[0]
    for button, answer in zip(display.points.values(), question.answers, strict=True):
        assert button.text() == answer
        assert button.accessibleName() == f"{question.text} {answer}"
    assert display.points[2].hasFocus()
    QTest.keyClick(display.points[2], Qt.Key.Key_3)
    assert display.points[0].hasFocus()
    assert ratings(office, accepted.stream) == []
    QTest.keyClick(display.points[0], Qt.Key.Key_2)
    QTest.keyClick(display.points[1], Qt.Key.Key_Return)
    settle()
    assert ratings(office, accepted.stream) == [{question.key: 1}]
    qtbot.waitUntil(frame.isActiveWindow)


def test_a_scan_while_the_citizen_has_the_keyboard_rates_nothing(
    frame: Frame, display: CitizenDisplay, journey: Journey, office: Office, qapp: QApplication, qtbot: QtBot,
    settle: Settle,
) -> None:  # fmt: skip
    accepted, other = journey.accept(), journey.accept()
    settle()
    display.take(Received(accepted.stream, (accepted.code,)))
    assert display.hand_keyboard()
    qtbot.waitUntil(display.isActiveWindow)
    bursts = BurstFilter(qapp)
    bursts.code.connect(frame.take_code)
    for letter in f"{other.code}\r":
        focused = QApplication.focusWidget()
        assert focused is not None
        code = Qt.Key.Key_Return if letter == "\r" else Qt.Key(ord(letter.upper()))
        QApplication.sendEvent(focused, QKeyEvent(QEvent.Type.KeyPress, code, Qt.KeyboardModifier.NoModifier, letter))
    bursts.remove()
    settle()
    assert isinstance(frame.place, DossierPage)
    assert ratings(office, accepted.stream) == []
    assert ratings(office, other.stream) == []


def test_several_questions_are_asked_in_turn_and_kept_as_one_assessment(
    frame: Frame, display: CitizenDisplay, journey: Journey, office: Office, settle: Settle
) -> None:
    asked = tuple(RatingQuestion(key, f"{key}?", ("a", "b", "c")) for key in ("time", "attitude", "cost"))
    display.follow(Display(questions=asked), frame)
    whole, left_early = journey.accept(), journey.accept()
    display.take(Received(whole.stream, (whole.code,)))
    for question, points in zip(asked, (2, 1, 0), strict=True):
        assert display.question.text() == question.text
        display.points[points].click()
    display.take(Received(left_early.stream, (left_early.code,)))
    display.points[0].click()
    display.clear()
    settle()
    assert ratings(office, whole.stream) == [{"time": 2, "attitude": 1, "cost": 0}]
    assert ratings(office, left_early.stream) == [{"time": 0}]


def test_without_questions_the_code_stands_alone(frame: Frame, display: CitizenDisplay, journey: Journey) -> None:
    display.follow(Display(), frame)
    accepted = journey.accept()
    display.take(Received(accepted.stream, (accepted.code,)))
    assert not any(button.isVisible() for button in display.points.values())
    assert not display.hand_keyboard()
    assert frame.isActiveWindow()


@pytest.mark.parametrize("prints", [True, False])
def test_the_code_can_be_taken_home_without_paper(
    frame: Frame, display: CitizenDisplay, journey: Journey, office: Office, settle: Settle, prints: bool
) -> None:
    chosen = MachineSettings(printer="file:/nowhere" if prints else "", look_up_address="https://tra-cuu.example/")
    office.save_machine_settings(chosen)
    settle()
    accepted = journey.accept()
    display.take(Received(accepted.stream, (accepted.code,)))
    assert display.square.text == f"https://tra-cuu.example/{accepted.code}"
    assert ("cannot be printed now" in display.photograph.text()) is not prints
    found = barcode.symbols(Image.fromqimage(display.square.grab().toImage()).convert("L"))
    assert [symbol.text for symbol in found] == [display.square.text]


def test_a_result_given_back_is_rated_too(
    frame: Frame, display: CitizenDisplay, journey: Journey, office: Office, settle: Settle
) -> None:
    waiting = journey.to_return()
    settle()
    frame.go("returns")
    page = frame.place
    assert isinstance(page, ReturnsPage)
    page.open(waiting.stream)
    settle()
    frame.take_card(CARD)
    settle()
    page.primary()
    settle()
    assert display.heading.text() == "The result was given to you"
    assert display.code.text() == waiting.code
    assert NAME not in said(display)
    display.points[2].click()
    settle()
    assert ratings(office, waiting.stream) == [{"attitude": 2}]


def test_a_draft_taken_up_again_is_shown_to_nobody_until_it_is_touched(
    frame: Frame, display: CitizenDisplay, settle: Settle
) -> None:
    page = frame.place
    assert isinstance(page, ReceptionPage)
    frame.take_card(CARD)
    settle()
    frame.go("reception/new")
    frame.go("reception/next")
    settle()
    assert page.book.current is not None
    assert page.book.current.applicant.full_name == NAME
    assert display.idle
    page.book.edit(note="x")
    assert NAME in said(display)


SCREENS = {"screens": [{"name": "counter", "x": 0, "y": 0, "width": 1366, "height": 768},
                       {"name": "citizen", "x": 1366, "y": 0, "width": 1280, "height": 1024}]}  # fmt: skip


def test_with_two_screens_it_fills_the_one_without_the_window(tmp_path: Path) -> None:
    """In a program of its own: how many screens there are is said when Qt starts."""
    settings = tmp_path / "screens.json"
    settings.write_text(json.dumps(SCREENS), encoding="utf-8")
    environment = {**os.environ, "QT_QPA_PLATFORM": f"offscreen:configfile={settings}"}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/ui/two_screens.py"],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    assert "5 passed" in done.stdout
