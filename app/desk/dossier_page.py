"""Everything one page shows of one dossier: its state, its life, what may be done next, its prints and what is owed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection

from app.desk import drawing, printing, signing
from app.desk.acting import Session, dossier_at, is_offline
from app.desk.office import Office
from app.desk.signing import CopyToSign
from app.desk.timeline import TimelineLine, timeline
from app.domain import acts, clocks
from app.domain.deadline import remaining_text
from app.domain.decide import ALLOWED, Act, Refusal, decide
from app.domain.dossier import ENDED, FINISHED, NEW, Dossier, debts
from app.domain.events import VIETNAM, Entry
from app.domain.limits import Step, step_text
from app.domain.reference import Reference
from app.domain.units import SUPERVISING
from app.errors import DossierCodeInvalid, ReferenceMissing, RuleViolation
from app.store import files, streams, thinning

OFFERED: tuple[str, ...] = (
    "hand_over",
    "acknowledge",
    "request_supplement",
    "supplement",
    "collect_payment",
    "return_result",
    "extend_with_apology",
    "amend",
    "amend_papers",
    "withdraw",
    "stop",
    "check_account",
    "consult",
    "refund",
    "return_papers",
    "shelve",
)
"""The acts a dossier's page offers, in the order of its buttons; ``amend_papers`` is `amend` for what is no contact."""
AMENDS_PAPERS = ("papers", "fees")


@dataclass(frozen=True)
class AllowedAct:
    """An act of the page and why it is not allowed now (None when it is)."""

    act: str
    refusal: Refusal | None

    @property
    def allowed(self) -> bool:
        return self.refusal is None


@dataclass(frozen=True)
class Call:
    """How to reach those who work on a dossier: the unit's name, and an https or tel address."""

    unit: str
    address: str


@dataclass(frozen=True)
class DossierView:
    """One dossier whole. ``files_waiting`` counts files not yet at the hub; ``time_left`` is in working time.
    ``unsigned`` are the copies whose signature is owed; ``brought`` the papers a copy of which was attached since the
    supplement was asked for. ``together`` are the others that were taken in on one receipt with it, as stream and code.
    ``thinned_at``: since when this machine keeps only the acts; None while it keeps everything."""

    stream: str
    dossier: Dossier
    timeline: tuple[TimelineLine, ...]
    acts: tuple[AllowedAct, ...]
    prints: tuple[printing.PrintLine, ...]
    debts: tuple[str, ...]
    steps: tuple[str, ...]
    time_left: str
    tone: str
    files_waiting: int
    officer_names: dict[str, str]
    thinned_at: datetime | None
    unsigned: tuple[CopyToSign, ...] = ()
    brought: frozenset[str] = frozenset()
    specialists: Call | None = None
    together: tuple[tuple[str, str], ...] = ()


def open_dossier(office: Office, session: Session, stream: str) -> DossierView:
    """The page of one dossier. Raises DossierCodeInvalid ``unknown`` when this machine does not hold it."""
    reference = office.reference()
    with office.store.read() as connection:
        state = dossier_at(connection, stream)
        if state is None:
            raise DossierCodeInvalid("code", reason="unknown")
        entries = streams.entries(connection, stream)
        waiting = sum(item.upload != "sent" for item in files.of_stream(connection, stream))
        thinned_at = thinning.thinned_at(connection, stream)
        offline = is_offline(office)
        together = _together(connection, office, state)
    time_left, tone = "", "done"
    if state.due_at is not None and state.status not in ENDED and state.status != FINISHED:
        time_left, tone = remaining_text(office.now(), state.due_at, reference.calendar_for(state.unit))
    names = {}
    for entry in entries:
        officer = reference.officer(entry.body.officer)
        if officer is not None:
            names[officer.id] = officer.name
    return DossierView(
        stream,
        state,
        timeline(entries),
        tuple(AllowedAct(act, _refusal(office, session, state, act, offline)) for act in OFFERED),
        printing.of_dossier(office, stream),
        debts(state),
        tuple(step_text(Step(step["key"], step["facts"])) for step in (state.due.steps if state.due else ())),
        time_left,
        tone,
        waiting,
        names,
        thinned_at,
        signing.of_dossier(office, stream),
        _brought(entries),
        _specialists(reference, state),
        together,
    )


def _together(connection: Connection, office: Office, state: Dossier) -> tuple[tuple[str, str], ...]:
    if not state.group:
        return ()
    facts = drawing.facts_of(connection, office, state.unit, state.officer, state.stream)
    others = (each.dossier for each in drawing.group_of(connection, facts) if each.dossier.stream != state.stream)
    return tuple((other.stream, other.printed_code) for other in others)


