"""How large the copies of a draft's papers, or of those scanned later, will be, and how they are made smaller.

A copy over its budget stops nobody: the paper and the citizen are here now, the figure is an administrator's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from app.capture import images, pages
from app.capture.metadata import is_signed
from app.desk import drafts, page_editor, tray
from app.desk.acting import Session, dossier_at
from app.desk.drafts import Draft, DraftFile
from app.desk.office import Office
from app.errors import DossierCodeInvalid
from app.progress import Progress
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
    held = {paper.component: sum(item.size for item in paper.files) for paper in draft.papers}
    names = [(paper.component, paper.name) for paper in draft.papers]
    return _over(office, names, held, _waiting(office, draft.id))


def over_in_dossier(office: Office, stream: str) -> tuple[Over, ...]:
    """The papers of an accepted dossier for which pages lie in its tray that would make their copies larger than the
    machine allows. Raises DossierCodeInvalid."""
    with office.store.read() as connection:
        state = dossier_at(connection, stream)
    if state is None:
        raise DossierCodeInvalid("code", reason="unknown")
    waiting = _waiting(office, stream)
    names = {held.paper.component: held.paper.name for held in state.papers}
    held: dict[str, int] = {}
    for item in state.files:
        held[item.component] = held.get(item.component, 0) + item.size
    return _over(office, [(key, name) for key, name in names.items() if key in waiting], held, waiting)


def _waiting(office: Office, into: str) -> dict[str, int]:
    """Bytes of the pages in a tray, by their component."""
    found: dict[str, int] = {}
    for page in tray.all_pages(office, into):
        if not page.removed:
            found[page.component] = found.get(page.component, 0) + office.vault.size(page.shown)
    return found


def _over(
    office: Office, papers: Iterable[tuple[str, str]], held: dict[str, int], waiting: dict[str, int]
) -> tuple[Over, ...]:
    budget = office.machine_settings().copy_budget
    found = (Over(key, name, held.get(key, 0) + waiting.get(key, 0), budget) for key, name in papers)
    return tuple(over for over in found if over.size > budget)


def make_smaller(
    office: Office, session: Session, draft: Draft, component: str, progress: Progress | None = None
) -> Draft:
    """The draft with the copies of a paper at 200 dpi at most and packed tighter, just as far as the budget asks.

    Pages in the tray can be had back as they were scanned. Left as they are: what is black and white, what was taken
    over, what is signed. ``progress`` counts pages and copies, each quality that is tried anew; stopped, all stay as
    they were. Raises StoredFileDamaged, FileUnreadable, DiskFull; Cancelled when ``progress`` says so.
    """
    progress = progress or Progress()
    pictures = _pictures(office, draft.id, component)
    made, papers = pictures, draft.papers
    for quality in QUALITIES:
        progress.total += sum(len(paper.files) for paper in draft.papers if paper.component == component)
        made = _tighter(made, quality, progress)
        papers = tuple(
            replace(paper, files=tuple(_packed(office, paper.files, quality, progress)))
            if paper.component == component
            else paper
            for paper in papers
        )
        held = sum(item.size for paper in papers if paper.component == component for item in paper.files)
        if held + _room(made) <= office.machine_settings().copy_budget:
            break
    _show(office, session, pictures, made)
    return drafts.save_draft(office, session, replace(draft, papers=papers))


def make_pages_smaller(
    office: Office, session: Session, stream: str, component: str, progress: Progress | None = None
) -> None:
    """The same for the pages that lie in the tray of an accepted dossier; what is attached already stays as it is.

    Raises DossierCodeInvalid, StoredFileDamaged, DiskFull; Cancelled when ``progress`` says so.
    """
    over = next((over for over in over_in_dossier(office, stream) if over.component == component), None)
    if over is None:
        return
    pictures = _pictures(office, stream, component)
    made, attached = pictures, over.size - _room(pictures)
    for quality in QUALITIES:
        made = _tighter(made, quality, progress or Progress())
        if attached + _room(made) <= over.budget:
            break
    _show(office, session, pictures, made)


def _pictures(office: Office, into: str, component: str) -> dict[TrayPage, bytes]:
    lying = (page for page in tray.all_pages(office, into) if page.component == component and not page.removed)
    return {page: office.vault.read(page.shown) for page in lying}


def _tighter(pictures: Mapping[TrayPage, bytes], quality: int, progress: Progress) -> dict[TrayPage, bytes]:
    progress.total += len(pictures)
    made = {}
    for page, data in pictures.items():
        progress.step()
        made[page] = data if pages.kind_of(data) == "pdf" else images.packed(data, quality)
    return made


def _room(pictures: Mapping[TrayPage, bytes]) -> int:
    return sum(len(data) for data in pictures.values())


def _show(office: Office, session: Session, before: Mapping[TrayPage, bytes], after: Mapping[TrayPage, bytes]) -> None:
    changed = {page: data for page, data in after.items() if data != before[page]}
    page_editor.make_smaller(office, session, changed)


def _packed(office: Office, found: Iterable[DraftFile], quality: int, progress: Progress) -> Iterable[DraftFile]:
    for item in found:
        progress.step()
        data = office.vault.read(item.sha256)
        made = data if item.source == "reuse" or is_signed(data) else pages.packed(data, quality)
        if len(made) >= len(data):
            yield item
            continue
        sha256 = office.vault.add(made)
        with office.store.write() as connection:
            files.add(connection, sha256, len(made), "application/pdf", office.now(), upload=False)
        yield replace(item, sha256=sha256, size=len(made))
