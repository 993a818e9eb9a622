"""The tray: pages on their way from a scanner, a camera or a file into a dossier; none is lost, whatever happens.

A page is in the vault under its hash and has its row before anything is done with it. What is done (`page_editor`)
makes a new picture beside the first, and a page laid aside can always be taken back, until the tray is filed.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

import msgspec
from sqlalchemy import Connection

from app.capture import images, pages
from app.capture.archive import archived
from app.capture.metadata import with_facts
from app.capture.pages import Page
from app.desk import drafts, paper_facts
from app.desk.acting import Session
from app.desk.drafts import Draft, DraftFile
from app.desk.office import Office
from app.domain.events import new_id
from app.errors import FileUnreadable, StoredFileDamaged
from app.progress import Progress
from app.store import tray as kept
from app.store import tray_steps
from app.store.tray import PageSource, TrayPage
from app.vault.files import write_durably

SCANS = "scans"
_NOTE = "scan.json"


@dataclass(frozen=True)
class Scan:
    """One run of a device into a tray; ``folder`` is where it lays its pages. ``component`` may be empty: not known."""

    id: str
    officer: str
    tray: str
    component: str
    document: str
    source: PageSource


@dataclass(frozen=True)
class TrayDocument:
    """Pages that will become one copy of ``component`` (empty: not said yet)."""

    id: str
    component: str
    pages: tuple[TrayPage, ...]


def begin(
    office: Office,
    session: Session,
    tray: str,
    component: str = "",
    source: PageSource = "scanner",
    *,
    document: str = "",
) -> Scan:
    """A new run of a device into ``tray`` (the id of a draft, or the stream of a dossier), its folder made; its pages
    go on with ``document``, else are one of their own."""
    scan = Scan(_new_id(office), session.officer, tray, component, document or _new_id(office), source)
    folder_of(office, scan).mkdir(mode=0o700, parents=True)
    return _noted(office, scan)


def go_on_with(office: Office, scan: Scan, component: str) -> Scan:
    """The same run of a device, whose next pages are a document of another component."""
    return _noted(office, replace(scan, component=component, document=_new_id(office)))


def folder_of(office: Office, scan: Scan) -> Path:
    """The folder of a scan. What lies there is not encrypted, and lies there until `take` only."""
    return office.profile / SCANS / scan.id


def take(office: Office, scan: Scan, path: Path) -> tuple[TrayPage, ...]:
    """Puts the pages of a file that a device laid into its scan's folder into the tray, and removes the file.

    When this returns they are safe and in order; taken again after a crash they stay one. Raises FileUnreadable
    and then leaves the file where it is, DiskFull.
    """
    found = pages.read_images(path)
    taken = [_lay(office, scan, f"{scan.id}/{path.name}/{page.number}", pages.sole_page(page)) for page in found]
    path.unlink()
    return tuple(page for page in taken if page is not None)


def take_file(
    office: Office,
    session: Session,
    tray: str,
    path: Path,
    component: str = "",
    source: PageSource = "file",
    *,
    also: Callable[[Connection], None] = lambda connection: None,
) -> tuple[TrayPage, ...]:
    """Puts the pages of an officer's file into the tray, all or none, and does ``also`` with them; the file stays.

    Raises FileUnreadable, DiskFull.
    """
    scan = Scan(_new_id(office), session.officer, tray, component, _new_id(office), source)
    laid = [
        _page(office, scan, f"{scan.id}/{number}", office.vault.add(pages.sole_page(page)))
        for number, page in enumerate(pages.read_images(path))
    ]
    with office.store.write() as connection:
        for page in laid:
            kept.add(connection, page)
        also(connection)
        found = [kept.page(connection, page.id) for page in laid]
    return tuple(page for page in found if page is not None)


def end(office: Office, scan: Scan) -> None:
    """The device is done: its folder goes. A page it could not be read from stays in its folder for `recover`."""
    folder = folder_of(office, scan)
    if not any(folder.glob("page-*")):
        shutil.rmtree(folder, ignore_errors=True)


def recover(office: Office) -> int:
    """At the start of the program: takes in what a scan had laid down before the power went. Gives how many pages."""
    taken = 0
    for folder in sorted((office.profile / SCANS).glob("*/")):
        try:
            scan = msgspec.json.decode((folder / _NOTE).read_bytes(), type=Scan)
        except (OSError, msgspec.DecodeError):
            # Made and not yet written to: nothing was scanned into it.
            scan = None
        for path in sorted(folder.glob("page-*")) if scan else ():
            if scan is None or path.suffix == ".part":
                continue
            try:
                taken += len(take(office, scan, path))
            except FileUnreadable:
                continue  # The half page that was in the scanner's hands.
        shutil.rmtree(folder)
    return taken


def improve(office: Office, page: TrayPage) -> TrayPage:
    """A first look at a page just taken: a blank one is laid aside, one that lies askew is straightened.

    What cannot be looked at (a page of a PDF) stays as it is.
    """
    data = office.vault.read(page.shown)
    if pages.kind_of(data) == "pdf":
        return page
    seen = images.look(data)
    if seen.blank:
        return _changed(office, page, removed="blank")
    if abs(seen.skew) >= images.LEAST_SKEW:
        return _changed(office, page, shown=office.vault.add(images.straightened(data, seen.skew)))
    return page


def trays(office: Office, session: Session) -> list[tuple[str, int]]:
    """The officer's trays with pages in them, as they were left: the id of a draft or dossier, and how many pages."""
    with office.store.read() as connection:
        return [(tray, count) for tray, count in kept.trays(connection, session.officer) if count]


