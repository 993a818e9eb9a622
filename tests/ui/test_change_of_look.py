"""A change of look comes part after part, keeps every place as it was, and reaches all of them."""

from __future__ import annotations

import importlib
import pkgutil
import weakref
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import pairwise

import pytest
import shiboken6
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QDialog, QStackedWidget, QWidget
from pytestqt.qtbot import QtBot

import ui
from app.capture.metadata import CopyFacts
from app.desk.post_status import Enrolling
from app.desk.timeline import TimelineLine
from tests.ui.conftest import PLACES, Journey
from tests.ui.starting import Start, start, working
from ui.asking import Question
from ui.bridge import Bridge, Cancel
from ui.deciding import Decision
from ui.dossiers import DossiersPage
from ui.enrolling import EnrolAnew
from ui.frame import Frame
from ui.guiding import GuidanceQuestion
from ui.paper_copies import FactsForm, TakeOver
from ui.place import Counter
from ui.postal import RecordQuestion
from ui.register_book import BookQuestion
from ui.sight import CardSight, Live, PageSight, Sight
from ui.theme import DARK, LIGHT, SCHEMES, Theme

__all__ = ["start", "working"]

Settle = Callable[[], None]
NOON = datetime(2026, 11, 23, 5, tzinfo=UTC)


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


def test_all_that_is_seen_wears_the_sheet_but_what_only_holds_others(
    visited: Frame, settle: Settle, journey: Journey
) -> None:
    """A part nobody dressed looks as Qt alone would have it."""
    holders = {"frame", "reception", "settings"} | {
        "settings.scroll",
        "qt_scrollarea_viewport",
        "qt_scrollarea_vcontainer",
    }
    accepted = journey.accept()
    for name in (*PLACES, "settings", f"dossier/{accepted.stream}"):
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


def dialogs() -> set[type[QDialog]]:
    """Every kind of dialog of the window that is opened as it is."""
    for module in pkgutil.iter_modules(ui.__path__, "ui."):
        if not module.ispkg and module.name != "ui.__main__":
            importlib.import_module(module.name)
    found, left = set(), [QDialog]
    while left:
        more = [kind for kind in left.pop().__subclasses__() if kind.__module__.startswith("ui.")]
        found.update(more)
        left.extend(more)
    return found - {Sight}


def test_every_dialog_wears_the_sheet_whoever_opens_it(
    counter: Counter, theme: Theme, journey: Journey, qtbot: QtBot
) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    line = TimelineLine("e", "receive", NOON, "text", "officer", "unit", "set_aside", "code_taken")
    enrolling = Enrolling(lambda: False, lambda *_: None)
    made = [
        Question(parent, theme, "?", "words", "verb", reason=True),
        Decision(parent, theme, line, NOON),
        GuidanceQuestion(parent, theme, journey.make()),
        TakeOver(parent, theme, "paper", []),
        FactsForm(parent, theme, "paper", CopyFacts()),
        RecordQuestion(parent, theme, NOON),
        BookQuestion(parent, theme, NOON.date()),
        EnrolAnew(parent, theme, counter.bridge, enrolling, "https://hub"),
        CardSight(parent, counter),
        PageSight(parent, counter, Live(), Cancel(), ()),
    ]
    assert {type(each) for each in made} == dialogs(), "a new kind of dialog is missing here"
    assert [type(each).__name__ for each in made if each.styleSheet() != theme.sheet()] == []


def test_an_officers_places_go_one_a_turn(working: Start, qapp: QApplication) -> None:
    """Those that were built and never gone to as well; all at once would hold up who signs in next."""
    window = working.window
    frame = window.frame
    assert frame is not None
    for name in PLACES[:-2]:
        frame.go(name)
        working.settle()
    for name in PLACES[-2:]:
        frame.build(name)
    places = [*frame._places.values(), *frame._built.values()]
    assert len(places) >= len(PLACES)
    window.sign_out()
    left = [len(places)]
    while shiboken6.isValid(frame):
        qapp.processEvents()
        qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        left.append(sum(shiboken6.isValid(place) for place in places))
    assert left[-1] == 0
    assert all(before - after <= 1 for before, after in pairwise(left))


def test_another_officer_with_another_look_is_not_held_up_by_the_places_of_the_one_before(
    working: Start, theme: Theme, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Her look is chosen while the window of the officer before is being left."""
    window = working.window
    frame = window.frame
    assert frame is not None
    for name in PLACES:
        frame.go(name)
        working.settle()
    dressed: list[int] = [0]
    wear = Theme._wear

    def count(self: Theme, kept: weakref.ref[QWidget]) -> None:
        dressed[-1] += 1
        wear(self, kept)

    monkeypatch.setattr(Theme, "_wear", count)
    theme.apply("dark", 10.5)
    window.sign_out()
    while not working.bridge.idle:
        qapp.processEvents()
        dressed.append(0)
    working.settle()
    assert theme.colours is DARK
    assert sum(dressed) > 1
    assert max(dressed) == 1
    theme.apply("light", 10.5)
    working.settle()
