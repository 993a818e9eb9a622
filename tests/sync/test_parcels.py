"""Files on their way to the hub and back: in parts, over breaks, whole or not at all."""

from __future__ import annotations

import os

import pytest

from app.desk.office import Office
from app.desk.post_status import FileProgress
from app.domain import acts
from app.errors import HubAnswerInvalid, HubRefused, HubUnreachable, StoredFileDamaged
from app.store import files, journal
from app.store.files import FileRow
from sync import engine
from sync.client import FilePart, FileState, HubClient
from sync.engine import Pace
from sync.parcels import PART, Begun, Step, download_part, try_again, upload_part
from sync.worker import PostWorker, one_pass
from tests.sync.conftest import MakeClient
from tests.sync.province import Province, attach, receive, record

BIG = 2 * PART + 100


@pytest.fixture
def sent_scan(office: Office, client_for: MakeClient) -> tuple[str, str, bytes]:
    """A dossier whose scan the hub knows of but does not have: stream, hash, bytes."""
    stream = receive(office, "H44.80.01-261123-0001")
    data = b"%PDF-" + os.urandom(BIG - 5)
    sha256 = attach(office, stream, data)
    engine.push_once(office, client_for(office), Pace())
    return stream, sha256, data


Scan = tuple[str, str, bytes]


def row_of(office: Office, sha256: str) -> FileRow:
    with office.store.read() as connection:
        row = files.get(connection, sha256)
    assert row is not None
    return row


def upload_all(office: Office, client: HubClient) -> list[Step]:
    steps = []
    begun = Begun()
    while step := upload_part(office, client, begun):
        steps.append(step)
    return steps


def hub_file(province: Province, sha256: str) -> bytes:
    return (province.folder / "files" / sha256[:2] / sha256).read_bytes()


def test_a_file_goes_up_part_by_part(
    office: Office, client_for: MakeClient, province: Province, sent_scan: Scan
) -> None:
    _, sha256, data = sent_scan
    steps = upload_all(office, client_for(office))
    assert [(step.progress.sent, step.moved, step.error) for step in steps] == [
        (PART, PART, ""),
        (2 * PART, PART, ""),
        (BIG, 100, ""),
    ]
    assert steps[0].progress == FileProgress("", sha256, PART, BIG)
    assert hub_file(province, sha256) == data
    assert row_of(office, sha256).upload == "sent"


