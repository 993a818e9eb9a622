"""The papers of a procedure: ticked, counted, scanned; one line each, and one of them current for the scanner."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QToolButton, QVBoxLayout

from app.desk.drafts import DraftPaper
from ui import controls
from ui.fitting import flowing
from ui.keys import key
from ui.paper_line import PaperLine
from ui.place import Counter

AT_ONCE, A_TURN = 12, 8
"""Lines made when a procedure is chosen, and in each turn after that: thirty at once would hold the window up."""


class Checklist(controls.Section):
    """All components. ``edited`` carries the papers; ``scan_asked``, ``camera_asked``, ``files_asked``,
    ``files_dropped``, ``opened``, ``take_over_asked`` and ``facts_asked`` name a component; ``separators_asked`` wants
    the sheets of a stack; ``onward`` is Enter on a tick or a count; ``built`` tells that lines or counts came later."""

    built = Signal()
    edited = Signal(object)
    scan_asked = Signal(str)
    camera_asked = Signal(str)
    files_asked = Signal(str)
    files_dropped = Signal(str, list)
    opened = Signal(str)
    take_over_asked = Signal(str)
    facts_asked = Signal(str)
    separators_asked = Signal()
    onward = Signal()

    def __init__(self, counter: Counter) -> None:
        super().__init__(self.tr("Papers"), "reception.papers")
        self._counter = counter
        self._papers: tuple[DraftPaper, ...] = ()
        self._lines: list[PaperLine] = []
        self._waiting: Mapping[str, int] = {}
        self._faults: frozenset[int] = frozenset()
        self._current = ""
        self._coming = self._growing = False
        self._scan = controls.KeyButton(
            self.tr("Scan"), "papers.scan", key=key("scan"), role="quiet", theme=counter.theme, icon="scan"
        )
        self._scan.clicked.connect(lambda: self.scan_asked.emit(self.current))
        self._more = self._menu_button()
        self.header.addWidget(flowing(self._scan, self._more))
        self._empty = controls.label(self.tr("Choose the procedure first."), "muted")
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self.body.addWidget(self._empty)
        self.body.addLayout(self._rows)
        self.body.setSpacing(2)
        self.show_papers(())

    def _menu_button(self) -> QToolButton:
        made = QToolButton()
        made.setObjectName("papers.more")
        made.setText("⋯")
        made.setAccessibleName(self.tr("More about the papers"))
        made.setToolTip(self.tr("More about the papers"))
        made.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(made)
        menu.addAction(self.tr("Take pages with the camera…"), lambda: self.camera_asked.emit(self.current))
        menu.addAction(self.tr("Add file…"), lambda: self.files_asked.emit(self.current))
        menu.addAction(self.tr("Print separator sheets for one stack"), self.separators_asked.emit)
        made.setMenu(menu)
        return made

    @property
    def current(self) -> str:
        """The component the scanner will fill; empty when there is none."""
        return self._current

    def begin(self) -> None:
        """Papers of another draft come next: nothing of the one before is marked, counted or current any more."""
        self._current = ""
        self.show_waiting({})
        self.set_faults(frozenset())

    @property
    def papers(self) -> tuple[DraftPaper, ...]:
        """The papers as they are ticked and counted now, also those whose lines are still to come."""
        return self._papers

    @property
    def lines(self) -> tuple[PaperLine, ...]:
        """The lines there are; where a procedure asks for many papers the later ones come in turns of their own."""
        return tuple(self._lines)

    def show_papers(self, papers: tuple[DraftPaper, ...]) -> None:
        """Show ``papers``; lines of the same components stay where they are."""
        before, self._papers = self._papers, papers
        if [paper.component for paper in before] == [paper.component for paper in papers]:
            for line, paper in zip(self._lines, papers, strict=False):
                if line.paper != paper:
                    line.show_paper(paper)
        else:
            self._build()
        if self._current not in {paper.component for paper in papers}:
            self.choose(papers[0].component if papers else "")
        self._empty.setVisible(not papers)
        self._scan.setEnabled(bool(papers))
        self._more.setEnabled(bool(papers))

    def _build(self) -> None:
        for line in self._lines:
            self._rows.removeWidget(line)
            line.setParent(None)
            line.blockSignals(True)
            line.deleteLater()
        self._lines, self._waiting, self._faults = [], {}, frozenset()
        self._current = self._papers[0].component if self._papers else ""
        self._add(AT_ONCE)
        if len(self._lines) < len(self._papers) and not self._coming:
            self._coming = True
            self._counter.bridge.in_turns(self, self._add_in_turns)

    def _add_in_turns(self) -> None:
        """Lines of another procedure may have come meanwhile: what is added is always what is missing now."""
        self._add(A_TURN)
        self._coming = len(self._lines) < len(self._papers)
        if self._coming:
            self._counter.bridge.in_turns(self, self._add_in_turns)
        else:
            self.built.emit()

    def _grown(self) -> None:
        # Many lines may have a count more at once, and Tab is led through all of them each time.
        if not self._growing:
            self._growing = True
            self._counter.bridge.in_turns(self, self._have_grown)

    def _have_grown(self) -> None:
        self._growing = False
        self.built.emit()

    def _add(self, number: int) -> None:
        """Add the next ``number`` lines, as far as there are so many papers."""
        first = len(self._lines)
        for place, paper in enumerate(self._papers[first : first + number], first):
            line = PaperLine(self._counter, paper, place)
            line.edited.connect(self._line_edited)
            line.chosen.connect(self.choose)
            line.dropped.connect(self.files_dropped)
            line.opened.connect(self.opened)
            line.take_over_asked.connect(self.take_over_asked)
            line.facts_asked.connect(self.facts_asked)
            line.onward.connect(self.onward)
            line.grown.connect(self._grown)
            self._rows.addWidget(line)
            self._lines.append(line)
            line.set_current(paper.component == self._current)
            line.show_waiting(self._waiting.get(paper.component, 0))
            if place in self._faults:
                line.set_fault(on=True)

    def choose(self, component: str) -> None:
        """Make a component the one the scanner fills."""
        self._current = component
        for line in self._lines:
            line.set_current(line.paper.component == component)

    def choose_next_unscanned(self) -> None:
        """Move on to the next ticked component that has no scan yet; stay when there is none."""
        names = [paper.component for paper in self._papers]
        place = names.index(self._current) + 1 if self._current in names else 0
        for paper in self._papers[place:] + self._papers[:place]:
            waiting = self._waiting.get(paper.component, 0)
            if paper.ticked and not paper.files and not waiting and not paper.shown and not paper.in_database:
                self.choose(paper.component)
                return

    def show_waiting(self, counts: Mapping[str, int]) -> None:
        """Count the pages of the tray by component."""
        self._waiting = counts
        for line in self._lines:
            line.show_waiting(counts.get(line.paper.component, 0))

    def toggle(self, number: int) -> None:
        """Alt+1 … Alt+9: tick or untick a component."""
        if number < len(self._lines):
            self._lines[number].toggle()

    def set_faults(self, numbers: frozenset[int]) -> None:
        """Mark the lines with these numbers as what still blocks."""
        self._faults = numbers
        for number, line in enumerate(self._lines):
            line.set_fault(number in numbers)

    def focus_line(self, number: int) -> None:
        if number < len(self._papers):
            self._add(max(0, number + 1 - len(self._lines)))
            self._lines[number].tick.setFocus(Qt.FocusReason.OtherFocusReason)

    def _line_edited(self, edited: DraftPaper) -> None:
        self._papers = tuple(edited if paper.component == edited.component else paper for paper in self._papers)
        self.edited.emit(self._papers)
