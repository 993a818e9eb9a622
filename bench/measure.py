"""How a speed is measured: our side and the bare side of the same work, in turns, and what their times say.

Only the ratio is a promise: this machine's seconds say nothing about another's. Both sides do the same durable
work in the same process and hour; ``work`` proves it by what each of them left behind.
"""

from __future__ import annotations

import gc
import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any, Literal

Side = Callable[[], Callable[[], object]]
"""Prepares one round untimed and gives the work to be timed."""


class NotMeasurable(Exception):
    """This machine or this state of the program lacks what the bench needs; the text says what."""


@dataclass(frozen=True)
class Target:
    """What was promised: ``speed`` at least this part of the bare speed, ``time`` at most this many times its time."""

    kind: Literal["speed", "time"]
    bound: float

    def held_by(self, ratio: float) -> bool:
        """Whether ``ratio`` keeps the promise."""
        return ratio >= self.bound if self.kind == "speed" else ratio <= self.bound

    def __str__(self) -> str:
        return f"{'≥' if self.kind == 'speed' else '≤'} {self.bound:g}"


@dataclass(frozen=True)
class Result:
    """One line of the table. ``ours`` and ``bare`` are medians in ``unit``; ``spread`` is the least and the greatest
    ratio of all rounds; ``work`` holds, by name, how much each side did."""

    what: str
    unit: str
    ours: float
    bare: float
    ratio: float
    spread: tuple[float, float]
    target: Target | None
    work: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    note: str = ""

    @property
    def held(self) -> bool | None:
        """Whether the target is held; None where there is none."""
        return None if self.target is None else self.target.held_by(self.ratio)

    @property
    def same_work(self) -> bool:
        """Whether both sides left the same behind."""
        return all(ours == bare for ours, bare in self.work.values())

    def plain(self) -> dict[str, Any]:
        """The result for a JSON file."""
        return {
            "what": self.what,
            "unit": self.unit,
            "ours": self.ours,
            "bare": self.bare,
            "ratio": self.ratio,
            "spread": list(self.spread),
            "target": str(self.target) if self.target else None,
            "held": self.held,
            "work": {name: list(sides) for name, sides in self.work.items()},
            "note": self.note,
        }


@dataclass(frozen=True)
class Rounds:
    """Seconds of both sides, round by round."""

    ours: list[float]
    bare: list[float]


def seconds(work: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    """How long ``work`` takes by ``clock``, with the garbage of what came before swept away."""
    gc.collect()
    start = clock()
    work()
    return clock() - start


def in_turns(
    ours: Side, bare: Side, rounds: int, *, warm: bool = True, clock: Callable[[], float] = time.perf_counter
) -> Rounds:
    """Time both sides ``rounds`` times, the first of each pair changing, so that a drift of the machine hits both.

    With ``warm`` each side has one round before that does not count. Work that waits for nothing may be timed by the
    process's own clock, which stands still while others have the processor.
    """
    found = Rounds([], [])
    for side in (ours, bare) if warm else ():
        side()()
    for number in range(rounds):
        sides = ((ours, found.ours), (bare, found.bare))
        for side, times in sides if number % 2 == 0 else sides[::-1]:
            work = side()
            times.append(seconds(work, clock))
    return found


def speed(
    what: str,
    unit: str,
    amount: float,
    rounds: Rounds,
    target: float | None,
    work: Mapping[str, tuple[int, int]],
    note: str = "",
) -> Result:
    """A promise of speed: ``amount`` units were done in each round; the ratio is ours to bare."""
    ratios = [bare / ours for ours, bare in zip(rounds.ours, rounds.bare, strict=True)]
    return Result(
        what,
        unit,
        amount / median(rounds.ours),
        amount / median(rounds.bare),
        median(ratios),
        (min(ratios), max(ratios)),
        Target("speed", target) if target is not None else None,
        work,
        note,
    )


def duration(
    what: str,
    amount: float,
    rounds: Rounds,
    target: float | None,
    work: Mapping[str, tuple[int, int]],
    note: str = "",
) -> Result:
    """A promise of time: milliseconds for one of ``amount`` pieces of work in each round; the ratio is ours to bare."""
    ratios = [ours / bare for ours, bare in zip(rounds.ours, rounds.bare, strict=True)]
    return Result(
        what,
        "ms",
        median(rounds.ours) / amount * 1000,
        median(rounds.bare) / amount * 1000,
        median(ratios),
        (min(ratios), max(ratios)),
        Target("time", target) if target is not None else None,
        work,
        note,
    )


def quantile(values: Sequence[float], part: float) -> float:
    """The value below which ``part`` of ``values`` lie (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, min(len(ordered) - 1, math.ceil(part * len(ordered)) - 1))]
