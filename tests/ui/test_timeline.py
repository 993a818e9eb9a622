"""The history of a dossier: every line is told, however many, and the keyboard comes to the last."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QImage
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from app.domain import acts
from tests.ui.conftest import Journey
from ui.dossier import DossierPage
from ui.frame import Frame
from ui.theme import Theme

Settle = Callable[[], None]
MANY = 200


def opened(frame: Frame, journey: Journey, settle: Settle, acts_of_agency: int) -> DossierPage:
    accepted = journey.accept()
    journey.at_agency(accepted.stream, *[acts.HandedOut("receipt", "ab" * 32) for _ in range(acts_of_agency)])
    frame.go(f"dossier/{accepted.stream}")
    settle()
    assert isinstance(frame.place, DossierPage)
    return frame.place


def area_of(page: DossierPage) -> QScrollArea:
    found = page.timeline.findChild(QScrollArea, "timeline.scroll")
    assert isinstance(found, QScrollArea)
    return found


def lines_of(page: DossierPage) -> QWidget:
    found = page.timeline.findChild(QWidget, "timeline.lines")
    assert isinstance(found, QWidget)
    return found


def inked(image: QImage, top: int, bottom: int) -> bool:
    """Whether anything but the ground is drawn between two heights."""
    ground = image.pixel(image.width() - 1, max(0, top))
    return any(image.pixel(x, y) != ground for y in range(top, bottom) for x in range(40, image.width() - 12, 3))


def test_a_history_of_hundreds_of_acts_opens_without_holding_the_window_up(
    frame: Frame, journey: Journey, settle: Settle
) -> None:
    """The watch over every call judges this test; what is counted here is that the parts do not grow with the acts."""
    short = opened(frame, journey, settle, 2)
    parts = len(short.timeline.findChildren(QWidget))
    height = lines_of(short).height()
    long = opened(frame, journey, settle, MANY)
    assert len(long.timeline.findChildren(QWidget)) == parts
    assert lines_of(long).height() > 20 * height
    assert lines_of(long).accessibleDescription().count("\n") >= MANY


def test_tab_comes_to_it_and_the_keys_to_its_last_line(
    frame: Frame, journey: Journey, settle: Settle, qtbot: QtBot
) -> None:
    page = opened(frame, journey, settle, MANY)
    area = area_of(page)
    frame.activateWindow()
    page.tabs.tabBar().setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(page.tabs.tabBar(), Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is area
    assert "Đã giao" in area.accessibleDescription() or "handed" in area.accessibleDescription().lower()
    bar = area.verticalScrollBar()
    for _ in range(MANY):
        qtbot.keyClick(area, Qt.Key.Key_PageDown)
    assert bar.value() == bar.maximum() > 0
    seen = area.viewport().grab().toImage()
    assert inked(seen, seen.height() - 60, seen.height() - 12), "the last act is in sight"


@pytest.mark.parametrize("width", [1366, 1100, 900, 683])
def test_the_lines_are_as_high_as_their_words_however_the_window_is_drawn(
    frame: Frame, journey: Journey, settle: Settle, width: int
) -> None:
    """Also after it was wider or narrower: nothing is cut off at the end, and no room is left there."""
    page = opened(frame, journey, settle, 30)
    for step in (1366, 683, 1366, width):
        frame.resize(step, 768)
        settle()
        settle()
    lines = lines_of(page)
    assert lines.height() == lines.heightForWidth(lines.width())
    assert lines.heightForWidth(240) > lines.heightForWidth(1200)


def test_a_word_without_end_goes_on_below(frame: Frame, journey: Journey, settle: Settle) -> None:
    page = opened(frame, journey, settle, 1)
    assert page._view is not None
    line = replace(page._view.timeline[0], text="https://dichvucong.gov.vn/" + "x" * 300)
    page.timeline.show_lines((line,), {}, frame._counter.office.now())
    settle()
    lines = lines_of(page)
    one = QFontMetrics(frame._counter.theme.font()).height()
    assert lines.height() == lines.heightForWidth(lines.width()) > 4 * one
    drawn = lines.grab().toImage()
    assert not any(
        drawn.pixel(x, y) != drawn.pixel(drawn.width() - 1, 0)
        for x in range(drawn.width() - 4, drawn.width())
        for y in range(4 * one)
    ), "nothing runs into the edge"


def test_another_look_is_painted_in_its_colours_and_letters(
    frame: Frame, journey: Journey, settle: Settle, theme: Theme
) -> None:
    page = opened(frame, journey, settle, 4)
    before = lines_of(page).height()
    theme.apply("dark", 16)
    settle()
    assert lines_of(page).height() > before
    drawn = lines_of(page).grab().toImage()
    colours = {drawn.pixelColor(x, y).name() for y in range(60) for x in range(drawn.width())}
    assert theme.colours.text in colours
