"""A scanner that types like a keyboard: the field keeps its text, no button is pressed, the scan goes its way."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.capture.burst import BurstSettings
from ui.burst import BurstFilter

CARD = "025091123456||NGUYEN TIEN NAM|05121991|Nam|Khu 3, Au Co, Phu Tho|10052022"
CODE = "H44.80.01-261123-0001"


class Fingers:
    """Sends keys to whatever has the focus, with the time between them set by hand."""

    def __init__(self) -> None:
        self.now = 1000

    def __call__(self) -> int:
        return self.now

    def press(self, text: str, *, gap: int, key: int = 0) -> None:
        self.now += gap
        focused = QApplication.focusWidget()
        assert focused is not None
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(focused, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text))

    def type(self, text: str, *, gap: int) -> None:
        for letter in text:
            self.press(letter, gap=gap, key=Qt.Key.Key_Space if letter == " " else 0)

    def enter(self, *, gap: int) -> None:
        self.press("\r", gap=gap, key=Qt.Key.Key_Return)


class Desk(QWidget):
    """A field, a text, a button that must not be pressed."""

    def __init__(self) -> None:
        super().__init__()
        self.line, self.text, self.button = QLineEdit("Trần"), QPlainTextEdit("ghi chú"), QPushButton("Tiếp nhận")
        self.pressed = 0
        self.entered = 0
        self.button.clicked.connect(self._press)
        self.line.returnPressed.connect(self._enter)
        layout = QVBoxLayout()
        for widget in (self.line, self.text, self.button):
            layout.addWidget(widget)
        self.setLayout(layout)

    def _press(self) -> None:
        self.pressed += 1

    def _enter(self) -> None:
        self.entered += 1


@pytest.fixture
def fingers() -> Fingers:
    return Fingers()


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    made = Desk()
    qtbot.addWidget(made)
    made.show()
    qtbot.waitActive(made)
    return made


@pytest.fixture
def heard(qapp: QApplication, fingers: Fingers) -> Iterator[dict[str, list[str]]]:
    bursts = BurstFilter(qapp, clock=fingers)
    scans: dict[str, list[str]] = {"card": [], "code": []}
    bursts.card.connect(scans["card"].append)
    bursts.code.connect(scans["code"].append)
    yield scans
    qapp.removeEventFilter(bursts)
    bursts.deleteLater()


def test_a_card_scanned_into_a_field_leaves_the_field_as_it_was(
    desk: Desk, fingers: Fingers, heard: dict[str, list[str]]
) -> None:
    desk.line.setFocus()
    desk.line.setCursorPosition(2)
    fingers.type(CARD, gap=8)
    fingers.enter(gap=8)
    assert heard["card"] == [CARD]
    assert desk.line.text() == "Trần"
    assert desk.line.cursorPosition() == 2
    assert desk.entered == 0


def test_a_code_is_routed_and_a_text_keeps_its_words(desk: Desk, fingers: Fingers, heard: dict[str, list[str]]) -> None:
    desk.text.setFocus()
    fingers.type(CODE, gap=8)
    fingers.enter(gap=8)
    assert heard["code"] == [CODE]
    assert desk.text.toPlainText() == "ghi chú"


def test_a_scan_without_an_end_is_ended_by_silence(
    desk: Desk, fingers: Fingers, heard: dict[str, list[str]], qtbot: QtBot
) -> None:
    desk.line.setFocus()
    fingers.type(CODE, gap=8)
    fingers.now += 200
    qtbot.waitUntil(lambda: heard["code"] == [CODE], timeout=2_000)
    assert desk.line.text() == "Trần"


def test_the_spaces_of_a_card_press_no_button(desk: Desk, fingers: Fingers, heard: dict[str, list[str]]) -> None:
    desk.button.setFocus()
    fingers.type(CARD, gap=8)
    fingers.enter(gap=8)
    assert heard["card"] == [CARD]
    assert desk.pressed == 0


def test_a_person_typing_is_left_alone(desk: Desk, fingers: Fingers, heard: dict[str, list[str]]) -> None:
    desk.line.setFocus()
    desk.line.clear()
    fingers.type("Nguyễn Tiến Nam", gap=120)
    fingers.enter(gap=150)
    assert desk.line.text() == "Nguyễn Tiến Nam"
    assert desk.entered == 1
    assert heard == {"card": [], "code": []}


def test_what_an_input_method_commits_counts_as_keys(desk: Desk, fingers: Fingers, heard: dict[str, list[str]]) -> None:
    desk.line.setFocus()
    for letter in CODE:
        fingers.now += 8
        event = QInputMethodEvent()
        event.setCommitString(letter)
        QApplication.sendEvent(desk.line, event)
    fingers.enter(gap=8)
    assert heard["code"] == [CODE]
    assert desk.line.text() == "Trần"


def test_a_word_committed_at_once_is_a_persons(desk: Desk, fingers: Fingers, heard: dict[str, list[str]]) -> None:
    desk.line.setFocus()
    desk.line.clear()
    for word in ("Nguyễn ", "Thị ", "Ngọc ", "Bích"):
        fingers.now += 30
        event = QInputMethodEvent()
        event.setCommitString(word)
        QApplication.sendEvent(desk.line, event)
    assert desk.line.text() == "Nguyễn Thị Ngọc Bích"
    assert heard == {"card": [], "code": []}


def test_fields_that_listen_to_typing_hear_that_it_was_taken_back(
    desk: Desk, fingers: Fingers, heard: dict[str, list[str]]
) -> None:
    told: list[str] = []
    listen: Callable[[str], None] = told.append
    desk.line.textEdited.connect(listen)
    desk.line.setFocus()
    fingers.type(CODE, gap=8)
    fingers.enter(gap=8)
    assert told[-1] == "Trần"


def test_silence_ends_every_scan_by_the_clock_itself(desk: Desk, qtbot: QtBot) -> None:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    # So long that a timer which may come a twentieth too early would do so.
    bursts = BurstFilter(application, BurstSettings(silence=400))
    codes: list[str] = []
    bursts.code.connect(codes.append)
    desk.line.setFocus()
    fingers = Fingers()
    for count in range(1, 5):
        fingers.type(CODE, gap=0)
        qtbot.waitUntil(lambda count=count: len(codes) == count, timeout=10_000)
    bursts.remove()
    assert codes == [CODE] * 4
