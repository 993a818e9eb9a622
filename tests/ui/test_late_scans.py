"""An accepted dossier scanned later: F5 on its page, F9 attaches, and what a stack left there is found again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from app.capture import escl
from app.desk import tray
from app.desk.acting import dossier_at
from app.desk.office import Office
from tests.capture.escl_server import serving
from tests.desk.test_stacks import separator
from tests.desk.test_tray import sheet
from tests.ui.conftest import Journey, Shown
from ui import words
from ui.dossier import SCANS, DossierPage
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
    assert words.debt("scan") not in [line.text() for line in page._owed.findChildren(type(page.scans._words))]


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
