"""One answer of a unit's feed, proved and made ready for the store; pure, so that it may be read in any process."""

from __future__ import annotations

import msgspec

from app.store.deliveries import Ready, ready
from app.store.runs import Run
from app.store.state_rows import Fold
from sync.proof import Doubt, Proved
from sync.wire import BATCH, FeedAnswer

Cursor = tuple[str, int]
"""Where a unit's feed goes on: epoch and position."""


class Page(msgspec.Struct, frozen=True, array_like=True):
    """What one answer of the feed brings: ``batches`` for one transaction each, up to the first ``doubt``, and the runs
    that prove them."""

    now: str
    epoch: str
    unit: str
    head: int
    batches: list[Ready]
    runs: list[Run]
    doubt: Doubt | None = None

    def start(self, after: Cursor) -> int:
        """The position that a reader who had come as far as ``after`` stands at in this page's epoch."""
        epoch, position = after
        return position if epoch == self.epoch else 0

    def reached(self, after: Cursor) -> Cursor:
        """The cursor of that reader once the whole page is applied."""
        start = self.start(after)
        return self.epoch, max(self.batches[-1].positions[-1], start) if self.batches else start


def page_of(answer: FeedAnswer, proved: Proved, fold: Fold) -> Page:
    """The page that an answer makes by what its proofs are worth."""
    found = proved.deliveries
    batches = [ready(found[first : first + BATCH], fold) for first in range(0, len(found), BATCH)]
    return Page(answer.now, answer.epoch, answer.unit, answer.head, batches, proved.runs, proved.doubt)
