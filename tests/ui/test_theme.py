"""The palette can be read, the sheet is whole, and every icon that is named exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

import resources
from ui import icons
from ui.theme import SCHEMES, Theme, contrast, speaks_vietnamese, text_family

UI = Path(icons.__file__).parent


@pytest.fixture(autouse=True)
def no_window_is_dressed(qapp: QApplication) -> None:
    """Windows of earlier tests that are closed are gone: without a window that takes turns a change comes at once."""
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.mark.parametrize("name", SCHEMES)
@pytest.mark.parametrize("role", ["text", "muted", "accent", "ok", "soon", "late", "debt"])
def test_writing_can_be_read_on_every_ground(name: str, role: str) -> None:
    colours = SCHEMES[name]
    for ground in (colours.surface, colours.raised):
        assert contrast(getattr(colours, role), ground) >= 4.5


@pytest.mark.parametrize("name", SCHEMES)
def test_marks_and_edges_stand_out(name: str) -> None:
    colours = SCHEMES[name]
    assert contrast(colours.edge, colours.raised) >= 3
    assert contrast(colours.edge, colours.surface) >= 3
    assert contrast(colours.on_accent, colours.accent) >= 4.5
    assert contrast(colours.on_rail, colours.rail) >= 4.5


@pytest.mark.parametrize("name", SCHEMES)
def test_the_focus_stands_out_from_what_is_around_it(name: str) -> None:
    colours = SCHEMES[name]
    assert contrast(colours.accent, colours.surface) >= 3
    assert contrast(colours.accent, colours.raised) >= 3
    assert contrast(colours.on_rail, colours.rail) >= 3


@pytest.mark.parametrize("name", SCHEMES)
def test_no_rule_of_the_sheet_puts_writing_on_a_ground_of_its_own_colour(theme: Theme, name: str) -> None:
    theme.apply(name, 10.5)  # type: ignore[arg-type]
    weak = []
    for rule, body in re.findall(r"([^{}]+)\{([^{}]*)\}", theme.sheet()):
        said = {kind: value.strip() for kind, value in re.findall(r"(?:^|;)\s*([\w-]+):([^;]+)", body)}
        ink, ground = said.get("color", ""), said.get("background", "")
        if ink.startswith("#") and ground.startswith("#") and contrast(ink, ground) < 3:
            weak.append((rule.strip(), ink, ground))
    theme.apply("light", 10.5)
    assert not weak


@pytest.mark.parametrize("name", SCHEMES)
def test_words_on_their_soft_ground_can_be_read(theme: Theme, name: str) -> None:
    theme.apply(name, 10.5)  # type: ignore[arg-type]
    for role in ("ok", "soon", "late", "debt", "accent"):
        assert contrast(getattr(theme.colours, role), theme.soft(role).name()) >= 4.5
    theme.apply("light", 10.5)


def test_the_letters_stay_within_the_officers_limits(theme: Theme) -> None:
    theme.apply("light", 40)
    assert theme.points == 16
    theme.apply("light", 2)
    assert theme.points == 10
    theme.apply("light", 10.5)


def test_the_font_has_the_hardest_vietnamese_letters(theme: Theme) -> None:
    assert speaks_vietnamese(theme.font())
    assert theme.font().family() == text_family()


def test_every_icon_named_in_the_window_exists() -> None:
    drawn = {path.stem for path in resources.path("icons").glob("*.svg")}
    named = set()
    for path in UI.glob("*.py"):
        source = path.read_text(encoding="utf-8")
        named |= set(re.findall(r'(?:show_icon|put_icon)\((?:[\w.]+, )?"([\w-]+)"', source))
        named |= set(re.findall(r'icon="([\w-]+)"', source))
        named |= set(re.findall(r'(?:Picture|tool)\([\w.]+, "([\w-]+)"', source))
        named |= set(re.findall(r'icons\.pixmap\("([\w-]+)"', source))
    assert {"card", "stop", "check", "scan"} <= named
    assert named <= drawn


def test_the_style_sheet_knows_all_its_words(theme: Theme) -> None:
    for name in SCHEMES:
        theme.apply(name, 12)  # type: ignore[arg-type]
    sheet = resources.path("style", "window.css").read_text(encoding="utf-8")
    assert sheet.count("{") == sheet.count("}")
    theme.apply("light", 10.5)
