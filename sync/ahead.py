"""Everything pending out, and the unit's feed to its end: while the store is written, the hub works on what follows.

One batch or page ahead and no more, so that memory has a bound; what fails here throws away what is ahead. The thread
beside waits for the hub and does little else: one that proved events there would take turns at the interpreter with
every statement of the apply, and nothing would be gained. Where much comes, a process does that (`page_process`), and
two pages are ahead: one at the hub, one there.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from sync.answers import Answer
from sync.client import HubClient
from sync.engine import PAGES, Pace, Prover, Pulled, ask_page, ask_unread, feed_cursor, take_page
from sync.page_process import PageProcess
from sync.pages import Cursor, Page
from sync.proof import Keyring
from sync.pushing import Batch, is_taken, next_batch, settle_batch
from sync.wire import FeedAnswer, PushAnswer, head_of

if TYPE_CHECKING:
    from app.desk.office import Office

_T = TypeVar("_T")

AHEAD = 2
"""Pages under way beside the one that is applied: one that is read, and one that the hub works on."""
MANY = 2_000
"""Events still to come for which a process beside is worth the half second of a processor that it takes to begin."""


def push_all(office: Office, client: HubClient, pace: Pace, between: Callable[[], None] = lambda: None) -> int:
    """Offers everything that is pending, as `engine.push_once` does batch by batch; gives the number of answers.
    ``between`` is called after each batch and ends everything by raising.

    The next batch goes out once the hub has taken in all of the one before, while what it said of that is kept here.
    Cut off there, both are offered again, and the hub answers ``already``.
    """
    number = 0
    with ThreadPoolExecutor(1, "post-ahead") as helper:

        def send(batch: Batch) -> Future[PushAnswer]:
            return helper.submit(pace.run, lambda: client.push(batch.request))

        while (batch := next_batch(office, pace)) is not None:
            coming = send(batch)
            try:
                while batch is not None:
                    following = next_batch(office, pace, after=batch.last)
                    answer = coming.result()
                    if following is not None and is_taken(batch, answer):
                        coming = send(following)
                    else:
                        following = None
                    number += settle_batch(office, batch, answer).number
                    between()
                    batch = following
            except BaseException:
                _let_go(client, coming)
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
    last page said. ``between`` is called after each page and ends everything by raising.

    Pages begin small, so that there is soon something to apply, and double. Where much is to come, ``reader`` is begun,
    and what it can read is only applied here.
    """
    number, batches = 0, 1
    after, prover = feed_cursor(office), Prover(office, client)
    with ThreadPoolExecutor(1, "post-ahead") as helper:
        coming: Future[FeedAnswer] | None = None
        while True:
            if coming is None and reader is not None and reader.is_ready():
                pulled, after = _pull_read(office, client, pace, between, reader, prover, after)
                number += pulled.number
                if pulled.at_head:
                    return replace(pulled, number=number)
            answer = coming.result() if coming else _ask(office, client, pace, after, batches)
            batches = min(PAGES, 2 * batches)
            page, coming = prover.page(answer), None
            after = page.reached(after)
            if page.doubt is None and after[1] < page.head:
                if reader is not None and page.head - after[1] >= MANY:
                    reader.begin()
                if reader is None or not reader.is_ready():
                    coming = helper.submit(_ask, office, client, pace, after, batches)
            try:
                pulled = take_page(office, page, client)
                number += pulled.number
                between()
            except BaseException:
                if coming is not None:
                    _let_go(client, coming)
                raise
            if pulled.at_head:
                return replace(pulled, number=number)


def _ask(office: Office, client: HubClient, pace: Pace, after: Cursor, batches: int) -> FeedAnswer:
    answer = ask_page(office, client, pace, after, batches)
    if answer is None:
        raise AssertionError("a question without a wait was cut")
    return answer


def _pull_read(
    office: Office,
    client: HubClient,
    pace: Pace,
    between: Callable[[], None],
    reader: PageProcess,
    prover: Prover,
    after: Cursor,
) -> tuple[Pulled, Cursor]:
    """Takes pages that ``reader`` reads, as long as it does; gives what came, and where the feed goes on.

    While one is applied, the next is read and the hub works on the one after that: where that one begins is known
    beforehand, as a feed has no holes. An answer that begins elsewhere after all (it was cut for its size, or the hub
    restored) is none the reader can join to the one before.
    """
    number, batches, (epoch, asked) = 0, 1, after
    coming: deque[Future[Page | None]] = deque()
    unread: Future[Answer] | None = None
    with ThreadPoolExecutor(1, "post-ahead") as asking, ThreadPoolExecutor(1, "post-read") as reading:

        def ask() -> Future[Answer]:
            nonlocal asked, batches, unread
            limit = batches * pace.size
            unread = asking.submit(_ask_after, unread, office, client, pace, (epoch, asked), limit)
            follows = asked != after[1]
            coming.append(reading.submit(_read, reader, unread, prover.keyring, follows))
            asked += limit
            batches = min(PAGES, 2 * batches)
            return unread

        try:
            head = head_of(ask().result().body)
            pulled = Pulled(0, at_head=False)
            while coming:
                while len(coming) <= AHEAD and asked < head:
                    ask()
                page = coming.popleft().result()
                if page is None:
                    break
                head = page.head
                pulled = take_page(office, page, client)
                number += pulled.number
                after = page.reached(after)
                between()
            return replace(pulled, number=number), after
        finally:
            if coming:
                with client.break_off():
                    wait(coming)


def _ask_after(
    before: Future[Answer] | None, office: Office, client: HubClient, pace: Pace, after: Cursor, limit: int
) -> Answer:
    if before is not None:
        before.result()  # after one that failed nothing is asked
    return ask_unread(office, client, pace, after, limit)


def _read(reader: PageProcess, unread: Future[Answer], keyring: Keyring, follows: bool) -> Page | None:
    return reader.read(unread.result().body, keyring, follows=follows)


def _let_go(client: HubClient, coming: Future[_T]) -> None:
    """End the call that ``coming`` is the outcome of, if it is still under way; nobody asks for it any more."""
    if not coming.done():
        with client.break_off():
            wait([coming])
