"""Scanning into a component: pages come in while the officer goes on; a jammed or hung scanner stops nothing else."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from ui import controls
from ui.place import Counter


class ScanPanel(QFrame):
    """``scanned`` carries (component, PDF bytes, "scanner"); ``failed`` a known failure."""

    scanned = Signal(object)
    failed = Signal(object)

    def __init__(self, counter: Counter) -> None:
        super().__init__()
        self._counter = counter
        self.setLayout(controls.row())
        self.hide()

    def start(self, component: str) -> None:
        """Scan what lies in the scanner into ``component``."""

    def cancel(self) -> bool:
        """Stop a scan that runs; True when there was one."""
        return False
