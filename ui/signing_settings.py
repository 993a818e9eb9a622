"""The signing token of this machine in the settings: its library, and a look at what is plugged in."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QLineEdit

from app.settings import MachineSettings
from app.vault.signing import token_names
from ui import controls
from ui.device_settings import DeviceSection, setting
from ui.place import Counter


class SigningSection(DeviceSection):
    """Which PKCS#11 library the officers' tokens come with. No PIN is asked here."""

    def __init__(self, counter: Counter) -> None:
        super().__init__(counter, self.tr("Signing token"), "settings.signing")
        self.module = QLineEdit()
        self.module.setObjectName("settings.signing.module")
        self.module.setAccessibleName(self.tr("Library of the token"))
        self.module.setPlaceholderText(self.tr("File of the PKCS#11 library"))
        self.module.editingFinished.connect(self._typed)
        self._browse = controls.button(self.tr("Choose…"), "settings.signing.browse")
        self._browse.clicked.connect(self._choose)
        self.trial = controls.button(self.tr("Look for tokens"), "settings.signing.trial")
        self.trial.clicked.connect(self._try)
        place = controls.row(self.module, self._browse)
        place.setStretch(0, 1)
        sentence = self.tr("Comes with the token's driver; ask who issued the token. Each officer types the own PIN.")
        self.body.addWidget(setting(counter, self.tr("Library of the token"), controls.holder(place), sentence))
        self.body.addLayout(controls.row(self.trial, None))
        self.body.addWidget(self._outcome)

    def show_settings(self, settings: MachineSettings, *, changeable: bool) -> None:
        """Show what is chosen."""
        self._settings = settings
        if not self.module.hasFocus():
            self.module.setText(settings.signing_module)
        self.module.setEnabled(changeable)
        self._browse.setEnabled(changeable)
        self.trial.setEnabled(bool(settings.signing_module))

    def _typed(self) -> None:
        text = self.module.text().strip()
        if text != self._settings.signing_module:
            self._say("", "")
            self._change(signing_module=text)

    def _choose(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, self.tr("Library of the token"), self.module.text())
        if name:
            self.module.setText(str(Path(name)))
            self._typed()

    def _try(self) -> None:
        module = Path(self._settings.signing_module)
        self._say(self.tr("Looking for tokens…"), "muted")
        self._counter.bridge.run_aside(lambda: token_names(module), self._found, self._failed, owner=self)

    def _found(self, names: list[str]) -> None:
        if names:
            self._say(self.tr("Plugged in: {tokens}.").format(tokens=", ".join(names)), "ok")
        else:
            self._say(self.tr("The library works, but no token is plugged in."), "soon")
