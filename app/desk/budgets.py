"""How large the copies of a draft's papers will be, against what the machine allows, and how they are made smaller.

A copy over its budget stops nobody: the paper and the citizen are here now, the figure is an administrator's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.capture import images, pages
from app.capture.metadata import is_signed
from app.desk import drafts, tray
from app.desk.acting import Session
from app.desk.drafts import Draft, DraftFile
from app.desk.office import Office
from app.store import files
from app.store.tray import TrayPage

QUALITIES = (78, 62, 48)
"""Of JPEG, tried in this order until the copies fit; below, a stamp's small print is lost."""


@dataclass(frozen=True)
class Over:
    """A paper whose copies are larger than they may be: ``size`` and ``budget`` in bytes."""

    component: str
    name: str
    size: int
    budget: int


def over_budget(office: Office, draft: Draft) -> tuple[Over, ...]:
    """The papers of a draft whose copies, with the pages that wait in its tray, are larger than the machine allows."""
    budget = office.machine_settings().copy_budget
    waiting: dict[str, int] = {}
    for page in tray.all_pages(office, draft.id):
        if not page.removed:
            waiting[page.component] = waiting.get(page.component, 0) + office.vault.size(page.shown)
    found = (
        Over(
            paper.component,
            paper.name,
            sum(item.size for item in paper.files) + waiting.get(paper.component, 0),
            budget,
        )
        for paper in draft.papers
    )
    return tuple(over for over in found if over.size > budget)


def make_smaller(office: Office, session: Session, draft: Draft, component: str) -> Draft:
    """The draft with the copies of a paper at 200 dpi at most and packed tighter, just as far as the budget asks.

    Pages in the tray can be had back as they were scanned. Left as they are: what is black and white, what was taken
    over, what is signed. Raises StoredFileDamaged, FileUnreadable, DiskFull.
    """
    for quality in QUALITIES:
        for page in tray.all_pages(office, draft.id):
            if page.component == component and not page.removed:
                _pack(office, page, quality)
        papers = tuple(
            replace(paper, files=tuple(_packed(office, paper.files, quality)))
            if paper.component == component
            else paper
            for paper in draft.papers
        )
        draft = replace(draft, papers=papers)
        if component not in {over.component for over in over_budget(office, draft)}:
            break
    return drafts.save_draft(office, session, draft)


def _pack(office: Office, page: TrayPage, quality: int) -> None:
    data = office.vault.read(page.shown)
    made = data if pages.kind_of(data) == "pdf" else images.packed(data, quality)
    if made != data:
        tray.shown_as(office, page, made)


def _packed(office: Office, found: Iterable[DraftFile], quality: int) -> Iterable[DraftFile]:
    for item in found:
        data = office.vault.read(item.sha256)
        made = data if item.source == "reuse" or is_signed(data) else pages.packed(data, quality)
        if len(made) >= len(data):
            yield item
            continue
        sha256 = office.vault.add(made)
        with office.store.write() as connection:
            files.add(connection, sha256, len(made), "application/pdf", office.now(), upload=False)
        yield replace(item, sha256=sha256, size=len(made))
