"""Who this machine is: its enrolments, of which one is current."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from app.domain.events import instant_of
from app.store import schema
from app.store.at_once import rows_of
from app.store.database import note

_COLUMNS = schema.enrolment.c


@dataclass(frozen=True)
class Enrolment:
    """What the hub said when it took this machine in. Keys are raw public keys; ``counter`` is the counter's label."""

    device: str
    unit: str
    counter: str
    hub_url: str
    hub_key: bytes
    escrow_key: bytes
    epoch: str
    enrolled_at: datetime


_CURRENT = f"SELECT {', '.join(Enrolment.__dataclass_fields__)} FROM enrolment WHERE current = 1"  # noqa: S608
"""As SQLite takes it, without composing: asked in every transaction of the post."""


def current(connection: Connection) -> Enrolment | None:
    """The enrolment in force; None before the first."""
    found = rows_of(connection, _CURRENT)
    return replace(Enrolment(*found[0]), enrolled_at=instant_of(found[0].enrolled_at)) if found else None


def devices(connection: Connection) -> list[str]:
    """Every identity this machine has had, the first one first."""
    rows = connection.execute(select(_COLUMNS.device).order_by(_COLUMNS.enrolled_at, _COLUMNS.device))
    return list(rows.scalars())


def enrol(connection: Connection, taken_in: Enrolment) -> None:
    """Make ``taken_in`` the current enrolment; drafts stay with the machine, whatever it is called now.

    Pending events of an earlier identity are moved by `journal.reissue`, in the same transaction.
    """
    connection.execute(update(schema.enrolment).values(current=0))
    values = {name: getattr(taken_in, name) for name in Enrolment.__dataclass_fields__} | {"current": 1}
    connection.execute(upsert(schema.enrolment).values(values).on_conflict_do_update(["device"], set_=values))
    connection.execute(update(schema.draft).values(device=taken_in.device))
    note(connection, "enrolment")


def note_epoch(connection: Connection, epoch: str) -> None:
    """Keep the epoch in which the hub last answered."""
    changed = connection.execute(
        update(schema.enrolment).where(_COLUMNS.current == 1, _COLUMNS.epoch != epoch).values(epoch=epoch)
    )
    if changed.rowcount:
        note(connection, "enrolment")
