"""Scanning with SANE's own test device, its faults included, and with drivers that hang."""

from __future__ import annotations

import os
import shutil
import stat
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from app.capture import sane, scanners
from app.capture.pages import document, page_count, read_images
from app.capture.scanners import Scanner, ScanProgress, ScanSettings, list_scanners, scan
from app.errors import DiskFull, ScannerFailed, ScannerMissing

Driver = Callable[[str], Path]

REAL = shutil.which("scanimage")
TEST_DEVICE = Scanner("test:0", "Noname frontend-tester", "test")
HANGS_IN_A_ROW = 4
"""With a fault put in, the test device hangs once in some hundred scans, by hand too; an officer scans again."""
FEEDER_PAGES = 10
"""The test device's feeder is empty after ten."""

needs_sane = pytest.mark.skipif(REAL is None, reason="the package sane-utils is not installed")


class Sane:
    """A private configuration of SANE that knows the test device alone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self.backends("test")

    def backends(self, *names: str) -> None:
        (self.folder / "dll.conf").write_text("# back ends\n" + "".join(f"{name}\n" for name in names))

    def device(self, **settings: object) -> None:
        lines = [f"{name.replace('_', '-')} {value}" for name, value in settings.items()]
        (self.folder / "test.conf").write_text("\n".join(["number_of_devices 2", *lines, ""]))


@pytest.fixture
def sane_setup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sane:
    monkeypatch.setenv("SANE_CONFIG_DIR", str(tmp_path / "sane"))
    return Sane(tmp_path / "sane")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "scans 100%d").mkdir()
    return tmp_path / "scans 100%d"


@pytest.fixture
def fake_driver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Driver:
    """Puts a script named scanimage on the PATH; ``$REAL`` in it is the real one."""

    def put(script: str) -> Path:
        place = tmp_path / "bin"
        place.mkdir(exist_ok=True)
        program = place / "scanimage"
        program.write_text(f"#!/bin/sh\nREAL='{REAL}'\n{script}\n")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv("PATH", f"{place}{os.pathsep}{os.environ['PATH']}")
        return program

    return put


def run(folder: Path, settings: ScanSettings | None = None, scanner: Scanner = TEST_DEVICE) -> list[Path]:
    return scan(scanner, settings or ScanSettings(dpi=50), folder, progress=ScanProgress(), cancel=threading.Event())


def failure(folder: Path, settings: ScanSettings | None = None, scanner: Scanner = TEST_DEVICE) -> dict[str, object]:
    with pytest.raises(ScannerFailed) as caught:
        run(folder, settings, scanner)
    return caught.value.facts


def is_running(pid: int) -> bool:
    """True for a process that lives on. One that was killed may still be in the kernel's hands for a moment."""
    deadline = time.monotonic() + 3
    while time.monotonic() < deadline:
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return False
        except (FileNotFoundError, ProcessLookupError):
            return False
        time.sleep(0.02)
    return True


# ---------------------------------------------------------------- with the test device of SANE


@needs_sane
def test_attached_scanners_are_listed(sane_setup: Sane) -> None:
    assert list_scanners() == [TEST_DEVICE, Scanner("test:1", "Noname frontend-tester", "test")]
    assert list_scanners(network=True) == list_scanners()


@needs_sane
def test_no_scanner_is_an_empty_list(sane_setup: Sane) -> None:
    sane_setup.backends()
    assert list_scanners() == []


@needs_sane
def test_the_list_does_not_load_what_searches_the_network(sane_setup: Sane) -> None:
    sane_setup.backends("net", "test", "escl", "dell1600n_net")
    (sane_setup.folder / "dll.d").mkdir()
    (sane_setup.folder / "dll.d" / "airscan").write_text("# driverless\nairscan\n")
    with sane.local_configuration() as surroundings:
        place, *others = surroundings["SANE_CONFIG_DIR"].split(os.pathsep)
        assert (Path(place) / "dll.conf").read_text() == "test\n"
        assert list((Path(place) / "dll.d").iterdir()) == []
        assert others == [str(sane_setup.folder)]
    assert not Path(place).exists()
    assert [scanner.id for scanner in list_scanners()] == ["test:0", "test:1"]


@needs_sane
def test_back_ends_named_in_dll_d_are_listed(sane_setup: Sane) -> None:
    sane_setup.backends("net")
    (sane_setup.folder / "dll.d").mkdir()
    (sane_setup.folder / "dll.d" / "attached").write_text("test\n")
    assert [scanner.id for scanner in list_scanners()] == ["test:0", "test:1"]


