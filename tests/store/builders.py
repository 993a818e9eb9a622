"""What the tests of the store build on: a toy fold, bodies, and a hub that places events the way the real one does."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import msgspec
from msgspec import structs
from sqlalchemy import Connection

from app.domain.events import (
    GENESIS,
    Body,
    Entry,
    Event,
    Placement,
    encode_body,
    make_link,
    new_id,
    seal_personal,
)
from app.store import enrolment, journal
from app.store.deliveries import Delivery, Prepared, prepare
from app.store.states import StateRow

KEY = bytes(range(32))
DEVICE, OTHER, UNIT = "may-01", "may-09", "H44.80.01"
START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def toy_fold(stream: str, stream_type: str, entries: Sequence[Entry]) -> StateRow | None:
    """A fold that keeps every event in order, so that any difference of order or content shows in the row: all but
    which of them have a place, which the row only counts."""
    if stream_type != "dossier":
        return None
    first = entries[0]
    personal: dict[str, object] = {}
    code: str | None = None
    status, debts, unknown = 1, ("scan",), 0
    trace = hashlib.sha256()
    for entry in entries:
        personal |= entry.personal or {}
        code = str(entry.body.payload["code"]) if "code" in entry.body.payload else code
        status = {"receive": 2, "return_result": 10}.get(entry.body.kind, status)
        debts = () if entry.body.kind == "attach" else debts
        unknown += entry.body.kind == "from_the_future"
        said = (entry.placement.verdict, entry.placement.rule) if entry.placement else ("effective", None)
        trace.update(f"{entry.body.id} {said}\n".encode())
    placed = [entry.placement for entry in entries if entry.placement is not None]
    numbers = [(place.register_book, place.register_number) for place in placed if place.register_number is not None]
    book, number = numbers[-1] if numbers else ("", None)
    pending, head = len(entries) - len(placed), placed[-1].stream_seq if placed else 0
    return StateRow(
        stream=stream,
        code=code,
        provisional_code=None,
        status=status,
        unit=first.body.unit,
        procedure_code="1.004884",
        procedure_name="Đăng ký lại khai sinh",
        field="Hộ tịch",
        applicant_name=str(personal.get("name", "")),
        submitter_name="",
        accepted_at=first.body.at,
        due=first.body.at + timedelta(days=5),
        finished_at=None,
        returned_at=None,
        debts=debts,
        pending=pending,
        set_aside=sum(placement.verdict == "set_aside" for placement in placed),
        officer=entries[-1].body.officer,
        head=head,
        needs_upgrade=unknown > 0,
        updated_at=max(entry.body.at for entry in entries),
        identifiers=(("personal_number", str(personal.get("number", ""))),),
        state_json=msgspec.json.encode(
            {
                "register_book": book,
                "register_number": number,
                "head": head,
                "trace": trace.hexdigest(),
                "pending": pending,
            }
        ),
    )


def body(
    kind: str = "receive",
    stream: str | None = None,
    at: datetime = START,
    unit: str = UNIT,
    base: int = 0,
    **payload: object,
) -> Body:
    return Body(new_id(), stream or new_id(), "dossier", kind, 1, at, unit, "canbo1", base, dict(payload))


def enrol(connection: Connection, device: str = DEVICE, epoch: str = "e1", at: datetime = START) -> None:
    enrolment.enrol(
        connection,
        enrolment.Enrolment(device, UNIT, "Q02", "https://hub.example", b"h" * 32, b"e" * 32, epoch, at),
    )


def foreign_chain(
    bodies: Sequence[tuple[Body, dict[str, object] | None]],
    device: str = OTHER,
    after: Event | None = None,
) -> list[Event]:
    """Events of another machine, in a chain of their own."""
    events: list[Event] = []
    seq, prev = (0, GENESIS) if after is None else (after.link.device_seq, after.link.hash)
    for place, (made, personal) in enumerate(bodies, seq + 1):
        sealed = seal_personal(personal)
        data = encode_body(structs.replace(made, personal=sealed.digest() if sealed else None))
        events.append(Event(data, sealed, make_link(device, place, prev, data)))
        prev = events[-1].link.hash
    return events


def delivered(deliveries: Sequence[Delivery]) -> Prepared:
    """Deliveries made ready for the journal by the toy fold."""
    return prepare(deliveries, toy_fold)


class ToyHub:
    """Places events in order of arrival and keeps one dense feed; takes nothing from the store but events. What says
    that it is ``late`` is set aside, what says that it is ``booked`` gets a register number."""

    def __init__(self, epoch: str = "e1") -> None:
        self.epoch = epoch
        self.streams: dict[str, list[str]] = {}
        self.placed: dict[str, Placement] = {}
        self.feed: list[Delivery] = []

    def push(self, events: Sequence[Event]) -> list[journal.Settlement]:
        results = []
        for event in events:
            known = self.placed.get(event.body.id)
            outcome: journal.Outcome = "placed" if known is None else "already"
            placement = known or self._place(event)
            results.append(journal.Settlement(event.body.id, outcome, placement))
        return results

    def _place(self, event: Event) -> Placement:
        stream = self.streams.setdefault(event.body.stream, [])
        stream.append(event.body.id)
        late, booked = (event.body.payload.get(word) for word in ("late", "booked"))
        placement = Placement(
            len(stream),
            "set_aside" if late else "effective",
            "late" if late else None,
            event.body.at,
            f"2026-{len(self.placed) + 1}" if booked else None,
            len(self.placed) + 1 if booked else None,
        )
        self.placed[event.body.id] = placement
        self.feed.append(Delivery(len(self.feed) + 1, event, placement))
        return placement

    def stream(self, stream: str) -> list[Delivery]:
        found = [delivery for delivery in self.feed if delivery.event.body.stream == stream]
        return [structs.replace(delivery, position=number) for number, delivery in enumerate(found, 1)]
