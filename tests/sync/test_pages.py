"""Where a page of the feed is cut: few streams are torn, nothing is lost, nothing stands still."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.events import Placement, new_id
from app.store.deliveries import Delivery, Prepared
from sync.pages import Left, Page, batches_of, joined, left_out
from sync.wire import BATCH, FeedAnswer, FeedEntry, WireEvent, WirePlacement, WireRun
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


def answer_of(first: int, last: int, runs: list[WireRun] | None = None, epoch: str = "e1") -> FeedAnswer:
    entries = [
        FeedEntry(place, WireEvent(msgspec.Raw(b"{}"), "may-01", place, "", ""), WirePlacement(1, "effective", ""))
        for place in range(first, last + 1)
    ]
    return FeedAnswer("", epoch, "u", 900, entries, runs or [])


def test_what_is_left_out_comes_first_in_the_next_page_with_what_proves_it() -> None:
    runs = [
        WireRun("may-01", 1, "", [""] * 96, ""),
        WireRun("may-01", 97, "", [""] * 6, ""),
        WireRun("b", 99, "", [""], ""),
    ]
    answer = answer_of(1, 100, runs)
    page = Page("", "e1", "u", 900, [Prepared(list(range(1, 97)), [], {})], [])
    left = left_out(answer, page)
    assert [entry.position for entry in left.answer.entries] == [97, 98, 99, 100]
    assert (left.answer.runs, left.position) == ([runs[1]], 100)
    more = [WireRun("may-01", 103, "", [""] * 9, "")]
    whole = joined(left, answer_of(101, 110, more))
    assert [entry.position for entry in whole.entries] == list(range(97, 111))
    assert whole.runs == [runs[1], *more]
    assert joined(left_out(answer_of(1, 96), page), answer_of(97, 99)) == answer_of(97, 99)


@pytest.mark.parametrize(
    "answer", [answer_of(102, 110), answer_of(100, 110), answer_of(101, 100), answer_of(101, 110, epoch="e2")]
)
def test_an_answer_that_does_not_follow_is_not_joined(answer: FeedAnswer) -> None:
    with pytest.raises(ValueError, match="does not follow"):
        joined(Left(answer_of(97, 100), 100), answer)
    with pytest.raises(ValueError, match="does not follow"):
        joined(Left(answer_of(97, 96), 100), answer)


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
