"""Who takes the result away: whom the card shows, what they are to the applicant, and by what authority."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit

from app.desk import returns as desk
from app.desk.drafts import DraftPerson, apply_card
from app.desk.returns import Collector
from app.domain import acts
from app.domain.dossier import Dossier
from app.domain.identity import IdentityCard
from app.errors import FieldRequired
from ui import controls, messages, words
from ui import theme as look
from ui.fields import Choice, Field, NumberLine
from ui.place import Counter
from ui.walk import EnterWalk

LABEL_WIDTH = 96


def draft_of(person: acts.Person) -> DraftPerson:
    """A person of the dossier as the desk takes persons in."""
    return DraftPerson(
        kind=person.kind,
        full_name=person.full_name,
        personal_number=person.personal_number,
        passport=person.passport,
        tax_code=person.tax_code,
        phone=person.phone,
    )


class CollectorForm(controls.Section):
    """``edited`` comes after every change."""

    edited = Signal()
    declared = Signal()
    """The declaration of a lost receipt is asked for."""

    def __init__(self, counter: Counter) -> None:
        super().__init__(self.tr("Who takes the result"), "returns.collector")
        theme = counter.theme
        self._state: Dossier | None = None
        self._person = DraftPerson()
        self.verdict = controls.Tag(theme, "collector.verdict")
        self.relation = Choice(
            (
                ("applicant", self.tr("The applicant")),
                ("submitter", self.tr("Who handed it in")),
                ("representative", self.tr("Authorised")),
                ("postman", self.tr("By post")),
            ),
            "collector.relation",
            self.tr("Who takes the result"),
        )
        self.relation.chosen.connect(self._related)
        self._lines: dict[str, QLineEdit] = {}
        self.fields: dict[str, Field] = {}
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(look.SMALL)
        grid.setVerticalSpacing(6)
        grid.setColumnMinimumWidth(0, theme.scaled(LABEL_WIDTH))
        grid.setColumnStretch(1, 1)
        for number, (name, caption) in enumerate(
            (
                ("full_name", self.tr("Full name")),
                ("personal_number", self.tr("Personal number")),
                ("phone", self.tr("Phone")),
                ("authority", self.tr("Authority")),
                ("slip_number", self.tr("Postal slip")),
            )
        ):
            line = QLineEdit() if name in ("full_name", "authority") else NumberLine()
            line.textEdited.connect(lambda text, name=name: self._typed(name, text))
            self._lines[name] = line
            self.fields[name] = Field(theme, caption, line, f"collector.{name}")
            self.fields[name].caption.setProperty("level", True)
            grid.addWidget(self.fields[name].caption, number, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(self.fields[name], number, 1)
        self._lines["authority"].setPlaceholderText(self.tr("Number and date of the paper shown"))
        self.lost = QCheckBox(self.tr("The receipt is lost"))
        self.lost.setObjectName("collector.receipt_lost")
        self.lost.clicked.connect(lambda _: self._lost_ticked())
        self.declare = controls.button(self.tr("Print the declaration to sign"), "collector.declare", "link")
        self.declare.clicked.connect(self.declared)
        self._declared = False
        self.hint = controls.label(
            self.tr("Scan the card of who stands here, or choose who it is."), "muted", wrap=True, name="collector.hint"
        )
        self.body.addWidget(self.hint)
        self.body.addWidget(self.verdict)
        self.body.addWidget(self.relation)
        self.body.addLayout(grid)
        self.body.addWidget(self.lost)
        self.body.addLayout(controls.row(self.declare, None))
        self._walk = EnterWalk(self)
        self._walk.follow(list(self._lines.values()))

    # ------------------------------------------------------------ showing

    def show_dossier(self, state: Dossier) -> None:
        """Begin anew with the people of ``state``; nobody is chosen yet."""
        self._state = state
        people = state.people
        other = people is not None and (people.submitter is not None or people.representative is not None)
        self.relation.button_for("submitter").setVisible(other)
        self.relation.set_value("")
        self.lost.setChecked(False)
        self._lines["authority"].clear()
        self._lines["slip_number"].clear()
        self._take(DraftPerson())

    def show_declared(self, declared: bool) -> None:
        """Whether the loss of the receipt was declared on paper."""
        self._declared = declared
        self.declare.setVisible(self.lost.isChecked() and not declared)

    def _lost_ticked(self) -> None:
        self.show_declared(self._declared)
        self.edited.emit()

    def take_card(self, card: IdentityCard) -> None:
        """The card of who stands there: the form says who that is to this dossier."""
        self._take(apply_card(DraftPerson(phone=self._person.phone), card))
        if self._state is not None:
            found = desk.relation_of(self._state, self._person)
            self.relation.set_value(found or "representative")
            self._show_relation()
            if not found:
                self.focus_field("authority")
        self.edited.emit()

    def _take(self, person: DraftPerson) -> None:
        self._person = person
        for name in ("full_name", "personal_number", "phone"):
            self._lines[name].setText(getattr(person, name))
            self._lines[name].setCursorPosition(0)
            self.fields[name].set_fault(None)
        self.fields["authority"].set_fault(None)
        self._show_marks()
        self._show_relation()

    def _show_marks(self) -> None:
        for name in ("full_name", "personal_number"):
            if name in self._person.typed_over:
                self.fields[name].set_mark("uncard", "soon", self.tr("Typed over what the card said"))
            elif name in self._person.from_card:
                self.fields[name].set_mark("card", "ok", self.tr("Read from the card"))
            else:
                self.fields[name].set_mark("", "", "")

    def _show_relation(self) -> None:
        authorised = self.relation.value == "representative"
        self.fields["authority"].setVisible(authorised)
        self.fields["authority"].caption.setVisible(authorised)
        posted = self.relation.value == "postman"
        self.fields["slip_number"].setVisible(posted)
        self.fields["slip_number"].caption.setVisible(posted)
        self.lost.setVisible(not posted)
        named = bool(self._person.full_name.strip())
        scanned = bool(self._person.from_card)
        self.hint.setVisible(not self.relation.value)
        self.verdict.setVisible(bool(self.relation.value) and named and not posted)
        if self._state is None or not named or posted:
            return
        found = desk.relation_of(self._state, self._person)
        if found == "applicant":
            text = (
                self.tr("The card is the applicant's")
                if scanned
                else self.tr("The applicant; compare the face with the paper shown")
            )
            self.verdict.say(text, "ok" if scanned else "accent", "done" if scanned else "info")
        elif found:
            text = self.tr("This person handed the dossier in")
            self.verdict.say(text, "ok" if scanned else "accent", "done" if scanned else "info")
        else:
            self.verdict.say(self.tr("Somebody else: a paper of authority is needed"), "soon", "alert")

    # ------------------------------------------------------------ typing

    def _related(self, relation: str) -> None:
        people = self._state.people if self._state else None
        if people is not None and not self._person.from_card:
            known = people.applicant if relation == "applicant" else people.submitter or people.representative
            # An organisation never stands at the counter itself: who came for it is typed.
            takes = known is not None and known.kind == "citizen" and relation in ("applicant", "submitter")
            self._take(draft_of(known) if takes and known is not None else DraftPerson())
        self._show_relation()
        first = "full_name" if not self._person.full_name else "authority"
        if relation in ("representative", "postman") or not self._person.full_name:
            self.focus_field(first)
        self.edited.emit()

    def _typed(self, name: str, text: str) -> None:
        self.fields[name].set_fault(None)
        if name not in ("authority", "slip_number"):
            person = replace(self._person, **{name: text})  # type: ignore[arg-type]
            if name in person.from_card and name not in person.typed_over:
                person = replace(person, typed_over=(*person.typed_over, name))
            self._person = person
            self._show_marks()
            self._show_relation()
        self.edited.emit()

    # ------------------------------------------------------------ what was found

    @property
    def collector(self) -> Collector | None:
        """Who takes the result; None while that is not said."""
        relation = self.relation.value
        if relation not in ("applicant", "submitter", "representative", "postman"):
            return None
        return Collector(relation, self._person, self._lines["authority"].text())  # type: ignore[arg-type]

    @property
    def gaps(self) -> tuple[tuple[str, str], ...]:
        """What is still missing here, as pairs of a field and its words."""
        if not self.relation.value:
            return (("relation", self.tr("who takes the result")),)
        found = []
        if not self._person.full_name.strip():
            found.append(("full_name", self.tr("name")))
        if self.relation.value == "representative" and not self._lines["authority"].text().strip():
            found.append(("authority", self.tr("paper of authority")))
        if self.relation.value == "postman" and not self.slip_number:
            found.append(("slip_number", self.tr("postal slip")))
        if self.lost.isChecked() and self.relation.value != "postman" and not self._declared:
            found.append(("declaration", self.tr("declaration of the loss")))
        return tuple(found)

    @property
    def slip_number(self) -> str:
        """The number of the postal slip the result travels under."""
        return self._lines["slip_number"].text().strip()

    def mark(self) -> None:
        """Mark what is missing as wrong, beside its field."""
        for name, _ in self.gaps:
            if name in self.fields:
                self.fields[name].set_fault(messages.of_error(FieldRequired(name)))

    def focus_field(self, name: str) -> None:
        """Put the focus in a field, or on the choice of who it is."""
        if name in self._lines:
            self._lines[name].setFocus()
        elif name == "declaration":
            self.declare.setFocus()
        else:
            self.relation.button_for("applicant").setFocus()

    @property
    def shown_name(self) -> str:
        return words.given(self._person.full_name.strip())
