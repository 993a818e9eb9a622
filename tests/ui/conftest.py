"""The window on a real office: encrypted store, sample reference data, the workers of the desk, an offscreen screen."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from types import FrameType

import pytest
import shiboken6
from PySide6.QtCore import QEvent, QObject, QSettings, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import Engine, event

from app.desk import handover, reception
from app.desk.acting import Session, record
from app.desk.drafts import Draft
from app.desk.office import Office
from app.domain import acts
from tests.desk.conftest import UNIT, SetClock
from tests.desk.conftest import clock as clock
from tests.desk.conftest import office as office
from tests.desk.conftest import page_pdf as page_pdf
from tests.desk.conftest import ready_draft as ready_draft
from tests.desk.conftest import session as session
from tests.ui.held_up import WINDOW_CODE, CallWatch, HeldUp
from ui import language
from ui.bridge import Bridge
from ui.frame import Frame
from ui.place import Counter, Notice, Place
from ui.places import MAKERS
from ui.theme import Theme

Make = Callable[..., Draft]
AGENCY = acts.Holder(UNIT, "agency")
HERE = acts.Holder(UNIT, "one_stop")
RESULT = acts.ResultPaper("Giấy khai sinh", "12/2026", date(2026, 11, 26))


@pytest.fixture(autouse=True)
def asked_by_the_window() -> Iterator[set[str]]:
    """No statement is run on the window's thread by code of ``ui``: whatever the store needs, painting never waits for
    it. Counted, not timed, so that a busy machine changes nothing."""
    window = threading.get_ident()
    met: set[str] = set()

    def look(*_: object) -> None:
        if threading.get_ident() != window:
            return
        frame: FrameType | None = sys._getframe(1)
        while frame is not None:
            if frame.f_code.co_filename.startswith(WINDOW_CODE):
                met.add(f"{Path(frame.f_code.co_filename).name}:{frame.f_lineno} {frame.f_code.co_name}")
                return
            frame = frame.f_back

    event.listen(Engine, "before_cursor_execute", look)
    yield met
    event.remove(Engine, "before_cursor_execute", look)
    assert not met


@pytest.fixture(scope="session")
def calls(qapp: QApplication) -> CallWatch:
    return CallWatch()


@pytest.fixture(autouse=True)
def nothing_holds_the_window_up(calls: CallWatch) -> Iterator[list[HeldUp]]:
    """No call of a test into the window's code takes its thread for longer than about 50 ms of a usual office PC, said
    as a bare form of Qt's: see `held_up`."""
    calls.watch()
    yield calls.held_up
    calls.rest()
    assert not calls.held_up, "\n".join(map(str, calls.held_up))


@pytest.fixture(scope="session")
def theme(qapp: QApplication) -> Theme:
    made = Theme(qapp)
    made.apply("light", 10.5)
    return made


@pytest.fixture
def bridge(qapp: QApplication, office: Office) -> Iterator[Bridge]:
    """The workers of the window; a crash in one fails the test, and none outlives it."""
    made = Bridge()
    crashes: list[BaseException] = []
    made.crashed.connect(crashes.append)
    office.store.subscribe(made.notice)
    yield made
    made.close()
    qapp.processEvents()
    # What tests connected to its signals lives as long as it does.
    shiboken6.delete(made)
    assert not crashes


@pytest.fixture
def counter(office: Office, session: Session, bridge: Bridge, theme: Theme) -> Counter:
    return Counter(office, session, bridge, theme)


@contextmanager
def workers_held(bridge: Bridge) -> Iterator[None]:
    """What is asked of the workers in the ``with`` begins only after it."""
    gate = threading.Event()
    bridge.run(gate.wait)
    for _ in bridge._threads[1:]:
        bridge.run_aside(gate.wait)
    try:
        yield
    finally:
        gate.set()


@dataclass
class Shown:
    """A page on the screen: what it told, where it wanted to go, and a way to wait until the workers are done."""

    place: Place
    bot: QtBot
    told: list[Notice]
    wanted: list[str]

    def settle(self) -> None:
        """Wait until every question to the desk is answered and the window has taken it in."""
        bridge = self.place.counter.bridge
        self.bot.waitUntil(lambda: bridge.idle, timeout=10_000)
        QApplication.processEvents()
        self.bot.waitUntil(lambda: bridge.idle, timeout=10_000)

    def find(self, kind: type[QWidget], name: str) -> QWidget:
        found = self.place.findChild(kind, name)
        assert isinstance(found, kind), name
        return found


Show = Callable[[Place], Shown]


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    """Puts a page on the screen as the frame does."""

    def make(place: Place) -> Shown:
        shown = Shown(place, qtbot, [], [])
        place.told.connect(shown.told.append)
        place.wanted.connect(shown.wanted.append)
        place.counter.bridge.changed.connect(
            lambda changed: place.refresh(frozenset(changed.topics), frozenset(changed.streams))
        )
        theme, bridge = place.counter.theme, place.counter.bridge
        qtbot.addWidget(place, before_close_func=lambda _: look_as_before(theme, shown.settle))
        place.dress()
        theme.take_turns(place, partial(bridge.in_turns, theme))
        place.resize(1278, 660)
        place.show()
        place.enter()
        shown.settle()
        return shown

    return make


