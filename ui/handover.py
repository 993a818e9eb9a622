"""Handing dossiers over on a printed list, and signing for results that come back: built by scanning, one key each."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedWidget

from app.desk import handover as desk
from app.desk import worklists
from app.desk.worklists import DossierRow
from app.errors import MotCuaError, RuleViolation
from ui import controls, messages, words
from ui import theme as look
from ui.fields import Choice
from ui.handover_side import SOON, HandoverSide, Waiting
from ui.keys import key
from ui.place import Counter, Notice, Place

LOOK_EVERY_MILLISECONDS = 60_000
"""A transfer becomes due by the clock alone, without any change in the store."""


class HandoverPage(Place):
    """The page of F7: what leaves on the first side, what arrives on the second."""

    def __init__(self, counter: Counter) -> None:
        super().__init__(counter, "handover")
        self._acting = False
        self.out = HandoverSide(counter, "to_hand_over", leaving=True)
        self.back_in = HandoverSide(counter, "results_to_acknowledge", leaving=False)
        self._stack = QStackedWidget()
        for side in (self.out, self.back_in):
            side.edited.connect(self._touched)
            side.opened.connect(lambda stream: self.wanted.emit(f"dossier/{stream}"))
            self._stack.addWidget(side)
        self.sides = Choice(
            (("out", self.tr("Hand dossiers over")), ("in", self.tr("Sign for results"))),
            "handover.sides",
            self.tr("Handover"),
        )
        self.sides.set_value("out")
        self.sides.chosen.connect(self.show_side)
        self.reminder = controls.Tag(counter.theme, "handover.reminder")
        self.reminder.hide()
        head = controls.row(controls.label(self.tr("Handover"), "title"), self.reminder, None, spacing=look.WIDE)
        upper = controls.column(
            head, self.sides, self._stack, spacing=look.GAP, margins=(look.WIDE, look.GAP, look.WIDE, look.GAP)
        )
        upper.setStretch(2, 1)
        self._picture = controls.Picture(counter.theme, "info", "muted")
        self.hint = controls.label("", name="handover.hint", wrap=True)
        stands = self.tr(
            "A list that is closed is not taken back: what went by mistake comes back on a list of the receiver."
        )
        self.way_back = controls.label(stands, "small", wrap=True, name="handover.way_back")
        self.act = controls.KeyButton("", "handover.act", key=key("primary"), role="primary")
        self.act.clicked.connect(self.primary)
        self.open_list = controls.button(
            self.tr("Sign for those scanned; the list stays open"), "handover.open_list", "link"
        )
        self.open_list.clicked.connect(lambda: self._sign(whole_lists=False))
        margins = (look.WIDE, look.SMALL, look.WIDE, look.SMALL)
        bar = controls.row(
            self._picture,
            controls.holder(controls.column(self.hint, self.way_back, spacing=0)),
            self.open_list,
            self.act,
            spacing=look.GAP,
            margins=margins,
        )
        bar.setStretch(1, 1)
        whole = controls.column(upper, controls.frame("foot", bar, "handover.foot"), spacing=0)
        whole.setStretch(0, 1)
        self.setLayout(whole)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY_MILLISECONDS)
        self._timer.timeout.connect(self._remind)
        self._timer.start()
        self._touched()

    # ------------------------------------------------------------ going about

    @property
    def side(self) -> HandoverSide:
        """The side in front."""
        return self.out if self._stack.currentIndex() == 0 else self.back_in

    def show_side(self, name: str) -> None:
        """Bring ``out`` or ``in`` to the front; what is ticked on the other stays."""
        self.sides.set_value(name)
        self._stack.setCurrentIndex(0 if name == "out" else 1)
        self._touched()
        self.side.focus_here()

    def go(self, rest: str) -> None:
        side, _, stream = rest.partition("/")
        if side in ("out", "in"):
            self.show_side(side)
        if stream:
            self.ask(lambda: (stream, self.out.read(), self.back_in.read()), self._show_wanted)

    def _show_wanted(self, answer: tuple[str, Waiting, Waiting]) -> None:
        stream, leaving, arriving = answer
        self.out.show_waiting(leaving)
        self.back_in.show_waiting(arriving)
        self.side.add(stream)

    def enter(self) -> None:
        self._load()
        self.side.focus_here()

    def refresh(self, topics: frozenset[str], streams: frozenset[str]) -> None:
        if self.isVisible() and topics & {"states", "journal"}:
            self._load()

    def _load(self) -> None:
        self.ask(self.out.read, self._show_out, slot="out")
        self.ask(self.back_in.read, self._show_in, slot="in")

    def _show_out(self, waiting: Waiting) -> None:
        self.out.show_waiting(waiting)
        self._entitle("out", self.tr("Hand dossiers over"), len(waiting.rows))
        self._remind()

    def _show_in(self, waiting: Waiting) -> None:
        self.back_in.show_waiting(waiting)
        self._entitle("in", self.tr("Sign for results"), len(waiting.rows))

    def _entitle(self, name: str, text: str, count: int) -> None:
        self.sides.button_for(name).setText(f"{text}  {count}" if count else text)

    def _remind(self) -> None:
        due, now = self.out.first_due, self.counter.office.now()
        self.reminder.setVisible(due is not None)
        if due is None:
            return
        when = words.moment(due, now)
        if due < now:
            self.reminder.say(
                self.tr("Papers should have been transferred by {when}").format(when=when), "late", "stop"
            )
        else:
            tone = "soon" if due - now <= SOON else "muted"
            self.reminder.say(self.tr("Next transfer due by {when}").format(when=when), tone, "clock")

    # ------------------------------------------------------------ building the list

    def _touched(self) -> None:
        if not hasattr(self, "act"):
            return
        count = len(self.side.model.ticked)
        out = self.side is self.out
        apart = self.side.apart
        self.open_list.setVisible(not out and bool(apart))
        # Said when it matters: in front of the act that cannot be undone.
        self.way_back.setVisible(bool(self.side.given))
        if self.side.given:
            self._show_receiving(len(self.side.given), bool(apart))
            return
        text = self.tr("{count} dossiers: the receiver scans") if out else self.tr("Sign for {count} results")
        self.act.set_words(text.format(count=count))
        self.act.setEnabled(bool(count) and not apart and not self._acting)
        if apart:
            self._picture.show_icon("alert", "soon")
            hint = self.tr("The list closes when everything on it is scanned; what is missing is named at the right.")
        elif count:
            self._picture.show_icon("done", "ok")
            hint = (
                self.tr("When the list is whole, the receiver scans the same dossiers.")
                if out
                else self.tr("Compare every result with the list that came with it, then sign.")
            )
        else:
            self._picture.show_icon("info", "muted")
            hint = self.tr("Scan the dossiers that leave.") if out else self.tr("Scan the results that arrived.")
        self.hint.setText(hint)

    def _show_receiving(self, count: int, apart: bool) -> None:
        """The receiver's turn: the list may be closed when both sides have scanned the same."""
        self.act.set_words(self.tr("Hand over {count} dossiers and print").format(count=count))
        self.act.setEnabled(not apart and not self._acting)
        if apart:
            self._picture.show_icon("alert", "soon")
            self.hint.setText(self.tr("Now the receiver scans every dossier of the list. Esc goes back to the giver."))
        else:
            self._picture.show_icon("done", "ok")
            self.hint.setText(self.tr("Both sides scanned the same. The list is printed in two copies to sign."))

    def take_code(self, code: str) -> bool:
        office, session = self.counter.office, self.counter.session
        # Both sides are read again with the scan: a dossier may have come since they were last shown.
        self.ask(
            lambda: (code, worklists.find(office, session, code), self.out.read(), self.back_in.read()), self._found
        )
        return True

    def _found(self, answer: tuple[str, list[DossierRow], Waiting, Waiting]) -> None:
        code, found, leaving, arriving = answer
        self.out.show_waiting(leaving)
        self.back_in.show_waiting(arriving)
        row = next((row for row in found if row.code.upper() == code.strip().upper()), None)
        if row is None:
            self.side.say(self.tr("This machine does not know {code}.").format(code=code), "late")
            return
        if self.side.add(row.stream):
            return
        if self.side.given:
            self.side.add_strange(row)
            return
        other, name = (self.back_in, "in") if self.side is self.out else (self.out, "out")
        if other.model.place_of(row.stream) is not None:
            self.show_side(name)
            other.add(row.stream)
            return
        if row.transit or row.result_transit:
            why = self.tr("{code} is already on its way.").format(code=row.code)
        else:
            status = words.status(row.status)
            why = self.tr("{code} does not wait here. Its status: {status}.").format(code=row.code, status=status)
        self.side.say(why, "late")

    # ------------------------------------------------------------ the act

    def primary(self) -> None:
        """The receiver's turn, then the handover; or sign for the results of whole lists."""
        side = self.side
        if self._acting or side.apart or not (side.model.ticked or side.given):
            return
        if side is self.back_in:
            self._sign(whole_lists=True)
        elif not side.given:
            side.receiver_turn()
            side.focus_here()
        else:
            self._acting = True
            self._touched()
            office, session, streams = self.counter.office, self.counter.session, side.given
            received = side.scanned_by_receiver
            self.ask(
                lambda: desk.hand_over(office, session, streams, received=received), self._handed_over, self._not_done
            )

    def _sign(self, *, whole_lists: bool) -> None:
        self._acting = True
        self._touched()
        office, session, streams = self.counter.office, self.counter.session, self.back_in.model.ticked
        self.ask(
            lambda: desk.acknowledge(office, session, streams, whole_lists=whole_lists),
            self._acknowledged,
            self._not_done,
        )

    def _handed_over(self, done: desk.HandedOver) -> None:
        self._acting = False
        self.out.giver_turn()
        self.out.model.tick_all(False)
        text = self.tr("Handed over {count} dossiers on list {number}; it is being printed in two copies.")
        self.told.emit(Notice(text.format(count=done.count, number=done.number), "ok"))
        self._load()

    def _acknowledged(self, count: int) -> None:
        self._acting = False
        self.back_in.say("", "")
        text = self.tr("Signed for {count} results; they can be returned now.").format(count=count)
        self.told.emit(Notice(text, "ok", ((self.tr("Return results"), "returns"),)))
        self._load()

    def _not_done(self, error: MotCuaError) -> None:
        self._acting = False
        self._touched()
        code = str(error.facts.get("code", "")) if isinstance(error, RuleViolation) else ""
        text = messages.of_error(error).both
        self.told.emit(Notice(f"{code}: {text}" if code else text, "late"))

    def back(self) -> bool:
        if self.side.given:
            self.side.giver_turn()
            return True
        if self.side.model.ticked:
            self.side.model.tick_all(False)
            self.side.say("", "")
            return True
        return False
