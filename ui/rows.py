"""The one table model for every list, and the view that shows it: 32-pixel rows, one line each, keyboard first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSettings,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from ui import icons
from ui.column_widths import fitted
from ui.fitting import broken
from ui.theme import Theme

ROW = 32
LEAST = 130
"""What a column that stretches needs to be of use."""
NARROWED = 0.7
"""How much of its width a column of words keeps where there is little room."""
Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


@dataclass(frozen=True)
class Cell:
    """What one cell shows: text, tone (a role of the palette), icon, and a fuller text for the pointer."""

    text: str
    tone: str = ""
    icon: str = ""
    tip: str = ""


@dataclass(frozen=True)
class Column:
    """A column: its name in the code, its title, and how a row is shown in it. ``width`` in pixels; 0 stretches.

    ``spare`` columns give way where there is no room for all, the highest first; 0 never does.
    """

    name: str
    title: str
    cell: Callable[[Any], Cell]
    width: int = 0
    right: bool = False
    code: bool = False
    strong: bool = False
    hidden: bool = field(default=False)
    spare: int = 0


def row_height(lines: int) -> int:
    """The height of a row of ``lines`` lines, at the ordinary letter size."""
    return ROW + 16 * (lines - 1)


class RowModel(QAbstractTableModel):
    """Rows of any kind. ``more_wanted`` asks for the next page when the view comes to the end of what is loaded."""

    more_wanted = Signal()
    ticks_changed = Signal()

    def __init__(
        self, columns: Sequence[Column], key: Callable[[Any], str], *, tickable: bool = False, lines: int = 1
    ) -> None:
        """``lines``: how many lines of ordinary letters a row is tall, for lists whose names are whole phrases."""
        super().__init__()
        self.lines = lines
        self.columns = tuple(columns)
        self._key = key
        self._rows: list[Any] = []
        self._tickable = tickable
        self._ticked: set[str] = set()
        self._more = False

    @property
    def rows(self) -> tuple[Any, ...]:
        return tuple(self._rows)

    def show_rows(self, rows: Sequence[Any], *, more: bool = False) -> None:
        """Show these rows in place of all others; ticks of rows that are still there stay."""
        self.beginResetModel()
        self._rows = list(rows)
        self._more = more
        self._ticked &= {self._key(row) for row in rows}
        self.endResetModel()
        self.ticks_changed.emit()

    def add_rows(self, rows: Sequence[Any], *, more: bool = False) -> None:
        """Show further rows after those already there."""
        self._more = more
        if rows:
            self.beginInsertRows(_NOWHERE, len(self._rows), len(self._rows) + len(rows) - 1)
            self._rows.extend(rows)
            self.endInsertRows()

    def key_at(self, place: int) -> str:
        return self._key(self._rows[place])

    def place_of(self, key: str) -> int | None:
        return next((place for place, row in enumerate(self._rows) if self._key(row) == key), None)

    # ------------------------------------------------------------ ticks

    @property
    def ticked(self) -> tuple[str, ...]:
        """The keys of ticked rows, in the order shown."""
        return tuple(key for row in self._rows if (key := self._key(row)) in self._ticked)

    def tick(self, place: int, on: bool | None = None) -> None:
        """Tick or untick a row; without ``on`` turn it over."""
        key = self.key_at(place)
        wanted = key not in self._ticked if on is None else on
        (self._ticked.add if wanted else self._ticked.discard)(key)
        self.dataChanged.emit(self.index(place, 0), self.index(place, 0))
        self.ticks_changed.emit()

    def tick_all(self, on: bool) -> None:
        self._ticked = {self._key(row) for row in self._rows} if on else set()
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, 0))
        self.ticks_changed.emit()

    def is_ticked(self, place: int) -> bool:
        return self.key_at(place) in self._ticked

    @property
    def tickable(self) -> bool:
        return self._tickable

    # ------------------------------------------------------------ Qt asks

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def cell(self, place: int, column: int) -> Cell:
        return self.columns[column].cell(self._rows[place])

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        cell = self.cell(index.row(), index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return cell.text
        if role == Qt.ItemDataRole.ToolTipRole:
            return cell.tip or None
        if role == Qt.ItemDataRole.CheckStateRole and self._tickable and index.column() == 0:
            return Qt.CheckState.Checked if self.is_ticked(index.row()) else Qt.CheckState.Unchecked
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation == Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return self.columns[section].title
            if role == Qt.ItemDataRole.TextAlignmentRole:
                side = Qt.AlignmentFlag.AlignRight if self.columns[section].right else Qt.AlignmentFlag.AlignLeft
                return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def canFetchMore(self, parent: Index = _NOWHERE) -> bool:
        return self._more and not parent.isValid()

    def fetchMore(self, parent: Index) -> None:
        if self._more:
            self._more = False
            self.more_wanted.emit()


class _Painter(QStyledItemDelegate):
    """Draws a cell: ground, tick, icon, one line of text, a thin line below."""

    def __init__(self, theme: Theme, model: RowModel, view: QTableView) -> None:
        super().__init__(view)
        self._theme, self._model, self._view = theme, model, view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = self._theme
        column = self._model.columns[index.column()]
        cell = self._model.cell(index.row(), index.column())
        box: QRect = option.rect
        painter.save()
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.fillRect(box, theme.soft("accent"))
        painter.setPen(theme.colour("line"))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        if selected and index.column() == 0 and self._view.hasFocus():
            painter.fillRect(QRect(box.left(), box.top(), 3, box.height()), theme.colour("accent"))
        inner = box.adjusted(9, 0, -8, -1)
        if self._model.tickable and index.column() == 0:
            self._tick(painter, inner, self._model.is_ticked(index.row()))
            inner.setLeft(inner.left() + 28)
        tone = cell.tone or "text"
        if cell.icon:
            top = inner.top() + (inner.height() - 16) // 2
            ratio = self._view.devicePixelRatioF()
            painter.drawPixmap(QPoint(inner.left(), top), icons.pixmap(cell.icon, theme.colour(tone), 16, ratio))
            inner.setLeft(inner.left() + 22)
        painter.setFont(theme.code_font() if column.code else theme.font(bold=column.strong))
        painter.setPen(theme.colour(tone))
        side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
        self._write(painter, inner, side, cell.text, column)
        painter.restore()

    def _write(self, painter: QPainter, inner: QRect, side: Qt.AlignmentFlag, text: str, column: Column) -> None:
        """One line where it fits; a long name gets smaller, then goes on a second line, rather than being cut."""
        flags = int(side | Qt.AlignmentFlag.AlignVCenter)
        if column.strong and painter.fontMetrics().horizontalAdvance(text) > inner.width():
            if self._model.lines == 1:
                painter.setFont(self._theme.font(larger=-1, bold=True))
            if painter.fontMetrics().horizontalAdvance(text) > inner.width():
                if self._model.lines == 1:
                    painter.setFont(self._theme.font(larger=-2, bold=True))
                text = "\n".join(broken(text, painter.font(), inner.width()))
            painter.drawText(inner, flags, text)
            return
        painter.drawText(
            inner, flags, painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, inner.width())
        )

    def _tick(self, painter: QPainter, inner: QRect, on: bool) -> None:
        theme = self._theme
        box = QRect(inner.left(), inner.top() + (inner.height() - 17) // 2, 17, 17)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.colour("accent" if on else "edge"))
        painter.setBrush(theme.colour("accent" if on else "raised"))
        painter.drawRoundedRect(box, 4, 4)
        if on:
            painter.drawPixmap(box.topLeft() + QPoint(1, 1), icons.pixmap("check", theme.colour("on_accent"), 15))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        column = self._model.columns[index.column()]
        cell = self._model.cell(index.row(), index.column())
        metrics = option.fontMetrics
        width = metrics.horizontalAdvance(cell.text) + 24 + (22 if cell.icon else 0) + (12 if column.strong else 0)
        return QSize(width, self._theme.scaled(row_height(self._model.lines)))


class RowView(QTableView):
    """Shows a `RowModel`. ``opened`` carries the key of a row chosen with Enter or a double click."""

    opened = Signal(str)

    def __init__(self, theme: Theme, model: RowModel, name: str, text: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(text)
        self._theme = theme
        self._rows = model
        self._painter = _Painter(theme, model, self)
        self.setModel(model)
        self.setItemDelegate(self._painter)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._choose_columns)
        header.setStretchLastSection(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._size_columns()
        theme.changed.connect(self._size_columns)
        self.clicked.connect(self._clicked)
        self.doubleClicked.connect(self._open)
        model.modelReset.connect(self._keep_place)
        model.modelAboutToBeReset.connect(self._note_place)
        self._was, self._above = "", 0

    def _size_columns(self) -> None:
        header = self.horizontalHeader()
        self.verticalHeader().setDefaultSectionSize(self._theme.scaled(row_height(self._rows.lines)))
        self._unwanted = self._hidden_columns()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self._fit_columns()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()

    def changeEvent(self, event: QEvent) -> None:
        """Titles are measured anew when the style sheet comes to them."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_unwanted"):
            self._fit_columns()

    def _least(self, place: int) -> int:
        """How narrow a column may get: its title and a code are whole, a name keeps room for a word or two."""
        column = self._rows.columns[place]
        title = self.horizontalHeader().sectionSizeHint(place)
        if column.code:
            return max(title, self._theme.scaled(column.width))
        kept = LEAST if column.strong or not column.width else round(column.width * NARROWED)
        return max(title, self._theme.scaled(kept))

    def _fit_columns(self) -> None:
        columns = self._rows.columns
        shown = [column for column in columns if column.name not in self._unwanted]
        least = {column.name: self._least(place) for place, column in enumerate(columns)}
        wide = fitted(shown, least, self.viewport().width(), self._theme.scaled)
        for place, column in enumerate(columns):
            self.setColumnHidden(place, column.name not in wide)
            if column.name in wide:
                self.setColumnWidth(place, wide[column.name])

    # ------------------------------------------------------------ columns the officer chose

    def _setting(self) -> str:
        return f"columns/{self.objectName()}"

    def _hidden_columns(self) -> set[str]:
        kept = QSettings("motcua", "window").value(self._setting())
        if isinstance(kept, str):
            return set(kept.split(",")) - {""}
        return {column.name for column in self._rows.columns if column.hidden}

    def _choose_columns(self, where: QPoint) -> None:
        menu = QMenu(self)
        for place, column in enumerate(self._rows.columns):
            action = menu.addAction(column.title)
            action.setCheckable(True)
            action.setChecked(column.name not in self._unwanted)
            action.setEnabled(place > 0)
            action.toggled.connect(lambda on, place=place: self._show_column(place, on))
        menu.popup(self.horizontalHeader().mapToGlobal(where))

    def _show_column(self, place: int, on: bool) -> None:
        name = self._rows.columns[place].name
        self._unwanted = self._unwanted - {name} if on else self._unwanted | {name}
        QSettings("motcua", "window").setValue(self._setting(), ",".join(sorted(self._unwanted)))
        self._fit_columns()

    # ------------------------------------------------------------ the place the officer was at

    def _note_place(self) -> None:
        index = self.currentIndex()
        self._was = self._rows.key_at(index.row()) if index.isValid() else ""
        self._above = index.row() - self.verticalScrollBar().value()

    def _keep_place(self) -> None:
        place = self._rows.place_of(self._was) if self._was else None
        if place is not None:
            self.setCurrentIndex(self._rows.index(place, 0))
            # The row stands where it stood in the view, not just somewhere in it.
            self.executeDelayedItemsLayout()
            self.verticalScrollBar().setValue(place - self._above)
        elif self._rows.rowCount():
            self.setCurrentIndex(self._rows.index(0, 0))

    @property
    def current_key(self) -> str:
        """The key of the row the keyboard is on; empty for none."""
        index = self.currentIndex()
        return self._rows.key_at(index.row()) if index.isValid() else ""

    def _open(self, index: QModelIndex) -> None:
        """A row that is still on its way opens nothing."""
        key = self._rows.key_at(index.row())
        if key:
            self.opened.emit(key)

    def _clicked(self, index: QModelIndex) -> None:
        if self._rows.tickable and index.column() == 0:
            self._rows.tick(index.row())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if index.isValid() and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(index)
        elif index.isValid() and event.key() == Qt.Key.Key_Space and self._rows.tickable:
            self._rows.tick(index.row())
        else:
            super().keyPressEvent(event)
