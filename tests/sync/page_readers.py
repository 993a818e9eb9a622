"""Processes that read pages, looked at from outside, and something for them to read."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from itertools import repeat
from pathlib import Path

from app.desk.office import Office
from app.domain import acts
from sync import ahead
from sync.client import HubClient, Timeouts
from sync.engine import Pace, feed_cursor
from sync.enrolment import client_of
from sync.page_process import PageProcess, Question
from sync.pages import Page
from sync.proof import Keyring
from tests.sync.province import WARD, receive, record

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
