"""The one window of the program: first the welcome, then the sign-in, then the frame; locking hides, never forgets.

What only a signed-in officer needs is loaded by the desk worker while the password is typed: docs/decisions/0014.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QCloseEvent, QShortcut
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QWidget

from app.settings import MachineSettings, OfficerSettings
from ui import keys, language
from ui.bridge import Bridge
from ui.keys import key
from ui.sign_in import SignInPage
from ui.theme import Theme
from ui.welcome import Opening, WelcomePage

if TYPE_CHECKING:
    from app.desk.acting import Session
    from app.desk.office import Office
    from app.errors import MotCuaError
    from app.store.database import Changed
    from ui.burst import BurstFilter
    from ui.frame import Frame
    from ui.places_ahead import PlacesAhead
    from ui.reader import SerialReader

IDLE_LOCK_MINUTES = 15
"""A counter left alone locks itself: screens show the data of citizens."""

FIRST = "reception"
"""The place an officer begins in."""


class Window(QMainWindow):
    """``ready`` comes once, when the first page can be used; ``loaded`` when all that an officer needs is imported."""

    ready = Signal()
    loaded = Signal()

    def __init__(self, opening: Opening, bridge: Bridge, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("window")
        # The title never names a dossier or a person: task bars and screen shots show it.
        self.setWindowTitle("Một Cửa")
        # A screen of 1366 × 768 at 200 %, less its task bar and the title.
        self.setMinimumSize(660, 330)
        self._bridge, self._theme, self._try_hub = bridge, theme, opening.try_hub
        self.office: Office | None = None
        self.frame: Frame | None = None
        self.session: Session | None = None
        self.bursts: BurstFilter | None = None
        self.reader: SerialReader | None = None
        self._stack = QStackedWidget()
        self.setCentralWidget(self._stack)
        self.welcome = WelcomePage(opening, bridge, theme)
        theme.dress(self.welcome)
        self.welcome.opened.connect(self._opened)
        self.welcome.asks.connect(self._welcome_asks)
        self.sign_in: SignInPage | None = None
        self._show(self.welcome)
        full = QShortcut(key("full_screen").qt(), self)
        full.activated.connect(self._toggle_full_screen)
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(IDLE_LOCK_MINUTES * 60_000)
        self._idle.timeout.connect(self.lock)
        self._ahead: PlacesAhead | None = None

    def begin(self) -> None:
        """Open the office and show the first page that is needed."""
        self.welcome.begin()
        QTimer.singleShot(0, self.ready.emit)

    @property
    def _at_work(self) -> bool:
        return self.frame is not None and self._stack.currentWidget() is self.frame

    def _touched(self) -> None:
        if self._at_work:
            self._idle.start()
            if self._ahead is not None:
                self._ahead.wait()

    def _card_scanned(self, text: str) -> None:
        # A card laid on the reader while the window is locked is nobody's business: the text is dropped.
        if self.frame is not None and self._at_work:
            self.frame.take_card(text)

    def _code_scanned(self, code: str) -> None:
        if self.frame is not None and self._at_work:
            self.frame.take_code(code)

    # ------------------------------------------------------------ from page to page

    def _show(self, page: QWidget) -> None:
        if self._stack.indexOf(page) < 0:
            self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)

    def _welcome_asks(self, asks: bool) -> None:
        if asks:
            self._show(self.welcome)
        else:
            page = self._sign_in_page()
            self._show(page)
            page.wait()

    def _sign_in_page(self) -> SignInPage:
        if self.sign_in is None:
            self.sign_in = SignInPage(self._bridge, self._theme)
            self._theme.dress(self.sign_in)
            self.sign_in.signed_in.connect(self._signed_in)
            self.sign_in.unlocked.connect(self._unlocked)
        return self.sign_in

    def _opened(self, office: Office) -> None:
        self.office = office
        office.store.subscribe(self._bridge.notice)
        page = self._sign_in_page()
        self._show(page)
        page.enter(office)
        self._bridge.run(_load_places, self._loaded, owner=self)

    def _loaded(self, _: None) -> None:
        from ui.printing import PrintRunner

        self.loaded.emit()
        office = self.office
        if office is not None:
            PrintRunner(office, self._bridge, self)
            self._bridge.run(office.machine_settings, self._listen, owner=self)

    def _listen(self, settings: MachineSettings) -> None:
        from app.capture.burst import BurstSettings
        from ui.burst import BurstFilter
        from ui.reader import SerialReader

        application = QApplication.instance()
        if isinstance(application, QApplication):
            gap, silence = settings.burst_gap_milliseconds, settings.burst_silence_milliseconds
            self.bursts = BurstFilter(application, BurstSettings(mean_gap=gap, silence=silence))
            self.bursts.card.connect(self._card_scanned)
            self.bursts.code.connect(self._code_scanned)
            self.bursts.touched.connect(self._touched)
        self.reader = SerialReader(settings.card_reader, self)
        self.reader.card.connect(self._card_scanned)
        self.reader.code.connect(self._code_scanned)
        self.reader.failed.connect(self._bridge.failed)
        self._bridge.changed.connect(self._settings_changed)

    def _settings_changed(self, changed: Changed) -> None:
        if "settings" in changed.topics and self.office is not None:
            self._bridge.run(self.office.machine_settings, self._listen_to, owner=self)

    def _listen_to(self, settings: MachineSettings) -> None:
        if self.reader is not None:
            self.reader.listen(settings.card_reader)

    def _signed_in(self, session: Session) -> None:
        office = self.office
        if office is not None:
            self._bridge.run(lambda: (session, _preferences(office, session)), self._dress, self._not_begun, owner=self)

    def _not_begun(self, error: MotCuaError) -> None:
        if self.sign_in is not None:
            self.sign_in.refuse(error)

    def _dress(self, found: tuple[Session, OfficerSettings]) -> None:
        """Put on the look the officer chose, then open the places: each step in a turn of its own, keys waiting."""
        session, settings = found
        application = QApplication.instance()
        keys.wear(settings.keys)
        if application is not None:
            language.install(application, settings.language)
        self._theme.apply(settings.theme, settings.font_points)
        if self.frame is not None:
            self._drop_frame()
        self._bridge.in_turns(
            self,
            lambda: self._make_frame(session),
            *self._parts_of(FIRST),
            self._begin_work,
        )

    def _make_frame(self, session: Session) -> None:
        if self.office is None:
            return
        from ui.frame import Frame
        from ui.place import Counter
        from ui.places import MAKERS

        self.session = session
        counter = Counter(self.office, session, self._bridge, self._theme, self._try_hub, self.reader)
        self.frame = Frame(counter, MAKERS)
        self.frame.lock_asked.connect(self.lock)
        self.frame.sign_out_asked.connect(self.sign_out)

    def _parts_of(self, name: str) -> tuple[Callable[[], object], ...]:
        """Making a place ahead, in turns of their own."""

        def build() -> None:
            if self.frame is not None:
                self.frame.build(name)

        def make() -> None:
            if self.frame is not None:
                self.frame.made(name)

        return build, make

    def _begin_work(self) -> None:
        if self.frame is None or self.sign_in is None:
            return
        from ui.places_ahead import PlacesAhead

        self._show(self.frame)
        self.frame.go(FIRST)
        self.sign_in.arrived()
        self._idle.start()
        self._ahead = PlacesAhead(self.frame)

    def lock(self) -> None:
        """Hide everything behind the password of the same officer; nothing is put away."""
        if self.frame is None or self.sign_in is None or self.session is None:
            return
        from ui.dialogs import hide_all

        self._idle.stop()
        hide_all(self.frame)
        self.frame.citizen.clear()
        self._show(self.sign_in)
        self.sign_in.lock(self.session)

    def _unlocked(self) -> None:
        if self.frame is not None:
            from ui.dialogs import bring_back

            self._show(self.frame)
            bring_back(self.frame)
            self._idle.start()

    def sign_out(self) -> None:
        """Back to the list of officers; drafts stay with their officer."""
        if self.sign_in is None:
            return
        self._idle.stop()
        self._drop_frame()
        application = QApplication.instance()
        if application is not None:
            language.install(application, language.EVERYBODYS)
        self._show(self.sign_in)
        self.sign_in.sign_out()

    def _drop_frame(self) -> None:
        if self.frame is not None:
            self._leave_dialogs()
            self.frame.close_places()
            self._stack.removeWidget(self.frame)
            self.frame.let_go()
            self.frame = None
            self.session = None

    def _leave_dialogs(self) -> None:
        from ui.dialogs import leave_all

        if self.frame is not None:
            leave_all(self.frame)

    # ------------------------------------------------------------ the window itself

    def _toggle_full_screen(self) -> None:
        if self.isFullScreen():
            self.showNormal()
        else:
            self.showFullScreen()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.bursts is not None:
            self.bursts.remove()
            self.bursts = None
        if self.frame is not None:
            self._leave_dialogs()
            self.frame.close_places()
        if self.reader is not None:
            self.reader.close()
        super().closeEvent(event)


# What runs on the desk worker.


def _load_places() -> None:
    """Import what the signed-in window is made of, so that no import stops the painting later."""
    import ui.burst
    import ui.frame
    import ui.places
    import ui.printing
    import ui.reader  # noqa: F401


def _preferences(office: Office, session: Session) -> OfficerSettings:
    from app.desk import preferences

    return preferences.officer_settings(office, session)
