"""The counters of a soak: a profile that any process can open, and one life in it, on whatever line there is."""

from __future__ import annotations

import logging
import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select

from app.desk.office import Office, close_office, system_clock
from app.domain import acts
from app.domain.acts import Holder
from app.domain.events import VIETNAM, new_id
from app.errors import PostError
from app.store import files, journal, thinning
from app.store.schema import dossier_state
from app.vault.keys import ProfileKeys
from sync.client import Timeouts
from sync.line import CallCut
from sync.patience import Habits
from sync.worker import PostWorker
from tests.sync.hub.counter import PERSON
from tests.sync.province import COMMUNE, WARD, Clock, attach, open_counter, receive, record

TIMEOUTS = Timeouts(1, 0.6, 4)
HABITS = Habits(
    shortest_wait=0, first_wait=0.05, longest_wait=0.2, long_poll=0, failed_files_every=0.5, file_rate=float("inf")
)


@dataclass
class Ahead(Clock):
    """The clock of everybody here, some days ahead of the machine's own."""

    days: int = 0

    def __call__(self) -> datetime:
        return system_clock() + timedelta(days=self.days)


@dataclass(frozen=True)
class Seat:
    """One counter: where its profile lies and the secrets that open it, so that any process can."""

    unit: str
    counter: str
    profile: Path
    secrets: tuple[bytes, bytes, bytes]

    @contextmanager
    def open(self, clock: Ahead) -> Iterator[Office]:
        store_key, file_key, device_key = self.secrets
        keys = ProfileKeys(store_key, file_key, Ed25519PrivateKey.from_private_bytes(device_key))
        office = open_counter(self.profile, keys, clock)
        try:
            yield office
        finally:
            close_office(office)


def act(office: Office, seat: Seat, chance: random.Random) -> None:
    """One random thing an officer does."""
    with office.store.read() as connection:
        known = list(connection.execute(select(dossier_state.c.stream)).scalars())
    if chance.random() < 0.2:
        refuse(office, seat, chance)
    elif not known or chance.random() < 0.25:
        day = office.now().astimezone(VIETNAM).strftime("%y%m%d")
        # Few numbers, so that two counters now and then give the same one.
        receive(office, f"{seat.unit}-{day}-{chance.randrange(1, 60):04}")
    else:
        act_on(office, seat, chance.choice(known), chance)


def refuse(office: Office, seat: Seat, chance: random.Random) -> None:
    """A dossier that ends at once, mostly with a scan: what the retention window takes off the counter."""
    stream, officer = new_id(), f"{seat.unit}-officer-1"
    people = acts.RefusedPeople(PERSON, abstract="việc", reason="không thuộc thẩm quyền")
    record(office, stream, acts.Refused(f"{chance.randrange(1, 9999):04}/Q01"), personal=people, officer=officer)
    if chance.random() < 0.7:
        attach(office, stream, chance.randbytes(chance.choice((10, 5_000))), officer=officer)


def act_on(office: Office, seat: Seat, stream: str, chance: random.Random) -> None:
    here, there = (Holder(WARD, "one_stop"), Holder(COMMUNE, "agency"))[:: 1 if seat.unit == WARD else -1]
    match chance.randrange(6):
        case 0 | 1:
            attach(office, stream, chance.randbytes(chance.choice((10, 5_000, 400_000))))
        case 2:
            record(office, stream, acts.HandedOver("dossier", f"{chance.randrange(9)}", here, there))
        case 3:
            record(office, stream, acts.PaymentCollected(8000, "cash"), personal=acts.Words("Nộp đủ"))
        case 4:
            record(office, stream, acts.HandedOut("receipt", "ab" * 32), unit="H44.02")  # refused, and no more
        case _:
            want_a_scan(office, stream, seat.unit)


def want_a_scan(office: Office, stream: str, unit: str) -> None:
    """Ask for the scans another counter made of a dossier of our unit; other units' scans are not for us."""
    with office.store.write() as connection:
        if connection.execute(select(dossier_state.c.unit).where(dossier_state.c.stream == stream)).scalar() != unit:
            return
        if thinning.thinned_at(connection, stream) is not None:
            return
        for entry in journal.entries(connection, stream):
            if entry.body.kind == "attach":
                files.want(connection, str(entry.body.payload["sha256"]), stream, office.now())


def live(seat: Seat, seed: int, turns: int, clock: Ahead) -> None:
    """One life: acts and the post's work by turns, on whatever line there is."""
    logging.disable(logging.CRITICAL)
    chance = random.Random(seed)
    with seat.open(clock) as office:
        worker = PostWorker(office, habits=HABITS, timeouts=TIMEOUTS, chance=chance)
        for _ in range(turns):
            for _ in range(chance.randrange(6)):
                act(office, seat, chance)
            try:
                worker.work()
            except (PostError, CallCut):
                continue
        if chance.random() < 0.3:
            os._exit(0)  # the power fails: nothing is closed
