"""A hub that answers from two processes: one feed, one set of figures and one memory of who is revoked, whichever of
them is asked; and what happens when one of them is killed, asked to go, or the whole hub is told to stop."""

from __future__ import annotations

import multiprocessing
import os
import random
import re
import signal
import subprocess
import sys
import threading
from collections import Counter as Tally
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path

import msgspec
import psutil
import psycopg
import pytest
import requests

from sync.hub import bell, devices
from sync.hub.check import check
from sync.hub.hub import Hub, open_hub
from sync.hub.reference import assemble, import_parts
from sync.hub.supervisor import supervising
from sync.wire import FeedAnswer, PushAnswer, PushRequest, SignedReference
from tests.sync.hub.conftest import enlist
from tests.sync.hub.counter import WARD, Counter
from tests.sync.hub.talk import Line, token, until
from tests.sync.hub.test_main import ROOT
from tests.sync.hub.test_main import where as where

pytestmark = pytest.mark.skipif(os.name == "nt", reason="a hub has one process under Windows")

DAY = "H44.80.01-261123"


def open_quietly(url: str, folder: Path, clock: Callable[[], object]) -> Hub:
    """A hub that does not look at the heads by itself: only a bell wakes who waits."""
    bell.POLL = 3600.0
    return open_hub(url, folder, clock=clock)  # type: ignore[arg-type]


@pytest.fixture
def address(hub: Hub, url: str, where: tuple[str, ...], clock: object) -> Iterator[str]:
    """Where two processes answer for the test's hub."""
    opened = partial(open_quietly, url, Path(where[-1]), clock)  # type: ignore[arg-type]
    with supervising(hub, opened, 2) as address:
        yield address


