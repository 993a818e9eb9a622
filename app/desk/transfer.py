"""What leaves the counter and by when, what is on its way here and on which list (NĐ 118/2025 Đ18)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import Connection

from app.desk.acting import Session, dossier_at
from app.desk.office import Office
from app.desk.printing import SPECIALISTS
from app.desk.worklists import list_filter
from app.domain.events import VIETNAM
from app.store import states

PAGE = 500


@dataclass(frozen=True)
class Load:
    """The papers of one dossier that go along, and the instant they must be transferred by (None for no paper)."""

    papers: int
    transfer_due: datetime | None


def loads(office: Office, streams: Sequence[str]) -> dict[str, Load]:
    """What goes along with each of these dossiers; those this machine does not hold are left out."""
    found = {}
    with office.store.read() as connection:
        for stream in streams:
            state = dossier_at(connection, stream)
            if state is not None:
                held = [item.paper for item in state.papers if not item.paper.shown and not item.paper.in_database]
                found[stream] = Load(sum(paper.count for paper in held), state.transfer_due)
    return found


def usual_receiver(office: Office, session: Session) -> str:
    """The name of who takes dossiers over from this counter unless somebody else is named."""
    unit = office.reference().unit(session.unit)
    return f"{SPECIALISTS}, {unit.name}" if unit else SPECIALISTS


@dataclass(frozen=True)
class Arriving:
    """A result on its way here: the dossier's code and the number of the list the giver put it on."""

    code: str
    number: str


def arriving(connection: Connection, office: Office, session: Session) -> dict[str, Arriving]:
    """The results on their way to this counter, by dossier."""
    found: dict[str, Arriving] = {}
    for stream in _streams(connection, office, session, "results_to_acknowledge"):
        state = dossier_at(connection, stream)
        if state is not None and state.result_transit is not None:
            found[stream] = Arriving(state.printed_code, state.result_transit.list_number)
    return found


def arriving_here(office: Office, session: Session) -> dict[str, Arriving]:
    """As `arriving`, asked by itself."""
    with office.store.read() as connection:
        return arriving(connection, office, session)


@dataclass(frozen=True)
class Reminder:
    """What must still leave today, as the hour of the regulation set strikes: ``hour`` is that hour of the day."""

    hour: time
    today: int
    late: int


def reminder(office: Office, session: Session) -> Reminder | None:
    """From the hour on after which a dossier may wait for the next working day (NĐ 118/2025 Đ18.1: 15:00), those that
    may not: received before it and still here, or already late. None before the hour, and when nothing is owed."""
    now = office.now()
    local = now.astimezone(VIETNAM)
    hour = office.reference().regulation_set_for(local.date()).transfer_cut_off
    if local.time() < hour:
        return None
    today = late = 0
    with office.store.read() as connection:
        for stream in _streams(connection, office, session, "to_hand_over"):
            state = dossier_at(connection, stream)
            due = state.transfer_due if state is not None else None
            if due is None:
                continue
            if due < now:
                late += 1
            elif due.astimezone(VIETNAM).date() == local.date():
                today += 1
    return Reminder(hour, today, late) if today or late else None


def _streams(connection: Connection, office: Office, session: Session, name: str) -> list[str]:
    """Every dossier of a list, page by page."""
    wanted = list_filter(session, name, office.now())
    found = states.page(connection, wanted, None, PAGE)
    streams = [row.stream for row in found.rows]
    while found.next is not None:
        found = states.page(connection, wanted, found.next, PAGE)
        streams += [row.stream for row in found.rows]
    return streams
