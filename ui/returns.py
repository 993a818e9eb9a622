"""Giving results back: scan the receipt, scan the card, give back the originals, one key; then the next citizen."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QWidget

from app.desk import postal, worklists
from app.desk import returns as desk
from app.desk.returns import ReturnView
from app.desk.worklists import DossierRow, Page
from app.domain.codes import looks_like_code
from app.domain.dossier import FINISHED
from app.domain.identity import IdentityCard, parse_card
from app.errors import DossierCodeInvalid, IdentityTextRefused, MotCuaError
from ui import controls, listing, messages
from ui import theme as look
from ui.blank import Blank, FilledOrBlank
from ui.fields import Field
from ui.keys import key
from ui.place import Counter, Notice, Place
from ui.read_back import Received
from ui.return_case import ReturnCase
from ui.rows import RowModel, RowView

PAGE = 100
PAUSE_MILLISECONDS = 200


class ReturnsPage(Place):
    """The page of F4. Nothing is open: the list of results that wait; a dossier is open: what must be done with it."""

    def __init__(self, counter: Counter) -> None:
        super().__init__(counter, "returns")
        self._card: IdentityCard | None = None
        self._open = self._returning = False
        self._next: object = None
        self.case = ReturnCase(counter)
        self.case.edited.connect(self._touched)
        self.case.collector.declared.connect(self._declare)
        self.finder = QLineEdit()
        self.finder.setPlaceholderText(self.tr("Scan the receipt, or type a code, a name, the last digits…"))
        self.finder.setClearButtonEnabled(True)
        self.finder.setProperty("role", "large")
        self.finder.textEdited.connect(self._typed)
        self.finder.returnPressed.connect(self._enter_pressed)
        self.field = Field(counter.theme, self.tr("Find a dossier to return"), self.finder, "returns.find")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MILLISECONDS)
        self._pause.timeout.connect(self._look_for)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._list_part())
        self._stack.addWidget(self.case)
        self._close = controls.button(self.tr("Back to the list"), "returns.close", "link")
        self._close.clicked.connect(self.back)
        head = controls.row(controls.label(self.tr("Return results"), "title"), None, self._close)
        upper = controls.column(
            head, self.field, self._stack, spacing=look.GAP, margins=(look.WIDE, look.GAP, look.WIDE, look.GAP)
        )
        upper.setStretch(2, 1)
        whole = controls.column(upper, self._foot(), spacing=0)
        whole.setStretch(0, 1)
        self.setLayout(whole)
        self._show_list()

    # ------------------------------------------------------------ parts

    def _list_part(self) -> QWidget:
        self.model = RowModel(
            listing.columns(self.counter.office.now, "name", "code", "procedure", "status", "accepted"),
            lambda row: str(row.stream),
        )
        self.model.more_wanted.connect(self._more)
        self.view = RowView(self.counter.theme, self.model, "returns.list", self.tr("Results that wait"))
        self.view.opened.connect(self.open)
        blank = Blank(self.counter.theme, "return", "returns.blank")
        self._list = FilledOrBlank(self.view, blank)
        self._caption = controls.label("", "label", name="returns.caption")
        surface = controls.frame("section", controls.column(self._list, margins=(1, 1, 1, 1)))
        whole = controls.column(self._caption, surface, spacing=look.TIGHT)
        whole.setStretch(1, 1)
        return controls.holder(whole)

    def _foot(self) -> QWidget:
        self._picture = controls.Picture(self.counter.theme, "info", "muted")
        self.blocking = controls.Links("returns.blocking", self.counter.theme)
        self.blocking.followed.connect(self.case.go_to)
        self.act = controls.KeyButton(
            self.tr("Return the result and print"), "returns.act", key=key("primary"), role="primary"
        )
        self.act.clicked.connect(self.primary)
        margins = (look.WIDE, look.SMALL, look.WIDE, look.SMALL)
        bar = controls.row(self._picture, self.blocking, self.act, spacing=look.GAP, margins=margins)
        bar.setStretch(1, 1)
        return controls.frame("foot", bar, "returns.foot")

    # ------------------------------------------------------------ the list

    def enter(self) -> None:
        if not self._open:
            self._load()
            self.finder.setFocus()
            self.finder.selectAll()

    def go(self, rest: str) -> None:
        if rest:
            self.open(rest)

    def leave(self) -> None:
        self._show_list()

    def refresh(self, topics: frozenset[str], streams: frozenset[str]) -> None:
        if not self.isVisible() or not topics & {"states", "journal"}:
            return
        view = self.case.view
        if not self._open or view is None:
            self._load()
        elif view.stream in streams and not self._returning:
            office, session, stream = self.counter.office, self.counter.session, view.stream
            self.ask(lambda: desk.return_view(office, session, stream), self.case.show_state, slot="again")

    def _typed(self) -> None:
        self.field.set_fault(None)
        self._pause.start()

    def _look_for(self) -> None:
        """Look for what was typed. Waits for a pause, so that a card scanned into the field closes nothing."""
        text = self.finder.text()
        if self._open and text.strip():
            self._show_list()
            self.finder.setText(text)
        if not self._open:
            self._load()

    def _enter_pressed(self) -> None:
        """Enter looks for what was typed, or goes into the list; it returns nothing."""
        text = self.finder.text().strip()
        if self._open and not looks_like_code(text):
            return
        self._pause.stop()
        if looks_like_code(text):
            self.take_code(text)
        elif len(self.model.rows) == 1 and text:
            self.open(self.model.key_at(0))
        elif self.model.rowCount():
            self.view.setFocus()
        else:
            self._load()

    def _load(self) -> None:
        office, session, text = self.counter.office, self.counter.session, self.finder.text().strip()
        if text:
            self.ask(lambda: Page(tuple(worklists.find(office, session, text)), None), self._show_rows, slot="list")
        else:
            self.ask(lambda: worklists.page(office, session, "to_return", None, PAGE), self._show_rows, slot="list")

    def _more(self) -> None:
        after = self._next
        if after is not None:
            office, session = self.counter.office, self.counter.session
            self.ask(
                lambda: worklists.page(office, session, "to_return", after, PAGE),  # type: ignore[arg-type]
                self._show_more,
                slot="more",
            )

    def _show_rows(self, found: Page) -> None:
        self._next = found.next
        self.model.show_rows(found.rows, more=found.next is not None)
        self._list.show_filled(bool(found.rows))
        if self.finder.text().strip():
            self._caption.setText(self.tr("Found; Enter opens one"))
            self._list.blank.say(
                self.tr("Nothing found."), self.tr("Try the last digits of the code or the name without marks.")
            )
        else:
            self._caption.setText(self.tr("Results that wait for their owners"))
            self._list.blank.say(
                self.tr("No result waits here."),
                self.tr("Results appear when their papers have been signed for under Handover (F7)."),
            )
        self._caption.setVisible(bool(found.rows))

    def _show_more(self, found: Page) -> None:
        self._next = found.next
        self.model.add_rows(found.rows, more=found.next is not None)

    def _show_list(self) -> None:
        self._open, self._card = False, None
        self.finder.clear()
        self.field.set_fault(None)
        self._stack.setCurrentIndex(0)
        self._close.hide()
        self._picture.show_icon("info", "muted")
        self.blocking.say(self.tr("Scan the code on the receipt to begin."), ())
        self.act.setEnabled(False)

    # ------------------------------------------------------------ opening one

    def take_code(self, code: str) -> bool:
        office, session = self.counter.office, self.counter.session
        self.field.set_fault(None)

        def look_up() -> ReturnView:
            return desk.return_view(office, session, desk.find_stream(office, code))

        self.ask(look_up, self._show_opened, self._not_found, slot="open")
        return True

    def open(self, stream: str) -> None:
        """Open a dossier to return its result."""
        office, session = self.counter.office, self.counter.session
        self.ask(lambda: desk.return_view(office, session, stream), self._show_opened, slot="open")

    def _not_found(self, error: MotCuaError) -> None:
        if isinstance(error, DossierCodeInvalid) and error.facts.get("reason") == "unknown":
            self._show_list()
            sentence = messages.Sentence(
                self.tr("This machine does not know that code."),
                self.tr("Compare it with the receipt; a dossier of another unit is returned there."),
            )
            self.field.set_fault(sentence)
            self.finder.setFocus()
        else:
            self.explain(error)

    def _show_opened(self, view: ReturnView) -> None:
        self.finder.clear()
        self.field.set_fault(None)
        self._open = True
        self.case.show_view(view)
        self._stack.setCurrentIndex(1)
        self._close.show()
        card, self._card = self._card, None
        if view.refusal is not None:
            self._close.setFocus()
        elif card is not None:
            self.case.collector.take_card(card)
        else:
            self.case.go_to("relation")

    # ------------------------------------------------------------ what is still missing

    def _touched(self) -> None:
        view = self.case.view
        if view is None or not self._open:
            return
        gaps = self.case.gaps
        self.act.setEnabled(view.refusal is None and not self._returning)
        if view.refusal is not None:
            self._picture.show_icon("stop", "muted")
            returned = view.dossier.returned_at is not None
            nothing_to_do = self.tr("Nothing is to be returned any more: scan the next receipt.")
            self.blocking.say(
                nothing_to_do if returned else self.tr("The result of this dossier cannot be returned now."), ()
            )
        elif gaps:
            self._picture.show_icon("info", "muted")
            self.blocking.say(self.tr("Still missing:"), gaps)
        else:
            self._picture.show_icon("done", "ok")
            self.blocking.say(self.tr("Everything is here: give the papers and press F9."), ())

    def take_card(self, text: str) -> bool:
        try:
            card = parse_card(text)
        except IdentityTextRefused as error:
            self.explain(error)
            return True
        view = self.case.view
        if self._open and view is not None:
            if view.refusal is None:
                self.case.collector.take_card(card)
            return True
        office, session = self.counter.office, self.counter.session
        self._card = card
        self.ask(
            lambda: [row for row in worklists.find(office, session, card.personal_number) if row.status == FINISHED],
            self._found_by_card,
            slot="open",
        )
        return True

    def _found_by_card(self, found: list[DossierRow]) -> None:
        if len(found) == 1:
            self.open(found[0].stream)
            return
        self._pause.stop()
        self._show_rows(Page(tuple(found), None))
        if found:
            self._caption.setText(self.tr("Results of the person on the card; Enter opens one"))
            self.view.setFocus()
        else:
            self._card = None
            self._list.blank.say(
                self.tr("No result waits here for the person on this card."),
                self.tr("Ask for the receipt, or look for the dossier with Ctrl+K to see where it is."),
            )

    # ------------------------------------------------------------ the act

    def primary(self) -> None:
        """Return the result, or go to the first thing that is still missing."""
        view, collector, gaps = self.case.view, self.case.collector.collector, self.case.gaps
        if not self._open or view is None or view.refusal is not None or self._returning:
            return
        if gaps or collector is None:
            self.case.collector.mark()
            self.case.go_to(gaps[0][0])
            return
        self._returning = True
        self.act.setEnabled(False)
        office, session, stream = self.counter.office, self.counter.session, view.stream
        originals, paid, lost = self.case.originals, self.case.payment, self.case.collector.lost.isChecked()

        slip = self.case.collector.slip_number

        def give() -> desk.Returned:
            if collector.relation == "postman":
                return postal.return_by_post(
                    office,
                    session,
                    stream,
                    slip_number=slip,
                    postman=collector.person.full_name,
                    fee_collected=paid,
                )
            return desk.return_result(
                office, session, stream, collector, originals=originals, receipt_lost=lost, fee_collected=paid
            )

        self.ask(give, self._returned, self._not_returned)

    def _declare(self) -> None:
        """Print the declaration of the lost receipt; the store's change brings it back as declared."""
        view = self.case.view
        if view is None:
            return
        office, session, stream = self.counter.office, self.counter.session, view.stream

        def declare() -> ReturnView:
            desk.declare_lost(office, session, stream)
            return desk.return_view(office, session, stream)

        self.ask(declare, self._declared)

    def _declared(self, view: ReturnView) -> None:
        self.case.show_state(view)
        text = self.tr("The declaration is being printed: have it signed before the result is given.")
        self.told.emit(Notice(text, "ok"))

    def _returned(self, done: desk.Returned) -> None:
        self._returning = False
        view = self.case.view
        text = self.tr("Returned {code} to {name}. The return receipt is being printed: have it signed.").format(
            code=view.dossier.printed_code if view else "", name=self.case.collector.shown_name
        )
        self.told.emit(Notice(text, "ok", ((self.tr("Open the dossier"), f"dossier/{done.stream}"),)))
        if view is not None and self.case.collector.relation.value != "postman":
            self.read_back.emit(Received(done.stream, (view.dossier.printed_code,), given=True))
        self._show_list()
        self._load()
        self.finder.setFocus()

    def _not_returned(self, error: MotCuaError) -> None:
        self._returning = False
        self._touched()
        self.explain(error)

    def back(self) -> bool:
        if self._open:
            self._show_list()
            self._load()
            self.finder.setFocus()
            return True
        if self.finder.text():
            self.finder.clear()
            self._load()
            return True
        return False
