"""What was done to the pages of a tray, act by act, so that it can be taken back; kept as long as the pages lie there.

A step is written in the transaction of its act. Steps are only added: taking one back is a step of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import msgspec
from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert as upsert

from app.store import tray as kept
from app.store.capture_tables import tray_step, tray_step_picture
from app.store.database import note
from app.store.tray import TrayPage

Act = Literal[
    "turn",
    "straighten",
    "crop",
    "as_it_came",
    "lay_aside",
    "take_back",
    "reorder",
    "assign",
    "split",
    "merge",
    "join_sides",
    "two_sides",
    "smaller",
]
"""What an officer does to pages."""
StepKind = Act | Literal["undo", "redo", "filed"]
Fields = Mapping[str, str | int]
_S, _P = tray_step.c, tray_step_picture.c


@dataclass(frozen=True)
class PageChange:
    """What differs of one page before and after a step; all of the page where it was not there on one side (None)."""

    page: str
    before: Fields | None
    after: Fields | None

    @property
    def inverse(self) -> PageChange:
        return PageChange(self.page, self.after, self.before)


@dataclass(frozen=True)
class Step:
    """One act on a tray. ``of`` is the number of the step that an ``undo`` takes back or a ``redo`` does again.

    ``filed`` is no act of the editor: pages became copies then, and what was done before stands.
    """

    number: int
    officer: str
    act: StepKind
    of: int
    at: datetime
    changes: tuple[PageChange, ...]


def fields_of(page: TrayPage) -> dict[str, str | int]:
    """A page as plain values."""
    found: dict[str, str | int] = msgspec.to_builtins(page)
    return found


def page_of(fields: Fields) -> TrayPage:
    """A page from what `fields_of` gave."""
    return msgspec.convert(dict(fields), TrayPage)


def differences(before: Iterable[TrayPage], after: Iterable[TrayPage]) -> tuple[PageChange, ...]:
    """What became of the pages of one tray."""
    then = {page.id: fields_of(page) for page in before}
    now = {page.id: fields_of(page) for page in after}
    found = []
    for page in dict.fromkeys((*then, *now)):
        old, new = then.get(page), now.get(page)
        if old is not None and new is not None:
            names = [name for name in old if old[name] != new[name]]
            old, new = {name: old[name] for name in names}, {name: new[name] for name in names}
        if old != new:
            found.append(PageChange(page, old, new))
    return tuple(found)


def record(
    connection: Connection,
    tray: str,
    officer: str,
    act: StepKind,
    before: Sequence[TrayPage],
    at: datetime,
    of: int = 0,
) -> tuple[PageChange, ...]:
    """Note what this transaction has done to a tray whose pages were ``before``; nothing where nothing differs."""
    changes = differences(before, kept.pages(connection, tray))
    if changes:
        number = _add(connection, tray, officer, act, at, of, changes)
        sides = [side for change in changes for side in (change.before, change.after) if side is not None]
        named = {side["shown"] for side in sides if "shown" in side}
        rows = [{"sha256": sha256, "step": number} for sha256 in named]
        if rows:
            connection.execute(upsert(tray_step_picture), rows)
    return changes


def steps(connection: Connection, tray: str) -> list[Step]:
    """What was done to a tray, the first act first."""
    rows = connection.execute(
        select(_S.local_id, _S.officer, _S.act, _S.of, _S.at, _S.changes).where(_S.tray == tray).order_by(_S.local_id)
    )
    return [
        Step(row.local_id, row.officer, row.act, row.of, row.at, msgspec.json.decode(row.changes, type=_CHANGES))
        for row in rows
    ]


def close(connection: Connection, tray: str, officer: str, at: datetime) -> list[str]:
    """From now on what was done to a tray stands, as pages of it became copies; gives the pictures it was kept for."""
    pictures = forget(connection, tray)
    _add(connection, tray, officer, "filed", at, 0, ())
    return pictures


def forget(connection: Connection, tray: str) -> list[str]:
    """Forget what was done to a tray; gives the pictures it was kept for."""
    of_tray = select(_S.local_id).where(_S.tray == tray)
    pictures = list(connection.execute(select(_P.sha256).where(_P.step.in_(of_tray)).distinct()).scalars())
    connection.execute(delete(tray_step_picture).where(_P.step.in_(of_tray)))
    connection.execute(delete(tray_step).where(_S.tray == tray))
    return pictures


def _add(
    connection: Connection,
    tray: str,
    officer: str,
    act: StepKind,
    at: datetime,
    of: int,
    changes: tuple[PageChange, ...],
) -> int:
    packed = msgspec.json.encode(changes).decode()
    values = {"tray": tray, "officer": officer, "act": act, "of": of, "changes": packed, "at": at}
    added = connection.execute(upsert(tray_step).values(values).returning(_S.local_id)).scalar_one()
    note(connection, "tray")
    return int(added)


_CHANGES = tuple[PageChange, ...]
