"""The handover: lists built by scanning, one key to hand over, one to sign for results."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QObject, Qt
from pytestqt.qtbot import QtBot

from app.desk import handover, worklists
from app.desk.acting import Session
from app.desk.office import Office
from app.domain.events import VIETNAM
from app.errors import RuleViolation
from tests.ui.conftest import Journey, Shown
from ui.bridge import Bridge
from ui.handover import HandoverPage
from ui.place import Counter, Notice, Place
from ui.reminding import HandoverReminder

Show = Callable[[Place], Shown]


def page(shown: Shown) -> HandoverPage:
    assert isinstance(shown.place, HandoverPage)
    return shown.place


def test_an_empty_counter_is_told_what_comes_here(counter: Counter, show: Show) -> None:
    shown = show(HandoverPage(counter))
    assert "appear at once" in page(shown).out._filled.blank.said
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
    assert page(shown).act.words == "2 dossiers: the receiver scans"
    shown.place.primary()
    for accepted in (third, first):
        assert not page(shown).act.isEnabled()
        shown.place.take_code(accepted.code)
        shown.settle()
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
    journey.finish(accepted.stream, "KQ-1")
    journey.finish(other.stream, "KQ-2")
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


def test_a_list_stays_open_until_the_receiver_has_scanned_what_the_giver_did(
    counter: Counter, show: Show, journey: Journey, office: Office, session: Session
) -> None:
    given, missed, strange = journey.accept(), journey.accept(), journey.accept()
    shown = show(HandoverPage(counter))
    out = page(shown).out
    for accepted in (given, missed):
        shown.place.take_code(accepted.code)
        shown.settle()
    shown.place.primary()
    assert {row.stream for row in out.model.rows} == {given.stream, missed.stream}
    # Nothing differs before the receiver has scanned anything.
    assert out.difference.isHidden()
    for accepted in (given, strange):
        shown.place.take_code(accepted.code)
        shown.settle()
    assert out.difference.text().splitlines() == [
        "Only the giver scanned:",
        missed.code,
        "Only the receiver scanned:",
        strange.code,
    ]
    assert not page(shown).act.isEnabled()
    shown.place.primary()
    shown.settle()
    assert worklists.counts(office, session)["in_transit"] == 0
    assert shown.place.back()
    assert set(out.model.ticked) == {given.stream, missed.stream}
    assert out.difference.isHidden()
    shown.place.take_code(strange.code)
    shown.settle()
    shown.place.primary()
    for accepted in (given, missed, strange):
        shown.place.take_code(accepted.code)
        shown.settle()
    shown.place.primary()
    shown.settle()
    assert worklists.counts(office, session)["in_transit"] == 3


def test_the_desk_itself_refuses_a_list_scanned_differently(office: Office, session: Session, journey: Journey) -> None:
    given, other = journey.accept(), journey.accept()
    with pytest.raises(RuleViolation) as refused:
        handover.hand_over(office, session, [given.stream], received=[other.code])
    assert refused.value.rule == "scans_differ"
    assert refused.value.facts["only_giver"] == given.code
    assert refused.value.facts["only_receiver"] == other.code
    assert worklists.counts(office, session)["in_transit"] == 0
    for accepted in (given, other):
        journey.finish(accepted.stream, "KQ-7")
    with pytest.raises(RuleViolation) as refused:
        handover.acknowledge(office, session, [given.stream], whole_lists=True)
    assert refused.value.facts["only_giver"] == other.code
    assert handover.acknowledge(office, session, [given.stream, other.stream], whole_lists=True) == 2


def test_a_result_missing_from_its_list_is_named_and_the_list_stays_open(
    counter: Counter, show: Show, journey: Journey, office: Office, session: Session
) -> None:
    here, missing = journey.accept(), journey.accept()
    for accepted in (here, missing):
        journey.finish(accepted.stream, "KQ-1")
    shown = show(HandoverPage(counter))
    shown.place.take_code(here.code)
    shown.settle()
    side = page(shown).back_in
    assert side.difference.text().splitlines() == ["On the list, not scanned here:", missing.code]
    assert not page(shown).act.isEnabled()
    shown.place.primary()
    shown.settle()
    assert worklists.counts(office, session)["to_return"] == 0
    page(shown).open_list.click()
    shown.settle()
    assert worklists.counts(office, session)["to_return"] == 1
    assert [row.stream for row in side.model.rows] == [missing.stream]
    shown.place.take_code(missing.code)
    shown.settle()
    assert page(shown).open_list.isHidden()
    shown.place.primary()
    shown.settle()
    assert worklists.counts(office, session)["to_return"] == 2


def test_the_hour_of_the_regulation_reminds_once_a_day(
    counter: Counter, qtbot: QtBot, journey: Journey, settle: Callable[[], None], bridge: Bridge
) -> None:
    journey.accept()
    owner = QObject()
    reminder = HandoverReminder(counter, owner)
    told: list[Notice] = []
    reminder.told.connect(told.append)
    reminder.look()
    settle()
    assert told == []
    local = counter.office.now().astimezone(VIETNAM)
    journey.clock.forward(minutes=15 * 60 - local.hour * 60 - local.minute)
    for _ in range(2):
        reminder.look()
        settle()
    assert [notice.text for notice in told] == ["It is past 15:00: 1 dossiers must still be handed over today."]
    assert told[0].links == (("Hand dossiers over", "handover/out"),)
    journey.clock.forward(hours=24)
    reminder.look()
    settle()
    assert "should have been handed over before now" in told[-1].text
    assert told[-1].tone == "late"


def test_a_bold_name_keeps_its_size_beside_the_tick_box(counter: Counter, show: Show, journey: Journey) -> None:
    journey.accept()
    shown = show(HandoverPage(counter))
    view = page(shown).out.view
    text = view.fontMetrics().horizontalAdvance("Nguyễn Thị Hồng Phượng Anh")
    assert view.columnWidth(0) - 17 - 28 > text


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
