"""The process that reads pages: what it says is what would be read here, and nothing depends on it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from itertools import repeat
from pathlib import Path
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.desk.office import Office
from app.domain import acts
from app.errors import HubAnswerInvalid
from sync import ahead, page_process
from sync.ahead import pull_all
from sync.client import HubClient, Timeouts
from sync.engine import Pace, Prover, Pulled, ask_page, feed_cursor
from sync.enrolment import client_of
from sync.hub import feed
from sync.page_process import IDLE, RESPITE, PageProcess, Question
from sync.pages import Page
from sync.proof import Keyring
from sync.wire import TOKEN_SECONDS, FeedAnswer
from sync.worker import PostWorker
from tests.sync.answering import LOGIN_PAGE, Reply, json_reply
from tests.sync.conftest import MakeClient
from tests.sync.province import WARD, Province, held, receive, record
from tests.sync.test_feed_pages import long_feed
from tests.sync.test_worker import Passing, talking_to, worker_of
from ui import __main__ as program

ROOT = Path(__file__).parents[2]
SECONDS = 60


def until(condition: Callable[[], bool]) -> None:
    """Wait for what a process does on its own."""
    waited = threading.Event()
    end = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        waited.wait(0.01)


def is_alive(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def of(office: Office) -> HubClient:
    """The office's client, for whatever stands at its hub's address by now."""
    client = client_of(office, Timeouts(2, 5, 20))
    assert client is not None
    return client


def pid_of(reader: PageProcess) -> int:
    assert reader._process is not None
    return reader._process.pid


def has_spoken(reader: PageProcess) -> bool:
    """Whether it is ready, without taking from the line what the thread beside may be about to take."""
    return reader._line is not None and (reader._has_spoken or reader._line.poll())


@pytest.fixture
def reader() -> Iterator[PageProcess]:
    with PageProcess() as made:
        made.begin()
        until(made.is_ready)
        yield made


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few hundred events are much here."""
    monkeypatch.setattr(ahead, "MANY", 100)


def dossiers(office: Office, client: HubClient, number: int) -> None:
    for place in range(number):
        stream = receive(office, f"{WARD}-261123-{place + 1:04}")
        record(office, stream, acts.PaymentCollected(8000, "cash"))
        record(office, stream, acts.HandedOut("receipt", "ab" * 32))
    ahead.push_all(office, client, Pace())


class Told(PageProcess):
    """Counts its questions and the events it brought; ``before_asking`` and ``before_hearing`` are called with the
    number of each question and of each thing heard."""

    asked = heard = events = 0
    before_asking: Callable[[int], None] = staticmethod(lambda _: None)
    before_hearing: Callable[[int], None] = staticmethod(lambda _: None)

    def _ask(self, client: HubClient, question: Question) -> None:
        self.asked += 1
        self.before_asking(self.asked)
        super()._ask(client, question)

    def _hear(self) -> Page | None:
        self.heard += 1
        self.before_hearing(self.heard)
        page = super()._hear()
        self.events += sum(len(batch.rows) for batch in page.batches) if page is not None else 0
        return page


def all_of(reader: PageProcess, office: Office, client: HubClient, keyring: Keyring, limit: int = 500) -> list[Page]:
    """Everything it reads of the unit's feed from where the office stands."""
    return list(reader.pages(client, WARD, feed_cursor(office), keyring, repeat(limit)) or ())


@pytest.fixture
def told() -> Iterator[Told]:
    with Told() as made:
        made.begin()
        until(made.is_ready)
        yield made


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


def test_a_long_feed_is_read_by_it(office: Office, other: Office, client_for: MakeClient) -> None:
    """It is begun by the first page and takes over as soon as it is ready."""
    dossiers(office, client_for(office), 200)
    with Told() as told:
        pulled = pull_all(other, client_for(other), Pace(), lambda: until(lambda: has_spoken(told)), told)
        assert pulled == Pulled(600, at_head=True)
        assert told.events == 303, "all but the two pages that are read here before it is ready"
    assert held(office) == held(other)


