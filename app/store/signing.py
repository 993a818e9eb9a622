"""Copies of dossiers that wait to be signed here, or were tried in vain; a signed one is the journal's to know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert as upsert

from app.store.capture_tables import signing
from app.store.database import note

_S = signing.c


@dataclass(frozen=True)
class SigningRow:
    """One copy of a dossier. ``reason`` says why the last try failed; empty while it only waits."""

    stream: str
    sha256: str
    officer: str
    state: Literal["pending", "failed"]
    reason: str
    at: datetime


_FIELDS = tuple(_S[name] for name in SigningRow.__dataclass_fields__)


def wait(connection: Connection, stream: str, sha256: str, officer: str, at: datetime, reason: str = "") -> None:
    """The copy waits to be signed; with ``reason`` it was tried and failed."""
    values = {
        "officer": officer,
        "state": "failed" if reason else "pending",
        "reason": reason,
        "at": at,
    }
    statement = upsert(signing).values(stream=stream, sha256=sha256, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=("stream", "sha256"), set_=values))
    note(connection, "signing", (stream,))


def done(connection: Connection, stream: str, sha256: str) -> None:
    """The copy is signed, or is not to be signed any more."""
    connection.execute(delete(signing).where(_S.stream == stream, _S.sha256 == sha256))
    note(connection, "signing", (stream,))


def rows(connection: Connection, stream: str | None = None) -> list[SigningRow]:
    """The copies that wait or failed, of one dossier or of all, in the order they came."""
    statement = select(*_FIELDS).order_by(_S.local_id)
    found = connection.execute(statement if stream is None else statement.where(_S.stream == stream))
    return [SigningRow(*tuple(row)) for row in found]
