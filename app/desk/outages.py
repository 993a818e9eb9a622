"""When a database or system was out of reach: the journalled interval that excuses what could not be looked up
(NĐ 309/2026/NĐ-CP Đ4.2a; NĐ 118/2025/NĐ-CP Đ17.1a)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from app.desk.acting import Session, append, instant_for, is_offline
from app.desk.office import Office
from app.domain import acts
from app.errors import RuleViolation
from app.store import settings

DATABASE = "national_database"
"""The databases asked about persons and papers, as one: they are reached over the same line."""

_OPEN = "open_outage"


@dataclass(frozen=True)
class OpenOutage:
    """An outage still going on: the id of the event that opened it, and since when."""

    event: str
    system: str
    began_at: datetime


def current(office: Office) -> OpenOutage | None:
    """The outage that is still open on this machine; None when there is none."""
    with office.store.read() as connection:
        return settings.load(connection, _OPEN, OpenOutage | None, None)  # type: ignore[arg-type]


def begin(office: Office, session: Session, began_at: datetime, system: str = DATABASE) -> OpenOutage:
    """Records that a database cannot be reached since ``began_at`` although the hub may answer; the one already open
    is given back."""
    with office.store.write() as connection:
        return _begin(connection, office, session, began_at, system)


def end(office: Office, session: Session, ended_at: datetime | None = None) -> bool:
    """Closes the open outage at ``ended_at`` (now, unless said); False when none is open."""
    with office.store.write() as connection:
        known = settings.load(connection, _OPEN, OpenOutage | None, None)  # type: ignore[arg-type]
        if known is None:
            return False
        at = instant_for(connection, office)
        over = acts.OutageNoted(known.system, known.began_at, max(ended_at or at, known.began_at), known.event)
        append(connection, session, session.device, "device", "note_outage", over, None, at)
        settings.forget(connection, _OPEN)
        return True


def settle(office: Office, session: Session) -> bool:
    """Closes an outage that the line itself ended: the hub answers again. True when one was closed."""
    if is_offline(office):
        return False
    return end(office, session, office.post.last_contact)


def excuse(connection: Connection, office: Office, session: Session) -> str:
    """The id of the outage that is the reason for an act recorded now; the first one off line opens it.

    Raises RuleViolation ``outage_needed`` while everything can be reached and nobody said otherwise.
    """
    known = settings.load(connection, _OPEN, OpenOutage | None, None)  # type: ignore[arg-type]
    if known is not None:
        return known.event
    if not is_offline(office):
        rules = office.reference().regulation_set_for(office.now().date())
        raise RuleViolation("outage_needed", rules.article("outage_needed"))
    began_at = office.post.last_contact or office.now()
    return _begin(connection, office, session, began_at, DATABASE).event


def _begin(connection: Connection, office: Office, session: Session, began_at: datetime, system: str) -> OpenOutage:
    known = settings.load(connection, _OPEN, OpenOutage | None, None)  # type: ignore[arg-type]
    if known is not None:
        return known
    at = instant_for(connection, office)
    began_at = min(began_at, at)
    noted = acts.OutageNoted(system, began_at)
    event = append(connection, session, session.device, "device", "note_outage", noted, None, at)
    opened = OpenOutage(event.body.id, system, began_at)
    settings.save(connection, _OPEN, opened)
    return opened