@pytest.mark.parametrize(
    ("fill", "number", "size"), [(dossiers, 100, 60_000), (long_feed, 250, 30_000)], ids=["dossiers", "one dossier"]
)
def test_answers_cut_for_their_size_are_read_by_it_too(
    office: Office,
    other: Office,
    client_for: MakeClient,
    monkeypatch: pytest.MonkeyPatch,
    told: Told,
    fill: Callable[[Office, HubClient, int], None],
    number: int,
    size: int,
) -> None:
    """The hub gives fewer events than it was asked for; the next page goes on from there."""
    fill(office, client_for(office), number)
    monkeypatch.setattr(feed, "FEED_BYTES", size)
    pulled = pull_all(other, client_for(other), Pace(), reader=told)
    assert pulled == Pulled(len(held(office)), at_head=True)
    assert told.events >= len(held(office)) - 100, "all but the first answer"
    assert told.asked > 3
    assert held(office) == held(other)


def test_a_short_feed_does_not_begin_it(office: Office, other: Office, client_for: MakeClient) -> None:
    dossiers(office, client_for(office), 20)
    with PageProcess() as idle:
        assert pull_all(other, client_for(other), Pace(), reader=idle) == Pulled(60, at_head=True)
        assert idle._process is None
    assert held(office) == held(other)


@pytest.mark.parametrize(("when", "number"), [("asked", 1), ("asked", 2), ("heard", 1), ("heard", 2), ("heard", 4)])
def test_killed_at_any_time_nothing_is_lost(
    office: Office,
    other: Office,
    client_for: MakeClient,
    caplog: pytest.LogCaptureFixture,
    told: Told,
    when: str,
    number: int,
) -> None:
    dossiers(office, client_for(office), 200)

    def kill(at: int) -> None:
        if at == number:
            process = pid_of(told)
            os.kill(process, signal.SIGKILL)
            until(lambda: not is_alive(process))

    setattr(told, {"asked": "before_asking", "heard": "before_hearing"}[when], kill)
    assert pull_all(other, client_for(other), Pace(), reader=told) == Pulled(600, at_head=True)
    assert held(office) == held(other)
    assert "pages are read without a process for a while" in caplog.text


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


@pytest.mark.parametrize("end", [PostWorker.stop, PostWorker._forget_client], ids=["ends", "is enrolled anew"])
def test_the_post_that_ends_does_not_wait_for_it(
    office: Office,
    other: Office,
    client_for: MakeClient,
    monkeypatch: pytest.MonkeyPatch,
    end: Callable[[PostWorker], None],
) -> None:
    """It hangs, and the post waits for its page."""
    monkeypatch.setattr(page_process, "PATIENCE", 10 * SECONDS)
    worker, told, asked = worker_of(other, Passing()), Told(), threading.Event()
    worker.live_once()
    dossiers(office, client_for(office), 80)

    def hang(_: int) -> None:
        os.kill(pid_of(told), signal.SIGSTOP)
        asked.set()

    told.before_asking = hang  # type: ignore[method-assign]
    worker._reader = told
    told.begin()
    until(lambda: has_spoken(told))
    process = pid_of(told)
    ended = threading.Event()
    worker.start()
    try:
        assert asked.wait(SECONDS)
        threading.Thread(target=lambda: (end(worker), ended.set()), daemon=True).start()
        assert ended.wait(SECONDS), "it waits for as long as a page may take"
        until(lambda: not is_alive(process))
    finally:
        told.kill()
        worker.stop()


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


def test_what_cannot_be_proved_gets_its_name_here(
    office: Office, other: Office, client_for: MakeClient, province: Province, reader: PageProcess
) -> None:
    long_feed(office, client_for(office), 250)
    province.tell("UPDATE event SET body = '{' || ' '::bytea || substr(body, 2) WHERE stream_seq = 50")
    with pytest.raises(HubAnswerInvalid) as caught:
        pull_all(other, client_for(other), Pace(), reader=reader)
    assert (caught.value.facts["position"], caught.value.facts["cause"]) == (50, "body_hash")
    assert feed_cursor(other)[1] == 49


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b"<html>",
        b'{"now": 1}',
        b"\xff\x00",
        msgspec.json.encode(FeedAnswer("yesterday", "e", WARD, 0, [], [])),
    ],
)
def test_nonsense_is_left_to_be_read_here(other: Office, reader: PageProcess, text: bytes) -> None:
    answer = Reply(200, text, {"Content-Type": "application/json"})
    keyring = Prover(other, None).keyring
    with talking_to(other, lambda asked: answer) as server, closing(of(other)) as client:
        assert all_of(reader, other, client, keyring) == []
        until(reader.is_ready)
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


