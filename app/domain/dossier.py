"""The state of one dossier and how events make it: `evolve` is total, never refuses, and reads no reference data.

Status, clock and codes come from events that are not set aside. What happened to paper and money
(prints, slips handed out, papers held or returned, cash, files) counts from every event, because a
citizen was handed it whatever the rules say.

Long because one fold reads every kind of event; each handler is a few lines and stands alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from app.domain import acts
from app.domain.events import VIETNAM, Entry

# Statuses of the national exchange; 0 is a stream that has no business status yet (guidance, attached files).
NONE, NEW, RECEIVED, NOT_RECEIVED, IN_PROCESS, SUPPLEMENT, PAYMENT, WITHDRAWN, STOPPED, FINISHED, RETURNED = range(11)
ENDED = frozenset({NOT_RECEIVED, WITHDRAWN, STOPPED, RETURNED})


@dataclass(frozen=True)
class PaperHeld:
    """A paper of the dossier and where it is now."""

    paper: acts.Paper
    returned_at: datetime | None = None


@dataclass(frozen=True)
class FileHeld:
    """A digital copy attached to a component; ``signature`` is ``none`` or ``signed``.

    ``reused_from`` is the dossier it was taken over from, or what its result was (index 766 items 4.3, 4.4).
    """

    component: str
    sha256: str
    size: int
    pages: int
    media_type: str
    source: str
    signature: str = "none"
    reused_from: str = ""
    from_national_store: bool = False


@dataclass(frozen=True)
class DueSet:
    """One due date in the life of a dossier, with the act that set it.

    ``counts`` is False for the date of a late apology: it is promised, but does not make the dossier on time.
    """

    by: str
    at: datetime
    due: datetime | None
    counts: bool = True


@dataclass(frozen=True)
class Money:
    """Money that changed hands; ``amount`` is negative for a refund."""

    event: str
    at: datetime
    amount: int
    way: str
    series: str = ""
    number: str = ""


@dataclass(frozen=True)
class Transit:
    """Papers on their way between two holders."""

    what: str
    list_number: str
    giver: acts.Holder
    receiver: acts.Holder
    at: datetime


@dataclass(frozen=True)
class Consultation:
    """A verification or an opinion asked of another agency; ``event`` asked, ``answered_at`` is None while open."""

    event: str
    category: str
    agency: str
    asked_at: datetime
    deadline: date | None
    answered_at: datetime | None = None


@dataclass(frozen=True)
class PrintMade:
    """A slip that was printed, with the hash of the very bytes."""

    form: str
    sha256: str
    at: datetime
    copies: int
    copy_number: int
    amended: int
    spoiled: bool


@dataclass(frozen=True)
class Exceptional:
    """An event that did not simply take effect: set aside or unconfirmed, with the rule; or annulled."""

    event: str
    kind: str
    verdict: str
    rule: str


@dataclass(frozen=True)
class Dossier:
    """One dossier as the events make it. Instants are aware UTC; personal fields are None once thinned."""

    stream: str
    status: int = NONE
    status_before_payment: int = NONE
    unit: str = ""
    counter: str = ""
    officer: str = ""
    channel: str = "direct"
    code: str = ""
    former_codes: tuple[str, ...] = ()
    provisional: bool = False
    regulation_set: str = ""
    procedure: acts.ProcedureKept | None = None
    people: acts.People | None = None
    arrived_at: datetime | None = None
    answer_due: datetime | None = None
    received_on: date | None = None
    accepted_at: datetime | None = None
    competent_at: datetime | None = None
    competent_unit: str = ""
    due_expected: bool = False
    joint: str = ""
    postal: acts.PostalRecord | None = None
    limit: acts.LimitKept | None = None
    due: acts.DueKept | None = None
    due_history: tuple[DueSet, ...] = ()
    extension: acts.Extended | None = None
    consultations: tuple[Consultation, ...] = ()
    shelf: str = ""
    result_shelf: str = ""
    supplement: acts.SupplementRequested | None = None
    supplement_requested_at: datetime | None = None
    supplement_count: int = 0
    paused: timedelta = timedelta(0)
    finished_at: datetime | None = None
    returned_at: datetime | None = None
    ended_at: datetime | None = None
    outcome: str = ""
    results: tuple[acts.ResultPaper, ...] = ()
    papers: tuple[PaperHeld, ...] = ()
    files: tuple[FileHeld, ...] = ()
    sets: int = 1
    fees: tuple[acts.FeeLine, ...] = ()
    payment_requested: tuple[acts.FeeLine, ...] = ()
    payment_confirmed: bool = False
    money: tuple[Money, ...] = ()
    holder: acts.Holder | None = None
    result_holder: acts.Holder | None = None
    result_device: str = ""
    transit: Transit | None = None
    result_transit: Transit | None = None
    account_check: str = ""
    account_check_due: bool = False
    signature_due: bool = False
    identification: acts.Identification = field(default_factory=acts.Identification)
    return_mode: str = "direct"
    return_place: str = ""
    on_the_spot: bool = False
    receipt_asked: bool = True
    transfer_due: datetime | None = None
    group: str = ""
    amended: int = 0
    amended_not_printed: bool = False
    prints: tuple[PrintMade, ...] = ()
    handed_out: tuple[str, ...] = ()
    notices: tuple[tuple[str, datetime], ...] = ()
    contacts: int = 0
    ratings: int = 0
    guidance_slip: str = ""
    register_book: str = ""
    register_number: int | None = None
    units: tuple[str, ...] = ()
    head: int = 0
    last_at: datetime | None = None
    pending: int = 0
    exceptional: tuple[Exceptional, ...] = ()
    unknown: int = 0
    thinned: bool = False

    @property
    def due_at(self) -> datetime | None:
        return self.due.due if self.due else None

    @property
    def counted_due_at(self) -> datetime | None:
        """The due date that decides on time or late: the last one set, a late apology's aside (rules §8 T8)."""
        for step in reversed(self.due_history):
            if step.counts:
                return step.due
        return self.due_at

    @property
    def printed_code(self) -> str:
        """The code to show: the official one, else the one on the receipt."""
        return self.code or next(iter(self.former_codes), "")

    @property
    def fee_due(self) -> int:
        """Đồng still to be collected: levels due less what was taken."""
        return max(0, sum(line.amount for line in self.fees) - sum(money.amount for money in self.money))


