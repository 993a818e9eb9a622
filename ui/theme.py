"""How the window looks: one palette of named roles, one spacing scale, one style sheet, for every widget."""

from __future__ import annotations

import re
import weakref
from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path
from typing import Literal

import shiboken6
from PySide6.QtCore import QObject, Qt, QTemporaryDir, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPalette, QRawFont
from PySide6.QtWidgets import QApplication, QStyleFactory, QWidget

import resources
from ui import icons

TIGHT, SMALL, GAP, WIDE, ROOM, HALL = 4, 8, 12, 16, 24, 32
"""The one spacing scale, in logical pixels."""
RADIUS = 6

SchemeName = Literal["system", "light", "dark", "contrast"]
Role = Literal["surface", "raised", "line", "text", "muted", "accent", "ok", "soon", "late", "debt"]
InTurns = Callable[..., object]
"""Takes steps, each to be done in a turn of its own."""
SMALLEST, LARGEST = 10.0, 16.0
"""Limits of the officer's choice of letter size, in points."""


@dataclass(frozen=True)
class Colours:
    """One palette. ``edge`` outlines what can be typed in (3 : 1), ``line`` only divides."""

    surface: str
    raised: str
    line: str
    edge: str
    text: str
    muted: str
    accent: str
    on_accent: str
    ok: str
    soon: str
    late: str
    debt: str
    rail: str
    on_rail: str


LIGHT = Colours(
    surface="#f3f5f7",
    raised="#ffffff",
    line="#dfe3e8",
    edge="#7f8995",
    text="#17202a",
    muted="#55606d",
    accent="#0d5c8f",
    on_accent="#ffffff",
    ok="#1b7443",
    soon="#8f5300",
    late="#b4231c",
    debt="#654a9e",
    rail="#12324a",
    on_rail="#c8d8e4",
)
DARK = Colours(
    surface="#14181d",
    raised="#1d232a",
    line="#303841",
    edge="#77828e",
    text="#e7ebef",
    muted="#a3aeb9",
    accent="#67b3e8",
    on_accent="#08202f",
    ok="#63c98f",
    soon="#e4b45a",
    late="#f28b82",
    debt="#b9a5ec",
    rail="#0d1115",
    on_rail="#a9b6c2",
)
CONTRAST = Colours(
    surface="#000000",
    raised="#000000",
    line="#ffffff",
    edge="#ffffff",
    text="#ffffff",
    muted="#ffffff",
    accent="#ffe14a",
    on_accent="#000000",
    ok="#6dff9e",
    soon="#ffd23f",
    late="#ff9c94",
    debt="#dcc8ff",
    rail="#000000",
    on_rail="#ffffff",
)
SCHEMES: dict[str, Colours] = {"light": LIGHT, "dark": DARK, "contrast": CONTRAST}

_SYSTEM_FALLBACKS = {"DejaVu Sans", "Sans", "Sans Serif", "Bitstream Vera Sans"}
_TEXT_FAMILIES = ("Segoe UI", "Noto Sans", "Cantarell", "Ubuntu", "Liberation Sans")
_CODE_FAMILIES = ("Cascadia Mono", "Consolas", "Noto Sans Mono", "DejaVu Sans Mono", "Liberation Mono")
_HARDEST_LETTERS = "ẾỷỗậđĐỠ"


def mix(front: str, back: str, share: float) -> QColor:
    """``front`` laid over ``back`` at ``share`` (0 to 1): the soft grounds behind marks and selections."""
    one, two = QColor(front), QColor(back)
    return QColor.fromRgbF(
        one.redF() * share + two.redF() * (1 - share),
        one.greenF() * share + two.greenF() * (1 - share),
        one.blueF() * share + two.blueF() * (1 - share),
    )


