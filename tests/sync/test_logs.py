"""What a day of work over a bad line leaves in the log names machines, dossiers by their ids and counts, and nobody."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from app.desk import office as offices
from app.domain import acts
from app.errors import MotCuaError
from app.logs import start_logging
from sync import doctor
from sync.client import Timeouts
from sync.courier import pack, take_in
from sync.hub import housekeeping
from sync.hub.courier import answer_bundle
from sync.patience import Habits
from sync.worker import PostWorker
from tests.sync.conftest import MakeOffice
from tests.sync.fault_proxy import CALM, STORM, fault_proxy
from tests.sync.hub.counter import PERSON
from tests.sync.province import Province, attach, enrolled, receive, record
from tests.sync.test_enrolment import forked_by_a_copy

CODE = "H44.80.01-261123-0"


@pytest.fixture
def log_file(tmp_path: Path) -> Iterator[Path]:
    """The program's own log, with everything in it that a program ever says."""
    root = logging.getLogger()
    level, before = root.level, list(root.handlers)
    yield start_logging(tmp_path / "logs", level=logging.DEBUG)
    for handler in [each for each in root.handlers if each not in before]:
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)


def test_nobody_is_named(new_office: MakeOffice, province: Province, tmp_path: Path, log_file: Path) -> None:
    habits = Habits(shortest_wait=0, first_wait=0, longest_wait=0, long_poll=0, file_rate=float("inf"))
    with province.serve() as address, fault_proxy(address, 5) as proxy:
        office = enrolled(new_office(), province, proxy.address)
        worker = PostWorker(office, habits=habits, timeouts=Timeouts(1, 0.5, 3))
        proxy.weather = STORM
        for number in range(8):
            stream = receive(office, f"{CODE}{number:03}")
            attach(office, stream, b"%PDF-" + bytes([number]) * 5000)
            record(office, stream, acts.HandedOut("receipt", "ab" * 32), unit="H44.02")
            with suppress(MotCuaError):
                worker.work()
        proxy.weather = CALM
        proxy.cut_all()
        worker.work()
        copied = enrolled(new_office("c"), province, proxy.address, counter="Q03")
        forked_by_a_copy(copied, province)
        receive(copied, f"{CODE}900")
        with suppress(MotCuaError):
            PostWorker(copied, habits=habits, timeouts=Timeouts(2, 5, 20)).live_once()
        assert not all(finding.is_sound for finding in doctor.examine(office))
        other = enrolled(new_office("b"), province, proxy.address, counter="Q02")
        receive(other, f"{CODE}901")
        packed = pack(other, tmp_path)
        with province.open() as hub:
            answer_bundle(hub, packed.path, tmp_path / "answer")
            housekeeping.one_round(hub)
        take_in(other, tmp_path / "answer")
    offices.log.info("closed")
    told = log_file.read_text(encoding="utf-8")
    assert "sync.hub.pushing" in told
    assert "device_forked" in told
    assert PERSON.personal_number
    for personal in (*PERSON.full_name.split(), PERSON.personal_number, PERSON.phone, CODE, "hoa"):
        assert personal not in told, personal