Handler = Callable[[Dossier, Entry, Any, Any], Dossier]


def changed(state: Dossier, **values: Any) -> Dossier:
    """``state`` with other ``values``, as `dataclasses.replace` gives it; TypeError for a name it does not have.

    A dossier has some seventy fields and a fold changes a few of them several times an event; copying the others one
    by one through the constructor was the larger half of the hub's own time.
    """
    made = object.__new__(Dossier)
    fields = made.__dict__
    fields.update(state.__dict__)
    fields.update(values)
    if len(fields) != len(Dossier.__dataclass_fields__):
        raise TypeError(f"no fields of a dossier: {fields.keys() - Dossier.__dataclass_fields__.keys()}")
    return made


def resolutions(entries: Iterable[Entry]) -> dict[str, str]:
    """What supervisors decided of exceptional events: event id → ``accept`` or ``annul``, the last word counting."""
    decided: dict[str, str] = {}
    for entry in entries:
        if (entry.body.kind, entry.body.version) == ("resolve", 1) and not _is_set_aside(entry):
            payload = acts.payload_of("resolve", 1, entry.body.payload)
            decided[payload.event] = payload.decision
    return decided


def fold(entries: Sequence[Entry]) -> Dossier | None:
    """The state after ``entries`` (truth order); None for no entries. A supervisor's resolution changes how
    the event it names counts, so it is known before the fold begins."""
    decided = resolutions(entries)
    state: Dossier | None = None
    for entry in entries:
        state = evolve(state, entry, decided.get(entry.body.id, ""))
    return state


def evolve(state: Dossier | None, entry: Entry, decision: str = "") -> Dossier:
    """The state after one more event. Total: unknown kinds, and payloads this program cannot read, are counted and
    otherwise pass by; set-aside events keep their material part."""
    body = entry.body
    if state is None:
        state = Dossier(body.stream)
    state = _envelope(state, entry)
    try:
        payload, personal = acts.read(entry)
    except (KeyError, ValueError):
        return changed(state, unknown=state.unknown + 1)
    material = MATERIAL.get(body.kind)
    if material is not None:
        state = material(state, entry, payload, personal)
    verdict, rule = _verdict(entry, decision)
    if verdict != "effective":
        state = changed(state, exceptional=(*state.exceptional, Exceptional(body.id, body.kind, verdict, rule)))
    if verdict in {"set_aside", "annulled"} and not _lost_only_its_code(entry, rule):
        return state
    legal = LEGAL.get(body.kind)
    return legal(state, entry, payload, personal) if legal is not None else state


