"""What text is set with: the font, the sizes, and how a line is measured, balanced and divided into columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable, Paragraph, Table, TableStyle

from app.paper.wording import unmarked
from app.progress import Progress

_ALIGN = {"left": 0, "center": 1, "right": 2, "justify": 4}
_LEADING = 1.18


def set_text(markup: str, style: ParagraphStyle) -> Paragraph:
    """A paragraph of the small markup. It is parsed once for all sizes, since no tag of it changes the size."""
    pieces = [piece.clone(fontSize=style.fontSize) for piece in _pieces(markup, style.fontName)]
    return _Text(None, style, frags=pieces)


class _Text(Paragraph):  # type: ignore[misc]
    """A paragraph that is broken into lines once for a width, however often it is asked how high it is."""

    _set_for: float | None = None
    _size = (0.0, 0.0)

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        if width != self._set_for or not hasattr(self, "blPara"):  # cutting it over pages throws the lines away
            self._size = super().wrap(width, height)
            self._set_for = width
            if self.style.alignment == _ALIGN["justify"]:
                self.blPara.lines = [_ragged_if_loose(line, self.style.fontSize) for line in self.blPara.lines]
        return self._size


_LOOSEST = 0.4
"""So much of the size may be added to each blank of a justified line; a blank itself is a quarter of the size."""


def _ragged_if_loose(line: Any, size: float) -> Any:
    """The line, without its extra space where a long word after it, a code mostly, would pull its words far apart."""
    of_one_face = isinstance(line, tuple)
    extra, words = (line[0], len(line[1])) if of_one_face else (line.extraSpace, line.wordCount)
    if extra <= _LOOSEST * size * max(words - 1, 1):
        return line
    if of_one_face:
        return (0.0, *line[1:])
    line.extraSpace = 0.0
    return line


@lru_cache(maxsize=512)
def _pieces(markup: str, family: str) -> list[Any]:
    return list(Paragraph(markup, ParagraphStyle("parsed", fontName=family)).frags)


@dataclass(frozen=True)
class LongRows:
    """The rows of a list too long to hold: ``count`` of them, read by ``rows`` from the beginning at every call."""

    count: int
    rows: Callable[[], Iterable[Mapping[str, object]]]


@dataclass(frozen=True)
class Setting:
    """What the blocks are set with: the font family, body size, room on the page (points), and the field values."""

    family: str
    size: float
    width: float
    height: float
    side_margin: float
    values: Mapping[str, object]
    progress: Progress = field(default_factory=Progress)

    def style(
        self, scale: float = 1.0, *, align: str = "left", indent: float = 0, hang: float = 0, first: float = 0
    ) -> ParagraphStyle:
        size = self.size * scale
        return ParagraphStyle(
            "body", fontName=self.family, fontSize=size, leading=size * _LEADING, alignment=_ALIGN[align],
            leftIndent=indent + hang, firstLineIndent=first - hang, allowWidows=0, allowOrphans=0, splitLongWords=1,
        )  # fmt: skip


def side_by_side(family: str, *more: tuple[Any, ...]) -> TableStyle:
    """The style of a grid that only puts things side by side.

    It names the font even where cells hold paragraphs: otherwise reportlab calls for Helvetica, which is not embedded.
    """
    whole = ((0, 0), (-1, -1))
    sides = ("LEFTPADDING", "RIGHTPADDING", "TOPPADDING", "BOTTOMPADDING")
    return TableStyle(
        [("FONTNAME", *whole, family), *((side, *whole, 0) for side in sides), ("VALIGN", *whole, "TOP"), *more]
    )


def balanced(text: str, setting: Setting, width: float, scale: float) -> Paragraph:
    """Centred text whose lines are about equally long: no last line of a single short word."""
    return _balanced(text, setting.style(scale, align="center"), width)


def _balanced(text: str, style: ParagraphStyle, width: float) -> Paragraph:
    count, words, blank = _line_count(text, style, width), _word_widths(text, style), _blank(style)
    narrow, wide = max((*words, width / max(count, 1) * 0.9)), width
    if count > 1:
        while wide - narrow > 1:
            middle = (narrow + wide) / 2
            if _lines_of(words, blank, middle) <= count:
                wide = middle
            else:
                narrow = middle
    side = max((width - wide) / 2, 0)
    return set_text(text, ParagraphStyle("balanced", style, leftIndent=side, rightIndent=side))


def fitted(text: str, setting: Setting, width: float, scale: float, *, least: float = 0.9) -> Paragraph:
    """Centred text on one line if a size a little smaller allows it; otherwise balanced over several."""
    full = setting.style(scale, align="center")
    words = _word_widths(text, full)
    natural = sum(words) + _blank(full) * (len(words) - 1)
    for step in range(11):
        smaller = 1 - (1 - least) * step / 10
        if natural * smaller > width and step < 10:
            continue
        style = setting.style(scale * smaller, align="center")
        if _line_count(text, style, width) == 1:
            return set_text(text, style)
    return balanced(text, setting, width, scale)


def in_cell(text: str, style: ParagraphStyle, width: float) -> Paragraph:
    """Text for a narrow cell: two centred lines about equally long, and a code that does not fit cut after a dash."""
    widths = _word_widths(text, style)
    if len(widths) == 1 and widths[0] > width and "-" in text:
        return set_text(_cut_after_dashes(text, style, width), style)
    if style.alignment != _ALIGN["center"] or "<br/>" in text or _lines_of(widths, _blank(style), width) != 2:
        return set_text(text, style)
    return _balanced(text, style, width)


def _cut_after_dashes(text: str, style: ParagraphStyle, width: float) -> str:
    lines = [""]
    for part in text.replace("-", "-\n").split("\n"):
        if lines[-1] and _word_widths(lines[-1] + part, style)[0] > width:
            lines.append("")
        lines[-1] += part
    return "<br/>".join(lines)


def _word_widths(text: str, style: ParagraphStyle) -> list[float]:
    """How wide each word is; in bold where any of the text is, which is never too little."""
    face = f"{style.fontName}-Bold" if "<b>" in text else style.fontName
    return [float(stringWidth(word, face, style.fontSize)) for word in unmarked(text).split()]


def _blank(style: ParagraphStyle) -> float:
    return float(stringWidth(" ", style.fontName, style.fontSize))


def _lines_of(words: Sequence[float], blank: float, width: float) -> int:
    """How many lines words of these widths take."""
    lines, used = 1, 0.0
    for word in words:
        if used and used + blank + word > width:
            lines, used = lines + 1, word
        else:
            used += (blank if used else 0.0) + word
    return lines


def _line_count(text: str, style: ParagraphStyle, width: float) -> int:
    paragraph = set_text(text, style)
    paragraph.wrap(width, 1e6)
    return len(paragraph.blPara.lines)


def text_width(markup: str, size: float, setting: Setting) -> float:
    """How wide a line of plain or italic markup is, in points."""
    return float(stringWidth(unmarked(markup), setting.family, size))


def bold_width(text: str, size: float, setting: Setting) -> float:
    """How wide ``text`` is in bold, in points."""
    return float(stringWidth(text, f"{setting.family}-Bold", size))


def line(parts: Sequence[str], style: ParagraphStyle, width: float) -> list[Flowable]:
    """One line of one or more columns; columns share the width as their text needs it, or stand one below another."""
    if len(parts) < 2:
        return [_without_orphan(part, style, width) for part in parts]
    gap = 4 * mm
    needed = [_natural_width(part, style) + gap for part in parts]
    if sum(needed) > width - style.leftIndent:
        return [_without_orphan(part, style, width) for part in parts]
    equal = (width - style.leftIndent) / len(parts)
    widths = [equal] * len(parts) if max(needed) <= equal else [*needed[:-1], width - sum(needed[:-1])]
    grid = Table([[set_text(part, style) for part in parts]], colWidths=widths, hAlign="LEFT")
    grid.setStyle(side_by_side(style.fontName))
    return [grid]


def _without_orphan(text: str, style: ParagraphStyle, width: float) -> Paragraph:
    """One line where a size up to 6 % smaller saves the paragraph from a second line of a word or two."""
    paragraph = set_text(text, style)
    _, height = paragraph.wrap(width, 1e6)
    natural = _natural_width(text, style)
    if style.alignment == _ALIGN["center"] and height > style.leading * 1.5 and "<br/>" not in text:
        return _balanced(text, style, width)
    if not style.leading * 1.5 < height < style.leading * 2.5 or natural > (width - style.rightIndent) * 1.12:
        return paragraph
    for step in range(1, 5):
        tighter = ParagraphStyle("tighter", style, fontSize=style.fontSize * (1 - 0.015 * step))
        if _line_count(text, tighter, width) == 1:
            return set_text(text, tighter)
    return paragraph


def _natural_width(markup: str, style: ParagraphStyle) -> float:
    # Bold letters are wider; counting all as bold keeps the estimate on the safe side.
    bold = stringWidth(unmarked(markup), f"{style.fontName}-Bold", style.fontSize)
    return float(bold + style.leftIndent)


def scopes(rows: str, values: Mapping[str, object]) -> list[Mapping[str, object]]:
    """The values to fill once for every row of the list field ``rows``; the form's own values when it names none."""
    return list(each_scope(rows, values)) if rows else [values]


def each_scope(rows: str, values: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    """The values of each row of the list field ``rows`` in turn, its number as ``n`` among them."""
    listed = values.get(rows)
    source = listed.rows() if isinstance(listed, LongRows) else listed if isinstance(listed, list | tuple) else ()
    return ({**values, **row, "n": n} for n, row in enumerate(source, 1))


def row_count(rows: str, values: Mapping[str, object]) -> int:
    """How many rows the list field ``rows`` has."""
    listed = values.get(rows)
    return listed.count if isinstance(listed, LongRows) else len(listed) if isinstance(listed, list | tuple) else 0
