"""What may be done on a dossier: its acts, the form of the one being done, and what is still owed."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from app.desk import dispatch, handover, overrides, printing
from app.desk.dossier_page import DossierView
from app.desk.timeline import TimelineLine
from app.domain.dossier import RECEIVED
from app.errors import MotCuaError
from ui import calling, controls, deciding, messages
from ui import theme as look
from ui.acts import FORMS, ActForm, Desk, SupplementedForm
from ui.fitting import WholeColumn
from ui.owed import Owed
from ui.place import Notice, Place
from ui.side_acts import SIDE_FORMS
from ui.tray import TrayPanel

ACTS: dict[str, tuple[str, str]] = {
    name: (str(text), icon)
    for name, text, icon in (
        ("hand_over", QT_TRANSLATE_NOOP("Acts", "Hand over to the agency"), "handover"),
        ("acknowledge", QT_TRANSLATE_NOOP("Acts", "Sign for the papers"), "check"),
        ("request_supplement", QT_TRANSLATE_NOOP("Acts", "Request a supplement…"), "files"),
        ("supplement", QT_TRANSLATE_NOOP("Acts", "Take in the supplement…"), "receive"),
        ("collect_payment", QT_TRANSLATE_NOOP("Acts", "Collect the fee…"), "money"),
        ("return_result", QT_TRANSLATE_NOOP("Acts", "Return the result…"), "return"),
        ("extend_with_apology", QT_TRANSLATE_NOOP("Acts", "Apology and new date…"), "calendar"),
        ("amend", QT_TRANSLATE_NOOP("Acts", "Correct details…"), "pen"),
        ("amend_papers", QT_TRANSLATE_NOOP("Acts", "Correct papers and fees…"), "files"),
        ("withdraw", QT_TRANSLATE_NOOP("Acts", "Withdraw…"), "undo"),
        ("stop", QT_TRANSLATE_NOOP("Acts", "Stop…"), "stop"),
        ("check_account", QT_TRANSLATE_NOOP("Acts", "e-ID account checked…"), "user"),
        ("consult", QT_TRANSLATE_NOOP("Acts", "Ask another agency…"), "users"),
        ("shelve", QT_TRANSLATE_NOOP("Acts", "Put on the shelf…"), "pin"),
        ("refund", QT_TRANSLATE_NOOP("Acts", "Give money back…"), "money"),
        ("return_papers", QT_TRANSLATE_NOOP("Acts", "Give papers back…"), "files"),
    )
}
"""The acts a dossier offers, with their words and icons, in the order of the page."""

PAYING = {"account_check": "check_account", "fee": "collect_payment"}
"""The debts an act of the page pays."""
HANDOVERS = {"hand_over": "out", "acknowledge": "in"}
"""The acts both sides scan for, and the side of the handover's page they are done on."""