CODE_TAKEN = "code_taken"
"""The one rule under which an acceptance keeps its effect although set aside: only its code is lost (design §4)."""


def _lost_only_its_code(entry: Entry, rule: str) -> bool:
    return rule == CODE_TAKEN and entry.body.kind in {"receive", "record_from_paper"}


def _is_set_aside(entry: Entry) -> bool:
    return entry.placement is not None and entry.placement.verdict == "set_aside"


def _verdict(entry: Entry, decision: str) -> tuple[str, str]:
    if decision == "annul":
        return "annulled", "annulled"
    if entry.placement is None or decision == "accept":
        return "effective", ""
    return entry.placement.verdict, entry.placement.rule or ""


def _envelope(state: Dossier, entry: Entry) -> Dossier:
    placement = entry.placement
    units = state.units if entry.body.unit in state.units else (*state.units, entry.body.unit)
    if placement is None:
        return changed(state, units=units, pending=state.pending + 1, last_at=entry.body.at)
    if placement.register_number is not None:
        state = changed(state, register_book=placement.register_book or "", register_number=placement.register_number)
    return changed(state, units=units, head=placement.stream_seq, last_at=entry.body.at)


# ---------------------------------------------------------------- material: counts whatever the verdict


def _papers_in(state: Dossier, papers: Iterable[acts.Paper]) -> Dossier:
    return changed(state, papers=(*state.papers, *(PaperHeld(paper) for paper in papers)))


def _received_material(state: Dossier, entry: Entry, payload: acts.Received, people: acts.People | None) -> Dossier:
    state = _papers_in(state, payload.papers)
    if state.accepted_at is not None and payload.code not in {state.code, *state.former_codes}:
        # Accepted twice, off line at two counters: the second code is on a citizen's paper and must find the dossier.
        state = changed(state, former_codes=(*state.former_codes, payload.code))
    return changed(state, people=people or state.people)


def _supplemented_material(state: Dossier, entry: Entry, payload: acts.Supplemented, personal: Any) -> Dossier:
    return _papers_in(state, payload.papers)


def _people_material(state: Dossier, entry: Entry, payload: Any, people: acts.People | None) -> Dossier:
    if people is None:
        return state
    # A refusal's and a guidance's people say more than the state keeps; the slip reads that from the event.
    names = acts.People.__dataclass_fields__
    return changed(state, people=acts.People(**{name: getattr(people, name) for name in names}))


def _collected(state: Dossier, entry: Entry, payload: acts.PaymentCollected, personal: Any) -> Dossier:
    money = Money(entry.body.id, entry.body.at, payload.amount, payload.way, payload.series, payload.number)
    return changed(state, money=(*state.money, money))


def _refunded(state: Dossier, entry: Entry, payload: acts.Refunded, personal: Any) -> Dossier:
    money = Money(entry.body.id, entry.body.at, -payload.amount, payload.way, payload.series, payload.number)
    return changed(state, money=(*state.money, money))


def _attached(state: Dossier, entry: Entry, payload: acts.Attached, personal: Any) -> Dossier:
    held = FileHeld(
        payload.component,
        payload.sha256,
        payload.size,
        payload.pages,
        payload.media_type,
        payload.source,
        reused_from=payload.reused_from,
        from_national_store=payload.from_national_store,
    )
    kept = tuple(
        item
        for item in state.files
        if item.component != payload.component or item.sha256 not in {payload.replaces, payload.sha256}
    )
    return changed(state, files=(*kept, held))


def _signed(state: Dossier, entry: Entry, payload: acts.Signed, personal: Any) -> Dossier:
    files = tuple(
        replace(item, sha256=payload.after, size=payload.size, signature="signed")
        if item.sha256 == payload.before
        else item
        for item in state.files
    )
    return changed(state, files=files)


