"""Dossiers that came online or by post: each with the working time left to answer it, the most urgent first."""

from __future__ import annotations

from PySide6.QtCore import QTimer

from app.desk import arrivals as desk
from app.desk.arrivals import Arrival
from ui import controls, words
from ui import theme as look
from ui.blank import Blank, FilledOrBlank
from ui.place import Counter, Place
from ui.rows import Cell, Column, RowModel, RowView

LOOK_EVERY_MILLISECONDS = 30_000
"""Working time runs on without any change in the store."""


class OnlinePage(Place):
    """The page of F6."""

    def __init__(self, counter: Counter) -> None:
        super().__init__(counter, "online")
        channels = {"online": self.tr("online"), "postal": self.tr("by post"), "direct": self.tr("at a counter")}
        now = counter.office.now
        self.model = RowModel(
            (
                Column("name", self.tr("Applicant"), lambda row: Cell(row.applicant_name), width=220, strong=True),
                Column("left", self.tr("Answer within"), _left, width=190),
                Column("code", self.tr("Dossier code"), lambda row: Cell(row.code), width=226, code=True),
                Column(
                    "procedure",
                    self.tr("Procedure"),
                    lambda row: Cell(row.procedure_name, tip=f"{row.procedure_code} {row.procedure_name}"),
                    spare=1,
                ),
                Column("channel", self.tr("Came"), lambda row: Cell(channels.get(row.channel, "")), width=110, spare=2),
                Column(
                    "arrived",
                    self.tr("Arrived"),
                    lambda row: Cell(words.moment(row.arrived_at, now())),
                    width=120,
                    right=True,
                ),
            ),
            lambda row: str(row.stream),
        )
        self.view = RowView(counter.theme, self.model, "online.list", self.tr("Dossiers that wait for an answer"))
        self.view.opened.connect(lambda stream: self.wanted.emit(f"dossier/{stream}"))
        self._list = FilledOrBlank(self.view, Blank(counter.theme, "online", "online.blank"))
        self._list.blank.say(
            self.tr("No online or postal dossier waits for an answer."),
            self.tr(
                "Dossiers handed in through the public service portal or by post appear here when the province passes"
                " them on. They must be received, or a supplement asked for, within 8 working hours."
            ),
        )
        self.count = controls.Tag(counter.theme, "online.count")
        self.count.hide()
        whole = controls.column(
            controls.row(
                controls.label(self.tr("Online and postal dossiers"), "title"), self.count, None, spacing=look.WIDE
            ),
            controls.frame("section", controls.column(self._list, margins=(1, 1, 1, 1))),
            spacing=look.GAP,
            margins=(look.WIDE, look.GAP, look.WIDE, look.WIDE),
        )
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY_MILLISECONDS)
        self._timer.timeout.connect(self._look)

    def enter(self) -> None:
        self._load()
        self._timer.start()
        self._list.focus_here()

    def leave(self) -> None:
        self._timer.stop()

    def refresh(self, topics: frozenset[str], streams: frozenset[str]) -> None:
        if self.isVisible() and topics & {"states", "journal"}:
            self._load()

    def _look(self) -> None:
        if self.isVisible():
            self._load()
        else:
            self._timer.stop()

    def _load(self) -> None:
        office, session = self.counter.office, self.counter.session
        self.ask(lambda: desk.arrivals(office, session), self._show, slot="list")

    def _show(self, found: tuple[Arrival, ...]) -> None:
        if self.model.rows != found:
            self.model.show_rows(found)
        self._list.show_filled(bool(found))
        late = sum(row.tone == "late" for row in found)
        self.count.setVisible(bool(found))
        if late:
            self.count.say(self.tr("{count} past their time").format(count=late), "late", "stop")
        elif found:
            self.count.say(self.tr("{count} wait").format(count=len(found)), "muted", "clock")

    def primary(self) -> None:
        """F9 opens the most urgent dossier, or the one chosen; receiving it is an act of its own page."""
        if self.view.current_key:
            self.wanted.emit(f"dossier/{self.view.current_key}")


def _left(row: Arrival) -> Cell:
    tone = row.tone if row.tone in {"soon", "late"} else ""
    return Cell(row.time_left or words.NOT_KNOWN, tone, words.TONE_ICONS.get(row.tone, "clock"))
