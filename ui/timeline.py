"""The life of a dossier on screen: one line an event, with who did it and whether the hub has placed it.

The lines are painted, not made of parts: a dossier whose every page was attached and signed has hundreds, and parts
for all of them held the window up whenever it was opened.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
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
_WRAPPED = int(Qt.TextFlag.TextWordWrap)
_ENDLESS = 100_000


@dataclass(frozen=True)
class _Line:
    """What one event says: its state as an icon, when it was, what happened, and below that who and how it stands."""

    icon: str
    tone: str
    when: str
    texts: tuple[str, ...]
    under: str


class Timeline(QWidget):
    """Lines newest last, as they happened."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("timeline")
        self._shown: tuple[TimelineLine, ...] | None = None
        self._story = _Story(theme)
        inside = controls.holder(controls.column(self._story, None, spacing=0, margins=(2, 2, 2, 2)))
        area = controls.scrolled(inside, "timeline.scroll")
        # Nothing in it takes the keyboard: it is scrolled by the arrow keys once Tab has come to it.
        area.setProperty("role", "looked")
        area.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        area.setAccessibleName(self.tr("History"))
        self.setLayout(controls.column(area))

    def show_lines(self, lines: Sequence[TimelineLine], names: Mapping[str, str], now: datetime) -> None:
        """Show ``lines``; ``names`` are the officers' names by their id."""
        if self._shown == tuple(lines):
            return
        self._shown = tuple(lines)
        self._story.tell([self._line(line, names, now) for line in lines])

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


class _Story(QWidget):
    """Paints lines one below the other, each as high as its words need, with a thin rule between."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("timeline.lines")
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._theme = theme
        self._lines: list[_Line] = []
        self._heights: tuple[int, list[int]] = 0, []
        theme.changed.connect(self._anew)

    def tell(self, lines: list[_Line]) -> None:
        """Show ``lines``."""
        self._lines = lines
        self.setAccessibleDescription("\n".join(" ".join((line.when, *line.texts, line.under)) for line in lines))
        self._anew()

    def _anew(self) -> None:
        self._heights = 0, []
        self.updateGeometry()
        self.update()

    # ------------------------------------------------------------ how high

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return sum(self._high(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.scaled(_NARROWEST), 0)

    def sizeHint(self) -> QSize:
        width = max(self.width(), self.minimumSizeHint().width())
        return QSize(width, self.heightForWidth(width))

    def _high(self, width: int) -> list[int]:
        """The height of each line in ``width``, with the room and the rule below it; a page asks again and again."""
        if self._heights[0] != width:
            left = self._text_left()
            room = QRect(0, 0, max(1, width - left - look.SMALL), _ENDLESS)
            high = [
                max(_ICON, sum(part.height() for part, *_ in self._parts(line, room))) + 2 * look.SMALL + 1
                for line in self._lines
            ]
            self._heights = width, high
        return self._heights[1]

    def _text_left(self) -> int:
        metrics = QFontMetrics(self._small())
        widest = max((metrics.horizontalAdvance(when) for when in {line.when for line in self._lines}), default=0)
        return _ICON + look.GAP + widest + look.GAP

    def _small(self) -> QFont:
        return self._theme.font(larger=-1)

    def _parts(self, line: _Line, room: QRect) -> Iterator[tuple[QRect, str, QFont, str]]:
        """The writing of a line from the top of ``room`` down: where, what, and in which font and role of colour."""
        top = room.top()
        said = [(text, self._theme.font(), "text") for text in line.texts] + [(line.under, self._small(), "muted")]
        for text, font, role in said:
            needed = QFontMetrics(font).boundingRect(QRect(0, 0, room.width(), _ENDLESS), _WRAPPED, text).height()
            yield QRect(room.left(), top, room.width(), needed), text, font, role
            top += needed

    # ------------------------------------------------------------ painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        left, top = self._text_left(), 0
        for line, high in zip(self._lines, self._high(self.width()), strict=True):
            if event.rect().top() <= top + high and top <= event.rect().bottom():
                self._paint(painter, line, QRect(0, top, self.width() - look.SMALL, high), left)
            top += high

    def _paint(self, painter: QPainter, line: _Line, place: QRect, left: int) -> None:
        theme = self._theme
        words_high = place.height() - 2 * look.SMALL - 1
        middle = place.top() + words_high // 2
        picture = icons.pixmap(line.icon, theme.colour(line.tone), _ICON, self.devicePixelRatioF())
        painter.drawPixmap(0, middle - _ICON // 2, picture)
        painter.setFont(self._small())
        painter.setPen(theme.colour("muted"))
        beside = QRect(_ICON + look.GAP, place.top(), left, words_high)
        painter.drawText(beside, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), line.when)
        room = QRect(left, place.top(), place.width() - left, words_high)
        for where, text, font, role in self._parts(line, room):
            painter.setFont(font)
            painter.setPen(theme.colour(role))
            painter.drawText(where, _WRAPPED, text)
        rule = place.top() + words_high + look.SMALL
        painter.fillRect(beside.left(), rule, place.width() - beside.left(), 1, theme.colour("line"))
