"""Passing papers on: a signed list for the agency, and confirming what came back (NĐ 118/2025 Đ18)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection

from app.desk import printing, transfer
from app.desk.acting import Session, dossier_at, instant_for, record
from app.desk.office import Office
from app.domain import acts, clocks
from app.domain.events import VIETNAM
from app.domain.running import list_count, list_number
from app.errors import FieldRequired, RuleViolation
from app.store import files, settings


@dataclass(frozen=True)
class Difference:
    """The codes that only one side of a handover has scanned."""

    only_giver: tuple[str, ...] = ()
    only_receiver: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.only_giver or self.only_receiver)


def difference(given: Iterable[str], received: Iterable[str]) -> Difference:
    """What the giver scanned and the receiver did not, and the other way round; false when both scanned the same."""
    ours, theirs = dict.fromkeys(given), dict.fromkeys(received)
    return Difference(
        tuple(code for code in ours if code not in theirs), tuple(code for code in theirs if code not in ours)
    )


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
    received: Sequence[str] | None = None,
) -> HandedOver:
    """Hands the named dossiers over on one list, all or none; the list is queued for print in two copies.

    The receiver is the specialist agency of the own unit unless named. ``received`` are the codes the receiver has
    scanned here; None when the receiver stands elsewhere and signs the printed list there.

    Raises RuleViolation with the rule of the first dossier that may not go (facts ``code``), ``scans_differ`` when
    the receiver did not scan what is given, FieldRequired for an empty list.
    """
    if not streams:
        raise FieldRequired("streams")
    giver = acts.Holder(session.unit, "one_stop")
    receiver = receiver or acts.Holder(session.unit, "agency")
    with office.store.write() as connection:
        at = instant_for(connection, office)
        if received is not None:
            states = (dossier_at(connection, stream) for stream in streams)
            _check_same([state.code for state in states if state is not None], received)
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


def acknowledge(office: Office, session: Session, streams: Sequence[str], *, whole_lists: bool = False) -> int:
    """Confirms that the papers of results (or of dossiers sent back) on their way here have arrived; returns how many.

    The digital copies of the results are fetched from the hub next. When this unit is the competent agency of a
    cross-boundary dossier, its clock starts now (NĐ 118 Đ17.3). All or none. With ``whole_lists`` every list a paper
    came on must be here in full.

    Raises RuleViolation ``nothing_in_transit``, ``not_the_receiver``, or ``scans_differ`` for a list not in full.
    """
    with office.store.write() as connection:
        at = instant_for(connection, office)
        if whole_lists:
            _check_whole(connection, office, session, streams)
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


def _check_same(given: Sequence[str], received: Sequence[str]) -> None:
    found = difference(given, received)
    if found:
        facts = {
            "only_giver": ", ".join(found.only_giver) or "–",
            "only_receiver": ", ".join(found.only_receiver) or "–",
        }
        raise RuleViolation("scans_differ", "", **facts)


def _check_whole(connection: Connection, office: Office, session: Session, streams: Sequence[str]) -> None:
    """The giver's side of a list that arrives is what travels on it."""
    found = transfer.arriving(connection, office, session)
    touched = {found[stream].number for stream in streams if stream in found}
    given = [paper.code for paper in found.values() if paper.number in touched]
    _check_same(given, [found[stream].code for stream in streams if stream in found])


def _without(facts: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in facts.items() if key not in {"rule", "law"}}
