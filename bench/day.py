"""A day of a province drained: 1,500 counters come back at once, each with 60 dossiers of 6 events.

``--scale`` takes a part of the counters; each keeps its whole day. The bare side is that of `bench.hub`.
"""

from __future__ import annotations

from collections.abc import Iterator

from bench.ground import Ground
from bench.hub import crowd, yard
from bench.life import EVENTS
from bench.measure import Result

PROVINCE = 1_500
DOSSIERS = 60
"""Counters of a province, and dossiers of each on a day."""


def run(ground: Ground) -> Iterator[Result]:
    """Events placed a second while the day is drained, from the first knock to the last answer; one round, cold."""
    counters = ground.size(max(1, round(PROVINCE * ground.scale)), 3)
    dossiers = ground.size(DOSSIERS, 5)
    part = counters * dossiers / PROVINCE / DOSSIERS
    note = f"{part:.3g} of {PROVINCE:,} counters × {DOSSIERS} dossiers × {EVENTS} events"
    with yard(ground) as made:
        yield crowd(made, f"a day of {counters:,} counters drained", counters, dossiers, 1, None, note, warm=False)
