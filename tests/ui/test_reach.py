"""Every place for everybody: names and roles in the accessibility tree, one round of Tab, no scrolling sideways."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QTabBar,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.ui.conftest import Journey
from ui.bridge import Bridge
from ui.frame import Frame
from ui.place import Counter
from ui.places import MAKERS
from ui.theme import Theme

INTERACTIVE = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
)
PLACES = ("reception", "dossiers", "returns", "online", "handover", "register", "post", "settings", "templates")
NO_ROLE = (QAccessible.Role.NoRole, QAccessible.Role.Client, QAccessible.Role.Window)


@pytest.fixture
def frame(counter: Counter, qtbot: QtBot, journey: Journey, bridge: Bridge, theme: Theme) -> Iterator[Frame]:
    """The frame of an officer with a dossier in every worklist."""
    journey.accept()
    journey.finish(journey.accept().stream)
    journey.to_return()
    made = Frame(counter, MAKERS)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    made.activateWindow()
    yield made
    made.close_places()
    qtbot.waitUntil(lambda: bridge.idle, timeout=10_000)
    theme.apply("light", 10.5)


def part_of_another(widget: QWidget) -> bool:
    """Whether ``widget`` is the inside of a combo box, spin box, list or line, which speaks for it."""
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, (QComboBox, QAbstractSpinBox, QAbstractItemView, QLineEdit)):
            return True
        above = above.parentWidget()
    return False


def interactive(root: QWidget) -> list[QWidget]:
    return [
        widget
        for widget in root.findChildren(QWidget)
        if isinstance(widget, INTERACTIVE) and widget.isVisible() and not part_of_another(widget)
    ]


def round_of_tab(frame: Frame) -> list[QWidget]:
    """Who gets the focus by Tab from the rail back to where it began."""
    start = frame.finder
    start.setFocus()
    met = [start]
    for _ in range(400):
        now = QApplication.focusWidget()
        assert now is not None
        now.window().focusNextPrevChild(True)
        reached = QApplication.focusWidget()
        assert reached is not None
        if reached is start:
            return met
        met.append(reached)
    raise AssertionError(f"Tab does not come round: {[one.objectName() for one in met[-5:]]}")


@pytest.mark.parametrize("name", PLACES)
def test_everything_that_can_be_worked_has_a_name_and_a_role(
    frame: Frame, settle: Callable[[], None], name: str
) -> None:
    frame.go(name)
    settle()
    found = interactive(frame)
    assert len(found) > 10
    nameless = []
    for widget in found:
        seen = QAccessible.queryAccessibleInterface(widget)
        if not seen.text(QAccessible.Text.Name).strip() or seen.role() in NO_ROLE:
            nameless.append(f"{type(widget).__name__} {widget.objectName()} in {widget.parentWidget().objectName()}")
    assert not nameless


@pytest.mark.parametrize("name", PLACES)
def test_tab_comes_to_each_once_and_round_again(frame: Frame, settle: Callable[[], None], name: str) -> None:
    frame.go(name)
    settle()
    met = round_of_tab(frame)
    names = [f"{type(widget).__name__} {widget.objectName()}" for widget in met]
    assert len(set(map(id, met))) == len(met), names
    wanted = [
        widget
        for widget in interactive(frame)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.isEnabled()
        and not (isinstance(widget, QAbstractButton) and widget.group() is not None)
    ]
    missed = [f"{type(widget).__name__} {widget.objectName()}" for widget in wanted if widget not in met]
    assert not missed


@pytest.mark.parametrize(("width", "height"), [(1366, 768)])
@pytest.mark.parametrize("name", PLACES)
def test_no_place_scrolls_sideways_on_a_small_screen(
    frame: Frame, settle: Callable[[], None], name: str, width: int, height: int
) -> None:
    frame.resize(width, height)
    frame.go(name)
    settle()
    assert (frame.width(), frame.height()) == (width, height)
    wide = [
        f"{area.objectName()}: {area.widget().width()} in {area.viewport().width()}"
        for area in frame.findChildren(QScrollArea)
        if area.isVisible() and area.widget() is not None and area.widget().width() > area.viewport().width()
    ]
    assert not wide
    beyond = [
        f"{type(widget).__name__} {widget.objectName()} ends at {right}"
        for widget in interactive(frame)
        if (right := widget.mapTo(frame, widget.rect().topRight()).x()) > width
    ]
    assert not beyond
