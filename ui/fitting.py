"""How things make do with the room there is: rows that go on below, areas that scroll, lines that end in dots."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QTextLayout
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLabel,
    QLayout,
    QLayoutItem,
    QScrollArea,
    QSizePolicy,
    QStyle,
    QWidget,
)

from ui import theme as look


def broken(text: str, font: QFont, width: int) -> list[str]:
    """``text`` in at most two lines of ``width`` pixels; what does not fit even so ends with an ellipsis."""
    layout = QTextLayout(text, font)
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(max(1, width))
    layout.endLayout()
    first, rest = text[: line.textLength()].rstrip(), text[line.textLength() :].lstrip()
    elided = QFontMetrics(font).elidedText(rest, Qt.TextElideMode.ElideRight, width)
    return [part for part in (first, elided) if part]


class Flow(QLayout):
    """Items from left to right in their own size, as many lines as the width asks for."""

    def __init__(self, *widgets: QWidget, spacing: int = look.TIGHT) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        # A page asks for the height hundreds of times while it is laid out: each answer is worked out once.
        self._sizes: list[tuple[QLayoutItem, QSize]] | None = None
        self._heights: dict[int, int] = {}
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(spacing)
        for widget in widgets:
            self.addWidget(widget)

    # ------------------------------------------------------------ Qt asks

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)
        self.invalidate()

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        if not 0 <= index < len(self._items):
            return None
        self.invalidate()
        return self._items.pop(index)

    def invalidate(self) -> None:
        self._sizes = None
        self._heights = {}
        super().invalidate()

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        found = self._heights.get(width)
        if found is None:
            found = self._heights[width] = self._lay(QRect(0, 0, width, 0), place=False)
        return found

    def sizeHint(self) -> QSize:
        shown = [item.sizeHint() for item in self._items if not item.isEmpty()]
        width = sum(size.width() for size in shown) + self.spacing() * max(0, len(shown) - 1)
        return QSize(width, max((size.height() for size in shown), default=0))

    def minimumSize(self) -> QSize:
        shown = [item.minimumSize() for item in self._items if not item.isEmpty()]
        return QSize(
            max((size.width() for size in shown), default=0), max((size.height() for size in shown), default=0)
        )

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._lay(rect, place=True)

    def _lay(self, rect: QRect, *, place: bool) -> int:
        """Lay the items into ``rect``; the height they take."""
        if self._sizes is None:
            shown = [item for item in self._items if not item.isEmpty()]
            self._sizes = [(item, item.sizeHint().expandedTo(item.minimumSize())) for item in shown]
        left, top, tall = rect.left(), rect.top(), 0
        for item, size in self._sizes:
            if left > rect.left() and left + size.width() > rect.right() + 1:
                left, top, tall = rect.left(), top + tall + self.spacing(), 0
            if place:
                item.setGeometry(QRect(QPoint(left, top), size))
            left += size.width() + self.spacing()
            tall = max(tall, size.height())
        return top + tall - rect.top()


def flow_policy(across: QSizePolicy.Policy = QSizePolicy.Policy.Preferred) -> QSizePolicy:
    """For a widget laid out by a `Flow`: as tall as its lines are at the width it gets."""
    policy = QSizePolicy(across, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    return policy


def flowing(*widgets: QWidget, spacing: int = look.TIGHT, name: str = "") -> QWidget:
    """A widget around ``widgets`` side by side, in as many lines as its width asks for."""
    made = QWidget()
    made.setObjectName(name)
    made.setLayout(Flow(*widgets, spacing=spacing))
    made.setSizePolicy(flow_policy())
    return made


class UpAndDown(QScrollArea):
    """Scrolls up and down only: it is never narrower than what it holds."""

    def minimumSizeHint(self) -> QSize:
        held = self.widget()
        if held is None:
            return super().minimumSizeHint()
        bar = self.verticalScrollBar().sizeHint().width()
        return QSize(held.minimumSizeHint().width() + bar, super().minimumSizeHint().height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.widget() and event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)


class WholeColumn(QScrollArea):
    """A column that scrolls up and down, and is never narrower than what stands in it."""

    def __init__(self, content: QWidget, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(content)
        self._content = content
        content.installEventFilter(self)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow)

    def _follow(self, _: QWidget | None, now: QWidget | None) -> None:
        """Bring what the keyboard reaches into view, also when it comes from outside: Qt does so only within."""
        if now is not None and self.isAncestorOf(now) and not QApplication.mouseButtons():
            self.ensureWidgetVisible(now, 0, look.SMALL)

    def minimumSizeHint(self) -> QSize:
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
        return QSize(self._content.minimumSizeHint().width() + bar, super().minimumSizeHint().height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)


def yielding(sheets: QWidget, least: int) -> QWidget:
    """``sheets`` take what height is left over, and ask for no more than ``least`` pixels however long they are."""
    sheets.setMinimumHeight(least)
    sheets.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
    return sheets


class Elided(QLabel):
    """A line that may be cut with an ellipsis where there is no room for it; the pointer shows it whole."""

    def __init__(self, text: str, role: str, name: str, least: int) -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setObjectName(name)
        self.setProperty("role", role)
        self.setToolTip(text)
        self._least = least

    def minimumSizeHint(self) -> QSize:
        return QSize(self._least, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), int(self.alignment()), shown)


def into_view(widget: QWidget) -> None:
    """Scroll the areas around ``widget`` as far as it takes to see it; no further."""
    for area in _areas_around(widget):
        area.ensureWidgetVisible(widget)


def to_top(widget: QWidget) -> None:
    """Scroll the areas around ``widget`` to their beginning."""
    for area in _areas_around(widget):
        area.verticalScrollBar().setValue(0)


def _areas_around(widget: QWidget) -> Iterator[QScrollArea]:
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            yield above
        above = above.parentWidget()
