"""The hub's database version: lifted at start by numbered SQL steps, refused when it is newer than the program.

Plain SQL rather than Alembic: the hub speaks to one kind of database only, its statements are SQL
everywhere else too, and each step is one transaction that a person can read and run by hand.
"""

from __future__ import annotations

from collections.abc import Sequence

import psycopg

from app.domain.events import new_id
from app.errors import StoreDamaged, StoreNewer
from sync.hub.migrations import STEPS


def migrate(url: str, steps: Sequence[str] = STEPS) -> int:
    """Bring the database at ``url`` to the version that ``steps`` make, this program's, and return it.

    Several hubs may start at once: the version row is locked. Raises StoreNewer for a database written by a newer
    program, StoreDamaged for one with rows that a step does not allow (``constraint``); either is left untouched.
    """
    with psycopg.connect(url) as connection:
        connection.execute(
            "CREATE TABLE IF NOT EXISTS schema_version (singleton boolean PRIMARY KEY CHECK (singleton), "
            "version integer NOT NULL)"
        )
        connection.execute("INSERT INTO schema_version VALUES (true, 0) ON CONFLICT (singleton) DO NOTHING")
        row = connection.execute("SELECT version FROM schema_version FOR UPDATE").fetchone()
        version = int(row[0]) if row else 0
        if version > len(steps):
            raise StoreNewer(version=version, known=len(steps))
        for number, step in enumerate(steps[version:], version + 1):
            try:
                connection.execute(step.encode())
            except psycopg.IntegrityError as failure:
                # Without its words, which quote the row.
                raise StoreDamaged(version=number, constraint=failure.diag.constraint_name or "") from None
            connection.execute("UPDATE schema_version SET version = %s", (number,))
        connection.execute(
            "INSERT INTO hub (singleton, epoch) VALUES (true, %s) ON CONFLICT (singleton) DO NOTHING", (new_id(),)
        )
    return len(steps)
