"""Scanning into a component: pages come in while the officer goes on; a jammed or hung scanner stops nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QProgressBar

from app.capture import pages, scanners
from app.capture.scanners import Scanner, ScanProgress, ScanSettings
from app.desk.office import Office
from app.errors import MotCuaError, ScannerMissing
from ui import controls
from ui import theme as look
from ui.bridge import Cancel
from ui.place import Counter


@dataclass(frozen=True)
class ScanResult:
    """What a scan gave: one PDF of the pages received (None for none), and what went wrong, if anything did."""

    component: str
    pdf: bytes | None
    error: MotCuaError | None


def _scanner_of(chosen: str) -> Scanner:
    if chosen:
        return Scanner(chosen, chosen, chosen.partition(":")[0])
    found = scanners.list_scanners()
    if not found:
        raise ScannerMissing
    return found[0]


def _document(folder: Path) -> bytes | None:
    found = [page for path in sorted(folder.glob("page-*.*")) for page in pages.read_images(path)]
    return pages.document(found) if found else None


def scan_component(office: Office, component: str, progress: ScanProgress, cancel: Cancel) -> ScanResult:
    """Scan what lies in the chosen scanner. Pages received before a failure are kept and given with the failure."""
    settings = office.machine_settings()
    wanted = ScanSettings(
        dpi=settings.scan_dpi, colour="colour" if settings.scan_colour else "grey", source=settings.scan_source
    )
    # The pages lie unencrypted only until they are one PDF in memory; the folder is gone afterwards.
    with TemporaryDirectory(dir=office.profile, prefix="scan-") as name:
        folder = Path(name)
        error: MotCuaError | None = None
        try:
            scanners.scan(_scanner_of(settings.scanner), wanted, folder, progress=progress, cancel=cancel)
        except MotCuaError as caught:
            error = caught
        return ScanResult(component, _document(folder), error)


class ScanPanel(QFrame):
    """The line that shows a running scan. ``scanned`` carries component, PDF and source; ``failed`` a failure."""

    scanned = Signal(object)
    failed = Signal(object)

    def __init__(self, counter: Counter) -> None:
        super().__init__()
        self.setObjectName("scanning")
        self._counter = counter
        self._cancel = Cancel()
        self._running = False
        self._timer: QTimer | None = None
        self._words = controls.label("", "small", name="scanning.words")
        bar = QProgressBar()
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

    def start(self, component: str) -> None:
        """Scan what lies in the scanner into ``component``; nothing happens while a scan runs."""
        if self._running:
            return
        self._running = True
        self._cancel = Cancel()
        progress, cancel, office = ScanProgress(), self._cancel, self._counter.office
        self._timer = self._counter.bridge.watch(self, progress, self._show)
        self._show(progress)
        self.show()
        self._counter.bridge.run_aside(
            lambda: scan_component(office, component, progress, cancel), self._done, self._broke, owner=self
        )

    def cancel(self) -> bool:
        """Stop a scan that runs; True when there was one. Pages already received stay."""
        if not self._running:
            return False
        self._cancel.set()
        return True

    def _show(self, progress: ScanProgress) -> None:
        self._words.setText(self.tr("Scanning… {count} pages").format(count=len(progress.pages)))

    def _end(self) -> None:
        self._running = False
        if self._timer is not None:
            self._timer.stop()
            self._timer.deleteLater()
            self._timer = None
        self.hide()

    def _done(self, result: ScanResult) -> None:
        self._end()
        if result.pdf is not None:
            self.scanned.emit((result.component, result.pdf, "scanner"))
        if result.error is not None:
            self.failed.emit(result.error)

    def _broke(self, error: MotCuaError) -> None:
        self._end()
        self.failed.emit(error)
