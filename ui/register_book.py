"""The question before books are printed: which days, which field, with the opening page and the closing one or not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QCoreApplication, QDate, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QDateEdit, QDialog, QWidget

from ui import controls
from ui import theme as look
from ui.theme import Theme

Fields = tuple[tuple[str, int], ...]
"""The fields that have dossiers, with how many."""


@dataclass(frozen=True)
class Wanted:
    """The books asked for; no ``field`` means one for each that has dossiers."""

    first: date
    last: date
    field: str
    cover: bool
    closed: bool


class BookQuestion(QDialog):
    """Stands before the page until it is answered.

    ``looked`` asks for the fields of the days chosen, to be given to `show_fields`; ``wanted`` tells the answer.
    """

    looked = Signal(object)
    wanted = Signal(object)

    def __init__(self, parent: QWidget, theme: Theme, last: date) -> None:
        super().__init__(parent)
        self.setObjectName("register.question")
        self.setWindowTitle("Một Cửa")
        self.setModal(True)
        self.first = _day_editor(theme, "register.question.first", self.tr("From day"), date(last.year, 1, 1))
        self.last = _day_editor(theme, "register.question.last", self.tr("To day"), last)
        self.field = QComboBox()
        self.field.setObjectName("register.question.field")
        self.field.setAccessibleName(self.tr("Field"))
        self.cover = _check(self.tr("Opening page (cover)"), "register.question.cover", checked=True)
        self.closed = _check(self.tr("Closing page, signed by the head"), "register.question.closed", checked=False)
        self.said = controls.label("", "muted", wrap=True, name="register.question.said")
        self.verb = controls.button(self.tr("Print the books"), "register.question.verb", "primary")
        self.verb.setDefault(True)
        self.verb.clicked.connect(self._answer)
        leave = controls.button(QCoreApplication.translate("Asking", "Leave it"), "register.question.leave")
        leave.clicked.connect(self.reject)
        for editor in (self.first, self.last):
            editor.dateChanged.connect(lambda _: self.look())
        days = controls.row(
            controls.label(self.tr("From day")), self.first, controls.label(self.tr("To day")), self.last, None
        )
        self.setLayout(
            controls.column(
                controls.label(self.tr("Which books of the register?"), "head", wrap=True),
                controls.holder(days),
                controls.label(self.tr("Field")),
                self.field,
                self.cover,
                self.closed,
                self.said,
                look.SMALL,
                controls.row(None, self.verb, leave),
                margins=(look.ROOM, look.ROOM, look.ROOM, look.WIDE),
            )
        )
        self.setMinimumWidth(theme.scaled(460))
        theme.dress(self)
        self.first.setFocus(Qt.FocusReason.OtherFocusReason)

    def look(self) -> None:
        """Ask what the chosen days hold; until the answer is here nothing can be printed."""
        self.verb.setEnabled(False)
        first, last = _day(self.first), _day(self.last)
        if first > last:
            self.field.clear()
            self.said.setText(self.tr("The first day comes after the last one."))
            return
        self.said.setText(self.tr("Looking…"))
        self.looked.emit((first, last))

    def show_fields(self, asked: tuple[date, date], fields: Fields) -> None:
        """What the days ``asked`` hold."""
        if asked != (_day(self.first), _day(self.last)):
            return  # the days were changed meanwhile, and another answer is on its way
        chosen = self.field.currentData()
        self.field.clear()
        self.field.addItem(self.tr("Every field, one book each"), "")
        for name, count in fields:
            self.field.addItem(f"{name} ({count})", name)
        self.field.setCurrentIndex(max(0, self.field.findData(chosen)))
        total = sum(count for _, count in fields)
        self.said.setText(
            self.tr("{count} dossiers in {fields} fields.").format(count=total, fields=len(fields))
            if total
            else self.tr("No dossier was received on these days.")
        )
        self.verb.setEnabled(total > 0)

    def _answer(self) -> None:
        field = str(self.field.currentData() or "")
        self.wanted.emit(
            Wanted(_day(self.first), _day(self.last), field, self.cover.isChecked(), self.closed.isChecked())
        )
        self.accept()


def _day_editor(theme: Theme, name: str, text: str, day: date) -> QDateEdit:
    editor = QDateEdit(QDate(day.year, day.month, day.day))
    editor.setObjectName(name)
    editor.setAccessibleName(text)
    editor.setDisplayFormat("dd/MM/yyyy")
    editor.setCalendarPopup(True)
    editor.setFixedWidth(theme.scaled(130))
    return editor


def _check(text: str, name: str, *, checked: bool) -> QCheckBox:
    box = QCheckBox(text)
    box.setObjectName(name)
    box.setChecked(checked)
    return box


def _day(editor: QDateEdit) -> date:
    shown = editor.date()
    return date(shown.year(), shown.month(), shown.day())
