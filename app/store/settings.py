"""Small facts the store remembers by name, among them the highest instant this machine has ever seen."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert as upsert

from app.domain.events import instant_of, instant_text
from app.store.database import note
from app.store.schema import setting

_HIGHEST_INSTANT = "highest_instant"


def value(connection: Connection, name: str, default: Any = None) -> Any:
    """The plain JSON value kept under ``name``, or ``default``."""
    found = connection.execute(select(setting.c.value).where(setting.c.name == name)).scalar()
    return default if found is None else msgspec.json.decode(found)


def keep(connection: Connection, name: str, fact: Any) -> None:
    """Keep a plain JSON value under ``name``."""
    statement = upsert(setting).values(name=name, value=msgspec.json.encode(fact))
    connection.execute(
        statement.on_conflict_do_update(index_elements=("name",), set_={"value": statement.excluded.value})
    )
    note(connection, "settings")


def forget(connection: Connection, name: str) -> None:
    """Keep nothing under ``name`` any more."""
    connection.execute(delete(setting).where(setting.c.name == name))
    note(connection, "settings")


def highest_instant(connection: Connection) -> datetime | None:
    """The latest instant this machine has seen, in its own events or from the hub; a clock behind it is wrong."""
    found = value(connection, _HIGHEST_INSTANT)
    return None if found is None else instant_of(found)


def saw_instant(connection: Connection, instant: datetime) -> None:
    """Remember ``instant`` if it is later than any seen before."""
    seen = highest_instant(connection)
    if seen is None or instant > seen:
        keep(connection, _HIGHEST_INSTANT, instant_text(instant))
