"""Proof of what others recorded, and what is offered again when a restored hub has lost events."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, and_, exists, func, or_, select, text, update
from sqlalchemy.dialects.sqlite import insert as upsert

from app.domain.events import Event
from app.store.at_once import rows_of
from app.store.schema import enrolment, event, run
from app.store.streams import EVENT_COLUMNS, FORK, event_of, refold

_E = event.c

NOT_PLACED = text("state <> 'placed'")
"""True of the few events without a place, in the words of their index: SQLite must see them to use it."""

_NUMBERED = (NOT_PLACED, _E.register_number.is_not(None))
_BOOKS = (
    "SELECT unit, register_book, max(register_number) AS number FROM event "
    "WHERE state <> 'placed' AND register_number IS NOT NULL GROUP BY unit, register_book"
)
"""As SQLite takes it, without composing: asked before every push, and nearly always in vain."""


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
    """Take back the place of some events, so that they are offered again; gives their number.

    The register number stays: it may be on paper, and the hub is asked to give the same one (`registers_given`).
    """
    nothing = dict.fromkeys(("verdict", "rule", "placed_at", "epoch"))
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
    the restored hub has lost; gives its number. Others' events then go out by `to_offer`, own ones by that and by
    `journal.unsent`.
    Own refused events are offered too: the hub that has forgotten their links would miss them in the chain.
    """
    lost = (_E.state == "placed") & (_E.epoch != epoch)
    refused = own_events() & (_E.state == "refused") & (_E.refusal != FORK)
    streams = list(connection.execute(select(_E.stream).where(or_(lost, refused)).distinct()).scalars())
    number = unplace(connection, lost)
    number += connection.execute(update(event).where(refused).values(state="pending", refusal=None)).rowcount
    refold(connection, streams)
    return number


def to_offer(connection: Connection, limit: int = 100, max_bytes: int = 1024 * 1024) -> list[Event]:
    """Events for a restored hub that has lost some of other machines: all that have no place, whoever recorded them, in
    the order they came here (so none before what it builds on), up to the last of another machine.

    Empty when none of another machine is without a place. What no kept run proves is left out: see `run_over`.
    """
    proved = exists().where(
        run.c.device == _E.device, run.c.last_seq >= _E.device_seq, run.c.first_seq <= _E.device_seq
    )
    others = and_(NOT_PLACED, _E.state == "pending", ~own_events(), proved)
    last = connection.execute(select(func.max(_E.local_id)).where(others)).scalar()
    if last is None:
        return []
    rows = connection.execute(
        select(*EVENT_COLUMNS)
        .where(NOT_PLACED, _E.state == "pending", _E.local_id <= last, or_(own_events(), proved))
        .order_by(_E.local_id)
        .limit(limit)
    )
    taken: list[Event] = []
    size = 0
    for row in rows:
        found = event_of(row)
        size += len(found.body_bytes) + (len(found.personal.data) if found.personal else 0)
        if taken and size > max_bytes:
            break
        taken.append(found)
    return taken


def registers_given(
    connection: Connection, events: Iterable[Event]
) -> tuple[dict[str, int], list[tuple[str, str, int]]]:
    """The register numbers that ``events`` had before a hub was restored, by id, and the last such number of each book
    (unit, book, number) among everything that is without a place now."""
    books = [(row.unit, row.register_book, row.number) for row in rows_of(connection, _BOOKS)]
    if not books:
        return {}, []
    ids = [found.body.id for found in events]
    rows = connection.execute(select(_E.id, _E.register_number).where(*_NUMBERED, _E.id.in_(ids)))
    return {row.id: row.register_number for row in rows}, books


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
