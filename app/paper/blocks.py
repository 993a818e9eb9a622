"""What the blocks of a form become on the page: reportlab flowables, set with care for lines that stand alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import singledispatch
from typing import Any

from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import CondPageBreak, Flowable, HRFlowable, PageBreak, Paragraph, Spacer, TableStyle
from reportlab.platypus import Table as Grid

from app.paper import barcode, forms
from app.paper.wording import Wording, is_absent, unmarked

_ALIGN = {"left": 0, "center": 1, "right": 2, "justify": 4}
_LEADING = 1.18
_HAIRLINE = 0.5
_CELL = 1.1 * mm
_NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
_MOTTO = "Độc lập - Tự do - Hạnh phúc"
_BARE = [("LEFTPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (-1, -1), 0),
         ("TOPPADDING", (0, 0), (-1, -1), 0), ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
         ("VALIGN", (0, 0), (-1, -1), "TOP")]  # fmt: skip


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


def set_blocks(form: forms.FormTemplate, setting: Setting) -> list[Flowable]:
    """The whole form, top to bottom, for one copy. Raises BarcodeTooWide when its code cannot be printed legibly."""
    story: list[Flowable] = []
    signed_from: int | None = None
    for block in form.blocks:
        if not _shown(block, setting.values):
            continue
        made = _made(block, setting)
        if not made:
            continue
        if isinstance(block, forms.Signatures):
            signed_from = len(story)
        if block.before:
            story.append(Spacer(0, block.before * mm))
        story.extend(made)
        if block.after:
            story.append(Spacer(0, block.after * mm))
    return story if signed_from is None else _with_ending(story, signed_from, setting)


def _shown(block: forms.Block, values: Mapping[str, object]) -> bool:
    if block.when and is_absent(values.get(block.when)):
        return False
    return not (block.unless and not is_absent(values.get(block.unless)))


@singledispatch
def _made(block: object, setting: Setting) -> list[Flowable]:
    raise TypeError(f"no way to set a {type(block).__name__}")


# ---------------------------------------------------------------- header and title


@_made.register
def _header(block: forms.Header, setting: Setting) -> list[Flowable]:
    left_width = setting.width * block.left_share
    right_width = setting.width - left_width
    left_text = [text for wording in block.left if (text := wording.text(setting.values))]
    left: list[Flowable] = [_balanced(text, setting, left_width - 2 * mm, 0.92 * block.scale) for text in left_text]
    if left_text:
        left.append(_Rule(min(_text_width(unmarked(left_text[-1]), left[-1].style.fontSize, setting), left_width) * 0.4))
    right: list[Flowable] = [_fitted(f"<b>{_NATION}</b>", setting, right_width, 0.92 * block.scale)]
    motto = _fitted(f"<b>{_MOTTO}</b>", setting, right_width, 1.0 * block.scale)
    right.extend([motto, _Rule(_text_width(_MOTTO, motto.style.fontSize, setting))])
    number, dated = (
        _fitted(text, setting, width, 0.95 * block.scale)
        if wording is not None and (text := wording.text(setting.values))
        else None
        for wording, width in ((block.number, left_width), (block.place_date, right_width))
    )
    rows: list[list[Any]] = [[left, right]]
    if number is not None:
        rows.append([number, dated or ""])
    elif dated is not None:
        right.extend([Spacer(0, 2.2), dated])
    grid = Grid(rows, colWidths=[left_width, right_width])
    grid.setStyle(TableStyle([*_BARE, ("TOPPADDING", (0, 1), (-1, -1), 2.6)]))
    return [grid]


@_made.register
def _title(block: forms.Title, setting: Setting) -> list[Flowable]:
    big = 1.22 * block.scale
    lines = [text for wording in block.lines if (text := wording.text(setting.values))]
    under = [text for wording in block.under if (text := wording.text(setting.values))]
    story: list[Flowable] = [_fitted(f"<b>{text}</b>", setting, setting.width, big, least=0.88) for text in lines]
    story.extend(_balanced(text, setting, setting.width, 0.92) for text in under)
    return story


def _balanced(text: str, setting: Setting, width: float, scale: float) -> Paragraph:
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


def _fitted(text: str, setting: Setting, width: float, scale: float, *, least: float = 0.9) -> Paragraph:
    """Centred text on one line if a size a little smaller allows it; otherwise balanced over several."""
    for step in range(11):
        smaller = scale * (1 - (1 - least) * step / 10)
        style = setting.style(smaller, align="center")
        if _line_count(text, style, width) == 1:
            return Paragraph(text, style)
    return _balanced(text, setting, width, scale)


def _line_count(text: str, style: ParagraphStyle, width: float) -> int:
    paragraph = Paragraph(text, style)
    paragraph.wrap(width, 1e6)
    return len(paragraph.blPara.lines)


def _text_width(text: str, size: float, setting: Setting) -> float:
    return float(stringWidth(text, f"{setting.family}-Bold", size))


class _Rule(Flowable):  # type: ignore[misc]
    """A short line in the middle of its column, a little below the text it closes."""

    def __init__(self, length: float) -> None:
        super().__init__()
        self._length = length

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.width, self.height = width, 5.0
        return self.width, self.height

    def draw(self) -> None:
        self.canv.setLineWidth(0.7)
        start = (self.width - self._length) / 2
        self.canv.line(start, 1.6, start + self._length, 1.6)


# ---------------------------------------------------------------- codes


@_made.register
def _codes(block: forms.Codes, setting: Setting) -> list[Flowable]:
    code = str(setting.values[block.code])
    content = next((str(value) for name in block.qr if not is_absent(value := setting.values.get(name))), "")
    return [_CodeBand(code, content, block, setting)]


class _CodeBand(Flowable):  # type: ignore[misc]
    """Code 128 at the left with its code in bold below, QR at the right; alone and centred without a QR."""

    def __init__(self, code: str, content: str, block: forms.Codes, setting: Setting) -> None:
        super().__init__()
        self.width = setting.width
        self._linear = barcode.linear(code, setting.width, margin=setting.side_margin)
        room = setting.width - self._linear.width - self._linear.quiet
        self._square = barcode.square(content, min(room, 17.5 * mm)) if content else None
        self._under = barcode.square(content, 26 * mm) if content and self._square is None else None
        self._label = Paragraph(block.label.text(setting.values), setting.style(1.12, align="center"))
        _, self._label_height = self._label.wrap(self._linear.width, 1e6)
        upper = barcode.LINEAR_HEIGHT + 1.0 * mm + self._label_height
        beside = self._square.width + 1 * mm if self._square else 0.0
        below = self._under.width + 2 * self._under.quiet if self._under else 0.0
        self.height = max(upper, beside) + below

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        return self.width, self.height

    def draw(self) -> None:
        canvas = self.canv
        left, bottom = canvas.absolutePosition(0, 0)
        spare = 0.0 if self._square else (self.width - self._linear.width) / 2
        top = self.height
        x = barcode.snapped(left + spare) - left
        barcode.draw_linear(canvas, self._linear, x, top - barcode.LINEAR_HEIGHT)
        self._label.drawOn(canvas, x, top - barcode.LINEAR_HEIGHT - 1.0 * mm - self._label_height)
        if self._square:
            right = barcode.snapped(left + self.width - self._square.width) - left
            low = barcode.snapped(bottom + top - self._square.width) - bottom
            barcode.draw_square(canvas, self._square, right, low)
        if self._under:
            middle = barcode.snapped(left + (self.width - self._under.width) / 2) - left
            barcode.draw_square(canvas, self._under, middle, self._under.quiet)


# ---------------------------------------------------------------- lines and notes


@_made.register
def _lines(block: forms.Lines, setting: Setting) -> list[Flowable]:
    style = setting.style(
        block.scale, align=block.align, indent=block.indent * mm, hang=block.hang * mm, first=block.first * mm
    )
    story: list[Flowable] = []
    for values in _scopes(block.each, setting.values):
        for wording in block.lines:
            if line := _line(wording.fill(values), style, setting.width):
                story.extend([line, Spacer(0, block.gap * mm)])
    return story


def _line(parts: Sequence[str], style: ParagraphStyle, width: float) -> Flowable | None:
    """One line of one or more columns; columns share the width as their text needs it, or stand one below another."""
    if not parts:
        return None
    if len(parts) == 1:
        return Paragraph(parts[0], style)
    gap = 4 * mm
    needed = [_natural_width(part, style) + gap for part in parts]
    if sum(needed) > width - style.leftIndent:
        return Paragraph("<br/>".join(parts), style)
    equal = (width - style.leftIndent) / len(parts)
    widths = [equal] * len(parts) if max(needed) <= equal else [*needed[:-1], width - sum(needed[:-1])]
    grid = Grid([[Paragraph(part, style) for part in parts]], colWidths=widths, hAlign="LEFT")
    grid.setStyle(TableStyle(_BARE))
    return grid


def _natural_width(markup: str, style: ParagraphStyle) -> float:
    # Bold letters are wider; counting all as bold keeps the estimate on the safe side.
    return float(stringWidth(unmarked(markup), f"{style.fontName}-Bold", style.fontSize)) + style.leftIndent


def _scopes(rows: str, values: Mapping[str, object]) -> list[Mapping[str, object]]:
    if not rows:
        return [values]
    listed = values.get(rows)
    return [{**values, **row, "n": n} for n, row in enumerate(listed if isinstance(listed, list | tuple) else (), 1)]


@_made.register
def _note(block: forms.Note, setting: Setting) -> list[Flowable]:
    style = setting.style(0.84 * block.scale, align="justify")
    texts = [text for wording in block.lines if (text := wording.text(setting.values))]
    if not texts:
        return []
    rule = HRFlowable("100%", 0.4, color="#808080", spaceBefore=0, spaceAfter=1.0 * mm, lineCap="butt")
    return [rule, *(Paragraph(text, style) for text in texts)]


@_made.register
def _break(block: forms.Break, setting: Setting) -> list[Flowable]:
    return [PageBreak()]


# ---------------------------------------------------------------- tables


@_made.register
def _table(block: forms.Table, setting: Setting) -> list[Flowable]:
    scopes = _scopes(block.rows, setting.values)
    columns = [column for column in block.columns if not column.used_only or _used(column, scopes)]
    if not scopes and not block.least_rows:
        return []
    widths = _widths(columns, setting.width)
    heads, spans = _heads(block, columns, setting)
    body = [
        [_cell(column, scope, setting, width, block.scale) for column, width in zip(columns, widths, strict=True)]
        for scope in [*scopes, *([{}] * (block.least_rows - len(scopes)))]
    ]
    foot, foot_spans = _foot(block, columns, len(heads) + len(body), setting)
    style = TableStyle([
        ("GRID", (0, 0), (-1, -1), _HAIRLINE, "black"),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("LEFTPADDING", (0, 0), (-1, -1), _CELL),
        ("RIGHTPADDING", (0, 0), (-1, -1), _CELL),
        ("TOPPADDING", (0, 0), (-1, -1), 1.0),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2.4),
        *spans,
        *foot_spans,
        *([("NOSPLIT", (0, len(heads) + len(body) - 1), (-1, -1))] if foot and body else []),
    ])  # fmt: skip
    grid = Grid([*heads, *body, *foot], colWidths=widths, repeatRows=len(heads), splitInRow=0)
    grid.setStyle(style)
    _, _ = grid.wrap(setting.width, setting.height)
    # A row taller than a page must be cut somewhere; every other row moves whole to the next page.
    if max(grid._rowHeights) > setting.height - sum(grid._rowHeights[: len(heads)]):  # noqa: SLF001
        grid = Grid([*heads, *body, *foot], colWidths=widths, repeatRows=len(heads), splitInRow=1)
        grid.setStyle(style)
    story: list[Flowable] = []
    start = sum(grid._rowHeights[: len(heads) + 1]) if grid._rowHeights[0] else 0.0  # noqa: SLF001
    if block.heading is not None and (text := block.heading.text(setting.values)):
        heading = Paragraph(text, setting.style(1.0))
        _, height = heading.wrap(setting.width, 1e6)
        story.extend([CondPageBreak(min(height + 1 * mm + start, setting.height)), heading, Spacer(0, 1 * mm)])
    return [*story, grid]


def _used(column: forms.Column, scopes: Sequence[Mapping[str, object]]) -> bool:
    return any(wording.fill(scope) for scope in scopes for wording in column.lines)


def _widths(columns: Sequence[forms.Column], width: float) -> list[float]:
    fixed = sum(column.width for column in columns) * mm
    shares = sum(column.share for column in columns if not column.width) or 1.0
    return [column.width * mm if column.width else (width - fixed) * column.share / shares for column in columns]


def _heads(
    block: forms.Table, columns: Sequence[forms.Column], setting: Setting
) -> tuple[list[list[Any]], list[tuple[Any, ...]]]:
    """Head rows and the spans they need: groups above, column heads, column numbers."""
    style = setting.style(0.92 * block.scale, align="center")
    names: list[Any] = [Paragraph(f"<b>{column.head.text(setting.values)}</b>", style) for column in columns]
    rows: list[list[Any]] = [names]
    spans: list[tuple[Any, ...]] = []
    if any(column.group for column in columns):
        upper: list[Any] = []
        for index, column in enumerate(columns):
            if not column.group:
                upper.append(names[index])
                names[index] = ""
                spans.append(("SPAN", (index, 0), (index, 1)))
                continue
            first = next(place for place, other in enumerate(columns) if other.group == column.group)
            upper.append(Paragraph(f"<b>{column.group}</b>", style) if index == first else "")
            if index > first and (index + 1 == len(columns) or columns[index + 1].group != column.group):
                spans.append(("SPAN", (first, 0), (index, 0)))
        rows.insert(0, upper)
    if block.numbered:
        small = setting.style(0.85 * block.scale, align="center")
        rows.append([Paragraph(f"<i>({number})</i>", small) for number in range(1, len(columns) + 1)])
    return rows, spans


def _foot(
    block: forms.Table, columns: Sequence[forms.Column], row: int, setting: Setting
) -> tuple[list[list[Any]], list[tuple[Any, ...]]]:
    if not block.foot:
        return [], []
    cells: list[Any] = []
    spans: list[tuple[Any, ...]] = []
    position = 0
    for cell in block.foot:
        covered = [column for column in block.columns[position : position + cell.span] if column in columns]
        position += cell.span
        if not covered:
            continue
        style = setting.style(block.scale, align=cell.align)
        spans.append(("SPAN", (len(cells), row), (len(cells) + len(covered) - 1, row)))
        cells.extend([Paragraph(cell.text.text(setting.values) or " ", style), *[""] * (len(covered) - 1)])
    return [cells], spans


def _cell(
    column: forms.Column, scope: Mapping[str, object], setting: Setting, width: float, scale: float
) -> list[Flowable]:
    style = setting.style(0.96 * scale, align=column.align)
    centred = setting.style(0.96 * scale, align="center")
    cell: list[Flowable] = []
    for wording in column.lines if scope else []:
        parts = wording.fill(scope)
        if len(parts) == 1:
            cell.append(Paragraph(parts[0], style))
        elif parts:
            halves = [Paragraph(part, centred) for part in parts]
            inside = Grid([halves], colWidths=[(width - 2 * _CELL) / len(halves)] * len(halves))
            inside.setStyle(TableStyle(_BARE))
            cell.append(inside)
    if column.room:
        cell.append(Spacer(0, column.room * mm))
    return cell or [Paragraph("&nbsp;", style)]


# ---------------------------------------------------------------- signatures and the end of the paper


@_made.register
def _signatures(block: forms.Signatures, setting: Setting) -> list[Flowable]:
    width = setting.width / len(block.columns)
    cells: list[list[Flowable]] = []
    for column in block.columns:
        cell: list[Flowable] = []
        for wording, pattern, scale in ((column.title, "<b>{}</b>", 0.98), (column.hint, "<i>{}</i>", 0.88)):
            if wording is not None and (text := wording.text(setting.values)):
                cell.append(_fitted(pattern.format(text), setting, width - 2 * mm, scale * block.scale))
        cells.append(cell)
    names = [
        _balanced(f"<b>{text}</b>", setting, width - 2 * mm, block.scale)
        if column.name is not None and (text := column.name.text(setting.values))
        else ""
        for column in block.columns
    ]
    grid = Grid([cells, names], colWidths=[width] * len(cells))
    grid.setStyle(TableStyle([*_BARE, ("BOTTOMPADDING", (0, 0), (-1, 0), block.room * mm)]))
    return [grid]


def _with_ending(story: list[Flowable], signed_from: int, setting: Setting) -> list[Flowable]:
    """The story with its signatures tied to the text before them, so that no page holds signatures alone."""
    body_at = signed_from - 1
    while body_at >= 0 and isinstance(story[body_at], Spacer):
        body_at -= 1
    if body_at < 0 or isinstance(story[body_at], PageBreak | CondPageBreak):
        return story
    return [*story[:body_at], _Ending(story[body_at], story[body_at + 1 :], setting)]


class _Ending(Flowable):  # type: ignore[misc]
    """The last piece of text and the signatures after it: at least two lines, or one row, go where they go."""

    def __init__(self, body: Flowable, tail: Sequence[Flowable], setting: Setting) -> None:
        super().__init__()
        self._body, self._setting = body, setting
        self._tail = Grid([[list(tail)]], colWidths=[setting.width])
        self._tail.setStyle(TableStyle(_BARE))
        self._rest = tail

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        _, self._body_height = self._body.wrap(width, height)
        _, self._tail_height = self._tail.wrap(width, height)
        self.width, self.height = width, self._body_height + self._tail_height
        return self.width, self.height

    def split(self, width: float, height: float) -> list[Flowable]:
        _, body_height = self._body.wrap(width, height)
        limit = min(height, body_height - self._kept_back())
        pieces = list(self._body.split(width, limit)) if limit > 0 else []
        if len(pieces) < 2:
            return []
        return [*pieces[:-1], _Ending(pieces[-1], self._rest, self._setting)]

    def draw(self) -> None:
        self._body.drawOn(self.canv, 0, self._tail_height)
        self._tail.drawOn(self.canv, 0, 0)

    def _kept_back(self) -> float:
        """How much of the body must at least move on with the signatures, in points."""
        if isinstance(self._body, Grid):
            return float(self._body._rowHeights[-1]) / 2  # noqa: SLF001
        return float(self._body.style.leading) * 1.5 if isinstance(self._body, Paragraph) else 0.0


Numbering = Callable[[int], str]


def markup_of(wording: Wording | None, values: Mapping[str, object]) -> str:
    """The bare text of an optional sentence; empty when absent."""
    return unmarked(wording.text(values)) if wording is not None else ""
