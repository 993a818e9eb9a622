"""A supervisor vouches for a clock that stands before what this machine has seen; nobody else can."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from app.desk import reception
from app.errors import RuleViolation
from tests.desk.conftest import UNIT
from tests.ui.conftest import Journey, Shown
from ui import asking
from ui.place import Counter, Place
from ui.settings import SettingsPage

Show = Callable[[Place], Shown]


def settings(shown: Shown) -> SettingsPage:
    assert isinstance(shown.place, SettingsPage)
    return shown.place


def test_the_clock_is_let_through_with_a_reason_and_codes_go_out_again(
    counter: Counter, show: Show, journey: Journey, monkeypatch: pytest.MonkeyPatch
) -> None:
    journey.accept()
    page = settings(show(SettingsPage(counter)))
    assert not page.clock.let.isEnabled()
    journey.clock.forward(hours=-2)
    with pytest.raises(RuleViolation, match="clock_behind"):
        reception.accept(journey.office, journey.session, journey.make())
    officer = settings(show(SettingsPage(counter)))
    assert not officer.clock.let.isEnabled()
    assert "supervisor" in officer.clock.let.toolTip()
    chief = replace(counter, session=replace(counter.session, role="supervisor", officer=f"{UNIT}-supervisor"))
    shown = show(SettingsPage(chief))
    page = settings(shown)
    assert page.clock.let.isEnabled()
    assert "clock" in page.clock.state.text()
    monkeypatch.setattr(asking, "ask_reason", lambda *said: "So với đồng hồ của bưu điện")
    page.clock.let.click()
    shown.settle()
    assert shown.told[-1].tone == "ok"
    assert not page.clock.let.isEnabled()
    assert page.clock.state.text() == "Codes go out by it."
    assert reception.accept(journey.office, journey.session, journey.make()).code
