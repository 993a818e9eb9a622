"""A change of look comes a place at a time, keeps every place as it was, and reaches all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget

from tests.ui.conftest import PLACES
from tests.ui.test_window import Start, start, working
from ui.dossiers import DossiersPage
from ui.frame import Frame
from ui.theme import DARK, LIGHT, SCHEMES, Theme

__all__ = ["start", "working"]

Settle = Callable[[], None]


@pytest.fixture
def visited(busy_frame: Frame, settle: Settle) -> Iterator[Frame]:
    """A frame whose every place was gone to, settings in front."""
    for name in (*PLACES, "settings"):
        busy_frame.go(name)
        settle()
    yield busy_frame


def ground(widget: QWidget) -> str:
    return widget.grab().toImage().pixelColor(1, 1).name()


def grounds(frame: Frame, settle: Settle) -> dict[str, str]:
    """The colour behind each place, as it is drawn."""
    found = {}
    for name in PLACES:
        frame.go(name)
        settle()
        assert frame.place is not None
        found[name] = ground(frame.place)
    return found


def test_every_place_wears_the_new_look_and_is_as_it_was(
    visited: Frame, theme: Theme, settle: Settle, qapp: QApplication
) -> None:
    visited.go("dossiers")
    page = visited.place
    assert isinstance(page, DossiersPage)
    page.show_list("debts")
    settle()
    visited.go("settings")
    settle()
    before = {name: visited.made(name) for name in PLACES}
    hands = qapp.focusWidget()
    tabbed = chain(visited)
    theme.apply("dark", 10.5)
    assert theme.colours is LIGHT, "nothing is worn half"
    settle()
    assert theme.colours is DARK
    assert qapp.focusWidget() is hands
    assert {name: visited.made(name) for name in PLACES} == before
    assert all(visited.isAncestorOf(place) for place in before.values())
    assert chain(visited) == tabbed
    assert page._list == "debts"
    assert set(grounds(visited, settle).values()) == {DARK.surface}


def chain(frame: Frame) -> list[str]:
    """The names Tab leads to from the place in front, in their order."""
    place = frame.place
    assert place is not None
    found, widget = [], place.nextInFocusChain()
    while widget is not place and place.isAncestorOf(widget):
        found.append(widget.objectName())
        widget = widget.nextInFocusChain()
    return found


def test_somebody_who_goes_on_meanwhile_finds_the_place_and_the_last_look_wins(
    visited: Frame, theme: Theme, settle: Settle, qapp: QApplication
) -> None:
    theme.apply("dark", 12)
    for _ in range(3):
        qapp.processEvents()
    visited.go("dossiers")
    assert visited.place is not None
    assert visited.place.isVisible()
    theme.apply("contrast", 10.5)
    settle()
    assert visited.place.objectName() == "dossiers"
    assert theme.points == 10.5
    assert set(grounds(visited, settle).values()) == {SCHEMES["contrast"].surface}


def test_signing_out_in_the_middle_leaves_nothing_half(working: Start, theme: Theme, qapp: QApplication) -> None:
    frame = working.window.frame
    assert frame is not None
    for name in PLACES:
        frame.go(name)
        working.settle()
    gone: list[str] = []
    for name in PLACES:
        frame.made(name).destroyed.connect(lambda _=None, name=name: gone.append(name))
    theme.apply("dark", 10.5)
    for _ in range(2):
        qapp.processEvents()
    assert theme.colours is LIGHT
    working.window.sign_out()
    working.settle()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert theme.colours is DARK
    assert sorted(gone) == sorted(PLACES)
    theme.apply("light", 10.5)
    assert theme.colours is LIGHT, "with nobody at work it is put on at once"


def test_the_places_behind_are_out_of_the_window_while_it_is_dressed(
    visited: Frame, theme: Theme, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    dressed: list[set[str]] = []

    def count(worn: str) -> None:
        dressed.append({name for name in PLACES if visited.isAncestorOf(visited._places[name])})

    monkeypatch.setattr(visited, "setStyleSheet", count)
    theme.apply("dark", 10.5)
    settle()
    assert dressed == [{"settings"}]
    assert all(visited.isAncestorOf(visited._places[name]) for name in PLACES)
