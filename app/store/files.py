"""Files of the vault as rows: where each belongs, how far it is sent to the hub, and which ones are wanted from there.

A row is written after the file is safe on disk, never before. Files travel behind events, in the order they
were released: held → waiting → sending → sent, or failed and waiting again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, bindparam, delete, func, or_, select, text, update
from sqlalchemy.dialects.sqlite import insert as upsert

from app.store.database import note
from app.store.schema import file, file_place, file_wanted

Upload = Literal["held", "waiting", "sending", "sent", "failed"]
_F, _P, _W = file.c, file_place.c, file_wanted.c


@dataclass(frozen=True)
class FileRow:
    """One file. ``size`` and ``offset`` (what the hub holds of it) in bytes; ``error`` is a failure's code."""

    sha256: str
    size: int
    media_type: str
    upload: Upload
    offset: int
    error: str
    added_at: datetime


@dataclass(frozen=True)
class PlacedFile(FileRow):
    """A file as part of one dossier."""

    component: str


@dataclass(frozen=True)
class Wanted:
    """A file to fetch from the hub; ``error`` is the code of a failure, until it is tried again."""

    sha256: str
    stream: str
    attempts: int
    error: str
    wanted_at: datetime


_FIELDS = tuple(_F[name] for name in FileRow.__dataclass_fields__)
_TO_SEND = text("upload IN ('waiting', 'sending', 'failed')")

# Built once: composing a statement costs several times what SQLite needs to run it.
_NEXT = select(*_FIELDS).where(_TO_SEND, _F.upload != "failed").order_by(_F.local_id).limit(bindparam("limit"))
_SENT = update(file).where(_F.sha256 == bindparam("the_sha256")).values(upload="sent", offset=_F.size, error="")
_RECEIVED = (
    upsert(file)
    .values({name: bindparam(name) for name in ("sha256", "size", "media_type", "offset", "added_at")})
    .values(upload="sent", error="")
    .on_conflict_do_update(["sha256"], set_={"upload": "sent", "offset": _F.size, "error": ""})
)
_NOT_WANTED = delete(file_wanted).where(_W.sha256 == bindparam("the_sha256"))
_PLACE = (
    upsert(file_place)
    .values({name: bindparam(name) for name in ("stream", "component", "sha256")})
    .on_conflict_do_nothing()
)
_WANTED = (
    select(*(_W[name] for name in Wanted.__dataclass_fields__))
    .order_by(_W.attempts, _W.local_id)
    .limit(bindparam("limit"))
)
_STREAMS = select(_P.stream).where(_P.sha256 == bindparam("the_sha256"))

# ---------------------------------------------------------------- here


def add(connection: Connection, sha256: str, size: int, media_type: str, at: datetime, *, upload: bool = True) -> None:
    """Keep the row of a file that is in the vault. Without ``upload`` it is held back until `send`; a file
    already known stays as it is, but is released by a second `add` with ``upload``."""
    statement = upsert(file).values(
        sha256=sha256,
        size=size,
        media_type=media_type,
        upload="waiting" if upload else "held",
        offset=0,
        error="",
        added_at=at,
    )
    connection.execute(statement.on_conflict_do_nothing())
    if upload:
        send(connection, sha256)
    note(connection, "files")


def received(connection: Connection, sha256: str, size: int, media_type: str, at: datetime) -> None:
    """Keep the row of a file fetched from the hub: it is there already, and no longer wanted."""
    row = {"sha256": sha256, "size": size, "media_type": media_type, "offset": size, "added_at": at}
    connection.execute(_RECEIVED, row)
    connection.execute(_NOT_WANTED, {"the_sha256": sha256})
    note(connection, "files")


def place(connection: Connection, stream: str, component: str, sha256: str) -> None:
    """Say that a known file belongs to a component of a dossier."""
    connection.execute(_PLACE, {"stream": stream, "component": component, "sha256": sha256})
    note(connection, "files", (stream,))


def get(connection: Connection, sha256: str) -> FileRow | None:
    """One file's row; None when it is not here."""
    found = connection.execute(select(*_FIELDS).where(_F.sha256 == sha256)).first()
    return None if found is None else FileRow(*found)


def of_stream(connection: Connection, stream: str) -> list[PlacedFile]:
    """The files of a dossier that are here, in the order they came."""
    rows = connection.execute(
        select(*_FIELDS, _P.component)
        .join(file_place, _P.sha256 == _F.sha256)
        .where(_P.stream == stream)
        .order_by(_F.local_id)
    )
    return [PlacedFile(*tuple(row)) for row in rows]


def known(connection: Connection) -> set[str]:
    """Hashes of all files with a row; whatever else lies in the vault is an orphan, to be swept at start."""
    return set(connection.execute(select(_F.sha256)).scalars())


def forget(connection: Connection, sha256: str) -> None:
    """Delete the row of a file: a discarded draft's, or one thinned away. The vault's file goes after the commit."""
    connection.execute(delete(file_place).where(_P.sha256 == sha256))
    connection.execute(delete(file).where(_F.sha256 == sha256))
    note(connection, "files")


# ---------------------------------------------------------------- to the hub


