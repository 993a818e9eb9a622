"""The door for bugs: told once, logged without what they were about."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from app.logs import trace_of
from ui.crash import CrashDoor
from ui.theme import Theme


def test_a_bug_is_logged_without_what_it_was_about(
    qapp: QApplication, theme: Theme, qtbot: QtBot, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    door = CrashDoor(qapp, theme, tmp_path / "motcua.log")
    try:
        raise ValueError("Nguyễn Tiến Nam 025091123456")
    except ValueError as error:
        bug = error
    with caplog.at_level(logging.ERROR), qtbot.waitSignal(door.told):
        door.take(bug)
    assert "ValueError at test_crash.py" in caplog.text
    assert "Nguyễn" not in caplog.text

    def boxes() -> list[QMessageBox]:
        return [box for box in QApplication.topLevelWidgets() if isinstance(box, QMessageBox) and box.isVisible()]

    qtbot.waitUntil(lambda: len(boxes()) == 1)
    box = boxes()[0]
    assert box.styleSheet() == theme.sheet()
    assert "ValueError" not in box.text() + box.informativeText()
    door.take(bug)
    QApplication.processEvents()
    assert len(boxes()) == 1
    box.buttons()[0].click()
    door.deleteLater()


def test_the_trace_names_the_cause_too() -> None:
    try:
        try:
            raise KeyError("secret")
        except KeyError as cause:
            raise RuntimeError("secret") from cause
    except RuntimeError as error:
        told = trace_of(error)
    assert told.count("test_crash.py") == 2
    assert "secret" not in told
