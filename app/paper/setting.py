"""What text is set with: the font, the sizes, and how a line is measured, balanced and divided into columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable, Paragraph, Table, TableStyle

from app.paper.wording import unmarked

_ALIGN = {"left": 0, "center": 1, "right": 2, "justify": 4}
_LEADING = 1.18


@dataclass(frozen=True)
class Setting:
    """What the blocks are set with: the font family, body size, room on the page (points), and the field values."""

    family: str
    size: float
    width: float
    height: float
    side_margin: float
    values: Mapping[str, object]

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
    style = setting.style(scale, align="center")
    count = _line_count(text, style, width)
    narrow, wide = width / max(count, 1) * 0.9, width
    if count > 1:
        while wide - narrow > 1:
            middle = (narrow + wide) / 2
            if _line_count(text, style, middle) <= count:
                wide = middle
            else:
                narrow = middle
    side = (width - wide) / 2
    return Paragraph(text, ParagraphStyle("balanced", style, leftIndent=side, rightIndent=side))


def fitted(text: str, setting: Setting, width: float, scale: float, *, least: float = 0.9) -> Paragraph:
    """Centred text on one line if a size a little smaller allows it; otherwise balanced over several."""
    for step in range(11):
        smaller = scale * (1 - (1 - least) * step / 10)
        style = setting.style(smaller, align="center")
        if _line_count(text, style, width) == 1:
            return Paragraph(text, style)
    return balanced(text, setting, width, scale)


def _line_count(text: str, style: ParagraphStyle, width: float) -> int:
    paragraph = Paragraph(text, style)
    paragraph.wrap(width, 1e6)
    return len(paragraph.blPara.lines)


def bold_width(text: str, size: float, setting: Setting) -> float:
    """How wide ``text`` is in bold, in points."""
    return float(stringWidth(text, f"{setting.family}-Bold", size))


def line(parts: Sequence[str], style: ParagraphStyle, width: float) -> Flowable | None:
    """One line of one or more columns; columns share the width as their text needs it, or stand one below another."""
    if not parts:
        return None
    if len(parts) == 1:
        return _without_orphan(parts[0], style, width)
    gap = 4 * mm
    needed = [_natural_width(part, style) + gap for part in parts]
    if sum(needed) > width - style.leftIndent:
        return Paragraph("<br/>".join(parts), style)
    equal = (width - style.leftIndent) / len(parts)
    widths = [equal] * len(parts) if max(needed) <= equal else [*needed[:-1], width - sum(needed[:-1])]
    grid = Table([[Paragraph(part, style) for part in parts]], colWidths=widths, hAlign="LEFT")
    grid.setStyle(side_by_side(style.fontName))
    return grid


def _without_orphan(text: str, style: ParagraphStyle, width: float) -> Paragraph:
    """One line where a size up to 6 % smaller saves the paragraph from a second line of a word or two."""
    paragraph = Paragraph(text, style)
    if _line_count(text, style, width) != 2:
        return paragraph
    for step in range(1, 5):
        tighter = ParagraphStyle("tighter", style, fontSize=style.fontSize * (1 - 0.015 * step))
        if _line_count(text, tighter, width) == 1:
            return Paragraph(text, tighter)
    return paragraph


def _natural_width(markup: str, style: ParagraphStyle) -> float:
    # Bold letters are wider; counting all as bold keeps the estimate on the safe side.
    bold = stringWidth(unmarked(markup), f"{style.fontName}-Bold", style.fontSize)
    return float(bold + style.leftIndent)


def scopes(rows: str, values: Mapping[str, object]) -> list[Mapping[str, object]]:
    """The values to fill once for every row of the list field ``rows``; the form's own values when it names none."""
    if not rows:
        return [values]
    listed = values.get(rows)
    return [{**values, **row, "n": n} for n, row in enumerate(listed if isinstance(listed, list | tuple) else (), 1)]
