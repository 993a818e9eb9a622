"""Statements over many rows, given to the driver as they are.

SQLAlchemy prepares the parameters of a page of events one by one, writes a mark for each of hundreds of keys, and has
some fifty microseconds of its own around every statement: together more than SQLite needs for the work. They run in the
transaction that the connection has begun; what a statement says of the tables still comes from `schema`.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, partial
from itertools import chain
from operator import itemgetter
from typing import Any

import msgspec
from sqlalchemy import Connection, Table
from sqlalchemy.dialects.sqlite import dialect
from sqlalchemy.types import TypeDecorator

_Kept = Callable[[Any], Any]
_TOGETHER = 25
"""Rows of one statement at most: SQLite writes them without giving the interpreter away in between."""


def insert_lines(
    connection: Connection, table: Table, names: tuple[str, ...], lines: Sequence[tuple[Any, ...]]
) -> None:
    """Insert ``lines``, each the values of the columns ``names``, which are SQLite's own."""
    for first in range(0, len(lines), _TOGETHER):
        some = lines[first : first + _TOGETHER]
        _driver(connection).execute(_insert(table, names, len(some)), tuple(chain.from_iterable(some)))


def update_rows(connection: Connection, table: Table, key: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Give each row that ``key`` finds the other values named with it; ``rows`` all name the same columns."""
    if not rows:
        return
    names = tuple(name for name in rows[0] if name != key)
    update_lines(connection, table, names, key, lines_of(table, (*names, key), rows))


def update_lines(
    connection: Connection, table: Table, names: tuple[str, ...], key: str, lines: Sequence[tuple[Any, ...]]
) -> None:
    """Give the row that ``key`` finds the values of ``names``, for each of ``lines``: these values, then the key's."""
    run_each(connection, _update(table, key, names), lines)


def run(connection: Connection, statement: str, values: tuple[Any, ...]) -> None:
    """One changing statement; ``values`` are SQLite's own."""
    _driver(connection).execute(statement, values)


def run_each(connection: Connection, statement: str, lines: Sequence[tuple[Any, ...]]) -> None:
    """One changing statement for each of ``lines``, whose values are SQLite's own."""
    _driver(connection).executemany(statement, lines)


def _driver(connection: Connection) -> Any:
    """The driver's own connection, in the transaction of ``connection``."""
    if not connection.in_transaction():
        raise RuntimeError("a statement outside a transaction")
    return connection.connection.dbapi_connection


def lines_of(table: Table, names: tuple[str, ...], rows: Iterable[Mapping[str, Any]]) -> list[tuple[Any, ...]]:
    """The values of ``names`` in each row, as SQLite keeps them."""
    picked = map(itemgetter(*names), rows) if len(names) > 1 else ((row[names[0]],) for row in rows)
    kept = _kept(table, names)
    if not kept:
        return list(picked)
    lines = []
    for values in picked:
        line = list(values)
        for place, keep in kept:
            line[place] = keep(line[place])
        lines.append(tuple(line))
    return lines


@cache
def _update(table: Table, key: str, names: tuple[str, ...]) -> str:
    return f"UPDATE {table.name} SET {', '.join(f'{name} = ?' for name in names)} WHERE {key} = ?"  # noqa: S608


@cache
def _insert(table: Table, names: tuple[str, ...], number: int) -> str:
    marks = f"({', '.join('?' * len(names))})"
    return f"INSERT INTO {table.name} ({', '.join(names)}) VALUES {', '.join([marks] * number)}"  # noqa: S608


@cache
def _kept(table: Table, names: tuple[str, ...]) -> list[tuple[int, _Kept]]:
    """The places of values that are not SQLite's own, each with what makes it one."""
    spoken = dialect()
    return [
        (place, partial(type_.process_bind_param, dialect=spoken))
        for place, name in enumerate(names)
        if isinstance(type_ := table.c[name].type, TypeDecorator)
    ]


def rows_among(connection: Connection, statement: str, keys: Iterable[object]) -> list[Any]:
    """The rows of a statement whose one mark stands for ``keys``, as ``… IN (SELECT value FROM json_each(?))``; named
    tuples.

    The rows hold what SQLite keeps: texts, numbers and bytes.
    """
    wanted = list(keys)
    return rows_of(connection, statement, msgspec.json.encode(wanted).decode()) if wanted else []


def rows_of(connection: Connection, statement: str, *values: Any) -> list[Any]:
    """The rows of a statement as named tuples; ``values`` and what the rows hold are SQLite's own."""
    found = _driver(connection).execute(statement, values)
    made = _named(tuple(column[0] for column in found.description))
    return [made(*row) for row in found]


@cache
def _named(names: tuple[str, ...]) -> Callable[..., Any]:
    return namedtuple("Line", names)
