"""A province in memory: one hub that places by the domain's rules, and counters that fold what they hold.

No network, no database: only `judge`, `evolve`, `fold` and the number ranges, so that what fails here is
a rule and nothing else. Places and codes are given as the real hub gives them.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from app.domain import acts
from app.domain.clocks import competent_restart, limit_of, start_clock
from app.domain.codes import format_code, parse_code, provisional_code
from app.domain.deadline import closing_date, last_request_day
from app.domain.decide import Act, Refusal, decide, judge
from app.domain.dossier import CODE_TAKEN, FINISHED, Dossier, evolve, fold
from app.domain.events import VIETNAM, Body, Entry, Placement, new_id
from app.domain.ranges import Ledger, NumberRange, ledger, next_number
from app.domain.reference import Reference

UNIT = "H44.80.31"
HERE = acts.Holder(UNIT, "one_stop")
AGENCY = acts.Holder(UNIT, "agency")
TOLERANCE = timedelta(minutes=5)
PROCEDURE = "1.004884"
HUB = "hub"
HUB_FIRST = 9000


def local_day(at: datetime) -> date:
    """The Vietnamese day of an instant."""
    return at.astimezone(VIETNAM).date()


@dataclass
class Hub:
    """The authority: dense places, verdicts, one dossier per code, and what it once said stays said."""

    reference: Reference
    streams: dict[str, list[Entry]] = field(default_factory=dict)
    states: dict[str, Dossier] = field(default_factory=dict)
    placed: dict[str, tuple[str, Placement]] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    log: list[Entry] = field(default_factory=list)
    numbers: dict[date, int] = field(default_factory=dict)
    voids: dict[date, dict[int, str]] = field(default_factory=dict)
    resolved: set[str] = field(default_factory=set)

    def place(self, entry: Entry, now: datetime) -> Placement:
        """The place and verdict of an event; the same answer whenever it is offered again."""
        body = entry.body
        if body.id in self.placed:
            return self.placed[body.id][1]
        before = self.states.get(body.stream)
        verdict, rule = judge(before, entry, self.reference, now)
        code = str(body.payload.get("code", "")) if body.kind in {"receive", "adopt_code"} else ""
        if code and self.codes.get(code, body.stream) != body.stream:
            if verdict != "set_aside":
                verdict, rule = "set_aside", CODE_TAKEN
        elif code and (verdict != "set_aside" or body.kind == "receive"):
            self.codes[code] = body.stream
        line = self.streams.setdefault(body.stream, [])
        placement = Placement(len(line) + 1, verdict, rule, now)
        placed = entry.at_place(placement)
        line.append(placed)
        self.log.append(placed)
        self.placed[body.id] = (body.stream, placement)
        if body.kind == "resolve":
            self.resolved.add(body.stream)
        after = fold(line) if body.stream in self.resolved else evolve(before, placed)
        assert after is not None
        self._nothing_rewritten(before, after, placed)
        self.states[body.stream] = after
        return placement

    def _nothing_rewritten(self, before: Dossier | None, after: Dossier, entry: Entry) -> None:
        """No act changes a finish or due date retroactively; only a supervisor's resolution says what counts."""
        if before is None:
            return
        if entry.body.kind == "resolve":
            if entry.body.payload["decision"] == "accept" and before.finished_at is not None:
                assert after.finished_at is not None
                assert after.finished_at <= before.finished_at or after.finished_at in self._finishes(entry)
            return
        assert after.due_history[: len(before.due_history)] == before.due_history
        if before.finished_at is not None:
            assert after.finished_at == before.finished_at
        if before.accepted_at is not None:
            assert after.accepted_at == before.accepted_at

    def _finishes(self, resolution: Entry) -> set[datetime]:
        """The instants of every finish on the stream of a resolution: one of them, never a new one, may count."""
        line = self.streams[resolution.body.stream]
        return {entry.body.at for entry in line if entry.body.kind == "finish"}

    def adopt(self, stream: str, now: datetime) -> None:
        """The hub's own act: an official code for a dossier that has none, from the numbers it keeps for itself."""
        state = self.states[stream]
        day = state.received_on or local_day(now)
        number = self.numbers.get(day, HUB_FIRST - 1) + 1
        self.numbers[day] = number
        code = format_code(UNIT, day, number)
        payload = acts.CodeAdopted(code, state.printed_code)
        body = Body(new_id(), stream, "dossier", "adopt_code", 1, now, UNIT, "officer", state.head, acts.plain(payload))
        placement = self.place(Entry(body, None, None, HUB), now)
        if placement.verdict == "set_aside":
            self.voids.setdefault(day, {})[number] = "not adopted"


