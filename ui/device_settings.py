"""Devices of this machine in the settings: printers and reader; each with a sentence and a way to try it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QLineEdit, QWidget

from app.desk import devices
from app.errors import MotCuaError
from app.settings import FormPrinting, MachineSettings
from ui import controls, messages, words
from ui.fields import Field
from ui.fitting import flowing
from ui.messages import Sentence
from ui.place import Counter
from ui.under_way import Trial

FORMS = ("receipt", "return_receipt", "dossier_handover_list", "register")
"""Slips that may go to a printer of their own."""
CAPTION = 118
FREE_ADDRESSES = frozenset({"file", "ipp"})
"""Kinds of printer whose address is typed; the others are chosen from what this machine has."""
_WEB_ADDRESS = re.compile(r"(ipps?|https?)://[^\s/]+\S*")


def setting(counter: Counter, text: str, editor: QWidget, sentence: str) -> QWidget:
    """A line of the settings: what it is called, where it is chosen, and one sentence of what it does."""
    caption = controls.label(text, "label", wrap=True)
    caption.setFixedWidth(counter.theme.scaled(CAPTION))
    caption.setBuddy(editor)
    caption.setProperty("level", bool(text))
    side = controls.column(editor, spacing=2)
    if sentence:
        side.addWidget(controls.label(sentence, "small", wrap=True))
    line = controls.row(controls.column(caption, None), side)
    line.setStretch(1, 1)
    return controls.holder(line)


class DeviceSection(controls.Section):
    """``changed`` carries the machine's settings with one choice made anew."""

    changed = Signal(object)

    def __init__(self, counter: Counter, title: str, name: str) -> None:
        super().__init__(title, name)
        self._counter = counter
        self._settings = MachineSettings()
        self._outcome = controls.label("", "small", wrap=True, name=f"{name}.outcome")
        self._outcome.hide()
        self.trying = Trial(counter.bridge, f"{name}.trying")
        # Sections that try nothing show neither line, and take them along when they go.
        self.trying.setParent(self)
        self.trying.stopped.connect(lambda: self._say(self.tr("Stopped."), "muted"))
        self._outcome_lines = controls.column(self._outcome, self.trying, spacing=2)

    def show_settings(self, settings: MachineSettings, *, changeable: bool) -> None:
        """Show what is chosen; ``changeable`` says whether this officer may choose."""
        raise NotImplementedError

    def _change(self, **changes: Any) -> None:
        self._settings = replace(self._settings, **changes)
        self.changed.emit(self._settings)

    def _say(self, text: str, tone: str) -> None:
        self._outcome.setText(text)
        controls.polish(self._outcome, tone=tone)
        self._outcome.setVisible(bool(text))

    def _failed(self, error: MotCuaError) -> None:
        self._say(messages.of_error(error).both, "late")


