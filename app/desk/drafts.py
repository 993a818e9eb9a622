"""The dossier an officer is filling in: a frozen draft, the steps that fill it, and its keeping between keystrokes.

A draft belongs to one officer on one machine. It has no status and no code, and is never exchanged.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Literal

import msgspec

from app.capture import pages
from app.capture.metadata import CopyFacts
from app.desk.acting import Session, is_offline
from app.desk.office import Office
from app.domain import acts
from app.domain.catalogue import FeeRule, ProcedureVersion
from app.domain.events import VIETNAM, new_id
from app.domain.fees import rules_in_force
from app.domain.identity import IdentityCard
from app.errors import RuleViolation
from app.store import drafts as kept
from app.store import files

CARD_FIELDS = ("personal_number", "full_name", "birth_date", "sex", "address")
"""What the identity card fills. The old number and the issue date stay out unless a procedure needs them
(identity.md §5)."""


@dataclass(frozen=True)
class DraftPerson:
    """A person as typed so far; ``from_card`` and ``typed_over`` name the fields the card filled, and lost.

    ``known_by``: what says who a citizen is when the personal number does not: a foreigner's passport, or for a newborn
    without a number whoever declares the birth.
    """

    kind: Literal["citizen", "enterprise", "household_business", "state_agency", "other"] = "citizen"
    full_name: str = ""
    personal_number: str = ""
    passport: str = ""
    tax_code: str = ""
    birth_date: str = ""
    sex: Literal["", "male", "female"] = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    from_card: tuple[str, ...] = ()
    typed_over: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    known_by: Literal["number", "passport", "declarer"] = "number"

    @property
    def stands_there(self) -> bool:
        """True for one who can come to the counter alone; an organisation and a newborn are brought by somebody."""
        return self.kind == "citizen" and self.known_by != "declarer"


@dataclass(frozen=True)
class DraftFile:
    """A digital copy attached to a draft's component; ``reused_from`` is the dossier it was taken over from."""

    sha256: str
    size: int
    pages: int
    source: Literal["scanner", "file", "camera", "reuse"] = "scanner"
    reused_from: str = ""
    from_national_store: bool = False


@dataclass(frozen=True)
class DraftPaper:
    """One line of the checklist: how many of each kind were handed in, or that the paper was only shown.

    ``in_database``: a database holds it and it is not asked for; ``asked`` says why it is asked for all the same.
    ``facts`` is what the officer typed of the paper itself (NĐ 118/2025 Đ19.2).
    """

    component: str
    name: str
    optional: bool = False
    ticked: bool = False
    originals: int = 0
    certified_copies: int = 0
    compared_copies: int = 0
    electronic_copies: int = 0
    shown: bool = False
    in_database: bool = False
    give_back: bool = False
    asked: Literal["", "outage", "missing", "inaccurate"] = ""
    files: tuple[DraftFile, ...] = ()
    facts: CopyFacts = field(default_factory=CopyFacts)


@dataclass(frozen=True)
class DraftFee:
    """One phí or lệ phí as it stands: ``amount`` is None while the level is unknown, which is never 0.

    A fee ``per_page`` gets its amount from `charges.by_pages`.
    """

    kind: Literal["phí", "lệ phí"]
    name: str
    amount: int | None
    basis: Literal["catalogue", "entered", "exempt"] = "catalogue"
    basis_text: str = ""
    exemption: str = ""
    choices: tuple[tuple[str, int | None], ...] = ()
    collected: bool = False
    way: Literal["cash", "transfer", "post"] = "cash"
    series: str = ""
    number: str = ""
    money_order: str = ""
    per_page: bool = False
    pages: int | None = None
    copies: int = 1


