"""Dossiers and results that travel by public post (QĐ 45/2016/QĐ-TTg Đ5-9)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Literal

from app.desk import printing
from app.desk.acting import Session, dossier_at, instant_for, record
from app.desk.drafts import Draft
from app.desk.office import Office
from app.desk.returns import Returned
from app.domain import acts
from app.domain.dossier import Dossier
from app.domain.text import clean
from app.errors import FieldRequired


def with_record(
    draft: Draft,
    *,
    record_number: str,
    signed_at: datetime,
    slip_number: str,
    postman: str,
    mode: Literal["send", "receive", "both"] = "both",
    postage_by: Literal["applicant", "agency", "post"] = "applicant",
) -> Draft:
    """The draft as one that came by post: the Biên bản's signing is the acceptance instant the receipt prints (Đ7.4).

    Raises FieldRequired for a Biên bản, slip or postman that is not named.
    """
    for name, value in (("record_number", record_number), ("slip_number", slip_number), ("postman", postman)):
        if not clean(value):
            raise FieldRequired(f"postal.{name}")
    record_of = acts.PostalRecord(clean(record_number), signed_at, clean(slip_number), mode, postage_by)
    return replace(
        draft,
        channel="postal",
        postal=record_of,
        postman=clean(postman),
        return_mode="direct" if mode == "send" else "post",
    )


def return_by_post(office: Office, session: Session, stream: str, *, slip_number: str, postman: str) -> Returned:
    """Gives result and originals to the postman under a slip of their own; queues the return receipt he signs (Đ9).

    Raises FieldRequired without slip or postman, RuleViolation as `returns.return_result`.
    """
    for name, value in (("slip_number", slip_number), ("postman", postman)):
        if not clean(value):
            raise FieldRequired(f"postal.{name}")
    with office.store.write() as connection:
        at = instant_for(connection, office)
        state = dossier_at(connection, stream)
        originals = _owed(state) if state is not None else ()
        payload = acts.Returned(
            "post",
            "postman",
            originals=originals,
            results=len(state.results) if state is not None else 1,
            postal_slip=clean(slip_number),
        )
        collector = acts.CollectorPerson(acts.Person(clean(postman)))
        record(connection, office, session, stream, payload, personal=collector, at=at)
        job = printing.enqueue(connection, office, session, stream, "return_receipt")
    return Returned(stream, (job,))


def _owed(state: Dossier) -> tuple[str, ...]:
    return tuple(held.paper.component for held in state.papers if held.paper.give_back and held.returned_at is None)
