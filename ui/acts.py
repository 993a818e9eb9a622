"""The small forms of what may be done on a dossier: each asks only for what its act needs, beside the dossier."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QVBoxLayout, QWidget

from app.desk import supplements
from app.desk.acting import Session
from app.desk.dossier_page import DossierView
from app.desk.office import Office
from app.domain import acts
from app.domain.events import VIETNAM
from app.errors import FieldRequired, InputError, MotCuaError, RuleViolation
from ui import controls, messages
from ui import theme as look
from ui.fields import Choice, Field
from ui.keys import key
from ui.theme import Theme
from ui.tray import TrayPanel

_DAY = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")
_CLOCK = re.compile(r"(\d{1,2})[:hg.](\d{2})")


def instant_typed(day: str, clock: str) -> datetime | None:
    """The aware instant of ``30/11/2026`` and ``16:30`` local time; None when that is no instant."""
    found, hour = _DAY.fullmatch(day.strip()), _CLOCK.fullmatch(clock.strip().lower())
    if found is None or hour is None:
        return None
    try:
        return datetime(int(found[3]), int(found[2]), int(found[1]), int(hour[1]), int(hour[2]), tzinfo=VIETNAM)
    except ValueError:
        return None


@dataclass(frozen=True)
class Desk:
    """What an act is done with."""

    office: Office
    session: Session


class ActForm(controls.Section):
    """One act. ``asked`` carries the callable that does it on the desk worker; ``left`` says it was left alone."""

    asked = Signal(object)
    left = Signal()
    WAY_BACK = ""
    """How what the act does is undone, or that it is not; English source text."""

    def __init__(self, theme: Theme, desk: Desk, view: DossierView, title: str, verb: str, name: str) -> None:
        super().__init__(title, f"act.{name}")
        self.act = name
        self._theme, self._desk, self._view = theme, desk, view
        self._fields: dict[str, Field] = {}
        self._fault = controls.label("", tone="late", wrap=True, name="act.fault")
        self._fault.hide()
        self.go = controls.KeyButton(verb, "act.go", key=key("primary"), role="primary")
        self.go.clicked.connect(self.press)
        leave = controls.button(self.tr("Leave it"), "act.leave", "quiet")
        leave.clicked.connect(self.left)
        self._content = QVBoxLayout()
        self._content.setSpacing(look.SMALL)
        self.body.addLayout(self._content)
        self.way_back = controls.label(QCoreApplication.translate("WayBack", self.WAY_BACK), "small", wrap=True)
        self.way_back.setObjectName("act.way_back")
        self.body.addWidget(self.way_back)
        self.body.addWidget(self._fault)
        self.body.addLayout(controls.row(None, leave, self.go, margins=(0, look.SMALL, 0, 0)))

    # ------------------------------------------------------------ for the forms

    def line(self, name: str, caption: str, value: str = "", *, shown: str = "") -> QLineEdit:
        """A labelled line called ``name``."""
        line = QLineEdit(value)
        line.setPlaceholderText(shown)
        line.textEdited.connect(self._clear)
        field = Field(self._theme, caption, line, f"act.{name}")
        self._fields[name] = field
        self._content.addLayout(controls.column(field.caption, field, spacing=2))
        return line

    def add(self, item: QWidget) -> None:
        self._content.addWidget(item)

    def say(self, text: str) -> None:
        """A quiet sentence in the form."""
        self.add(controls.label(text, "muted", wrap=True))

    def supervisor_line(self) -> QLineEdit | None:
        """A line for the reason of going past a rule; only a supervisor gets one."""
        if self._desk.session.role not in {"supervisor", "administrator"}:
            return None
        return self.line("override", self.tr("Reason of the supervisor, if a rule is gone past"))

    def work(self) -> Callable[[], Any]:
        """The act as the form stands. Raises InputError for a field that is not right."""
        raise NotImplementedError

    # ------------------------------------------------------------ pressing and failing

    def press(self) -> None:
        """Do the act, or mark what is not right."""
        try:
            work = self.work()
        except InputError as error:
            self.explain(error)
            return
        self.go.setEnabled(False)
        self.asked.emit(work)

    def explain(self, error: MotCuaError) -> None:
        """Show a failure at its field, or below all of them."""
        self.go.setEnabled(True)
        sentence = messages.of_error(error)
        field = self._field_of(error)
        if field is not None:
            field.set_fault(sentence)
            field.editor.setFocus()
            return
        law = f" ({error.law})" if isinstance(error, RuleViolation) and error.law else ""
        self._fault.setText(sentence.both + law)
        self._fault.show()

    def _field_of(self, error: MotCuaError) -> Field | None:
        if not isinstance(error, InputError):
            return None
        return self._fields.get(error.field) or self._fields.get(error.field.rpartition(".")[2])

    def _clear(self) -> None:
        for field in self._fields.values():
            field.set_fault(None)
        self._fault.hide()

    def focus_first(self) -> None:
        """Put the hands into the form."""
        for widget in self.findChildren(QWidget):
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and isinstance(widget, QLineEdit | QCheckBox):
                widget.setFocus()
                return
        self.go.setFocus()


class SupplementForm(ActForm):
    """Form 02: every missing paper with its reason, once and in full."""

    WAY_BACK = str(QT_TRANSLATE_NOOP("WayBack", "Asked once only; asking again takes a supervisor and a reason."))

    def __init__(self, theme: Theme, desk: Desk, view: DossierView) -> None:
        super().__init__(
            theme, desk, view, self.tr("Request a supplement"), self.tr("Request and print"), "request_supplement"
        )
        self.add(
            controls.label(self.tr("Name everything that is missing or wrong, with its reason."), "muted", wrap=True)
        )
        self._wanted: list[tuple[QCheckBox, QLineEdit, str, str]] = []
        for number, held in enumerate(view.dossier.papers):
            tick = QCheckBox()
            tick.setObjectName(f"act.wanted.{number}")
            reason = QLineEdit()
            reason.setPlaceholderText(self.tr("Reason"))
            field = Field(theme, f"{held.paper.name}: {self.tr('Reason')}", reason, f"act.reason.{number}")
            self._fields[f"wanted.{number}.reason"] = field
            field.hide()
            tick.toggled.connect(field.setVisible)
            self.add(controls.TickLine(tick, held.paper.name))
            self.add(field)
            self._wanted.append((tick, reason, held.paper.component, held.paper.name))
        self._override = self.supervisor_line()

    def work(self) -> Callable[[], Any]:
        chosen = [(number, *item) for number, item in enumerate(self._wanted) if item[0].isChecked()]
        for number, _, reason, _, _ in chosen:
            if not reason.text().strip():
                raise FieldRequired(f"wanted.{number}.reason")
        wanted = tuple(supplements.Wanted(component, name, reason.text()) for _, _, reason, component, name in chosen)
        override = self._override.text() if self._override is not None else ""
        desk, stream = self._desk, self._view.stream
        return lambda: supplements.request_supplement(desk.office, desk.session, stream, wanted, override=override)


class SupplementedForm(ActForm):
    """The answer to form 02: what was asked for is here, and the clock starts anew."""

    WAY_BACK = str(QT_TRANSLATE_NOOP("WayBack", "This cannot be taken back: the time limit starts anew."))

    def __init__(self, theme: Theme, desk: Desk, view: DossierView) -> None:
        super().__init__(
            theme, desk, view, self.tr("Take in the supplement"), self.tr("Take in and print"), "supplement"
        )
        asked = view.dossier.supplement
        self._ticks: list[tuple[QCheckBox, str, str]] = []
        for number, (component, name) in enumerate(zip(asked.components, asked.names, strict=True) if asked else ()):
            tick = QCheckBox()
            tick.setObjectName(f"act.brought.{number}")
            tick.setChecked(component in view.brought)
            self.add(controls.TickLine(tick, name))
            self._ticks.append((tick, component, name))
        self._came: set[str] = set()
        self.say(self.tr("With all papers here the full time limit starts again."))

    def follow(self, tray: TrayPanel) -> None:
        """Tick the papers whose pages lie in the dossier's ``tray`` or come to it; one unticked by hand stays so."""
        self._tray = tray
        tray.listed.connect(self._tick_scanned)
        self._tick_scanned()

    def _tick_scanned(self) -> None:
        came = set(self._tray.waiting) - self._came
        self._came |= came
        for tick, component, _ in self._ticks:
            if component in came:
                tick.setChecked(True)

    def work(self) -> Callable[[], Any]:
        kinds = {held.paper.component: held.paper for held in self._view.dossier.papers}
        papers = tuple(
            kinds.get(component) or acts.Paper(component, name)
            for tick, component, name in self._ticks
            if tick.isChecked()
        )
        desk, stream = self._desk, self._view.stream
        return lambda: supplements.supplement(desk.office, desk.session, stream, papers)


