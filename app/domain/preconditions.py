"""What must hold, beside the status, before each act on a dossier that was taken in (rules §7-10, §16.1)."""

from __future__ import annotations

from datetime import timedelta

from app.domain import acts, admission
from app.domain.codes import is_provisional, parse_code
from app.domain.deadline import last_request_day
from app.domain.dossier import FINISHED, NEW, RECEIVED, SUPPLEMENT, Dossier
from app.domain.events import VIETNAM
from app.domain.terms import Act, Check, Refusal, Terms
from app.errors import DossierCodeInvalid

CONTACT_FIELDS = frozenset({"phone", "email", "address", "return_mode", "return_place", "return_address"})
"""What `amend` may still change once the agency has the dossier."""

FIXED_FIELDS = frozenset(
    {"code", "accepted_at", "received_on", "due", "limit", "finished_at", "returned_at", "regulation_set", "procedure"}
)
"""What no amendment ever changes, not even a supervisor's: no act rewrites a date or a code after the fact."""


def _request_supplement(state: Dossier, act: Act, terms: Terms) -> Refusal | None:
    payload: acts.SupplementRequested = act.payload
    if not payload.components or len(payload.components) != len(payload.names):
        return terms.refuse("nothing_named")
    if act.personal is not None and not act.personal.reason.strip():
        unexplained = [key for key in payload.components if not act.personal.by_component.get(key, "").strip()]
        if unexplained:
            return terms.refuse("nothing_named", component=unexplained[0])
    days = terms.rules.closing_days
    if (payload.closing_on is None) != (days is None):
        return terms.refuse("closing_early")
    if payload.closing_on is not None and payload.closing_on < terms.day + timedelta(days=days or 0):
        return terms.refuse("closing_early", closing=payload.closing_on.isoformat())
    if state.supplement_count >= terms.rules.supplement_requests:
        refusal = terms.overridden("supplement_once")
        if refusal is not None:
            return refusal
    if state.received_on is not None:
        calendar = terms.reference.calendar_for(state.unit)
        last = last_request_day(state.received_on, calendar, terms.rules.supplement_days)
        if terms.day > last:
            return terms.overridden("supplement_late", last=last.isoformat())
    return None


def _hand_over(state: Dossier, act: Act, terms: Terms) -> Refusal | None:
    payload: acts.HandedOver = act.payload
    if payload.what == "result":
        if state.status != FINISHED:
            return terms.refuse("no_result")
        transit, holder = state.result_transit, state.result_holder
    else:
        if state.status == FINISHED:
            return terms.refuse("status", act=act.kind, status=state.status)
        transit, holder = state.transit, state.holder
    if transit is not None:
        return terms.refuse("in_transit", list=transit.list_number)
    if not terms.same_place(holder, payload.giver):
        return terms.refuse("not_the_holder")
    receiver = terms.reference.unit(payload.receiver.unit)
    if receiver is None or not receiver.valid_on(terms.day):
        return terms.refuse("unit_ended", unit=payload.receiver.unit)
    return terms.refuse("not_the_receiver") if payload.receiver == payload.giver else None


def _acknowledge(state: Dossier, act: Act, terms: Terms) -> Refusal | None:
    payload: acts.Acknowledged = act.payload
    transit = state.result_transit if payload.what == "result" else state.transit
    if transit is None:
        return terms.refuse("nothing_in_transit")
    if not terms.same_place(transit.receiver, payload.holder):
        return terms.refuse("not_the_receiver", unit=transit.receiver.unit)
    starts = payload.what == "dossier" and state.due_expected and terms.speaks_for(state.competent_unit)
    # The clock starts once, at the competent agency's receipt, and at no other.
    return None if starts == (payload.restart is not None) else terms.refuse("competent_clock")


def _request_payment(state: Dossier, act: Act, terms: Terms) -> Refusal | None:
    payload: acts.PaymentRequested = act.payload
    return None if any(line.amount > 0 for line in payload.fees) else terms.refuse("amount")


def _confirm_payment(state: Dossier, act: Act, terms: Terms) -> Refusal | None:
    payload: acts.PaymentConfirmed = act.payload
    if payload.amount < 0:
        return terms.refuse("amount")
    return None if payload.amount > 0 or payload.exemption.strip() else terms.refuse("fee_unexplained")


