"""One piece of the post's work at a time, between an open office and its hub: fetch, prove, compare; `pushing` sends.

Every function does one exchange and keeps its outcome, at most `BATCH` events a transaction; it may be cut off anywhere
and done again. Raises leaves of `PostError` for the hub's side and of `StoreError` for ours.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Connection

from app.domain.events import VIETNAM
from app.errors import HubAnswerInvalid, HubRefused
from app.store import enrolment, files, journal, runs, settings, states, streams
from app.store.deliveries import NOTHING, Prepared, prepare
from app.store.enrolment import Enrolment
from app.store.journal import FeedGap
from app.store.runs import Run
from sync.client import HubClient
from sync.enrolment import contact_is_due, current_of, device_keys, heard, refresh_reference
from sync.pages import Cursor, Page, batches_of, page_of
from sync.proof import Doubt, Keyring, Proved, prove
from sync.pushing import Pace as Pace
from sync.pushing import push_once as push_once
from sync.wire import (
    FeedAnswer,
    FeedEntry,
    ReconcileRequest,
    WireRun,
    digest_of,
)

if TYPE_CHECKING:
    from app.desk.office import Office

log = logging.getLogger(__name__)

DOUBT = "post.doubt"
"""Setting: position, device and cause of the last relayed event that could not be proved; the count of that name
says how often it happened."""
MISSING = "post.missing"
"""Setting: how many dossiers of the last days compared the hub had placed and does not have any more (of each day at
most `LOOKED_FOR` are looked for)."""
LOOKED_FOR = 20
"""Most dossiers of a day that are asked for one by one because the hub did not name them."""
RECONCILED_DAYS = 30
PAGES = 5
"""How many times `Pace.size` events one answer of the feed brings; they are kept `BATCH` a transaction all the same."""


@dataclass(frozen=True)
class Pulled:
    """How many events came, and whether that was all there is. ``cut`` is a wait that was ended from our side; with
    ``anew`` the hub was restored, and what it lost waits to be offered again."""

    number: int
    at_head: bool
    cut: bool = False
    anew: bool = False


@dataclass(frozen=True)
class Reconciled:
    """Unit-days that differed, the streams fetched for that, and those that the hub had placed and has lost."""

    days: int
    fetched: int
    only_here: int


# ---------------------------------------------------------------- events in


def pull_once(
    office: Office, client: HubClient, pace: Pace, *, wait: int = 0, unless: Callable[[], bool] | None = None
) -> Pulled:
    """Takes what the unit is owed next, at most 500 events, proves them and applies them, at most 100 a transaction.

    Between two of those an officer's act gets its turn; cut off there, the feed goes on from what was applied.

    An event that cannot be proved is not applied, nor anything after it: raises HubAnswerInvalid
    (``reason`` ``unproved``, with position, device and cause). When the hub has begun a new epoch, everything
    it lost is pending again once its feed has been read to the end.
    """
    answer = ask_page(office, client, pace, feed_cursor(office), PAGES * pace.size, wait=wait, unless=unless)
    if answer is None:
        return Pulled(0, at_head=True, cut=True)
    return take_page(office, Prover(office, client).page(answer), client)


def feed_cursor(office: Office) -> Cursor:
    """Where the unit's feed goes on."""
    with office.store.read() as connection:
        current = current_of(connection)
        epoch, after = journal.cursor(connection, current.unit)
    return epoch or current.epoch, after


def ask_page(
    office: Office,
    client: HubClient,
    pace: Pace,
    after: Cursor,
    limit: int,
    *,
    wait: int = 0,
    unless: Callable[[], bool] | None = None,
) -> FeedAnswer | None:
    """What the unit is owed after a cursor, at most ``limit`` events; None for a wait that was cut."""
    unit = unit_of(office)
    return pace.run(lambda: client.feed(unit, *after, limit, wait=wait, unless=unless))


def unit_of(office: Office) -> str:
    """The unit whose feed this machine reads."""
    with office.store.read() as connection:
        return current_of(connection).unit


