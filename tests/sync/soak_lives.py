"""The counters of a soak: a profile that any process can open, and one life in it, on whatever line there is."""

from __future__ import annotations

import logging
import os
import random
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import func, select

from app.desk import overrides
from app.desk.acting import Session, dossier_at
from app.desk.office import Office, close_office, system_clock
from app.domain import acts
from app.domain.acts import Holder
from app.domain.events import VIETNAM, new_id
from app.errors import DeviceForked, EnrolmentCodeRefused, PostError
from app.store import enrolment, files, journal, thinning
from app.store.schema import dossier_state, event
from app.vault import keys as vault_keys
from app.vault.key_file import has_keys
from app.vault.keys import ProfileKeys
from sync import ahead
from sync.client import Timeouts
from sync.enrolment import enrol
from sync.line import CallCut
from sync.patience import Habits
from sync.pushing import Pace
from sync.worker import PostWorker
from tests.sync.hub.counter import PERSON
from tests.sync.province import COMMUNE, WARD, Clock, attach, open_counter, receive, record

TIMEOUTS = Timeouts(1, 0.6, 4)
READ_BESIDE, READER_KILLED = 0.25, 0.05
"""Of all lives, those in which a process reads the pages; of all turns, those in which it is killed."""
KILLED_WITHIN = 0.1
"""Seconds of a turn."""
READY_SECONDS = 20.0
HABITS = Habits(
    shortest_wait=0, first_wait=0.05, longest_wait=0.2, long_poll=0, failed_files_every=0.5, file_rate=float("inf")
)
PASSPHRASE = "cụm mật khẩu của máy"
FORKED, NO_LINE, CODE_GONE = 3, 4, 5
"""How a life ends that another copy of its machine got in the way of; and an enrolment, by what stood in its way."""


class Narrow(Pace):
    """The pace of a line that bears no more, however well it goes."""

    def grow(self) -> None:
        """It does not."""


@dataclass
class Ahead(Clock):
    """The clock of everybody here, some days ahead of the machine's own."""

    days: int = 0

    def __call__(self) -> datetime:
        return system_clock() + timedelta(days=self.days)


@dataclass(frozen=True)
class Seat:
    """One counter: where its profile lies and the secrets that open it, so that any process can.

    A machine that may get another identity keeps its keys in its profile (`keep_keys`).
    """

    unit: str
    counter: str
    profile: Path
    secrets: tuple[bytes, bytes, bytes]

    @contextmanager
    def open(self, clock: Ahead) -> Iterator[Office]:
        kept = has_keys(self.profile)
        keys = vault_keys.unlock(self.profile, passphrase=PASSPHRASE) if kept else self._keys()
        office = open_counter(self.profile, keys, clock)
        try:
            yield office
        finally:
            close_office(office)

    def keep_keys(self) -> None:
        if not has_keys(self.profile):
            vault_keys.save(self.profile, self._keys(), passphrase=PASSPHRASE)

    def _keys(self) -> ProfileKeys:
        store_key, file_key, device_key = self.secrets
        return ProfileKeys(store_key, file_key, Ed25519PrivateKey.from_private_bytes(device_key))

    @property
    def done(self) -> Path:
        """Beside the profile: a line with the id of each act recorded here, whatever became of the store since."""
        return self.profile.with_suffix(".done")


def act(office: Office, seat: Seat, chance: random.Random) -> None:
    """One random thing an officer does, noted beside the profile once it is recorded."""
    with office.store.read() as connection:
        before = connection.execute(select(func.max(event.c.local_id))).scalar() or 0
    _act(office, seat, chance)
    with office.store.read() as connection:
        ids = connection.execute(select(event.c.id).where(event.c.local_id > before)).scalars().all()
    with seat.done.open("a", encoding="utf-8") as done:
        done.writelines(f"{id}\n" for id in ids)


def _act(office: Office, seat: Seat, chance: random.Random) -> None:
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


def live(seat: Seat, seed: int, turns: int, most_acts: int, clock: Ahead) -> None:
    """One life: acts and the post's work by turns, on whatever line there is."""
    logging.disable(logging.CRITICAL)
    chance = random.Random(seed)
    with seat.open(clock) as office:
        worker = PostWorker(office, habits=HABITS, timeouts=TIMEOUTS, chance=chance)
        if chance.random() < READ_BESIDE:
            begin_reader(worker)
        for _ in range(turns):
            for _ in range(chance.randint(0, most_acts)):
                act(office, seat, chance)
            if chance.random() < READER_KILLED:
                threading.Timer(chance.random() * KILLED_WITHIN, worker._reader.kill).start()
            try:
                worker.work()
            except (PostError, CallCut):
                continue
        forked = DeviceForked.code in worker.failures().values()
        if chance.random() < 0.3:
            os._exit(FORKED if forked else 0)  # the power fails: nothing is closed
    sys.exit(FORKED if forked else 0)


def begin_reader(worker: PostWorker) -> None:
    """A process beside reads the pages, as in a long pull; here two events are long."""
    ahead.MANY = 1
    worker._pace = Narrow(1)
    worker._reader.begin()
    end = time.monotonic() + READY_SECONDS
    while not worker._reader.is_ready():
        if time.monotonic() > end:
            raise RuntimeError("the process that reads pages is not ready")
        time.sleep(0.01)


def enrol_anew(seat: Seat, address: str, code: str, clock: Ahead) -> None:
    """What its officer does when another copy of the machine speaks under its name."""
    logging.disable(logging.CRITICAL)
    with seat.open(clock) as office:
        try:
            enrol(office, address, code, passphrase=PASSPHRASE)
        except EnrolmentCodeRefused:
            sys.exit(CODE_GONE)
        except PostError:
            sys.exit(NO_LINE)


def decide(office: Office, seat: Seat, chance: random.Random) -> int:
    """A supervisor of the unit decides about every act of its dossiers that was set aside or left unconfirmed; gives
    how many there were."""
    with office.store.read() as connection:
        current = enrolment.current(connection)
        waiting = (dossier_state.c.unit == seat.unit) & (dossier_state.c.set_aside > 0)
        streams = connection.execute(select(dossier_state.c.stream).where(waiting)).scalars().all()
    assert current is not None
    officer = f"{seat.unit}-supervisor"
    session = Session(officer, "", "supervisor", "", seat.unit, "", seat.counter, current.device, office.now())
    decided = 0
    for stream in streams:
        with office.store.read() as connection:
            found = dossier_at(connection, stream)
        for item in found.exceptional if found is not None else ():
            if item.verdict in ("set_aside", "unconfirmed"):
                decision: Literal["accept", "annul"] = "accept" if chance.random() < 0.5 else "annul"
                overrides.resolve(office, session, stream, item.event, decision, "đã xem")
                decided += 1
    return decided
