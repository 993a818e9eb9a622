"""The retention window of this machine: ended dossiers, whole at the hub, keep only their acts here after a while.

The hub keeps the dossier whole until its legal period is over; then its ``thin`` ends it everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from app.desk.acting import Session
from app.desk.devices import Machine, save_machine
from app.desk.office import Office
from app.domain.dossier import ENDED
from app.errors import RuleViolation
from app.store import thinning

KEEP_DAYS = (0, 92, 183, 365, 730)
"""Windows one may choose, in days; 0 keeps everything. None is shorter than what a restored hub may ask back."""


@dataclass(frozen=True)
class Kept:
    """How long this machine keeps ended dossiers whole (days, 0 for ever), and what it has removed so far."""

    days: int
    removed: thinning.Removed


def kept(office: Office, session: Session) -> Kept:
    """The window and its work, as the settings show them."""
    with office.store.read() as connection:
        return Kept(office.machine_settings().keep_days, thinning.removed(connection))


def keep_for(office: Office, session: Session, days: int) -> Machine:
    """Chooses the window, one of `KEEP_DAYS`. Raises RuleViolation ``supervisor_needed`` for anyone but the
    administrator."""
    if session.role != "administrator":
        raise RuleViolation("supervisor_needed", "")
    if days not in KEEP_DAYS:
        raise ValueError("no such window")
    return save_machine(office, session, replace(office.machine_settings(), keep_days=days))


def thin_next(office: Office, limit: int = 20) -> int:
    """Thins up to ``limit`` dossiers, each in a transaction of its own, and lets go of their bytes; gives how many
    dossiers and lists there were. To be called in the background until it gives 0."""
    days, now = office.machine_settings().keep_days, office.now()
    before = now - timedelta(days=max(days, KEEP_DAYS[1])) if days > 0 else None
    with office.store.read() as connection:
        streams = thinning.due(connection, ENDED, before, limit)
    done = 0
    for stream in streams:
        with office.store.write() as connection:
            # Looked at again: an act may have come meanwhile.
            if stream in thinning.due(connection, ENDED, before, limit):
                thinning.thin(connection, stream, now)
                done += 1
    lists = 0
    if before is not None:
        with office.store.write() as connection:
            lists = thinning.drop_lists(connection, before, now)
    _let_go(office)
    return done + lists


def _let_go(office: Office) -> None:
    with office.store.read() as connection:
        going = thinning.to_remove(connection)
    while going:
        for sha256 in going:
            office.vault.remove(sha256)
        with office.store.write() as connection:
            thinning.gone(connection, going)
            going = thinning.to_remove(connection)
