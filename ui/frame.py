"""The frame around the places: rail, find box, notice line, strip, the keys that work everywhere, the way about."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QStackedWidget, QWidget

from app.desk import display, printing, seals, worklists
from app.desk.display import Display
from app.desk.seals import SealCheck
from app.domain.codes import is_guidance
from app.errors import MotCuaError
from app.paper import seal
from app.store.database import Changed
from ui import controls, messages, words
from ui import theme as look
from ui.citizen import CitizenDisplay
from ui.dialogs import LockKey
from ui.finding import FindBox
from ui.fitting import Elided
from ui.help import HelpPanel
from ui.keys import key
from ui.notice import NoticeLine
from ui.pictures import Pictures
from ui.place import Counter, Notice, Place
from ui.rail import Rail
from ui.read_back import Called, Shown
from ui.reminding import HandoverReminder
from ui.strip import Strip

PLACES: tuple[tuple[str, str, str, str], ...] = (
    ("reception", "receive", str(QT_TRANSLATE_NOOP("Frame", "Reception")), "reception"),
    ("dossiers", "dossiers", str(QT_TRANSLATE_NOOP("Frame", "Dossiers")), "dossiers"),
    ("returns", "return", str(QT_TRANSLATE_NOOP("Frame", "Return")), "returns"),
    ("online", "online", str(QT_TRANSLATE_NOOP("Frame", "Online")), "online"),
    ("handover", "handover", str(QT_TRANSLATE_NOOP("Frame", "Handover")), "handover"),
    ("register", "register", str(QT_TRANSLATE_NOOP("Frame", "Register")), "register"),
    ("post", "post", str(QT_TRANSLATE_NOOP("Frame", "Post")), "post"),
    ("settings", "settings", str(QT_TRANSLATE_NOOP("Frame", "Settings")), "settings"),
)
"""Name, icon, word and key of every place on the rail; the last two stand at its foot."""

BELONGS = {"dossier": "dossiers", "signing": "dossiers", "templates": "settings"}
"""Places that are not on the rail, and the one that is marked there while they are in front."""

NARROW = 800
"""Below this width (a small screen at 200 %) the frame leaves its room to the place."""
COUNT_EVERY_MILLISECONDS = 20_000
"""Time left runs on without any change in the store, so the counts are asked for again now and then."""

PlaceMaker = Callable[[Counter], Place]


class Frame(QWidget):
    """The window of one signed-in officer. ``lock_asked`` and ``sign_out_asked`` go to the `Window`."""

    lock_asked = Signal()
    sign_out_asked = Signal()

    def __init__(self, counter: Counter, makers: dict[str, PlaceMaker]) -> None:
        super().__init__()
        self.setObjectName("frame")
        self._counter = counter
        self._makers = makers
        self._places: dict[str, Place] = {}
        self._built: dict[str, Place] = {}
        self._trail: list[str] = []
        self._unseen: frozenset[str] = frozenset()
        self._topics: frozenset[str] = frozenset()
        self._streams: frozenset[str] = frozenset()

        listed = tuple(
            (name, icon, QCoreApplication.translate("Frame", word), key(key_name).shown if key_name else "")
            for name, icon, word, key_name in PLACES
        )
        self._rail = Rail(counter.theme, listed, last=2)
        self._rail.chosen.connect(self.go)
        self._stack = QStackedWidget()
        # A place lays itself out anew when it gets narrow; its wide shape must not keep the window from getting there,
        # nor a place that is high push the last line off the screen once a notice stands above it.
        self._stack.setMinimumSize(1, 1)
        self._notice = NoticeLine(counter.theme)
        self._notice.followed.connect(self.go)
        self._strip = Strip(counter)
        self._strip.wanted.connect(self.go)
        self._help = HelpPanel(counter.theme)
        self._help.hide()
        self.citizen = CitizenDisplay(counter)
        self.citizen.failed.connect(self.explain)
        # It is a window of its own, without a parent that would take it along.
        self.destroyed.connect(self.citizen.deleteLater)
        middle = controls.row(self._stack, self._help, spacing=0)
        middle.setStretch(0, 1)
        bar = self._top_bar()
        inner = controls.column(bar, self._notice, middle, spacing=0)
        inner.setStretch(2, 1)
        upper = controls.row(self._rail, inner, spacing=0)
        upper.setStretch(1, 1)
        whole = controls.column(upper, self._strip, spacing=0)
        whole.setStretch(0, 1)
        self.setLayout(whole)
        counter.theme.dress(self._rail, bar, self._notice, self._help, self._strip)
        counter.theme.take_turns(self, partial(counter.bridge.in_turns, counter.theme))
        self._bind_keys()
        LockKey(self).pressed.connect(self.lock_asked)

        counter.bridge.changed.connect(self._store_changed)
        counter.bridge.failed.connect(self.explain)
        self._timer = QTimer(self)
        self._timer.setInterval(COUNT_EVERY_MILLISECONDS)
        self._timer.timeout.connect(self._count)
        self._timer.start()
        self._reminder = HandoverReminder(counter, self)
        self._reminder.told.connect(self.tell)
        self._count()
        self._ask_unseen()
        self._ask_display()

    # ------------------------------------------------------------ parts

    def _top_bar(self) -> QWidget:
        session = self._counter.session
        self.finder = FindBox(self._counter, self)
        self.finder.wanted.connect(self.go)
        self.finder.sealed.connect(self._check_seal)
        self.finder.failed.connect(self.explain)
        self.pictures = Pictures(self._counter, self)
        self.pictures.card.connect(self.take_card)
        self.pictures.code.connect(self.take_code)
        self.officer = QPushButton(words.given(session.name))
        menu = QMenu(self.officer)
        menu.addAction(self.tr("Lock") + f"\t{key('lock').shown}", self.lock_asked.emit)
        menu.addAction(self.tr("Settings"), lambda: self.go("settings"))
        menu.addAction(self.tr("Copies to sign") + f"\t{key('signing').shown}", lambda: self.go("signing"))
        menu.addSeparator()
        menu.addAction(self.tr("Sign out"), self.sign_out_asked.emit)
        self.officer.setObjectName("officer")
        self.officer.setProperty("role", "quiet")
        self.officer.setAccessibleName(self.tr("Officer: {name}").format(name=session.name))
        self.officer.setToolTip(f"{session.name}, {session.position}")
        self._counter.theme.put_icon(self.officer, "user")
        self.officer.setMenu(menu)
        self._where = Elided(
            self.tr("{unit} · counter {counter}").format(unit=session.unit_name, counter=session.counter),
            "muted",
            "where",
            self._counter.theme.scaled(40),
        )
        self._where.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        parts = self.finder, self.pictures.button, None, self._where, self.officer
        margins = look.WIDE, look.SMALL, look.GAP, look.SMALL
        bar = controls.row(*parts, spacing=look.GAP, margins=margins)
        bar.setStretch(0, 5)
        bar.setStretch(2, 3)
        return controls.frame("bar", bar, "top")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < self._counter.theme.scaled(NARROW)
        self._rail.set_slim(narrow)
        self._where.setVisible(not narrow)

    def _bind_keys(self) -> None:
        for name, _, _, key_name in PLACES:
            if key_name:
                self._bind(key_name, partial(self.go, name))
        self._bind("find", self.finder.begin)
        self._bind("signing", lambda: self.go("signing"))
        self._bind("slips", lambda: self.go("post/prints"))
        self._bind("citizen", lambda: self.citizen.toggle(self))
        self._bind("rate", self._hand_keyboard)
        self._bind("primary", lambda: self._with_place(lambda place: place.primary()))
        self._bind("scan", lambda: self._with_place(lambda place: place.scan()))
        self._bind("camera", self.pictures.through_camera)
        self._bind("picture", self.pictures.choose)
        self._bind("print", lambda: self._with_place(lambda place: place.print_again()))
        self._bind("lock", self.lock_asked.emit)
        self._bind("help", self._toggle_help)
        self._bind("back", self._back)
        self._bind("new_draft", lambda: self.go("reception/new"))
        self._bind("call", lambda: self.go("reception/call"))
        self._bind("next_draft", lambda: self.go("reception/next"))

    def _bind(self, name: str, act: Callable[[], object]) -> None:
        shortcut = QShortcut(key(name).qt(), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.setObjectName(f"key.{name}")
        shortcut.activated.connect(act)

    # ------------------------------------------------------------ going about

    @property
    def place(self) -> Place | None:
        """The place in front."""
        found = self._stack.currentWidget()
        return found if isinstance(found, Place) else None

    def go(self, address: str) -> None:
        """Bring a place to the front. An address is a place's name, or "dossier/<stream>", "dossiers/<text>"; the
        address "sign-out" leads out."""
        if address == "sign-out":
            self.sign_out_asked.emit()
            return
        if address == "back":
            address = self._trail.pop() if self._trail else "dossiers"
        name, _, rest = address.partition("/")
        place = self.made(name)
        if not (name == "dossiers" and rest):
            self.finder.clear()
        before = self.place
        if before is not None and before is not place:
            self.citizen.leave_draft()
            self._notice.leave_hint()
            self._trail = [*self._trail[-8:], before.objectName()]
        self._rail.show_place(BELONGS.get(name, name))
        self._stack.setCurrentWidget(place)
        self._help.show_place(name)
        place.go(rest)
        place.enter()

    def made(self, name: str) -> Place:
        """The place ``name``, made now where it was not yet gone to; it stays behind the one in front."""
        place = self._places.get(name)
        if place is None:
            self.build(name)
            place = self._places[name] = self._built.pop(name)
            place.told.connect(self.tell)
            place.wanted.connect(self.go)
            place.read_back.connect(partial(self._read_back, place))
            self._stack.addWidget(place)
            place.dress()
        return place

    def build(self, name: str) -> None:
        """The first part of making a place, for a turn of its own: what it is made of, not yet in the window."""
        if name not in self._places and name not in self._built:
            self._built[name] = self._makers[name](self._counter)

    def _back(self) -> None:
        place = self.place
        if self._help.isVisible() and not self.finder.found.isVisible():
            self._help.hide()
        elif not self.finder.back() and place is not None and not place.back() and place.objectName() == "dossier":
            self.go("back")

    def _with_place(self, act: Callable[[Place], object]) -> None:
        if self.place is not None:
            act(self.place)

    def take_card(self, text: str) -> None:
        """An identity card was scanned somewhere in the window: the find box takes it while the officer is there, else
        the place in front, else reception. An open question is answered first."""
        if self._question_first():
            return
        if self.finder.asking:
            self.finder.take_card(text)
            return
        place = self.place
        if place is None or not place.take_card(text):
            self.go("reception")
            place = self.place
            if place is not None:
                place.take_card(text)

    def take_code(self, code: str) -> None:
        """A dossier code was scanned: the place in front takes it; else, or in the find box, the dossier is opened."""
        if self._question_first():
            return
        if seal.looks_sealed(code):
            self._check_seal(code)
            return
        place = self.place
        if place is None or (self.finder.asking and not is_guidance(code)) or not place.take_code(code):
            self.go(f"dossier/{code}")

    def _question_first(self) -> bool:
        """Whether a question is open; a scan behind it would change what the question is about."""
        asked = QApplication.activeModalWidget()
        if asked is not None:
            self.tell(Notice(self.tr("Answer the open question first, then scan again."), "soon"))
        return asked is not None

    def _check_seal(self, text: str) -> None:
        office = self._counter.office
        self._counter.bridge.run(
            lambda: seals.check_seal(office, text), self._show_seal, self.explain, owner=self, slot="seal"
        )

    def _show_seal(self, found: SealCheck) -> None:
        """Say whether the signed code of a receipt is to be believed, and offer its dossier where it is here."""
        said = {
            "genuine": self.tr("Genuine: receipt {code} of {unit}, received {received}, due {due}."),
            "forged": self.tr("Not genuine: the signature does not fit what is written ({code}, {unit})."),
            "unknown_device": self.tr("Not proved: the counter that signed {code} ({unit}) is not known here yet."),
            "other_unit": self.tr("Not genuine: a counter of another unit signed {code} ({unit})."),
        }[found.verdict].format(
            code=found.code,
            unit=found.unit_name,
            received=words.moment(found.accepted_at, self._counter.office.now()),
            due=words.promise(found.due) if found.due else self.tr("without a limit"),
        )
        tone = {"genuine": "ok", "unknown_device": "soon"}.get(found.verdict, "late")
        if found.verdict == "genuine" and found.agrees is False:
            said, tone = f"{said} {self.tr('The dossier says otherwise by now: it was changed since.')}", "soon"
        opens = ((self.tr("Open the dossier"), f"dossier/{found.stream}"),) if found.stream else ()
        self.tell(Notice(said, tone, opens))

    def _read_back(self, place: Place, shown: Shown) -> None:
        """A late answer of a place left meanwhile, or of a locked window, is nothing for the citizen's screen."""
        if place is not self.place or not self.isVisible():
            return
        self.citizen.take(shown)
        if shown is None:
            self._notice.leave_hint()
        if isinstance(shown, Called):
            said = self.tr("{ticket} is called after {count} minutes.").format(ticket=shown.ticket, count=shown.waited)
            if not self.citizen.isVisible():
                hidden = self.tr("The citizen's screen is hidden ({key}): call the number aloud.")
                said = f"{said} {hidden.format(key=key('citizen').shown)}"
            self.tell(Notice(said, "accent"))

    def _ask_display(self) -> None:
        office = self._counter.office
        self._counter.bridge.run(lambda: display.display(office), self._show_display, owner=self, slot="display")

    def _show_display(self, found: Display) -> None:
        self.citizen.follow(found, self)

    def _hand_keyboard(self) -> None:
        if not self.citizen.hand_keyboard():
            self.tell(Notice(self.tr("The citizen's screen asks nothing now."), "muted"))

    def _toggle_help(self) -> None:
        self._help.setVisible(not self._help.isVisible())

    # ------------------------------------------------------------ telling

    def tell(self, notice: Notice) -> None:
        """Put a line under the top bar."""
        self._notice.tell(notice)

    def explain(self, error: MotCuaError) -> None:
        """A failure that no place took."""
        self.tell(Notice(messages.of_error(error).both, "late"))

    def _store_changed(self, changed: Changed) -> None:
        self._strip.look()
        self._count()
        if "prints" in changed.topics:
            self._ask_unseen()
        if "settings" in changed.topics:
            self._ask_display()
        self._topics |= changed.topics
        self._streams |= changed.streams
        if self.isVisible():
            self._refresh_places()

    def showEvent(self, event: QShowEvent) -> None:
        """The window is unlocked: places that looked away meanwhile look again."""
        super().showEvent(event)
        self._refresh_places()

    def _refresh_places(self) -> None:
        topics, streams = self._topics, self._streams
        self._topics = self._streams = frozenset()
        if topics:
            for place in self._places.values():
                place.refresh(topics, streams)

    def _count(self) -> None:
        counter = self._counter
        counter.bridge.run(
            lambda: worklists.counts(counter.office, counter.session), self._show_counts, owner=self, slot="counts"
        )

    def _show_counts(self, counts: dict[str, int]) -> None:
        self._rail.set_count("dossiers", counts["late"], late=True)
        self._rail.set_count("returns", counts["to_return"])
        self._rail.set_count("handover", counts["to_hand_over"] + counts["results_to_acknowledge"])

    def _ask_unseen(self) -> None:
        counter = self._counter
        self._counter.bridge.run(
            lambda: frozenset(line.id for line in printing.waiting_to_be_seen(counter.office, counter.session)),
            self._show_unseen,
            owner=self,
            slot="unseen",
        )

    def _show_unseen(self, found: frozenset[str]) -> None:
        """A new slip waits for a look: the line that tells of its act offers it, else a line of its own."""
        new, self._unseen = found - self._unseen, found
        place = self.place
        if not new or (place is not None and place.objectName() == "post"):
            return
        offer = self.tr("See the slip and print it ({key})").format(key=key("slips").shown)
        if not self._notice.add_link(offer, "post/prints"):
            text = self.tr("{count} slips wait to be seen.").format(count=len(found))
            self.tell(Notice(text, "accent", ((offer, "post/prints"),)))

    def close_places(self) -> None:
        """The officer signs out: let every place put away what it keeps."""
        self._timer.stop()
        self._reminder.timer.stop()
        self.citizen.clear()
        self.citizen.close()
        for place in self._places.values():
            place.leave()

    def let_go(self) -> None:
        """After `close_places`: hear of nothing more, delete a place a turn, then the frame. All at once would hold up
        who signs in next."""
        self._counter.bridge.changed.disconnect(self._store_changed)
        places = *self._places.values(), *self._built.values()
        self._counter.bridge.in_turns(self, *(place.deleteLater for place in places), self.deleteLater)
