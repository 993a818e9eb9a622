"""How slips are printed here: tray, sides and copies of each form, sealed receipts, labels, a test page measured."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QCheckBox, QComboBox, QFileDialog, QLineEdit

from app.desk import devices
from app.paper.test_page import TestPageReading
from app.settings import FormPrinting, MachineSettings
from ui import controls, words
from ui import theme as look
from ui.device_settings import DeviceSection, setting
from ui.fields import number_box
from ui.fitting import flowing
from ui.place import Counter

MOST_COPIES = 9
LABEL_MILLIMETRES = (20, 210)


class SlipSection(DeviceSection):
    """What each form needs of its printer, and what stands on slips and labels."""

    def __init__(self, counter: Counter) -> None:
        super().__init__(counter, self.tr("Slips and labels"), "settings.slips_printed")
        self.form = QComboBox()
        self.form.setObjectName("settings.slips_printed.form")
        self.form.setAccessibleName(self.tr("Slip"))
        for form in words.FORMS:
            self.form.addItem(words.form(form), form)
        self.form.activated.connect(lambda _: self._show_form())
        self.tray = QLineEdit()
        self.tray.setObjectName("settings.slips_printed.tray")
        self.tray.setAccessibleName(self.tr("Tray"))
        self.tray.setPlaceholderText(self.tr("The printer's choice"))
        self.tray.editingFinished.connect(lambda: self._form_changed(tray=self.tray.text().strip()))
        self.copies = number_box()
        self.copies.setObjectName("settings.slips_printed.copies")
        self.copies.setAccessibleName(self.tr("Copies"))
        self.copies.setRange(0, MOST_COPIES)
        self.copies.setSpecialValueText(self.tr("as the form has it"))
        self.copies.editingFinished.connect(lambda: self._form_changed(copies=self.copies.value()))
        self.duplex = _check(self.tr("Both sides"), "settings.slips_printed.duplex")
        self.duplex.clicked.connect(lambda checked: self._form_changed(duplex=checked))
        self.sealed = _check(self.tr("Signed code on receipts"), "settings.slips_printed.sealed")
        self.sealed.clicked.connect(lambda checked: self._change(sealed_receipts=checked))
        self.width_, self.height_ = number_box(), number_box()
        for editor, name, text in (
            (self.width_, "label_width", self.tr("Width of labels")),
            (self.height_, "label_height", self.tr("Height of labels")),
        ):
            editor.setObjectName(f"settings.slips_printed.{name}")
            editor.setAccessibleName(text)
            editor.setRange(*LABEL_MILLIMETRES)
            editor.setSuffix(" mm")
            editor.editingFinished.connect(self._label_changed)
        label_size = controls.holder(controls.row(self.width_, controls.label("×"), self.height_, None))
        self.measure = controls.button(self.tr("Measure a scanned test page…"), "settings.slips_printed.measure")
        self.measure.clicked.connect(self._choose_scan)
        for text, part, sentence in (
            (self.tr("Slip"), self.form, self.tr("The three choices below hold for this slip alone.")),
            (self.tr("Tray"), self.tray, self.tr("As the printer itself calls it, for example tray-2.")),
            (self.tr("Copies"), self.copies, ""),
            ("", self.duplex, ""),
            (
                self.tr("Receipts"),
                self.sealed,
                self.tr("Any counter can then check without a line whether a receipt is genuine."),
            ),
            (self.tr("Labels"), label_size, self.tr("Width and height of the labels for folders.")),
        ):
            self.body.addWidget(setting(counter, text, part, sentence))
        self.forms = controls.button(self.tr("Forms of the slips…"), "settings.slips_printed.forms")
        self.body.addWidget(flowing(self.measure, self.forms, spacing=look.SMALL))
        self.body.addLayout(self._outcome_lines)

    def show_settings(self, settings: MachineSettings, *, changeable: bool) -> None:
        """Show what is chosen."""
        self._settings = settings
        self.sealed.setChecked(settings.sealed_receipts)
        self.width_.setValue(settings.label_width)
        self.height_.setValue(settings.label_height)
        for part in (self.tray, self.copies, self.duplex, self.sealed, self.width_, self.height_):
            part.setEnabled(changeable)
        self.forms.setVisible(changeable)
        self._show_form()

    @property
    def _chosen(self) -> str:
        return str(self.form.currentData())

    def _show_form(self) -> None:
        known = self._settings.form_printing.get(self._chosen, FormPrinting())
        self.tray.setText(known.tray)
        self.copies.setValue(known.copies)
        self.duplex.setChecked(known.duplex)

    def _form_changed(self, **changes: Any) -> None:
        known = self._settings.form_printing
        before = known.get(self._chosen, FormPrinting())
        made = replace(before, **changes)
        if made != before:
            others = {name: kept for name, kept in known.items() if name != self._chosen}
            self._change(form_printing=others if made == FormPrinting() else {**others, self._chosen: made})

    def _label_changed(self) -> None:
        size = (self.width_.value(), self.height_.value())
        if size != (self._settings.label_width, self._settings.label_height):
            self._change(label_width=size[0], label_height=size[1])

    # ------------------------------------------------------------ the test page

    def _choose_scan(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self, self.tr("Scan of the test page"), "", self.tr("Scans") + " (*.pdf *.jpg *.jpeg *.png *.tif *.tiff)"
        )
        if name:
            self.measure_file(Path(name))

    def measure_file(self, path: Path) -> None:
        """Measure the scan of a test page and say what it tells of the printer."""
        office, session = self._counter.office, self._counter.session
        self._say(self.tr("Measuring…"), "muted")
        self.trying.run(
            self.measure, lambda: devices.measure_test_page(office, session, path), self._measured, self._failed
        )

    def _measured(self, read: TestPageReading) -> None:
        none = self.tr("none")
        figures = self.tr("Finest bar code read {bars}, finest QR {squares}, size {scale}.").format(
            bars=none if read.linear_mm is None else _millimetres(read.linear_mm),
            squares=none if read.square_mm is None else _millimetres(read.square_mm),
            scale=none if read.scale is None else f"{read.scale * 100:.1f} %".replace(".", ","),
        )
        if read.good:
            self._say(self.tr("Receipts of this printer can be read.") + f" {figures}", "ok")
        elif read.scale is not None and abs(read.scale - 1) > 0.01:
            advice = self.tr("The print was scaled: set the printer to 100 %, “actual size”.")
            self._say(f"{advice} {figures}", "late")
        else:
            advice = self.tr("Not all codes can be read: print finer or clean the printer, then scan at 200 dpi.")
            self._say(f"{advice} {figures}", "late")


def _check(text: str, name: str) -> QCheckBox:
    made = QCheckBox(text)
    made.setObjectName(name)
    made.setAccessibleName(text)
    return made


def _millimetres(value: float) -> str:
    return f"{value:.2f} mm".replace(".", ",")
