"""The process that reads pages: what it says is what would be read here, and nothing depends on it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.desk.office import Office
from app.domain import acts
from app.errors import HubAnswerInvalid
from sync import ahead, page_process
from sync.ahead import pull_all
from sync.client import HubClient
from sync.engine import Pace, Prover, Pulled, ask_page, ask_unread, feed_cursor
from sync.hub import feed
from sync.page_process import IDLE, RESPITE, PageProcess
from sync.pages import Page
from sync.proof import Keyring
from sync.wire import FeedAnswer
from tests.sync.answering import LOGIN_PAGE
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
    """Counts what it was asked and what it read itself; ``before`` is called with the number of each question."""

    asked = done = 0
    before: Callable[[int], None] = staticmethod(lambda _: None)

    def read(self, text: bytes, keyring: Keyring, *, follows: bool = False) -> Page | None:
        self.asked += 1
        self.before(self.asked)
        page = super().read(text, keyring, follows=follows)
        self.done += page is not None
        return page


@pytest.fixture
def told() -> Iterator[Told]:
    with Told() as made:
        made.begin()
        until(made.is_ready)
        yield made


def test_it_reads_what_would_be_read_here(
    office: Office, other: Office, client_for: MakeClient, reader: PageProcess
) -> None:
    dossiers(office, client_for(office), 40)
    client, prover = client_for(other), Prover(other, None)
    prover._client = client
    after = feed_cursor(other)
    answer = ask_page(other, client, Pace(), after, 1)
    assert answer is not None
    unread = ask_unread(other, client, Pace(), after, 100)
    here, there = prover.page(answer), reader.read(unread.body, prover.keyring)
    assert there is not None
    assert (here.epoch, here.unit, here.head, here.batches, here.runs) == (
        there.epoch, there.unit, there.head, there.batches, there.runs
    )  # fmt: skip
    assert [len(batch.rows) for batch in there.batches] == [99]
    assert all(folded.row is not None for batch in there.batches for folded in batch.folded.values())


def test_a_long_feed_is_read_by_it(office: Office, other: Office, client_for: MakeClient) -> None:
    """It is begun by the first page and takes over as soon as it is ready."""
    dossiers(office, client_for(office), 200)
    with Told() as told:
        pulled = pull_all(other, client_for(other), Pace(), lambda: until(lambda: has_spoken(told)), told)
        assert pulled == Pulled(600, at_head=True)
        assert told.asked == told.done > 0
    assert held(office) == held(other)


@pytest.mark.parametrize(
    ("fill", "number", "size"), [(dossiers, 100, 60_000), (long_feed, 250, 30_000)], ids=["dossiers", "one dossier"]
)
def test_answers_cut_for_their_size_are_read_here_where_they_do_not_follow(
    office: Office,
    other: Office,
    client_for: MakeClient,
    monkeypatch: pytest.MonkeyPatch,
    told: Told,
    fill: Callable[[Office, HubClient, int], None],
    number: int,
    size: int,
) -> None:
    """The hub gives fewer events than it was asked for, so the next question begins too far on: also where the page
    left nothing out, as of one long dossier."""
    fill(office, client_for(office), number)
    monkeypatch.setattr(feed, "FEED_BYTES", size)
    pulled = pull_all(other, client_for(other), Pace(), reader=told)
    assert pulled == Pulled(len(held(office)), at_head=True)
    assert 0 < told.done < told.asked
    assert held(office) == held(other)


def test_a_short_feed_does_not_begin_it(office: Office, other: Office, client_for: MakeClient) -> None:
    dossiers(office, client_for(office), 20)
    with PageProcess() as idle:
        assert pull_all(other, client_for(other), Pace(), reader=idle) == Pulled(60, at_head=True)
        assert idle._process is None
    assert held(office) == held(other)


@pytest.mark.parametrize("number", [1, 2])
def test_killed_at_any_time_nothing_is_lost(
    office: Office, other: Office, client_for: MakeClient, caplog: pytest.LogCaptureFixture, number: int
) -> None:
    dossiers(office, client_for(office), 200)
    with Told() as told:

        def kill(asked: int) -> None:
            if asked == number:
                os.kill(pid_of(told), signal.SIGKILL)

        told.before = kill  # type: ignore[method-assign]
        told.begin()
        until(told.is_ready)
        assert pull_all(other, client_for(other), Pace(), reader=told) == Pulled(600, at_head=True)
        assert told.done >= number - 1
    assert held(office) == held(other)
    assert "pages are read without a process for a while" in caplog.text


@pytest.mark.parametrize("size", [100, 4_000_000], ids=["small", "larger than the pipe"])
def test_one_that_hears_nothing_is_not_waited_for(
    other: Office, reader: PageProcess, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(page_process, "PATIENCE", 0.2)
    stopped = pid_of(reader)
    os.kill(stopped, signal.SIGSTOP)
    assert reader.read(bytes(size), Prover(other, None).keyring) is None
    assert not is_alive(stopped)
    assert not reader.is_ready()


def test_the_post_that_ends_does_not_wait_for_it(
    office: Office, other: Office, client_for: MakeClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It hangs, and the post that is to end waits for its page."""
    monkeypatch.setattr(page_process, "PATIENCE", 10 * SECONDS)
    worker, told, asked = worker_of(other, Passing()), Told(), threading.Event()
    worker.live_once()
    dossiers(office, client_for(office), 40)

    def hang(_: int) -> None:
        os.kill(pid_of(told), signal.SIGSTOP)
        asked.set()

    told.before = hang  # type: ignore[method-assign]
    worker._reader = told
    told.begin()
    until(lambda: has_spoken(told))
    process = pid_of(told)
    ended = threading.Event()
    worker.start()
    try:
        assert asked.wait(SECONDS)
        threading.Thread(target=lambda: (worker.stop(), ended.set()), daemon=True).start()
        assert ended.wait(SECONDS), "it waits for as long as a page may take"
        assert not is_alive(process)
    finally:
        told.kill()