@dataclass
class Counter:
    """One device: its chain, its numbers, what it recorded and what it was delivered."""

    device: str
    reference: Reference
    ranges: list[NumberRange]
    offset: timedelta = timedelta(0)
    highest: datetime | None = None
    used: dict[date, set[int]] = field(default_factory=dict)
    voids: dict[date, dict[int, str]] = field(default_factory=dict)
    provisional: dict[date, int] = field(default_factory=dict)
    pending: list[Entry] = field(default_factory=list)
    known: dict[str, dict[int, Entry]] = field(default_factory=dict)
    delivered: int = 0

    def clone(self, device: str) -> Counter:
        """The same disk under a new identity: its numbers, its journal, its unsent bodies (design §4)."""
        twin = copy.deepcopy(replace(self, reference=None))  # type: ignore[arg-type]
        twin.reference, twin.device = self.reference, device
        return twin

    # ---------------------------------------------------------------- reading

    def entries(self, stream: str) -> list[Entry]:
        """The truth of one stream here: placed events up to the first hole, then own pending ones."""
        held = self.known.get(stream, {})
        placed: list[Entry] = []
        while len(placed) + 1 in held:
            placed.append(held[len(placed) + 1])
        return [*placed, *(entry for entry in self.pending if entry.body.stream == stream)]

    def state(self, stream: str) -> Dossier | None:
        """The dossier as this counter sees it."""
        return fold(self.entries(stream))

    def streams(self) -> list[str]:
        """Every dossier known here."""
        return sorted({*self.known, *(entry.body.stream for entry in self.pending)})

    def ledger(self, day: date) -> Ledger:
        """The gap ledger of a day."""
        return ledger(self.ranges, self.used.get(day, set()), self.voids.get(day, {}), day)

    # ---------------------------------------------------------------- acting

    def instant(self, now: datetime) -> datetime:
        """The instant of the next event: this clock's, never before one already seen."""
        clock = now + self.offset
        return max(clock, self.highest) if self.highest is not None else clock

    def clock_is_behind(self, now: datetime) -> bool:
        """True when no new code may be given (design §4)."""
        return self.highest is not None and now + self.offset < self.highest - TOLERANCE

    def take_code(self, day: date) -> tuple[str, bool]:
        """A code of the own range, else a provisional one; and whether it is provisional."""
        gone = self.used.setdefault(day, set())
        found = next_number(self.ranges, gone | set(self.voids.get(day, {})), day)
        if found is not None:
            gone.add(found[1])
            return format_code(UNIT, day, found[1]), False
        self.provisional[day] = self.provisional.get(day, 0) + 1
        return provisional_code(UNIT, self.device.upper()[:8], day, self.provisional[day]), True

    def record(self, stream: str, payload: Any, now: datetime, *, officer: str, force: bool = False) -> Refusal | None:
        """Decides and records one act; with ``force`` as a faulty program would, without asking the rules."""
        at = self.instant(now)
        kind = acts.KIND_OF[type(payload)]
        state = self.state(stream)
        refusal = decide(state, Act(kind, payload, at, UNIT, officer, self.device), self.reference)
        if refusal is not None and not force:
            return refusal
        head = max(self.known.get(stream, {}), default=0)
        body = Body(new_id(), stream, "dossier", kind, 1, at, UNIT, officer, head, acts.plain(payload))
        self.pending.append(Entry(body, None, None, self.device))
        self.highest = at
        return refusal

    def receive(self, stream: str, now: datetime, officer: str) -> str | None:
        """Accepts a dossier; gives its code, or None when the clock forbids it."""
        if self.clock_is_behind(now):
            return None
        at = self.instant(now)
        day = local_day(at)
        code, provisional = self.take_code(day)
        version = self.reference.catalogue.version(PROCEDURE, "commune", day)
        assert version is not None
        limit = limit_of(version)
        payload = acts.Received(
            code=code,
            provisional=provisional,
            regulation_set=self.reference.regulation_set_for(day).id,
            procedure=acts.ProcedureKept(version.code, version.name, version.field, "commune", version.valid_from, "x"),
            channel="direct",
            accepted_at=at,
            limit=limit,
            due=start_clock(at, limit, self.reference.calendar_for(UNIT)),
            papers=tuple(acts.Paper(part.key, part.name) for part in version.components),
            fees=(acts.FeeLine("lệ phí", "Lệ phí hộ tịch", 8000, "entered", "NQ HĐND"),),
        )
        assert self.record(stream, payload, now, officer=officer) is None
        return code

    # ---------------------------------------------------------------- the post

    def push(self, hub: Hub, count: int, now: datetime, *, answer: bool) -> None:
        """Offers the first ``count`` pending events; without ``answer`` the hub's word is lost on the way."""
        offered = self.pending[:count]
        for entry in offered:
            placement = hub.place(entry, now)
            if answer:
                # The hub's own copy: under another identity's link the body is the same.
                self.take_in(hub.streams[entry.body.stream][placement.stream_seq - 1])
        if answer and offered:
            self.highest = max(self.highest, now) if self.highest is not None else now

    def pull(self, hub: Hub, count: int) -> None:
        """Takes ``count`` more deliveries of the feed, in order."""
        for entry in hub.log[self.delivered : self.delivered + count]:
            self.take_in(entry)
        self.delivered = min(len(hub.log), self.delivered + count)

    def take_in(self, entry: Entry) -> None:
        """Keeps a placed event, however often and in whatever order it comes."""
        assert entry.placement is not None
        self.known.setdefault(entry.body.stream, {})[entry.placement.stream_seq] = entry
        self.pending = [held for held in self.pending if held.body.id != entry.body.id]


