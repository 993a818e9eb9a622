"""Files over real HTTP: resumed after a cut, checked at the end, seen only through an event in scope."""

from __future__ import annotations

import errno
import hashlib
import os
import socket
import time
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from msgspec.structs import replace

from app.domain import acts
from app.domain.events import new_id
from sync.client import HubClient
from sync.hub.faults import Refused
from sync.hub.files import FILE_LIMIT, FileStore, sweep
from sync.hub.hub import Hub
from tests.sync.hub.conftest import Moment
from tests.sync.hub.counter import COMMUNE, NOON, WARD
from tests.sync.hub.talk import Line, enrolled, fault, token, until

DATA = os.urandom(300_000)
SHA = hashlib.sha256(DATA).hexdigest()


def send(line: Line, offset: int, data: bytes, *, complete: bool, sha256: str = SHA) -> requests.Response:
    headers = {
        "Content-Type": "application/partial-upload",
        "Upload-Offset": str(offset),
        "Upload-Complete": "?1" if complete else "?0",
    }
    return line.ask("PATCH", f"/v1/files/{sha256}", data=data, headers=headers)


def state(line: Line, sha256: str = SHA) -> tuple[int, str, str]:
    answer = line.ask("HEAD", f"/v1/files/{sha256}")
    return answer.status_code, answer.headers.get("Upload-Offset", ""), answer.headers.get("Upload-Complete", "")


def name_file(line: Line, sha256: str = SHA, code: str = "H44.80.01-261123-0001") -> str:
    """A dossier of the line's unit whose event names the file."""
    stream, counter = new_id(), line.counter
    attached = acts.Attached("to_khai", sha256, len(DATA), 1)
    accepted = counter.receive(code, stream=stream, signature_due=False)
    line.push(counter.push(accepted, counter.event(counter.body(stream, attached))))
    return stream


def test_a_file_goes_up_in_parts_and_comes_down_in_stretches(line: Line) -> None:
    assert state(line)[0] == 404
    first = send(line, 0, DATA[:100_000], complete=False)
    assert (first.status_code, first.headers["Upload-Offset"], first.headers["Upload-Complete"]) == (
        204,
        "100000",
        "?0",
    )
    assert state(line) == (204, "100000", "?0")
    last = send(line, 100_000, DATA[100_000:], complete=True)
    assert (last.status_code, last.headers["Upload-Complete"]) == (204, "?1")
    assert state(line) == (204, "300000", "?1")
    # No event names it yet: nobody reads it, not even the uploader.
    assert line.ask("GET", f"/v1/files/{SHA}").status_code == 404
    name_file(line)
    whole = line.ask("GET", f"/v1/files/{SHA}")
    assert (whole.content, whole.headers["Content-Type"]) == (DATA, "application/octet-stream")
    part = line.ask("GET", f"/v1/files/{SHA}", headers={"Range": "bytes=1000-1999"})
    assert (part.status_code, part.content) == (206, DATA[1000:2000])
    assert part.headers["Content-Range"] == "bytes 1000-1999/300000"
    for other in ("bytes=-5", "bytes=0-1,5-6", "bytes=", "lines=1-2", "nonsense"):
        heard = line.ask("GET", f"/v1/files/{SHA}", headers={"Range": other})
        assert (heard.status_code, heard.content) == (200, DATA), other
    beyond = line.ask("GET", f"/v1/files/{SHA}", headers={"Range": "bytes=300000-"})
    assert (beyond.status_code, fault(beyond).code) == (416, "range")
    assert beyond.headers["Content-Range"] == "bytes */300000"
    # Sent again after a lost answer, it is simply there.
    assert send(line, 0, DATA, complete=True).headers["Upload-Complete"] == "?1"


def test_the_counters_own_client_and_the_hub_understand_each_other(hub: Hub, line: Line) -> None:
    client = HubClient(line.address, hub.clock, device=line.counter.device, key=line.counter.key)
    assert client.file_state(SHA).offset == 0
    assert client.upload_part(SHA, 0, DATA[:7], len(DATA)).offset == 7
    assert client.upload_part(SHA, 7, DATA[7:], len(DATA)).complete
    name_file(line)
    part = client.download_part(SHA, 10, 20)
    assert (part.data, part.size) == (DATA[10:30], len(DATA))
    client.close()


