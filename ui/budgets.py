"""What is said when a paper's copies are larger than they may be: by how much, and the way out.

It stops nothing; kept as it is, a copy is not spoken of again until it grows.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from PySide6.QtCore import Signal
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QFrame, QWidget

from app.desk import budgets as desk
from app.desk.budgets import Over
from app.desk.drafts import Draft
from app.errors import MotCuaError
from app.progress import Cancelled, Progress
from ui import controls, words
from ui import theme as look
from ui.drafts import DraftBook
from ui.fitting import flowing
from ui.keys import key
from ui.place import Counter, Notice
from ui.under_way import UnderWay

MOST = 3
"""Papers that are named; the next ones follow as these are done."""


class BudgetLine(QFrame):
    """Looks, when told to, at the copies of one dossier at a time. ``told`` carries a `Notice`, ``failed`` a known
    failure; the key is heard while ``place`` is in sight."""

    told = Signal(object)
    failed = Signal(object)

    def __init__(self, counter: Counter, place: QWidget) -> None:
        super().__init__()
        self.setObjectName("budget")
        self._counter = counter
        self._over: tuple[Over, ...] = ()
        self._kept: dict[tuple[str, str], int] = {}
        self._progress = Progress()
        self.packing_line = UnderWay("budget.packing")
        self._words = controls.label("", "small", tone="soon", wrap=True, name="budget.words")
        self.smaller = controls.KeyButton(
            self.tr("Make it smaller"), "budget.smaller", key=key("smaller"), role="quiet"
        )
        self.smaller.clicked.connect(self.make_smaller)
        self.keep = controls.button(self.tr("Keep it so"), "budget.keep", "link")
        self.keep.clicked.connect(self._keep)
        choices = flowing(self.smaller, self.keep)
        self.setLayout(controls.column(self._words, self.packing_line, choices, spacing=look.TIGHT))
        shortcut = QShortcut(key("smaller").qt(), place)
        shortcut.activated.connect(self.make_smaller)
        self.hide()

    # ------------------------------------------------------------ what each kind says for itself

    @property
    def subject(self) -> str:
        """The id of the draft or dossier in front; empty for none."""
        raise NotImplementedError

    def measuring(self) -> Callable[[], tuple[Over, ...]]:
        """What measures the copies of the subject, on the desk worker."""
        raise NotImplementedError

    def packing(
        self, over: tuple[Over, ...], progress: Progress
    ) -> Callable[[], tuple[Callable[[], None], tuple[Over, ...]]]:
        """What packs those papers of the subject, aside, until ``progress`` says to stop; gives what is then to be done
        here, and what is still over."""
        raise NotImplementedError

    # ------------------------------------------------------------

    def look(self) -> None:
        """Ask again how large the copies of what is in front will be."""
        subject = self.subject
        if subject:
            measure = self.measuring()
            self._counter.bridge.run(
                lambda: (subject, measure()), self._found, self._not_measured, owner=self, slot="budget"
            )

    def _found(self, found: tuple[str, tuple[Over, ...]]) -> None:
        subject, over = found
        if self.subject != subject:
            return
        self._over = tuple(item for item in over if self._kept.get((subject, item.component), 0) < item.size)
        lines = [
            self.tr("“{paper}”: its copies have {size}, {more} more than the {budget} a paper may have.").format(
                paper=item.name,
                size=words.megabytes(item.size),
                more=words.megabytes(item.size - item.budget),
                budget=words.megabytes(item.budget),
            )
            for item in self._over[:MOST]
        ]
        self._words.setText("\n".join(lines))
        self.setVisible(bool(lines))

    def _not_measured(self, error: MotCuaError) -> None:
        self.failed.emit(error)

    def make_smaller(self) -> None:
        """Pack the copies that are too large anew; those scanned can be had back in the page editor."""
        subject, over = self.subject, self._over
        if not subject or not over or self.packing_line.running:
            return
        self.smaller.setEnabled(False)
        self._words.setText(self.tr("The copies are being packed…"))
        self._progress = Progress()
        self.packing_line.begin("", self._progress.cancel.set, self._progress)
        pack = self.packing(over, self._progress)
        self._counter.bridge.run_aside(lambda: (subject, *pack()), self._made, self._not_made, owner=self)

    def _made(self, made: tuple[str, Callable[[], None], tuple[Over, ...]]) -> None:
        subject, lay, still = made
        self._free()
        lay()
        asked = {item.component for item in self._over}
        left = [item for item in still if item.component in asked]
        if self._progress.cancel.is_set():
            text = self.tr("Stopped: papers packed by now stay so, the others are as they were scanned.")
            self.told.emit(Notice(text, "muted"))
            left = []
        elif left:
            text = self.tr("Still too large without harm to what is read: {papers}. It is taken in all the same.")
            self.told.emit(Notice(text.format(papers=", ".join(f"“{item.name}”" for item in left)), "soon"))
        else:
            self.told.emit(Notice(self.tr("The copies are small enough now."), "ok"))
        for item in left:
            self._kept[subject, item.component] = item.size
        self.look()

    def _not_made(self, error: MotCuaError) -> None:
        self._free()
        self.failed.emit(error)
        self.look()

    def _free(self) -> None:
        self.packing_line.end()
        self.smaller.setEnabled(True)

    def _keep(self) -> None:
        self._kept |= {(self.subject, item.component): item.size for item in self._over}
        self._over = ()
        self.hide()


class DraftBudget(BudgetLine):
    """The copies and waiting pages of the draft in front."""

    def __init__(self, counter: Counter, book: DraftBook, place: QWidget) -> None:
        super().__init__(counter, place)
        self._book = book

    @property
    def subject(self) -> str:
        return self._book.current.id if self._book.current is not None else ""

    def measuring(self) -> Callable[[], tuple[Over, ...]]:
        office, draft = self._counter.office, self._draft
        return lambda: desk.over_budget(office, draft)

    def packing(
        self, over: tuple[Over, ...], progress: Progress
    ) -> Callable[[], tuple[Callable[[], None], tuple[Over, ...]]]:
        office, session, draft = self._counter.office, self._counter.session, self._draft

        def work() -> tuple[Callable[[], None], tuple[Over, ...]]:
            made = draft
            with suppress(Cancelled):
                for item in over:
                    made = desk.make_smaller(office, session, made, item.component, progress)
            return lambda: self._book.lay_copies(draft, made), desk.over_budget(office, made)

        return work

    @property
    def _draft(self) -> Draft:
        assert self._book.current is not None
        return self._book.current


class LateBudget(BudgetLine):
    """The pages that wait in the tray of an accepted dossier, with what it holds; ``packed``: they are smaller now."""

    packed = Signal()

    def __init__(self, counter: Counter, place: QWidget) -> None:
        super().__init__(counter, place)
        self._stream = ""

    @property
    def subject(self) -> str:
        return self._stream

    def look_at(self, stream: str) -> None:
        """Look at that dossier from now on."""
        if stream != self._stream:
            self._stream, self._over = stream, ()
            self.hide()
        self.look()

    def measuring(self) -> Callable[[], tuple[Over, ...]]:
        office, stream = self._counter.office, self._stream
        return lambda: desk.over_in_dossier(office, stream)

    def packing(
        self, over: tuple[Over, ...], progress: Progress
    ) -> Callable[[], tuple[Callable[[], None], tuple[Over, ...]]]:
        office, session, stream = self._counter.office, self._counter.session, self._stream

        def work() -> tuple[Callable[[], None], tuple[Over, ...]]:
            with suppress(Cancelled):
                for item in over:
                    desk.make_pages_smaller(office, session, stream, item.component, progress)
            return self.packed.emit, desk.over_in_dossier(office, stream)

        return work