class PrinterSection(DeviceSection):
    """The printer of the counter, and others for some slips."""

    def __init__(self, counter: Counter) -> None:
        super().__init__(counter, self.tr("Printer"), "settings.printer")
        self._queues: tuple[str, ...] = ()
        self.kind = QComboBox()
        self.kind.setObjectName("settings.printer.kind")
        self.kind.setAccessibleName(self.tr("Printer"))
        self.kind.activated.connect(self._chosen)
        self.address = QLineEdit()
        self.address.editingFinished.connect(self._typed)
        self.place = Field(counter.theme, self.tr("Folder or address"), self.address, "settings.printer.place")
        self._browse = controls.button(self.tr("Choose…"), "settings.printer.browse")
        self._browse.clicked.connect(self._choose_folder)
        place = controls.row(self.place, self._browse)
        place.setStretch(0, 1)
        self._place_line = setting(
            counter, self.tr("Folder or address"), controls.holder(place), self.tr("Where papers are sent to.")
        )
        self.trial = controls.button(self.tr("Print a test page"), "settings.printer.trial")
        self.trial.clicked.connect(self._try)
        self._forms: dict[str, QComboBox] = {}
        sentences = {
            "receipt": self.tr("Handed to the citizen at once: the printer beside the counter suits it best."),
            "return_receipt": self.tr("Signed by the citizen when the result is handed out."),
            "dossier_handover_list": self.tr("Two copies travel with the papers to the agency."),
            "register": self.tr("The books: many pages in a row, better on a large printer."),
        }
        self.body.addWidget(
            setting(
                counter, self.tr("Printer"), self.kind, self.tr("Prints every slip unless another is chosen below.")
            )
        )
        self.body.addWidget(self._place_line)
        self.body.addWidget(controls.label(self.tr("Slips that go to another printer:"), "small", wrap=True))
        for form in FORMS:
            combo = QComboBox()
            combo.setObjectName(f"settings.printer.{form}")
            combo.setAccessibleName(words.form(form))
            combo.activated.connect(lambda _=0, form=form: self._form_chosen(form))
            self._forms[form] = combo
            self.body.addWidget(setting(counter, words.form(form), combo, sentences[form]))
        self.body.addWidget(flowing(self.trial))
        self.body.addLayout(self._outcome_lines)

    def show_settings(self, settings: MachineSettings, *, changeable: bool) -> None:
        """Show what is chosen."""
        self._settings = settings
        kind = settings.printer.partition(":")[0]
        free = kind in FREE_ADDRESSES
        self._fill(self.kind, f"{kind}:" if free else settings.printer, self._choices())
        if not self.address.hasFocus():
            self.address.setText(settings.printer.partition(":")[2] if free else "")
        self._show_place()
        for form, combo in self._forms.items():
            chosen = settings.form_printing.get(form, FormPrinting()).printer
            self._fill(combo, chosen, [(self.tr("The same printer"), ""), *self._queue_choices(chosen)])
            combo.setEnabled(changeable)
        self.kind.setEnabled(changeable)
        self.address.setEnabled(changeable)
        self._browse.setEnabled(changeable)
        self.trial.setEnabled(bool(settings.printer))

    def show_queues(self, queues: tuple[str, ...], *, changeable: bool) -> None:
        """Offer the print queues of this machine."""
        self._queues = queues
        self.show_settings(self._settings, changeable=changeable)

    def _choices(self) -> list[tuple[str, str]]:
        return [
            (self.tr("None yet"), ""),
            *self._queue_choices(self._settings.printer),
            (self.tr("PDF files in a folder"), "file:"),
            (self.tr("Network printer (IPP address)"), "ipp:"),
        ]

    def _queue_choices(self, chosen: str) -> list[tuple[str, str]]:
        addresses = [*self._queues]
        if chosen and chosen not in addresses and chosen.partition(":")[0] not in FREE_ADDRESSES:
            addresses.append(chosen)
        return [(address.partition(":")[2], address) for address in addresses]

    @staticmethod
    def _fill(combo: QComboBox, chosen: str, choices: list[tuple[str, str]]) -> None:
        combo.clear()
        for text, value in choices:
            combo.addItem(text, value)
        combo.setCurrentIndex(max(0, combo.findData(chosen)))

    def _show_place(self) -> None:
        kind = str(self.kind.currentData())
        self._place_line.setVisible(kind in {"file:", "ipp:"})
        self._browse.setVisible(kind == "file:")

    def _chosen(self) -> None:
        kind = str(self.kind.currentData())
        self._say("", "")
        self._show_place()
        if kind in {"file:", "ipp:"}:
            self.address.clear()
            self.address.setFocus()
        elif kind != self._settings.printer:
            self._change(printer=kind)

    def _typed(self) -> None:
        kind, text = str(self.kind.currentData()), self.address.text().strip()
        wrong = kind == "ipp:" and not _WEB_ADDRESS.fullmatch(text)
        self.place.set_fault(
            Sentence(
                self.tr("This is not the address of a printer."), self.tr("It looks like ipp://printer/ipp/print.")
            )
            if wrong and text
            else None
        )
        if text and not wrong and kind in {"file:", "ipp:"} and f"{kind}{text}" != self._settings.printer:
            self._change(printer=f"{kind}{text}")

    def _choose_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, self.tr("Folder for PDF files"), self.address.text())
        if name:
            self.address.setText(str(Path(name)))
            self._typed()

    def _form_chosen(self, form: str) -> None:
        known = self._settings.form_printing
        made = replace(known.get(form, FormPrinting()), printer=str(self._forms[form].currentData()))
        others = {name: kept for name, kept in known.items() if name != form}
        self._change(form_printing=others if made == FormPrinting() else {**others, form: made})

    def _try(self) -> None:
        office, session, address = self._counter.office, self._counter.session, self._settings.printer
        self._say(self.tr("Printing…"), "muted")
        self.trying.run(
            self.trial, lambda: devices.print_test_page(office, session, address), self._printed, self._failed
        )

    def _printed(self, printer: str) -> None:
        self._say(
            self.tr("Sent to {printer}. Compare the page with what is written on it.").format(printer=printer), "ok"
        )
