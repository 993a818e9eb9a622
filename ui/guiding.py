"""Guidance before acceptance: every missing paper with its reason, asked once and in full, on a slip of its own."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QLineEdit, QVBoxLayout, QWidget

from app.desk.drafts import Draft
from app.desk.supplements import Wanted
from ui import controls
from ui import theme as look
from ui.dialogs import answered
from ui.theme import Theme


class GuidanceQuestion(QDialog):
    """The papers of a draft; what is not ticked there is proposed as missing. The act waits for every reason."""

    def __init__(self, parent: QWidget, theme: Theme, draft: Draft) -> None:
        super().__init__(parent)
        self.setObjectName("guidance")
        self.setWindowTitle("Một Cửa")
        self._lines: list[tuple[QCheckBox, QLineEdit, str, str]] = []
        body = QVBoxLayout()
        body.setSpacing(look.TIGHT)
        for number, paper in enumerate(draft.papers):
            tick = QCheckBox()
            tick.setObjectName(f"guidance.{number}")
            reason = QLineEdit()
            reason.setObjectName(f"guidance.{number}.reason")
            reason.setAccessibleName(f"{paper.name}: {self.tr('Reason')}")
            reason.setPlaceholderText(self.tr("Reason"))
            missing = not paper.ticked and not paper.optional
            tick.setChecked(missing)
            reason.setText(self.tr("not handed in") if missing else "")
            reason.setVisible(missing)
            tick.toggled.connect(reason.setVisible)
            tick.toggled.connect(self._look)
            reason.textChanged.connect(self._look)
            body.addWidget(controls.TickLine(tick, paper.name))
            body.addWidget(reason)
            self._lines.append((tick, reason, paper.component, paper.name))
        self.go = controls.button(self.tr("Print the slip"), "guidance.go", "primary")
        self.go.clicked.connect(self.accept)
        leave = controls.button(self.tr("Leave it"), "guidance.leave")
        leave.clicked.connect(self.reject)
        self.setLayout(
            controls.column(
                controls.label(self.tr("Guide the citizen"), "head"),
                controls.label(
                    self.tr("Name everything that is missing or wrong, so that one more visit is enough."),
                    "muted",
                    wrap=True,
                ),
                body,
                look.SMALL,
                controls.row(None, self.go, leave),
                margins=(look.ROOM, look.ROOM, look.ROOM, look.WIDE),
            )
        )
        self.setMinimumWidth(520)
        theme.dress(self)
        leave.setFocus(Qt.FocusReason.OtherFocusReason)
        self._look()

    @property
    def wanted(self) -> tuple[Wanted, ...]:
        """What is to be brought or mended, with its reasons."""
        return tuple(
            Wanted(component, name, reason.text().strip())
            for tick, reason, component, name in self._lines
            if tick.isChecked()
        )

    def _look(self) -> None:
        wanted = self.wanted
        self.go.setEnabled(bool(wanted) and all(item.reason for item in wanted))


def ask_guidance(parent: QWidget, theme: Theme, draft: Draft) -> tuple[Wanted, ...]:
    """What the officer wants of the citizen; empty when the officer left it."""
    asked = GuidanceQuestion(parent, theme, draft)
    return asked.wanted if answered(asked) else ()
