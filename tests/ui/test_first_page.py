"""The first page: it needs little, stands before the office is open, and loses no key typed meanwhile."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.desk.office import Office
from app.desk.sign_in import officers
from tests.desk.conftest import PASSWORD
from tests.test_repository import ROOT
from ui.bridge import Bridge
from ui.sign_in import SignInPage
from ui.theme import Theme

Type = Callable[[QWidget, str], None]

HEAVY = (
    "sqlalchemy",
    "reportlab",
    "pikepdf",
    "requests",
    "cryptography",
    "keyring",
    "argon2",
    "PIL",
    "ui.frame",
    "sync",
)


@pytest.fixture
def page(bridge: Bridge, theme: Theme, qtbot: QtBot) -> Iterator[SignInPage]:
    made = SignInPage(bridge, theme)
    qtbot.addWidget(made)
    made.show()
    made.wait()
    yield made
    qtbot.waitUntil(lambda: bridge.idle, timeout=10_000)


def test_nothing_heavy_is_loaded_before_the_first_page() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", f"import sys, ui.program; print(*(name for name in {HEAVY} if name in sys.modules))"],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.split() == []


def test_what_is_typed_before_the_office_is_open_stays(
    page: SignInPage, office: Office, settle: Callable[[], None], type_text: Type
) -> None:
    type_text(page.password, "mật kh")
    page.enter(office)
    type_text(page.password, "ẩu")
    settle()
    assert page.password.text() == "mật khẩu"
    assert page.password.hasFocus()
    assert len(page._choices) > 1


def test_an_early_enter_tries_nobody_where_several_may_sign_in(
    page: SignInPage, office: Office, settle: Callable[[], None], type_text: Type, qtbot: QtBot
) -> None:
    told: list[object] = []
    page.signed_in.connect(told.append)
    type_text(page.password, PASSWORD)
    qtbot.keyClick(page.password, Qt.Key.Key_Return)
    page.enter(office)
    settle()
    assert not any(made.isChecked() for _, made in page._choices)
    assert page.password.text() == PASSWORD
    first = page._choices[0][1]
    assert QApplication.focusWidget() is first
    assert not told
    qtbot.keyClick(first, Qt.Key.Key_Return)
    qtbot.keyClick(page.password, Qt.Key.Key_Return)
    settle()
    assert len(told) == 1


def test_an_early_enter_signs_in_the_only_officer(
    page: SignInPage, office: Office, settle: Callable[[], None], type_text: Type, qtbot: QtBot
) -> None:
    told: list[object] = []
    page.signed_in.connect(told.append)
    reference = office.reference()
    only = officers(office)[0].id
    version = office._reference[0] if office._reference else 0
    office._reference = (version, replace(reference, officers={only: reference.officers[only]}))
    type_text(page.password, PASSWORD)
    qtbot.keyClick(page.password, Qt.Key.Key_Return)
    page.enter(office)
    settle()
    assert len(told) == 1