def test_a_machine_without_sane_has_no_scanner(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ScannerMissing):
        list_scanners()


@needs_sane
def test_one_page_from_the_glass(sane_setup: Sane, folder: Path) -> None:
    (page,) = run(folder, ScanSettings(dpi=100, source="flatbed"))
    with Image.open(page) as image:
        assert (image.format, image.mode, image.info["dpi"]) == ("JPEG", "RGB", (100, 100))
        assert image.width == round(200 / 25.4 * 100)
    assert page.stat().st_mode & 0o077 == 0


@needs_sane
def test_all_pages_of_the_feeder_become_a_document(sane_setup: Sane, folder: Path) -> None:
    progress = ScanProgress()
    pages = scan(TEST_DEVICE, ScanSettings(dpi=50), folder, progress=progress, cancel=threading.Event())
    assert [page.name for page in pages] == [f"page-{number:04}.jpg" for number in range(1, FEEDER_PAGES + 1)]
    assert (progress.pages, progress.state) == (tuple(pages), "ended")
    assert page_count(document([found for page in pages for found in read_images(page)])) == FEEDER_PAGES


@needs_sane
def test_a_further_scan_goes_on_numbering(sane_setup: Sane, folder: Path) -> None:
    first = run(folder)
    content = [page.read_bytes() for page in first]
    second = run(folder, ScanSettings(dpi=50, source="flatbed"))
    assert [page.name for page in second] == [f"page-{FEEDER_PAGES + 1:04}.jpg"]
    assert [page.read_bytes() for page in first] == content


@needs_sane
@pytest.mark.parametrize(("colour", "mode", "suffix"), [("grey", "L", ".jpg"), ("black_white", "L", ".png")])
def test_colours_and_paper(sane_setup: Sane, folder: Path, colour: sane.Colour, mode: str, suffix: str) -> None:
    # The test device has no one-bit mode; such devices scan grey.
    (page,) = run(folder, ScanSettings(dpi=100, colour=colour, paper="A5", source="flatbed"))
    with Image.open(page) as image:
        assert (image.mode, page.suffix) == (mode, suffix)
        assert image.width == pytest.approx(148 / 25.4 * 100, abs=2)


@needs_sane
@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("JAMMED", "jammed"),
        ("NO_DOCS", "no_documents"),
        ("COVER_OPEN", "cover_open"),
        ("DEVICE_BUSY", "busy"),
        ("IO_ERROR", "gone"),
        ("ACCESS_DENIED", "failed"),
    ],
)
@pytest.mark.parametrize("source", ["flatbed", "feeder"])
def test_a_device_fault_is_said_and_leaves_no_half_page(
    sane_setup: Sane, folder: Path, status: str, reason: str, source: sane.Source
) -> None:
    sane_setup.device(read_status_code=f"SANE_STATUS_{status}")
    asked = ScanSettings(dpi=50, source=source, page_seconds=5)
    tries = (failure(folder, asked) for _ in range(HANGS_IN_A_ROW))
    facts = next(facts for facts in tries if facts["reason"] != "hung")
    assert (facts["reason"], facts["pages"]) == (reason, 0)
    assert list(folder.iterdir()) == []


@needs_sane
def test_a_scanner_that_is_no_longer_there_is_gone(sane_setup: Sane, folder: Path) -> None:
    assert failure(folder, scanner=Scanner("test:9", "Noname", "test"))["reason"] == "gone"
    assert failure(folder, scanner=Scanner("epson2:libusb:001:004", "Epson", "epson2"))["reason"] == "gone"


@needs_sane
def test_a_paper_source_the_device_lacks_is_said(sane_setup: Sane, folder: Path) -> None:
    assert failure(folder, ScanSettings(source="duplex"))["setting"] == "source"


@needs_sane
def test_pages_before_a_jam_stay(sane_setup: Sane, folder: Path, fake_driver: Driver) -> None:
    fake_driver(
        'case "$*" in *--all-options*) exec "$REAL" "$@";; esac\n'
        '"$REAL" "$@" --batch-count=3\n'
        'exec "$REAL" "$@" --batch-start=4 --read-return-value SANE_STATUS_JAMMED'
    )
    progress = ScanProgress()
    with pytest.raises(ScannerFailed) as caught:
        scan(TEST_DEVICE, ScanSettings(dpi=50), folder, progress=progress, cancel=threading.Event())
    assert (caught.value.facts["reason"], caught.value.facts["pages"]) == ("jammed", 3)
    assert len(progress.pages) == 3
    assert all(len(read_images(page)) == 1 for page in progress.pages)