@dataclass(frozen=True)
class Journey:
    """Takes dossiers to where a page finds them."""

    office: Office
    session: Session
    make: Make
    clock: SetClock

    def accept(self, **changes: object) -> reception.Accepted:
        """A dossier just received; ``changes`` go into its draft."""
        return reception.accept(self.office, self.session, replace(self.make(), **changes))  # type: ignore[arg-type]

    def at_agency(self, stream: str, *payloads: object) -> None:
        """What the agency does on its board, recorded here as the feed would bring it."""
        agency = replace(self.session, officer=f"{UNIT}-agency", role="agency")
        with self.office.store.write() as connection:
            for payload in payloads:
                record(connection, self.office, agency, stream, payload)

    def finish(self, stream: str, number: str = "KQ-1") -> None:
        """Handed over, worked on, and its result on the way back on list ``number``."""
        handed = handover.hand_over(self.office, self.session, [stream])
        self.at_agency(
            stream,
            acts.Acknowledged("dossier", handed.number, AGENCY),
            acts.Finished("result", (RESULT,)),
            acts.HandedOver("result", number, AGENCY, HERE),
        )

    def to_return(self, **changes: object) -> reception.Accepted:
        """A dossier whose result lies at this counter."""
        accepted = self.accept(**changes)
        self.finish(accepted.stream)
        handover.acknowledge(self.office, self.session, [accepted.stream])
        return accepted


@pytest.fixture
def journey(office: Office, session: Session, ready_draft: Make, clock: SetClock) -> Journey:
    return Journey(office, session, ready_draft, clock)


# ---------------------------------------------------------------- the window as a whole, and its words


@pytest.fixture
def vietnamese(qapp: QApplication, theme: Theme) -> Iterator[None]:
    """The language officers see; without it tests see the English source texts."""
    language.install(qapp, "vi")
    yield
    language.install(qapp, "en")


@pytest.fixture(autouse=True)
def no_choices_of_others(qapp: QApplication) -> None:
    """Columns an earlier test hid are shown again, the language is that of the source texts, and windows that were
    closed are gone: a change of look would dress them, too."""
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QSettings("motcua", "window").clear()
    language.install(qapp, "en")


PLACES = tuple(name for name in MAKERS if name != "dossier")
"""Every place that can be gone to without naming a dossier."""


@pytest.fixture
def frame(counter: Counter, qtbot: QtBot, theme: Theme, settle: Callable[[], None]) -> Iterator[Frame]:
    """The frame of an officer who has just begun, open on reception."""
    made = Frame(counter, MAKERS)
    qtbot.addWidget(made, before_close_func=lambda _: look_as_before(theme, settle))
    made.resize(1366, 768)
    begin(made)
    made.show()
    made.go("reception")
    settle()
    yield made
    leave(made, settle)


@pytest.fixture
def busy_frame(
    counter: Counter, qtbot: QtBot, journey: Journey, theme: Theme, settle: Callable[[], None]
) -> Iterator[Frame]:
    """The frame of an officer with a dossier in every worklist."""
    journey.accept()
    journey.finish(journey.accept().stream)
    journey.to_return()
    made = Frame(counter, MAKERS)
    qtbot.addWidget(made, before_close_func=lambda _: look_as_before(theme, settle))
    made.resize(1366, 768)
    begin(made)
    made.show()
    made.activateWindow()
    yield made
    leave(made, settle)


def begin(frame: Frame) -> None:
    """Make the first place as the window does, in steps that are turns of their own there (`Window._parts_of`)."""
    frame.build("reception")
    frame.made("reception")


def look_as_before(theme: Theme, settle: Callable[[], None]) -> None:
    """The look is taken off while the window is there, part after part, as it was put on."""
    theme.apply("light", 10.5)
    settle()


def leave(frame: Frame, settle: Callable[[], None]) -> None:
    """The officer goes; no look is put on her window any more."""
    frame.close_places()
    settle()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def settle(qtbot: QtBot, bridge: Bridge) -> Callable[[], None]:
    """Wait until every request was answered and its answer shown."""

    def wait() -> None:
        for _ in range(3):
            qtbot.waitUntil(lambda: bridge.idle, timeout=10_000)
            QApplication.processEvents()

    return wait


@pytest.fixture
def type_text() -> Callable[[QWidget, str], None]:
    """Types any text: `keyClicks` of pytest-qt aborts on letters outside ASCII."""

    def type_into(widget: QWidget, text: str) -> None:
        for letter in text:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QApplication.sendEvent(widget, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter))

    return type_into


# ---------------------------------------------------------------- addresses opened outside the window


class Program(QObject):
    """The program that opens addresses on this machine."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    @Slot(QUrl)
    def open(self, address: QUrl) -> None:
        self.asked.append(address.toString())


@pytest.fixture
def program() -> Iterator[Program]:
    made = Program()
    for scheme in ("https", "tel"):
        QDesktopServices.setUrlHandler(scheme, made, "open")
    yield made
    for scheme in ("https", "tel"):
        QDesktopServices.unsetUrlHandler(scheme)
