"""The register of a day and what the day came to: dossiers in their order, numbers, cash, and what does not tie out;
and the report on digitising."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import QDate, QTimer
from PySide6.QtWidgets import QDateEdit, QLabel, QProgressBar, QStackedWidget, QWidget

from app.desk import books
from app.desk import register as desk
from app.desk import shift as desk_shift
from app.desk.register import RegisterLine
from app.desk.shift import Shift
from app.domain.events import VIETNAM
from app.domain.text import money
from app.errors import MotCuaError
from app.progress import Progress
from ui import controls, register_tables
from ui import theme as look
from ui.blank import Blank, FilledOrBlank
from ui.bridge import POLL_MILLISECONDS
from ui.digitising import DigitisingSheet
from ui.fields import Choice
from ui.fitting import WholeColumn, flowing, yielding
from ui.keys import key
from ui.place import Counter, Notice, Place
from ui.register_book import BookQuestion, Fields, Wanted
from ui.rows import RowModel, RowView

SHEETS = ("lines", "numbers", "digitising")
LEAST = 150
"""Pixels of a list, however low the window."""
LONG = 100
"""Lines from which drawing the register takes long enough to show how far it is."""


@dataclass(frozen=True)
class Day:
    """What the page shows of one day."""

    day: date
    lines: tuple[RegisterLine, ...]
    shift: Shift


class RegisterPage(Place):
    """The page of F8: one sheet for the register, one for the numbers of the day, one for the report on digitising."""

    def __init__(self, counter: Counter) -> None:
        super().__init__(counter, "register")
        self._found: Day | None = None
        self._progress: Progress | None = None
        self._said = (date.min, date.min)
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MILLISECONDS)
        self._timer.timeout.connect(self._show_progress)
        now = counter.office.now
        self.model = RowModel(register_tables.register_columns(now), lambda row: str(row.stream))
        self.view = RowView(counter.theme, self.model, "register.list", self.tr("Register of the day"))
        self.view.opened.connect(lambda stream: self.wanted.emit(f"dossier/{stream}"))
        self._lines = FilledOrBlank(self.view, Blank(counter.theme, "register", "register.blank"))
        self._lines.blank.say(
            self.tr("No dossier was received on this day."),
            self.tr("Each dossier stands here as soon as it is received, in the order of the register."),
        )
        self.numbers = RowModel(register_tables.number_columns(), lambda row: f"{row.range_id}/{row.first}")
        number_view = RowView(counter.theme, self.numbers, "register.numbers", self.tr("Numbers of the day"))
        self._numbers = FilledOrBlank(number_view, Blank(counter.theme, "numbers", "register.numbers.blank"))
        self._numbers.blank.say(
            self.tr("No numbers were granted for this day."), self.tr("Dossiers got provisional codes.")
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self._lines)
        self._stack.addWidget(self._numbers)
        self.digitising = DigitisingSheet(counter)
        self.digitising.told.connect(self.told)
        self.digitising.failed.connect(self.explain)
        self._stack.addWidget(self.digitising)
        self.sheets = Choice(
            (
                ("lines", self.tr("Register")),
                ("numbers", self.tr("Numbers of the day")),
                ("digitising", self.tr("Digitising")),
            ),
            "register.sheets",
            self.tr("Register and reports"),
        )
        self.sheets.set_value("lines")
        self.sheets.chosen.connect(self.show_sheet)
        upper = controls.column(
            self._head(),
            self._figures(),
            self.sheets,
            controls.frame("section", controls.column(yielding(self._stack, LEAST), margins=(1, 1, 1, 1))),
            spacing=look.GAP,
            margins=(look.WIDE, look.GAP, look.WIDE, look.GAP),
        )
        upper.setStretch(3, 1)
        # In a low window the day, its figures and the list scroll as one.
        whole = controls.column(WholeColumn(controls.holder(upper), "register.upper"), self._foot(), spacing=0)
        whole.setStretch(0, 1)
        self.setLayout(whole)

    # ------------------------------------------------------------ parts

    def _head(self) -> QWidget:
        theme = self.counter.theme
        self.day = QDateEdit()
        self.day.setObjectName("register.day")
        self.day.setAccessibleName(self.tr("Day"))
        self.day.setDisplayFormat("dd/MM/yyyy")
        self.day.setCalendarPopup(True)
        self.day.setFixedWidth(theme.scaled(130))
        self.day.setDate(_shown(self._today))
        self.day.setMaximumDate(_shown(self._today))
        self.day.dateChanged.connect(lambda _: self._load())
        before = controls.tool(theme, "chevron-left", self.tr("The day before"), "register.before")
        before.clicked.connect(lambda: self._step(-1))
        self._after = controls.tool(theme, "chevron-right", self.tr("The day after"), "register.after")
        self._after.clicked.connect(lambda: self._step(1))
        self._now = controls.button(self.tr("Today"), "register.today", "link")
        self._now.clicked.connect(lambda: self.day.setDate(_shown(self._today)))
        title = controls.label(self.tr("Register and reports"), "title")
        return controls.holder(controls.row(title, None, self._now, before, self.day, self._after))

    def _figures(self) -> QWidget:
        self._shown: dict[str, QLabel] = {}
        figures = []
        for name, text in (
            ("accepted", self.tr("received")),
            ("returned", self.tr("returned")),
            ("refused", self.tr("refused")),
            ("cash", self.tr("cash taken")),
            ("not_cash", self.tr("by transfer")),
            ("numbers", self.tr("numbers used · void · unused")),
        ):
            figure = controls.label("", "figure", name=f"register.{name}")
            figure.setAccessibleDescription(text)
            self._shown[name] = figure
            figures.append(controls.holder(controls.column(figure, controls.label(text, "small"), spacing=0)))
        self.tied = controls.Tag(self.counter.theme, "register.tied")
        line = controls.row(
            flowing(*figures, spacing=look.ROOM), self.tied, spacing=look.GAP, margins=(14, look.GAP, 14, look.GAP)
        )
        line.setStretch(0, 1)
        return controls.frame("section", line, "register.figures")

    def _foot(self) -> QWidget:
        self.hint = controls.label("", "muted", wrap=True, name="register.hint")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(160)
        self._bar.hide()
        self._stop = controls.button(self.tr("Stop"), "register.stop", "link")
        self._stop.clicked.connect(self.back)
        self._stop.hide()
        self.close_day = controls.button(self.tr("Close the shift"), "register.close_shift")
        self.close_day.clicked.connect(self._close_shift)
        self.act = controls.KeyButton(self.tr("Print the register"), "register.act", key=key("primary"), role="primary")
        self.act.clicked.connect(self.primary)
        self.book = controls.button(self.tr("Print books…"), "register.book")
        self.book.setToolTip(self.tr("The register of any days, with its opening and closing pages"))
        self.book.clicked.connect(self._ask_books)
        margins = (look.WIDE, look.SMALL, look.WIDE, look.SMALL)
        bar = controls.row(
            self.hint, self._bar, self._stop, self.close_day, self.book, self.act, spacing=look.GAP, margins=margins
        )
        bar.setStretch(0, 1)
        return controls.frame("foot", bar, "register.foot")

    # ------------------------------------------------------------ the day

    @property
    def _today(self) -> date:
        return self.counter.office.now().astimezone(VIETNAM).date()

    @property
    def chosen(self) -> date:
        """The day shown."""
        shown = self.day.date()
        return date(shown.year(), shown.month(), shown.day())

    def _step(self, days: int) -> None:
        self.day.setDate(_shown(min(self._today, self.chosen + timedelta(days=days))))

    def show_sheet(self, name: str) -> None:
        """Bring ``lines``, ``numbers`` or ``digitising`` to the front."""
        self.sheets.set_value(name)
        self._stack.setCurrentIndex(SHEETS.index(name))
        self.digitising.show_day(self.chosen)

    def go(self, rest: str) -> None:
        if rest in SHEETS:
            self.show_sheet(rest)

    def enter(self) -> None:
        was_today = self.day.date() == self.day.maximumDate()
        self.day.setMaximumDate(_shown(self._today))
        if was_today:
            self.day.setDate(_shown(self._today))
        self._load()
        self._lines.focus_here()

    def refresh(self, topics: frozenset[str], streams: frozenset[str]) -> None:
        if self.isVisible() and topics & {"states", "journal", "numbers", "prints"}:
            self._load()

    def _load(self) -> None:
        office, session, day = self.counter.office, self.counter.session, self.chosen
        self.ask(
            lambda: Day(day, desk.register_lines(office, session, day), desk_shift.shift(office, session, day)),
            self._show,
            slot="day",
        )
        self.digitising.show_day(day)

    def _show(self, found: Day) -> None:
        self._found = found
        today = found.day == self._today
        self._after.setEnabled(not today)
        self._now.setVisible(not today)
        self.model.show_rows(found.lines)
        self._lines.show_filled(bool(found.lines))
        self.numbers.show_rows(found.shift.numbers.lines)
        self._numbers.show_filled(bool(found.shift.numbers.lines))
        figures = found.shift.figures
        accepted = str(figures.accepted)
        if figures.provisional:
            accepted += " " + self.tr("({count} provisional)").format(count=figures.provisional)
        for name, text in (
            ("accepted", accepted),
            ("returned", str(figures.returned)),
            ("refused", str(figures.refused)),
            ("cash", money(figures.cash)),
            ("not_cash", money(figures.not_cash)),
            ("numbers", f"{figures.numbers_used} · {figures.numbers_void} · {figures.numbers_unused}"),
        ):
            self._shown[name].setText(text)
        differences = [register_tables.difference(word, count) for word, count in found.shift.differences]
        if differences:
            self.tied.say(self.tr("Does not tie out"), "late", "alert")
        else:
            self.tied.say(self.tr("Everything ties out"), "ok", "done")
        self.hint.setText(
            " ".join(differences)
            if differences
            else self.tr("Figures are of this machine; the register is of the whole unit as known here.")
        )
        controls.polish(self.hint, tone="late" if differences else "muted")
        self.act.setEnabled(bool(found.lines) and self._progress is None)
        self.book.setEnabled(self._progress is None)

    # ------------------------------------------------------------ acts

    def primary(self) -> None:
        """Print the register of the day shown."""
        found = self._found
        if found is None or not found.lines or self._progress is not None:
            return
        self._print(Wanted(found.day, found.day, "", cover=False, closed=False), long=len(found.lines) >= LONG)

    def _ask_books(self) -> None:
        """Ask which days and pages the books shall have."""
        self.question = BookQuestion(self, self.counter.theme, self.chosen)
        self.question.looked.connect(self._look_up)
        self.question.wanted.connect(lambda wanted: self._print(wanted, long=True))
        self.question.open()
        self.question.look()

    def _look_up(self, days: tuple[date, date]) -> None:
        office, session = self.counter.office, self.counter.session
        self.ask_aside(lambda: (days, books.fields_between(office, session, *days)), self._looked_up, slot="fields")

    def _looked_up(self, found: tuple[tuple[date, date], Fields]) -> None:
        self.question.show_fields(*found)

    def _print(self, wanted: Wanted, *, long: bool) -> None:
        if self._progress is not None:
            return
        office, session, progress = self.counter.office, self.counter.session, self._begin(long=long)
        self._said = (wanted.first, wanted.last)
        self.ask_aside(
            lambda: books.print_books(
                office, session, wanted.first, wanted.last,
                field=wanted.field, cover=wanted.cover, closed=wanted.closed, progress=progress,
            ),
            self._queued,
            self._not_queued,
        )  # fmt: skip

    def _begin(self, *, long: bool) -> Progress:
        self._progress = progress = Progress()
        self.act.setEnabled(False)
        self.book.setEnabled(False)
        if long:
            self._bar.setRange(0, 0)
            self._bar.show()
            self._stop.show()
            self._timer.start()
        return progress

    def _show_progress(self) -> None:
        if self._progress is not None and self._progress.total:
            self._bar.setRange(0, self._progress.total)
            self._bar.setValue(self._progress.done)

    def _end(self) -> None:
        self._progress = None
        self._bar.hide()
        self._stop.hide()
        self.act.setEnabled(self._found is not None and bool(self._found.lines))
        self.book.setEnabled(True)
        self._timer.stop()

    def _queued(self, jobs: tuple[str, ...]) -> None:
        self._end()
        if jobs:
            first, last = (f"{day:%d/%m/%Y}" for day in self._said)
            days = first if first == last else f"{first} – {last}"
            text = self.tr("The register of {day} is being printed, {count} books.")
            said = text.format(day=days, count=len(jobs))
            self.told.emit(Notice(said, "ok", ((self.tr("Slips"), "post/prints"),)))

    def _not_queued(self, error: MotCuaError) -> None:
        self._end()
        self.explain(error)

    def _close_shift(self) -> None:
        office, session, day = self.counter.office, self.counter.session, self.chosen
        self.ask(lambda: desk_shift.close_shift(office, session, day), self._closed)

    def _closed(self, shift: Shift) -> None:
        text = self.tr("Shift of {day} closed: {accepted} received, {returned} returned, {cash} cash.")
        figures = shift.figures
        said = text.format(
            day=self.day.text(), accepted=figures.accepted, returned=figures.returned, cash=money(figures.cash)
        )
        self.told.emit(Notice(said, "soon" if shift.differences else "ok"))
        self._load()

    def back(self) -> bool:
        if self._progress is not None:
            self._progress.cancel.set()
            return True
        if self.digitising.stop():
            return True
        if self._stack.currentIndex():
            self.show_sheet("lines")
            return True
        return False


def _shown(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)
