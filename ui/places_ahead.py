"""Builds places before anybody goes there, while nobody is at the keys: the first visit is as quick as the next."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from ui.frame import Frame

AHEAD = ("dossiers", "dossier", "returns", "handover", "post", "online", "register", "settings")
"""In the order they are built; the others are seldom gone to."""
STILL_MILLISECONDS = 400
"""Nobody at keys or pointer for so long: the next is built, in a turn of its own."""


class PlacesAhead(QObject):
    """Builds what is left of `AHEAD` in ``frame``, and goes with it."""

    def __init__(self, frame: Frame) -> None:
        super().__init__(frame)
        self._frame = frame
        self._left = list(AHEAD)
        self._still = QTimer(self)
        self._still.setSingleShot(True)
        self._still.setInterval(STILL_MILLISECONDS)
        self._still.timeout.connect(self._build_next)
        self.wait()

    def wait(self) -> None:
        """Somebody is at the keys: begin to wait anew."""
        if self._left:
            self._still.start()

    def _build_next(self) -> None:
        # Behind the lock, and once the officer goes, nothing is made; the next key after a lock begins anew.
        if self._frame.isVisible():
            self._frame.build(self._left.pop(0))
            self.wait()
