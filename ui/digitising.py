"""The report on digitising in the register: what was scanned, taken over, taken from the national store, by field."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from app.desk import digitising as desk
from app.desk.digitising import DigitisingReport, FieldFigures
from app.errors import MotCuaError
from app.progress import Progress
from ui import controls
from ui import theme as look
from ui.blank import Blank, FilledOrBlank
from ui.fields import Choice
from ui.place import Counter, Notice
from ui.rows import Cell, Column, RowModel, RowView
from ui.under_way import UnderWay

LOW = 260
"""Height below which the words under the table stand in a tooltip."""


def span_of(day: date, span: str) -> tuple[date, date]:
    """The first and the last day of the day, month, quarter or year that ``day`` is in."""
    if span == "day":
        return day, day
    months = {"month": 1, "quarter": 3, "year": 12}[span]
    month = (day.month - 1) // months * months + 1
    after = month + months
    following = date(day.year + (after > 12), (after - 1) % 12 + 1, 1)
    return date(day.year, month, 1), following - timedelta(days=1)


class DigitisingSheet(QWidget):
    """``told`` carries a `Notice`, ``failed`` a known failure. Counted only while it is shown: a year takes seconds."""

    told = Signal(object)
    failed = Signal(object)

    def __init__(self, counter: Counter) -> None:
        super().__init__()
        self.setObjectName("digitising")
        self._counter = counter
        self._day = date.min
        self._found: DigitisingReport | None = None
        self.span = Choice(
            (
                ("day", self.tr("Day")),
                ("month", self.tr("Month")),
                ("quarter", self.tr("Quarter")),
                ("year", self.tr("Year")),
            ),
            "digitising.span",
            self.tr("Time of the report"),
        )
        self.span.set_value("month")
        self.span.chosen.connect(lambda _: self.count())
        self.days = controls.label("", "muted", name="digitising.days")
        self.line = UnderWay("digitising.counting")
        self.save = controls.button(self.tr("Save as a table…"), "digitising.save")
        self.save.setToolTip(self.tr("A CSV file for a spreadsheet; it names no person"))
        self.save.clicked.connect(self._ask_where)
        self.model = RowModel(self._columns(), lambda row: str(row.field))
        view = RowView(counter.theme, self.model, "digitising.list", self.tr("Digitising by field"))
        self._lines = FilledOrBlank(view, Blank(counter.theme, "files", "digitising.blank"))
        self._lines.blank.say(
            self.tr("No dossier was received in this time."),
            self.tr("Each field that has dossiers stands here with the copies they hold."),
        )
        head = controls.row(self.span, self.days, None, self.save, margins=(14, look.SMALL, 14, 0))
        self.hint = controls.label(
            self.tr(
                "Counted from the journal as it stands now, of the dossiers received in this time that this machine"
                " knows. A copy counts once: digitised here, taken over from an earlier dossier, or from the national"
                " store."
            ),
            "muted",
            wrap=True,
            name="digitising.hint",
        )
        self.hint.setContentsMargins(14, 0, 14, look.SMALL)
        whole = controls.column(head, self.line, self._lines, self.hint, spacing=look.SMALL)
        whole.setStretch(2, 1)
        self.setLayout(whole)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a low window the room is the table's."""
        super().resizeEvent(event)
        self.hint.setVisible(self.height() >= self._counter.theme.scaled(LOW))
        self.days.setToolTip(self.hint.text())

    def _columns(self) -> Sequence[Column]:
        everything = self.tr("All fields")

        def share(name: str, title: str, width: int, part: Callable[[FieldFigures], int]) -> Column:
            def of_the_received(row: FieldFigures) -> Cell:
                number, whole = part(row), row.figures.dossiers
                return Cell(f"{number} ({round(100 * number / whole)} %)" if whole else str(number))

            return Column(name, title, of_the_received, width=width, right=True)

        def field(row: FieldFigures) -> Cell:
            return Cell(row.field or everything)

        def on_the_way(row: FieldFigures) -> Cell:
            return Cell(str(row.on_the_way), "soon" if row.on_the_way else "")

        return (
            Column("field", self.tr("Field"), field, width=160, strong=True),
            Column("dossiers", self.tr("Received"), lambda row: Cell(str(row.figures.dossiers)), width=84, right=True),
            share("digitised", self.tr("With scans"), 108, lambda row: row.figures.digitised),
            share("results", self.tr("Result as a file"), 136, lambda row: row.figures.results),
            share("reused", self.tr("With reuse"), 120, lambda row: row.figures.reused),
            share("national", self.tr("From national store"), 132, lambda row: row.figures.national),
            Column(
                "copies_digitised",
                self.tr("Copies digitised"),
                lambda row: Cell(str(row.figures.copies_digitised)),
                width=104,
                right=True,
                spare=2,
            ),
            Column(
                "copies_reused",
                self.tr("Copies reused"),
                lambda row: Cell(str(row.figures.copies_reused)),
                width=120,
                right=True,
                spare=3,
            ),
            Column(
                "copies_national",
                self.tr("National copies"),
                lambda row: Cell(str(row.figures.copies_national)),
                width=116,
                right=True,
                spare=4,
            ),
            Column("on_the_way", self.tr("Not at the hub yet"), on_the_way, width=112, right=True, spare=1),
        )

    # ------------------------------------------------------------ counting

    def show_day(self, day: date) -> None:
        """Count the time that ``day`` is in, once this sheet is looked at."""
        self._day = day
        if self.isVisible():
            self.count()

    def count(self) -> None:
        """Count anew; what was being counted is stopped."""
        self.stop()
        first, last = span_of(self._day, self.span.value)
        office, session = self._counter.office, self._counter.session
        progress = Progress()
        self.save.setEnabled(False)
        self.line.begin(self.tr("Counting…"), progress.cancel.set, progress)
        self._counter.bridge.run_aside(
            lambda: desk.report(office, session, first, last, progress),
            self._counted,
            self._not_counted,
            owner=self,
            slot="count",
        )

    def stop(self) -> bool:
        """Stop counting, and show what was counted before; False when nothing was being counted."""
        if not self.line.stop():
            return False
        self._end()
        self.save.setEnabled(bool(self.model.rows))
        return True

    def _end(self) -> None:
        self.line.end()
        self._say_days()

    def _say_days(self) -> None:
        """The time of what is shown."""
        found = self._found
        if found is None:
            self.days.setText("")
        elif found.first == found.last:
            self.days.setText(f"{found.first:%d/%m/%Y}")
        else:
            self.days.setText(f"{found.first:%d/%m/%Y} – {found.last:%d/%m/%Y}")

    def _counted(self, found: DigitisingReport | None) -> None:
        if found is None:
            return
        self._found = found
        self._end()
        rows = (*found.lines, found.total) if found.lines else ()
        self.model.show_rows(rows)
        self._lines.show_filled(bool(rows))
        self.save.setEnabled(bool(rows))

    def _not_counted(self, error: MotCuaError) -> None:
        self._end()
        self.failed.emit(error)

    # ------------------------------------------------------------ the table as a file

    def _ask_where(self) -> None:
        if self._found is None:
            return
        name = f"so-hoa-{self._found.first:%Y%m%d}-{self._found.last:%Y%m%d}.csv"
        path, _ = QFileDialog.getSaveFileName(self, self.tr("Save as a table"), name, "CSV (*.csv)")
        if path:
            self.export(Path(path))

    def export(self, path: Path) -> None:
        """Write the table that is shown."""
        found = self._found
        if found is None:
            return
        first, last = f"{found.first:%d/%m/%Y}", f"{found.last:%d/%m/%Y}"
        headings = (
            self.tr("From day"),
            self.tr("To day"),
            self.tr("Field"),
            self.tr("Dossiers received"),
            self.tr("Dossiers with papers digitised"),
            self.tr("Dossiers with an electronic result"),
            self.tr("Dossiers with papers reused"),
            self.tr("Dossiers with papers from the national store"),
            self.tr("Copies digitised"),
            self.tr("Copies reused"),
            self.tr("Copies from the national store"),
            self.tr("Copies not at the hub yet"),
        )
        rows = [(first, last, *self._row(line)) for line in (*found.lines, found.total)]

        def write() -> str:
            desk.export(path, headings, rows)
            return path.name

        self._counter.bridge.run_aside(write, self._exported, self._not_exported, owner=self)

    def _row(self, line: FieldFigures) -> tuple[str | int, ...]:
        figures = line.figures
        return (
            line.field or self.tr("All fields"),
            figures.dossiers,
            figures.digitised,
            figures.results,
            figures.reused,
            figures.national,
            figures.copies_digitised,
            figures.copies_reused,
            figures.copies_national,
            line.on_the_way,
        )

    def _not_exported(self, error: MotCuaError) -> None:
        self.failed.emit(error)

    def _exported(self, name: str) -> None:
        self.told.emit(Notice(self.tr("The report is saved: {name}").format(name=name), "ok"))