@needs_sane
def test_a_device_that_delivers_no_page_in_time_is_stopped(sane_setup: Sane, folder: Path) -> None:
    # Each 32 kB take 0.2 s: the page would need half a minute.
    sane_setup.device(read_delay="true", read_delay_duration=200_000)
    started = time.monotonic()
    facts = failure(folder, ScanSettings(dpi=150, source="flatbed", page_seconds=0.5))
    assert (facts["reason"], facts["pages"]) == ("hung", 0)
    assert time.monotonic() - started < 10
    assert list(folder.iterdir()) == []


@needs_sane
def test_cancelling_gives_the_pages_received(sane_setup: Sane, folder: Path) -> None:
    sane_setup.device(read_delay="true", read_delay_duration=50_000)
    progress, cancel, result = ScanProgress(), threading.Event(), list[Path]()
    settings = ScanSettings(dpi=60, colour="grey")
    worker = threading.Thread(
        target=lambda: result.extend(scan(TEST_DEVICE, settings, folder, progress=progress, cancel=cancel))
    )
    worker.start()
    deadline = time.monotonic() + 20
    while not progress.pages and time.monotonic() < deadline:
        worker.join(0.01)
    cancel.set()
    worker.join(20)
    assert 1 <= len(result) < FEEDER_PAGES
    assert progress.pages == tuple(result)
    assert sorted(folder.iterdir()) == result
    assert progress.state == "ended"


def test_a_scan_cancelled_before_it_began_does_nothing(folder: Path, fake_driver: Driver) -> None:
    fake_driver("exec sleep 600")
    cancel = threading.Event()
    cancel.set()
    assert scan(TEST_DEVICE, ScanSettings(), folder, progress=ScanProgress(), cancel=cancel) == []


# ---------------------------------------------------------------- with drivers that misbehave

OPTIONS = 'case "$*" in *--all-options*) echo "    --mode Gray|Color [Gray]"; exit 0;; esac\n'


def test_a_hung_driver_is_killed_with_its_children_and_its_pages_stay(folder: Path, fake_driver: Driver) -> None:
    fake_driver(
        OPTIONS + "trap '' INT TERM\n"
        "printf page > page-0001.jpg; echo page-0001.jpg\n"
        "sleep 600 & echo $! > child.pid; echo $$ > driver.pid\n"
        "printf half > page-0002.jpg.part\n"
        "wait; sleep 600"
    )
    progress = ScanProgress()
    started = time.monotonic()
    with pytest.raises(ScannerFailed) as caught:
        scan(TEST_DEVICE, ScanSettings(page_seconds=0.5), folder, progress=progress, cancel=threading.Event())
    assert time.monotonic() - started < 10
    assert (caught.value.facts["reason"], caught.value.facts["pages"]) == ("hung", 1)
    assert [page.read_bytes() for page in progress.pages] == [b"page"]
    assert not (folder / "page-0002.jpg.part").exists()
    for name in ("driver.pid", "child.pid"):
        assert not is_running(int((folder / name).read_text()))


def test_a_driver_that_ends_but_leaves_a_child_holding_the_pipe(folder: Path, fake_driver: Driver) -> None:
    fake_driver(OPTIONS + "printf page > page-0001.jpg; echo page-0001.jpg\nsleep 600 & echo $! > child.pid\nexit 0")
    started = time.monotonic()
    assert [page.name for page in run(folder)] == ["page-0001.jpg"]
    assert time.monotonic() - started < 10
    assert not is_running(int((folder / "child.pid").read_text()))


