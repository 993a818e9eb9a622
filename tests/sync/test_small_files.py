"""Small files on their way to the hub: as many as one part holds, or a good line carries in a moment, go together and
are noted at once."""

from __future__ import annotations

import itertools
import os

import pytest

from app.desk.office import Office
from app.desk.post_status import FileProgress
from app.errors import HubUnreachable
from app.store import files
from sync import engine
from sync.client import FileState
from sync.engine import Pace
from sync.parcels import PART, TOGETHER, Begun, Step, upload_part
from tests.sync.conftest import MakeClient
from tests.sync.province import Province, attach, receive
from tests.sync.test_parcels import hub_file, row_of


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
    send, arrived = client.upload_part, iter([True, False])

    def broken(*arguments: object) -> FileState:
        if next(arrived):
            return send(*arguments)  # type: ignore[arg-type]
        raise HubUnreachable(reason="reset")

    monkeypatch.setattr(client, "upload_part", broken)
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
    sent = [attach(office, stream, b"%PDF-" + os.urandom(PART // 4)) for _ in range(TOGETHER + 1)]
    client, begun = client_for(office), Begun(clock=lambda: 0.0)
    engine.push_once(office, client, Pace())
    commits: list[object] = []
    stop = office.store.subscribe(commits.append)
    steps = [step.moved for step in iter(lambda: upload_part(office, client, begun), None)]
    stop()
    assert steps == [TOGETHER * (PART // 4 + 5), PART // 4 + 5]
    assert len(commits) == 2
    assert all(hub_file(province, each) for each in sent)