def test_after_one_was_lost_no_other_is_begun_for_a_while() -> None:
    now = [0.0]
    with PageProcess(lambda: now[0]) as reader:
        reader.begin()
        until(reader.is_ready)
        os.kill(pid_of(reader), signal.SIGKILL)
        assert reader.read(b"{}", page_process.Keyring({}, Ed25519PrivateKey.generate().public_key())) is None
        now[0] = RESPITE - 1
        reader.begin()
        assert reader._process is None
        now[0] = RESPITE
        reader.begin()
        until(reader.is_ready)


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


@pytest.mark.parametrize("text", [b"", b"{", b"<html>", b'{"now": 1}', b"\xff\x00"])
def test_nonsense_is_left_to_be_read_here(other: Office, reader: PageProcess, text: bytes) -> None:
    keyring = Prover(other, None).keyring
    assert reader.read(text, keyring) is None
    assert reader.is_ready()


def test_an_answer_without_a_time_is_left_to_be_read_here(
    office: Office, other: Office, client_for: MakeClient, reader: PageProcess
) -> None:
    dossiers(office, client_for(office), 2)
    client = client_for(other)
    answer = msgspec.json.decode(ask_unread(other, client, Pace(), feed_cursor(other), 100).body, type=FeedAnswer)
    keyring = Prover(other, None).keyring
    assert reader.read(msgspec.json.encode(answer), keyring) is not None
    timeless = msgspec.structs.replace(answer, now="yesterday")
    assert reader.read(msgspec.json.encode(timeless), keyring) is None


def test_a_device_it_does_not_know_is_looked_up_here_and_it_is_told(
    office: Office, other: Office, client_for: MakeClient, reader: PageProcess
) -> None:
    """A keyring is told once, and again when it is another."""
    dossiers(office, client_for(office), 4)
    text = ask_unread(other, client_for(other), Pace(), feed_cursor(other), 100).body
    full = Prover(other, None).keyring
    empty = page_process.Keyring({}, full.hub)
    assert reader.read(text, empty) is None
    assert reader.read(text, full) is not None
    assert reader.read(text, full) is not None
    assert reader.read(text, empty) is None


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


def test_it_is_ended_when_idle_and_begins_again(other: Office) -> None:
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
        assert reader.read(b"{}", Prover(other, None).keyring) is None
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


def test_a_login_page_in_the_way_is_not_shown_to_it(other: Office, client_for: MakeClient) -> None:
    with talking_to(other, lambda asked: LOGIN_PAGE), Told() as told:
        told.begin()
        until(told.is_ready)
        with pytest.raises(HubAnswerInvalid) as caught:
            pull_all(other, client_for(other), Pace(), reader=told)
        assert caught.value.facts["reason"] == "content_type"
        assert told.asked == 0
        assert told.is_ready()


def test_the_packaged_program_is_its_own_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert page_process._program() == [sys.executable, program.PAGES]
    monkeypatch.setattr(page_process, "_program", lambda: [sys.executable, "-m", "ui", program.PAGES])
    with PageProcess() as reader:
        reader.begin()
        until(reader.is_ready)
        assert "libQt6" not in Path(f"/proc/{pid_of(reader)}/maps").read_text(), "fifty megabytes for nothing"
