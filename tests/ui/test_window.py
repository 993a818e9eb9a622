"""From the first start to the locked window: welcome, sign-in, frame, keys, lock."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.desk import preferences
from app.desk.acting import Session
from app.desk.office import Office
from app.settings import OfficerSettings
from tests.desk.conftest import CARD, OFFICER, PASSPHRASE, PASSWORD, SetClock
from tests.test_repository import ROOT
from tests.ui.starting import Start, Type, start, working
from ui.keys import KEYS
from ui.theme import Theme

__all__ = ["start", "working"]


def test_the_first_start_asks_for_hub_code_and_passphrase(start: Start, type_text: Type) -> None:
    welcome = start.window.welcome
    assert welcome._title.text() == "Enrol this machine"
    type_text(welcome.passphrase, "ngắn")
    welcome._press()
    assert "at least 8" in welcome._passphrase.fault
    welcome.passphrase.clear()
    type_text(welcome.passphrase, PASSPHRASE)
    type_text(welcome.again, "khác hẳn")
    welcome._press()
    assert "differ" in welcome._again.fault
    welcome.again.clear()
    type_text(welcome.again, PASSPHRASE)
    welcome._press()
    assert welcome._address.fault
    type_text(welcome.address, "https://hub.example")
    type_text(welcome.code, "0000")
    welcome._press()
    start.settle()
    assert "enrolment code" in welcome._code.fault
    welcome.code.clear()
    type_text(welcome.code, "7QK4-2M9P")
    welcome._press()
    start.settle()
    assert start.started == 1
    assert start.window.sign_in is not None
    assert start.window.sign_in.isVisible()


def test_the_next_start_asks_only_for_the_passphrase(
    tmp_path: Path, clock: SetClock, theme: Theme, qtbot: QtBot, type_text: Type
) -> None:
    first = Start(tmp_path / "counter", clock, theme, qtbot)
    first.enrol(type_text)
    first.stop()
    second = Start(tmp_path / "counter", clock, theme, qtbot)
    welcome = second.window.welcome
    assert welcome._title.text() == "Open this machine"
    type_text(welcome.passphrase, "sai mất rồi")
    welcome._press()
    second.settle()
    assert "passphrase" in welcome._passphrase.fault
    welcome.passphrase.setText(PASSPHRASE)
    welcome._press()
    second.settle()
    assert second.window.sign_in is not None
    second.stop()


def test_a_second_window_on_the_same_profile_is_told_in_a_sentence(
    working: Start, tmp_path: Path, clock: SetClock, theme: Theme, qtbot: QtBot
) -> None:
    second = Start(tmp_path / "counter", clock, theme, qtbot)
    second.window.welcome.passphrase.setText(PASSPHRASE)
    second.window.welcome._press()
    second.settle()
    # The first window speaks the officer's language by now, and so does the second.
    assert "đang mở trên máy này" in second.window.welcome._fault.text()
    second.stop()


def test_a_wrong_password_is_told_beside_it(start: Start, type_text: Type) -> None:
    start.enrol(type_text)
    page = start.window.sign_in
    assert page is not None
    assert [choice.position for choice, _ in page._choices]
    page.choose(OFFICER)
    type_text(page.password, "nhầm")
    page._try()
    start.settle()
    assert "password" in page._field.fault
    assert page.password.hasFocus()
    type_text(page.password, "x")
    assert page._field.fault == ""
    type_text(page.password, "A")
    assert page._field.fault == "Caps Lock is on."
    assert page.password.inputMethodQuery(Qt.InputMethodQuery.ImEnabled) is False


def test_arrows_walk_the_officers(start: Start, type_text: Type, qtbot: QtBot) -> None:
    start.enrol(type_text)
    page = start.window.sign_in
    assert page is not None
    first, second = page._choices[0][1], page._choices[1][1]
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Down)
    assert second.isChecked()
    qtbot.keyClick(second, Qt.Key.Key_Return)
    assert page.password.hasFocus()


def test_keys_lead_to_the_places(working: Start, qtbot: QtBot) -> None:
    frame = working.window.frame
    assert frame is not None
    assert frame.place is not None
    places = {"F3": "dossiers", "F4": "returns", "F7": "handover", "F2": "reception"}
    for key, name in places.items():
        qtbot.keyClick(frame, getattr(Qt.Key, f"Key_{key}"))
        working.settle()
        assert frame.place.objectName() == name
    control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    for letter, held, name in ((Qt.Key.Key_D, control | shift, "post"), (Qt.Key.Key_Comma, control, "settings")):
        qtbot.keyClick(frame, letter, held)
        working.settle()
        assert frame.place.objectName() == name
    qtbot.keyClick(frame, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert frame.finder.hasFocus()
    qtbot.keyClick(frame, Qt.Key.Key_F1)
    assert frame._help.isVisible()
    qtbot.keyClick(frame, Qt.Key.Key_Escape)
    assert not frame._help.isVisible()
    assert {key.name for key in KEYS} >= {"reception", "lock", "primary"}


def test_every_place_of_the_rail_opens(working: Start) -> None:
    frame = working.window.frame
    assert frame is not None
    for name in ("dossiers", "returns", "online", "handover", "register", "post", "settings", "reception"):
        frame.go(name)
        working.settle()
        assert frame.place is not None
        assert frame.place.objectName() == name


def test_the_find_box_looks_for_what_was_typed(working: Start, qtbot: QtBot) -> None:
    frame = working.window.frame
    assert frame is not None
    frame.finder.setText("nguyen")
    qtbot.keyClick(frame.finder, Qt.Key.Key_Return)
    working.settle()
    assert frame.place is not None
    assert frame.place.objectName() == "dossiers"


def test_locking_keeps_everything(working: Start, type_text: Type, qtbot: QtBot) -> None:
    window, frame = working.window, working.window.frame
    assert frame is not None
    frame.citizen.toggle(frame)
    frame.take_card(CARD)
    working.settle()
    assert not frame.citizen.idle
    qtbot.keyClick(frame, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    working.settle()
    assert window.sign_in is not None
    assert window.sign_in.isVisible()
    assert frame.citizen.isVisible()
    assert frame.citizen.idle
    assert "Nguyễn Tiến Nam" not in [label.text() for label in frame.citizen.findChildren(QLabel)]
    assert len(window.sign_in._choices) == 1
    window._card_scanned(CARD.replace("Nguyễn Tiến Nam", "Trần Văn Ba"))
    window.sign_in.password.setText("nhầm")
    window.sign_in._try()
    working.settle()
    assert not frame.isVisible()
    window.sign_in.password.setText(PASSWORD)
    window.sign_in._try()
    working.settle()
    assert frame.isVisible()
    place = frame.place
    assert place is not None
    assert place.findChild(QWidget, "applicant.full_name").property("text") == "Nguyễn Tiến Nam"


def test_signing_out_leads_to_the_list_of_officers(working: Start) -> None:
    working.window.sign_out()
    working.settle()
    assert working.window.frame is None
    assert working.window.sign_in is not None
    assert len(working.window.sign_in._choices) > 1
    working.sign_in()
    assert working.window.frame is not None


def test_the_window_wears_what_the_officer_chose(working: Start, theme: Theme) -> None:
    office, session = working.office, working.window.session
    assert office is not None
    assert session is not None
    preferences.save_officer_settings(office, session, OfficerSettings(theme="dark", font_points=13, language="vi"))
    working.window.sign_out()
    working.settle()
    working.sign_in()
    try:
        assert theme.points == 13
        assert theme.colours.surface == "#14181d"
        assert working.window.frame is not None
        assert working.window.frame.finder.placeholderText().startswith("Quét mã")
        working.window.lock()
        page = working.window.sign_in
        assert page is not None
        assert [page._title.text(), page._field.caption.text(), page._go.words, page._leave.text()] == [
            "Màn hình đang khóa",
            "Mật khẩu",
            "Mở khóa",
            "Cán bộ khác",
        ]
    finally:
        preferences.save_officer_settings(office, session, OfficerSettings(theme="light", language="en"))
        working.window.sign_out()
        working.settle()
        working.sign_in()


def test_it_goes_down_to_a_small_screen_at_200_percent(working: Start) -> None:
    before = working.window.size()
    working.window.resize(683, 384)
    working.settle()
    assert (working.window.width(), working.window.height()) == (683, 384)
    working.window.resize(before)


def test_the_title_names_nobody(working: Start) -> None:
    assert working.window.windowTitle() == "Một Cửa"


def test_the_program_starts_shows_its_first_window_and_ends(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "ui", "--profile", str(tmp_path / "profile"), "--probe"],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr.decode()
    assert ran.stdout.decode().strip() == "ready"


def test_an_officer_without_choices_gets_the_ordinary_look(office: Office, session: Session) -> None:
    assert preferences.officer_settings(office, session) == OfficerSettings()
