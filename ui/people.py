"""Who stands behind a dossier: the applicant, and whoever hands the papers in when it is not the applicant."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QCheckBox, QLineEdit, QWidget

from app.desk import cards, drafts
from app.desk.drafts import Draft, DraftPerson
from app.domain.identity import IdentityCard
from ui import controls
from ui.fields import Choice, Field
from ui.messages import Sentence
from ui.person import LABEL_WIDTH, PersonForm
from ui.place import Counter


class People(QObject):
    """The two sections of the page. ``edited`` carries changes of the draft by the names of its fields."""

    edited = Signal(object)
    submitter: PersonForm

    def __init__(self, counter: Counter, parent: QObject) -> None:
        super().__init__(parent)
        self.applicant = PersonForm(counter, "applicant")
        self.applicant.edited.connect(lambda person: self.edited.emit({"applicant": person}))
        self.applicant.turned.connect(self._applicant_turned)
        self.first = controls.Section(self.tr("Applicant"), "reception.applicant")
        self.first.header.addWidget(self.applicant.kind)
        self.first.body.addWidget(self.applicant)

        self.same = QCheckBox(self.tr("is the applicant"))
        self.same.setObjectName("submitter.same")
        self.same.setAccessibleName(self.tr("The submitter is the applicant"))
        self.same.clicked.connect(self._same_clicked)
        self.relation = Choice(
            (
                ("submitter", self.tr("Hands in for the applicant")),
                ("representative", self.tr("Authorised")),
                ("party", self.tr("The other party")),
            ),
            "submitter.relation",
            self.tr("The submitter"),
        )
        self.relation.chosen.connect(lambda _: self._submitter_edited(self.submitter.person))
        self.submitter = PersonForm(counter, "submitter")
        self.submitter.edited.connect(self._submitter_edited)
        self.authority = QLineEdit()
        self.authority.setPlaceholderText(self.tr("Number and date of the paper shown"))
        self.authority.textEdited.connect(lambda text: self.edited.emit({"authority": text}))
        self._authority = Field(counter.theme, self.tr("Paper of authority"), self.authority, "submitter.authority")
        self.second = controls.Section(self.tr("Submitter"), "reception.submitter")
        self.second.header.insertWidget(1, self.same)
        self.second.header.addWidget(self.submitter.kind)
        self.second.body.addWidget(self.relation)
        self.second.body.addWidget(self.submitter)
        line = controls.row(self._authority.caption, self._authority)
        line.setStretch(1, 1)
        self._authority.caption.setFixedWidth(counter.theme.scaled(LABEL_WIDTH))
        self._authority.caption.setWordWrap(True)
        self._authorised = controls.holder(line)
        self.second.body.addWidget(self._authorised)
        self.account = controls.label("", "muted", wrap=True, name="submitter.account")
        self.second.body.addWidget(self.account)

    @property
    def editors(self) -> list[QWidget]:
        """The lines in the order Enter walks them."""
        return [*self.applicant.editors, *self.submitter.editors, self.authority]

    def show_draft(self, draft: Draft) -> None:
        """Show the people of ``draft``, without any mark of what is missing."""
        self.applicant.show_person(draft.applicant)
        self.applicant.set_faults({})
        person = draft.submitter or draft.representative or next(iter(draft.parties), None)
        self._open(person is not None)
        self._offer(draft.applicant)
        self.relation.button_for("party").setVisible(draft.in_person)
        self.relation.set_value("party" if draft.parties else "representative" if draft.representative else "submitter")
        self.submitter.show_person(person or DraftPerson())
        self.submitter.set_faults({})
        if self.authority.text() != draft.authority:
            self.authority.setText(draft.authority)
        self._authority.set_fault(None)
        self._authorised.setVisible(draft.representative is not None)
        self._show_account()

    def _open(self, on: bool) -> None:
        self.same.setChecked(not on)
        for part in (self.relation, self.submitter, self.submitter.kind):
            part.setVisible(on)

    def _offer(self, applicant: DraftPerson) -> None:
        """The words of who stands there for this applicant: an organisation and a newborn are always brought."""
        self.same.setVisible(applicant.stands_there)
        words = self.tr("Hands in for the applicant")
        if applicant.kind != "citizen":
            words = self.tr("Legal representative")
        elif not applicant.stands_there:
            words = self.tr("Declares the birth")
        self.relation.button_for("submitter").setText(words)
        self.relation.button_for("submitter").setAccessibleName(f"{self.relation.accessibleName()}: {words}")

    def _show_account(self) -> None:
        """Whose e-ID account is checked, where that is not the person who stands there (NĐ 118/2025 Đ17.1a)."""
        applicant, said = self.applicant.person, ""
        if self.same.isChecked():
            pass
        elif applicant.kind != "citizen":
            said = self.tr("Check the organisation's own identifier; the account is not the representative's.")
        elif not applicant.stands_there:
            said = self.tr("Check the account of whoever declares the birth: {name}.")
            said = said.format(name=self.submitter.person.full_name or "…")
        elif self.relation.value == "representative":
            said = self.tr("Check the principal's account, not the representative's: {name}.")
            said = said.format(name=applicant.full_name or "…")
        self.account.setText(said)
        self.account.setVisible(bool(said))

    def _applicant_turned(self, before: DraftPerson) -> None:
        """Another kind of applicant: whose card was read stands there for an organisation or a newborn."""
        applicant = self.applicant.person
        self._offer(applicant)
        if not applicant.stands_there and self.same.isChecked():
            if before.from_card:
                applicant = DraftPerson(applicant.kind, known_by=applicant.known_by)
                self.applicant.show_person(applicant)
                self.edited.emit({"applicant": applicant})
            self._open(on=True)
            self.relation.set_value("submitter")
            self.submitter.show_person(before if before.from_card else DraftPerson())
            self._submitter_edited(self.submitter.person)
        elif applicant.stands_there and not before.stands_there and not self.same.isChecked():
            self._take_back(applicant, self.submitter.person)
        self._show_account()

    def _take_back(self, applicant: DraftPerson, brought: DraftPerson) -> None:
        """A person stands there after all: nobody is asked for beside, and the card lent comes back."""
        lent = bool(brought.from_card) and applicant.known_by == "number" and not applicant.full_name
        if lent:
            self.applicant.show_person(brought)
            self.edited.emit({"applicant": brought})
        if lent or brought == DraftPerson():
            self.same.setChecked(True)
            self._same_clicked(on=True)
            self.submitter.show_person(DraftPerson())

    def take_card(self, draft: Draft, card: IdentityCard) -> str | None:
        """Lay a scanned card into the draft: the same card twice is one person, a second one hands the papers in.

        Gives what is to be said of it: nothing when the card is the applicant's, None when it went nowhere, because it
        would take the place of somebody else.
        """
        focused = QApplication.focusWidget()
        beside = focused is not None and self.submitter.isAncestorOf(focused)
        part = cards.part_for(draft, card, beside=beside)
        if part == "asked":
            return None
        if part == "applicant":
            self.edited.emit({"applicant": drafts.apply_card(draft.applicant, card)})
            return ""
        if part == "party":
            self.edited.emit({"parties": (drafts.apply_card(DraftPerson(), card),)})
            return self.tr("The second card was taken for the other party.")
        self._submitter_edited(drafts.apply_card(self.submitter.person, card))
        if not draft.applicant.stands_there:
            self.applicant.focus_first_empty()
            return self.tr("The card was taken for who stands here.")
        return self.tr("The second card was taken for the submitter.")

    def put_card(self, card: IdentityCard, use: str) -> None:
        """Lay a card where the officer said, "applicant" or "submitter"; nothing of whoever stood there is left."""
        person = drafts.apply_card(DraftPerson(), card)
        if use == "applicant":
            self.edited.emit({"applicant": person})
        else:
            self._submitter_edited(person)

    def set_faults(self, faults: dict[str, Sentence]) -> None:
        """Mark what ``faults`` name ("applicant.full_name"), and nothing else."""
        role = self.relation.value or "submitter"
        for form, prefix in ((self.applicant, "applicant."), (self.submitter, f"{role}.")):
            named = {name.removeprefix(prefix): fault for name, fault in faults.items() if name.startswith(prefix)}
            form.set_faults(named)
        self._authority.set_fault(faults.get("representative.authority"))

    def focus_field(self, role: str, name: str) -> None:
        """Put the hands in a field of the person in ``role``."""
        if name == "authority":
            self.authority.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        (self.applicant if role == "applicant" else self.submitter).focus_field(name)

    def _same_clicked(self, on: bool) -> None:
        self.edited.emit({"submitter": None if on else self.submitter.person, "representative": None, "parties": ()})
        self._open(not on)
        self.relation.set_value("submitter")
        self._authorised.hide()
        self._show_account()
        if not on:
            self.submitter.focus_first_empty()

    def _submitter_edited(self, person: DraftPerson) -> None:
        relation = self.relation.value if not self.same.isChecked() else "submitter"
        authorised = relation == "representative"
        changes: dict[str, Any] = {"submitter": None, "representative": None, "parties": ()}
        changes["parties" if relation == "party" else relation or "submitter"] = (
            (person,) if relation == "party" else person
        )
        self._authorised.setVisible(authorised)
        self._show_account()
        self.edited.emit(changes)
