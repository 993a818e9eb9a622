"""What this machine itself recorded in a stretch of time, for closing a shift and for the ledger of fee receipts."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

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
    return [
        Entry(
            decode_body(row.body),
            personal_data(Personal(row.salt, row.personal)) if row.personal is not None else None,
            None,
            device,
        )
        for row in rows
    ]
