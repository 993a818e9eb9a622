"""The watchdog tells of a slot that holds the window up, and of nothing that a worker does."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot

from app.desk.acting import Session
from app.desk.office import Office
from bench.held_up import bare_form
from tests.ui.held_up import HeldUp
from ui import window
from ui.bridge import Bridge
from ui.watchdog import LIMIT_MILLISECONDS, Stall, Watchdog

SECRET = "025301123456"


@pytest.fixture
def watchdog(qtbot: QtBot) -> Iterator[Watchdog]:
    made = Watchdog()
    made.start()
    yield made
    made.stop()


def hold_up(name: str) -> None:
    """Blocks whoever calls it for several times the limit."""
    assert name
    time.sleep(6 * LIMIT_MILLISECONDS / 1000)


def of_holding_up(watchdog: Watchdog) -> list[Stall]:
    return [stall for stall in watchdog.stalls if any(place.endswith(" hold_up") for place in stall.stack)]


def test_a_blocking_slot_is_reported_with_where_it_stood(
    watchdog: Watchdog, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "motcua.watchdog")

    def seen() -> bool:
        """On a busy machine the watching thread may come too late to see the slot at work; then there is another."""
        if not of_holding_up(watchdog):
            QTimer.singleShot(0, lambda: hold_up(SECRET))
            return False
        return True

    qtbot.waitUntil(seen, timeout=60_000)
    stall = of_holding_up(watchdog)[0]
    assert stall.milliseconds >= LIMIT_MILLISECONDS
    assert stall.stack[-1].startswith("tests/ui/test_watchdog.py:")
    assert "hold_up" in caplog.text
    assert SECRET not in caplog.text


class Asker(QObject):
    """Asks the desk for something slow."""

    def __init__(self) -> None:
        super().__init__()
        self.answers: list[None] = []

    def take(self, answer: None) -> None:
        self.answers.append(answer)


def work_hard() -> None:
    """Keeps whoever calls it busy for several times the yardstick."""
    began, bare = time.thread_time(), bare_form()
    while time.thread_time() - began < 10 * bare:
        sum(range(1000))


def test_a_call_that_keeps_the_window_busy_fails_its_test(
    nothing_holds_the_window_up: list[HeldUp], bridge: Bridge, qtbot: QtBot
) -> None:
    """What every test of the window is watched by, tried once: an answer that is worked on for too long."""

    class Worker(Asker):
        def take(self, answer: None) -> None:
            work_hard()
            super().take(answer)

    worker = Worker()
    bridge.run(lambda: None, worker.take)
    qtbot.waitUntil(lambda: worker.answers == [None], timeout=60_000)
    [held] = nothing_holds_the_window_up
    nothing_holds_the_window_up.clear()
    assert held.call.endswith("Bridge._deliver")
    assert held.share > 1
    assert any(place.startswith("ui/bridge.py") for place in held.stack)


def test_work_of_the_desk_worker_is_not_the_windows(
    nothing_holds_the_window_up: list[HeldUp], bridge: Bridge, qtbot: QtBot
) -> None:
    asker = Asker()
    bridge.run(work_hard_aside, asker.take)
    qtbot.waitUntil(lambda: asker.answers == [None], timeout=60_000)
    assert nothing_holds_the_window_up == []


def work_hard_aside() -> None:
    began = time.thread_time()
    while time.thread_time() - began < 1:
        sum(range(1000))


def test_the_same_work_on_the_desk_worker_holds_nothing_up(watchdog: Watchdog, bridge: Bridge, qtbot: QtBot) -> None:
    asker = Asker()
    bridge.run(lambda: hold_up(SECRET), asker.take)
    qtbot.waitUntil(lambda: asker.answers == [None], timeout=10_000)
    assert of_holding_up(watchdog) == []


def test_it_ends_even_while_the_window_is_held_up(qtbot: QtBot) -> None:
    made = Watchdog()
    made.start()
    hold_up("x")
    made.stop()
    assert not made._thread.is_alive()
    assert made.stalls == ()


def test_it_ends_when_it_is_told_to_just_as_it_asks_the_window(qtbot: QtBot) -> None:
    made = Watchdog()

    class ToldMeanwhile(threading.Event):
        def clear(self) -> None:
            made._stopped.set()
            self.set()
            super().clear()

    made._answered = ToldMeanwhile()
    made.start()
    made._thread.join(10)
    ended = not made._thread.is_alive()
    made.stop()
    assert ended


def test_a_statement_run_on_the_windows_thread_is_caught(
    office: Office, session: Session, asked_by_the_window: set[str]
) -> None:
    """What every test of the window is watched by, tried once: the desk worker's part of `Window`, called here."""
    assert asked_by_the_window == set()
    window._preferences(office, session)
    [where] = asked_by_the_window
    assert where.startswith("window.py:")
    assert where.endswith(" _preferences")
    asked_by_the_window.clear()