def contrast(one: str, two: str) -> float:
    """The contrast ratio of two colours by WCAG 2.1, 1 to 21."""

    def luminance(name: str) -> float:
        colour = QColor(name)
        parts = [
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
            for part in (colour.redF(), colour.greenF(), colour.blueF())
        ]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    lighter, darker = sorted((luminance(one), luminance(two)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _family(wanted: tuple[str, ...], otherwise: str) -> str:
    present = set(QFontDatabase.families())
    return next((family for family in wanted if family in present), otherwise)


def text_family() -> str:
    """The system's own interface font; where the desktop names none, or one without Vietnamese, a better one."""
    system = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    if system.family() in _SYSTEM_FALLBACKS or not speaks_vietnamese(system):
        return _family(_TEXT_FAMILIES, system.family())
    return system.family()


def speaks_vietnamese(font: QFont) -> bool:
    """Whether ``font`` itself draws the letters that fonts most often lack."""
    raw = QRawFont.fromFont(font, QFontDatabase.WritingSystem.Vietnamese)
    return all(raw.supportsCharacter(ord(letter)) for letter in _HARDEST_LETTERS)


def code_family() -> str:
    """A monospaced font that tells 0 from O, for dossier codes and numbers."""
    return _family(_CODE_FAMILIES, QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family())


class Theme(QObject):
    """The look in force. ``changed`` tells widgets that paint for themselves to paint again.

    The style sheet is worn by the parts that were dressed in it (the rail, each place …), not by the application: under
    a sheet of the application Qt styles every widget anew each time it is put into another, and a page built from the
    inside out took four times as long. Nor is it worn by the window: Qt styles all that wears a sheet anew when that
    changes, hidden or not, a tenth of a millisecond a widget, and would hold a window of many places up for 200 ms.
    """

    changed = Signal()

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._application = application
        application.setStyle(QStyleFactory.create("Fusion"))
        self._family = text_family()
        self._code_family = code_family()
        self._scheme: SchemeName = "system"
        self.points = self._wanted = 10.5
        self.colours = LIGHT
        self._turns: tuple[QObject, InTurns | None] = self, None
        self._dressed: list[weakref.ref[QWidget]] = []
        self._worn = ""
        self._iconed: list[tuple[weakref.ref[QObject], str, str]] = []
        self._drawings = QTemporaryDir()
        application.styleHints().colorSchemeChanged.connect(self._follow_system)

    def apply(self, scheme: SchemeName, points: float) -> None:
        """Put on ``scheme`` with letters of ``points`` (kept within 10 to 16), part after part as `take_turns` has it;
        what is worn already costs nothing."""
        self._scheme = scheme
        self._wanted = min(max(points, SMALLEST), LARGEST)
        if self._worn and (self._wanted, self._wanted_colours()) == (self.points, self.colours):
            return
        self._take(self._change)

    def take_turns(self, owner: QObject, in_turns: InTurns) -> None:
        """Let ``in_turns`` do the steps of a change of look as long as ``owner`` is there; without one they are done
        all at once."""
        self._turns = owner, in_turns

    def _take(self, *steps: Callable[[], object]) -> None:
        owner, in_turns = self._turns
        if in_turns is not None and shiboken6.isValid(owner):
            in_turns(*steps)
        else:
            for step in steps:
                step()

    def _change(self) -> None:
        self.points, self.colours = self._wanted, self._wanted_colours()
        self._application.setFont(self.font())
        self._application.setPalette(self._qt_palette())
        self._worn = self.sheet()
        parts = self._parts()
        seen = [partial(self._wear, weakref.ref(part)) for part in parts if part.isVisible()]
        hidden = [partial(self._wear, weakref.ref(part)) for part in parts if not part.isVisible()]
        self._take(*seen, self._tint_again, self.changed.emit, *hidden)

    def _wear(self, kept: weakref.ref[QWidget]) -> None:
        part = kept()
        if part is not None and shiboken6.isValid(part) and part.styleSheet() != self._worn:
            part.setStyleSheet(self._worn)

    def _wanted_colours(self) -> Colours:
        return SCHEMES[self._scheme if self._scheme != "system" else self._system_scheme()]

    def dress(self, *parts: QWidget) -> None:
        """Let ``parts``, each with all in it, wear the style sheet, now and at every later change of look; each is one
        step of that."""
        self._dressed = [weakref.ref(found) for found in self._parts() if found not in parts]
        for part in parts:
            self._dressed.append(weakref.ref(part))
            part.setStyleSheet(self._worn)

    def _parts(self) -> list[QWidget]:
        found = (kept() for kept in self._dressed)
        return [part for part in found if part is not None and shiboken6.isValid(part)]

    def _system_scheme(self) -> str:
        dark = self._application.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return "dark" if dark else "light"

    def _follow_system(self) -> None:
        if self._scheme == "system":
            self.apply("system", self._wanted)

    # ------------------------------------------------------------ colours, fonts, icons

    def colour(self, role: str) -> QColor:
        """The colour of a role (a field of `Colours`)."""
        return QColor(getattr(self.colours, role))

    def soft(self, role: str) -> QColor:
        """The quiet ground that goes behind writing in the colour of ``role``."""
        share = 0.25 if self.colours is CONTRAST else 0.09 if self.colours is LIGHT else 0.14
        return mix(getattr(self.colours, role), self.colours.raised, share)

    def font(self, *, larger: float = 0.0, bold: bool = False) -> QFont:
        font = QFont(self._family)
        font.setPointSizeF(self.points + larger)
        font.setFeature(QFont.Tag("tnum"), 1)
        if bold:
            font.setWeight(QFont.Weight.DemiBold)
        return font

    def code_font(self) -> QFont:
        font = QFont(self._code_family)
        font.setPointSizeF(self.points - 0.5)
        return font

    def scaled(self, pixels: int) -> int:
        """``pixels`` at the ordinary letter size, grown or shrunk with the officer's choice."""
        return round(pixels * self.points / 10.5)

    def icon(self, name: str, role: str = "muted") -> QIcon:
        faint = mix(self.colours.muted, self.colours.raised, 0.55)
        return icons.icon(name, self.colour(role), faint)

    def put_icon(self, target: QObject, name: str, role: str = "muted") -> None:
        """Give a button or action the icon ``name``, now and at every later change of look."""
        self._iconed = [kept for kept in self._iconed if kept[0]() is not None and kept[0]() is not target]
        self._iconed.append((weakref.ref(target), name, role))
        self._set_icon(target, name, role)

    def _set_icon(self, target: QObject, name: str, role: str) -> None:
        target.setIcon(self.icon(name, role))  # type: ignore[attr-defined]

    def _tint_again(self) -> None:
        alive = []
        for kept, name, role in self._iconed:
            target = kept()
            if target is None:
                continue
            try:
                self._set_icon(target, name, role)
            except RuntimeError:  # the widget is gone, only its Python shell is left
                continue
            alive.append((kept, name, role))
        self._iconed = alive

    # ------------------------------------------------------------ Qt's own palette and the sheet

    def _qt_palette(self) -> QPalette:
        colours = self.colours
        palette = QPalette()
        for role, name in (
            (QPalette.ColorRole.Window, colours.surface),
            (QPalette.ColorRole.WindowText, colours.text),
            (QPalette.ColorRole.Base, colours.raised),
            (QPalette.ColorRole.AlternateBase, colours.surface),
            (QPalette.ColorRole.Text, colours.text),
            (QPalette.ColorRole.Button, colours.raised),
            (QPalette.ColorRole.ButtonText, colours.text),
            (QPalette.ColorRole.BrightText, colours.late),
            (QPalette.ColorRole.ToolTipBase, colours.raised),
            (QPalette.ColorRole.ToolTipText, colours.text),
            (QPalette.ColorRole.Highlight, colours.accent),
            (QPalette.ColorRole.HighlightedText, colours.on_accent),
            (QPalette.ColorRole.Link, colours.accent),
            (QPalette.ColorRole.LinkVisited, colours.accent),
            (QPalette.ColorRole.PlaceholderText, colours.muted),
            (QPalette.ColorRole.Accent, colours.accent),
            (QPalette.ColorRole.Mid, colours.line),
            (QPalette.ColorRole.Dark, colours.edge),
            (QPalette.ColorRole.Light, colours.raised),
        ):
            palette.setColor(role, QColor(name))
        faint = mix(colours.muted, colours.raised, 0.75)
        for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, role, faint)
        return palette

    def sheet(self) -> str:
        """The style sheet in the colours and sizes in force."""
        colours = self.colours
        values = {field.name: getattr(colours, field.name) for field in fields(colours)}
        for role in ("accent", "ok", "soon", "late", "debt", "text"):
            values[f"{role}_soft"] = self.soft(role).name()
        values["accent_press"] = mix(colours.accent, colours.text, 0.82).name()
        # A line may be as strong as the writing (high contrast); what lies behind writing may not.
        values["fill"] = mix(colours.text, colours.raised, 0.2).name() if colours is CONTRAST else colours.line
        values["hover"] = mix(colours.text, colours.raised, 0.05).name()
        values["handle"] = mix(colours.edge, colours.surface, 0.6).name()
        values["faint"] = mix(colours.muted, colours.raised, 0.75).name()
        values["rail_hover"] = mix(colours.on_rail, colours.rail, 0.12).name()
        values["rail_here"] = mix(colours.on_rail, colours.rail, 0.22).name()
        values["rail_text"] = "#ffffff"
        values["code_family"] = self._code_family
        values["size_small"] = f"{self.points - 1:g}pt"
        values["size_tiny"] = f"{self.points - 1.5:g}pt"
        values["size_head"] = f"{self.points + 1:g}pt"
        values["size_title"] = f"{self.points + 4.5:g}pt"
        values["row"] = f"{self.scaled(32)}px"
        values["field"] = f"{self.scaled(20)}px"
        values["art"] = self._art()
        sheet = resources.path("style", "window.css").read_text(encoding="utf-8")
        return re.sub(r"@(\w+)", lambda found: values[found[1]], sheet)

    def _art(self) -> str:
        """The folder of the few drawings a style sheet can only take from files, in the colours in force."""
        folder = Path(self._drawings.path())
        name = f"{self.colours.rail[1:]}{self.colours.surface[1:]}{self.colours.accent[1:]}"
        place = folder / name
        place.mkdir(exist_ok=True)
        for icon_name, file_name, colour in (
            ("chevron-down", "chevron-down", self.colours.muted),
            ("chevron-up", "chevron-up", self.colours.muted),
            ("close", "close", self.colours.muted),
            ("check", "check-on", self.colours.on_accent),
            ("minus", "minus-on", self.colours.on_accent),
        ):
            drawing = resources.path("icons", f"{icon_name}.svg").read_text(encoding="utf-8")
            drawing = drawing.replace("currentColor", colour).replace('stroke-width="1.7"', 'stroke-width="2.4"')
            (place / f"{file_name}.svg").write_text(drawing, encoding="utf-8")
        (place / "none.svg").write_text(
            '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>', encoding="utf-8"
        )
        return place.as_posix()
