"""A province in small: a running hub with sample data, and counters with a real store, vault and keys beside it."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import psycopg
from argon2 import PasswordHasher
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, select

from app.desk.office import FILES_NAME, STORE_NAME, Office
from app.desk.rows import state_row
from app.domain import acts
from app.domain.acts import plain
from app.domain.events import Body, Event, new_id
from app.store import enrolment, files, journal
from app.store.database import open_store
from app.store.schema import event
from app.store.streams import head
from app.vault.files import FileVault
from app.vault.keys import ProfileKeys
from sync.enrolment import enrol
from sync.hub import devices
from sync.hub.hub import Hub, open_hub
from sync.hub.schema import migrate
from sync.hub.seed import seed
from sync.hub.server import serving
from sync.hub.supervisor import supervising
from tests.sync.hub.counter import COMMUNE, NOON, PERSON, WARD, received

__all__ = ["COMMUNE", "NOON", "WARD"]


@dataclass
class Clock:
    """A clock that stands until it is moved; shared by hub and counters."""

    instant: datetime = NOON

    def __call__(self) -> datetime:
        return self.instant

    def move(self, seconds: float) -> None:
        self.instant = (self.instant + timedelta(seconds=seconds)).astimezone(UTC)


@dataclass
class Province:
    """A hub that can be stopped and started again, and its clock."""

    url: str
    folder: Path
    clock: Clock = field(default_factory=Clock)

    @contextmanager
    def open(self) -> Iterator[Hub]:
        """The hub's rooms, without its door."""
        hub = open_hub(self.url, self.folder, clock=self.clock)
        try:
            yield hub
        finally:
            hub.close()

    @contextmanager
    def serve(self, processes: int = 1) -> Iterator[str]:
        """The hub answers at the address given."""
        opened = partial(_open_as_quiet_as_here, logging.root.manager.disable, self)
        with ExitStack() as stack:
            hub = stack.enter_context(self.open())
            yield stack.enter_context(serving(hub) if processes == 1 else supervising(hub, opened, processes))

    def code(self, unit: str = WARD, counter: str = "Q01") -> str:
        """A one-time enrolment code."""
        with self.open() as hub:
            return hub.database.run(lambda connection: devices.issue_code(connection, unit, counter, now=self.clock()))

    def rows(self, statement: str) -> list[tuple[object, ...]]:
        """What the hub's database answers to one statement."""
        with psycopg.connect(self.url) as connection:
            return connection.execute(statement).fetchall()  # type: ignore[arg-type]

    def tell(self, *statements: str) -> None:
        """Changes behind the hub's back."""
        with psycopg.connect(self.url) as connection:
            for statement in statements:
                connection.execute(statement)  # type: ignore[arg-type]


def _open_as_quiet_as_here(disabled: int, province: Province) -> Hub:
    logging.disable(disabled)
    return open_hub(province.url, province.folder, clock=province.clock)


def empty(url: str) -> None:
    """Make the database at ``url`` as new, migrated and without any row."""
    migrate(url)
    with psycopg.connect(url) as connection:
        names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        for (name,) in names:
            if name != "schema_version":
                connection.execute(f"DELETE FROM {name}")  # type: ignore[arg-type]
    migrate(url)


def sample(province: Province) -> Province:
    """``province`` with the shipped sample data (password hashes of a cheap kind)."""
    with province.open() as hub:
        seed(hub.database, hub.keys, now=province.clock(), hasher=PasswordHasher(1, 8, 1))
    return province


def new_keys() -> ProfileKeys:
    return ProfileKeys(os.urandom(32), os.urandom(32), Ed25519PrivateKey.generate())


def open_counter(profile: Path, keys: ProfileKeys, clock: Clock) -> Office:
    """An office on ``profile`` whose keys the test holds, so that no passphrase slows it down."""
    profile.mkdir(parents=True, exist_ok=True)
    store = open_store(profile / STORE_NAME, keys.store_key, fold=state_row)
    return Office(profile, store, FileVault(profile / FILES_NAME, keys.file_key), keys, clock)


def enrolled(office: Office, province: Province, address: str, *, unit: str = WARD, counter: str = "Q01") -> Office:
    """``office`` with an identity of its own."""
    enrol(office, address, province.code(unit, counter))
    return office


def record(
    office: Office,
    stream: str,
    payload: object,
    *,
    personal: object = None,
    kind: str = "",
    unit: str = "",
    officer: str = "",
) -> Event:
    """Record an act as the desk would, without asking its rules; by an officer of the unit unless another is named."""
    with office.store.write() as connection:
        return append(connection, office, stream, payload, personal=personal, kind=kind, unit=unit, officer=officer)


def append(
    connection: Connection,
    office: Office,
    stream: str,
    payload: object,
    *,
    personal: object = None,
    kind: str = "",
    unit: str = "",
    officer: str = "",
) -> Event:
    """`record` within a transaction."""
    current = enrolment.current(connection)
    assert current is not None
    body = Body(
        new_id(),
        stream,
        "dossier",
        kind or acts.KIND_OF[type(payload)],
        1,
        office.now(),
        unit or current.unit,
        officer or f"{unit or current.unit}-officer-1",
        head(connection, stream),
        plain(payload),
    )
    return journal.append(connection, body, plain(personal) if personal is not None else None, current.device)


def receive(office: Office, code: str, *, provisional: bool = False, officer: str = "") -> str:
    """Accept a dossier; gives its stream."""
    stream = new_id()
    payload = replace(received(code, provisional=provisional), accepted_at=office.now())
    record(office, stream, payload, personal=acts.People(PERSON), officer=officer)
    return stream


def attach(office: Office, stream: str, data: bytes, *, officer: str = "") -> str:
    """Attach a scan, which is then to be sent; gives its hash."""
    sha256 = office.vault.add(data)
    with office.store.write() as connection:
        append(connection, office, stream, acts.Attached("to_khai", sha256, len(data), 1), officer=officer)
        files.add(connection, sha256, len(data), "application/pdf", office.now())
        files.place(connection, stream, "to_khai", sha256)
    return sha256


def held(office: Office) -> dict[str, tuple[int, bytes]]:
    """Every placed event here: id → place in its stream and body."""
    with office.store.read() as connection:
        rows = connection.execute(select(event.c.id, event.c.stream_seq, event.c.body, event.c.state)).all()
    assert all(row.state == "placed" for row in rows), [row.state for row in rows]
    return {row.id: (row.stream_seq, row.body) for row in rows}


def hub_events(province: Province) -> dict[str, tuple[int, bytes]]:
    """Every event of the hub: id → place in its stream and body."""
    rows = province.rows("SELECT id::text, stream_seq, body FROM event")
    return {str(id): (int(str(seq)), bytes(body)) for id, seq, body in rows}  # type: ignore[arg-type]
