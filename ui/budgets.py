"""What is said below the checklist when a paper's copies are larger than they may be: by how much, and the way out.

It stops nothing; kept as it is, a copy is not spoken of again until it grows.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QFrame

from app.desk import budgets as desk
from app.desk.budgets import Over
from app.desk.drafts import Draft
from ui import controls, words
from ui import theme as look
from ui.drafts import DraftBook
from ui.fitting import flowing
from ui.keys import key
from ui.place import Counter, Notice, Place

MOST = 3
"""Papers that are named; the next ones follow as these are done."""


class BudgetLine(QFrame):
    """Looks at the draft in front when told to."""

    def __init__(self, counter: Counter, book: DraftBook, page: Place) -> None:
        super().__init__()
        self.setObjectName("budget")
        self._counter, self._book, self._page = counter, book, page
        self._over: tuple[Over, ...] = ()
        self._kept: dict[tuple[str, str], int] = {}
        self._busy = False
        self._words = controls.label("", "small", tone="soon", wrap=True, name="budget.words")
        self.smaller = controls.KeyButton(
            self.tr("Make it smaller"), "budget.smaller", key=key("smaller"), role="quiet"
        )
        self.smaller.clicked.connect(self.make_smaller)
        self.keep = controls.button(self.tr("Keep it so"), "budget.keep", "link")
        self.keep.clicked.connect(self._keep)
        self.setLayout(controls.column(self._words, flowing(self.smaller, self.keep), spacing=look.TIGHT))
        shortcut = QShortcut(key("smaller").qt(), page)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.make_smaller)
        self.hide()

    def look(self) -> None:
        """Ask again how large the copies of the draft in front will be."""
        draft = self._book.current
        if draft is not None:
            office = self._counter.office
            self._page.ask(lambda: (draft.id, desk.over_budget(office, draft)), self._found, slot="budget")

    def _found(self, found: tuple[str, tuple[Over, ...]]) -> None:
        draft_id, over = found
        if self._book.current is None or self._book.current.id != draft_id:
            return
        self._over = tuple(item for item in over if self._kept.get((draft_id, item.component), 0) < item.size)
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

    def make_smaller(self) -> None:
        """Pack the copies that are too large anew; those scanned can be had back in the page editor."""
        draft, over = self._book.current, self._over
        if draft is None or not over or self._busy:
            return
        office, session = self._counter.office, self._counter.session
        self._busy = True
        self.smaller.setEnabled(False)
        self._words.setText(self.tr("The copies are being packed…"))

        def work() -> tuple[Draft, Draft, tuple[Over, ...]]:
            made = draft
            for item in over:
                made = desk.make_smaller(office, session, made, item.component)
            return draft, made, desk.over_budget(office, made)

        self._counter.bridge.run_aside(work, self._made, self._failed, owner=self)

    def _made(self, made: tuple[Draft, Draft, tuple[Over, ...]]) -> None:
        before, after, still = made
        self._free()
        self._book.lay_copies(before, after)
        asked = {item.component for item in self._over}
        left = [item for item in still if item.component in asked]
        if left:
            text = self.tr("Still too large without harm to what is read: {papers}. It is taken in all the same.")
            self._page.told.emit(Notice(text.format(papers=", ".join(f"“{item.name}”" for item in left)), "soon"))
        else:
            self._page.told.emit(Notice(self.tr("The copies are small enough now."), "ok"))
        for item in left:
            self._kept[before.id, item.component] = item.size
        self.look()

    def _failed(self, error: object) -> None:
        self._free()
        self._page.explain(error)  # type: ignore[arg-type]
        self.look()

    def _free(self) -> None:
        self._busy = False
        self.smaller.setEnabled(True)

    def _keep(self) -> None:
        draft = self._book.current
        if draft is not None:
            self._kept |= {(draft.id, item.component): item.size for item in self._over}
        self._over = ()
        self.hide()
