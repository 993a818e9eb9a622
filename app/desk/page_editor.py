"""The page editor: what an officer does with the pages of a tray, and how it is taken back.

Each act is whole or not at all, however many pages it is of, and notes in its own transaction how they were. A picture
that another one took the place of stays in the vault until the tray is filed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from app.capture import images, pages
from app.desk.acting import Session
from app.desk.office import Office
from app.domain.events import new_id
from app.errors import FileUnreadable, RuleViolation, StoredFileDamaged
from app.store import streams, tray_steps
from app.store import tray as kept
from app.store.tray import TrayPage
from app.store.tray_steps import Act, PageChange, Step, StepKind

Pages = tuple[TrayPage, ...]


@dataclass(frozen=True)
class Undone:
    """What was taken back, or done ``again``: the act, and the pages it is of that lie in the tray now."""

    act: Act
    pages: tuple[str, ...]
    again: bool


# ---------------------------------------------------------------- pictures


def turn(office: Office, session: Session, chosen: Sequence[TrayPage], quarters: int) -> Pages:
    """Turned clockwise by quarters of a circle, without loss."""

    def turned(data: bytes) -> bytes:
        return (pages.turned_pdf if pages.kind_of(data) == "pdf" else images.turned)(data, quarters)

    return _redrawn(office, session, "turn", chosen, turned)


def straighten(office: Office, session: Session, chosen: Sequence[TrayPage], degrees: float | None = None) -> Pages:
    """Turned back by ``degrees`` of skew, or by what its lines lie askew. A page of a PDF is left as it is."""

    def straight(data: bytes) -> bytes:
        if pages.kind_of(data) == "pdf":
            return data
        skew = images.look(data).skew if degrees is None else degrees
        return data if abs(skew) < images.LEAST_SKEW else images.straightened(data, skew)

    return _redrawn(office, session, "straighten", chosen, straight)


def crop(
    office: Office,
    session: Session,
    chosen: Sequence[TrayPage],
    box: tuple[float, float, float, float] | None = None,
) -> Pages:
    """Cut to ``box`` (shares of the sides), or to what lies on the glass. A page of a PDF is left as it is."""

    def cut(data: bytes) -> bytes:
        return data if pages.kind_of(data) == "pdf" else images.cropped(data, box or images.content_box(data))

    return _redrawn(office, session, "crop", chosen, cut)


def make_smaller(office: Office, session: Session, pictures: Mapping[TrayPage, bytes]) -> Pages:
    """The pages with other ``pictures``, which take less room."""
    made = {page.id: office.vault.add(picture) for page, picture in pictures.items()}
    return _shown(office, session, "smaller", tuple(pictures), made)


def as_it_came(office: Office, session: Session, chosen: Sequence[TrayPage]) -> Pages:
    """The pages as the scanner gave them, and back in their places if they were laid aside."""

    def change(connection: Connection) -> None:
        for page in chosen:
            kept.change(connection, (page.id,), shown=page.original, removed="")

    return _act(office, session, "as_it_came", chosen, change)


# ---------------------------------------------------------------- places


def lay_aside(office: Office, session: Session, chosen: Sequence[TrayPage]) -> Pages:
    """Out of their documents, still in the tray."""
    ids = [page.id for page in chosen]
    return _act(
        office, session, "lay_aside", chosen, lambda connection: kept.change(connection, ids, removed="officer")
    )


def take_back(office: Office, session: Session, chosen: Sequence[TrayPage]) -> Pages:
    """Pages laid aside are in their places again."""
    ids = [page.id for page in chosen]
    return _act(office, session, "take_back", chosen, lambda connection: kept.change(connection, ids, removed=""))


def reorder(office: Office, session: Session, tray: str, page_ids: Sequence[str]) -> None:
    """Puts the pages named into that order, on the places they hold together; the others keep theirs.

    Raises ValueError for a page that is not in the tray.
    """

    def change(connection: Connection) -> None:
        _ordered(connection, tray, page_ids)

    _on_tray(office, session, "reorder", tray, change)


def move(office: Office, session: Session, chosen: Sequence[TrayPage], step: int) -> None:
    """Each of the pages one place earlier (``step`` -1) or later (1), as far as there is room."""

    def change(connection: Connection) -> None:
        order, ids = [page.id for page in kept.pages(connection, chosen[0].tray)], {page.id for page in chosen}
        places = [place for place, page_id in enumerate(order) if page_id in ids]
        for place in places if step < 0 else reversed(places):
            other = place + step
            if 0 <= other < len(order) and order[other] not in ids:
                order[place], order[other] = order[other], order[place]
        kept.order(connection, order)

    _act(office, session, "reorder", chosen, change)


# ---------------------------------------------------------------- documents


def assign(office: Office, session: Session, tray: str, documents: Iterable[str], component: str) -> None:
    """Says what paper documents of the tray are."""
    chosen = frozenset(documents)

    def change(connection: Connection) -> None:
        ids = [page.id for page in kept.pages(connection, tray) if page.document in chosen]
        kept.change(connection, ids, component=component)

    _on_tray(office, session, "assign", tray, change)


def split(office: Office, session: Session, tray: str, page_id: str) -> None:
    """From this page on its document is another one, of the same component until said otherwise."""

    def change(connection: Connection) -> None:
        found = kept.pages(connection, tray)
        first = next(number for number, page in enumerate(found) if page.id == page_id)
        rest = [page.id for page in found[first:] if page.document == found[first].document]
        kept.change(connection, rest, document=_new_id(office))

    _on_tray(office, session, "split", tray, change)


def merge(office: Office, session: Session, tray: str, document: str, other: str) -> None:
    """The pages of ``other`` follow those of ``document`` and are of its component.

    The runs that reordering made of one document (the same id twice) come together.
    """

    def change(connection: Connection) -> None:
        found = kept.pages(connection, tray)
        of_first = [page for page in found if page.document == document]
        of_other = [page for page in found if page.document == other]
        if not of_first or not of_other:
            raise ValueError("two documents of this tray")
        together = dict.fromkeys(page.id for page in (*of_first, *of_other))
        apart = [page.id for page in found if page.id not in together]
        place = sum(page.id not in together for page in found[: found.index(of_first[0])])
        kept.change(connection, together, document=document, component=of_first[0].component)
        kept.order(connection, [*apart[:place], *together, *apart[place:]])

    _on_tray(office, session, "merge", tray, change)


def join_sides(
    office: Office, session: Session, tray: str, fronts: Sequence[TrayPage], backs: Sequence[TrayPage]
) -> None:
    """Manual duplex: the backs came in last first, as the turned stack lies; they go between the fronts.

    Raises ValueError unless there is a back for each front.
    """
    if len(fronts) != len(backs):
        raise ValueError("as many backs as fronts")
    pairs = [page.id for pair in zip(fronts, reversed(backs), strict=True) for page in pair]
    first = fronts[0]

    def change(connection: Connection) -> None:
        kept.change(connection, [page.id for page in backs], document=first.document, component=first.component)
        _ordered(connection, tray, pairs)

    _on_tray(office, session, "join_sides", tray, change)


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

    def change(connection: Connection) -> None:
        kept.add(connection, joined)
        kept.change(connection, (front.id, back.id), removed="joined")
        order = [page.id for page in kept.pages(connection, front.tray) if page.id != joined.id]
        place = order.index(front.id)
        kept.order(connection, [*order[:place], joined.id, *order[place:]])

    _act(office, session, "two_sides", (front, back), change)
    return joined


# ---------------------------------------------------------------- taking back


def undo(office: Office, session: Session, tray: str) -> Undone:
    """The last act of the editor on this tray is taken back; a step of its own, so that `redo` can do it again.

    Raises RuleViolation ``undo_nothing``, ``undo_filed``, ``undo_attached``, ``undo_signed`` or ``undo_sent`` where
    nothing is left that can be taken back, ``undo_changed`` where the pages have been filed anew since,
    StoredFileDamaged for a picture that is gone.
    """
    with office.store.write() as connection:
        done, _, filed = standing(tray_steps.steps(connection, tray))
        if not done:
            raise _why_not(connection, tray, filed)
        changes = tuple(change.inverse for change in done[-1].changes)
        _apply(connection, office, session, tray, "undo", done[-1], changes)
    return _undone(done[-1], changes, again=False)


def redo(office: Office, session: Session, tray: str) -> Undone:
    """What was taken back last is done again. Raises RuleViolation ``redo_nothing``, and as `undo`."""
    with office.store.write() as connection:
        _, undone, _ = standing(tray_steps.steps(connection, tray))
        if not undone:
            raise RuleViolation("redo_nothing")
        _apply(connection, office, session, tray, "redo", undone[-1], undone[-1].changes)
    return _undone(undone[-1], undone[-1].changes, again=True)


def standing(steps: Iterable[Step]) -> tuple[list[Step], list[Step], Step | None]:
    """The acts that stand, those taken back that may be done again, and when pages were last filed."""
    done: list[Step] = []
    undone: list[Step] = []
    filed: Step | None = None
    for step in steps:
        if step.act == "undo":
            undone.append(done.pop())
        elif step.act == "redo":
            done.append(undone.pop())
        elif step.act == "filed":
            done, undone, filed = [], [], step
        else:
            done.append(step)
            undone.clear()
    return done, undone, filed


def _apply(
    connection: Connection,
    office: Office,
    session: Session,
    tray: str,
    kind: StepKind,
    of: Step,
    changes: Sequence[PageChange],
) -> None:
    before = kept.pages(connection, tray)
    lying = {page.id: page for page in before}
    for change in changes:
        page = lying.get(change.page)
        if not _is_as(page, change):
            raise RuleViolation("undo_changed")
        shown = str((change.after or {}).get("shown", ""))
        if shown and not office.vault.has(shown):
            raise StoredFileDamaged(sha256=shown, reason="missing")
        if change.after is None:
            kept.take_out(connection, change.page)
        elif page is None:
            kept.put_back(connection, tray_steps.page_of(change.after))
        else:
            kept.change(connection, (change.page,), **change.after)
    tray_steps.record(connection, tray, session.officer, kind, before, office.now(), of.number)


def _is_as(page: TrayPage | None, change: PageChange) -> bool:
    """Whether a page is as the step that is gone back over left it."""
    if page is None or change.before is None:
        return page is None and change.before is None
    now = tray_steps.fields_of(page)
    return all(now[name] == value for name, value in change.before.items())


def _undone(step: Step, changes: Sequence[PageChange], *, again: bool) -> Undone:
    act: Act = step.act  # type: ignore[assignment]  # what stands is an act of the editor
    # Pages that only made room for others are not what the act is of, unless it was the order itself.
    of = [change for change in changes if change.after is not None and set(change.after) != {"position"}]
    there = of or [change for change in changes if change.after is not None]
    return Undone(act, tuple(change.page for change in there), again)


def _why_not(connection: Connection, tray: str, filed: Step | None) -> RuleViolation:
    """What became of the pages that were here: of a dossier's, its journal knows."""
    entries = streams.entries(connection, tray)
    attached = [entry for entry in entries if entry.body.kind == "attach"]
    if not attached:
        return RuleViolation("undo_nothing") if filed is None else RuleViolation("undo_filed")
    copy = attached[-1].body.payload["sha256"]
    if any(entry.body.kind == "sign" and entry.body.payload["before"] == copy for entry in entries):
        return RuleViolation("undo_signed")
    return RuleViolation("undo_attached") if attached[-1].placement is None else RuleViolation("undo_sent")


