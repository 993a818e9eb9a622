"""Tables over pages: heads that repeat, rows that stay whole, columns that share the width.

A list of hundreds of rows is set page by page as its rows come, so that a register of any length needs the memory of a
page; a short one is measured whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, repeat
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Flowable, Spacer, TableStyle
from reportlab.platypus import Table as Grid

from app.paper import barcode, forms
from app.paper.setting import LongRows, Setting, each_scope, in_cell, row_count, scopes, set_text, side_by_side
from app.paper.wording import unmarked

_HAIRLINE = 0.5
_CELL = 1.1 * mm
LONG = 120
"""From how many rows on a table is set page by page."""
_SYMBOL = 11 * mm


def set_table(block: forms.Table, setting: Setting) -> list[Flowable]:
    """The table with its heading; nothing when there is no row to show."""
    count = row_count(block.rows, setting.values)
    if not count and not block.least_rows:
        return []
    if is_long(block.rows, setting.values) and not block.foot:
        return [*_heading(block, setting, 0), LongTable(_Rows(block, setting))]
    scopes_given = scopes(block.rows, setting.values)
    columns = [column for column in block.columns if not column.used_only or _used(column, scopes_given)]
    widths = _widths(columns, setting.width)
    heads, spans = _heads(block, columns, widths, setting)
    body = [
        [_cell(column, scope, setting, width, block.scale) for column, width in zip(columns, widths, strict=True)]
        for scope in [*scopes_given, *([{}] * (block.least_rows - count))]
    ]
    foot, foot_spans = _foot(block, columns, len(heads) + len(body), setting)
    last_rows = [("NOSPLIT", (0, len(heads) + len(body) - 1), (-1, -1))] if foot and body else []
    style = _style(setting, *spans, *foot_spans, *last_rows)
    grid = Grid([*heads, *body, *foot], colWidths=widths, repeatRows=len(heads), splitInRow=0)
    grid.setStyle(style)
    grid.wrap(setting.width, 1e9)
    heights = list(grid._rowHeights)  # noqa: SLF001
    # A row taller than a page must be cut somewhere; every other row moves whole to the next page. Rows of known
    # height are not measured again on every page.
    too_tall = max(heights) > setting.height - sum(heights[: len(heads)])
    known = {"splitInRow": 1} if too_tall else {"splitInRow": 0, "rowHeights": heights}
    grid = Grid([*heads, *body, *foot], colWidths=widths, repeatRows=len(heads), **known)
    grid.setStyle(style)
    return [*_heading(block, setting, sum(heights[: len(heads) + 1])), grid]


def is_long(rows: str, values: Mapping[str, object]) -> bool:
    """Whether the list field ``rows`` is set page by page."""
    return isinstance(values.get(rows), LongRows) or row_count(rows, values) >= LONG


def _heading(block: forms.Table, setting: Setting, start: float) -> list[Flowable]:
    """The line above the table, never alone at the foot of a page; ``start`` is the height that must follow it."""
    if block.heading is None or not (text := block.heading.text(setting.values)):
        return []
    heading = set_text(text, setting.style(1.0))
    _, height = heading.wrap(setting.width, 1e6)
    return [CondPageBreak(min(height + 1 * mm + (start or 60), setting.height)), heading, Spacer(0, 1 * mm)]


def _style(setting: Setting, *more: tuple[Any, ...]) -> TableStyle:
    whole = ((0, 0), (-1, -1))
    return TableStyle([
        ("FONTNAME", *whole, setting.family),
        ("GRID", *whole, _HAIRLINE, "black"),
        ("VALIGN", *whole, "MIDDLE"),
        ("LEFTPADDING", *whole, _CELL),
        ("RIGHTPADDING", *whole, _CELL),
        ("TOPPADDING", *whole, _ABOVE),
        ("BOTTOMPADDING", *whole, _BELOW),
        *more,
    ])  # fmt: skip


_ABOVE, _BELOW = 1.0, 2.4


class _Rows:
    """The rows of a long table, made one at a time as pages ask for them, with the heads and the height of each."""

    def __init__(self, block: forms.Table, setting: Setting) -> None:
        listed = setting.values.get(block.rows)
        known = not isinstance(listed, LongRows)
        scopes_given = scopes(block.rows, setting.values) if known else []
        self.columns = [c for c in block.columns if not (c.used_only and known) or _used(c, scopes_given)]
        self.widths = _widths(self.columns, setting.width)
        self.setting, self._block = setting, block
        missing = max(0, block.least_rows - row_count(block.rows, setting.values))
        empty: Iterator[Mapping[str, object]] = repeat({}, missing)
        self._left = chain(each_scope(block.rows, setting.values), empty)
        self._ready: list[tuple[list[list[Flowable]], float]] = []
        grid = self.grid([])
        grid.wrap(setting.width, 1e9)
        self.heads_height = sum(grid._rowHeights)  # noqa: SLF001

    def up_to(self, height: float) -> tuple[int, float, bool]:
        """How many of the next rows fit into ``height`` without heads, how high they are, and whether they are all."""
        used, fitting = 0.0, 0
        while True:
            if fitting == len(self._ready) and not self._make():
                return fitting, used, True
            row_height = self._ready[fitting][1]
            if used + row_height > height:
                return fitting, used, False
            used, fitting = used + row_height, fitting + 1

    def take(self, count: int) -> list[tuple[list[list[Flowable]], float]]:
        taken, self._ready = self._ready[:count], self._ready[count:]
        return taken

    def grid(self, rows: Sequence[tuple[list[list[Flowable]], float]], *, cut: bool = False) -> Grid:
        """The heads with ``rows`` under them; ``cut`` lets a row taller than a page be cut."""
        heads, spans = _heads(self._block, self.columns, self.widths, self.setting)
        options: dict[str, Any] = (
            {"splitInRow": 1} if cut else {"rowHeights": [None] * len(heads) + [h for _, h in rows]}
        )
        grid = Grid([*heads, *(cells for cells, _ in rows)], colWidths=self.widths, repeatRows=len(heads), **options)
        grid.setStyle(_style(self.setting, *spans))
        return grid

    def _make(self) -> bool:
        scope = next(self._left, None)
        if scope is None:
            return False
        pairs = zip(self.columns, self.widths, strict=True)
        cells = [_cell(column, scope, self.setting, width, self._block.scale) for column, width in pairs]
        heights = (
            sum(each.wrap(width - 2 * _CELL, 1e9)[1] for each in cell)
            for cell, width in zip(cells, self.widths, strict=True)
        )
        self._ready.append((cells, max(heights) + _ABOVE + _BELOW))
        if scope:
            self.setting.progress.step()
        return True


class LongTable(Flowable):  # type: ignore[misc]
    """What is left of a long table; every page takes the rows that fit it."""

    def __init__(self, rows: _Rows) -> None:
        super().__init__()
        self._rows = rows

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        _, used, all_of_them = self._rows.up_to(max(0.0, height - self._rows.heads_height))
        over = 0.0 if all_of_them else height
        self.width, self.height = width, self._rows.heads_height + used + over
        return self.width, self.height

    def split(self, width: float, height: float) -> list[Flowable]:
        rows = self._rows
        count, _, _ = rows.up_to(height - rows.heads_height)
        if count:
            return [rows.grid(rows.take(count)), LongTable(rows)]
        if height < rows.setting.height - 1:
            return []
        return [*rows.grid(rows.take(1), cut=True).split(width, height), LongTable(rows)]

    def draw(self) -> None:
        count, _, _ = self._rows.up_to(1e9)
        grid = self._rows.grid(self._rows.take(count))
        grid.wrapOn(self.canv, self.width, self.height)
        grid.drawOn(self.canv, 0, 0)


def _used(column: forms.Column, rows: Sequence[Mapping[str, object]]) -> bool:
    return any(wording.fill(scope) for scope in rows for wording in column.lines)


def _widths(columns: Sequence[forms.Column], width: float) -> list[float]:
    fixed = sum(column.width for column in columns) * mm
    rest = (width - fixed) / (sum(column.share for column in columns if not column.width) or 1.0)
    return [float(column.width * mm if column.width else rest * column.share) for column in columns]


def _heads(
    block: forms.Table, columns: Sequence[forms.Column], widths: Sequence[float], setting: Setting
) -> tuple[list[list[Any]], list[tuple[Any, ...]]]:
    """Head rows and the spans they need: groups above, column heads, column numbers."""
    style = setting.style(0.92 * block.scale, align="center")
    names: list[Any] = [
        in_cell(f"<b>{column.head.text(setting.values)}</b>", style, width - 2 * _CELL)
        for column, width in zip(columns, widths, strict=True)
    ]
    rows: list[list[Any]] = [names]
    spans: list[tuple[Any, ...]] = []
    if any(column.group for column in columns):
        upper: list[Any] = []
        for index, column in enumerate(columns):
            if not column.group:
                upper.append(names[index])
                names[index] = []
                spans.append(("SPAN", (index, 0), (index, 1)))
                continue
            first = next(place for place, other in enumerate(columns) if other.group == column.group)
            upper.append(set_text(f"<b>{column.group}</b>", style) if index == first else [])
            if index > first and (index + 1 == len(columns) or columns[index + 1].group != column.group):
                spans.append(("SPAN", (first, 0), (index, 0)))
        rows.insert(0, upper)
    if block.numbered:
        small = setting.style(0.85 * block.scale, align="center")
        rows.append([set_text(f"<i>({number})</i>", small) for number in range(1, len(columns) + 1)])
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
        cells.extend([set_text(cell.text.text(setting.values) or " ", style), *[[]] * (len(covered) - 1)])
    return [cells], spans


def _cell(
    column: forms.Column, scope: Mapping[str, object], setting: Setting, width: float, scale: float
) -> list[Flowable]:
    style = setting.style(0.96 * scale, align=column.align)
    centred = setting.style(0.96 * scale, align="center")
    cell: list[Flowable] = []
    if column.symbol and (content := unmarked("".join(column.lines[0].fill(scope)))):
        cell.append(Symbol(content, _SYMBOL))
    for wording in column.lines:
        parts = wording.fill(scope)
        if len(parts) == 1:
            cell.append(in_cell(parts[0], style, width - 2 * _CELL))
        elif parts:
            halves = [set_text(part, centred) for part in parts]
            inside = Grid([halves], colWidths=[(width - 2 * _CELL) / len(halves)] * len(halves))
            inside.setStyle(side_by_side(setting.family))
            cell.append(inside)
    if column.room:
        cell.append(Spacer(0, column.room * mm))
    return cell or [set_text("&nbsp;", style)]


class Symbol(Flowable):  # type: ignore[misc]
    """A QR in the middle of its column, with its quiet zone; nothing where it would be too fine to read."""

    def __init__(self, content: str, room: float) -> None:
        super().__init__()
        self._square = barcode.square(content, room)
        self.width = self._square.width + 2 * self._square.quiet if self._square else 0.0

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.width = width
        self.height = self._square.width + 2 * self._square.quiet if self._square else 0.0
        return self.width, self.height

    def draw(self) -> None:
        if self._square is None:
            return
        left, bottom = self.canv.absolutePosition(0, 0)
        x = barcode.snapped(left + (self.width - self._square.width) / 2) - left
        barcode.draw_square(self.canv, self._square, x, barcode.snapped(bottom + self._square.quiet) - bottom)
