"""The unit's feed to its end: while one page is applied, the next is asked for and proved in a thread beside.

One page ahead and no more, so that memory has a bound; an apply that fails throws the page ahead away.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING

from sync.client import HubClient
from sync.engine import PAGES, Pace, Page, Pulled, ask_page, feed_cursor, take_page

if TYPE_CHECKING:
    from app.desk.office import Office


def pull_all(office: Office, client: HubClient, pace: Pace, between: Callable[[], None] = lambda: None) -> Pulled:
    """Takes everything the unit is owed, as `engine.pull_once` does page by page; gives the number of all and what the
    last page said. ``between`` is called after each page and ends everything by raising.

    Pages begin small, so that there is soon something to apply, and double.
    """
    number, batches = 0, 1
    with ThreadPoolExecutor(1, "post-ahead") as helper:
        page = _asked(office, client, pace, feed_cursor(office), batches)
        while True:
            batches = min(PAGES, 2 * batches)
            coming: Future[Page] | None = None
            if page.goes_on:
                coming = helper.submit(_asked, office, client, pace, page.reached, batches)
            try:
                pulled = take_page(office, page.answer, client, page.proved)
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
            page = coming.result() if coming else _asked(office, client, pace, feed_cursor(office), batches)


def _asked(office: Office, client: HubClient, pace: Pace, after: tuple[str, int], batches: int) -> Page:
    page = ask_page(office, client, pace, after, batches)
    if page is None:
        raise AssertionError("a question without a wait was cut")
    return page
