"""A pile files itself: separator sheets for the checklist, and a scanned stack parted by the sheets it comes with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Literal

from PIL import Image, ImageOps

from app.capture import pages
from app.desk.acting import Session, dossier_at
from app.desk.drafts import Draft, procedure_of
from app.desk.office import Office
from app.domain.codes import looks_like_code
from app.domain.dossier import ENDED, Dossier
from app.domain.events import new_id
from app.errors import RuleViolation
from app.paper.barcode import bars, decode
from app.paper.pages import page_count, page_image
from app.paper.printers import printer_at
from app.paper.separators import Separator, separator_in, sheets, squares
from app.progress import Progress
from app.store import states
from app.store import tray as kept
from app.store.tray import TrayPage

Stranger = Literal["", "unknown", "ended", "other_unit"]

_PDF_DPI = 150
_CODE_WIDTH = 1600
"""Pixels of width, about 190 dpi, at which a receipt among the pages is looked for: its thinnest bar has then 2,5."""


@dataclass(frozen=True)
class Stack:
    """How a stack was parted.

    ``tray`` is where its pages lie now: the dossier whose receipt lay on top (``code``), else where they were.
    ``missing`` are components that were expected and got no page; for each, ``suspects`` names the component whose
    pages probably hold its own, because its separator was left out (empty: none). ``loose`` counts pages before the
    first separator; ``repeated`` are components with more than one separator, ``foreign`` those that are not of this
    procedure or not on this checklist, whose pages wait for the officer's word. ``separated`` is False for a stack
    without any sheet, which stays as it was scanned. ``pages`` are the ids of all, the sheets among them.
    ``stranger`` is the code on the top sheet of a dossier that takes no papers here, and ``why``: this machine does not
    know it, it has ended, or it is another unit's. ``inside`` are the codes of other dossiers on sheets further down.
    Such a sheet and what follows it, up to the next separator, may be another person's, and waits without a component
    for the officer's word; ``behind`` names those pages by the code, for `send_on`.
    """

    tray: str
    code: str
    filed: tuple[tuple[str, int], ...]
    missing: tuple[str, ...] = ()
    suspects: tuple[str, ...] = ()
    loose: int = 0
    repeated: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()
    separated: bool = True
    pages: tuple[str, ...] = ()
    stranger: str = ""
    why: Stranger = ""
    inside: tuple[str, ...] = ()
    behind: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def in_order(self) -> bool:
        """True when nothing needs the officer's eye."""
        return not (self.missing or self.loose or self.repeated or self.foreign or self.stranger or self.inside)


def separator_sheets(office: Office, session: Session, draft: Draft) -> bytes:
    """The separator sheets of the draft's checklist, one for each paper that is handed in. Raises FontMissing,
    RuleViolation ``procedure_needed`` without a procedure."""
    if not draft.procedure_code:
        raise RuleViolation("procedure_needed", "")
    version = procedure_of(office, session, draft.procedure_code)
    wanted = [(paper.component, paper.name) for paper in draft.papers if not paper.in_database and not paper.shown]
    return sheets(version.code, version.name, wanted)


def print_separators(office: Office, session: Session, draft: Draft) -> int:
    """Prints the separator sheets of the draft's checklist on this machine's printer; gives how many.

    They name no citizen and prove nothing, so no record is kept of them. Raises PrinterUnavailable, and as
    `separator_sheets`.
    """
    pdf = separator_sheets(office, session, draft)
    printer_at(office.machine_settings().printer).submit(pdf, "to-phan-cach")
    return page_count(pdf)


def expected(draft: Draft) -> tuple[str, ...]:
    """The components a stack of this draft is to hold, in the order of the checklist."""
    return tuple(
        paper.component for paper in draft.papers if paper.ticked and not paper.in_database and not paper.shown
    )


