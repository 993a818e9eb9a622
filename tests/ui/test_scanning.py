"""Scanning into a component with a real driver (SANE's test device) where there is one, and without any."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.capture import escl
from app.capture.scanners import ScanProgress
from app.desk import scanning, tray
from app.desk.acting import Session
from app.desk.office import Office
from app.errors import MotCuaError, ScannerFailed, ScannerMissing
from app.settings import MachineSettings
from tests.capture.escl_server import serving
from tests.desk.test_tray import sheet
from ui.bridge import Cancel
from ui.place import Counter
from ui.scanning import ScanPanel

needs_sane = pytest.mark.skipif(shutil.which("scanimage") is None, reason="no scanimage on this machine")


@pytest.fixture
def panel(counter: Counter, qtbot: QtBot) -> ScanPanel:
    made = ScanPanel(counter)
    qtbot.addWidget(made)
    return made


@pytest.fixture
def test_device(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "sane"
    folder.mkdir()
    (folder / "dll.conf").write_text("test\n")
    monkeypatch.setenv("SANE_CONFIG_DIR", str(folder))


def choose(office: Office, scanner: str) -> None:
    office.save_machine_settings(MachineSettings(scanner=scanner))


@needs_sane
def test_pages_of_the_feeder_land_in_the_tray(
    panel: ScanPanel, counter: Counter, qtbot: QtBot, test_device: None
) -> None:
    choose(counter.office, "test:0")
    with qtbot.waitSignal(panel.ended, timeout=60_000):
        panel.start("draft-1", "to_khai")
        assert panel.running
        assert not panel.isHidden()
        panel.start("draft-1", "to_khai")
    kept = tray.all_pages(counter.office, "draft-1")
    assert kept
    assert {page.component for page in kept} == {"to_khai"}
    assert len({page.origin.partition("/")[0] for page in kept}) == 1
    assert not panel.running


@needs_sane
def test_a_page_scanned_to_try_is_shown_and_not_kept(office: Office, session: Session, test_device: None) -> None:
    choose(office, "test:0")
    trial = scanning.try_scanner(office, session, 220, ScanProgress(), Cancel())
    assert trial.error is None
    assert trial.pages >= 1
    assert trial.picture.startswith(b"\x89PNG")
    assert not list(office.profile.glob("scan-*"))


def test_a_scanner_that_is_not_there_is_told(
    panel: ScanPanel, office: Office, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    choose(office, "none:9")
    with qtbot.waitSignal(panel.failed, timeout=30_000) as failed:
        panel.start("draft-1", "to_khai")
    error: MotCuaError = failed.args[0]
    assert isinstance(error, ScannerFailed | ScannerMissing)
    settle()
    assert panel.isHidden()
    assert not panel.cancel()


def test_the_stack_is_turned_by_hand(panel: ScanPanel, counter: Counter, qtbot: QtBot) -> None:
    with serving() as machine:
        device = escl.scanner_at(machine.address).id
        counter.office.save_machine_settings(MachineSettings(scanner=device, scan_source="manual_duplex"))
        machine.feeder = [sheet(1), sheet(3)]
        with qtbot.waitSignal(panel.laid, timeout=20_000):
            panel.start("draft-1", "to_khai")
        qtbot.waitUntil(lambda: not panel.running, timeout=20_000)
        assert not panel.isHidden()
        machine.feeder = [sheet(4), sheet(2)]
        with qtbot.waitSignal(panel.ended, timeout=20_000) as ended:
            panel.start("draft-1", "another")
        assert len(ended.args[0].pages) == 4
        assert panel.isHidden()
        kept = tray.all_pages(counter.office, "draft-1")
        assert [counter.office.vault.read(page.original) for page in kept] == [sheet(n) for n in (1, 2, 3, 4)]
        machine.feeder = [sheet(5)]
        panel.start("draft-2", "to_khai")
        qtbot.waitUntil(lambda: not panel.running, timeout=20_000)
        with qtbot.waitSignal(panel.ended, timeout=20_000) as ended:
            assert panel.cancel()
        assert len(ended.args[0].pages) == 1
        assert not panel.cancel()
