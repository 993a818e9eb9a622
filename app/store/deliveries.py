"""What a hub delivered, made ready for the tables before any transaction begins: pure, so it may be done anywhere."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from app.domain.events import Entry, Event, Placement, Verdict, instant_of, instant_text
from app.store.state_rows import Fold, PreparedRow, prepared_row


class Delivery(msgspec.Struct, frozen=True, gc=False):
    """One proved event of a feed or of a whole stream; ``position`` is its dense place there."""

    position: int
    event: Event
    placement: Placement


class EventRow(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A placed event as the columns of ``event`` that it fills, their values SQLite's own."""

    id: str
    stream: str
    stream_type: str
    kind: str
    version: int
    at: str
    unit: str
    officer: str
    base: int
    device: str
    device_seq: int
    prev_hash: bytes
    body_hash: bytes
    hash: bytes
    body: bytes
    personal: bytes | None
    salt: bytes | None
    stream_seq: int
    verdict: Verdict
    rule: str | None
    placed_at: str
    register_book: str | None
    register_number: int | None

    @property
    def placement(self) -> Placement:
        """What the hub said of the event."""
        return Placement(
            self.stream_seq,
            self.verdict,
            self.rule,
            instant_of(self.placed_at),
            self.register_book,
            self.register_number,
        )


class Folded(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The row that the first ``number`` events of a stream make; None where its type has no rows."""

    number: int
    row: PreparedRow | None


class Prepared(msgspec.Struct, frozen=True, array_like=True):
    """Deliveries that are stored in one transaction: ``positions`` and ``rows`` side by side, and what the streams make
    that are here from their first event on without a gap. That counts only where the store has nothing of them yet."""

    positions: list[int]
    rows: list[EventRow]
    folded: dict[str, Folded]


NOTHING = Prepared([], [], {})


def prepare(deliveries: Sequence[Delivery], fold: Fold) -> Prepared:
    """``deliveries`` with everything reckoned that needs no look into the store."""
    entries: dict[str, list[Entry]] = {}
    for delivery in deliveries:
        event = delivery.event
        entry = Entry(event.body, event.personal_fields, delivery.placement, event.link.device)
        entries.setdefault(event.body.stream, []).append(entry)
    folded: dict[str, Folded] = {}
    for stream, found in entries.items():
        if _is_in_order(found):
            row = fold(stream, found[0].body.stream_type, found)
            folded[stream] = Folded(len(found), prepared_row(row) if row is not None else None)
    return Prepared([delivery.position for delivery in deliveries], [_row(delivery) for delivery in deliveries], folded)


def _is_in_order(entries: Sequence[Entry]) -> bool:
    """True when these are the first events of their stream, each at its place."""
    return all(entry.placement and entry.placement.stream_seq == place for place, entry in enumerate(entries, 1))


def _row(delivery: Delivery) -> EventRow:
    event, placement = delivery.event, delivery.placement
    body, personal, link = event.body, event.personal, event.link
    return EventRow(
        body.id,
        body.stream,
        body.stream_type,
        body.kind,
        body.version,
        instant_text(body.at),
        body.unit,
        body.officer,
        body.base,
        link.device,
        link.device_seq,
        link.prev_hash,
        link.body_hash,
        link.hash,
        event.body_bytes,
        personal.data if personal else None,
        personal.salt if personal else None,
        placement.stream_seq,
        placement.verdict,
        placement.rule,
        instant_text(placement.placed_at),
        placement.register_book,
        placement.register_number,
    )
