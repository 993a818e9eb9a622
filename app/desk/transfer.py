"""What leaves the counter with a dossier, and by when it must have left (NĐ 118/2025 Đ18)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.desk.acting import Session, dossier_at
from app.desk.office import Office
from app.desk.printing import SPECIALISTS


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
