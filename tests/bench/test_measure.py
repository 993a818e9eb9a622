"""What a measurement says is what was measured: ratios, spread, targets, turns."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bench.__main__ import BENCHES, line
from bench.measure import Rounds, Target, duration, in_turns, quantile, speed

WORK = {"rows": (3, 3)}


def test_a_speed_is_ours_to_bare() -> None:
    result = speed("x", "rows/s", 10, Rounds([2.0, 4.0, 2.0], [1.0, 1.0, 1.0]), 0.5, WORK)
    assert (result.ours, result.bare, result.ratio) == (5.0, 10.0, 0.5)
    assert result.spread == (0.25, 0.5)
    assert result.held is True


def test_a_time_is_ours_to_bare() -> None:
    result = duration("x", 2, Rounds([3.0, 3.0], [1.0, 2.0]), 1.5, WORK)
    assert (result.ours, result.bare, result.ratio, result.held) == (1500.0, 750.0, 2.25, False)


def test_without_a_target_nothing_is_held_or_missed() -> None:
    result = duration("x", 1, Rounds([1.0], [1.0]), None, WORK)
    assert result.held is None
    assert "–" in line(result)


@pytest.mark.parametrize(
    ("kind", "ratio", "held"), [("speed", 0.7, True), ("speed", 0.69, False), ("time", 1.6, False)]
)
def test_targets(kind: str, ratio: float, held: bool) -> None:
    assert Target(kind, 0.7 if kind == "speed" else 1.5).held_by(ratio) is held  # type: ignore[arg-type]


def test_different_work_is_told() -> None:
    result = duration("x", 1, Rounds([1.0], [1.0]), 2, {"rows": (3, 4)})
    assert not result.same_work
    assert "WORK DIFFERS" in line(result)


def test_sides_go_first_by_turns() -> None:
    order: list[str] = []

    def side(name: str) -> Callable[[], Callable[[], None]]:
        return lambda: lambda: order.append(name)

    rounds = in_turns(side("ours"), side("bare"), 3)
    assert order == ["ours", "bare", "ours", "bare", "bare", "ours", "ours", "bare"]
    assert len(rounds.ours) == len(rounds.bare) == 3


def test_quantiles_are_nearest_ranks() -> None:
    assert [quantile([4, 1, 3, 2], part) for part in (0, 0.5, 0.95, 1)] == [1, 2, 4, 4]


def test_every_bench_is_described() -> None:
    assert all(BENCHES.values())
