"""The rules: whether an act may be done on a dossier as it stands, asked by the counter before and by the hub after.

`decide` answers an officer who wants to act; `judge` answers the hub that places an event which was
already done. Both walk the same table of statuses (`domain` handbook, rules §16) and the same
preconditions, so a difference between counter and hub is a difference of facts, never of rules.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from app.domain import acts, dossier, units
from app.domain.codes import is_provisional
from app.domain.deadline import last_request_day
from app.domain.dossier import (
    FINISHED,
    IN_PROCESS,
    NEW,
    NONE,
    NOT_RECEIVED,
    PAYMENT,
    RECEIVED,
    RETURNED,
    STOPPED,
    SUPPLEMENT,
    WITHDRAWN,
    Dossier,
)
from app.domain.events import VIETNAM, Body, Entry, Verdict
from app.domain.reference import Reference
from app.domain.regulation import RegulationSet

LIVE = frozenset(range(RECEIVED, RETURNED + 1)) - {NOT_RECEIVED}
"""Statuses 2 and 4–10: a dossier that was accepted."""

SLIPS = LIVE | {NOT_RECEIVED}

ALLOWED: dict[str, frozenset[int]] = {
    "arrive": frozenset({NONE}),
    "guide": frozenset({NONE, NEW}),
    "receive": frozenset({NONE, NEW}),
    "record_from_paper": frozenset({NONE, NEW}),
    "refuse": frozenset({NONE, NEW}),
    "request_supplement": frozenset({NEW, RECEIVED, IN_PROCESS}),
    "supplement": frozenset({SUPPLEMENT}),
    "hand_over": frozenset({RECEIVED, IN_PROCESS, FINISHED}),
    "acknowledge": frozenset({RECEIVED, IN_PROCESS, FINISHED}),
    "request_payment": frozenset({RECEIVED, IN_PROCESS}),
    "confirm_payment": frozenset({PAYMENT}),
    "extend_with_apology": frozenset({RECEIVED, IN_PROCESS, PAYMENT}),
    "finish": frozenset({RECEIVED, IN_PROCESS}),
    "return_result": frozenset({FINISHED}),
    "withdraw": frozenset({NEW, RECEIVED, IN_PROCESS, SUPPLEMENT, PAYMENT}),
    "stop": frozenset({SUPPLEMENT, IN_PROCESS, PAYMENT}),
    "amend": frozenset({NEW, RECEIVED, IN_PROCESS, SUPPLEMENT, FINISHED}),
    "adopt_code": LIVE,
    "collect_payment": LIVE,
    "refund": LIVE,
    "check_account": LIVE,
    "attach": LIVE,
    "sign": LIVE,
    "print": SLIPS | {NONE, NEW},
    "hand_out": SLIPS | {NONE, NEW},
    "notify": SLIPS | {NEW},
    "rate": SLIPS,
    "return_papers": frozenset({NOT_RECEIVED, WITHDRAWN, STOPPED, FINISHED, RETURNED}),
    "correct_result": frozenset({FINISHED, RETURNED}),
    "resolve": frozenset(range(RETURNED + 1)),
    "thin": frozenset({NONE}) | dossier.ENDED,
}
"""The statuses in which each act is allowed (rules §16.2); everything else is refused with the rule ``status``."""

CONTACT_FIELDS = frozenset({"phone", "email", "address", "return_mode", "return_place", "return_address"})
"""What `amend` may still change once the agency has the dossier."""

RULES: tuple[str, ...] = (
    "status",
    "payload_form",
    "component_missing",
    "procedure_elsewhere",
    "procedure_not_valid",
    "fee_unexplained",
    "fee_unknown",
    "accepted_in_future",
    "code_form",
    "no_papers",
    "supplement_once",
    "supplement_late",
    "supplement_incomplete",
    "nothing_named",
    "in_transit",
    "nothing_in_transit",
    "not_the_receiver",
    "not_the_holder",
    "result_not_here",
    "result_elsewhere",
    "originals_owed",
    "no_result",
    "extension_once",
    "extension_late",
    "extension_not_later",
    "extension_not_working",
    "stop_not_due",
    "stop_without_law",
    "field_locked",
    "not_provisional",
    "code_taken",
    "supervisor_needed",
    "presence_required",
    "amount",
    "file_unknown",
    "retention_running",
    "officer_not_valid",
    "clock_ahead",
    "scope",
)
"""Every rule an act can be refused or an event set aside by; the window has a sentence for each."""


@dataclass(frozen=True)
class Refusal:
    """Why an act is not allowed: the rule, the article behind it, and facts for the sentence (no personal data)."""

    rule: str
    law: str = ""
    facts: dict[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class Act:
    """What somebody wants to do, or did: typed payload and personal part, when, where and by whom.

    ``offline`` is True while the counter cannot ask the hub; some acts are then left to the one
    counter that surely knows.
    """

    kind: str
    payload: Any
    at: datetime
    unit: str
    officer: str
    device: str
    personal: Any = None
    offline: bool = False


def decide(state: Dossier | None, act: Act, reference: Reference) -> Refusal | None:
    """None when the act may be done on ``state``; else the refusal with its rule.

    The caller then records the act as an event, payload and personal part as they are.
    """
    before = state if state is not None else Dossier("")
    if before.status not in ALLOWED[act.kind]:
        return Refusal("status", "", {"act": act.kind, "status": before.status})
    check = CHECKS.get(act.kind)
    return check(before, act, _Terms(act, before, reference)) if check is not None else None


def judge(state: Dossier | None, entry: Entry, reference: Reference, now: datetime) -> tuple[Verdict, str | None]:
    """The hub's verdict on an event it places: effective, unconfirmed (a supervisor looks), or set aside by a rule.

    ``now`` is the hub's clock. An event that comes late is judged by the status it meets on arrival
    but by its own instant for everything that has to do with dates (design §2).
    """
    body = entry.body
    try:
        payload = acts.payload_of(body.kind, body.version, body.payload)
        personal = acts.personal_of(body.kind, entry.personal)
    except ValueError:
        return "set_aside", "payload_form"
    if body.stream_type == "dossier":
        if body.kind not in ALLOWED:
            return "set_aside", "payload_form"
        act = Act(body.kind, payload, body.at, body.unit, body.officer, entry.device, personal)
        refusal = decide(state, act, reference)
        if refusal is not None:
            return "set_aside", refusal.rule
    if body.at > now + timedelta(seconds=reference.settings.clock_tolerance_seconds):
        return "unconfirmed", "clock_ahead"
    officer = reference.officer(body.officer)
    if officer is None or not officer.valid_on(body.at.astimezone(VIETNAM).date()):
        return "unconfirmed", "officer_not_valid"
    return "effective", None


def body_of(act: Act, *, id: str, stream: str, base: int) -> Body:
    """The body that records ``act``; the personal hash is put in when the journal seals the personal part."""
    return Body(
        id,
        stream,
        "dossier",
        act.kind,
        acts.VERSION,
        act.at.astimezone(UTC),
        act.unit,
        act.officer,
        base,
        acts.plain(act.payload),
    )


# ---------------------------------------------------------------- preconditions


class _Terms:
    """What a precondition may ask of the reference data, looked up only when asked."""

    def __init__(self, act: Act, state: Dossier, reference: Reference) -> None:
        self.act, self.state, self.reference = act, state, reference

    @property
    def day(self) -> date:
        return self.act.at.astimezone(VIETNAM).date()

    @property
    def rules(self) -> RegulationSet:
        chosen = self.state.regulation_set or getattr(self.act.payload, "regulation_set", "")
        if not chosen:
            return self.reference.regulation_set_for(self.day)
        return self.reference.regulation_set(chosen).on(self.state.received_on or self.day)

    @property
    def supervisor(self) -> bool:
        officer = self.reference.officer(self.act.officer)
        return officer is not None and officer.role in units.SUPERVISING

    def refuse(self, rule: str, **facts: str | int) -> Refusal:
        return Refusal(rule, self.rules.article(rule), facts)

    def overridden(self, rule: str, **facts: str | int) -> Refusal | None:
        """None when a supervisor gave a reason for going past ``rule``; else the refusal."""
        if not self.act.payload.override:
            return self.refuse(rule, **facts)
        return None if self.supervisor else self.refuse("supervisor_needed", **facts)


Check = Callable[[Dossier, Act, _Terms], Refusal | None]


def _receive(state: Dossier, act: Act, terms: _Terms) -> Refusal | None:
    payload: acts.Received = act.payload
    if payload.procedure.system != "province":
        return terms.refuse("procedure_elsewhere", procedure=payload.procedure.code)
    if payload.accepted_at > act.at:
        return terms.refuse("accepted_in_future")
    if is_provisional(payload.code) != payload.provisional or not payload.code:
        return terms.refuse("code_form")
    if act.kind == "record_from_paper" and not terms.supervisor:
        return terms.refuse("supervisor_needed")
    if not payload.papers:
        return terms.refuse("no_papers")
    for line in payload.fees:
        if line.amount < 0:
            return terms.refuse("amount")
        if line.amount == 0 and not line.exemption:
            return terms.refuse("fee_unexplained", fee=line.name)
    accepted_on = payload.accepted_at.astimezone(VIETNAM).date()
    version = terms.reference.catalogue.version(payload.procedure.code, payload.procedure.level, accepted_on)
    if version is None or version.valid_from != payload.procedure.valid_from:
        # A catalogue of another version was in force at the counter: the dossier keeps that one, the hub has no
        # ground to call a component missing.
        return None
    present = {paper.component for paper in payload.papers}
    for component in version.components:
        if not component.optional and component.key not in present:
            return terms.refuse("component_missing", component=component.name)
    people = act.personal
    if version.presence and people is not None and people.representative is not None:
        return terms.refuse("presence_required", procedure=version.code)
    return None


def _refuse(state: Dossier, act: Act, terms: _Terms) -> Refusal | None:
    if act.personal is not None and not act.personal.reason.strip():
        return terms.refuse("nothing_named")
    return None


def _request_supplement(state: Dossier, act: Act, terms: _Terms) -> Refusal | None:
    payload: acts.SupplementRequested = act.payload
    if not payload.components:
        return terms.refuse("nothing_named")
    if state.supplement_count > 0:
        refusal = terms.overridden("supplement_once")
        if refusal is not None:
            return refusal
    if state.received_on is not None:
        calendar = terms.reference.calendar_for(state.unit)
        last = last_request_day(state.received_on, calendar, terms.rules.supplement_days)
        if terms.day > last:
            return terms.overridden("supplement_late", last=last.isoformat())
    return None


def _supplement(state: Dossier, act: Act, terms: _Terms) -> Refusal | None:
    asked = state.supplement.components if state.supplement else ()
    brought = {paper.component for paper in act.payload.papers}
    missing = [component for component in asked if component not in brought]
    return terms.refuse("supplement_incomplete", component=missing[0]) if missing else None


def _hand_over(state: Dossier, act: Act, terms: _Terms) -> Refusal | None:
    payload: acts.HandedOver = act.payload
    if payload.what == "result":
        if state.status != FINISHED:
            return terms.refuse("no_result")
        transit, holder = state.result_transit, state.result_holder
    else:
        if state.status == FINISHED:
            return Refusal("status", "", {"act": act.kind, "status": state.status})
        transit, holder = state.transit, state.holder
    if transit is not None:
        return terms.refuse("in_transit", list=transit.list_number)
    if payload.giver.unit != act.unit or holder != payload.giver:
        return terms.refuse("not_the_holder")
    return None


def _acknowledge(state: Dossier, act: Act, terms: _Terms) -> Refusal | None:
    payload: acts.Acknowledged = act.payload
    transit = state.result_transit if payload.what == "result" else state.transit
    if transit is None:
        return terms.refuse("nothing_in_transit")
    if payload.holder != transit.receiver or payload.holder.unit != act.unit:
        return terms.refuse("not_the_receiver", unit=transit.receiver.unit)
    return None


def _extend(state: Dossier, act: Act, terms: _Terms) -> Refusal | None:
    payload: acts.Extended = act.payload
    if state.extension is not None:
        return terms.refuse("extension_once")
    if state.due_at is None or payload.new_due <= state.due_at:
        return terms.refuse("extension_not_later")
    calendar = terms.reference.calendar_for(state.unit)
    if not calendar.working_day(payload.new_due.astimezone(VIETNAM).date()):
        return terms.refuse("extension_not_working")
    latest = state.due_at.astimezone(VIETNAM).date() - timedelta(days=terms.rules.apology_days)
    if payload.notice_on > latest and not payload.late:
        return terms.overridden("extension_late", latest=latest.isoformat())
    return None


def _finish(state: Dossier, act: Act, terms: _Terms) -> Refusal | None:
    if not act.payload.results:
        return terms.refuse("no_result")
    if state.transit is not None:
        return terms.refuse("in_transit", list=state.transit.list_number)
    if state.holder is not None and state.holder.unit != act.unit:
        return terms.refuse("not_the_holder")
    return None


def _return_result(state: Dossier, act: Act, terms: _Terms) -> Refusal | None:
    payload: acts.Returned = act.payload
    if payload.way == "online":
        return None
    holder = state.result_holder
    if holder is None or holder != acts.Holder(act.unit, "one_stop"):
        return terms.refuse("result_not_here")
    if act.offline and state.result_device != act.device:
        return terms.refuse("result_elsewhere", device=state.result_device)
    owed = [
        held.paper.component
        for held in state.papers
        if held.paper.give_back and held.returned_at is None and held.paper.component not in payload.originals
    ]
    return terms.refuse("originals_owed", component=owed[0]) if owed else None


def _stop(state: Dossier, act: Act, terms: _Terms) -> Refusal | None:
    payload: acts.Stopped = act.payload
    if payload.basis == "sector_law":
        return None if payload.law else terms.refuse("stop_without_law")
    closing = state.supplement.closing_on if state.supplement else None
    if state.status != SUPPLEMENT or closing is None or terms.day <= closing:
        return terms.refuse("stop_not_due", closing=closing.isoformat() if closing else "")
    return None


def _amend(state: Dossier, act: Act, terms: _Terms) -> Refusal | None:
    payload: acts.Amended = act.payload
    if not payload.fields:
        return terms.refuse("nothing_named")
    if state.status in {NEW, RECEIVED}:
        return None
    locked = [name for name in payload.fields if name not in CONTACT_FIELDS]
    return terms.overridden("field_locked", field=locked[0]) if locked else None


def _adopt_code(state: Dossier, act: Act, terms: _Terms) -> Refusal | None:
    if not state.provisional:
        return terms.refuse("not_provisional")
    return terms.refuse("code_form") if is_provisional(act.payload.code) else None


def _positive(state: Dossier, act: Act, terms: _Terms) -> Refusal | None:
    return None if act.payload.amount > 0 else terms.refuse("amount")


def _refund(state: Dossier, act: Act, terms: _Terms) -> Refusal | None:
    taken = sum(money.amount for money in state.money)
    return None if 0 < act.payload.amount <= taken else terms.refuse("amount", taken=taken)


def _confirm_payment(state: Dossier, act: Act, terms: _Terms) -> Refusal | None:
    payload: acts.PaymentConfirmed = act.payload
    return None if payload.amount > 0 or payload.exemption else terms.refuse("fee_unexplained")


def _sign(state: Dossier, act: Act, terms: _Terms) -> Refusal | None:
    known = any(item.sha256 == act.payload.before for item in state.files)
    return None if known else terms.refuse("file_unknown")


def _resolve(state: Dossier, act: Act, terms: _Terms) -> Refusal | None:
    return None if terms.supervisor else terms.refuse("supervisor_needed")


def _thin(state: Dossier, act: Act, terms: _Terms) -> Refusal | None:
    kept = timedelta(days=terms.reference.settings.retention_days)
    if state.pending or state.last_at is None or act.at < state.last_at + kept:
        return terms.refuse("retention_running")
    return None


CHECKS: dict[str, Check] = {
    "receive": _receive,
    "record_from_paper": _receive,
    "refuse": _refuse,
    "request_supplement": _request_supplement,
    "supplement": _supplement,
    "hand_over": _hand_over,
    "acknowledge": _acknowledge,
    "extend_with_apology": _extend,
    "finish": _finish,
    "return_result": _return_result,
    "stop": _stop,
    "amend": _amend,
    "adopt_code": _adopt_code,
    "collect_payment": _positive,
    "refund": _refund,
    "confirm_payment": _confirm_payment,
    "sign": _sign,
    "resolve": _resolve,
    "thin": _thin,
}
