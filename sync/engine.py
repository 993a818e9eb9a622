"""One piece of the post's work at a time, between an open office and its hub: fetch, prove, compare; `pushing` sends.

Every function does one exchange and keeps its outcome in one transaction, so it may be cut off anywhere and
done again. Raises leaves of `PostError` for the hub's side and of `StoreError` for ours.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Connection

from app.domain.events import VIETNAM
from app.errors import HubAnswerInvalid, HubRefused
from app.store import enrolment, files, journal, runs, settings, streams
from app.store.journal import Delivery, FeedGap
from app.store.runs import Run
from sync.client import HubClient
from sync.enrolment import contact_is_due, current_of, device_keys, heard, refresh_reference
from sync.proof import Keyring, Proved, prove
from sync.pushing import Pace as Pace
from sync.pushing import push_once as push_once
from sync.wire import (
    BATCH,
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
    """Unit-days that differed, the streams fetched for that, and those that only we hold as placed."""

    days: int
    fetched: int
    only_here: int


# ---------------------------------------------------------------- events in


@dataclass(frozen=True)
class Page:
    """One answer to a question for what comes after ``asked`` (epoch and position), and what its proofs are worth by
    the keys known when it came."""

    asked: tuple[str, int]
    answer: FeedAnswer
    proved: Proved

    @property
    def reached(self) -> tuple[str, int]:
        """The cursor once the whole page is applied."""
        epoch, after = self.asked
        start = after if self.answer.epoch == epoch else 0
        return self.answer.epoch, max(self.answer.entries[-1].position, start) if self.answer.entries else start

    @property
    def goes_on(self) -> bool:
        """True when nothing in this page stands in the way of the next."""
        return self.proved.doubt is None and self.reached[1] < self.answer.head


def pull_once(
    office: Office, client: HubClient, pace: Pace, *, wait: int = 0, unless: Callable[[], bool] | None = None
) -> Pulled:
    """Takes what the unit is owed next, at most 500 events, proves them and applies them, at most 100 a transaction.

    Between two of those an officer's act gets its turn; cut off there, the feed goes on from what was applied.

    An event that cannot be proved is not applied, nor anything after it: raises HubAnswerInvalid
    (``reason`` ``unproved``, with position, device and cause). When the hub has begun a new epoch, everything
    it lost is pending again once its feed has been read to the end.
    """
    answer = ask_page(office, client, pace, feed_cursor(office), PAGES, wait=wait, unless=unless)
    if answer is None:
        return Pulled(0, at_head=True, cut=True)
    return take_page(office, answer, client)


def feed_cursor(office: Office) -> tuple[str, int]:
    """Where the unit's feed goes on: epoch and position."""
    with office.store.read() as connection:
        current = current_of(connection)
        epoch, after = journal.cursor(connection, current.unit)
    return epoch or current.epoch, after


def ask_page(
    office: Office,
    client: HubClient,
    pace: Pace,
    after: tuple[str, int],
    batches: int,
    *,
    wait: int = 0,
    unless: Callable[[], bool] | None = None,
) -> FeedAnswer | None:
    """What the unit is owed after a cursor, at most ``batches`` times what the line bears; None for a wait that was
    cut."""
    with office.store.read() as connection:
        unit = current_of(connection).unit
    epoch, position = after
    return pace.run(lambda: client.feed(unit, epoch, position, batches * pace.size, wait=wait, unless=unless))


def proved_page(asked: tuple[str, int], answer: FeedAnswer, keyring: Keyring) -> Page:
    """The answer to a question, proved by the keys of ``keyring``."""
    return Page(asked, answer, prove(answer.entries, answer.runs, keyring))


