"""The print queue, which is also the journal of prints: every slip asked for, and what became of it.

queued → printing → printed | failed; failed or cut-off jobs are queued again; a printed slip may be spoiled.
A job found ``printing`` after a restart stays so until the officer says whether paper came out.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, Connection, exists, insert, select, text, update

from app.domain.events import new_id
from app.store.database import note
from app.store.schema import dossier_state, print_job
from app.store.thinned_tables import removed_file

State = Literal["queued", "printing", "printed", "failed", "spoiled"]
_J = print_job.c


@dataclass(frozen=True)
class PrintJob:
    """One slip. ``title`` names no person; ``copy_number`` 1 is the first print, 2 the first reprint; ``error`` is a
    failure's code, ``reason`` why a print is spoiled; ``pdf_sha256`` is empty until the slip has been drawn."""

    id: str
    stream: str
    form: str
    title: str
    pdf_sha256: str
    copies: int
    copy_number: int
    printer: str
    officer: str
    state: State
    error: str
    reason: str
    attempts: int
    queued_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    handed_out_at: datetime | None


_FIELDS = tuple(_J[name] for name in PrintJob.__dataclass_fields__)


def add(
    connection: Connection,
    *,
    stream: str,
    form: str,
    title: str,
    copy_number: int,
    printer: str,
    officer: str,
    at: datetime,
    copies: int = 1,
    pdf_sha256: str = "",
) -> str:
    """Queue a slip; gives the job's id. ``stream`` is empty for a slip of no single dossier."""
    job_id = new_id()
    connection.execute(
        insert(print_job).values(
            id=job_id,
            stream=stream,
            form=form,
            title=title,
            pdf_sha256=pdf_sha256,
            copies=copies,
            copy_number=copy_number,
            printer=printer,
            officer=officer,
            state="queued",
            error="",
            reason="",
            attempts=0,
            queued_at=at,
        )
    )
    _note(connection, stream)
    return job_id


def get(connection: Connection, job_id: str) -> PrintJob:
    """One job. Raises LookupError for an unknown id."""
    found = connection.execute(select(*_FIELDS).where(_J.id == job_id)).first()
    if found is None:
        raise LookupError(job_id)
    return PrintJob(*found)


def open_jobs(connection: Connection) -> list[PrintJob]:
    """What is queued, printing or failed, oldest first."""
    return _jobs(connection, text("state IN ('queued', 'printing', 'failed')"))  # type: ignore[arg-type]


def of_stream(connection: Connection, stream: str) -> list[PrintJob]:
    """Every slip of a dossier, oldest first."""
    return _jobs(connection, _J.stream == stream)


def of_title(connection: Connection, form: str, title: str) -> list[PrintJob]:
    """Every print of one paper of no single dossier, oldest first; the title is its own number."""
    return _jobs(connection, (_J.stream == "") & (_J.form == form) & (_J.title == title))


def between(connection: Connection, start: datetime, end: datetime) -> list[PrintJob]:
    """Every slip queued from ``start`` and before ``end``, oldest first: the print journal of a shift."""
    return _jobs(connection, (_J.queued_at >= start) & (_J.queued_at < end))


def not_handed_out(connection: Connection, unit: str, forms: Collection[str], limit: int) -> list[PrintJob]:
    """Printed slips of these forms, of whatever day, whose dossiers in ``unit`` owe their handing out; newest first."""
    owing = select(dossier_state.c.stream).where(
        dossier_state.c.unit == unit, text("debt_count > 0"), dossier_state.c.debts.contains('"hand_out"')
    )
    found = (
        select(*_FIELDS)
        .where(_J.stream.in_(owing), _J.form.in_(forms), _J.state == "printed", _J.handed_out_at.is_(None))
        .order_by(_J.local_id.desc())
        .limit(limit)
    )
    return [PrintJob(*row) for row in connection.execute(found)]


def kept(connection: Connection) -> set[str]:
    """The hashes in the vault of all slips that were drawn, save those the retention window has taken away."""
    removed = exists().where(removed_file.c.sha256 == _J.pdf_sha256)
    return set(connection.execute(select(_J.pdf_sha256).where(_J.pdf_sha256 != "", ~removed)).scalars())


def start_next(connection: Connection, at: datetime) -> PrintJob | None:
    """The oldest queued job, now ``printing``; None when the queue is empty."""
    found = connection.execute(
        select(_J.id)
        .where(_J.state == "queued", text("state IN ('queued', 'printing', 'failed')"))
        .order_by(_J.local_id)
        .limit(1)
    ).scalar()
    return None if found is None else start(connection, found, at)


def start(connection: Connection, job_id: str, at: datetime) -> PrintJob:
    """One queued job, now ``printing``. Raises ValueError for a job that was not queued."""
    _move(connection, job_id, ("queued",), state="printing", attempts=_J.attempts + 1, started_at=at, error="")
    return get(connection, job_id)


def drawn(connection: Connection, job_id: str, pdf_sha256: str) -> None:
    """Keep which file of the vault the slip is; its bytes never change after. Raises ValueError for other bytes."""
    before = get(connection, job_id)
    if before.pdf_sha256 not in {"", pdf_sha256}:
        raise ValueError("a slip that was drawn stays as it is")
    connection.execute(update(print_job).where(_J.id == job_id).values(pdf_sha256=pdf_sha256))
    _note(connection, before.stream)


def printed(connection: Connection, job_id: str, at: datetime) -> None:
    """Paper came out. Raises ValueError for a job that was not printing."""
    _move(connection, job_id, ("printing",), state="printed", ended_at=at, error="")


def fail(connection: Connection, job_id: str, error: str, at: datetime) -> None:
    """The printer failed with an error code. Raises ValueError for a job that was not printing."""
    _move(connection, job_id, ("printing",), state="failed", ended_at=at, error=error)


def requeue(connection: Connection, job_id: str, printer: str) -> None:
    """Queue a failed or cut-off job again, for ``printer``. Raises ValueError for any other."""
    _move(connection, job_id, ("failed", "printing"), state="queued", printer=printer, ended_at=None)


def spoil(connection: Connection, job_id: str, reason: str, at: datetime) -> None:
    """A printed slip is unusable and does not count. Raises ValueError for one never printed or already given out."""
    if get(connection, job_id).handed_out_at is not None:
        raise ValueError("a slip in the citizen's hands is not spoiled but superseded")
    _move(connection, job_id, ("printed", "printing", "failed"), state="spoiled", reason=reason, ended_at=at)


def hand_out(connection: Connection, job_id: str, at: datetime) -> None:
    """A printed slip is in the citizen's hands. Raises ValueError for one that is not on paper."""
    _move(connection, job_id, ("printed",), handed_out_at=at)


def _jobs(connection: Connection, which: ColumnElement[bool]) -> list[PrintJob]:
    return [PrintJob(*row) for row in connection.execute(select(*_FIELDS).where(which).order_by(_J.local_id))]


def _move(connection: Connection, job_id: str, before: tuple[State, ...], **values: object) -> None:
    job = get(connection, job_id)
    if job.state not in before:
        raise ValueError(f"a print job that is {job.state}")
    connection.execute(update(print_job).where(_J.id == job_id).values(values))
    _note(connection, job.stream)


def _note(connection: Connection, stream: str) -> None:
    note(connection, "prints", (stream,) if stream else ())
