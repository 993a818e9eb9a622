"""A card reader on a serial port: its own thread listens, each scan goes the same way as one typed by a scanner."""

from __future__ import annotations

import logging
import threading

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.capture.card_reader import CardReader
from app.domain.codes import looks_like_code
from app.errors import CardReaderFailed
from app.paper import seal

log = logging.getLogger(__name__)

TRY_AGAIN_MILLISECONDS = 10_000
"""A reader that was unplugged is looked for again this often."""


class SerialReader(QObject):
    """Listens to the port at ``address`` until closed. ``card`` and ``code`` carry scans, ``failed`` the first failure
    of a row."""

    card = Signal(str)
    code = Signal(str)
    failed = Signal(object)
    _read = Signal(str)
    _lost = Signal(object)

    def __init__(self, address: str, parent: QObject) -> None:
        super().__init__(parent)
        self._address = address
        self._cancel = threading.Event()
        self._thread: threading.Thread | None = None
        self._told = False
        self._read.connect(self._route, Qt.ConnectionType.QueuedConnection)
        self._lost.connect(self._wait, Qt.ConnectionType.QueuedConnection)
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(TRY_AGAIN_MILLISECONDS)
        self._again.timeout.connect(self._start)
        self._start()

    def close(self) -> None:
        """Stop listening and let the port go."""
        self._again.stop()
        self._cancel.set()
        if self._thread is not None:
            self._thread.join()

    def _start(self) -> None:
        self._thread = threading.Thread(target=self._listen, name="reader", daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        try:
            with CardReader(self._address) as reader:
                for text in reader.scans(self._cancel):
                    self._read.emit(text)
        except CardReaderFailed as error:
            if not self._cancel.is_set():
                self._lost.emit(error)

    def _route(self, text: str) -> None:
        self._told = False
        (self.code if looks_like_code(text) or seal.looks_sealed(text) else self.card).emit(text)

    def _wait(self, error: CardReaderFailed) -> None:
        if not self._told:
            self._told = True
            log.warning("the card reader: %s", error)
            self.failed.emit(error)
        self._again.start()
