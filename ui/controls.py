"""The pieces every page is made of: sections, buttons with their key, tags, lines of links."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import TypeVar

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui import icons
from ui import theme as look
from ui.fitting import UpAndDown
from ui.keys import Key
from ui.theme import Theme

Item = QWidget | QLayout | int | None
BoxT = TypeVar("BoxT", bound=QBoxLayout)


def polish(widget: QWidget, **properties: object) -> None:
    """Set style properties and let the style sheet see them."""
    if all(widget.property(name) == value for name, value in properties.items()):
        return
    for name, value in properties.items():
        widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def label(text: str = "", role: str = "", *, tone: str = "", wrap: bool = False, name: str = "") -> QLabel:
    """A line of writing in the style ``role`` (title, head, label, muted, small, code, figure)."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    made.setObjectName(name)
    if role:
        made.setProperty("role", role)
    if tone:
        made.setProperty("tone", tone)
    return made


def row(*items: Item, spacing: int = look.SMALL, margins: tuple[int, int, int, int] = (0, 0, 0, 0)) -> QHBoxLayout:
    """Items side by side; a number is empty room, None is room that stretches."""
    return _filled(QHBoxLayout(), items, spacing, margins)


def column(*items: Item, spacing: int = look.SMALL, margins: tuple[int, int, int, int] = (0, 0, 0, 0)) -> QVBoxLayout:
    """Items below each other; a number is empty room, None is room that stretches."""
    return _filled(QVBoxLayout(), items, spacing, margins)


def _filled(layout: BoxT, items: Iterable[Item], spacing: int, margins: tuple[int, int, int, int]) -> BoxT:
    layout.setSpacing(spacing)
    layout.setContentsMargins(*margins)
    for item in items:
        if item is None:
            layout.addStretch(1)
        elif isinstance(item, int):
            layout.addSpacing(item)
        elif isinstance(item, QWidget):
            layout.addWidget(item)
        else:
            layout.addLayout(item)
    return layout


def holder(layout: QLayout, name: str = "") -> QWidget:
    """A plain widget around ``layout``."""
    made = QWidget()
    made.setObjectName(name)
    made.setLayout(layout)
    return made


def frame(role: str, layout: QLayout, name: str = "") -> QFrame:
    """A frame in the style ``role`` (section, bar, foot, notice …) around ``layout``."""
    made = QFrame()
    made.setProperty("role", role)
    made.setObjectName(name)
    made.setLayout(layout)
    return made


def rule() -> QFrame:
    """A thin line across."""
    made = QFrame()
    made.setProperty("role", "rule")
    made.setFixedHeight(1)
    return made


def scrolled(content: QWidget, name: str = "") -> QScrollArea:
    """``content`` in a frame that scrolls up and down only."""
    area = UpAndDown()
    area.setObjectName(name)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(content)
    return area


class TickLine(QWidget):
    """``tick`` with ``text`` beside it, which wraps and may be clicked: a tick's own words never wrap, and names of
    papers are long."""

    def __init__(self, tick: QCheckBox, text: str) -> None:
        super().__init__()
        self._tick = tick
        tick.setAccessibleName(text)
        tick.setProperty("bare", True)
        words = label(text, wrap=True)
        words.setBuddy(tick)
        line = row(tick, words, spacing=6)
        line.setStretch(1, 1)
        line.setAlignment(tick, Qt.AlignmentFlag.AlignTop)
        self.setLayout(line)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.rect().contains(event.position().toPoint()) and self._tick.isEnabled():
            self._tick.click()


