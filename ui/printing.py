"""Keeps the print queue moving: runs it aside when something was queued, asks after slips, tries failed ones again."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from app.desk import printing as desk
from app.desk.office import Office
from app.errors import MotCuaError
from app.store.database import Changed
from ui.bridge import Bridge

TRY_AGAIN_MILLISECONDS = 45_000
"""A printer that was off is asked again this often; the queue is on disk and loses nothing."""


class PrintRunner(QObject):
    """One run at a time; a notice that comes during a run starts one more after it."""

    def __init__(self, office: Office, bridge: Bridge, parent: QObject) -> None:
        super().__init__(parent)
        self._office, self._bridge = office, bridge
        self._running = self._again = False
        bridge.changed.connect(self._heard)
        self._timer = QTimer(self)
        self._timer.setInterval(TRY_AGAIN_MILLISECONDS)
        self._timer.timeout.connect(self._try_failed)
        self._timer.start()
        self.run()

    def _heard(self, changed: Changed) -> None:
        if "prints" in changed.topics:
            self.run()

    def run(self) -> None:
        """Print what is queued."""
        if self._running:
            self._again = True
            return
        self._running, self._again = True, False
        office = self._office
        self._bridge.run_aside(lambda: desk.run_print_queue(office), self._ran, self._stopped, owner=self)

    def _ran(self, _: int) -> None:
        self._running = False
        if self._again:
            self.run()

    def _stopped(self, error: MotCuaError) -> None:
        self._running = False
        self._bridge.failed.emit(error)

    def _try_failed(self) -> None:
        office = self._office
        self._bridge.run(lambda: _requeue_failed(office), self._requeued, self._stopped, owner=self)

    def _requeued(self, _: None) -> None:
        # Also when nothing had failed: slips that are printing are settled only by a run that asks their printer.
        self.run()


def _requeue_failed(office: Office) -> None:
    for job in desk.queue(office):
        if job.state == "failed":
            desk.retry(office, job.id)
