"""The one window of the program: first the welcome, then the sign-in, then the frame; locking hides, never forgets."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QCloseEvent, QShortcut
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from app.desk.acting import Session
from app.desk.office import Office
from ui.bridge import Bridge
from ui.frame import Frame
from ui.keys import key
from ui.place import Counter
from ui.places import MAKERS
from ui.sign_in import SignInPage
from ui.theme import Theme
from ui.welcome import Opening, WelcomePage

IDLE_LOCK_MINUTES = 15
"""A counter left alone locks itself: screens show the data of citizens."""


class Window(QMainWindow):
    """``ready`` comes once, when the first page can be used."""

    ready = Signal()

    def __init__(self, opening: Opening, bridge: Bridge, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("window")
        # The title never names a dossier or a person: task bars and screen shots show it.
        self.setWindowTitle("Một Cửa")
        self.setMinimumSize(1024, 640)
        self._bridge, self._theme = bridge, theme
        self.office: Office | None = None
        self.frame: Frame | None = None
        self.session: Session | None = None
        self._stack = QStackedWidget()
        self._stack.setProperty("role", "page")
        self.setCentralWidget(self._stack)
        self.welcome = WelcomePage(opening, bridge, theme)
        self.welcome.opened.connect(self._opened)
        self.sign_in: SignInPage | None = None
        self._show(self.welcome)
        full = QShortcut(key("full_screen").qt(), self)
        full.activated.connect(self._toggle_full_screen)
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(IDLE_LOCK_MINUTES * 60_000)
        self._idle.timeout.connect(self.lock)

    def begin(self) -> None:
        """Open the office and show the first page that is needed."""
        self.welcome.begin()
        QTimer.singleShot(0, self.ready.emit)

    def touched(self) -> None:
        """Somebody is working: the idle lock starts counting anew."""
        if self.frame is not None and self._stack.currentWidget() is self.frame:
            self._idle.start()

    # ------------------------------------------------------------ from page to page

    def _show(self, page: QWidget) -> None:
        if self._stack.indexOf(page) < 0:
            self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)

    def _opened(self, office: Office) -> None:
        self.office = office
        office.store.subscribe(self._bridge.notice)
        self.sign_in = SignInPage(office, self._bridge, self._theme)
        self.sign_in.signed_in.connect(self._signed_in)
        self.sign_in.unlocked.connect(self._unlocked)
        self._show(self.sign_in)
        self.sign_in.enter()

    def _signed_in(self, session: Session) -> None:
        if self.office is None:
            return
        if self.frame is not None:
            self._drop_frame()
        self.session = session
        counter = Counter(self.office, session, self._bridge, self._theme)
        self.frame = Frame(counter, MAKERS)
        self.frame.lock_asked.connect(self.lock)
        self.frame.sign_out_asked.connect(self.sign_out)
        self._show(self.frame)
        self.frame.go("reception")
        self._idle.start()

    def lock(self) -> None:
        """Hide everything behind the password of the same officer; nothing is put away."""
        if self.frame is None or self.sign_in is None or self.session is None:
            return
        self._idle.stop()
        self._show(self.sign_in)
        self.sign_in.lock(self.session)

    def _unlocked(self) -> None:
        if self.frame is not None:
            self._show(self.frame)
            self._idle.start()

    def sign_out(self) -> None:
        """Back to the list of officers; drafts stay with their officer."""
        if self.sign_in is None:
            return
        self._idle.stop()
        self._drop_frame()
        self._show(self.sign_in)
        self.sign_in.sign_out()

    def _drop_frame(self) -> None:
        if self.frame is not None:
            self.frame.close_places()
            self._stack.removeWidget(self.frame)
            self.frame.deleteLater()
            self.frame = None
            self.session = None

    # ------------------------------------------------------------ the window itself

    def _toggle_full_screen(self) -> None:
        if self.isFullScreen():
            self.showNormal()
        else:
            self.showFullScreen()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.frame is not None:
            self.frame.close_places()
        super().closeEvent(event)
