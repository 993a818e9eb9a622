"""Copies of papers in the settings: how large they may be, and what they are called when they are given out."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit

from app.desk.copies import example_name
from app.errors import RuleViolation
from app.settings import MachineSettings
from ui import controls, messages
from ui.device_settings import DeviceSection, setting
from ui.fields import Field, number_box
from ui.place import Counter

MEGABYTE = 1024 * 1024
MOST_MEGABYTES = 200


class CopySection(DeviceSection):
    """The size budget of a paper's copies and the template of their names."""

    def __init__(self, counter: Counter) -> None:
        super().__init__(counter, self.tr("Copies of papers"), "settings.copies")
        self.budget = number_box()
        self.budget.setObjectName("settings.copies.budget")
        self.budget.setAccessibleName(self.tr("Size of a paper's copies"))
        self.budget.setRange(1, MOST_MEGABYTES)
        self.budget.setSuffix(" MB")
        self.budget.editingFinished.connect(self._measured)
        self.name = QLineEdit()
        self.name.editingFinished.connect(self._named)
        self.name_field = Field(counter.theme, self.tr("Names of saved copies"), self.name, "settings.copies.name")
        self._example = controls.label("", "small", name="settings.copies.example")
        for text, editor, sentence in (
            (
                self.tr("Size of a paper's copies"),
                self.budget,
                self.tr("What is larger is told of and made smaller with one key; it stops no acceptance."),
            ),
            (
                self.tr("Names of saved copies"),
                controls.holder(controls.column(self.name_field, self._example, spacing=2)),
                self.tr(
                    "Used when copies of a dossier are saved to a folder:"
                    " {code}, {number}, {component}, {procedure}, {day}. No name of a person."
                ),
            ),
        ):
            self.body.addWidget(setting(counter, text, editor, sentence))

    def show_settings(self, settings: MachineSettings, *, changeable: bool) -> None:
        """Show what is chosen."""
        self._settings = settings
        if not self.budget.hasFocus():
            self.budget.setValue(max(1, settings.copy_budget // MEGABYTE))
        if not self.name.hasFocus():
            self.name.setText(settings.copy_name)
            self._look_at(settings.copy_name)
        for part in (self.budget, self.name):
            part.setEnabled(changeable)

    def _measured(self) -> None:
        wanted = self.budget.value() * MEGABYTE
        # A budget that is no whole number of megabytes stays until another is chosen.
        if self.budget.value() != max(1, self._settings.copy_budget // MEGABYTE):
            self._change(copy_budget=wanted)

    def _named(self) -> None:
        text = self.name.text().strip()
        if self._look_at(text) and text != self._settings.copy_name:
            self._change(copy_name=text)

    def _look_at(self, template: str) -> bool:
        """Show what a name will look like, or why the template gives none."""
        fault = None
        try:
            self._example.setText(example_name(template))
        except RuleViolation as error:
            fault = messages.of_error(error)
            self._example.clear()
        self.name_field.set_fault(fault)
        return fault is None