class ExtendForm(ActForm):
    """Form 04: the agency's apology and its one new date."""

    WAY_BACK = str(QT_TRANSLATE_NOOP("WayBack", "There is one new date at most, and it cannot be taken back."))

    def __init__(self, theme: Theme, desk: Desk, view: DossierView) -> None:
        super().__init__(
            theme, desk, view, self.tr("Apology and new date"), self.tr("Record and print"), "extend_with_apology"
        )
        due = view.dossier.due_at
        local = due.astimezone(VIETNAM) if due else None
        self._day = self.line("new_due", self.tr("New date"), shown=self.tr("dd/mm/yyyy"))
        self._clock = self.line("clock", self.tr("Hour"), f"{local:%H:%M}" if local else "16:30")
        self._reason = self.line("reason", self.tr("Reason given by the agency"))
        self._signer = self.line("signed_position", self.tr("Signed by (position)"))
        self._override = self.supervisor_line()

    def work(self) -> Callable[[], Any]:
        new_due = instant_typed(self._day.text(), self._clock.text())
        if new_due is None:
            raise FieldRequired("new_due")
        desk, stream, reason, signer = self._desk, self._view.stream, self._reason.text(), self._signer.text()
        override = self._override.text() if self._override is not None else ""
        return lambda: supplements.extend(
            desk.office, desk.session, stream, new_due, reason=reason, signed_position=signer, override=override
        )


