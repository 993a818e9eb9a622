"""Where the copy of a paper comes from and what is said of it: taken over from an earlier dossier, its facts typed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QGridLayout, QLineEdit, QWidget

from app.capture.metadata import CopyFacts
from app.desk import copies as desk
from app.desk import paper_facts
from app.desk.copies import HeldCopy
from app.desk.drafts import Draft
from app.domain.events import VIETNAM
from ui import controls
from ui import theme as look
from ui.drafts import DraftBook
from ui.fields import Field
from ui.messages import Sentence
from ui.person import day_kept, day_shown
from ui.place import Counter, Notice, Place
from ui.rows import Cell, Column, RowModel, RowView
from ui.theme import Theme
from ui.walk import EnterWalk

DAYS = frozenset({"issued_on", "valid_until"})


class TakeOver(QDialog):
    """The copies held of one person; one is chosen for the paper called ``paper``."""

    def __init__(self, parent: QWidget, theme: Theme, paper: str, found: Sequence[HeldCopy]) -> None:
        super().__init__(parent)
        self.setObjectName("take_over")
        self.setWindowTitle("Một Cửa")
        columns = (
            Column("name", self.tr("Paper or result"), lambda held: Cell(held.name, tip=held.name), strong=True),
            Column("from", self.tr("From dossier"), lambda held: Cell(held.code), width=196, code=True),
            Column("day", self.tr("Received"), self._day, width=100, spare=1),
            Column("pages", self.tr("Pages"), lambda held: Cell(str(held.pages)), width=62, right=True, spare=2),
            Column("here", self.tr("File"), self._here, width=130),
        )
        self.model = RowModel(columns, lambda held: f"{held.stream}/{held.sha256}")
        self.view = RowView(theme, self.model, "take_over.list", self.tr("Copies held of this person"))
        self.view.setMinimumHeight(theme.scaled(190))
        self.view.opened.connect(lambda _: self._take())
        self.national = QCheckBox(self.tr("It was taken from the national data store"))
        self.national.setObjectName("take_over.national")
        self.take = controls.button(self.tr("Take it over"), "take_over.take", "primary")
        self.take.clicked.connect(self._take)
        leave = controls.button(self.tr("Leave it"), "take_over.leave")
        leave.clicked.connect(self.reject)
        self.setLayout(
            controls.column(
                controls.label(self.tr("A copy held already for “{paper}”").format(paper=paper), "head", wrap=True),
                controls.label(self.tr("Nothing is scanned; the record says where the copy comes from."), "muted"),
                self.view,
                self.national,
                look.SMALL,
                controls.row(None, self.take, leave),
                margins=(look.ROOM, look.ROOM, look.ROOM, look.WIDE),
            )
        )
        self.setMinimumWidth(theme.scaled(720))
        theme.dress(self)
        self.model.show_rows(found)
        self.view.selectionModel().currentRowChanged.connect(self._look)
        first = next((place for place, held in enumerate(found) if held.here), 0)
        self.view.setCurrentIndex(self.model.index(first, 0))
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self._look()

    @property
    def chosen(self) -> HeldCopy | None:
        """The copy that is marked in the list."""
        index = self.view.currentIndex()
        return self.model.rows[index.row()] if index.isValid() else None

    def _day(self, held: HeldCopy) -> Cell:
        return Cell(f"{held.accepted_at.astimezone(VIETNAM):%d/%m/%Y}" if held.accepted_at else "")

    def _here(self, held: HeldCopy) -> Cell:
        return Cell(self.tr("on this machine"), "ok", "file") if held.here else Cell(self.tr("at the hub"), "muted")

    def _look(self) -> None:
        self.take.setEnabled(self.chosen is not None and self.chosen.here)

    def _take(self) -> None:
        if self.take.isEnabled():
            self.accept()


class FactsForm(QDialog):
    """What NĐ 118/2025 Đ19.2 wants said of an electronic paper; what the draft says already stands there."""

    def __init__(self, parent: QWidget, theme: Theme, paper: str, known: CopyFacts) -> None:
        super().__init__(parent)
        self.setObjectName("facts")
        self.setWindowTitle("Một Cửa")
        self._known = known
        self.lines: dict[str, QLineEdit] = {}
        self._fields: dict[str, Field] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(look.SMALL)
        grid.setVerticalSpacing(look.TIGHT)
        grid.setColumnStretch(1, 1)
        captions = {
            "kind_code": self.tr("Code of the kind of paper"),
            "holder_number": self.tr("Number of the holder"),
            "holder_name": self.tr("Name of the holder"),
            "holder_birth_year": self.tr("Year of birth"),
            "issued_on": self.tr("Issued on"),
            "issued_by": self.tr("Issued by"),
            "title": self.tr("Name of the paper"),
            "abstract": self.tr("What it is about"),
            "valid_until": self.tr("Valid until"),
            "scope": self.tr("Valid for (if limited)"),
        }
        for row, (name, caption) in enumerate(captions.items()):
            line = QLineEdit(self._shown(name, getattr(known, name)))
            if name in DAYS:
                line.setPlaceholderText(self.tr("dd/mm/yyyy"))
            line.setCursorPosition(0)
            line.textEdited.connect(self._look)
            field = Field(theme, caption, line, f"facts.{name}")
            field.caption.setProperty("level", True)
            grid.addWidget(field.caption, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(field, row, 1)
            self.lines[name], self._fields[name] = line, field
        self._missing = controls.label("", "small", wrap=True, name="facts.missing")
        self.keep = controls.button(self.tr("Keep"), "facts.keep", "primary")
        self.keep.clicked.connect(self._keep)
        leave = controls.button(self.tr("Leave it"), "facts.leave")
        leave.clicked.connect(self.reject)
        self.setLayout(
            controls.column(
                controls.label(self.tr("Data of the copy: {paper}").format(paper=paper), "head", wrap=True),
                grid,
                self._missing,
                look.SMALL,
                controls.row(None, self.keep, leave),
                margins=(look.ROOM, look.ROOM, look.ROOM, look.WIDE),
            )
        )
        self.setMinimumWidth(theme.scaled(560))
        theme.dress(self)
        # Enter goes on to what is still empty, and only then to the button.
        self._walk = EnterWalk(self)
        self._walk.follow([*self.lines.values()])
        self._walk.onward = self._all_filled
        self.lines["kind_code"].setFocus(Qt.FocusReason.OtherFocusReason)
        self._look()
        # Left to itself a dialog takes two thirds of the screen at most, and large letters are cut.
        self.resize(self.sizeHint())

    def _all_filled(self) -> bool:
        """Once what the decree wants stands there, the hands go to the button; Enter itself never keeps."""
        if self.facts.missing():
            return False
        self.keep.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    @staticmethod
    def _shown(name: str, value: str) -> str:
        return day_shown(value) if name in DAYS else value

    @property
    def facts(self) -> CopyFacts:
        """What stands in the form, days as ISO."""
        values = {name: line.text().strip() for name, line in self.lines.items()}
        return CopyFacts(**{name: (day_kept(text) or "") if name in DAYS else text for name, text in values.items()})

    def _look(self) -> None:
        for name in DAYS:
            if day_kept(self.lines[name].text()) is not None:
                self._fields[name].set_fault(None)
        missing = [self._fields[name].caption.text() for name in self.facts.missing()]
        self._missing.setText(
            self.tr("Still missing: {fields}. It may stay so.").format(fields=", ".join(missing)) if missing else ""
        )

    def _keep(self) -> None:
        wrong = [name for name in DAYS if day_kept(self.lines[name].text()) is None]
        for name in wrong:
            self._fields[name].set_fault(
                Sentence(self.tr("This is not a date."), self.tr("Type day, month and year: 02/09/1990, or the year."))
            )
        if wrong:
            self.lines[wrong[0]].setFocus()
        else:
            self.accept()


class PaperCopies(QObject):
    """Asks for a copy to take over, or for the facts of one, and lays the answer into the draft in front."""

    def __init__(self, counter: Counter, book: DraftBook, page: Place) -> None:
        super().__init__(page)
        self._counter, self._book, self._page = counter, book, page
        self._asked: tuple[Draft, str, str] | None = None

    def _paper(self, component: str) -> tuple[Draft, str, str] | None:
        draft = self._book.current
        name = next((paper.name for paper in draft.papers if paper.component == component), "") if draft else ""
        return (draft, component, name) if draft is not None and name else None

    def take_over(self, component: str) -> None:
        """Offer what is held of the applicant for a component."""
        self._asked = self._paper(component)
        if self._asked is not None:
            office, session = self._counter.office, self._counter.session
            number = self._asked[0].applicant.personal_number
            self._page.ask(lambda: desk.reusable(office, session, number), self._found, slot="reusable")

    def _found(self, found: tuple[HeldCopy, ...]) -> None:
        if self._asked is None:
            return
        draft, component, name = self._asked
        current = self._book.current
        if current is None or current.id != draft.id:
            return
        if not found:
            text = self.tr("No copy of this person's papers is held on this machine.")
            if not draft.applicant.personal_number.strip():
                text = self.tr("Read the card first: copies are found by the applicant's number.")
            self._page.told.emit(Notice(text, "soon"))
            return
        question = TakeOver(self._page, self._counter.theme, name, found)
        question.accepted.connect(lambda: self._take(component, question))
        question.open()

    def _take(self, component: str, question: TakeOver) -> None:
        draft, held = self._book.current, question.chosen
        if draft is None or held is None:
            return
        office, session, national = self._counter.office, self._counter.session, question.national.isChecked()
        self._book.change_copies(lambda new: desk.reuse(office, session, new, component, held, national=national))
        said = self.tr("Taken over from dossier {code}; nothing needs to be scanned.")
        self._page.told.emit(Notice(said.format(code=held.code), "ok"))

    def describe(self, component: str) -> None:
        """Show what is said of the copy of a component, to be completed."""
        asked = self._paper(component)
        if asked is not None:
            office, (draft, _, name) = self._counter.office, asked
            self._page.ask(
                lambda: (draft.id, component, name, paper_facts.known(office, draft, component)),
                self._known,
                slot="facts",
            )

    def _known(self, found: tuple[str, str, str, CopyFacts]) -> None:
        draft_id, component, name, facts = found
        current = self._book.current
        if current is None or current.id != draft_id:
            return
        form = FactsForm(self._page, self._counter.theme, name, facts)
        form.accepted.connect(lambda: self._described(component, form))
        form.open()

    def _described(self, component: str, form: FactsForm) -> None:
        office, session, facts = self._counter.office, self._counter.session, form.facts
        self._book.change_copies(lambda new: desk.describe(office, session, new, component, facts))