def _extend(state: Dossier, act: Act, terms: Terms) -> Refusal | None:
    payload: acts.Extended = act.payload
    if state.extension is not None:
        return terms.refuse("extension_once")
    if state.due_at is None or payload.new_due <= state.due_at:
        return terms.refuse("extension_not_later")
    if payload.old_due != state.due_at:
        return terms.refuse("due_changed")
    calendar = terms.reference.calendar_for(state.unit)
    if not calendar.working_day(payload.new_due.astimezone(VIETNAM).date()):
        return terms.refuse("extension_not_working")
    latest = state.due_at.astimezone(VIETNAM).date() - timedelta(days=terms.rules.apology_days)
    # The one-stop shop is told on the day of the act; a notice dated earlier does not make it timely.
    late = max(payload.notice_on, terms.day) > latest
    if not late:
        return None
    refusal = terms.overridden("extension_late", latest=latest.isoformat())
    if refusal is not None or payload.late:
        return refusal
    return terms.refuse("extension_late", latest=latest.isoformat())


def _consult(state: Dossier, act: Act, terms: Terms) -> Refusal | None:
    """Whoever holds the papers asks, of a named agency, for an answer by a day to come (NĐ 118 Đ19.4): the agency, or
    the one-stop shop while it has not handed them over."""
    payload: acts.Consulted = act.payload
    if payload.answers:
        asked = any(item.event == payload.answers and item.answered_at is None for item in state.consultations)
        return None if asked else terms.refuse("consultation_unknown")
    if not payload.agency.strip() or (act.personal is not None and not act.personal.reason.strip()):
        return terms.refuse("nothing_named")
    if payload.deadline is None or payload.deadline < terms.day:
        return terms.refuse("deadline_past")
    if state.transit is not None and state.status == RECEIVED:
        return terms.refuse("in_transit", list=state.transit.list_number)
    holder = state.holder
    if holder is None or not terms.speaks_for(holder.unit) or (state.status == RECEIVED and holder.post != "one_stop"):
        return terms.refuse("not_the_holder")
    return None


def _shelve(state: Dossier, act: Act, terms: Terms) -> Refusal | None:
    """Only who holds the papers says where they lie; what is on its way lies on no shelf."""
    result = act.payload.what == "result"
    transit = state.result_transit if result else state.transit
    if transit is not None:
        return terms.refuse("in_transit", list=transit.list_number)
    holder = state.result_holder if result else state.holder
    return None if holder is not None and terms.speaks_for(holder.unit) else terms.refuse("not_the_holder")


def _finish(state: Dossier, act: Act, terms: Terms) -> Refusal | None:
    if not act.payload.results:
        return terms.refuse("no_result")
    if state.transit is not None:
        return terms.refuse("in_transit", list=state.transit.list_number)
    if state.holder is not None and not terms.speaks_for(state.holder.unit):
        return terms.refuse("not_the_holder")
    return None


def _return_result(state: Dossier, act: Act, terms: Terms) -> Refusal | None:
    payload: acts.Returned = act.payload
    collector: acts.CollectorPerson | None = act.personal
    if collector is not None and not collector.person.full_name.strip():
        return terms.refuse("collector_unnamed")
    if collector is not None and payload.relation == "representative" and not collector.authority.strip():
        return terms.refuse("authority_needed")
    if payload.way == "online":
        electronic = all(result.sha256 for result in state.results)
        return None if electronic else terms.refuse("no_electronic_result")
    if not terms.same_place(state.result_holder, acts.Holder(act.unit, "one_stop")):
        return terms.refuse("result_not_here")
    if act.offline and state.result_device != act.device:
        holder = terms.reference.device(state.result_device)
        counter = holder.counter if holder is not None else state.result_device
        return terms.refuse("result_elsewhere", device=state.result_device, counter=counter)
    if payload.way == "post" and not payload.postal_slip.strip():
        return terms.refuse("postal_slip_needed")
    owed = [
        held.paper.component
        for held in state.papers
        if held.paper.give_back and held.returned_at is None and held.paper.component not in payload.originals
    ]
    return terms.refuse("originals_owed", component=owed[0]) if owed else None


def _return_papers(state: Dossier, act: Act, terms: Terms) -> Refusal | None:
    payload: acts.PapersReturned = act.payload
    if not payload.components:
        return terms.refuse("nothing_named")
    held = {item.paper.component for item in state.papers if item.returned_at is None}
    gone = [component for component in payload.components if component not in held]
    return terms.refuse("paper_not_held", component=gone[0]) if gone else None


def _stop(state: Dossier, act: Act, terms: Terms) -> Refusal | None:
    payload: acts.Stopped = act.payload
    if payload.basis == "sector_law":
        return None if payload.law.strip() else terms.refuse("stop_without_law")
    closing = state.supplement.closing_on if state.supplement else None
    if state.status != SUPPLEMENT or closing is None or terms.day <= closing:
        return terms.refuse("stop_not_due", closing=closing.isoformat() if closing else "")
    return None


