"""A change of look comes part after part, keeps every place as it was, and reaches all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from tests.ui.conftest import PLACES
from tests.ui.test_window import Start, start, working
from ui.bridge import Bridge
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
    assert theme.colours is LIGHT, "keys and painting come first"
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
    frame, window = working.window.frame, working.window
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
    assert window.sign_in is not None
    assert window.sign_in.styleSheet() != theme.sheet()
    window.sign_out()
    working.settle()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert sorted(gone) == sorted(PLACES)
    assert theme.colours is DARK
    assert {window.sign_in.styleSheet(), window.welcome.styleSheet()} == {theme.sheet()}
    theme.apply("light", 10.5)
    assert window.sign_in.styleSheet() == theme.sheet(), "with nobody at work it is put on at once"


def test_no_part_is_dressed_in_one_turn_with_another_and_those_seen_come_first(
    visited: Frame, theme: Theme, bridge: Bridge, qapp: QApplication, settle: Settle
) -> None:
    """Each turn dresses one part: what the watch over calls holds against the yardstick is the largest of them."""
    parts = [part for part in (visited, *visited.findChildren(QWidget)) if part.styleSheet()]
    assert {"settings", "reception"}.isdisjoint({part.objectName() for part in parts if part.isVisible()})
    theme.apply("dark", 10.5)
    dressed: list[QWidget] = []
    while not bridge.idle:
        qapp.processEvents()
        new = [part for part in parts if part not in dressed and part.styleSheet() == theme.sheet()]
        assert len(new) <= 1, [part.objectName() for part in new]
        dressed += new
    assert set(dressed) == set(parts)
    seen = [part.isVisible() for part in dressed]
    assert any(seen)
    assert seen == sorted(seen, reverse=True)
    settle()


def test_all_that_is_seen_wears_the_sheet_but_what_only_holds_others(visited: Frame, settle: Settle) -> None:
    """A part nobody dressed looks as Qt alone would have it."""
    holders = {"frame", "reception", "settings", "settings.scroll", "qt_scrollarea_viewport", "qt_scrollarea_vcontainer"}
    for name in (*PLACES, "settings"):
        visited.go(name)
        settle()
        bare = [
            part
            for part in (visited, *visited.findChildren(QWidget))
            if part.isVisible() and not isinstance(part, QStackedWidget) and not wears_a_sheet(part)
        ]
        assert {part.objectName() for part in bare} <= holders | {""}
        assert not [part for part in bare if part.objectName() == "" and type(part) is not QWidget]


def wears_a_sheet(part: QWidget) -> bool:
    above: QWidget | None = part
    while above is not None and not above.styleSheet():
        above = above.parentWidget()
    return above is not None
