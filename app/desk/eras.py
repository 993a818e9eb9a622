"""Units that were merged away: their open dossiers pass to the unit that took over, codes and dates unchanged."""

from __future__ import annotations

from sqlalchemy import Connection

from app.desk.acting import Session, dossier_at, instant_for, record
from app.desk.office import Office
from app.domain import acts
from app.domain.dossier import ENDED, NEW, RETURNED
from app.domain.events import VIETNAM
from app.store import states
from app.store.states import ListFilter

_OPEN = frozenset(range(NEW, RETURNED + 1)) - ENDED


def predecessors(office: Office, session: Session) -> tuple[str, ...]:
    """The units for which this one answers today, its own code aside."""
    reference = office.reference()
    day = office.now().astimezone(VIETNAM).date()
    found = []
    for code in reference.units:
        answering = reference.unit_answering(code, day)
        if code != session.unit and answering is not None and answering.code == session.unit:
            found.append(code)
    return tuple(found)


def take_over(office: Office, session: Session) -> int:
    """Records the succession on every open dossier of a unit this one took over, as far as this machine holds them;
    returns how many. Done again it finds none."""
    taken = 0
    with office.store.write() as connection:
        at = instant_for(connection, office)
        for unit in predecessors(office, session):
            for stream in _streams(connection, unit):
                state = dossier_at(connection, stream)
                if state is None or state.status not in _OPEN:
                    continue
                payload = acts.Succeeded(acts.Holder(unit, "one_stop"), acts.Holder(session.unit, "one_stop"))
                record(connection, office, session, stream, payload, at=at)
                taken += 1
    return taken


def _streams(connection: Connection, unit: str) -> list[str]:
    """Open dossiers that ``unit`` received or whose papers or results it holds."""
    held = [f"{unit}/{post}" for post in ("one_stop", "agency")]
    filters = [ListFilter(unit=unit, statuses=_OPEN)]
    filters += [ListFilter(holder=holder, statuses=_OPEN) for holder in held]
    filters += [ListFilter(result_holder=holder, statuses=_OPEN) for holder in held]
    found: dict[str, None] = {}
    for wanted in filters:
        after: tuple[str, int] | None = None
        while True:
            page = states.page(connection, wanted, after, 500)
            found.update(dict.fromkeys(row.stream for row in page.rows))
            if page.next is None:
                break
            after = page.next
    return list(found)
