"""Passing papers on: a signed list for the agency, and confirming what came back (NĐ 118/2025 Đ18)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from app.desk import printing
from app.desk.acting import Session, dossier_at, instant_for, record
from app.desk.office import Office
from app.domain import acts, clocks
from app.domain.events import VIETNAM
from app.domain.running import list_count, list_number
from app.errors import FieldRequired, RuleViolation
from app.store import files, settings


@dataclass(frozen=True)
class HandedOver:
    """A handover list: its number, how many dossiers it names, and the queued print."""

    number: str
    count: int
    prints: tuple[str, ...]


def hand_over(
    office: Office,
    session: Session,
    streams: Sequence[str],
    *,
    what: Literal["dossier", "result"] = "dossier",
    receiver: acts.Holder | None = None,
) -> HandedOver:
    """Hands the named dossiers over on one list, all or none; the list is queued for print in two copies.

    The receiver is the specialist agency of the own unit unless named. Raises RuleViolation with the rule of the
    first dossier that may not go (facts ``code``), FieldRequired for an empty list.
    """
    if not streams:
        raise FieldRequired("streams")
    giver = acts.Holder(session.unit, "one_stop")
    receiver = receiver or acts.Holder(session.unit, "agency")
    with office.store.write() as connection:
        at = instant_for(connection, office)
        day = at.astimezone(VIETNAM).date()
        number = list_number(session.counter, day, settings.next_count(connection, list_count(day)))
        for stream in streams:
            state = dossier_at(connection, stream)
            payload = acts.HandedOver(
                what,
                number,
                giver,
                receiver,
                sum(held.paper.count for held in state.papers if not held.paper.shown) if state else 0,
                state.transfer_due if state else None,
            )
            try:
                record(connection, office, session, stream, payload, at=at)
            except RuleViolation as refusal:
                facts = {**refusal.facts, "code": state.code if state else ""}
                raise RuleViolation(refusal.rule, refusal.law, **_without(facts)) from None
        form = "dossier_handover_list" if what == "dossier" else "result_handover_list"
        job = printing.enqueue_list(connection, office, session, streams, form, number, receiver)
    return HandedOver(number, len(streams), (job,))


def acknowledge(office: Office, session: Session, streams: Sequence[str]) -> int:
    """Confirms that the papers of results (or of dossiers sent back) on their way here have arrived; returns how many.

    The digital copies of the results are fetched from the hub next. When this unit is the competent agency of a
    cross-boundary dossier, its clock starts now (NĐ 118 Đ17.3). All or none. Raises RuleViolation
    ``nothing_in_transit`` or ``not_the_receiver``.
    """
    with office.store.write() as connection:
        at = instant_for(connection, office)
        for stream in streams:
            state = dossier_at(connection, stream)
            transit = (state.result_transit or state.transit) if state else None
            what: Literal["dossier", "result"] = "result" if state and state.result_transit else "dossier"
            holder = acts.Holder(session.unit, "one_stop")
            calendar = office.reference().calendar_for(session.unit)
            restart = (
                clocks.competent_restart(state, session.unit, at, calendar) if state and what != "result" else None
            )
            payload = acts.Acknowledged(what, transit.list_number if transit else "", holder, restart)
            record(connection, office, session, stream, payload, at=at)
            for result in state.results if state is not None and what == "result" else ():
                if result.sha256 and not office.vault.has(result.sha256):
                    files.want(connection, result.sha256, stream, at)
    return len(streams)


def _without(facts: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in facts.items() if key not in {"rule", "law"}}
