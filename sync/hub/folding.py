"""What the hub asks of the domain: a verdict, the next state, and the few facts of both that it keeps in columns."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import msgspec

from app.domain import acts, dossier
from app.domain.codes import DossierCode, parse_code
from app.domain.dossier import Dossier
from app.domain.events import VIETNAM, Body, Entry, Verdict
from app.errors import DossierCodeInvalid

Judge = Callable[[Dossier | None, Entry], tuple[Verdict, str | None]]
"""The verdict on an event that meets a state: `app.domain.decide.judge` with reference data and instant bound."""

JudgeAt = Callable[[int], Judge]
"""The judge who goes by the reference data of a version, which is the one that the placing transaction has read."""

CODE_TAKEN = dossier.CODE_TAKEN
PAYLOAD_FORM = "payload_form"
NOT_PROVISIONAL = "not_provisional"
"""The rule by which a second official code is set aside: the first one placed wins (codes.md §5)."""
ACCEPTING = frozenset({"receive", "record_from_paper"})
"""The acts that enter a dossier in the register and bring its code."""

REGISTER_TAKEN = "register_taken"
"""The rule that names a register number given before a restore and since to another dossier; the act has effect."""

FOLD = hashlib.sha256(b"".join(Path(module.__file__ or "").read_bytes() for module in (dossier, acts))).hexdigest()[:16]
"""Names the fold of this program: a state kept under another name is made again from its events."""


@dataclass(frozen=True)
class Columns:
    """The facts of a dossier's state that lists, look-up and reconciliation read without opening it."""

    unit: str = ""
    code: str = ""
    status: int = 0
    accepted_on: date | None = None
    due_at: datetime | None = None
    holder: str = ""
    transit: str = ""
    result_holder: str = ""
    result_transit: str = ""
    code_owed: bool = False


def known(body: Body) -> bool:
    """True when this hub can place the event; otherwise it waits for a newer one (``upgrade``)."""
    return acts.known(body.kind, body.version)


def payload_of(entry: Entry) -> Any:
    """The typed payload; None when payload or personal part has not the form its kind asks for. Such an event is
    placed and set aside like any other that breaks a rule: what a citizen was handed is never refused away."""
    try:
        return acts.read(entry)[0]
    except (KeyError, ValueError):
        return None


def evolve(state: Dossier | None, entry: Entry) -> Dossier:
    """The state after ``entry``; see `app.domain.dossier.evolve`."""
    return dossier.evolve(state, entry)


def fold(entries: Sequence[Entry]) -> Dossier | None:
    """The state after all ``entries``, the resolutions among them known from the start."""
    return dossier.fold(entries)


def encode_state(state: Dossier) -> str:
    """The state as text for the stream's row."""
    return msgspec.json.encode(state).decode()


_state = msgspec.json.Decoder(Dossier)


def decode_state(text: str) -> Dossier:
    """The state from the stream's row, written by the same fold."""
    return _state.decode(text)


def columns_of(state: Dossier | None) -> Columns:
    """The listed facts of ``state``. A holder is written ``unit/post``, as ``H44.80.01/agency``."""
    if state is None:
        return Columns()
    accepted = state.accepted_at.astimezone(VIETNAM).date() if state.accepted_at else None
    return Columns(
        state.unit,
        state.code or next(iter(state.former_codes), ""),
        state.status,
        accepted,
        state.due_at,
        holder_text(state.holder),
        holder_text(state.transit.receiver if state.transit else None),
        holder_text(state.result_holder),
        holder_text(state.result_transit.receiver if state.result_transit else None),
        state.provisional and not state.thinned,
    )


def holder_text(holder: acts.Holder | None) -> str:
    return f"{holder.unit}/{holder.post}" if holder else ""


def units_named(body: Body, payload: Any) -> set[str]:
    """The units that ``body`` makes a party to its stream: who acts, and who is sent the papers."""
    return {body.unit, *units_sent_to(payload)}


def units_sent_to(payload: Any) -> tuple[str, ...]:
    """The units that an act sends the papers to: one, or none."""
    receiver = getattr(payload, "receiver", None)
    return (receiver.unit,) if isinstance(receiver, acts.Holder) else ()


def code_claimed(payload: Any) -> str:
    """The dossier code an act takes for its dossier; empty when it takes none."""
    return payload.code if isinstance(payload, acts.Received | acts.CodeAdopted) else ""


def surplus_code(payload: Any, rule: str | None) -> DossierCode | None:
    """The code of an adoption that came second: its number is void and never given to another dossier. None for every
    other act, and for a text that is no code."""
    if not isinstance(payload, acts.CodeAdopted) or rule != NOT_PROVISIONAL:
        return None
    try:
        return parse_code(payload.code)
    except DossierCodeInvalid:
        return None


def book_of(body: Body, payload: Any) -> str:
    """The register book an acceptance is entered in: one per field and year, opened yearly (TT 01/2018 Đ10.2)."""
    if not isinstance(payload, acts.Received):
        return ""
    return f"{payload.procedure.field} {payload.accepted_at.astimezone(VIETNAM).year}"


def files_named(payload: Any) -> set[str]:
    """The hashes of the files an act brings into its dossier."""
    if isinstance(payload, acts.Attached):
        return {payload.sha256}
    if isinstance(payload, acts.Signed):
        return {payload.before, payload.after}
    if isinstance(payload, acts.Finished | acts.ResultCorrected):
        return {paper.sha256 for paper in payload.results if paper.sha256}
    return set()


def files_for_others(state: Dossier) -> frozenset[str]:
    """The hashes of the files that may leave the unit that received the dossier: results, and scans that are signed
    wherever a signature is owed (design §2: unsigned scans reach neither agency nor gateway)."""
    scans = {file.sha256 for file in state.files if file.signature == "signed" or not state.signature_due}
    return frozenset(scans | {paper.sha256 for paper in state.results if paper.sha256})
