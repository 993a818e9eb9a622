"""One person or organisation on the reception page: what the card filled, what was typed over it, what looks odd."""

from __future__ import annotations

import re
from dataclasses import replace

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QWidget

from app.desk.drafts import DraftPerson
from app.domain.identity import number_warnings
from ui import theme as look
from ui.fields import Choice, Field, NumberLine
from ui.messages import Sentence
from ui.place import Counter

LABEL_WIDTH = 88
KIND_LETTERS = 16
DATE_WIDTH = 100

KINDS: tuple[tuple[str, str], ...] = (
    ("citizen", str(QT_TRANSLATE_NOOP("Person", "Citizen"))),
    ("newborn", str(QT_TRANSLATE_NOOP("Person", "Newborn without a number"))),
    ("foreigner", str(QT_TRANSLATE_NOOP("Person", "Foreigner"))),
    ("enterprise", str(QT_TRANSLATE_NOOP("Person", "Enterprise"))),
    ("household_business", str(QT_TRANSLATE_NOOP("Person", "Household business"))),
    ("state_agency", str(QT_TRANSLATE_NOOP("Person", "State agency"))),
    ("other", str(QT_TRANSLATE_NOOP("Person", "Other organisation"))),
)
"""What a person may be; a foreigner is a citizen of another country, known by passport, and a newborn one known by who
declares the birth."""

KNOWN_BY: dict[str, str] = {"foreigner": "passport", "newborn": "declarer"}

FIELDS: dict[str, tuple[str, ...]] = {
    "citizen": ("full_name", "personal_number", "birth_date", "sex", "address", "phone", "email"),
    "newborn": ("full_name", "birth_date", "sex", "address"),
    "foreigner": ("full_name", "passport", "birth_date", "sex", "address", "phone", "email"),
}
ORGANISATION = ("full_name", "tax_code", "address", "phone", "email")

NUMBERS = frozenset({"personal_number", "passport", "tax_code", "birth_date", "phone"})
"""What is written in figures and plain letters, whoever it is of."""

WARNINGS: dict[str, str] = {
    "birth_year_differs_from_number": str(
        QT_TRANSLATE_NOOP("Person", "The birth year does not agree with the number; compare with the card.")
    ),
    "sex_differs_from_number": str(
        QT_TRANSLATE_NOOP("Person", "The sex does not agree with the number; compare with the card.")
    ),
    "old_number_unreadable": str(QT_TRANSLATE_NOOP("Person", "The old number on the card could not be read.")),
    "name_case_inverted": str(QT_TRANSLATE_NOOP("Person", "Caps Lock was on while the card was scanned.")),
}

_WHOLE = re.compile(r"(\d{1,2})[/.\- ]?(\d{1,2})[/.\- ]?(\d{4})")
_MONTH = re.compile(r"(\d{1,2})[/.\- ](\d{4})")


def day_shown(kept: str) -> str:
    """``02/09/1990`` of ``1990-09-02``; a date known in part is shown in part."""
    return "/".join(reversed(kept.split("-"))) if kept else ""


def day_kept(typed: str) -> str | None:
    """``1990-09-02`` of what is typed (``2/9/1990``, ``02091990``, ``9/1990``, ``1990``); None when it is no date."""
    text = typed.strip()
    if not text:
        return ""
    if re.fullmatch(r"\d{4}", text):
        return text
    month = _MONTH.fullmatch(text)
    if month and 1 <= int(month[1]) <= 12:
        return f"{month[2]}-{int(month[1]):02d}"
    whole = _WHOLE.fullmatch(text)
    if whole and 1 <= int(whole[2]) <= 12 and 1 <= int(whole[1]) <= 31:
        return f"{whole[3]}-{int(whole[2]):02d}-{int(whole[1]):02d}"
    return None


