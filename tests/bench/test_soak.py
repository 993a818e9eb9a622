"""The soak's command: its schedule follows from the seed, and it may be taken up at any stage."""

from __future__ import annotations

import pytest

from bench.soak import STAGE, main, stages


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


def test_one_round(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--rounds", "1", "--seed", "3"]) == 0
    told = capsys.readouterr().out
    assert "seed 3, rounds 1–1 of 1" in told
    assert "events" in told