def test_a_machine_that_gives_no_process_pulls_all_the_same(
    office: Office,
    other: Office,
    client_for: MakeClient,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    dossiers(office, client_for(office), 70)
    monkeypatch.setattr(page_process, "_program", lambda: ["/nowhere/at/all"])
    with PageProcess() as none:
        assert pull_all(other, client_for(other), Pace(), reader=none).number == 210
        assert not none.is_ready()
    assert held(office) == held(other)
    assert caplog.text.count("pages are read without a process for a while: FileNotFoundError") == 1


def test_the_post_begins_it_and_ends_it(office: Office, other: Office, client_for: MakeClient) -> None:
    passing = Passing()
    worker = worker_of(other, passing)
    try:
        worker.live_once()
        assert worker._reader._process is None
        dossiers(office, client_for(office), 70)
        worker.live_once()
        first = pid_of(worker._reader)
        assert is_alive(first)
        worker.live_once()
        assert is_alive(first), "it has not been idle for long"
        passing.now += IDLE
        worker.live_once()
        assert not is_alive(first)
        worker._reader.begin()
        second = pid_of(worker._reader)
    finally:
        worker.stop()
    assert not is_alive(second)
    assert held(office) == held(other)


@pytest.mark.parametrize(
    "reply", [LOGIN_PAGE, Reply(503), Reply(200, b"{", length=500)], ids=["login page", "busy", "cut"]
)
def test_what_is_wrong_with_the_line_is_left_to_get_its_name_here(other: Office, told: Told, reply: Reply) -> None:
    with talking_to(other, lambda asked: reply) as server, closing(of(other)) as client:
        assert all_of(told, other, client, Prover(other, None).keyring) == []
        until(told.is_ready)
        assert len(server.asked) == 1, "what follows the one that failed is not asked"


def test_a_short_feed_is_asked_for_here_even_while_it_waits(
    office: Office, other: Office, client_for: MakeClient, told: Told
) -> None:
    """Or a machine would never be rid of it, and every question on a bad line would be asked twice."""
    dossiers(office, client_for(office), 20)
    assert pull_all(other, client_for(other), Pace(), reader=told) == Pulled(60, at_head=True)
    assert told.asked == 0


def test_one_that_does_not_get_through_is_tried_once_a_pull(
    office: Office, other: Office, client_for: MakeClient, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where another program of the machine lets only the counter itself out."""
    dossiers(office, client_for(office), 200)
    client = client_for(other)
    nowhere = replace(client.access(1), address="http://127.0.0.1:1")
    monkeypatch.setattr(client, "access", lambda whole: nowhere)
    assert pull_all(other, client, Pace(), reader=told) == Pulled(600, at_head=True)
    assert told.asked == page_process.AHEAD + 1
    assert held(office) == held(other)


def test_a_token_that_ends_in_the_middle_is_followed_by_another(
    office: Office, other: Office, client_for: MakeClient, told: Told, province: Province
) -> None:
    dossiers(office, client_for(office), 200)
    client = client_for(other)
    tokens: list[str] = []

    def outlast(_: int) -> None:
        province.clock.move(TOKEN_SECONDS)
        tokens.append(client.access(1).token)

    told.before_asking = outlast  # type: ignore[method-assign]
    assert pull_all(other, client, Pace(), reader=told) == Pulled(600, at_head=True)
    assert told.events == 501
    assert len(set(tokens)) == told.asked > 3


def test_after_what_it_could_not_read_pages_begin_small_again(
    office: Office, other: Office, client_for: MakeClient, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A line that breaks under five hundred events at once is not asked for as many again."""
    dossiers(office, client_for(office), 200)
    asked: list[int] = []

    def noted(*given: Any, **named: Any) -> Any:
        asked.append(given[4])
        return ask_page(*given, **named)

    monkeypatch.setattr(ahead, "ask_page", noted)
    told.before_hearing = lambda number: told.kill() if number == 3 else None  # type: ignore[method-assign]
    assert pull_all(other, client_for(other), Pace(), reader=told).at_head
    assert asked[:3] == [100, 100, 200]
    assert held(office) == held(other)


def test_the_packaged_program_is_its_own_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert page_process._program() == [sys.executable, program.PAGES]
    monkeypatch.setattr(page_process, "_program", lambda: [sys.executable, "-m", "ui", program.PAGES])
    with PageProcess() as reader:
        reader.begin()
        until(reader.is_ready)
        assert "libQt6" not in Path(f"/proc/{pid_of(reader)}/maps").read_text(), "fifty megabytes for nothing"
