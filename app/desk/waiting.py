"""Citizens who wait under a ticket number while others are served: since when, and who is next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from app.desk.drafts import Draft


def note_ticket(draft: Draft, number: str, now: datetime) -> Draft:
    """The draft with a ticket number: the waiting begins with its first letter, and ends with its last."""
    if not number.strip():
        return replace(draft, ticket=number, waiting_since=None, called_at=None)
    begins = not draft.ticket.strip()
    return replace(draft, ticket=number, waiting_since=now if begins else draft.waiting_since)


def call(draft: Draft, now: datetime) -> Draft:
    """The draft whose citizen is called to the counter: from now on served, no longer waiting."""
    return replace(draft, waiting_since=None, called_at=now)


def wait_again(draft: Draft, now: datetime) -> Draft:
    """The draft whose citizen did not come when called, or goes off once more: waits anew, behind the others."""
    return replace(draft, waiting_since=now, called_at=None)


def is_waiting(draft: Draft) -> bool:
    """Whether somebody waits under the draft's ticket."""
    return draft.waiting_since is not None and bool(draft.ticket.strip())


def next_of(drafts: Iterable[Draft]) -> Draft | None:
    """The draft that waits longest; None when nobody waits."""
    waiting = [
        (draft.waiting_since, draft) for draft in drafts if is_waiting(draft) and draft.waiting_since is not None
    ]
    return min(waiting, key=lambda pair: pair[0])[1] if waiting else None


def waited_minutes(draft: Draft, now: datetime) -> int:
    """Whole minutes the draft waits; 0 when the clock was set back meanwhile, and when it does not wait."""
    return max(0, int((now - draft.waiting_since).total_seconds()) // 60) if draft.waiting_since is not None else 0
