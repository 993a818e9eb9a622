"""Everything pending out, and the unit's feed to its end: while the store is written, the hub works on what follows.

One batch or page ahead and no more, so that memory has a bound; what fails here throws away what is ahead. The thread
beside waits for the hub and does little else: one that proved events there would take turns at the interpreter with
every statement of the apply, and nothing would be gained. Where much comes, a process asks and reads (`page_process`),
as far ahead as its pipe holds, and here is nobody but the one who applies.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from sync.client import HubClient
from sync.engine import PAGES, Pace, Prover, Pulled, ask_page, feed_cursor, take_page, unit_of
from sync.page_process import PageProcess
from sync.pages import Cursor, Page, end_of
from sync.proof import Keyring
from sync.pushing import Batch, is_taken, next_batch, settle_batch
from sync.wire import FeedAnswer, PushAnswer

if TYPE_CHECKING:
    from app.desk.office import Office

_T = TypeVar("_T")
_Said = Future[PushAnswer | None]
"""What the hub says of a batch; None where it was not sent, as the one before was not taken in."""

MANY = 2_000
"""Events still to come for which a process beside is worth the half second of a processor that it takes to begin."""


def push_all(office: Office, client: HubClient, pace: Pace, between: Callable[[], None] = lambda: None) -> int:
    """Offers everything that is pending, as `engine.push_once` does batch by batch; gives the number of answers.
    ``between`` is called after each batch and ends everything by raising.

    The next batch waits beside, ready to go, and goes out as soon as the hub has taken in all of the one before, while
    what it said of that is kept here. Cut off there, both are offered again, and the hub answers ``already``.
    """
    number = 0
    with ThreadPoolExecutor(1, "post-ahead") as helper:

        def send(batch: Batch) -> PushAnswer | None:
            return batch.send(client, pace)

        def follow(batch: Batch, before: Batch, said: _Said) -> PushAnswer | None:
            answer = said.result()
            return send(batch) if answer is not None and is_taken(before, answer) else None

        while (batch := next_batch(office, pace)) is not None:
            coming = latest = helper.submit(send, batch)
            try:
                while batch is not None:
                    following = next_batch(office, pace, after=batch.last)
                    if following is not None:
                        latest = helper.submit(follow, following, batch, coming)
                    answer = coming.result()
                    if answer is None:
                        break
                    number += settle_batch(office, batch, answer).number
                    between()
                    batch, coming = following, latest
            except BaseException:
                _let_go(client, latest)
                raise
    return number


def pull_all(
    office: Office,
    client: HubClient,
    pace: Pace,
    between: Callable[[], None] = lambda: None,
    reader: PageProcess | None = None,
) -> Pulled:
    """Takes everything the unit is owed, as `engine.pull_once` does page by page; gives the number of all and what the
    last page said. ``between`` is called after each page, or part of one, and ends everything by raising.

    Where much is to come, ``reader`` is begun, and what it can ask for and read is only applied here.
    """
    number = 0
    with closing(_pages(office, client, pace, reader)) as pages:
        while True:
            pulled = take_page(office, next(pages), client)
            number += pulled.number
            between()
            if pulled.at_head:
                return replace(pulled, number=number)


def _pages(office: Office, client: HubClient, pace: Pace, reader: PageProcess | None) -> Generator[Page]:
    """The pages of the unit's feed, from where it goes on; without an end. They begin small, so that there is soon
    something to apply, and double; anew after what ``reader`` could not read. If it could read nothing of what it was
    asked for, it is asked again only with other keys: whatever stands in its way alone costs time once."""
    prover, after, unit = Prover(office, client), feed_cursor(office), unit_of(office)
    limits = _limits(pace)
    coming: Future[FeedAnswer] | None = None
    useless: Keyring | None = None
    with ThreadPoolExecutor(1, "post-ahead") as helper:
        try:
            while True:
                answer = coming.result() if coming else _ask(office, client, pace, after, next(limits))
                coming, parts, keyring = None, None, prover.keyring
                if reader is not None and answer.head - end_of(answer) >= MANY and keyring is not useless:
                    # Asked before anything else, so that it is at work while this answer is read and applied here.
                    reader.begin()
                    parts = reader.pages(client, unit, (answer.epoch, end_of(answer)), keyring, limits)
                page = prover.page(answer, to_the_end=parts is not None)
                after = page.reached(after)
                if page.doubt is not None:
                    parts = None
                elif parts is None and page.head > after[1]:
                    coming = helper.submit(_ask, office, client, pace, after, next(limits))
                yield page
                if parts is not None:
                    before = after
                    for part in parts:
                        if part.now is not None:
                            client.answered += 1  # the hub has spoken, if not to this client
                            pace.grow()
                        after = part.reached(after)
                        yield part
                    limits = _limits(pace)
                    if after == before:
                        useless = keyring
        finally:
            if coming is not None:
                _let_go(client, coming)


def _limits(pace: Pace) -> Iterator[int]:
    batches = 1
    while True:
        yield batches * pace.size
        batches = min(PAGES, 2 * batches)


def _ask(office: Office, client: HubClient, pace: Pace, after: Cursor, limit: int) -> FeedAnswer:
    answer = ask_page(office, client, pace, after, limit)
    if answer is None:
        raise AssertionError("a question without a wait was cut")
    return answer


def _let_go(client: HubClient, coming: Future[_T]) -> None:
    """End the call that ``coming`` is the outcome of, if it is still under way; nobody asks for it any more."""
    if not coming.done():
        with client.break_off():
            wait([coming])
