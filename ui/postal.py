"""Dossiers from the post on the reception page: one Biên bản with the postman, its slips scanned, a draft for each."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QLineEdit, QListWidget, QWidget

from app.desk import postal as desk
from app.desk.drafts import Draft
from app.domain.events import VIETNAM
from app.domain.text import clean
from app.errors import FieldRequired, MotCuaError
from ui import controls, messages
from ui import theme as look
from ui.acts import instant_typed
from ui.dialogs import answered
from ui.drafts import DraftBook
from ui.endings import Endings
from ui.fields import Choice, Field, NumberLine
from ui.messages import Sentence
from ui.place import Counter, Notice, Place
from ui.theme import Theme
from ui.walk import EnterWalk

SLIPS_SHOWN = 5


class RecordQuestion(QDialog):
    """What the Biên bản says, and the slip of each consignment as it is counted out with the postman."""

    def __init__(self, parent: QWidget, theme: Theme, now: datetime) -> None:
        super().__init__(parent)
        self.setObjectName("postal")
        self.setWindowTitle("Một Cửa")
        local = now.astimezone(VIETNAM)
        self._lines: dict[str, QLineEdit] = {}
        self._fields: dict[str, Field] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(look.GAP)
        grid.setVerticalSpacing(look.SMALL)
        grid.setColumnStretch(1, 1)
        for number, (name, caption, value) in enumerate(
            (
                ("record_number", self.tr("Number of the record"), ""),
                ("postman", self.tr("Postman"), ""),
                ("day", self.tr("Signed on"), f"{local:%d/%m/%Y}"),
                ("clock", self.tr("Hour"), f"{local:%H:%M}"),
                ("slip", self.tr("Slip of a consignment"), ""),
            )
        ):
            line = QLineEdit(value) if name == "postman" else NumberLine(value)
            line.textEdited.connect(lambda _, name=name: self._fields[name].set_fault(None))
            self._lines[name] = line
            self._fields[name] = Field(theme, caption, line, f"postal.{name}")
            self._fields[name].caption.setProperty("level", True)
            grid.addWidget(self._fields[name].caption, number, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(self._fields[name], number, 1)
        self._lines["slip"].setPlaceholderText(self.tr("Scan each slip, or type its number and press Enter"))
        self._lines["slip"].returnPressed.connect(self._add)
        self.mode = Choice(
            (
                ("both", self.tr("Dossier and result")),
                ("send", self.tr("Dossier only")),
            ),
            "postal.mode",
            self.tr("By post"),
        )
        self.mode.set_value("both")
        self.postage = Choice(
            (("applicant", self.tr("Applicant")), ("agency", self.tr("Agency")), ("post", self.tr("Post"))),
            "postal.postage",
            self.tr("Postage paid by"),
        )
        self.postage.set_value("applicant")
        grid.addWidget(controls.label(self.tr("By post"), "label"), 5, 0)
        grid.addWidget(self.mode, 5, 1)
        grid.addWidget(controls.label(self.tr("Postage paid by"), "label"), 6, 0)
        grid.addWidget(self.postage, 6, 1)
        self.list = QListWidget()
        self.list.setObjectName("postal.slips")
        self.list.setAccessibleName(self.tr("Slips counted"))
        self.list.setFixedHeight(theme.scaled(24) * SLIPS_SHOWN)
        self.count = controls.label("", "head", name="postal.count")
        self._take_out = controls.button(self.tr("Take out"), "postal.take_out", "link")
        self._take_out.clicked.connect(self._remove)
        self.go = controls.button("", "postal.go", "primary")
        self.go.clicked.connect(self._check)
        leave = controls.button(self.tr("Leave it"), "postal.leave")
        leave.clicked.connect(self.reject)
        for made in (self.go, leave, self._take_out):
            # Enter belongs to the slip's line: a scanner ends each number with it.
            made.setAutoDefault(False)
        self.setLayout(
            controls.column(
                controls.label(self.tr("Dossiers from the post"), "head"),
                controls.label(
                    self.tr("The dossiers count as handed in at the moment the record was signed."), "muted", wrap=True
                ),
                grid,
                controls.row(self.count, None, self._take_out),
                self.list,
                controls.row(None, self.go, leave, margins=(0, look.SMALL, 0, 0)),
                margins=(look.ROOM, look.ROOM, look.ROOM, look.WIDE),
            )
        )
        self.setMinimumWidth(theme.scaled(560))
        theme.dress(self)
        self._walk = EnterWalk(self)
        self._walk.follow([self._lines[name] for name in ("record_number", "postman")])
        self._lines["record_number"].setFocus()
        self._show()

    @property
    def slips(self) -> tuple[str, ...]:
        """The numbers counted so far, in their order."""
        return tuple(self.list.item(row).text() for row in range(self.list.count()))

    @property
    def answer(self) -> dict[str, Any]:
        """The Biên bản as `postal.open_consignments` takes it; its slips apart."""
        return {
            "record_number": self._lines["record_number"].text(),
            "signed_at": instant_typed(self._lines["day"].text(), self._lines["clock"].text()),
            "postman": self._lines["postman"].text(),
            "mode": self.mode.value,
            "postage_by": self.postage.value,
        }

    def _add(self) -> None:
        number = clean(self._lines["slip"].text())
        self._lines["slip"].clear()
        if number in self.slips:
            said = self.tr("This slip is counted already: {slip}.").format(slip=number)
            self._fields["slip"].set_fault(Sentence(said, self.tr("Scan the next one.")))
        elif number:
            self._fields["slip"].set_fault(None)
            self.list.addItem(number)
            self.list.scrollToBottom()
        self._show()

    def _remove(self) -> None:
        self.list.takeItem(max(self.list.currentRow(), 0) if self.list.currentItem() else self.list.count() - 1)
        self._show()

    def _show(self) -> None:
        count = self.list.count()
        self.count.setText(self.tr("{count} consignments counted").format(count=count))
        self.go.setText(self.tr("Open {count} dossiers").format(count=count))
        self.go.setEnabled(count > 0)
        self._take_out.setVisible(count > 0)

    def _check(self) -> None:
        """Close with the answer, or go to the first line that is not right."""
        if clean(self._lines["slip"].text()):
            self._add()
        wrong = [name for name in ("record_number", "postman") if not clean(self._lines[name].text())]
        for name in wrong:
            self._fields[name].set_fault(messages.of_error(FieldRequired(name)))
        if self.answer["signed_at"] is None:
            wrong.append("day")
            told = Sentence(self.tr("This is not a moment."), self.tr("Type the day as 30/11/2026, the hour as 16:30."))
            self._fields["day"].set_fault(told)
        if wrong:
            self._lines[wrong[0]].setFocus()
        else:
            self.accept()


class PostalIntake(QObject):
    """Opens the drafts of a Biên bản, and prints it once its dossiers are taken in."""

    def __init__(self, counter: Counter, book: DraftBook, endings: Endings, page: Place) -> None:
        super().__init__(page)
        self._counter, self._book, self._endings, self._page = counter, book, endings, page

    def begin(self) -> None:
        """Ask for the Biên bản and its slips, and open a draft for each."""
        asked = RecordQuestion(self._page, self._counter.theme, self._counter.office.now())
        if not answered(asked):
            return
        office, session, slips, answer = self._counter.office, self._counter.session, asked.slips, asked.answer
        self._counter.bridge.run(
            lambda: desk.open_consignments(office, session, slips, **answer), self._opened, self._fail, owner=self
        )

    def _opened(self, drafts: tuple[Draft, ...]) -> None:
        self._book.add(drafts)
        said = self.tr("{count} dossiers from the post are open; take them in one after the other.")
        self._page.told.emit(Notice(said.format(count=len(drafts)), "accent"))

    def print_record(self) -> None:
        """Print the Biên bản of the dossier taken in last."""
        record = self._endings.last_record
        if record is not None:
            office, session = self._counter.office, self._counter.session
            self._counter.bridge.run(
                lambda: desk.print_record(office, session, record.record_number, record.signed_at),
                self._printed,
                self._fail,
                owner=self,
            )

    def _printed(self, made: tuple[str, int]) -> None:
        said = self.tr("The record with {count} dossiers is on its way to the printer.").format(count=made[1])
        self._page.told.emit(Notice(said, "ok"))

    def _fail(self, error: MotCuaError) -> None:
        self._page.explain(error)
