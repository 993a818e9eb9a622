"""The official code of a dossier with a provisional one pays itself; its key says why not yet and asks now."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.store import numbers
from tests.desk.conftest import UNIT
from tests.ui.conftest import Journey, Show
from ui.dossier import DossierPage
from ui.place import Counter


def test_the_key_of_an_official_code_says_why_not_yet_and_asks_the_hub_now(
    counter: Counter, show: Show, journey: Journey, qtbot: QtBot
) -> None:
    office = journey.office
    with office.store.write() as connection:
        while numbers.take(connection, journey.session.device, UNIT, office.now().date()) is not None:
            pass
    accepted = journey.accept()
    assert accepted.provisional
    woken: list[int] = []
    office.post.send_now = lambda: woken.append(1)
    office.post.reason, office.post.next_try = "hub_unreachable", office.now() + timedelta(minutes=11)
    shown = show(DossierPage(counter))
    page = shown.place
    assert isinstance(page, DossierPage)
    page.go(accepted.stream)
    shown.settle()
    assert "official_code" in page.acts.owed.debts
    why = shown.find(QLabel, "owed.code_waits")
    assert isinstance(why, QLabel)
    assert why.text() == "The hub gives it once it has the dossier: no network; next try 08:41."
    number = page.acts.owed.debts.index("official_code")
    qtbot.keyClick(page, Qt.Key(Qt.Key.Key_1 + number), Qt.KeyboardModifier.ControlModifier)
    shown.settle()
    assert woken == [1]
    assert shown.told[-1].text.startswith("The line to the hub is tried now")
