"""The process that reads pages: what it says is what would be read here, and nothing depends on it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import closing
from itertools import repeat
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.desk.office import Office
from sync import page_process
from sync.engine import Pace, Prover, ask_page, feed_cursor
from sync.page_process import IDLE, RESPITE, PageProcess
from sync.proof import Keyring
from sync.wire import FeedAnswer
from tests.sync.answering import LOGIN_PAGE, Reply, json_reply
from tests.sync.conftest import MakeClient
from tests.sync.page_readers import ROOT, Told, all_of, dossiers, is_alive, of, pid_of, until
from tests.sync.province import WARD
from tests.sync.test_worker import talking_to
from ui import __main__ as program


def test_it_reads_what_would_be_read_here(
    office: Office, other: Office, client_for: MakeClient, reader: PageProcess
) -> None:
    """Batch by batch: all proofs come with the first, the hub's time with the last."""
    dossiers(office, client_for(office), 40)
    client = client_for(other)
    prover = Prover(other, client)
    answer = ask_page(other, client, Pace(), feed_cursor(other), 500)
    assert answer is not None
    here, there = prover.page(answer), all_of(reader, other, client, prover.keyring)
    assert [batch for part in there for batch in part.batches] == here.batches
    assert [len(batch.rows) for batch in here.batches] == [99, 21]
    assert all(folded.row is not None for batch in here.batches for folded in batch.folded.values())
    assert [part.runs for part in there] == [here.runs, []]
    assert [part.now is None for part in there] == [True, False]
    assert {(part.epoch, part.unit, part.head) for part in there} == {(here.epoch, here.unit, here.head)}


def test_what_one_page_leaves_out_comes_with_the_next(
    office: Office, other: Office, client_for: MakeClient, reader: PageProcess
) -> None:
    dossiers(office, client_for(office), 80)
    parts = all_of(reader, other, client_for(other), Prover(other, None).keyring, limit=100)
    assert [len(batch.rows) for part in parts for batch in part.batches] == [99, 99, 42]
    assert [place for part in parts for batch in part.batches for place in batch.positions] == list(range(1, 241))


def test_at_the_end_of_the_feed_the_hub_is_not_asked_again(other: Office, reader: PageProcess) -> None:
    """However many questions are under way."""
    current = Prover(other, None)
    empty = FeedAnswer("2026-11-23T05:00:00Z", "e", WARD, 0, [], [])
    with talking_to(other, lambda asked: json_reply(empty)) as server, closing(of(other)) as client:
        assert [part.head for part in all_of(reader, other, client, current.keyring)] == [0]
        until(reader.is_ready)
        assert len(server.asked) == 1


def test_what_nobody_wants_any_more_is_passed_over(
    office: Office, other: Office, client_for: MakeClient, reader: PageProcess
) -> None:
    """The pull was broken off in the middle of a page."""
    dossiers(office, client_for(office), 80)
    client, keyring = client_for(other), Prover(other, None).keyring
    begun = reader.pages(client, WARD, feed_cursor(other), keyring, repeat(200))
    assert begun is not None
    assert next(begun).batches[0].positions[0] == 1
    assert reader.pages(client, WARD, feed_cursor(other), keyring, repeat(200)) is None, "it owes pages"
    begun.close()
    until(reader.is_ready)
    again = all_of(reader, other, client, keyring)
    assert [place for part in again for batch in part.batches for place in batch.positions] == list(range(1, 241))


@pytest.mark.parametrize("devices", [1, 20_000], ids=["small", "larger than the pipe"])
def test_one_that_hears_nothing_is_not_waited_for(
    other: Office, client_for: MakeClient, reader: PageProcess, monkeypatch: pytest.MonkeyPatch, devices: int
) -> None:
    monkeypatch.setattr(page_process, "PATIENCE", 0.2)
    reader.close()
    reader.begin()
    until(reader.is_ready)
    stopped = pid_of(reader)
    os.kill(stopped, signal.SIGSTOP)
    key = Ed25519PrivateKey.generate().public_key()
    keyring = Keyring({f"device-{number}": key for number in range(devices)}, key)
    assert all_of(reader, other, client_for(other), keyring) == []
    assert not is_alive(stopped)
    assert not reader.is_ready()


def test_after_one_was_lost_no_other_is_begun_for_a_while(other: Office, client_for: MakeClient) -> None:
    now = [0.0]
    with PageProcess(lambda: now[0]) as reader:
        reader.begin()
        until(reader.is_ready)
        os.kill(pid_of(reader), signal.SIGKILL)
        assert all_of(reader, other, client_for(other), Prover(other, None).keyring) == []
        now[0] = RESPITE - 1
        reader.begin()
        assert reader._process is None
        now[0] = RESPITE
        reader.begin()
        until(reader.is_ready)


