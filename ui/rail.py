"""The rail at the left: the places of the window, each with its icon, its word, its key and how much waits there."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QFrame, QSizePolicy

from ui import controls, icons
from ui import theme as look
from ui.theme import Theme, mix

WIDTH, HEIGHT, WORDED, LOWEST = 88, 62, 48, 30
SLIM = 56
"""How wide the rail is where the window is narrow; there, and in a low window, the words stand in the tips alone."""
_SHORT = 3
"""Letters of a key that the corner has room for; a longer one stands in the tip and the name."""


class RailButton(QAbstractButton):
    """One place: icon, word, key; a count of what waits is drawn at the icon's corner."""

    def __init__(self, theme: Theme, icon: str, text: str, key: str, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setCheckable(True)
        self.setText(text)
        self.setAccessibleName(f"{text} {key}".strip())
        self.setToolTip(f"{text} ({key})" if key else text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._theme, self._icon, self._key, self._count, self._late = theme, icon, key, 0, False
        self._slim = False
        theme.changed.connect(self.updateGeometry)

    def set_slim(self, slim: bool) -> None:
        """Stand as wide as the icon asks for, without the word."""
        self._slim = slim
        self.updateGeometry()
        self.update()

    def set_count(self, count: int, *, late: bool = False) -> None:
        """How much waits here; 0 shows nothing. ``late`` gives it the colour of what is overdue."""
        if (count, late) != (self._count, self._late):
            self._count, self._late = count, late
            self.setAccessibleDescription(str(count) if count else "")
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.scaled(SLIM if self._slim else WIDTH), self._theme.scaled(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.scaled(SLIM), self._theme.scaled(LOWEST))

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = self._theme.colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = self.rect().adjusted(6, 2, -6, -2)
        share = 0.20 if self.isChecked() else 0.10 if self.underMouse() else 0.0
        painter.setPen(Qt.PenStyle.NoPen)
        if share:
            painter.setBrush(mix(colours.on_rail, colours.rail, share))
            painter.drawRoundedRect(ground, look.RADIUS, look.RADIUS)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QColor(colours.on_rail))
            painter.drawRoundedRect(ground, look.RADIUS, look.RADIUS)
        ink = QColor("#ffffff") if self.isChecked() else QColor(colours.on_rail)
        word_font = self._theme.font(larger=-1.5)
        line = QFontMetrics(word_font).height()
        picture = icons.pixmap(self._icon, ink, 22, self.devicePixelRatioF())
        worded = not self._slim and self.height() >= self._theme.scaled(WORDED)
        block = 22 + (4 + line if worded else 0)
        top = (self.height() - block) // 2
        left = (self.width() - 22) // 2 + (look.TIGHT if self._slim else 0)
        painter.drawPixmap(left, top, picture)
        if worded:
            painter.setPen(ink)
            painter.setFont(word_font)
            word = QFontMetrics(word_font).elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width() - 2)
            painter.drawText(QRect(0, top + 26, self.width(), line), Qt.AlignmentFlag.AlignCenter, word)
        if self._key and len(self._key) <= _SHORT:
            painter.setFont(self._theme.font(larger=-3))
            painter.setPen(mix(colours.on_rail, colours.rail, 0.75))
            painter.drawText(QRect(ground.left() + 6, ground.top() + 3, 24, line), 0, self._key)
        if self._count:
            self._paint_count(painter, left + 16, max(0, top - 5))
        painter.end()

    def _paint_count(self, painter: QPainter, left: int, top: int) -> None:
        text = str(self._count) if self._count < 100 else "99+"
        font = self._theme.font(larger=-2.5, bold=True)
        metrics = QFontMetrics(font)
        box = QRect(left, top, max(metrics.horizontalAdvance(text) + 8, metrics.height()), metrics.height())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor("#f2b8b5" if self._late else "#ffffff"))
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        painter.setPen(QColor("#601410" if self._late else "#12324a"))
        painter.setFont(font)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


class Rail(QFrame):
    """The column of places; ``chosen`` names the place pressed."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, places: tuple[tuple[str, str, str, str], ...], last: int) -> None:
        """``places`` are name, icon, word and key; the ``last`` few stand at the foot."""
        super().__init__()
        self.setObjectName("rail")
        self.setProperty("role", "rail")
        self._theme = theme
        self._buttons: dict[str, RailButton] = {}
        group = QButtonGroup(self)
        layout = controls.column(spacing=0, margins=(0, look.SMALL, 0, look.SMALL))
        for number, (name, icon, text, key) in enumerate(places):
            if number == len(places) - last:
                layout.addStretch(100)
            made = RailButton(theme, icon, text, key, f"rail.{name}")
            made.clicked.connect(lambda _=False, name=name: self.chosen.emit(name))
            group.addButton(made)
            self._buttons[name] = made
            layout.addWidget(made)
        self.setLayout(layout)

    def set_slim(self, slim: bool) -> None:
        """Leave the window's width to the place."""
        for button in self._buttons.values():
            button.set_slim(slim)

    def show_place(self, name: str) -> None:
        """Mark where the window is."""
        button = self._buttons.get(name)
        if button is not None:
            button.setChecked(True)

    def set_count(self, name: str, count: int, *, late: bool = False) -> None:
        self._buttons[name].set_count(count, late=late)