def send(connection: Connection, sha256: str) -> None:
    """Release a held file to the upload queue, at its end; any other stays where it is."""
    connection.execute(
        update(file)
        .where(_F.sha256 == sha256, _F.upload == "held")
        .values(upload="waiting", local_id=select(func.max(_F.local_id) + 1).scalar_subquery())
    )
    note(connection, "files")


def waiting(connection: Connection) -> int:
    """How many files the hub does not have whole, held ones not counted."""
    return connection.execute(select(func.count()).select_from(file).where(_TO_SEND)).scalar_one()


def unsent(connection: Connection) -> set[str]:
    """Hashes of the files here that the hub does not have whole, held ones among them."""
    return set(connection.execute(select(file.c.sha256).where(file.c.upload != "sent")).scalars())


def next_uploads(connection: Connection, limit: int) -> list[FileRow]:
    """The first files of the upload queue; failed ones are out of it until `send_again`."""
    return [FileRow(*row) for row in connection.execute(_NEXT, {"limit": limit})]


def sending(connection: Connection, sha256: str, offset: int) -> None:
    """The hub holds the first ``offset`` bytes. Raises ValueError beyond the file's size, or for an unknown file."""
    changed = connection.execute(
        update(file).where(_F.sha256 == sha256, _F.size >= offset).values(upload="sending", offset=offset, error="")
    )
    if changed.rowcount != 1:
        raise ValueError("an offset beyond the file, or no such file")
    _note_streams(connection, sha256)


def sent(connection: Connection, sha256: str) -> None:
    """The hub holds the whole file."""
    connection.execute(_SENT, {"the_sha256": sha256})
    _note_streams(connection, sha256)


def failed(connection: Connection, sha256: str, error: str) -> None:
    """An upload ended with an error code; the file waits for `send_again`."""
    connection.execute(update(file).where(_F.sha256 == sha256).values(upload="failed", error=error))
    _note_streams(connection, sha256)


def send_again(connection: Connection) -> int:
    """Put every failed and interrupted upload back in its place in the queue; gives their number."""
    interrupted = (_F.upload == "sending") & (_F.offset > 0)
    changed = connection.execute(
        update(file).where(or_(_F.upload == "failed", interrupted)).values(upload="waiting", error="")
    )
    note(connection, "files")
    return changed.rowcount


def ask_again(connection: Connection) -> int:
    """After the hub was restored: put the files of dossiers that it had whole back in the queue, for it may have lost
    them. They count as begun with nothing known of how far, so that the hub is asked first and one it still has is not
    sent again. Gives their number."""
    placed = select(_P.sha256)
    changed = connection.execute(
        update(file).where(_F.upload == "sent", _F.sha256.in_(placed)).values(upload="sending", offset=0)
    )
    note(connection, "files")
    return changed.rowcount


def progress(connection: Connection, stream: str) -> tuple[int, int]:
    """Files of a dossier the hub holds whole, and all of them here: "còn 3/7"."""
    rows = of_stream(connection, stream)
    return sum(row.upload == "sent" for row in rows), len(rows)


def outgoing(connection: Connection, limit: int = 100) -> list[tuple[FileRow, str]]:
    """Files the hub does not have whole, in the order they go, each with the dossier it belongs to."""
    stream = select(func.min(_P.stream)).where(_P.sha256 == _F.sha256).scalar_subquery()
    rows = connection.execute(select(*_FIELDS, stream).where(_TO_SEND).order_by(_F.local_id).limit(limit))
    return [(FileRow(*row[:-1]), row[-1] or "") for row in rows]


# ---------------------------------------------------------------- from the hub


def want(connection: Connection, sha256: str, stream: str, at: datetime) -> None:
    """Ask for a file of a dossier; one that is here, or already wanted, changes nothing."""
    if get(connection, sha256) is not None:
        return
    statement = upsert(file_wanted).values(sha256=sha256, stream=stream, attempts=0, error="", wanted_at=at)
    connection.execute(statement.on_conflict_do_nothing())
    note(connection, "files")


def wanted(connection: Connection, limit: int = 100) -> list[Wanted]:
    """Files to fetch, least tried first, then in the order they were asked for."""
    return [Wanted(*row) for row in connection.execute(_WANTED, {"limit": limit})]


def wanted_count(connection: Connection) -> int:
    """How many files are still to be fetched."""
    return connection.execute(select(func.count()).select_from(file_wanted)).scalar_one()


def not_fetched(connection: Connection, sha256: str, error: str) -> None:
    """A fetch ended with an error code; the file stays wanted."""
    connection.execute(update(file_wanted).where(_W.sha256 == sha256).values(attempts=_W.attempts + 1, error=error))
    note(connection, "files")


def fetch_again(connection: Connection) -> None:
    """Every fetch that failed is tried again: what was said of it is forgotten."""
    connection.execute(update(file_wanted).where(_W.error != "").values(error=""))
    note(connection, "files")


def _note_streams(connection: Connection, sha256: str) -> None:
    streams = connection.execute(_STREAMS, {"the_sha256": sha256}).scalars()
    note(connection, "files", tuple(streams))
