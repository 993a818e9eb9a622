"""The tools of the page editor: their keys, what they do to the pages chosen, how it is said when that is taken back.

The one list that buttons, menu and help are made of.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication
from PySide6.QtGui import QKeySequence

from app.desk import page_editor
from app.desk.acting import Session
from app.desk.office import Office
from app.desk.page_editor import Undone
from app.store.tray import TrayPage


@dataclass(frozen=True)
class OnPages:
    """What a tool works on: the pages chosen and every page of the tray, as they are by then."""

    office: Office
    session: Session
    tray: str
    chosen: list[TrayPage]
    every: list[TrayPage]


@dataclass(frozen=True)
class PageTool:
    """One tool. ``keys`` in Qt's portable form, the first is shown; ``fits`` says for how many chosen pages it is."""

    name: str
    keys: tuple[str, ...]
    source: str
    act: Callable[[OnPages], Undone | None]
    fits: Callable[[int], bool]

    @property
    def text(self) -> str:
        """What the tool does, in the language of the window."""
        return QCoreApplication.translate("PageTools", self.source)

    @property
    def shown(self) -> str:
        """The key as it is written on the keyboard."""
        return QKeySequence(self.keys[0]).toString(QKeySequence.SequenceFormat.NativeText)


def _turn_left(on: OnPages) -> None:
    page_editor.turn(on.office, on.session, on.chosen, 3)


def _turn_right(on: OnPages) -> None:
    page_editor.turn(on.office, on.session, on.chosen, 1)


def _lay_aside(on: OnPages) -> None:
    page_editor.lay_aside(on.office, on.session, on.chosen)


def _take_back(on: OnPages) -> None:
    page_editor.take_back(on.office, on.session, on.chosen)


def _earlier(on: OnPages) -> None:
    page_editor.move(on.office, on.session, on.chosen, -1)


def _later(on: OnPages) -> None:
    page_editor.move(on.office, on.session, on.chosen, 1)


def _split(on: OnPages) -> None:
    page_editor.split(on.office, on.session, on.tray, on.chosen[0].id)


def _merge(on: OnPages) -> None:
    documents = list(dict.fromkeys(page.document for page in on.every if not page.removed))
    for page in on.chosen:
        place = documents.index(page.document) if page.document in documents else 0
        if place > 0:
            page_editor.merge(on.office, on.session, on.tray, documents[place - 1], page.document)
            return


def _straighten(on: OnPages) -> None:
    page_editor.straighten(on.office, on.session, on.chosen)


def _crop(on: OnPages) -> None:
    page_editor.crop(on.office, on.session, on.chosen)


def _as_it_came(on: OnPages) -> None:
    page_editor.as_it_came(on.office, on.session, on.chosen)


def _join_sides(on: OnPages) -> None:
    half = len(on.chosen) // 2
    page_editor.join_sides(on.office, on.session, on.tray, on.chosen[:half], on.chosen[half:])


def _two_sides(on: OnPages) -> None:
    page_editor.two_sides(on.office, on.session, on.chosen[0], on.chosen[1])


def _undo(on: OnPages) -> Undone:
    return page_editor.undo(on.office, on.session, on.tray)


def _redo(on: OnPages) -> Undone:
    return page_editor.redo(on.office, on.session, on.tray)


def _any(count: int) -> bool:
    return count >= 0


def _some(count: int) -> bool:
    return count > 0


def _one(count: int) -> bool:
    return count == 1


def _pair(count: int) -> bool:
    return count == 2


def _even(count: int) -> bool:
    return count > 1 and count % 2 == 0


def _tool(
    name: str, keys: str, source: object, act: Callable[[OnPages], Undone | None], fits: Callable[[int], bool] = _some
) -> PageTool:
    return PageTool(name, tuple(keys.split()), str(source), act, fits)