def _amend(state: Dossier, act: Act, terms: Terms) -> Refusal | None:
    payload: acts.Amended = act.payload
    if not payload.fields:
        return terms.refuse("nothing_named")
    fixed = [name for name in payload.fields if name in FIXED_FIELDS]
    if fixed or set(payload.values) & FIXED_FIELDS:
        return terms.refuse("field_fixed", field=(fixed or sorted(set(payload.values) & FIXED_FIELDS))[0])
    fault = admission.amended_fees(state, act, terms)
    if fault is not None or state.status in {NEW, RECEIVED}:
        return fault
    changed = {*payload.fields, *payload.values}
    changed |= {"papers"} if payload.papers is not None else set()
    changed |= {"fees"} if payload.fees is not None else set()
    locked = sorted(changed - CONTACT_FIELDS)
    return terms.overridden("field_locked", field=locked[0]) if locked else None


def _adopt_code(state: Dossier, act: Act, terms: Terms) -> Refusal | None:
    if not state.provisional:
        return terms.refuse("not_provisional")
    if is_provisional(act.payload.code):
        return terms.refuse("code_form")
    try:
        parse_code(act.payload.code)
    except DossierCodeInvalid:
        return terms.refuse("code_form")
    return None


def _positive(state: Dossier, act: Act, terms: Terms) -> Refusal | None:
    return None if act.payload.amount > 0 else terms.refuse("amount")


def _refund(state: Dossier, act: Act, terms: Terms) -> Refusal | None:
    taken = sum(money.amount for money in state.money)
    return None if 0 < act.payload.amount <= taken else terms.refuse("amount", taken=taken)


def _attach(state: Dossier, act: Act, terms: Terms) -> Refusal | None:
    payload: acts.Attached = act.payload
    if payload.replaces and all(item.sha256 != payload.replaces for item in state.files):
        return terms.refuse("file_unknown")
    return None


def _sign(state: Dossier, act: Act, terms: Terms) -> Refusal | None:
    known = any(item.sha256 == act.payload.before for item in state.files)
    return None if known else terms.refuse("file_unknown")


def _rate(state: Dossier, act: Act, terms: Terms) -> Refusal | None:
    if not act.payload.answers:
        return terms.refuse("nothing_named")
    return None if all(0 <= points <= 2 for points in act.payload.answers.values()) else terms.refuse("amount")


def _correct_result(state: Dossier, act: Act, terms: Terms) -> Refusal | None:
    if not act.payload.results:
        return terms.refuse("no_result")
    if act.personal is not None and not act.personal.reason.strip():
        return terms.refuse("nothing_named")
    return None


def _resolve(state: Dossier, act: Act, terms: Terms) -> Refusal | None:
    return None if terms.supervisor else terms.refuse("supervisor_needed")


def _succeed(state: Dossier, act: Act, terms: Terms) -> Refusal | None:
    """The unit has ended, and the receiver is the one the province's data name after it."""
    payload: acts.Succeeded = act.payload
    before, heir = terms.reference.unit(payload.giver.unit), payload.receiver.unit
    answering = terms.reference.unit_answering(payload.giver.unit, terms.day)
    held = {state.unit, state.competent_unit, *(h.unit for h in (state.holder, state.result_holder) if h)}
    ended = before is not None and not before.valid_on(terms.day) and payload.giver.unit in held
    if not ended or answering is None or answering.code != heir or heir == payload.giver.unit:
        return terms.refuse("not_the_successor", unit=heir)
    return None


def _thin(state: Dossier, act: Act, terms: Terms) -> Refusal | None:
    kept = timedelta(days=terms.reference.settings.retention_days)
    if state.pending or state.last_at is None or act.at < state.last_at + kept:
        return terms.refuse("retention_running")
    return None


CHECKS: dict[str, Check] = {
    **admission.CHECKS,
    "request_supplement": _request_supplement,
    "hand_over": _hand_over,
    "acknowledge": _acknowledge,
    "request_payment": _request_payment,
    "confirm_payment": _confirm_payment,
    "extend_with_apology": _extend,
    "consult": _consult,
    "shelve": _shelve,
    "finish": _finish,
    "return_result": _return_result,
    "return_papers": _return_papers,
    "stop": _stop,
    "amend": _amend,
    "adopt_code": _adopt_code,
    "collect_payment": _positive,
    "refund": _refund,
    "attach": _attach,
    "sign": _sign,
    "rate": _rate,
    "correct_result": _correct_result,
    "resolve": _resolve,
    "succeed": _succeed,
    "thin": _thin,
}
"""The precondition of each act that has one beside its status."""
