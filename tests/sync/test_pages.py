"""Where a page of the feed is cut: few streams are torn, nothing is lost, nothing stands still."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from app.domain.events import Placement, new_id
from app.store.deliveries import Delivery
from sync.pages import batches_of
from sync.wire import BATCH
from tests.store.builders import START, body, foreign_chain

STREAMS = [new_id() for _ in range(120)]


def feed_of(streams: Sequence[int]) -> list[Delivery]:
    """One event each of these streams, by their numbers, in this order."""
    events = foreign_chain([(body("attach", STREAMS[number]), None) for number in streams])
    return [Delivery(place, event, Placement(1, "effective", None, START)) for place, event in enumerate(events, 1)]


def positions(batches: Sequence[Sequence[Delivery]]) -> list[int]:
    return [delivery.position for batch in batches for delivery in batch]


def test_whole_dossiers_stay_together() -> None:
    came = feed_of([place // 6 for place in range(500)])
    assert [len(batch) for batch in batches_of(came, more=True)] == [96] * 5
    assert [len(batch) for batch in batches_of(came, more=False)] == [96] * 5 + [20]


def test_a_long_stream_is_cut_as_late_as_may_be() -> None:
    came = feed_of([0] * 250)
    assert [len(batch) for batch in batches_of(came, more=True)] == [100, 100]
    assert [len(batch) for batch in batches_of(came, more=False)] == [100, 100, 50]


def test_a_stream_that_may_go_on_is_not_taken_for_whole() -> None:
    """The page ends with the fourth event of a dossier: it comes again with the others."""
    came = feed_of([place // 6 for place in range(100)])
    assert [len(batch) for batch in batches_of(came, more=True)] == [96]
    assert [len(batch) for batch in batches_of(came, more=False)] == [100]


def test_nothing_makes_nothing() -> None:
    assert batches_of([], more=True) == batches_of([], more=False) == []


@given(st.lists(st.integers(0, len(STREAMS) - 1), min_size=1, max_size=320), st.booleans())
def test_nothing_is_lost_or_stands_still(streams: list[int], more: bool) -> None:
    came = feed_of(streams)
    batches = batches_of(came, more=more)
    kept = positions(batches)
    assert kept == list(range(1, len(kept) + 1))
    assert all(0 < len(batch) <= BATCH for batch in batches)
    assert len(kept) == len(came) if not more else len(came) - BATCH < len(kept)
    assert kept, "a page without an event would be asked for again and again"
