"""What is queued comes out of the printer by itself, also of one that was away."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.desk import preferences, printing
from app.desk.acting import Session
from app.desk.office import Office
from app.errors import PrinterUnavailable
from app.settings import MachineSettings, OfficerSettings
from tests.ui.conftest import Journey
from ui.bridge import Bridge
from ui.printing import PrintRunner


def test_what_is_queued_is_printed_aside(
    journey: Journey, office: Office, bridge: Bridge, settle: Callable[[], None], tmp_path: Path, qtbot: QtBot
) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    runner = PrintRunner(office, bridge, owner)
    journey.accept()
    qtbot.waitUntil(lambda: any((tmp_path / "paper").glob("*.pdf")), timeout=10_000)
    settle()
    assert printing.queue(office) == ()
    runner._timer.stop()


def test_a_printer_that_comes_back_gets_its_slips(
    journey: Journey, office: Office, bridge: Bridge, settle: Callable[[], None], tmp_path: Path, qtbot: QtBot
) -> None:
    office.save_machine_settings(MachineSettings(printer="ipp:http://127.0.0.1:9/none"))
    owner = QWidget()
    qtbot.addWidget(owner)
    runner = PrintRunner(office, bridge, owner)
    journey.accept()
    qtbot.waitUntil(lambda: [job.state for job in printing.queue(office)] == ["failed"], timeout=10_000)
    office.save_machine_settings(MachineSettings(printer=f"file:{tmp_path / 'paper'}"))
    runner._try_failed()
    qtbot.waitUntil(lambda: printing.queue(office) == (), timeout=10_000)
    settle()
    runner._timer.stop()
    assert PrinterUnavailable.code


def test_the_queue_is_run_again_when_nothing_had_failed(
    journey: Journey, session: Session, office: Office, bridge: Bridge, settle: Callable[[], None], qtbot: QtBot
) -> None:
    preferences.save_officer_settings(office, session, OfficerSettings(preview_before_print=True))
    owner = QWidget()
    qtbot.addWidget(owner)
    runner = PrintRunner(office, bridge, owner)
    journey.accept()
    settle()
    assert [job.state for job in printing.queue(office)] == ["queued"]
    preferences.save_officer_settings(office, session, OfficerSettings())
    runner._try_failed()
    qtbot.waitUntil(lambda: printing.queue(office) == (), timeout=10_000)
    settle()
    runner._timer.stop()
