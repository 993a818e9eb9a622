"""Work that takes longer than a moment says so, counts, and is stopped by the officer; what was asked stays whole."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.desk import dossier_page, tray, worklists
from app.errors import MotCuaError, PrinterUnavailable
from app.progress import Progress
from tests.desk.test_budgets import photograph
from tests.desk.test_tray import sheet
from tests.ui.conftest import Shown, workers_held
from tests.ui.receiving import filled as page
from tests.ui.receiving import shown
from tests.ui.test_budgets import overfill
from ui.bridge import Bridge, Cancel
from ui.reception import ReceptionPage
from ui.under_way import Trial, UnderWay

__all__ = ["page", "shown"]


class Asking(QWidget):
    """A button, a trial, and what came of it."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self.trial = Trial(bridge, "trial")
        self.button = QPushButton("Try")
        self.answers: list[object] = []
        self.go = threading.Event()

    def ask(self) -> None:
        self.trial.run(self.button, self._work, self._came, self._went)

    def _work(self) -> str:
        assert self.go.wait(10)
        return "answer"

    def _came(self, answer: str) -> None:
        self.answers.append(answer)

    def _went(self, error: MotCuaError) -> None:
        self.answers.append(error)


@pytest.fixture
def asking(bridge: Bridge, qtbot: QtBot) -> Iterator[Asking]:
    made = Asking(bridge)
    qtbot.addWidget(made)
    qtbot.addWidget(made.trial)
    yield made
    made.go.set()
    qtbot.waitUntil(lambda: bridge.idle, timeout=10_000)


def test_a_bar_comes_only_when_the_work_lasts_and_counts_it(qtbot: QtBot) -> None:
    line = UnderWay("work")
    qtbot.addWidget(line)
    progress = Progress(total=8)
    line.begin("Packing…", progress.cancel.set, progress)
    assert line.running
    assert not line.isVisible()
    progress.done = 3
    qtbot.waitUntil(line.isVisible, timeout=10_000)
    bar = line.findChild(QProgressBar)
    assert bar is not None
    qtbot.waitUntil(lambda: (bar.value(), bar.maximum()) == (3, 8), timeout=10_000)
    line.stop_button.click()
    assert progress.cancel.is_set()
    assert line.running, "until the worker has let go"
    assert not line.stop()
    line.end()
    assert not line.isVisible()
    assert not line.running


def test_what_is_over_at_once_shows_no_bar(qtbot: QtBot) -> None:
    line = UnderWay("work")
    qtbot.addWidget(line)
    line.begin("Packing…")
    assert line.stop_button.isHidden()
    line.end()
    qtbot.wait(line._later.interval() + 50)
    assert not line.isVisible()


def test_a_trial_given_up_answers_nobody_and_may_be_asked_again(asking: Asking, bridge: Bridge, qtbot: QtBot) -> None:
    asking.ask()
    assert not asking.button.isEnabled()
    qtbot.waitUntil(asking.trial.isVisible, timeout=10_000)
    asking.trial.stop_button.click()
    assert asking.button.isEnabled()
    assert not asking.trial.isVisible()
    asking.go.set()
    qtbot.waitUntil(lambda: bridge.idle, timeout=10_000)
    assert asking.answers == []
    asking.ask()
    qtbot.waitUntil(lambda: asking.answers == ["answer"], timeout=10_000)
    assert asking.button.isEnabled()


def test_a_later_trial_stops_the_one_before(asking: Asking, bridge: Bridge, qtbot: QtBot) -> None:
    cancel = Cancel()
    asking.trial.run(asking.button, lambda: cancel.wait(10), asking._came, asking._went, cancel=cancel)
    asking.go.set()
    asking.ask()
    assert cancel.is_set()
    qtbot.waitUntil(lambda: bridge.idle, timeout=10_000)
    assert asking.answers == ["answer"]


def test_a_trial_that_fails_frees_its_button(asking: Asking, qtbot: QtBot) -> None:
    def fail() -> str:
        raise PrinterUnavailable

    asking.trial.run(asking.button, fail, asking._came, asking._went)
    qtbot.waitUntil(lambda: len(asking.answers) == 1, timeout=10_000)
    assert isinstance(asking.answers[0], PrinterUnavailable)
    assert asking.button.isEnabled()


def test_packing_that_is_stopped_leaves_the_copy_and_says_so(shown: Shown, page: ReceptionPage, tmp_path: Path) -> None:
    overfill(shown, page, tmp_path)
    line = page.side.budget
    before = page.papers.lines[0].paper.files
    with workers_held(page.counter.bridge):
        line.make_smaller()
        assert line.packing_line.stop()
    shown.settle()
    assert page.papers.lines[0].paper.files == before
    assert "Stopped" in shown.told[-1].text
    assert line.isVisible(), "it is still too large, and may be packed again"
    line.make_smaller()
    shown.settle()
    assert page.papers.lines[0].paper.files != before


def test_files_that_are_stopped_while_they_are_read_are_not_added(
    shown: Shown, page: ReceptionPage, tmp_path: Path
) -> None:
    paths = [tmp_path / f"{number}.jpg" for number in range(3)]
    for path in paths:
        path.write_bytes(photograph(600))
    with workers_held(page.counter.bridge):
        page.side.add_files(page.papers.lines[0].paper.component, paths)
        assert page.back(), "Esc stops it"
    shown.settle()
    assert not page.papers.lines[0].paper.files
    assert "no file was added" in shown.told[-1].text
    assert not page.side.reading.running
    page.side.add_files(page.papers.lines[0].paper.component, paths)
    shown.settle()
    (copy,) = page.papers.lines[0].paper.files
    assert copy.pages == 3
    assert isinstance(shown.find(QLabel, "papers.reading.words"), QLabel)


def test_an_acceptance_stopped_while_its_copies_are_made_takes_nothing_in(shown: Shown, page: ReceptionPage) -> None:
    counter, draft = page.counter, page.book.current
    assert draft is not None
    papers = [paper.component for paper in draft.papers[:2]]
    for number, component in enumerate(papers, 1):
        scan = tray.begin(counter.office, counter.session, draft.id, component)
        path = tray.folder_of(counter.office, scan) / "page-0001.jpg"
        path.write_bytes(sheet(number))
        tray.take(counter.office, scan, path)
    shown.settle()
    with workers_held(page.counter.bridge):
        page.endings.accept()
        assert page.endings.under_way
        assert page.back(), "Esc stops it"
    shown.settle()
    assert worklists.counts(counter.office, counter.session)["all"] == 0
    assert "nothing was received" in shown.told[-1].text
    assert page.closing.accept_button.isEnabled()
    page.primary()
    shown.settle()
    (row,) = worklists.page(counter.office, counter.session, "all").rows
    held = dossier_page.open_dossier(counter.office, counter.session, row.stream).dossier.files
    assert [item.component for item in held] == papers
