"""Copies that wait for the officer's signature, signed in one go with a token, whose PIN is asked for and forgotten, or
by the signing service, which asks for it itself."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QProgressBar, QWidget

from app.desk import signing as desk
from app.desk.acting import Session
from app.desk.office import Office
from app.desk.signing import CopyToSign, SigningOutcome, SigningProgress, SigningWay
from app.errors import MotCuaError, SigningFailed
from app.vault.signing import TokenSeen
from ui import controls, messages
from ui import theme as look
from ui.blank import Blank, FilledOrBlank
from ui.bridge import Cancel
from ui.fields import Field
from ui.keys import key
from ui.messages import Sentence
from ui.place import Counter, Notice, Place
from ui.preview import PdfView
from ui.rows import Cell, Column, RowModel, RowView
from ui.signatures import holder_words, state_cell, token_words

PIN_WIDTH = 150


def _sign(
    office: Office,
    session: Session,
    pin: str,
    label: str,
    copies: list[CopyToSign],
    progress: SigningProgress,
    cancel: Cancel,
) -> SigningOutcome:
    with desk.signer(office, pin, label) as signer:
        return desk.sign(office, session, signer, copies, progress=progress, cancelled=cancel.is_set)


class SigningPage(Place):
    """Every copy that waits, or those of one dossier; an address "signing/<stream>" shows that one's."""

    def __init__(self, counter: Counter) -> None:
        super().__init__(counter, "signing")
        self._stream = ""
        self._every: tuple[CopyToSign, ...] = ()
        self._cancel = Cancel()
        self._running = False
        self._by_service = False
        self._no_token: Sentence | None = None
        self._timer: QTimer | None = None
        self._all = controls.button(self.tr("Show all that wait"), "signing.all", "link")
        self._all.clicked.connect(lambda: self._narrow(""))
        whole = controls.column(
            controls.row(controls.label(self.tr("Copies to sign"), "title"), None, self._all),
            self._middle(),
            spacing=look.GAP,
            margins=(look.WIDE, look.GAP, look.WIDE, look.GAP),
        )
        whole.setStretch(1, 1)
        page = controls.column(whole, self._foot(), spacing=0)
        page.setStretch(0, 1)
        self.setLayout(page)
        self._show(())

    def _middle(self) -> QWidget:
        columns = (
            Column("name", self.tr("Applicant"), lambda copy: Cell(copy.applicant_name), strong=True),
            Column("paper", self.tr("Paper"), lambda copy: Cell(copy.paper, tip=copy.paper), spare=1),
            Column("code", self.tr("Code"), lambda copy: Cell(copy.code), width=186, code=True, spare=2),
            Column("pages", self.tr("Pages"), lambda copy: Cell(str(copy.pages)), width=78, right=True, spare=3),
            Column("state", self.tr("State"), state_cell, width=170),
        )
        self.model = RowModel(columns, lambda copy: f"{copy.stream}/{copy.sha256}")
        self.view = RowView(self.counter.theme, self.model, "signing.list", self.tr("Copies to sign"))
        self.view.selectionModel().currentRowChanged.connect(self._look_at)
        blank = Blank(self.counter.theme, "sign", "signing.blank")
        blank.say(
            self.tr("No copy waits for a signature."), self.tr("Papers scanned at reception come here by themselves.")
        )
        self._list = FilledOrBlank(self.view, blank)
        surface = controls.frame("section", controls.column(self._list, margins=(1, 1, 1, 1)))
        self.pdf = PdfView(
            self.counter.bridge, self.counter.theme, "signing.copy", self.tr("The copy chosen in the list shows here.")
        )
        columns_row = controls.row(surface, self.pdf, spacing=look.GAP)
        columns_row.setStretch(0, 60)
        columns_row.setStretch(1, 40)
        return controls.holder(columns_row)

    def _foot(self) -> QWidget:
        self.token = QComboBox()
        self.token.setObjectName("signing.token")
        self.token.setAccessibleName(self.tr("Token"))
        self.token.hide()
        self.token.activated.connect(lambda _: self._token_chosen())
        self._tokens: dict[str, TokenSeen] = {}
        self._holder = controls.label("", "small", wrap=True, name="signing.holder")
        self._holder.hide()
        self.pin = QLineEdit()
        self.pin.setEchoMode(QLineEdit.EchoMode.Password)
        self.pin.setFixedWidth(self.counter.theme.scaled(PIN_WIDTH))
        self.pin.setMaxLength(64)
        self.pin.returnPressed.connect(self.primary)
        self.pin.textEdited.connect(lambda _: self.field.set_fault(None))
        self.field: Field = Field(self.counter.theme, self.tr("PIN of the token"), self.pin, "signing.pin")
        self._fault = self.field.lend_fault()
        self._words = controls.label("", "small", wrap=True, name="signing.words")
        self._bar = QProgressBar()
        self._bar.setAccessibleName(self.tr("Signing"))
        self._stop = controls.button(self.tr("Stop"), "signing.stop", "link")
        self._stop.clicked.connect(self.back)
        for part in (self._bar, self._stop):
            part.hide()
        self._later = controls.button(self.tr("Sign later"), "signing.later", "quiet")
        self._later.clicked.connect(self._put_off)
        self.sign_button = controls.KeyButton("", "signing.sign", key=key("primary"), role="primary")
        self.sign_button.clicked.connect(self.primary)
        said = controls.column(None, self._words, self._holder, self._fault, self._bar, None, spacing=2)
        parts = (
            controls.holder(said),
            self._stop,
            self.token,
            self.field.caption,
            self.field,
            self._later,
            self.sign_button,
        )
        bar = controls.row(*parts, spacing=look.GAP, margins=(look.WIDE, look.SMALL, look.WIDE, look.SMALL))
        bar.setStretch(0, 1)
        return controls.frame("foot", bar, "signing.foot")

    # ------------------------------------------------------------ what waits

    def go(self, rest: str) -> None:
        self._narrow(rest)

    def _narrow(self, stream: str) -> None:
        self._stream = stream
        self._show(self._every)

    def enter(self) -> None:
        self._load()
        office = self.counter.office
        self.ask_aside(lambda: desk.way(office), self._way_found, self._no_tokens, slot="tokens")
        self._take_focus()

    def refresh(self, topics: frozenset[str], streams: frozenset[str]) -> None:
        if self.isVisible() and not self._running and topics & {"signing", "files", "dossiers"}:
            self._load()

    def leave(self) -> None:
        self.pin.setText("")
        self._cancel.set()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.pin.setText("")

    def _load(self) -> None:
        office, session = self.counter.office, self.counter.session
        self.ask(lambda: desk.waiting(office, session), self._show, slot="waiting")

    def _way_found(self, way: SigningWay) -> None:
        changed = self._by_service != way.by_service
        self._by_service = way.by_service
        if way.by_service:
            self._no_token = None
            if not self._running:
                self.field.set_fault(None)
            self._show_asking()
        else:
            self._tokens_found(way.tokens)
        if changed:
            self._take_focus()

    def _take_focus(self) -> None:
        if self.field.isHidden():
            self._list.focus_here()
        else:
            self.pin.setFocus()

    def _tokens_found(self, tokens: tuple[TokenSeen, ...]) -> None:
        chosen = self.token.currentText()
        self._tokens = {seen.label: seen for seen in tokens}
        # One that can sign, of the officer signed in, is offered first.
        best = max(tokens, key=self._suits, default=None)
        self.token.clear()
        self.token.addItems([seen.label for seen in tokens])
        place = self.token.findText(chosen) if chosen else -1
        if place < 0 and best is not None:
            place = self.token.findText(best.label)
        self.token.setCurrentIndex(max(0, place))
        if not tokens:
            self._no_tokens(SigningFailed(reason="no_token"))
            return
        self._no_token = None
        if not self._running:
            self.field.set_fault(None)
        self._show_asking()
        self._token_chosen()

    def _suits(self, seen: TokenSeen) -> tuple[bool, bool]:
        theirs = seen.certificate is not None and desk.is_of(seen.certificate.holder, self.counter.session)
        return not seen.fault, theirs

    def _token_chosen(self) -> None:
        """Says whose token it is, before any PIN; what keeps it from signing is said at once."""
        seen = self._show_holder()
        if self.model.rows and not self._running:
            fault = seen.fault if seen is not None else ""
            self.field.set_fault(messages.of_error(SigningFailed(reason=fault)) if fault else None)

    def _show_holder(self) -> TokenSeen | None:
        seen = self._tokens.get(self.token.currentText())
        session = self.counter.session
        theirs = seen is None or seen.certificate is None or desk.is_of(seen.certificate.holder, session)
        controls.polish(self._holder, tone="muted" if theirs and not (seen and seen.last_try) else "soon")
        self._holder.setText(token_words(seen, session.name, theirs=theirs) if seen is not None else "")
        self._holder.setVisible(bool(self._holder.text()) and not self.field.isHidden())
        return seen

    def _no_tokens(self, error: MotCuaError) -> None:
        self._by_service = False
        self.token.clear()
        self._tokens = {}
        self._holder.setText("")
        self._no_token = messages.of_error(error)
        self._show_asking()
        if self.model.rows:
            self.field.set_fault(self._no_token)

    @property
    def waiting(self) -> list[CopyToSign]:
        """The copies that would be signed now: those shown whose files are on this machine."""
        return [copy for copy in self.model.rows if copy.here]

    def _show(self, copies: tuple[CopyToSign, ...]) -> None:
        self._every = copies
        shown = [copy for copy in copies if self._stream in {"", copy.stream}]
        if tuple(shown) != self.model.rows:
            self.model.show_rows(shown)
        self._all.setVisible(bool(self._stream) and len(shown) < len(copies))
        self._list.show_filled(bool(shown))
        self._show_asking()
        count = len(self.waiting)
        self.sign_button.set_words(self.tr("Sign {count} copies").format(count=count))
        self.sign_button.setEnabled(bool(count) and not self._running)
        self._later.setEnabled(any(copy.state == "none" for copy in shown) and not self._running)
        missing = sum(1 for copy in shown if not copy.here)
        self._words.setText(
            self.tr("{count} copies are not on this machine; whoever scanned them signs them.").format(count=missing)
            if missing
            else ""
        )
        self._words.setVisible(bool(missing))
        if not shown:
            self.pdf.show_pdf(None)

    def _show_asking(self) -> None:
        """The PIN is asked for, and a missing token complained of, only while something waits for a signature."""
        waits = bool(self.model.rows)
        asks = waits and not self._by_service
        turned = asks == self.field.isHidden()
        for part in (self.field, self.field.caption):
            part.setVisible(asks)
        self.token.setVisible(asks and self.token.count() > 1)
        self._holder.setVisible(asks and bool(self._holder.text()))
        self._later.setVisible(waits)
        if not waits:
            self.field.set_fault(None)
        elif turned and self._no_token is not None:
            self.field.set_fault(self._no_token)
        focus = self.window().focusWidget()
        if turned and (focus is None or self.isAncestorOf(focus)):
            self._take_focus()

    def _look_at(self, index: QModelIndex) -> None:
        copy: CopyToSign | None = self.model.rows[index.row()] if index.isValid() else None
        if copy is not None and copy.here:
            office, sha256 = self.counter.office, copy.sha256
            self.ask(lambda: office.vault.read(sha256), self.pdf.show_pdf, slot="copy")
        else:
            self.pdf.show_pdf(None)

    # ------------------------------------------------------------ signing

    def _put_off(self) -> None:
        office, session = self.counter.office, self.counter.session
        copies = [copy for copy in self.model.rows if copy.state == "none"]
        self.ask(lambda: desk.put_off(office, session, copies), self._put_off_done)

    def _put_off_done(self, _: None) -> None:
        self.told.emit(
            Notice(self.tr("They wait here until they are signed ({key}).").format(key=key("signing").shown))
        )
        self._load()

    def primary(self) -> None:
        """Sign everything shown; the PIN is taken out of its field before anything else happens."""
        pin, copies = self.pin.text(), self.waiting
        self.pin.setText("")
        if self._running or not copies:
            return
        if not pin and not self._by_service:
            self.field.set_fault(messages.of_error(SigningFailed(reason="pin_needed")))
            self.pin.setFocus()
            return
        self.field.set_fault(None)
        office, session, label = self.counter.office, self.counter.session, self.token.currentText()
        progress, self._cancel = SigningProgress(), Cancel()
        cancel = self._cancel
        progress.of = len(copies)
        self._set_running(on=True)
        self._timer = self.counter.bridge.watch(self, progress, self._show_progress)
        self._show_progress(progress)
        self.ask_aside(
            lambda: _sign(office, session, pin, label, copies, progress, cancel), self._signed, self._not_signed
        )

    def _set_running(self, *, on: bool) -> None:
        self._running = on
        self._bar.setVisible(on)
        self._stop.setVisible(on)
        self.pin.setEnabled(not on)
        for part in (self.sign_button, self._later):
            part.setEnabled(not on)
        if not on and self._timer is not None:
            self._timer.stop()
            self._timer.deleteLater()
            self._timer = None

    def _show_progress(self, progress: SigningProgress) -> None:
        self._bar.setMaximum(progress.of)
        self._bar.setValue(progress.done)
        self._bar.setFormat(self.tr("{done} of {count} signed").format(done=progress.done, count=progress.of))

    def _signed(self, outcome: SigningOutcome) -> None:
        self._set_running(on=False)
        said = [self.tr("{count} copies signed.").format(count=outcome.signed)]
        if outcome.failed:
            said.append(self.tr("{count} failed; the list says why.").format(count=len(outcome.failed)))
        if outcome.left:
            said.append(self.tr("{count} were not tried and wait.").format(count=outcome.left))
        if outcome.unstamped:
            said.append(
                self.tr("{count} without a time stamp: its authority did not answer.").format(count=outcome.unstamped)
            )
        session, made = self.counter.session, outcome.signer
        stranger = made is not None and not desk.is_of(made.certificate.holder, session)
        if made is not None and stranger:
            said.append(holder_words(made.certificate.holder, session.name))
        doubtful = bool(outcome.failed or outcome.left or outcome.unstamped or stranger)
        self.told.emit(Notice(" ".join(said), "soon" if doubtful else "ok"))
        self._load()
        self._take_focus()

    def _not_signed(self, error: MotCuaError) -> None:
        self._set_running(on=False)
        self.field.set_fault(messages.of_error(error))
        self._load()
        self._take_focus()
        if not self._by_service:
            # One more try may lock it by now, or it may be gone.
            office = self.counter.office
            self.ask_aside(lambda: desk.way(office), self._look_again, self._not_there, slot="tokens")

    def _not_there(self, _: MotCuaError) -> None:
        """The fault beside the PIN says more than that."""
        self._tokens = {}
        self._show_holder()

    def _look_again(self, way: SigningWay) -> None:
        self._tokens = {seen.label: seen for seen in way.tokens}
        self._show_holder()

    def back(self) -> bool:
        if self._running:
            self._cancel.set()
            return True
        return False
