"""Number ranges: which ordinal a device takes next, and the ledger that accounts for every one of a day."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Literal

NumberState = Literal["used", "void", "unused"]


@dataclass(frozen=True)
class NumberRange:
    """Ordinals ``first`` to ``last`` of a unit, for one device, on each day from first to last day, ends included."""

    id: str
    unit: str
    first: int
    last: int
    first_day: date
    last_day: date

    def usable_on(self, day: date) -> bool:
        """True on the days the range may be drawn from."""
        return self.first_day <= day <= self.last_day


@dataclass(frozen=True)
class LedgerLine:
    """A run of numbers with one fate. ``detail`` is the reason of a void number, else empty."""

    range_id: str
    first: int
    last: int
    state: NumberState
    detail: str = ""

    @property
    def count(self) -> int:
        return self.last - self.first + 1


@dataclass(frozen=True)
class Ledger:
    """Every number of a device's ranges on one day. ``outside`` are numbers used or void that no range holds."""

    day: date
    lines: tuple[LedgerLine, ...]
    outside: tuple[int, ...] = ()

    def count(self, state: NumberState) -> int:
        """How many numbers have that fate."""
        return sum(line.count for line in self.lines if line.state == state)


def next_number(ranges: Iterable[NumberRange], used: Collection[int], day: date) -> tuple[str, int] | None:
    """The range and number to take on ``day``: the smallest one beyond all taken of the first range with one left.

    ``used`` are the numbers of that day already used or void; within a range numbers only go up, so a gap is
    never filled later. None when the ranges are exhausted or out of date: a provisional code is due then.
    """
    for found in _usable(ranges, day):
        taken = [number for number in used if found.first <= number <= found.last]
        number = max(taken) + 1 if taken else found.first
        if number <= found.last:
            return found.id, number
    return None


def numbers_left(ranges: Iterable[NumberRange], used: Collection[int], day: date) -> int:
    """How many numbers may still be taken on ``day``."""
    left = 0
    for found in _usable(ranges, day):
        highest = max((number for number in used if found.first <= number <= found.last), default=found.first - 1)
        left += found.last - highest
    return left


def ledger(ranges: Iterable[NumberRange], uses: Collection[int], voids: Mapping[int, str], day: date) -> Ledger:
    """The gap ledger of ``day``: each number used, void (with its reason) or unused; a number used and void is void."""
    usable = list(_usable(ranges, day))
    lines = [line for found in usable for line in _lines(found, uses, voids)]
    outside = sorted(
        number for number in {*uses, *voids} if not any(found.first <= number <= found.last for found in usable)
    )
    return Ledger(day, tuple(lines), tuple(outside))


def overlap(ranges: Sequence[NumberRange]) -> tuple[NumberRange, NumberRange] | None:
    """Two ranges of one unit that share a number on a shared day; None when all are disjoint, as they must be."""
    for one, other in combinations(ranges, 2):
        if (
            one.unit == other.unit
            and max(one.first, other.first) <= min(one.last, other.last)
            and max(one.first_day, other.first_day) <= min(one.last_day, other.last_day)
        ):
            return one, other
    return None


def _usable(ranges: Iterable[NumberRange], day: date) -> Iterator[NumberRange]:
    return iter(sorted((found for found in ranges if found.usable_on(day)), key=lambda found: found.first))


def _lines(found: NumberRange, uses: Collection[int], voids: Mapping[int, str]) -> Iterator[LedgerLine]:
    touched = sorted(number for number in {*uses, *voids} if found.first <= number <= found.last)
    line: LedgerLine | None = None
    expected = found.first
    for number in [*touched, found.last + 1]:
        if number > expected:
            if line is not None:
                yield line
            line = LedgerLine(found.id, expected, number - 1, "unused")
        if number > found.last:
            break
        state: NumberState = "void" if number in voids else "used"
        detail = voids.get(number, "")
        if line is not None and line.last == number - 1 and (line.state, line.detail) == (state, detail):
            line = LedgerLine(found.id, line.first, number, state, detail)
        else:
            if line is not None:
                yield line
            line = LedgerLine(found.id, number, number, state, detail)
        expected = number + 1
    if line is not None:
        yield line
