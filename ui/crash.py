"""The crash door: what nobody expected is logged without personal data and told calmly; the officer goes on working."""

from __future__ import annotations

import logging
import sys
import threading
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QMessageBox

from app.logs import trace_of
from ui.theme import Theme

log = logging.getLogger(__name__)


class CrashDoor(QObject):
    """Takes every exception nobody caught, on any thread. ``told`` carries what was logged."""

    told = Signal(str)
    _caught = Signal(object)

    def __init__(self, application: QApplication, theme: Theme, log_file: Path) -> None:
        super().__init__(application)
        self._theme = theme
        self._log_file = log_file
        self._box: QMessageBox | None = None
        self._caught.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Stand behind `sys.excepthook` and `threading.excepthook`."""
        sys.excepthook = self._hook
        threading.excepthook = lambda caught: self._caught.emit(caught.exc_value)

    def _hook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        del kind, trace
        if isinstance(error, KeyboardInterrupt):
            QCoreApplication.quit()
        else:
            self.take(error)

    def take(self, error: BaseException) -> None:
        """Log a bug and tell of it; may be called on any thread."""
        self._caught.emit(error)

    def _tell(self, error: BaseException) -> None:
        text = trace_of(error)
        log.error("a bug: %s", text)
        self.told.emit(text)
        if self._box is not None:
            return
        box = self._box = QMessageBox(QApplication.activeWindow())
        self._theme.dress(box)
        box.setObjectName("crash")
        box.setWindowTitle("Một Cửa")
        box.setIcon(QMessageBox.Icon.Information)
        box.setText(self.tr("Something went wrong inside the program."))
        box.setInformativeText(
            self.tr(
                "What was accepted and saved is safe. Look at the last act before doing it again,"
                " and send this file to your administrator; it names no citizen:\n{file}"
            ).format(file=self._log_file)
        )
        go_on = box.addButton(self.tr("Go on working"), QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(go_on)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.finished.connect(self._closed)
        box.open()

    def _closed(self) -> None:
        self._box = None