def _brought(entries: Iterable[Entry]) -> frozenset[str]:
    found: set[str] = set()
    for entry in entries:
        body = entry.body
        if body.kind == "request_supplement":
            found.clear()
        elif body.kind == "attach" and (entry.placement is None or entry.placement.verdict != "set_aside"):
            payload = acts.payload_of(body.kind, body.version, body.payload)
            found |= {payload.component} if isinstance(payload, acts.Attached) else set()
    return frozenset(found)


def file_bytes(office: Office, session: Session, stream: str, sha256: str) -> bytes | None:
    """A file of a dossier as it was attached; None when only the hub has it: it is then asked for and comes with the
    next post.

    Raises StoredFileDamaged when the vault cannot give it back whole, RuleViolation ``thinned_here`` when this machine
    has removed what it kept of the dossier: what was taken away is not fetched again.
    """
    if office.vault.has(sha256):
        return office.vault.read(sha256)
    with office.store.write() as connection:
        if thinning.thinned_at(connection, stream) is not None:
            raise RuleViolation("thinned_here", "")
        files.want(connection, sha256, stream, office.now())
    return None


def _refusal(office: Office, session: Session, state: Dossier, act: str, offline: bool) -> Refusal | None:
    """Whether the page may offer an act: by status, and by the preconditions that need no further words."""
    kind = "amend" if act == "amend_papers" else act
    if state.status not in ALLOWED[kind] or (act == "amend_papers" and state.status == NEW):
        law = _law(office, state, f"status_{kind}")
        return Refusal("status", law, {"act": kind, "status": state.status})
    here = acts.Holder(session.unit, "one_stop")
    calendar = office.reference().calendar_for(session.unit)
    restart = clocks.competent_restart(state, session.unit, office.now(), calendar)
    held = tuple(item.paper.component for item in state.papers if item.returned_at is None)
    arriving: Literal["dossier", "result"] = "result" if state.result_transit else "dossier"
    probes: dict[str, object] = {
        "hand_over": acts.HandedOver("dossier", "", here, acts.Holder(session.unit, "agency")),
        "acknowledge": acts.Acknowledged(arriving, "", here, restart if arriving == "dossier" else None),
        "return_result": acts.Returned("direct", "applicant", originals=_all_originals(state)),
        "amend_papers": acts.Amended(AMENDS_PAPERS, override="?" if session.role in SUPERVISING else ""),
        "stop": acts.Stopped("unanswered", ""),
        "consult": acts.Consulted("opinion", "?", office.now().astimezone(VIETNAM).date()),
        "refund": acts.Refunded(1, "cash"),
        "return_papers": acts.PapersReturned(held or ("",)),
        "shelve": acts.Shelved("result" if state.status == FINISHED else "dossier", ""),
    }
    if act == "request_supplement" and state.supplement_count:
        return Refusal("supplement_once", _law(office, state, "supplement_once"))
    if act == "extend_with_apology" and state.extension is not None:
        return Refusal("extension_once", _law(office, state, "extension_once"))
    if act == "consult" and any(item.answered_at is None for item in state.consultations):
        return None
    if act == "collect_payment" and not state.fee_due:
        return Refusal("amount", "")
    if act not in probes:
        return None
    probe = Act(
        kind,
        probes[act],
        office.now(),
        session.unit,
        session.officer,
        session.device,
        offline=offline,
    )
    return decide(state, probe, office.reference())


def _law(office: Office, state: Dossier, rule: str) -> str:
    """The article of a rule in the dossier's own regulation set; empty where this machine has none."""
    try:
        return office.reference().regulation_set(state.regulation_set).article(rule)
    except ReferenceMissing:
        return ""


def _specialists(reference: Reference, state: Dossier) -> Call | None:
    """Those who have the papers, else those who will get them; None where the reference data name no way to them."""
    holder = state.holder if state.holder is not None and state.holder.post == "agency" else None
    unit = reference.unit(holder.unit if holder is not None else state.competent_unit or state.unit)
    if unit is None or not (unit.specialist_video or unit.specialist_phone):
        return None
    phone = "".join(letter for letter in unit.specialist_phone if letter in "+0123456789")
    return Call(unit.name, unit.specialist_video or f"tel:{phone}")


def _all_originals(state: Dossier) -> tuple[str, ...]:
    return tuple(held.paper.component for held in state.papers if held.paper.give_back)
