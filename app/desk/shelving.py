"""Where in the one-stop shop a dossier's papers and its result lie, so that whoever returns them finds them."""

from __future__ import annotations

from app.desk.acting import Session, dossier_at, record
from app.desk.office import Office
from app.desk.supplements import Done
from app.domain import acts
from app.domain.dossier import FINISHED
from app.domain.text import clean


def shelve(office: Office, session: Session, stream: str, place: str) -> Done:
    """Records the shelf of what lies here: the result once there is one, before that the papers. An empty ``place``
    takes it off the shelf.

    Raises RuleViolation ``not_the_holder`` or ``in_transit`` for what does not lie here.
    """
    with office.store.write() as connection:
        state = dossier_at(connection, stream)
        finished = state is not None and state.status == FINISHED
        record(connection, office, session, stream, acts.Shelved("result" if finished else "dossier", clean(place)))
    return Done(stream)
