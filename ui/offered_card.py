"""A card that was read while nobody could say whose it is: it waits in a line of its own for the officer's word."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QFrame, QWidget

from app.desk import cards
from app.desk.drafts import Draft, DraftPerson
from app.domain.identity import IdentityCard, parse_card
from app.errors import IdentityTextRefused
from ui import controls, words
from ui import theme as look
from ui.drafts import DraftBook
from ui.keys import key
from ui.person import day_shown
from ui.place import Counter

NARROW = 1000
"""Width, at the ordinary letter size, below which words and answers do not stand in one line."""


class OfferedCard(QFrame):
    """Shows one card at a time and nothing of it once it is used or left. ``chosen`` carries the card and what it is
    used for: "applicant", "submitter" or "new"."""

    chosen = Signal(object, str)

    def __init__(self, counter: Counter, book: DraftBook, page: QWidget) -> None:
        super().__init__()
        self.setObjectName("reception.card")
        self.setProperty("role", "notice")
        controls.polish(self, tone="soon")
        self._book = book
        self._cards: list[IdentityCard] = []
        self._words = controls.label("", name="reception.card.words", wrap=True)
        self.for_applicant = controls.button("", "reception.card.applicant")
        self.for_submitter = controls.button("", "reception.card.submitter")
        self.for_new = controls.button(self.tr("A new draft"), "reception.card.new")
        leave = controls.button(self.tr("Nobody"), "reception.card.leave", "quiet")
        for made, use in (
            (self.for_applicant, "applicant"),
            (self.for_submitter, "submitter"),
            (self.for_new, "new"),
            (leave, ""),
        ):
            made.clicked.connect(lambda _=False, use=use: self._use(use))
        picture = controls.Picture(counter.theme, "card", "soon")
        said = controls.row(picture, self._words)
        said.setStretch(1, 1)
        answers = controls.row(None, self.for_applicant, self.for_submitter, self.for_new, leave)
        self._narrow = counter.theme.scaled(NARROW)
        self._line = controls.row(said, answers, margins=(look.WIDE, 5, look.SMALL, 5))
        self._line.setStretch(0, 1)
        self.setLayout(self._line)
        self.hide()
        for changed in (book.opened, book.touched, book.listed):
            changed.connect(self._say)
        hands = QShortcut(key("card").qt(), page)
        hands.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        hands.activated.connect(self.focus_here)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a narrow window the answers stand under the words."""
        super().resizeEvent(event)
        wide = event.size().width() >= self._narrow
        self._line.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)

    @property
    def waiting(self) -> tuple[IdentityCard, ...]:
        """The cards nobody used yet, the first of them shown."""
        return tuple(self._cards)

    def offer(self, card: IdentityCard) -> None:
        """Ask whom ``card`` is for; the same one is asked about once."""
        if all(card.personal_number != other.personal_number for other in self._cards):
            self._cards.append(card)
        self._say()

    def forget(self, card: IdentityCard) -> None:
        """``card`` was read again and found its place: nothing is left to ask about it."""
        self._cards = [other for other in self._cards if other.personal_number != card.personal_number]
        self._say()

    def take_late(self, text: str, take: Callable[[str], object]) -> None:
        """A card read before the draft in front was there: ``take`` it where nobody else stands, else ask."""
        draft = self._book.current
        try:
            card = parse_card(text)
        except IdentityTextRefused:
            # Whoever takes it says so.
            take(text)
            return
        if draft is None or cards.waits_well(draft, card):
            take(text)
        else:
            self.offer(card)

    def focus_here(self) -> None:
        """Put the hands on the first answer."""
        if self._cards:
            self.for_applicant.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _use(self, use: str) -> None:
        card = self._cards.pop(0)
        if use:
            self.chosen.emit(card, use)
        self._say()

    def _say(self) -> None:
        draft = self._book.current
        self.setVisible(bool(self._cards) and draft is not None)
        if not self._cards or draft is None:
            self._words.clear()
            return
        card = self._cards[0]
        said = self.tr("Card just read: {name}, born {born}. Use it for ({key}):")
        born = day_shown(card.birth_date or "") or words.NOT_KNOWN
        self._words.setText(said.format(name=card.full_name, born=born, key=key("card").shown))
        self.setAccessibleName(self._words.text())
        applicant, submitter = self._answers(draft)
        for made, text in ((self.for_applicant, applicant), (self.for_submitter, submitter)):
            made.setText(text)
            made.setAccessibleName(text)

    def _answers(self, draft: Draft) -> tuple[str, str]:
        second = (self.tr("Submitter"), self.tr("Submitter, not {name}"))
        if draft.parties:
            second = (self.tr("Other party"), self.tr("Other party, not {name}"))
        return (
            _instead(self.tr("Applicant"), self.tr("Applicant, not {name}"), draft.applicant),
            _instead(*second, cards.second_person(draft)),
        )


def _instead(free: str, taken: str, person: DraftPerson | None) -> str:
    """The words of an answer, with whom the card would take the place of."""
    if person is None or not cards.is_named(person):
        return free
    return taken.format(name=words.given(person.full_name.strip()) or words.masked(person.personal_number))
