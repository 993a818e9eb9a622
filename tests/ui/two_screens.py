"""Run by test_citizen in a process of its own that has two screens: the citizen's never covers the officer's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtGui import QGuiApplication, QScreen
from pytestqt.qtbot import QtBot

from app.desk.office import Office
from tests.ui.conftest import begin
from ui.frame import Frame
from ui.place import Counter
from ui.places import MAKERS

Settle = Callable[[], None]


def screens() -> tuple[QScreen, QScreen]:
    """The screen of the counter and that of the citizen."""
    named = {screen.name(): screen for screen in QGuiApplication.screens()}
    return named["counter"], named["citizen"]


def choose(office: Office, screen: str, settle: Settle) -> None:
    office.save_machine_settings(replace(office.machine_settings(), citizen_screen=screen))
    settle()


@pytest.fixture
def frame(counter: Counter, qtbot: QtBot, settle: Settle) -> Iterator[Frame]:
    made = Frame(counter, MAKERS)
    qtbot.addWidget(made)
    made.setGeometry(screens()[0].geometry())
    made.show()
    begin(made)
    made.go("reception")
    settle()
    yield made
    made.close_places()
    settle()


@pytest.mark.parametrize("screen", ["other", "citizen", "counter", "one that is gone"])
def test_it_opens_on_the_screen_without_the_window(frame: Frame, office: Office, settle: Settle, screen: str) -> None:
    mine, other = screens()
    assert frame.screen() is mine
    assert not frame.citizen.isVisible(), "nothing was chosen yet"
    choose(office, screen, settle)
    assert frame.citizen.isVisible()
    assert frame.citizen.isFullScreen()
    assert frame.citizen.geometry() == other.geometry()
    assert frame.isActiveWindow()
    frame.citizen.toggle(frame)
    assert not frame.citizen.isVisible()


def test_it_takes_the_screen_the_window_is_not_on(frame: Frame, settle: Settle) -> None:
    mine, other = screens()
    frame.setGeometry(other.geometry())
    settle()
    frame.citizen.toggle(frame)
    assert frame.citizen.geometry() == mine.geometry()
