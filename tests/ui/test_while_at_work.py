"""What changes in the middle of the work: catalogue and unit, clock, scanner, lock, officer; a key pressed twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from app.capture import escl
from app.desk import drafts, printing, sign_in, tray, worklists
from app.desk.office import Office
from app.domain.reference import reference_document
from app.paper.pages import page_text
from app.store import journal, reference
from resources import reference_parts
from tests.capture.escl_server import serving
from tests.desk.conftest import CARD, HASH, OFFICER, PASSWORD, PROCEDURE, UNIT, SetClock
from tests.desk.test_tray import sheet
from tests.ui.conftest import Shown
from tests.ui.receiving import OTHER_CARD, fill, shown
from tests.ui.receiving import filled as page
from tests.ui.starting import Start, start, working
from ui.frame import Frame
from ui.reception import ReceptionPage

__all__ = ["page", "shown", "start", "working"]
NAME = "Nguyễn Tiến Nam"
Part = dict[str, Any]


def renew(office: Office, change: Callable[[Part], None]) -> None:
    """The province's next reference data arrive, changed by ``change``."""
    parts: Part = dict(reference_parts())
    parts["officers"] = [{**officer, "password_hash": HASH} for officer in parts["officers"]]
    change(parts)
    document = msgspec.json.encode(reference_document(version=2, **parts))
    with office.store.write() as connection:
        reference.keep(connection, reference.ReferenceDocument(2, date(2018, 1, 1), document, b"", office.now()))


def rows(page: ReceptionPage) -> list[worklists.Row]:
    return list(worklists.page(page.counter.office, page.counter.session, "all").rows)


def test_a_procedure_withdrawn_while_its_draft_is_open_is_refused_with_the_draft_kept(
    shown: Shown, page: ReceptionPage
) -> None:
    before = page.book.current

    def withdraw(parts: Part) -> None:
        catalogue = dict(parts["catalogue"])
        catalogue["procedure"] = [each for each in catalogue["procedure"] if each["code"] != PROCEDURE]
        parts["catalogue"] = catalogue

    renew(page.counter.office, withdraw)
    shown.settle()
    page._ask_preview()
    shown.settle()
    page.primary()
    shown.settle()
    assert not rows(page)
    assert page.book.current == before
    assert shown.told[-1].tone == "late"
    assert "procedure" in shown.told[-1].text.lower()
    # Another one is chosen for the same person, and nothing of the person is typed again.
    fill_other = "2.000815"
    page.procedure.picked.emit(fill_other)
    shown.settle()
    assert page.book.current is not None
    assert page.book.current.procedure_code == fill_other
    assert page.book.current.applicant.full_name == NAME


def test_a_unit_renamed_while_a_draft_is_open_is_on_the_receipt_by_its_new_name(
    shown: Shown, page: ReceptionPage
) -> None:
    new = "Trung tâm Hành chính công Âu Cơ mới"

    def rename(parts: Part) -> None:
        units = dict(parts["units"])
        units["unit"] = [{**each, "one_stop_name": new} if each["code"] == UNIT else each for each in units["unit"]]
        parts["units"] = units

    renew(page.counter.office, rename)
    page.primary()
    shown.settle()
    [row] = rows(page)
    [job] = [line for line in printing.queue(page.counter.office) if line.stream == row.stream]
    text = " ".join(page_text(printing.pdf_of(page.counter.office, job.id), 0).split())
    assert new.upper() in text.upper()


def test_a_new_draft_does_not_offer_what_only_the_one_before_may(shown: Shown, page: ReceptionPage) -> None:
    page.procedure.picked.emit("2.000815")
    shown.settle()
    assert not page.closing.give_button.isHidden()
    page.go("new")
    shown.settle()
    assert page.closing.give_button.isHidden()


def test_a_hint_on_one_draft_is_not_left_standing_over_another(busy_frame: Frame, settle: Callable[[], None]) -> None:
    frame = busy_frame
    frame.go("reception")
    settle()
    for other in ("returns", "reception/new"):
        frame.go("reception")
        frame.take_card(CARD)
        frame.take_card(OTHER_CARD)
        assert frame._notice.text == "The second card was taken for the submitter."
        frame.go(other)
        settle()
        assert frame._notice.text == ""


def test_acceptance_pressed_twice_makes_one_dossier(shown: Shown, page: ReceptionPage) -> None:
    for _ in range(3):
        page.primary()
    shown.settle()
    for _ in range(2):
        page.closing.accept_button.click()
    shown.settle()
    assert len(rows(page)) == 1


