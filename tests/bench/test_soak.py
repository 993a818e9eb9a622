"""The soak's command: its schedule follows from the seed, and it may be taken up at any stage."""

from __future__ import annotations

from typing import get_args

import pytest

from bench.ground import Ground
from bench.soak import STAGE, Stage, main, run, stages
from tests.sync.fault_proxy import Kind
from tests.sync.soak_comparison import Report


def test_the_schedule_follows_from_the_seed() -> None:
    whole = list(stages(3 * STAGE - 5, 7))
    assert whole == list(stages(3 * STAGE - 5, 7))
    assert [(stage.first, stage.last) for stage in whole] == [(1, STAGE), (STAGE + 1, 2 * STAGE), (41, 3 * STAGE - 5)]
    assert {stage.seed for stage in whole}.isdisjoint(stage.seed for stage in stages(3 * STAGE, 8))


def test_a_soak_is_taken_up_at_the_stage_of_a_round() -> None:
    whole = list(stages(100, 7))
    assert list(stages(100, 7, from_round=STAGE + 3)) == whole[1:]


@pytest.mark.parametrize("told", [["--rounds", "0"], ["--rounds", "3", "--from-round", "4"]])
def test_rounds_that_are_none(told: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(told)
    assert "counted from 1" in capsys.readouterr().err


def test_counters_and_hub_end_with_the_same_journal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A short soak with a fixed seed, run as a person runs it."""
    reports = []

    def heard(stage: Stage, ground: Ground) -> Report:
        reports.append(run(stage, ground))
        return reports[-1]

    monkeypatch.setattr("bench.soak.run", heard)
    assert main(["--rounds", "5", "--seed", "5"]) == 0
    told = capsys.readouterr().out
    assert "seed 5, rounds 1–5 of 5" in told
    (report,) = reports
    assert f"{report.events} events" in told
    assert report.findings == []
    assert report.events > 10
    assert report.files
    assert report.clones == 2
    assert report.forks >= report.clones
    assert report.enrolled_anew == report.forks
    assert report.decided
    assert report.killed
    assert report.hub_kills
    assert report.process_kills
    assert report.processes == {1, 2}
    assert set(report.faults) == set(get_args(Kind)) - {"none"}
