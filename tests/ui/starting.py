"""The program started on a folder of its own, as tests of the whole window begin."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.desk.office import Office, close_office, open_office
from app.errors import EnrolmentCodeRefused
from tests.desk.conftest import OFFICER, PASSPHRASE, PASSWORD, SetClock, enrol_by_hand
from ui.bridge import Bridge
from ui.theme import Theme
from ui.welcome import Opening
from ui.window import Window

Type = Callable[[QWidget, str], None]


class Start:
    """A program started on a folder, as `ui.program` puts it together, without a hub."""

    def __init__(self, profile: Path, clock: SetClock, theme: Theme, qtbot: QtBot) -> None:
        self.bridge = Bridge()
        self.bugs: list[BaseException] = []
        self.bridge.crashed.connect(self.bugs.append)
        self.office: Office | None = None
        self.started = 0
        self._profile, self._clock, self._qtbot = profile, clock, qtbot
        opening = Opening(
            is_new=lambda: not (profile / "keys.json").exists(),
            asks_passphrase=lambda: True,
            open=self._open,
            enrol=self._enrol,
            start=self._start,
        )
        self.window = Window(opening, self.bridge, theme)
        qtbot.addWidget(self.window)
        self.window.resize(1366, 768)
        self.window.show()
        self.window.begin()
        self.settle()

    def _open(self, passphrase: str | None) -> Office:
        self.office = open_office(self._profile, passphrase=passphrase, clock=self._clock)
        return self.office

    def _enrol(self, office: Office, address: str, code: str) -> None:
        if code != "7QK4-2M9P":
            raise EnrolmentCodeRefused("code")
        enrol_by_hand(office)

    def _start(self, office: Office) -> None:
        self.started += 1

    def settle(self) -> None:
        for _ in range(4):
            self._qtbot.waitUntil(lambda: self.bridge.idle, timeout=10_000)
            QApplication.processEvents()

    def enrol(self, type_text: Type) -> None:
        welcome = self.window.welcome
        for line, text in (
            (welcome.address, "https://hub.example"),
            (welcome.code, "7QK4-2M9P"),
            (welcome.passphrase, PASSPHRASE),
            (welcome.again, PASSPHRASE),
        ):
            type_text(line, text)
        welcome._press()
        self.settle()

    def sign_in(self) -> None:
        page = self.window.sign_in
        assert page is not None
        page.choose(OFFICER)
        page.password.setText(PASSWORD)
        page._try()
        self.settle()

    def stop(self) -> None:
        self.window.close()
        self.bridge.close()
        if self.office is not None:
            close_office(self.office)
        assert not self.bugs


@pytest.fixture
def start(tmp_path: Path, clock: SetClock, theme: Theme, qtbot: QtBot) -> Iterator[Start]:
    made = Start(tmp_path / "counter", clock, theme, qtbot)
    yield made
    made.stop()


@pytest.fixture
def working(start: Start, type_text: Type) -> Start:
    start.enrol(type_text)
    start.sign_in()
    return start
