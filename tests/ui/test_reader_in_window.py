"""The reader behind the whole window follows the settings."""

from __future__ import annotations

import os
import sys

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from app.settings import MachineSettings
from tests.desk.conftest import CARD
from tests.ui.starting import Start, Type, start

__all__ = ["start"]


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
def test_the_port_of_a_reader_is_taken_at_once(start: Start, type_text: Type, qtbot: QtBot) -> None:
    plug, slave = os.openpty()
    address = os.ttyname(slave)
    start.enrol(type_text)
    start.settle()
    reader = start.window.reader
    assert start.office is not None
    assert reader is not None
    heard: list[str] = []
    reader.card.connect(heard.append)
    start.office.save_machine_settings(MachineSettings(card_reader=address))
    again = QTimer(start.window)
    again.timeout.connect(lambda: os.write(plug, (CARD + "\r\n").encode()))
    again.start(150)
    qtbot.waitUntil(lambda: CARD in heard, timeout=10_000)
    again.stop()
    start.office.save_machine_settings(MachineSettings())
    start.settle()
    reader.close()
    for end in (plug, slave):
        os.close(end)
