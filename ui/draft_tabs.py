"""The open drafts as tabs: whose and for what, the one in front marked."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QTabBar

from app.desk import waiting
from app.desk.drafts import Draft
from ui import controls, words
from ui.drafts import DraftBook
from ui.keys import key
from ui.place import Counter
from ui.waiting import FRESH_MILLISECONDS, waited

LETTERS = 28


class DraftTabs(QTabBar):
    """Follows ``book``; choosing a tab brings its draft to the front. ``fresh`` opens one more."""

    def __init__(self, counter: Counter, book: DraftBook) -> None:
        super().__init__()
        self._counter, self._book = counter, book
        self.setObjectName("reception.drafts")
        self.setAccessibleName(self.tr("Drafts"))
        self.setExpanding(False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        new = key("new_draft")
        self.fresh = controls.tool(counter.theme, "plus", f"{new.does} ({new.shown})", "reception.new")
        self.fresh.clicked.connect(lambda: book.begin())
        self.currentChanged.connect(book.bring)
        book.listed.connect(self._list)
        book.opened.connect(self._mark)
        book.touched.connect(self._name)
        self._timer = QTimer(self)
        self._timer.setInterval(FRESH_MILLISECONDS)
        self._timer.timeout.connect(self._list)
        self._timer.start()

    def next(self) -> None:
        """The draft after the one in front, and the first after the last."""
        if self.count() > 1:
            self.setCurrentIndex((self.currentIndex() + 1) % self.count())

    def _list(self) -> None:
        self.blockSignals(True)
        while self.count() > len(self._book.drafts):
            self.removeTab(self.count() - 1)
        for place, draft in enumerate(self._book.drafts):
            if place == self.count():
                self.addTab("")
            self.setTabText(place, self._words(draft))
        self.blockSignals(False)
        self.updateGeometry()

    def _mark(self) -> None:
        self.blockSignals(True)
        self.setCurrentIndex(self._book.place)
        self.blockSignals(False)

    def _name(self) -> None:
        if self._book.current is not None:
            self.setTabText(self._book.place, self._words(self._book.current))
            self.updateGeometry()

    def _words(self, draft: Draft) -> str:
        name = draft.applicant.full_name.strip()
        name = _cut(words.given(name) if draft.applicant.kind == "citizen" else name)
        if draft.postal is not None and not name:
            name = draft.postal.slip_number
        said = " · ".join(filter(None, (name, _cut(draft.procedure_name)))) or self.tr("New dossier")
        if waiting.is_waiting(draft):
            now = self._counter.office.now()
            return f"{draft.ticket} ({waited(waiting.waited_minutes(draft, now))}) · {said}"
        # Called: whoever comes to the counter shows this number.
        return " · ".join(filter(None, (draft.ticket.strip(), said)))


def _cut(text: str) -> str:
    return text if len(text) <= LETTERS else text[:LETTERS].rstrip() + "…"
