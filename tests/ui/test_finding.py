"""The single box of Ctrl+K: found while typing, chosen by the arrow keys, opened by Enter or by a scan."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.desk.drafts import Draft, DraftPerson
from tests.desk.conftest import CARD
from tests.ui.conftest import Journey
from ui.burst import BurstFilter
from ui.dossier import DossierPage
from ui.dossiers import DossiersPage
from ui.frame import Frame
from ui.reception import ReceptionPage

Settle = Callable[[], None]
Type = Callable[[QWidget, str], None]
HUE = DraftPerson(full_name="Trần Thị Thuý Huệ", personal_number="025190004321", phone="0987 654 321", from_card=())
DUNG = DraftPerson(full_name="Trần Văn Dũng", personal_number="025090008765", phone="0912 000 111", from_card=())


@pytest.fixture
def people(journey: Journey, settle: Settle) -> dict[str, tuple[str, str]]:
    """Two dossiers: stream and code by the given name."""
    found = {}
    for name, person in (("Huệ", HUE), ("Dũng", DUNG)):
        accepted = journey.accept(applicant=person, submitter=None)
        found[name] = (accepted.stream, accepted.code)
    settle()
    return found


@pytest.fixture
def look(frame: Frame, qtbot: QtBot, settle: Settle, type_text: Type) -> Callable[[str], list[str]]:
    """Types into the box as from anywhere, waits for what is found, and gives its streams."""

    def typed(text: str) -> list[str]:
        QTest.keyClick(frame, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
        assert frame.finder.hasFocus()
        type_text(frame.finder, text)
        qtbot.waitUntil(frame.finder.found.isVisible, timeout=10_000)
        settle()
        return [row.stream for row in frame.finder.found.model.rows]

    return typed


def opened(frame: Frame) -> str:
    page = frame.place
    assert isinstance(page, DossierPage)
    assert page._view is not None
    return page._view.stream


@pytest.mark.parametrize(
    ("way", "typed"),
    [
        ("name with marks", "Huệ"),
        ("name without marks", "tran thi thuy hue"),
        ("the beginning of a name", "thuy hu"),
        ("phone", "0987654321"),
        ("personal number", "025190004321"),
        ("last digits of the number", "4321"),
    ],
)
def test_found_while_typing(
    frame: Frame, people: dict[str, tuple[str, str]], look: Callable[[str], list[str]], settle: Settle, way: str,
    typed: str,
) -> None:  # fmt: skip
    assert look(typed) == [people["Huệ"][0]], way
    assert frame.finder.hasFocus()
    QTest.keyClick(frame.finder, Qt.Key.Key_Return)
    settle()
    assert opened(frame) == people["Huệ"][0]
    assert not frame.finder.found.isVisible()


@pytest.mark.parametrize("cut", [slice(None), slice(-7, None)])
def test_found_by_code_and_its_last_digits(
    people: dict[str, tuple[str, str]], look: Callable[[str], list[str]], cut: slice
) -> None:
    assert look(people["Dũng"][1][cut]) == [people["Dũng"][0]]


def test_arrow_keys_choose_and_enter_opens(
    frame: Frame, people: dict[str, tuple[str, str]], look: Callable[[str], list[str]], settle: Settle
) -> None:
    rows = look("tran")
    assert set(rows) == {people["Huệ"][0], people["Dũng"][0]}
    assert frame.finder.found.chosen == ""
    for code, place in ((Qt.Key.Key_Down, 0), (Qt.Key.Key_Down, 1), (Qt.Key.Key_Down, 1), (Qt.Key.Key_Up, 0),
                        (Qt.Key.Key_PageDown, 1)):  # fmt: skip
        QTest.keyClick(frame.finder, code)
        assert frame.finder.found.chosen == rows[place]
    QTest.keyClick(frame.finder, Qt.Key.Key_Return)
    settle()
    assert opened(frame) == rows[1]


def test_enter_without_a_choice_among_several_opens_nobodys_dossier(
    frame: Frame, people: dict[str, tuple[str, str]], look: Callable[[str], list[str]], settle: Settle
) -> None:
    look("tran")
    QTest.keyClick(frame.finder, Qt.Key.Key_Return)
    settle()
    page = frame.place
    assert isinstance(page, DossiersPage)
    assert {row.stream for row in page.model.rows} == {stream for stream, _ in people.values()}


def test_enter_before_anything_was_found_waits_for_it(
    frame: Frame, people: dict[str, tuple[str, str]], settle: Settle, type_text: Type
) -> None:
    frame.finder.begin()
    type_text(frame.finder, "thuy hue")
    QTest.keyClick(frame.finder, Qt.Key.Key_Return)
    settle()
    assert opened(frame) == people["Huệ"][0]


def test_the_answer_to_what_was_typed_before_is_not_shown(
    frame: Frame, people: dict[str, tuple[str, str]], qtbot: QtBot, settle: Settle, type_text: Type
) -> None:
    frame.finder.begin()
    type_text(frame.finder, "tran van")
    frame.finder._look()
    type_text(frame.finder, " khong co ai")
    settle()
    qtbot.waitUntil(lambda: "Nothing found" in frame.finder.found.said.text(), timeout=10_000)
    assert frame.finder.found.model.rowCount() == 0
    QTest.keyClick(frame.finder, Qt.Key.Key_Return)
    settle()
    assert isinstance(frame.place, DossiersPage)


def test_esc_gives_the_hands_back_and_keeps_the_text(
    frame: Frame, people: dict[str, tuple[str, str]], look: Callable[[str], list[str]], settle: Settle
) -> None:
    page = frame.place
    assert isinstance(page, ReceptionPage)
    before = QApplication.focusWidget()
    assert before is not None
    assert before is not frame.finder
    look("tran")
    QTest.keyClick(frame.finder, Qt.Key.Key_Escape)
    assert not frame.finder.found.isVisible()
    assert QApplication.focusWidget() is before
    assert frame.finder.text() == "tran"
    QTest.keyClick(frame, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert frame.finder.found.isVisible()
    assert frame.finder.selectedText() == "tran"


def test_the_mouse_opens_too_and_leaving_closes(
    frame: Frame, people: dict[str, tuple[str, str]], look: Callable[[str], list[str]], settle: Settle
) -> None:
    rows = look("tran")
    frame.officer.setFocus()
    assert not frame.finder.found.isVisible()
    frame.finder.begin()
    settle()
    view = frame.finder.found.view
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(view.model().index(1, 0)).center())
    settle()
    assert opened(frame) == rows[1]


def scan(bursts: BurstFilter, text: str) -> None:
    """Types as a wedge scanner does, on whatever has the focus."""
    for letter in f"{text}\r":
        focused = QApplication.focusWidget()
        assert focused is not None
        code = Qt.Key.Key_Return if letter == "\r" else Qt.Key.Key_unknown
        QApplication.sendEvent(focused, QKeyEvent(QEvent.Type.KeyPress, code, Qt.KeyboardModifier.NoModifier, letter))


@pytest.fixture
def bursts(frame: Frame, qapp: QApplication) -> Iterator[BurstFilter]:
    made = BurstFilter(qapp)
    made.card.connect(frame.take_card)
    made.code.connect(frame.take_code)
    yield made
    made.remove()


@pytest.mark.parametrize("place", ["reception", "returns", "handover"])
def test_a_code_scanned_here_opens_the_dossier_from_every_place(
    frame: Frame, bursts: BurstFilter, people: dict[str, tuple[str, str]], settle: Settle, place: str
) -> None:
    frame.go(place)
    settle()
    frame.finder.begin()
    scan(bursts, people["Huệ"][1])
    settle()
    assert opened(frame) == people["Huệ"][0]
    assert frame.finder.text() == ""


def test_a_card_scanned_here_opens_the_dossier_of_its_holder(
    frame: Frame, bursts: BurstFilter, people: dict[str, tuple[str, str]], settle: Settle
) -> None:
    frame.finder.begin()
    scan(bursts, CARD.replace(CARD.split("|")[0], HUE.personal_number))
    settle()
    assert opened(frame) == people["Huệ"][0]
    reception = frame._places["reception"]
    assert isinstance(reception, ReceptionPage)
    assert reception.book.current == Draft(reception.book.current.id if reception.book.current else "")


def test_a_card_of_a_holder_with_several_dossiers_offers_them(
    frame: Frame, journey: Journey, bursts: BurstFilter, people: dict[str, tuple[str, str]], settle: Settle
) -> None:
    journey.accept(applicant=replace(HUE, phone=""), submitter=None)
    settle()
    frame.finder.begin()
    scan(bursts, CARD.replace(CARD.split("|")[0], HUE.personal_number))
    settle()
    assert isinstance(frame.place, ReceptionPage)
    assert len(frame.finder.found.model.rows) == 2


def test_a_card_scanned_elsewhere_goes_to_the_place(frame: Frame, bursts: BurstFilter, settle: Settle) -> None:
    scan(bursts, CARD)
    settle()
    page = frame.place
    assert isinstance(page, ReceptionPage)
    assert page.book.current is not None
    assert page.book.current.applicant.full_name == CARD.split("|")[2]
