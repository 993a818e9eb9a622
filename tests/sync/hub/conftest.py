"""One embedded PostgreSQL for the whole run, with one migrated database that is emptied before each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import psycopg
import pytest
from argon2 import PasswordHasher

from app.domain.events import new_id
from sync.hub.database import Database
from sync.hub.embedded import embedded_postgres
from sync.hub.hub import Hub, open_hub
from sync.hub.keys import HubKeys, load_keys
from sync.hub.ledger import Pushed, place
from sync.hub.schema import migrate
from sync.hub.seed import seed
from sync.hub.server import serving
from sync.wire import PushRequest
from tests.sync.hub.counter import NOON, Counter, effective
from tests.sync.hub.talk import Line, enrolled


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


KEPT = {"hub", "schema_version", "reference_part", "unit", "unit_head", "device"}
"""Tables that hold the sample province, which is imported once."""


@pytest.fixture
def url(migrated: str) -> str:
    """The URL of the migrated database, emptied (rows are deleted: far quicker than truncating or copying)."""
    with psycopg.connect(migrated) as connection:
        names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        for (name,) in names:
            if name not in KEPT:
                connection.execute(f"DELETE FROM {name}")
        connection.execute("UPDATE unit_head SET head = 0")
        connection.execute("UPDATE hub SET restored_at = NULL")
        connection.execute("DELETE FROM device WHERE kind = 'counter' OR revoked_at IS NOT NULL")
        connection.execute("UPDATE device SET last_seq = 0, last_hash = decode(repeat('00', 32), 'hex')")
    return migrated


@pytest.fixture
def database(hub: Hub) -> Database:
    return hub.database


@pytest.fixture
def imports(hub: Hub) -> Iterator[None]:
    """For tests that put other reference data in force: the sample province comes back afterwards."""
    yield
    hub.database.run(lambda connection: connection.execute("DELETE FROM reference_part"))


@pytest.fixture(scope="session")
def keys_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the hub's keys lie: the devices of the sample province that the hub owns are bound to them."""
    return Path(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="session")
def keys(keys_folder: Path) -> HubKeys:
    return load_keys(keys_folder)


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


@dataclass
class Moment:
    """A clock that stands still until a test moves it."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Moment:
    return Moment()


QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""Sample passwords need no cost here."""


@pytest.fixture
def hub(url: str, keys: HubKeys, tmp_path: Path, clock: Moment) -> Iterator[Hub]:
    """A hub with the sample province, its clock in the test's hand."""
    opened = open_hub(url, tmp_path / "hub", keys=keys, clock=clock)
    if not opened.database.rows("SELECT 1 FROM reference_part"):
        seed(opened.database, opened.keys, now=clock(), hasher=QUICK)
    yield opened
    opened.close()


@pytest.fixture
def address(hub: Hub) -> Iterator[str]:
    """Where that hub answers, over real HTTP."""
    with serving(hub) as url:
        yield url


@pytest.fixture
def line(hub: Hub, address: str) -> Line:
    """The line of a counter of the ward, enrolled by the call that is made for it."""
    return enrolled(hub, address)[0]


Push = Callable[..., Pushed]


@pytest.fixture
def push(database: Database, keys: HubKeys) -> Push:
    """``push(counter, request)``: place a run, by default with a judge who lets everything take effect."""

    def place_run(counter: Counter, request: PushRequest, judge=effective) -> Pushed:  # type: ignore[no-untyped-def]
        return database.run(
            lambda connection: place(connection, counter.device, request, judge_at=lambda _: judge, now=NOON, keys=keys)
        )

    return place_run


@pytest.fixture
def stream() -> str:
    return new_id()
