"""Citizens wait under a ticket: since when is kept, shown and kept fresh, and the key calls whoever waits longest."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.desk import drafts, waiting
from app.desk.drafts import Draft
from tests.desk.conftest import CARD, SetClock
from tests.ui.conftest import begin
from ui.citizen import CitizenDisplay
from ui.frame import Frame
from ui.place import Counter
from ui.places import MAKERS
from ui.reception import ReceptionPage

Settle = Callable[[], None]
Type = Callable[[QWidget, str], None]


@pytest.fixture
def frame(counter: Counter, qtbot: QtBot, settle: Settle) -> Iterator[Frame]:
    made = Frame(counter, MAKERS)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    made.activateWindow()
    begin(made)
    made.go("reception")
    settle()
    yield made
    made.close_places()
    settle()


@pytest.fixture
def page(frame: Frame) -> ReceptionPage:
    assert isinstance(frame.place, ReceptionPage)
    return frame.place


@pytest.fixture
def display(frame: Frame, settle: Settle) -> CitizenDisplay:
    frame.citizen.toggle(frame)
    settle()
    return frame.citizen


def current(page: ReceptionPage) -> Draft:
    assert page.book.current is not None
    return page.book.current


def two_wait(page: ReceptionPage, clock: SetClock, settle: Settle, type_text: Type) -> None:
    """A041 since 12 minutes, A042 since 5, and an empty draft in front."""
    page.take_card(CARD)
    for ticket, minutes in (("A041", 7), ("A042", 5)):
        type_text(page.delivery.ticket.line, ticket)
        page.go("new")
        settle()
        clock.now += timedelta(minutes=minutes)


def press_call(frame: Frame, qtbot: QtBot, settle: Settle) -> None:
    qtbot.keyClick(frame, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    settle()


def test_the_minutes_are_shown_at_the_tabs_and_kept_fresh(
    page: ReceptionPage, clock: SetClock, settle: Settle, type_text: Type
) -> None:
    two_wait(page, clock, settle, type_text)
    page.tabs._timer.timeout.emit()
    page.call_next._timer.timeout.emit()
    shown = [page.tabs.tabText(number) for number in range(page.tabs.count())]
    assert [text.partition(" · ")[0] for text in shown[:2]] == ["A041 (12 min)", "A042 (5 min)"]
    assert page.call_next.isVisible()
    assert page.call_next.words == "2 wait; call A041, waits 12 min"
    clock.now += timedelta(minutes=3)
    page.tabs._timer.timeout.emit()
    assert page.tabs.tabText(1).startswith("A042 (8 min)")


def test_the_key_calls_whoever_waits_longest_and_shows_the_number(
    frame: Frame,
    page: ReceptionPage,
    display: CitizenDisplay,
    clock: SetClock,
    settle: Settle,
    type_text: Type,
    qtbot: QtBot,
) -> None:
    two_wait(page, clock, settle, type_text)
    frame.go("dossiers")
    settle()
    press_call(frame, qtbot, settle)
    assert frame.place is page
    assert current(page).ticket == "A041"
    assert display.ticket.text() == "Number A041, please"
    assert display.lines.rowCount() == 0
    assert frame._notice.text == "A041 is called after 12 minutes."
    assert page.delivery.ticket.state.text() == "called 08:42"
    assert page.tabs.tabText(page.tabs.currentIndex()).startswith("A041 · ")
    # Not called twice: the next key calls the next one, and then nobody waits.
    press_call(frame, qtbot, settle)
    assert current(page).ticket == "A042"
    assert display.ticket.text() == "Number A042, please"
    assert page.call_next.isHidden()
    press_call(frame, qtbot, settle)
    assert frame._notice.text.startswith("Nobody waits.")
    # The first touch of the draft reads it back, in place of the call.
    page.take_card(CARD)
    settle()
    assert display.ticket.text() == ""
    assert display.lines.rowCount() > 0


def test_who_did_not_come_waits_again_behind_the_others(
    frame: Frame, page: ReceptionPage, clock: SetClock, settle: Settle, type_text: Type, qtbot: QtBot
) -> None:
    two_wait(page, clock, settle, type_text)
    press_call(frame, qtbot, settle)
    assert "call the number aloud" in frame._notice.text
    page.delivery.ticket.turn.click()
    assert page.call_next.words == "2 wait; call A042, waits 5 min"
    press_call(frame, qtbot, settle)
    assert current(page).ticket == "A042"
    assert page.delivery.ticket.line.text() == "A042"


def test_the_moment_survives_a_restart_and_the_call_too(
    frame: Frame, page: ReceptionPage, counter: Counter, clock: SetClock, settle: Settle, type_text: Type
) -> None:
    began = clock.now
    two_wait(page, clock, settle, type_text)
    page.leave()
    settle()
    kept = {draft.ticket: draft for draft in drafts.drafts(counter.office, counter.session)}
    assert kept["A041"].waiting_since == began
    again = ReceptionPage(counter)
    again.enter()
    settle()
    again.caller.next()
    assert current(again).ticket == "A041"
    again.leave()
    settle()
    kept = {draft.ticket: draft for draft in drafts.drafts(counter.office, counter.session)}
    assert kept["A041"].waiting_since is None
    assert kept["A041"].called_at == clock.now


def test_a_draft_accepted_waits_no_longer(
    page: ReceptionPage, settle: Settle, type_text: Type, ready_draft: Callable[..., Draft]
) -> None:
    page.book.add((ready_draft(),))
    settle()
    type_text(page.delivery.ticket.line, "A7")
    assert page.call_next.isVisible()
    page.primary()
    settle()
    assert waiting.next_of(page.book.drafts) is None
    assert page.call_next.isHidden()


def test_the_ticket_typed_away_ends_the_waiting_and_a_clock_set_back_says_no_minutes(clock: SetClock) -> None:
    noted = waiting.note_ticket(Draft("1"), "A", clock.now)
    typed_on = waiting.note_ticket(noted, "A04", clock.now + timedelta(minutes=1))
    assert typed_on.waiting_since == clock.now
    assert waiting.waited_minutes(typed_on, clock.now - timedelta(hours=1)) == 0
    assert not waiting.is_waiting(waiting.note_ticket(typed_on, " ", clock.now))
    called = waiting.call(typed_on, clock.now)
    assert waiting.note_ticket(called, "A042", clock.now).waiting_since is None
