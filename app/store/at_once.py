"""Statements over many rows, given to the driver as they are.

SQLAlchemy prepares the parameters of a page of events one by one and writes a mark for each of hundreds of keys, which
takes longer than SQLite needs for the work. What a statement says of the tables still comes from `schema`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, Table
from sqlalchemy.dialects.sqlite import dialect
from sqlalchemy.types import TypeDecorator

_Kept = Callable[[Any], Any]


def insert_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert ``rows``, which all name the same columns; their values are those SQLAlchemy would be given."""
    if not rows:
        return
    names = tuple(rows[0])
    statement, kept = _insert(table, names)
    values = []
    for row in rows:
        line = [row[name] for name in names]
        for place, keep in kept:
            line[place] = keep(line[place])
        values.append(tuple(line))
    connection.exec_driver_sql(statement, values)


def update_rows(connection: Connection, table: Table, key: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Give each row that ``key`` finds the other values named with it; ``rows`` all name the same columns."""
    if not rows:
        return
    names = tuple(rows[0])
    statement, kept = _update(table, key, names)
    ordered = (*(name for name in names if name != key), key)
    values = []
    for row in rows:
        line = [row[name] for name in ordered]
        for place, keep in kept:
            line[place] = keep(line[place])
        values.append(tuple(line))
    connection.exec_driver_sql(statement, values)


@cache
def _update(table: Table, key: str, names: tuple[str, ...]) -> tuple[str, list[tuple[int, _Kept]]]:
    ordered = [name for name in names if name != key]
    return (
        f"UPDATE {table.name} SET {', '.join(f'{name} = ?' for name in ordered)} WHERE {key} = ?",  # noqa: S608
        [(place, keep) for place, name in enumerate(ordered) if (keep := _keeping(table, name)) is not None],
    )


@cache
def _insert(table: Table, names: tuple[str, ...]) -> tuple[str, list[tuple[int, _Kept]]]:
    marks = ", ".join("?" * len(names))
    return f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({marks})", [  # noqa: S608
        (place, keep) for place, name in enumerate(names) if (keep := _keeping(table, name)) is not None
    ]


def _keeping(table: Table, name: str) -> _Kept | None:
    """How a value of the column becomes what SQLite keeps, for types that are not SQLite's own."""
    type_ = table.c[name].type
    if not isinstance(type_, TypeDecorator):
        return None
    spoken = dialect()
    return lambda value: type_.process_bind_param(value, spoken)


def rows_among(connection: Connection, statement: str, keys: Iterable[object]) -> Sequence[Row[Any]]:
    """The rows of a statement whose one mark stands for ``keys``, as ``… IN (SELECT value FROM json_each(?))``.

    The rows hold what SQLite keeps: texts, numbers and bytes.
    """
    return connection.exec_driver_sql(statement, (msgspec.json.encode(list(keys)).decode(),)).all()
