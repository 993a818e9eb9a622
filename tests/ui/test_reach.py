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

from app.desk.display import Display
from app.domain.regulation import RatingQuestion
from tests.ui.conftest import PLACES, Journey
from ui.frame import Frame
from ui.read_back import Received
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
EVERYWHERE = (*PLACES, "dossier")
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


def visit(frame: Frame, settle: Callable[[], None], journey: Journey, name: str) -> None:
    frame.go(f"dossier/{journey.accept().stream}" if name == "dossier" else name)
    settle()


def without_name_or_role(root: QWidget) -> list[str]:
    nameless = []
    for widget in interactive(root):
        seen = QAccessible.queryAccessibleInterface(widget)
        if not seen.text(QAccessible.Text.Name).strip() or seen.role() in NO_ROLE:
            nameless.append(f"{type(widget).__name__} {widget.objectName()} in {widget.parentWidget().objectName()}")
    return nameless


def test_everything_that_can_be_worked_has_a_name_and_a_role(
    busy_frame: Frame, settle: Callable[[], None], journey: Journey
) -> None:
    found = {}
    for name in EVERYWHERE:
        visit(busy_frame, settle, journey, name)
        assert len(interactive(busy_frame)) > 10
        found[name] = without_name_or_role(busy_frame)
    assert not any(found.values()), found


def test_the_citizen_screen_has_names_and_roles_and_is_worked_by_tab(
    busy_frame: Frame, settle: Callable[[], None], journey: Journey
) -> None:
    display = busy_frame.citizen
    display.follow(
        Display(questions=(RatingQuestion("q", "Bạn có hài lòng?", ("Có", "Tạm được", "Không")),)), busy_frame
    )
    display.open()
    display.take(Received("stream", ("H44.80.01-261123-0001",), None))
    settle()
    assert len(interactive(display)) == len(display.points)
    assert not without_name_or_role(display)
    assert display.hand_keyboard()
    met = []
    for _ in display.points:
        now = display.focusWidget()
        assert now is not None
        met.append(now)
        QTest.keyClick(now, Qt.Key.Key_Tab)
    assert met == list(display.points.values())
    assert display.focusWidget() is met[0]


def test_tab_comes_to_each_once_and_round_again(
    busy_frame: Frame, settle: Callable[[], None], journey: Journey
) -> None:
    found = {}
    for name in EVERYWHERE:
        visit(busy_frame, settle, journey, name)
        met = round_of_tab(busy_frame)
        twice = [widget for widget in met if sum(widget is other for other in met) > 1]
        wanted = [
            widget
            for widget in interactive(busy_frame)
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            and widget.isEnabled()
            and not (isinstance(widget, QAbstractButton) and widget.group() is not None)
        ]
        wrong = [*twice, *(widget for widget in wanted if widget not in met)]
        found[name] = [f"{type(widget).__name__} {widget.objectName()}" for widget in wrong]
    assert not any(found.values()), found


def looks(frame: Frame, widget: QWidget) -> QImage:
    """A picture of ``widget`` and a little of what is around it."""
    QApplication.processEvents()
    area = widget.rect().adjusted(-3, -3, 3, 3)
    return frame.grab(area.translated(widget.mapTo(frame, QPoint(0, 0)))).toImage()


def unseen_on_the_way_round(frame: Frame) -> list[str]:
    """Who gets the focus by Tab and looks the same with it as without."""
    start = frame.finder
    start.setFocus(Qt.FocusReason.TabFocusReason)
    widget: QWidget = start
    before: QWidget | None = None
    unseen = []
    for _ in range(400):
        # A line of links keeps the focus for each of its links; it is looked at once.
        if widget is not before:
            focused = looks(frame, widget)
            widget.clearFocus()
            if looks(frame, widget) == focused:
                unseen.append(f"{type(widget).__name__} {widget.objectName()}")
            widget.setFocus(Qt.FocusReason.TabFocusReason)
        before = widget
        # Only a step by Tab brings what lies further down into view.
        QTest.keyClick(widget, Qt.Key.Key_Tab)
        reached = QApplication.focusWidget()
        assert isinstance(reached, QWidget)
        widget = reached
        if widget is start:
            return unseen
    raise AssertionError("Tab does not come round")


@pytest.mark.parametrize("scheme", ["light", "dark", "contrast"])
def test_the_focus_can_be_seen(
    busy_frame: Frame, settle: Callable[[], None], theme: Theme, journey: Journey, scheme: SchemeName
) -> None:
    theme.apply(scheme, 10.5)
    found = {}
    for name in EVERYWHERE:
        visit(busy_frame, settle, journey, name)
        found[name] = unseen_on_the_way_round(busy_frame)
    assert not any(found.values()), found
