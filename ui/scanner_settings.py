"""The scanner in the settings: ways to scan by name, the device, and the folder that another program scans into."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QCheckBox, QComboBox, QFileDialog, QLabel, QLineEdit

from app.capture import archive, escl
from app.capture.scanners import Scanner, ScanProgress
from app.desk import scan_profiles, scanning
from app.domain.units import SUPERVISING
from app.errors import MotCuaError
from app.settings import MachineSettings, ScanProfile
from ui import controls
from ui import theme as look
from ui.bridge import Cancel
from ui.device_settings import DeviceSection, setting
from ui.fields import Choice
from ui.fitting import flowing
from ui.place import Counter

TRIAL_WIDTH = 220
_OWN = {"source": "scan_source", "dpi": "scan_dpi", "paper": "scan_paper", "scanner": "scanner"}
"""What the machine's own way to scan is called in the machine's settings."""


class ScannerSection(DeviceSection):
    """Choosing a way to scan shows it, and the officer works with it from then on; what is changed here is changed in
    that way. ``profile_chosen`` carries its name, ``profiles_kept`` says that this machine has other settings."""

    profile_chosen = Signal(str)
    profiles_kept = Signal()

    def __init__(self, counter: Counter) -> None:
        super().__init__(counter, self.tr("Scanner"), "settings.scanner")
        self._found: list[Scanner] = []
        self._changeable = False
        self._chosen = self._shown_next = ""
        self._supervising = counter.session.role in SUPERVISING
        self._profile_line()
        self.device = QComboBox()
        self.device.setObjectName("settings.scanner.device")
        self.device.setAccessibleName(self.tr("Scanner"))
        self.device.activated.connect(self._device_chosen)
        self.address = QLineEdit()
        self.address.setObjectName("settings.scanner.address")
        self.address.setAccessibleName(self.tr("Address of a network scanner"))
        self.address.setPlaceholderText(self.tr("192.168.1.20, then Enter"))
        self.address.returnPressed.connect(self._ask_address)
        self.source = Choice(
            (
                ("feeder", self.tr("Feeder")),
                ("duplex", self.tr("Feeder, both sides")),
                ("manual_duplex", self.tr("Turned by hand")),
                ("flatbed", self.tr("Glass")),
            ),
            "settings.scanner.source",
            self.tr("Paper from"),
        )
        self.source.chosen.connect(lambda value: self._choose(source=value))
        self.dpi = Choice((("200", "200 dpi"), ("300", "300 dpi")), "settings.scanner.dpi", self.tr("Fineness"))
        self.dpi.chosen.connect(lambda value: self._choose(dpi=int(value)))
        self.colour = Choice(
            (
                ("colour", self.tr("Colour")),
                ("grey", self.tr("Grey")),
                ("black_white", self.tr("Black and white")),
            ),
            "settings.scanner.colour",
            self.tr("Colour"),
        )
        self.colour.chosen.connect(lambda value: self._choose(colour=value))
        self.paper = Choice((("A4", "A4"), ("A5", "A5"), ("A3", "A3")), "settings.scanner.paper", self.tr("Sheet"))
        self.paper.chosen.connect(lambda value: self._choose(paper=value))
        self.search = controls.button(self.tr("Look for scanners"), "settings.scanner.search")
        self.search.clicked.connect(self._search)
        self.trial = controls.button(self.tr("Scan a page to try"), "settings.scanner.trial")
        self.trial.clicked.connect(self._try)
        self._page = QLabel()
        self._page.setAccessibleName(self.tr("The page scanned to try"))
        self._page.hide()
        for text, editor, sentence in (
            (self.tr("Scanner"), self.device, self.tr("Without a choice the first one attached is used.")),
            (self.tr("By address"), self.address, self.tr("For a network scanner that the search does not find.")),
            (
                self.tr("Paper from"),
                self.source,
                self.tr("Turned by hand: the fronts first, then the turned stack for the backs."),
            ),
            (self.tr("Sheet"), self.paper, self.tr("A smaller sheet is faster; nothing beyond its edge is kept.")),
            (
                self.tr("Fineness"),
                self.dpi,
                self.tr("200 is enough to read and to sign; 300 makes files twice as large."),
            ),
            (self.tr("Colour"), self.colour, self.tr("Colour keeps red seals visible.")),
        ):
            self.body.addWidget(setting(counter, text, editor, sentence))
        self.body.addWidget(flowing(self.search, self.trial, spacing=look.SMALL))
        self.body.addLayout(self._outcome_lines)
        self.body.addWidget(self._page)
        self._machine_lines()

    def _profile_line(self) -> None:
        self.profile = QComboBox()
        self.profile.setObjectName("settings.scanner.profile")
        self.profile.setAccessibleName(self.tr("Way to scan"))
        self.profile.activated.connect(lambda: self._take(str(self.profile.currentData())))
        self.add = controls.button(self.tr("New"), "settings.scanner.add")
        self.add.clicked.connect(self._add)
        self.remove = controls.button(self.tr("Remove"), "settings.scanner.remove")
        self.remove.clicked.connect(self._remove)
        self._removed: ScanProfile | None = None
        self.undo = controls.button(self.tr("Bring it back"), "settings.scanner.undo", "link")
        self.undo.clicked.connect(self._bring_back)
        self.undo.hide()
        line = controls.row(self.profile, self.add, self.remove, self.undo)
        line.setStretch(0, 1)
        self.name = QLineEdit()
        self.name.setMaxLength(scan_profiles.LONGEST_NAME)
        self.name.editingFinished.connect(self._rename)
        self.lock = QCheckBox(self.tr("Only a supervisor changes it"))
        self.lock.setObjectName("settings.scanner.lock")
        self.lock.clicked.connect(lambda checked: self._choose(locked=checked))
        self.name.setObjectName("settings.scanner.name")
        self.name.setAccessibleName(self.tr("Name of this way to scan"))
        both = controls.holder(controls.column(self.name, self.lock))
        self._named = setting(self._counter, self.tr("Name"), both, "")
        self.body.addWidget(
            setting(
                self._counter,
                self.tr("Way to scan"),
                controls.holder(line),
                self.tr("F5 scans in the way chosen here; each officer chooses for himself."),
            )
        )
        self.body.addWidget(self._named)

    def _machine_lines(self) -> None:
        self.folder = QLineEdit()
        self.folder.setObjectName("settings.scanner.folder")
        self.folder.setAccessibleName(self.tr("Watched folder"))
        self.folder.editingFinished.connect(lambda: self._folder_chosen(self.folder.text().strip()))
        self._browse = controls.button(self.tr("Choose…"), "settings.scanner.browse")
        self._browse.clicked.connect(self._browse_folder)
        line = controls.row(self.folder, self._browse)
        line.setStretch(0, 1)
        self.body.addWidget(
            setting(
                self._counter,
                self.tr("Watched folder"),
                controls.holder(line),
                self.tr("What another program scans into it goes to the dossier in front, and is removed from it."),
            )
        )
        self.text = QCheckBox(self.tr("Read the text of scans before they are signed"))
        self.text.setObjectName("settings.scanner.text")
        self.text.clicked.connect(lambda checked: self._change(search_text=checked))
        self.body.addWidget(self.text)
        self.text.setVisible(archive.text_reader() is not None)

    # ------------------------------------------------------------ showing

    def show_choice(self, name: str) -> None:
        """Show the way to scan that this officer works with."""
        self._chosen = name
        self.show_settings(self._settings, changeable=self._changeable)

    def show_settings(self, settings: MachineSettings, *, changeable: bool) -> None:
        """Show what is chosen."""
        self._settings, self._changeable = settings, changeable
        offered = scan_profiles.profiles(settings)
        self.profile.clear()
        for each in offered:
            locked = self.tr("{name} (locked)").format(name=each.name) if each.locked else each.name
            self.profile.addItem(locked if each.name else self.tr("As this machine scans"), each.name)
        self.profile.setCurrentIndex(max(0, self.profile.findData(self._chosen)))
        shown = self._shown()
        known = [(found.name, found.id) for found in self._found]
        if shown.scanner and shown.scanner not in (identity for _, identity in known):
            known.append((shown.scanner, shown.scanner))
        self.device.clear()
        for text, value in ((self.tr("The first one attached"), ""), *known):
            self.device.addItem(text, value)
        self.device.setCurrentIndex(max(0, self.device.findData(shown.scanner)))
        self.source.set_value(shown.source)
        self.dpi.set_value(str(shown.dpi))
        self.colour.set_value(shown.colour)
        self.paper.set_value(shown.paper)
        self._named.setVisible(bool(shown.name))
        if not self.name.hasFocus():
            self.name.setText(shown.name)
        self.lock.setChecked(shown.locked)
        self.lock.setEnabled(self._supervising)
        free = (changeable if not shown.name else not shown.locked) or self._supervising
        for part in (self.device, self.address, self.source, self.dpi, self.colour, self.paper, self.name):
            part.setEnabled(free)
        self.remove.setEnabled(bool(shown.name) and free)
        # The machine's own way keeps red seals: black and white is for a way of its own name.
        self.colour.button_for("black_white").setVisible(bool(shown.name))
        if not self.folder.hasFocus():
            self.folder.setText(settings.watched_folder)
        self.text.setChecked(settings.search_text)
        for machines in (self.folder, self._browse, self.text):
            machines.setEnabled(changeable)

    def _shown(self) -> ScanProfile:
        offered = scan_profiles.profiles(self._settings)
        return next((each for each in offered if each.name == self._chosen), offered[0])

    # ------------------------------------------------------------ choosing

    def _take(self, name: str) -> None:
        self.show_choice(name)
        self.profile_chosen.emit(name)

    def _choose(self, **changes: Any) -> None:
        shown = self._shown()
        if shown.name:
            self._keep(replace(shown, **changes), shown.name)
        elif "colour" in changes:
            self._change(scan_colour=changes["colour"] == "colour")
        else:
            self._change(**{_OWN[name]: value for name, value in changes.items()})

    def _add(self) -> None:
        taken = {each.name for each in scan_profiles.profiles(self._settings)}
        number = next(number for number in range(2, 1000) if self.tr("Way {number}").format(number=number) not in taken)
        name = self.tr("Way {number}").format(number=number)
        self._keep(replace(self._shown(), name=name, locked=False), "")

    def _rename(self) -> None:
        shown, name = self._shown(), self.name.text().strip()
        if shown.name and name != shown.name:
            self._keep(replace(shown, name=name), shown.name)

    def _keep(self, profile: ScanProfile, was: str) -> None:
        office, session = self._counter.office, self._counter.session
        self._do(lambda: scan_profiles.save(office, session, profile, was), " ".join(profile.name.split()))

    def _remove(self) -> None:
        office, session, shown = self._counter.office, self._counter.session, self._shown()
        self._do(lambda: scan_profiles.remove(office, session, shown.name), "", removed=shown)

    def _bring_back(self) -> None:
        if self._removed is not None:
            self._keep(self._removed, "")

    def _do(self, act: Callable[[], MachineSettings], name: str, removed: ScanProfile | None = None) -> None:
        self._shown_next, self._removed = name, removed
        self._counter.bridge.run(act, self._kept, self._not_kept, owner=self)

    def _kept(self, settings: MachineSettings) -> None:
        self._settings = settings
        self._say("", "")
        self._take(self._shown_next)
        self.undo.setVisible(self._removed is not None)
        self.profiles_kept.emit()

    def _not_kept(self, error: MotCuaError) -> None:
        self._removed = None
        self.undo.hide()
        self._failed(error)
        self.show_settings(self._settings, changeable=self._changeable)

    def _folder_chosen(self, folder: str) -> None:
        if folder != self._settings.watched_folder:
            self._change(watched_folder=folder)

    def _browse_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, self.tr("Watched folder"), self.folder.text())
        if name:
            self._folder_chosen(str(Path(name)))

    # ------------------------------------------------------------ the device

    def _search(self) -> None:
        self._say(self.tr("Looking for scanners, also in the network…"), "muted")
        self.trying.run(self.search, lambda: scanning.find_scanners(network=True), self._listed, self._failed)

    def _listed(self, found: list[Scanner]) -> None:
        self._found = found
        self.show_settings(self._settings, changeable=self._changeable)
        if found:
            self._say(self.tr("{count} scanners found.").format(count=len(found)), "ok")
        else:
            self._say(self.tr("No scanner found. Switch it on and look again."), "soon")

    def _ask_address(self) -> None:
        address = self.address.text().strip()
        if address:
            self._say(self.tr("Asking {address}…").format(address=address), "muted")
            self.trying.run(None, lambda: scanning.scanner_at(address), self._answered, self._failed)

    def _answered(self, scanner: Scanner) -> None:
        self.address.clear()
        self._found = [*(found for found in self._found if found.id != scanner.id), scanner]
        self._say_chosen(scanner.id, self.tr("{name} answers.").format(name=scanner.name))
        self._choose(scanner=scanner.id)

    def _device_chosen(self) -> None:
        chosen = str(self.device.currentData())
        self._say_chosen(chosen, "")
        self._choose(scanner=chosen)

    def _say_chosen(self, scanner_id: str, text: str) -> None:
        """With the certificate that is remembered from now on, for whoever compares it with the scanner's own page."""
        shown = escl.fingerprint(scanner_id)
        if shown:
            remembered = self.tr("Encrypted; its certificate is remembered: {fingerprint}.")
            text = f"{text} {remembered.format(fingerprint=shown)}".strip()
        self._say(text, "ok")

    def _try(self) -> None:
        office, session, progress, cancel = self._counter.office, self._counter.session, ScanProgress(), Cancel()
        self._page.hide()
        self._say(self.tr("Scanning…"), "muted")
        self.trying.run(
            self.trial,
            lambda: scanning.try_scanner(office, session, TRIAL_WIDTH, progress, cancel),
            self._scanned,
            self._failed,
            cancel=cancel,
        )

    def _scanned(self, trial: scanning.Trial) -> None:
        if trial.picture:
            shown = QPixmap()
            shown.loadFromData(trial.picture)
            self._page.setPixmap(shown)
            self._page.show()
            self._say(self.tr("{count} pages scanned; nothing of it is kept.").format(count=trial.pages), "ok")
        if trial.error is not None:
            self._failed(trial.error)
