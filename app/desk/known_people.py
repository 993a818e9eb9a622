"""People this counter has met before: how to reach them, found again by number and name together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.desk import worklists
from app.desk.acting import Session, dossier_at
from app.desk.drafts import DraftPerson
from app.desk.office import Office
from app.domain import acts
from app.domain.text import clean, fold


@dataclass(frozen=True)
class KnownPerson:
    """Somebody of an earlier dossier and when that was; ``contact`` pairs fields of a person with what they held."""

    number: str
    name: str
    last_at: datetime
    contact: tuple[tuple[str, str], ...]

    def is_(self, person: DraftPerson) -> bool:
        """True while ``person`` is still told by the same number and name."""
        return told_by(person) == (self.number, self.name)


def told_by(person: DraftPerson) -> tuple[str, str] | None:
    """Number and folded name, when both are there whole; one of them alone tells nobody: it may be mistyped."""
    number = person.personal_number.replace(" ", "") if person.kind == "citizen" else person.tax_code.strip()
    number = number or person.passport.strip()
    name = fold(clean(person.full_name))
    return (number, name) if len(number) >= 8 and name else None


def known_before(office: Office, session: Session, person: DraftPerson) -> KnownPerson | None:
    """The same applicant in the latest dossier this unit took in of him; None when there is none."""
    told = told_by(person)
    if told is None:
        return None
    number, name = told
    for row in worklists.find(office, session, number):
        with office.store.read() as connection:
            state = dossier_at(connection, row.stream)
        known = state.people.applicant if state is not None and state.people is not None else None
        if state is None or known is None or state.unit != session.unit or state.accepted_at is None:
            continue
        if number in _numbers(known) and fold(clean(known.full_name)) == name:
            contact = (("phone", known.phone), ("email", known.email), ("address", known.address))
            return KnownPerson(number, name, state.accepted_at, contact)
    return None


def _numbers(known: acts.Person) -> set[str]:
    return {known.personal_number, known.tax_code, known.passport} - {""}
