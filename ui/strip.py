"""The strip at the foot: the honest state of the world in words, counts and times; a click opens what explains it."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QPushButton

from app.desk import status as desk
from app.desk.office import system_clock
from app.domain.events import VIETNAM
from ui import controls, words
from ui import theme as look
from ui.fitting import flowing
from ui.keys import key
from ui.place import Counter

LOOK_EVERY_MILLISECONDS = 5_000


class Strip(QFrame):
    """Hub, what waits to be sent, numbers left, printer. ``wanted`` carries the address a click asks for."""

    wanted = Signal(str)

    def __init__(self, counter: Counter) -> None:
        super().__init__()
        self.setObjectName("strip")
        self.setProperty("role", "strip")
        self._counter = counter
        self._hub = self._part("strip.hub", "post")
        self._waiting = self._part("strip.waiting", "post")
        self._refused = self._part("strip.refused", "post/tray")
        self._clock = self._part("strip.clock", "settings")
        self._numbers = self._part("strip.numbers", "post/ranges")
        self._printer = self._part("strip.printer", "post/prints")
        sides = (
            flowing(self._hub, self._waiting, self._refused, spacing=look.SMALL),
            flowing(self._clock, self._numbers, self._printer, spacing=look.SMALL),
        )
        line = controls.row(*sides, spacing=look.SMALL, margins=(look.SMALL, 2, look.SMALL, 2))
        line.setStretch(0, 1)
        self.setLayout(line)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY_MILLISECONDS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        self.look()

    def _part(self, name: str, address: str) -> QPushButton:
        made = controls.button("", name)
        made.clicked.connect(lambda: self.wanted.emit(address))
        made.hide()
        return made

    def look(self) -> None:
        """Ask the office how things stand."""
        office, session = self._counter.office, self._counter.session
        self._counter.bridge.run(lambda: desk.strip(office, session), self._show, owner=self, slot="strip")

    def _say(self, part: QPushButton, text: str, icon: str, tone: str) -> None:
        part.setText(text)
        part.setAccessibleName(text)
        part.setVisible(bool(text))
        controls.polish(part, tone=tone)
        self._counter.theme.put_icon(part, icon, tone or "muted")

    def _show(self, found: desk.Strip) -> None:
        now = self._counter.office.now()
        if self._counter.office.clock is not system_clock:
            # A demonstration's clock is never mistaken for the real one: its dates go onto papers.
            shown = f"{now.astimezone(VIETNAM):%H:%M %d/%m/%Y}"
            self._say(self._clock, self.tr("Demonstration clock {time}").format(time=shown), "clock", "soon")
        last = words.moment(found.last_contact, now)
        if found.hub == "green":
            self._say(self._hub, self.tr("Synchronised {time}").format(time=last), "done", "ok")
        elif found.hub == "waiting":
            self._say(self._hub, self.tr("Sending… last contact {time}").format(time=last), "refresh", "")
        elif found.hub == "offline":
            again = (
                self.tr(", next try {time}").format(time=words.moment(found.next_try, now)) if found.next_try else ""
            )
            text = self.tr("No connection, last contact {time}").format(time=last) + again
            self._say(self._hub, text, "offline", "soon")
        else:
            self._say(self._hub, self.tr("Never synchronised yet"), "offline", "soon")
        self._hub.setToolTip(found.reason)
        self._say(self._waiting, self._waiting_text(found), "post", "")
        refused = self.tr("{count} held back").format(count=found.refused) if found.refused else ""
        self._say(self._refused, refused, "stop", "late")
        tone = "late" if found.numbers_left == 0 else "soon" if found.numbers_left < 20 else ""
        self._say(self._numbers, self.tr("{count} numbers left").format(count=found.numbers_left), "numbers", tone)
        if found.prints_failed:
            text = self.tr("Printer does not answer, {count} slips wait").format(count=found.prints_failed)
            self._say(self._printer, text, "printer", "late")
        elif found.prints_to_see:
            text = self.tr("{count} slips wait to be seen").format(count=found.prints_to_see)
            self._say(self._printer, f"{text} ({key('slips').shown})", "printer", "soon")
        elif found.prints_waiting:
            text = self.tr("{count} slips printing").format(count=found.prints_waiting)
            self._say(self._printer, text, "printer", "")
        elif found.printer:
            self._say(self._printer, self.tr("Printer ready"), "printer", "")
        else:
            self._say(self._printer, self.tr("No printer chosen"), "printer", "soon")

    def _waiting_text(self, found: desk.Strip) -> str:
        if found.waiting_events and found.waiting_files:
            return self.tr("{dossiers} dossiers · {files} files wait to be sent").format(
                dossiers=found.waiting_dossiers, files=found.waiting_files
            )
        if found.waiting_dossiers:
            return self.tr("{dossiers} dossiers wait to be sent").format(dossiers=found.waiting_dossiers)
        if found.waiting_events:
            return self.tr("{events} records wait to be sent").format(events=found.waiting_events)
        if found.waiting_files:
            return self.tr("{files} files wait to be sent").format(files=found.waiting_files)
        return ""
