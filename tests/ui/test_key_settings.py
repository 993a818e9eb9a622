"""The officer's own keys: taken into force, told everywhere, and refused where another act or typing needs them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTranslator
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.desk import preferences
from app.desk.acting import Session
from app.desk.office import Office
from tests.test_repository import ROOT
from tests.ui.conftest import Shown
from ui import keys, language
from ui.frame import Frame
from ui.place import Counter, Place
from ui.places import MAKERS
from ui.settings import SettingsPage

Show = Callable[[Place], Shown]


@pytest.fixture(autouse=True)
def usual_keys() -> Iterator[None]:
    yield
    keys.wear({})


@pytest.mark.parametrize(
    ("name", "sequence", "why"),
    [
        ("print", "Ctrl+D", ""),
        ("print", "F2", "reception"),
        ("print", "Ctrl+K", "find"),
        ("print", "Ctrl+P", ""),
        ("print", "A", "typing"),
        ("print", "Shift+A", "typing"),
        ("print", "Space", "typing"),
        ("print", "", "typing"),
        ("print", "Alt+3", "taken"),
        ("print", "Ctrl+C", "taken"),
        ("print", "Esc", "typing"),
        ("print", "F1", "help"),
    ],
)
def test_a_key_is_refused_where_something_else_needs_it(name: str, sequence: str, why: str) -> None:
    assert keys.refusal(name, sequence, {}) == why


def test_a_key_that_was_given_away_is_free_and_the_new_one_taken() -> None:
    chosen = {"find": "Ctrl+F"}
    assert keys.refusal("print", "Ctrl+K", chosen) == ""
    assert keys.refusal("print", "Ctrl+F", chosen) == "find"


def test_keys_kept_from_another_version_never_give_one_key_to_two_acts() -> None:
    keys.wear({"print": "F2", "find": "Ctrl+F", "gone": "Ctrl+G", "help": "Ctrl+H", "lock": "Ctrl+F"})
    assert keys.key("print").sequence == "Ctrl+P"
    assert keys.key("find").sequence == "Ctrl+F"
    assert keys.key("help").sequence == "F1"
    sequences = [each.sequence for each in keys.in_force()]
    assert len(set(sequences)) == len(sequences)


@pytest.mark.parametrize("spoken", ["vi", "en"])
def test_sentences_name_the_keys_the_officer_has(qapp: QApplication, spoken: language.Language) -> None:
    def said(context: str, source: str) -> str:
        return QCoreApplication.translate(context, source)

    scan, every = "Put the sheets in and press F5 again.", "Received under Reception (F2), each stands here at once."
    language.install(qapp, spoken)
    usual = said("Messages", scan), said("Lists", every), said("Keys", "Scan papers")
    keys.wear({"scan": "Ctrl+Shift+S", "reception": "F5", "pages": "Shift+F7"})
    language.install(qapp, spoken)
    assert said("Messages", scan) == usual[0].replace("F5", "Ctrl+Shift+S")
    assert said("Lists", every) == usual[1].replace("F2", "F5")
    assert said("Keys", "Scan papers") == usual[2]
    assert keys.in_sentence("Shift+F5, F5 và F50") == "Shift+F7, Ctrl+Shift+S và F50"
    keys.wear({})
    language.install(qapp, spoken)
    assert (said("Messages", scan), said("Lists", every), said("Keys", "Scan papers")) == usual
    language.install(qapp, "en")
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert qapp.findChildren(QTranslator) == []


def test_a_chosen_key_works_and_is_told(counter: Counter, qtbot: QtBot, settle: Callable[[], None]) -> None:
    keys.wear({"dossiers": "Ctrl+D"})
    frame = Frame(counter, MAKERS)
    qtbot.addWidget(frame)
    with qtbot.waitActive(frame):
        frame.show()
        frame.activateWindow()
    frame.go("returns")
    settle()
    qtbot.keyClick(frame, Qt.Key.Key_F3)
    assert frame.place is not None
    assert frame.place.objectName() == "returns"
    qtbot.keyClick(frame, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert frame.place.objectName() == "dossiers"
    qtbot.keyClick(frame, Qt.Key.Key_F1)
    assert "Ctrl+D" in {label.text() for label in frame._help.findChildren(QLabel)}
    assert "Ctrl+D" in frame._rail._buttons["dossiers"].toolTip()
    assert frame.findChild(QShortcut, "key.dossiers") is not None
    frame.close_places()
    settle()


def page(shown: Shown) -> SettingsPage:
    assert isinstance(shown.place, SettingsPage)
    return shown.place


def test_the_settings_keep_a_new_key_and_name_the_act_that_has_one(
    counter: Counter, show: Show, office: Office, session: Session, qtbot: QtBot
) -> None:
    shown = show(SettingsPage(counter))
    line = page(shown).keys
    line.act.setCurrentIndex(line.act.findData("print"))
    line.pressed.setKeySequence("F2")
    line.pressed.editingFinished.emit()
    assert "Reception" in line.fault.text()
    assert line.pressed.keySequence().toString() == "Ctrl+P"
    line.pressed.setFocus()
    qtbot.keyClick(line.pressed, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: line.usual.isVisible(), timeout=5_000)
    shown.settle()
    assert line.fault.isHidden()
    assert preferences.officer_settings(office, session).keys == {"print": "Ctrl+D"}
    line.usual.click()
    shown.settle()
    assert preferences.officer_settings(office, session).keys == {}


def test_the_readme_lists_every_key_as_it_is_declared() -> None:
    listed = re.findall(r"^\| (\S+) \| (.+) \|$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    declared = [(each.sequence, each.source) for each in keys.KEYS]
    assert [pair for pair in listed if pair in declared] == declared
