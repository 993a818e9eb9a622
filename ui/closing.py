"""The last line of the reception page: what still blocks, what may be done later, and the one key that accepts."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QMenu, QPushButton

from app.desk.drafts import Draft
from app.desk.reception import Preview
from ui import controls, words
from ui import theme as look
from ui.keys import key
from ui.missing import short_words
from ui.place import Counter

NARROW = 780
LINKS = 3
"""Things still missing that are named at once; the next ones follow as these are done."""


class Closing(QFrame):
    """``followed`` names the field of a link; the others are acts that are asked for."""

    followed = Signal(str)
    accepted = Signal()
    given = Signal()
    joined = Signal()
    guided = Signal()
    refused = Signal()
    put_away = Signal()
    posted = Signal()
    looked = Signal(bool)

    def __init__(self, counter: Counter) -> None:
        super().__init__()
        self.setObjectName("reception.foot")
        self.setProperty("role", "foot")
        self._picture = controls.Picture(counter.theme, "info", "muted")
        self.blocking = controls.Links("reception.blocking", counter.theme)
        self.blocking.followed.connect(self.followed)
        self.debts = controls.label("", "small", wrap=True, name="reception.debts")
        self.look_button = controls.button(
            self.tr("Receipt"), "reception.look", "quiet", icon="eye", theme=counter.theme
        )
        self.look_button.setCheckable(True)
        self.look_button.toggled.connect(self.looked)
        self.look_button.hide()
        more = QPushButton(self.tr("More"))
        more.setObjectName("reception.more")
        more.setProperty("role", "quiet")
        menu = QMenu(more)
        menu.addAction(self.tr("One receipt for all drafts of this person"), self.joined.emit)
        menu.addAction(self.tr("Take in dossiers from the post…"), self.posted.emit)
        menu.addAction(self.tr("Guide and give the papers back…"), self.guided.emit)
        menu.addAction(self.tr("Refuse reception…"), self.refused.emit)
        menu.addAction(self.tr("Put this draft away…"), self.put_away.emit)
        more.setMenu(menu)
        self.accept_button = controls.KeyButton(
            self.tr("Accept and print 2 copies"), "reception.accept", key=key("primary"), role="primary"
        )
        self.accept_button.clicked.connect(self.accepted)
        self.give_button = controls.KeyButton(
            self.tr("Receive and give the result"), "reception.give", key=key("at_once"), role="primary"
        )
        self.give_button.clicked.connect(self.given)
        self.give_button.hide()
        lines = controls.holder(controls.column(None, self.blocking, self.debts, None, spacing=1))
        lines.setMinimumHeight(counter.theme.scaled(38))
        margins = (look.WIDE, look.SMALL, look.WIDE, look.SMALL)
        said = controls.row(self._picture, lines, spacing=look.GAP)
        said.setStretch(1, 1)
        acts = controls.row(None, self.look_button, more, self.accept_button, self.give_button, spacing=look.GAP)
        self._narrow = counter.theme.scaled(NARROW)
        self._bar = controls.row(controls.holder(said), controls.holder(acts), spacing=look.GAP, margins=margins)
        self._bar.setStretch(0, 1)
        self.setLayout(self._bar)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the buttons stand below the words, which keep the whole width."""
        super().resizeEvent(event)
        narrow = event.size().width() < self._narrow
        self._bar.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        self._bar.setSpacing(look.TIGHT if narrow else look.GAP)

    def show_draft(self, draft: Draft) -> None:
        """Say on the button what accepting ``draft`` will do."""
        printing = draft.receipt_asked or not draft.on_the_spot
        self.give_button.setVisible(draft.on_the_spot)
        self.accept_button.set_role("" if draft.on_the_spot else "primary")
        self.accept_button.set_words(self.tr("Accept and print 2 copies") if printing else self.tr("Accept"))

    def show_preview(self, found: Preview, *, chosen: bool) -> None:
        """Name what blocks, as links, and quietly what may be done later; ``chosen``: there is a procedure."""
        if found.blocking:
            self._picture.show_icon("info", "muted")
            links = [(item.field, short_words(item)) for item in found.blocking[:LINKS]]
            more = len(found.blocking) - len(links)
            rest = self.tr(" and {count} more").format(count=more) if more else ""
            self.blocking.say(self.tr("Still missing:"), links, more=rest)
        else:
            self._picture.show_icon("done", "ok")
            self.blocking.say(self.tr("Everything needed is here."), ())
        owed = ", ".join(words.debt(debt) for debt in found.debts) if chosen else ""
        said = [self.tr("Can be done later: {debts}").format(debts=owed)] if owed else []
        if found.open_already:
            said.insert(0, self.tr("Already open for this person: {code}.").format(code=found.open_already[1]))
        self.debts.setText(" ".join(said))
        self.debts.setVisible(bool(said))