def file_stack(
    office: Office,
    session: Session,
    draft: Draft,
    page_ids: Sequence[str] | None = None,
    after: TrayPage | None = None,
    progress: Progress | None = None,
) -> Stack:
    """Parts the pages of the draft's tray (``page_ids``: only those) by their separators, which are laid aside.

    A stack on whose top the receipt of a dossier lies goes to that dossier, as what was asked for in addition. A stack
    without any sheet keeps what its pages were scanned for. ``after``: the last page before the scanner stopped in the
    middle of a stack; what comes before the next separator goes on with its document.
    Every page keeps its place in the order; nothing is thrown away. ``progress`` counts the pages that were looked at;
    when it says to stop, all of them lie as they were scanned. Raises StoredFileDamaged, Cancelled.
    """
    chosen = None if page_ids is None else set(page_ids)
    with office.store.read() as connection:
        lying = [page for page in kept.pages(connection, draft.id) if not page.removed]
        after = kept.page(connection, after.id) if after is not None else None
    stack = [page for page in lying if chosen is None or page.id in chosen]
    where = _addressee(office, session, stack, draft)
    tray, code, receipt, components = where.tray, where.code, where.receipt, where.components
    parted = _parted(office, stack, where, progress or Progress())
    separated = bool(receipt) or any(part.sheets for part in parted)
    with office.store.write() as connection:
        if receipt:
            kept.change(connection, [page.id for page in stack], tray=tray)
            kept.change(connection, [receipt], removed="separator")
        for part in parted:
            kept.change(connection, part.sheets, removed="separator")
            component = "" if part.foreign else part.component
            if not part.sheets and not part.code and after is not None and not receipt:
                kept.change(connection, part.pages, document=after.document, component=after.component)
            elif separated or part.code or where.stranger or not all(page.component for page in stack):
                new = new_id(int(office.now().timestamp() * 1000))
                kept.change(connection, part.pages, document=new, component=component)
    behind = tuple((part.code, part.pages) for part in parted if part.code)
    ids = tuple(page.id for page in stack)
    loose = 0 if after is not None else sum(1 for page in stack if not page.component)
    if not separated:
        unparted = Stack(tray, "", (), loose=loose, separated=False, pages=ids, behind=behind)
        return replace(unparted, stranger=where.stranger, why=where.why, inside=_inside(parted, where))
    elsewhere = {page.component for page in lying if page.id not in ids} if not receipt else set()
    here = elsewhere | {paper.component for paper in draft.papers if paper.files and not receipt}
    told = _told(tray, code, tuple(name for name in components if name not in here), parted)
    told = replace(told, pages=ids, loose=0 if after is not None and not receipt else told.loose)
    return replace(told, stranger=where.stranger, why=where.why, inside=_inside(parted, where), behind=behind)


def send_on(office: Office, session: Session, draft: Draft, code: str, page_ids: Sequence[str]) -> Stack:
    """Pages that wait in the draft's tray behind the receipt of a dossier (the first of them) go to that dossier, as
    what was asked for in addition; `bring_back` takes back the stack that is given.

    Raises RuleViolation ``stack_unknown``, ``stack_other_unit`` or ``stack_ended`` for one that takes no papers here,
    ``stack_sorted`` when none of the pages waits any more.
    """
    with office.store.write() as connection:
        stream = states.by_code(connection, code)
        state = dossier_at(connection, stream) if stream else None
        if not stream or state is None:
            raise RuleViolation("stack_unknown", code=code)
        if why := _refuses(session, state):
            raise RuleViolation("stack_ended" if why == "ended" else "stack_other_unit", code=code)
        # What the officer has put with a paper meanwhile belongs here.
        waiting = {page.id for page in kept.pages(connection, draft.id) if not page.component}
        ids = tuple(page_id for page_id in page_ids if page_id in waiting)
        if not ids:
            raise RuleViolation("stack_sorted", code=code)
        new = new_id(int(office.now().timestamp() * 1000))
        kept.change(connection, ids, tray=stream, document=new, component="")
        kept.change(connection, set(ids) & {page_ids[0]}, removed="separator")
    return Stack(stream, code, (), separated=False, pages=ids)


def bring_back(office: Office, draft: Draft, stack: Stack) -> None:
    """The pages of a stack that went to a dossier belong to this draft after all, the receipt on top among them."""
    with office.store.write() as connection:
        kept.change(connection, stack.pages, tray=draft.id, component="")
        kept.change(connection, stack.pages[:1], removed="")


@dataclass(frozen=True)
class _Part:
    """Pages behind a separator, or (``code``) behind a sheet with the code of another dossier."""

    component: str = ""
    foreign: bool = False
    sheets: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    code: str = ""


@dataclass(frozen=True)
class _Addressee:
    """Whose a stack is: its tray, code and receipt page for a dossier; what it should bring and may bring."""

    tray: str
    components: tuple[str, ...]
    known: frozenset[str]
    procedure: str
    code: str = ""
    receipt: str = ""
    stranger: str = ""
    why: Stranger = ""


