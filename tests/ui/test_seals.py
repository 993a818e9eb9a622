"""The signed code of a receipt, scanned into the find box or by a reader: believed or not, said in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.desk import seals
from app.desk.office import Office
from app.paper import seal
from tests.desk.test_printing import certify
from tests.ui.conftest import Journey
from ui.frame import Frame
from ui.place import Counter
from ui.places import MAKERS


@pytest.fixture
def frame(counter: Counter, qtbot: QtBot, settle: Callable[[], None]) -> Iterator[Frame]:
    made = Frame(counter, MAKERS)
    qtbot.addWidget(made)
    made.show()
    made.go("dossiers")
    settle()
    yield made
    made.close_places()


def signed(office: Office, counter: Counter, journey: Journey) -> str:
    """The seal of a dossier just received here."""
    accepted = journey.accept()
    said = seal.Seal(counter.session.unit, accepted.code, office.now(), accepted.due, counter.session.device)
    return seal.sign(said, office.keys.device_key)


def test_a_seal_of_a_counter_not_known_here_proves_nothing(
    frame: Frame, counter: Counter, office: Office, journey: Journey, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    frame.finder.setText(signed(office, counter, journey))
    qtbot.keyClick(frame.finder, Qt.Key.Key_Return)
    settle()
    assert frame._notice.text.startswith("Not proved")
    assert not frame.finder.text()
    assert frame.place is not None and frame.place.objectName() == "dossiers"


def test_scanned_at_a_counter_that_has_the_certificate_it_is_proved_off_line(
    frame: Frame, counter: Counter, office: Office, journey: Journey, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    text = signed(office, counter, journey)
    certify(office, counter.session.device)

    def scanned(symbol: str) -> str:
        frame.finder.setText(symbol)
        qtbot.keyClick(frame.finder, Qt.Key.Key_Return)
        settle()
        return frame._notice.text

    assert scanned(text).startswith("Genuine: receipt ")
    facts = text.split(":")
    for place, other in ((2, facts[2][:-1] + "9"), (3, "261123013001"), (4, "291231000000")):
        forged = [*facts[:place], other, *facts[place + 1 :]]
        assert forged != facts
        assert scanned(":".join(forged)).startswith("Not genuine")


def test_what_a_seal_says_is_told_with_its_dossier(
    frame: Frame, counter: Counter, office: Office, journey: Journey
) -> None:
    found = seals.check_seal(office, signed(office, counter, journey))
    frame._show_seal(replace(found, verdict="genuine", agrees=True))
    assert frame._notice.text.startswith(f"Genuine: receipt {found.code}")
    assert frame._notice._notice.links == (("Open the dossier", f"dossier/{found.stream}"),)
    frame._show_seal(replace(found, verdict="genuine", agrees=False))
    assert "says otherwise" in frame._notice.text
    frame._show_seal(replace(found, verdict="forged"))
    assert frame._notice.text.startswith("Not genuine")


def test_a_text_that_only_looks_like_a_seal_is_refused(frame: Frame, settle: Callable[[], None]) -> None:
    frame.take_code("MC1:nothing")
    settle()
    assert frame._notice._notice.tone == "late"
