"""A list of 1,000,000 dossiers gone through to its end, jumped about in and searched: what the longest turn of the
window's event loop takes, against a bare form of 400 lines (`bench.held_up`)."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from statistics import median

from app.desk.office import close_office
from bench.ground import Ground, enrol_by_hand, new_office
from bench.measure import NotMeasurable, Result, Target
from bench.reopening import environment_for
from bench.search import fill

_PATIENCE_SECONDS = 3600
OPEN = 500
"""So many have not run their course: a million stand for many years."""


def run(ground: Ground) -> Iterator[Result]:
    """The longest turn, and beside it the memory that the list holds at its end."""
    number = ground.size(1_000_000, 600)
    office = new_office(ground.place("scroll"))
    fill(office, enrol_by_hand(office), number, elsewhere=0, ended=number - OPEN)
    environment = environment_for(office)
    close_office(office)
    command = [sys.executable, "-m", "bench.scroll_child", str(office.profile), str(ground.size(500, 3))]
    ended = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=_PATIENCE_SECONDS, check=False
    )
    if ended.returncode:
        raise NotMeasurable(f"the list ended with {ended.returncode}: {ended.stderr[-2000:]}")
    found = json.loads(ended.stdout.splitlines()[-1])
    bare, longest = found["bare"], max(found["longest"].values())
    slowest = sorted(found["longest"].items(), key=lambda each: -each[1])[:5]
    told = ", ".join(f"{name} {own * 1000:.0f}" for name, own in slowest)
    grown = (found["after"] - found["before"]) / 1e6
    yield Result(
        f"a list of {number:,} gone through: longest turn / a bare form",
        "ms",
        longest * 1000,
        median(bare) * 1000,
        longest / median(bare),
        (longest / max(bare), longest / min(bare)),
        Target("time", 1),
        {"rows": (found["rows"], number), "the last reached": (found["last"], found["counted"])},
        f"processor time; {found['turns']} turns; {told}; memory grown {grown:.1f} MB, {found['held_rows']} rows held",
    )
