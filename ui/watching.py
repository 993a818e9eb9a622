"""Looks into the watched folder while a tray is open for what another program scans into it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.capture.watched import WatchedFolder
from app.desk import watching
from app.desk.scanning import Scanned
from app.errors import MotCuaError
from app.store.tray import TrayPage
from ui.place import Counter, Notice

LOOK_MILLISECONDS = 1500
"""Between two looks; a file is taken when it is the same at both."""
REST_MILLISECONDS = 10_000
"""While no folder is watched."""

Found = tuple[WatchedFolder | None, tuple[TrayPage, ...], tuple[str, ...]]


class FolderWatch(QTimer):
    """``into`` says for which tray and paper pages are wanted now, None for none: then files wait in their folder.

    ``laid`` carries what came, ``told`` the names of files that cannot be read, ``failed`` a failure.
    """

    laid = Signal(object)
    told = Signal(object)
    failed = Signal(object)

    def __init__(self, counter: Counter, page: QWidget, into: Callable[[], tuple[str, str] | None]) -> None:
        super().__init__(page)
        self._counter, self._page, self._into = counter, page, into
        self._watched: WatchedFolder | None = None
        self._looking = False
        self.timeout.connect(self.look)
        self.start(LOOK_MILLISECONDS)

    def look(self) -> None:
        """Look once, unless a look is under way or nobody wants pages."""
        wanted = self._into() if self._page.isVisible() and not self._looking else None
        if wanted is None:
            return
        self._looking = True
        (tray, component), watched = wanted, self._watched
        office, session = self._counter.office, self._counter.session
        self._counter.bridge.run_aside(
            lambda: watching.look(office, session, watched, tray, component), self._looked, self._broke, owner=self
        )

    def _looked(self, found: Found) -> None:
        self._looking = False
        self._watched, pages, unread = found
        self.setInterval(LOOK_MILLISECONDS if self._watched is not None else REST_MILLISECONDS)
        if pages:
            self.laid.emit(Scanned(pages))
        if unread:
            text = self.tr("Scans of another program cannot be read: {names}. They stay in the watched folder.")
            self.told.emit(Notice(text.format(names=", ".join(unread)), "soon"))

    def _broke(self, error: MotCuaError) -> None:
        self._looking = False
        self.failed.emit(error)
