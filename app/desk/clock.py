"""Whether this machine's clock may date a dossier code: compared with what it has seen and with the hub, and what a
supervisor vouched for (design §4). It blocks new codes only, never reading."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection

from app.desk.acting import instant_for
from app.desk.office import Office
from app.domain.events import instant_of, instant_text
from app.errors import RuleViolation
from app.store import settings

_ALLOWED_UNTIL = "allowed_clock"
_ALLOWED_AHEAD = "allowed_clock_ahead"


def guard_clock(connection: Connection, office: Office) -> None:
    """Raises RuleViolation ``clock_behind`` when the clock stands before an instant this device has already seen, and
    ``clock_far`` when it was far from the hub's at the last contact, each by more than the tolerance: a code issued
    now would carry a wrong day."""
    now = office.now()
    tolerance = _tolerance(office)
    if _behind_allowed(connection, office):
        return
    highest = settings.highest_instant(connection)
    if highest is not None and now < highest - tolerance:
        raise RuleViolation("clock_behind", "", seen=highest.isoformat(), clock=now.isoformat())
    ahead = _ahead(connection, office)
    if abs(ahead) > tolerance and not _vouched(connection, ahead, tolerance):
        raise RuleViolation("clock_far", "", hub=(now - ahead).isoformat(), clock=now.isoformat())


def held_against(connection: Connection, office: Office) -> datetime:
    """The instant the clock is compared with: the hub's by the last contact, else the highest one seen here."""
    ahead = _ahead(connection, office)
    return office.now() - ahead if ahead else settings.highest_instant(connection) or office.now()


def told_instant(connection: Connection, office: Office) -> datetime:
    """The instant a citizen is told: that of the event, or the clock's own where a supervisor vouches for it although
    the machine has seen a later one."""
    return office.now() if _behind_allowed(connection, office) else instant_for(connection, office)


def allow_clock(connection: Connection, office: Office, seen: datetime) -> None:
    """Remembers a supervisor's word that the clock is right: it holds until an instant later than ``seen`` comes, and
    for as long as the clock keeps its present distance from the hub's."""
    settings.save(connection, _ALLOWED_UNTIL, instant_text(seen))
    settings.save(connection, _ALLOWED_AHEAD, _ahead(connection, office).total_seconds())


def _behind_allowed(connection: Connection, office: Office) -> bool:
    """True when a supervisor vouched for a clock behind what was seen, and what was seen is still that, or no more
    than the hub's own clock explains."""
    allowed = settings.value(connection, _ALLOWED_UNTIL)
    highest = settings.highest_instant(connection)
    if allowed is None or highest is None:
        return False
    if highest <= instant_of(allowed):
        return highest > office.now()
    ahead, tolerance = _ahead(connection, office), _tolerance(office)
    return _vouched(connection, ahead, tolerance) and office.now() < highest <= office.now() - ahead + tolerance


def _ahead(connection: Connection, office: Office) -> timedelta:
    """How far the clock is ahead of the hub's by the last contact, negative when behind; nothing without a contact.

    A clock now standing before that contact has been set since: the measure is of another clock and is given up.
    """
    if was_set_back(connection, office):
        settings.forget_hub_time(connection)
    measured = settings.hub_time(connection)
    return timedelta(0) if measured is None else measured.here - measured.hub


def was_set_back(connection: Connection, office: Office) -> bool:
    """True when the clock stands before the last contact with the hub: whoever asks it next has that measure
    forgotten, and needs a connection that writes."""
    measured = settings.hub_time(connection)
    return measured is not None and office.now() < measured.here


def _vouched(connection: Connection, ahead: timedelta, tolerance: timedelta) -> bool:
    allowed = settings.load(connection, _ALLOWED_AHEAD, float | None, None)  # type: ignore[arg-type]
    return allowed is not None and abs(ahead - timedelta(seconds=allowed)) <= tolerance


def _tolerance(office: Office) -> timedelta:
    return timedelta(seconds=office.reference().settings.clock_tolerance_seconds)
