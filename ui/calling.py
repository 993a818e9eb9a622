"""The call from a dossier to those who work on it: their video room or phone, with the code on the clipboard."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QPushButton

from app.desk.dossier_page import Call, DossierView
from ui import controls
from ui.place import Notice
from ui.theme import Theme


def call_button(theme: Theme) -> QPushButton:
    """The button of the dossier's page."""
    text = QCoreApplication.translate("Calling", "Call the specialists")
    return controls.button(text, "dossier.call", "quiet", icon="phone", theme=theme)


def show_way(button: QPushButton, there: Call | None) -> None:
    """Say on ``button`` whom it calls, or why it calls nobody."""
    said = QCoreApplication.translate(
        "Calling", "The province's data name neither a phone nor a video room of this unit."
    )
    if there is not None:
        said = QCoreApplication.translate("Calling", "{unit}: {address}; the code goes to the clipboard.")
        said = said.format(unit=there.unit, address=there.address.removeprefix("tel:"))
    button.setEnabled(there is not None)
    button.setToolTip(said)
    button.setAccessibleDescription(said)


def call(view: DossierView) -> Notice:
    """Put the code on the clipboard and open the address; what is to be said of it."""
    there = view.specialists
    if there is None:
        raise ValueError("nobody to call")
    QGuiApplication.clipboard().setText(view.dossier.printed_code)
    said = QCoreApplication.translate("Calling", "The code is on the clipboard; calling {unit}.")
    if not QDesktopServices.openUrl(QUrl(there.address)):
        said = QCoreApplication.translate(
            "Calling", "The code is on the clipboard. No program here calls; the address is {address}."
        )
    return Notice(said.format(unit=there.unit, address=there.address.removeprefix("tel:")), "accent")
