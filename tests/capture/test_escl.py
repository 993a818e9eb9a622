"""eSCL against a scanner on loopback: feeder, duplex, every fault with its reason, and going on where it stopped."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from zeroconf import ServiceInfo, Zeroconf

from app.capture import escl
from app.capture.pages import read_images
from app.capture.scanners import Scanner, ScanProgress, ScanSettings
from app.errors import ScannerFailed
from tests.capture.escl_server import FakeScanner, serving
from tests.desk.test_tray import sheet


@pytest.fixture
def machine() -> Iterator[FakeScanner]:
    with serving() as scanner:
        scanner.feeder = [sheet(number) for number in range(3)]
        yield scanner


def scan(machine: FakeScanner, folder: Path, progress: ScanProgress | None = None, **settings: object) -> list[Path]:
    wanted = ScanSettings(**{"page_seconds": 5.0, **settings})  # type: ignore[arg-type]
    return escl.scan(
        escl.scanner_at(machine.address),
        wanted,
        folder,
        progress=progress or ScanProgress(),
        cancel=threading.Event(),
    )


def failure(machine: FakeScanner, folder: Path, **settings: object) -> dict[str, object]:
    with pytest.raises(ScannerFailed) as failed:
        scan(machine, folder, **settings)
    return failed.value.facts


def test_a_stack_comes_through_whole_and_in_order(machine: FakeScanner, tmp_path: Path) -> None:
    machine.wait_first = 1
    progress = ScanProgress()
    found = scan(machine, tmp_path, progress)
    assert [path.name for path in found] == ["page-0001.jpg", "page-0002.jpg", "page-0003.jpg"]
    assert [path.read_bytes() for path in found] == [sheet(number) for number in range(3)]
    assert progress.pages == tuple(found)
    assert progress.state == "ended"
    assert len(read_images(found[0])) == 1
    assert machine.ended == ["/eSCL/ScanJobs/1"]


def test_what_is_asked_for_is_in_the_standards_words(machine: FakeScanner, tmp_path: Path) -> None:
    scan(machine, tmp_path, dpi=150, colour="grey", source="duplex", paper="A5")
    (asked,) = machine.asked
    assert "<pwg:InputSource>Feeder</pwg:InputSource>" in asked
    assert "<scan:Duplex>true</scan:Duplex>" in asked
    assert "<scan:XResolution>200</scan:XResolution>" in asked
    assert "<scan:ColorMode>Grayscale8</scan:ColorMode>" in asked
    assert "<pwg:Width>1748</pwg:Width>" in asked
    machine.feeder = [sheet(1), sheet(2)]
    assert len(scan(machine, tmp_path, source="flatbed", colour="black_white")) == 1
    assert "<pwg:InputSource>Platen</pwg:InputSource>" in machine.asked[1]
    assert "<scan:ColorMode>Grayscale8</scan:ColorMode>" in machine.asked[1]


def test_a_jam_keeps_the_pages_and_the_next_scan_goes_on_behind_them(machine: FakeScanner, tmp_path: Path) -> None:
    machine.jam_after = 2
    facts = failure(machine, tmp_path)
    assert (facts["reason"], facts["pages"]) == ("jammed", 2)
    machine.jam_after, machine.adf_state = None, ""
    (last,) = scan(machine, tmp_path)
    assert last.name == "page-0003.jpg"
    assert last.read_bytes() == sheet(2)


def test_faults_have_their_reasons(machine: FakeScanner, tmp_path: Path) -> None:
    machine.refuse = 503
    machine.state = "Processing"
    assert failure(machine, tmp_path)["reason"] == "busy"
    machine.state, machine.adf_state, machine.refuse = "Idle", "ScannerAdfHatchOpen", 409
    assert failure(machine, tmp_path)["reason"] == "cover_open"
    machine.adf_state, machine.refuse, machine.feeder = "", 0, []
    assert failure(machine, tmp_path)["reason"] == "no_documents"
    machine.duplex = False
    assert failure(machine, tmp_path, source="duplex")["wanted"] == "duplex"


def test_a_scanner_that_hangs_is_let_go(machine: FakeScanner, tmp_path: Path) -> None:
    machine.stall_after = 1
    facts = failure(machine, tmp_path, page_seconds=0.4)
    assert (facts["reason"], facts["pages"]) == ("hung", 1)


def test_a_page_cut_off_is_no_page(machine: FakeScanner, tmp_path: Path) -> None:
    machine.cut_page = 1
    facts = failure(machine, tmp_path)
    assert (facts["reason"], facts["pages"]) == ("gone", 1)
    assert [path.name for path in tmp_path.iterdir()] == ["page-0001.jpg"]


def test_cancelling_ends_the_job_and_keeps_what_came(machine: FakeScanner, tmp_path: Path) -> None:
    cancel = threading.Event()
    found = escl.scan(
        escl.scanner_at(machine.address),
        ScanSettings(),
        tmp_path,
        progress=ScanProgress(),
        cancel=cancel,
        received=lambda page: cancel.set(),
    )
    assert len(found) == 1
    assert machine.ended == ["/eSCL/ScanJobs/1"]


def test_an_address_by_hand(machine: FakeScanner) -> None:
    found = escl.scanner_at(machine.address)
    assert found == Scanner(f"escl:http://{machine.address}/eSCL", "Máy quét thử", "escl")
    assert escl.scanner_at(found.id) == found
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        for nobody in (f"127.0.0.1:{unused.getsockname()[1]}", f"{machine.address}/other"):
            with pytest.raises(ScannerFailed) as failed:
                escl.scanner_at(nobody)
            assert failed.value.facts["reason"] == "gone"


def test_a_scanner_announces_itself(machine: FakeScanner) -> None:
    announced = ServiceInfo(
        "_uscan._tcp.local.",
        "May quet thu._uscan._tcp.local.",
        addresses=[socket.inet_aton("127.0.0.1")],
        port=machine.port,
        properties={"rs": "eSCL", "ty": "Máy quét thử"},
        server="quet-thu.local.",
    )
    loopback = Zeroconf(interfaces=["127.0.0.1"])
    listening = Zeroconf(interfaces=["127.0.0.1"])
    try:
        loopback.register_service(announced)
        found = escl.find_scanners(1.5, listening)
    finally:
        loopback.close()
        listening.close()
    assert found == [escl.scanner_at(machine.address)]
