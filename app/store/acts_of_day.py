"""What was recorded in a stretch of time: by this machine, for closing a shift and its ledger of fee receipts, or by
any counter of a unit, for comparing them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from app.domain.events import Entry, Personal, decode_body, personal_data
from app.store.schema import event

_E = event.c


def recorded(
    connection: Connection, device: str, kinds: Collection[str], first: datetime, last: datetime
) -> list[Entry]:
    """``device``'s own acts of these kinds from ``first`` up to, not including, ``last``, in their order and without
    their placements.

    Acts the hub refused for their envelope are among them: the paper is out all the same.
    """
    rows = connection.execute(
        select(_E.body, _E.personal, _E.salt)
        .where(_E.device == device, _E.kind.in_(sorted(kinds)), _E.at >= first, _E.at < last)
        .order_by(_E.device_seq)
    )
    return [_entry(row, device) for row in rows]


def recorded_in_unit(
    connection: Connection, unit: str, kinds: Collection[str], first: datetime, last: datetime
) -> list[Entry]:
    """The acts of these kinds by whatever device of ``unit``, as far as this machine holds them, in the order of their
    instants and without their placements."""
    rows = connection.execute(
        select(_E.body, _E.personal, _E.salt, _E.device)
        .where(_E.unit == unit, _E.kind.in_(sorted(kinds)), _E.at >= first, _E.at < last)
        .order_by(_E.at, _E.id)
    )
    return [_entry(row, row.device) for row in rows]


def _entry(row: Any, device: str) -> Entry:
    personal = personal_data(Personal(row.salt, row.personal)) if row.personal is not None else None
    return Entry(decode_body(row.body), personal, None, device)