def test_an_upload_goes_on_where_it_broke(
    office: Office, client_for: MakeClient, province: Province, sent_scan: Scan, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, sha256, data = sent_scan
    client = client_for(office)
    send = client.upload_part

    def lost(*arguments: object) -> FileState:
        send(*arguments)  # type: ignore[arg-type]
        raise HubUnreachable(reason="reset")

    upload_part(office, client, Begun())
    monkeypatch.setattr(client, "upload_part", lost)
    with pytest.raises(HubUnreachable):
        upload_part(office, client, Begun())
    assert row_of(office, sha256).offset == PART
    monkeypatch.setattr(client, "upload_part", send)
    steps = upload_all(office, client)
    # The hub has more than we knew: it says so, and the rest follows.
    assert [(step.progress.sent, step.moved) for step in steps] == [(2 * PART, 0), (BIG, 100)]
    assert hub_file(province, sha256) == data


def test_a_scan_another_counter_sent_is_not_sent_again(
    office: Office, other: Office, client_for: MakeClient, sent_scan: Scan
) -> None:
    stream, sha256, data = sent_scan
    upload_all(office, client_for(office))
    there = client_for(other)
    engine.pull_once(other, there, Pace())
    assert attach(other, stream, data) == sha256
    assert [step.moved for step in upload_all(other, there)] == [0]
    assert row_of(other, sha256).upload == "sent"


def calls_of(client: HubClient, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """What a client asks about files from now on: the call, and the offset it is made at."""
    calls: list[tuple[str, int]] = []
    ask, send = client.file_state, client.upload_part

    def file_state(sha256: str) -> FileState:
        calls.append(("ask", -1))
        return ask(sha256)

    def send_part(sha256: str, offset: int, data: bytes, size: int) -> FileState:
        calls.append(("send", offset))
        return send(sha256, offset, data, size)

    monkeypatch.setattr(client, "file_state", file_state)
    monkeypatch.setattr(client, "upload_part", send_part)
    return calls


def test_an_ordinary_scan_goes_up_in_one_call(
    office: Office, client_for: MakeClient, province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = b"%PDF-" + os.urandom(PART - 5)
    sha256 = attach(office, receive(office, "H44.80.01-261123-0001"), data)
    client = client_for(office)
    engine.push_once(office, client, Pace())
    calls = calls_of(client, monkeypatch)
    assert [(step.progress.sent, step.moved) for step in upload_all(office, client)] == [(PART, PART)]
    assert calls == [("send", 0)]
    assert hub_file(province, sha256) == data


def test_a_scan_the_hub_has_is_taken_for_sent_whoever_sent_it(
    office: Office, other: Office, client_for: MakeClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = receive(office, "H44.80.01-261123-0001")
    data = b"%PDF-small"
    sha256 = attach(office, stream, data)
    engine.push_once(office, client_for(office), Pace())
    upload_all(office, client_for(office))
    there = client_for(other)
    engine.pull_once(other, there, Pace())
    assert attach(other, stream, data) == sha256
    calls = calls_of(there, monkeypatch)
    assert [step.error for step in upload_all(other, there)] == [""]
    assert calls == [("send", 0)]
    assert row_of(other, sha256).upload == "sent"


def test_an_upload_overtaken_by_its_own_copy_goes_on_at_once(
    office: Office, client_for: MakeClient, province: Province, sent_scan: Scan, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, sha256, data = sent_scan
    client = client_for(office)
    send = client.upload_part

    def overtaken(*arguments: object) -> FileState:
        send(*arguments)  # type: ignore[arg-type]
        monkeypatch.setattr(client, "upload_part", send)
        raise HubRefused(reason="uploading", status=409)

    monkeypatch.setattr(client, "upload_part", overtaken)
    steps = upload_all(office, client)
    assert [(step.progress.sent, step.error) for step in steps] == [(0, ""), (2 * PART, ""), (BIG, "")]
    assert hub_file(province, sha256) == data


@pytest.mark.parametrize("remembers", [True, False], ids=["same program", "after a restart"])
def test_a_single_call_that_was_cut_goes_on_where_the_hub_stands(
    office: Office,
    client_for: MakeClient,
    province: Province,
    monkeypatch: pytest.MonkeyPatch,
    remembers: bool,
) -> None:
    data = b"%PDF-" + os.urandom(400_000 - 5)
    sha256 = attach(office, receive(office, "H44.80.01-261123-0001"), data)
    client, begun = client_for(office), Begun()
    engine.push_once(office, client, Pace())
    cut = 300_000
    send = client.upload_part

    def cut_off(name: str, offset: int, part: bytes, size: int) -> FileState:
        # What reaches the hub is what a request broken at that byte leaves there.
        send(name, offset, part[:cut], size)
        raise HubUnreachable(reason="reset")

    monkeypatch.setattr(client, "upload_part", cut_off)
    with pytest.raises(HubUnreachable):
        upload_part(office, client, begun)
    monkeypatch.setattr(client, "upload_part", send)
    assert begun.part == PART // 2
    assert row_of(office, sha256).upload == "waiting"
    calls = calls_of(client, monkeypatch)
    if not remembers:
        begun = Begun()
    while upload_part(office, client, begun):
        pass
    assert calls == ([("ask", -1), ("send", cut)] if remembers else [("send", 0), ("send", cut)])
    assert hub_file(province, sha256) == data
    assert row_of(office, sha256).upload == "sent"


def test_a_slow_line_gets_smaller_parts_and_a_better_one_larger_again(
    office: Office, client_for: MakeClient, sent_scan: Scan
) -> None:
    now = 0.0
    seconds = iter((9.0, 9.0, 2.0, 0.1, 0.1))
    asked = 0

    def clock() -> float:
        nonlocal now, asked
        asked += 1
        now += next(seconds) if asked % 2 == 0 else 0.0
        return now

    client, begun = client_for(office), Begun(clock=clock)
    moved = []
    while step := upload_part(office, client, begun):
        moved.append(step.moved)
    assert moved == [PART, PART // 2, PART // 4, PART // 4, 100]
    assert begun.part == PART


def test_a_restored_hub_is_asked_before_files_are_sent_again(
    office: Office, client_for: MakeClient, province: Province, sent_scan: Scan, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream, _, _ = sent_scan
    attach(office, stream, b"%PDF-small")
    client = client_for(office)
    engine.push_once(office, client, Pace())
    upload_all(office, client)
    with office.store.write() as connection:
        assert files.ask_again(connection) == 2
    try_again(office, Begun())
    calls = calls_of(client, monkeypatch)
    assert [step.moved for step in upload_all(office, client)] == [0]
    assert calls == [("ask", -1), ("ask", -1)]


def test_a_file_is_read_once_for_all_its_parts(
    office: Office, client_for: MakeClient, province: Province, sent_scan: Scan
) -> None:
    _, sha256, data = sent_scan
    client, begun = client_for(office), Begun()
    upload_part(office, client, begun)
    (path,) = (office.profile / "files").glob(f"*/{sha256}")
    path.unlink()
    while upload_part(office, client, begun):
        pass
    assert hub_file(province, sha256) == data
    assert begun.going == ("", b"")


def test_a_damaged_file_stands_back(
    office: Office, client_for: MakeClient, province: Province, sent_scan: Scan
) -> None:
    stream, sha256, _ = sent_scan
    (path,) = (office.profile / "files").glob(f"*/{sha256}")
    path.write_bytes(b"broken")
    second = attach(office, stream, b"%PDF-second")
    client = client_for(office)
    steps = upload_all(office, client)
    assert [(step.progress.sha256, step.error) for step in steps] == [(sha256, "stored_file_damaged"), (second, "")]
    assert upload_part(office, client, Begun()) is None
    try_again(office, Begun())
    assert [step.error for step in upload_all(office, client)] == ["stored_file_damaged"]


def test_what_the_hub_cannot_use_begins_anew(
    office: Office, client_for: MakeClient, province: Province, sent_scan: Scan
) -> None:
    """The part on the hub was spoilt: the hash does not come out, the hub drops it."""
    _, sha256, data = sent_scan
    client = client_for(office)
    upload_part(office, client, Begun())
    (part,) = (province.folder / "parts").iterdir()
    part.write_bytes(os.urandom(PART))
    assert [step.error for step in upload_all(office, client)] == ["", "hash"]
    assert row_of(office, sha256).upload == "failed"
    try_again(office, Begun())
    assert [step.error for step in upload_all(office, client)] == ["", "", ""]
    assert hub_file(province, sha256) == data


def test_an_offset_beyond_the_file_is_not_believed(
    office: Office, client_for: MakeClient, sent_scan: Scan, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_for(office)
    monkeypatch.setattr(client, "file_state", lambda sha256: FileState(BIG + 1, complete=False))
    with pytest.raises(HubAnswerInvalid):
        upload_part(office, client, Begun())


def test_an_empty_file(office: Office, client_for: MakeClient, province: Province) -> None:
    sha256 = attach(office, receive(office, "H44.80.01-261123-0001"), b"")
    client = client_for(office)
    engine.push_once(office, client, Pace())
    assert [step.error for step in upload_all(office, client)] == [""]
    assert hub_file(province, sha256) == b""


# ---------------------------------------------------------------- from the hub


@pytest.fixture
def wanting(office: Office, other: Office, client_for: MakeClient, sent_scan: Scan) -> Office:
    """The other counter, which wants the scan that the hub now has."""
    stream, sha256, _ = sent_scan
    upload_all(office, client_for(office))
    engine.pull_once(other, client_for(other), Pace())
    with other.store.write() as connection:
        files.want(connection, sha256, stream, other.now())
    return other


def test_a_wanted_file_comes_part_by_part(wanting: Office, client_for: MakeClient, sent_scan: Scan) -> None:
    stream, sha256, data = sent_scan
    client, begun = client_for(wanting), Begun()
    sizes = []
    while step := download_part(wanting, client, begun):
        assert step.error == ""
        sizes.append((step.progress.sent, step.progress.size))
    assert sizes == [(PART, BIG), (2 * PART, BIG), (BIG, BIG)]
    assert wanting.vault.read(sha256) == data
    assert begun.parts == {}
    row = row_of(wanting, sha256)
    assert (row.upload, row.size, row.media_type) == ("sent", BIG, "application/pdf")
    with wanting.store.read() as connection:
        assert [placed.sha256 for placed in files.of_stream(connection, stream)] == [sha256]
        assert files.wanted(connection) == []


def test_a_file_the_hub_does_not_have_stays_wanted(office: Office, client_for: MakeClient, sent_scan: Scan) -> None:
    stream, _, _ = sent_scan
    with office.store.write() as connection:
        files.want(connection, "cd" * 32, stream, office.now())
    client, begun = client_for(office), Begun()
    step = download_part(office, client, begun)
    assert step is not None
    assert step.error == "not_found"
    assert download_part(office, client, begun) is None
    try_again(office, begun)
    assert download_part(office, client, begun) is not None
    assert download_part(office, client, begun) is None
    with office.store.read() as connection:
        assert [(wanted.sha256, wanted.attempts) for wanted in files.wanted(connection)] == [("cd" * 32, 2)]


def test_another_file_than_was_asked_for_is_not_kept(
    wanting: Office, client_for: MakeClient, sent_scan: Scan, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, sha256, _ = sent_scan
    client = client_for(wanting)
    monkeypatch.setattr(client, "download_part", lambda *arguments: FilePart(b"another", 7))
    step = download_part(wanting, client, Begun())
    assert step is not None
    assert step.error == "hash"
    with pytest.raises(StoredFileDamaged):
        wanting.vault.read(sha256)


def test_a_file_without_measure_is_not_taken(
    wanting: Office, client_for: MakeClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_for(wanting)
    monkeypatch.setattr(client, "download_part", lambda *arguments: FilePart(b"a", 2**40))
    step = download_part(wanting, client, Begun())
    assert step is not None
    assert step.error == "too_large"


def test_nothing_waits_behind_nothing(office: Office, client_for: MakeClient) -> None:
    record(office, receive(office, "H44.80.01-261123-0001"), acts.HandedOut("receipt", "ab" * 32))
    client = client_for(office)
    assert upload_part(office, client, Begun()) is None
    assert download_part(office, client, Begun()) is None


@pytest.mark.skipif(os.name == "nt", reason="only Unix has a disk that is always full")
def test_a_hub_without_room_for_files_takes_acts_all_the_same(office: Office, province: Province) -> None:
    """Its parts lie on a device of the system that has no room for anything."""
    sha256 = attach(office, receive(office, "H44.80.01-261123-0001"), b"%PDF-1.7")
    (device,) = province.rows("SELECT id::text FROM device WHERE kind = 'counter'")[0]
    part = province.folder / "parts" / f"{sha256}.{device}"
    part.symlink_to("/dev/full")
    worker = PostWorker(office)
    assert worker.work()
    assert worker.failures() == {"files": "hub_busy"}
    receive(office, "H44.80.01-261123-0002")
    worker.work()
    with office.store.read() as connection:
        assert journal.unsent(connection) == []
        assert files.waiting(connection) == 1
    part.unlink()
    assert one_pass(office).failures == {}
    assert hub_file(province, sha256) == b"%PDF-1.7"