def _printed(state: Dossier, entry: Entry, payload: acts.Printed, personal: Any) -> Dossier:
    made = PrintMade(
        payload.form,
        payload.sha256,
        entry.body.at,
        payload.copies,
        payload.copy_number,
        payload.amended,
        payload.spoiled,
    )
    corrected = payload.form == "receipt" and payload.amended >= state.amended and not payload.spoiled
    return changed(state, prints=(*state.prints, made), amended_not_printed=state.amended_not_printed and not corrected)


def _handed_out(state: Dossier, entry: Entry, payload: acts.HandedOut, personal: Any) -> Dossier:
    return changed(state, handed_out=(*state.handed_out, payload.form))


def _give_back(state: Dossier, components: Iterable[str], at: datetime) -> Dossier:
    named = set(components)
    papers = tuple(
        replace(held, returned_at=at) if held.paper.component in named and held.returned_at is None else held
        for held in state.papers
    )
    return changed(state, papers=papers)


def _papers_returned(state: Dossier, entry: Entry, payload: acts.PapersReturned, personal: Any) -> Dossier:
    return _give_back(state, payload.components, entry.body.at)


def _returned_material(state: Dossier, entry: Entry, payload: acts.Returned, personal: Any) -> Dossier:
    return _give_back(state, payload.originals, entry.body.at)


def _notified(state: Dossier, entry: Entry, payload: acts.Notified, personal: Any) -> Dossier:
    return changed(state, notices=(*state.notices, (payload.template, entry.body.at)))


def _rated(state: Dossier, entry: Entry, payload: acts.Rated, personal: Any) -> Dossier:
    return changed(state, ratings=state.ratings + 1)


def _account_checked(state: Dossier, entry: Entry, payload: acts.AccountChecked, personal: Any) -> Dossier:
    return changed(state, account_check=payload.outcome)


def _thinned(state: Dossier, entry: Entry, payload: acts.Thinned, personal: Any) -> Dossier:
    return changed(state, thinned=True, people=None, files=())


MATERIAL: dict[str, Handler] = {
    "arrive": _people_material,
    "guide": _people_material,
    "refuse": _people_material,
    "receive": _received_material,
    "record_from_paper": _received_material,
    "supplement": _supplemented_material,
    "collect_payment": _collected,
    "refund": _refunded,
    "attach": _attached,
    "sign": _signed,
    "print": _printed,
    "hand_out": _handed_out,
    "return_papers": _papers_returned,
    "return_result": _returned_material,
    "notify": _notified,
    "rate": _rated,
    "check_account": _account_checked,
    "thin": _thinned,
}


# ---------------------------------------------------------------- legal: only what took effect


def _arrived(state: Dossier, entry: Entry, payload: acts.Arrived, personal: Any) -> Dossier:
    return changed(
        state,
        status=NEW,
        unit=entry.body.unit,
        channel=payload.channel,
        code=payload.code,
        arrived_at=payload.received_at,
        answer_due=payload.answer_due,
    )


def _guided(state: Dossier, entry: Entry, payload: acts.Guided, personal: Any) -> Dossier:
    return changed(
        state,
        unit=state.unit or entry.body.unit,
        guidance_slip=payload.slip_number,
        regulation_set=state.regulation_set or payload.regulation_set,
        contacts=state.contacts + 1,
    )


