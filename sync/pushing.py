"""Events out: the next run as it is offered to the hub, and what the hub says of it, kept in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import Connection

from app.domain.events import Event, sign_run
from app.errors import DeviceForked, HubAnswerInvalid, HubRefused, HubUnreachable
from app.store import journal, runs, streams
from app.store.journal import FeedGap, Settlement
from sync.client import HubClient, packed
from sync.enrolment import current_of, heard
from sync.wire import (
    BATCH,
    REQUEST_LIMIT,
    PushAnswer,
    PushRequest,
    PushResult,
    RegisterBook,
    RegistersGiven,
    offered,
    placement_from_wire,
)

if TYPE_CHECKING:
    from app.desk.office import Office

ENVELOPE_BYTES = 640
"""Most bytes the post adds to one event: link, salt and the names of the fields."""

_T = TypeVar("_T")


@dataclass
class Pace:
    """How many events go into one call: halved by what looks like a bad line, doubled by each success."""

    size: int = BATCH

    def run(self, call: Callable[[], _T]) -> _T:
        """``call``, and what its outcome says about the line."""
        try:
            done = call()
        except HubUnreachable:
            self.size = max(1, self.size // 2)
            raise
        except (HubRefused, HubAnswerInvalid) as refused:
            if refused.facts.get("status") == 413 or refused.facts.get("reason") == "too_large":
                self.size = max(1, self.size // 2)
            raise
        self.grow()
        return done

    def grow(self) -> None:
        """To be called after a call that went well and did not come this way."""
        self.size = min(BATCH, self.size * 2)


@dataclass(frozen=True)
class Pushed:
    """How many events were answered, by outcome."""

    outcomes: Mapping[str, int]

    @property
    def number(self) -> int:
        return sum(self.outcomes.values())


@dataclass(frozen=True)
class Batch:
    """Events of one call, in the order of their links, how they are offered to the hub, and that as it is sent."""

    events: Sequence[Event]
    request: PushRequest
    message: bytes

    @property
    def last(self) -> int:
        """The ``device_seq`` of the last event."""
        return self.events[-1].link.device_seq

    def send(self, client: HubClient, pace: Pace) -> PushAnswer:
        """What the hub answers."""
        return pace.run(lambda: client.push(self.request, self.message))


def push_once(office: Office, client: HubClient, pace: Pace) -> Pushed:
    """Offers the next run of events and keeps what the hub said of each. Nothing pending: nothing is sent.

    When the outcome stays unknown the same events are offered again; the hub answers ``already``.
    Raises DeviceForked when the hub has another event where ours stands, HubRefused (``epoch``) when the hub was
    restored and its feed must be read first.
    """
    batch = next_batch(office, pace)
    return Pushed({}) if batch is None else settle_batch(office, batch, batch.send(client, pace))


def next_batch(office: Office, pace: Pace, *, after: int = 0) -> Batch | None:
    """The next events to push, signed; ``after`` is the last one on its way already. None when there is none."""
    with office.store.read() as connection:
        epoch = current_of(connection).epoch
        events = journal.unsent(connection, pace.size, REQUEST_LIMIT - pace.size * ENVELOPE_BYTES, after=after)
        registers = registers_of(connection, events)
    if not events:
        return None
    signature = sign_run(office.keys.device_key, [event.link for event in events])
    request = PushRequest([offered(event) for event in events], signature.hex(), epoch, registers)
    return Batch(events, request, packed(request))


def is_taken(batch: Batch, answer: PushAnswer) -> bool:
    """True when the hub has taken in every link of ``batch``, so that whatever follows it in the chain may come."""
    taken = [result.seq for result in answer.results if result.outcome in {"placed", "already"}]
    return answer.epoch == batch.request.epoch and taken == [event.link.device_seq for event in batch.events]


def settle_batch(office: Office, batch: Batch, answer: PushAnswer) -> Pushed:
    """Keep what the hub said of a batch; see `push_once`."""
    settlements = settle_answer(office, batch.events, answer)
    if any(settlement.code == streams.FORK for settlement in settlements):
        raise DeviceForked(device=batch.events[0].link.device)
    return counted(settlements)


def registers_of(connection: Connection, events: Sequence[Event]) -> RegistersGiven:
    """The register numbers that a hub, restored since, had given to ``events``; empty at any other time."""
    numbers, books = runs.registers_given(connection, events)
    return RegistersGiven(numbers, [RegisterBook(*book) for book in books])


def settle_answer(office: Office, events: Sequence[Event], answer: PushAnswer) -> list[Settlement]:
    """Keep what the hub said of ``events``. Raises HubAnswerInvalid (``results``) for an answer that does not fit."""
    results = answer.results
    ids = [event.body.id for event in events]
    fits = len(results) == len(events) and all(
        result.seq == event.link.device_seq and result.id in (id, "")
        for result, event, id in zip(results, events, ids, strict=True)
    )
    if not fits:
        raise HubAnswerInvalid(reason="results")
    settlements = settlements_of(results, ids)
    with office.store.write() as connection:
        keep_settlements(connection, settlements, answer.epoch)
        heard(office, connection, answer.now)
    return settlements


def counted(settlements: Sequence[Settlement]) -> Pushed:
    """How many of each outcome."""
    outcomes: dict[str, int] = {}
    for settlement in settlements:
        outcomes[settlement.outcome] = outcomes.get(settlement.outcome, 0) + 1
    return Pushed(outcomes)


def settlements_of(results: Sequence[PushResult], ids: Sequence[str]) -> list[Settlement]:
    """The results as the store keeps them, each under its event's id: one of an event the hub could not read has none.

    Raises HubAnswerInvalid (``form``).
    """
    try:
        return [
            Settlement(
                id,
                result.outcome,
                placement_from_wire(result.placement) if result.placement is not None else None,
                result.code,
            )
            for result, id in zip(results, ids, strict=True)
        ]
    except ValueError as error:
        raise HubAnswerInvalid(reason="form") from error


def keep_settlements(connection: Connection, settlements: Sequence[Settlement], epoch: str) -> None:
    """Keep what the hub said of events. Raises HubAnswerInvalid (``results``) for what contradicts the store."""
    try:
        journal.settle(connection, settlements, epoch)
    except FeedGap as gap:
        raise HubAnswerInvalid(reason="results", detail=str(gap)) from gap
