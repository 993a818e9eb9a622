"""One answer of a unit's feed, proved and made ready for the store; pure, so that it may be read in any process."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from app.domain.events import stretches
from app.store.deliveries import Delivery, Prepared, prepare
from app.store.runs import Run
from app.store.state_rows import Fold
from sync.proof import Doubt, Proved
from sync.wire import BATCH, FeedAnswer

Cursor = tuple[str, int]
"""Where a unit's feed goes on: epoch and position."""


class Page(msgspec.Struct, frozen=True, array_like=True):
    """What one answer of the feed brings, or a part of that: ``batches`` for one transaction each, up to the first
    ``doubt``, and the runs that prove them. ``now`` is the hub's time, None but in the last part."""

    now: str | None
    epoch: str
    unit: str
    head: int
    batches: list[Prepared]
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


def end_of(answer: FeedAnswer) -> int:
    """The position that an answer ends at: its last entry's; of one without any, the feed's."""
    return answer.entries[-1].position if answer.entries else answer.head


def page_of(answer: FeedAnswer, proved: Proved, fold: Fold, *, to_the_end: bool = False) -> Page:
    """The page that an answer makes by what its proofs are worth. Where more is to come, a short rest of it is left to
    come again with that, except ``to_the_end``."""
    batches = [prepare(batch, fold) for batch in _batches(answer, proved, to_the_end=to_the_end)]
    return Page(answer.now, answer.epoch, answer.unit, answer.head, batches, proved.runs, proved.doubt)


def parts_of(answer: FeedAnswer, proved: Proved, fold: Fold) -> Iterator[Page]:
    """The same page without a doubt, batch by batch as they are made ready: the first may be applied while the second
    is read. All proofs come with the first."""
    batches = _batches(answer, proved, to_the_end=False)
    runs = proved.runs
    for batch in batches[:-1]:
        yield Page(None, answer.epoch, answer.unit, answer.head, [prepare(batch, fold)], runs)
        runs = []
    last = [prepare(batch, fold) for batch in batches[-1:]]
    yield Page(answer.now, answer.epoch, answer.unit, answer.head, last, runs)


def _batches(answer: FeedAnswer, proved: Proved, *, to_the_end: bool) -> list[Sequence[Delivery]]:
    more = end_of(answer) < answer.head and proved.doubt is None and not to_the_end
    return batches_of(proved.deliveries, more=more)


class Left(msgspec.Struct, frozen=True):
    """What pages leave out of an answer, with the runs that prove it; the whole answer ended at ``position``."""

    answer: FeedAnswer
    position: int


def left_out(answer: FeedAnswer, kept: Page) -> Left:
    """What ``answer`` has after ``kept``, its page or the last part of that."""
    reached = kept.batches[-1].positions[-1] if kept.batches else 0
    entries = [entry for entry in answer.entries if entry.position > reached]
    links = stretches((entry.event.device, entry.event.seq) for entry in entries)
    runs = [
        run
        for run in answer.runs
        if any(
            device == run.device and first < run.first_seq + len(run.body_hashes) and last >= run.first_seq
            for device, first, last in links
        )
    ]
    left = msgspec.structs.replace(answer, entries=entries, runs=runs)
    return Left(left, end_of(answer))


def joined(left: Left, answer: FeedAnswer) -> FeedAnswer:
    """What was left out of the answer before, and the one that follows it, as one. Raises ValueError where it does not
    follow: another epoch, or another position."""
    before = left.answer
    follows = answer.entries and answer.entries[0].position == left.position + 1
    if not follows or (answer.epoch, answer.unit) != (before.epoch, before.unit):
        raise ValueError("an answer that does not follow the one before")
    return msgspec.structs.replace(
        answer, entries=[*before.entries, *answer.entries], runs=[*before.runs, *answer.runs]
    )


def batches_of(deliveries: Sequence[Delivery], *, more: bool) -> list[Sequence[Delivery]]:
    """``deliveries`` in stretches of at most `BATCH`, each ended where it tears the fewest streams apart: what a torn
    stream makes is written twice, the second time with everything read again. Where there is ``more`` to come, a short
    rest is left out."""
    last = {delivery.event.body.stream: place for place, delivery in enumerate(deliveries)}
    batches: list[Sequence[Delivery]] = []
    first = 0
    while left := len(deliveries) - first:
        most = min(BATCH, left)
        slack = most // 5
        if left <= BATCH and not more:
            end = first + left
        elif batches and left < BATCH - slack:
            break
        else:
            end = _cut(deliveries, last, first, most, slack)
        batches.append(deliveries[first:end])
        first = end
    return batches


def _cut(deliveries: Sequence[Delivery], last: Mapping[str, int], first: int, most: int, slack: int) -> int:
    """Where to end a stretch from ``first`` on, of ``most`` deliveries or up to ``slack`` fewer."""
    begun: set[str] = set()
    found, fewest = first + most, len(deliveries)
    for place in range(first, first + most):
        stream = deliveries[place].event.body.stream
        # Whether the last one of all goes on is not known: it counts as torn.
        (begun.discard if last[stream] == place < len(deliveries) - 1 else begun.add)(stream)
        if place >= first + most - slack - 1 and len(begun) <= fewest:
            found, fewest = place + 1, len(begun)
    return found
