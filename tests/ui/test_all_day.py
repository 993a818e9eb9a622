"""A window that is worked in all day: officers come and go, dossiers are opened, and nothing of them stays behind."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.conftest import PLACES, Journey
from tests.ui.starting import Start, start, working
from ui.dossier import DossierPage
from ui.dossier_acts import ACTS
from ui.frame import Frame

__all__ = ["start", "working"]


def living() -> Counter[str]:
    """Every widget there is and every object of the window's own kinds. What Python still holds of one that Qt has
    deleted counts too: it holds the office, and the citizen it showed."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    kinds = (type(found) for found in gc.get_objects() if isinstance(found, QObject))
    held = Counter(kind.__qualname__ for kind in kinds if kind.__module__.startswith("ui."))
    return held + Counter(f"{type(widget).__name__} on screen" for widget in QApplication.allWidgets())


def more(before: Counter[str], after: Counter[str]) -> dict[str, int]:
    """What there is more of, and by how many."""
    return dict(after - before)


def test_officers_come_and_go_and_leave_nothing(working: Start, qtbot: QtBot) -> None:
    def turn() -> None:
        frame = working.window.frame
        assert frame is not None
        for name in PLACES:
            frame.go(name)
            working.settle()
        frame.citizen.toggle(frame)
        working.window.sign_out()
        working.settle()
        working.sign_in()

    turn()
    before = living()
    for _ in range(3):
        turn()
    qtbot.waitUntil(lambda: more(before, living()) == {}, timeout=30_000)


def test_dossiers_opened_one_after_the_other_leave_nothing(
    frame: Frame, journey: Journey, settle: Callable[[], None], qtbot: QtBot
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
    qtbot.waitUntil(lambda: more(before, living()) == {}, timeout=30_000)