def _received(state: Dossier, entry: Entry, payload: acts.Received, personal: Any) -> Dossier:
    if state.accepted_at is not None:
        return state  # The first acceptance stands, also when a supervisor accepts another: no date is rewritten.
    contested = entry.placement is not None and _lost_only_its_code(entry, entry.placement.rule or "")
    former = (*state.former_codes, payload.code) if contested else state.former_codes
    due = payload.due
    return changed(
        state,
        status=RECEIVED,
        unit=entry.body.unit,
        counter=payload.counter,
        officer=entry.body.officer,
        channel=payload.channel,
        code="" if contested else payload.code,
        former_codes=former,
        provisional=payload.provisional or contested,
        regulation_set=payload.regulation_set,
        procedure=payload.procedure,
        received_on=payload.accepted_at.astimezone(VIETNAM).date(),
        accepted_at=payload.accepted_at,
        competent_unit=payload.competent_unit,
        due_expected=payload.due_expected,
        joint=payload.joint,
        postal=payload.postal,
        limit=payload.limit,
        due=due,
        due_history=(*state.due_history, DueSet("receive", entry.body.at, due.due)),
        sets=payload.sets,
        fees=payload.fees,
        holder=acts.Holder(entry.body.unit, "one_stop"),
        account_check=payload.account_check or state.account_check,
        account_check_due=payload.account_check_due,
        signature_due=payload.signature_due,
        identification=payload.identification,
        return_mode=payload.return_mode,
        return_place=payload.return_place,
        on_the_spot=payload.on_the_spot,
        receipt_asked=payload.receipt_asked,
        transfer_due=payload.transfer_due,
        group=payload.group,
        # An online dossier asked to be completed before acceptance is answered by this acceptance.
        supplement=None,
        supplement_requested_at=None,
        contacts=state.contacts + 1,
    )


def _supplement_requested(state: Dossier, entry: Entry, payload: acts.SupplementRequested, personal: Any) -> Dossier:
    return changed(
        state,
        status=SUPPLEMENT,
        supplement=payload,
        supplement_requested_at=entry.body.at,
        supplement_count=state.supplement_count + 1,
    )


def _supplemented(state: Dossier, entry: Entry, payload: acts.Supplemented, personal: Any) -> Dossier:
    asked = state.supplement_requested_at
    pause = payload.completed_at - asked if asked is not None else timedelta(0)
    return changed(
        state,
        status=RECEIVED,
        due=payload.due,
        due_history=(*state.due_history, DueSet("supplement", entry.body.at, payload.due.due)),
        supplement=None,
        supplement_requested_at=None,
        # The new papers lie where they were handed in, whoever holds the others, and go from there to the agency.
        holder=acts.Holder(entry.body.unit, "one_stop") if state.transit is None else state.holder,
        paused=state.paused + max(pause, timedelta(0)),
        contacts=state.contacts + 1,
    )


def _refused(state: Dossier, entry: Entry, payload: acts.Refused, personal: Any) -> Dossier:
    return changed(
        state,
        status=NOT_RECEIVED,
        unit=state.unit or entry.body.unit,
        regulation_set=state.regulation_set or payload.regulation_set,
        ended_at=entry.body.at,
        contacts=state.contacts + 1,
    )


def _handed_over(state: Dossier, entry: Entry, payload: acts.HandedOver, personal: Any) -> Dossier:
    transit = Transit(payload.what, payload.list_number, payload.giver, payload.receiver, entry.body.at)
    units = state.units
    if payload.receiver.unit not in units:
        units = (*units, payload.receiver.unit)
    if payload.what == "result":
        return changed(state, result_transit=transit, units=units, result_shelf="")
    return changed(state, transit=transit, units=units, shelf="")


def _shelved(state: Dossier, entry: Entry, payload: acts.Shelved, personal: Any) -> Dossier:
    if payload.what == "result":
        return changed(state, result_shelf=payload.place)
    return changed(state, shelf=payload.place)


def _acknowledged(state: Dossier, entry: Entry, payload: acts.Acknowledged, personal: Any) -> Dossier:
    if payload.what == "result":
        return changed(state, result_transit=None, result_holder=payload.holder, result_device=entry.device)
    state = changed(state, transit=None, holder=payload.holder)
    if payload.holder.post == "agency" and state.status == RECEIVED:
        state = changed(state, status=IN_PROCESS)
    if payload.restart is not None:
        state = changed(
            state,
            competent_at=entry.body.at,
            due_expected=False,
            due=payload.restart,
            due_history=(*state.due_history, DueSet("acknowledge", entry.body.at, payload.restart.due)),
        )
    return state


def _payment_requested(state: Dossier, entry: Entry, payload: acts.PaymentRequested, personal: Any) -> Dossier:
    return changed(
        state,
        status=PAYMENT,
        status_before_payment=state.status,
        payment_requested=payload.fees,
        payment_confirmed=False,
    )


def _payment_confirmed(state: Dossier, entry: Entry, payload: acts.PaymentConfirmed, personal: Any) -> Dossier:
    return changed(state, status=state.status_before_payment, status_before_payment=NONE, payment_confirmed=True)