def take_page(office: Office, page: Page, client: HubClient | None) -> Pulled:
    """Applies one page of the feed, at most 100 events a transaction; see `pull_once`.

    Without a ``client`` the page came in a bundle: when the hub last answered is for others to say.
    """
    batches = page.batches
    if not batches:
        with office.store.read() as connection:
            current, cursor = _here(connection)
        if client is None and page.head <= page.start(cursor):
            return Pulled(0, at_head=True)
        at_head, anew = _fits(page, current, cursor)
        if anew or page.epoch != cursor[0] or contact_is_due(office):
            batches = [NOTHING]
    kept: Sequence[Run] = page.runs
    for place, batch in enumerate(batches):
        with office.store.write() as connection:
            current, cursor = _here(connection)
            if client is None and page.head <= page.start(cursor):
                # The line was quicker than the stick.
                return Pulled(sum(len(done.rows) for done in batches[:place]), at_head=True)
            at_head, anew = _fits(page, current, cursor)
            # All proofs with the first: an event is never here without its own.
            _apply(connection, current.unit, page.epoch, batch, kept)
            kept = []
            if batch is not batches[-1]:
                continue
            if anew:
                lost = runs.reopen(connection, page.epoch)
                journal.reissue(connection, current.device)
                files.ask_again(connection)
                enrolment.note_epoch(connection, page.epoch)
                log.warning("the hub has begun a new epoch; %d events are offered again", lost)
            if client is not None and page.now is not None:
                heard(office, connection, page.now)
    if page.doubt is not None:
        raise doubted(office, page.doubt)
    return Pulled(sum(len(batch.rows) for batch in page.batches), at_head, anew=anew)


def _here(connection: Connection) -> tuple[Enrolment, Cursor]:
    """Who this machine is, and how far its unit's feed was applied."""
    current = current_of(connection)
    return current, journal.cursor(connection, current.unit)


def _fits(page: Page, current: Enrolment, cursor: Cursor) -> tuple[bool, bool]:
    """Whether the feed is read to its end with this page, and whether that is a new epoch's. Raises HubAnswerInvalid
    (``feed_gap``) for a page that does not go on from where the feed has come to."""
    start = page.start(cursor)
    empty = not page.batches and page.doubt is None
    if page.unit != current.unit or page.head < start or (empty and page.head > start):
        raise HubAnswerInvalid(reason="feed_gap", head=page.head, after=start)
    at_head = page.reached(cursor)[1] >= page.head
    return at_head, at_head and page.epoch != current.epoch


def _apply(connection: Connection, unit: str, epoch: str, delivered: Prepared, proofs: Sequence[Run]) -> None:
    try:
        journal.apply_feed(connection, unit, epoch, delivered, proofs)
    except FeedGap as gap:
        raise HubAnswerInvalid(reason="feed_gap", detail=str(gap)) from gap


def fetch_streams(office: Office, client: HubClient) -> int:
    """Fetches whole the streams that have a hole; gives the number of those made whole."""
    with office.store.read() as connection:
        wanted = journal.streams_to_fetch(connection)
    return sum(fetch_stream(office, client, stream) for stream in wanted)


def fetch_stream(office: Office, client: HubClient, stream: str) -> bool:
    """Fetches one stream whole; False when the hub does not have it (any more)."""
    try:
        answer = client.stream(stream)
    except HubRefused as refused:
        if refused.facts.get("reason") == "not_found":
            return False
        raise
    found = Prover(office, client).prove(answer.entries, answer.runs)
    if found.doubt is not None:
        raise doubted(office, found.doubt)
    if answer.stream != stream or any(delivery.event.body.stream != stream for delivery in found.deliveries):
        raise HubAnswerInvalid(reason="stream")
    take_streams(office, answer.epoch, found, lambda connection: heard(office, connection, answer.now))
    return True


def take_streams(office: Office, epoch: str, found: Proved, then: Callable[[Connection], None]) -> None:
    """Keeps streams that came whole, one after the other, at most `BATCH` events a transaction: between two of those an
    officer's act gets its turn. ``then`` is done in the last one; cut off before, they are to be asked for again.

    Raises HubAnswerInvalid (``stream``) for a stream that is not whole, of which nothing is kept.
    """
    reached: dict[str, int] = {}
    for delivery in found.deliveries:
        stream = delivery.event.body.stream
        if delivery.placement.stream_seq != reached.get(stream, 0) + 1:
            raise HubAnswerInvalid(reason="stream", detail=f"stream_seq {delivery.placement.stream_seq}")
        reached[stream] = delivery.placement.stream_seq
    batches = [prepare(batch, office.store.fold) for batch in batches_of(found.deliveries, more=False)] or [NOTHING]
    kept: Sequence[Run] = found.runs
    for batch in batches:
        with office.store.write() as connection:
            # All proofs with the first: an event is never here without its own.
            journal.apply_streams(connection, epoch, batch, kept)
            kept = []
            if batch is batches[-1]:
                then(connection)


