"""Rows of a list without end: held page by page near where the officer looks, and let go of farther away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Signal

from ui.rows import Cell, Column, RowModel

PAGE = 100
KEPT = 10
"""So many pages are held on each side of the one looked at last: some twenty screens of rows."""


class LongRows(RowModel):
    """A `RowModel` that counts every row gone through and holds only those near the eye.

    ``page_wanted`` asks for a page that was let go of and is looked at again; `show_page` brings it. Every page but the
    last has `PAGE` rows. Its rows cannot be ticked.
    """

    page_wanted = Signal(int)

    def __init__(self, columns: Sequence[Column], key: Callable[[Any], str]) -> None:
        super().__init__(columns, key)
        self._pages: dict[int, tuple[Any, ...]] = {}
        self._count = 0
        self._looked_at = 0
        self._asked = -1

    @property
    def rows(self) -> tuple[Any, ...]:
        """The rows that are held, in their order."""
        return tuple(row for number in sorted(self._pages) for row in self._pages[number])

    def show_rows(self, rows: Sequence[Any], *, more: bool = False) -> None:
        self.show_from(0, rows, more=more)

    def show_from(self, first: int, rows: Sequence[Any], *, more: bool) -> None:
        """Show ``rows`` from page ``first`` on, in place of all that was held; the pages before it are asked for when
        somebody looks."""
        self.beginResetModel()
        self._pages = dict(_paged(first, rows))
        self._count = first * PAGE + len(rows)
        self._looked_at, self._asked, self._more = first, -1, more
        self.endResetModel()

    def add_rows(self, rows: Sequence[Any], *, more: bool = False) -> None:
        self._more = more
        if rows:
            self.beginInsertRows(self.index(-1, -1), self._count, self._count + len(rows) - 1)
            self._pages.update(_paged(self._count // PAGE, rows))
            self._count += len(rows)
            self._let_go()
            self.endInsertRows()

    def show_page(self, number: int, rows: Sequence[Any]) -> None:
        """Hold page ``number`` again."""
        self._asked = -1
        self._pages[number] = tuple(rows)
        self._let_go()
        last = min(self._count, (number + 1) * PAGE) - 1
        self.dataChanged.emit(self.index(number * PAGE, 0), self.index(last, len(self.columns) - 1))

    def _let_go(self) -> None:
        for number in [held for held in self._pages if abs(held - self._looked_at) > KEPT]:
            del self._pages[number]

    def _row(self, place: int) -> Any | None:
        number, within = divmod(place, PAGE)
        self._looked_at = number
        page = self._pages.get(number)
        if page is None and number != self._asked:
            # One page at a time: while the bar is dragged, only where it stops is worth reading.
            self._asked = number
            self.page_wanted.emit(number)
        return page[within] if page is not None and within < len(page) else None

    # ------------------------------------------------------------ as of every list

    def rowCount(self, parent: Any = None) -> int:
        return 0 if parent is not None and parent.isValid() else self._count

    def key_at(self, place: int) -> str:
        """The key of a row; empty while its page is on the way."""
        row = self._row(place)
        return "" if row is None else self._key(row)

    def place_of(self, key: str) -> int | None:
        found = (
            number * PAGE + within
            for number, rows in self._pages.items()
            for within, row in enumerate(rows)
            if self._key(row) == key
        )
        return next(found, None)

    def cell(self, place: int, column: int) -> Cell:
        row = self._row(place)
        return Cell("…" if column == 0 else "", "muted") if row is None else self.columns[column].cell(row)


def _paged(first: int, rows: Sequence[Any]) -> list[tuple[int, tuple[Any, ...]]]:
    return [(first + at // PAGE, tuple(rows[at : at + PAGE])) for at in range(0, len(rows), PAGE)]
