"""Counters and a hub that work for a long time over a bad line, are killed and come back; then everything is compared.

``python -m tests.sync.soak --rounds 200 --seed 7``. Every life of a counter is a process of its own that records
acts and lets the post work; some are killed in the middle. The hub, a process too, is sometimes restarted or killed.
"""

from __future__ import annotations

import argparse
import hashlib
import logging
import multiprocessing
import os
import random
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from pathlib import Path

import psycopg
from sqlalchemy import select

from app.desk.office import Office
from app.domain.events import decode_body
from app.errors import DeviceForked
from app.store import doctor, enrolment, files, journal
from app.store.schema import dossier_state, event, file
from app.store.thinned_tables import removed_file
from app.store.thinned_tables import thinned as table
from sync.client import Timeouts
from sync.enrolment import enrol
from sync.hub.__main__ import main as administer
from sync.hub.check import check
from sync.hub.embedded import embedded_postgres
from sync.worker import PostWorker
from tests.sync.fault_proxy import CALM, STORM, FaultProxy, fault_proxy
from tests.sync.province import COMMUNE, WARD, Province, new_keys, sample
from tests.sync.soak_lives import (
    CODE_GONE,
    FORKED,
    HABITS,
    NO_LINE,
    PASSPHRASE,
    Ahead,
    Seat,
    act,
    decide,
    enrol_anew,
    live,
)

CONTEXT = multiprocessing.get_context("spawn" if os.name == "nt" else "forkserver")
if os.name != "nt":
    CONTEXT.set_forkserver_preload(["tests.sync.province", "sync.worker"])
WINDOW = 92
"""Days that ended dossiers stay whole at a counter; see `Soak.pass_time`."""


@dataclass
class Report:
    """What happened, and a line for everything that is not as it should be."""

    seed: int
    lives: int = 0
    killed: int = 0
    hub_restarts: int = 0
    hub_kills: int = 0
    clones: int = 0
    forks: int = 0
    enrolled_anew: int = 0
    decided: int = 0
    faults: dict[str, int] = field(default_factory=dict)
    events: int = 0
    files: int = 0
    thinned: int = 0
    seconds: float = 0
    findings: list[str] = field(default_factory=list)


# ---------------------------------------------------------------- the hub


def serve(province: Province, pipe: Connection) -> None:
    """The hub's process: says where it answers, and stops in good order when it is told to."""
    logging.disable(logging.CRITICAL)
    with province.serve() as address:
        pipe.send(address)
        pipe.recv()


class HubProcess:
    """A hub in a process of its own, so that it can be killed in the middle of whatever it does."""

    def __init__(self, province: Province) -> None:
        self._pipe, theirs = CONTEXT.Pipe()
        self._process = CONTEXT.Process(target=serve, args=(province, theirs), daemon=True)
        self._process.start()
        theirs.close()
        self.address = str(self._pipe.recv())

    def stop(self) -> None:
        self._pipe.send("stop")
        self._process.join()

    def kill(self) -> None:
        self._process.kill()
        self._process.join()


# ---------------------------------------------------------------- the whole


@dataclass(frozen=True)
class AtHub:
    """One event as the hub has it, and the units its dossier concerns."""

    stream: str
    seq: int
    body: bytes
    personal: bytes | None
    units: set[str]


