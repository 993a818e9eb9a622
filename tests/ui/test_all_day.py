"""A window that is worked in all day: officers come and go, dossiers are opened, and nothing of them stays behind."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QApplication

from tests.ui.conftest import PLACES, Journey
from tests.ui.starting import Start, start, working
from ui.dossier import DossierPage
from ui.dossier_acts import ACTS
from ui.frame import Frame

__all__ = ["start", "working"]


def living() -> Counter[str]:
    """Every widget and other object of Qt there is, by its kind. What Python still holds of one that Qt has deleted
    counts too: it holds the office, and the citizen it showed."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    held = Counter(type(found).__name__ for found in gc.get_objects() if isinstance(found, QObject))
    return held + Counter(f"{type(widget).__name__} on screen" for widget in QApplication.allWidgets())


def more(before: Counter[str], after: Counter[str]) -> dict[str, int]:
    """What there is more of, and by how many."""
    return dict(after - before)


def test_officers_come_and_go_and_leave_nothing(working: Start) -> None:
    def turn() -> None:
        assert working.window.frame is not None
        for name in PLACES:
            working.window.frame.go(name)
            working.settle()
        working.window.frame.citizen.toggle(working.window.frame)
        working.window.sign_out()
        working.settle()
        working.sign_in()

    turn()
    before = living()
    for _ in range(3):
        turn()
    assert more(before, living()) == {}


def test_dossiers_opened_one_after_the_other_leave_nothing(
    frame: Frame, journey: Journey, settle: Callable[[], None]
) -> None:
    streams = [journey.accept().stream for _ in range(4)]

    def turn() -> None:
        for stream in streams:
            frame.go(f"dossier/{stream}")
            settle()
            page = frame.place
            assert isinstance(page, DossierPage)
            for name in ACTS:
                if page.acts.buttons[name].isEnabled() and name not in {"hand_over", "return_result"}:
                    page.acts.begin(name)
                    settle()
            for number in range(page.tabs.count()):
                page.tabs.setCurrentIndex(number)
            page.back()
            settle()

    turn()
    turn()
    before = living()
    for _ in range(3):
        turn()
    assert more(before, living()) == {}