def take_page(office: Office, answer: FeedAnswer, client: HubClient | None, found: Proved | None = None) -> Pulled:
    """Proves and applies one page of the feed, at most 100 events a transaction; see `pull_once`. ``found`` is what
    its proofs were worth when it came.

    Without a ``client`` the page came in a bundle: a device still unknown then ends what is believed, and when the
    hub last answered is for others to say.
    """
    with office.store.read() as connection:
        current = current_of(connection)
        epoch, after = journal.cursor(connection, current.unit)
    start = after if answer.epoch == epoch else 0
    if client is None and answer.head <= start:
        return Pulled(0, at_head=True)  # the line was quicker than the stick
    if answer.unit != current.unit or answer.head < start or (not answer.entries and answer.head > start):
        raise HubAnswerInvalid(reason="feed_gap", head=answer.head, after=start)
    deliveries, kept, doubt = proved(office, client, answer.entries, answer.runs, found)
    reached = max(deliveries[-1].position, start) if deliveries else start
    at_head = reached >= answer.head
    anew = at_head and answer.epoch != current.epoch
    pages = [deliveries[first : first + BATCH] for first in range(0, len(deliveries), BATCH)]
    for page in pages[:-1]:
        with office.store.write() as connection:
            # All proofs with the first: an event is never here without its own.
            _apply(connection, current.unit, answer.epoch, page, kept)
            kept = []
    if deliveries or anew or answer.epoch != epoch or contact_is_due(office):
        with office.store.write() as connection:
            _apply(connection, current.unit, answer.epoch, pages[-1] if pages else [], kept)
            if anew:
                lost = runs.reopen(connection, answer.epoch)
                journal.reissue(connection, current.device)
                files.ask_again(connection)
                enrolment.note_epoch(connection, answer.epoch)
                log.warning("the hub has begun a new epoch; %d events are offered again", lost)
            if client is not None:
                heard(office, connection, answer.now)
    if doubt is not None:
        raise doubt
    return Pulled(len(deliveries), at_head, anew=anew)


def _apply(
    connection: Connection, unit: str, epoch: str, deliveries: Sequence[Delivery], proofs: Sequence[Run]
) -> None:
    try:
        journal.apply_feed(connection, unit, epoch, deliveries, proofs)
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
    deliveries, kept, doubt = proved(office, client, answer.entries, answer.runs)
    if doubt is not None:
        raise doubt
    if answer.stream != stream or any(delivery.event.body.stream != stream for delivery in deliveries):
        raise HubAnswerInvalid(reason="stream")
    with office.store.write() as connection:
        try:
            journal.apply_stream(connection, answer.epoch, deliveries, kept)
        except FeedGap as gap:
            raise HubAnswerInvalid(reason="stream", detail=str(gap)) from gap
        heard(office, connection, answer.now)
    return True


def proved(
    office: Office,
    client: HubClient | None,
    entries: Sequence[FeedEntry],
    proofs: Sequence[WireRun],
    found: Proved | None = None,
) -> tuple[list[Delivery], list[Run], HubAnswerInvalid | None]:
    """The proved entries, and the failure to raise after they are kept. A device we do not know may be new:
    its certificate comes with newer reference data. ``found`` is what was proved of them already."""
    proved = found or prove(entries, proofs, keyring_of(office))
    unknown = proved.doubt is not None and proved.doubt.cause == "unknown_device"
    if unknown and client is not None and refresh_reference(office, client):
        proved = prove(entries, proofs, keyring_of(office))
    doubt = proved.doubt
    if doubt is None:
        return proved.deliveries, proved.runs, None
    facts = {"position": doubt.position, "device": doubt.device, "cause": doubt.cause}
    with office.store.write() as connection:
        settings.save(connection, DOUBT, facts)
        settings.next_count(connection, DOUBT)
    return proved.deliveries, proved.runs, HubAnswerInvalid(reason="unproved", **facts)


def keyring_of(office: Office) -> Keyring:
    """The keys by the newest reference data, in force or not: a device is known as soon as the hub names it."""
    with office.store.read() as connection:
        current = current_of(connection)
        devices = device_keys(connection)
    devices[current.device] = office.keys.device_key.public_key()
    return Keyring(devices, Ed25519PublicKey.from_public_bytes(current.hub_key))


# ---------------------------------------------------------------- comparing


def reconcile(office: Office, client: HubClient, days: int = RECONCILED_DAYS) -> Reconciled:
    """Compares the last days of acceptance with the hub and fetches the streams that differ.

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
        only_here += len(ours)
    return Reconciled(len(answer.days), fetched, only_here)
