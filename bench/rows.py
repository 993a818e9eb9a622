"""The rows an office wrote, as raw statements: what the bare side writes in our place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection

from app.store.state_rows import COUNTED, counted_under

Statement = tuple[str, tuple[Any, ...]]

_COUNT = (
    "INSERT INTO dossier_count (unit, name, number) VALUES (?, ?, 1) "
    "ON CONFLICT (unit, name) DO UPDATE SET number = number + 1"
)
_OF_STREAM = {
    "event": "stream = ? ORDER BY local_id",
    "dossier_state": "stream = ?",
    "identifier": "lid = (SELECT lid FROM dossier_state WHERE stream = ?)",
    "number_use": "event_id IN (SELECT id FROM event WHERE stream = ?)",
    "provisional_use": "event_id IN (SELECT id FROM event WHERE stream = ?)",
    "print_job": "stream = ?",
    "file_place": "stream = ?",
}
COMPARED = ("event", "dossier_state", "identifier", "number_use", "print_job")
"""Tables whose numbers of rows both sides must end with."""


def rows_of(connection: Connection, table: str, where: str, *values: Any) -> list[Statement]:
    """Statements that insert the rows of ``table`` for which ``where`` holds."""
    found = connection.exec_driver_sql(f"SELECT * FROM {table} WHERE {where}", tuple(values))
    columns = tuple(found.keys())
    marks = ", ".join("?" * len(columns))
    statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"
    return [(statement, tuple(row)) for row in found]


def state_of(connection: Connection, stream: str) -> list[Statement]:
    """Statements for what the journal makes of one dossier: row, identifiers, search text and counters."""
    statements = rows_of(connection, "dossier_state", _OF_STREAM["dossier_state"], stream)
    statements += rows_of(connection, "identifier", _OF_STREAM["identifier"], stream)
    for lid, text in connection.exec_driver_sql(
        "SELECT lid, search_text FROM dossier_state WHERE stream = ?", (stream,)
    ):
        statements.append(("INSERT INTO dossier_search (rowid, text) VALUES (?, ?)", (lid, text)))
    columns = ", ".join(column.name for column in COUNTED)
    found = connection.exec_driver_sql(f"SELECT {columns} FROM dossier_state WHERE stream = ?", (stream,))
    for row in map(dict[str, Any], found.mappings()):
        statements += [(_COUNT, (row["unit"], name)) for name in counted_under(row)]
    return statements


def acceptance_of(connection: Connection, stream: str, procedure: str) -> list[Statement]:
    """Statements for everything one acceptance wrote."""
    statements: list[Statement] = []
    for table in ("event", "number_use", "provisional_use", "print_job", "file_place"):
        statements += rows_of(connection, table, _OF_STREAM[table], stream)
    statements += state_of(connection, stream)
    statements.append((
        "INSERT INTO tally (room, name, number) VALUES ('procedure', ?, 1) "
        "ON CONFLICT (room, name) DO UPDATE SET number = number + 1",
        (procedure,),
    ))  # fmt: skip
    return statements


def write(connection: Any, transactions: Iterable[Sequence[Statement]]) -> None:
    """Each item in a transaction of its own, durably, on a raw connection."""
    for statements in transactions:
        connection.execute("BEGIN IMMEDIATE")
        for statement, values in statements:
            connection.execute(statement, values)
        connection.execute("COMMIT")


def counts(execute: Any, tables: Sequence[str] = COMPARED) -> dict[str, int]:
    """Rows of each table, asked through ``execute``."""
    return {table: int(execute(f"SELECT count(*) FROM {table}").fetchone()[0]) for table in tables}


def compared(connection: Connection, bare: Any, tables: Sequence[str] = COMPARED) -> dict[str, tuple[int, int]]:
    """Rows of each table on our side and on the bare side."""
    ours, theirs = counts(connection.exec_driver_sql, tables), counts(bare.execute, tables)
    return {table: (ours[table], theirs[table]) for table in tables}