def test_one_that_was_ended_is_begun_again_at_once() -> None:
    """As when the counter was enrolled anew, and much is to come."""
    with PageProcess() as reader:
        reader.begin()
        until(reader.is_ready)
        first = pid_of(reader)
        reader.kill()
        assert not reader.is_ready()
        reader.begin()
        until(reader.is_ready)
        assert pid_of(reader) != first


def test_one_of_another_program_is_not_asked(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """As when the program was replaced on the disk while its window stood open."""
    with PageProcess() as reader:
        reader.begin()
        monkeypatch.setattr(page_process, "BUILD", b"of this evening")
        until(lambda: reader.is_ready() or reader._process is None)
        assert reader._process is None
    assert "another program" in caplog.text


@pytest.mark.parametrize(
    "reply",
    [
        LOGIN_PAGE,
        Reply(503),
        Reply(200, b"{", length=500),
        *(
            Reply(200, text, {"Content-Type": "application/json"})
            for text in (
                b"",
                b"{",
                b"<html>",
                b'{"now": 1}',
                b"\xff\x00",
                msgspec.json.encode(FeedAnswer("yesterday", "e", WARD, 0, [], [])),
            )
        ),
    ],
)
def test_what_is_no_answer_is_left_to_get_its_name_here(other: Office, told: Told, reply: Reply) -> None:
    """What follows the one that failed is not asked."""
    with talking_to(other, lambda asked: reply) as server, closing(of(other)) as client:
        assert all_of(told, other, client, Prover(other, None).keyring) == []
        until(told.is_ready)
        assert len(server.asked) == 1


def test_a_device_it_does_not_know_is_looked_up_here_and_it_is_told(
    office: Office, other: Office, client_for: MakeClient, told: Told
) -> None:
    """A keyring is told once, and again when it is another."""
    dossiers(office, client_for(office), 4)
    client = client_for(other)
    full = Prover(other, None).keyring
    empty = Keyring({}, full.hub)
    for keyring, number in ((empty, 0), (full, 12), (full, 12), (empty, 0)):
        until(told.is_ready)
        told.events = 0
        all_of(told, other, client, keyring)
        assert told.events == number


def test_it_gets_no_key_and_no_new_token_without_need(other: Office, reader: PageProcess) -> None:
    """What speaks for the device is a token for some minutes."""
    empty = FeedAnswer("2026-11-23T05:00:00Z", "e", WARD, 0, [], [])
    said: list[bytes] = []
    keyring = Prover(other, None).keyring
    with talking_to(other, lambda asked: json_reply(empty)) as server, closing(of(other)) as client:
        for _ in range(2):
            until(reader.is_ready)
            all_of(reader, other, client, keyring)
            said.append(server.asked[-1].headers["Authorization"].encode())
    assert said[0] == said[1]
    secret = other.keys.device_key.private_bytes_raw()
    assert secret not in msgspec.msgpack.encode(reader._access_sent)
    assert reader._access_sent is not None
    assert said[0] == f"Bearer {reader._access_sent.token}".encode()


def test_it_ends_with_the_program_however_that_ends() -> None:
    code = (
        "from sync.page_process import PageProcess\n"
        "import sys, time\n"
        "reader = PageProcess()\n"
        "reader.begin()\n"
        "while not reader.is_ready():\n"
        "    assert reader._process is not None\n"
        "    time.sleep(0.01)\n"
        "print(reader._process.pid, flush=True)\n"
        "sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert is_alive(child)
        parent.kill()
        until(lambda: not is_alive(child))


def test_it_is_ended_when_idle_and_begins_again(other: Office, client_for: MakeClient) -> None:
    now = [0.0]
    with PageProcess(lambda: now[0]) as reader:
        reader.begin()
        first = pid_of(reader)
        now[0] = IDLE - 1
        reader.rest()
        assert is_alive(first)
        now[0] = IDLE
        reader.rest()
        assert not is_alive(first)
        assert not reader.is_ready()
        assert all_of(reader, other, client_for(other), Prover(other, None).keyring) == []
        reader.begin()
        until(reader.is_ready)
        second = pid_of(reader)
    assert not is_alive(second)


def test_the_packaged_program_is_its_own_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert page_process._program() == [sys.executable, program.PAGES]
    monkeypatch.setattr(page_process, "_program", lambda: [sys.executable, "-m", "ui", program.PAGES])
    with PageProcess() as reader:
        reader.begin()
        until(reader.is_ready)
        assert "libQt6" not in Path(f"/proc/{pid_of(reader)}/maps").read_text(), "fifty megabytes for nothing"