class ActsColumn(WholeColumn):
    """Beside the dossier of ``page``, whose attached pages lie in ``tray``. ``done`` says that an act was recorded,
    ``scan_wanted`` that a debt is paid at the scanner, ``hand_out_wanted`` names the slip that is to be handed out."""

    done = Signal()
    scan_wanted = Signal()
    hand_out_wanted = Signal(str)

    def __init__(self, page: Place, tray: TrayPanel) -> None:
        content = QWidget()
        super().__init__(content, "dossier.side")
        self._page, self._tray = page, tray
        self._view: DossierView | None = None
        self.form: ActForm | None = None
        theme = page.counter.theme
        self.buttons: dict[str, QPushButton] = {}
        self._section = controls.Section(self.tr("What can be done"), "dossier.acts")
        self._section.body.setSpacing(0)
        for name, (text, icon) in ACTS.items():
            made = controls.button(
                QCoreApplication.translate("Acts", text), f"act.{name}.open", "quiet", icon=icon, theme=theme
            )
            made.clicked.connect(partial(self.begin, name))
            self._section.body.addWidget(made)
            self.buttons[name] = made
        self.call = calling.call_button(theme)
        self.call.clicked.connect(self._call)
        self._section.body.addWidget(self.call)
        self.owed = Owed(theme, page)
        self.owed.paid.connect(self._pay)
        self.owed.decided.connect(self._decide)
        self._form_place = controls.column(spacing=0)
        self.above, self.below = controls.column(spacing=0), controls.column(spacing=0)
        parts = (self.above, self._form_place, self.owed, self._section, self.below, None)
        content.setLayout(controls.column(*parts, spacing=look.GAP))

    # ------------------------------------------------------------ showing

    def forget(self) -> None:
        """Another dossier is on its way: nothing can be done until it is here."""
        self._view = None

    def show_view(self, view: DossierView) -> None:
        """Show what may be done on ``view`` and what it still owes; what may not be done says why."""
        self._view = view
        for allowed in view.acts:
            made = self.buttons.get(allowed.act)
            if made is None:
                continue
            made.setEnabled(allowed.allowed)
            refusal = allowed.refusal
            law = f" ({refusal.law})" if refusal is not None and refusal.law else ""
            why = messages.of_rule(refusal.rule, refusal.facts).both + law if refusal is not None else ""
            made.setToolTip(why)
            made.setAccessibleDescription(why)
        calling.show_way(self.call, view.specialists)
        office = self._page.counter.office
        may_decide = overrides.may_decide(self._page.counter.session)
        self.owed.show_view(view, office.now(), office.post, may_decide=may_decide)

    def _decide(self, act: TimelineLine) -> None:
        counter = self._page.counter
        view, decided = self._view, deciding.decide(self._page, counter.theme, act, counter.office.now())
        if view is None or decided is None:
            return
        decision, reason = decided
        office, session, stream = self._page.counter.office, self._page.counter.session, view.stream
        self._page.ask(lambda: overrides.resolve(office, session, stream, act.event, decision, reason), self._done)

    # ------------------------------------------------------------ acts

    def begin(self, name: str) -> None:
        """Open the form of an act, or go where the act is done."""
        view = self._view
        if view is None:
            return
        if name == "return_result":
            self._page.wanted.emit(f"returns/{view.stream}")
            return
        if name in HANDOVERS:
            self._pass_on(name, view)
            return
        with_what = Desk(self._page.counter.office, self._page.counter.session)
        self.close_form()
        form = (FORMS | SIDE_FORMS)[name](self._page.counter.theme, with_what, view)
        form.asked.connect(self._do)
        form.left.connect(self.close_form)
        self.form = form
        self._form_place.addWidget(form)
        if isinstance(form, SupplementedForm):
            form.follow(self._tray)
        self._section.hide()
        form.focus_first()

    def _call(self) -> None:
        if self._view is not None and self._view.specialists is not None:
            self._page.told.emit(calling.call(self._view))

    def _pay(self, debt: str) -> None:
        """Pay a debt: the act, the scanner, the printer or the hand that settles it."""
        view = self._view
        if view is None:
            return
        printed = [
            line
            for line in view.prints
            if line.form in printing.RECEIPT_FORMS and line.state == "printed" and line.handed_out_at is None
        ]
        if debt in PAYING:
            self.begin(PAYING[debt])
        elif debt == "scan":
            self.scan_wanted.emit()
        elif debt == "signature":
            self._page.wanted.emit(f"signing/{view.stream}")
        elif debt == "official_code":
            office = self._page.counter.office
            self._page.ask(lambda: dispatch.send_now(office), self._asked_hub)
        elif debt == "hand_out" and printed:
            self.hand_out_wanted.emit(printed[-1].id)
        else:
            # The receipt is still to come out, or the corrected one: it lies among the slips.
            self._page.wanted.emit("post/prints")

    def _asked_hub(self, _: None) -> None:
        said = self.tr("The line to the hub is tried now; the official code will then stand here.")
        self._page.told.emit(Notice(said, "accent"))

    def _pass_on(self, name: str, view: DossierView) -> None:
        """Both sides scan on the handover's page; what no list there shows (papers sent back to this counter, or going
        on from it) is passed on here."""
        office, session, streams = self._page.counter.office, self._page.counter.session, (view.stream,)
        listed = view.dossier.status == RECEIVED if name == "hand_over" else view.dossier.result_transit is not None
        if listed:
            self._page.wanted.emit(f"handover/{HANDOVERS[name]}/{view.stream}")
        elif name == "hand_over":
            self._page.ask(lambda: handover.hand_over(office, session, streams), self._done)
        else:
            self._page.ask(lambda: handover.acknowledge(office, session, streams), self._done)

    def _do(self, work: Any) -> None:
        self._page.ask(work, self._done, self._failed)

    def _done(self, done: Any) -> None:
        self.close_form()
        printing_now = bool(getattr(done, "prints", ()))
        text = self.tr("Recorded; the slip is being printed.") if printing_now else self.tr("Recorded.")
        self._page.told.emit(Notice(text, "ok"))
        self.done.emit()

    def _failed(self, error: MotCuaError) -> None:
        if self.form is not None:
            self.form.explain(error)
        else:
            self._page.explain(error)

    def close_form(self) -> None:
        """Leave the form of the act alone, if one is open."""
        if self.form is not None:
            self._form_place.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
            self.form = None
            self._section.show()
