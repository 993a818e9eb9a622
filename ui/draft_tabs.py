"""The open drafts as tabs: whose and for what, the one in front marked."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTabBar

from app.desk.drafts import Draft
from ui import words
from ui.drafts import DraftBook

LETTERS = 28


class DraftTabs(QTabBar):
    """Follows ``book``; choosing a tab brings its draft to the front."""

    def __init__(self, book: DraftBook) -> None:
        super().__init__()
        self._book = book
        self.setObjectName("reception.drafts")
        self.setAccessibleName(self.tr("Drafts"))
        self.setExpanding(False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.currentChanged.connect(book.bring)
        book.listed.connect(self._list)
        book.opened.connect(self._mark)
        book.touched.connect(self._name)

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

    def _mark(self) -> None:
        self.blockSignals(True)
        self.setCurrentIndex(self._book.place)
        self.blockSignals(False)

    def _name(self) -> None:
        if self._book.current is not None:
            self.setTabText(self._book.place, self._words(self._book.current))

    def _words(self, draft: Draft) -> str:
        name = draft.applicant.full_name.strip()
        name = _cut(words.given(name) if draft.applicant.kind == "citizen" else name)
        if draft.postal is not None and not name:
            name = draft.postal.slip_number
        return " · ".join(filter(None, (name, _cut(draft.procedure_name)))) or self.tr("New dossier")


def _cut(text: str) -> str:
    return text if len(text) <= LETTERS else text[:LETTERS].rstrip() + "…"