def _addressee(office: Office, session: Session, stack: Sequence[TrayPage], draft: Draft) -> _Addressee:
    on_list = frozenset(paper.component for paper in draft.papers)
    own = _Addressee(draft.id, expected(draft), on_list, draft.procedure_code)
    if not stack:
        return own
    for text in (text for text in decode(_picture(office, stack[0])) if looks_like_code(text)):
        with office.store.read() as connection:
            stream = states.by_code(connection, text)
            state = dossier_at(connection, stream) if stream else None
        if not stream or state is None or state.procedure is None:
            own = replace(own, stranger=text, why="unknown")
        elif why := _refuses(session, state):
            own = replace(own, stranger=text, why=why)
        else:
            wanted = state.supplement.components if state.supplement else ()
            held = frozenset(held.paper.component for held in state.papers)
            return _Addressee(stream, wanted, held.union(wanted), state.procedure.code, text, stack[0].id)
    return own


def _refuses(session: Session, state: Dossier) -> Stranger:
    """Why a dossier that is known here takes no papers here; empty when it does."""
    if session.unit not in state.units:
        return "other_unit"
    return "ended" if state.status in ENDED or state.thinned else ""


def _parted(office: Office, stack: Sequence[TrayPage], where: _Addressee, progress: Progress) -> list[_Part]:
    progress.total = len(stack)
    parts: list[_Part] = []
    # What follows a stranger's receipt on top is not filed by guess either.
    current = _Part(code=where.stranger)
    for number, page in enumerate(stack):
        progress.step()
        if page.id == where.receipt:
            continue
        picture = _picture(office, page, _CODE_WIDTH)
        texts = squares(picture)
        found = separator_in(texts)
        # What lies on top was looked at already, and more closely.
        looked = found is not None or not number
        code = "" if looked else _other_dossier(office, texts, where.tray) or _by_bars(office, picture, where.tray)
        if found is None and not code:
            current = replace(current, pages=(*current.pages, page.id))
            continue
        if current.pages or current.sheets:
            parts.append(current)
        if found is None:
            current = _Part(pages=(page.id,), code=code)
        else:
            current = _Part(found.component, _is_foreign(found, where.procedure, where.known), (page.id,))
    return [*parts, current] if current.pages or current.sheets else parts


def _by_bars(office: Office, picture: Image.Image, tray: str) -> str:
    """The same for a receipt whose square is spoiled, or says more than the code."""
    return _other_dossier(office, bars(picture), tray)


def _other_dossier(office: Office, texts: Iterable[str], tray: str) -> str:
    """The code among the texts of a sheet that is not of the dossier whose tray this is; empty for none."""
    for text in texts:
        if looks_like_code(text):
            with office.store.read() as connection:
                stream = states.by_code(connection, text)
            if stream != tray:
                return text
    return ""


def _inside(parts: Sequence[_Part], where: _Addressee) -> tuple[str, ...]:
    """The codes further down; what lies on top is told of by itself."""
    return tuple(dict.fromkeys(part.code for part in parts if part.code and part.code != where.stranger))


def _is_foreign(found: Separator, procedure: str, known: frozenset[str]) -> bool:
    return bool(procedure) and (found.procedure != procedure or found.component not in known)


def _told(tray: str, code: str, components: Sequence[str], parts: Sequence[_Part]) -> Stack:
    own = [part for part in parts if part.component and not part.foreign]
    filled = [part.component for part in own if part.pages]
    missing = tuple(component for component in components if component not in filled)
    counts: dict[str, int] = {}
    for part in own:
        counts[part.component] = counts.get(part.component, 0) + len(part.pages)
    suspects = []
    for component in missing:
        before = [other for other in components[: components.index(component)] if counts.get(other, 0) > 1]
        suspects.append(before[-1] if before else "")
    named = [part.component for part in own]
    return Stack(
        tray,
        code,
        tuple(counts.items()),
        missing,
        tuple(suspects),
        sum(len(part.pages) for part in parts if not part.component and not part.code),
        tuple(dict.fromkeys(name for name in named if named.count(name) > 1)),
        tuple(dict.fromkeys(part.component for part in parts if part.foreign)),
    )


def _picture(office: Office, page: TrayPage, width: int = 0) -> Image.Image:
    """The page in grey, at least ``width`` pixels wide where less than all of it will do."""
    data = office.vault.read(page.shown)
    if pages.kind_of(data) == "pdf":
        width, height, rows = page_image(data, 0, _PDF_DPI)
        return Image.frombytes("RGB", (width, height), rows)
    with Image.open(BytesIO(data)) as opened:
        if width:
            # A JPEG is then unpacked at half or a quarter of its size, for a fraction of the work.
            opened.draft("L", (width, round(width * opened.height / opened.width)))
        upright = ImageOps.exif_transpose(opened)
        return upright if upright.mode == "L" else upright.convert("L")