class WithdrawForm(ActForm):
    """The applicant takes the dossier back."""

    WAY_BACK = str(
        QT_TRANSLATE_NOOP(
            "WayBack", "This ends the dossier and cannot be taken back; handing in again is a new dossier."
        )
    )

    def __init__(self, theme: Theme, desk: Desk, view: DossierView) -> None:
        super().__init__(theme, desk, view, self.tr("Withdraw"), self.tr("Withdraw and print"), "withdraw")
        self._by = Choice(
            (("applicant", self.tr("Applicant")), ("representative", self.tr("Authorised person"))),
            "act.asked_by",
            self.tr("Asked by"),
        )
        self._by.set_value("applicant")
        self.add(self._by)
        self._reason = self.line("reason", self.tr("Reason, if one is given"))
        self.say(self.tr("The papers held here are given back."))

    def work(self) -> Callable[[], Any]:
        desk, stream, reason = self._desk, self._view.stream, self._reason.text()
        if self._by.value == "representative":
            return lambda: supplements.withdraw(desk.office, desk.session, stream, "representative", reason)
        return lambda: supplements.withdraw(desk.office, desk.session, stream, "applicant", reason)


class StopForm(ActForm):
    """Closing by the one-stop shop."""

    WAY_BACK = str(QT_TRANSLATE_NOOP("WayBack", "This cannot be taken back: a stopped dossier is not opened again."))

    def __init__(self, theme: Theme, desk: Desk, view: DossierView) -> None:
        super().__init__(theme, desk, view, self.tr("Stop the dossier"), self.tr("Stop and print"), "stop")
        self._basis = Choice(
            (("unanswered", self.tr("Supplement not answered")), ("sector_law", self.tr("Sector law"))),
            "act.basis",
            self.tr("Basis"),
        )
        self._basis.set_value("unanswered")
        self.add(self._basis)
        self._law = self.line("law", self.tr("Article of the sector law"))

    def work(self) -> Callable[[], Any]:
        desk, stream, law = self._desk, self._view.stream, self._law.text()
        if self._basis.value == "sector_law":
            return lambda: supplements.stop(desk.office, desk.session, stream, "sector_law", law)
        return lambda: supplements.stop(desk.office, desk.session, stream, "unanswered")


class AccountForm(ActForm):
    """The e-ID account check that was put off."""

    WAY_BACK = str(QT_TRANSLATE_NOOP("WayBack", "It may be recorded again."))

    def __init__(self, theme: Theme, desk: Desk, view: DossierView) -> None:
        super().__init__(theme, desk, view, self.tr("e-ID account"), self.tr("Record"), "check_account")
        self._outcome = Choice(
            (("done", self.tr("Checked")), ("guided", self.tr("Guided to open one"))),
            "act.outcome",
            self.tr("e-ID account"),
        )
        self._outcome.set_value("done")
        self.add(self._outcome)

    def work(self) -> Callable[[], Any]:
        outcome: Any = self._outcome.value
        desk, stream = self._desk, self._view.stream
        return lambda: supplements.check_account(desk.office, desk.session, stream, outcome)


class AmendForm(ActForm):
    """Correcting the applicant's details; what stands on the receipt gets a corrected print."""

    WAY_BACK = str(QT_TRANSLATE_NOOP("WayBack", "It may be corrected again; what stood before stays in the history."))

    FIELDS = ("full_name", "personal_number", "address", "phone", "email")

    def __init__(self, theme: Theme, desk: Desk, view: DossierView) -> None:
        super().__init__(theme, desk, view, self.tr("Correct details"), self.tr("Correct"), "amend")
        captions = {
            "full_name": self.tr("Full name"),
            "personal_number": self.tr("Personal number"),
            "address": self.tr("Address"),
            "phone": self.tr("Phone"),
            "email": self.tr("E-mail"),
        }
        self._lines: dict[str, QLineEdit] = {}
        people = view.dossier.people
        for name in self.FIELDS:
            value = getattr(people.applicant, name) if people else ""
            self._lines[name] = self.line(name, captions[name], value)
        self._override = self.supervisor_line()

    def work(self) -> Callable[[], Any]:
        people = self._view.dossier.people
        if people is None:
            raise FieldRequired("full_name")
        changed = {
            name: line.text().strip()
            for name, line in self._lines.items()
            if line.text().strip() != getattr(people.applicant, name)
        }
        if not changed:
            raise FieldRequired("full_name")
        new: Any = changed
        corrected = replace(people, applicant=replace(people.applicant, **new))
        override = self._override.text() if self._override is not None else ""
        desk, stream, fields = self._desk, self._view.stream, tuple(changed)
        return lambda: supplements.amend(
            desk.office, desk.session, stream, people=corrected, fields=fields, override=override
        )


FORMS: dict[str, Callable[[Theme, Desk, DossierView], ActForm]] = {
    "request_supplement": SupplementForm,
    "supplement": SupplementedForm,
    "extend_with_apology": ExtendForm,
    "withdraw": WithdrawForm,
    "stop": StopForm,
    "check_account": AccountForm,
    "amend": AmendForm,
}
"""The acts that ask for something first."""