@dataclass
class Soak:
    """A province, its seats and the line between them."""

    province: Province
    seats: list[Seat]
    proxy: FaultProxy
    chance: random.Random
    report: Report
    hub: HubProcess
    clock: Ahead
    copied: str = ""
    forked: list[Seat] = field(default_factory=list)
    codes: dict[Path, str] = field(default_factory=dict)
    """The one-time code that the officer of a machine has in hand."""

    def round(self) -> None:
        """One or two lives at a time, in some weather; some are killed, and now and then the hub is."""
        self.proxy.weather = STORM if self.chance.random() < 0.8 else CALM
        if self.chance.random() < 0.1:
            self.restart_hub()
        for seat in list(self.forked):
            if self.chance.random() < 0.7:
                self.try_to_enrol(seat)
        lives = {}
        for seat in self.chance.sample(self.seats, self.chance.choice((1, 2))):
            made = CONTEXT.Process(
                target=live, args=(seat, self.chance.getrandbits(32), self.chance.randrange(1, 5), self.clock)
            )
            made.start()
            self.report.lives += 1
            lives[seat] = made
        if self.chance.random() < 0.15:
            next(iter(lives.values())).join(self.chance.uniform(0.1, 1.0))
            self.report.hub_kills += 1
            self.hub.kill()
            self.begin_hub()
        for seat, each in lives.items():
            if self.chance.random() < 0.4:
                each.join(self.chance.uniform(0.02, 0.7))
                each.kill()
            each.join()
            self.report.killed += each.exitcode == -9
            if each.exitcode == FORKED:
                self.note_fork(seat)
            elif each.exitcode not in (0, -9):
                self.report.findings.append(f"a life ended with {each.exitcode}")

    def restart_hub(self) -> None:
        self.report.hub_restarts += 1
        self.proxy.cut_all()
        self.hub.stop()
        self.begin_hub()

    def begin_hub(self) -> None:
        self.hub = HubProcess(self.province)
        self.proxy.target = int(self.hub.address.rpartition(":")[2])

    def clone(self) -> None:
        """The disk of a counter, as it lies there, goes into a second machine; at both work goes on at once."""
        seat = self.chance.choice(self.seats)
        seat.keep_keys()
        twin = replace(seat, profile=seat.profile.with_name(f"{seat.profile.name}-{len(self.seats)}"))
        shutil.copytree(seat.profile, twin.profile)
        self.seats.append(twin)
        self.report.clones += 1
        for each in (seat, twin):
            with each.open(self.clock) as office:
                act(office, each, self.chance)

    def note_fork(self, seat: Seat) -> None:
        if seat not in self.forked:
            self.report.forks += 1
            self.forked.append(seat)

    def try_to_enrol(self, seat: Seat) -> None:
        """The officer types the code that the province has given, over whatever line there is; now and then the power
        fails meanwhile."""
        code = self.codes.get(seat.profile) or self.province.code(seat.unit, seat.counter)
        self.codes[seat.profile] = code
        made = CONTEXT.Process(target=enrol_anew, args=(seat, self.proxy.address, code, self.clock))
        made.start()
        made.join(self.chance.uniform(0.3, 4))
        made.kill()
        made.join()
        if made.exitcode == 0:
            self.note_enrolled(seat)
        elif made.exitcode == CODE_GONE:
            del self.codes[seat.profile]
        elif made.exitcode not in (NO_LINE, -9):
            self.report.findings.append(f"an enrolment ended with {made.exitcode}")

    def note_enrolled(self, seat: Seat) -> None:
        self.report.enrolled_anew += 1
        self.forked.remove(seat)
        self.codes.pop(seat.profile, None)

    def pass_time(self) -> None:
        """So many days pass that what has ended leaves the counters, from now on and whenever a life gets to it."""
        self.clock.days += WINDOW + 1

    def copy_hub(self) -> None:
        """A backup of the hub's database, as an administrator makes one."""
        self.proxy.cut_all()
        self.hub.stop()
        self.copied = new_database(self.province.url, f"copy_{self.report.seed}")
        self.begin_hub()

    def restore_hub(self) -> None:
        """The hub's database is lost; the backup takes its place."""
        self.proxy.cut_all()
        self.hub.stop()
        self.province.url = self.copied
        if administer(["restore-epoch", "--database", self.copied, "--files", str(self.province.folder)]):
            self.report.findings.append("no new epoch")
        self.begin_hub()

    def settle(self) -> None:
        """In calm weather, let every post work until there is nothing left; who is forked is enrolled anew."""
        self.proxy.weather = CALM
        self.proxy.cut_all()
        for _ in range(3):
            failures: list[str] = []
            for seat in self.seats:
                with seat.open(self.clock) as office:
                    if seat in self.forked:
                        code = self.province.code(seat.unit, seat.counter)
                        enrol(office, self.proxy.address, code, passphrase=PASSPHRASE)
                        self.note_enrolled(seat)
                    worker = PostWorker(office, habits=replace(HABITS, files_at_a_time=600), timeouts=Timeouts())
                    worker.work()
                    if DeviceForked.code in worker.failures().values():
                        self.note_fork(seat)
                    failures += [f"{seat.profile.name}: {task}: {reason}" for task, reason in worker.failures().items()]
        self.report.findings += failures

    def decide(self) -> None:
        """Supervisors look at what the hub set aside or left unconfirmed, and their word goes round."""
        for seat in self.seats:
            with seat.open(self.clock) as office:
                self.report.decided += decide(office, seat, self.chance)
        self.settle()

    def compare(self) -> None:
        """Everything the hub and the counters hold, against each other and against its own proofs."""
        report = self.report
        with self.province.open() as hub:
            report.findings += hub.database.run(check).findings
        hub_side = {
            str(id): AtHub(str(stream), seq, bytes(body), personal, set(units))  # type: ignore[call-overload, arg-type]
            for id, stream, seq, body, personal, units in self.province.rows(
                "SELECT e.id::text, e.stream::text, e.stream_seq, e.body, e.personal, s.units "
                "FROM event e JOIN stream s ON s.id = e.stream"
            )
        }
        for id, told in hub_side.items():
            body = decode_body(told.body)
            if body.personal is not None and told.personal is None:
                report.findings.append(f"the hub has lost the names of {id}")
            if body.kind == "attach":
                report.findings += self.damage(str(body.payload["sha256"]))
        of_hubs = {
            str(id)
            for (id,) in self.province.rows(
                "SELECT e.id::text FROM event e JOIN device d ON d.id = e.device WHERE d.kind = 'hub'"
            )
        }
        report.events = len(hub_side)
        own: set[str] = set()
        refused: set[str] = set()
        for seat in self.seats:
            with seat.open(self.clock) as office:
                own |= self.compare_counter(office, seat, hub_side, refused)
        recorded = {id for seat in self.seats if seat.done.exists() for id in seat.done.read_text().split()}
        if lost := recorded - hub_side.keys() - refused:
            report.findings.append(f"{len(lost)} acts are nowhere")
        if one_sided := own ^ (hub_side.keys() - of_hubs):
            report.findings.append(f"{len(one_sided)} events are at one side only")

    def damage(self, sha256: str) -> list[str]:
        """What is wrong with a file at the hub."""
        found = self.hub_file(sha256)
        if not found.exists():
            return [f"the hub has lost the file {sha256}"]
        return [] if hashlib.sha256(found.read_bytes()).hexdigest() == sha256 else [f"file {sha256} is another"]

    def hub_file(self, sha256: str) -> Path:
        return self.province.folder / "files" / sha256[:2] / sha256

    def compare_counter(self, office: Office, seat: Seat, hub_side: dict[str, AtHub], refused: set[str]) -> set[str]:
        """The ids of the events recorded under this counter's identities; those refused for their scope go to
        ``refused``."""
        report, name = self.report, seat.profile.name
        with office.store.read() as connection:
            rows = connection.execute(select(event)).all()
            report.findings += [f"{name}: {found}" for found in doctor.check(connection)]
            report.findings += [f"{name}: {stream} to fetch" for stream in journal.streams_to_fetch(connection)]
            report.findings += [f"{name}: still wants {wanted.sha256}" for wanted in files.wanted(connection)]
            head = int(str(self.province.rows(f"SELECT head FROM unit_head WHERE unit = '{seat.unit}'")[0][0]))
            if journal.cursor(connection, seat.unit)[1] != head:
                report.findings.append(f"{name}: the feed is not at its head")
            files_here = connection.execute(select(file.c.sha256, file.c.upload)).all()
            devices = enrolment.devices(connection)
            undecided = connection.execute(select(dossier_state.c.stream).where(dossier_state.c.set_aside > 0)).all()
            removed = connection.execute(select(removed_file.c.sha256, removed_file.c.gone)).all()
            heads = connection.execute(select(table.c.stream, table.c.head))
            thinned = {row.stream: row.head for row in heads}
        report.thinned += len(thinned)
        if undecided:
            report.findings.append(f"{name}: {len(undecided)} dossiers wait for a decision that was given")
        here = {row.sha256 for row in files_here}
        report.findings += [
            f"{name}: file {row.sha256} was to leave this machine"
            for row in removed
            if row.sha256 not in here and (not row.gone or office.vault.has(row.sha256))
        ]
        report.findings += [
            f"{name}: {row.kind} of {row.device[-4:]} {row.device_seq} is {row.state} ({row.refusal})"
            for row in rows
            if row.state != "placed" and not (row.state == "refused" and row.refusal == "scope")
        ]
        refused |= {row.id for row in rows if row.state == "refused"}
        held = {row.id: (row.stream, row.stream_seq, row.body) for row in rows if row.state == "placed"}
        owed = {id: (at.stream, at.seq, at.body) for id, at in hub_side.items() if seat.unit in at.units}
        report.findings += [
            f"{name}: the names of {row.kind} {row.id} differ"
            for row in rows
            if row.id in owed
            and row.personal
            # An act on a thinned dossier may come later; it stays until the dossier is thinned once more.
            != (None if row.stream_seq <= thinned.get(row.stream, 0) else hub_side[row.id].personal)
        ]
        if held != owed:
            report.findings.append(f"{name}: holds {len(held)} events in place of {len(owed)}")
        for row in files_here:
            report.files += 1
            if row.upload != "sent" or self.damage(row.sha256):
                report.findings.append(f"{name}: file {row.sha256} is {row.upload}, or not the same at the hub")
            elif office.vault.read(row.sha256) != self.hub_file(row.sha256).read_bytes():
                report.findings.append(f"{name}: file {row.sha256} differs")
        return {row.id for row in rows if row.device in devices and row.state == "placed"}


