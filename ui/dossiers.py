"""Dossiers: the lists by what is to be done with them, and what a search found; Enter opens one."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication
from PySide6.QtWidgets import QStackedWidget

from app.desk import worklists as desk
from ui import controls, listing
from ui import theme as look
from ui.fields import Choice
from ui.place import Counter, Place
from ui.rows import RowModel, RowView

LISTS: tuple[tuple[str, str], ...] = (
    ("today", str(QT_TRANSLATE_NOOP("Lists", "Today"))),
    ("open", str(QT_TRANSLATE_NOOP("Lists", "Open"))),
    ("to_hand_over", str(QT_TRANSLATE_NOOP("Lists", "To hand over"))),
    ("in_transit", str(QT_TRANSLATE_NOOP("Lists", "On the way"))),
    ("late", str(QT_TRANSLATE_NOOP("Lists", "Overdue"))),
    ("to_return", str(QT_TRANSLATE_NOOP("Lists", "To return"))),
    ("debts", str(QT_TRANSLATE_NOOP("Lists", "Something owed"))),
    ("set_aside", str(QT_TRANSLATE_NOOP("Lists", "To be looked at"))),
    ("all", str(QT_TRANSLATE_NOOP("Lists", "All"))),
)
PAGE = 100


class DossiersPage(Place):
    """The page of F3."""

    def __init__(self, counter: Counter) -> None:
        super().__init__(counter, "dossiers")
        self._list, self._shown = "today", ""
        self._text = ""
        self._next: object = None
        self.model = RowModel(
            listing.columns(
                counter.office.now, "name", "code", "procedure", "status", "accepted", "due", "left", "state"
            ),
            lambda row: row.stream,
        )
        self.model.more_wanted.connect(self._more)
        self.view = RowView(counter.theme, self.model, "dossiers.list", self.tr("Dossiers"))
        self.view.opened.connect(lambda stream: self.wanted.emit(f"dossier/{stream}"))
        self.title = controls.label(self.tr("Dossiers"), "title", name="dossiers.title")
        self._clear = controls.button(self.tr("Back to the lists"), "dossiers.clear", "link")
        self._clear.clicked.connect(self.back)
        self.choice = Choice(
            [(name, QCoreApplication.translate("Lists", text)) for name, text in LISTS],
            "dossiers.lists",
            self.tr("List"),
        )
        self.choice.set_value("today")
        self.choice.chosen.connect(self.show_list)
        empty = controls.label("", "muted", wrap=True, name="dossiers.empty")
        self._empty = empty
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._stack.addWidget(controls.holder(controls.column(look.HALL, controls.row(None, empty, None), None)))
        surface = controls.frame("section", controls.column(self._stack, margins=(1, 1, 1, 1)))
        whole = controls.column(
            controls.row(self.title, None, self._clear),
            self.choice,
            surface,
            spacing=look.GAP,
            margins=(look.WIDE, look.GAP, look.WIDE, look.WIDE),
        )
        whole.setStretch(2, 1)
        self.setLayout(whole)
        self._show_mode()

    def enter(self) -> None:
        self._load()
        self.view.setFocus()

    def go(self, rest: str) -> None:
        if rest:
            self._text = rest
            self._show_mode()

    def show_list(self, name: str) -> None:
        """Show the list called ``name``."""
        self._list, self._text = name, ""
        self.choice.set_value(name)
        self._show_mode()
        self._load()

    def _show_mode(self) -> None:
        searching = bool(self._text)
        self.title.setText(self.tr("Found for “{text}”").format(text=self._text) if searching else self.tr("Dossiers"))
        self.choice.setVisible(not searching)
        self._clear.setVisible(searching)

    def _load(self) -> None:
        office, session, name, text = self.counter.office, self.counter.session, self._list, self._text
        # Whoever scrolled through several pages finds them all again.
        many = max(PAGE, self.model.rowCount()) if name == self._shown else PAGE
        self._shown = "" if text else name
        if text:
            self.ask(lambda: desk.Page(tuple(desk.find(office, session, text)), None), self._show, slot="list")
        else:
            self.ask(lambda: desk.page(office, session, name, None, many), self._show, slot="list")
            self.ask(lambda: desk.counts(office, session), self._show_counts, slot="counts")

    def _more(self) -> None:
        after = self._next
        if after is None or self._text:
            return
        office, session, name = self.counter.office, self.counter.session, self._list
        self.ask(lambda: desk.page(office, session, name, after, PAGE), self._show_more, slot="more")  # type: ignore[arg-type]

    def _show(self, found: desk.Page) -> None:
        self._next = found.next
        self.model.show_rows(found.rows, more=found.next is not None)
        self._stack.setCurrentIndex(0 if found.rows else 1)
        if self._text:
            self._empty.setText(
                self.tr("Nothing found. Try without marks, fewer words, or the last digits of a number.")
            )
            if len(found.rows) == 1 and found.rows[0].code.upper() == self._text.upper():
                self._text = ""
                self.wanted.emit(f"dossier/{found.rows[0].stream}")
        else:
            self._empty.setText(self.tr("There is nothing in this list now."))

    def _show_more(self, found: desk.Page) -> None:
        self._next = found.next
        self.model.add_rows(found.rows, more=found.next is not None)

    def _show_counts(self, counts: dict[str, int]) -> None:
        for name, text in LISTS:
            words = QCoreApplication.translate("Lists", text)
            count = counts.get(name, 0)
            shown = f"{words}  {count}" if count and name != "all" else words
            self.choice.button_for(name).setText(shown)

    def refresh(self, topics: frozenset[str], streams: frozenset[str]) -> None:
        if self.isVisible() and topics & {"states", "journal"}:
            self._load()

    def back(self) -> bool:
        if self._text:
            self.show_list(self._list)
            return True
        return False
