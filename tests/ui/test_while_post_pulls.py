"""While the post keeps what came from the province, the window goes on: only a Save waits, and for one transaction."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.desk import drafts
from app.desk.office import Office
from app.store import settings
from tests.ui.conftest import PLACES
from ui.bridge import Bridge
from ui.dossiers import DossiersPage
from ui.frame import Frame
from ui.reception import ReceptionPage

PULLED = "tests.pulled"


@contextmanager
def in_the_middle_of_a_transaction(office: Office) -> Iterator[None]:
    """The post has written something and not yet committed, for as long as the block runs."""
    written, done = threading.Event(), threading.Event()

    def keep() -> None:
        with office.store.write() as connection:
            settings.next_count(connection, PULLED)
            written.set()
            done.wait()

    post = threading.Thread(target=keep, name="post")
    post.start()
    written.wait()
    try:
        yield
    finally:
        done.set()
        post.join()


def test_places_open_and_letters_are_taken_in_the_middle_of_a_transaction(
    busy_frame: Frame,
    office: Office,
    settle: Callable[[], None],
    type_text: Callable[[QWidget, str], None],
    qtbot: QtBot,
) -> None:
    busy_frame.go("reception")
    settle()
    with in_the_middle_of_a_transaction(office):
        # The settings look at the clock, and that look may note something: it waits its turn.
        for name in (place for place in PLACES if place != "settings"):
            busy_frame.go(name)
            settle()
        busy_frame.go("dossiers")
        page = busy_frame.place
        assert isinstance(page, DossiersPage)
        page.show_list("all")
        settle()
        assert len(page.model.rows) == 3
        busy_frame.finder.begin()
        type_text(busy_frame.finder, "nguyen")
        qtbot.waitUntil(busy_frame.finder.found.isVisible, timeout=10_000)
        QTest.keyClick(busy_frame.finder, Qt.Key.Key_Escape)
        busy_frame.go("reception")
        settle()
        reception = busy_frame.place
        assert isinstance(reception, ReceptionPage)
        line = next(editor for editor in reception.people.editors if isinstance(editor, QLineEdit))
        type_text(line, "An")
        assert line.text() == "An"
        reception.book.flush()
        # The Save waits for the transaction, on the desk worker; the window does not.
        QApplication.processEvents()
        type_text(line, "h")
        assert line.text() == "Anh"
        assert not busy_frame._counter.bridge.idle
    settle()
    reception.book.flush()
    settle()
    kept = drafts.drafts(office, busy_frame._counter.session)
    assert "Anh" in [str(value) for draft in kept for value in vars(draft.applicant).values()]


@pytest.mark.usefixtures("session")
def test_a_save_waits_for_one_transaction_of_a_long_pull_and_not_for_all(
    office: Office, bridge: Bridge, settle: Callable[[], None]
) -> None:
    begun, ended = 0, threading.Event()
    first = threading.Event()

    def pull() -> None:
        nonlocal begun
        while not ended.is_set():
            with office.store.write() as connection:
                begun += 1
                first.set()
                settings.next_count(connection, PULLED)

    counted: list[tuple[int, int]] = []

    def save() -> None:
        before = begun
        with office.store.write() as connection:
            counted.append((before, begun))
            settings.next_count(connection, "tests.saved")

    post = threading.Thread(target=pull, name="post")
    post.start()
    first.wait()
    for _ in range(20):
        bridge.run(save)
        settle()
    ended.set()
    post.join()
    # One that had begun, and one that had asked just before.
    assert max(after - before for before, after in counted) <= 2
    assert begun > len(counted)
