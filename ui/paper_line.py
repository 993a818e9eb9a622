"""One paper of a procedure as a line of the checklist: ticked, counted, with its pages and what may be done with it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QKeyEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import QCheckBox, QFrame, QMenu, QToolButton, QWidget

from app.desk.drafts import DraftPaper
from ui import controls
from ui import theme as look
from ui.counts import CountLine
from ui.keys import component_keys
from ui.place import Counter

COUNTS: tuple[tuple[str, str], ...] = (
    ("originals", str(QT_TRANSLATE_NOOP("Checklist", "original"))),
    ("certified_copies", str(QT_TRANSLATE_NOOP("Checklist", "certified copy"))),
    ("compared_copies", str(QT_TRANSLATE_NOOP("Checklist", "copy"))),
    ("electronic_copies", str(QT_TRANSLATE_NOOP("Checklist", "electronic"))),
)
"""The kinds of paper that are counted, in the order they are shown."""
STATES: tuple[tuple[str, str], ...] = (
    ("shown", str(QT_TRANSLATE_NOOP("Checklist", "Shown and given back at once"))),
    ("in_database", str(QT_TRANSLATE_NOOP("Checklist", "Already in a database, not asked for"))),
    ("give_back", str(QT_TRANSLATE_NOOP("Checklist", "Original to be given back with the result"))),
)
ASKED: tuple[tuple[str, str], ...] = (
    ("outage", str(QT_TRANSLATE_NOOP("Checklist", "Asked for: the database cannot be reached"))),
    ("missing", str(QT_TRANSLATE_NOOP("Checklist", "Asked for: not in the database"))),
    ("inaccurate", str(QT_TRANSLATE_NOOP("Checklist", "Asked for: wrong in the database"))),
)
"""Why a paper that a database holds is asked for all the same (NĐ 309/2026 Đ4.2a)."""


class PaperLine(QFrame):
    """One component. ``edited`` carries the new `DraftPaper`; ``chosen`` makes it current; ``dropped`` names files;
    ``grown`` says that it has one count more."""

    edited = Signal(object)
    chosen = Signal(str)
    dropped = Signal(str, list)
    opened = Signal(str)
    take_over_asked = Signal(str)
    facts_asked = Signal(str)
    onward = Signal()
    grown = Signal()

    def __init__(self, counter: Counter, paper: DraftPaper, number: int) -> None:
        super().__init__()
        self.setObjectName(f"papers.{number}")
        self.setProperty("role", "paper")
        self.setAcceptDrops(True)
        self._paper = paper
        self.waiting = 0
        self._counter = counter
        theme = counter.theme
        self.tick = QCheckBox()
        self.tick.setObjectName(f"papers.{number}.tick")
        self.tick.setProperty("bare", True)
        self.tick.setAccessibleName(paper.name)
        self.tick.clicked.connect(lambda on: self._change(ticked=on))
        self.tick.installEventFilter(self)
        if number < len(component_keys()):
            self.tick.setToolTip(component_keys()[number].toString())
        self._name = controls.label(paper.name, wrap=True)
        self._name.setBuddy(self.tick)
        self._optional = controls.label(QCoreApplication.translate("Checklist", "if any"), "small")
        self._files = controls.button("", f"papers.{number}.files", "link", icon="files", theme=theme)
        self._files.clicked.connect(lambda: self.opened.emit(self._paper.component))
        self._number = number
        self._counts: dict[str, tuple[QWidget, CountLine]] = {}
        self._counted_row = counted = controls.row(spacing=6)
        self._state = controls.label("", "small")
        counted.addWidget(self._state)
        counted.addStretch(1)
        self._more = QToolButton()
        self._more.setObjectName(f"papers.{number}.more")
        self._more.setText("⋯")
        self._more.setAccessibleName(f"{paper.name}: {QCoreApplication.translate('Checklist', 'kinds of paper')}")
        self._more.setToolTip(QCoreApplication.translate("Checklist", "kinds of paper"))
        self._more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._more.setMenu(QMenu(self._more))
        self._more.menu().aboutToShow.connect(self._fill_menu)
        named = controls.row(self._name, self._optional, self._files, self._more, spacing=6)
        named.setStretch(0, 1)
        self._below = controls.holder(counted)
        whole = controls.row(
            self.tick, controls.column(named, self._below, spacing=2), spacing=6, margins=(look.SMALL, 5, 6, 5)
        )
        whole.setStretch(1, 1)
        whole.setAlignment(self.tick, Qt.AlignmentFlag.AlignTop)
        self.setLayout(whole)
        # Shown only now that it has a parent: before, it would be a window for a moment and take the focus away.
        self._optional.setVisible(paper.optional)
        self.show_paper(paper)

    @property
    def paper(self) -> DraftPaper:
        return self._paper

    def show_paper(self, paper: DraftPaper) -> None:
        """Show ``paper`` in this line."""
        self._paper = paper
        self.tick.setChecked(paper.ticked)
        for place, (name, word) in enumerate(COUNTS):
            value = getattr(paper, name)
            if value > 0 and name not in self._counts:
                self._add_count(place, name, word)
            if name in self._counts:
                box, count = self._counts[name]
                count.show_value(value)
                box.setVisible(value > 0 or count.hasFocus())
        state = next((text for name, text in STATES if getattr(paper, name)), "")
        state = next((text for reason, text in ASKED if paper.asked == reason), state)
        self._state.setText(QCoreApplication.translate("Checklist", state) if state else "")
        pages = sum(file.pages for file in paper.files) + self.waiting
        text = QCoreApplication.translate("Checklist", "{count} pages").format(count=pages)
        if any(file.from_national_store for file in paper.files):
            text += " · " + QCoreApplication.translate("Checklist", "national store")
        elif any(file.source == "reuse" for file in paper.files):
            text += " · " + QCoreApplication.translate("Checklist", "taken over")
        self._files.setText(text)
        self._files.setAccessibleName(f"{paper.name}: {text}")
        self._files.setVisible(pages > 0)
        self._below.setVisible(paper.ticked or not paper.optional)

    def _add_count(self, place: int, name: str, word: str) -> None:
        """A kind of paper gets its number when it is first handed in: most lines know one kind."""
        text = QCoreApplication.translate("Checklist", word)
        count = CountLine(self._counter.theme.scaled(40))
        count.setObjectName(f"papers.{self._number}.{name}")
        count.setAccessibleName(f"{self._paper.name}: {text}")
        count.changed.connect(lambda value: self._change(**{name: value}))
        count.returnPressed.connect(self.onward)
        box = controls.holder(controls.row(controls.label(text, "label"), count, spacing=4))
        earlier = sum(known in self._counts for known, _ in COUNTS[:place])
        self._counted_row.insertWidget(earlier, box)
        later = [self._counts[known][0] for known, _ in COUNTS[place + 1 :] if known in self._counts]
        if later:
            box.stackUnder(later[0])
        self._counts[name] = (box, count)
        self.grown.emit()

    def show_waiting(self, pages: int) -> None:
        """Count ``pages`` of the tray with those already attached."""
        if pages != self.waiting:
            self.waiting = pages
            self.show_paper(self._paper)

    def set_current(self, on: bool) -> None:
        """Mark the line the scanner will fill."""
        controls.polish(self, current="true" if on else "false")

    def set_fault(self, on: bool) -> None:
        controls.polish(self.tick, fault="true" if on else "false")

    def toggle(self) -> None:
        """As if the tick had been clicked."""
        self.tick.click()
        self.tick.setFocus()

    def _change(self, **changes: object) -> None:
        paper = replace(self._paper, **changes)  # type: ignore[arg-type]
        if changes.get("ticked") and not paper.shown and not paper.in_database and not self._counted(paper):
            paper = replace(paper, originals=1)
        if self._counted(paper) and not self._counted(self._paper) and "ticked" not in changes:
            paper = replace(paper, ticked=True, shown=False)
        self.show_paper(paper)
        self.chosen.emit(paper.component)
        self.edited.emit(paper)

    @staticmethod
    def _counted(paper: DraftPaper) -> int:
        return sum(getattr(paper, name) for name, _ in COUNTS)

    def _fill_menu(self) -> None:
        menu = self._more.menu()
        menu.clear()
        for name, word in COUNTS:
            text = QCoreApplication.translate("Checklist", "Add: {kind}").format(
                kind=QCoreApplication.translate("Checklist", word)
            )
            menu.addAction(text).triggered.connect(lambda _=False, name=name: self._add_kind(name))
        menu.addSeparator()
        for name, word in STATES:
            action = menu.addAction(QCoreApplication.translate("Checklist", word))
            action.setCheckable(True)
            action.setChecked(getattr(self._paper, name))
            action.triggered.connect(lambda on, name=name: self._set_state(name, on))
        menu.addSeparator()
        component = self._paper.component
        menu.addAction(
            QCoreApplication.translate("Checklist", "Take over a copy held already…"),
            lambda: self.take_over_asked.emit(component),
        )
        menu.addAction(
            QCoreApplication.translate("Checklist", "Data of the copy…"), lambda: self.facts_asked.emit(component)
        )
        if self._paper.in_database or self._paper.asked:
            menu.addSeparator()
            for reason, word in ASKED:
                action = menu.addAction(QCoreApplication.translate("Checklist", word))
                action.setCheckable(True)
                action.setChecked(self._paper.asked == reason)
                action.triggered.connect(lambda _=False, reason=reason: self._ask_for(reason))

    def _ask_for(self, reason: str) -> None:
        self._change(asked=reason, in_database=False, originals=max(1, self._paper.originals), ticked=True)

    def _add_kind(self, name: str) -> None:
        self._change(**{name: max(1, getattr(self._paper, name))})

    def _set_state(self, name: str, on: bool) -> None:
        if name == "give_back":
            self._change(give_back=on)
        elif on:
            none = {kind: 0 for kind, _ in COUNTS}
            other = "in_database" if name == "shown" else "shown"
            self._change(**{**none, name: True, other: False, "give_back": False, "asked": "", "ticked": True})
        else:
            self._change(**{name: False, "originals": 1})

    # ------------------------------------------------------------ pointer, focus and files from outside

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn:
            self.chosen.emit(self._paper.component)
        pressed = event.key() if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress else None
        if pressed in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.onward.emit()
            return True
        return False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.chosen.emit(self._paper.component)
        super().mousePressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() and any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()
            controls.polish(self, over="true")

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        controls.polish(self, over="false")

    def dropEvent(self, event: QDropEvent) -> None:
        controls.polish(self, over="false")
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        self.dropped.emit(self._paper.component, paths)
        event.acceptProposedAction()
