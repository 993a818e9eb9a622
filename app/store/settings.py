"""Small facts the store remembers: settings by name, running counts, wrong sign-ins, the highest instant ever seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Connection, bindparam, delete, func, select
from sqlalchemy.dialects.sqlite import insert as upsert

from app.domain.events import instant_of, instant_text
from app.store.database import note
from app.store.schema import setting, sign_in_try, tally

_HIGHEST_INSTANT = "highest_instant"
_HUB_TIME = "hub_time"
_COUNTS, _PROCEDURES = "count", "procedure"

_VALUE = select(setting.c.value).where(setting.c.name == bindparam("the_name"))
_KEEP = upsert(setting)
_KEEP = _KEEP.on_conflict_do_update(index_elements=("name",), set_={"value": _KEEP.excluded.value})

T = TypeVar("T")

# ---------------------------------------------------------------- by name


def value(connection: Connection, name: str, default: Any = None) -> Any:
    """The plain JSON value kept under ``name``, or ``default``."""
    return load(connection, name, object, default)


def load(connection: Connection, name: str, kind: type[T], default: T) -> T:
    """The value kept under ``name`` as a ``kind`` (a dataclass, usually), or ``default``."""
    found = connection.execute(_VALUE, {"the_name": name}).scalar()
    return default if found is None else msgspec.json.decode(found, type=kind)


def save(connection: Connection, name: str, fact: object) -> None:
    """Keep a dataclass or plain JSON value under ``name``."""
    connection.execute(_KEEP, {"name": name, "value": msgspec.json.encode(fact)})
    note(connection, "settings")


def forget(connection: Connection, name: str) -> None:
    """Keep nothing under ``name`` any more."""
    connection.execute(delete(setting).where(setting.c.name == name))
    note(connection, "settings")


# ---------------------------------------------------------------- the clock


def highest_instant(connection: Connection) -> datetime | None:
    """The latest instant this machine has seen, in its own events or from the hub; a clock behind it is wrong."""
    found = load(connection, _HIGHEST_INSTANT, str, "")
    return instant_of(found) if found else None


def saw_instant(connection: Connection, instant: datetime) -> None:
    """Remember ``instant`` if it is later than any seen before."""
    seen = highest_instant(connection)
    if seen is None or instant > seen:
        save(connection, _HIGHEST_INSTANT, instant_text(instant))


@dataclass(frozen=True)
class HubTime:
    """What the hub's clock and this machine's said at one moment."""

    hub: datetime
    here: datetime


def hub_time(connection: Connection) -> HubTime | None:
    """Both clocks at the last contact; None before the first."""
    return load(connection, _HUB_TIME, HubTime | None, None)  # type: ignore[arg-type]


def saw_hub_time(connection: Connection, hub: datetime, here: datetime) -> None:
    """Remember what both clocks said at a contact; the hub's instant counts as seen."""
    saw_instant(connection, hub)
    save(connection, _HUB_TIME, HubTime(hub, here))


def forget_hub_time(connection: Connection) -> None:
    """Give up the measure: this machine's clock has been set since."""
    forget(connection, _HUB_TIME)


# ---------------------------------------------------------------- counts


def next_count(connection: Connection, name: str) -> int:
    """The next running number under ``name``: 1, 2, 3 … without a gap among committed acts."""
    return _add_one(connection, _COUNTS, name)


def count_reached(connection: Connection, name: str, number: int) -> None:
    """Note that ``number`` was given under ``name``, wherever it was counted: the next one is beyond it."""
    statement = upsert(tally).values(room=_COUNTS, name=name, number=number)
    higher = func.max(tally.c.number, statement.excluded.number)
    connection.execute(statement.on_conflict_do_update(index_elements=("room", "name"), set_={"number": higher}))
    note(connection, "settings")


def count_procedure(connection: Connection, code: str) -> None:
    """Note that a procedure was taken in once more at this machine."""
    _add_one(connection, _PROCEDURES, code)


def procedure_frequency(connection: Connection) -> dict[str, int]:
    """How often each procedure was taken in at this machine, by its code."""
    rows = connection.execute(select(tally.c.name, tally.c.number).where(tally.c.room == _PROCEDURES))
    return {row.name: row.number for row in rows}


def _add_one(connection: Connection, room: str, name: str) -> int:
    statement = upsert(tally).values(room=room, name=name, number=1)
    counted = statement.on_conflict_do_update(
        index_elements=("room", "name"), set_={"number": tally.c.number + 1}
    ).returning(tally.c.number)
    note(connection, "settings")
    return int(connection.execute(counted).scalar_one())


# ---------------------------------------------------------------- wrong sign-ins


@dataclass(frozen=True)
class SignInTries:
    """How many wrong tries in a row, and when the last was; they survive a restart, or a lock would mean nothing."""

    wrong: int
    last_at: datetime


def sign_in_tries(connection: Connection, officer: str) -> SignInTries | None:
    """The wrong tries since the last right one; None when there were none."""
    columns = sign_in_try.c
    found = connection.execute(select(columns.wrong, columns.last_at).where(columns.officer == officer)).first()
    return None if found is None else SignInTries(*found)


def note_wrong_sign_in(connection: Connection, officer: str, at: datetime) -> None:
    """Count one more wrong try."""
    statement = upsert(sign_in_try).values(officer=officer, wrong=1, last_at=at)
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=("officer",), set_={"wrong": sign_in_try.c.wrong + 1, "last_at": at}
        )
    )
    note(connection, "settings")


def clear_sign_in_tries(connection: Connection, officer: str) -> None:
    """Begin to count anew, after a right try or by a supervisor."""
    connection.execute(delete(sign_in_try).where(sign_in_try.c.officer == officer))
    note(connection, "settings")
