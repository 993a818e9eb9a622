"""The life of a dossier on screen: one line an event, with who did it and whether the hub has placed it.

The lines are painted, not made of parts: a dossier whose every page was attached and signed has hundreds, and parts
for all of them held the window up whenever it was opened.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QStaticText, QTextOption
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.desk.corrections import Change
from app.desk.timeline import TimelineLine
from ui import controls, icons, messages, words
from ui import theme as look
from ui.theme import Theme

STATE_ICONS = {
    "placed": ("check", "ok"),
    "pending": ("post", "muted"),
    "set_aside": ("stop", "late"),
    "unconfirmed": ("alert", "soon"),
    "annulled": ("close", "muted"),
}
_ICON = 16
_NARROWEST = 220
_BELOW = 2 * look.SMALL + 1
"""The room below a line, with the rule in the middle of it."""
_WRAPPED = QTextOption()
# A web address or a number without a blank goes on below, too.
_WRAPPED.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)


@dataclass(frozen=True)
class _Line:
    """What one event says: its state as an icon, when it was, what happened, and below that who and how it stands."""

    icon: str
    tone: str
    when: str
    texts: tuple[str, ...]
    under: str

    def __str__(self) -> str:
        return " ".join((self.when, *self.texts, self.under))


class Timeline(QWidget):
    """Lines newest last, as they happened."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("timeline")
        self._shown: tuple[TimelineLine, ...] | None = None
        self._story = _Story(theme)
        inside = controls.holder(controls.column(self._story, None, spacing=0, margins=(2, 2, 2, 2)))
        self._area = controls.scrolled(inside, "timeline.scroll")
        # Nothing in it takes the keyboard: it is scrolled by the arrow keys once Tab has come to it.
        self._area.setProperty("role", "looked")
        self._area.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._area.setAccessibleName(self.tr("History"))
        self.setLayout(controls.column(self._area))

    def show_lines(self, lines: Sequence[TimelineLine], names: Mapping[str, str], now: datetime) -> None:
        """Show ``lines``; ``names`` are the officers' names by their id."""
        if self._shown == tuple(lines):
            return
        self._shown = tuple(lines)
        told = [self._line(line, names, now) for line in lines]
        self._story.tell(told)
        # What has the keyboard is the area: a screen reader says the last act when it comes there.
        self._area.setAccessibleDescription(str(told[-1]) if told else "")

    def _line(self, line: TimelineLine, names: Mapping[str, str], now: datetime) -> _Line:
        icon, tone = STATE_ICONS.get(line.state, ("info", "muted"))
        under = " · ".join(filter(None, (names.get(line.officer, ""), self._state_words(line))))
        texts = line.text, *(self._changed(change) for change in line.changes)
        return _Line(icon, tone, words.moment(line.at, now), texts, under)

    def _changed(self, change: Change) -> str:
        name = change.name[:1].upper() + change.name[1:]
        if not change.before:
            return self.tr("{name}: {after} (was empty)").format(name=name, after=change.after)
        if not change.after:
            return self.tr("{name}: taken away (was {before})").format(name=name, before=change.before)
        return self.tr("{name}: {before} → {after}").format(name=name, before=change.before, after=change.after)

    def _state_words(self, line: TimelineLine) -> str:
        if line.state == "placed":
            return self.tr("at the hub")
        if line.state == "pending":
            return self.tr("waits to be sent")
        if line.state == "annulled":
            return self.tr("annulled by a supervisor")
        why = messages.of_rule(line.rule).happened if line.rule else ""
        if line.state == "set_aside":
            return self.tr("set aside: {why}").format(why=why)
        return self.tr("to be confirmed by a supervisor: {why}").format(why=why)


@dataclass(frozen=True)
class _Laid:
    """A line as it is painted: how high it is, the rule below it not counted, and each of its texts with its font, the
    role of its colour and how far down it stands."""

    line: _Line
    high: int
    texts: tuple[tuple[QStaticText, QFont, str, int], ...]


class _Story(QWidget):
    """Paints lines one below the other, each as high as its words need, with a thin rule between."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("timeline.lines")
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._theme = theme
        self._lines: list[_Line] = []
        self._laid: tuple[tuple[int, float], list[_Laid]] = (0, 0.0), []
        theme.changed.connect(self._anew)

    def tell(self, lines: list[_Line]) -> None:
        """Show ``lines``."""
        self._lines = lines
        self.setAccessibleDescription("\n".join(map(str, lines)))
        self._anew()

    def _anew(self) -> None:
        self._laid = (0, 0.0), []
        self.updateGeometry()
        self.update()

    # ------------------------------------------------------------ how high

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return sum(laid.high + _BELOW for laid in self._lay(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.scaled(_NARROWEST), 0)

    def sizeHint(self) -> QSize:
        width = max(self.width(), self.minimumSizeHint().width())
        return QSize(width, self.heightForWidth(width))

    def _lay(self, width: int) -> list[_Laid]:
        """The lines as they stand in ``width``, in the letters in force; a page asks again and again."""
        asked = width, self._theme.points
        if self._laid[0] != asked:
            room = max(1, width - self._text_left() - look.SMALL)
            self._laid = asked, [self._lay_line(line, room) for line in self._lines]
        return self._laid[1]

    def _lay_line(self, line: _Line, room: int) -> _Laid:
        large, small = self._theme.font(), self._small()
        texts, top = [], 0
        for text, font, role in (*((text, large, "text") for text in line.texts), (line.under, small, "muted")):
            laid = QStaticText(text.replace("\n", "\u2028"))
            laid.setTextFormat(Qt.TextFormat.PlainText)
            laid.setTextOption(_WRAPPED)
            laid.setTextWidth(room)
            laid.prepare(font=font)
            texts.append((laid, font, role, top))
            top += ceil(laid.size().height())
        return _Laid(line, max(_ICON, top), tuple(texts))

    def _text_left(self) -> int:
        metrics = QFontMetrics(self._small())
        widest = max((metrics.horizontalAdvance(when) for when in {line.when for line in self._lines}), default=0)
        return _ICON + look.GAP + widest + look.GAP

    def _small(self) -> QFont:
        return self._theme.font(larger=-1)

    # ------------------------------------------------------------ painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        left, top = self._text_left(), 0
        for laid in self._lay(self.width()):
            below = top + laid.high + _BELOW
            if event.rect().top() <= below and top <= event.rect().bottom():
                self._paint(painter, laid, top, left)
            top = below

    def _paint(self, painter: QPainter, laid: _Laid, top: int, left: int) -> None:
        theme, line = self._theme, laid.line
        picture = icons.pixmap(line.icon, theme.colour(line.tone), _ICON, self.devicePixelRatioF())
        painter.drawPixmap(0, top + (laid.high - _ICON) // 2, picture)
        painter.setFont(self._small())
        painter.setPen(theme.colour("muted"))
        beside = QRect(_ICON + look.GAP, top, left, laid.high)
        painter.drawText(beside, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), line.when)
        for text, font, role, down in laid.texts:
            painter.setFont(font)
            painter.setPen(theme.colour(role))
            painter.drawStaticText(left, top + down, text)
        width = self.width() - look.SMALL - beside.left()
        painter.fillRect(beside.left(), top + laid.high + look.SMALL, width, 1, theme.colour("line"))
