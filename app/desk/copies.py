"""Digital copies of papers: with their facts, attached late, taken over from an earlier dossier,
and given out under names that somebody else prescribes."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from string import Formatter
from typing import Literal

from app.capture import pages
from app.capture.archive import archived
from app.capture.metadata import CopyFacts, with_facts
from app.desk import drafts, paper_facts, tray
from app.desk.acting import Session, dossier_at, instant_for, record
from app.desk.drafts import Draft, DraftFile, DraftPaper
from app.desk.office import Office
from app.domain import acts
from app.domain.dossier import Dossier
from app.domain.events import VIETNAM
from app.domain.text import fold
from app.errors import DossierCodeInvalid, RuleViolation, StoredFileDamaged, StoreUnwritable
from app.progress import Progress
from app.store import files, search
from app.vault.files import write_durably

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True)
class HeldCopy:
    """A copy of a paper or a result that this machine knows of the same applicant, and where it comes from.

    ``here`` says whether its bytes are; ``kind`` whether it was handed in or was the result of a dossier.
    """

    stream: str
    code: str
    component: str
    name: str
    sha256: str
    size: int
    pages: int
    kind: Literal["paper", "result"]
    accepted_at: datetime | None
    here: bool


def finished(pdf: bytes, facts: CopyFacts | None = None) -> bytes:
    """A copy as it is attached: PDF/A-2b where it can be, with its facts inside; of any size (`budgets`).

    Raises FileUnreadable.
    """
    pages.check_pdf(pdf)
    kept = archived(pdf).pdf
    return with_facts(kept, facts) if facts is not None else kept


def facts_of_paper(office: Office, stream: str, component: str) -> CopyFacts:
    """What was typed of a late paper of a dossier, and else what the dossier says of it. Raises DossierCodeInvalid."""
    typed = asdict(paper_facts.typed_late(office, stream, component))
    plain = _facts_of_dossier(office, stream, component)
    return replace(plain, **{name: value for name, value in typed.items() if value})


def describe_late(office: Office, stream: str, component: str, facts: CopyFacts) -> None:
    """What is said of a paper of an accepted dossier, for the copies made of the pages that wait in its tray.

    Raises DossierCodeInvalid.
    """
    plain = asdict(_facts_of_dossier(office, stream, component))
    typed = {name: value for name, value in asdict(facts).items() if value != plain[name]}
    paper_facts.keep_late(office, stream, component, CopyFacts(**typed))
    state = _known(office, stream)
    paper_facts.remember_kind(office, state.procedure.code if state.procedure else "", component, facts.kind_code)


def _facts_of_dossier(office: Office, stream: str, component: str) -> CopyFacts:
    state = _known(office, stream)
    person = state.people.applicant if state.people else None
    name = next((held.paper.name for held in state.papers if held.paper.component == component), "")
    procedure = state.procedure.code if state.procedure else ""
    kind = paper_facts.kind_code(office, procedure, component)
    if person is None:
        return CopyFacts(kind, title=name, abstract=name)
    return CopyFacts(
        kind,
        holder_number=person.personal_number or person.tax_code,
        holder_name=person.full_name,
        holder_birth_year=person.birth_date[:4],
        title=name,
        abstract=name,
    )


def attach(
    office: Office,
    session: Session,
    stream: str,
    component: str,
    pdf: bytes,
    source: Literal["scanner", "file", "camera"] = "scanner",
    *,
    facts: CopyFacts | None = None,
    replaces: str = "",
) -> str:
    """Attaches a copy to an accepted dossier, or puts it in the place of the one it ``replaces``; gives its hash.

    Raises FileUnreadable, DiskFull, RuleViolation ``status``.
    """
    copy = finished(pdf, facts)
    sha256 = office.vault.add(copy)
    payload = acts.Attached(component, sha256, len(copy), pages.page_count(copy), source=source, replaces=replaces)
    _record(office, session, stream, payload)
    return sha256


def file_tray(office: Office, session: Session, stream: str, progress: Progress | None = None) -> tuple[str, ...]:
    """Attaches every document of a dossier's tray whose component is known, and clears those away; gives the hashes.

    Filed again after a crash, a document that is attached already is only cleared away. ``progress`` counts the
    documents; when it says to stop, those that are left stay in the tray. Raises as `attach`.
    """
    attached, filed = [], set()
    state = _known(office, stream)
    known = {held.paper.component for held in state.papers}.union(
        state.supplement.components if state.supplement else ()
    )
    left = [document for document in tray.documents(office, stream) if document.component in known]
    progress = progress or Progress()
    progress.total = len(left)
    while left and not progress.cancel.is_set():
        document = left.pop(0)
        copy, facts = tray.copy_of(office, document), facts_of_paper(office, stream, document.component)
        if not _has(office, stream, document.component, with_facts(copy, facts)):
            source = document.pages[0].source
            attached.append(attach(office, session, stream, document.component, copy, source, facts=facts))
        tray.clear_filed(office, session, stream, document)
        filed.add(document.component)
        progress.done += 1
    for component in filed.difference(document.component for document in left):
        paper_facts.keep_late(office, stream, component, CopyFacts())
    return tuple(attached)


def reusable(office: Office, session: Session, personal_number: str) -> tuple[HeldCopy, ...]:
    """Copies and results of the applicant with that number in this machine's dossiers, latest first, each file once.

    What was thinned away is not there any more. An empty or partial number finds nothing.
    """
    number = personal_number.replace(" ", "")
    if len(number) < 9:
        return ()
    found: dict[str, HeldCopy] = {}
    with office.store.read() as connection:
        for row in search.search(connection, number):
            state = dossier_at(connection, row.stream)
            if state is None or state.people is None or state.people.applicant.personal_number != number:
                continue
            for held in _held(office, state):
                found.setdefault(held.sha256, held)
    return tuple(found.values())


def reuse(
    office: Office, session: Session, draft: Draft, component: str, held: HeldCopy, *, national: bool = False
) -> Draft:
    """The draft with a copy that was held already, with where it came from; nothing is scanned (index 766 item 4.3).

    ``national``: it came from the national data store (item 4.4). Raises StoredFileDamaged when its bytes are not here.
    """
    if not office.vault.has(held.sha256):
        raise StoredFileDamaged(sha256=held.sha256, reason="missing")
    added = DraftFile(held.sha256, held.size, held.pages, "reuse", held.stream, national)
    papers = tuple(_with_copy(paper, added) if paper.component == component else paper for paper in draft.papers)
    with office.store.write() as connection:
        files.add(connection, held.sha256, held.size, "application/pdf", office.now(), upload=False)
    return drafts.save_draft(office, session, replace(draft, papers=papers))


def _with_copy(paper: DraftPaper, added: DraftFile) -> DraftPaper:
    files_then = (*(known for known in paper.files if known.sha256 != added.sha256), added)
    if not paper.ticked and not paper.shown and not paper.in_database:
        # Nothing on paper was handed in: the copy itself is what the dossier holds.
        paper = replace(paper, originals=0, certified_copies=0, compared_copies=0, electronic_copies=1)
    return replace(paper, ticked=True, files=files_then)


def of_files(
    office: Office, draft: Draft, component: str, paths: Sequence[Path], progress: Progress | None = None
) -> bytes:
    """One copy of the pages of an officer's files, which stay; slow for large ones.

    A PDF by itself stays as it came, so that a signature on it stays valid. Pictures become PDF/A-2b with what
    ``draft`` says of the paper inside. ``progress`` counts the files. Raises FileUnreadable; Cancelled when
    ``progress`` says so.
    """
    progress, found = progress or Progress(), []
    progress.total += len(paths) + 1
    for path in paths:
        found += pages.pages_of_file(path)
        progress.step()
    pdf = pages.document(found)
    if len(paths) > 1 or found[0].kind != "pdf":
        pdf = with_facts(archived(pdf).pdf, paper_facts.known(office, draft, component))
    progress.step()
    return pdf


def attach_file(office: Office, session: Session, draft: Draft, component: str, pdf: bytes) -> Draft:
    """The draft with a copy made of files; one that is held of this applicant already says so (index 766 item 4.3).

    Raises FileUnreadable, DiskFull.
    """
    sha256 = hashlib.sha256(pdf).hexdigest()
    known = reusable(office, session, draft.applicant.personal_number)
    held = next((held for held in known if held.sha256 == sha256), None)
    if held is None:
        return drafts.attach(office, session, draft, component, pdf, "file")
    office.vault.add(pdf)
    return reuse(office, session, draft, component, held)


def describe(office: Office, session: Session, draft: Draft, component: str, facts: CopyFacts) -> Draft:
    """The draft with what is said of the paper of a component; copies made here already say it from now on.

    A copy that was taken over stays as it is. Raises StoredFileDamaged, FileUnreadable, DiskFull.
    """
    found: list[DraftPaper] = []
    paper_facts.remember_kind(office, draft.procedure_code, component, facts.kind_code)
    for paper in draft.papers:
        if paper.component != component:
            found.append(paper)
            continue
        # Only what differs from the form is kept: the rest goes with the form when that is corrected.
        plain = paper_facts.known(office, replace(draft, papers=(replace(paper, facts=CopyFacts()),)), component)
        typed = {name: value for name, value in asdict(facts).items() if value != getattr(plain, name)}
        described = tuple(item if item.source == "reuse" else _described(office, item, facts) for item in paper.files)
        found.append(replace(paper, facts=CopyFacts(**typed), files=described))
    return drafts.save_draft(office, session, replace(draft, papers=tuple(found)))


def _described(office: Office, item: DraftFile, facts: CopyFacts) -> DraftFile:
    made = with_facts(office.vault.read(item.sha256), facts)
    sha256 = office.vault.add(made)
    with office.store.write() as connection:
        files.add(connection, sha256, len(made), "application/pdf", office.now(), upload=False)
    return replace(item, sha256=sha256, size=len(made))


def code_of(office: Office, stream: str) -> str:
    """The printed code of the dossier a copy was taken over from; empty where this machine does not hold it."""
    with office.store.read() as connection:
        state = dossier_at(connection, stream)
    return state.printed_code if state is not None else ""


def reuse_in_dossier(
    office: Office, session: Session, stream: str, component: str, held: HeldCopy, *, national: bool = False
) -> None:
    """The same for an accepted dossier. Raises StoredFileDamaged, RuleViolation ``status``."""
    if not office.vault.has(held.sha256):
        raise StoredFileDamaged(sha256=held.sha256, reason="missing")
    payload = acts.Attached(
        component,
        held.sha256,
        held.size,
        held.pages,
        source="reuse",
        reused_from=held.stream,
        from_national_store=national,
    )
    _record(office, session, stream, payload)


def export(office: Office, session: Session, stream: str, folder: Path) -> tuple[Path, ...]:
    """Writes the copies of a dossier into ``folder`` under the names of the machine's template, never over a file.

    The template knows ``{code}``, ``{component}``, ``{number}``, ``{procedure}`` and ``{day}``; a name never holds
    what is not a plain letter, digit, dot or dash, and no personal data. Copies not on this machine are left out.
    Raises DossierCodeInvalid, DiskFull, StoreUnwritable for a folder that refuses, RuleViolation ``copy_name`` for a
    template that names anything else.
    """
    state = _known(office, stream)
    template = office.machine_settings().copy_name
    written = []
    for number, held in enumerate(state.files, 1):
        if not office.vault.has(held.sha256):
            continue
        day = state.accepted_at.astimezone(VIETNAM) if state.accepted_at else office.now()
        parts = {
            "code": state.printed_code,
            "component": held.component,
            "number": f"{number:02d}",
            "procedure": state.procedure.code if state.procedure else "",
            "day": f"{day:%Y%m%d}",
        }
        path = _free(folder, _named(template, parts))
        data = office.vault.read(held.sha256)
        try:
            write_durably(path, data)
        except OSError as error:
            raise StoreUnwritable(reason=error.strerror or "") from error
        written.append(path)
    return tuple(written)


def example_name(template: str) -> str:
    """The name that a copy would get at export. Raises RuleViolation ``copy_name``."""
    parts = {"code": "H44.80.01-261123-0001", "component": "to_khai", "number": "01", "procedure": "1.004873"}
    return f"{_named(template, parts | {'day': '20261123'})}.pdf"


def _named(template: str, parts: Mapping[str, str]) -> str:
    try:
        asked = [(name, how or kind) for _, name, how, kind in Formatter().parse(template) if name is not None]
    except ValueError as error:
        raise RuleViolation("copy_name", "") from error
    if any(name not in parts or how for name, how in asked):
        raise RuleViolation("copy_name", "")
    return _UNSAFE.sub("-", fold(template.format_map(parts))).strip(".-") or parts["number"]


def _record(office: Office, session: Session, stream: str, payload: acts.Attached) -> None:
    with office.store.write() as connection:
        at = instant_for(connection, office)
        files.add(connection, payload.sha256, payload.size, payload.media_type, at)
        record(connection, office, session, stream, payload, at=at)
        files.place(connection, stream, payload.component, payload.sha256)


def _has(office: Office, stream: str, component: str, copy: bytes) -> bool:
    sha256 = office.vault.add(copy)
    return any(held.component == component and held.sha256 == sha256 for held in _known(office, stream).files)


def _held(office: Office, state: Dossier) -> list[HeldCopy]:
    names = {held.paper.component: held.paper.name for held in state.papers}
    papers = [
        HeldCopy(
            state.stream,
            state.printed_code,
            held.component,
            names.get(held.component, held.component),
            held.sha256,
            held.size,
            held.pages,
            "paper",
            state.accepted_at,
            office.vault.has(held.sha256),
        )
        for held in state.files
        if held.component != "result"
    ]
    results = [
        HeldCopy(
            state.stream,
            state.printed_code,
            "result",
            result.name,
            result.sha256,
            result.size,
            1,
            "result",
            state.accepted_at,
            office.vault.has(result.sha256),
        )
        for result in state.results
        if result.sha256
    ]
    return [*results, *papers]


def _known(office: Office, stream: str) -> Dossier:
    with office.store.read() as connection:
        state = dossier_at(connection, stream)
    if state is None:
        raise DossierCodeInvalid("code", reason="unknown")
    return state


def _free(folder: Path, name: str) -> Path:
    path = folder / f"{name}.pdf"
    number = 2
    while path.exists():
        path = folder / f"{name}-{number}.pdf"
        number += 1
    return path
