"""The single box of Ctrl+K: a scan or a search from anywhere, and what it finds while the officer types."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent, QMoveEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QLineEdit, QWidget

from app.desk import worklists
from app.desk.worklists import DossierRow
from app.domain.identity import parse_card
from app.errors import IdentityTextRefused, MotCuaError
from app.paper import seal
from ui import controls, listing
from ui import theme as look
from ui.keys import key
from ui.place import Counter
from ui.rows import ROW, RowModel, RowView

PAUSE_MILLISECONDS = 150
"""Longer than the silence that ends a scan: what a reader types is never looked for letter by letter."""
SHOWN = 8
LEAST_LETTERS = 2
NARROWEST = 220
WIDEST = 560
ASKED_BY = frozenset(
    {
        Qt.FocusReason.ShortcutFocusReason,
        Qt.FocusReason.MouseFocusReason,
        Qt.FocusReason.TabFocusReason,
        Qt.FocusReason.BacktabFocusReason,
    }
)


class FoundList(QFrame):
    """What was found, floating under the box over the place; it never takes the keyboard. ``opened``: a stream."""

    opened = Signal(str)

    def __init__(self, counter: Counter, over: QWidget) -> None:
        super().__init__(over)
        self.setObjectName("found")
        self.setProperty("role", "float")
        self._theme = counter.theme
        name, *others = listing.columns(counter.office.now, "name", "code", "procedure", "status", "due")
        self.model = RowModel((replace(name, width=0), *others), lambda row: str(row.stream))
        self.view = RowView(counter.theme, self.model, "found.list", self.tr("Found"))
        self.view.horizontalHeader().hide()
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.clicked.connect(lambda index: self.opened.emit(self.model.key_at(index.row())))
        self.said = controls.label("", "small", wrap=True, name="found.said")
        line = controls.row(self.said, margins=(look.GAP, look.TIGHT, look.GAP, look.SMALL))
        self.setLayout(controls.column(self.view, line, spacing=0, margins=(1, 1, 1, 1)))
        counter.theme.dress(self)
        self.hide()

    def show_rows(self, rows: list[DossierRow], said: str) -> None:
        self.model.show_rows(rows)
        self.view.setCurrentIndex(QModelIndex())
        self.view.setFixedHeight(self._theme.scaled(ROW) * len(rows) + 2)
        self.view.setVisible(bool(rows))
        self.said.setText(said)

    @property
    def chosen(self) -> str:
        """The stream that the arrow keys are on; empty for none."""
        return self.view.current_key

    def step(self, rows: int) -> None:
        """Go ``rows`` down, or up where it is negative; the ends hold."""
        count = self.model.rowCount()
        index = self.view.currentIndex()
        start = index.row() if index.isValid() else -1 if rows > 0 else count
        if count:
            self.view.setCurrentIndex(self.model.index(max(0, min(count - 1, start + rows)), 0))


class FindBox(QLineEdit):
    """``wanted`` carries an address as `Frame.go` takes it, ``sealed`` the signed QR of a receipt, ``failed`` a known
    failure."""

    wanted = Signal(str)
    sealed = Signal(str)
    failed = Signal(object)

    def __init__(self, counter: Counter, over: QWidget) -> None:
        super().__init__()
        self._counter, self._over = counter, over
        self._asked = False
        self._back_to: QWidget | None = None
        self._shown_for = ""
        self._then = ""
        self.setObjectName("find")
        self.setProperty("role", "find")
        self.setAccessibleName(self.tr("Scan a code, or find a dossier, person or number"))
        self.setPlaceholderText(self.tr("Scan, or find a dossier, person, number…") + f"   {key('find').shown}")
        self.setClearButtonEnabled(True)
        self.setMinimumWidth(counter.theme.scaled(NARROWEST))
        self.setMaximumWidth(counter.theme.scaled(WIDEST))
        action = QAction(self)
        counter.theme.put_icon(action, "search")
        self.addAction(action, QLineEdit.ActionPosition.LeadingPosition)
        self.found = FoundList(counter, over)
        self.found.opened.connect(self._open)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MILLISECONDS)
        self._pause.timeout.connect(self._look)
        self.textChanged.connect(self._changed)
        self.returnPressed.connect(self._enter)

    # ------------------------------------------------------------ coming and going

    @property
    def asking(self) -> bool:
        """Whether the officer came here to find something: then a scan is a search, too."""
        return self._asked and self.hasFocus()

    def begin(self) -> None:
        """Ctrl+K: come here with what was typed last, to be typed over."""
        if not self.hasFocus():
            self._back_to = QApplication.focusWidget()
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()
        if self.text().strip():
            self._look()

    def back(self) -> bool:
        """Esc: the hands go back to where they were; the text stays. False when they were not here."""
        if not self.hasFocus():
            return False
        self.found.hide()
        if self._back_to is not None and self._back_to.isVisible() and self._back_to is not self:
            self._back_to.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.clearFocus()
        return True

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._asked = self._asked or event.reason() in ASKED_BY

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason):
            self._asked = False
            self.found.hide()

    # ------------------------------------------------------------ looking

    def _changed(self, text: str) -> None:
        self._then = ""
        if len(text.strip()) < LEAST_LETTERS:
            self._pause.stop()
            self.found.hide()
        elif self.hasFocus():
            self._pause.start()

    def _look(self) -> None:
        self._pause.stop()
        office, session, text = self._counter.office, self._counter.session, self.text().strip()
        if len(text) >= LEAST_LETTERS and not seal.looks_sealed(text):
            self._counter.bridge.run(
                lambda: (text, worklists.find(office, session, text, SHOWN + 1)),
                self._show,
                self._failed,
                owner=self,
                slot="find",
            )

    def _failed(self, error: MotCuaError) -> None:
        self.failed.emit(error)

    def _show(self, answer: tuple[str, list[DossierRow]]) -> None:
        text, rows = answer
        if text != self.text().strip():
            return
        self._shown_for = text
        then, self._then = self._then, ""
        if then and len(rows) == 1:
            self._open(rows[0].stream)
            return
        if then == "list":
            self._list()
            return
        if not self.hasFocus():
            return
        if not rows:
            said = self.tr("Nothing found. Try without marks, fewer words, or the last digits of a number.")
        elif len(rows) > SHOWN:
            said = self.tr("More than {count} found: ↑ ↓ choose, Enter shows all.").format(count=SHOWN)
        elif len(rows) == 1:
            said = self.tr("Enter opens it.")
        else:
            said = self.tr("{count} found: ↑ ↓ choose, Enter opens.").format(count=len(rows))
        self.found.show_rows(rows[:SHOWN], said)
        self.setAccessibleDescription(said)
        self._place()
        self.found.show()
        self.found.raise_()

    def _place(self) -> None:
        """Under the box, as wide as the place allows."""
        over = self._over
        corner = self.mapTo(over, QPoint(0, self.height() + look.TIGHT)) if over.isAncestorOf(self) else QPoint()
        width = min(over.width() - corner.x() - look.WIDE, self._counter.theme.scaled(2 * WIDEST))
        self.found.setFixedWidth(max(width, 1))
        self.found.adjustSize()
        self.found.move(corner)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def moveEvent(self, event: QMoveEvent) -> None:
        super().moveEvent(event)
        self._place()

    # ------------------------------------------------------------ keys and scans

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: SHOWN,
            Qt.Key.Key_PageUp: -SHOWN,
        }
        step = steps.get(Qt.Key(event.key()))
        if step is not None and self.found.isVisible():
            self.found.step(step)
        else:
            super().keyPressEvent(event)

    def _enter(self) -> None:
        """Open the one that is chosen or the only one; else show all that were found. Enter waits for the look-up."""
        text = self.text().strip()
        if seal.looks_sealed(text):
            self.clear()
            self.sealed.emit(text)
        elif self.found.isVisible() and text == self._shown_for:
            rows = self.found.model.rows
            stream = self.found.chosen or (rows[0].stream if len(rows) == 1 else "")
            if stream:
                self._open(stream)
            else:
                self._list()
        elif len(text) >= LEAST_LETTERS:
            self._then = "list"
            self._look()

    def take_card(self, text: str) -> None:
        """A card was scanned here: the dossier of its holder is opened, or offered where there are several."""
        try:
            card = parse_card(text)
        except IdentityTextRefused as error:
            self.failed.emit(error)
            return
        self.setText(card.personal_number)
        self._then = "one"
        self._look()

    def _open(self, stream: str) -> None:
        self.found.hide()
        self.wanted.emit(f"dossier/{stream}")

    def _list(self) -> None:
        self.found.hide()
        self.wanted.emit(f"dossiers/{self.text().strip()}")
