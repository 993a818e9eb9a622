"""What the hub answers beside the protocol's own messages: its health, the time, and one dossier to look at."""

from __future__ import annotations

from datetime import datetime

import msgspec

from app.domain.events import instant_text
from sync.hub.database import Connection
from sync.hub.faults import not_found
from sync.hub.files import FileStore
from sync.hub.ledger import state_of


class Time(msgspec.Struct, frozen=True):
    """The hub's clock."""

    now: str


class Health(msgspec.Struct, frozen=True):
    """``status`` is ``ok`` when the database answers; ``schema`` is the version of its tables."""

    status: str
    protocol: int
    schema: int
    now: str


class FileView(msgspec.Struct, frozen=True):
    """A file of a dossier; ``here`` says whether the hub has it whole."""

    component: str
    sha256: str
    size: int
    pages: int
    signature: str
    here: bool


class EventView(msgspec.Struct, frozen=True):
    """One event without its payload."""

    id: str
    stream_seq: int
    kind: str
    at: str
    unit: str
    verdict: str
    rule: str | None
    placed_at: str


class DossierView(msgspec.Struct, frozen=True):
    """One dossier for support and demonstration: what became of it, never whose it is."""

    stream: str
    code: str
    former_codes: list[str]
    status: int
    unit: str
    units: list[str]
    accepted_at: str | None
    due_at: str | None
    finished_at: str | None
    returned_at: str | None
    register_book: str
    register_number: int | None
    files: list[FileView]
    results: list[str]
    events: list[EventView]


def view_dossier(connection: Connection, store: FileStore, code: str, unit: str) -> DossierView:
    """The dossier with that code, official or provisional. Raises Refused (404) when absent or out of scope."""
    row = connection.execute(
        "SELECT s.id::text, s.state, s.fold, s.units FROM dossier_code c JOIN stream s ON s.id = c.stream "
        "WHERE c.code = %s AND %s = ANY(s.units)",
        (code.strip().upper(), unit),
    ).fetchone()
    if row is None:
        raise not_found("dossier")
    state = state_of(connection, row.id, row.state, row.fold)
    events = connection.execute(
        "SELECT id::text, stream_seq, kind, at, unit, verdict, rule, placed_at FROM event WHERE stream = %s "
        "ORDER BY stream_seq",
        (row.id,),
    ).fetchall()
    return DossierView(
        row.id,
        state.code,
        list(state.former_codes),
        state.status,
        state.unit,
        list(row.units),
        _text(state.accepted_at),
        _text(state.due_at),
        _text(state.finished_at),
        _text(state.returned_at),
        state.register_book,
        state.register_number,
        [
            FileView(file.component, file.sha256, file.size, file.pages, file.signature, store.has(file.sha256))
            for file in state.files
        ],
        [paper.sha256 for paper in state.results if paper.sha256],
        [
            EventView(
                event.id,
                event.stream_seq,
                event.kind,
                instant_text(event.at),
                event.unit,
                event.verdict,
                event.rule,
                instant_text(event.placed_at),
            )
            for event in events
        ],
    )


def _text(instant: datetime | None) -> str | None:
    return instant_text(instant) if instant is not None else None
