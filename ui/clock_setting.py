"""The clock of this machine among the settings: whether codes go out by it, and a supervisor's word for it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.desk import overrides
from app.errors import RuleViolation
from ui import asking, controls, messages
from ui import theme as look
from ui.place import Counter, Notice, Place


class ClockSetting(QWidget):
    """Shown by `look`; greyed with the rule while the clock is held to be right, and for whoever is no supervisor."""

    def __init__(self, counter: Counter, page: Place) -> None:
        super().__init__()
        self._counter, self._page = counter, page
        self.state = controls.label("", wrap=True, name="settings.clock")
        self.let = controls.button(self.tr("Let codes go out by this clock…"), "settings.clock_let")
        self.let.clicked.connect(self._let)
        self.setLayout(controls.column(self.state, controls.row(self.let, None), spacing=look.TIGHT))

    def look(self) -> None:
        """Ask the desk how the clock stands."""
        office = self._counter.office
        self._page.ask(lambda: overrides.clock_refusal(office), self._show, slot="clock")

    def _show(self, refusal: RuleViolation | None) -> None:
        held = messages.of_rule(refusal.rule, refusal.facts).both if refusal is not None else ""
        self.state.setText(held or self.tr("Codes go out by it."))
        supervisor = overrides.may_decide(self._counter.session)
        self.let.setEnabled(refusal is not None and supervisor)
        why = "" if supervisor else messages.of_rule("supervisor_needed").both
        if supervisor and refusal is None:
            why = self.tr("Nothing holds this clock back.")
        self.let.setToolTip(why)
        self.let.setAccessibleDescription(why)

    def _let(self) -> None:
        reason = asking.ask_reason(
            self._page,
            self._counter.theme,
            self.tr("Let codes go out by this clock?"),
            self.tr("Receipts and codes then carry the day this machine shows. Compare it with a watch first."),
            self.tr("The clock is right"),
            self.tr("How you know that it is right"),
        )
        if reason:
            office, session = self._counter.office, self._counter.session
            self._page.ask(lambda: overrides.let_clock_through(office, session, reason), self._done)

    def _done(self, _: None) -> None:
        self._page.told.emit(Notice(self.tr("Codes go out by this clock; the reason is recorded."), "ok"))
        self.look()
