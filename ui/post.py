"""How the way to the province stands: what waits, what came back, files on their way, numbers left, slips to print."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QPushButton, QStackedWidget, QWidget

from app.desk import dispatch as desk
from app.desk import dossier_page, overrides, printing
from app.desk.dispatch import Dispatch
from app.desk.dossier_page import DossierView
from app.desk.printing import PrintLine
from app.desk.timeline import TimelineLine
from app.desk.worklists import DossierRow
from app.errors import MotCuaError
from ui import asking, controls, deciding, messages, post_tables, words
from ui import theme as look
from ui.blank import Blank, FilledOrBlank
from ui.enrolling import EnrolAnew
from ui.fields import Choice
from ui.fitting import WholeColumn, yielding
from ui.keys import debt_key, key
from ui.place import Counter, Notice, Place
from ui.preview import PdfView
from ui.rows import RowModel, RowView
from ui.under_way import UnderWay

LOOK_EVERY_MILLISECONDS = 3_000
"""The post works on its own thread and tells nobody of its waits; the page asks while it is in front."""
SHEETS = ("outbox", "tray", "set_aside", "files", "ranges", "prints")


class PostPage(Place):
    """The page behind the strip: one sheet for each thing that may be on its way."""

    def __init__(self, counter: Counter) -> None:
        super().__init__(counter, "post")
        self._found: Dispatch | None = None
        self._unseen: frozenset[str] = frozenset()
        self._wanted = self._seen = ""
        self._offer_unseen = True
        self._undecided: list[TimelineLine] = []
        self._models: dict[str, RowModel] = {}
        self.views: dict[str, RowView] = {}
        self._lists: dict[str, FilledOrBlank] = {}
        self._stack = QStackedWidget()
        titles = post_tables.titles()
        for name in SHEETS:
            self._stack.addWidget(self._sheet(name, titles[name]))
        self.sheets = Choice([(name, titles[name]) for name in SHEETS], "post.sheets", self.tr("Synchronisation"))
        self.sheets.chosen.connect(self.show_sheet)
        self.detail = controls.label("", "muted", wrap=True, name="post.detail")
        self.detail.setMinimumHeight(counter.theme.scaled(34))
        upper = controls.column(
            controls.label(self.tr("Synchronisation"), "title"),
            self._line_section(),
            self.sheets,
            controls.frame("section", controls.column(yielding(self._stack, 150), margins=(1, 1, 1, 1))),
            spacing=look.GAP,
            margins=(look.WIDE, look.GAP, look.WIDE, look.GAP),
        )
        upper.setStretch(3, 1)
        # In a low window the line, its sheets and the list scroll as one.
        lists = WholeColumn(controls.holder(upper), "post.upper")
        self.printing = UnderWay("post.printing", aside=look.WIDE)
        whole = controls.column(lists, self.printing, self._foot(), spacing=0)
        whole.setStretch(0, 1)
        self.setLayout(whole)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY_MILLISECONDS)
        self._timer.timeout.connect(self._look)
        self.show_sheet("outbox")

    # ------------------------------------------------------------ parts

    def _sheet(self, name: str, title: str) -> QWidget:
        counter = self.counter
        columns = post_tables.columns(name, counter, lambda: self._found)
        model = RowModel(columns, post_tables.key_of(name))
        view = RowView(counter.theme, model, f"post.{name}.list", title)
        view.opened.connect(partial(self._opened, name))
        view.selectionModel().currentRowChanged.connect(lambda *_: self._show_detail())
        blank = Blank(counter.theme, post_tables.ICONS[name], f"post.{name}.blank")
        blank.say(*post_tables.blank_words(name))
        self._models[name], self.views[name] = model, view
        self._lists[name] = FilledOrBlank(view, blank)
        if name != "prints":
            return self._lists[name]
        self.page = PdfView(counter.bridge, counter.theme, "post.page", self.tr("Choose a slip to see its page."))
        both = controls.row(self._lists[name], self.page, spacing=0)
        both.setStretch(0, 6)
        both.setStretch(1, 4)
        return controls.holder(both)

    def _line_section(self) -> QWidget:
        theme = self.counter.theme
        self._picture = controls.Picture(theme, "info", "muted", 28)
        self.state = controls.label("", "head", wrap=True, name="post.state")
        self.why = controls.label("", "muted", wrap=True, name="post.why")
        self.send = controls.KeyButton(self.tr("Send now"), "post.send", key=key("primary"), role="primary")
        self.send.clicked.connect(self.primary)
        said = controls.column(None, self.state, self.why, None, spacing=2)
        line = controls.row(self._picture, said, self.send, spacing=look.WIDE, margins=(14, look.GAP, 14, look.GAP))
        line.setStretch(1, 1)
        return controls.frame("section", line, "post.line")

    def _foot(self) -> QWidget:
        self._acts: dict[str, QPushButton] = {}
        line = controls.row(self.detail, spacing=look.SMALL, margins=(look.WIDE, look.SMALL, look.WIDE, look.SMALL))
        line.setStretch(0, 1)
        self.print_seen = controls.KeyButton(self.tr("Print now"), "post.print_now", key=key("primary"), role="primary")
        self.print_seen.clicked.connect(self._print_seen)
        self.print_seen.hide()
        handed = controls.KeyButton(self.tr("Handed out"), "post.handed_out", key=debt_key(0))
        handed.clicked.connect(self._hand_out)
        handed.hide()
        QShortcut(debt_key(0).qt(), handed).activated.connect(handed.click)
        self._acts |= {"print_now": self.print_seen, "handed_out": handed}
        line.addWidget(self.print_seen)
        line.addWidget(handed)
        for name, text, act in (
            ("came_out", self.tr("It came out"), self._came_out),
            ("again", self.tr("Print it again"), self._again),
            ("spoiled", self.tr("Spoiled…"), self._spoil),
            ("enrol", self.tr("Enrol this machine anew…"), self._enrol),
            ("decide", self.tr("Decide…"), self._decide),
            ("open", self.tr("Open the dossier"), self._open),
        ):
            made = controls.button(text, f"post.{name}")
            made.clicked.connect(act)
            made.hide()
            self._acts[name] = made
            line.addWidget(made)
        return controls.frame("foot", line, "post.foot")

    # ------------------------------------------------------------ going about

    @property
    def sheet(self) -> str:
        """The name of the sheet in front."""
        return SHEETS[self._stack.currentIndex()]

    def show_sheet(self, name: str) -> None:
        """Bring a sheet to the front."""
        self.sheets.set_value(name)
        self._stack.setCurrentIndex(SHEETS.index(name))
        self._lists[name].focus_here()
        self._offer_unseen = True
        self._choose_unseen()
        self._show_detail()

    def go(self, rest: str) -> None:
        if rest in SHEETS:
            self.show_sheet(rest)

    def enter(self) -> None:
        self._look()
        self._timer.start()
        self._lists[self.sheet].focus_here()

    def leave(self) -> None:
        self._timer.stop()

    def refresh(self, topics: frozenset[str], streams: frozenset[str]) -> None:
        if self.isVisible():
            self._look()

    def _look(self) -> None:
        if not self.isVisible():
            self._timer.stop()
            return
        office, session = self.counter.office, self.counter.session
        self.ask(lambda: (desk.dispatch(office, session), printing.unseen(office)), self._show, slot="look")

    def _show(self, answer: tuple[Dispatch, frozenset[str]]) -> None:
        found, self._unseen = answer
        self._found = found
        now = self.counter.office.now()
        icon, role, said, why = post_tables.line_words(found.strip, self.counter.office.post, now)
        self._picture.show_icon(icon, role)
        self.state.setText(said)
        self.why.setText(why)
        self.why.setVisible(bool(why))
        titles = post_tables.titles()
        rows = {
            "outbox": found.outbox,
            "tray": found.tray,
            "set_aside": found.set_aside,
            "files": found.files,
            "ranges": found.ranges,
            "prints": found.prints,
        }
        waiting = {
            "outbox": found.strip.waiting_events,
            "files": found.strip.waiting_files + found.files_wanted,
            "ranges": found.strip.numbers_left,
            "prints": found.strip.prints_waiting + found.strip.prints_failed,
        }
        for name in SHEETS:
            # Shown anew only when something changed: the list is looked at every few seconds and must stand still.
            if self._models[name].rows != tuple(rows[name]):
                self._models[name].show_rows(rows[name])
            self._lists[name].show_filled(bool(rows[name]))
            count = waiting.get(name, len(rows[name]))
            self.sheets.button_for(name).setText(f"{titles[name]}  {count}" if count else titles[name])
        for name in ("outbox", "files"):
            self.views[name].viewport().update()
        self._choose_unseen()
        self._show_detail()

    # ------------------------------------------------------------ the line below the list

    @property
    def _current(self) -> object:
        view = self.views[self.sheet]
        place = self._models[self.sheet].place_of(view.current_key) if view.current_key else None
        return None if place is None else self._models[self.sheet].rows[place]

    def _choose_unseen(self) -> None:
        """On coming to the slips, and after each one printed, the oldest that waits for a look is chosen."""
        model = self._models["prints"]
        waiting = [place for place, row in enumerate(model.rows) if row.id in self._unseen]
        if waiting and self._offer_unseen:
            self._offer_unseen = False
            self.views["prints"].setCurrentIndex(model.index(waiting[-1], 0))

    def _show_detail(self) -> None:
        if not hasattr(self, "_acts"):
            return
        row = self._current
        unseen = isinstance(row, PrintLine) and row.id in self._unseen
        if isinstance(row, DossierRow):
            self._look_into(row.stream)
        else:
            self.detail.setText(post_tables.detail_words(self.sheet, row, unseen=unseen))
        offered = post_tables.acts_of(self.sheet, row, unseen=unseen)
        if self.counter.office.post.enrolling is None:
            offered = tuple(name for name in offered if name != "enrol")
        self._show_page(row, unseen=unseen)
        self._enable_print()
        for name, made in self._acts.items():
            if name != "decide" or not isinstance(row, DossierRow):  # `_looked_into` says whether there is a decision
                made.setVisible(name in offered)
        # One key, one button: what F9 does is the only thing that bears it.
        self.send.setVisible("print_now" not in offered)

    def _enrol(self) -> None:
        """What repairs an act held back: another identity, under which everything is offered again."""
        counter = self.counter
        enrolling = counter.office.post.enrolling
        if enrolling is not None and self._found is not None:
            asked = EnrolAnew(self, counter.theme, counter.bridge, enrolling, self._found.hub)
            asked.enrolled.connect(lambda: self.wanted.emit("sign-out"))
            asked.open()

    def _look_into(self, stream: str) -> None:
        """Which acts of a dossier wait for a decision, and why."""
        office, session = self.counter.office, self.counter.session
        self.ask(lambda: dossier_page.open_dossier(office, session, stream), self._looked_into, slot="decide")

    def _looked_into(self, view: DossierView) -> None:
        row = self._current
        if not isinstance(row, DossierRow) or row.stream != view.stream:
            return
        self._undecided = deciding.undecided(view)
        decides = overrides.may_decide(self.counter.session)
        self.detail.setText(deciding.all_explained(self._undecided, self.counter.office.now(), decides=decides))
        self._acts["decide"].setVisible(decides and bool(self._undecided))

    def _decide(self) -> None:
        row = self._current
        if not isinstance(row, DossierRow) or not self._undecided:
            return
        act, stream = self._undecided[0], row.stream
        decided = deciding.decide(self, self.counter.theme, act, self.counter.office.now())
        if decided is None:
            return
        decision, reason = decided
        office, session = self.counter.office, self.counter.session
        said = self.tr("Decided; the dossier follows it everywhere.")
        self.ask(
            lambda: (overrides.resolve(office, session, stream, act.event, decision, reason), said)[1], self._acted
        )

    def _opened(self, name: str, _: str) -> None:
        """Enter on a line: the dossier behind it; a slip is never printed or handed out by Enter."""
        self._open()

    def _open(self) -> None:
        stream = str(getattr(self._current, "stream", ""))
        if stream and getattr(self._current, "here", True):
            self.wanted.emit(f"dossier/{stream}")

    def _show_page(self, row: object, *, unseen: bool) -> None:
        # A slip that the queue is about to draw is left to it: it is drawn once, and its bytes never change after.
        job = row.id if isinstance(row, PrintLine) and (unseen or row.sha256) else ""
        if job == self._wanted:
            return
        self._wanted, self._seen = job, ""
        if not job:
            self.page.show_pdf(None)
            return
        office = self.counter.office
        self.ask_aside(lambda: (job, printing.pdf_of(office, job)), self._page_shown, self._no_page, slot="page")

    def _page_shown(self, answer: tuple[str, bytes]) -> None:
        self._seen, pdf = answer
        self.page.show_pdf(pdf)
        self._enable_print()

    def _no_page(self, error: MotCuaError) -> None:
        # Printing may be tried all the same: it fails with the same reason, which then stands with the slip.
        self._seen = self._wanted
        self.page.show_pdf(None, messages.of_error(error).both)
        self._enable_print()

    def _enable_print(self) -> None:
        """What was not seen yet is not printed: the key works once the page of the chosen slip is there."""
        row = self._current
        self.print_seen.setEnabled(isinstance(row, PrintLine) and row.id == self._seen and not self.printing.running)

    # ------------------------------------------------------------ acts

    def _print_seen(self) -> None:
        row = self._current
        if not isinstance(row, PrintLine) or row.id not in self._unseen or not self.print_seen.isEnabled():
            return
        office, job, slip = self.counter.office, row.id, words.form(row.form)
        self._offer_unseen = True
        self.print_seen.setEnabled(False)
        self.printing.begin(self.tr("Printing: {slip}.").format(slip=slip))
        self.ask_aside(lambda: (slip, printing.print_now(office, job)), self._printed, self._not_printed)

    def _printed(self, answer: tuple[str, bool]) -> None:
        self.printing.end()
        slip, came_out = answer
        if came_out:
            self.told.emit(Notice(self.tr("Printed: {slip}.").format(slip=slip), "ok"))
        else:
            self.told.emit(Notice(self.tr("With the printer: {slip}.").format(slip=slip), "soon"))
        self._look()

    def _not_printed(self, error: MotCuaError) -> None:
        self.printing.end()
        self.explain(error)
        self._look()

    def primary(self) -> None:
        """Print the slip that is looked at; else try the line to the province now."""
        if not self.print_seen.isHidden():
            self._print_seen()
            return
        office = self.counter.office
        self.state.setText(self.tr("Trying the line…"))
        self.ask(lambda: desk.send_now(office), self._woken)

    def _woken(self, _: None) -> None:
        self._look()

    def _with_slip(self, act: Callable[[str], object], said: str) -> None:
        row = self._current
        if isinstance(row, PrintLine):
            job = row.id
            self.ask(lambda: (act(job), said.format(slip=words.form(row.form)))[1], self._acted)

    def _acted(self, said: str) -> None:
        self.told.emit(Notice(said, "ok"))
        self._look()

    def _came_out(self) -> None:
        office, session = self.counter.office, self.counter.session
        self._with_slip(
            lambda job: printing.confirm_printed(office, session, job, came_out=True), self.tr("Printed: {slip}.")
        )

    def _again(self) -> None:
        office, session, row = self.counter.office, self.counter.session, self._current
        if not isinstance(row, PrintLine):
            return
        said = self.tr("Printing again: {slip}.")
        if row.state in {"printed", "spoiled"} and row.stream:
            self._with_slip(lambda _: printing.reprint(office, session, row.stream, row.form), said)
        elif row.state in {"printed", "spoiled"}:
            self._with_slip(lambda job: printing.reprint_list(office, session, job), said)
        elif row.state == "printing":
            self._with_slip(lambda job: printing.confirm_printed(office, session, job, came_out=False), said)
        else:
            self._with_slip(lambda job: printing.retry(office, job), said)

    def print_again(self) -> None:
        if self.sheet == "prints" and not self._acts["again"].isHidden():
            self._again()

    def _hand_out(self) -> None:
        office, session = self.counter.office, self.counter.session
        self._with_slip(lambda job: printing.hand_out(office, session, job), self.tr("Handed out: {slip}."))

    def _spoil(self) -> None:
        row = self._current
        if not isinstance(row, PrintLine):
            return
        reason = asking.ask_reason(
            self,
            self.counter.theme,
            self.tr("Is this print spoiled?"),
            self.tr("It no longer counts. Tear the paper and print it again."),
            self.tr("Spoiled"),
            self.tr("For example: paper jam, smeared"),
        )
        if reason:
            office, session = self.counter.office, self.counter.session
            self._with_slip(lambda job: printing.spoil(office, session, job, reason), self.tr("Spoiled: {slip}."))
