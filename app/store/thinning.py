"""What of ended dossiers may leave this machine, and taking it away: personal bytes, salts, files, kept prints, and
with the refolded row everything they were found by. Bodies and links stay, so chain, replay and figures do too.

Nothing that the hub has not whole is ever taken: no event without a place, no file not sent, no print still under way.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, delete, exists, func, or_, select, text, update
from sqlalchemy.dialects.sqlite import insert as upsert

from app.store import streams
from app.store.capture_tables import signing, tray_page
from app.store.database import note
from app.store.files import forget
from app.store.schema import (
    dossier_count,
    dossier_state,
    event,
    file,
    file_place,
    file_wanted,
    print_job,
    stream_to_fetch,
)
from app.store.thinned_tables import removed_file, thinned

_S, _E, _J, _F, _P, _T = dossier_state.c, event.c, print_job.c, file.c, file_place.c, thinned.c
_OPEN_JOB = text("print_job.state IN ('queued', 'printing', 'failed')")


@dataclass(frozen=True)
class Removed:
    """What was removed here so far. ``last_at`` is None before the first time."""

    dossiers: int
    files: int
    last_at: datetime | None


def due(connection: Connection, ended: Iterable[int], before: datetime | None, limit: int = 20) -> list[str]:
    """Dossiers of a status in ``ended``, untouched and whole at the hub since ``before``, that may be thinned here now;
    and, whatever their age, those whose retention the hub has ended (``thin``). Without ``before`` only the latter.

    Left out: whatever owes something, waits for the hub or for a decision, or has been thinned up to its head.
    """
    of_hub = exists().where(_E.stream == _S.stream, text("event.kind = 'thin'"), _E.verdict == "effective")
    old: ColumnElement[bool] = of_hub
    if before is not None:
        # A hub may be restored from yesterday's backup: what it placed only lately it may ask for again.
        lately = exists().where(_E.stream == _S.stream, _E.placed_at >= before)
        old = or_(of_hub, and_(_S.debt_count == 0, _S.updated_at < before, ~lately))
    rows = connection.execute(
        select(_S.stream)
        .where(
            _S.unit.in_(select(dossier_count.c.unit).distinct()),
            _S.status.in_(sorted(ended)),
            old,
            _S.pending == 0,
            _S.set_aside == 0,
            _S.needs_upgrade == 0,
            _S.transit == "",
            _S.result_transit == "",
            ~exists().where(_T.stream == _S.stream, _T.head >= _S.head),
            *_nothing_under_way(),
        )
        .limit(limit)
    )
    return list(rows.scalars())


def _nothing_under_way() -> tuple[ColumnElement[bool], ...]:
    placed = select(_P.sha256).where(_P.stream == _S.stream).correlate(dossier_state)
    return (
        ~exists().where(_E.stream == _S.stream, _E.state != "placed"),
        ~exists().where(stream_to_fetch.c.stream == _S.stream),
        ~exists().where(_F.sha256.in_(placed), _F.upload != "sent"),
        ~exists().where(_J.stream == _S.stream, _OPEN_JOB),
        ~exists().where(signing.c.stream == _S.stream),
        ~exists().where(tray_page.c.tray == _S.stream),
    )


def thin(connection: Connection, stream: str, at: datetime) -> None:
    """Take away what `due` allows of one dossier and record that it was done; the vault's bytes go by `to_remove`.

    Raises ValueError when something of it is not with the hub.
    """
    waiting = connection.execute(select(_S.stream).where(_S.stream == stream, *_nothing_under_way())).first()
    if waiting is None:
        raise ValueError("a dossier of which something is under way")
    head = streams.head(connection, stream)
    streams.thin(connection, stream)
    hashes = set(connection.execute(select(_P.sha256).where(_P.stream == stream)).scalars())
    shared = set(
        connection.execute(select(_P.sha256).where(_P.sha256.in_(hashes), _P.stream != stream).distinct()).scalars()
    )
    connection.execute(delete(file_place).where(_P.stream == stream))
    for sha256 in hashes - shared:
        forget(connection, sha256)
    connection.execute(delete(file_wanted).where(file_wanted.c.stream == stream))
    own = (_J.stream == stream) & (_J.pdf_sha256 != "")
    made = set(connection.execute(select(_J.pdf_sha256).where(own)).scalars())
    elsewhere = select(_J.pdf_sha256).where(_J.pdf_sha256.in_(made), _J.stream != stream)
    going = (hashes - shared) | (made - set(connection.execute(elsewhere).scalars()))
    _let_go(connection, going, at)
    values = {"stream": stream, "head": head, "files": len(going), "at": at}
    kept = upsert(thinned).values(values)
    more = {"head": head, "files": thinned.c.files + len(going), "at": at}
    connection.execute(kept.on_conflict_do_update(index_elements=("stream",), set_=more))
    note(connection, "files", (stream,))


def drop_lists(connection: Connection, before: datetime, at: datetime, limit: int = 100) -> int:
    """Let go of kept prints that tell of no single dossier (lists, books) and ended before ``before``; their lines in
    the print journal stay. Gives their number."""
    old = (_J.stream == "") & (_J.pdf_sha256 != "") & (_J.ended_at < before) & _J.state.in_(("printed", "spoiled"))
    gone = ~exists().where(removed_file.c.sha256 == _J.pdf_sha256)
    hashes = set(connection.execute(select(_J.pdf_sha256).where(old, gone).limit(limit)).scalars())
    still = select(_J.pdf_sha256).where(_J.pdf_sha256.in_(hashes), or_(_J.stream != "", _OPEN_JOB))
    hashes -= set(connection.execute(still).scalars())
    _let_go(connection, hashes, at)
    return len(hashes)


def _let_go(connection: Connection, hashes: Iterable[str], at: datetime) -> None:
    for sha256 in sorted(hashes):
        statement = upsert(removed_file).values(sha256=sha256, at=at, gone=0)
        connection.execute(statement.on_conflict_do_update(index_elements=("sha256",), set_={"at": at, "gone": 0}))


def to_remove(connection: Connection, limit: int = 100) -> list[str]:
    """Hashes of files whose bytes the vault is to let go of: named here before they go, so no crash leaves one."""
    rows = connection.execute(
        select(removed_file.c.sha256)
        .where(text("gone = 0"), ~exists().where(_F.sha256 == removed_file.c.sha256))
        .order_by(removed_file.c.sha256)
        .limit(limit)
    )
    return list(rows.scalars())


def gone(connection: Connection, hashes: Iterable[str]) -> None:
    """Note that the bytes are off the disk."""
    connection.execute(update(removed_file).where(removed_file.c.sha256.in_(list(hashes))).values(gone=1))
    note(connection, "files")


def was_removed(connection: Connection, sha256: str) -> bool:
    """Whether a file was taken away here on purpose."""
    return connection.execute(select(removed_file.c.sha256).where(removed_file.c.sha256 == sha256)).first() is not None


def thinned_at(connection: Connection, stream: str) -> datetime | None:
    """When this machine took away what it kept of a dossier; None for one it keeps whole."""
    return connection.execute(select(_T.at).where(_T.stream == stream)).scalar()


def removed(connection: Connection) -> Removed:
    """What was removed on this machine so far."""
    dossiers, last_at = connection.execute(select(func.count(), func.max(_T.at))).one()
    files = connection.execute(select(func.count()).select_from(removed_file)).scalar_one()
    return Removed(dossiers, files, last_at)
