"""The pages of a draft in the window: back after a kill, seen, turned, parted, put with their papers, and accepted."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QLineEdit

from app.capture import escl
from app.desk import page_editor, reception, tray, worklists
from app.desk.acting import Session, dossier_at
from app.desk.drafts import Draft
from app.desk.office import Office, close_office
from app.store import tray_steps
from tests.capture.escl_server import serving
from tests.desk.conftest import PASSPHRASE, SetClock
from tests.desk.test_tray import TRAY, sheet, taken_until_killed
from tests.ui.conftest import Shown
from tests.ui.receiving import fill, shown
from tests.ui.receiving import filled as page
from ui import page_tools, words
from ui.keys import in_force
from ui.program import Program
from ui.reception import ReceptionPage

__all__ = ["page", "shown"]


def test_the_program_opens_with_the_pages_of_a_killed_scan(
    office: Office, session: Session, tmp_path: Path, clock: SetClock
) -> None:
    scan = tray.begin(office, session, TRAY)
    folder = tray.folder_of(office, scan)
    names = [f"page-{number:04d}.jpg" for number in range(1, 7)]
    for number, name in enumerate(names):
        (folder / name).write_bytes(sheet(number))
    close_office(office)
    acknowledged = taken_until_killed(tmp_path / "profile", scan, 2)
    with ThreadPoolExecutor(1) as desk:
        # As in the program, where the desk worker opens the office and the window's thread never waits for it.
        again = desk.submit(Program(tmp_path / "profile", None, clock).open, PASSPHRASE).result()
    try:
        kept = tray.all_pages(again, TRAY)
        assert [page.origin for page in kept] == [f"{scan.id}/{name}/0" for name in names]
        assert set(acknowledged) <= {page.origin for page in kept}
        assert not folder.exists()
    finally:
        close_office(again)


# ---------------------------------------------------------------- the page editor


def lay(shown: Shown, page: ReceptionPage, sheets: list[bytes], component: str = "") -> None:
    """Pages as a device lays them, in the tray of the draft in front."""
    office, session, draft = page.counter.office, page.counter.session, page.book.current
    assert draft is not None
    scan = tray.begin(office, session, draft.id, component)
    for number, data in enumerate(sheets, 1):
        path = tray.folder_of(office, scan) / f"page-{number:04d}.jpg"
        path.write_bytes(data)
        for taken in tray.take(office, scan, path):
            tray.improve(office, taken)
    tray.end(office, scan)
    page.side.tray.reload()
    shown.settle()


def choose_pages(page: ReceptionPage, *places: int) -> None:
    page.side.tray.view.clearSelection()
    for place in places:
        page.side.tray.view.item(place).setSelected(True)


def press(
    shown: Shown, page: ReceptionPage, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    shown.bot.keyClick(page.side.tray.view, key, held)
    shown.settle()


def test_pages_are_drawn_blank_ones_stay_and_can_be_taken_back(shown: Shown, page: ReceptionPage) -> None:
    component = page.papers.lines[0].paper.component
    lay(shown, page, [sheet(1), sheet(2, blank=True), sheet(3)], component)
    assert page.side.tray.waiting == {component: 2}
    assert page.papers.lines[0].waiting == 2
    page.side.edit_pages(on=True)
    shown.settle()
    assert set(page.side.tray._drawn) == {held.shown for held in page.side.tray.pages}
    assert "laid aside" in page.side.tray.view.item(1).text()
    choose_pages(page, 1)
    press(shown, page, Qt.Key.Key_Insert)
    assert page.side.tray.waiting == {component: 3}
    choose_pages(page, 0)
    press(shown, page, Qt.Key.Key_Delete)
    assert page.side.tray.waiting == {component: 2}
    assert page.back()
    assert page.side.pages_column.isHidden()


@pytest.mark.parametrize(("height", "letters"), [(660, 16.0), (450, 16.0), (450, 10.5)])
def test_a_row_of_pages_is_in_sight_with_its_words_however_low_the_window(
    shown: Shown, page: ReceptionPage, height: int, letters: float
) -> None:
    page.counter.theme.apply("dark", letters)
    lay(shown, page, [sheet(1), sheet(2)], page.papers.lines[0].paper.component)
    page.side.edit_pages(on=True)
    page.resize(911 if height < 600 else 1278, height)
    shown.settle()
    view = page.side.tray.view
    place = view.visualItemRect(view.item(0))
    try:
        assert place.top() >= 0
        assert place.top() + view.iconSize().height() <= view.viewport().height()
        if letters < 16 or height > 600:
            assert place.bottom() <= view.viewport().height()
    finally:
        page.counter.theme.apply("light", 10.5)


def test_keys_turn_move_part_and_join_and_quick_ones_follow_one_another(shown: Shown, page: ReceptionPage) -> None:
    lay(shown, page, [sheet(1), sheet(2), sheet(3), sheet(4)])
    page.side.edit_pages(on=True)
    first, second, third, fourth = (held.id for held in page.side.tray.pages)
    choose_pages(page, 0)
    across = tray.thumbnail(page.counter.office, page.side.tray.pages[0], 100)
    for _ in range(4):
        shown.bot.keyClick(page.side.tray.view, Qt.Key.Key_R)
    shown.settle()
    assert tray.thumbnail(page.counter.office, page.side.tray.pages[0], 100) == across
    press(shown, page, Qt.Key.Key_R)
    assert tray.thumbnail(page.counter.office, page.side.tray.pages[0], 100) != across
    press(shown, page, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert [held.id for held in page.side.tray.pages] == [second, first, third, fourth]
    choose_pages(page, 2)
    press(shown, page, Qt.Key.Key_T)
    assert len({held.document for held in page.side.tray.pages}) == 2
    press(shown, page, Qt.Key.Key_G)
    assert len({held.document for held in page.side.tray.pages}) == 1
    page.side.tray.view.selectAll()
    press(shown, page, Qt.Key.Key_B)
    assert [held.id for held in page.side.tray.pages] == [second, fourth, first, third]
    choose_pages(page, 0, 1)
    press(shown, page, Qt.Key.Key_2)
    assert [held.removed for held in page.side.tray.pages].count("joined") == 2


def test_keys_take_back_act_by_act_say_what_and_mark_it(shown: Shown, page: ReceptionPage) -> None:
    lay(shown, page, [sheet(1), sheet(2), sheet(3)])
    page.side.edit_pages(on=True)
    panel, held = page.side.tray, Qt.KeyboardModifier.ControlModifier
    as_it_was = panel.pages
    choose_pages(page, 0, 1)
    press(shown, page, Qt.Key.Key_R)
    choose_pages(page, 2)
    press(shown, page, Qt.Key.Key_Left, held)
    moved = panel.pages
    choose_pages(page, 0)
    press(shown, page, Qt.Key.Key_Z, held)
    assert "another order" in shown.told[-1].text
    assert "Ctrl+Y" in shown.told[-1].text
    press(shown, page, Qt.Key.Key_Z, held)
    assert "2 pages turned" in shown.told[-1].text
    assert panel.pages == as_it_was
    assert [item.text()[0] for item in panel.view.selectedItems()] == ["1", "2"]
    assert panel.view.currentItem().isSelected()
    press(shown, page, Qt.Key.Key_Z, held)
    assert "nothing to take back" in shown.told[-1].text
    assert shown.told[-1].tone == "soon"
    press(shown, page, Qt.Key.Key_Y, held)
    press(shown, page, Qt.Key.Key_Z, held | Qt.KeyboardModifier.ShiftModifier)
    assert "Done again" in shown.told[-1].text
    assert panel.pages == moved
    press(shown, page, Qt.Key.Key_Y, held)
    assert "nothing to do again" in shown.told[-1].text


def test_one_key_goes_to_the_pages_and_back_to_where_the_hands_were(shown: Shown, page: ReceptionPage) -> None:
    lay(shown, page, [sheet(1), sheet(2)], page.papers.lines[0].paper.component)
    lay(shown, page, [sheet(3)])
    phone = shown.find(QLineEdit, "applicant.phone")
    phone.setFocus()
    shown.bot.keyClick(phone, Qt.Key.Key_F5, Qt.KeyboardModifier.ShiftModifier)
    shown.settle()
    view = page.side.tray.view
    assert page.focusWidget() is view
    assert [view.row(item) for item in view.selectedItems()] == [2], "the page that has no paper yet"
    assert view.currentRow() == 2
    shown.bot.keyClick(view, Qt.Key.Key_F5, Qt.KeyboardModifier.ShiftModifier)
    shown.settle()
    assert not page.side.editing
    assert page.focusWidget() is phone


def test_a_paper_ticked_by_its_pages_is_not_when_they_are_taken_back(shown: Shown, page: ReceptionPage) -> None:
    first, second = (line.paper.component for line in page.papers.lines[:2])
    if page.papers.lines[1].paper.ticked:
        page.papers.toggle(1)
    lay(shown, page, [sheet(1), sheet(2)], first)
    page.side.edit_pages(on=True)
    choose_pages(page, 1)
    press(shown, page, Qt.Key.Key_T)
    page.side.put_with(1)
    shown.settle()
    assert page.side.tray.waiting == {first: 1, second: 1}
    assert page.papers.lines[1].paper.ticked
    press(shown, page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert not page.papers.lines[1].paper.ticked, "the receipt would name a paper that nobody handed in"
    press(shown, page, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert page.papers.lines[1].paper.ticked
    page.papers.toggle(1)
    page.papers.toggle(1)
    shown.settle()
    press(shown, page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert page.papers.lines[1].paper.ticked, "by hand it was ticked too"


def test_every_act_of_the_editor_has_words_and_no_key_stands_twice(shown: Shown) -> None:
    assert set(page_tools._DONE) == set(tray_steps.Act.__args__)  # type: ignore[attr-defined]
    keys = [key for tool in page_tools.ALL for key in tool.keys]
    assert len(keys) == len(set(keys))
    assert not {QKeySequence(each) for each in keys} & {key.qt() for key in in_force()}


def test_pages_of_no_paper_hold_acceptance_until_alt_and_a_number_puts_them_away(
    shown: Shown, page: ReceptionPage
) -> None:
    lay(shown, page, [sheet(1), sheet(2)])
    page.primary()
    shown.settle()
    assert page.side.pages_column.isVisible()
    assert "no paper yet" in shown.told[-1].text
    assert page.book.current is not None
    page._component_key(1)
    shown.settle()
    component = page.papers.lines[1].paper.component
    assert page.side.tray.waiting == {component: 2}
    draft_id = page.book.current.id
    page.primary()
    shown.settle()
    office, session = page.counter.office, page.counter.session
    (row,) = worklists.page(office, session, "today", None, 10).rows
    with office.store.read() as connection:
        state = dossier_at(connection, row.stream)
    assert state is not None
    assert [(held.component, held.pages) for held in state.files] == [(component, 2)]
    assert not tray.all_pages(office, draft_id)


def test_a_jammed_scan_says_so_and_goes_on_behind_its_pages(shown: Shown, page: ReceptionPage) -> None:
    with serving() as machine:
        machine.feeder = [sheet(1), sheet(2), sheet(3)]
        machine.jam_after = 2
        office = page.counter.office
        office.save_machine_settings(replace(office.machine_settings(), scanner=escl.scanner_at(machine.address).id))
        page.scan()
        shown.bot.waitUntil(lambda: not page.side.scanning.running, timeout=60_000)
        shown.settle()
        assert len(page.side.tray.pages) == 2
        assert shown.told[-1].tone == "late"
        machine.jam_after, machine.adf_state = None, ""
        page.papers.choose(page.papers.lines[0].paper.component)
        page.scan()
        shown.bot.waitUntil(lambda: not page.side.scanning.running, timeout=60_000)
        shown.settle()
    assert [office.vault.read(held.original) for held in page.side.tray.pages] == [sheet(1), sheet(2), sheet(3)]


def test_the_last_line_counts_scanned_pages_as_scanned(shown: Shown, page: ReceptionPage) -> None:
    for number, line in enumerate(page.papers.lines):
        if line.paper.ticked:
            page.papers.toggle(number)
    page.papers.toggle(0)
    shown.settle()
    page._ask_preview()
    shown.settle()
    assert words.debt("scan") in page.closing.debts.text()
    lay(shown, page, [sheet(1)], page.papers.lines[0].paper.component)
    assert words.debt("scan") not in page.closing.debts.text()
    lay_aside = page.side.tray.pages[0]
    page_editor.lay_aside(page.counter.office, page.counter.session, [lay_aside])
    page.side.tray.reload()
    shown.settle()
    assert words.debt("scan") in page.closing.debts.text()


def test_copies_of_an_acceptance_that_was_refused_stay_with_the_draft(
    shown: Shown, page: ReceptionPage, clock: SetClock, ready_draft: Callable[..., Draft]
) -> None:
    office, session = page.counter.office, page.counter.session
    reception.accept(office, session, ready_draft())
    lay(shown, page, [sheet(1), sheet(2)], page.papers.lines[0].paper.component)
    draft = page.book.current
    assert draft is not None
    clock.now -= timedelta(days=2)
    page.primary()
    shown.settle()
    assert shown.told[-1].tone == "late"
    assert [copy.pages for copy in page.papers.lines[0].paper.files] == [2]
    assert page.book.current is not None
    assert page.book.current.papers[0].files
    clock.now += timedelta(days=2)
    page.primary()
    shown.settle()
    (newest, _) = worklists.page(office, session, "today", None, 10).rows
    with office.store.read() as connection:
        state = dossier_at(connection, newest.stream)
    assert state is not None
    assert [copy.pages for copy in state.files] == [2]


def test_nobody_is_sent_home_while_the_scanner_is_at_work(shown: Shown, page: ReceptionPage) -> None:
    with serving() as machine:
        machine.feeder = [sheet(1), sheet(2)]
        office = page.counter.office
        office.save_machine_settings(replace(office.machine_settings(), scanner=escl.scanner_at(machine.address).id))
        page.scan()
        page.closing.guided.emit()
        page.closing.refused.emit()
        assert ["still at work" in notice.text for notice in shown.told[-2:]] == [True, True]
        shown.bot.waitUntil(lambda: not page.side.scanning.running, timeout=60_000)
        shown.settle()
    assert len(page.side.tray.pages) == 2


def test_drafts_are_taken_in_together_with_their_pages_or_the_loose_ones_are_shown(
    shown: Shown, page: ReceptionPage
) -> None:
    lay(shown, page, [sheet(1)])
    first = page.book.current
    assert first is not None
    page.book.begin(first.applicant)
    shown.settle()
    fill(shown, page)
    lay(shown, page, [sheet(2), sheet(3)], page.papers.lines[1].paper.component)
    page.closing.joined.emit()
    shown.settle()
    assert page.book.current is not None
    assert page.book.current.id == first.id
    assert page.side.editing
    assert "no paper yet" in shown.told[-1].text
    page._component_key(0)
    shown.settle()
    page.closing.joined.emit()
    shown.settle()
    office, session = page.counter.office, page.counter.session
    rows = worklists.page(office, session, "today", None, 10).rows
    found = []
    with office.store.read() as connection:
        for row in rows:
            state = dossier_at(connection, row.stream)
            assert state is not None
            found.append([copy.pages for copy in state.files])
    assert sorted(found) == [[1], [2]]
    assert not tray.trays(office, session)


def test_what_another_program_scans_comes_to_the_draft_in_front(
    office: Office, shown: Shown, page: ReceptionPage, tmp_path: Path
) -> None:
    place = tmp_path / "scans"
    place.mkdir()
    (place / "old.jpg").write_bytes(sheet(90))
    office.save_machine_settings(replace(office.machine_settings(), watched_folder=str(place)))
    page.side.folder.look()
    shown.settle()
    (place / "one.jpg").write_bytes(sheet(1))
    (place / "two.jpg").write_bytes(b"\xff\xd8\xff cut off")
    for _ in range(2):
        page.side.folder.look()
        shown.settle()
    draft = page.book.current
    assert draft is not None
    kept = tray.all_pages(office, draft.id)
    assert [office.vault.read(laid.original) for laid in kept] == [sheet(1)]
    assert sorted(path.name for path in place.iterdir()) == ["old.jpg", "two.jpg"]
    assert "two.jpg" in shown.told[-1].text
