"""Drafts of one officer on this machine; nobody else's are ever seen or touched."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select
from sqlalchemy import delete as delete_from
from sqlalchemy.dialects.sqlite import insert as upsert

from app.store.database import note
from app.store.schema import draft

_D = draft.c


@dataclass(frozen=True)
class KeptDraft:
    """A draft as kept; ``data`` is the desk's own JSON."""

    id: str
    data: bytes
    updated_at: datetime


def save(connection: Connection, draft_id: str, officer: str, device: str, data: bytes, at: datetime) -> None:
    """Keep a draft, in place of its earlier self. Raises ValueError when the id is another officer's draft."""
    statement = upsert(draft).values(id=draft_id, officer=officer, device=device, data=data, updated_at=at)
    kept = connection.execute(
        statement.on_conflict_do_update(
            index_elements=("id",),
            set_={"data": statement.excluded.data, "updated_at": statement.excluded.updated_at},
            where=_D.officer == officer,
        )
    )
    if kept.rowcount == 0:
        raise ValueError("the draft belongs to another officer")
    note(connection, "drafts")


def load(connection: Connection, draft_id: str, officer: str) -> KeptDraft | None:
    """One draft of the officer; None when there is none of that id."""
    found = connection.execute(
        select(_D.id, _D.data, _D.updated_at).where(_D.id == draft_id, _D.officer == officer)
    ).first()
    return None if found is None else KeptDraft(*found)


def of_officer(connection: Connection, officer: str, device: str) -> list[KeptDraft]:
    """The officer's drafts on this machine, last saved first."""
    rows = connection.execute(
        select(_D.id, _D.data, _D.updated_at)
        .where(_D.officer == officer, _D.device == device)
        .order_by(_D.updated_at.desc(), _D.id.desc())
    )
    return [KeptDraft(*row) for row in rows]


def delete(connection: Connection, draft_id: str, officer: str) -> None:
    """Discard a draft of the officer, if there is one of that id."""
    connection.execute(delete_from(draft).where(_D.id == draft_id, _D.officer == officer))
    note(connection, "drafts")