class Wire:
    """A line to one process of the hub, kept open, and the process's id."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.session = requests.Session()
        self.session.trust_env = False  # as in `Line.ask`
        self.session.headers["Accept-Encoding"] = "identity"
        with self.session.get(f"{address}/v1/time", timeout=60, stream=True) as answer:
            ours = answer.raw.connection.sock.getsockname()[1]
            self.process = answering(ours)
            assert answer.content

    def push(self, counter: Counter, request: PushRequest) -> PushAnswer:
        answer = self.ask(counter, "POST", "/v1/events", data=msgspec.json.encode(request))
        assert answer.status_code == 200, answer.text
        return msgspec.json.decode(answer.content, type=PushAnswer)

    def ask(self, counter: Counter, method: str, path: str, **more: object) -> requests.Response:
        headers = {"Authorization": f"Bearer {token(counter)}"}
        return self.session.request(method, self.address + path, headers=headers, timeout=60, **more)  # type: ignore[arg-type]


def answering(port: int) -> int:
    """The process that holds the other end of the connection from our ``port``."""
    for child in multiprocessing.active_children():
        for each in psutil.Process(child.pid).net_connections("tcp"):
            if each.raddr and each.raddr.port == port:
                return int(child.pid or 0)
    raise AssertionError("nobody answers")


@contextmanager
def both(address: str) -> Iterator[tuple[Wire, Wire]]:
    """A line to each of the two processes."""
    wires: dict[int, Wire] = {}
    made = []

    def met() -> bool:
        made.append(Wire(address))
        wires.setdefault(made[-1].process, made[-1])
        return len(wires) == 2

    until(met)  # one that was started anew is given connections as soon as it is ready
    yield (*wires.values(),)  # type: ignore[misc]
    for each in made:
        each.session.close()


def sound(hub: Hub) -> None:
    assert hub.database.run(check).findings == []
    head = hub.database.rows("SELECT head FROM unit_head WHERE unit = %(unit)s", {"unit": WARD})[0].head
    positions = hub.database.rows("SELECT position FROM feed WHERE unit = %(unit)s ORDER BY 1", {"unit": WARD})
    assert [row.position for row in positions] == list(range(1, head + 1))


def test_counters_at_different_processes_write_one_dense_feed(hub: Hub, address: str) -> None:
    """Every run is sent twice, to both processes at once, in whatever order: each event is placed exactly once."""
    counters = [enlist(hub.database, Counter()) for _ in range(6)]
    outcomes: list[str] = []
    failures: list[BaseException] = []

    def work(number: int, counter: Counter, wire: Wire, mirror: Wire) -> None:
        try:
            for turn in range(6):
                codes = [f"{DAY}-{number}{turn}{each}0" for each in range(2)]
                request = counter.push(*(counter.receive(code) for code in codes))
                twin: list[PushAnswer] = []
                thread = threading.Thread(
                    target=lambda request=request, twin=twin: twin.append(mirror.push(counter, request))
                )
                thread.start()
                answer = wire.push(counter, request)
                thread.join()
                assert [each.placement for each in answer.results] == [each.placement for each in twin[0].results]
                outcomes.extend(each.outcome for each in (*answer.results, *twin[0].results))
        except BaseException as failure:  # noqa: BLE001 (raised in the test's own thread)
            failures.append(failure)

    threads = []
    wires = []
    for number, counter in enumerate(counters):
        mine, other = Wire(address), Wire(address)
        wires += [mine, other]
        threads.append(threading.Thread(target=work, args=(number, counter, mine, other)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len({each.process for each in wires}) == 2
    assert Tally(outcomes) == {"placed": 72, "already": 72}
    assert hub.database.rows("SELECT count(*) AS n FROM event")[0].n == 72
    sound(hub)


def test_a_long_poll_at_one_process_is_woken_by_a_push_at_the_other(hub: Hub, address: str) -> None:
    counter = enlist(hub.database, Counter())
    with both(address) as (one, other):
        epoch = hub.database.rows("SELECT epoch FROM hub")[0].epoch
        for place, (waiting, pushing) in enumerate(((one, other), (other, one))):
            path = f"/v1/feed?unit={WARD}&epoch={epoch}&after={place}&wait=30"
            heard: list[requests.Response] = []
            listener = threading.Thread(
                target=lambda w=waiting, p=path, h=heard: h.append(w.ask(counter, "GET", p))  # type: ignore[misc]
            )
            listener.start()
            until(lambda: listening(address) == 1)
            pushing.push(counter, counter.push(counter.receive(f"{DAY}-000{place}")))
            listener.join(15)  # half of what it would wait, had nobody rung
            assert not listener.is_alive()
            answer = msgspec.json.decode(heard[0].content, type=FeedAnswer)
            assert [entry.position for entry in answer.entries] == [place + 1]


def test_a_device_revoked_through_one_process_is_refused_by_all(hub: Hub, address: str) -> None:
    """Each process has served the device before, with the very token that it shows again."""
    counter = enlist(hub.database, Counter())
    with both(address) as (one, other):
        for wire in (one, other, one, other):
            wire.push(counter, counter.push(counter.receive(f"{DAY}-{random.randrange(10_000):04}")))
        before = hub.database.rows("SELECT count(*) AS n FROM event")[0].n
        hub.database.run(lambda c: devices.revoke(c, counter.device, now=hub.clock()))
        for wire in (one, other):
            assert wire.ask(counter, "GET", f"/v1/feed?unit={WARD}").status_code == 401
            body = msgspec.json.encode(counter.push(counter.receive(f"{DAY}-9999")))
            assert wire.ask(counter, "POST", "/v1/events", data=body).status_code == 401
        assert hub.database.rows("SELECT count(*) AS n FROM event")[0].n == before


@pytest.mark.usefixtures("imports")
def test_reference_data_imported_anywhere_judge_the_next_event_everywhere(hub: Hub, address: str) -> None:
    """Every process has judged with the old data before; an officer who left may act at none of them."""
    counter = enlist(hub.database, Counter())
    document = hub.database.run(assemble)
    officers = msgspec.json.decode(msgspec.json.encode(document["officers"]))
    here = next(each for each in officers if each["id"] == counter.officer)
    with both(address) as (one, other):

        def verdicts(number: int) -> list[str | None]:
            found = []
            for place, wire in enumerate((one, other)):
                answer = wire.push(counter, counter.push(counter.receive(f"{DAY}-{number}{place}00")))
                placement = answer.results[0].placement
                assert placement is not None
                found.append(placement.rule)
            return found

        version = hub.references.current().version
        assert verdicts(1) == [None, None]
        here["valid_to"] = "2026-11-01"
        hub.database.run(lambda c: import_parts(c, {"officers": officers}, hub.keys, now=hub.clock()))
        assert verdicts(2) == ["officer_not_valid", "officer_not_valid"]
        for wire in (one, other):
            signed = msgspec.json.decode(
                wire.ask(counter, "GET", f"/v1/reference?have={version}").content, type=SignedReference
            )
            assert signed.version == version + 1


def test_any_process_answers_for_the_figures_of_all(hub: Hub, address: str) -> None:
    counter = enlist(hub.database, Counter())
    with both(address) as (one, other):
        for number, wire in enumerate((one, one, other)):
            wire.push(counter, counter.push(counter.receive(f"{DAY}-000{number}")))
        for wire in (one, other):
            figures = wire.session.get(f"{address}/metrics", timeout=60).text.splitlines()
            assert 'motcua_events_total{outcome="placed"} 3.0' in figures
            assert 'motcua_devices{state="in_use"} 1.0' in figures
            assert sum(line.startswith("# TYPE motcua_events_total") for line in figures) == 1
        # What a process has counted is not forgotten with it.
        os.kill(one.process, signal.SIGKILL)
        until(lambda: one.process not in pids() and len(pids()) == 2)
        figures = other.session.get(f"{address}/metrics", timeout=60).text.splitlines()
        assert 'motcua_events_total{outcome="placed"} 3.0' in figures


def test_a_process_killed_while_counters_push_is_replaced_and_nothing_is_lost(hub: Hub, address: str) -> None:
    """Counters do as counters do: what has no answer is sent again until it has one."""
    counters = [enlist(hub.database, Counter()) for _ in range(4)]
    stop = threading.Event()
    placed: dict[str, int] = {}
    failures: list[BaseException] = []

    def work(number: int, counter: Counter) -> None:
        line = Line(address, counter)
        turn = 0
        try:
            while not stop.is_set():
                turn += 1
                request = counter.push(counter.receive(f"H44.80.01-2611{20 + number}-{turn:04}"))
                while True:
                    try:
                        answer = line.push(request)
                    except (requests.ConnectionError, requests.exceptions.ChunkedEncodingError):
                        continue  # before its answer, or in the middle of it
                    break
                placed.update({each.id: each.placement.stream_seq for each in answer.results if each.placement})
        except BaseException as failure:  # noqa: BLE001 (raised in the test's own thread)
            failures.append(failure)

    threads = [threading.Thread(target=work, args=pair) for pair in enumerate(counters)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(3):
            seen = len(placed)
            until(lambda seen=seen: len(placed) > seen + 20 or bool(failures))  # type: ignore[misc]
            victim = random.choice(sorted(pids()))
            os.kill(victim, signal.SIGKILL)
            until(lambda victim=victim: victim not in pids() and len(pids()) == 2)  # type: ignore[misc]
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert failures == []
    with both(address) as wires:
        assert {each.process for each in wires} == pids()
    rows = hub.database.rows("SELECT id::text, stream_seq FROM event")
    assert {row.id: row.stream_seq for row in rows} == placed
    sound(hub)


def test_a_process_asked_to_go_answers_first_and_is_replaced(hub: Hub, address: str) -> None:
    counter = enlist(hub.database, Counter())
    epoch = hub.database.rows("SELECT epoch FROM hub")[0].epoch
    with both(address) as (one, _):
        answers: list[requests.Response] = []
        path = f"/v1/feed?unit={WARD}&epoch={epoch}&wait=30"
        listener = threading.Thread(target=lambda: answers.append(one.ask(counter, "GET", path)))
        listener.start()
        until(lambda: listening(address) == 1)
        os.kill(one.process, signal.SIGTERM)
        listener.join()
        assert answers[0].status_code == 200
        until(lambda: one.process not in pids() and len(pids()) == 2)
        assert listening(address) == 0


def test_who_listened_at_a_killed_process_is_counted_no_more(hub: Hub, address: str) -> None:
    counter = enlist(hub.database, Counter())
    epoch = hub.database.rows("SELECT epoch FROM hub")[0].epoch
    cut: list[requests.ConnectionError] = []

    def listen(wire: Wire) -> None:
        try:
            wire.ask(counter, "GET", f"/v1/feed?unit={WARD}&epoch={epoch}&wait=30")
        except requests.ConnectionError as failure:
            cut.append(failure)

    with both(address) as (one, _):
        listener = threading.Thread(target=listen, args=(one,))
        listener.start()
        until(lambda: listening(address) == 1)
        os.kill(one.process, signal.SIGKILL)
        listener.join()
        assert len(cut) == 1
        until(lambda: one.process not in pids() and len(pids()) == 2)
        until(lambda: listening(address) == 0)


@pytest.fixture
def served(hub: Hub, where: tuple[str, ...]) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """``motcua-hub serve --processes 2``, and where it answers."""
    command = [sys.executable, "-m", "sync.hub", "serve", *where, "--port", "0", "--processes", "2"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    said = process.stdout.readline().split()
    assert said, process.communicate(timeout=60)[1]
    yield process, said[-1]
    process.kill()
    with process:
        process.communicate(timeout=60)


def test_told_to_stop_the_hub_finishes_every_request_and_leaves_no_process(
    hub: Hub, url: str, served: tuple[subprocess.Popen[str], str]
) -> None:
    """A run is held up in the database when the signal comes; it is answered, and so is who waits for news."""
    process, address = served
    counter = enlist(hub.database, Counter())
    family = psutil.Process(process.pid).children(recursive=True)
    now = hub_time(address)
    line = Line(address, counter, now)
    epoch = line.get(f"/v1/feed?unit={WARD}", FeedAnswer).epoch
    answers: dict[str, requests.Response] = {}
    request = counter.push(counter.receive(f"{DAY}-0001"))

    def ask(name: str, method: str, path: str, **more: object) -> threading.Thread:
        thread = threading.Thread(target=lambda: answers.update({name: line.ask(method, path, **more)}))
        thread.start()
        return thread

    with psycopg.connect(url) as blocking:
        blocking.execute("SELECT 1 FROM device WHERE id = %s FOR UPDATE", (counter.device,))
        pushing = ask("push", "POST", "/v1/events", body=request)
        until(lambda: bool(waiting_for_locks(url)))
        listener = ask("feed", "GET", f"/v1/feed?unit={WARD}&epoch={epoch}&after=0&wait=30")
        until(lambda: listening(address) == 1)
        process.send_signal(signal.SIGTERM)
        listener.join()
        assert process.poll() is None
    pushing.join()
    _, told = process.communicate(timeout=60)
    assert process.returncode == 0, told
    assert (answers["push"].status_code, answers["feed"].status_code) == (200, 200)
    assert_gone(family)
    with pytest.raises(requests.ConnectionError):
        requests.get(f"{address}/v1/time", timeout=5)


def test_processes_follow_a_supervisor_that_was_killed(served: tuple[subprocess.Popen[str], str]) -> None:
    """Its port is free at once, so that a service manager can start the hub again."""
    process, address = served
    family = psutil.Process(process.pid).children(recursive=True)
    assert len(family) >= 2
    process.kill()
    process.wait(timeout=60)
    with pytest.raises(requests.ConnectionError):
        requests.get(f"{address}/v1/time", timeout=5)
    assert_gone(family)


def assert_gone(family: list[psutil.Process]) -> None:
    """Every process of ``family`` ends. What multiprocessing keeps for itself goes a moment after the last of ours."""
    until(lambda: not any(lives(each) for each in family))


def lives(process: psutil.Process) -> bool:
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def pids() -> set[int]:
    """The living processes of the hub under test."""
    return {int(child.pid or 0) for child in multiprocessing.active_children()}


def listening(address: str) -> int:
    """How many the hub counts that wait for news."""
    figures = requests.get(f"{address}/metrics", timeout=60).text
    return int(float(re.findall(r"^motcua_listening (\S+)$", figures, re.MULTILINE)[0]))


def waiting_for_locks(url: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        ).fetchone()
    return int(row[0]) if row else 0


def hub_time(address: str) -> datetime:
    return datetime.fromisoformat(requests.get(f"{address}/v1/time", timeout=60).json()["now"])