def documents(office: Office, tray: str) -> tuple[TrayDocument, ...]:
    """The tray as it will be filed: runs of pages that make one copy each, in order, without those laid aside."""
    shown = (page for page in all_pages(office, tray) if not page.removed)
    runs = groupby(shown, key=lambda page: (page.document, page.component))
    return tuple(TrayDocument(document, component, tuple(run)) for (document, component), run in runs)


def all_pages(office: Office, tray: str) -> list[TrayPage]:
    """Every page of the tray in order, those laid aside among them."""
    with office.store.read() as connection:
        return kept.pages(connection, tray)


def thumbnail(office: Office, page: TrayPage, width: int) -> bytes:
    """A page as PNG, ``width`` pixels wide. Raises StoredFileDamaged."""
    data = office.vault.read(page.shown)
    if pages.kind_of(data) == "pdf":
        return pages.thumbnail(data, 0, width)
    return images.thumbnail(data, width)


def shown_as(office: Office, page: TrayPage, picture: bytes) -> TrayPage:
    """The page with another picture of it, made as it came; the one it came with stays beside."""
    return _changed(office, page, shown=office.vault.add(picture))


# ---------------------------------------------------------------- filing


def copy_of(office: Office, document: TrayDocument) -> bytes:
    """The PDF of a document of the tray, PDF/A-2b where it can be; the same pages always give the same bytes.

    Raises StoredFileDamaged.
    """
    found = [office.vault.read(page.shown) for page in document.pages]
    return archived(pages.document([Page(pages.kind_of(data), data) for data in found])).pdf


def file_into_draft(office: Office, session: Session, draft: Draft, progress: Progress | None = None) -> Draft:
    """Attaches every document of the draft's tray whose component is known, and clears those away.

    A crash in between leaves the pages in the tray; filed again they give the same copy, which is kept once.
    ``progress`` counts the documents; stopped, those filed by then are copies of the draft, the others lie where they
    were. Raises DiskFull, FileUnreadable (``too_large``); Cancelled when ``progress`` says so.
    """
    known, progress = {paper.component for paper in draft.papers}, progress or Progress()
    lying = documents(office, draft.id)
    progress.total += len(lying)
    for document in lying:
        progress.step()
        if document.component in known:
            copy = with_facts(copy_of(office, document), paper_facts.known(office, draft, document.component))
            draft = drafts.attach(office, session, draft, document.component, copy, document.pages[0].source)
            clear_filed(office, session, draft.id, document)
    return draft


def as_filed(office: Office, draft: Draft) -> Draft:
    """The draft as `file_into_draft` will make it, without making any copy: for what acceptance would bring."""
    waiting: dict[str, tuple[DraftFile, ...]] = {}
    for document in documents(office, draft.id):
        copy = DraftFile("", 0, len(document.pages), document.pages[0].source)
        waiting[document.component] = (*waiting.get(document.component, ()), copy)
    papers = tuple(
        replace(paper, ticked=True, files=(*paper.files, *waiting[paper.component]))
        if paper.component in waiting
        else paper
        for paper in draft.papers
    )
    return replace(draft, papers=papers)


def holds_loose_pages(office: Office, draft: Draft) -> bool:
    """Whether pages lie in the draft's tray that belong to none of its papers, so that they would not come along."""
    known = {paper.component for paper in draft.papers}
    return any(document.component not in known for document in documents(office, draft.id))


def clear_filed(office: Office, session: Session, tray: str, document: TrayDocument) -> None:
    """Forgets a document that became a copy, with what was laid aside from it; what was done in the tray stands now."""
    with office.store.write() as connection:
        ids = [page.id for page in kept.pages(connection, tray) if page.document == document.id]
        pictures = tray_steps.close(connection, tray, session.officer, office.now())
        unneeded = kept.clear(connection, ids, pictures)
    for sha256 in unneeded:
        office.vault.remove(sha256)


def discard(office: Office, tray: str) -> None:
    """Forgets all pages of the tray with what was laid aside, and what was done to them, for good."""
    with office.store.write() as connection:
        ids = [page.id for page in kept.pages(connection, tray)]
        unneeded = kept.clear(connection, ids, tray_steps.forget(connection, tray))
    for sha256 in unneeded:
        office.vault.remove(sha256)


def _noted(office: Office, scan: Scan) -> Scan:
    write_durably(folder_of(office, scan) / _NOTE, msgspec.json.encode(scan))
    return scan


def _lay(office: Office, scan: Scan, origin: str, data: bytes) -> TrayPage | None:
    page = _page(office, scan, origin, office.vault.add(data))
    with office.store.write() as connection:
        added = kept.add(connection, page)
        return kept.page(connection, page.id) if added else None


def _page(office: Office, scan: Scan, origin: str, sha256: str) -> TrayPage:
    new, at = _new_id(office), office.now()
    return TrayPage(
        new, scan.officer, scan.tray, origin, scan.document, scan.component, 0, scan.source, sha256, sha256, "", at
    )


def _changed(office: Office, page: TrayPage, **values: str) -> TrayPage:
    with office.store.write() as connection:
        kept.change(connection, (page.id,), **values)
        now = kept.page(connection, page.id)
        replaced = {page.shown} - ({now.shown, now.original} if now else set())
        unneeded = kept.unneeded(connection, replaced)
    for sha256 in unneeded:
        office.vault.remove(sha256)
    if now is None:
        raise StoredFileDamaged(sha256=page.shown, reason="missing")
    return now


def _new_id(office: Office) -> str:
    return new_id(int(office.now().timestamp() * 1000))