@dataclass(frozen=True)
class Draft:
    """Everything recorded so far for one citizen at the counter.

    ``competent_unit``: another unit decides (cross-boundary). ``joint``: the name of the joint procedure it opens.
    ``stream``: the dossier this draft goes on with, after guidance or an arrival; empty for a new one. ``group``:
    what dossiers taken in together share. ``authority``: the paper a representative acts under. ``number_needed``:
    whoever asks must show who they are. ``in_person``: the parties come themselves, by the article
    ``in_person_law``; ``parties``: the other side. ``ticket``: the number the citizen waits under, ``waiting_since``
    when that began (None once called), ``called_at`` when it was called.
    """

    id: str
    procedure_code: str = ""
    procedure_name: str = ""
    channel: acts.Channel = "direct"
    applicant: DraftPerson = field(default_factory=DraftPerson)
    submitter: DraftPerson | None = None
    representative: DraftPerson | None = None
    authority: str = ""
    parties: tuple[DraftPerson, ...] = ()
    papers: tuple[DraftPaper, ...] = ()
    fees: tuple[DraftFee, ...] = ()
    sets: int = 1
    return_mode: acts.ReturnMode = "direct"
    return_place: str = ""
    abstract: str = ""
    note: str = ""
    account_check: Literal["", "done", "guided", "deferred"] = ""
    on_the_spot: bool = False
    number_needed: bool = True
    in_person: bool = False
    in_person_law: str = ""
    receipt_asked: bool = True
    extended: bool = False
    ticket: str = ""
    waiting_since: datetime | None = None
    called_at: datetime | None = None
    competent_unit: str = ""
    joint: str = ""
    postal: acts.PostalRecord | None = None
    postman: str = ""
    return_address: str = ""
    stream: str = ""
    group: str = ""
    updated_at: datetime | None = None


def new_draft(office: Office, session: Session) -> Draft:
    """An empty draft; nothing is kept until it is saved."""
    return Draft(new_id(int(office.now().timestamp() * 1000)))


def save_draft(office: Office, session: Session, draft: Draft) -> Draft:
    """Keeps the draft as it stands; called at every pause, so a crash loses at most the last keystrokes."""
    saved = replace(draft, updated_at=office.now())
    with office.store.write() as connection:
        kept.save(connection, draft.id, session.officer, session.device, msgspec.json.encode(saved), office.now())
    return saved


def drafts(office: Office, session: Session) -> list[Draft]:
    """The officer's own drafts on this machine, the latest touched first."""
    with office.store.read() as connection:
        found = kept.of_officer(connection, session.officer, session.device)
    return [msgspec.json.decode(item.data, type=Draft) for item in found]


def discard_draft(office: Office, session: Session, draft_id: str) -> None:
    """Throws one of the officer's drafts away."""
    with office.store.write() as connection:
        kept.delete(connection, draft_id, session.officer)


def procedure_of(office: Office, session: Session, code: str) -> ProcedureVersion:
    """The version in force today of a procedure this unit takes in. Raises RuleViolation ``procedure_not_valid``."""
    reference = office.reference()
    unit = reference.unit(session.unit)
    day = office.now().astimezone(VIETNAM).date()
    version = reference.catalogue.version(code, unit.level if unit else "commune", day)
    if version is None:
        raise RuleViolation("procedure_not_valid", "", procedure=code)
    return version


def choose_procedure(office: Office, session: Session, draft: Draft, code: str) -> Draft:
    """The draft with the checklist and the fees of a procedure; the person stays, papers already attached too.

    Raises RuleViolation ``procedure_elsewhere`` for a procedure that only a ministry's system accepts.
    """
    version = procedure_of(office, session, code)
    if version.system != "province":
        raise RuleViolation("procedure_elsewhere", "", procedure=code)
    scanned = {paper.component: paper.files for paper in draft.papers} if draft.procedure_code == code else {}
    day = office.now().astimezone(VIETNAM).date()
    rules = office.reference().regulation_set_for(day)
    unasked = not rules.ask_database_papers
    offline = is_offline(office)
    papers = tuple(
        DraftPaper(
            component.key,
            component.name,
            component.optional,
            ticked=component.in_database and unasked and not offline,
            originals=component.originals,
            compared_copies=component.copies,
            shown=component.shown,
            in_database=component.in_database and unasked and not offline,
            asked="outage" if component.in_database and unasked and offline else "",
            files=scanned.get(component.key, ()),
        )
        for component in version.components
    )
    return replace(
        draft,
        procedure_code=version.code,
        procedure_name=version.name,
        papers=papers,
        fees=_fees(rules_in_force(version, day, draft.channel)),
        on_the_spot=version.receipt == "on_request",
        number_needed=version.identified,
        in_person=bool(version.presence),
        in_person_law=rules.article("presence_required") if version.presence else "",
        joint="",
        parties=draft.parties if version.presence else (),
        receipt_asked=version.receipt == "always",
    )


