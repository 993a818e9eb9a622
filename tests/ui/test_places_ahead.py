"""Places are built before anybody goes there, and only while nobody is at the keys."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from tests.ui.test_window import Start, start, working
from ui.place import Place
from ui.places_ahead import AHEAD, PlacesAhead

__all__ = ["start", "working"]


def places_of(working: Start) -> dict[str, Place]:
    frame = working.window.frame
    assert frame is not None
    return {**frame._places, **frame._built}


def ahead_of(working: Start) -> PlacesAhead:
    assert working.window._ahead is not None
    return working.window._ahead


def test_every_place_is_built_one_a_turn_and_opens_as_it_was_built(working: Start, qtbot: QtBot) -> None:
    frame = working.window.frame
    assert frame is not None
    ahead = ahead_of(working)
    before = set(places_of(working))
    ahead._build_next()
    assert len(set(places_of(working)) - before) == 1
    ahead._still.setInterval(0)
    ahead.wait()
    qtbot.waitUntil(lambda: set(AHEAD) <= set(places_of(working)))
    built = places_of(working)["returns"]
    assert not built.isVisible()
    frame.go("returns")
    working.settle()
    assert frame.place is built
    assert built.isVisible()


def test_a_key_puts_it_off(working: Start) -> None:
    ahead = ahead_of(working)
    ahead._still.setInterval(60_000)
    ahead._still.stop()
    working.window._touched()
    assert ahead._still.isActive()
    assert ahead._still.remainingTime() > 30_000


def test_behind_the_lock_nothing_is_built(working: Start) -> None:
    ahead = ahead_of(working)
    working.window.lock()
    ahead._still.stop()
    before = set(places_of(working))
    ahead._build_next()
    assert set(places_of(working)) == before
    assert not ahead._still.isActive()


def test_signing_out_ends_it(working: Start) -> None:
    ahead, frame = ahead_of(working), working.window.frame
    assert frame is not None
    working.window.sign_out()
    ahead._build_next()
    assert frame._built == {}


def test_places_nobody_went_to_go_with_the_officer(working: Start, qtbot: QtBot) -> None:
    ahead = ahead_of(working)
    ahead._still.setInterval(0)
    ahead.wait()
    qtbot.waitUntil(lambda: set(AHEAD) <= set(places_of(working)))
    gone: list[str] = []
    frame = working.window.frame
    assert frame is not None
    for name, place in frame._built.items():
        place.destroyed.connect(lambda _=None, name=name: gone.append(name))
    wanted = sorted(frame._built)
    working.window.sign_out()
    qtbot.waitUntil(lambda: sorted(gone) == wanted)
