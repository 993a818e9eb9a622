"""Scans land in the tray page by page: from the network, from SANE with its faults, from a watched folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.capture import escl
from app.capture.scanners import Scanner, ScanSettings
from app.desk import scan_profiles, scanning, tray
from app.desk.acting import Session
from app.desk.office import Office
from app.errors import ScannerFailed, ScannerMissing
from app.settings import ScanProfile
from tests.capture.escl_server import FakeScanner, serving
from tests.desk.test_tray import TRAY, sheet

SETTINGS = ScanSettings(dpi=75, colour="grey", page_seconds=5)


@pytest.fixture
def machine() -> Iterator[FakeScanner]:
    with serving() as scanner:
        yield scanner


@pytest.fixture
def sane(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """SANE with its test device alone."""
    folder = tmp_path / "sane"
    folder.mkdir()
    (folder / "dll.conf").write_text("test\n")
    monkeypatch.setenv("SANE_CONFIG_DIR", os.fspath(folder))
    return folder


def test_a_jam_stops_nothing_but_the_scan_and_the_next_goes_on(
    office: Office, session: Session, machine: FakeScanner
) -> None:
    machine.feeder = [sheet(1), sheet(2, blank=True), sheet(3)]
    machine.jam_after = 2
    device = escl.scanner_at(machine.address)
    first = scanning.scan_into(office, session, TRAY, "to_khai", scanner=device, settings=SETTINGS)
    assert isinstance(first.error, ScannerFailed)
    assert first.error.facts["reason"] == "jammed"
    assert [page.removed for page in first.pages] == ["", "blank"]
    machine.jam_after, machine.adf_state = None, ""
    second = scanning.scan_into(office, session, TRAY, "to_khai", before=first, scanner=device, settings=SETTINGS)
    assert second.error is None
    (document,) = tray.documents(office, TRAY)
    assert [page.id for page in document.pages] == [first.pages[0].id, second.pages[0].id]
    kept = tray.all_pages(office, TRAY)
    assert [office.vault.read(page.original) for page in kept] == [sheet(1), sheet(2, blank=True), sheet(3)]
    assert not list((office.profile / tray.SCANS).iterdir())


def test_sane_lays_its_pages_into_the_tray(office: Office, session: Session, sane: Path) -> None:
    found = scanning.find_scanners()
    assert found
    done = scanning.scan_into(
        office, session, TRAY, scanner=found[0], settings=ScanSettings(dpi=50, colour="grey", source="flatbed")
    )
    assert done.error is None
    assert [page.source for page in tray.all_pages(office, TRAY)] == ["scanner"]
    assert scanning.scanner_of(ScanProfile()) == found[0]


def test_a_scanner_that_is_gone_is_told_in_the_answer(office: Office, session: Session, sane: Path) -> None:
    gone = scanning.scan_into(office, session, TRAY, scanner=Scanner("test:9", "?", "test"), settings=SETTINGS)
    assert isinstance(gone.error, ScannerFailed)
    (sane / "dll.conf").write_text("")
    with pytest.raises(ScannerMissing):
        scanning.scanner_of(ScanProfile())


def test_what_is_no_picture_is_no_page(office: Office, session: Session, machine: FakeScanner) -> None:
    machine.feeder = [sheet(1), b"<html>Error</html>"]
    done = scanning.scan_into(office, session, TRAY, scanner=escl.scanner_at(machine.address), settings=SETTINGS)
    assert len(done.pages) == 1
    assert done.error is not None
    tray.recover(office)
    assert len(tray.all_pages(office, TRAY)) == 1


def duplex_by_hand(office: Office, session: Session, machine: FakeScanner) -> None:
    device = escl.scanner_at(machine.address).id
    profile = ScanProfile("Hai mặt", device, "manual_duplex", 75, "grey")
    scan_profiles.save(office, session, profile)
    assert scan_profiles.choose(office, session, "Hai mặt") == profile


def test_by_hand_the_turned_stack_gives_the_backs(office: Office, session: Session, machine: FakeScanner) -> None:
    duplex_by_hand(office, session, machine)
    machine.feeder = [sheet(1), sheet(3), sheet(5)]
    fronts = scanning.scan_into(office, session, TRAY, "to_khai")
    assert (fronts.turn, fronts.error) == (True, None)
    machine.feeder = [sheet(6), sheet(4, blank=True), sheet(2)]
    machine.jam_after = 4
    stopped = scanning.scan_into(office, session, TRAY, "to_khai", before=fronts)
    assert (len(stopped.pages), stopped.fronts, stopped.turn) == (1, fronts.pages, False)
    machine.jam_after, machine.adf_state = None, ""
    whole = scanning.scan_into(office, session, TRAY, "to_khai", before=stopped)
    assert whole.error is None
    kept = tray.all_pages(office, TRAY)
    expected = [sheet(1), sheet(2), sheet(3), sheet(4, blank=True), sheet(5), sheet(6)]
    assert [office.vault.read(page.original) for page in kept] == expected
    assert [page.removed for page in kept] == ["", "", "", "blank", "", ""]
    assert len(tray.documents(office, TRAY)) == 1


def test_a_sheet_drawn_in_double_is_noticed_and_nothing_is_lost(
    office: Office, session: Session, machine: FakeScanner
) -> None:
    duplex_by_hand(office, session, machine)
    machine.feeder = [sheet(1), sheet(3)]
    fronts = scanning.scan_into(office, session, TRAY)
    machine.feeder = [sheet(4)]
    backs = scanning.scan_into(office, session, TRAY, before=fronts)
    assert isinstance(backs.error, ScannerFailed)
    assert backs.error.facts == {"reason": "sides", "fronts": 2, "backs": 1}
    assert len(tray.all_pages(office, TRAY)) == 3
