"""A place that was left and is entered again stands as it was: typed, ticked, chosen, opened, scrolled."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QItemSelectionModel, QTimer
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QTabBar,
    QTabWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.ui.conftest import PLACES, Journey
from ui import long_rows
from ui.dossier import DossierPage
from ui.dossiers import DossiersPage
from ui.frame import Frame
from ui.reception import ReceptionPage
from ui.rows import RowModel
from ui.settings import SettingsPage

EMPTY = ("online", "signing")
"""Places that ask for nothing here: no arrival waits, and no copy to sign that would need a PIN."""
Settle = Callable[[], None]
Type = Callable[[QWidget, str], None]


def seen(root: QWidget, kind: type[QWidget]) -> list[QWidget]:
    return [widget for widget in root.findChildren(kind) if widget.isVisibleTo(root)]


def how_it_stands(root: QWidget) -> dict[str, object]:
    """What an officer left in a place, by the names of its widgets."""
    found: dict[str, object] = {}
    for number, widget in enumerate(seen(root, QWidget)):
        name = f"{type(widget).__name__} {widget.objectName() or number}"
        if isinstance(widget, QLineEdit):
            # A secret is forgotten as soon as the officer turns away.
            found[name] = widget.text() if widget.echoMode() == QLineEdit.EchoMode.Normal else ""
        elif isinstance(widget, QPlainTextEdit):
            found[name] = widget.toPlainText()
        elif isinstance(widget, QComboBox | QTabBar | QTabWidget):
            found[name] = widget.currentIndex()
        elif isinstance(widget, QAbstractButton) and widget.isCheckable():
            found[name] = widget.isChecked()
        if isinstance(widget, QAbstractItemView):
            found[f"{name} row"] = widget.currentIndex().row()
            model = widget.model()
            found[f"{name} ticks"] = model.ticked if isinstance(model, RowModel) else ()
        if isinstance(widget, QAbstractScrollArea):
            found[f"{name} scrolled"] = widget.verticalScrollBar().value()
    return found


def leave_traces(root: QWidget, type_text: Type) -> int:
    """Type, tick, choose and scroll as far as that changes nothing outside the place; gives how much was done."""
    done = 0
    for line in seen(root, QLineEdit):
        if isinstance(line, QLineEdit) and line.isEnabled() and not line.isReadOnly() and not line.inputMask():
            parent = line.parentWidget()
            if parent is not None and not isinstance(parent, QComboBox) and not parent.inherits("QAbstractSpinBox"):
                type_text(line, "an")
                done += 1
    for view in seen(root, QAbstractItemView):
        if isinstance(view, QAbstractItemView) and view.model() is not None and view.model().rowCount() > 1:
            last = view.model().index(view.model().rowCount() - 1, 0)
            view.selectionModel().setCurrentIndex(last, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            if isinstance(view.model(), RowModel) and view.model().tickable:
                view.model().tick(last.row())
            done += 1
    for area in seen(root, QAbstractScrollArea):
        if isinstance(area, QAbstractScrollArea) and area.verticalScrollBar().maximum() > 0:
            area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
            done += 1
    return done


@pytest.mark.parametrize("name", [place for place in PLACES if place != "settings"])
def test_a_place_stands_as_it_was_left(
    busy_frame: Frame, journey: Journey, settle: Settle, type_text: Type, qtbot: QtBot, name: str
) -> None:
    for _ in range(3):
        journey.accept()
    busy_frame.go(name)
    settle()
    place = busy_frame.place
    assert place is not None
    assert leave_traces(place, type_text) or name in EMPTY, "nothing waits for an answer"
    qtbot.waitUntil(
        lambda: not any(timer.isActive() and timer.isSingleShot() for timer in place.findChildren(QTimer)),
        timeout=10_000,
    )
    settle()
    before = how_it_stands(place)
    busy_frame.go("settings")
    settle()
    busy_frame.go(name)
    settle()
    assert busy_frame.place is place
    after = how_it_stands(place)
    assert after == before
    secrets = [line for line in place.findChildren(QLineEdit) if line.echoMode() != QLineEdit.EchoMode.Normal]
    assert not any(line.text() for line in secrets)


def test_the_list_scrolled_through_its_pages_is_where_it_was(
    busy_frame: Frame, journey: Journey, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(long_rows, "PAGE", 20)
    for _ in range(27):
        journey.accept()
    busy_frame.go("dossiers")
    settle()
    page = busy_frame.place
    assert isinstance(page, DossiersPage)
    assert page.model.rowCount() == 20
    page.view.scrollToBottom()
    page.model.fetchMore(page.view.rootIndex())
    settle()
    assert page.model.rowCount() == 30
    page.view.scrollToBottom()
    row = page.model.rowCount() - 2
    page.view.setCurrentIndex(page.model.index(row, 0))
    assert page.view.verticalScrollBar().value() > 0
    chosen, scrolled = page.view.current_key, page.view.verticalScrollBar().value()
    busy_frame.go("reception")
    settle()
    busy_frame.go("dossiers")
    settle()
    assert page.view.current_key == chosen
    assert page.view.verticalScrollBar().value() == scrolled


def test_the_draft_and_its_papers_are_as_they_were(busy_frame: Frame, settle: Settle) -> None:
    busy_frame.go("reception")
    settle()
    page = busy_frame.place
    assert isinstance(page, ReceptionPage)
    page.procedure.picked.emit("1.004884")
    settle()
    page.book.edit(note="một dòng đang gõ dở")
    busy_frame.go("dossiers")
    settle()
    busy_frame.go("reception")
    settle()
    assert page.book.current is not None
    assert page.book.current.note == "một dòng đang gõ dở"
    assert page.book.current.procedure_code == "1.004884"


def test_the_settings_are_where_they_were_scrolled_to_with_what_was_chosen(busy_frame: Frame, settle: Settle) -> None:
    busy_frame.go("settings")
    settle()
    place = busy_frame.place
    assert isinstance(place, SettingsPage)
    area = place.findChild(QScrollArea, "settings.scroll")
    assert isinstance(area, QScrollArea)
    place.slips.button_for("see_first").click()
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
    settle()
    before = how_it_stands(place)
    assert area.verticalScrollBar().value() > 0
    busy_frame.go("reception")
    settle()
    busy_frame.go("settings")
    settle()
    assert how_it_stands(place) == before


def test_an_act_half_typed_on_a_dossier_stands_there_still(
    busy_frame: Frame, journey: Journey, settle: Settle, type_text: Type
) -> None:
    busy_frame.go(f"dossier/{journey.accept().stream}")
    settle()
    place = busy_frame.place
    assert isinstance(place, DossierPage)
    place.tabs.setCurrentIndex(1)
    place.acts.begin("withdraw")
    settle()
    assert place.acts.form is not None
    assert leave_traces(place.acts.form, type_text)
    before = how_it_stands(place)
    busy_frame.go("settings")
    settle()
    journey.accept()
    settle()
    busy_frame.go("back")
    settle()
    assert busy_frame.place is place
    assert how_it_stands(place) == before
