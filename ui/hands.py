"""Where the hands go next on the reception page, and the marks of what still blocks."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from app.desk import reception as desk
from app.desk.drafts import Draft
from ui import fitting
from ui.checklist import Checklist
from ui.drafts import DraftBook
from ui.fees import Fees
from ui.missing import ROLES, faults_of
from ui.people import People
from ui.procedures import ProcedurePicker


class Hands(QObject):
    """Moves the focus through the parts of the page, for the draft in front of ``book``."""

    def __init__(
        self,
        parent: QObject,
        book: DraftBook,
        procedure: ProcedurePicker,
        people: People,
        papers: Checklist,
        fees: Fees,
    ) -> None:
        super().__init__(parent)
        self._book, self._procedure, self._people, self._papers, self._fees = book, procedure, people, papers, fees
        # Once what was just laid in has its place.
        self._look_there = QTimer(self)
        self._look_there.setSingleShot(True)
        self._look_there.setInterval(0)
        self._look_there.timeout.connect(self._show_focus)
        papers.onward.connect(self.onward)
        fees.onward.connect(self.onward)

    def next(self) -> None:
        """Put the hands where the next key belongs: the procedure, the person, then what else is missing."""
        draft = self._book.current
        if draft is None or not draft.procedure_code:
            self._procedure.focus_here()
        elif not draft.on_the_spot or _people_missing(draft):
            self._people.applicant.focus_first_empty()
        else:
            self.onward()
        self._look_there.start()

    def arrive(self) -> None:
        """The desk laid a procedure in: put the hands where the next key belongs, and type what came meanwhile."""
        self.next()
        self._procedure.ahead.release()

    def past_people(self) -> bool:
        """Enter in a person's field: on to the papers once nothing more is asked of whoever stands there."""
        draft = self._book.current
        if draft is None or not draft.on_the_spot or not draft.procedure_code or _people_missing(draft):
            return False
        return self.onward()

    def _show_focus(self) -> None:
        focused = QApplication.focusWidget()
        if focused is not None:
            fitting.into_view(focused)

    def onward(self) -> bool:
        """Go to the first paper or fee that still blocks, a fee not taken last; False when there is none."""
        draft = self._book.current
        for item in desk.missing_at_once(draft) if draft is not None else ():
            if item.field.startswith(("papers.", "fees.")):
                self.go_to(item.field)
                return True
        return False

    def tick(self, number: int) -> None:
        """Alt+1 … Alt+9: tick a paper, and on to the next thing that is missing."""
        self._procedure.ahead.after(lambda: self._tick(number))

    def _tick(self, number: int) -> None:
        self._papers.toggle(number)
        if number < len(self._papers.lines) and self._papers.lines[number].paper.ticked:
            self.onward()

    def go_to(self, field: str) -> None:
        """Put the hands in the field that a `Missing` names."""
        role, _, name = field.partition(".")
        if role == "procedure":
            self._procedure.focus_here()
        elif role in ROLES:
            self._people.focus_field(role, name)
        elif role == "papers":
            self._papers.focus_line(int(name))
        elif role == "fees":
            number, _, part = name.partition(".")
            self._fees.focus_field(int(number), part)
        self._look_there.start()

    def mark(self, blocking: tuple[desk.Missing, ...]) -> None:
        """Mark what blocks as wrong, and nothing else."""
        faults = faults_of(blocking)
        self._people.set_faults(faults)
        self._procedure.field.set_fault(faults.get("procedure"))
        self._papers.set_faults(frozenset(int(name[7:]) for name in faults if name.startswith("papers.")))
        for number, line in enumerate(self._fees.lines):
            line.set_untaken(f"fees.{number}.collected" in faults)
            for name, field in line.fields.items():
                field.set_fault(faults.get(f"fees.{number}.{name}"))


def _people_missing(draft: Draft) -> bool:
    return any(item.field.partition(".")[0] in ROLES for item in desk.missing(draft))
