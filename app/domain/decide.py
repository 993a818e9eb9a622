"""The rules: whether an act may be done on a dossier as it stands, asked by the counter before and by the hub after.

`decide` answers an officer who wants to act; `judge` answers the hub that places an event which was
already done. Both walk the same table of statuses (`domain` handbook, rules §16) and the same
preconditions, so a difference between counter and hub is a difference of facts, never of rules.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from app.domain import acts, dossier
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
from app.domain.preconditions import CHECKS, CONTACT_FIELDS
from app.domain.reference import Reference
from app.domain.terms import Act, Refusal, Terms
from app.errors import ReferenceMissing

__all__ = ["ALLOWED", "CONTACT_FIELDS", "LIVE", "RULES", "Act", "Refusal", "body_of", "decide", "judge"]

LIVE = frozenset(range(RECEIVED, RETURNED + 1)) - {NOT_RECEIVED}
"""Statuses 2 and 4–10: a dossier that was accepted."""

SLIPS = LIVE | {NOT_RECEIVED}

ALLOWED: dict[str, frozenset[int]] = {
    "arrive": frozenset({NONE}),
    "guide": frozenset({NONE, NEW}),
    "receive": frozenset({NONE, NEW, SUPPLEMENT}),
    "record_from_paper": frozenset({NONE, NEW}),
    "refuse": frozenset({NONE, NEW}),
    "request_supplement": frozenset({NEW, RECEIVED, IN_PROCESS}),
    "supplement": frozenset({SUPPLEMENT}),
    "hand_over": frozenset({RECEIVED, IN_PROCESS, FINISHED}),
    "acknowledge": frozenset({RECEIVED, IN_PROCESS, FINISHED}),
    "request_payment": frozenset({RECEIVED, IN_PROCESS}),
    "confirm_payment": frozenset({PAYMENT}),
    "extend_with_apology": frozenset({RECEIVED, IN_PROCESS, PAYMENT}),
    "consult": frozenset({RECEIVED, IN_PROCESS}),
    "shelve": LIVE - {RETURNED},
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
    "succeed": frozenset(range(RETURNED + 1)) - dossier.ENDED - {NONE},
    "resolve": frozenset(range(RETURNED + 1)),
    "thin": frozenset({NONE}) | dossier.ENDED,
}
"""The statuses in which each act is allowed (rules §16.2); everything else is refused with the rule ``status``."""

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
    "regulation_set",
    "unit_ended",
    "paper_instant",
    "fee_basis_needed",
    "paper_in_database",
    "outage_needed",
    "postal_record_needed",
    "not_accepted",
    "supplement_once",
    "supplement_late",
    "supplement_incomplete",
    "nothing_named",
    "closing_early",
    "in_transit",
    "nothing_in_transit",
    "not_the_receiver",
    "not_the_holder",
    "result_not_here",
    "result_elsewhere",
    "competent_clock",
    "collector_unnamed",
    "authority_needed",
    "no_electronic_result",
    "postal_slip_needed",
    "paper_not_held",
    "originals_owed",
    "no_result",
    "extension_once",
    "extension_late",
    "extension_not_later",
    "extension_not_working",
    "due_changed",
    "consultation_unknown",
    "deadline_past",
    "stop_not_due",
    "stop_without_law",
    "field_locked",
    "field_fixed",
    "not_provisional",
    "code_taken",
    "register_taken",
    "supervisor_needed",
    "presence_required",
    "amount",
    "file_unknown",
    "retention_running",
    "thinned_here",
    "not_the_successor",
    "officer_not_valid",
    "clock_ahead",
    "scope",
)
"""Every rule an act can be refused or an event set aside by; the window has a sentence for each."""


UNCONFIRMED_BY = frozenset({"regulation_set", "closing_early"})
"""Rules by which a counter with older data went wrong while the citizen did nothing: the hub lets the act stand and a
supervisor looks."""


def decide(state: Dossier | None, act: Act, reference: Reference) -> Refusal | None:
    """None when the act may be done on ``state``; else the refusal with its rule.

    The caller then records the act as an event, payload and personal part as they are.
    """
    before = state if state is not None else Dossier("")
    terms = Terms(act, before, reference)
    if before.status not in ALLOWED[act.kind]:
        return _out_of_status(before, act, terms)
    check = CHECKS.get(act.kind)
    if check is None:
        return None
    try:
        return check(before, act, terms)
    except ReferenceMissing:
        # No regulation set of that name or day here: nothing can be examined, so nothing is let through unseen.
        return terms.refuse("regulation_set")


def _out_of_status(state: Dossier, act: Act, terms: Terms) -> Refusal:
    """The refusal of an act its status does not know, with the article that orders this act where there is one."""
    refusal = terms.refuse("status", act=act.kind, status=state.status)
    return Refusal("status", terms.refuse(f"status_{act.kind}").law or refusal.law, refusal.facts)


def judge(state: Dossier | None, entry: Entry, reference: Reference, now: datetime) -> tuple[Verdict, str | None]:
    """The hub's verdict on an event it places: effective, unconfirmed (a supervisor looks), or set aside by a rule.

    ``now`` is the hub's clock. An event that comes late is judged by the status it meets on arrival
    but by its own instant for everything that has to do with dates (design §2).
    """
    body = entry.body
    try:
        payload, personal = acts.read(entry)
    except (KeyError, ValueError):
        return "set_aside", "payload_form"
    doubt: str | None = None
    if body.stream_type == "dossier":
        if body.kind not in ALLOWED:
            return "set_aside", "payload_form"
        act = Act(body.kind, payload, body.at, body.unit, body.officer, entry.device, personal)
        refusal = decide(state, act, reference)
        if refusal is not None and refusal.rule not in UNCONFIRMED_BY:
            return "set_aside", refusal.rule
        doubt = refusal.rule if refusal is not None else None
    if body.at > now + timedelta(seconds=reference.settings.clock_tolerance_seconds):
        return "unconfirmed", "clock_ahead"
    officer = reference.officer(body.officer)
    if officer is None or not officer.valid_on(body.at.astimezone(VIETNAM).date()):
        return "unconfirmed", "officer_not_valid"
    return ("unconfirmed", doubt) if doubt is not None else ("effective", None)


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
