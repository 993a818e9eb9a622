"""The reminder of the afternoon: what was received before the hour must leave the same day, said once a day."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QObject, QTimer, Signal

from app.desk import transfer
from app.desk.transfer import Reminder
from app.domain.events import VIETNAM
from ui.place import Counter, Notice

LOOK_EVERY_MILLISECONDS = 30_000


class HandoverReminder(QObject):
    """Asks the desk whether the hour of the regulation set has struck with papers still here; ``told`` says so."""

    told = Signal(object)

    def __init__(self, counter: Counter, owner: QObject) -> None:
        super().__init__(owner)
        self._counter = counter
        self._said_on: date | None = None
        self.timer = QTimer(self)
        self.timer.setInterval(LOOK_EVERY_MILLISECONDS)
        self.timer.timeout.connect(self.look)
        self.timer.start()

    def look(self) -> None:
        """Look at the clock once."""
        office, session = self._counter.office, self._counter.session
        if self._said_on != office.now().astimezone(VIETNAM).date():
            self._counter.bridge.run(
                lambda: transfer.reminder(office, session), self._found, owner=self, slot="reminder"
            )

    def _found(self, found: Reminder | None) -> None:
        if found is None:
            return
        self._said_on = self._counter.office.now().astimezone(VIETNAM).date()
        hour = f"{found.hour:%H:%M}"
        lines = []
        if found.today:
            text = self.tr("It is past {hour}: {count} dossiers must still be handed over today.")
            lines.append(text.format(hour=hour, count=found.today))
        if found.late:
            text = self.tr("{count} dossiers should have been handed over before now.")
            lines.append(text.format(count=found.late))
        links = ((self.tr("Hand dossiers over"), "handover/out"),)
        self.told.emit(Notice(" ".join(lines), "late" if found.late else "soon", links))
