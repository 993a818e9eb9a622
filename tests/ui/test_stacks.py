"""A stack from the window: sheets printed from the checklist, one run of the feeder, each page with its paper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton

from app.capture import escl
from app.desk import printing, reception, scan_profiles, supplements, tray
from app.desk.drafts import Draft
from app.desk.supplements import Wanted
from app.settings import ScanProfile
from tests.capture.escl_server import FakeScanner, serving
from tests.desk.test_stacks import picture, separator, with_symbol
from tests.desk.test_tray import sheet
from tests.ui.conftest import Shown
from tests.ui.receiving import filled as page
from tests.ui.receiving import shown
from ui.reception import ReceptionPage

__all__ = ["page", "shown"]


def scan(shown: Shown, page: ReceptionPage, machine: FakeScanner, stack: list[bytes]) -> None:
    """F5 with a stack in the feeder of a scanner in the network."""
    machine.feeder = list(stack)
    office = page.counter.office
    office.save_machine_settings(replace(office.machine_settings(), scanner=escl.scanner_at(machine.address).id))
    page.scan()
    shown.bot.waitUntil(lambda: not page.side.scanning.running, timeout=60_000)
    shown.settle()


def names(page: ReceptionPage) -> list[str]:
    return [line.paper.component for line in page.papers.lines]


def documents(page: ReceptionPage) -> list[tuple[str, int]]:
    draft = page.book.current
    assert draft is not None
    return [(each.component, len(each.pages)) for each in tray.documents(page.counter.office, draft.id)]


def test_sheets_of_the_checklist_are_printed_and_one_stack_files_itself(
    shown: Shown, page: ReceptionPage, tmp_path: Path
) -> None:
    office = page.counter.office
    office.save_machine_settings(replace(office.machine_settings(), printer=f"file:{tmp_path / 'printed'}"))
    button = shown.find(QToolButton, "papers.more")
    assert isinstance(button, QToolButton)
    next(act for act in button.menu().actions() if act.text().startswith("Print separator sheets")).trigger()
    shown.settle()
    (pdf,) = (tmp_path / "printed").glob("*.pdf")
    sheets = pdf.read_bytes()
    components = names(page)
    stack: list[bytes] = []
    for number in range(len(components)):
        stack += [picture(sheets, number), *(sheet(10 * number + more) for more in range(number + 1))]
    with serving() as machine:
        scan(shown, page, machine, stack)
    assert documents(page) == [(component, number + 1) for number, component in enumerate(components)]
    assert [line.waiting for line in page.papers.lines] == [number + 1 for number in range(len(components))]
    assert shown.told[-1].tone == "ok"
    assert not page.side.editing


def test_a_missing_separator_is_named_with_the_paper_its_pages_lie_with(shown: Shown, page: ReceptionPage) -> None:
    first, second = (line.paper for line in page.papers.lines[:2])
    assert len(page.papers.lines) == 2
    with serving() as machine:
        scan(shown, page, machine, [separator(first.component), sheet(1), sheet(2), sheet(3)])
    assert documents(page) == [(first.component, 3)]
    said = shown.told[-1]
    assert said.tone == "soon"
    assert f"No separator came for “{second.name}”: its pages probably lie with “{first.name}”" in said.text
    assert page.side.editing


def test_a_stack_that_a_jam_cut_in_two_is_one_stack(shown: Shown, page: ReceptionPage) -> None:
    first, second = names(page)
    whole = [separator(first), sheet(1), sheet(2), sheet(3), separator(second), sheet(4)]
    with serving() as machine:
        machine.jam_after = 3
        scan(shown, page, machine, whole)
        assert documents(page) == [(first, 2)]
        assert shown.told[-1].tone == "late"
        assert not page.side.editing
        machine.jam_after, machine.adf_state = None, ""
        page.scan()
        shown.bot.waitUntil(lambda: not page.side.scanning.running, timeout=60_000)
        shown.settle()
    assert documents(page) == [(first, 3), (second, 1)]
    assert shown.told[-1].tone == "ok"


def test_a_stack_without_sheets_stays_with_the_paper_it_was_scanned_for(shown: Shown, page: ReceptionPage) -> None:
    second = page.papers.lines[1].paper.component
    page.papers.choose(second)
    told = len(shown.told)
    with serving() as machine:
        scan(shown, page, machine, [sheet(1), sheet(2)])
    assert documents(page) == [(second, 2)]
    assert len(shown.told) == told


def test_a_receipt_on_top_leads_to_its_dossier_and_back_when_that_was_not_meant(
    shown: Shown, page: ReceptionPage, ready_draft: Callable[..., Draft]
) -> None:
    office, session = page.counter.office, page.counter.session
    accepted = reception.accept(office, session, ready_draft())
    component = page.papers.lines[1].paper.component
    supplements.request_supplement(office, session, accepted.stream, (Wanted(component, "Bản sao", "bị mờ"),))
    receipt = picture(printing.pdf_of(office, accepted.prints[0]), 0, 200)
    with serving() as machine:
        scan(shown, page, machine, [receipt, separator(component), sheet(4), sheet(5)])
    assert documents(page) == []
    there = tray.documents(office, accepted.stream)
    assert [(each.component, len(each.pages)) for each in there] == [(component, 2)]
    said = shown.told[-1]
    assert accepted.code in said.text
    assert [address for _, address in said.links] == [f"dossier/{accepted.stream}", "reception/bring_back"]
    page.go("bring_back")
    shown.settle()
    assert tray.documents(office, accepted.stream) == ()
    assert sum(count for _, count in documents(page)) == 3
    assert page.side.editing


def test_sheets_turned_by_hand_are_asked_for_and_filed_when_both_sides_are_there(
    shown: Shown, page: ReceptionPage
) -> None:
    first, second = names(page)
    office, session = page.counter.office, page.counter.session
    with serving() as machine:
        scanner = escl.scanner_at(machine.address).id
        scan_profiles.save(office, session, ScanProfile("Hai mặt bằng tay", scanner, "manual_duplex"))
        scan_profiles.choose(office, session, "Hai mặt bằng tay")
        scan(shown, page, machine, [separator(first), sheet(1), separator(second), sheet(3)])
        assert "Turn the stack" in page.side.scanning._words.text()
        assert not page.side.stacks.busy
        # The turned stack gives the back of the last sheet first; a separator's back is blank.
        scan(shown, page, machine, [sheet(4), sheet(9, blank=True), sheet(2), sheet(8, blank=True)])
    assert documents(page) == [(first, 2), (second, 2)]
    assert shown.told[-1].tone == "ok"


def test_a_receipt_this_machine_does_not_know_and_a_sheet_of_no_paper_here_are_named(
    shown: Shown, page: ReceptionPage
) -> None:
    first, second = names(page)[:2]
    with serving() as machine:
        scan(shown, page, machine, [with_symbol("H44.99.09-261123-0042"), sheet(1)])
        said = shown.told[-1]
        assert said.tone == "soon"
        assert said.text == (
            "The receipt of H44.99.09-261123-0042 lay on top, but this machine does not know it yet. It and what lay "
            "behind it wait here without a paper: look whose they are."
        )
        assert documents(page) == [("", 2)]
        assert page.side.editing
        page.side.stacks.send_or_bring()
        shown.settle()
        assert "does not know the dossier H44.99.09-261123-0042" in shown.told[-1].text
        assert documents(page) == [("", 2)]
        scan(
            shown,
            page,
            machine,
            [separator(first), sheet(2), separator("nobody"), sheet(3), separator(second), sheet(4)],
        )
    assert "of no paper here" in shown.told[-1].text
    assert shown.told[-1].tone == "soon"
    assert sum(count for component, count in documents(page) if component not in names(page)) >= 1


def test_a_receipt_among_the_pages_is_named_and_nothing_behind_it_is_filed(shown: Shown, page: ReceptionPage) -> None:
    first = page.papers.lines[0].paper.component
    other = "H44.99.09-261123-0042"
    with serving() as machine:
        scan(shown, page, machine, [separator(first), sheet(1), with_symbol(other), sheet(2)])
    assert documents(page) == [(first, 1), ("", 2)]
    assert shown.told[-1].tone == "soon"
    assert other in shown.told[-1].text
    assert "another person's" in shown.told[-1].text


def test_one_key_sends_what_lies_behind_a_receipt_to_its_dossier_and_brings_it_back(
    shown: Shown, page: ReceptionPage, ready_draft: Callable[..., Draft]
) -> None:
    office, session = page.counter.office, page.counter.session
    other = reception.accept(office, session, ready_draft())
    receipt = picture(printing.pdf_of(office, other.prints[0]), 0, 200)
    first = page.papers.current
    with serving() as machine:
        scan(shown, page, machine, [sheet(1), receipt, sheet(2), sheet(3)])
    assert documents(page) == [(first, 1), ("", 3)]
    (words, address) = shown.told[-1].links[-1]
    assert (words, address) == (f"Send them to {other.code} (Ctrl+H)", "reception/send_on")
    shown.bot.keyClick(page.side.tray.view, Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    shown.settle()
    assert documents(page) == [(first, 1)]
    assert [len(each.pages) for each in tray.documents(office, other.stream)] == [2]
    assert f"2 pages that lay behind the receipt of {other.code}" in shown.told[-1].text
    shown.bot.keyClick(page.side.tray.view, Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    shown.settle()
    assert documents(page) == [(first, 1), ("", 3)]
    assert tray.documents(office, other.stream) == ()