# ---------------------------------------------------------------- one act


def _redrawn(
    office: Office, session: Session, act: Act, chosen: Sequence[TrayPage], draw: Callable[[bytes], bytes]
) -> Pages:
    """The pages with other pictures, all of them drawn before the first is shown."""
    made = {page.id: office.vault.add(draw(office.vault.read(page.shown))) for page in chosen}
    return _shown(office, session, act, chosen, made)


def _shown(office: Office, session: Session, act: Act, chosen: Sequence[TrayPage], made: Mapping[str, str]) -> Pages:
    def change(connection: Connection) -> None:
        for page_id, sha256 in made.items():
            kept.change(connection, (page_id,), shown=sha256)

    return _act(office, session, act, chosen, change)


def _act(
    office: Office,
    session: Session,
    act: Act,
    chosen: Sequence[TrayPage],
    change: Callable[[Connection], object],
) -> Pages:
    """One act on pages of one tray; gives them as they are now. Nothing happens to no pages."""
    if not chosen:
        return ()
    ids = {page.id: place for place, page in enumerate(chosen)}
    now = [page for page in _on_tray(office, session, act, chosen[0].tray, change) if page.id in ids]
    return tuple(sorted(now, key=lambda page: ids[page.id]))


def _on_tray(
    office: Office, session: Session, act: Act, tray: str, change: Callable[[Connection], object]
) -> list[TrayPage]:
    with office.store.write() as connection:
        before = kept.pages(connection, tray)
        change(connection)
        tray_steps.record(connection, tray, session.officer, act, before, office.now())
        return kept.pages(connection, tray)


def _ordered(connection: Connection, tray: str, page_ids: Sequence[str]) -> None:
    order = [page.id for page in kept.pages(connection, tray)]
    if not set(page_ids) <= set(order) or len(set(page_ids)) != len(page_ids):
        raise ValueError("pages of this tray, each once")
    waiting = iter(page_ids)
    kept.order(connection, [next(waiting) if page_id in set(page_ids) else page_id for page_id in order])


def _new_id(office: Office) -> str:
    return new_id(int(office.now().timestamp() * 1000))
