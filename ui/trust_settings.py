"""Whom this machine trusts on signatures, in the settings: certificates, lists of the revoked, time stamps."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QLineEdit

from app.desk import trust
from app.errors import SigningFailed
from app.settings import MachineSettings
from app.vault.time_stamps import StampService
from app.vault.trust import TrustMaterial
from ui import controls, messages
from ui.device_settings import DeviceSection, setting
from ui.fields import Choice, Field
from ui.place import Counter


class TrustSection(DeviceSection):
    """What is at hand to judge signatures by, and whether the post may fetch newer lists."""

    def __init__(self, counter: Counter) -> None:
        super().__init__(counter, self.tr("Trust in signatures"), "settings.trust")
        self.folder = QLineEdit()
        self.folder.setObjectName("settings.trust.folder")
        self.folder.setAccessibleName(self.tr("Authorities trusted"))
        self.folder.setPlaceholderText(self.tr("Folder of certificates and revocation lists"))
        self.folder.editingFinished.connect(self._typed)
        self._browse = controls.button(self.tr("Choose…"), "settings.trust.browse")
        self._browse.clicked.connect(self._choose)
        place = controls.row(self.folder, self._browse)
        place.setStretch(0, 1)
        self.fetch = Choice(
            (("no", self.tr("Only what is here")), ("yes", self.tr("Fetch newer lists when there is a line"))),
            "settings.trust.fetch",
            self.tr("Revocation lists"),
        )
        self.fetch.chosen.connect(self._fetch_chosen)
        self.stamp = QLineEdit()
        self.stamp.editingFinished.connect(self._stamp_typed)
        self.stamp_field = Field(
            counter.theme, self.tr("Address of the time-stamp authority"), self.stamp, "settings.trust.stamp"
        )
        self.trial = controls.button(self.tr("Look what is at hand"), "settings.trust.trial")
        self.trial.clicked.connect(self._try)
        for text, editor, sentence in (
            (
                self.tr("Authorities trusted"),
                controls.holder(place),
                self.tr("Those of the province come with its data; what lies in this folder is trusted besides."),
            ),
            (
                self.tr("Revocation lists"),
                self.fetch,
                self.tr("From the addresses the authorities name; no name or number of anyone is sent."),
            ),
            (
                self.tr("Time stamp"),
                self.stamp_field,
                self.tr("Empty: without. When it does not answer, copies are signed without one."),
            ),
        ):
            self.body.addWidget(setting(counter, text, editor, sentence))
        self.body.addLayout(controls.row(self.trial, None))
        self.body.addLayout(self._outcome_lines)

    def show_settings(self, settings: MachineSettings, *, changeable: bool) -> None:
        """Show what is chosen."""
        self._settings = settings
        for line, shown in ((self.folder, settings.trust_folder), (self.stamp, settings.stamp_address)):
            if not line.hasFocus():
                line.setText(shown)
            line.setEnabled(changeable)
        self.fetch.set_value("yes" if settings.fetch_revocation else "no")
        for part in (self.fetch, self._browse):
            part.setEnabled(changeable)

    def _typed(self) -> None:
        text = self.folder.text().strip()
        if text != self._settings.trust_folder:
            self._say("", "")
            self._change(trust_folder=text)

    def _choose(self) -> None:
        name = QFileDialog.getExistingDirectory(self, self.tr("Authorities trusted"), self.folder.text())
        if name:
            self.folder.setText(str(Path(name)))
            self._typed()

    def _fetch_chosen(self, chosen: str) -> None:
        if (chosen == "yes") != self._settings.fetch_revocation:
            self._change(fetch_revocation=chosen == "yes")

    def _stamp_typed(self) -> None:
        text = self.stamp.text().strip()
        fault = None
        try:
            if text:
                StampService(text)
        except SigningFailed as error:
            fault = messages.of_error(error)
        self.stamp_field.set_fault(fault)
        if fault is None and text != self._settings.stamp_address:
            self._change(stamp_address=text)

    def _try(self) -> None:
        office = self._counter.office
        self.trying.run(self.trial, lambda: trust.material(office), self._found, self._failed)

    def _found(self, found: TrustMaterial) -> None:
        if not found.roots:
            self._say(self.tr("Nothing is at hand: whose a signature is stays unproven."), "soon")
            return
        text = self.tr("At hand: {roots} roots, {authorities} authorities under them, {lists} revocation lists.")
        self._say(
            text.format(roots=len(found.roots), authorities=len(found.authorities), lists=len(found.lists)),
            "ok" if found.lists else "soon",
        )
