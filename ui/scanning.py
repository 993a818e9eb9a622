"""Scanning into the tray: pages come in while the officer goes on; a jammed or hung scanner stops nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QProgressBar

from app.capture.scanners import Live
from app.desk import scanning as desk
from app.desk.drafts import DraftPaper
from app.errors import MotCuaError
from ui import controls
from ui import theme as look
from ui.bridge import Cancel
from ui.place import Counter
from ui.sight import PageSight


class ScanPanel(QFrame):
    """The line that shows a running scan. ``laid`` says that pages came into the tray, ``ended`` carries what a scan
    brought; ``failed`` carries a failure, after which the next scan goes on with the next sheet."""

    laid = Signal()
    ended = Signal(object)
    failed = Signal(object)

    def __init__(self, counter: Counter) -> None:
        super().__init__()
        self.setObjectName("scanning")
        self._counter = counter
        self._cancel = Cancel()
        self._running = False
        self._count = 0
        self._before: tuple[str, str, desk.Scanned] | None = None
        self._asked = ("", "")
        self._papers: list[tuple[str, str]] = []
        self._sight: PageSight | None = None
        self._timer: QTimer | None = None
        self._words = controls.label("", "small", name="scanning.words")
        self._bar = bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        stop = controls.button(self.tr("Stop"), "scanning.stop", "link")
        stop.clicked.connect(self.cancel)
        line = controls.row(bar, self._words, stop, margins=(0, look.TIGHT, 0, 0))
        line.setStretch(0, 1)
        self.setLayout(line)
        self.hide()

    @property
    def running(self) -> bool:
        return self._running

    def start(
        self,
        tray: str,
        component: str,
        papers: Sequence[DraftPaper] = (),
        *,
        camera: bool = False,
    ) -> None:
        """Scan what lies in the scanner into ``tray`` for ``component``; nothing happens while a scan runs.

        What was stopped there goes on; a stack that waits to be turned gives its backs. With ``camera``, or where the
        officer's way to scan is one, a window shows what it sees and takes pages of the ``papers`` in turn.
        """
        if self._running:
            return
        self._asked = (tray, component)
        before = self._goes_on(tray, component)
        self._before = None
        self._bar.show()
        self._running = True
        self._cancel, self._count = Cancel(), 0
        progress, cancel = Live(), self._cancel
        self._papers = [(paper.component, paper.name) for paper in papers if not paper.shown and not paper.in_database]
        office, session = self._counter.office, self._counter.session
        self._timer = self._counter.bridge.watch(self, progress, self._show)
        self._show(progress)
        self.show()
        self._counter.bridge.run_aside(
            lambda: desk.scan_into(
                office, session, tray, component, before=before, camera=camera, progress=progress, cancel=cancel
            ),
            self._done,
            self._broke,
            owner=self,
        )

    def cancel(self) -> bool:
        """Stop a scan that runs, or wait no longer for the backs; True when there was either. Pages received stay."""
        if not self._running and self._before is not None and self._before[2].turn:
            fronts, self._before = self._before[2], None
            self.hide()
            self.ended.emit(fronts)
            return True
        if not self._running:
            return False
        self._cancel.set()
        return True

    def _show(self, progress: Live) -> None:
        count = len(progress.pages)
        if progress.picture and self._sight is None and not self._cancel.is_set():
            self._sight = PageSight(self, self._counter, progress, self._cancel, self._papers)
            self._sight.open()
        self._words.setText(self.tr("Scanning… {count} pages").format(count=count))
        if count != self._count:
            self._count = count
            self.laid.emit()

    def _end(self) -> None:
        self._running = False
        if self._sight is not None:
            self._sight.accept()
            self._sight.deleteLater()
            self._sight = None
        if self._timer is not None:
            self._timer.stop()
            self._timer.deleteLater()
            self._timer = None
        self.hide()

    def _goes_on(self, tray: str, component: str) -> desk.Scanned | None:
        if self._before is None or self._before[0] != tray:
            return None
        _, of, before = self._before
        return before if before.turn or before.fronts or of == component else None

    def _done(self, result: desk.Scanned) -> None:
        self._end()
        sides = result.error is not None and result.error.facts.get("reason") == "sides"
        waits = result.turn or (result.error is not None and not sides)
        self._before = (*self._asked, result) if waits else None
        if result.turn:
            self._words.setText(
                self.tr("{count} fronts. Turn the stack, put it in and press F5 for the backs.").format(
                    count=len(result.pages)
                )
            )
            self._bar.hide()
            self.show()
        if result.turn or result.fronts:
            # Not a stack yet: it is filed once its sides are together.
            self.laid.emit()
        else:
            self.ended.emit(result)
        if result.error is not None:
            self.failed.emit(result.error)

    def _broke(self, error: MotCuaError) -> None:
        self._end()
        self.ended.emit(desk.Scanned(()))
        self.failed.emit(error)
