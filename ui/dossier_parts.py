"""Parts of a dossier's page: the facts at the left, its papers with a viewer, its prints with theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QGridLayout,
    QLabel,
    QMenu,
    QVBoxLayout,
    QWidget,
)

from app.desk import printing
from app.desk.dossier_page import DossierView
from app.desk.on_request import ON_REQUEST
from app.desk.printing import PrintLine
from app.desk.signing import CopyToSign
from app.desk.timeline import POST_NAMES
from app.domain import acts
from app.domain.dossier import FileHeld
from app.domain.text import money
from app.errors import PrinterUnavailable
from ui import controls, words
from ui import theme as look
from ui.fitting import flowing
from ui.person import day_shown
from ui.place import Counter
from ui.preview import PdfView
from ui.rows import Cell, Column, RowModel, RowView
from ui.signatures import state_cell


@dataclass(frozen=True)
class PaperShown:
    """One paper of the list, with its scan (None when there is none)."""

    paper: acts.Paper
    file: FileHeld | None
    returned: bool
    unsigned: CopyToSign | None = None

    @property
    def key(self) -> str:
        return f"{self.paper.component}/{self.paper.kind}"


class Facts(QWidget):
    """Who, when, how much, where the papers lie: short lines under small captions. ``opened`` names another dossier."""

    opened = Signal(str)

    def __init__(self, counter: Counter) -> None:
        super().__init__()
        self.setObjectName("dossier.facts")
        self._counter = counter
        self._layout = QVBoxLayout()
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(look.GAP)
        self._layout.addStretch(1)
        self.setLayout(self._layout)
        self._sections: list[QWidget] = []

    def show_view(self, view: DossierView, now: datetime) -> None:
        """Show the facts of ``view``."""
        for old in self._sections:
            self._layout.removeWidget(old)
            old.deleteLater()
        self._sections = []
        people = view.dossier.people
        if people is not None:
            self._person(self.tr("Applicant"), people.applicant)
            if people.submitter is not None:
                organised = people.applicant.kind != "citizen"
                title = self.tr("Legal representative") if organised else self.tr("Submitter")
                self._person(title, people.submitter)
            if people.representative is not None:
                self._person(self.tr("Representative"), people.representative)
            for party in people.parties:
                self._person(self.tr("The other party"), party)
        self._promise(view, now)
        self._together(view)
        self._place(view)

    def _together(self, view: DossierView) -> None:
        if not view.together:
            return
        links = controls.Links("dossier.together.links", self._counter.theme)
        links.followed.connect(self.opened)
        links.say("", view.together)
        self._add(self.tr("On one receipt with"), "together", (), links)

    def _add(self, title: str, name: str, lines: Iterable[tuple[str, str]], more: QWidget | None = None) -> None:
        section = controls.Section(title, f"dossier.{name}")
        grid = QGridLayout()
        grid.setHorizontalSpacing(look.SMALL)
        grid.setVerticalSpacing(look.TIGHT)
        grid.setColumnStretch(1, 1)
        grid.setColumnMinimumWidth(0, self._counter.theme.scaled(84))
        for row, (caption, value) in enumerate((caption, value) for caption, value in lines if value):
            lead = controls.label(caption, "label")
            lead.setContentsMargins(0, 1, 0, 0)
            grid.addWidget(lead, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(_selectable(value), row, 1)
        section.body.addLayout(grid)
        if more is not None:
            section.body.addWidget(more)
        self._layout.insertWidget(len(self._sections), section)
        self._sections.append(section)

    def _person(self, title: str, person: acts.Person) -> None:
        sex = {"male": self.tr("Male"), "female": self.tr("Female"), "": ""}[person.sex]
        birth = " · ".join(filter(None, (day_shown(person.birth_date), sex)))
        lines = (
            (self.tr("Name"), person.full_name),
            (self.tr("Number"), person.personal_number or person.passport or person.tax_code),
            (self.tr("Birth date"), birth),
            (self.tr("Address"), person.address),
            (self.tr("Phone"), person.phone),
            (self.tr("E-mail"), person.email),
        )
        self._add(title, "person", lines)

    def _promise(self, view: DossierView, now: datetime) -> None:
        dossier = view.dossier
        paid = sum(item.amount for item in dossier.money)
        levels = sum(line.amount for line in dossier.fees)
        exempt = "; ".join(line.exemption for line in dossier.fees if line.exemption)
        steps = None
        if view.steps:
            box = controls.holder(controls.column(*(controls.label(step, "small", wrap=True) for step in view.steps)))
            box.hide()
            why = controls.button(self.tr("Why this date?"), "dossier.why", "link")
            why.setCheckable(True)
            why.toggled.connect(box.setVisible)
            steps = controls.holder(controls.column(why, box, spacing=2))
        lines = (
            (self.tr("Received"), words.moment(dossier.accepted_at, now) if dossier.accepted_at else ""),
            (self.tr("Due"), words.promise(dossier.due_at) if dossier.due_at else self.tr("No time limit")),
            (self.tr("Finished"), words.moment(dossier.finished_at, now) if dossier.finished_at else ""),
            (self.tr("Returned"), words.moment(dossier.returned_at, now) if dossier.returned_at else ""),
            (self.tr("Fee"), self._fee(levels, paid, exempt)),
        )
        self._add(self.tr("Promise and fee"), "promise", lines, steps)

    def _fee(self, levels: int, paid: int, exempt: str) -> str:
        if not levels:
            return exempt or self.tr("none")
        if paid >= levels:
            return self.tr("{amount}, paid").format(amount=money(levels))
        return self.tr("{amount}, {rest} still due").format(amount=money(levels), rest=money(levels - paid))

    def _place(self, view: DossierView) -> None:
        dossier = view.dossier
        register = ""
        if dossier.register_number is not None:
            register = self.tr("book {book}, number {number}").format(
                book=dossier.register_book, number=dossier.register_number
            )
        transit = dossier.result_transit or dossier.transit
        lines = (
            (self.tr("Papers"), self._holder(dossier.holder)),
            (self.tr("Result"), self._holder(dossier.result_holder)),
            (self.tr("Shelf"), dossier.result_shelf or dossier.shelf),
            (
                self.tr("On the way"),
                self.tr("to {who}, list {list}").format(who=self._holder(transit.receiver), list=transit.list_number)
                if transit
                else "",
            ),
            (self.tr("Register"), register or self.tr("given later")),
        )
        self._add(self.tr("Where it is"), "place", lines)

    def _holder(self, holder: acts.Holder | None) -> str:
        return POST_NAMES[holder.post] if holder is not None else ""


def _selectable(text: str) -> QLabel:
    made = controls.label(text, wrap=True)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made


class Papers(QWidget):
    """The papers handed in and their scans; ``asked`` names the file to show, ``save_asked`` wants all in a folder."""

    asked = Signal(str)
    save_asked = Signal()

    def __init__(self, counter: Counter) -> None:
        super().__init__()
        self.setObjectName("dossier.papers")
        columns = (
            Column("name", self.tr("Paper"), lambda line: Cell(line.paper.name, tip=line.paper.name), strong=True),
            Column("kind", self.tr("Kind"), self._kind, width=130),
            Column("count", self.tr("Number"), lambda line: Cell(str(line.paper.count)), width=70, right=True),
            Column("scan", self.tr("Scan"), self._scan, width=168),
        )
        self.model = RowModel(columns, lambda line: line.key)
        self.view = RowView(counter.theme, self.model, "dossier.papers.list", self.tr("Papers"))
        self.view.selectionModel().currentRowChanged.connect(self._chosen)
        self.pdf = PdfView(counter.bridge, counter.theme, "dossier.scan", self.tr("No scan of this paper yet."))
        self.signed = controls.label("", "small", wrap=True, name="dossier.signed")
        self.signed.hide()
        self.save = controls.button(self.tr("Save the copies…"), "dossier.papers.save", "link")
        self.save.setToolTip(self.tr("All copies of this dossier into a folder, named as the settings say"))
        self.save.clicked.connect(self.save_asked)
        layout = controls.column(self.view, controls.row(self.save, None), self.signed, self.pdf, spacing=look.SMALL)
        layout.setStretch(0, 2)
        layout.setStretch(3, 5)
        self.setLayout(layout)

    def _kind(self, line: PaperShown) -> Cell:
        if line.paper.shown:
            return Cell(self.tr("shown"), "muted")
        if line.paper.in_database:
            return Cell(self.tr("in a database"), "muted")
        if line.paper.give_back:
            back = self.tr("given back") if line.returned else self.tr("to give back")
            return Cell(f"{words.paper_kind(line.paper.kind)}, {back}")
        return Cell(words.paper_kind(line.paper.kind))

    def _scan(self, line: PaperShown) -> Cell:
        if line.file is None:
            return Cell(self.tr("none"), "muted")
        pages = self.tr("{count} pages").format(count=line.file.pages)
        if line.file.from_national_store:
            pages = self.tr("{pages}, national store").format(pages=pages)
        elif line.file.source == "reuse":
            pages = self.tr("{pages}, taken over").format(pages=pages)
        if line.unsigned is not None:
            cell = state_cell(line.unsigned)
            return Cell(f"{pages}, {cell.text}", cell.tone, cell.icon, cell.tip)
        if line.file.signature == "signed":
            return Cell(self.tr("{pages}, signed").format(pages=pages), "ok", "sign")
        return Cell(pages, "", "file")

    def show_view(self, view: DossierView) -> None:
        """Show the papers of ``view``."""
        files: dict[str, FileHeld] = {file.component: file for file in view.dossier.files}
        unsigned = {copy.component: copy for copy in view.unsigned}
        rows = [
            PaperShown(
                held.paper,
                files.get(held.paper.component),
                held.returned_at is not None,
                unsigned.get(held.paper.component),
            )
            for held in view.dossier.papers
        ]
        results = [
            PaperShown(acts.Paper("result", result.name), files.get("result"), returned=False)
            for result in view.dossier.results
        ]
        self.save.setVisible(bool(view.dossier.files))
        if tuple(rows + results) != self.model.rows:
            self.model.show_rows(rows + results)

    @property
    def component(self) -> str:
        """The paper that is chosen in the list; empty for none."""
        index = self.view.currentIndex()
        return str(self.model.rows[index.row()].paper.component) if index.isValid() else ""

    def show_pdf(self, pdf: bytes) -> None:
        self.pdf.show_pdf(pdf)

    def show_signatures(self, text: str, tone: str) -> None:
        """Say who signed the copy that is shown."""
        self.signed.setText(text)
        self.signed.setVisible(bool(text))
        controls.polish(self.signed, tone=tone)

    def _chosen(self, index: QModelIndex) -> None:
        self.show_signatures("", "")
        line: PaperShown | None = self.model.rows[index.row()] if index.isValid() else None
        if line is not None and line.file is not None:
            self.asked.emit(line.file.sha256)
        else:
            self.pdf.show_pdf(None)


MADE_ON_REQUEST = (printing.LABEL, *ON_REQUEST)
"""What may be printed for a dossier at any time, the label of its folder first."""


class Prints(QWidget):
    """Every slip printed for the dossier. ``opened`` and ``handed_out`` name a job, ``again`` and ``asked`` a form."""

    opened = Signal(str)
    again = Signal(str)
    asked = Signal(str)
    handed_out = Signal(str)

    def __init__(self, counter: Counter) -> None:
        super().__init__()
        self.setObjectName("dossier.prints")
        self._now = counter.office.now()
        columns = (
            Column("form", self.tr("Slip"), self._slip, strong=True),
            Column("at", self.tr("Printed"), lambda line: Cell(words.moment(line.printed_at, self._now)), width=100),
            Column("state", self.tr("State"), self._state, width=190),
        )
        self.model = RowModel(columns, lambda line: line.id)
        self.view = RowView(counter.theme, self.model, "dossier.prints.list", self.tr("Prints"))
        self.view.selectionModel().currentRowChanged.connect(self._chosen)
        theme = counter.theme
        self._again = controls.button(self.tr("Print again"), "prints.again", icon="printer", theme=theme)
        self._again.clicked.connect(lambda: self._with_current(lambda line: self.again.emit(line.form)))
        self._hand = controls.button(self.tr("Handed out"), "prints.hand_out", icon="return", theme=theme)
        self._hand.clicked.connect(lambda: self._with_current(lambda line: self.handed_out.emit(line.id)))
        menu = QMenu(self)
        self.other: dict[str, QAction] = {}
        for form in MADE_ON_REQUEST:
            self.other[form] = menu.addAction(words.form(form), partial(self.asked.emit, form))
        more = controls.button(self.tr("Another slip"), "prints.other", icon="printer", theme=theme)
        more.setMenu(menu)
        self.pdf = PdfView(counter.bridge, theme, "dossier.print", self.tr("Nothing was printed yet."))
        line = flowing(self._again, self._hand, more, spacing=look.SMALL)
        layout = controls.column(self.view, line, self.pdf, spacing=look.SMALL)
        layout.setStretch(0, 2)
        layout.setStretch(2, 5)
        self.setLayout(layout)
        self._buttons(None)

    def _slip(self, line: PrintLine) -> Cell:
        slip = words.form(line.form)
        if line.copy_number < 2:
            return Cell(slip)
        return Cell(self.tr("{slip} (reprint {number})").format(slip=slip, number=line.copy_number - 1))

    def _state(self, line: PrintLine) -> Cell:
        if line.handed_out_at is not None and line.state != "spoiled":
            return Cell(
                self.tr("handed out {time}").format(time=words.moment(line.handed_out_at, self._now)), "ok", "done"
            )
        return {
            "queued": Cell(self.tr("waits for the printer"), "muted", "clock"),
            "printing": Cell(self.tr("printing"), "muted", "printer"),
            "printed": Cell(self.tr("printed, not handed out"), "debt", "debt"),
            "failed": Cell(
                self.tr("printer does not answer")
                if line.error == PrinterUnavailable.code
                else self.tr("not printed: see under Synchronisation, Slips"),
                "late",
                "stop",
            ),
            "spoiled": Cell(self.tr("spoiled"), "muted", "close"),
        }.get(line.state, Cell(line.state))

    def show_lines(self, lines: Sequence[PrintLine], now: datetime) -> None:
        """Show the prints."""
        self._now = now
        if tuple(lines) != self.model.rows:
            self.model.show_rows(lines)

    def show_pdf(self, pdf: bytes) -> None:
        self.pdf.show_pdf(pdf)

    def _current(self) -> PrintLine | None:
        index = self.view.currentIndex()
        return self.model.rows[index.row()] if index.isValid() else None

    def _with_current(self, act: Callable[[PrintLine], object]) -> None:
        line = self._current()
        if line is not None:
            act(line)

    def _chosen(self, index: QModelIndex) -> None:
        line = self.model.rows[index.row()] if index.isValid() else None
        self._buttons(line)
        if line is not None:
            self.opened.emit(line.id)

    def _buttons(self, line: PrintLine | None) -> None:
        self._again.setEnabled(line is not None and line.state == "printed")
        self._hand.setEnabled(line is not None and line.state == "printed" and line.handed_out_at is None)
