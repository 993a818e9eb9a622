"""Running numbers of lists and slips, which a machine counts by itself: under what name each is counted, how it is
written on paper, and how it is read back from an act."""

from __future__ import annotations

import re
from datetime import date, datetime

from app.domain import acts
from app.domain.events import VIETNAM

_LIST = re.compile(r"^BG\.[A-Z0-9]{1,8}-([0-9]{6})-([0-9]+)$")
_REFUSAL = re.compile(r"^([0-9]+)/[A-Z0-9]{1,8}$")
_GUIDANCE = re.compile(r"-([0-9]{6})-([0-9]+)$")


def list_count(day: date) -> str:
    """The name under which the handover lists of a day are counted."""
    return f"handover {day:%y%m%d}"


def list_number(device_label: str, day: date, number: int) -> str:
    """``BG.Q01-261123-001``: the number of a handover list."""
    return f"BG.{device_label}-{day:%y%m%d}-{number:03d}"


def refusal_count(day: date) -> str:
    """The name under which the refusals of a year are counted."""
    return f"refusal {day:%y}"


def refusal_number(device_label: str, number: int) -> str:
    """``0007/Q01``: the number of a refusal slip."""
    return f"{number:04d}/{device_label}"


def guidance_count(day: date) -> str:
    """The name under which the guidance slips of a day are counted."""
    return f"guidance {day:%y%m%d}"


def number_given(payload: object, at: datetime) -> tuple[str, int] | None:
    """Under what name an act done at ``at`` was counted, and its number; None for an act that takes no such number."""
    if isinstance(payload, acts.HandedOver) and (found := _LIST.match(payload.list_number)):
        return f"handover {found[1]}", int(found[2])
    if isinstance(payload, acts.Guided) and (found := _GUIDANCE.search(payload.slip_number)):
        return f"guidance {found[1]}", int(found[2])
    if isinstance(payload, acts.Refused) and (found := _REFUSAL.match(payload.number)):
        return refusal_count(at.astimezone(VIETNAM).date()), int(found[1])
    return None
