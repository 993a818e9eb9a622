"""The settings: how the officer likes the window, and which devices this machine works with."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QComboBox, QLabel

from app.desk import devices, preferences, thinning
from app.desk.devices import Machine
from app.desk.thinning import Kept
from app.domain.events import VIETNAM
from app.settings import MachineSettings, OfficerSettings
from ui import controls
from ui import theme as look
from ui.camera_settings import CameraSection
from ui.clock_setting import ClockSetting
from ui.copy_settings import CopySection
from ui.device_settings import DeviceSection, PrinterSection, setting
from ui.display_settings import DisplaySection
from ui.fields import Choice
from ui.hub_settings import HubTrialLine
from ui.key_settings import KeyLine
from ui.place import Counter, Notice, Place
from ui.reader_settings import ReaderSection
from ui.scanner_settings import ScannerSection
from ui.signing_settings import SigningSection
from ui.slip_settings import SlipSection
from ui.trust_settings import TrustSection

TWO_COLUMNS = 1080
SIZES = (10.0, 10.5, 12.0, 14.0, 16.0)


class SettingsPage(Place):
    """Every choice takes effect and is kept at once; there is nothing to save."""

    def __init__(self, counter: Counter) -> None:
        super().__init__(counter, "settings")
        self._mine = OfficerSettings()
        self._machine: Machine | None = None
        self._coming = self._whole = False
        self.reader = ReaderSection(counter)
        self.camera = CameraSection(counter)
        own, machine = self._own_section(), self._machine_section()
        left = controls.holder(controls.column(own, self.reader, self.camera, machine, None, spacing=look.GAP))
        self._sections: tuple[DeviceSection, ...] = (self.reader, self.camera)
        self._hear(*self._sections)
        self._columns = controls.row(left, spacing=look.GAP, margins=(0, 0, 0, look.WIDE))
        both = controls.scrolled(controls.holder(self._columns), "settings.scroll")
        self.locked = controls.Tag(counter.theme, "settings.locked")
        self.locked.say(self.tr("Devices are changed by a supervisor or the administrator"), "muted", "lock")
        self.locked.hide()
        title = controls.label(self.tr("Settings"), "title")
        whole = controls.column(
            controls.row(title, None, self.locked),
            both,
            spacing=look.GAP,
            margins=(look.WIDE, look.GAP, look.WIDE, 0),
        )
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.parts = title, self.locked, left, both.verticalScrollBar()

    def _add_devices(self) -> None:
        """The other column, in a turn of its own: all at once would keep the window from painting."""
        counter = self.counter
        self.printer = PrinterSection(counter)
        self.slips_printed = SlipSection(counter)
        self.scanner = ScannerSection(counter)
        self.copies = CopySection(counter)
        self.signing = SigningSection(counter)
        self.trust = TrustSection(counter)
        self.display = DisplaySection(counter)
        self.slips_printed.forms.clicked.connect(lambda: self.wanted.emit("templates"))
        self.scanner.profiles_kept.connect(self._ask_machine)
        self.scanner.profile_chosen.connect(lambda name: self._change(scan_profile=name))
        devices = (
            self.printer,
            self.slips_printed,
            self.scanner,
            self.copies,
            self.signing,
            self.trust,
            self.display,
        )
        self._hear(*devices)
        self._sections += devices
        right = controls.holder(controls.column(*devices, None, spacing=look.GAP))
        self._columns.addWidget(right)
        self.counter.theme.dress(right)
        self._columns.setStretch(0, 1)
        self._columns.setStretch(1, 1)
        self._whole = True

    def _hear(self, *sections: DeviceSection) -> None:
        for section in sections:
            section.changed.connect(self._machine_changed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Side by side where there is room for both columns, else one below the other."""
        super().resizeEvent(event)
        wide = self.width() >= self.counter.theme.scaled(TWO_COLUMNS)
        self._columns.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)

    def _own_section(self) -> controls.Section:
        section = controls.Section(self.tr("My window"), "settings.mine")
        self.theme = Choice(
            (
                ("system", self.tr("As the system")),
                ("light", self.tr("Light")),
                ("dark", self.tr("Dark")),
                ("contrast", self.tr("High contrast")),
            ),
            "settings.theme",
            self.tr("Look"),
        )
        self.theme.chosen.connect(lambda value: self._change(theme=value))
        self.letters = Choice(
            [(f"{points:g}", f"{points:g}".replace(".", ",")) for points in SIZES],
            "settings.size",
            self.tr("Letters"),
        )
        self.letters.chosen.connect(lambda value: self._change(font_points=float(value)))
        self.language = Choice((("vi", "Tiếng Việt"), ("en", "English")), "settings.language", self.tr("Language"))
        self.language.chosen.connect(lambda value: self._change(language=value))
        self.slips = Choice(
            (("at_once", self.tr("Print at once")), ("see_first", self.tr("See first"))),
            "settings.slips",
            self.tr("Slips"),
        )
        self.slips.chosen.connect(lambda value: self._change(preview_before_print=value == "see_first"))
        for text, editor, sentence in (
            (
                self.tr("Look"),
                self.theme,
                self.tr("Dark spares the eyes in a dim room; high contrast helps weak sight."),
            ),
            (self.tr("Letters"), self.letters, self.tr("Size in points; the whole window grows with it.")),
            (self.tr("Language"), self.language, self.tr("Taken from the next sign-in on; slips stay Vietnamese.")),
            (
                self.tr("Slips"),
                self.slips,
                self.tr("“See first” keeps each slip until you have looked at it and pressed print."),
            ),
        ):
            section.body.addWidget(setting(self.counter, text, editor, sentence))
        self.keys = KeyLine(self.counter)
        self.keys.chosen.connect(lambda chosen: self._change(keys=chosen))
        sentence = self.tr("Choose what is done, then press its new key. Taken from the next sign-in on.")
        section.body.addWidget(setting(self.counter, self.tr("Keys"), self.keys, sentence))
        return section

    def _machine_section(self) -> controls.Section:
        section = controls.Section(self.tr("This machine"), "settings.machine")
        self._facts: dict[str, QLabel] = {}
        for name, text, sentence in (
            ("unit", self.tr("Unit"), self.tr("Given when the machine was enrolled.")),
            ("counter", self.tr("Counter"), self.tr("Stands on slips and in list numbers.")),
            ("hub", self.tr("Hub"), self.tr("The address of the province; changed only by enrolling again.")),
            (
                "reference",
                self.tr("Data"),
                self.tr("Version of procedures, fees, calendars and officers; comes by itself."),
            ),
        ):
            value = controls.label("", wrap=True, name=f"settings.{name}")
            self._facts[name] = value
            section.body.addWidget(setting(self.counter, text, value, sentence))
        self.hub_trial = HubTrialLine(self.counter)
        section.body.addWidget(setting(self.counter, "", self.hub_trial, ""))
        self.keep = QComboBox()
        self.keep.setObjectName("settings.keep")
        self.keep.setAccessibleName(self.tr("Ended dossiers"))
        for days, text in zip(
            thinning.KEEP_DAYS,
            (self.tr("keep all"), self.tr("3 months"), self.tr("6 months"), self.tr("1 year"), self.tr("2 years")),
            strict=True,
        ):
            self.keep.addItem(text, days)
        self.keep.activated.connect(self._keep_chosen)
        self.removed = controls.label("", "small", wrap=True, name="settings.removed")
        sentence = self.tr(
            "After this time names, files and slips of ended dossiers leave this machine, once the hub has everything."
        )
        section.body.addWidget(setting(self.counter, self.tr("Ended dossiers"), self.keep, sentence))
        section.body.addWidget(self.removed)
        self.clock = ClockSetting(self.counter, self)
        sentence = self.tr("A clock that is wrong would put a wrong day into codes; a supervisor can vouch for it.")
        section.body.addWidget(setting(self.counter, self.tr("Clock"), self.clock, sentence))
        return section

    # ------------------------------------------------------------ showing

    def enter(self) -> None:
        if self._whole:
            self._look()
        elif not self._coming:
            self._coming = True
            self.counter.bridge.in_turns(self, self._add_devices, self._look)
        self.theme.setFocus()

    def _look(self) -> None:
        office, session = self.counter.office, self.counter.session
        self.ask(lambda: preferences.officer_settings(office, session), self._show_mine, slot="mine")
        self._ask_machine()
        self.ask(lambda: thinning.kept(office, session), self._show_kept, slot="kept")
        self.reader.look()
        self.ask_aside(devices.printers, self._show_queues, slot="queues")
        self.clock.look()

    def _ask_machine(self) -> None:
        office, session = self.counter.office, self.counter.session
        self.ask(lambda: devices.machine(office, session), self._show_machine, slot="machine")

    def leave(self) -> None:
        self.reader.forget()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.reader.forget()

    def _show_mine(self, mine: OfficerSettings) -> None:
        self._mine = mine
        self.theme.set_value(mine.theme)
        self.letters.set_value(f"{mine.font_points:g}")
        self.language.set_value(mine.language)
        self.scanner.show_choice(mine.scan_profile)
        self.keys.show_keys(mine.keys)
        self.slips.set_value("see_first" if mine.preview_before_print else "at_once")

    def _show_machine(self, found: Machine) -> None:
        self._machine = found
        self.locked.setVisible(not found.changeable)
        self.keep.setEnabled(found.changeable and self.counter.session.role == "administrator")
        for section in self._sections:
            section.show_settings(found.settings, changeable=found.changeable)
        version = self.tr("version {version}").format(version=found.reference_version)
        for name, text in (
            ("unit", found.unit_name),
            ("counter", found.counter),
            ("hub", found.hub or self.tr("not enrolled")),
            ("reference", version if found.reference_version is not None else self.tr("none yet")),
        ):
            self._facts[name].setText(text)

    def _show_kept(self, kept: Kept) -> None:
        self.keep.setCurrentIndex(self.keep.findData(kept.days))
        removed = kept.removed
        text = self.tr("Nothing was removed here yet.")
        if removed.last_at is not None:
            text = self.tr("Removed so far: {dossiers} dossiers and {files} files, last on {day}.").format(
                dossiers=removed.dossiers,
                files=removed.files,
                day=f"{removed.last_at.astimezone(VIETNAM):%d/%m/%Y}",
            )
        self.removed.setText(text)

    def _show_queues(self, queues: tuple[str, ...]) -> None:
        self.printer.show_queues(queues, changeable=bool(self._machine and self._machine.changeable))

    # ------------------------------------------------------------ choosing

    def _change(self, **changes: Any) -> None:
        self._mine = replace(self._mine, **changes)
        office, session, chosen = self.counter.office, self.counter.session, self._mine
        self.counter.theme.apply(chosen.theme, chosen.font_points)
        self.ask(lambda: preferences.save_officer_settings(office, session, chosen))

    def _keep_chosen(self, index: int) -> None:
        office, session, days = self.counter.office, self.counter.session, int(self.keep.itemData(index))
        self.ask(lambda: thinning.keep_for(office, session, days), self._keep_kept)

    def _keep_kept(self, found: Machine) -> None:
        self._saved(found)
        office, session = self.counter.office, self.counter.session
        self.ask(lambda: thinning.kept(office, session), self._show_kept, slot="kept")

    def _machine_changed(self, chosen: MachineSettings) -> None:
        # Both sections show the same settings: the one not touched must not write old values back later.
        office, session = self.counter.office, self.counter.session
        self.ask(lambda: devices.save_machine(office, session, chosen), self._saved)

    def _saved(self, found: Machine) -> None:
        self._show_machine(found)
        self.told.emit(Notice(self.tr("Kept for this machine."), "ok"))

    # ------------------------------------------------------------ the reader

    def take_card(self, text: str) -> bool:
        self.reader.show_text(text)
        return True

    def take_code(self, code: str) -> bool:
        self.reader.show_text(code)
        return True
