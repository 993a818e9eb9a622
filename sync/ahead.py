"""The unit's feed to its end: while one page is applied, the next is asked for in a thread beside.

One page ahead and no more, so that memory has a bound; an apply that fails throws the page ahead away. The thread
beside waits for the hub and does little else: one that proved events there would take turns at the interpreter with
every statement of the apply, and nothing would be gained.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING

from sync.client import HubClient
from sync.engine import PAGES, Pace, Pulled, ask_page, feed_cursor, proved_page, take_page
from sync.wire import FeedAnswer

if TYPE_CHECKING:
    from app.desk.office import Office


def pull_all(office: Office, client: HubClient, pace: Pace, between: Callable[[], None] = lambda: None) -> Pulled:
    """Takes everything the unit is owed, as `engine.pull_once` does page by page; gives the number of all and what the
    last page said. ``between`` is called after each page and ends everything by raising.

    Pages begin small, so that there is soon something to apply, and double.
    """
    number, batches = 0, 1
    with ThreadPoolExecutor(1, "post-ahead") as helper:
        after = feed_cursor(office)
        answer = _answer(office, client, pace, after, batches)
        while True:
            batches = min(PAGES, 2 * batches)
            page = proved_page(office, after, answer)
            coming: Future[FeedAnswer] | None = None
            if page.goes_on:
                coming = helper.submit(_answer, office, client, pace, page.reached, batches)
            try:
                pulled = take_page(office, answer, client, page.proved)
                number += pulled.number
                between()
            except BaseException:
                if coming is not None:
                    with client.break_off():
                        wait([coming])
                raise
            if pulled.at_head:
                return Pulled(number, at_head=True, anew=pulled.anew)
            # A device that had to be looked up first has stood in the way of asking ahead.
            after = page.reached
            answer = coming.result() if coming else _answer(office, client, pace, after, batches)


def _answer(office: Office, client: HubClient, pace: Pace, after: tuple[str, int], batches: int) -> FeedAnswer:
    answer = ask_page(office, client, pace, after, batches)
    if answer is None:
        raise AssertionError("a question without a wait was cut")
    return answer
