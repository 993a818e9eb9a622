"""What the citizen's screen is told: the draft in front as it is typed, and the dossier that came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QObject, Signal

from app.desk.drafts import Draft
from app.desk.intake import Accepted
from ui.drafts import DraftBook
from ui.endings import Endings
from ui.terms import Due


@dataclass(frozen=True)
class ReadBack:
    """The draft in front; ``due`` is None until it is worked out."""

    draft: Draft
    due: datetime | None = None


@dataclass(frozen=True)
class Received:
    """Dossiers that were taken in or given back just now; ``stream`` is the one to be rated, ``given`` whether the
    citizen has the result in hand."""

    stream: str
    codes: tuple[str, ...]
    due: datetime | None = None
    given: bool = False


@dataclass(frozen=True)
class Called:
    """The citizen who waits under ``ticket`` is asked to come; ``waited`` in whole minutes."""

    ticket: str
    waited: int = 0


Shown = ReadBack | Received | Called | None
"""None: nobody stands there."""


class Reading(QObject):
    """Follows the drafts of reception. ``read`` carries a `ReadBack` at every change, a `Received` at the end, a
    `Called` for whoever waits, and None when another draft comes to the front: its citizen may not be the one who
    stands there."""

    read = Signal(object)

    def __init__(self, book: DraftBook, due: Due, endings: Endings, parent: QObject) -> None:
        super().__init__(parent)
        self._book = book
        self._touched_since = False
        book.opened.connect(self._opened)
        book.touched.connect(self._touched)
        due.shown.connect(self._due_known)
        endings.taken_in.connect(self._taken_in)

    def call(self, ticket: str, waited: int) -> None:
        """Ask the citizen with ``ticket`` to come; nothing of the draft is read back before it is worked on."""
        self._touched_since = False
        self.read.emit(Called(ticket, waited))

    def _opened(self) -> None:
        self._touched_since = False
        self.read.emit(None)

    def _touched(self) -> None:
        self._touched_since = True
        self._say(None)

    def _due_known(self, due: datetime | None) -> None:
        # A draft that was only brought to the front does not cover the code of the dossier taken in before it.
        if self._touched_since:
            self._say(due)

    def _taken_in(self, accepted: tuple[Accepted, ...], given: bool) -> None:
        codes = tuple(each.code for each in accepted)
        due = max((each.due for each in accepted if each.due is not None), default=None)
        self.read.emit(Received(accepted[0].stream, codes, None if given else due, given))

    def _say(self, due: datetime | None) -> None:
        if self._book.current is not None:
            self.read.emit(ReadBack(self._book.current, due))
