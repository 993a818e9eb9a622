"""Drivers in a child process: whole stacks, faults, hangs, a parent that is gone; Windows' one with SANE below it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from PIL import Image

from app.capture import driver, escl, wia
from app.capture.driver import ASKED, SAID, Asked, Said
from app.capture.scanners import Scanner, ScanProgress, ScanSettings
from app.errors import ScannerFailed, ScannerMissing
from tests.capture.escl_server import FakeScanner, serving
from tests.capture.test_scanners import is_running
from tests.desk.test_tray import sheet
from ui import __main__ as ui_main

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = ScanSettings(dpi=75, colour="grey", page_seconds=10)


@pytest.fixture
def machine() -> Iterator[FakeScanner]:
    with serving() as scanner:
        yield scanner


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "scan").mkdir()
    return tmp_path / "scan"


@pytest.fixture
def sane(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """SANE with its test device alone."""
    made = tmp_path / "sane"
    made.mkdir()
    (made / "dll.conf").write_text("test\n")
    monkeypatch.setenv("SANE_CONFIG_DIR", os.fspath(made))
    return made


def run(scanner: Scanner, folder: Path, settings: ScanSettings = SETTINGS) -> list[Path]:
    return driver.scan(scanner, settings, folder, progress=ScanProgress(), cancel=threading.Event())


def stuck(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, *said: Said) -> Path:
    """Puts a child in the driver's place that says this much and then hangs; gives where it notes its number."""
    lines = "".join(msgspec.json.encode(each).decode() + "\n" for each in said)
    program = tmp_path / "stuck"
    program.write_text(f"#!/bin/sh\necho $$ > {tmp_path}/pid\nprintf '%s' '{lines}' >> \"$1/{SAID}\"\nexec sleep 600\n")
    program.chmod(0o700)
    monkeypatch.setattr(driver, "_program", lambda: [str(program)])
    return tmp_path / "pid"


def test_a_stack_comes_through_page_by_page(machine: FakeScanner, folder: Path) -> None:
    machine.feeder = [sheet(1), sheet(2), sheet(3)]
    progress, seen = ScanProgress(), list[bytes]()
    pages = driver.scan(
        escl.scanner_at(machine.address),
        SETTINGS,
        folder,
        progress=progress,
        cancel=threading.Event(),
        received=lambda page: seen.append(page.read_bytes()),
    )
    assert seen == [sheet(1), sheet(2), sheet(3)]
    assert (progress.pages, progress.state) == (tuple(pages), "ended")


def test_a_jam_is_told_and_the_next_scan_goes_on(machine: FakeScanner, folder: Path) -> None:
    machine.feeder = [sheet(1), sheet(2)]
    machine.jam_after = 1
    device = escl.scanner_at(machine.address)
    with pytest.raises(ScannerFailed) as caught:
        run(device, folder)
    assert (caught.value.facts["reason"], caught.value.facts["pages"]) == ("jammed", 1)
    machine.jam_after, machine.adf_state = None, ""
    assert [page.name for page in run(device, folder)] == ["page-0002.jpg"]
    with pytest.raises(ScannerFailed) as caught:
        run(Scanner("escl:http://127.0.0.1:9/eSCL", "away", "escl"), folder)
    assert caught.value.facts["reason"] == "gone"


def test_a_driver_that_hangs_is_killed_and_its_page_stays(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "page-0001.jpg").write_bytes(sheet(1))
    noted = stuck(monkeypatch, tmp_path, Said(page="page-0001.jpg"))
    monkeypatch.setattr(driver, "MORE_SECONDS", 0.2)
    progress = ScanProgress()
    with pytest.raises(ScannerFailed) as caught:
        driver.scan(
            Scanner("wia:x", "", "wia"),
            ScanSettings(page_seconds=0.3),
            folder,
            progress=progress,
            cancel=threading.Event(),
        )
    assert (caught.value.facts["reason"], caught.value.facts["pages"]) == ("hung", 1)
    assert [page.read_bytes() for page in progress.pages] == [sheet(1)]
    assert not is_running(int(noted.read_text()))
    monkeypatch.setattr(driver, "LIST_SECONDS", 0.3)
    with pytest.raises(ScannerFailed) as caught:
        driver.list_scanners("wia")
    assert caught.value.facts["reason"] == "hung"