def test_a_driver_that_hangs_when_asked_what_it_can_do(
    folder: Path, fake_driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_driver("exec sleep 600")
    monkeypatch.setattr(scanners, "OPTION_SECONDS", 0.3)
    monkeypatch.setattr(scanners, "LIST_SECONDS", 0.3)
    assert failure(folder)["reason"] == "hung"
    with pytest.raises(ScannerFailed) as caught:
        list_scanners()
    assert caught.value.facts["reason"] == "hung"


def test_a_driver_that_crashes_after_a_page(folder: Path, fake_driver: Driver) -> None:
    fake_driver(OPTIONS + "printf page > page-0001.jpg; echo page-0001.jpg\nkill -SEGV $$")
    facts = failure(folder)
    assert (facts["reason"], facts["pages"], facts["code"]) == ("failed", 1, -11)


def test_a_driver_that_talks_without_end(folder: Path, fake_driver: Driver) -> None:
    fake_driver(OPTIONS + "yes 'driver: a line of debugging' >&2")
    started = time.monotonic()
    assert failure(folder, ScanSettings(page_seconds=0.3))["reason"] == "hung"
    assert time.monotonic() - started < 10


def test_a_full_disk_is_no_scanner_fault(folder: Path, fake_driver: Driver) -> None:
    fake_driver(OPTIONS + "echo 'scanimage: write error: No space left on device' >&2; exit 9")
    with pytest.raises(DiskFull):
        run(folder)


# ---------------------------------------------------------------- devices that word their options otherwise

OFFICE_SCANNER = """
All options specific to device `fujitsu:fi-7160:1234':
  Standard:
    --source ADF Front|ADF Back|ADF Duplex [ADF Front]
        Selects the scan source (such as a document-feeder).
    --mode Lineart|Halftone|Gray|Color [Lineart]
        Selects the scan mode (e.g., lineart, monochrome, or color).
    --resolution 50|75|150|240|300|600dpi [600]
        Sets the resolution of the scanned image.
  Geometry:
    --page-width 0..221.121mm (in steps of 0.0211639) [215.872]
    --page-height 0..876.695mm (in steps of 0.0211639) [279.364]
    -x 0..215.872mm (in steps of 0.0211639) [215.872]
    -y 0..279.364mm (in steps of 0.0211639) [279.364]
    --brightness -127..127 (in steps of 1) [inactive]
    --prepick On|Off|Default [Default] [advanced]
"""
FLATBED_ONLY = """
    --mode Lineart|Gray|Color [Color]
    --resolution 75..1200dpi [75]
    -x 0..216.069mm [216.069]
    -y 0..297.18mm [297.18]
"""
EPSON = """
    --source Flatbed|Automatic Document Feeder [Flatbed]
    --adf-mode Simplex|Duplex [inactive]
    --adf-mode Simplex|Duplex [Simplex]
"""


def arguments(fake_driver: Driver, description: str, **wanted: object) -> list[str]:
    fake_driver(f"cat <<'END'\n{description}\nEND")
    options = sane.device_options("any", 10, threading.Event())
    chosen = {"dpi": 200, "colour": "colour", "paper": "A4", "source": "feeder", **wanted}
    return sane.scan_arguments(options, **chosen)  # type: ignore[arg-type]


def test_a_feeder_scanner_is_told_width_and_next_better_resolution(fake_driver: Driver) -> None:
    assert arguments(fake_driver, OFFICE_SCANNER, colour="black_white") == [
        "--source=ADF Front",
        "--mode=Lineart",
        "--resolution=240",
        "-x",
        "210",
        "--page-width=210",
        "-y",
        "279.364",
        "--page-height=297",
    ]


def test_both_sides(fake_driver: Driver) -> None:
    assert arguments(fake_driver, OFFICE_SCANNER, source="duplex")[0] == "--source=ADF Duplex"
    assert arguments(fake_driver, EPSON, source="duplex") == ["--source=Automatic Document Feeder", "--adf-mode=Duplex"]
    for description, source in ((OFFICE_SCANNER, "flatbed"), (FLATBED_ONLY, "duplex")):
        with pytest.raises(ScannerFailed):
            arguments(fake_driver, description, source=source)


def test_a_device_with_one_paper_source_does_not_name_it(fake_driver: Driver) -> None:
    assert arguments(fake_driver, FLATBED_ONLY, source="flatbed", dpi=2400, paper="A3") == [
        "--mode=Color",
        "--resolution=1200",
        "-x",
        "216.069",
        "-y",
        "297.18",
    ]


def test_a_device_that_may_be_a_plain_flatbed_is_not_scanned_for_ever(folder: Path, fake_driver: Driver) -> None:
    fake_driver(
        f"case \"$*\" in *--all-options*) cat <<'END'\n{FLATBED_ONLY}\nEND\nexit 0;; esac\n"
        'case "$*" in *--batch-count=1\\ *) printf page > page-0001.jpg; echo page-0001.jpg; exit 0;; esac\nexit 1'
    )
    assert len(run(folder, ScanSettings(source="feeder"))) == 1


def test_a_frozen_program_does_not_give_its_libraries_to_the_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setenv("LD_LIBRARY_PATH", "/opt/motcua/_internal")
    assert "LD_LIBRARY_PATH" not in sane.environment()
    monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", "/usr/local/lib")
    assert sane.environment()["LD_LIBRARY_PATH"] == "/usr/local/lib"
    assert sane.environment()["LC_ALL"] == "C"
