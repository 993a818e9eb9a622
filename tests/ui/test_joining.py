"""The columns of reception, joined in a narrow window: all in them goes on working, and Tab walks it as it stands."""

from __future__ import annotations

from collections.abc import Callable

import shiboken6
from PySide6.QtGui import QAction

from tests.desk.conftest import CARD, PROCEDURE
from tests.ui.conftest import Journey
from tests.ui.test_reach import round_of_tab
from ui.bridge import Bridge
from ui.frame import Frame
from ui.reception import ReceptionPage

Settle = Callable[[], None]
NARROW = 683
"""A screen of 1366 at 200 %."""


def page_of(frame: Frame) -> ReceptionPage:
    found = frame.made("reception")
    assert isinstance(found, ReceptionPage)
    return found


def test_a_window_made_narrow_and_wide_again_keeps_what_its_pages_can_do(
    busy_frame: Frame, journey: Journey, settle: Settle, bridge: Bridge
) -> None:
    bugs: list[BaseException] = []
    bridge.crashed.connect(bugs.append)
    dossier = f"dossier/{journey.accept().stream}"
    for address in ("reception", dossier):
        busy_frame.go(address)
        settle()
    for width in (NARROW, 1366, NARROW):
        busy_frame.resize(width, 768)
        settle()
        for address in ("reception", dossier, "reception/new"):
            busy_frame.go(address)
            settle()
    actions = [made for made, _ in page_of(busy_frame).side.tray._tools.values() if isinstance(made, QAction)]
    assert actions
    assert all(shiboken6.isValid(action) for action in actions)
    assert bugs == []


def test_tab_walks_the_joined_columns_from_the_top_down(busy_frame: Frame, settle: Settle) -> None:
    busy_frame.go("reception")
    busy_frame.take_card(CARD)
    settle()
    page = page_of(busy_frame)
    page.book.choose(PROCEDURE)
    settle()
    wanted = ["applicant.full_name", "papers.scan", "papers.0.tick", "fees.0.amount", "due.why", "reception.accept"]
    for width in (NARROW, 1366):
        busy_frame.resize(width, 768)
        settle()
        names = [each.objectName() for each in round_of_tab(busy_frame)]
        assert [name for name in names if name in wanted] == wanted
