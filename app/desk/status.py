"""The honest state of the world for the strip at the bottom: the hub, what waits, numbers left, the printer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection

from app.desk import preferences
from app.desk.acting import Session
from app.desk.office import Office
from app.desk.post_status import LAST_CONTACT
from app.domain.events import VIETNAM
from app.store import enrolment, files, journal, numbers, prints, settings, states


@dataclass(frozen=True)
class Strip:
    """One glance: ``hub`` is ``green`` (all sent, on line), ``waiting`` (on line, something to send), ``offline``
    or ``never`` (not enrolled or no contact yet). ``prints_to_see`` of the slips waiting are held until somebody looks
    at them and prints them."""

    hub: Literal["green", "waiting", "offline", "never"]
    last_contact: datetime | None
    next_try: datetime | None
    reason: str
    waiting_events: int
    waiting_dossiers: int
    waiting_files: int
    refused: int
    numbers_left: int
    prints_waiting: int
    prints_failed: int
    printer: str
    prints_to_see: int = 0


def strip(office: Office, session: Session) -> Strip:
    """The state of the world at this counter now."""
    post = office.post
    day = office.now().astimezone(VIETNAM).date()
    with office.store.read() as connection:
        waiting = journal.waiting(connection)
        dossiers = states.counts(connection, session.unit).get("pending", 0)
        unsent_files = files.waiting(connection)
        left = numbers.left(connection, session.device, session.unit, day)
        jobs = prints.open_jobs(connection)
        unseen = sum(job.state == "queued" and preferences.previews_first(connection, job.officer) for job in jobs)
        enrolled = enrolment.current(connection) is not None
        contact = post.last_contact or last_contact(connection)
    pending = waiting.get("pending", 0)
    failed = sum(job.state == "failed" for job in jobs)
    if not enrolled or contact is None:
        hub: Literal["green", "waiting", "offline", "never"] = "never"
    elif post.reason or post.state in {"never", "stopped"}:
        hub = "offline"
    else:
        hub = "waiting" if pending or unsent_files else "green"
    return Strip(
        hub,
        contact,
        post.next_try,
        post.reason,
        pending,
        dossiers,
        unsent_files,
        waiting.get("refused", 0) + waiting.get("upgrade", 0),
        left,
        len(jobs) - failed,
        failed,
        office.machine_settings().printer,
        unseen,
    )


def last_contact(connection: Connection) -> datetime | None:
    """When the hub last answered this machine; None before the first time."""
    found = settings.value(connection, LAST_CONTACT)
    return None if found is None else datetime.fromisoformat(found)