def new_database(url: str, name: str) -> str:
    """The URL of a copy of the database at ``url``, to which nobody is connected."""
    with psycopg.connect(url.replace("/postgres?", "/template1?"), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name}")  # type: ignore[arg-type]
        connection.execute(f"CREATE DATABASE {name} TEMPLATE postgres")  # type: ignore[arg-type]
    return url.replace("/postgres?", f"/{name}?")


def soak(rounds: int, seed: int, url: str, folder: Path) -> Report:
    """A whole soak on an empty database at ``url``; the report's ``findings`` are empty when all is well."""
    begun = time.monotonic()
    chance, report = random.Random(seed), Report(seed)
    clock = Ahead()
    province = sample(Province(url, folder / "hub", clock))
    seats = []
    for unit, counter in ((WARD, "Q01"), (WARD, "Q02"), (COMMUNE, "Q01")):
        keys = new_keys()
        secrets = (keys.store_key, keys.file_key, keys.device_key.private_bytes_raw())
        seats.append(Seat(unit, counter, folder / f"{unit}-{counter}", secrets))
    hub = HubProcess(province)
    with fault_proxy(hub.address, seed) as proxy:
        for seat in seats:
            with seat.open(clock) as office:
                enrol(office, proxy.address, province.code(seat.unit, seat.counter))
                office.save_machine_settings(replace(office.machine_settings(), keep_days=WINDOW))
        work = Soak(province, seats, proxy, chance, report, hub, clock)
        for number in range(rounds):
            if number in (rounds // 5, rounds // 2):
                work.clone()
            if number == rounds // 3:
                work.pass_time()
                work.copy_hub()
            if number == 2 * rounds // 3:
                work.restore_hub()
            work.round()
        work.settle()
        work.decide()
        report.faults = dict(sorted(proxy.met.items()))
        work.compare()
        work.hub.stop()
    report.seconds = time.monotonic() - begun
    return report


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.sync.soak", description=__doc__)
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as folder, embedded_postgres(durable=False) as url:
        report = soak(options.rounds, options.seed, url, Path(folder))
    sys.stdout.write(f"{report}\n")
    return 1 if report.findings else 0


if __name__ == "__main__":
    sys.exit(main())
