"""The window the citizen looks at: what is being recorded, the code and due date once received, and the rating."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QScreen
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QPushButton, QSizePolicy, QStackedWidget, QWidget

from app.desk import ratings
from app.desk.display import Display
from app.desk.supplements import Done
from app.domain.regulation import RATING_POINTS
from app.errors import MotCuaError
from app.paper import barcode
from ui import controls, icons, words
from ui import theme as look
from ui.person import day_shown
from ui.place import Counter
from ui.read_back import Called, ReadBack, Received, Shown

THANKS_MILLISECONDS = 6_000
UNANSWERED_MILLISECONDS = 180_000
"""A code left standing is nothing for whoever comes next."""
QUIET_MODULES = 4
"""White around the QR, in modules, as ISO/IEC 18004 wants."""
LINES = 26
"""Lines of writing that the height of the screen holds: it is read from across a desk."""
SMALLEST_LETTER = 17
FACES = ("smile", "meh", "frown")
SHEET = """
QWidget {{ background: #ffffff; color: #000000; font-size: {letter}px; }}
QLabel[role="greeting"] {{ font-size: {large}px; font-weight: 600; }}
QLabel[role="called"] {{ font-size: {called}px; font-weight: 600; }}
QLabel[role="figure"] {{ font-size: {large}px; font-weight: 600; }}
QLabel[role="muted"] {{ color: #3a3a3a; font-size: {letter}px; }}
QPushButton {{ background: #ffffff; color: #000000; border: 3px solid #000000; border-radius: 10px;
  padding: 14px; min-height: {button}px; font-size: {letter}px; }}
QPushButton:focus {{ border: 7px solid #0b57d0; padding: 10px; }}
QPushButton:pressed {{ background: #000000; color: #ffffff; }}
"""
"""Black on white in every look of the officer's window, in pixels of the screen's height."""


class _Square(QWidget):
    """A QR drawn black on white, in whole pixels."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.setMinimumSize(180, 180)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_text(self, text: str) -> None:
        self.text = text
        self.setAccessibleName(text)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor("white"))
        if self.text:
            rows = barcode.matrix(self.text)
            edge = max(1, min(self.width(), self.height()) // (len(rows) + 2 * QUIET_MODULES))
            left, top = ((side - edge * len(rows)) // 2 for side in (self.width(), self.height()))
            for down, row in enumerate(rows):
                for across, dark in enumerate(row):
                    if dark:
                        painter.fillRect(QRect(left + across * edge, top + down * edge, edge, edge), QColor("black"))
        painter.end()


class CitizenDisplay(QWidget):
    """A window of its own that takes the keyboard from the officer's only when it is handed over. It shows one citizen
    or nobody. ``failed`` carries a known failure."""

    failed = Signal(object)

    def __init__(self, counter: Counter) -> None:
        super().__init__(None, Qt.WindowType.Window | Qt.WindowType.WindowDoesNotAcceptFocus)
        self.setObjectName("citizen")
        # The title never names a dossier or a person: task bars and screen shots show it.
        self.setWindowTitle("Một Cửa")
        self.setAccessibleName(self.tr("The citizen's screen"))
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self._counter = counter
        self._display = Display()
        self._beside: QWidget | None = None
        self._letter = 0
        self._stream = self._rated = ""
        self._answers: dict[str, int] = {}
        self._stack = QStackedWidget()
        self._stack.addWidget(self._greeting_page())
        self._stack.addWidget(self._recording_page())
        self._stack.addWidget(self._received_page())
        self._stack.addWidget(self._called_page())
        self._inside = controls.holder(
            controls.column(self._stack, margins=(look.HALL, look.ROOM, look.HALL, look.ROOM)), "citizen.inside"
        )
        self.setLayout(controls.column(self._inside))
        counter.theme.dress(self)
        self._leaving = QTimer(self)
        self._leaving.setSingleShot(True)
        self._leaving.timeout.connect(self.clear)
        for changed in (QGuiApplication.instance().screenAdded, QGuiApplication.instance().screenRemoved):  # type: ignore[union-attr]
            changed.connect(self._screens_changed)
        self.resize(900, 640)
        self.clear()

    # ------------------------------------------------------------ parts

    def _greeting_page(self) -> QWidget:
        session = self._counter.session
        self._greeting = controls.label(self.tr("Welcome"), "greeting", wrap=True, name="citizen.greeting")
        text = self.tr("{unit} · counter {counter}").format(unit=session.unit_name, counter=session.counter)
        where = controls.label(text, "muted", wrap=True)
        for line in (self._greeting, where):
            line.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._idle = controls.holder(controls.column(None, self._greeting, where, None, spacing=look.ROOM))
        return self._idle

    def _recording_page(self) -> QWidget:
        check = controls.label(self.tr("Please check what is being recorded"), "muted", wrap=True)
        self.lines = QFormLayout()
        self.lines.setHorizontalSpacing(look.ROOM)
        self.lines.setVerticalSpacing(look.GAP)
        self.lines.setRowWrapPolicy(QFormLayout.RowWrapPolicy.DontWrapRows)
        self.lines.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._recording = controls.holder(controls.column(check, self.lines, None, spacing=look.ROOM))
        return self._recording

    def _received_page(self) -> QWidget:
        self.heading = controls.label("", "greeting", wrap=True, name="citizen.heading")
        self.code = controls.label("", "figure", name="citizen.code")
        self.due = controls.label("", "figure", wrap=True, name="citizen.due")
        self.photograph = controls.label("", "muted", wrap=True, name="citizen.photograph")
        self.square = _Square()
        said = controls.column(None, self.heading, self.code, self.due, self.photograph, None, spacing=look.WIDE)
        upper = controls.row(said, self.square, spacing=look.ROOM)
        upper.setStretch(0, 3)
        upper.setStretch(1, 2)
        self.question = controls.label("", wrap=True, name="citizen.question")
        self.points: dict[int, QPushButton] = {}
        self._answer_row: QHBoxLayout = controls.row(spacing=look.WIDE)
        for points, face in zip(RATING_POINTS, FACES, strict=True):
            made = controls.button("", f"citizen.rate.{points}")
            made.setAutoDefault(True)
            made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
            made.setProperty("face", face)
            made.clicked.connect(lambda _=False, given=points: self._answer(given))
            self.points[points] = made
            self._answer_row.addWidget(made, 1)
        self._buttons = controls.holder(self._answer_row)
        column = controls.column(upper, self.question, self._buttons, spacing=look.WIDE)
        column.setStretch(0, 1)
        self._received = controls.holder(column)
        return self._received

    def _called_page(self) -> QWidget:
        self.ticket = controls.label("", "called", wrap=True, name="citizen.ticket")
        where = self.tr("to counter {counter}").format(counter=self._counter.session.counter)
        self._where = controls.label(where, "greeting", wrap=True)
        for line in (self.ticket, self._where):
            line.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._called = controls.holder(controls.column(None, self.ticket, self._where, None, spacing=look.ROOM))
        return self._called

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The writing grows with the screen, whatever its fineness."""
        super().resizeEvent(event)
        letter = max(SMALLEST_LETTER, min(self.height(), self.width() * 3 // 4) // LINES)
        if letter != self._letter:
            self._letter = letter
            large, button = letter * 3 // 2, letter * 2
            self._inside.setStyleSheet(SHEET.format(letter=letter, large=large, called=letter * 4, button=button))
            for made in self.points.values():
                edge = letter * 2
                made.setIconSize(QSize(edge, edge))
                made.setIcon(icons.pixmap(made.property("face"), QColor("black"), edge, self.devicePixelRatioF()))

    # ------------------------------------------------------------ the window

    def follow(self, display: Display, beside: QWidget) -> None:
        """Take what the machine's settings say; where they name a screen, open on it now if it is there."""
        opens = display.screen and display.screen != self._display.screen
        self._display, self._beside = display, beside
        if opens and not self.isVisible() and self._other_screen() is not None:
            self.open()

    def toggle(self, beside: QWidget) -> None:
        """Show it on a screen that does not hold ``beside``, filling it; where there is one screen only, as a window;
        or put it away."""
        self._beside = beside
        if self.isVisible():
            self.hide()
        else:
            self.open()

    def open(self) -> None:
        """Show it, on another screen than the officer's where there is one."""
        other = self._other_screen()
        if other is not None:
            self.setScreen(other)
            self.setGeometry(other.geometry())
            self.showFullScreen()
        else:
            self.showNormal()
        # Some window systems give the keyboard to whatever is new, asked for or not.
        self._give_keyboard_back()

    def _other_screen(self) -> QScreen | None:
        here = self._beside.window().screen() if self._beside is not None else None
        others = [screen for screen in QGuiApplication.screens() if screen is not here]
        named = [screen for screen in others if screen.name() == self._display.screen]
        return next(iter(named or others), None)

    def _screens_changed(self) -> None:
        """A screen came or went: never cover the officer's window, and come back where the settings want it."""
        if self._beside is None or not self._beside.isVisible():
            return
        if self._other_screen() is not None:
            if self.isVisible() or self._display.screen:
                self.open()
        elif self.isFullScreen():
            self.hide()

    def hand_keyboard(self) -> bool:
        """Let the keyboard answer the question; False when nothing is asked now."""
        if not self.isVisible() or not self._buttons.isVisibleTo(self):
            return False
        self._accept_keyboard(True)
        self.activateWindow()
        self.points[RATING_POINTS[0]].setFocus()
        return True

    def _give_keyboard_back(self) -> None:
        self._accept_keyboard(False)
        if self._beside is not None:
            self._beside.window().activateWindow()

    def _accept_keyboard(self, accepted: bool) -> None:
        handle = self.windowHandle()
        if handle is not None:
            handle.setFlag(Qt.WindowType.WindowDoesNotAcceptFocus, not accepted)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """1, 2 and 3 go to an answer and never give it: the first digits of a scan must not rate."""
        place = event.key() - Qt.Key.Key_1
        if event.key() == Qt.Key.Key_Escape:
            self._give_keyboard_back()
        elif 0 <= place < len(RATING_POINTS):
            self.points[RATING_POINTS[place]].setFocus()
        else:
            super().keyPressEvent(event)

    # ------------------------------------------------------------ what it shows

    @property
    def idle(self) -> bool:
        """Whether it greets and shows nobody's data."""
        return self._stack.currentWidget() is self._idle

    def clear(self) -> None:
        """Forget whoever stood here and greet."""
        self._leaving.stop()
        if self._answers:
            self._record()
        self._stream = self._rated = ""
        while self.lines.rowCount():
            self.lines.removeRow(0)
        for label in (self.heading, self.code, self.due, self.photograph, self.question, self.ticket):
            label.clear()
        self.square.show_text("")
        self._stack.setCurrentWidget(self._idle)
        if self.isActiveWindow():
            self._give_keyboard_back()

    def leave_draft(self) -> None:
        """The officer turned to something else: a code and its rating stay, what was being recorded does not."""
        if self._stack.currentWidget() is self._recording:
            self.clear()

    def take(self, shown: Shown) -> None:
        """Show a draft as it is typed, or the dossier it became; whatever stood there before is forgotten first."""
        self.clear()
        if isinstance(shown, Received):
            self._show_received(shown)
        elif isinstance(shown, ReadBack):
            self._show_draft(shown)
        elif isinstance(shown, Called):
            self.ticket.setText(self.tr("Number {ticket}, please").format(ticket=shown.ticket))
            self._stack.setCurrentWidget(self._called)
            self._leaving.start(UNANSWERED_MILLISECONDS)

    def _show_draft(self, shown: ReadBack) -> None:
        draft, person = shown.draft, shown.draft.applicant
        said = [
            (self.tr("Applicant"), person.full_name),
            (self.tr("Born"), day_shown(person.birth_date)),
            (self.tr("Identity number"), words.masked(person.personal_number.replace(" ", "") or person.passport)),
            (self.tr("Tax code"), person.tax_code),
            (self.tr("Address"), person.address),
            (self.tr("Phone"), person.phone),
        ]
        for role, other in (
            (self.tr("Submitter"), draft.submitter),
            (self.tr("Representative"), draft.representative),
        ):
            said.append((role, other.full_name if other is not None else ""))
        said += [(self.tr("The other party"), party.full_name) for party in draft.parties]
        if draft.procedure_name:
            ticked = sum(paper.ticked for paper in draft.papers)
            said += [(self.tr("Procedure"), draft.procedure_name), (self.tr("Papers"), str(ticked))]
            amounts = [fee.amount for fee in draft.fees]
            known = [amount for amount in amounts if amount is not None]
            # An amount not known yet is never shown as nothing to pay.
            whole = f"{sum(known):,} ₫".replace(",", ".") if len(known) == len(amounts) else self.tr("not counted yet")
            said.append((self.tr("To pay"), whole if amounts else ""))
        if shown.due is not None:
            said.append((self.tr("Result due"), words.promise(shown.due)))
        for caption, value in said:
            if value.strip():
                self.lines.addRow(controls.label(caption, "muted"), controls.label(value, wrap=True))
        if self.lines.rowCount():
            self._stack.setCurrentWidget(self._recording)

    def _show_received(self, received: Received) -> None:
        self._stream = received.stream
        done = self.tr("The result was given to you") if received.given else self.tr("Your dossier was received")
        self.heading.setText(done)
        self.code.setText("\n".join(received.codes))
        self.due.setText(self.tr("Result due: {when}").format(when=words.promise(received.due)) if received.due else "")
        if not received.given:
            self.photograph.setText(
                self.tr("You may photograph this code: with it anybody here finds your dossier.")
                if self._display.prints
                else self.tr("The receipt cannot be printed now. Photograph this code: the paper is kept for you.")
            )
        self.square.show_text(f"{self._display.look_up}{received.codes[0]}")
        self._ask()
        self._stack.setCurrentWidget(self._received)
        self._leaving.start(UNANSWERED_MILLISECONDS)

    # ------------------------------------------------------------ the rating

    def _ask(self) -> None:
        """Put the next question, or none where the regulation set asks no more."""
        left = [question for question in self._display.questions if question.key not in self._answers]
        self._buttons.setVisible(bool(left) and bool(self._stream))
        if not left:
            self.question.clear()
            return
        self.question.setText(left[0].text)
        for made, answer in zip(self.points.values(), left[0].answers, strict=True):
            made.setText(answer)
            made.setAccessibleName(f"{left[0].text} {answer}")

    def _answer(self, points: int) -> None:
        left = [question for question in self._display.questions if question.key not in self._answers]
        if not self._stream or not left:
            return
        self._answers[left[0].key] = points
        if len(left) > 1:
            self._ask()
            return
        self._record()
        self._buttons.hide()
        if self.isActiveWindow():
            self._give_keyboard_back()

    def _record(self) -> None:
        """One dossier is rated once from here: a second touch finds nothing to rate."""
        office, session, stream, answers = self._counter.office, self._counter.session, self._stream, self._answers
        self._stream, self._rated, self._answers = "", stream, {}
        self._counter.bridge.run(
            lambda: ratings.rate(office, session, stream, answers, by="display"),
            self._thank,
            self._not_rated,
            owner=self,
        )

    def _not_rated(self, error: MotCuaError) -> None:
        self.failed.emit(error)

    def _thank(self, done: Done) -> None:
        if self._rated == done.stream:
            self.question.setText(self.tr("Thank you"))
            self._leaving.start(THANKS_MILLISECONDS)
