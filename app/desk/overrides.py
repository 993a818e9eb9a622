"""What only a supervisor does, always with a reason: a clock let through, an event judged, a page of the paper book."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from app.desk import intake
from app.desk.acting import Session, append, instant_for, record
from app.desk.clock import allow_clock, guard_clock, held_against, was_set_back
from app.desk.drafts import Draft
from app.desk.intake import Accepted
from app.desk.office import Office
from app.desk.supplements import Done
from app.domain import acts
from app.domain.text import clean
from app.domain.units import SUPERVISING
from app.errors import FieldRequired, RuleViolation


def let_clock_through(office: Office, session: Session, reason: str) -> None:
    """Lets this machine give codes by its present clock although it has seen a later instant, or the hub's clock is
    far from it; codes then carry the clock's own day.

    Raises RuleViolation ``supervisor_needed``, FieldRequired without a reason.
    """
    _check(session, reason)
    with office.store.write() as connection:
        at = instant_for(connection, office)
        allowed = acts.ClockOverridden(held_against(connection, office), office.now())
        words = acts.Words(clean(reason))
        append(connection, session, session.device, "device", "override_clock", allowed, words, at)
        allow_clock(connection, office, at)


def may_decide(session: Session) -> bool:
    """Whether the officer signed in may do what this module does."""
    return session.role in SUPERVISING


def clock_refusal(office: Office) -> RuleViolation | None:
    """Why no code is given by this machine's clock now; None when codes go out."""
    with office.store.read() as connection:
        writes = was_set_back(connection, office)
    # A write waits behind a pull, and this is asked whenever the settings are opened.
    with office.store.write() if writes else office.store.read() as connection:
        try:
            guard_clock(connection, office)
        except RuleViolation as refused:
            return refused
    return None


def resolve(
    office: Office,
    session: Session,
    stream: str,
    event: str,
    decision: Literal["accept", "annul"],
    reason: str,
) -> Done:
    """Accepts or annuls an event the hub set aside or left unconfirmed; both stay visible.

    Raises RuleViolation ``supervisor_needed``, FieldRequired without a reason.
    """
    _check(session, reason)
    with office.store.write() as connection:
        resolved = acts.Resolved(event, decision)
        record(connection, office, session, stream, resolved, personal=acts.Words(clean(reason)))
    return Done(stream)


def record_from_paper(
    office: Office, session: Session, draft: Draft, accepted_at: datetime, number: int, reason: str
) -> Accepted:
    """Enters a dossier received on paper while no machine worked: the clock runs from the paper's instant, the number
    is the one written there, out of this machine's own range of that day (NĐ 61 Đ39.1; rules §14).

    Raises as `reception.accept`; RuleViolation ``supervisor_needed``, ``code_taken`` for a number that is gone or not
    this machine's; FieldRequired without a reason.
    """
    _check(session, reason)
    with office.store.write() as connection:
        return intake.take_in_from_paper(connection, office, session, draft, accepted_at, number)


def _check(session: Session, reason: str) -> None:
    if not may_decide(session):
        raise RuleViolation("supervisor_needed", "")
    if not clean(reason):
        raise FieldRequired("reason")
