"""The citizen's screen in the settings: which of the screens attached to this machine it opens on at sign-in."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox

from app.settings import MachineSettings
from ui.device_settings import DeviceSection, setting
from ui.keys import key
from ui.place import Counter

ANY_OTHER = "other"


class DisplaySection(DeviceSection):
    """Where the citizen's screen opens."""

    def __init__(self, counter: Counter) -> None:
        super().__init__(counter, self.tr("The citizen's screen"), "settings.display")
        self.chosen = QComboBox()
        self.chosen.setObjectName("settings.display.screen")
        self.chosen.setAccessibleName(self.tr("The citizen's screen"))
        self.chosen.activated.connect(lambda: self._change(citizen_screen=str(self.chosen.currentData())))
        sentence = self.tr(
            "Reads back what is recorded, shows the code and asks for the rating; {key} shows and hides it."
        )
        self.body.addWidget(
            setting(counter, self.tr("At sign-in"), self.chosen, sentence.format(key=key("citizen").shown))
        )

    def show_settings(self, settings: MachineSettings, *, changeable: bool) -> None:
        """Show what is chosen; a screen that is not attached now stays named."""
        self._settings = settings
        self.chosen.clear()
        self.chosen.addItem(self.tr("stays hidden"), "")
        self.chosen.addItem(self.tr("opens on any other screen"), ANY_OTHER)
        names = [screen.name() for screen in QGuiApplication.screens()]
        if settings.citizen_screen not in ("", ANY_OTHER, *names):
            names.append(settings.citizen_screen)
        for name in names:
            self.chosen.addItem(self.tr("opens on {screen}").format(screen=name), name)
        self.chosen.setCurrentIndex(self.chosen.findData(settings.citizen_screen))
        self.chosen.setEnabled(changeable)
