"""Everything pending out, and the unit's feed to its end: while the store is written, the hub works on what follows.

One batch or page ahead and no more, so that memory has a bound; what fails here throws away what is ahead. The thread
beside waits for the hub and does little else: one that proved events there would take turns at the interpreter with
every statement of the apply, and nothing would be gained. Where much comes, a process does that (`page_process`).
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, TypeVar

from sync.answers import decoded
from sync.client import HubClient
from sync.engine import PAGES, Pace, Prover, Pulled, ask_page, ask_unread, feed_cursor, take_page
from sync.page_process import PageProcess
from sync.pages import Cursor, Page
from sync.proof import Keyring
from sync.pushing import Batch, is_taken, next_batch, settle_batch
from sync.wire import FeedAnswer, PushAnswer

if TYPE_CHECKING:
    from app.desk.office import Office

_T = TypeVar("_T")

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
    with ThreadPoolExecutor(1, "post-ahead") as helper:
        after, prover = feed_cursor(office), Prover(office, client)
        came = _ask(office, client, pace, after, batches, reader, prover.keyring)
        while True:
            batches = min(PAGES, 2 * batches)
            page = came if isinstance(came, Page) else prover.page(came)
            after = page.reached(after)
            coming: Future[Page | FeedAnswer] | None = None
            if page.doubt is None and after[1] < page.head:
                if reader is not None and page.head - after[1] >= MANY:
                    reader.begin()
                coming = helper.submit(_ask, office, client, pace, after, batches, reader, prover.keyring)
            try:
                pulled = take_page(office, page, client)
                number += pulled.number
                between()
            except BaseException:
                if coming is not None:
                    _let_go(client, coming)
                raise
            if coming is None:
                return Pulled(number, at_head=pulled.at_head, anew=pulled.anew)
            came = coming.result()


def _ask(
    office: Office,
    client: HubClient,
    pace: Pace,
    after: Cursor,
    batches: int,
    reader: PageProcess | None,
    keyring: Keyring,
) -> Page | FeedAnswer:
    """The next page, read by ``reader`` or still to be."""
    if reader is not None and reader.is_ready():
        unread = ask_unread(office, client, pace, after, batches)
        page = reader.read(unread.body, keyring)
        return decoded(unread, FeedAnswer) if page is None else page
    answer = ask_page(office, client, pace, after, batches)
    if answer is None:
        raise AssertionError("a question without a wait was cut")
    return answer


def _let_go(client: HubClient, coming: Future[_T]) -> None:
    """End the call that ``coming`` is the outcome of, if it is still under way; nobody asks for it any more."""
    if not coming.done():
        with client.break_off():
            wait([coming])
