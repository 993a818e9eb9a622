"""Dossiers and results that travel by public post (QĐ 45/2016/QĐ-TTg Đ5-9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Literal

import msgspec

from app.desk import charges, printing
from app.desk.acting import Session, dossier_at, instant_for, record
from app.desk.drafts import Draft, new_draft
from app.desk.office import Office
from app.desk.returns import Returned
from app.domain import acts
from app.domain.dossier import Dossier
from app.domain.text import clean
from app.errors import FieldRequired, RuleViolation
from app.store import drafts as kept
from app.store import states

Mode = Literal["send", "receive", "both"]
PostageBy = Literal["applicant", "agency", "post"]


def with_record(
    draft: Draft,
    *,
    record_number: str,
    signed_at: datetime,
    slip_number: str,
    postman: str,
    mode: Mode = "both",
    postage_by: PostageBy = "applicant",
) -> Draft:
    """The draft as one that came by post: the Biên bản's signing is the acceptance instant the receipt prints (Đ7.4).

    Raises FieldRequired for a Biên bản, slip or postman that is not named.
    """
    for name, value in (("record_number", record_number), ("slip_number", slip_number), ("postman", postman)):
        if not clean(value):
            raise FieldRequired(f"postal.{name}")
    record_of = acts.PostalRecord(clean(record_number), signed_at.astimezone(UTC), clean(slip_number), mode, postage_by)
    return replace(
        draft,
        channel="postal",
        postal=record_of,
        postman=clean(postman),
        return_mode="direct" if mode == "send" else "post",
    )


def open_consignments(
    office: Office,
    session: Session,
    slips: Sequence[str],
    *,
    record_number: str,
    signed_at: datetime,
    postman: str,
    mode: Mode = "both",
    postage_by: PostageBy = "applicant",
) -> tuple[Draft, ...]:
    """A draft for each consignment that one Biên bản names, in its order, all kept on disk (QĐ 45/2016 Đ7.2-7.3).

    Raises FieldRequired without a slip, Biên bản or postman; RuleViolation ``accepted_in_future`` for an instant of
    signing that is still to come.
    """
    numbers = tuple(dict.fromkeys(clean(slip) for slip in slips if clean(slip)))
    if not numbers:
        raise FieldRequired("postal.slips")
    now = office.now()
    if signed_at > now:
        raise RuleViolation("accepted_in_future", "")
    opened = tuple(
        replace(
            with_record(
                new_draft(office, session),
                record_number=record_number,
                signed_at=signed_at,
                slip_number=number,
                postman=postman,
                mode=mode,
                postage_by=postage_by,
            ),
            # Kept last touched first, as drafts are listed: the first consignment comes first.
            updated_at=now - timedelta(seconds=place),
        )
        for place, number in enumerate(numbers)
    )
    with office.store.write() as connection:
        for draft in opened:
            at = draft.updated_at or now
            kept.save(connection, draft.id, session.officer, session.device, msgspec.json.encode(draft), at)
    return opened


def print_record(office: Office, session: Session, record_number: str, signed_at: datetime) -> tuple[str, int]:
    """Queues the Biên bản with every dossier taken in under it so far; gives the job and how many it names (Đ7.3).

    Raises RuleViolation ``no_slip`` when none was.
    """
    wanted = states.ListFilter(
        unit=session.unit, accepted_from=signed_at, accepted_before=signed_at + timedelta(seconds=1)
    )
    with office.store.read() as connection:
        streams = [
            row.stream
            for row in reversed(states.page(connection, wanted, limit=999).rows)
            if _is_of(dossier_at(connection, row.stream), record_number)
        ]
    return printing.issue_list(office, session, streams, "postal_handover_record"), len(streams)


def _is_of(state: Dossier | None, record_number: str) -> bool:
    return state is not None and state.postal is not None and state.postal.record_number == record_number


def return_by_post(
    office: Office,
    session: Session,
    stream: str,
    *,
    slip_number: str,
    postman: str,
    fee_collected: acts.PaymentCollected | None = None,
) -> Returned:
    """Gives result and originals to the postman under a slip of their own; queues the return receipt he signs (Đ9).

    A fee still due that came by then is recorded in the same transaction.
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
        if fee_collected is not None:
            charges.collect(connection, office, session, stream, fee_collected, at)
        collector = acts.CollectorPerson(acts.Person(clean(postman)))
        record(connection, office, session, stream, payload, personal=collector, at=at)
        job = printing.enqueue(connection, office, session, stream, "return_receipt")
    return Returned(stream, (job,))


def _owed(state: Dossier) -> tuple[str, ...]:
    return tuple(held.paper.component for held in state.papers if held.paper.give_back and held.returned_at is None)
