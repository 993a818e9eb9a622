"""One direction of the handover: what waits, the list built of it by scanning, and what the other side has scanned."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QWidget

from app.desk import transfer, worklists
from app.desk.handover import Difference, difference
from app.desk.transfer import Arriving, Load
from app.desk.worklists import DossierRow
from ui import controls, listing, words
from ui import theme as look
from ui.blank import Blank, FilledOrBlank
from ui.place import Counter
from ui.rows import Cell, Column, RowModel, RowView

MOST = 500
"""Dossiers shown at once; a counter hands over several times a day, and the oldest come with the next list."""
SOON = timedelta(hours=1)
PANEL, NARROW_PANEL = 260, 228
NARROW = 640
"""Below this width the list needs what the panel can spare."""
NAMED = 5
"""Codes of a difference named one by one; a longer one is no slip of the hand."""
TICK = 40


@dataclass(frozen=True)
class Waiting:
    """The rows of a list, what goes along with each that leaves, and on which list each that arrives travels."""

    rows: tuple[DossierRow, ...]
    loads: dict[str, Load]
    receiver: str
    arriving: dict[str, Arriving]


class HandoverSide(QWidget):
    """``edited`` comes when the list being built changes; ``opened`` carries a dossier to look at."""

    edited = Signal()
    opened = Signal(str)

    def __init__(self, counter: Counter, list_name: str, *, leaving: bool) -> None:
        super().__init__()
        self.setObjectName(f"handover.{list_name}")
        self._counter = counter
        self._list = list_name
        self._leaving = leaving
        self.waiting = Waiting((), {}, "", {})
        self.given: tuple[str, ...] = ()
        """What the giver has scanned, once it is the receiver's turn; empty before."""
        self._strange: dict[str, str] = {}
        names = ("name", "code", "procedure", "accepted") if leaving else ("name", "code", "procedure", "due")
        columns = list(listing.columns(counter.office.now, *names))
        # The tick box takes room from the name: it gets that back.
        columns[0] = replace(columns[0], width=columns[0].width + TICK)
        if leaving:
            columns.append(Column("transfer", self.tr("Transfer by"), self._transfer_cell, width=122))
        else:
            columns.append(Column("list", self.tr("On list"), self._list_cell, width=150, code=True, spare=1))
        self.model = RowModel(columns, lambda row: str(row.stream), tickable=True)
        self.model.ticks_changed.connect(self._count)
        title = self.tr("Dossiers to hand over") if leaving else self.tr("Results to sign for")
        self.view = RowView(counter.theme, self.model, f"handover.{list_name}.list", title)
        self.view.opened.connect(self.opened)
        self._filled = FilledOrBlank(self.view, Blank(counter.theme, "handover", f"handover.{list_name}.blank"))
        if leaving:
            self._filled.blank.say(
                self.tr("Nothing waits to be handed over."),
                self.tr("Dossiers received here appear at once and leave on a printed list."),
            )
        else:
            self._filled.blank.say(
                self.tr("No result is on its way to this counter."),
                self.tr("When the agency hands results over they appear here to be compared with the papers."),
            )
        surface = controls.frame("section", controls.column(self._filled, margins=(1, 1, 1, 1)))
        self._layout = controls.row(surface, self._summary(), spacing=look.GAP)
        self._layout.setStretch(0, 1)
        self.setLayout(self._layout)
        every = QShortcut(QKeySequence.StandardKey.SelectAll, self.view)
        every.setContext(Qt.ShortcutContext.WidgetShortcut)
        every.activated.connect(self._tick_all)
        self._count()

    def _summary(self) -> QWidget:
        theme = self._counter.theme
        section = controls.Section(
            self.tr("The list being built") if self._leaving else self.tr("Signed for now"),
            f"handover.{self._list}.built",
        )
        self._section = section
        self.figure = controls.label("", "figure", name=f"handover.{self._list}.count")
        self.papers = controls.label("", name=f"handover.{self._list}.papers")
        self.receiver = controls.label("", "muted", wrap=True, name=f"handover.{self._list}.receiver")
        self.difference = controls.label("", tone="late", wrap=True, name=f"handover.{self._list}.difference")
        self.last = controls.label("", wrap=True, name=f"handover.{self._list}.last")
        hint = self.tr("Scan the code on each receipt or press Space on a line. Ctrl+A takes all.")
        self.all = controls.button(self.tr("Tick all"), f"handover.{self._list}.all", "link")
        self.all.clicked.connect(self._tick_all)
        for item in (self.figure, self.papers, self.receiver):
            section.body.addWidget(item)
        section.body.addWidget(controls.rule())
        section.body.addWidget(self.difference)
        section.body.addWidget(self.last)
        section.body.addWidget(controls.label(hint, "small", wrap=True))
        section.body.addLayout(controls.row(self.all, None))
        # On a small screen a difference may be longer than the page is high.
        panel = controls.scrolled(controls.holder(controls.column(section, None)), f"handover.{self._list}.panel")
        panel.setFixedWidth(theme.scaled(PANEL))
        self._panel = panel
        return panel

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        scaled = self._counter.theme.scaled
        self._panel.setFixedWidth(scaled(NARROW_PANEL if event.size().width() < scaled(NARROW) else PANEL))

    # ------------------------------------------------------------ showing

    def read(self) -> Waiting:
        """What waits now; runs on the desk worker."""
        office, session = self._counter.office, self._counter.session
        rows = worklists.page(office, session, self._list, None, MOST).rows
        found = transfer.loads(office, [row.stream for row in rows]) if self._leaving else {}
        if self._leaving:
            return Waiting(rows, found, transfer.usual_receiver(office, session), {})
        return Waiting(rows, found, "", transfer.arriving_here(office, session))

    def show_waiting(self, waiting: Waiting) -> None:
        """Show what `read` gave; ticks of dossiers still there stay."""
        self.waiting = waiting
        here = {row.stream for row in waiting.rows}
        self.given = tuple(stream for stream in self.given if stream in here)
        self.model.show_rows([row for row in waiting.rows if not self.given or row.stream in self.given])
        self._filled.show_filled(bool(waiting.rows))
        self._count()

    def _list_cell(self, row: DossierRow) -> Cell:
        found = self.waiting.arriving.get(row.stream)
        return Cell(found.number if found else words.NOT_KNOWN)

    def _transfer_cell(self, row: DossierRow) -> Cell:
        load = self.waiting.loads.get(row.stream)
        due = load.transfer_due if load else None
        if due is None:
            return Cell(words.NOT_KNOWN, "muted")
        now = self._counter.office.now()
        tone = "late" if due < now else "soon" if due - now <= SOON else ""
        return Cell(words.moment(due, now), tone, words.TONE_ICONS.get(tone, ""))

    @property
    def first_due(self) -> datetime | None:
        """The earliest instant by which something that waits here must have left."""
        return min((load.transfer_due for load in self.waiting.loads.values() if load.transfer_due), default=None)

    # ------------------------------------------------------------ the list being built

    @property
    def apart(self) -> Difference:
        """What only one side has scanned: of dossiers that leave, once it is the receiver's turn; of results, against
        the lists they travel on."""
        if self._leaving:
            code = {row.stream: row.code for row in self.waiting.rows}
            received = [*(code[stream] for stream in self.model.ticked if stream in code), *self._strange.values()]
            return difference([code[stream] for stream in self.given], received) if self.given else Difference()
        here = self.waiting.arriving
        chosen = [here[stream] for stream in self.model.ticked if stream in here]
        lists = {paper.number for paper in chosen}
        given = [paper.code for paper in here.values() if paper.number in lists]
        return difference(given, [paper.code for paper in chosen])

    @property
    def scanned_by_receiver(self) -> tuple[str, ...]:
        """The codes the receiver has scanned."""
        ticked = set(self.model.ticked)
        return tuple(row.code for row in self.waiting.rows if row.stream in ticked) + tuple(self._strange.values())

    def receiver_turn(self) -> None:
        """The giver is done: from now on the receiver scans the same dossiers."""
        self.given = self.model.ticked
        self._strange.clear()
        self.model.tick_all(False)
        self.say("", "")
        self.show_waiting(self.waiting)

    def giver_turn(self) -> None:
        """Back to the giver, with what was on the list."""
        given, self.given = self.given, ()
        self._strange.clear()
        self.say("", "")
        self.show_waiting(self.waiting)
        for stream in given:
            place = self.model.place_of(stream)
            if place is not None:
                self.model.tick(place, on=True)

    def add_strange(self, row: DossierRow) -> None:
        """The receiver scanned what the giver did not: it is named until the list is begun again."""
        self._strange[row.stream] = row.code
        text = self.tr("Not on the giver's list: {code}").format(code=row.code)
        self.say(f"{text}\n{row.applicant_name}", "late")
        self._count()

    def _name_difference(self) -> None:
        apart = self.apart
        lines = []
        begun = not self.given or bool(self.scanned_by_receiver)
        if apart.only_giver and begun:
            text = self.tr("Only the giver scanned:") if self._leaving else self.tr("On the list, not scanned here:")
            lines.append("\n".join((text, *apart.only_giver[:NAMED], *self._more(apart.only_giver))))
        if apart.only_receiver:
            text = self.tr("Only the receiver scanned:")
            lines.append("\n".join((text, *apart.only_receiver[:NAMED], *self._more(apart.only_receiver))))
        self.difference.setText("\n".join(lines))
        self.difference.setVisible(bool(lines))

    def _more(self, codes: tuple[str, ...]) -> tuple[str, ...]:
        return (self.tr("and {count} more").format(count=len(codes) - NAMED),) if len(codes) > NAMED else ()

    def _count(self) -> None:
        chosen = self.model.ticked
        self._name_difference()
        if self._leaving:
            text = self.tr("{count} dossiers").format(count=len(chosen))
            papers = sum(self.waiting.loads[stream].papers for stream in chosen if stream in self.waiting.loads)
            self.papers.setText(self.tr("{count} papers with them").format(count=papers))
            self.receiver.setText(self.tr("To: {receiver}").format(receiver=self.waiting.receiver))
        else:
            text = self.tr("{count} results").format(count=len(chosen))
            self.papers.setText(self.tr("of {count} on their way").format(count=len(self.waiting.rows)))
        self.receiver.setVisible(self._leaving and bool(self.waiting.receiver))
        if self.given:
            text = self.tr("Receiver: {count} / {all}").format(count=len(chosen), all=len(self.given))
        self.figure.setText(text)
        every = bool(chosen) and len(chosen) == self.model.rowCount()
        self.all.setText(self.tr("Untick all") if every else self.tr("Tick all"))
        self.all.setEnabled(bool(self.waiting.rows))
        self.last.setVisible(bool(self.last.text()))
        self.edited.emit()

    def _tick_all(self) -> None:
        self.last.clear()
        self.model.tick_all(len(self.model.ticked) < self.model.rowCount())

    def add(self, stream: str) -> bool:
        """Put a scanned dossier on the list; False when it does not wait here."""
        place = self.model.place_of(stream)
        if place is None:
            return False
        row = self.model.rows[place]
        already = self.model.is_ticked(place)
        if self.given:
            text = self.tr("Already scanned: {code}") if already else self.tr("Received: {code}")
        else:
            text = self.tr("Already on the list: {code}") if already else self.tr("Added: {code}")
        self.say(f"{text.format(code=row.code)}\n{row.applicant_name}", "muted" if already else "ok")
        self.model.tick(place, on=True)
        self.view.selectRow(place)
        return True

    def say(self, text: str, tone: str) -> None:
        """The line about the last scan."""
        self.last.setText(text)
        controls.polish(self.last, tone=tone)
        self.last.setVisible(bool(text))

    def focus_here(self) -> None:
        self._filled.focus_here()
