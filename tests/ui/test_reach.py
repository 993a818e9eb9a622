"""Every place for everybody: names and roles in the accessibility tree, one round of Tab, a focus that is seen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
    QWidget,
)

from tests.ui.conftest import PLACES, Journey
from ui.frame import Frame
from ui.theme import SchemeName, Theme

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
NO_ROLE = (QAccessible.Role.NoRole, QAccessible.Role.Client, QAccessible.Role.Window)


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
    busy_frame: Frame, settle: Callable[[], None], name: str
) -> None:
    busy_frame.go(name)
    settle()
    found = interactive(busy_frame)
    assert len(found) > 10
    nameless = []
    for widget in found:
        seen = QAccessible.queryAccessibleInterface(widget)
        if not seen.text(QAccessible.Text.Name).strip() or seen.role() in NO_ROLE:
            nameless.append(f"{type(widget).__name__} {widget.objectName()} in {widget.parentWidget().objectName()}")
    assert not nameless


@pytest.mark.parametrize("name", PLACES)
def test_tab_comes_to_each_once_and_round_again(busy_frame: Frame, settle: Callable[[], None], name: str) -> None:
    busy_frame.go(name)
    settle()
    met = round_of_tab(busy_frame)
    names = [f"{type(widget).__name__} {widget.objectName()}" for widget in met]
    assert len(set(map(id, met))) == len(met), names
    wanted = [
        widget
        for widget in interactive(busy_frame)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.isEnabled()
        and not (isinstance(widget, QAbstractButton) and widget.group() is not None)
    ]
    missed = [f"{type(widget).__name__} {widget.objectName()}" for widget in wanted if widget not in met]
    assert not missed


def looks(frame: Frame, widget: QWidget) -> QImage:
    """A picture of ``widget`` and a little of what is around it."""
    QApplication.processEvents()
    area = widget.rect().adjusted(-3, -3, 3, 3)
    return frame.grab(area.translated(widget.mapTo(frame, QPoint(0, 0)))).toImage()


@pytest.mark.parametrize("scheme", ["light", "dark", "contrast"])
@pytest.mark.parametrize("name", [*PLACES, "dossier"])
def test_the_focus_can_be_seen(
    busy_frame: Frame, settle: Callable[[], None], theme: Theme, journey: Journey, name: str, scheme: SchemeName
) -> None:
    theme.apply(scheme, 10.5)
    busy_frame.go(f"dossier/{journey.accept().stream}" if name == "dossier" else name)
    settle()
    start = busy_frame.finder
    start.setFocus(Qt.FocusReason.TabFocusReason)
    widget: QWidget = start
    before: QWidget | None = None
    unseen = []
    for _ in range(400):
        # A line of links keeps the focus for each of its links; it is looked at once.
        if widget is not before:
            focused = looks(busy_frame, widget)
            widget.clearFocus()
            if looks(busy_frame, widget) == focused:
                unseen.append(f"{type(widget).__name__} {widget.objectName()}")
            widget.setFocus(Qt.FocusReason.TabFocusReason)
        before = widget
        # Only a step by Tab brings what lies further down into view.
        QTest.keyClick(widget, Qt.Key.Key_Tab)
        reached = QApplication.focusWidget()
        assert isinstance(reached, QWidget)
        widget = reached
        if widget is start:
            break
    assert widget is start
    assert not unseen
