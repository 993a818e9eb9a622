"""The tray: pages on their way from a scanner, a camera or a file into a dossier; none is lost, whatever happens.

A page is in the vault under its hash and has its row before anything is done with it. What is done makes a new
picture beside the first, and a page laid aside can always be taken back, until the tray is filed.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Sequence
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
from app.store import tray as kept
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


# ---------------------------------------------------------------- what the officer does with pages


def turn(office: Office, page: TrayPage, quarters: int) -> TrayPage:
    """Turned clockwise by quarters of a circle, without loss."""
    data = office.vault.read(page.shown)
    turned = pages.turned_pdf if pages.kind_of(data) == "pdf" else images.turned
    return _changed(office, page, shown=office.vault.add(turned(data, quarters)))


def straighten(office: Office, page: TrayPage, degrees: float | None = None) -> TrayPage:
    """Turned back by ``degrees`` of skew, or by what its lines lie askew. A page of a PDF is left as it is."""
    data = office.vault.read(page.shown)
    if pages.kind_of(data) == "pdf":
        return page
    degrees = images.look(data).skew if degrees is None else degrees
    if abs(degrees) < images.LEAST_SKEW:
        return page
    return _changed(office, page, shown=office.vault.add(images.straightened(data, degrees)))


def crop(office: Office, page: TrayPage, box: tuple[float, float, float, float] | None = None) -> TrayPage:
    """Cut to ``box`` (shares of the sides), or to what lies on the glass. A page of a PDF is left as it is."""
    data = office.vault.read(page.shown)
    if pages.kind_of(data) == "pdf":
        return page
    return _changed(office, page, shown=office.vault.add(images.cropped(data, box or images.content_box(data))))


def shown_as(office: Office, page: TrayPage, picture: bytes) -> TrayPage:
    """The page with another picture of it; the one it came with stays beside."""
    return _changed(office, page, shown=office.vault.add(picture))


def as_it_came(office: Office, page: TrayPage) -> TrayPage:
    """The page as the scanner gave it, and back in its place if it was laid aside."""
    return _changed(office, page, shown=page.original, removed="")


def lay_aside(office: Office, page: TrayPage) -> TrayPage:
    """Out of the document, still in the tray."""
    return _changed(office, page, removed="officer")


def take_back(office: Office, page: TrayPage) -> TrayPage:
    """A page laid aside is in its place again."""
    return _changed(office, page, removed="")


def reorder(office: Office, tray: str, page_ids: Sequence[str]) -> None:
    """Puts the pages named into that order, on the places they hold together; the others keep theirs.

    Raises ValueError for a page that is not in the tray.
    """
    with office.store.write() as connection:
        order = [page.id for page in kept.pages(connection, tray)]
        if not set(page_ids) <= set(order) or len(set(page_ids)) != len(page_ids):
            raise ValueError("pages of this tray, each once")
        waiting = iter(page_ids)
        kept.order(connection, [next(waiting) if page_id in set(page_ids) else page_id for page_id in order])


def assign(office: Office, tray: str, document: str, component: str) -> None:
    """Says what paper a document of the tray is."""
    ids = [page.id for page in all_pages(office, tray) if page.document == document]
    with office.store.write() as connection:
        kept.change(connection, ids, component=component)


def split(office: Office, tray: str, page_id: str) -> None:
    """From this page on its document is another one, of the same component until said otherwise."""
    found = all_pages(office, tray)
    first = next(number for number, page in enumerate(found) if page.id == page_id)
    rest = [page.id for page in found[first:] if page.document == found[first].document]
    with office.store.write() as connection:
        kept.change(connection, rest, document=_new_id(office))


def merge(office: Office, tray: str, document: str, other: str) -> None:
    """The pages of ``other`` follow those of ``document`` and are of its component.

    The runs that reordering made of one document (the same id twice) come together.
    """
    found = all_pages(office, tray)
    of_first = [page for page in found if page.document == document]
    of_other = [page for page in found if page.document == other]
    if not of_first or not of_other:
        raise ValueError("two documents of this tray")
    together = dict.fromkeys(page.id for page in (*of_first, *of_other))
    apart = [page.id for page in found if page.id not in together]
    place = sum(page.id not in together for page in found[: found.index(of_first[0])])
    with office.store.write() as connection:
        kept.change(connection, together, document=document, component=of_first[0].component)
        kept.order(connection, [*apart[:place], *together, *apart[place:]])


def join_sides(office: Office, tray: str, fronts: Sequence[TrayPage], backs: Sequence[TrayPage]) -> None:
    """Manual duplex: the backs came in last first, as the turned stack lies; they go between the fronts.

    Raises ValueError unless there is a back for each front.
    """
    if len(fronts) != len(backs):
        raise ValueError("as many backs as fronts")
    pairs = [page.id for pair in zip(fronts, reversed(backs), strict=True) for page in pair]
    first = fronts[0]
    with office.store.write() as connection:
        kept.change(connection, [page.id for page in backs], document=first.document, component=first.component)
    reorder(office, tray, pairs)


def two_sides(office: Office, session: Session, front: TrayPage, back: TrayPage) -> TrayPage:
    """Both sides of a card on one sheet, in the front's place; the two pages are laid aside.

    Raises FileUnreadable ``kind`` for pages of a PDF.
    """
    sides = [office.vault.read(page.shown) for page in (front, back)]
    if any(pages.kind_of(side) == "pdf" for side in sides):
        raise FileUnreadable("file", reason="kind")
    sha256 = office.vault.add(images.two_sides(sides[0], sides[1]))
    joined = replace(
        front, id=_new_id(office), origin=f"{front.id}+{back.id}", original=sha256, shown=sha256, at=office.now()
    )
    with office.store.write() as connection:
        kept.add(connection, joined)
        kept.change(connection, (front.id, back.id), removed="joined")
        order = [page.id for page in kept.pages(connection, front.tray) if page.id != joined.id]
        place = order.index(front.id)
        kept.order(connection, [*order[:place], joined.id, *order[place:]])
    return joined


# ---------------------------------------------------------------- filing


def copy_of(office: Office, document: TrayDocument) -> bytes:
    """The PDF of a document of the tray, PDF/A-2b where it can be; the same pages always give the same bytes.

    Raises StoredFileDamaged.
    """
    found = [office.vault.read(page.shown) for page in document.pages]
    return archived(pages.document([Page(pages.kind_of(data), data) for data in found])).pdf


def file_into_draft(office: Office, session: Session, draft: Draft) -> Draft:
    """Attaches every document of the draft's tray whose component is known, and clears those away.

    A crash in between leaves the pages in the tray; filed again they give the same copy, which is kept once.
    Raises DiskFull, FileUnreadable (``too_large``).
    """
    known = {paper.component for paper in draft.papers}
    for document in documents(office, draft.id):
        if document.component in known:
            copy = with_facts(copy_of(office, document), paper_facts.known(office, draft, document.component))
            draft = drafts.attach(office, session, draft, document.component, copy, document.pages[0].source)
            discard(office, draft.id, {document.id})
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


def discard(office: Office, tray: str, document_ids: Iterable[str] | None = None) -> None:
    """Forgets documents of the tray with what was laid aside from them (all of it for None), for good."""
    chosen = None if document_ids is None else set(document_ids)
    ids = [page.id for page in all_pages(office, tray) if chosen is None or page.document in chosen]
    with office.store.write() as connection:
        unneeded = kept.clear(connection, ids)
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
