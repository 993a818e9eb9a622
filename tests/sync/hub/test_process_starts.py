"""How the processes of a hub begin and share what comes, and that one which hangs without dying is noticed by its
silence and replaced."""

from __future__ import annotations

import os
import signal
from collections import Counter as Tally
from functools import partial
from pathlib import Path

import pytest

from sync.hub.__main__ import parser
from sync.hub.hub import Hub, open_hub
from sync.hub.supervisor import processes_here, supervising
from tests.sync.hub.test_main import where as where
from tests.sync.hub.test_processes import Wire, both, open_quietly, pids, until
from tests.sync.hub.test_processes import address as address

pytestmark = pytest.mark.skipif(os.name == "nt", reason="a hub has one process under Windows")


def test_a_process_that_hangs_is_replaced(hub: Hub, url: str, where: tuple[str, ...], clock: object) -> None:
    """It is alive for the system and takes what it is given; only its answers stay away."""
    opened = partial(open_quietly, url, Path(where[-1]), clock)  # type: ignore[arg-type]
    with supervising(hub, opened, 2, beat=2.0) as address, both(address) as (one, other):
        os.kill(one.process, signal.SIGSTOP)
        until(lambda: one.process not in pids() and len(pids()) == 2)
        assert other.session.get(f"{address}/v1/time", timeout=60).status_code == 200
        assert other.process in pids()


def test_a_hub_whose_processes_cannot_begin_says_so(hub: Hub, tmp_path: Path) -> None:
    """Here the folder of the processes has other keys than the database."""
    opened = partial(open_hub, hub.database.url, tmp_path / "elsewhere")
    with pytest.raises(OSError, match="did not begin"), supervising(hub, opened, 2):
        raise AssertionError("it began")
    assert pids() == set()


def test_the_number_of_processes_is_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    assert 1 <= processes_here() <= 4
    monkeypatch.setenv("MOTCUA_PROCESSES", "3")
    assert parser().parse_args(["serve"]).processes == 3
    assert parser().parse_args(["serve", "--processes", "1"]).processes == 1
    for wrong in ("0", "-1", "x"):
        with pytest.raises(SystemExit):
            parser().parse_args(["serve", "--processes", wrong])


def test_sixteen_connections_are_spread_evenly(address: str) -> None:
    wires = [Wire(address) for _ in range(16)]
    assert sorted(Tally(each.process for each in wires).values()) == [8, 8]
    # Who opens two lines at a time would otherwise have all his first ones at one process.
    first = [Wire(address).process for _ in range(48)][::2]
    assert len(set(first)) == 2
    for each in wires:
        each.session.close()
