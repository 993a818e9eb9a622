"""The promise to the citizen on the reception page: when the result is due and why, and how it will be handed over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.desk.acting import Session
from app.desk.drafts import Draft, procedure_of
from app.desk.joint import joint_choices
from app.desk.office import Office
from app.desk.reception import fee_text
from app.domain.events import VIETNAM
from app.domain.limits import limit_text
from ui import controls, words
from ui.drafts import DraftBook
from ui.fields import Choice, Field, number_box
from ui.place import Counter
from ui.waiting import Ticket


@dataclass(frozen=True)
class ProcedureTerms:
    """What the page shows of the chosen procedure beside its name; texts in Vietnamese, from the catalogue."""

    code: str
    line: str
    extension: str = ""
    presence: str = ""
    joint: str = ""


def terms_of(office: Office, session: Session, code: str) -> ProcedureTerms:
    """The terms of the version in force today. Raises RuleViolation ``procedure_not_valid``."""
    version = procedure_of(office, session, code)
    day = office.now().astimezone(VIETNAM).date()
    line = "  ·  ".join((code, limit_text(version.limit), fee_text(version, day)))
    extension = version.extension.condition if version.extension is not None else ""
    offered = next((choice.name for choice in joint_choices(office, session, code) if choice.recordable), "")
    return ProcedureTerms(code, line, extension, version.presence or "", offered)


class Due(controls.Section):
    """The due instant in words, and the steps that lead to it on request. ``extended`` claims the longer limit;
    ``shown`` carries the instant whenever it was worked out."""

    extended = Signal(bool)
    shown = Signal(object)

    def __init__(self, counter: Counter) -> None:
        super().__init__(self.tr("Return of the result"), "reception.due")
        self._when = controls.label("", "figure", wrap=True, name="due.when")
        self._tag = controls.Tag(counter.theme, "due.projected")
        self._tag.hide()
        self._why = controls.button(self.tr("Why this date?"), "due.why", "link")
        self._why.setCheckable(True)
        self._why.toggled.connect(self._open_steps)
        self.header.addWidget(self._tag)
        self.header.addWidget(self._why)
        self._extension = QCheckBox()
        self._extension.setObjectName("due.extended")
        self._extension.setProperty("bare", True)
        self._extension.clicked.connect(self.extended)
        # A tick's own words never wrap, and conditions of the catalogue are long.
        self._condition = controls.label("", wrap=True)
        self._condition.setBuddy(self._extension)
        line = controls.row(self._extension, self._condition, spacing=6)
        line.setStretch(1, 1)
        self._longer = controls.holder(line)
        self._longer.hide()
        self._step_lines: list[QLabel] = []
        self._steps = QVBoxLayout()
        self._steps.setSpacing(2)
        self._steps.setContentsMargins(0, 0, 0, 0)
        self._steps_box = controls.holder(self._steps, "due.steps")
        self._steps_box.hide()
        self.body.addWidget(self._when)
        self.body.addWidget(self._longer)
        self.body.addWidget(self._steps_box)
        self.wait(chosen=False)

    def wait(self, *, chosen: bool) -> None:
        """Another draft or procedure has come, and nothing is known of it yet: the date of no other stands there."""
        self.show_due(None, (), projected=False, chosen=chosen)
        if chosen:
            self._when.setText("…")

    def show_due(self, due: datetime | None, steps: Sequence[str], *, projected: bool, chosen: bool) -> None:
        """Show the due instant with its steps; ``chosen`` says whether there is a procedure at all."""
        if due is not None:
            self._when.setText(words.promise(due))
            controls.polish(self._when, role="figure")
        else:
            self._when.setText(self.tr("No time limit") if chosen else self.tr("Choose the procedure first."))
            controls.polish(self._when, role="" if chosen else "muted")
        self._tag.setVisible(projected)
        if projected:
            self._tag.say(self.tr("projected"), "soon", "calendar")
            self._tag.setToolTip(self.tr("Counted over days off that are not official yet; the date may move."))
        self._why.setVisible(bool(steps))
        while len(self._step_lines) < len(steps):
            line = controls.label("", "small", wrap=True)
            self._step_lines.append(line)
            self._steps.addWidget(line)
        for place, line in enumerate(self._step_lines):
            line.setText(steps[place] if place < len(steps) else "")
            line.setVisible(place < len(steps))
        self.shown.emit(due)

    def show_extension(self, condition: str, claimed: bool) -> None:
        """Offer the longer limit under ``condition``; nothing is offered when it is empty."""
        self._longer.setVisible(bool(condition))
        self._condition.setText(self.tr("Longer limit: {condition}").format(condition=condition))
        self._extension.setAccessibleName(self._condition.text())
        self._extension.setChecked(claimed)

    def _open_steps(self, on: bool) -> None:
        self._steps_box.setVisible(on)


class Delivery(controls.Section):
    """How the result is handed over, the account check, and words for the receipt. ``edited`` carries the changes."""

    edited = Signal(object)

    def __init__(self, counter: Counter, book: DraftBook) -> None:
        super().__init__(self.tr("Handing over and notes"), "reception.delivery")
        theme = counter.theme
        self.mode = Choice(
            (
                ("direct", self.tr("At the counter")),
                ("post", self.tr("By post")),
                ("online", self.tr("Online")),
            ),
            "return_mode",
            self.tr("The result is handed over"),
        )
        self.mode.chosen.connect(lambda value: self._change(return_mode=value))
        self.address = QLineEdit()
        self.address.setPlaceholderText(self.tr("Address for the post"))
        self.address.textEdited.connect(lambda text: self._change(return_place=text))
        self._address = Field(theme, self.tr("Return address"), self.address, "return_place")
        self.account = Choice(
            (("done", self.tr("Checked")), ("guided", self.tr("Guided")), ("deferred", self.tr("Outage"))),
            "account_check",
            self.tr("e-ID account"),
        )
        self.account.chosen.connect(lambda value: self._change(account_check=value))
        self.receipt = QCheckBox(self.tr("The applicant asks for a receipt"))
        self.receipt.setObjectName("receipt_asked")
        self.receipt.clicked.connect(lambda on: self._change(receipt_asked=on))
        self.sets = number_box()
        self.sets.setRange(1, 99)
        self.sets.setObjectName("sets")
        self.sets.setAccessibleName(self.tr("Sets of papers"))
        self.sets.setFixedWidth(theme.scaled(56))
        self.sets.valueChanged.connect(lambda value: self._change(sets=value))
        self.abstract = QLineEdit()
        self.abstract.textEdited.connect(lambda text: self._change(abstract=text))
        self._abstract = Field(theme, self.tr("Content"), self.abstract, "abstract")
        self.abstract.setPlaceholderText(self.tr("What is asked for, in a few words"))
        self.note = QLineEdit()
        self.note.textEdited.connect(lambda text: self._change(note=text))
        self._note = Field(theme, self.tr("Note"), self.note, "note")
        self.ticket = Ticket(counter, book)
        self.posted = controls.label("", "muted", wrap=True, name="delivery.posted")
        self.body.addWidget(self.posted)
        width = theme.scaled(88)
        for caption, item in (
            (controls.label(self.tr("Result"), "label"), self.mode),
            (None, self._address),
            (controls.label(self.tr("e-ID account"), "label"), self.account),
            (self._abstract.caption, self._abstract),
            (self._note.caption, self._note),
            (self.ticket.caption, self.ticket),
            (controls.label(self.tr("Sets"), "label"), controls.holder(controls.row(self.sets, None, self.receipt))),
        ):
            lead = caption or controls.label("")
            lead.setFixedWidth(width)
            lead.setWordWrap(True)
            line = controls.row(lead, item)
            line.setStretch(1, 1)
            self.body.addLayout(line)
            if item is self._address:
                self._lead = lead
        self._shown = Draft("")
        self.show_draft(self._shown)

    def show_draft(self, draft: Draft) -> None:
        """Show these parts of ``draft``."""
        self._shown = draft
        self.mode.set_value(draft.return_mode)
        self.posted.setVisible(draft.postal is not None)
        if draft.postal is not None:
            said = self.tr("Came by post: slip {slip}, record {record} signed {when}, postman {postman}.")
            signed = words.promise(draft.postal.signed_at)
            number = draft.postal.record_number
            slip = draft.postal.slip_number
            self.posted.setText(said.format(slip=slip, record=number, when=signed, postman=draft.postman))
        for part in (self._address, self._lead):
            part.setVisible(draft.return_mode == "post")
        self.account.set_value(draft.account_check)
        self.receipt.setVisible(draft.on_the_spot)
        self.receipt.setChecked(draft.receipt_asked)
        if self.sets.value() != draft.sets:
            self.sets.blockSignals(True)
            self.sets.setValue(draft.sets)
            self.sets.blockSignals(False)
        for line, value in (
            (self.address, draft.return_place),
            (self.abstract, draft.abstract),
            (self.note, draft.note),
        ):
            if line.text() != value:
                line.setText(value)
                line.setCursorPosition(0)

    def _change(self, **changes: Any) -> None:
        self.show_draft(replace(self._shown, **changes))
        self.edited.emit(changes)

    @property
    def editors(self) -> list[QWidget]:
        return [self.address, self.abstract, self.note, self.ticket.line]
