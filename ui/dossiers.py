"""Dossiers: the lists by what is to be done with them, and what a search found; Enter opens one."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from app.desk import worklists as desk
from ui import controls, listing, long_rows
from ui import theme as look
from ui.blank import Blank, FilledOrBlank
from ui.empty_lists import EMPTY
from ui.fields import Choice
from ui.long_rows import LongRows
from ui.place import Counter, Place
from ui.rows import RowView

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


class DossiersPage(Place):
    """The page of F3."""

    def __init__(self, counter: Counter) -> None:
        super().__init__(counter, "dossiers")
        self._list, self._shown = "today", ""
        self._text = ""
        self._keys: list[desk.Key | None] = [None]
        self.model = LongRows(
            listing.columns(
                counter.office.now, "name", "code", "procedure", "status", "accepted", "due", "left", "state"
            ),
            lambda row: row.stream,
        )
        self.model.more_wanted.connect(self._more)
        self.model.page_wanted.connect(self._again)
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
        self._filled = FilledOrBlank(self.view, Blank(counter.theme, "dossiers", "dossiers.blank"))
        surface = controls.frame("section", controls.column(self._filled, margins=(1, 1, 1, 1)))
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
        self._filled.focus_here()

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
        # Whoever scrolled far down stays there: read anew is what is looked at, the rest when somebody looks.
        first, many = self._pages_looked_at() if name == self._shown else (0, 1)
        self._shown = "" if text else name
        if text:
            self.ask(lambda: (0, [desk.Page(tuple(desk.find(office, session, text)), None)]), self._show, slot="list")
        else:
            after = self._keys[first]

            def read() -> tuple[int, list[desk.Page]]:
                pages = [desk.page(office, session, name, after, long_rows.PAGE)]
                while len(pages) < many and (following := pages[-1].next) is not None:
                    pages.append(desk.page(office, session, name, following, long_rows.PAGE))
                return first, pages

            self.ask(read, self._show, slot="list")
            self.ask(lambda: desk.counts(office, session), self._show_counts, slot="counts")

    def _pages_looked_at(self) -> tuple[int, int]:
        """The first page in view and how many from there: with the row the keyboard is on, if that is not far away."""
        view, last = self.view, len(self._keys) - 1
        bottom = view.rowAt(view.viewport().height() - 1)
        rows = [max(view.rowAt(0), 0), bottom if bottom >= 0 else self.model.rowCount() - 1, view.currentIndex().row()]
        seen = [min(max(row, 0) // long_rows.PAGE, last) for row in rows]
        if abs(seen[2] - seen[0]) > long_rows.KEPT:
            seen.pop()
        return min(seen), max(seen) - min(seen) + 1

    def _more(self) -> None:
        after = self._keys[-1]
        if after is None or self._text:
            return
        office, session, name = self.counter.office, self.counter.session, self._list
        self.ask(lambda: desk.page(office, session, name, after, long_rows.PAGE), self._show_more, slot="more")

    def _again(self, number: int) -> None:
        if number >= len(self._keys):
            return
        office, session, name, after = self.counter.office, self.counter.session, self._list, self._keys[number]
        self.ask(
            lambda: (number, desk.page(office, session, name, after, long_rows.PAGE).rows),
            self._show_again,
            slot="again",
        )

    def _show(self, read: tuple[int, list[desk.Page]]) -> None:
        first, pages = read
        rows = tuple(row for page in pages for row in page.rows)
        if first and not rows:
            # What was looked at is gone from the list: from the top again.
            self._shown = ""
            self._load()
            return
        self._keys = [*self._keys[: first + 1], *(page.next for page in pages if page.next is not None)]
        self.model.show_from(first, rows, more=pages[-1].next is not None)
        self._filled.show_filled(bool(rows))
        if self._text:
            self._filled.blank.say(
                self.tr("Nothing found."), self.tr("Try without marks, fewer words, or the last digits of a number.")
            )
            if len(rows) == 1 and rows[0].code.upper() == self._text.upper():
                self._text = ""
                self.wanted.emit(f"dossier/{rows[0].stream}")
        else:
            self._filled.blank.say(*(QCoreApplication.translate("Lists", text) for text in EMPTY[self._list]))

    def _show_again(self, read: tuple[int, tuple[desk.DossierRow, ...]]) -> None:
        self.model.show_page(*read)

    def _show_more(self, found: desk.Page) -> None:
        if found.next is not None:
            self._keys.append(found.next)
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
