"""A commune without a line: sticks go to the hub and come back, in any order, once or twice or beside the line."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest

from app.desk.office import Office
from app.domain.events import VIETNAM, instant_text
from app.errors import BundleInvalid
from app.store import enrolment, files, journal, numbers, settings
from sync import engine
from sync.bundle import read_head
from sync.courier import Packed, TakenIn, pack, take_in
from sync.engine import Pace
from sync.hub.courier import answer_bundle
from sync.worker import one_pass
from tests.sync.conftest import MakeClient, MakeOffice
from tests.sync.province import COMMUNE, WARD, Province, attach, enrolled, held, hub_events, receive


def carry(province: Province, packed: Packed) -> Path:
    """At the hub: take a bundle in and write the answer beside it."""
    target = packed.path.with_name(f"answer-{packed.path.name}")
    with province.open() as hub:
        answer_bundle(hub, packed.path, target)
    return target


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    (folder := tmp_path / "stick").mkdir()
    return folder


def test_there_and_back(office: Office, other: Office, province: Province, stick: Path) -> None:
    data = os.urandom(300_000)
    stream = receive(office, "H44.80.01-261123-0001")
    sha256 = attach(office, stream, data)
    one_pass(other)
    for number in range(2, 205):
        receive(other, f"H44.80.01-261123-{number:04}")
    one_pass(other)
    with office.store.write() as connection:
        files.want(connection, sha256, stream, office.now())

    packed = pack(office, stick)
    assert (packed.events, packed.files, packed.damaged) == (2, 1, 0)
    assert packed.path.name.startswith("H44.80.01-Q01-20261123-120000-")
    answer = carry(province, packed)
    assert b"H44.80.01-261123" not in packed.path.read_bytes() + answer.read_bytes()
    assert read_head(answer).id == read_head(packed.path).id
    assert take_in(office, answer) == TakenIn(settled=2, events=205, files_at_hub=1)
    assert held(office) == hub_events(province)
    assert (province.folder / "files" / sha256[:2] / sha256).read_bytes() == data
    assert pack(office, stick).events == 0

    # The same answer again, and the same bundle again: nothing is doubled.
    assert take_in(office, answer) == TakenIn(settled=2)
    assert take_in(office, carry(province, packed)) == TakenIn(settled=2)
    assert held(office) == hub_events(province)


def test_a_wanted_file_comes_along(office: Office, other: Office, province: Province, stick: Path) -> None:
    stream = receive(other, "H44.80.01-261123-0001")
    sha256 = attach(other, stream, b"%PDF-wanted")
    one_pass(other)
    with office.store.write() as connection:
        files.want(connection, sha256, stream, office.now())
        files.want(connection, "cd" * 32, stream, office.now())
    answer = carry(province, pack(office, stick))
    assert take_in(office, answer).files == 1
    assert office.vault.read(sha256) == b"%PDF-wanted"
    assert take_in(office, answer).files == 0
    with office.store.read() as connection:
        assert [wanted.sha256 for wanted in files.wanted(connection)] == ["cd" * 32]
        assert [row.component for row in files.of_stream(connection, stream)] == ["result"]


def test_numbers_and_reference_data_come_along(office: Office, province: Province, stick: Path) -> None:
    before = office.reference().version
    province.clock.move(20 * 86400)
    province.tell("UPDATE hub SET reference_version = reference_version + 1")
    take_in(office, carry(province, pack(office, stick)))
    assert office.reference().version > before
    with office.store.read() as connection:
        current = enrolment.current(connection)
        assert current is not None
        later = office.now().astimezone(VIETNAM).date() + timedelta(days=60)
        assert numbers.left(connection, current.device, WARD, later) == 200


def test_the_line_may_be_quicker(
    office: Office, other: Office, province: Province, stick: Path, client_for: MakeClient
) -> None:
    receive(office, "H44.80.01-261123-0001")
    answer = carry(province, pack(office, stick))
    receive(other, "H44.80.01-261123-0002")
    one_pass(other)
    one_pass(office)
    receive(office, "H44.80.01-261123-0003")
    assert take_in(office, answer) == TakenIn(settled=1)
    one_pass(office)
    assert held(office) == hub_events(province)


def test_an_answer_of_a_past_epoch_sets_nothing_back(
    office: Office, province: Province, stick: Path, client_for: MakeClient
) -> None:
    receive(office, "H44.80.01-261123-0001")
    one_pass(office)
    answer = carry(province, pack(office, stick))
    province.tell("UPDATE hub SET epoch = 'restored'")
    one_pass(office)
    with office.store.read() as connection:
        cursor = journal.cursor(connection, WARD)
    assert cursor[0] == "restored"
    take_in(office, answer)
    with office.store.read() as connection:
        assert journal.cursor(connection, WARD) == cursor


def test_the_last_contact_is_when_the_hub_spoke(office: Office, province: Province, stick: Path) -> None:
    province.clock.move(3600)
    spoken = province.clock()
    answer = carry(province, pack(office, stick))
    province.clock.move(86400)
    take_in(office, answer)
    with office.store.read() as connection:
        assert settings.value(connection, "last_contact") == instant_text(spoken)


def test_a_damaged_file_stays_behind(office: Office, stick: Path) -> None:
    stream = receive(office, "H44.80.01-261123-0001")
    broken, gone = attach(office, stream, b"%PDF-1"), attach(office, stream, b"%PDF-2")
    attach(office, stream, b"%PDF-3")
    shelf = office.profile / "files"
    next(shelf.glob(f"*/{broken}")).write_bytes(b"broken")
    next(shelf.glob(f"*/{gone}")).unlink()
    packed = pack(office, stick)
    assert (packed.files, packed.damaged) == (1, 2)


def test_what_the_hub_does_not_take_is_said(
    office: Office, province: Province, stick: Path, client_for: MakeClient
) -> None:
    receive(office, "H44.80.01-261123-0001")
    engine.push_once(office, client_for(office), Pace())
    receive(office, "H44.80.01-261123-0002")
    packed = pack(office, stick)
    province.tell("UPDATE device SET last_seq = 0, last_hash = decode(repeat('00', 32), 'hex') WHERE kind = 'counter'")
    for table in ("link", "run", "feed"):
        province.tell(f"DELETE FROM {table}")
    province.tell("UPDATE unit_head SET head = 0")
    taken = take_in(office, carry(province, packed))
    assert taken.faults == ["missing_predecessor"]


def test_bundles_for_somebody_else(office: Office, other: Office, province: Province, stick: Path) -> None:
    packed = pack(office, stick)
    answer = carry(province, packed)
    with pytest.raises(BundleInvalid, match="receiver"):
        take_in(other, answer)
    with pytest.raises(BundleInvalid, match="way"):
        take_in(office, packed.path)
    with province.open() as hub, pytest.raises(BundleInvalid, match="way"):
        answer_bundle(hub, answer, stick / "x")


def test_an_unknown_device_is_not_heard(office: Office, province: Province, stick: Path) -> None:
    packed = pack(office, stick)
    province.tell("UPDATE device SET revoked_at = now() WHERE kind = 'counter'")
    with pytest.raises(BundleInvalid, match="signature"):
        carry(province, packed)


def test_a_stick_that_cannot_be_written(office: Office, stick: Path) -> None:
    with pytest.raises(OSError, match="nowhere"):
        pack(office, stick / "nowhere")


def test_communes_are_served_alike(new_office: MakeOffice, province: Province, address: str, stick: Path) -> None:
    office = enrolled(new_office("c"), province, address, unit=COMMUNE)
    receive(office, "H44.80.31-261123-0001")
    assert take_in(office, carry(province, pack(office, stick))).events == 1
    assert held(office) == hub_events(province)
