"""Which font the papers are set in: found, proved to have every Vietnamese letter, and made known to reportlab.

Debian 12's ``fonts-liberation`` 1.07 lacks 92 of the 146 letters, so a font is believed only after its letters are
counted.
"""

from __future__ import annotations

import os
import sys
import threading
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from reportlab.lib.fonts import addMapping
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

import resources
from app.errors import FontMissing

_VOWELS = "aăâeêioôơuưy"
_TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")


def vietnamese_letters() -> str:
    """The 146 letters a Vietnamese font must have: 12 vowels, 6 tones, two cases, and đ Đ."""
    toned = [unicodedata.normalize("NFC", vowel + tone) for vowel in _VOWELS for tone in _TONES]
    return "".join([*toned, *(letter.upper() for letter in toned), "đ", "Đ"])


_NEEDED = vietnamese_letters() + "₫–—…“”"

_LIBERATION = (
    "LiberationSerif-Regular.ttf",
    "LiberationSerif-Bold.ttf",
    "LiberationSerif-Italic.ttf",
    "LiberationSerif-BoldItalic.ttf",
)
_TIMES = ("times.ttf", "timesbd.ttf", "timesi.ttf", "timesbi.ttf")


@dataclass(frozen=True)
class FontFiles:
    """The four faces of one family, and the family name they are registered under."""

    family: str
    regular: Path
    bold: Path
    italic: Path
    bold_italic: Path


def system_font_folders() -> tuple[Path, ...]:
    """Folders in which this machine may keep Liberation Serif or Times New Roman."""
    if sys.platform == "win32":
        folders = [Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts"]
        if local := os.environ.get("LOCALAPPDATA"):
            folders.append(Path(local) / "Microsoft" / "Windows" / "Fonts")
        return tuple(folders)
    share = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local/share/fonts")
    inside = ("truetype/liberation2", "truetype/liberation", "liberation-serif", "liberation-fonts", "liberation", "")
    return tuple(base / folder for base in share for folder in inside)


def find_fonts(folders: Sequence[Path] | None = None) -> FontFiles:
    """The first whole family that has all letters: ours, the system's Liberation Serif, then Times New Roman.

    ``folders`` replaces the usual search order. Raises FontMissing, with the folders that were searched.
    """
    if folders is None:
        folders = (resources.path("fonts"), *system_font_folders())
    lacking = 0
    for family, names in (("LiberationSerif", _LIBERATION), ("TimesNewRoman", _TIMES)):
        for folder in folders:
            paths = [folder / name for name in names]
            if not all(path.is_file() for path in paths):
                continue
            lacking = max((len(missing_letters(path)) for path in paths), default=0)
            if not lacking:
                return FontFiles(family, *paths)
    raise FontMissing(searched=len(folders), missing_letters=lacking)


def missing_letters(path: Path) -> str:
    """The letters of Vietnamese papers that the font at ``path`` lacks; all of them when it is no readable font."""
    try:
        glyphs = TTFont(path.stem, str(path)).face.charToGlyph
    except (TTFError, OSError):
        return _NEEDED
    return "".join(letter for letter in _NEEDED if not glyphs.get(ord(letter)))


_ONE_AT_A_TIME = threading.Lock()


class _Measured(TTFont):  # type: ignore[misc]
    """A font that remembers how wide words are: a paper is measured at several sizes, and widths grow with the size.

    The letters a paper needs are cut out of the file for one paper at a time: reportlab reads a font at a place that
    it keeps in the font, and two papers drawn at once would get each other's letters.
    """

    def __init__(self, name: str, path: Path) -> None:
        super().__init__(name, str(path))
        self._widths: dict[str, float] = {}

    def stringWidth(self, text: str, size: float, encoding: str = "utf8") -> float:  # noqa: N802 - reportlab's name
        known = self._widths.get(text)
        if known is None:
            if len(self._widths) >= _WORDS:
                self._widths.clear()
            known = self._widths[text] = float(super().stringWidth(text, 1000, encoding)) / 1000
        return known * size

    def addObjects(self, doc: object) -> None:  # noqa: N802 - reportlab's name
        with _ONE_AT_A_TIME:
            super().addObjects(doc)


_WORDS = 10_000


def register(files: FontFiles) -> str:
    """Make the four faces known to reportlab and return the family name to set text in."""
    faces = (
        (files.family, files.regular, 0, 0),
        (f"{files.family}-Bold", files.bold, 1, 0),
        (f"{files.family}-Italic", files.italic, 0, 1),
        (f"{files.family}-BoldItalic", files.bold_italic, 1, 1),
    )
    for name, path, bold, italic in faces:
        pdfmetrics.registerFont(_Measured(name, path))
        addMapping(files.family, bold, italic, name)
    return files.family


_UNKNOWN = "□"
_VARIANTS = dict.fromkeys(range(0xFE00, 0xFE10))
"""Selectors of a letter's variant, which say nothing by themselves."""


def shown(text: str) -> str:
    """``text`` with a box for every letter that papers have no form of: set as it is, it would leave a mere blank,
    and a name on a citizen's proof must not lose a letter unseen. Raises FontMissing."""
    if _letters().issuperset(text):
        return text
    known = _letters()
    return "".join(letter if letter in known else _UNKNOWN for letter in text.translate(_VARIANTS))


@lru_cache(maxsize=1)
def _letters() -> frozenset[str]:
    """What all four faces of the family can show, and the end of a line."""
    name = family()
    faces = (pdfmetrics.getFont(f"{name}{face}") for face in ("", "-Bold", "-Italic", "-BoldItalic"))
    common = set.intersection(*({code for code, glyph in face.face.charToGlyph.items() if glyph} for face in faces))
    return frozenset({"\n", *map(chr, common)})


@lru_cache(maxsize=1)
def family() -> str:
    """The family every paper is set in, found and registered at first use. Raises FontMissing."""
    return register(find_fonts())
