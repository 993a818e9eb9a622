"""A store in a folder, with a toy fold that needs no dossier."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.store.database import Store, open_store
from tests.store.builders import KEY, enrol, toy_fold


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "office.db", KEY, toy_fold, reserve_bytes=0) as opened:
        with opened.write() as connection:
            enrol(connection)
        yield opened
