"""The citizen's screen: what it reads back, what it leaves behind, and that it never shows the one before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.desk.drafts import Draft
from app.desk.office import Office
from tests.desk.conftest import CARD
from tests.ui.conftest import Journey
from ui.citizen import CitizenDisplay
from ui.frame import Frame
from ui.place import Counter
from ui.places import MAKERS
from ui.read_back import Received
from ui.reception import ReceptionPage

NAME = CARD.split("|")[2]
Settle = Callable[[], None]


@pytest.fixture
def frame(counter: Counter, qtbot: QtBot, settle: Settle) -> Iterator[Frame]:
    made = Frame(counter, MAKERS)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    made.go("reception")
    settle()
    yield made
    made.close_places()
    settle()


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
    for word in (NAME, page.book.current.procedure_name, "Papers", "Result due"):  # type: ignore[union-attr]
        assert word in display.lines.text()


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

    def rated(stream: str) -> list[object]:
        with office.store.read() as connection:
            rows = connection.exec_driver_sql("SELECT kind FROM event WHERE stream = ?", (stream,)).fetchall()
        return [row[0] for row in rows if row[0] == "rate"]

    assert rated(accepted.stream) == ["rate"]
    assert rated(before.stream) == []
    display._thanks.timeout.emit()
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
    assert display.lines.text() == ""


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


def test_it_never_takes_the_keyboard(frame: Frame, display: CitizenDisplay) -> None:
    assert display.isVisible()
    assert display.windowFlags() & Qt.WindowType.WindowDoesNotAcceptFocus
    assert frame.isActiveWindow()
    assert all(button.accessibleName() for button in display.points.values())