class PersonForm(QWidget):
    """Edits one `DraftPerson`; ``edited`` carries the new one after every change by hand. ``turned`` comes after
    another kind was chosen, with the person as it was."""

    edited = Signal(object)
    turned = Signal(object)

    def __init__(self, counter: Counter, role: str) -> None:
        super().__init__()
        self.setObjectName(role)
        self._role = role
        self._counter = counter
        self._person = DraftPerson()
        theme = counter.theme
        self.kind = QComboBox()
        self.kind.setObjectName(f"{role}.kind")
        self.kind.setAccessibleName(self.tr("Kind of person"))
        self.kind.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.kind.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.kind.setMinimumContentsLength(KIND_LETTERS)
        for word, text in KINDS:
            if word == "newborn" and role != "applicant":
                continue
            self.kind.addItem(QCoreApplication.translate("Person", text), word)
        self.kind.activated.connect(self._kind_chosen)

        captions = {
            "full_name": self.tr("Full name"),
            "personal_number": self.tr("Personal number"),
            "passport": self.tr("Passport"),
            "tax_code": self.tr("Tax code"),
            "birth_date": self.tr("Birth date"),
            "address": self.tr("Address"),
            "phone": self.tr("Phone"),
            "email": self.tr("E-mail"),
        }
        self._lines: dict[str, QLineEdit] = {}
        self._fields: dict[str, Field] = {}
        for name, caption in captions.items():
            line = NumberLine() if name in NUMBERS else QLineEdit()
            line.textEdited.connect(lambda _text, name=name: self._typed(name))
            self._lines[name] = line
            self._fields[name] = Field(theme, caption, line, f"{role}.{name}")
        self._lines["birth_date"].setPlaceholderText(self.tr("dd/mm/yyyy"))
        self._lines["birth_date"].setMinimumWidth(theme.scaled(DATE_WIDTH))
        self._lines["personal_number"].setMaxLength(20)
        for name in ("personal_number", "phone"):
            self._lines[name].setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        self._lines["birth_date"].editingFinished.connect(self._check_day)
        self.sex = Choice((("male", self.tr("Male")), ("female", self.tr("Female"))), f"{role}.sex", self.tr("Sex"))
        self.sex.chosen.connect(lambda _: self._typed("sex"))
        self._lay_out()
        self.show_person(DraftPerson())

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(look.SMALL)
        grid.setVerticalSpacing(6)
        grid.setColumnMinimumWidth(0, self._counter.theme.scaled(LABEL_WIDTH))
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        fields = self._fields
        wide = ("full_name", "personal_number", "passport", "tax_code")
        for number, name in enumerate(wide):
            grid.addWidget(fields[name].caption, number, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(fields[name], number, 1, 1, 3)
        grid.addWidget(fields["birth_date"].caption, 4, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(fields["birth_date"], 4, 1)
        grid.addWidget(self.sex, 4, 2, 1, 2)
        grid.addWidget(fields["address"].caption, 5, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(fields["address"], 5, 1, 1, 3)
        grid.addWidget(fields["phone"].caption, 6, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(fields["phone"], 6, 1)
        grid.addWidget(fields["email"].caption, 6, 2, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(fields["email"], 6, 3)
        for field in fields.values():
            field.caption.setProperty("level", True)
        self.setLayout(grid)

    # ------------------------------------------------------------ showing

    @property
    def person(self) -> DraftPerson:
        """The person as shown now."""
        return self._person

    def show_person(self, person: DraftPerson) -> None:
        """Show ``person``; fields the officer is typing in keep the cursor."""
        self._person = person
        kind = {known: kind for kind, known in KNOWN_BY.items()}.get(person.known_by, person.kind)
        self.kind.setCurrentIndex(self.kind.findData(kind))
        for name, line in self._lines.items():
            value = getattr(person, name)
            shown = day_shown(value) if name == "birth_date" else value
            if line.text() != shown and not (name == "birth_date" and day_kept(line.text()) == value and value):
                line.setText(shown)
                line.setCursorPosition(0)
        self.sex.set_value(person.sex)
        self._show_kind()
        self._show_marks()
        self._show_warnings()

    @property
    def _kind(self) -> str:
        return str(self.kind.currentData())

    def _show_kind(self) -> None:
        shown = FIELDS.get(self._kind, ORGANISATION)
        for name, field in self._fields.items():
            field.setVisible(name in shown)
            field.caption.setVisible(name in shown)
        self.sex.setVisible("sex" in shown)
        organisation = self._kind not in FIELDS
        first = self._fields["full_name"]
        first.caption.setText(self.tr("Name") if organisation else self.tr("Full name"))
        first.editor.setAccessibleName(first.caption.text())

    def _show_marks(self) -> None:
        for name, field in self._fields.items():
            if name in self._person.typed_over:
                field.set_mark("uncard", "soon", self.tr("Typed over what the card said"))
            elif name in self._person.from_card:
                field.set_mark("card", "ok", self.tr("Read from the card"))
            else:
                field.set_mark("", "", "")

    def _show_warnings(self) -> None:
        person = self._person
        found = list(person.warnings)
        digits = re.sub(r"\s", "", person.personal_number)
        if re.fullmatch(r"\d{12}", digits):
            found += number_warnings(digits, person.sex or None, person.birth_date or None)
        words = [QCoreApplication.translate("Person", WARNINGS[key]) for key in dict.fromkeys(found) if key in WARNINGS]
        self._fields["personal_number"].set_hint(" ".join(words))

    def set_faults(self, faults: dict[str, Sentence]) -> None:
        """Mark the fields named (without the role) as wrong, and no others."""
        for name, field in self._fields.items():
            field.set_fault(faults.get(name))
        if "personal_number" not in faults:
            self._show_warnings()

    # ------------------------------------------------------------ typing

    def _kind_chosen(self) -> None:
        kind, before = self._kind, self._person
        known_by = KNOWN_BY.get(kind, "number")
        person = replace(before, kind="citizen" if kind in KNOWN_BY else kind, known_by=known_by)  # type: ignore[arg-type]
        if kind != "citizen":
            person = replace(person, personal_number="", from_card=(), typed_over=(), warnings=())
        if kind != "foreigner":
            person = replace(person, passport="")
        nothing = {"tax_code": ""} if kind in FIELDS else {"birth_date": "", "sex": ""}
        person = replace(person, **nothing)  # type: ignore[arg-type]
        self.show_person(person)
        self.edited.emit(self._person)
        self.turned.emit(before)

    def _typed(self, name: str) -> None:
        if name == "sex":
            value = self.sex.value
        else:
            value = self._lines[name].text()
            self._fields[name].set_fault(None)
        if name == "birth_date":
            value = day_kept(value) or ""
        person = replace(self._person, **{name: value})  # type: ignore[arg-type]
        if name in person.from_card and name not in person.typed_over:
            person = replace(person, typed_over=(*person.typed_over, name))
        if name in {"personal_number", "birth_date", "sex"}:
            person = replace(person, warnings=())
        self._person = person
        self._show_marks()
        self._show_warnings()
        self.edited.emit(person)

    def _check_day(self) -> None:
        field = self._fields["birth_date"]
        if day_kept(self._lines["birth_date"].text()) is None:
            field.set_fault(
                Sentence(self.tr("This is not a date."), self.tr("Type day, month and year: 02/09/1990, or the year."))
            )

    # ------------------------------------------------------------ going about

    @property
    def editors(self) -> list[QWidget]:
        """The lines in the order Enter walks them."""
        return list(self._lines.values())

    def focus_field(self, name: str) -> None:
        """Put the focus in the field called ``name``."""
        if name in self._lines:
            self._lines[name].setFocus(Qt.FocusReason.OtherFocusReason)
            self._lines[name].selectAll()

    def focus_first_empty(self) -> None:
        """Put the focus in the first empty visible line."""
        for line in self._lines.values():
            if not line.isHidden() and line.isVisible() and not line.text():
                line.setFocus()
                return
