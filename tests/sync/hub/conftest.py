"""One embedded PostgreSQL for the whole run, with one migrated database that is emptied before each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from app.domain.events import new_id
from sync.hub.database import Connection, Database
from sync.hub.embedded import embedded_postgres
from sync.hub.keys import HubKeys, load_keys
from sync.hub.ledger import Pushed, place
from sync.hub.schema import migrate
from sync.wire import PushRequest
from tests.sync.hub.counter import COMMUNE, NOON, WARD, Counter, effective


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of the server, whose own database stays empty."""
    with embedded_postgres(durable=False) as url:
        yield url


@pytest.fixture(scope="session")
def migrated(postgres: str) -> str:
    """The URL of a migrated database that all tests share, one after the other."""
    url = new_database(postgres, "hub")
    migrate(url)
    return url


def new_database(postgres: str, name: str) -> str:
    """The URL of a new, empty database on the test server."""
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]
    return postgres.replace("/postgres?", f"/{name}?") if "?" in postgres else f"{postgres.rpartition('/')[0]}/{name}"


@pytest.fixture
def url(migrated: str) -> str:
    """The URL of the migrated database, emptied (rows are deleted: far quicker than truncating or copying)."""
    with psycopg.connect(migrated) as connection:
        names = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT IN ('hub', 'schema_version')"
        ).fetchall()
        for (name,) in names:
            connection.execute(f"DELETE FROM {name}")
        connection.execute("UPDATE hub SET reference_version = 0")
    return migrated


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    """That database with two units, opened."""
    opened = Database(url)
    opened.run(add_units)
    yield opened
    opened.close()


def add_units(connection: Connection) -> None:
    for number, code in enumerate((WARD, COMMUNE, "H44.02"), 1):
        connection.execute(
            "INSERT INTO unit (code, number, position, document) VALUES (%s, %s, %s, '{}')", (code, number, number)
        )


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> HubKeys:
    return load_keys(Path(tmp_path_factory.mktemp("keys")))


@pytest.fixture
def counter(database: Database) -> Counter:
    """A counter of the ward, known to the hub."""
    return enlist(database, Counter())


def enlist(database: Database, counter: Counter) -> Counter:
    """Make the hub know ``counter`` without the enrolment call."""
    database.run(
        lambda connection: connection.execute(
            "INSERT INTO device (id, unit, counter, name, kind, public_key, enrolled_at) "
            "VALUES (%s, %s, 'Q01', 'máy thử', 'counter', %s, %s)",
            (counter.device, counter.unit, counter.public_key, NOON),
        )
    )
    return counter


Push = Callable[..., Pushed]


@pytest.fixture
def push(database: Database, keys: HubKeys) -> Push:
    """``push(counter, request)``: place a run, by default with a judge who lets everything take effect."""

    def place_run(counter: Counter, request: PushRequest, judge=effective) -> Pushed:  # type: ignore[no-untyped-def]
        return database.run(
            lambda connection: place(connection, counter.device, request, judge=judge, now=NOON, keys=keys)
        )

    return place_run


@pytest.fixture
def stream() -> str:
    return new_id()
