"""Tables over pages: heads that repeat, rows that stay whole, columns that share the width."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Flowable, Paragraph, Spacer, TableStyle
from reportlab.platypus import Table as Grid

from app.paper import forms
from app.paper.setting import Setting, scopes, side_by_side

_HAIRLINE = 0.5
_CELL = 1.1 * mm


def set_table(block: forms.Table, setting: Setting) -> list[Flowable]:
    """The table with its heading; nothing when there is no row to show."""
    rows = scopes(block.rows, setting.values)
    columns = [column for column in block.columns if not column.used_only or _used(column, rows)]
    if not rows and not block.least_rows:
        return []
    widths = _widths(columns, setting.width)
    heads, spans = _heads(block, columns, setting)
    body = [
        [_cell(column, scope, setting, width, block.scale) for column, width in zip(columns, widths, strict=True)]
        for scope in [*rows, *([{}] * (block.least_rows - len(rows)))]
    ]
    foot, foot_spans = _foot(block, columns, len(heads) + len(body), setting)
    style = TableStyle([
        ("FONTNAME", (0, 0), (-1, -1), setting.family),
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
    grid.wrap(setting.width, 1e9)
    heights = list(grid._rowHeights)  # noqa: SLF001
    # A row taller than a page must be cut somewhere; every other row moves whole to the next page. Rows of known
    # height are not measured again on every page: for a register of a thousand lines that is half the time.
    too_tall = max(heights) > setting.height - sum(heights[: len(heads)])
    known = {"splitInRow": 1} if too_tall else {"splitInRow": 0, "rowHeights": heights}
    grid = Grid([*heads, *body, *foot], colWidths=widths, repeatRows=len(heads), **known)
    grid.setStyle(style)
    story: list[Flowable] = []
    start = sum(heights[: len(heads) + 1])
    if block.heading is not None and (text := block.heading.text(setting.values)):
        heading = Paragraph(text, setting.style(1.0))
        _, height = heading.wrap(setting.width, 1e6)
        story.extend([CondPageBreak(min(height + 1 * mm + start, setting.height)), heading, Spacer(0, 1 * mm)])
    return [*story, grid]


def _used(column: forms.Column, rows: Sequence[Mapping[str, object]]) -> bool:
    return any(wording.fill(scope) for scope in rows for wording in column.lines)


def _widths(columns: Sequence[forms.Column], width: float) -> list[float]:
    fixed = sum(column.width for column in columns) * mm
    rest = (width - fixed) / (sum(column.share for column in columns if not column.width) or 1.0)
    return [float(column.width * mm if column.width else rest * column.share) for column in columns]


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
                names[index] = []
                spans.append(("SPAN", (index, 0), (index, 1)))
                continue
            first = next(place for place, other in enumerate(columns) if other.group == column.group)
            upper.append(Paragraph(f"<b>{column.group}</b>", style) if index == first else [])
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
        cells.extend([Paragraph(cell.text.text(setting.values) or " ", style), *[[]] * (len(covered) - 1)])
    return [cells], spans


def _cell(
    column: forms.Column, scope: Mapping[str, object], setting: Setting, width: float, scale: float
) -> list[Flowable]:
    style = setting.style(0.96 * scale, align=column.align)
    centred = setting.style(0.96 * scale, align="center")
    cell: list[Flowable] = []
    for wording in column.lines:
        parts = wording.fill(scope)
        if len(parts) == 1:
            cell.append(Paragraph(parts[0], style))
        elif parts:
            halves = [Paragraph(part, centred) for part in parts]
            inside = Grid([halves], colWidths=[(width - 2 * _CELL) / len(halves)] * len(halves))
            inside.setStyle(side_by_side(setting.family))
            cell.append(inside)
    if column.room:
        cell.append(Spacer(0, column.room * mm))
    return cell or [Paragraph("&nbsp;", style)]