def _extended(state: Dossier, entry: Entry, payload: acts.Extended, personal: Any) -> Dossier:
    before = state.due or acts.DueKept(None)
    moved = payload.new_due.astimezone(VIETNAM)
    why = {"notice": payload.notice_on.isoformat(), "time": moved.time().isoformat(), "day": moved.date().isoformat()}
    due = replace(before, due=payload.new_due, steps=(*before.steps, {"key": "extension", "facts": why}))
    set_by = DueSet("extend_with_apology", entry.body.at, payload.new_due, counts=not payload.late)
    return changed(state, extension=payload, due=due, due_history=(*state.due_history, set_by))


def _consulted(state: Dossier, entry: Entry, payload: acts.Consulted, personal: Any) -> Dossier:
    if payload.answers:
        answered = tuple(
            replace(asked, answered_at=entry.body.at)
            if asked.event == payload.answers and asked.answered_at is None
            else asked
            for asked in state.consultations
        )
        return changed(state, consultations=answered)
    asked = Consultation(entry.body.id, payload.category, payload.agency, entry.body.at, payload.deadline)
    return changed(state, consultations=(*state.consultations, asked))


def _finished(state: Dossier, entry: Entry, payload: acts.Finished, personal: Any) -> Dossier:
    if state.finished_at is not None:
        return state  # A finish date is never rewritten; a wrong result is corrected by `correct_result`.
    return changed(
        state,
        status=FINISHED,
        finished_at=entry.body.at,
        outcome=payload.outcome,
        results=payload.results,
        result_holder=state.holder,
        result_device=entry.device,
    )


def _returned(state: Dossier, entry: Entry, payload: acts.Returned, personal: Any) -> Dossier:
    if state.returned_at is not None:
        return state
    return changed(state, status=RETURNED, returned_at=entry.body.at, ended_at=entry.body.at, result_holder=None)


def _withdrawn(state: Dossier, entry: Entry, payload: acts.Withdrawn, personal: Any) -> Dossier:
    return changed(state, status=WITHDRAWN, ended_at=entry.body.at, contacts=state.contacts + 1)


def _stopped(state: Dossier, entry: Entry, payload: acts.Stopped, personal: Any) -> Dossier:
    return changed(state, status=STOPPED, ended_at=entry.body.at)


def _amended(state: Dossier, entry: Entry, payload: acts.Amended, people: acts.People | None) -> Dossier:
    state = changed(state, people=people or state.people)
    if payload.papers is not None:
        held = {item.paper.component: item.returned_at for item in state.papers}
        state = changed(state, papers=tuple(PaperHeld(paper, held.get(paper.component)) for paper in payload.papers))
    if payload.fees is not None:
        state = changed(state, fees=payload.fees)
    mode = payload.values.get("return_mode", "")
    state = changed(
        state,
        return_mode=mode if mode in acts.RETURN_MODES else state.return_mode,
        return_place=payload.values.get("return_place", state.return_place),
    )
    if payload.supersedes:
        # Two counters may have numbered their corrections alike; the chain itself never does.
        state = changed(state, amended=max(payload.supersedes, state.amended + 1), amended_not_printed=True)
    return state


def _succeeded(state: Dossier, entry: Entry, payload: acts.Succeeded, personal: Any) -> Dossier:
    def moved(holder: acts.Holder | None) -> acts.Holder | None:
        if holder is None or holder.unit != payload.giver.unit:
            return holder
        return replace(holder, unit=payload.receiver.unit)

    def moved_transit(transit: Transit | None) -> Transit | None:
        if transit is None or transit.receiver.unit != payload.giver.unit:
            return transit
        return replace(transit, receiver=replace(transit.receiver, unit=payload.receiver.unit))

    unit = payload.receiver.unit
    return changed(
        state,
        unit=unit if state.unit == payload.giver.unit else state.unit,
        competent_unit=unit if state.competent_unit == payload.giver.unit else state.competent_unit,
        holder=moved(state.holder),
        result_holder=moved(state.result_holder),
        transit=moved_transit(state.transit),
        result_transit=moved_transit(state.result_transit),
        units=state.units if unit in state.units else (*state.units, unit),
    )


