"""The life of a dossier on screen: one line an event, with who did it and whether the hub has placed it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.desk.corrections import Change
from app.desk.timeline import TimelineLine
from ui import controls, messages, words
from ui import theme as look
from ui.theme import Theme

STATE_ICONS = {
    "placed": ("check", "ok"),
    "pending": ("post", "muted"),
    "set_aside": ("stop", "late"),
    "unconfirmed": ("alert", "soon"),
    "annulled": ("close", "muted"),
}


class Timeline(QWidget):
    """Lines newest last, as they happened."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("timeline")
        self._theme = theme
        self._shown: tuple[TimelineLine, ...] | None = None
        self._content = QWidget()
        self._holder = QVBoxLayout()
        self._holder.setContentsMargins(0, 0, 0, 0)
        self._holder.addWidget(self._content)
        self._holder.addStretch(1)
        inside = QWidget()
        inside.setLayout(self._holder)
        self.setLayout(controls.column(controls.scrolled(inside, "timeline.scroll")))

    def show_lines(self, lines: Sequence[TimelineLine], names: Mapping[str, str], now: datetime) -> None:
        """Show ``lines``; ``names`` are the officers' names by their id."""
        if self._shown == tuple(lines):
            return
        self._shown = tuple(lines)
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, look.SMALL, 0)
        grid.setHorizontalSpacing(look.GAP)
        grid.setVerticalSpacing(look.SMALL)
        grid.setColumnStretch(2, 1)
        for place, line in enumerate(lines):
            icon, tone = STATE_ICONS.get(line.state, ("info", "muted"))
            picture = controls.Picture(self._theme, icon, tone, 16)
            picture.setToolTip(self._state_words(line))
            when = controls.label(words.moment(line.at, now), "small")
            under = " · ".join(filter(None, (names.get(line.officer, ""), self._state_words(line))))
            text = controls.column(
                controls.label(line.text, wrap=True),
                *(controls.label(self._changed(change), wrap=True) for change in line.changes),
                controls.label(under, "small", wrap=True),
                spacing=0,
            )
            grid.addWidget(picture, 2 * place, 0)
            grid.addWidget(when, 2 * place, 1)
            grid.addLayout(text, 2 * place, 2)
            grid.addWidget(controls.rule(), 2 * place + 1, 1, 1, 2)
        content = QWidget()
        content.setLayout(grid)
        self._holder.replaceWidget(self._content, content)
        self._content.deleteLater()
        self._content = content

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
