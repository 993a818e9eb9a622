"""What an officer fills in: a labelled field with its fault below it, choices side by side, a box for a number."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QLabel, QLineEdit, QPushButton, QSizePolicy, QSpinBox, QWidget

from ui import theme as look
from ui.controls import Picture, button, column, label, polish, row
from ui.fitting import Flow, flow_policy
from ui.messages import Sentence
from ui.theme import Theme


def number_box() -> QSpinBox:
    """A box for a number; its text stands in from the edge, which no style sheet does for the line inside a box."""
    box = QSpinBox()
    box.lineEdit().setTextMargins(look.TIGHT + 2, 0, 0, 0)
    return box


class NumberLine(QLineEdit):
    """A line for numbers and codes, typed or scanned: Vietnamese input methods, which change letters on the way, are
    kept out."""

    def inputMethodQuery(self, query: Qt.InputMethodQuery, argument: object = None) -> object:
        # The widget attribute alone does not keep them out.
        if query == Qt.InputMethodQuery.ImEnabled:
            return False
        return super().inputMethodQuery(query)


class Field(QWidget):
    """A labelled place to type, with room for a mark beside it and a fault below it."""

    def __init__(self, theme: Theme, text: str, editor: QWidget, name: str) -> None:
        super().__init__()
        self.setObjectName(f"{name}.field")
        self.editor = editor
        editor.setObjectName(name)
        editor.setAccessibleName(text)
        self.caption = label(text, "label")
        self.caption.setBuddy(editor)
        self._mark = Picture(theme, "card", "accent", 16)
        self._mark.hide()
        self._fault = label("", "small", tone="late", wrap=True)
        self._fault.hide()
        line = row(editor, self._mark, spacing=6)
        self.setLayout(column(line, self._fault, spacing=2))
        self.setFocusProxy(editor)

    @property
    def fault(self) -> str:
        """What is shown as wrong; empty when nothing is."""
        return self._fault.text()

    def set_fault(self, sentence: Sentence | None) -> None:
        """Mark the field as wrong with the sentence below it, or take the mark away."""
        polish(self.editor, fault="true" if sentence else "false")
        self._fault.setText(sentence.both if sentence else "")
        polish(self._fault, tone="late")
        self._fault.setVisible(sentence is not None)
        self.editor.setAccessibleDescription(sentence.both if sentence else "")

    def lend_fault(self) -> QLabel:
        """The line of the fault, to stand elsewhere where the field itself is too narrow for it."""
        layout = self.layout()
        if layout is not None:
            layout.removeWidget(self._fault)
        return self._fault

    def set_hint(self, text: str) -> None:
        """A quiet line below the field, which is not a fault."""
        if self.editor.property("fault") == "true":
            return
        self._fault.setText(text)
        polish(self._fault, tone="muted")
        self._fault.setVisible(bool(text))

    def set_mark(self, icon: str, role: str, text: str) -> None:
        """A small mark beside the field; an empty ``icon`` takes it away."""
        self._mark.setVisible(bool(icon))
        if icon:
            self._mark.show_icon(icon, role)
            self._mark.setToolTip(text)
            self._mark.setAccessibleName(text)

    @property
    def mark_text(self) -> str:
        return self._mark.toolTip() if not self._mark.isHidden() else ""


class Choice(QWidget):
    """A few exclusive choices side by side; ``chosen`` says which, by its word in the code."""

    chosen = Signal(str)

    def __init__(self, options: Sequence[tuple[str, str]], name: str, text: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(text)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._buttons: dict[str, QPushButton] = {}
        line = Flow()
        for value, shown in options:
            made = button(shown, f"{name}.{value or 'none'}", "choice")
            made.setCheckable(True)
            made.setAccessibleName(f"{text}: {shown}")
            made.clicked.connect(lambda _=False, value=value: self.chosen.emit(value))
            self._group.addButton(made)
            self._buttons[value] = made
            line.addWidget(made)
        self.setLayout(line)
        self.setSizePolicy(flow_policy(QSizePolicy.Policy.Expanding))
        self.setFocusProxy(next(iter(self._buttons.values())))

    @property
    def value(self) -> str:
        """The word of the choice made; empty when none is."""
        return next((value for value, made in self._buttons.items() if made.isChecked()), "")

    def set_value(self, value: str) -> None:
        """Choose without telling; an unknown word unchooses all."""
        self._group.setExclusive(False)
        for word, made in self._buttons.items():
            made.setChecked(word == value)
        self._group.setExclusive(True)
        current = self._buttons.get(value)
        if current is not None:
            self.setFocusProxy(current)

    def button_for(self, value: str) -> QPushButton:
        return self._buttons[value]
