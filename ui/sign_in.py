"""Signing in, and coming back to a locked window: the officers of this counter and one password."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QLayout, QLineEdit, QPushButton, QWidget

from app.errors import MotCuaError
from ui import controls, messages
from ui import theme as look
from ui.ahead import TypeAhead
from ui.bridge import Bridge
from ui.fields import Field
from ui.fitting import WholeColumn
from ui.theme import Theme

if TYPE_CHECKING:
    from app.desk.acting import Session
    from app.desk.office import Office
    from app.desk.sign_in import OfficerChoice

CARD_WIDTH = 440


class PasswordLine(QLineEdit):
    """A line for a password: no input method, and a guess at Caps Lock from what is typed; ``caps`` tells it."""

    caps = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.setEchoMode(QLineEdit.EchoMode.Password)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        text = event.text()
        if len(text) == 1 and text.isalpha():
            shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.caps.emit(text.isupper() != shifted)

    def inputMethodQuery(self, query: Qt.InputMethodQuery, argument: object = None) -> object:
        # Vietnamese input methods change letters on the way; the widget attribute alone does not keep them out.
        if query == Qt.InputMethodQuery.ImEnabled:
            return False
        return super().inputMethodQuery(query)


class OfficerButton(QPushButton):
    """One line of the list: name, and the position below it."""

    def __init__(self, theme: Theme, choice: OfficerChoice) -> None:
        super().__init__()
        self.setObjectName(f"sign_in.officer.{choice.id}")
        self.setProperty("role", "officer")
        self.setAccessibleName(f"{choice.name}, {choice.position}")
        self.setCheckable(True)
        self.setAutoDefault(False)
        lines = controls.column(controls.label(choice.name), controls.label(choice.position, "small"), spacing=1)
        self._inside = controls.row(
            controls.Picture(theme, "user", "muted", 20), lines, None, spacing=look.GAP, margins=(14, 8, 14, 8)
        )
        # Never lower than its two lines, whatever height the style gives buttons: many officers scroll.
        self._inside.setSizeConstraint(QLayout.SizeConstraint.SetMinimumSize)
        self.setLayout(self._inside)
        for part in self.findChildren(QWidget):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        return self._inside.sizeHint()


class SignInPage(QWidget):
    """The officers of this counter and a password. ``signed_in`` carries a `Session`, ``unlocked`` ends a lock.

    The page stands before the office is open: what is typed meanwhile stays, and Enter is kept for the moment the
    officers are known. It is pressed then only where one officer may sign in, so that nobody's tries are used up.
    """

    signed_in = Signal(object)
    unlocked = Signal()

    def __init__(self, bridge: Bridge, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("sign_in")
        self.setProperty("role", "page")
        self._bridge, self._theme = bridge, theme
        self._office: Office | None = None
        self._entered_early = False
        self._locked: Session | None = None
        self._choices: list[tuple[OfficerChoice, QPushButton]] = []
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)

        self._title = controls.label("", "title", name="sign_in.title")
        self._under = controls.label("", "muted", wrap=True, name="sign_in.under")
        self._list = controls.column(spacing=look.TIGHT)
        self.password = PasswordLine()
        self.password.returnPressed.connect(self._try)
        self.password.textEdited.connect(self._clear_fault)
        self.password.caps.connect(self._say_caps)
        self._ahead = TypeAhead(self.password)
        self._field = Field(theme, "", self.password, "sign_in.password")
        self._go = controls.KeyButton("", "sign_in.go", role="primary")
        self._go.clicked.connect(self._try)
        self._leave = controls.button("", "sign_in.other", "link")
        self._leave.clicked.connect(self.sign_out)
        self._leave.hide()

        card = controls.frame(
            "section",
            controls.column(
                controls.row(controls.Picture(theme, "receive", "accent", 28), self._title, None, spacing=look.GAP),
                self._under,
                look.SMALL,
                self._list,
                look.SMALL,
                self._field.caption,
                self._field,
                look.SMALL,
                controls.row(self._leave, None, self._go),
                spacing=look.SMALL,
                margins=(look.ROOM, look.ROOM, look.ROOM, look.ROOM),
            ),
            "sign_in.card",
        )
        card.setFixedWidth(theme.scaled(CARD_WIDTH))
        brand = controls.row(None, controls.label("Một Cửa", "brand"), None)
        self._under.hide()
        self._speak()
        middle = controls.column(None, brand, look.WIDE, controls.row(None, card, None), None, None, spacing=2)
        # Many officers are more than a low window holds.
        self.setLayout(controls.column(WholeColumn(controls.holder(middle), "sign_in.scroll")))

    def _speak(self) -> None:
        """Say what stands here in the language of the window, which is the officer's while it is locked."""
        locked = self._locked is not None
        self._title.setText(self.tr("The window is locked") if locked else self.tr("Sign in"))
        self._go.set_words(self.tr("Open again") if locked else self.tr("Sign in"))
        self._leave.setText(self.tr("Another officer"))
        self._leave.setAccessibleName(self._leave.text())
        self._field.caption.setText(self.tr("Password"))
        self.password.setAccessibleName(self.tr("Password"))
        if locked:
            self._under.setText(self.tr("Everything you were doing is kept."))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._speak()

    def wait(self) -> None:
        """Take the password while the office is still being opened."""
        self._under.setText(self.tr("The counter is being opened; you can type your password already."))
        self._under.show()
        self.password.setFocus()

    def enter(self, office: Office) -> None:
        """Look up who may sign in today."""
        self._office = office
        self._bridge.run(lambda: _officers(office), self._show_officers, owner=self, slot="officers")

    def lock(self, session: Session) -> None:
        """Ask only for the password of the officer whose window it is."""
        self._locked = session
        self._speak()
        self._under.show()
        self._leave.show()
        self.password.clear()
        from app.desk.sign_in import OfficerChoice

        self._show_officers([OfficerChoice(session.officer, session.name, session.position)])

    def sign_out(self) -> None:
        """Back to the full list of officers."""
        self._locked = None
        self._speak()
        self._under.hide()
        self._leave.hide()
        self.password.clear()
        if self._office is not None:
            self.enter(self._office)

    def choose(self, officer_id: str) -> None:
        """Choose an officer of the list and go to the password."""
        for choice, made in self._choices:
            if choice.id == officer_id:
                made.setChecked(True)
                self.password.setFocus()

    def _show_officers(self, found: list[OfficerChoice]) -> None:
        for _, made in self._choices:
            self._group.removeButton(made)
            made.setParent(None)
            made.deleteLater()
        self._choices = []
        for choice in found:
            made = OfficerButton(self._theme, choice)
            made.installEventFilter(self)
            made.clicked.connect(self.password.setFocus)
            self._group.addButton(made)
            self._list.addWidget(made)
            self._choices.append((choice, made))
        if not found:
            self._under.setText(self.tr("No officer may sign in here today; ask your administrator."))
            self._under.show()
        elif self._locked is None:
            self._under.hide()
        typed, entered = bool(self.password.text()), self._entered_early
        self._entered_early = False
        self._field.set_fault(None)
        if len(found) == 1 or (found and not typed):
            self._choices[0][1].setChecked(True)
        if len(found) == 1 and typed and entered:
            self._try()
        elif typed and not entered:
            self.password.setFocus()
        else:
            (self.password if len(found) == 1 else self._choices[0][1] if found else self._go).setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows walk the officers; letters and Enter go on to the password."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        buttons = [made for _, made in self._choices]
        place = buttons.index(watched) if watched in buttons else -1
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            target = buttons[max(0, min(len(buttons) - 1, place + step))]
            target.setFocus()
            target.setChecked(True)
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            buttons[place].setChecked(True)
            self.password.setFocus()
            return True
        return False

    def _try(self) -> None:
        office = self._office
        chosen = next((choice for choice, made in self._choices if made.isChecked()), None)
        if office is None or chosen is None:
            self._entered_early = not self._choices
            if self._choices:
                self._field.set_hint(self.tr("Choose your name above; the password is kept."))
                self._choices[0][1].setFocus()
            return
        password = self.password.text()
        self._go.setEnabled(False)
        if self._locked is not None:
            session = self._locked
            self._bridge.run(lambda: _unlock(office, session, password), self._came_back, self.refuse)
        else:
            self._bridge.run(lambda: _sign_in(office, chosen.id, password), self._came_in, self.refuse)

    def _came_in(self, session: Session) -> None:
        self.password.clear()
        self._clear_fault()
        self._ahead.begin(self.password)
        self.signed_in.emit(session)

    def _came_back(self, _: None) -> None:
        self._go.setEnabled(True)
        self.password.clear()
        self._clear_fault()
        self.unlocked.emit()

    def arrived(self) -> None:
        """The officer's places are in front: what was typed on the way there is typed there."""
        self._go.setEnabled(True)
        self._ahead.release()

    def refuse(self, error: MotCuaError) -> None:
        """Say why the officer does not come in."""
        self._go.setEnabled(True)
        self._ahead.drop()
        self._field.set_fault(messages.of_error(error))
        self.password.selectAll()
        self.password.setFocus()

    def _clear_fault(self) -> None:
        self._field.set_fault(None)

    def _say_caps(self, on: bool) -> None:
        self._field.set_hint(self.tr("Caps Lock is on.") if on else "")


# What runs on the desk worker. The desk is imported there: the page stands before it is loaded.


def _officers(office: Office) -> list[OfficerChoice]:
    from app.desk import sign_in

    return sign_in.officers(office)


def _sign_in(office: Office, officer: str, password: str) -> Session:
    from app.desk import sign_in

    return sign_in.sign_in(office, officer, password)


def _unlock(office: Office, session: Session, password: str) -> None:
    from app.desk import sign_in

    sign_in.unlock(office, session, password)