def test_cancelling_ends_a_driver_that_does_not_listen(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted = stuck(monkeypatch, tmp_path)
    monkeypatch.setattr(driver, "_STOP_SECONDS", 0.2)
    cancel = threading.Event()
    cancel.set()
    assert driver.scan(Scanner("wia:x", "", "wia"), SETTINGS, folder, progress=ScanProgress(), cancel=cancel) == []
    assert not is_running(int(noted.read_text()))


def test_a_driver_that_crashes_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driver, "_program", lambda: ["/bin/sh", "-c", "kill -SEGV $$"])
    with pytest.raises(ScannerFailed) as caught:
        run(Scanner("wia:x", "", "wia"), folder)
    assert (caught.value.facts["reason"], caught.value.facts["code"]) == ("failed", -11)


def test_a_child_whose_program_is_gone_stops(machine: FakeScanner, folder: Path, tmp_path: Path) -> None:
    machine.wait_first = 10_000
    asked = Asked(os.getppid(), "escl", escl.scanner_at(machine.address), SETTINGS, str(folder))
    (tmp_path / ASKED).write_bytes(msgspec.json.encode(asked))
    (tmp_path / SAID).touch()
    with subprocess.Popen([sys.executable, "-m", "app.capture.driver_child", str(tmp_path)], cwd=ROOT) as child:
        assert child.wait(60) == 0
    assert machine.wait_first > 0
    assert (tmp_path / SAID).read_bytes() == msgspec.json.encode(Said(done=True)) + b"\n"


def test_the_packaged_program_is_its_own_driver(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert driver._program() == [sys.executable, ui_main.SCAN]
    (tmp_path / ASKED).write_bytes(msgspec.json.encode(Asked(os.getpid(), "escl", Scanner("escl:x", "", "escl"))))
    assert ui_main.main([ui_main.SCAN, str(tmp_path)]) == 0
    assert b"scanner_failed" in (tmp_path / SAID).read_bytes()


# ---------------------------------------------------------------- the adapter for Windows, with SANE's test device


def test_scanlibs_devices_are_listed_in_a_child(sane: Path) -> None:
    found = driver.list_scanners("wia")
    assert [(scanner.id, scanner.backend) for scanner in found] == [("wia:test:0", "wia"), ("wia:test:1", "wia")]


@pytest.mark.parametrize(("colour", "mode", "suffix"), [("colour", "RGB", ".jpg"), ("black_white", "L", ".jpg")])
def test_scanlibs_page_is_of_the_size_asked_for(sane: Path, folder: Path, colour: str, mode: str, suffix: str) -> None:
    # The test device has no one-bit mode; such devices scan grey.
    wanted = ScanSettings(dpi=100, colour=colour, paper="A5", source="flatbed")  # type: ignore[arg-type]
    (page,) = run(Scanner("wia:test:0", "", "wia"), folder, wanted)
    with Image.open(page) as picture:
        assert (picture.mode, page.suffix) == (mode, suffix)
        assert picture.width == pytest.approx(148 / 25.4 * 100, abs=3)
        assert picture.info["dpi"][0] == pytest.approx(100, abs=1)


def test_scanlibs_feeder_is_emptied_and_a_source_it_lacks_is_said(sane: Path, folder: Path) -> None:
    pages = run(Scanner("wia:test:0", "", "wia"), folder, ScanSettings(dpi=100, colour="grey"))
    assert len(pages) > 1
    with pytest.raises(ScannerFailed) as caught:
        run(Scanner("wia:test:0", "", "wia"), folder, ScanSettings(source="duplex"))
    assert caught.value.facts["setting"] == "source"
    with pytest.raises(ScannerFailed):
        run(Scanner("wia:test:9", "", "wia"), folder)


class WindowsError(OSError):
    """As COM raises it: with the result that Windows gave."""

    def __init__(self, hresult: int) -> None:
        super().__init__("COM")
        self.hresult = hresult


@pytest.mark.parametrize(
    ("result", "reason"),
    [
        (-2145320958, "jammed"),
        (-2145320957, "no_documents"),
        (-2145320955, "gone"),
        (-2145320954, "busy"),
        (-2145320938, "cover_open"),
        (-2147467259, "failed"),
    ],
)
def test_what_windows_says_becomes_a_reason(result: int, reason: str) -> None:
    try:
        try:
            raise WindowsError(result)
        except OSError as first:
            raise RuntimeError("scan failed") from first
    except RuntimeError as error:
        assert wia._reason(error) == reason


def test_without_scanlib_there_is_no_scanner(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "scanlib", None)
    with pytest.raises(ScannerMissing):
        wia.list_scanners()
