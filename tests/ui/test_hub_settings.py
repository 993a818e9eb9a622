"""The hub tried from the settings: every outcome has its sentence, and the button answers beside itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from app.desk.hub_trial import HubTrial
from app.errors import HubAnswerInvalid, HubUnauthorised, HubUnreachable
from tests.ui.conftest import Shown
from ui.hub_settings import UNREACHED, found
from ui.place import Counter, Place
from ui.settings import SettingsPage

HERE = "https://hub.example"


@pytest.mark.parametrize(
    ("trial", "tone", "said"),
    [
        (HubTrial(""), "soon", "not enrolled"),
        (HubTrial(HERE, True, None, timedelta(seconds=2)), "ok", "certificate is in order. The clocks agree."),
        (HubTrial(HERE, False, None, timedelta(seconds=2)), "soon", "not encrypted"),
        (HubTrial(HERE, True, None, timedelta(minutes=20)), "soon", "20 minutes fast"),
        (HubTrial(HERE, True, None, timedelta(minutes=-12)), "soon", "12 minutes slow"),
        (HubTrial(HERE, True, HubUnauthorised(reason="unknown")), "late", "does not accept this machine"),
        (HubTrial(HERE, True, HubAnswerInvalid(reason="content_type")), "late", "not the provincial hub"),
        *((HubTrial(HERE, True, HubUnreachable(reason=reason)), "late", text) for reason, text in UNREACHED.items()),
    ],
)
def test_every_outcome_is_said(trial: HubTrial, tone: str, said: str) -> None:
    text, shown = found(trial)
    assert said in text
    assert shown == tone


def test_the_button_asks_and_says_it_beside_itself(counter: Counter, show: Callable[[Place], Shown]) -> None:
    asked = []

    def ask(office: object) -> HubTrial:
        asked.append(office)
        return HubTrial(HERE, True, HubUnreachable(reason="dns"))

    shown = show(SettingsPage(replace(counter, try_hub=ask)))
    assert isinstance(shown.place, SettingsPage)
    line = shown.place.hub_trial
    line.trial.click()
    assert not line.trial.isEnabled()
    shown.settle()
    assert asked == [counter.office]
    assert line.trial.isEnabled()
    assert line.outcome.property("tone") == "late"
    assert line.outcome.text() == UNREACHED["dns"]


def test_without_a_post_there_is_nothing_to_press(counter: Counter, show: Callable[[Place], Shown]) -> None:
    shown = show(SettingsPage(counter))
    assert isinstance(shown.place, SettingsPage)
    assert not shown.place.hub_trial.trial.isEnabled()
