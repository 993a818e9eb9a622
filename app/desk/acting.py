"""How an act becomes an event: the state is read, the rules are asked, and the event joins the journal, in the caller's
one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from app.desk.office import Office
from app.desk.rows import dossier_of
from app.domain.acts import KIND_OF, VERSION, plain
from app.domain.decide import Act, decide
from app.domain.dossier import Dossier
from app.domain.events import Body, Entry, Event, StreamType, new_id
from app.errors import RuleViolation
from app.store import journal, settings, states, streams

CONTACT_FRESH = timedelta(minutes=2)
"""How old the last word from the hub may be for this counter to count as on line."""


@dataclass(frozen=True)
class Session:
    """Who is at the counter: an officer signed in at one device of one unit."""

    officer: str
    name: str
    role: str
    position: str
    unit: str
    unit_name: str
    counter: str
    device: str
    signed_in_at: datetime


def dossier_at(connection: Connection, stream: str) -> Dossier | None:
    """The dossier as this machine's journal makes it now; None for an unknown stream."""
    found = states.state_json(connection, stream)
    return dossier_of(found) if found is not None else None


def instant_for(connection: Connection, office: Office) -> datetime:
    """The instant of the next event: the clock's, never before the highest instant this device has seen."""
    highest = settings.highest_instant(connection)
    now = office.now()
    return max(now, highest) if highest is not None else now


def is_offline(office: Office) -> bool:
    """True when the hub has not answered lately, so another counter may have acted without us knowing."""
    last = office.post.last_contact
    return last is None or office.now() - last > CONTACT_FRESH


def record(
    connection: Connection,
    office: Office,
    session: Session,
    stream: str,
    payload: Any,
    *,
    personal: Any = None,
    kind: str = "",
    at: datetime | None = None,
) -> Event:
    """Records one act on a dossier; the caller's transaction makes it durable.

    Raises RuleViolation with the rule and its article when the act is not allowed on the dossier as it stands.
    """
    state = dossier_at(connection, stream)
    instant = at or instant_for(connection, office)
    act = Act(
        kind or KIND_OF[type(payload)],
        payload,
        instant,
        session.unit,
        session.officer,
        session.device,
        personal,
        is_offline(office),
    )
    refusal = decide(state, act, office.reference())
    if refusal is not None:
        raise RuleViolation(refusal.rule, refusal.law, **refusal.facts)
    return append(connection, session, stream, "dossier", act.kind, payload, personal, instant)


def append(
    connection: Connection,
    session: Session,
    stream: str,
    stream_type: StreamType,
    kind: str,
    payload: Any,
    personal: Any,
    at: datetime,
) -> Event:
    """Puts an event in the journal as it is; only for acts the caller has already decided."""
    body = Body(
        new_id(int(at.timestamp() * 1000)),
        stream,
        stream_type,
        kind,
        VERSION,
        at,
        session.unit,
        session.officer,
        streams.head(connection, stream),
        plain(payload),
    )
    return journal.append(connection, body, plain(personal) if personal is not None else None, session.device)


def entry_of(session: Session, stream: str, payload: Any, personal: Any, at: datetime) -> Entry:
    """An act as the fold would read it if it were recorded now; for previews, so that they cannot disagree."""
    body = Body(
        new_id(),
        stream,
        "dossier",
        KIND_OF[type(payload)],
        VERSION,
        at,
        session.unit,
        session.officer,
        0,
        plain(payload),
    )
    return Entry(body, plain(personal) if personal is not None else None, None, session.device)
