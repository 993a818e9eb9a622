"""Giving the result to whoever may take it: what is owed first, who stands there, and the return itself (NĐ 61 Đ20)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection

from app.desk import charges, printing
from app.desk.acting import Session, dossier_at, instant_for, is_offline, record
from app.desk.drafts import DraftPerson
from app.desk.intake import person
from app.desk.office import Office
from app.domain import acts
from app.domain.decide import Act, Refusal, decide
from app.domain.dossier import Dossier
from app.domain.text import clean, fold
from app.errors import DossierCodeInvalid, FieldRequired
from app.store import prints, states

DECLARATION = "lost_receipt_declaration"


@dataclass(frozen=True)
class Collector:
    """Who takes the result: the applicant, who handed the dossier in, or a representative with a giấy ủy quyền."""

    relation: Literal["applicant", "submitter", "representative", "postman"]
    person: DraftPerson = field(default_factory=DraftPerson)
    authority: str = ""


@dataclass(frozen=True)
class ReturnView:
    """What the return desk must see before it gives anything away."""

    stream: str
    dossier: Dossier
    refusal: Refusal | None
    originals: tuple[tuple[str, str, int], ...]
    fee_due: int
    lost_at: datetime | None = None
    """When the loss of the receipt was declared; whoever brings that receipt afterwards is to be told."""


@dataclass(frozen=True)
class Returned:
    """A result given back, and its return receipt in the print queue."""

    stream: str
    prints: tuple[str, ...]


def return_view(office: Office, session: Session, stream: str) -> ReturnView:
    """Whether the result may be returned here and now, the originals to give back and the fee still due."""
    with office.store.read() as connection:
        state = dossier_at(connection, stream)
        if state is None:
            raise DossierCodeInvalid("code", reason="unknown")
        originals = _originals(state)
        act = Act(
            "return_result",
            acts.Returned("direct", "applicant", originals=tuple(component for component, _, _ in originals)),
            office.now(),
            session.unit,
            session.officer,
            session.device,
            offline=is_offline(office),
        )
        lost_at = _declared_lost(connection, state, stream)
    return ReturnView(stream, state, decide(state, act, office.reference()), originals, state.fee_due, lost_at)


def declare_lost(office: Office, session: Session, stream: str) -> Returned:
    """Queues the declaration that the receipt is lost, to be signed before the result is given (NĐ 61 Đ20); from then
    on the old receipt is known as lost.

    Raises RuleViolation ``no_slip`` for a form the dossier's regulation set does not have.
    """
    return Returned(stream, (printing.issue(office, session, stream, DECLARATION),))


def _declared_lost(connection: Connection, state: Dossier, stream: str) -> datetime | None:
    """By the journal's prints, and by the declaration that still waits for this machine's printer."""
    made = [item.at for item in state.prints if item.form == DECLARATION and not item.spoiled]
    waiting = [
        job.queued_at
        for job in prints.of_stream(connection, stream)
        if job.form == DECLARATION and job.state != "spoiled"
    ]
    return min((*made, *waiting), default=None)


def find_stream(office: Office, code: str) -> str:
    """The dossier a scanned code names. Raises DossierCodeInvalid ``unknown`` when this machine holds none."""
    with office.store.read() as connection:
        found = states.by_code(connection, code.strip().upper())
    if found is None:
        raise DossierCodeInvalid("code", reason="unknown")
    return found


def relation_of(state: Dossier, collector: DraftPerson) -> Literal["applicant", "submitter", "representative", ""]:
    """What the person shown is to the dossier: the applicant, who handed it in, its representative; else nothing.

    Two personal numbers decide; without both, the names written alike do.
    """
    people = state.people
    if people is None:
        return ""
    known = (
        ("applicant", people.applicant),
        ("submitter", people.submitter),
        ("representative", people.representative),
    )
    for relation, candidate in known:
        if candidate is not None and _is(candidate, collector):
            return relation  # type: ignore[return-value]
    return ""


def same_person(state: Dossier, collector: DraftPerson) -> bool:
    """True when the card shown is that of the applicant or of whoever handed the dossier in."""
    return bool(relation_of(state, collector))


def _is(known: acts.Person, shown: DraftPerson) -> bool:
    if known.personal_number and shown.personal_number:
        return known.personal_number == shown.personal_number
    return fold(clean(known.full_name)) == fold(clean(shown.full_name))


def return_result(
    office: Office,
    session: Session,
    stream: str,
    collector: Collector,
    *,
    originals: tuple[str, ...] = (),
    way: acts.ReturnMode = "direct",
    receipt_lost: bool = False,
    fee_collected: acts.PaymentCollected | None = None,
) -> Returned:
    """Records the return and queues its receipt in two copies; a fee still due may be taken in the same transaction.

    Raises RuleViolation (``status`` when already returned, ``result_not_here``, ``result_elsewhere``,
    ``originals_owed``), FieldRequired when the collector has no name or a representative no authority.
    """
    if not clean(collector.person.full_name):
        raise FieldRequired("collector.full_name")
    if collector.relation == "representative" and not clean(collector.authority):
        raise FieldRequired("collector.authority")
    identified: acts.IdentifiedBy = "qr" if collector.person.from_card else "typed"
    with office.store.write() as connection:
        at = instant_for(connection, office)
        state = dossier_at(connection, stream)
        payload = acts.Returned(
            way,
            collector.relation,
            acts.Identification(identified, collector.person.from_card, collector.person.typed_over),
            originals,
            len(state.results) if state else 1,
            receipt_lost,
        )
        if fee_collected is not None:
            charges.collect(connection, office, session, stream, fee_collected, at)
        personal = acts.CollectorPerson(person(collector.person), clean(collector.authority))
        record(connection, office, session, stream, payload, personal=personal, at=at)
        job = printing.enqueue(connection, office, session, stream, "return_receipt")
    return Returned(stream, (job,))


def _originals(state: Dossier) -> tuple[tuple[str, str, int], ...]:
    return tuple(
        (held.paper.component, held.paper.name, held.paper.count)
        for held in state.papers
        if held.paper.give_back and held.returned_at is None
    )