def payload_for(kind: str, state: Dossier, reference: Reference, at: datetime) -> Any:
    """An act of ``kind`` as a counter would fill it in on ``state``; None where it makes no sense to try."""
    calendar = reference.calendar_for(UNIT)
    first = state.papers[0].paper if state.papers else acts.Paper("x", "x")
    what = "result" if state.status == FINISHED else "dossier"
    transit = state.result_transit if what == "result" else state.transit
    holder = state.result_holder if what == "result" else state.holder
    if kind == "request_supplement":
        closing = closing_date(local_day(at), calendar, 15)
        return acts.SupplementRequested("1", (first.component,), (first.name,), closing)
    if kind == "supplement":
        wanted = state.supplement.components if state.supplement else ()
        due = start_clock(at, state.limit or acts.LimitKept("none"), calendar, start="restart")
        return acts.Supplemented(tuple(acts.Paper(key, "bổ sung") for key in wanted), at, due)
    if kind == "hand_over":
        giver = holder or HERE
        return acts.HandedOver(what, "BG", giver, AGENCY if giver == HERE else HERE)
    if kind == "acknowledge":
        to = transit.receiver if transit else AGENCY
        return acts.Acknowledged(what, "BG", to, competent_restart(state, UNIT, at, calendar))
    if kind == "extend_with_apology":
        due = state.due_at or at
        new_day = calendar.next_working_day(local_day(max(due, at)))
        return acts.Extended("1", local_day(at), due, calendar.closing(new_day))
    simple: dict[str, Any] = {
        "finish": acts.Finished("result", (acts.ResultPaper("Giấy khai sinh"),)),
        "return_result": acts.Returned("direct", "applicant"),
        "consult": acts.Consulted("verification", "Công an phường", local_day(at)),
        "shelve": acts.Shelved("dossier" if what == "dossier" else "result", "Tủ 2, ngăn B"),
        "withdraw": acts.Withdrawn("applicant"),
        "stop": acts.Stopped("unanswered", "1"),
        "amend": acts.Amended(("return_place",), {"return_place": "quầy 2"}, supersedes=state.amended + 1),
        "collect_payment": acts.PaymentCollected(1000, "cash"),
        "refund": acts.Refunded(500, "cash"),
        "print": acts.Printed("receipt", "c" * 64, 2, 1, state.amended),
        "hand_out": acts.HandedOut("receipt", "c" * 64),
        "check_account": acts.AccountChecked("done"),
        "return_papers": acts.PapersReturned((first.component,)),
        "request_payment": acts.PaymentRequested((acts.FeeLine("phí", "Phí", 1000, "entered", "NQ"),)),
        "confirm_payment": acts.PaymentConfirmed(1000),
        "notify": acts.Notified("sms", "result_ready"),
        "rate": acts.Rated({"attitude": 2}),
        "correct_result": acts.ResultCorrected((acts.ResultPaper("Giấy khai sinh", "2"),)),
    }
    return simple[kind]