def _code_adopted(state: Dossier, entry: Entry, payload: acts.CodeAdopted, personal: Any) -> Dossier:
    taken = entry.placement is not None and entry.placement.rule == CODE_TAKEN
    if not state.provisional or taken:
        return state  # One official code per dossier, one dossier per code; no supervisor can change that.
    former = tuple(dict.fromkeys((*state.former_codes, payload.before)))
    return changed(
        state,
        code=payload.code,
        provisional=False,
        former_codes=former,
        amended=state.amended + 1,
        amended_not_printed=True,
    )


def _result_corrected(state: Dossier, entry: Entry, payload: acts.ResultCorrected, personal: Any) -> Dossier:
    return changed(state, results=payload.results)


LEGAL: dict[str, Handler] = {
    "arrive": _arrived,
    "guide": _guided,
    "receive": _received,
    "record_from_paper": _received,
    "request_supplement": _supplement_requested,
    "supplement": _supplemented,
    "refuse": _refused,
    "hand_over": _handed_over,
    "acknowledge": _acknowledged,
    "request_payment": _payment_requested,
    "confirm_payment": _payment_confirmed,
    "extend_with_apology": _extended,
    "consult": _consulted,
    "shelve": _shelved,
    "finish": _finished,
    "return_result": _returned,
    "withdraw": _withdrawn,
    "stop": _stopped,
    "amend": _amended,
    "adopt_code": _code_adopted,
    "correct_result": _result_corrected,
    "succeed": _succeeded,
}


def debts(state: Dossier) -> tuple[str, ...]:
    """What is still owed on an accepted dossier, as words: ``account_check``, ``scan``, ``signature``, ``receipt``,
    ``hand_out``, ``fee``, ``corrected_receipt``, ``official_code``. Acceptance never waits for these (design §2)."""
    if state.status in {NONE, NEW, NOT_RECEIVED} or state.thinned:
        return ()
    owed: list[str] = []
    if state.account_check_due and state.account_check in {"", "deferred"}:
        owed.append("account_check")
    scanned = {item.component for item in state.files}
    if any(_to_scan(held.paper) and held.paper.component not in scanned for held in state.papers):
        owed.append("scan")
    if state.signature_due and any(item.signature == "none" and item.component != "result" for item in state.files):
        owed.append("signature")
    if state.receipt_asked:
        if not any(made.form == "receipt" and not made.spoiled for made in state.prints):
            owed.append("receipt")
        elif "receipt" not in state.handed_out:
            owed.append("hand_out")
    if state.amended_not_printed:
        owed.append("corrected_receipt")
    if state.provisional:
        owed.append("official_code")
    if state.fee_due > 0:
        owed.append("fee")
    return tuple(owed)


def _to_scan(paper: acts.Paper) -> bool:
    return not paper.shown and not paper.in_database and paper.kind != "electronic_copy"


def on_time(state: Dossier, now: datetime) -> bool | None:
    """True when the dossier ended, or still stands, no later than its due date; None without a due date.

    Instants are those of the acts themselves, whenever they reached the hub. A late apology's date does not count.
    """
    due = state.counted_due_at
    return None if due is None else (state.finished_at or state.ended_at or now) <= due


def duration_766(state: Dossier, now: datetime) -> tuple[timedelta, bool] | None:
    """Index 766: time used with the one supplement's pause subtracted, and whether the dossier is overdue by it.

    Overdue: more than one request, or an end past the date first promised (or extended in time) plus the pause
    (QĐ 766/QĐ-TTg item 2.1). The legal due date is another clock. None before acceptance.
    """
    if state.accepted_at is None:
        return None
    end = state.finished_at or state.ended_at or now
    pause = state.paused
    if state.supplement_requested_at is not None:
        pause += max(end - state.supplement_requested_at, timedelta(0))
    promised: datetime | None = None
    for step in state.due_history:
        if step.by == "supplement":
            # Not the restarted legal clock: the first promise, moved by the pause.
            promised = promised + state.paused if promised is not None else None
        elif step.counts:
            promised = step.due
    if state.supplement_requested_at is not None and promised is not None:
        promised += max(end - state.supplement_requested_at, timedelta(0))
    late = promised is not None and end > promised
    return max(end - state.accepted_at - pause, timedelta(0)), late or state.supplement_count > 1
