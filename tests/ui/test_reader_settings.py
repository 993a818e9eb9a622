"""The set-up page of a reader: exactly what it sends by keys or by port, what to change, and nothing kept."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget

from app.capture.card_reader import CardReader
from tests.ui.conftest import Shown
from ui.burst import BurstFilter
from ui.place import Counter, Place
from ui.settings import SettingsPage

CARD = "025301123456||Nguyễn Tiến Nam|05121991|Nam|Khu 3, phường Âu Cơ, Phú Thọ|10052022"
Show = Callable[[Place], Shown]


@pytest.fixture
def shown(counter: Counter, show: Show) -> Shown:
    return show(SettingsPage(counter))


@pytest.fixture
def page(shown: Shown) -> SettingsPage:
    assert isinstance(shown.place, SettingsPage)
    return shown.place


@pytest.fixture
def bursts() -> Iterator[BurstFilter]:
    """The window's own ear for scans, which the trial goes before."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    made = BurstFilter(application)
    yield made
    made.remove()


def press(widget: QWidget, text: str) -> None:
    key = Qt.Key.Key_Return if text == "\r" else Qt.Key.Key_unknown
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(widget, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text))


def texts(page: SettingsPage) -> str:
    return "\n".join(label.text() for label in page.reader.findChildren(QLabel) if not label.isHidden())


def test_the_keys_of_a_reader_are_shown_as_they_come_and_reach_nothing_else(
    shown: Shown, page: SettingsPage, bursts: BurstFilter
) -> None:
    heard: list[str] = []
    bursts.card.connect(heard.append)
    line = page.printer.address
    page.reader.trial.click()
    line.setFocus()
    focused = QApplication.focusWidget() or page
    before = line.text()
    for letter in CARD + "\r":
        press(focused, letter)
    shown.bot.waitUntil(lambda: not page.reader.tap.listening, timeout=10_000)
    assert line.text() == before
    assert heard == []
    assert page.reader.sent.text().endswith("|••••••••⟨CR⟩")
    assert page.reader.bytes.text().endswith("0D")
    assert "31" not in page.reader.bytes.text().split()
    assert "ends with CR" in page.reader.how.text()
    assert "A citizen card: read correctly." in page.reader.read.text()
    assert page.reader.advice.isHidden()
    assert "025301123456" not in texts(page)
    assert "1991" not in texts(page)
    assert "Nguyễn Tiến Nam" in texts(page)
    page.reader.shown.click()
    assert "025301123456" in texts(page)
    press(focused, "a")
    page.reader.forget()
    assert "Nguyễn" not in texts(page)


@pytest.mark.parametrize(
    ("sent", "advice"),
    [
        (CARD, "send Enter"),
        (CARD.encode().decode("latin-1") + "\r", "UTF-8"),
        (CARD.replace("|", "~") + "\r", "US English"),
        ("Xin chào\r", "no citizen card"),
    ],
)
def test_what_to_change_is_said(shown: Shown, page: SettingsPage, sent: str, advice: str) -> None:
    page.reader.trial.click()
    focused = QApplication.focusWidget() or page
    for letter in sent:
        press(focused, letter)
    shown.bot.waitUntil(lambda: not page.reader.tap.listening, timeout=10_000)
    assert advice in page.reader.advice.text()


def test_an_input_method_in_between_is_seen(shown: Shown, page: SettingsPage) -> None:
    page.reader.trial.click()
    line = QLineEdit(page)
    line.show()
    line.setFocus()
    for piece in ("025301123456||", "Nguyễn Tiến Nam|05121991|Nam|Khu 3|10052022"):
        event = QInputMethodEvent()
        event.setCommitString(piece)
        QApplication.sendEvent(QApplication.focusWidget() or page, event)
    shown.bot.waitUntil(lambda: not page.reader.tap.listening, timeout=10_000)
    assert "input method" in page.reader.how.text()


def test_a_reader_on_a_port_is_heard_with_its_line_end(shown: Shown, page: SettingsPage) -> None:
    plug, slave = os.openpty()
    address = os.ttyname(slave)
    page.reader.port.addItem(address, address)
    page.reader.port.setCurrentIndex(page.reader.port.findData(address))
    page.reader.trial.click()
    sent = threading.Timer(0.2, os.write, (plug, f"{CARD}\r\n".encode()))
    sent.start()
    shown.bot.waitUntil(lambda: not page.reader.sent.isHidden(), timeout=10_000)
    sent.join()
    assert page.reader.sent.text().endswith("⟨CR⟩⟨LF⟩")
    assert "ends with CR LF" in page.reader.how.text()
    # What the window heard on its own is shown as well.
    page.take_card(CARD)
    assert "A citizen card" in page.reader.read.text()
    # Another program has the port.
    with CardReader(address):
        page.reader.trial.click()
        shown.bot.waitUntil(page.reader.trial.isEnabled, timeout=10_000)
        assert page.reader._outcome.property("tone") == "late"
    os.close(slave)
    os.close(plug)


def test_a_port_that_is_gone_is_told(shown: Shown, page: SettingsPage) -> None:
    page.reader.port.addItem("gone", "/dev/ttyNOT")
    page.reader.port.setCurrentIndex(page.reader.port.findData("/dev/ttyNOT"))
    page.reader.trial.click()
    shown.bot.waitUntil(page.reader.trial.isEnabled, timeout=10_000)
    assert page.reader._outcome.text()
    assert page.reader._outcome.property("tone") == "late"
    assert page.reader.trial.isEnabled()
