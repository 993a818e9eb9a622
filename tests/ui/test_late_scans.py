"""An accepted dossier scanned later: F5 on its page, F9 attaches, and what a stack left there is found again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QRegularExpression, Qt
from PySide6.QtWidgets import QCheckBox

from app.capture import escl
from app.capture.metadata import facts_of
from app.desk import copies as desk_copies
from app.desk import supplements, tray
from app.desk.acting import dossier_at
from app.desk.office import Office
from tests.capture.escl_server import serving
from tests.desk.test_budgets import photograph
from tests.desk.test_stacks import separator
from tests.desk.test_tray import sheet
from tests.ui.conftest import Journey, Shown, workers_held
from ui import words
from ui.dossier import SCANS, DossierPage
from ui.paper_copies import FactsForm
from ui.place import Counter, Place


@pytest.fixture
def shown(counter: Counter, show: Callable[[Place], Shown]) -> Shown:
    return show(DossierPage(counter))


def page_of(shown: Shown) -> DossierPage:
    assert isinstance(shown.place, DossierPage)
    return shown.place


def copies(office: Office, stream: str) -> list[tuple[str, int]]:
    with office.store.read() as connection:
        state = dossier_at(connection, stream)
    assert state is not None
    return [(held.component, held.pages) for held in state.files]


def scan(shown: Shown, stack: list[bytes]) -> None:
    page = page_of(shown)
    with serving() as machine:
        machine.feeder = stack
        office = page.counter.office
        office.save_machine_settings(replace(office.machine_settings(), scanner=escl.scanner_at(machine.address).id))
        page.scan()
        shown.bot.waitUntil(lambda: not page.scans.scanning.running, timeout=60_000)
        shown.settle()


def test_what_was_not_scanned_at_reception_is_scanned_and_attached_later(shown: Shown, journey: Journey) -> None:
    accepted = journey.accept()
    page = page_of(shown)
    page.go(accepted.stream)
    shown.settle()
    assert page._view is not None
    assert "scan" in page._view.debts
    first, second = (held.paper for held in page._view.dossier.papers)
    scan(shown, [sheet(1), sheet(2)])
    assert page.tabs.currentIndex() == SCANS
    assert page.tabs.tabText(SCANS).endswith("(2)")
    assert page.scans.tray.waiting == {first.component: 2}
    page.primary()
    shown.settle()
    assert copies(page.counter.office, accepted.stream) == [(first.component, 2)]
    assert page.tabs.tabText(SCANS) == "Scanned pages"
    assert page.scans.tray.pages == ()
    scan(shown, [sheet(3), separator(second.component), sheet(4)])
    assert page.scans.tray.waiting == {"": 1, second.component: 1}
    page.primary()
    shown.settle()
    assert copies(page.counter.office, accepted.stream) == [(first.component, 2), (second.component, 1)]
    assert page.scans.tray.waiting == {"": 1}
    assert "stay here" in page.scans._words.text()
    assert page._view is not None
    assert "scan" not in page._view.debts
    assert words.debt("scan") not in [line.text() for line in page.acts.owed.findChildren(type(page.scans._words))]


def test_attaching_that_is_stopped_leaves_the_pages_in_the_tray(shown: Shown, journey: Journey) -> None:
    accepted = journey.accept()
    page = page_of(shown)
    page.go(accepted.stream)
    shown.settle()
    assert page._view is not None
    first, second = (held.paper for held in page._view.dossier.papers)
    scan(shown, [sheet(1), separator(second.component), sheet(2)])
    page.scans.tray.assign(first.component)
    shown.settle()
    with workers_held(page.counter.bridge):
        page.primary()
        assert page.back(), "Esc stops it"
    shown.settle()
    assert copies(page.counter.office, accepted.stream) == []
    assert sum(page.scans.tray.waiting.values()) == 2
    page.primary()
    shown.settle()
    assert len(copies(page.counter.office, accepted.stream)) == 2
    assert not page.scans.attaching.running


def test_nothing_is_attached_while_the_scanner_is_at_work(shown: Shown, journey: Journey) -> None:
    accepted = journey.accept()
    page = page_of(shown)
    page.go(accepted.stream)
    shown.settle()
    with serving() as machine:
        machine.feeder = [sheet(1)]
        office = page.counter.office
        office.save_machine_settings(replace(office.machine_settings(), scanner=escl.scanner_at(machine.address).id))
        page.scan()
        page.primary()
        assert "still at work" in shown.told[-1].text
        shown.bot.waitUntil(lambda: not page.scans.scanning.running, timeout=60_000)
        shown.settle()
    assert copies(page.counter.office, accepted.stream) == []
    assert len(tray.all_pages(page.counter.office, accepted.stream)) == 1


def test_pages_of_one_dossier_never_show_on_another(shown: Shown, journey: Journey) -> None:
    one, other = journey.accept(), journey.accept()
    page = page_of(shown)
    page.go(one.stream)
    shown.settle()
    scan(shown, [sheet(1)])
    page.go(other.stream)
    shown.settle()
    assert page.scans.tray.shown == other.stream
    assert page.scans.tray.view.count() == 0
    assert page.tabs.tabText(SCANS) == "Scanned pages"
    page.go(one.stream)
    shown.settle()
    assert page.scans.tray.view.count() == 1


def test_what_another_program_scans_comes_to_the_dossier_while_its_scans_are_in_front(
    shown: Shown, journey: Journey, tmp_path: Path
) -> None:
    accepted = journey.accept()
    page = page_of(shown)
    office = page.counter.office
    place = tmp_path / "scans"
    place.mkdir()
    office.save_machine_settings(replace(office.machine_settings(), watched_folder=str(place)))
    page.go(accepted.stream)
    shown.settle()
    page.tabs.setCurrentIndex(SCANS)
    page.scans.folder.look()
    shown.settle()
    (place / "one.jpg").write_bytes(sheet(1))
    page.tabs.setCurrentIndex(0)
    for _ in range(2):
        page.scans.folder.look()
        shown.settle()
    assert page.scans.tray.pages == ()
    page.tabs.setCurrentIndex(SCANS)
    for _ in range(2):
        page.scans.folder.look()
        shown.settle()
    assert page._view is not None
    first = page._view.dossier.papers[0].paper.component
    assert page.scans.tray.waiting == {first: 1}
    assert list(place.iterdir()) == []


def test_a_supplement_whose_papers_are_scanned_already_is_ticked(shown: Shown, journey: Journey) -> None:
    accepted = journey.accept()
    page = page_of(shown)
    page.go(accepted.stream)
    shown.settle()
    assert page._view is not None
    first, second = (held.paper for held in page._view.dossier.papers)
    wanted = tuple(supplements.Wanted(paper.component, paper.name, "mờ") for paper in (first, second))
    supplements.request_supplement(journey.office, journey.session, accepted.stream, wanted)
    shown.settle()
    scan(shown, [sheet(1)])
    page.acts.begin("supplement")

    def ticked() -> list[bool]:
        assert page.acts.form is not None
        return [
            tick.isChecked() for tick in page.acts.form.findChildren(QCheckBox, QRegularExpression(r"act\.brought"))
        ]

    assert ticked() == [True, False]
    brought = page.acts.form.findChild(QCheckBox, "act.brought.0") if page.acts.form is not None else None
    assert isinstance(brought, QCheckBox)
    brought.setChecked(False)
    scan(shown, [separator(second.component), sheet(2)])
    assert ticked() == [False, True]
    page.scans.attach()
    shown.settle()
    page.acts.close_form()
    page.acts.begin("supplement")
    assert ticked() == [True, True], "what is attached since the request is here, whatever the tray holds"


def test_a_copy_from_before_the_request_ticks_nothing(shown: Shown, journey: Journey) -> None:
    accepted = journey.accept()
    page = page_of(shown)
    page.go(accepted.stream)
    shown.settle()
    scan(shown, [sheet(1)])
    page.scans.attach()
    shown.settle()
    assert page._view is not None
    first = page._view.dossier.papers[0].paper
    assert [held.component for held in page._view.dossier.files] == [first.component]
    wanted = (supplements.Wanted(first.component, first.name, "mờ"),)
    supplements.request_supplement(journey.office, journey.session, accepted.stream, wanted)
    shown.settle()
    assert page._view.brought == frozenset()
    page.acts.begin("supplement")
    brought = page.acts.form.findChild(QCheckBox, "act.brought.0") if page.acts.form is not None else None
    assert isinstance(brought, QCheckBox)
    assert not brought.isChecked()


def test_a_late_copy_over_its_budget_is_told_made_smaller_by_a_key_or_kept(shown: Shown, journey: Journey) -> None:
    accepted = journey.accept()
    page = page_of(shown)
    page.go(accepted.stream)
    shown.settle()
    office = page.counter.office
    large = photograph(1200)
    office.save_machine_settings(replace(office.machine_settings(), copy_budget=len(large) * 3 // 4))
    assert page.scans.budget.isHidden()
    scan(shown, [large])
    line = page.scans.budget
    assert line.isVisible()
    assert "MB" in line._words.text()
    shown.bot.keyClick(page, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    shown.settle()
    assert line.isHidden()
    assert shown.told[-1].tone == "ok"
    page.scans.attach()
    shown.settle()
    with office.store.read() as connection:
        state = dossier_at(connection, accepted.stream)
    assert state is not None
    (copy,) = state.files
    assert copy.size <= len(large) * 3 // 4
    office.save_machine_settings(replace(office.machine_settings(), copy_budget=1000))
    scan(shown, [sheet(2)])
    assert line.isVisible()
    line.keep.click()
    assert line.isHidden()
    page.scans.attach()
    shown.settle()
    assert len(copies(office, accepted.stream)) == 2, "attached all the same"


def test_what_is_typed_of_a_late_copy_stands_in_it_and_nowhere_else(shown: Shown, journey: Journey) -> None:
    accepted = journey.accept()
    page = page_of(shown)
    page.go(accepted.stream)
    shown.settle()
    office = page.counter.office
    scan(shown, [sheet(1)])
    component = page.scans.tray.marked
    shown.bot.keyClick(page, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    shown.settle()
    (form,) = page.findChildren(FactsForm)
    before = form.facts
    assert before.holder_name
    form.lines["kind_code"].setText("GKS.01")
    form.lines["issued_on"].setText("02/09/2026")
    form.keep.click()
    shown.settle()
    assert desk_copies.facts_of_paper(office, accepted.stream, component).issued_on == "2026-09-02"
    page.scans.attach()
    shown.settle()
    with office.store.read() as connection:
        state = dossier_at(connection, accepted.stream)
    assert state is not None
    (copy,) = state.files
    said = facts_of(office.vault.read(copy.sha256))
    assert said == replace(before, kind_code="GKS.01", issued_on="2026-09-02")
    later = desk_copies.facts_of_paper(office, accepted.stream, component)
    assert (later.issued_on, later.kind_code) == ("", "GKS.01"), "the next paper is another one of its kind"
