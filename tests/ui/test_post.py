"""The page of the post: what waits, slips that were cut off, and the answer that decides about them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.desk import handover, preferences, printing, worklists
from app.desk.acting import Session
from app.desk.dossier_page import open_dossier
from app.desk.office import Office
from app.desk.printing import PrintLine
from app.domain.events import VIETNAM
from app.paper.pages import page_text
from app.settings import OfficerSettings
from app.store import files, journal, prints
from app.store.journal import Settlement
from tests.desk.conftest import SetClock
from tests.ui.conftest import Journey, Shown, workers_held
from ui import post_tables
from ui.frame import Frame
from ui.place import Counter, Notice, Place
from ui.places import MAKERS
from ui.post import SHEETS, PostPage

Show = Callable[[Place], Shown]


def page(shown: Shown) -> PostPage:
    assert isinstance(shown.place, PostPage)
    return shown.place


def jobs(office: Office) -> list[PrintLine]:
    return list(printing.of_day(office, office.now().astimezone(VIETNAM).date()))


def test_every_sheet_says_what_would_stand_in_it(counter: Counter, show: Show) -> None:
    shown = show(PostPage(counter))
    for name in SHEETS:
        shown.place.go(name)
        assert page(shown).sheet == name
        if name != "ranges":
            assert page(shown)._lists[name].blank.said
            assert page(shown).views[name].isHidden()
    assert "not reached the province" in page(shown).state.text()


def test_acts_wait_in_words_with_their_dossier(counter: Counter, show: Show, journey: Journey) -> None:
    accepted = journey.accept()
    shown = show(PostPage(counter))
    first = page(shown)._models["outbox"].rows[0]
    assert first.code == accepted.code
    assert first.text.startswith("Tiếp nhận hồ sơ, hẹn trả")
    assert "safe on this machine" in page(shown).detail.text()
    shown.bot.keyClick(page(shown).views["outbox"], Qt.Key.Key_Return)
    assert shown.wanted == [f"dossier/{accepted.stream}"]


def test_a_refused_act_says_why_and_what_to_do(counter: Counter, show: Show, journey: Journey, office: Office) -> None:
    journey.accept()
    with office.store.write() as connection:
        first = journal.unsent(connection, 1)[0]
        journal.settle(connection, [Settlement(first.body.id, "refused", code="size")], "epoch")
    shown = show(PostPage(counter))
    shown.place.go("tray")
    assert "larger than the hub takes" in page(shown).detail.text()
    assert "administrator" in page(shown).detail.text()


def test_the_line_is_told_in_words(counter: Counter, show: Show, office: Office) -> None:
    office.post.last_contact = office.now()
    office.post.state = "idle"
    shown = show(PostPage(counter))
    assert "Everything is at the province" in page(shown).state.text()
    office.post.reason, office.post.state = "hub_unreachable", "waiting"
    office.post.next_try = office.now() + timedelta(minutes=4)
    shown.place.enter()
    shown.settle()
    assert "No line to the province since 08:30. Next try 08:34." in page(shown).state.text()
    assert "cannot be reached" in page(shown).why.text()


@pytest.mark.parametrize(
    ("reason", "cause", "said"),
    [
        ("hub_unreachable", "no_route", "no network; next try 08:34"),
        ("hub_unreachable", "timeout", "no answer came, so it is sent again; next try 08:34"),
        ("hub_answer_invalid", "content_type", "a login page is in the way; next try 08:34"),
        ("hub_busy", "", "the hub is busy; next try 08:34"),
        ("hub_refused", "request_invalid", "the hub refused it; next try 08:34"),
        ("upgrade_needed", "", "a newer version is needed here; next try 08:34"),
        ("", "", "waits its turn"),
    ],
)
def test_everything_that_waits_says_why_and_when_next(
    counter: Counter, show: Show, journey: Journey, office: Office, reason: str, cause: str, said: str
) -> None:
    journey.accept()
    journey.accept()
    with office.store.write() as connection:
        second = journal.unsent(connection)[1]
        journal.settle(connection, [Settlement(second.body.id, "upgrade")], "epoch")
        files.add(connection, "aa" * 32, 4000, "application/pdf", office.now())
        files.add(connection, "bb" * 32, 4000, "application/pdf", office.now())
        files.sending(connection, "bb" * 32, 1000)
    post = office.post
    post.state, post.reason, post.cause = "waiting" if reason else "idle", reason, cause
    post.next_try = office.now() + timedelta(minutes=4) if reason else None
    shown = show(PostPage(counter))
    models = page(shown)._models
    asked_daily = "the hub needs a newer version; asked again every day"
    assert [models["outbox"].cell(place, 3).text for place in range(2)] == [said, asked_daily]
    part = "25 % sent" if not reason else f"25 % sent · {said}"
    assert [models["files"].cell(place, 4).text for place in range(2)] == [said, part]


def test_send_now_wakes_the_post(counter: Counter, show: Show, office: Office) -> None:
    woken: list[bool] = []
    office.post.send_now = lambda: woken.append(True)
    shown = show(PostPage(counter))
    shown.place.primary()
    shown.settle()
    assert woken == [True]


def test_numbers_left_and_the_next_one(counter: Counter, show: Show, journey: Journey) -> None:
    journey.accept()
    shown = show(PostPage(counter))
    shown.place.go("ranges")
    row = page(shown)._models["ranges"].rows[0]
    assert (row.first, row.last, row.following, row.left) == (1, 50, 2, 49)


@pytest.mark.parametrize(("act", "state"), [("came_out", "printed"), ("again", "queued")])
def test_a_slip_cut_off_waits_for_the_word_of_the_officer(
    counter: Counter, show: Show, journey: Journey, office: Office, act: str, state: str
) -> None:
    journey.accept()
    with office.store.write() as connection:
        prints.start_next(connection, office.now())
    shown = show(PostPage(counter))
    shown.place.go("prints")
    assert "Did the paper come out?" in page(shown).detail.text()
    page(shown)._acts[act].click()
    shown.settle()
    assert jobs(office)[0].state == state


def test_a_printed_slip_is_handed_out_or_spoiled_and_printed_again(
    counter: Counter, show: Show, journey: Journey, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    journey.accept()
    printing.run_print_queue(office)
    shown = show(PostPage(counter))
    shown.place.go("prints")
    assert "handed_out" in post_tables.acts_of("prints", jobs(office)[0])
    page(shown)._acts["handed_out"].click()
    shown.settle()
    assert jobs(office)[0].handed_out_at is not None
    assert shown.told[-1].text == "Handed out: Receipt."
    assert not page(shown)._acts["spoiled"].isVisible(), "what the citizen holds is replaced, not spoiled"
    shown.place.print_again()
    shown.settle()
    assert sorted(job.copy_number for job in jobs(office)) == [1, 2]


def test_a_receipt_of_yesterday_is_listed_until_it_is_handed_out(
    counter: Counter, show: Show, journey: Journey, office: Office, session: Session, clock: SetClock
) -> None:
    """Printed and left lying, or only recorded: both are there the next morning, each with the key that pays it."""
    printed = journey.accept().stream
    printing.run_print_queue(office)
    handed = journey.accept().stream
    printing.run_print_queue(office)
    printing.hand_out(office, session, printing.of_dossier(office, handed)[0].id)
    recorded = journey.accept().stream
    clock.forward(days=3)
    assert {row.stream for row in worklists.page(office, session, "debts").rows} >= {printed, recorded}
    shown = show(PostPage(counter))
    shown.place.go("prints")
    with shown.bot.waitActive(page(shown)):
        page(shown).activateWindow()
    model = page(shown)._models["prints"]
    assert [(row.stream, row.state) for row in model.rows] == [(recorded, "queued"), (printed, "printed")]
    page(shown).views["prints"].setCurrentIndex(model.index(0, 0))
    shown.bot.keyClick(page(shown).views["prints"], Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    shown.settle()
    assert [row.stream for row in model.rows] == [recorded, printed], "what is not on paper is not handed out"
    page(shown).views["prints"].setCurrentIndex(model.index(1, 0))
    shown.bot.keyClick(page(shown).views["prints"], Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    shown.settle()
    assert shown.told[-1].text == "Handed out: Receipt."
    assert [row.stream for row in model.rows] == [recorded]
    assert "hand_out" not in open_dossier(office, session, printed).debts


def test_a_handover_list_is_printed_again_and_says_so(
    counter: Counter, show: Show, journey: Journey, office: Office, session: Session
) -> None:
    accepted = journey.accept()
    printing.run_print_queue(office)
    (job,) = handover.hand_over(office, session, [accepted.stream]).prints
    printing.run_print_queue(office)
    shown = show(PostPage(counter))
    shown.place.go("prints")
    view = page(shown).views["prints"]
    row = next(at for at, line in enumerate(page(shown)._models["prints"].rows) if line.id == job)
    view.setCurrentIndex(page(shown)._models["prints"].index(row, 0))
    page(shown)._acts["again"].click()
    shown.settle()
    assert shown.told[-1].text == "Printing again: Handover list."
    again = next(line for line in jobs(office) if line.copy_number == 2)
    assert accepted.code in page_text(printing.pdf_of(office, again.id), 0)
    assert "In lại lần 1" in page_text(printing.pdf_of(office, again.id), 0)


def test_a_slip_the_printer_refused_names_the_reason(
    counter: Counter, show: Show, journey: Journey, office: Office, tmp_path: Path
) -> None:
    (tmp_path / "no-folder").write_text("", encoding="utf-8")
    office.save_machine_settings(replace(office.machine_settings(), printer=f"file:{tmp_path / 'no-folder' / 'in'}"))
    journey.accept()
    printing.run_print_queue(office)
    shown = show(PostPage(counter))
    shown.place.go("prints")
    assert "printer does not answer" in page(shown).detail.text()
    assert page(shown)._acts["again"].isVisible()


@pytest.fixture
def seeing_first(office: Office, session: Session) -> None:
    preferences.save_officer_settings(office, session, OfficerSettings(preview_before_print=True))


def test_a_slip_that_waits_to_be_seen_is_shown_and_printed_by_one_key(
    counter: Counter, show: Show, journey: Journey, office: Office, seeing_first: None
) -> None:
    journey.accept()
    journey.clock.forward(minutes=1)
    journey.accept()
    assert printing.run_print_queue(office) == 0
    shown = show(PostPage(counter))
    shown.place.go("prints")
    shown.settle()
    first, second = jobs(office)
    assert page(shown).views["prints"].current_key == first.id
    assert "waits until it was looked at" in page(shown).detail.text()
    shown.bot.waitUntil(lambda: page(shown).page.page_total > 0, timeout=5_000)
    shown.place.primary()
    shown.settle()
    assert [job.state for job in jobs(office)] == ["printed", "queued"]
    assert shown.told[-1].text == "Printed: Receipt."
    assert page(shown).views["prints"].current_key == second.id


def test_a_slip_that_takes_long_to_print_says_so_and_is_printed_once(
    counter: Counter, show: Show, journey: Journey, seeing_first: None, office: Office, tmp_path: Path
) -> None:
    journey.accept()
    shown = show(PostPage(counter))
    shown.place.go("prints")
    shown.settle()
    place = page(shown)
    shown.bot.waitUntil(lambda: place.page.page_total > 0, timeout=5_000)
    with workers_held(counter.bridge):
        shown.place.primary()
        shown.place.primary()
        shown.bot.waitUntil(place.printing.isVisible, timeout=5_000)
        assert "Receipt" in place.printing.findChildren(QLabel)[0].text()
    shown.settle()
    assert place.printing.isHidden()
    assert not place.printing.running
    assert [job.state for job in jobs(office)] == ["printed"]
    assert len(list(tmp_path.glob("paper/*.pdf"))) == 1


def test_the_page_of_a_chosen_slip_is_the_paper_that_was_printed(
    counter: Counter, show: Show, journey: Journey, office: Office
) -> None:
    journey.accept()
    printing.run_print_queue(office)
    shown = show(PostPage(counter))
    shown.place.go("prints")
    shown.settle()
    shown.bot.waitUntil(lambda: page(shown).page.page_total > 0, timeout=5_000)
    assert page(shown).print_seen.isHidden()


def test_the_frame_offers_a_waiting_slip_beside_what_was_done(
    counter: Counter, journey: Journey, seeing_first: None, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    frame = Frame(counter, MAKERS)
    qtbot.addWidget(frame)
    frame.show()
    frame.go("dossiers")
    settle()
    frame.tell(Notice("Recorded."))
    journey.accept()
    settle()
    links = frame.findChild(QLabel, "notice.links")
    assert isinstance(links, QLabel)
    assert "See the slip and print it" in links.text()
    assert frame._notice.text == "Recorded."
    printer = frame.findChild(QPushButton, "strip.printer")
    assert isinstance(printer, QPushButton)
    qtbot.waitUntil(lambda: printer.text() == "1 slips wait to be seen (Ctrl+Shift+P)", timeout=8_000)
    frame.close_places()