def test_a_cut_upload_goes_on_where_it_stopped(hub: Hub, line: Line) -> None:
    """The connection breaks in the middle of a request that promised the whole file."""
    place = urlsplit(line.address)
    head = (
        f"PATCH /v1/files/{SHA} HTTP/1.1\r\nHost: {place.netloc}\r\nContent-Length: {len(DATA)}\r\n"
        f"Authorization: Bearer {token(line.counter)}\r\nUpload-Offset: 0\r\nUpload-Complete: ?1\r\n\r\n"
    )
    with socket.create_connection((place.hostname, place.port)) as raw:
        raw.sendall(head.encode() + DATA[:200_000])
    have = wait_for_part(hub, line)
    assert 0 < have <= 200_000
    assert state(line) == (204, str(have), "?0")
    assert send(line, have, DATA[have:], complete=True).headers["Upload-Complete"] == "?1"
    assert hub.files.shelf.path(SHA).read_bytes() == DATA


def wait_for_part(hub: Hub, line: Line) -> int:
    """The size of the part once the hub has kept bytes of it and let the part go. Who asks to go on takes the part
    over, so nobody asks before the first bytes are there: the cut request could not write them any more."""
    until(lambda: hub.files.part_size(line.counter.device, SHA) > 0)
    answer = send(line, FILE_LIMIT, b"", complete=False)
    assert fault(answer).code == "offset"
    return int(fault(answer).expected or 0)


def test_a_wrong_offset_is_answered_with_the_right_one(line: Line) -> None:
    send(line, 0, DATA[:10], complete=False)
    answer = send(line, 5, DATA[5:], complete=True)
    assert (answer.status_code, fault(answer).code, fault(answer).expected) == (409, "offset", 10)
    assert answer.headers["Upload-Offset"] == "10"


def test_bytes_that_do_not_give_the_hash_are_thrown_away(hub: Hub, line: Line) -> None:
    answer = send(line, 0, b"x" + DATA[1:], complete=True)
    assert (answer.status_code, fault(answer).code) == (422, "hash")
    assert state(line)[0] == 404
    assert not hub.files.has(SHA)
    assert send(line, 0, DATA, complete=True).status_code == 204


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 400),
        ({"Upload-Offset": "-1", "Upload-Complete": "?1"}, 400),
        ({"Upload-Offset": "0", "Upload-Complete": "yes"}, 400),
        ({"Upload-Offset": "0", "Upload-Complete": "?0", "Upload-Length": "a lot"}, 400),
        ({"Upload-Offset": "0", "Upload-Complete": "?0", "Upload-Length": "99999999999"}, 413),
        ({"Upload-Offset": "0", "Upload-Complete": "?0", "Content-Encoding": "zstd"}, 415),
    ],
)
def test_fields_of_an_upload_are_checked(line: Line, headers: dict[str, str], status: int) -> None:
    assert line.ask("PATCH", f"/v1/files/{SHA}", data=b"x", headers=headers).status_code == status


def test_a_name_that_is_no_hash_is_refused(line: Line) -> None:
    for name in ("abc", "A" * 64, "..%2F" + "a" * 61):
        assert line.ask("GET", f"/v1/files/{name}").status_code in (404, 422)


def test_other_units_cannot_tell_whether_a_file_is_here(hub: Hub, address: str, line: Line) -> None:
    send(line, 0, DATA, complete=True)
    name_file(line)
    stranger, _ = enrolled(hub, address, COMMUNE)
    assert state(stranger)[0] == 404
    assert stranger.ask("GET", f"/v1/files/{SHA}").status_code == 404
    # Its own upload of the same bytes runs its whole course, and the file is kept once.
    first = send(stranger, 0, DATA[:5], complete=False)
    assert (first.headers["Upload-Offset"], first.headers["Upload-Complete"]) == ("5", "?0")
    assert send(stranger, 5, DATA[5:], complete=True).headers["Upload-Complete"] == "?1"
    assert state(stranger) == (204, "300000", "?1")
    assert stranger.ask("GET", f"/v1/files/{SHA}").status_code == 404
    assert line.ask("GET", f"/v1/files/{SHA}").content == DATA
    assert list(hub.files.shelf.path(SHA).parent.parent.rglob("*")) == [
        hub.files.shelf.path(SHA).parent,
        hub.files.shelf.path(SHA),
    ]