PAGES = (
    _tool("left", "Shift+R", QT_TRANSLATE_NOOP("PageTools", "Turn left"), _turn_left),
    _tool("right", "R", QT_TRANSLATE_NOOP("PageTools", "Turn right"), _turn_right),
    _tool("aside", "Del", QT_TRANSLATE_NOOP("PageTools", "Lay aside"), _lay_aside),
    _tool("back", "Ins", QT_TRANSLATE_NOOP("PageTools", "Take back"), _take_back),
)
COPIES = (
    _tool("earlier", "Ctrl+Left", QT_TRANSLATE_NOOP("PageTools", "Earlier"), _earlier),
    _tool("later", "Ctrl+Right", QT_TRANSLATE_NOOP("PageTools", "Later"), _later),
    _tool("split", "T", QT_TRANSLATE_NOOP("PageTools", "New copy from here"), _split, _one),
    _tool("merge", "G", QT_TRANSLATE_NOOP("PageTools", "Join to the copy before"), _merge),
)
UNDO = _tool("undo", "Ctrl+Z", QT_TRANSLATE_NOOP("PageTools", "Undo"), _undo, _any)
SELDOM = (
    _tool("redo", "Ctrl+Y Ctrl+Shift+Z", QT_TRANSLATE_NOOP("PageTools", "Do again"), _redo, _any),
    _tool("straighten", "S", QT_TRANSLATE_NOOP("PageTools", "Straighten"), _straighten),
    _tool("crop", "C", QT_TRANSLATE_NOOP("PageTools", "Cut"), _crop),
    _tool("as_it_came", "O", QT_TRANSLATE_NOOP("PageTools", "As scanned"), _as_it_came),
    _tool("join_sides", "B", QT_TRANSLATE_NOOP("PageTools", "Fronts, then backs"), _join_sides, _even),
    _tool("two_sides", "2", QT_TRANSLATE_NOOP("PageTools", "Two sides, one sheet"), _two_sides, _pair),
)
"""What stands in a menu."""
ALL = (*PAGES, *COPIES, UNDO, *SELDOM)

_DONE: dict[str, str] = {
    "turn": str(QT_TRANSLATE_NOOP("PageTools", "{count} pages turned")),
    "straighten": str(QT_TRANSLATE_NOOP("PageTools", "{count} pages straightened")),
    "crop": str(QT_TRANSLATE_NOOP("PageTools", "{count} pages cut")),
    "as_it_came": str(QT_TRANSLATE_NOOP("PageTools", "{count} pages shown as scanned")),
    "lay_aside": str(QT_TRANSLATE_NOOP("PageTools", "{count} pages laid aside")),
    "take_back": str(QT_TRANSLATE_NOOP("PageTools", "{count} pages taken back")),
    "reorder": str(QT_TRANSLATE_NOOP("PageTools", "pages put in another order")),
    "assign": str(QT_TRANSLATE_NOOP("PageTools", "{count} pages put with a paper")),
    "split": str(QT_TRANSLATE_NOOP("PageTools", "a new copy begun")),
    "merge": str(QT_TRANSLATE_NOOP("PageTools", "two copies joined")),
    "join_sides": str(QT_TRANSLATE_NOOP("PageTools", "backs put between their fronts")),
    "two_sides": str(QT_TRANSLATE_NOOP("PageTools", "two sides put on one sheet")),
    "smaller": str(QT_TRANSLATE_NOOP("PageTools", "{count} pages made smaller")),
}
"""Every act of the page editor (`app.store.tray_steps.Act`) once it was done."""
_TAKEN_BACK = str(QT_TRANSLATE_NOOP("PageTools", "Taken back: {what}. {key} does it again."))
_DONE_AGAIN = str(QT_TRANSLATE_NOOP("PageTools", "Done again: {what}."))


def told_of(undone: Undone) -> str:
    """What was taken back or done again."""
    what = QCoreApplication.translate("PageTools", _DONE[undone.act]).format(count=len(undone.pages))
    said = QCoreApplication.translate("PageTools", _DONE_AGAIN if undone.again else _TAKEN_BACK)
    return said.format(what=what, key=SELDOM[0].shown)
