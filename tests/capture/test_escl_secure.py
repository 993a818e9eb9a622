"""eSCL in TLS: the certificate a scanner shows when it is chosen is remembered, and another one is not spoken to."""

from __future__ import annotations

import hashlib
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from zeroconf import ServiceInfo, Zeroconf

from app.capture import driver, escl
from app.capture.scanners import Scanner, ScanProgress, ScanSettings
from app.errors import ScannerFailed
from tests.capture.escl_server import FakeScanner, own_certificate, serving
from tests.desk.test_tray import sheet


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[FakeScanner]:
    with serving(own_certificate(tmp_path)) as scanner:
        scanner.feeder = [sheet(number) for number in range(3)]
        yield scanner


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "pages"
    made.mkdir()
    return made


def scan(scanner: Scanner, folder: Path) -> list[Path]:
    settings = ScanSettings(page_seconds=5.0)
    return escl.scan(scanner, settings, folder, progress=ScanProgress(), cancel=threading.Event())


def shown_by(machine: FakeScanner) -> str:
    text = ssl.get_server_certificate(("127.0.0.1", machine.port))
    return hashlib.sha256(ssl.PEM_cert_to_DER_cert(text)).hexdigest()


def test_a_stack_comes_encrypted_from_the_scanner_that_was_chosen(machine: FakeScanner, folder: Path) -> None:
    chosen = escl.scanner_at(f"https://{machine.address}")
    assert chosen == Scanner(f"escl:https://{machine.address}/eSCL#{shown_by(machine)}", "Máy quét thử", "escl")
    assert [path.read_bytes() for path in scan(chosen, folder)] == [sheet(number) for number in range(3)]
    assert machine.ended == ["/eSCL/ScanJobs/1"]
    shown = escl.fingerprint(chosen.id)
    assert shown.replace(" ", "").lower() == shown_by(machine)[:32]
    assert escl.fingerprint("escl:http://127.0.0.1/eSCL") == ""


def test_another_certificate_at_the_same_address_gets_no_word(tmp_path: Path, folder: Path) -> None:
    with serving(own_certificate(tmp_path)) as first:
        chosen = escl.scanner_at(f"https://{first.address}")
        port = first.port
    with serving(own_certificate(tmp_path), port) as stranger:
        stranger.feeder = [sheet(0)]
        with pytest.raises(ScannerFailed) as failed:
            scan(chosen, folder)
        assert failed.value.facts["reason"] == "stranger"
        assert stranger.asked == []
        assert list(folder.iterdir()) == []
        # Chosen anew it is another scanner, and known from then on.
        assert len(scan(escl.scanner_at(chosen.id), folder)) == 1


def test_one_without_a_remembered_certificate_or_with_half_a_one_is_not_spoken_to(
    machine: FakeScanner, folder: Path
) -> None:
    chosen = escl.scanner_at(f"https://{machine.address}")
    bare, _, pin = chosen.id.partition("#")
    for wrong in (bare, f"{bare}#", f"{bare}#{pin[:32]}", f"{bare}#{'0' * 64}"):
        with pytest.raises(ScannerFailed) as failed:
            scan(replace(chosen, id=wrong), folder)
        assert failed.value.facts["reason"] == "stranger"
    assert machine.asked == []


def test_the_strangers_answer_is_told_through_the_child_process_too(tmp_path: Path, folder: Path) -> None:
    with serving(own_certificate(tmp_path)) as machine:
        chosen = escl.scanner_at(f"https://{machine.address}")
        wrong = replace(chosen, id=chosen.id[:-1] + ("0" if chosen.id[-1] != "0" else "1"))
        with pytest.raises(ScannerFailed) as failed:
            driver.scan(wrong, ScanSettings(), folder, progress=ScanProgress(), cancel=threading.Event())
    assert failed.value.facts["reason"] == "stranger"


def test_an_address_without_a_way_of_speaking_is_tried_in_the_open_then_in_tls(machine: FakeScanner) -> None:
    assert escl.scanner_at(machine.address).id.startswith(f"escl:https://{machine.address}/eSCL#")
    with serving() as plain:
        assert escl.scanner_at(plain.address).id == f"escl:http://{plain.address}/eSCL"
        with pytest.raises(ScannerFailed) as failed:
            escl.scanner_at(f"https://{plain.address}")
        assert failed.value.facts["reason"] == "gone"
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        with pytest.raises(ScannerFailed) as failed:
            escl.scanner_at(f"https://127.0.0.1:{mute.getsockname()[1]}")
        assert failed.value.facts["reason"] == "gone"


def test_of_two_announcements_the_encrypted_one_is_taken(machine: FakeScanner) -> None:
    def announced(kind: str, port: int) -> ServiceInfo:
        return ServiceInfo(
            kind,
            f"May quet thu.{kind}",
            addresses=[socket.inet_aton("127.0.0.1")],
            port=port,
            properties={"rs": "eSCL", "ty": "Máy quét thử"},
            server="quet-thu.local.",
        )

    with serving() as plain, socket.socket() as dead:
        dead.bind(("127.0.0.1", 0))
        for secure_port, wanted in (
            (machine.port, f"escl:https://{machine.address}/eSCL#{shown_by(machine)}"),
            (dead.getsockname()[1], f"escl:http://{plain.address}/eSCL"),
        ):
            speaking, listening = (Zeroconf(interfaces=["127.0.0.1"]) for _ in range(2))
            try:
                speaking.register_service(announced("_uscan._tcp.local.", plain.port))
                speaking.register_service(announced("_uscans._tcp.local.", secure_port))
                found = escl.find_scanners(1.5, listening)
            finally:
                speaking.close()
                listening.close()
            assert [scanner.id for scanner in found] == [wanted]