class Section(QFrame):
    """A titled surface; ``body`` takes its content, ``header`` the things beside the title."""

    def __init__(self, title: str, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("role", "section")
        self.title = label(title, "head")
        self.header = row(self.title, None)
        self.body = column(spacing=look.SMALL)
        self.setLayout(column(self.header, self.body, spacing=look.SMALL, margins=(14, look.GAP, 14, 14)))


class KeyButton(QPushButton):
    """A button that shows its key as a small cap beside its words."""

    def __init__(self, text: str, name: str, *, key: Key | None = None, role: str = "", theme: Theme | None = None,
                 icon: str = "") -> None:  # fmt: skip
        super().__init__()
        self.setObjectName(name)
        self.setProperty("role", role)
        self._words = label(text)
        self._picture = QLabel()
        self._picture.hide()
        self._cap = label(key.shown if key else "", "keycap")
        if key is None:
            # Shown only with its button: a part made visible before it has a parent is a window of its own.
            self._cap.hide()
        self._icon = icon
        self._theme = theme
        side = look.SMALL if role == "quiet" else 14
        self._parts = row(self._picture, self._words, self._cap, spacing=6, margins=(side, 4, side, 4))
        self._parts.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setLayout(self._parts)
        for part in (self._words, self._picture, self._cap):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(text)
        if key is not None:
            self.setToolTip(f"{text} ({key.shown})")
        if theme is not None and icon:
            theme.changed.connect(self._tint)
            self._tint()

    def lay_left(self) -> None:
        """Begin at the left, as the lines of a list do."""
        self._parts.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def set_words(self, text: str) -> None:
        """Change what the button says."""
        self._words.setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()

    def show_key(self, *, on: bool) -> None:
        """Whether the key stands beside the words; else the tooltip alone says it."""
        if self._cap.text():
            self._cap.setVisible(on)
            self.updateGeometry()

    def set_role(self, role: str) -> None:
        """Give it another place among its neighbours; its words and key take the colours of that."""
        if self.property("role") != role:
            polish(self, role=role)
            for part in (self._words, self._cap):
                part.style().unpolish(part)
                part.style().polish(part)

    @property
    def words(self) -> str:
        return self._words.text()

    def _tint(self) -> None:
        if self._theme is None:
            return
        role = self.property("role")
        tint = "on_accent" if role == "primary" else "late" if role == "danger" else "muted"
        tint = tint if self.isEnabled() else "edge"
        self._picture.setPixmap(icons.pixmap(self._icon, self._theme.colour(tint), 16, self.devicePixelRatioF()))
        self._picture.show()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange:
            self._tint()

    def sizeHint(self) -> QSize:
        layout = self.layout()
        return layout.sizeHint() if layout is not None else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


def button(text: str, name: str, role: str = "", *, icon: str = "", theme: Theme | None = None) -> QPushButton:
    """An ordinary button; with ``theme`` and ``icon`` it carries a mark."""
    made = QPushButton(text)
    made.setObjectName(name)
    made.setProperty("role", role)
    made.setAccessibleName(text)
    made.setAutoDefault(False)
    if theme is not None and icon:
        theme.put_icon(made, icon, "accent" if role == "link" else "late" if role == "danger" else "muted")
    return made


def tool(theme: Theme, icon: str, text: str, name: str) -> QToolButton:
    """A small button of an icon alone; ``text`` is its tooltip and its accessible name."""
    made = QToolButton()
    made.setObjectName(name)
    made.setToolTip(text)
    made.setAccessibleName(text)
    made.setIconSize(QSize(18, 18))
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    theme.put_icon(made, icon)
    return made


class Picture(QLabel):
    """An icon that keeps the colour of its role when the look changes."""

    def __init__(self, theme: Theme, icon: str, role: str = "muted", edge: int = 18) -> None:
        super().__init__()
        self._theme, self._icon, self._role, self._edge = theme, icon, role, edge
        theme.changed.connect(self._tint)
        self._tint()

    def show_icon(self, icon: str, role: str) -> None:
        self._icon, self._role = icon, role
        self._tint()

    def _tint(self) -> None:
        colour = self._theme.colour(self._role)
        self.setPixmap(icons.pixmap(self._icon, colour, self._edge, self.devicePixelRatioF()))


class Tag(QFrame):
    """A state as icon, word and colour together."""

    def __init__(self, theme: Theme, name: str = "") -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("role", "tag")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._picture = Picture(theme, "info", "muted", 14)
        self._words = label()
        self.setLayout(row(self._picture, self._words, spacing=6, margins=(8, 3, 8, 3)))

    def say(self, text: str, tone: str, icon: str) -> None:
        self._words.setText(text)
        polish(self._words, tone=tone)
        polish(self, tone=tone)
        self._picture.show_icon(icon, tone if tone in {"ok", "soon", "late", "debt", "accent"} else "muted")
        self.setAccessibleName(text)

    def text(self) -> str:
        return self._words.text()


class Links(QLabel):
    """A sentence whose underlined parts can be followed by mouse or keyboard; ``followed`` names the part."""

    followed = Signal(str)

    def __init__(self, name: str, theme: Theme) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("role", "links")
        self.setIndent(0)
        self._theme = theme
        self._lead = ""
        self._parts: tuple[tuple[str, str], ...] = ()
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.LinksAccessibleByMouse)
        self.setWordWrap(True)
        self.linkActivated.connect(self.followed)
        theme.changed.connect(self._write)

    def say(self, lead: str, parts: Sequence[tuple[str, str]], *, more: str = "") -> None:
        """Show ``lead`` and then the links: pairs of name and words. ``more`` follows as plain writing."""
        self._lead, self._parts, self._more = lead, tuple(parts), more
        self._write()

    _more = ""

    def _write(self) -> None:
        colour = self._theme.colours.accent
        links = ", ".join(
            f'<a href="{escape(name)}" style="color:{colour}">{escape(words)}</a>' for name, words in self._parts
        )
        self.setText(f"{escape(self._lead)} {links}{escape(self._more)}".strip())
        keyboard = Qt.TextInteractionFlag.LinksAccessibleByKeyboard if self._parts else Qt.TextInteractionFlag(0)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.LinksAccessibleByMouse | keyboard)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if self._parts else Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(" ".join((self._lead, ", ".join(words for _, words in self._parts))).strip())
