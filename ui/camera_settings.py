"""The camera of this machine in the settings: which one reads cards and takes pages, and a look through it."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox

from app.capture.scanners import Scanner
from app.desk import scanning
from app.desk.sight import Seen
from app.settings import MachineSettings
from ui import controls
from ui.device_settings import DeviceSection, setting
from ui.fitting import flowing
from ui.place import Counter
from ui.sight import CardSight


class CameraSection(DeviceSection):
    """Cameras are looked for only when asked: on Windows each lights up for it."""

    def __init__(self, counter: Counter) -> None:
        super().__init__(counter, self.tr("Camera"), "settings.camera")
        self._found: list[Scanner] = []
        self._changeable = False
        self.device = QComboBox()
        self.device.setObjectName("settings.camera.device")
        self.device.setAccessibleName(self.tr("Camera"))
        self.device.activated.connect(lambda: self._change(camera=str(self.device.currentData())))
        self.search = controls.button(self.tr("Look for cameras"), "settings.camera.search")
        self.search.clicked.connect(self._search)
        self.trial = controls.button(self.tr("Read a card"), "settings.camera.trial")
        self.trial.clicked.connect(self._try)
        self.body.addWidget(
            setting(
                counter,
                self.tr("Camera"),
                self.device,
                self.tr("Reads cards and codes held before it, and takes pages of papers laid under it."),
            )
        )
        self.body.addWidget(flowing(self.search, self.trial, spacing=8))
        self.body.addLayout(self._outcome_lines)

    def show_settings(self, settings: MachineSettings, *, changeable: bool) -> None:
        """Show what is chosen."""
        self._settings, self._changeable = settings, changeable
        known = [(found.name, found.id) for found in self._found]
        if settings.camera and settings.camera not in (identity for _, identity in known):
            known.append((settings.camera.partition(":")[2], settings.camera))
        self.device.clear()
        for text, value in ((self.tr("The first one attached"), ""), *known):
            self.device.addItem(text, value)
        self.device.setCurrentIndex(max(0, self.device.findData(settings.camera)))
        self.device.setEnabled(changeable)

    def _search(self) -> None:
        self._say(self.tr("Looking for cameras…"), "muted")
        self.trying.run(self.search, scanning.find_cameras, self._listed, self._failed)

    def _listed(self, found: list[Scanner]) -> None:
        self._found = found
        self.show_settings(self._settings, changeable=self._changeable)
        self._say(self.tr("{count} cameras found.").format(count=len(found)), "ok")

    def _try(self) -> None:
        sight = CardSight(self, self._counter)
        sight.seen.connect(self._tried)
        sight.finished.connect(sight.deleteLater)
        sight.choose.setEnabled(False)
        sight.through_camera()

    def _tried(self, seen: Seen) -> None:
        said = {
            "card": self.tr("The camera read a citizen card; nothing of it is kept."),
            "code": self.tr("The camera read a dossier code."),
        }
        self._say(said[seen.kind], "ok")
