"""Work runs off the window's thread, in order; answers come back on it, to widgets that are still there."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.errors import HubUnreachable, MotCuaError
from ui.bridge import Bridge, Cancel


class Asker(QObject):
    """A stand-in for a page: keeps what it was told, and on which thread."""

    def __init__(self) -> None:
        super().__init__()
        self.got: list[object] = []
        self.failures: list[MotCuaError] = []
        self.threads: set[int] = set()

    def take(self, answer: object) -> None:
        self.got.append(answer)
        self.threads.add(threading.get_ident())

    def fail(self, error: MotCuaError) -> None:
        self.failures.append(error)


def test_acts_run_in_order_off_the_windows_thread(bridge: Bridge, settle: Callable[[], None]) -> None:
    asker = Asker()
    ran: list[tuple[int, int]] = []
    for number in range(20):
        bridge.run(lambda number=number: ran.append((number, threading.get_ident())) or number, asker.take)
    settle()
    assert [number for number, _ in ran] == list(range(20)) == asker.got
    assert threading.get_ident() not in {thread for _, thread in ran}
    assert asker.threads == {threading.get_ident()}


def test_a_known_failure_goes_to_whoever_asked(bridge: Bridge, settle: Callable[[], None]) -> None:
    asker = Asker()

    def unreachable() -> None:
        raise HubUnreachable()

    bridge.run(unreachable, asker.take, asker.fail)
    settle()
    assert asker.got == []
    assert isinstance(asker.failures[0], HubUnreachable)


def test_a_failure_nobody_takes_is_told_by_the_bridge(bridge: Bridge, settle: Callable[[], None], qtbot: QtBot) -> None:
    def unreachable() -> None:
        raise HubUnreachable()

    with qtbot.waitSignal(bridge.failed) as told:
        bridge.run(unreachable)
    assert isinstance(told.args[0], HubUnreachable)
    settle()


def test_a_bug_goes_to_the_crash_door_even_when_its_asker_is_gone(qtbot: QtBot) -> None:
    bridge = Bridge()
    asker = Asker()

    def broken() -> None:
        raise ZeroDivisionError

    with qtbot.waitSignal(bridge.crashed) as told:
        bridge.run(broken, asker.take)
        asker.deleteLater()
    assert isinstance(told.args[0], ZeroDivisionError)
    bridge.close()


def test_a_widget_that_is_gone_is_not_called(bridge: Bridge, settle: Callable[[], None]) -> None:
    asker = Asker()
    gate = threading.Event()
    bridge.run(gate.wait)
    bridge.run(lambda: 1, asker.take)
    got = asker.got
    del asker
    gate.set()
    settle()
    assert got == []


def test_a_later_request_makes_the_earlier_answer_void(bridge: Bridge, settle: Callable[[], None]) -> None:
    asker, ran = Asker(), []
    gate = threading.Event()
    bridge.run(gate.wait)
    for number in range(5):
        bridge.run(lambda number=number: ran.append(number) or number, asker.take, slot="preview")
    gate.set()
    settle()
    assert asker.got == [4]
    assert ran == [4]


def test_answers_go_to_bound_methods_only(bridge: Bridge) -> None:
    with pytest.raises(TypeError):
        bridge.run(lambda: 1, lambda answer: None)


def test_slow_work_does_not_hold_the_desk_up(bridge: Bridge, qtbot: QtBot) -> None:
    asker, gate = Asker(), threading.Event()
    bridge.run_aside(gate.wait, asker.take)
    bridge.run(lambda: "desk", asker.take)
    qtbot.waitUntil(lambda: asker.got == ["desk"])
    gate.set()
    qtbot.waitUntil(lambda: asker.got == ["desk", True])


def test_notices_of_the_store_arrive_on_the_windows_thread(bridge: Bridge, qtbot: QtBot) -> None:
    asker = Asker()
    bridge.changed.connect(asker.take)
    thread = threading.Thread(target=lambda: bridge.notice("changed"))
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: asker.got == ["changed"])
    assert asker.threads == {threading.get_ident()}


def test_progress_is_read_by_a_timer(bridge: Bridge, qtbot: QtBot) -> None:
    asker = Asker()
    progress = {"pages": 0}
    timer = bridge.watch(asker, progress, asker.take)
    assert isinstance(timer, QTimer)
    progress["pages"] = 3
    qtbot.waitUntil(lambda: {"pages": 3} in asker.got)
    timer.stop()


def test_cancelling_is_a_flag() -> None:
    cancel = Cancel()
    assert not cancel.is_set()
    cancel.set()
    assert cancel.is_set()


def test_closing_finishes_what_was_asked(qapp: QApplication) -> None:
    bridge, ran = Bridge(), []
    for number in range(10):
        bridge.run(lambda number=number: ran.append(number))
    bridge.close()
    bridge.close()
    assert ran == list(range(10))
    bridge.run(lambda: ran.append(99))
    assert ran == list(range(10))