def _fees(rules: Iterable[FeeRule]) -> tuple[DraftFee, ...]:
    """One line per named fee; levels under conditions become choices, and none is taken without the officer."""
    by_name: dict[tuple[str, str], list[FeeRule]] = {}
    for rule in rules:
        by_name.setdefault((rule.kind, rule.name), []).append(rule)
    lines: list[DraftFee] = []
    for (_, name), levels in by_name.items():
        if all(level.amount == 0 or level.free for level in levels) and len(levels) == 1:
            reason = levels[0].condition or "Không thu theo quy định"
            lines.append(DraftFee(levels[0].kind, name, 0, "exempt", "", reason))
            continue
        choices = tuple((level.condition or name, level.amount) for level in levels) if len(levels) > 1 else ()
        plain = [level for level in levels if not level.condition and not level.free]
        sure = plain[0] if len(plain) == 1 and not plain[0].placeholder and not plain[0].per_page else None
        amount = sure.amount if sure is not None else None
        basis_text = sure.note if sure is not None else ""
        by_pages = any(level.per_page for level in levels)
        basis: Literal["catalogue", "entered"] = "catalogue" if sure else "entered"
        lines.append(DraftFee(levels[0].kind, name, amount, basis, basis_text, "", choices, per_page=by_pages))
    return tuple(lines)


def apply_card(person: DraftPerson, card: IdentityCard) -> DraftPerson:
    """The person with what the identity card says; the same card twice changes nothing more."""
    return replace(
        person,
        kind="citizen",
        known_by="number",
        personal_number=card.personal_number,
        full_name=card.full_name,
        birth_date=card.birth_date or "",
        sex=card.sex or "",
        address=card.address,
        from_card=CARD_FIELDS,
        typed_over=(),
        warnings=card.warnings,
    )


def facts_for(draft: Draft, component: str) -> CopyFacts:
    """What a draft says of the paper of a component: what the officer typed of it, and else what stands in the form."""
    person = draft.applicant
    paper = next((paper for paper in draft.papers if paper.component == component), None)
    name = paper.name if paper is not None else ""
    known = CopyFacts(
        holder_number=person.personal_number.replace(" ", "") or person.tax_code.strip(),
        holder_name=person.full_name,
        holder_birth_year=person.birth_date[:4],
        title=name,
        abstract=name,
    )
    typed = asdict(paper.facts) if paper is not None else {}
    return replace(known, **{key: value for key, value in typed.items() if value})


def attach(
    office: Office,
    session: Session,
    draft: Draft,
    component: str,
    pdf: bytes,
    source: Literal["scanner", "file", "camera"] = "scanner",
) -> Draft:
    """The draft with one more digital copy, already on disk when this returns.

    Raises FileUnreadable for bytes that are no sound PDF, DiskFull when there is no room.
    """
    pages.check_pdf(pdf)
    count = pages.page_count(pdf)
    sha256 = office.vault.add(pdf)
    added = DraftFile(sha256, len(pdf), count, source)
    with office.store.write() as connection:
        files.add(connection, sha256, len(pdf), "application/pdf", office.now(), upload=False)
    papers = tuple(
        replace(paper, ticked=True, files=(*(f for f in paper.files if f.sha256 != sha256), added))
        if paper.component == component
        else paper
        for paper in draft.papers
    )
    return save_draft(office, session, replace(draft, papers=papers))