KINDS: tuple[str, ...] = (
    "request_supplement",
    "supplement",
    "hand_over",
    "acknowledge",
    "extend_with_apology",
    "consult",
    "shelve",
    "finish",
    "return_result",
    "withdraw",
    "stop",
    "amend",
    "collect_payment",
    "refund",
    "print",
    "hand_out",
    "check_account",
    "return_papers",
    "request_payment",
    "confirm_payment",
    "notify",
    "rate",
    "correct_result",
)
"""Every act the machine tries; acceptance, adoption and resolution have rules of their own."""


def told_by_own_instant(hub: Hub) -> None:
    """Arrival decides status and legality; three-day, due and on-time facts use the event's own instant."""
    for line in hub.streams.values():
        state: Dossier | None = None
        for entry in line:
            body, placement = entry.body, entry.placement
            assert placement is not None
            if body.kind == "request_supplement" and state is not None and state.received_on is not None:
                last = last_request_day(state.received_on, hub.reference.calendar_for(UNIT), 3)
                if placement.rule == "supplement_late":
                    assert local_day(body.at) > last
                if placement.verdict == "effective":
                    assert local_day(body.at) <= last
            state = evolve(state, entry)
            if body.kind == "finish" and placement.verdict == "effective":
                assert state.finished_at == body.at
            if body.kind == "supplement" and placement.verdict == "effective":
                assert state.due_history[-1].at == body.at


def numbers_are_whole(counter: Counter) -> None:
    """Every integer of every range of a counter has exactly one fate on every day it worked."""
    for day in {*counter.used, *counter.voids}:
        book = counter.ledger(day)
        size = sum(held.last - held.first + 1 for held in counter.ranges if held.usable_on(day))
        assert sum(line.count for line in book.lines) == size
        assert book.count("used") == len(counter.used.get(day, set()) - set(counter.voids.get(day, {})))
        assert book.outside == ()


def codes_are_single(hub: Hub) -> None:
    """No two placed dossiers share a code, and every number the hub took is a dossier's or void."""
    borne = [state.code for state in hub.states.values() if state.code]
    assert len(borne) == len(set(borne))
    for day, last in hub.numbers.items():
        given = {parse_code(code).sequence for code in borne if code.startswith(f"{UNIT}-{day:%y%m%d}-")}
        for number in range(HUB_FIRST, last + 1):
            assert (number in given) != (number in hub.voids.get(day, {}))


def plain_places_only_count(counter: Counter) -> None:
    """Pending acts that all get their places as they stand, effective, change head, pending and the register number and
    nothing else: on this the store relies (`state_rows.advance`)."""
    for stream in {entry.body.stream for entry in counter.pending}:
        entries = counter.entries(stream)
        before = fold(entries)
        placed = [
            entry
            if entry.placement
            else entry.at_place(Placement(place, "effective", None, entry.body.at, "2026", place))
            for place, entry in enumerate(entries, 1)
        ]
        assert before is not None
        expected = replace(before, head=len(entries), pending=0, register_book="2026", register_number=len(entries))
        assert fold(placed) == expected
