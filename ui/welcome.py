"""Before anybody can sign in: opening the machine's data, its passphrase where needed, and the first enrolment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from app.errors import EnrolmentCodeRefused, FieldRequired, MotCuaError, PassphraseWrong, ReferenceMissing
from ui import controls, messages
from ui import theme as look
from ui.bridge import Bridge
from ui.fields import Field, NumberLine
from ui.fitting import WholeColumn
from ui.messages import Sentence
from ui.sign_in import PasswordLine
from ui.theme import Theme
from ui.under_way import UnderWay

if TYPE_CHECKING:
    from app.desk.hub_trial import HubTrial
    from app.desk.office import Office

SHORTEST_PASSPHRASE = 8


@dataclass(frozen=True)
class Opening:
    """How the program is put together behind the window; made by `ui.program`, called on the desk worker.

    ``asks_passphrase`` says whether this profile needs one, ``is_new`` whether there is no profile yet.
    ``enrol`` takes hub address and one-time code; ``start`` starts the post once the machine is enrolled;
    ``try_hub`` asks the hub once, where there is a post.
    """

    is_new: Callable[[], bool]
    asks_passphrase: Callable[[], bool]
    open: Callable[[str | None], Office]
    enrol: Callable[[Office, str, str], object]
    start: Callable[[Office], object]
    try_hub: Callable[[Office], HubTrial] | None = None


def is_enrolled(office: Office) -> bool:
    """Whether the machine has reference data, which only enrolment brings."""
    try:
        office.reference()
    except ReferenceMissing:
        return False
    return True


class WelcomePage(QWidget):
    """One card that asks only for what is needed. ``opened`` carries the enrolled `Office`.

    ``asks`` says whether the page has a question: while it opens an enrolled machine it has none, and sign-in may
    stand in its place.
    """

    opened = Signal(object)
    asks = Signal(bool)

    def __init__(self, opening: Opening, bridge: Bridge, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("welcome")
        self.setProperty("role", "page")
        self._opening, self._bridge = opening, bridge
        self._office: Office | None = None
        self._new = self._asks = False

        self._title = controls.label(self.tr("Opening the counter…"), "title", name="welcome.title")
        self._under = controls.label("", "muted", wrap=True, name="welcome.under")
        self.address = QLineEdit()
        self.address.setPlaceholderText("https://")
        self._address = Field(theme, self.tr("Address of the provincial hub"), self.address, "welcome.address")
        self.code = NumberLine()
        self._code = Field(theme, self.tr("One-time enrolment code"), self.code, "welcome.code")
        self.passphrase = PasswordLine()
        self._passphrase = Field(theme, self.tr("Passphrase of this machine"), self.passphrase, "welcome.passphrase")
        self.again = PasswordLine()
        self._again = Field(theme, self.tr("The same passphrase again"), self.again, "welcome.again")
        self._fault = controls.label("", tone="late", wrap=True, name="welcome.fault")
        self._at_work = UnderWay("welcome.at_work")
        self._go = controls.KeyButton(self.tr("Open"), "welcome.go", role="primary")
        self._go.clicked.connect(self._press)
        for line in (self.address, self.code, self.passphrase, self.again):
            line.returnPressed.connect(self._onward)
            line.textEdited.connect(self._clear)
        self._blocks = (self._address, self._code, self._passphrase, self._again)
        body = controls.column(spacing=look.TIGHT)
        for block in self._blocks:
            body.addWidget(block.caption)
            body.addWidget(block)
            body.addSpacing(look.SMALL)
        card = controls.frame(
            "section",
            controls.column(
                controls.row(controls.Picture(theme, "receive", "accent", 28), self._title, None, spacing=look.GAP),
                self._under,
                look.SMALL,
                body,
                self._fault,
                self._at_work,
                controls.row(None, self._go),
                spacing=look.SMALL,
                margins=(look.ROOM, look.ROOM, look.ROOM, look.ROOM),
            ),
            "welcome.card",
        )
        card.setFixedWidth(theme.scaled(480))
        middle = controls.column(None, controls.row(None, card, None), None)
        self.setLayout(controls.column(WholeColumn(controls.holder(middle), "welcome.scroll")))
        self._show(address=False, passphrase=False, again=False, go="")

    def begin(self) -> None:
        """Look at the profile and open it, asking only for what it needs."""
        self._bridge.run(self._look, self._looked, self._failed, owner=self)

    def _look(self) -> tuple[bool, bool]:
        return self._opening.is_new(), self._opening.asks_passphrase()

    def _looked(self, found: tuple[bool, bool]) -> None:
        self._new, self._asks = found
        if self._asks and self._new:
            self._ask_enrolment()
        elif self._asks:
            self._title.setText(self.tr("Open this machine"))
            self._under.setText(self.tr("The data on this machine are locked with a passphrase."))
            self._show(address=False, passphrase=True, again=False, go=self.tr("Open"))
            self.passphrase.setFocus()
        else:
            self.asks.emit(self._new)
            self._open(None)

    def _open(self, passphrase: str | None) -> None:
        self._go.setEnabled(False)
        self._at_work.begin(self.tr("The data are being opened…"))
        self._bridge.run(lambda: self._opened(self._opening.open(passphrase)), self._see, self._failed, owner=self)

    @staticmethod
    def _opened(office: Office) -> tuple[Office, bool]:
        return office, is_enrolled(office)

    def _see(self, found: tuple[Office, bool]) -> None:
        self._office, enrolled = found
        self._at_work.end()
        self._go.setEnabled(True)
        if enrolled:
            self._start()
        elif self.code.text() and self.address.text():
            self._enrol()
        else:
            self._asks = False
            self._ask_enrolment()

    def _ask_enrolment(self) -> None:
        self._title.setText(self.tr("Enrol this machine"))
        self._under.setText(
            self.tr("The province gives a one-time code for each counter. It is needed only this once.")
        )
        self._show(address=True, passphrase=self._asks, again=self._asks, go=self.tr("Enrol"))
        self.asks.emit(True)
        self.address.setFocus()

    def _show(self, *, address: bool, passphrase: bool, again: bool, go: str) -> None:
        for block, shown in zip(self._blocks, (address, address, passphrase, again), strict=True):
            block.setVisible(shown)
            block.caption.setVisible(shown)
        self._go.setVisible(bool(go))
        self._go.set_words(go)
        self._fault.hide()

    # ------------------------------------------------------------ the officer acts

    def _onward(self) -> None:
        lines = [block.editor for block in self._blocks if not block.isHidden()]
        for line in lines:
            if isinstance(line, QLineEdit) and not line.text():
                line.setFocus()
                return
        if self.sender() is lines[-1]:
            self._press()

    def _press(self) -> None:
        if not self._go.isEnabled():
            return
        if not self._again.isHidden() and not self._chosen_well():
            return
        for block in (self._address, self._code):
            if not block.isHidden() and not block.editor.property("text"):
                block.set_fault(messages.of_error(FieldRequired(block.editor.objectName())))
                block.editor.setFocus()
                return
        if self._office is None:
            self._open(self.passphrase.text() or None)
        else:
            self._enrol()

    def _chosen_well(self) -> bool:
        if len(self.passphrase.text()) < SHORTEST_PASSPHRASE:
            self._passphrase.set_fault(
                Sentence(
                    self.tr("A passphrase has at least {count} characters.").format(count=SHORTEST_PASSPHRASE),
                    self.tr("Choose a longer one and keep it in a safe place."),
                )
            )
            self.passphrase.setFocus()
            return False
        if self.passphrase.text() != self.again.text():
            self._again.set_fault(
                Sentence(self.tr("The two passphrases differ."), self.tr("Type the second one again."))
            )
            self.again.setFocus()
            return False
        return True

    def _enrol(self) -> None:
        office = self._office
        if office is None:
            return
        address, code = self.address.text().strip(), self.code.text().strip()
        self._go.setEnabled(False)
        # Not to be stopped: the hub may have taken the code already.
        self._at_work.begin(self.tr("The province is asked; this cannot be stopped half way…"))
        self._bridge.run(lambda: self._opening.enrol(office, address, code), self._enrolled, self._failed, owner=self)

    def _enrolled(self, _: object) -> None:
        self._start()

    def _start(self) -> None:
        office = self._office
        if office is None:
            return
        self._bridge.run(lambda: self._opening.start(office), self._started, self._failed, owner=self)

    def _started(self, _: object) -> None:
        self._at_work.end()
        self._go.setEnabled(True)
        self.passphrase.clear()
        self.again.clear()
        self.code.clear()
        self.opened.emit(self._office)

    def _failed(self, error: MotCuaError) -> None:
        self._at_work.end()
        self._go.setEnabled(True)
        self.asks.emit(True)
        sentence = messages.of_error(error)
        if isinstance(error, PassphraseWrong) and not self._passphrase.isHidden():
            self._passphrase.set_fault(sentence)
            self.passphrase.selectAll()
            self.passphrase.setFocus()
        elif isinstance(error, EnrolmentCodeRefused):
            self._code.set_fault(sentence)
            self.code.setFocus()
        else:
            if self._go.isHidden():
                self._title.setText(self.tr("The counter cannot be opened"))
                self._under.setText(sentence.happened)
                self._fault.setText(sentence.to_do)
            else:
                self._fault.setText(sentence.both)
            self._fault.show()

    def _clear(self) -> None:
        for block in self._blocks:
            block.set_fault(None)
        self._fault.hide()
