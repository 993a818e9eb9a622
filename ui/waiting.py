"""Citizens who wait under a ticket: its number on the draft, how long by now, and the call of whoever is next."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.desk import waiting
from app.desk.drafts import Draft
from ui import controls, fields, words
from ui.drafts import DraftBook
from ui.keys import key
from ui.place import Counter, Notice, Place

FRESH_MILLISECONDS = 15_000
"""How often minutes of waiting are looked at anew."""


def waited(minutes: int) -> str:
    """How long somebody waits, in a few words."""
    return QCoreApplication.translate("Waiting", "{count} min").format(count=minutes)


def _keep_fresh(owner: QWidget, book: DraftBook, show: Callable[[], None]) -> QTimer:
    """Show anew what the drafts say when they change, and as the minutes pass, for as long as ``owner`` lives; gives
    the timer of the minutes."""
    for changed in (book.opened, book.touched, book.listed):
        changed.connect(show)
    timer = QTimer(owner)
    timer.setInterval(FRESH_MILLISECONDS)
    timer.timeout.connect(show)
    timer.start()
    return timer


class Ticket(QWidget):
    """The number of the draft in front, since when it waits or was called, and the turn from one to the other."""

    called = Signal(str)

    def __init__(self, counter: Counter, book: DraftBook) -> None:
        super().__init__()
        self._counter, self._book = counter, book
        self.line = fields.NumberLine()
        self.line.setPlaceholderText(self.tr("Number of the waiting ticket"))
        self.line.textEdited.connect(self._typed)
        self.field = fields.Field(counter.theme, self.tr("Ticket"), self.line, "ticket")
        self.caption = self.field.caption
        self.state = controls.label("", "muted", name="ticket.state")
        self.turn = controls.button("", "ticket.turn", "link")
        self.turn.clicked.connect(self._turn)
        line = controls.row(self.field, self.state, self.turn)
        line.setStretch(0, 1)
        self.setLayout(line)
        self._timer = _keep_fresh(self, book, self._show)
        self._show()

    def _typed(self, text: str) -> None:
        draft = self._book.current
        if draft is not None:
            noted = waiting.note_ticket(draft, text, self._counter.office.now())
            self._book.edit(ticket=noted.ticket, waiting_since=noted.waiting_since, called_at=noted.called_at)

    def _turn(self) -> None:
        draft = self._book.current
        if draft is not None and waiting.is_waiting(draft):
            self.called.emit(draft.id)
        elif draft is not None:
            self._book.wait_again()

    def _show(self) -> None:
        draft = self._book.current or Draft("")
        if self.line.text() != draft.ticket:
            self.line.setText(draft.ticket)
        now, said, verb = self._counter.office.now(), "", ""
        if waiting.is_waiting(draft):
            said = self.tr("waits {minutes}").format(minutes=waited(waiting.waited_minutes(draft, now)))
            verb = self.tr("Call")
        elif draft.called_at is not None:
            said = self.tr("called {time}").format(time=words.clock(draft.called_at))
            verb = self.tr("Wait again")
        self.state.setText(said)
        self.turn.setText(verb)
        for part in (self.state, self.turn):
            part.setVisible(bool(said))


class CallNext(controls.KeyButton):
    """How many wait and how long the first of them by now; pressing it calls that one. Hidden while nobody waits."""

    def __init__(self, counter: Counter, book: DraftBook) -> None:
        super().__init__("", "reception.call", key=key("call"), role="quiet")
        self._counter, self._book = counter, book
        self._timer = _keep_fresh(self, book, self._show)
        self.hide()

    def _show(self) -> None:
        first = waiting.next_of(self._book.drafts)
        self.setVisible(first is not None)
        if first is not None:
            minutes = waited(waiting.waited_minutes(first, self._counter.office.now()))
            count = sum(map(waiting.is_waiting, self._book.drafts))
            said = (
                self.tr("Call {ticket}, waits {minutes}")
                if count == 1
                else self.tr("{count} wait; call {ticket}, waits {minutes}")
            )
            self.set_words(said.format(count=count, ticket=first.ticket, minutes=minutes))


class Caller(QObject):
    """Calls citizens of ``book`` to the counter: the draft comes to the front. ``called`` carries the number for the
    citizen's screen, and the minutes it waited."""

    called = Signal(str, int)

    def __init__(self, counter: Counter, book: DraftBook, page: Place) -> None:
        super().__init__(page)
        self._counter, self._book, self._page = counter, book, page

    def next(self) -> None:
        """Call whoever waits longest."""
        first = waiting.next_of(self._book.drafts)
        if first is not None:
            self.call(first.id)
        else:
            said = self.tr("Nobody waits. A ticket's number noted on a draft lets its citizen wait.")
            self._page.told.emit(Notice(said, "muted"))

    def call(self, draft_id: str) -> None:
        """Call the citizen of one draft."""
        before = self._book.call(draft_id)
        if before is not None:
            self.called.emit(before.ticket, waiting.waited_minutes(before, self._counter.office.now()))
