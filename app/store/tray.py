"""Pages that were captured and are not yet a copy in a dossier: their order, what became of each, and to what it goes.

A row is written after the page is safe in the vault, and before anything else is done with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Select, delete, func, or_, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from app.store.capture_tables import tray_page, tray_step_picture
from app.store.database import note
from app.store.schema import file

Removed = Literal["", "blank", "officer", "joined", "separator"]
PageSource = Literal["scanner", "file", "camera"]
_T = tray_page.c


@dataclass(frozen=True)
class TrayPage:
    """One page. ``original`` and ``shown`` are hashes in the vault: as it came, and as it is now.

    Pages of one ``document`` become one copy, of ``component`` when it is known. ``removed`` says why a page is laid
    aside; it is not lost. ``origin`` names the scan and its page.
    """

    id: str
    officer: str
    tray: str
    origin: str
    document: str
    component: str
    position: int
    source: PageSource
    original: str
    shown: str
    removed: Removed
    at: datetime


_FIELDS = tuple(_T[name] for name in TrayPage.__dataclass_fields__)


def add(connection: Connection, page: TrayPage) -> bool:
    """Lay a page at the end of its tray, whatever its ``position`` says; False when that page of that scan lies there.

    A page whose ``officer`` is another's than the tray's is nobody's mistake: the tray is the draft's.
    """
    last = select(func.coalesce(func.max(_T.position), 0)).where(_T.tray == page.tray).scalar_subquery()
    values = {name: getattr(page, name) for name in TrayPage.__dataclass_fields__} | {"position": last + 1}
    added = connection.execute(upsert(tray_page).values(values).on_conflict_do_nothing())
    note(connection, "tray")
    return added.rowcount == 1


def pages(connection: Connection, tray: str) -> list[TrayPage]:
    """The pages of one tray in their order, those laid aside among them."""
    return _pages(connection, _ordered().where(_T.tray == tray))


def page(connection: Connection, page_id: str) -> TrayPage | None:
    """One page; None when it is not there any more."""
    found = _pages(connection, _ordered().where(_T.id == page_id))
    return found[0] if found else None


def trays(connection: Connection, officer: str) -> list[tuple[str, int]]:
    """The officer's trays with the number of pages that lie in each, laid aside ones not counted; the oldest first."""
    rows = connection.execute(
        select(_T.tray, func.count().filter(_T.removed == ""))
        .where(_T.officer == officer)
        .group_by(_T.tray)
        .order_by(func.min(_T.local_id))
    )
    return [(tray, count) for tray, count in rows]


def hashes(connection: Connection) -> set[str]:
    """The hashes in the vault of all pages of all trays, as they came and as they are shown."""
    return {sha256 for row in connection.execute(select(_T.original, _T.shown)) for sha256 in row}


def change(connection: Connection, page_ids: Iterable[str], **values: str | int) -> None:
    """Give pages another ``shown``, ``document``, ``component``, ``tray``, ``position`` or ``removed``."""
    connection.execute(update(tray_page).where(_T.id.in_(tuple(page_ids))).values(**values))
    note(connection, "tray")


def order(connection: Connection, page_ids: Sequence[str]) -> None:
    """Put pages of one tray into the order given, on the places they hold. ``page_ids`` names each page of the tray
    once."""
    rows = connection.execute(select(_T.id, _T.position).where(_T.id.in_(tuple(page_ids))))
    held = {row.id: int(row.position) for row in rows}
    places = sorted(set(held.values()))
    if len(places) < len(page_ids):
        # Two shared a place, and what came to the tray later comes later.
        places = list(range(1, len(page_ids) + 1))
    for position, page_id in zip(places, page_ids, strict=True):
        if held[page_id] != position:
            connection.execute(update(tray_page).where(_T.id == page_id).values(position=position))
    note(connection, "tray")


def put_back(connection: Connection, page: TrayPage) -> None:
    """A page that was taken out lies where it lay."""
    connection.execute(upsert(tray_page).values({name: getattr(page, name) for name in TrayPage.__dataclass_fields__}))
    note(connection, "tray")


def take_out(connection: Connection, page_id: str) -> None:
    """The page lies in no tray any more, and is still known to the step that made it."""
    connection.execute(delete(tray_page).where(_T.id == page_id))
    note(connection, "tray")


def clear(connection: Connection, page_ids: Iterable[str], also: Iterable[str] = ()) -> list[str]:
    """Forget pages; gives the hashes, theirs and ``also``, that nothing on this machine needs any more."""
    gone = tuple(page_ids)
    hashes = set(also)
    for original, shown in connection.execute(select(_T.original, _T.shown).where(_T.id.in_(gone))):
        hashes |= {original, shown}
    connection.execute(delete(tray_page).where(_T.id.in_(gone)))
    note(connection, "tray")
    return unneeded(connection, hashes)


def unneeded(connection: Connection, hashes: Iterable[str]) -> list[str]:
    """Those of ``hashes`` that no page in a tray, no act on it and no file of a draft or dossier is kept under."""
    asked = tuple(sorted(set(hashes)))
    kept = set(connection.execute(select(file.c.sha256).where(file.c.sha256.in_(asked))).scalars())
    steps = tray_step_picture.c.sha256
    kept |= set(connection.execute(select(steps).where(steps.in_(asked))).scalars())
    held = select(_T.original, _T.shown).where(or_(_T.original.in_(asked), _T.shown.in_(asked)))
    for original, shown in connection.execute(held):
        kept |= {original, shown}
    return [sha256 for sha256 in asked if sha256 not in kept]


def _ordered() -> Select[Any]:
    return select(*_FIELDS).order_by(_T.position, _T.local_id)


def _pages(connection: Connection, statement: Select[Any]) -> list[TrayPage]:
    return [TrayPage(*row) for row in connection.execute(statement)]
