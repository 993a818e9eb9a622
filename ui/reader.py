"""A card reader on a serial port: its own thread listens, each scan goes the same way as one typed by a scanner."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.capture.card_reader import CardReader, raw_scan
from app.domain.codes import looks_like_code
from app.errors import CardReaderFailed
from app.paper import seal

log = logging.getLogger(__name__)

TRY_AGAIN_MILLISECONDS = 10_000
"""A reader that was unplugged is looked for again this often."""


class SerialReader(QObject):
    """Listens to one port after another until closed. ``card`` and ``code`` carry scans, ``failed`` the first failure
    of a row; ``tried`` carries the bytes of a trial's scan, ``trial_failed`` why there was none."""

    card = Signal(str)
    code = Signal(str)
    failed = Signal(object)
    tried = Signal(bytes)
    trial_failed = Signal(object)
    _read = Signal(str)
    _lost = Signal(object, object)
    _heard = Signal(object, object)

    def __init__(self, address: str, parent: QObject) -> None:
        super().__init__(parent)
        self._address = address
        self._cancel = threading.Event()
        self._thread: threading.Thread | None = None
        self._told = self._trying = False
        for signal, slot in ((self._read, self._route), (self._lost, self._wait), (self._heard, self._end_trial)):
            signal.connect(slot, Qt.ConnectionType.QueuedConnection)
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(TRY_AGAIN_MILLISECONDS)
        self._again.timeout.connect(self._start)
        self._start()

    def listen(self, address: str) -> None:
        """Listen to the port at ``address`` from now on, to none for an empty one."""
        if address != self._address:
            self._address, self._told = address, False
            self._start()

    def try_out(self, address: str, seconds: float) -> None:
        """Let the port go, take one scan at ``address`` exactly as it comes, then listen on as before."""
        self._begin(lambda cancel: self._try(address, seconds, cancel))
        self._trying = True

    def stop_trial(self) -> None:
        """End a trial that runs, without a word, and listen on."""
        if self._trying:
            self._start()

    def close(self) -> None:
        """Stop listening and let the port go."""
        self._again.stop()
        self._cancel.set()
        if self._thread is not None:
            self._thread.join()

    def _start(self) -> None:
        address = self._address
        self._begin(lambda cancel: self._listen(address, cancel))
        self._trying = False

    def _begin(self, work: Callable[[threading.Event], None]) -> None:
        self._again.stop()
        self._cancel.set()
        self._cancel, before = threading.Event(), self._thread
        cancel = self._cancel

        def work_alone() -> None:
            # The one before lets the port go first; waited for here, as the window must not stand still for it.
            if before is not None:
                before.join()
            if not cancel.is_set():
                work(cancel)

        self._thread = threading.Thread(target=work_alone, name="reader", daemon=True)
        self._thread.start()

    def _listen(self, address: str, cancel: threading.Event) -> None:
        if not address:
            return
        try:
            with CardReader(address) as reader:
                for text in reader.scans(cancel):
                    self._read.emit(text)
        except CardReaderFailed as error:
            self._lost.emit(cancel, error)

    def _try(self, address: str, seconds: float, cancel: threading.Event) -> None:
        try:
            self._heard.emit(cancel, raw_scan(address, cancel, seconds))
        except CardReaderFailed as error:
            self._heard.emit(cancel, error)

    def _end_trial(self, cancel: threading.Event, found: bytes | CardReaderFailed) -> None:
        if cancel.is_set():
            return
        self._start()
        if isinstance(found, CardReaderFailed):
            self.trial_failed.emit(found)
        else:
            self.tried.emit(found)

    def _route(self, text: str) -> None:
        self._told = False
        (self.code if looks_like_code(text) or seal.looks_sealed(text) else self.card).emit(text)

    def _wait(self, cancel: threading.Event, error: CardReaderFailed) -> None:
        if cancel.is_set():
            return
        if not self._told:
            self._told = True
            log.warning("the card reader: %s", error)
            self.failed.emit(error)
        self._again.start()
