"""A copy over its budget, at the window: said beside its paper, mended by one key, kept by another, in nobody's way."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.desk.test_budgets import photograph
from tests.ui.conftest import Shown
from tests.ui.receiving import filled as page
from tests.ui.receiving import shown
from ui.reception import ReceptionPage

__all__ = ["page", "shown"]


def overfill(shown: Shown, page: ReceptionPage, folder: Path, share: float = 0.75) -> int:
    """Put a copy with the first paper that is larger than a paper's copies may be."""
    (folder / "large.jpg").write_bytes(photograph(1200))
    size = (folder / "large.jpg").stat().st_size
    office = page.counter.office
    office.save_machine_settings(replace(office.machine_settings(), copy_budget=int(size * share)))
    page.side.add_files(page.papers.lines[0].paper.component, [folder / "large.jpg"])
    shown.settle()
    return int(size * share)


def test_one_key_makes_it_small_enough(shown: Shown, page: ReceptionPage, tmp_path: Path, qtbot: QtBot) -> None:
    assert page.side.budget.isHidden()
    limit = overfill(shown, page, tmp_path)
    line = page.side.budget
    assert line.isVisible()
    assert page.papers.lines[0].paper.name in line._words.text()
    assert "MB" in line._words.text()
    qtbot.keyClick(page.papers.lines[0].tick, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    shown.settle()
    (copy,) = page.papers.lines[0].paper.files
    assert copy.size <= limit
    assert line.isHidden()
    assert shown.told[-1].tone == "ok"


def test_kept_it_is_not_spoken_of_again_until_it_grows_and_never_blocks(
    shown: Shown, page: ReceptionPage, tmp_path: Path
) -> None:
    overfill(shown, page, tmp_path)
    line = page.side.budget
    line.keep.click()
    assert line.isHidden()
    line.look()
    shown.settle()
    assert line.isHidden()
    (tmp_path / "more.jpg").write_bytes(photograph(1200, seed=5))
    page.side.add_files(page.papers.lines[0].paper.component, [tmp_path / "more.jpg"])
    shown.settle()
    assert line.isVisible()
    page.primary()
    shown.settle()
    assert page.endings.last_applicant is not None, "taken in all the same"


def test_what_stays_too_large_is_said(shown: Shown, page: ReceptionPage, tmp_path: Path) -> None:
    overfill(shown, page, tmp_path, 0.01)
    page.side.budget.make_smaller()
    shown.settle()
    assert shown.told[-1].tone == "soon"
    assert page.papers.lines[0].paper.name in shown.told[-1].text
    assert page.side.budget.isHidden()
