"""What is known of an electronic paper before an officer types it (NĐ 118/2025 Đ19.2), from what says it already."""

from __future__ import annotations

from dataclasses import asdict, replace

from app.capture.metadata import CopyFacts, facts_of
from app.desk import drafts
from app.desk.acting import dossier_at
from app.desk.drafts import Draft, DraftFile
from app.desk.office import Office
from app.errors import FileUnreadable, StoredFileDamaged
from app.store import settings

_KINDS = "paper kinds"
_LATE = "late paper facts"


def known(office: Office, draft: Draft, component: str) -> CopyFacts:
    """What the officer typed of the paper and what stands in the form; where both say nothing, what stands in a copy
    that was taken over, what the journal says of the result that it was, and the code its kind was given before."""
    facts = drafts.facts_for(draft, component)
    paper = next((paper for paper in draft.papers if paper.component == component), None)
    for item in paper.files if paper is not None else ():
        if item.source == "reuse":
            facts = _filled(facts, _written(office, item))
            facts = _filled(facts, _of_result(office, item))
    return replace(facts, kind_code=facts.kind_code or kind_code(office, draft.procedure_code, component))


def kind_code(office: Office, procedure: str, component: str) -> str:
    """The code of the kind of paper that was typed last for a component on this machine; empty for none."""
    with office.store.read() as connection:
        return settings.load(connection, _KINDS, dict[str, str], {}).get(f"{procedure}/{component}", "")


def remember_kind(office: Office, procedure: str, component: str, code: str) -> None:
    """The code stands in the form of the next paper of this component."""
    with office.store.write() as connection:
        kinds = settings.load(connection, _KINDS, dict[str, str], {})
        if code and kinds.get(f"{procedure}/{component}") != code:
            settings.save(connection, _KINDS, {**kinds, f"{procedure}/{component}": code})


def typed_late(office: Office, stream: str, component: str) -> CopyFacts:
    """What an officer typed of a paper of an accepted dossier whose pages are not attached yet; nothing else."""
    with office.store.read() as connection:
        return settings.load(connection, f"{_LATE}/{stream}", dict[str, CopyFacts], {}).get(component, CopyFacts())


def keep_late(office: Office, stream: str, component: str, facts: CopyFacts) -> None:
    """Keeps that until its pages are attached; nothing for empty facts."""
    name = f"{_LATE}/{stream}"
    with office.store.write() as connection:
        typed = settings.load(connection, name, dict[str, CopyFacts], {})
        typed.pop(component, None)
        if facts != CopyFacts():
            typed[component] = facts
        if typed:
            settings.save(connection, name, typed)
        else:
            settings.forget(connection, name)


def _filled(facts: CopyFacts, more: CopyFacts) -> CopyFacts:
    return replace(more, **{name: value for name, value in asdict(facts).items() if value})


def _written(office: Office, item: DraftFile) -> CopyFacts:
    try:
        return facts_of(office.vault.read(item.sha256))
    except (StoredFileDamaged, FileUnreadable):
        # The copy says nothing then; whoever looks at it is told why.
        return CopyFacts()


def _of_result(office: Office, item: DraftFile) -> CopyFacts:
    with office.store.read() as connection:
        state = dossier_at(connection, item.reused_from)
    result = next((result for result in state.results if result.sha256 == item.sha256), None) if state else None
    if state is None or result is None:
        return CopyFacts()
    agency = office.reference().unit(state.competent_unit or state.unit)
    return CopyFacts(
        issued_on=result.issued_on.isoformat() if result.issued_on else "",
        issued_by=agency.name if agency is not None else "",
        abstract=f"{result.name} {result.number}".strip(),
    )
