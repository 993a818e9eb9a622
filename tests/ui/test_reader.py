"""A card reader on a serial port, here the other end of a pseudo-terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot

from app.capture.card_reader import CardReader
from tests.desk.conftest import CARD
from ui.reader import SerialReader

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")


@pytest.fixture
def line() -> Iterator[tuple[int, str]]:
    ours, theirs = os.openpty()
    yield ours, os.ttyname(theirs)
    os.close(theirs)
    os.close(ours)


def test_cards_and_codes_go_their_ways(line: tuple[int, str], qtbot: QtBot) -> None:
    ours, address = line
    owner = QObject()
    reader = SerialReader(address, owner)
    cards: list[str] = []
    codes: list[str] = []
    reader.card.connect(cards.append)
    reader.code.connect(codes.append)
    # What is sent before the port is open is thrown away there, so the card is held to the reader again and again.
    again = QTimer(owner)
    again.timeout.connect(lambda: os.write(ours, (CARD + "\r\n").encode()))
    again.start(150)
    qtbot.waitUntil(lambda: CARD in cards, timeout=10_000)
    again.stop()
    os.write(ours, b"H44.80.01-261123-0001\r")
    qtbot.waitUntil(lambda: codes == ["H44.80.01-261123-0001"], timeout=10_000)
    reader.close()
    assert set(cards) == {CARD}


def test_a_reader_that_is_not_there_is_told_once_and_looked_for_again(qtbot: QtBot) -> None:
    owner = QObject()
    told: list[object] = []
    reader = SerialReader("/dev/no-such-port", owner)
    reader.failed.connect(told.append)
    qtbot.waitUntil(lambda: len(told) == 1, timeout=10_000)
    assert reader._again.isActive()
    reader._start()
    qtbot.waitUntil(lambda: reader._again.isActive(), timeout=10_000)
    reader.close()
    assert len(told) == 1


def held_to(reader: SerialReader, ours: int, qtbot: QtBot) -> None:
    """Hold a card to the reader until it is read: what comes before the port is open is thrown away there."""
    cards: list[str] = []
    reader.card.connect(cards.append)
    again = QTimer(reader)
    again.timeout.connect(lambda: os.write(ours, (CARD + "\r\n").encode()))
    again.start(150)
    qtbot.waitUntil(lambda: CARD in cards, timeout=10_000)
    again.stop()


def test_another_port_is_listened_to_at_once_and_the_first_is_let_go(line: tuple[int, str], qtbot: QtBot) -> None:
    ours, address = line
    owner = QObject()
    reader = SerialReader("", owner)
    told: list[object] = []
    reader.failed.connect(told.append)
    reader.listen(address)
    held_to(reader, ours, qtbot)
    other, slave = os.openpty()
    reader.listen(os.ttyname(slave))
    held_to(reader, other, qtbot)
    with CardReader(address):
        pass
    reader.close()
    assert told == []
    for end in (other, slave):
        os.close(end)


def test_a_trial_on_the_port_that_is_held_shows_the_very_bytes_and_gives_it_back(
    line: tuple[int, str], qtbot: QtBot
) -> None:
    ours, address = line
    owner = QObject()
    reader = SerialReader(address, owner)
    held_to(reader, ours, qtbot)
    tried: list[bytes] = []
    told: list[object] = []
    reader.tried.connect(tried.append)
    reader.failed.connect(told.append)
    reader.trial_failed.connect(told.append)
    reader.try_out(address, 10)
    again = QTimer(owner)
    again.timeout.connect(lambda: os.write(ours, (CARD + "\r\n").encode()))
    again.start(400)
    qtbot.waitUntil(lambda: bool(tried), timeout=10_000)
    again.stop()
    assert tried == [(CARD + "\r\n").encode()]
    held_to(reader, ours, qtbot)
    # A trial that is given up says nothing, and the port is listened to again.
    reader.try_out(address, 10)
    reader.stop_trial()
    held_to(reader, ours, qtbot)
    reader.close()
    assert len(tried) == 1
    assert told == []
