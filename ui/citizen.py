"""The window the citizen looks at: what is being recorded, the code and due date once received, and the rating."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from app.desk import ratings
from app.desk.supplements import Done
from app.errors import MotCuaError
from app.paper import barcode
from ui import controls, words
from ui import theme as look
from ui.place import Counter
from ui.read_back import ReadBack, Received, Shown

THANKS_MILLISECONDS = 6_000
RATED = "attitude"
"""The one question asked here: the manner of whoever received the dossier (NĐ 61/2018/NĐ-CP Đ31.1)."""
QUIET_MODULES = 4
"""White around the QR, in modules, as ISO/IEC 18004 wants."""
SHEET = """
QWidget { background: #ffffff; color: #000000; font-size: 22pt; }
QLabel[role="greeting"] { font-size: 34pt; font-weight: 600; }
QLabel[role="muted"] { color: #3a3a3a; font-size: 17pt; }
QPushButton { border: 3px solid #000000; border-radius: 8px; padding: 14px; min-height: 56px; }
QPushButton:pressed { background: #000000; color: #ffffff; }
"""
"""Black on white in every look of the officer's window: this screen is read from across a desk."""


class _Square(QWidget):
    """A QR drawn black on white, in whole pixels."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.setMinimumSize(240, 240)

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
    """A window of its own that never takes the keyboard from the officer's. It shows one citizen or nobody."""

    failed = Signal(object)

    def __init__(self, counter: Counter) -> None:
        super().__init__(None, Qt.WindowType.Window | Qt.WindowType.WindowDoesNotAcceptFocus)
        self.setObjectName("citizen")
        self.setWindowTitle("Một Cửa")
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self.setStyleSheet(SHEET)
        self.resize(900, 600)
        self._counter = counter
        self._stream = self._rated = ""
        self._stack = QStackedWidget()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(look.HALL, look.HALL, look.HALL, look.HALL)
        whole.addWidget(self._stack)

        self._greeting = controls.label(self.tr("Welcome"), "greeting", wrap=True, name="citizen.greeting")
        self._greeting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack.addWidget(self._greeting)
        self.lines = controls.label(wrap=True, name="citizen.lines")
        self.lines.setAlignment(Qt.AlignmentFlag.AlignTop)
        check = controls.label(self.tr("Please check what is being recorded"), "muted", wrap=True)
        self._recording = controls.holder(controls.column(check, self.lines, None, spacing=look.ROOM))
        self._stack.addWidget(self._recording)
        self._stack.addWidget(self._received_page())
        self._thanks = QTimer(self)
        self._thanks.setSingleShot(True)
        self._thanks.setInterval(THANKS_MILLISECONDS)
        self._thanks.timeout.connect(self.clear)

    def _received_page(self) -> QWidget:
        self.code = controls.label(name="citizen.code")
        self.due = controls.label(wrap=True, name="citizen.due")
        self.square = _Square()
        self.question = controls.label(self.tr("How were you received today?"), "muted", wrap=True)
        self.points: dict[int, QPushButton] = {}
        buttons = []
        for points, text in ((2, self.tr("Very satisfied")), (1, self.tr("Satisfied")), (0, self.tr("Not satisfied"))):
            made = controls.button(text, f"citizen.rate.{points}")
            made.clicked.connect(lambda _=False, given=points: self._rate(given))
            self.points[points] = made
            buttons.append(made)
        self._buttons = controls.holder(controls.row(*buttons, spacing=look.WIDE))
        column = controls.column(self.code, self.due, self.square, self.question, self._buttons, spacing=look.WIDE)
        column.setStretch(2, 1)
        self._received = controls.holder(column)
        return self._received

    # ------------------------------------------------------------ the window

    def toggle(self, beside: QWidget) -> None:
        """Show it on a screen that does not hold ``beside``, filling it; where there is one screen only, as a window;
        or put it away."""
        if self.isVisible():
            self.hide()
            return
        others = [screen for screen in QApplication.screens() if screen is not beside.screen()]
        if others:
            self.setGeometry(others[0].geometry())
            self.showFullScreen()
        else:
            self.show()
        # Some window systems give the keyboard to whatever is new, asked for or not.
        beside.window().activateWindow()

    # ------------------------------------------------------------ what it shows

    @property
    def idle(self) -> bool:
        """Whether it greets and shows nobody's data."""
        return self._stack.currentWidget() is self._greeting

    def clear(self) -> None:
        """Forget whoever stood here and greet."""
        self._thanks.stop()
        self._stream = self._rated = ""
        for label in (self.lines, self.code, self.due):
            label.clear()
        self.square.show_text("")
        self._stack.setCurrentWidget(self._greeting)

    def take(self, shown: Shown) -> None:
        """Show a draft as it is typed, or the dossier it became; whatever stood there before is forgotten first."""
        self.clear()
        if isinstance(shown, Received):
            self._show_received(shown)
        else:
            self._show_draft(shown)

    def _show_draft(self, shown: ReadBack) -> None:
        draft = shown.draft
        told = []
        if draft.applicant.full_name:
            told.append(self.tr("Applicant: {name}").format(name=draft.applicant.full_name))
        if draft.procedure_name:
            told.append(self.tr("Procedure: {name}").format(name=draft.procedure_name))
            ticked = sum(paper.ticked for paper in draft.papers)
            told.append(self.tr("Papers: {count}").format(count=ticked))
            if draft.fees:
                amounts = [fee.amount for fee in draft.fees]
                known = [amount for amount in amounts if amount is not None]
                # An amount not known yet is never shown as nothing to pay.
                whole = f"{sum(known):,} ₫".replace(",", ".") if len(known) == len(amounts) else words.NOT_KNOWN
                told.append(self.tr("To pay: {amount}").format(amount=whole))
        if shown.due is not None:
            told.append(self.tr("Result due: {when}").format(when=words.promise(shown.due)))
        if told:
            self.lines.setText("\n".join(told))
            self._stack.setCurrentWidget(self._recording)

    def _show_received(self, received: Received) -> None:
        self._stream = received.stream
        self.code.setText("\n".join(received.codes))
        self.due.setText(self.tr("Result due: {when}").format(when=words.promise(received.due)) if received.due else "")
        self.square.show_text(received.codes[0])
        self.question.setText(self.tr("How were you received today?"))
        self._buttons.show()
        self._stack.setCurrentWidget(self._received)

    def _rate(self, points: int) -> None:
        office, session, stream = self._counter.office, self._counter.session, self._stream
        if not stream:
            return
        # One dossier is rated once from here: a second touch finds nothing to rate.
        self._stream, self._rated = "", stream
        self._buttons.hide()
        self._counter.bridge.run(
            lambda: ratings.rate(office, session, stream, {RATED: points}, by="display"),
            self._thank,
            self._not_rated,
            owner=self,
        )

    def _not_rated(self, error: MotCuaError) -> None:
        self.failed.emit(error)

    def _thank(self, done: Done) -> None:
        if self._rated == done.stream:
            self.question.setText(self.tr("Thank you"))
            self._thanks.start()
