"""The way to PostgreSQL: a small pool, and whole transactions that are run again when the server asks for it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any, TypeVar

import psycopg
from psycopg import errors
from psycopg.rows import namedtuple_row
from psycopg_pool import ConnectionPool, PoolTimeout

from app.errors import HubUnreachable

Connection = psycopg.Connection[Any]
T = TypeVar("T")

POOL = 8
"""Connections of one hub process; measured: more bring nothing (the server's processors are the limit)."""
TRIES = 5
"""How often a transaction is run again after a deadlock or a serialisation failure before it is given up."""


def pipelined(connection: Connection) -> AbstractContextManager[object]:
    """Statements that follow each other without waiting for answers; where ``connection`` does that already, no second
    pipeline, which would wait for everything before it."""
    return nullcontext() if connection.pgconn.pipeline_status else connection.pipeline()


class Database:
    """Transactions on one PostgreSQL database."""

    def __init__(self, url: str, *, pool_size: int = POOL) -> None:
        self.url = url
        # Prepared statements are off: they break behind a transaction pooler and freeze bad plans.
        self._pool: ConnectionPool[Connection] = ConnectionPool(
            url,
            connection_class=psycopg.Connection[Any],
            kwargs={"row_factory": namedtuple_row, "prepare_threshold": None},
            min_size=1,
            max_size=pool_size,
            timeout=20,
            open=True,
        )

    def run(self, work: Callable[[Connection], T]) -> T:
        """``work`` in one transaction, committed when it returns, rolled back when it raises.

        Deadlocks, serialisation failures and races for the same new row run it again, so ``work`` must have
        no effect outside the transaction. Raises HubUnreachable when no connection comes free.
        """
        for left in reversed(range(TRIES)):
            try:
                with self._pool.connection() as connection:
                    return work(connection)
            except (errors.DeadlockDetected, errors.SerializationFailure, errors.UniqueViolation):
                if left == 0:
                    raise
            except PoolTimeout as failure:
                raise HubUnreachable(part="database") from failure
        raise AssertionError("unreachable")

    def rows(self, statement: str, parameters: dict[str, Any] | None = None) -> list[Any]:
        """All rows of one reading statement, as named tuples."""

        def read(connection: Connection) -> list[Any]:
            # Begun, asked and ended without a word from us in between.
            with connection.pipeline():
                found = connection.execute(statement.encode(), parameters)
                connection.commit()
            return found.fetchall()

        return self.run(read)

    def tell(self, statement: str, parameters: dict[str, Any]) -> None:
        """One changing statement as a whole transaction."""

        def write(connection: Connection) -> None:
            with connection.pipeline():
                connection.execute(statement.encode(), parameters)
                connection.commit()

        self.run(write)

    def close(self) -> None:
        self._pool.close()
