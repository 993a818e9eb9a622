"""Results given at once: received, finished and returned in one act of the counter (NĐ 118/2025 Đ17.4; NĐ 61 Đ17.4)."""

from __future__ import annotations

from dataclasses import replace

from app.desk import printing
from app.desk.acting import Session, instant_for, record
from app.desk.clock import guard_clock
from app.desk.drafts import Draft, procedure_of
from app.desk.intake import Accepted, person, take_in
from app.desk.office import Office
from app.desk.returns import Collector
from app.domain import acts
from app.domain.text import clean
from app.errors import FieldRequired, RuleViolation


def give_at_once(
    office: Office,
    session: Session,
    draft: Draft,
    results: tuple[acts.ResultPaper, ...],
    collector: Collector,
) -> Accepted:
    """Receives the dossier and hands its result over in one transaction; status and result are recorded in full.

    No receipt is queued unless the applicant asks (``draft.receipt_asked``); then the return receipt is, too.
    Originals that were handed in go back with the result. Raises as `reception.accept`, FieldRequired without
    the collector's name, RuleViolation ``no_result`` without a result.
    """
    if not clean(collector.person.full_name):
        raise FieldRequired("collector.full_name")
    with office.store.write() as connection:
        guard_clock(connection, office)
        accepted = take_in(connection, office, session, replace(draft, on_the_spot=True))
        at = instant_for(connection, office)
        record(connection, office, session, accepted.stream, acts.Finished("result", results), at=at)
        originals = tuple(line.component for line in draft.papers if line.ticked and line.give_back)
        identified: acts.IdentifiedBy = "qr" if collector.person.from_card else "typed"
        returned = acts.Returned(
            "direct",
            collector.relation,
            acts.Identification(identified, collector.person.from_card, collector.person.typed_over),
            originals,
            len(results),
        )
        collected_by = acts.CollectorPerson(person(collector.person), clean(collector.authority))
        record(connection, office, session, accepted.stream, returned, personal=collected_by, at=at)
        jobs = accepted.prints
        if draft.receipt_asked:
            jobs = (*jobs, printing.enqueue(connection, office, session, accepted.stream, "return_receipt"))
    return replace(accepted, prints=jobs)


def give_what_was_asked(office: Office, session: Session, draft: Draft) -> Accepted:
    """As `give_at_once`: the result the procedure makes goes to whoever stands there.

    Raises RuleViolation ``not_at_once`` for a joint procedure and for one whose applicant always gets a receipt, else
    as `give_at_once`.
    """
    version = procedure_of(office, session, draft.procedure_code)
    if version.receipt != "on_request" or draft.joint:
        raise RuleViolation("not_at_once", "", procedure=draft.procedure_code)
    collector = Collector("applicant", draft.applicant)
    if draft.representative is not None:
        collector = Collector("representative", draft.representative, draft.authority)
    elif draft.submitter is not None:
        collector = Collector("submitter", draft.submitter)
    return give_at_once(office, session, draft, (acts.ResultPaper(version.result or version.name),), collector)
