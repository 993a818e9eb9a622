"""What is still owed on a dossier: each debt a button with its one key, and what waits for others as plain lines."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.desk.dossier_page import DossierView
from app.desk.post_status import PostStatus
from app.desk.timeline import TimelineLine
from app.domain.events import VIETNAM
from ui import controls, deciding, messages, post_waits, words
from ui import theme as look
from ui.keys import debt_key
from ui.theme import Theme

PAID_HERE = frozenset(
    {"account_check", "scan", "signature", "receipt", "hand_out", "fee", "corrected_receipt", "official_code"}
)
"""The debts with a key on the page of the dossier. An official code comes from the hub by itself; its key asks now."""


class Owed(controls.Section):
    """``paid`` names the debt whose button, or key Ctrl+1 … Ctrl+9, was pressed on ``page``; ``decided`` carries an act
    that a supervisor wants to decide about."""

    paid = Signal(str)
    decided = Signal(object)

    def __init__(self, theme: Theme, page: QWidget) -> None:
        super().__init__("", "dossier.owed")
        self.title.setText(self.tr("Still owed"))
        self._theme = theme
        self._lines = QVBoxLayout()
        self._lines.setSpacing(0)
        self.body.addLayout(self._lines)
        self.debts: tuple[str, ...] = ()
        for number in range(9):
            shortcut = QShortcut(debt_key(number).qt(), page)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(partial(self.pay, number))

    def pay(self, number: int) -> None:
        """Ask for the payment of the debt at ``number``."""
        if number < len(self.debts):
            self.paid.emit(self.debts[number])

    def show_view(self, view: DossierView, now: datetime, post: PostStatus, *, may_decide: bool) -> None:
        """Show what ``view`` still owes, what waits for a decision first; nothing owed, nothing shown. ``post`` says
        why an official code is not here yet."""
        while (item := self._lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        undecided = deciding.undecided(view)
        for act in undecided:
            self._say(deciding.explained(act, now), "late", "alert", self._deciding(act, may_decide=may_decide))
        self.debts = tuple(debt for debt in view.debts if debt in PAID_HERE)
        for number, debt in enumerate(self.debts):
            pressed = debt_key(number)
            made = controls.KeyButton(words.debt(debt), f"owed.{debt}", key=pressed, role="quiet")
            made.lay_left()
            made.setToolTip(self.tr("Pay this now ({key})").format(key=pressed.shown))
            made.clicked.connect(partial(self.pay, number))
            self._lines.addWidget(made)
            if debt == "official_code":
                made.setToolTip(self.tr("Ask the hub for it now ({key})").format(key=pressed.shown))
                why = controls.label(self._code_waits(view, now, post), "small", wrap=True, name="owed.code_waits")
                self._lines.addWidget(controls.holder(controls.column(why, margins=(look.WIDE, 0, 0, look.TIGHT))))
                made.setAccessibleDescription(why.text())
        lines = [(words.debt(debt), "debt", "debt") for debt in view.debts if debt not in PAID_HERE]
        if view.dossier.pending:
            lines.append((self.tr("{count} records wait for the hub").format(count=view.dossier.pending), "", "post"))
        if view.files_waiting:
            lines.append((self.tr("{count} files wait for the hub").format(count=view.files_waiting), "", "files"))
        if view.thinned_at is not None:
            day = f"{view.thinned_at.astimezone(VIETNAM):%d/%m/%Y}"
            said = self.tr("Names, files and slips left this machine on {day}; the hub keeps the dossier whole.")
            lines.append((said.format(day=day), "", "lock"))
        for text, tone, icon in lines:
            self._say(text, tone, icon)
        self.setVisible(bool(lines or self.debts or undecided))

    def _code_waits(self, view: DossierView, now: datetime, post: PostStatus) -> str:
        """Why the official code is not here yet; it pays itself once the hub has the dossier."""
        if not view.dossier.pending:
            return self.tr("The hub has the dossier and sends the code as soon as it has a number for this unit.")
        said = self.tr("The hub gives it once it has the dossier: {why}.")
        return said.format(why=post_waits.of_line(post, now).text)

    def _say(self, text: str, tone: str, icon: str, *more: QWidget) -> None:
        picture = controls.Picture(self._theme, icon, tone or "muted", 16)
        said = controls.column(controls.label(text, wrap=True, tone=tone), *more, spacing=look.TIGHT)
        line = controls.row(picture, said)
        line.setStretch(1, 1)
        self._lines.addWidget(controls.holder(line))

    def _deciding(self, act: TimelineLine, *, may_decide: bool) -> QWidget:
        """The button that lets a supervisor decide about an act; to others it says who can."""
        made = controls.button(self.tr("Decide…"), f"owed.decide.{act.event}")
        made.setEnabled(may_decide)
        why = "" if may_decide else messages.of_rule("supervisor_needed").both
        made.setToolTip(why)
        made.setAccessibleDescription(why)
        made.clicked.connect(partial(self.decided.emit, act))
        return made
