"""The small language in which a form says its sentences: text, ``{field|filter|else:text}``, and ``||`` for columns.

A part that names an absent field and says nothing with ``else`` or ``dots`` is left out, so one sentence serves with
and without an e-mail address. Values are escaped; only the form itself may use ``<b>``, ``<i>`` and ``<br/>``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from xml.sax.saxutils import escape

from app.domain.events import VIETNAM
from app.paper import fonts

DOTS = "…" * 14
_TAG = re.compile(r"<[^>]*>?")
_ALLOWED_TAGS = frozenset({"<b>", "</b>", "<i>", "</i>", "<br/>"})
_PLACE = re.compile(r"\{([^{}]*)\}")
_NAME = re.compile(r"[a-z][a-z0-9_]*")


def long_date(value: object) -> str:
    """Gives "ngày 05 tháng 02 năm 2026": days below 10 and the months 1 and 2 take a zero (NĐ 30/2020 Annex I)."""
    day = _local_date(value)
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def long_instant(value: object) -> str:
    """Gives "16 giờ 30 phút, ngày 08 tháng 10 năm 2026", in Vietnamese local time."""
    return f"{_local(value):%H giờ %M phút}, {long_date(value)}"


def short_date(value: object) -> str:
    """Gives "08/10/2026"."""
    return f"{_local_date(value):%d/%m/%Y}"


def short_instant(value: object) -> str:
    """Gives "16:30 08/10/2026", in Vietnamese local time."""
    return f"{_local(value):%H:%M %d/%m/%Y}"


def clock(value: object) -> str:
    """Gives "16 giờ 30 phút", in Vietnamese local time."""
    return f"{_local(value):%H giờ %M phút}"


def money(value: object) -> str:
    """Gives "36.000 đồng" from an integer number of đồng."""
    return f"{_whole(value):,}".replace(",", ".") + " đồng"


def thousands(value: object) -> str:
    """Gives "36.000" from an integer."""
    return f"{_whole(value):,}".replace(",", ".")


def two_digits(value: object) -> str:
    """Gives "02": quantities on papers are written with two digits so that nothing is put before them."""
    return f"{_whole(value):02d}"


def sentence(value: object) -> str:
    """Gives the text with a full stop, unless it ends with a mark of its own."""
    text = _text(value).rstrip()
    return text if text.endswith((".", "!", "?", "…", ":", ";")) else f"{text}."


FILTERS: Mapping[str, Callable[[object], str]] = {
    "date": long_date,
    "instant": long_instant,
    "short_date": short_date,
    "short_instant": short_instant,
    "clock": clock,
    "money": money,
    "thousands": thousands,
    "two": two_digits,
    "sentence": sentence,
    "upper": lambda value: _text(value).upper(),
}


@dataclass(frozen=True)
class Place:
    """One ``{…}``: the field, its filter, and what stands there when the field is absent (None: drop the part)."""

    name: str
    filter: str | None = None
    otherwise: str | None = None


class Wording:
    """One sentence of a form, parsed; ``parts`` are its columns, each a run of literal text and places.

    No dataclass, so that msgspec hands its text to our parser instead of taking it apart field by field.
    """

    __slots__ = ("parts", "source")

    def __init__(self, source: str, parts: tuple[tuple[str | Place, ...], ...]) -> None:
        self.source = source
        self.parts = parts

    @property
    def places(self) -> tuple[Place, ...]:
        return tuple(piece for part in self.parts for piece in part if isinstance(piece, Place))

    def fill(self, values: Mapping[str, object]) -> list[str]:
        """The columns as markup, those with an absent field left out. Raises ValueError on a value of a wrong type."""
        filled = (_filled(part, values) for part in self.parts)
        return [text for text in filled if text is not None]

    def text(self, values: Mapping[str, object]) -> str:
        """The whole sentence as one markup string; empty when nothing of it is present."""
        return "   ".join(self.fill(values))


def parse(source: str) -> Wording:
    """The sentence written as ``source``. Raises ValueError with what is wrong."""
    source = unicodedata.normalize("NFC", source)
    return Wording(source, tuple(_parts(part.strip()) for part in source.split("||")))


def is_absent(value: object) -> bool:
    """Whether a field counts as not given: None, blank text, or a list without rows."""
    if value is None:
        return True
    return not value.strip() if isinstance(value, str) else isinstance(value, list | tuple) and not value


def plain(value: str) -> str:
    """``value`` in NFC, without invisible control and direction characters; line breaks are kept."""
    composed = unicodedata.normalize("NFC", value).replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        mark if mark == "\n" or unicodedata.category(mark) not in {"Cc", "Cf", "Cs", "Co", "Cn"} else " "
        for mark in composed
    ).strip()


def unmarked(markup: str) -> str:
    """The bare text of a piece of markup."""
    bare = _TAG.sub("", markup.replace("<br/>", " "))
    return bare.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _parts(source: str) -> tuple[str | Place, ...]:
    pieces: list[str | Place] = []
    position = 0
    for match in _PLACE.finditer(source):
        pieces.append(source[position : match.start()])
        pieces.append(_place(match.group(1)))
        position = match.end()
    pieces.append(source[position:])
    _check_markup("".join(piece for piece in pieces if isinstance(piece, str)), source)
    return tuple(piece for piece in pieces if piece != "")


def _place(inside: str) -> Place:
    name, *options = inside.split("|")
    if not _NAME.fullmatch(name):
        raise ValueError(f"{{{inside}}} is no field name")
    chosen: str | None = None
    otherwise: str | None = None
    for option in options:
        if option in FILTERS and chosen is None:
            chosen = option
        elif option == "dots" and otherwise is None:
            otherwise = DOTS
        elif option.startswith("else:") and otherwise is None:
            otherwise = option.removeprefix("else:")
        else:
            raise ValueError(f"{{{inside}}}: unknown filter {option!r}")
    return Place(name, chosen, otherwise)


def _check_markup(literal: str, source: str) -> None:
    if "{" in literal or "}" in literal:
        raise ValueError(f"stray brace in {source!r}")
    opened: list[str] = []
    for tag in _TAG.findall(literal):
        if tag not in _ALLOWED_TAGS:
            raise ValueError(f"markup {tag!r} is not allowed")
        if tag == "<br/>":
            continue
        if not tag.startswith("</"):
            opened.append(tag[1:-1])
        elif not opened or opened.pop() != tag[2:-1]:
            raise ValueError(f"{tag} closes nothing in {source!r}")
    if opened:
        raise ValueError(f"<{opened[-1]}> is not closed in {source!r}")


def _filled(part: tuple[str | Place, ...], values: Mapping[str, object]) -> str | None:
    written: list[str] = []
    for piece in part:
        if isinstance(piece, str):
            written.append(piece)
            continue
        value = values.get(piece.name)
        if is_absent(value):
            if piece.otherwise is None:
                return None
            written.append(escape(piece.otherwise))
        else:
            written.append(_written(piece, value))
    return "".join(written)


def _written(place: Place, value: object) -> str:
    try:
        text = FILTERS[place.filter](value) if place.filter is not None else _text(value)
    except (TypeError, ValueError) as error:
        raise ValueError(f"field {place.name} does not fit {place.filter or 'plain text'}: {error}") from error
    return escape(fonts.shown(plain(text))).replace("\n", "<br/>")


def _text(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise TypeError(f"text or a whole number is needed, not {type(value).__name__}")
    return str(value)


def _local(value: object) -> datetime:
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise TypeError(f"an aware datetime is needed, not {type(value).__name__}")
    return value.astimezone(VIETNAM)


def _local_date(value: object) -> date:
    return _local(value).date() if isinstance(value, datetime) else _date(value)


def _date(value: object) -> date:
    if not isinstance(value, date):
        raise TypeError(f"a date is needed, not {type(value).__name__}")
    return value


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"a whole number is needed, not {type(value).__name__}")
    return value
