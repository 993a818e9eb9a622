"""On the way from the password to the first place nothing that is typed gets lost."""

from __future__ import annotations

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.errors import StoreBusy
from tests.desk.conftest import OFFICER, PASSWORD
from tests.ui.starting import Start, Type, start
from ui.reception import ReceptionPage
from ui.sign_in import SignInPage

__all__ = ["start"]

TYPED = "dang ky khai sinh"


def enter_password(start: Start) -> SignInPage:
    page = start.window.sign_in
    assert page is not None
    page.choose(OFFICER)
    page.password.setText(PASSWORD)
    page._try()
    return page


def hands(start: Start) -> QWidget:
    found = start.window.focusWidget()
    assert found is not None
    return found


def test_keys_typed_on_the_way_in_arrive_in_the_procedure(start: Start, type_text: Type, qtbot: QtBot) -> None:
    start.enrol(type_text)
    page = enter_password(start)
    letters = list(TYPED)
    with qtbot.waitSignal(page.signed_in):
        pass
    while not start.bridge.idle:
        if letters:
            QTest.keyClick(hands(start), letters.pop(0))
        QApplication.processEvents()
    assert len(letters) < len(TYPED) - 4
    start.settle()
    for letter in letters:
        QTest.keyClick(hands(start), letter)
    frame = start.window.frame
    assert frame is not None
    place = frame.place
    assert isinstance(place, ReceptionPage)
    assert place.procedure.line.text() == TYPED
    assert page.password.text() == ""


def test_a_refusal_on_the_way_in_is_said_at_the_password_and_the_way_stays_open(start: Start, type_text: Type) -> None:
    start.enrol(type_text)
    page = enter_password(start)
    start.window._not_begun(StoreBusy())
    assert page._go.isEnabled()
    assert page._field.fault
    start.settle()
    assert start.window.frame is not None
