"""Signed reference documents as the hub sent them, by version; their signatures are judged by the post."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, func, select, true
from sqlalchemy.dialects.sqlite import insert as upsert

from app.errors import ReferenceMissing
from app.store.database import note
from app.store.schema import reference_document

_R = reference_document.c


@dataclass(frozen=True)
class ReferenceDocument:
    """One version of the reference data: the very bytes that were signed, usable from a local day on."""

    version: int
    effective_from: date
    data: bytes
    signature: bytes
    received_at: datetime


def keep(connection: Connection, document: ReferenceDocument) -> None:
    """Keep a version; one that is already held takes over the new bytes."""
    values = {name: getattr(document, name) for name in ReferenceDocument.__dataclass_fields__}
    connection.execute(upsert(reference_document).values(values).on_conflict_do_update(["version"], set_=values))
    note(connection, "reference")


def latest_version(connection: Connection, day: date | None = None) -> int | None:
    """The newest version usable on ``day``; without a day the newest held, to ask the hub for what follows."""
    usable = true() if day is None else _R.effective_from <= day
    return connection.execute(select(func.max(_R.version)).where(usable)).scalar()


def latest(connection: Connection, day: date | None = None) -> ReferenceDocument:
    """The newest version usable on ``day`` (without a day: held). Raises ReferenceMissing when there is none."""
    fields = tuple(_R[name] for name in ReferenceDocument.__dataclass_fields__)
    found = connection.execute(select(*fields).where(_R.version == latest_version(connection, day))).first()
    if found is None:
        raise ReferenceMissing
    return ReferenceDocument(*found)


def latest_mark(connection: Connection) -> tuple[int, bytes]:
    """Version and signature of the newest document held, which tell whether it is another one than before, without
    reading it whole. Raises ReferenceMissing."""
    found = connection.execute(select(_R.version, _R.signature).order_by(_R.version.desc()).limit(1)).first()
    if found is None:
        raise ReferenceMissing
    return found.version, found.signature


def naming(connection: Connection, device: str) -> ReferenceDocument | None:
    """The newest version held that names a device; None when none does."""
    fields = tuple(_R[name] for name in ReferenceDocument.__dataclass_fields__)
    named = func.instr(_R.data, device.encode()) > 0
    found = connection.execute(select(*fields).where(named).order_by(_R.version.desc()).limit(1)).first()
    return None if found is None else ReferenceDocument(*found)
