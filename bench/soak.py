"""``python -m bench.soak --rounds 400 --seed 7``: counters and a hub over a bad line, killed and restarted, compared.

The rounds go in stages. Every stage is a new province of its own whose faults follow from the seed and the number of
its first round alone, so that a soak which was stopped, or has found something, is taken up at any stage again.
"""

from __future__ import annotations

import argparse
import hashlib
import logging
import random
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.ground import Ground
from tests.sync.province import Province
from tests.sync.soak import soak
from tests.sync.soak_comparison import Report

STAGE = 20
"""Rounds from a new province to the comparison of everything in it."""


@dataclass(frozen=True)
class Stage:
    """Rounds ``first`` to ``last`` (counted from 1) and the seed of their faults."""

    first: int
    last: int
    seed: int


def stages(rounds: int, seed: int, from_round: int = 1) -> Iterator[Stage]:
    """The stages of a soak, from the one that round ``from_round`` is in; the same for the same seed."""
    first = (from_round - 1) // STAGE * STAGE + 1
    while first <= rounds:
        digest = hashlib.sha256(f"{seed} {first}".encode()).digest()
        yield Stage(first, min(rounds, first + STAGE - 1), int.from_bytes(digest[:4]))
        first += STAGE


def run(stage: Stage, ground: Ground) -> Report:
    """One stage on a database and in folders of its own."""
    url, folder = ground.new_database(), ground.place("soak")
    with Province(url, folder / "hub").open():
        pass  # brings the database up to date
    return soak(stage.last - stage.first + 1, stage.seed, url, folder)


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status 0 when nothing was found, 1 at the end of the first stage that found something."""
    parser = argparse.ArgumentParser(prog="python -m bench.soak", description=__doc__)
    parser.add_argument("--rounds", type=int, default=400)
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))
    parser.add_argument("--from-round", type=int, default=1, help="take the soak up at the stage of this round")
    options = parser.parse_args(arguments)
    if options.rounds < 1 or not 1 <= options.from_round <= options.rounds:
        parser.error("rounds are counted from 1")
    again = f"python -m bench.soak --rounds {options.rounds} --seed {options.seed} --from-round"
    with tempfile.TemporaryDirectory(prefix="motcua-soak-") as folder, Ground(Path(folder)) as ground:
        for stage in stages(options.rounds, options.seed, options.from_round):
            print(f"seed {options.seed}, rounds {stage.first}–{stage.last} of {options.rounds}", flush=True)
            report = run(stage, ground)
            print(
                f"  {report.lives} lives, {report.killed} killed; the hub, of {_listed(report.processes)}, restarted "
                f"{report.hub_restarts} and killed {report.hub_kills} times, one of its processes "
                f"{report.process_kills}; "
                f"{report.clones} machines cloned, {report.forks} forks found, "
                f"{report.enrolled_anew} enrolled anew; {report.events} events, {report.files} files, {report.thinned} "
                f"thinned dossiers and {report.decided} decisions in {report.seconds:.0f} s",
                flush=True,
            )
            met = ", ".join(f"{kind} {number}" for kind, number in report.faults.items())
            print(f"  the line: {met or 'no fault'}", flush=True)
            if report.findings:
                print("\n".join(f"  {finding}" for finding in report.findings))
                print(f"again: {again} {stage.first}")
                return 1
    return 0


def _listed(processes: Iterable[int]) -> str:
    return " and ".join("one process" if each == 1 else f"{each} processes" for each in sorted(processes))


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    sys.exit(main())
