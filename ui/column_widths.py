"""Which columns of a list are shown in the width there is, and how wide each is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ui.rows import Column

NAME = 230
"""How wide a name is where there is room."""


def fitted(
    columns: Sequence[Column], least: Mapping[str, int], room: int, scaled: Callable[[int], int]
) -> dict[str, int]:
    """The widths of those of ``columns`` that are shown in ``room`` pixels, none narrower than its ``least``.

    Spare ones go first, then words get narrower, names last; where even that is too wide, the last columns go. What is
    left over goes to the columns that stretch, or to the name where none does.
    """
    shown = list(columns)
    spare = sorted((column for column in shown if column.spare), key=lambda column: column.spare)
    wide = {column.name: max(scaled(column.width), least[column.name]) for column in shown}
    while spare and sum(wide[column.name] for column in shown) > room:
        shown.remove(spare.pop())
    while sum(least[column.name] for column in shown) > room and not (shown[-1].strong or shown[-1].code):
        shown.pop()
    for column in shown:
        if column.strong:
            wide[column.name] = max(wide[column.name], scaled(NAME))
    lacking = sum(wide[column.name] for column in shown) - room
    for column in sorted(shown, key=lambda column: column.strong):
        if lacking > 0 and not column.code:
            given = min(lacking, wide[column.name] - least[column.name])
            wide[column.name] -= given
            lacking -= given
    growing = [column for column in shown if not column.width] or [column for column in shown if column.strong]
    for number, column in enumerate(growing):
        wide[column.name] += max(0, -lacking) // len(growing) + (number < max(0, -lacking) % len(growing))
    return {column.name: wide[column.name] for column in shown}
