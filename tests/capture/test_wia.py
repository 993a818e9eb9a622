"""Windows' scanners: our part and scanlib's own, over a device made up at the border to COM."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
import scanlib
from PIL import Image
from scanlib import ColorMode

from app.capture import wia
from app.capture.scanners import Scanner, ScanProgress, ScanSettings
from app.errors import ScannerFailed
from tests.capture.wia_device import DATATYPE, SELECT, XEXTENT, XRES, YEXTENT, FakeWia

SCANNER = Scanner("wia:fake", "Máy quét thử", "wia")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "scan"
    made.mkdir()
    return made


@pytest.fixture
def device(monkeypatch: pytest.MonkeyPatch) -> FakeWia:
    made = FakeWia(sheets=5)
    monkeypatch.setattr(wia, "_opened", lambda library, name: wia.device_of(library, name, made))
    return made


def scan(folder: Path, progress: ScanProgress | None = None, **wanted: object) -> list[Path]:
    settings = ScanSettings(**{"dpi": 100, "colour": "grey", **wanted})  # type: ignore[arg-type]
    return wia.scan(SCANNER, settings, folder, progress=progress or ScanProgress(), cancel=threading.Event())


def failure(folder: Path, **wanted: object) -> dict[str, object]:
    with pytest.raises(ScannerFailed) as failed:
        scan(folder, **wanted)
    return failed.value.facts


def greys(pages: list[Path]) -> list[int]:
    found = []
    for page in pages:
        with Image.open(page) as picture:
            found.append(round(picture.convert("L").getpixel((3, 3)) - 100))  # type: ignore[operator]
    return found


def test_a_stack_comes_through_in_order_and_never_lies_in_memory_whole(device: FakeWia, folder: Path) -> None:
    device.feeder = list(range(40))
    assert greys(scan(folder)) == list(range(40))
    assert device.held == 0
    assert device.written[SELECT] == 2


def test_each_page_is_on_the_disk_before_the_feeder_is_empty(device: FakeWia, folder: Path) -> None:
    left: list[int] = []
    gate = threading.Event()
    give = device.feeder

    class Slow(list[int]):
        def pop(self, place: int = -1) -> int:  # type: ignore[override]
            # Nothing goes through the rollers until the page before is safe.
            if len(self) < 5:
                assert gate.wait(20)
                gate.clear()
            return super().pop(place)

    device.feeder = Slow(give)

    def received(page: Path) -> None:
        assert page.stat().st_size > 0
        left.append(len(device.feeder))
        gate.set()

    pages = wia.scan(
        SCANNER,
        ScanSettings(dpi=100, colour="grey"),
        folder,
        progress=ScanProgress(),
        cancel=threading.Event(),
        received=received,
    )
    assert len(pages) == 5
    assert left == sorted(left, reverse=True)
    assert left[0] >= 3


@pytest.mark.parametrize(
    ("result", "reason"),
    [
        (0x80210002, "jammed"),
        (0x80210016, "cover_open"),
        (0x80210020, "jammed"),
        (0x80210005, "gone"),
        (0x8021000A, "gone"),
        (0x80210006, "busy"),
        (0x80210007, "busy"),
        (0x80004005, "failed"),
    ],
)
def test_a_fault_in_the_middle_is_told_and_the_next_scan_goes_on_behind_the_pages_there_are(
    device: FakeWia, folder: Path, result: int, reason: str
) -> None:
    device.fault_after, device.fault = 3, result
    progress = ScanProgress()
    with pytest.raises(ScannerFailed) as failed:
        scan(folder, progress)
    assert (failed.value.facts["reason"], failed.value.facts["pages"]) == (reason, 3)
    assert greys(list(progress.pages)) == [0, 1, 2]
    device.fault_after = None
    rest = scan(folder)
    assert [page.name for page in rest] == ["page-0004.jpg", "page-0005.jpg"]
    assert greys(rest) == [3, 4]


def test_a_fault_before_the_first_page_and_at_opening(device: FakeWia, folder: Path) -> None:
    device.fault_after, device.fault = 0, 0x80210002
    assert failure(folder)["reason"] == "jammed"
    device.fault_after = None
    device.open_fault = 0x8021000D
    assert failure(folder)["reason"] == "busy"
    device.open_fault = 0x80210016
    assert failure(folder)["reason"] == "cover_open"
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("silent", [False, True])
def test_an_empty_feeder_is_told_and_not_asked_for_ever(device: FakeWia, folder: Path, silent: bool) -> None:
    device.silent_end = silent
    assert len(scan(folder)) == 5
    asked = device.downloads
    assert failure(folder)["reason"] == "no_documents"
    assert device.downloads == asked + 1


def test_cancelled_it_keeps_what_came_and_the_device_is_free_again(device: FakeWia, folder: Path) -> None:
    device.feeder = list(range(200))
    cancel = threading.Event()
    pages = wia.scan(
        SCANNER,
        ScanSettings(dpi=100, colour="grey"),
        folder,
        progress=ScanProgress(),
        cancel=cancel,
        received=lambda page: cancel.set(),
    )
    assert len(pages) >= 1
    assert greys(pages) == list(range(len(pages)))
    device.feeder = [9]
    assert greys(scan(folder)) == [9]


def test_what_is_asked_for_reaches_the_device(device: FakeWia, folder: Path) -> None:
    for dpi, paper, colour, kind, size in (
        (150, "A5", "colour", 3, (1480, 2100)),
        (300, "A4", "grey", 2, (2100, 2970)),
        (600, "A3", "black_white", 0, (2160, 3560)),  # As much as the bed has.
    ):
        (page,) = scan(folder, source="flatbed", dpi=dpi, paper=paper, colour=colour)
        used = min((each for each in (100, 200, 300) if each >= dpi), default=300)
        assert (device.written[XRES], device.written[DATATYPE], device.written[SELECT]) == (used, kind, 1)
        assert device.written[XEXTENT] == int(size[0] * used / 254)
        assert device.written[YEXTENT] == int(size[1] * used / 254)
        assert page.suffix == (".png" if kind == 0 else ".jpg")
        with Image.open(page) as picture:
            assert picture.mode == {3: "RGB", 2: "L", 0: "1"}[kind]
            assert picture.info["dpi"][0] == pytest.approx(used, abs=1)


def test_what_the_device_cannot_do_is_done_the_nearest_way_or_said(device: FakeWia, folder: Path) -> None:
    device.modes = [ColorMode.GRAY]
    scan(folder, source="flatbed", colour="colour")
    assert device.written[DATATYPE] == 2
    assert failure(folder, source="duplex")["setting"] == "source"


def test_of_scanlib_there_is_what_our_part_takes_hold_of() -> None:
    """What `wia_pages` uses of it is its own affair: a new version that has it no more fails here, not at a counter."""
    backend = scanlib.backends._wia
    for name in ("_queue", "_handles"):
        assert hasattr(FakeWia(), name)
    for name in ("_signal_work", "_scan_pages_impl", "scan_pages", "_open_scanner_impl"):
        assert callable(getattr(backend.WiaBackend, name))
    assert backend._WIA_ERROR_PAPER_EMPTY & 0xFFFFFFFF == 0x80210003
    assert {"name", "vendor", "model", "backend", "scanner_id", "_backend_impl"} <= set(
        scanlib.Scanner.__init__.__code__.co_varnames
    )
