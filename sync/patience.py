"""When the post tries again: what is due, what tells of a bad line, how long each failure waits, how time is told."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from app.errors import HubAnswerInvalid, HubBusy, HubUnauthorised, HubUnreachable, MotCuaError, UpgradeNeeded

LINE_FAILURES = (HubUnreachable, HubBusy, HubUnauthorised, UpgradeNeeded)
STRANGERS = frozenset({"content_type", "redirect", "coding"})
"""Reasons of HubAnswerInvalid that mean somebody else answered, as the login page of a network does."""
OF_THE_FILES = frozenset({"disk_full", "file_store"})
"""Reasons of HubBusy that hold up files and nothing else: acts go on."""


@dataclass(frozen=True)
class Habits:
    """Times in seconds, the rate of files in bytes a second."""

    shortest_wait: float = 1
    first_wait: float = 2
    longest_wait: float = 300
    long_poll: int = 25
    reference_every: float = 900
    ranges_every: float = 1800
    reconcile_every: float = 24 * 3600
    failed_files_every: float = 600
    thinning_every: float = 3600
    revocation_every: float = 3600
    files_at_a_time: float = 20
    file_rate: float = 512 * 1024


@dataclass(frozen=True)
class Times:
    """How the worker tells and passes time; a test passes it without waiting."""

    monotonic: Callable[[], float] = time.monotonic
    wait: Callable[[threading.Event, float], bool] = threading.Event.wait


@dataclass
class Task:
    """A piece of work, when it is next due (by the monotonic clock), and how often it has failed in a row.

    One that is due but not ``ready`` is passed over until it is.
    """

    name: str
    run: Callable[[], object]
    every: float = 0
    due: float = 0
    failures: int = 0
    reason: str = ""
    cause: str = ""
    ready: Callable[[], bool] = lambda: True


def is_of_the_line(error: MotCuaError) -> bool:
    """True for a failure after which no other piece of work would fare better now."""
    if isinstance(error, HubBusy) and error.facts.get("reason") in OF_THE_FILES:
        return False
    return isinstance(error, LINE_FAILURES) or (
        isinstance(error, HubAnswerInvalid) and error.facts.get("reason") in STRANGERS
    )


def back_off(failures: int, habits: Habits, chance: random.Random) -> float:
    """Seconds to wait after ``failures`` in a row: anything up to a bound that doubles until the longest wait."""
    bound = min(habits.longest_wait, habits.first_wait * 2.0 ** min(failures - 1, 30))
    return max(habits.shortest_wait, chance.uniform(0, bound))