def test_a_single_call_from_another_unit_is_not_answered_from_the_shelf(hub: Hub, address: str, line: Line) -> None:
    """Who knows the hash only must not learn that the file is here: the bytes themselves have to come."""
    assert send(line, 0, DATA, complete=True).headers["Upload-Complete"] == "?1"
    name_file(line)
    stranger, _ = enrolled(hub, address, COMMUNE)
    for guess in (b"", bytes(len(DATA))):
        answer = send(stranger, 0, guess, complete=True)
        assert (answer.status_code, fault(answer).code) == (422, "hash")
        assert state(stranger)[0] == 404
    # Its own unit's is told so, without the bytes being asked for again.
    assert send(line, 0, b"", complete=True).headers["Upload-Offset"] == str(len(DATA))


def test_a_unit_that_joins_the_dossier_reads_its_files(hub: Hub, address: str, line: Line) -> None:
    send(line, 0, DATA, complete=True)
    stream = name_file(line)
    other, _ = enrolled(hub, address, COMMUNE)
    assert other.ask("GET", f"/v1/files/{SHA}").status_code == 404
    sent = acts.HandedOver("dossier", "BG-1", acts.Holder(WARD, "one_stop"), acts.Holder(COMMUNE, "agency"))
    line.push(line.counter.push(line.counter.event(line.counter.body(stream, sent))))
    assert other.ask("GET", f"/v1/files/{SHA}").content == DATA


def test_unsigned_scans_do_not_leave_the_unit_that_received_the_dossier(hub: Hub, address: str, line: Line) -> None:
    send(line, 0, DATA, complete=True)
    signed = hashlib.sha256(DATA + b"signed").hexdigest()
    send(line, 0, DATA + b"signed", complete=True, sha256=signed)
    stream, counter = new_id(), line.counter
    other, _ = enrolled(hub, address, COMMUNE)
    sent = acts.HandedOver("dossier", "BG-1", acts.Holder(WARD, "one_stop"), acts.Holder(COMMUNE, "agency"))
    events = [counter.receive("H44.80.01-261123-0001", stream=stream, signature_due=True)]
    for payload in (acts.Attached("to_khai", SHA, len(DATA), 1), sent):
        events.append(counter.event(counter.body(stream, payload)))
    line.push(counter.push(*events))
    assert line.ask("GET", f"/v1/files/{SHA}").content == DATA
    assert other.ask("GET", f"/v1/files/{SHA}").status_code == 404
    seal = acts.Signed(SHA, signed, len(DATA) + 6, "CN=Cán bộ thử", NOON)
    line.push(counter.push(counter.event(counter.body(stream, seal))))
    assert other.ask("GET", f"/v1/files/{SHA}").status_code == 404
    assert other.ask("GET", f"/v1/files/{signed}").content == DATA + b"signed"


def test_a_file_an_event_names_is_awaited(line: Line) -> None:
    name_file(line)
    assert state(line) == (204, "0", "?0")


def test_an_empty_file_is_a_file(line: Line) -> None:
    empty = hashlib.sha256(b"").hexdigest()
    assert send(line, 0, b"", complete=True, sha256=empty).headers["Upload-Complete"] == "?1"


