"""The clock of a demonstration: the machine's own, or one that starts at a chosen instant and then runs on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from app.desk.office import Clock, system_clock
from app.domain.events import VIETNAM


def moved(seconds: float) -> Clock:
    """A clock that is ahead of the machine's by ``seconds``; the machine's own for 0."""
    if not seconds:
        return system_clock
    ahead = timedelta(seconds=seconds)

    def tell() -> datetime:
        return (datetime.now(UTC) + ahead).replace(microsecond=0)

    return tell


def seconds_to(local: str) -> float:
    """How far a clock must be moved to show ``local`` (``2026-11-24T09:00``, Vietnamese time) now; 0 for empty."""
    if not local:
        return 0
    wanted = datetime.fromisoformat(local).replace(tzinfo=VIETNAM)
    return float(round((wanted - datetime.now(UTC)).total_seconds()))
