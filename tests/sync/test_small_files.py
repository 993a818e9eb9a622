"""Small files on their way to the hub and back: as many as a good line carries in a moment (or, up, as one part holds)
go together and are noted at once."""

from __future__ import annotations

import itertools
import os
import sys
from collections.abc import Callable
from typing import TypeVar

import pytest

from app.desk.office import Office
from app.desk.post_status import FileProgress
from app.errors import HubUnreachable
from app.store import files
from sync import engine
from sync.engine import Pace
from sync.parcels import BURST, PART, TOGETHER, Begun, Step, download_part, try_again, upload_part
from tests.sync.conftest import MakeClient
from tests.sync.province import Province, attach, receive
from tests.sync.test_parcels import hub_file, row_of

T = TypeVar("T")


def broken_after(number: int, call: Callable[..., T]) -> Callable[..., T]:
    """``call`` over a line that breaks when it has carried ``number`` of them."""
    left = itertools.count(number, -1)

    def carried(*arguments: object) -> T:
        if next(left) > 0:
            return call(*arguments)
        raise HubUnreachable(reason="reset")

    return carried


def test_small_files_go_together_as_far_as_one_part_holds_them(
    office: Office, client_for: MakeClient, province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are noted at once, and what has arrived is noted though the next of them does not."""
    stream = receive(office, "H44.80.01-261123-0001")
    sizes = [PART // 2, PART // 4, PART // 2, 10, 10]
    sent = [attach(office, stream, b"%PDF-" + os.urandom(size - 5)) for size in sizes]
    client, begun = client_for(office), Begun(clock=itertools.count().__next__)  # a second a look: a slow line
    engine.push_once(office, client, Pace())
    commits: list[object] = []
    stop = office.store.subscribe(commits.append)
    step = upload_part(office, client, begun)
    assert step == Step(FileProgress("", sent[1], PART // 4, PART // 4), PART // 2 + PART // 4)
    assert [row_of(office, each).upload for each in sent] == ["sent", "sent", "waiting", "waiting", "waiting"]
    assert len(commits) == 1
    send = client.upload_part
    monkeypatch.setattr(client, "upload_part", broken_after(1, send))
    with pytest.raises(HubUnreachable):
        upload_part(office, client, begun)
    assert [row_of(office, each).upload for each in sent[2:]] == ["sent", "waiting", "waiting"]
    monkeypatch.setattr(client, "upload_part", send)
    while upload_part(office, client, begun):
        pass
    stop()
    assert [len(hub_file(province, each)) for each in sent] == sizes
    with office.store.read() as connection:
        assert files.waiting(connection) == 0


def test_a_good_line_carries_many_small_files_together(
    office: Office, client_for: MakeClient, province: Province
) -> None:
    stream = receive(office, "H44.80.01-261123-0001")
    sent = [attach(office, stream, b"%PDF-" + os.urandom(PART // 5)) for _ in range(TOGETHER + 1)]
    client, begun = client_for(office), Begun(clock=lambda: 0.0)
    engine.push_once(office, client, Pace())
    commits: list[object] = []
    stop = office.store.subscribe(commits.append)
    steps = [step.moved for step in iter(lambda: upload_part(office, client, begun), None)]
    stop()
    assert steps == [TOGETHER * (PART // 5 + 5), PART // 5 + 5]
    assert len(commits) == 2
    assert all(hub_file(province, each) for each in sent)


# ---------------------------------------------------------------- from the hub


def wanted_by(other: Office, office: Office, client_for: MakeClient, number: int, size: int = 1000) -> list[str]:
    """Scans of a dossier of ``office`` that the hub has and ``other`` wants, in their order."""
    stream = receive(office, f"H44.80.01-261123-{size % 10_000:04}")
    scans = [attach(office, stream, b"%PDF-" + bytes([each]) * size) for each in range(number)]
    client = client_for(office)
    engine.push_once(office, client, Pace())
    while upload_part(office, client, Begun()):
        pass
    engine.pull_once(other, client_for(other), Pace())
    with other.store.write() as connection:
        for sha256 in scans:
            files.want(connection, sha256, stream, other.now())
    return scans


def still_wanted(office: Office) -> list[str]:
    with office.store.read() as connection:
        return [each.sha256 for each in files.wanted(connection)]


def test_a_good_line_brings_many_small_files_together(
    office: Office, other: Office, client_for: MakeClient, province: Province
) -> None:
    scans = wanted_by(other, office, client_for, TOGETHER + 1)
    client, begun = client_for(other), Begun(clock=lambda: 0.0)
    commits: list[object] = []
    stop = other.store.subscribe(commits.append)
    steps = [step.moved for step in iter(lambda: download_part(other, client, begun), None)]
    stop()
    assert steps == [TOGETHER * 1005, 1005]
    assert len(commits) == 2
    assert [other.vault.read(each) for each in scans] == [hub_file(province, each) for each in scans]
    assert {row_of(other, each).upload for each in scans} == {"sent"}
    assert still_wanted(other) == []


def test_on_a_slow_line_they_come_one_by_one(office: Office, other: Office, client_for: MakeClient) -> None:
    scans = wanted_by(other, office, client_for, 3)
    client, begun = client_for(other), Begun(clock=itertools.count().__next__)  # a second a look
    steps = list(iter(lambda: download_part(other, client, begun), None))
    assert [(step.progress.sha256, step.moved) for step in steps] == [(each, 1005) for each in scans]


def test_what_has_come_is_noted_though_the_next_does_not(
    office: Office, other: Office, client_for: MakeClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    scans = wanted_by(other, office, client_for, 4)
    client, begun = client_for(other), Begun(clock=lambda: 0.0)
    fetch = client.download_part
    monkeypatch.setattr(client, "download_part", broken_after(2, fetch))
    with pytest.raises(HubUnreachable):
        download_part(other, client, begun)
    assert still_wanted(other) == scans[2:]
    assert all(other.vault.read(each) for each in scans[:2])
    monkeypatch.setattr(client, "download_part", fetch)
    assert [step.moved for step in iter(lambda: download_part(other, client, begun), None)] == [2 * 1005]


@pytest.mark.parametrize("last", [False, True], ids=["others follow", "it is the last"])
def test_a_file_that_the_vault_cannot_keep_is_not_noted(
    office: Office, other: Office, client_for: MakeClient, last: bool
) -> None:
    """Where its shelf should stand there is something else."""
    scans = wanted_by(other, office, client_for, 3)
    spoilt = scans[2 if last else 1]
    shelf = other.profile / "files" / spoilt[:2]
    shelf.touch()
    client, begun = client_for(other), Begun(clock=lambda: 0.0)
    with pytest.raises(NotADirectoryError):
        download_part(other, client, begun)
    assert still_wanted(other) == [spoilt]
    shelf.unlink()
    while download_part(other, client, begun):
        pass
    assert still_wanted(other) == []
    assert all(other.vault.read(each) for each in scans)
    assert begun.parts == {}


@pytest.mark.skipif(sys.platform != "linux", reason="the account's limit of a file's size")
def test_a_file_that_finds_no_room_waits_and_holds_up_no_other(
    office: Office, other: Office, client_for: MakeClient
) -> None:
    import resource

    small, large = (wanted_by(other, office, client_for, 1, size) for size in (1000, 9 * PART))
    more = wanted_by(other, office, client_for, 2, 2000)
    client, begun = client_for(other), Begun(clock=lambda: 0.0)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8 * PART, before[1]))
    try:
        while download_part(other, client, begun):
            pass
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert still_wanted(other) == large
    assert {row_of(other, each).upload for each in (*small, *more)} == {"sent"}
    with other.store.read() as connection:
        (left,) = files.wanted(connection)
    assert left.error == "disk_full"
    try_again(other, begun)
    while download_part(other, client, begun):
        pass
    assert still_wanted(other) == []


def test_larger_files_do_not_go_together_for_long(office: Office, other: Office, client_for: MakeClient) -> None:
    """What follows them is a pause at the agreed rate, in which news of the hub waits."""
    size = PART // 2
    wanted_by(other, office, client_for, TOGETHER, size)
    client, begun = client_for(other), Begun(clock=lambda: 0.0)
    down = [step.moved for step in iter(lambda: download_part(other, client, begun), None)]
    assert down == [8 * (size + 5), 8 * (size + 5)]
    stream = receive(office, "H44.80.01-261123-0002")
    for _ in range(TOGETHER):
        attach(office, stream, b"%PDF-" + os.urandom(size))
    client, begun = client_for(office), Begun(clock=lambda: 0.0)
    engine.push_once(office, client, Pace())
    up = [step.moved for step in iter(lambda: upload_part(office, client, begun), None)]
    assert up == [7 * (size + 5), 7 * (size + 5), 2 * (size + 5)]
    assert max(*up, *down) <= BURST + PART