def test_a_part_has_one_writer_the_last_that_asked(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    with store.begin("device", SHA, 0) as first:
        first.write(DATA[:10])
        with store.begin("device", SHA, 10) as second:
            for late in (lambda: first.write(DATA[10:20]), first.finish):
                with pytest.raises(Refused) as caught:
                    late()
                assert caught.value.fault.code == "uploading"
            second.write(DATA[10:])
            assert second.finish() == len(DATA)
    with store.begin("device", SHA, 0) as again:
        again.write(DATA)
        assert again.finish() == len(DATA)
    assert store.has(SHA)


def test_an_upload_whose_line_died_silently_holds_up_nobody(line: Line) -> None:
    parts = urlsplit(line.address)
    head = (
        f"PATCH /v1/files/{SHA} HTTP/1.1\r\nHost: {parts.netloc}\r\nAuthorization: Bearer {token(line.counter)}\r\n"
        f"Upload-Offset: 0\r\nUpload-Complete: ?1\r\nContent-Length: {len(DATA)}\r\n\r\n"
    )
    with socket.create_connection((parts.hostname or "", parts.port or 0)) as dead:
        dead.sendall(head.encode() + DATA[:50_000])
        deadline = time.monotonic() + 30
        while state(line)[1] != "50000":  # written when it has arrived, not when the request ends
            assert time.monotonic() < deadline
        # The connection stays open and says nothing; the counter has given it up and goes on where the hub stands.
        assert send(line, 50_000, DATA[50_000:], complete=True).headers["Upload-Complete"] == "?1"
        dead.sendall(DATA[50_000:])
        assert b" 409 " in dead.recv(65536)
    assert state(line) == (204, "300000", "?1")


def test_what_nobody_names_is_swept(hub: Hub, line: Line, clock: Moment) -> None:
    send(line, 0, DATA, complete=True)
    stream = name_file(line)
    unnamed = os.urandom(100)
    unnamed_sha = hashlib.sha256(unnamed).hexdigest()
    send(line, 0, unnamed, complete=True, sha256=unnamed_sha)
    assert sweep(hub.database, hub.files, now=NOON) == 0
    later = NOON + timedelta(days=31)
    assert sweep(hub.database, hub.files, now=later) == 1
    assert not hub.files.has(unnamed_sha)
    assert hub.files.has(SHA)
    ended = acts.Withdrawn("applicant")
    thinned = acts.Thinned("hết thời hạn lưu")
    counter = line.counter
    clock.now = line.at = NOON + timedelta(days=800)
    bodies = [counter.body(stream, payload, at=at) for payload, at in ((ended, NOON), (thinned, clock.now))]
    bodies[1] = replace(bodies[1], officer="H44.80.01-supervisor")
    results = line.push(counter.push(*map(counter.event, bodies))).results
    assert [result.placement.rule for result in results if result.placement] == [None, None]
    assert sweep(hub.database, hub.files, now=clock.now) == 1
    assert not hub.files.has(SHA)


@pytest.mark.skipif(os.name == "nt", reason="only Unix has a disk that is always full")
def test_a_full_disk_is_said_and_the_upload_goes_on_once_there_is_room(hub: Hub, line: Line) -> None:
    """The part lies on a device of the system that has no room for anything."""
    part = hub.files._part(line.counter.device, SHA)
    part.symlink_to("/dev/full")
    for _ in range(2):
        refused = send(line, 0, DATA, complete=True)
        assert (refused.status_code, fault(refused).code) == (503, "disk_full")
        assert refused.headers["Retry-After"] == "300"
    assert not hub.files.has(SHA)
    assert not hub.files._growing
    part.unlink()
    assert send(line, 0, DATA, complete=True).status_code == 204
    assert state(line) == (204, str(len(DATA)), "?1")


def test_no_room_for_the_whole_file_keeps_the_part(hub: Hub, line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    keep = hub.files.shelf.keep

    def full(sha256: str, part: Path) -> None:
        monkeypatch.setattr(hub.files.shelf, "keep", keep)
        raise OSError(errno.EDQUOT, "quota")

    monkeypatch.setattr(hub.files.shelf, "keep", full)
    refused = send(line, 0, DATA, complete=True)
    assert (refused.status_code, fault(refused).code) == (503, "disk_full")
    assert state(line) == (204, str(len(DATA)), "?0")
    assert send(line, len(DATA), b"", complete=True).status_code == 204
    assert state(line) == (204, str(len(DATA)), "?1")


@pytest.mark.skipif(os.name == "nt", reason="there a hub is one process")
def test_of_two_processes_the_later_request_has_the_word(tmp_path: Path) -> None:
    """Two stores on one folder, as two processes of a hub have them: a line that died at the one comes to life late."""
    first, second = FileStore(tmp_path), FileStore(tmp_path)
    early = first.begin("device", SHA, 0)
    early.write(DATA[:1000])
    late = second.begin("device", SHA, 1000)
    with pytest.raises(Refused) as refused:
        early.write(DATA[1000:2000])
    assert refused.value.fault.code == "uploading"
    late.write(DATA[1000:])
    assert late.finish() == len(DATA)
    with pytest.raises(Refused):
        early.write(b"and more")
    with pytest.raises(Refused):
        early.finish()
    for each in (early, late):
        each.__exit__()
    assert second.shelf.read(SHA) == DATA
    assert [path for path in tmp_path.glob("*/*") if path.is_file()] == []
