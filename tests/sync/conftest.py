"""A hub on an embedded PostgreSQL, emptied before each test, and the counters beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from app.desk.office import Office, close_office
from sync.client import HubClient, Timeouts
from sync.enrolment import client_of
from sync.hub.embedded import embedded_postgres
from sync.page_process import PageProcess
from tests.sync.page_readers import Told, until
from tests.sync.province import Clock, Province, empty, enrolled, new_keys, open_counter, sample


@pytest.fixture(scope="session")
def post_database() -> Iterator[str]:
    with embedded_postgres(durable=False) as url:
        yield url


@pytest.fixture
def province(post_database: str, tmp_path: Path) -> Province:
    """A hub with sample data that is not answering yet."""
    empty(post_database)
    return sample(Province(post_database, tmp_path / "hub", Clock()))


@pytest.fixture
def address(province: Province) -> Iterator[str]:
    """The address of the running hub."""
    with province.serve() as found:
        yield found


MakeOffice = Callable[..., Office]


@pytest.fixture
def new_office(tmp_path: Path, province: Province) -> Iterator[MakeOffice]:
    """``new_office(name)``: an office that belongs to no hub yet."""
    with ExitStack() as stack:

        def make(name: str = "a") -> Office:
            office = open_counter(tmp_path / name, new_keys(), province.clock)
            stack.callback(close_office, office)
            return office

        yield make


@pytest.fixture
def office(new_office: MakeOffice, province: Province, address: str) -> Office:
    """An enrolled counter of the ward."""
    return enrolled(new_office(), province, address)


@pytest.fixture
def other(new_office: MakeOffice, province: Province, address: str) -> Office:
    """Another one of the same ward."""
    return enrolled(new_office("b"), province, address, counter="Q02")


MakeClient = Callable[[Office], HubClient]


@pytest.fixture
def client_for() -> Iterator[MakeClient]:
    """``client_for(office)``: the office's client, closed at the end."""
    with ExitStack() as stack:

        def make(office: Office) -> HubClient:
            client = client_of(office, Timeouts(2, 5, 20))
            assert client is not None
            return stack.enter_context(closing(client))

        yield make


@pytest.fixture
def told() -> Iterator[Told]:
    with Told() as made:
        made.begin()
        until(made.is_ready)
        yield made


@pytest.fixture
def reader(told: Told) -> PageProcess:
    """The same, for who does not count."""
    return told
