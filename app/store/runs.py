"""Proof of what others recorded, and what is offered again when a restored hub has lost events."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, or_, select, text, update
from sqlalchemy.dialects.sqlite import insert as upsert

from app.domain.events import Event
from app.store.schema import enrolment, event, run
from app.store.streams import EVENT_COLUMNS, FORK, event_of, refold

_E = event.c

NOT_PLACED = text("state <> 'placed'")
"""True of the few events without a place, in the words of their index: SQLite must see them to use it."""


@dataclass(frozen=True)
class Run:
    """The signed proof of a run of links, kept to be relayed verbatim; ``body_hashes[0]`` is that of ``first_seq``."""

    device: str
    first_seq: int
    prev_hash: bytes
    body_hashes: tuple[bytes, ...]
    signature: bytes

    @property
    def last_seq(self) -> int:
        return self.first_seq + len(self.body_hashes) - 1


def own_events() -> ColumnElement[bool]:
    """The condition of events recorded by this machine, under whatever identity."""
    return _E.device.in_(select(enrolment.c.device))


def unplace(connection: Connection, which: ColumnElement[bool]) -> int:
    """Take back the place of some events, so that they are offered again; gives their number."""
    nothing = dict.fromkeys(("verdict", "rule", "placed_at", "register_book", "register_number", "epoch"))
    changed = connection.execute(update(event).where(which).values(state="pending", stream_seq=None, **nothing))
    return changed.rowcount


def keep_runs(connection: Connection, runs: Iterable[Run]) -> None:
    """Store runs as they came; one already held stays as it is."""
    rows = [
        {
            "device": kept.device,
            "last_seq": kept.last_seq,
            "first_seq": kept.first_seq,
            "prev_hash": kept.prev_hash,
            "body_hashes": b"".join(kept.body_hashes),
            "signature": kept.signature,
        }
        for kept in runs
    ]
    if rows:
        connection.execute(upsert(run).on_conflict_do_nothing(), rows)


def reopen(connection: Connection, epoch: str) -> int:
    """Take back every place given in another epoch than ``epoch``, so that those events are offered again.

    To be called once the feeds of the new epoch are applied to their heads: what still has an old place is what
    the restored hub has lost. Own events then go out by `unsent`, others' by `others_unsent`; gives their number.
    Own refused events are offered too: the hub that has forgotten their links would miss them in the chain.
    """
    lost = (_E.state == "placed") & (_E.epoch != epoch)
    refused = own_events() & (_E.state == "refused") & (_E.refusal != FORK)
    streams = list(connection.execute(select(_E.stream).where(or_(lost, refused)).distinct()).scalars())
    number = unplace(connection, lost)
    number += connection.execute(update(event).where(refused).values(state="pending", refusal=None)).rowcount
    for stream in streams:
        refold(connection, stream)
    return number


def others_unsent(connection: Connection, limit: int = 100) -> list[Event]:
    """Events of other machines that a restored hub has lost, by device and sequence; their proof: `run_over`."""
    rows = connection.execute(
        select(*EVENT_COLUMNS)
        .where(NOT_PLACED, _E.state == "pending", ~own_events())
        .order_by(_E.device, _E.device_seq)
        .limit(limit)
    )
    return [event_of(row) for row in rows]


def run_over(connection: Connection, device: str, device_seq: int) -> Run | None:
    """The stored signed run that covers one link; None when none was kept."""
    found = connection.execute(
        select(run)
        .where(run.c.device == device, run.c.last_seq >= device_seq, run.c.first_seq <= device_seq)
        .order_by(run.c.last_seq)
    ).first()
    if found is None:
        return None
    hashes = tuple(found.body_hashes[start : start + 32] for start in range(0, len(found.body_hashes), 32))
    return Run(found.device, found.first_seq, found.prev_hash, hashes, found.signature)
