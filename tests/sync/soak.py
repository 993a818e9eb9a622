"""Counters and a hub that work for a long time over a bad line, are killed and come back; then everything is compared.

``python -m bench.soak`` runs it. Every life of a counter is a process of its own that records acts and lets the post
work; some are killed in the middle. The hub is one process, or two and one that leads them: which comes first the seed
has it, the other form follows when its database was restored. It is sometimes restarted or killed, and so is one of the
two alone. In two rounds already each fault of the line comes to pass, and a life, the hub and one of two processes are
killed.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import random
import shutil
import time
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import psycopg

from app.errors import DeviceForked
from sync.client import Timeouts
from sync.enrolment import enrol
from sync.hub.__main__ import main as administer
from sync.worker import PostWorker, one_pass
from tests.sync.fault_proxy import CALM, STORM, FaultProxy, fault_proxy
from tests.sync.province import COMMUNE, WARD, Province, new_keys, sample
from tests.sync.soak_comparison import Comparison, Report
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
LIVES_AT_MOST = 40
"""In which every fault of the line must have come to pass; a few are enough."""
LONG_LIFE = 60
"""Turns that take so long that whoever has them is killed before the last."""
WINDOW = 92
"""Days that ended dossiers stay whole at a counter; see `Soak.pass_time`."""


# ---------------------------------------------------------------- the hub


def serve(province: Province, processes: int, pipe: Connection) -> None:
    """The hub's process: says where it answers, and stops in good order when it is told to."""
    logging.disable(logging.CRITICAL)
    with province.serve(processes) as address:
        pipe.send(address)
        pipe.recv()


class HubProcess:
    """A hub in a process of its own, so that it can be killed in the middle of whatever it does."""

    def __init__(self, province: Province, processes: int) -> None:
        self._pipe, theirs = CONTEXT.Pipe()
        self._process = CONTEXT.Process(target=serve, args=(province, processes, theirs))
        self._process.start()
        theirs.close()
        self.address = str(self._pipe.recv())

    def stop(self) -> None:
        self._pipe.send("stop")
        self._process.join()

    def kill(self) -> list[psutil.Process]:
        """Kill the process that leads; gives those that answered for it, which end by themselves."""
        left = self.answering()
        self._process.kill()
        self._process.join()
        return left

    def answering(self) -> list[psutil.Process]:
        """The processes that answer for this one; none where it does so itself."""
        children = psutil.Process(self._process.pid).children()
        return [child for child in children if _answers(child)]


def _answers(child: psutil.Process) -> bool:
    try:
        return "spawn_main" in " ".join(child.cmdline())
    except psutil.NoSuchProcess:
        return False  # ended while it was looked at


# ---------------------------------------------------------------- the whole


@dataclass
class Soak:
    """A province, its seats and the line between them."""

    province: Province
    seats: list[Seat]
    proxy: FaultProxy
    chance: random.Random
    report: Report
    hub: HubProcess
    processes: int
    clock: Ahead
    copied: str = ""
    left: list[psutil.Process] = field(default_factory=list)
    """Processes that answered for a hub which was killed, and may still be finishing what they had begun."""
    forked: list[Seat] = field(default_factory=list)
    codes: dict[Path, str] = field(default_factory=dict)
    """The one-time code that the officer of a machine has in hand."""

    def meet_every_fault(self) -> None:
        """Lives one after the other, until each fault of the line has come to pass. Every second one has a good line,
        over which a request that was held back is delivered at last."""
        self.proxy.weather = CALM
        for number in range(LIVES_AT_MOST):
            missing = self.proxy.missing()
            self.proxy.due = [] if number % 2 else self.chance.sample(missing, len(missing))
            if not missing:
                return
            made = self.begin_life(self.chance.choice(self.seats), len(missing), most_acts=1)
            made.join()
            if made.exitcode != 0:
                self.report.findings.append(f"a life ended with {made.exitcode}")
        self.report.findings.append(f"{LIVES_AT_MOST} lives, and the line never had {self.proxy.missing()}")
        self.proxy.due = []

    def begin_life(self, seat: Seat, turns: int, most_acts: int = 5) -> BaseProcess:
        made = CONTEXT.Process(target=live, args=(seat, self.chance.getrandbits(32), turns, most_acts, self.clock))
        made.start()
        self.report.lives += 1
        return made

    def round(self) -> None:
        """One or two lives at a time, in some weather; some are killed, and now and then the hub is. The first kill of
        a life, of one of two processes of the hub, and of the hub is not left to chance."""
        self.proxy.weather = STORM if self.chance.random() < 0.8 else CALM
        if self.chance.random() < 0.1:
            self.restart_hub()
        for seat in list(self.forked):
            if self.chance.random() < 0.7:
                self.try_to_enrol(seat)
        lives = {}
        for seat in self.chance.sample(self.seats, self.chance.choice((1, 2))):
            is_first_killed = not self.report.killed and not lives
            lives[seat] = self.begin_life(seat, LONG_LIFE if is_first_killed else self.chance.randrange(1, 5))
        answering = self.hub.answering()
        first_process = bool(answering) and not self.report.process_kills
        if not first_process and (self.chance.random() < 0.15 or not self.report.hub_kills):
            next(iter(lives.values())).join(self.chance.uniform(0.1, 1.0))
            self.report.hub_kills += 1
            self.left += self.hub.kill()
            self.begin_hub()
        elif first_process or (answering and self.chance.random() < 0.3):
            next(iter(lives.values())).join(self.chance.uniform(0.1, 1.0))
            self.report.process_kills += 1
            self.chance.choice(answering).kill()
        for seat, each in lives.items():
            if self.chance.random() < 0.4 or not self.report.killed:
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
        self.hub = HubProcess(self.province, self.processes)
        self.report.processes.add(self.processes)
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
        psutil.wait_procs(self.left)
        self.copied = new_database(self.province.url, f"copy_{self.report.seed}")
        self.begin_hub()

    def restore_hub(self) -> None:
        """The hub's database is lost; the backup takes its place, on a machine with the other number of processors."""
        self.proxy.cut_all()
        self.hub.stop()
        psutil.wait_procs(self.left)
        self.province.url = self.copied
        self.processes = 3 - self.processes
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
    processes = 1 + seed % 2
    report.processes.add(processes)
    hub = HubProcess(province, processes)
    with fault_proxy(hub.address, seed) as proxy:
        for seat in seats:
            with seat.open(clock) as office:
                enrol(office, proxy.address, province.code(seat.unit, seat.counter))
                office.save_machine_settings(replace(office.machine_settings(), keep_days=WINDOW))
                # It begins before there is anything: later it would be given the dossiers at work, and no ended ones.
                one_pass(office)
        work = Soak(province, seats, proxy, chance, report, hub, processes, clock)
        work.meet_every_fault()
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
        report.faults = dict(sorted(proxy.struck.items()))
        Comparison(province, work.seats, clock, report).compare()
        work.hub.stop()
    report.seconds = time.monotonic() - begun
    return report