class Prover:
    """Proves what came for an office by the keys it knows. A device it does not know may be new: its certificate comes
    with newer reference data, which is asked for where there is a ``client``; without one it ends what is believed."""

    def __init__(self, office: Office, client: HubClient | None) -> None:
        self._office, self._client = office, client
        self.keyring = keyring_of(office)

    def page(self, answer: FeedAnswer, *, to_the_end: bool = False) -> Page:
        """One answer of the feed, made ready for the store; see `page_of`. One in a bundle to its end, as it does not
        come again."""
        found = self.prove(answer.entries, answer.runs)
        return page_of(answer, found, self._office.store.fold, to_the_end=to_the_end or self._client is None)

    def prove(self, entries: Sequence[FeedEntry], proofs: Sequence[WireRun]) -> Proved:
        """The entries up to the first that cannot be proved."""
        found = prove(entries, proofs, self.keyring)
        unknown = found.doubt is not None and found.doubt.cause == "unknown_device"
        if unknown and self._client is not None and refresh_reference(self._office, self._client):
            self.keyring = keyring_of(self._office)
            found = prove(entries, proofs, self.keyring)
        return found


def doubted(office: Office, doubt: Doubt) -> HubAnswerInvalid:
    """What to raise, after what came before it is kept, for an event that cannot be proved; noted for a person."""
    facts = {"position": doubt.position, "device": doubt.device, "cause": doubt.cause}
    with office.store.write() as connection:
        settings.save(connection, DOUBT, facts)
        settings.next_count(connection, DOUBT)
    return HubAnswerInvalid(reason="unproved", **facts)


def keyring_of(office: Office) -> Keyring:
    """The keys by the newest reference data, in force or not: a device is known as soon as the hub names it."""
    with office.store.read() as connection:
        current = current_of(connection)
        devices = device_keys(connection)
    devices[current.device] = office.keys.device_key.public_key()
    return Keyring(devices, Ed25519PublicKey.from_public_bytes(current.hub_key))


# ---------------------------------------------------------------- comparing


def reconcile(office: Office, client: HubClient, days: int = RECONCILED_DAYS) -> Reconciled:
    """Compares the last days of acceptance with the hub and fetches the streams that differ. Those that the hub had
    placed and does not have any more are counted under `MISSING` and logged: its administrator has to look.

    To be called when the feed is at its head and nothing is pending; what is under way differs by nature.
    """
    today = office.now().astimezone(VIETNAM).date()
    with office.store.read() as connection:
        current = current_of(connection)
        heads = {
            day.isoformat(): streams.heads_of_day(connection, day)
            for day in (today - timedelta(days=back) for back in range(days))
        }
    answer = client.reconcile(ReconcileRequest(current.unit, {day: digest_of(held) for day, held in heads.items()}))
    fetched = only_here = 0
    for day, theirs in answer.days.items():
        ours = {stream: (head, last.hex()) for stream, (head, last) in heads.get(day, {}).items()}
        for each in theirs:
            if ours.pop(each.stream, None) != (each.head, each.digest):
                fetched += fetch_stream(office, client, each.stream)
        for stream in _received_here(office, current.unit, ours)[:LOOKED_FOR]:
            if fetch_stream(office, client, stream):
                fetched += 1
            else:
                only_here += 1
    _note_missing(office, only_here)
    return Reconciled(len(answer.days), fetched, only_here)


def _received_here(office: Office, unit: str, held: Iterable[str]) -> list[str]:
    """Those of ``held`` that ``unit`` received itself: of no other can it be said that a hub owes it to the unit."""
    with office.store.read() as connection:
        rows = [states.row(connection, stream) for stream in held]
    return [row.stream for row in rows if row is not None and row.unit == unit]


def _note_missing(office: Office, number: int) -> None:
    with office.store.read() as connection:
        noted = settings.load(connection, MISSING, int, 0)
    if number:
        log.error("%d dossiers that the hub had placed are not with it any more", number)
    if number != noted:
        with office.store.write() as connection:
            settings.save(connection, MISSING, number)
