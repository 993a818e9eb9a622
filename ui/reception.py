"""Reception: one page from the procedure to the two copies of the receipt; nothing typed is ever lost."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from app.desk import charges, tray
from app.desk import reception as desk
from app.domain.codes import is_guidance
from app.domain.identity import IdentityCard, parse_card
from app.errors import IdentityTextRefused, MotCuaError
from ui import controls
from ui import theme as look
from ui.ahead import TypeAhead
from ui.closing import Closing
from ui.draft_tabs import DraftTabs
from ui.drafts import DraftBook
from ui.endings import Endings
from ui.fees import Fees
from ui.hands import Hands
from ui.joining import Joining
from ui.keys import component_keys, key
from ui.offered_card import OfferedCard
from ui.paper_side import PaperSide
from ui.people import People
from ui.place import Counter, Notice, Place
from ui.postal import PostalIntake
from ui.procedures import ProcedurePicker
from ui.read_back import Reading
from ui.returning import Returning
from ui.terms import Delivery, Due, ProcedureTerms, terms_of
from ui.waiting import Caller, CallNext
from ui.walk import EnterWalk

PREVIEW_MILLISECONDS = 180
FRESH_MILLISECONDS = 60_000
NARROW = 1160
"""Width, at the ordinary letter size, below which three columns do not stand side by side."""


class ReceptionPage(Place):
    """The page of F2."""

    def __init__(self, counter: Counter) -> None:
        super().__init__(counter, "reception")
        self.book = DraftBook(counter, self)
        self.endings = Endings(counter, self.book, self)
        self._terms: dict[str, ProcedureTerms] = {}
        self._cards: list[str] = []
        self._marking = self._entered = self._narrow = False
        self._receipt: bytes | None = None
        self._build()
        reading = Reading(self.book, self.due, self.endings, self)
        reading.read.connect(self.read_back)
        self.caller = Caller(counter, self.book, self)
        self.caller.called.connect(reading.call)
        self.call_next.clicked.connect(self.caller.next)
        self.delivery.ticket.called.connect(self.caller.call)
        self.book.opened.connect(self._show_draft)
        self._ahead = TypeAhead(self)
        self.endings.busy.connect(self._hold_keys)
        # Queued: several drafts taken in together leave one after the other, and the card is of none of them.
        self.endings.busy.connect(self._release_keys, Qt.ConnectionType.QueuedConnection)
        for free in (self.book.opened, self.endings.busy):
            free.connect(self._take_waiting_cards, Qt.ConnectionType.QueuedConnection)
        self.book.laid.connect(self._show_laid)
        self.book.touched.connect(self._touched)
        self.book.refused.connect(self._not_picked)
        self.book.failed.connect(self.explain)
        self._preview_timer = QTimer(self)
        self._preview_timer.setSingleShot(True)
        self._preview_timer.setInterval(PREVIEW_MILLISECONDS)
        self._preview_timer.timeout.connect(self._ask_preview)
        # The promise counts from the moment of acceptance: a draft left open must not promise yesterday's day.
        self._fresh = QTimer(self)
        self._fresh.setInterval(FRESH_MILLISECONDS)
        self._fresh.timeout.connect(self._ask_preview)
        self._fresh.start()

    # ------------------------------------------------------------ parts

    def _build(self) -> None:
        counter = self.counter
        self.tabs = DraftTabs(counter, self.book)
        self.call_next = CallNext(counter, self.book)
        top = controls.row(self.tabs, self.tabs.fresh, None, self.call_next, spacing=look.TIGHT)
        top.setContentsMargins(look.SMALL, look.TIGHT, look.SMALL, 0)

        self.procedure = ProcedurePicker(counter)
        self.procedure.picked.connect(self.book.choose)
        self.procedure.joined.connect(self.book.choose_joint)
        self.people = People(counter, self)
        self.people.edited.connect(lambda changes: self.book.edit(**changes))
        self.applicant = self.people.applicant
        self.delivery = Delivery(counter, self.book)
        self.delivery.edited.connect(lambda changes: self.book.edit(**changes))
        first = self._column(self.procedure, self.people.first, self.people.second, self.delivery)

        self.side = PaperSide(counter, self.book, self)
        self.side.arranged.connect(self._arrange)
        self.side.counted.connect(self._ask_preview)
        self.papers = self.side.checklist
        self.fees = Fees(counter)
        self.fees.edited.connect(lambda fees: self.book.edit(fees=fees))
        self.fees.counted.connect(self.book.count_fee)
        self.fees.number_wanted.connect(self._ask_number)
        self.due = Due(counter)
        self.due.extended.connect(lambda on: self.book.edit(extended=on))
        second = self._column(self.papers, self.fees, self.due)

        self._people_column, self._joining = first, Joining(self, first, second)
        self.papers.built.connect(self._joining.walk_in_order)
        sides = first, second, self.side.receipt_column, self.side.pages_column
        columns = controls.row(*sides, spacing=0)
        for place, share in enumerate((36, 36, 32, 68)):
            columns.setStretch(place, share)
        self.closing = Closing(counter)
        self.closing.accepted.connect(self.primary)
        self.closing.given.connect(self.give)
        self.closing.joined.connect(self._join)
        self.closing.guided.connect(lambda: self._end(self.endings.guide))
        self.closing.refused.connect(lambda: self._end(self.endings.refuse))
        self.closing.put_away.connect(self.endings.put_away)
        self.returning = Returning(counter, self.book, self.people, self)
        self.postal = PostalIntake(counter, self.book, self.endings, self)
        self.closing.posted.connect(self.postal.begin)
        self.endings.busy.connect(self.closing.accept_button.setDisabled)
        self.closing.looked.connect(self._arrange)
        self.offered = OfferedCard(counter, self.book, self)
        self.offered.chosen.connect(self._use_card)
        head = controls.holder(top)
        foot = controls.holder(controls.column(self.offered, self.endings.line, self.closing, spacing=0))
        self.parts = head, *sides, foot
        whole = controls.column(head, columns, foot, spacing=0)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self._walk = EnterWalk(self)
        self._walk.follow([*self.people.editors, *self.delivery.editors])
        self.hands = Hands(self, self.book, self.procedure, self.people, self.papers, self.fees)
        self.closing.followed.connect(self.hands.go_to)
        self._walk.onward = self.hands.past_people
        at_once = QShortcut(key("at_once").qt(), self)
        at_once.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        at_once.activated.connect(self.give)
        for number, sequence in enumerate(component_keys()):
            shortcut = QShortcut(sequence, self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda number=number: self._component_key(number))

    @staticmethod
    def _column(*sections: QWidget) -> QWidget:
        margins = look.GAP, look.SMALL, look.TIGHT, look.GAP
        return controls.scrolled(controls.holder(controls.column(*sections, None, spacing=look.GAP, margins=margins)))

    def _arrange(self) -> None:
        """People, papers and receipt side by side; on a narrow window the receipt takes the people's place while the
        officer looks at it, and the page editor takes the place of both."""
        editing, looking = self.side.editing, self.closing.look_button.isChecked()
        self.side.receipt_column.setVisible(not editing and (looking or not self._narrow))
        self._people_column.setVisible(not editing and not (looking and self._narrow))
        self.closing.look_button.setEnabled(not editing)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < self.counter.theme.scaled(NARROW)
        if narrow != self._narrow:
            self._narrow = narrow
            self.closing.look_button.setVisible(narrow)
            self.closing.look_button.setChecked(False)
            self._arrange()

    # ------------------------------------------------------------ drafts

    def enter(self) -> None:
        draft = self.book.current
        if not self._entered:
            self._entered = True
            # Keys that come before the drafts wait for the one in front.
            self.procedure.focus_here()
            self._ahead.begin(self.procedure.line)
            self.book.load()
        elif draft is not None and not draft.procedure_code:
            self.procedure.focus_here()

    def go(self, rest: str) -> None:
        if rest == "new":
            self.book.begin()
        elif rest == "next":
            self.tabs.next()
        elif rest == "call":
            self.caller.next()
        elif rest == "again":
            self.book.begin(self.endings.last_applicant)
        elif rest in ("bring_back", "send_on"):
            self.side.stacks.go(rest)
        elif rest == "record":
            self.postal.print_record()

    def leave(self) -> None:
        self.book.flush()
        self.side.scanning.cancel()

    def _show_draft(self) -> None:
        draft = self.book.current
        if draft is None:
            return
        self._marking = False
        self.papers.begin()
        self.people.show_draft(draft)
        self.closing.show_draft(draft)
        self.side.show_receipt(None)
        self.side.look_at_receipt()
        self._show_laid("procedure")
        self._ask_preview()

    def _show_laid(self, what: str) -> None:
        draft = self.book.current
        if draft is None:
            return
        self.side.show_papers(draft)
        if what == "papers":
            self.papers.choose_next_unscanned()
            return
        if what == "fees":
            self.fees.show_fees(draft.fees, posted=draft.postal is not None)
            return
        self.procedure.show_draft(draft)
        self.fees.show_fees(draft.fees, chosen=bool(draft.procedure_code), posted=draft.postal is not None)
        self.delivery.show_draft(draft)
        self.due.wait(chosen=bool(draft.procedure_code))
        self._show_terms()
        self._joining.walk_in_order()
        self.hands.arrive()

    def _touched(self) -> None:
        draft = self.book.current
        if draft is None:
            return
        self.closing.show_draft(draft)
        self._preview_timer.start()

    # ------------------------------------------------------------ procedure

    def _not_picked(self, error: MotCuaError) -> None:
        self.procedure.refuse(error)

    def _show_terms(self) -> None:
        draft = self.book.current
        if draft is None or not draft.procedure_code:
            self.due.show_extension("", claimed=False)
            return
        code = draft.procedure_code
        terms = self._terms.get(code)
        if terms is None:
            office, session = self.counter.office, self.counter.session
            self.ask(lambda: terms_of(office, session, code), self._terms_found, slot="terms")
            return
        shown = "\n".join(filter(None, (terms.line, terms.presence)))
        self.procedure.show_terms(shown, terms.joint, joined=bool(draft.joint))
        self.due.show_extension(terms.extension, claimed=draft.extended)

    def _terms_found(self, terms: ProcedureTerms) -> None:
        self._terms[terms.code] = terms
        self._show_terms()

    def take_card(self, text: str) -> bool:
        draft = self.book.current
        if draft is None or self.endings.under_way:
            self._cards.append(text)
            return True
        try:
            card = parse_card(text)
        except IdentityTextRefused as error:
            self.explain(error)
            return True
        said = self.people.take_card(draft, card)
        if said is None:
            self.offered.offer(card)
            return True
        self.offered.forget(card)
        self.people.show_draft(self.book.current or draft)
        if said:
            self.told.emit(Notice(said, "accent"))
        else:
            self.hands.next()
        return True

    def _take_waiting_cards(self) -> None:
        """Cards scanned before there was a draft, or while one was being accepted, go into the one in front now if
        nobody stands in it: it may be another citizen's."""
        if self.book.current is None or self.endings.under_way:
            return
        waiting, self._cards = self._cards, []
        for text in waiting:
            self.offered.take_late(text, self.take_card)
        self._ahead.release()

    def _use_card(self, card: IdentityCard, use: str) -> None:
        if use == "new":
            self.book.begin()
        self.people.put_card(card, "submitter" if use == "submitter" else "applicant")
        if self.book.current is not None:
            self.people.show_draft(self.book.current)
        self.hands.next()

    def take_code(self, code: str) -> bool:
        if not is_guidance(code):
            return False
        self.book.restore(code)
        return True

    def _ask_number(self, number: int) -> None:
        office, session = self.counter.office, self.counter.session
        self.ask(lambda: (number, charges.next_receipt(office, session)), self._number_found)

    def _number_found(self, found: tuple[int, tuple[str, int] | None]) -> None:
        number, receipt = found
        if receipt is not None and number < len(self.fees.lines):
            self.fees.lines[number].show_number(receipt[0], str(receipt[1]))

    # ------------------------------------------------------------ papers

    def scan(self) -> None:
        if not self.side.scan():
            self.procedure.focus_here()

    def _component_key(self, number: int) -> None:
        """Alt+1 … Alt+9: tick a paper, or put the chosen pages with it while the pages are looked at."""
        if not self.side.put_with(number):
            self.hands.tick(number)

    # ------------------------------------------------------------ what acceptance would do

    def _ask_preview(self) -> None:
        self._preview_timer.stop()
        draft = self.book.current
        if draft is not None:
            office, session = self.counter.office, self.counter.session
            self.ask(
                lambda: desk.preview(office, session, tray.as_filed(office, draft)), self._show_preview, slot="preview"
            )

    def _show_preview(self, found: desk.Preview) -> None:
        draft = self.book.current
        if draft is None:
            return
        chosen = bool(draft.procedure_code)
        self.due.show_due(found.due, found.steps, projected=found.projected, chosen=chosen)
        self.side.show_receipt(found.receipt)
        self.closing.show_preview(found, chosen=chosen)
        if self._marking:
            self.hands.mark(found.blocking)

    # ------------------------------------------------------------ acts

    def primary(self) -> None:
        """Accept the dossier, or go to the first thing that still blocks it."""
        # The desk works in order: what it is still counting is laid into the draft before this comes back.
        self.procedure.ahead.after(lambda: self.ask(lambda: None, self._accept))

    def _accept(self, _: None) -> None:
        if self.book.current is not None and not self._blocked(desk.missing(self.book.current)):
            self.endings.accept()

    def _join(self) -> None:
        office, drafts = self.counter.office, self.book.drafts
        self.ask(lambda: {draft.id for draft in drafts if tray.holds_loose_pages(office, draft)}, self._accept_together)

    def _accept_together(self, loose: set[str]) -> None:
        drafts, places = self.book.drafts, self.book.of_this_person()
        wanting = next((at for at in places if desk.missing(drafts[at]) or drafts[at].id in loose), None)
        if wanting is not None:
            self.book.bring(wanting)
            if not self._blocked(desk.missing(drafts[wanting])):
                self.side.ask_for_papers()
        elif not self.side.still_scanning():
            self.endings.accept_together()

    def give(self) -> None:
        """Receive the dossier and give its result at once, or go to the first thing that still blocks that."""
        self.procedure.ahead.after(lambda: self.ask(lambda: None, self._give))

    def _hold_keys(self, busy: bool) -> None:
        """Keys pressed while a dossier is being taken in wait for the draft that comes after it."""
        field = QApplication.focusWidget()
        if busy and field is not None:
            self._ahead.begin(field)

    def _release_keys(self, busy: bool) -> None:
        if not busy:
            self._ahead.release()

    def _give(self, _: None) -> None:
        draft = self.book.current
        if draft is not None and not self._blocked(desk.missing_at_once(draft)):
            self.endings.give()

    def _blocked(self, blocking: tuple[desk.Missing, ...]) -> bool:
        if blocking:
            self._marking = True
            self.hands.mark(blocking)
            self.hands.go_to(blocking[0].field)
            return True
        return self.side.pages_in_the_way()

    def _end(self, act: Callable[[], object]) -> None:
        """Do an act that needs a procedure, or go to where it is chosen."""
        draft = self.book.current
        if draft is None or not draft.procedure_code:
            self.procedure.focus_here()
        elif not self.side.still_scanning():
            act()

    def back(self) -> bool:
        return self.endings.line.stop() or self.side.back() or self.procedure.cancel()
