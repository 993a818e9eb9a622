"""The handover: lists built by scanning, one key to hand over, one to sign for results."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt

from app.desk import worklists
from app.desk.acting import Session
from app.desk.office import Office
from tests.ui.conftest import Journey, Shown
from ui.handover import HandoverPage
from ui.place import Counter, Place

Show = Callable[[Place], Shown]


def page(shown: Shown) -> HandoverPage:
    assert isinstance(shown.place, HandoverPage)
    return shown.place


def test_an_empty_counter_is_told_what_comes_here(counter: Counter, show: Show) -> None:
    shown = show(HandoverPage(counter))
    assert "appear at once" in page(shown).out._filled.blank.accessibleName()
    assert not page(shown).act.isEnabled()
    assert page(shown).reminder.isHidden()


def test_scanned_dossiers_leave_on_one_list(
    counter: Counter, show: Show, journey: Journey, office: Office, session: Session
) -> None:
    first, second, third = journey.accept(), journey.accept(), journey.accept()
    shown = show(HandoverPage(counter))
    out = page(shown).out
    assert out.model.rowCount() == 3
    shown.place.primary()
    shown.settle()
    assert worklists.counts(office, session)["to_hand_over"] == 3
    for accepted in (first, third, first):
        assert shown.place.take_code(accepted.code)
        shown.settle()
    assert set(out.model.ticked) == {first.stream, third.stream}
    assert "Already on the list" in out.last.text()
    assert out.figure.text() == "2 dossiers"
    assert page(shown).act.words == "Hand over 2 dossiers and print"
    shown.place.primary()
    shown.settle()
    assert "BG.Q01-261123-001" in shown.told[-1].text
    assert [row.stream for row in out.model.rows] == [second.stream]
    assert out.model.ticked == ()
    assert worklists.counts(office, session)["in_transit"] == 2


def test_a_dossier_that_does_not_wait_is_named_with_the_reason(counter: Counter, show: Show, journey: Journey) -> None:
    accepted = journey.to_return()
    shown = show(HandoverPage(counter))
    shown.place.take_code(accepted.code)
    shown.settle()
    assert accepted.code in page(shown).out.last.text()
    assert "Result ready" in page(shown).out.last.text()
    shown.place.take_code("H44.80.01-261123-0999")
    shown.settle()
    assert "does not know" in page(shown).out.last.text()


def test_a_scanned_result_brings_its_own_side_and_is_signed_for(
    counter: Counter, show: Show, journey: Journey, office: Office, session: Session
) -> None:
    accepted, other = journey.accept(), journey.accept()
    for stream in (accepted.stream, other.stream):
        journey.finish(stream)
    shown = show(HandoverPage(counter))
    shown.place.take_code(accepted.code)
    shown.settle()
    assert page(shown).side is page(shown).back_in
    assert page(shown).back_in.model.ticked == (accepted.stream,)
    assert page(shown).act.words == "Sign for 1 results"
    shown.place.primary()
    shown.settle()
    assert worklists.counts(office, session)["to_return"] == 1
    assert shown.told[-1].links == (("Return results", "returns"),)
    assert [row.stream for row in page(shown).back_in.model.rows] == [other.stream]


def test_space_and_ctrl_a_tick_and_escape_unticks(counter: Counter, show: Show, journey: Journey) -> None:
    journey.accept(), journey.accept()
    shown = show(HandoverPage(counter))
    out = page(shown).out
    shown.bot.keyClick(out.view, Qt.Key.Key_Space)
    assert len(out.model.ticked) == 1
    out.all.click()
    assert len(out.model.ticked) == 2
    assert shown.place.back()
    assert out.model.ticked == ()
    assert not shown.place.back()


def test_enter_opens_a_dossier_and_hands_nothing_over(
    counter: Counter, show: Show, journey: Journey, office: Office, session: Session
) -> None:
    accepted = journey.accept()
    shown = show(HandoverPage(counter))
    page(shown).out.model.tick(0)
    shown.bot.keyClick(page(shown).out.view, Qt.Key.Key_Return)
    shown.settle()
    assert shown.wanted == [f"dossier/{accepted.stream}"]
    assert worklists.counts(office, session)["to_hand_over"] == 1


def test_the_reminder_turns_late_when_the_papers_should_have_gone(
    counter: Counter, show: Show, journey: Journey
) -> None:
    journey.accept()
    shown = show(HandoverPage(counter))
    assert "Next transfer due" in page(shown).reminder.text()
    journey.clock.forward(hours=9)
    page(shown)._remind()
    assert "should have been transferred" in page(shown).reminder.text()