@pytest.mark.parametrize("days", [3, -1])
def test_the_clock_set_between_draft_and_acceptance_counts_from_the_acceptance_or_is_refused(
    shown: Shown, page: ReceptionPage, clock: SetClock, days: int
) -> None:
    office, session = page.counter.office, page.counter.session
    if days < 0:
        # Something was recorded today: time does not run back behind it.
        page.primary()
        shown.settle()
        fill(shown, page)
    taken = len(rows(page))
    clock.now += timedelta(days=days)
    page.primary()
    shown.settle()
    found = worklists.page(office, session, "all").rows
    if days < 0:
        assert len(found) == taken
        assert shown.told[-1].tone == "late"
        assert page.book.current is not None
        assert page.book.current.applicant.full_name == NAME
    else:
        [row] = found
        assert row.accepted_at == clock.now


def test_the_page_looks_at_the_clock_again_while_a_draft_stays_open(
    shown: Shown, page: ReceptionPage, clock: SetClock
) -> None:
    shown.bot.waitUntil(lambda: not page._preview_timer.isActive())
    shown.settle()
    before = page.due._when.text()
    clock.now += timedelta(days=1)
    page._fresh.timeout.emit()
    shown.settle()
    assert page.due._when.text() != before


def scan_and(shown: Shown, page: ReceptionPage, meanwhile: Callable[[], None]) -> None:
    """Two sheets are scanned, and ``meanwhile`` happens before the first has come."""
    with serving() as machine:
        machine.feeder = [sheet(1), sheet(2)]
        office = page.counter.office
        office.save_machine_settings(replace(office.machine_settings(), scanner=escl.scanner_at(machine.address).id))
        page.scan()
        assert page.side.scanning.running
        meanwhile()
        shown.bot.waitUntil(lambda: not page.side.scanning.running, timeout=60_000)
        shown.settle()


def test_a_scan_goes_on_while_the_window_is_locked_or_another_place_is_in_front(
    shown: Shown, page: ReceptionPage
) -> None:
    scanned_for = page.book.current
    assert scanned_for is not None
    scan_and(shown, page, page.hide)
    page.show()
    page.enter()
    shown.settle()
    assert page.book.current == scanned_for
    assert len(tray.all_pages(page.counter.office, scanned_for.id)) == 2
    assert len(page.side.tray.pages) == 2


def test_a_scan_stays_with_its_draft_though_another_comes_to_the_front(shown: Shown, page: ReceptionPage) -> None:
    scanned_for = page.book.current
    assert scanned_for is not None
    scan_and(shown, page, lambda: page.go("new"))
    assert page.book.current is not None
    other = page.book.current
    assert other.id != scanned_for.id
    assert len(tray.all_pages(page.counter.office, scanned_for.id)) == 2
    assert not tray.all_pages(page.counter.office, other.id)


def other_officer(working: Start) -> str:
    assert working.office is not None
    return next(choice.id for choice in sign_in.officers(working.office) if choice.id != OFFICER)


def test_who_signs_in_next_sees_nothing_of_the_one_before_and_loses_nothing_of_it(working: Start, qtbot: QtBot) -> None:
    window, office = working.window, working.office
    assert window.frame is not None
    assert office is not None
    first = window.frame._counter.session
    reception: Any = window.frame.place
    reception.procedure.picked.emit(PROCEDURE)
    window.frame.take_card(CARD)
    working.settle()
    with office.store.read() as connection:
        unsent = journal.waiting(connection)
    window.lock()
    window.sign_out()
    working.settle()
    assert window.sign_in is not None
    window.sign_in.choose(other_officer(working))
    window.sign_in.password.setText(PASSWORD)
    window.sign_in._try()
    working.settle()
    assert window.frame is not None
    assert window.frame._counter.session.officer != first.officer
    shown_now: Any = window.frame.place
    assert [draft.applicant.full_name for draft in shown_now.book.drafts] == [""]
    lines = [each.text() for kind in (QLabel, QLineEdit) for each in window.frame.findChildren(kind)]
    assert lines
    assert not [text for text in lines if NAME in text]
    qtbot.keyClick(window.frame, Qt.Key.Key_F3)
    working.settle()
    (kept,) = drafts.drafts(office, first)
    assert kept.applicant.full_name == NAME
    with office.store.read() as connection:
        assert journal.waiting(connection) == unsent
