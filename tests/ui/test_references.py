"""Qt calls leave the interpreter's singletons alone; PySide6 6.12.0 on Python 3.11 does not (decision 0012)."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

CALLS = 300
NOISE = 60
"""Other threads and the test runner come and go with a few references of their own."""


class Sender(QObject):
    sent = Signal(int)


def test_void_calls_and_emits_take_no_references(qtbot: QtBot) -> None:
    label = QLabel()
    qtbot.addWidget(label)
    sender = Sender()
    sender.sent.connect(label.setNum)
    before = sys.getrefcount(None), sys.getrefcount(True)
    for number in range(CALLS):
        label.setText("x")
        sender.sent.emit(number)
    after = sys.getrefcount(None), sys.getrefcount(True)
    assert abs(after[0] - before[0]) < NOISE
    assert abs(after[1] - before[1]) < NOISE
