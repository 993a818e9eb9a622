"""The officer's own keys in the settings: what is done, the key for it, and why a key may not be taken."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QComboBox, QKeySequenceEdit, QLineEdit, QWidget

from ui import controls, keys
from ui import theme as look
from ui.fitting import flowing
from ui.place import Counter


class KeyLine(QWidget):
    """One act at a time. ``chosen`` carries all changed keys after every change that was allowed."""

    chosen = Signal(object)

    def __init__(self, counter: Counter) -> None:
        super().__init__()
        self._chosen: dict[str, str] = {}
        self.act = QComboBox()
        self.act.setObjectName("settings.keys.act")
        self.act.setAccessibleName(self.tr("What is done"))
        self.act.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.act.setMinimumContentsLength(22)
        for each in keys.KEYS:
            if each.name not in keys.FIXED:
                self.act.addItem(each.does, each.name)
        self.act.currentIndexChanged.connect(lambda _: self._show())
        self.pressed = QKeySequenceEdit()
        self.pressed.setObjectName("settings.keys.pressed")
        self.pressed.setAccessibleName(self.tr("Its key"))
        self.pressed.setMaximumSequenceLength(1)
        self.pressed.setFixedWidth(counter.theme.scaled(130))
        inner = self.pressed.findChild(QLineEdit)
        if inner is not None:
            # It hands the focus on to its editor: a click leads there, Tab comes to the editor alone.
            inner.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            inner.setAccessibleName(self.tr("Its key"))
            inner.setPlaceholderText(self.tr("press a key"))
        self.pressed.editingFinished.connect(self._pressed)
        self.usual = controls.button(self.tr("Usual key"), "settings.keys.usual", "link")
        self.usual.clicked.connect(self._back_to_usual)
        self.fault = controls.label("", "small", tone="late", wrap=True, name="settings.keys.fault")
        self.fault.hide()
        self.setLayout(
            controls.column(flowing(self.act, self.pressed, self.usual, spacing=look.SMALL), self.fault, spacing=2)
        )
        self._show()

    def show_keys(self, chosen: Mapping[str, str]) -> None:
        """Show the keys the officer chose so far."""
        self._chosen = dict(chosen)
        self._show()

    @property
    def _name(self) -> str:
        return str(self.act.currentData())

    def _show(self) -> None:
        usual = keys.usual(self._name).sequence
        self.pressed.setKeySequence(QKeySequence(self._chosen.get(self._name, usual)))
        self.usual.setVisible(self._name in self._chosen)
        self._say("")

    def _say(self, text: str) -> None:
        self.fault.setText(text)
        self.fault.setVisible(bool(text))
        self.pressed.setAccessibleDescription(text)

    def _pressed(self) -> None:
        name, sequence = self._name, self.pressed.keySequence().toString()
        if sequence == self._chosen.get(name, keys.usual(name).sequence):
            return
        why = keys.refusal(name, sequence, self._chosen)
        if not why:
            self._keep({**self._chosen, name: sequence})
            return
        self._show()
        said = {
            "typing": self.tr(
                "A key that writes or moves cannot be taken: use an F key, or Ctrl or Alt with a letter."
            ),
            "taken": self.tr("{key} is needed for typing or for the papers."),
        }.get(why) or self.tr("{key} is already the key for: {act}. Give that another key first.")
        shown = QKeySequence(sequence).toString(QKeySequence.SequenceFormat.NativeText)
        self._say(said.format(key=shown, act=keys.usual(why).does if why not in {"typing", "taken"} else ""))

    def _back_to_usual(self) -> None:
        name = self._name
        others = {each: sequence for each, sequence in self._chosen.items() if each != name}
        why = keys.refusal(name, keys.usual(name).sequence, others)
        if why:
            self._say(
                self.tr("{key} is already the key for: {act}. Give that another key first.").format(
                    key=keys.usual(name).shown, act=keys.usual(why).does
                )
            )
        else:
            self._keep(others)

    def _keep(self, chosen: Mapping[str, str]) -> None:
        usual = {name: keys.usual(name).sequence for name in chosen}
        self._chosen = {name: sequence for name, sequence in chosen.items() if sequence != usual[name]}
        self._show()
        self.chosen.emit(dict(self._chosen))
