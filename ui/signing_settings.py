"""What signs copies on this machine, in the settings: a token with its library, or the signing service."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QLineEdit

from app.errors import SigningFailed
from app.settings import MachineSettings
from app.vault.signing import token_names
from app.vault.signing_service import SigningService
from ui import controls, messages
from ui.device_settings import DeviceSection, setting
from ui.fields import Choice, Field
from ui.place import Counter


class SigningSection(DeviceSection):
    """One of the two ways to sign, with what it needs and a look whether it is there. No PIN is asked here."""

    def __init__(self, counter: Counter) -> None:
        super().__init__(counter, self.tr("Signing copies"), "settings.signing")
        self.way = Choice(
            (("token", self.tr("Token (PKCS#11)")), ("service", self.tr("Signing service (VGCA)"))),
            "settings.signing.way",
            self.tr("Signed with"),
        )
        self.way.chosen.connect(self._way_chosen)
        self.module = QLineEdit()
        self.module.setObjectName("settings.signing.module")
        self.module.setAccessibleName(self.tr("Library of the token"))
        self.module.setPlaceholderText(self.tr("File of the PKCS#11 library"))
        self.module.editingFinished.connect(self._typed)
        self._browse = controls.button(self.tr("Choose…"), "settings.signing.browse")
        self._browse.clicked.connect(self._choose)
        place = controls.row(self.module, self._browse)
        place.setStretch(0, 1)
        sentence = self.tr("Comes with the token's driver; ask who issued the token. Each officer types the own PIN.")
        self._module_line = setting(counter, self.tr("Library of the token"), controls.holder(place), sentence)
        self.service = QLineEdit()
        self.service.setPlaceholderText("http://127.0.0.1:8080")
        self.service.editingFinished.connect(self._service_typed)
        self.service_field = Field(
            counter.theme, self.tr("Address of the service"), self.service, "settings.signing.service"
        )
        sentence = self.tr("The program of Ban Cơ yếu on this machine; it asks for the PIN itself.")
        self._service_line = setting(counter, self.tr("Address of the service"), self.service_field, sentence)
        self.trial = controls.button("", "settings.signing.trial")
        self.trial.clicked.connect(self._try)
        self.body.addWidget(
            setting(counter, self.tr("Signed with"), self.way, self.tr("For every officer on this machine."))
        )
        self.body.addWidget(self._module_line)
        self.body.addWidget(self._service_line)
        self.body.addLayout(controls.row(self.trial, None))
        self.body.addLayout(self._outcome_lines)

    def show_settings(self, settings: MachineSettings, *, changeable: bool) -> None:
        """Show what is chosen."""
        self._settings = settings
        by_service = settings.signing_with == "service"
        self.way.set_value(settings.signing_with)
        for line, shown in ((self.module, settings.signing_module), (self.service, settings.signing_service)):
            if not line.hasFocus():
                line.setText(shown)
            line.setEnabled(changeable)
        for part in (self.way, self._browse):
            part.setEnabled(changeable)
        self._module_line.setHidden(by_service)
        self._service_line.setVisible(by_service)
        self.trial.setText(self.tr("Ask the service") if by_service else self.tr("Look for tokens"))
        self.trial.setEnabled(bool(settings.signing_service if by_service else settings.signing_module))

    def _way_chosen(self, chosen: str) -> None:
        if chosen != self._settings.signing_with:
            self._say("", "")
            self._change(signing_with=chosen)

    def _service_typed(self) -> None:
        text = self.service.text().strip()
        fault = None
        try:
            if text:
                SigningService(text)
        except SigningFailed as error:
            fault = messages.of_error(error)
        self.service_field.set_fault(fault)
        if fault is None and text != self._settings.signing_service:
            self._say("", "")
            self._change(signing_service=text)

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
        if self._settings.signing_with == "service":
            service = SigningService(self._settings.signing_service)
            self._say(self.tr("Asking the service…"), "muted")
            self.trying.run(self.trial, service.reach, self._reached, self._failed)
            return
        module = Path(self._settings.signing_module)
        self._say(self.tr("Looking for tokens…"), "muted")
        self.trying.run(self.trial, lambda: token_names(module), self._found, self._failed)

    def _reached(self, _: None) -> None:
        self._say(self.tr("The service takes calls."), "ok")

    def _found(self, names: list[str]) -> None:
        if names:
            self._say(self.tr("Plugged in: {tokens}.").format(tokens=", ".join(names)), "ok")
        else:
            self._say(self.tr("The library works, but no token is plugged in."), "soon")
