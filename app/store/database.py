"""The one encrypted file of the office: open, migrate, write, read, copy; and the notice after each commit.

SQLCipher with a random 32-byte key, WAL, ``synchronous=FULL``: what `Store.write` has acknowledged
survives a power cut. One writer at a time in order of arrival; readers never wait and see the last
commit. Only `Store.write` commits: a function that takes a connection never does.

StoreError
├── StoreBusy        another program holds the profile
├── StoreKeyWrong    the file was made with another key
├── StoreNewer       the file was written by a newer program
├── StoreDamaged     the file is not, or no longer, a whole database
├── StoreUnwritable  the disk or folder refuses
└── DiskFull         no room; nothing of the act was kept
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool
from sqlcipher3 import dbapi2

from app.errors import DiskFull, StoreBusy, StoreDamaged, StoreError, StoreKeyWrong, StoreNewer, StoreUnwritable
from app.store.locks import ProfileLock, Turn
from app.store.schema import REVISION

if TYPE_CHECKING:
    from app.store.state_rows import Fold

RESERVE_BYTES = 16 * 1024 * 1024
"""Free space below which no act begins: SQLite needs room for the log, its checkpoint and even for deleting."""

_WAIT_SECONDS = 10.0
_PRIMARY_CODE = 0xFF
_STATEMENTS = 256
_WORK = "motcua_work"


@dataclass(frozen=True)
class Changed:
    """What a committed transaction touched: dossiers, registers and devices by stream, everything else by topic.

    Topics are table rooms: ``journal``, ``states``, ``numbers``, ``drafts``, ``prints``, ``files``, ``settings``,
    ``reference``, ``enrolment``.
    """

    streams: frozenset[str]
    topics: frozenset[str]


@dataclass(frozen=True)
class Migrations:
    """Where the migrations lie, and the revision they lead to."""

    folder: Path
    head: str


OURS = Migrations(Path(__file__).parent / "migrations", REVISION)


@dataclass
class _Work:
    """What one transaction carries along on its connection."""

    fold: Fold
    streams: set[str] = field(default_factory=set)
    topics: set[str] = field(default_factory=set)


def note(connection: Connection, topic: str, streams: Iterable[str] = ()) -> None:
    """Say that this transaction changes ``topic`` and ``streams``; listeners hear of it after the commit."""
    work = _work_of(connection)
    work.topics.add(topic)
    work.streams.update(streams)


def fold_of(connection: Connection) -> Fold:
    """The fold the store was opened with."""
    return _work_of(connection).fold


def _work_of(connection: Connection) -> _Work:
    work = connection.get_execution_options().get(_WORK)
    if not isinstance(work, _Work):
        raise RuntimeError("a connection that Store.write() or Store.read() did not give")  # noqa: TRY004
    return work


class Store:
    """An open store; made by `open_store`. Safe to use from several threads."""

    def __init__(self, path: Path, key: bytes, fold: Fold, reserve_bytes: int, lock: ProfileLock) -> None:
        self.path = path
        self._key = key
        self.fold = fold
        self._reserve_bytes = reserve_bytes
        self._lock = lock
        self._turn = Turn()
        self._writer = _engine(path, key, writing=True)
        self._readers = _engine(path, key, writing=False)
        self._listeners: list[Callable[[Changed], None]] = []
        self._open = True

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that commits when the block ends and is undone when it raises.

        After the commit, and only then, listeners hear of it on this thread. Raises DiskFull before the block
        begins when the disk is nearly full, and a StoreError for what the disk does later; RuntimeError when
        the thread is already inside a `write`.
        """
        work = _Work(self.fold)
        with self._turn:
            self._check_open()
            self._check_space()
            with _known_failures(self.path), self._writer.connect() as connection:
                connection.execution_options(**{_WORK: work})
                with connection.begin():
                    yield connection
                    if not _in_transaction(connection):
                        raise RuntimeError("the transaction was undone by the database and its error was swallowed")
        if work.topics or work.streams:
            changed = Changed(frozenset(work.streams), frozenset(work.topics))
            for listener in tuple(self._listeners):
                listener(changed)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One unchanging view of the last commit. Never waits for a writer; writing through it fails."""
        self._check_open()
        with _known_failures(self.path, reading=True), self._readers.connect() as connection:
            connection.execution_options(**{_WORK: _Work(self.fold)})
            with connection.begin():
                yield connection

    def subscribe(self, listener: Callable[[Changed], None]) -> Callable[[], None]:
        """Call ``listener`` after every commit that changed something; gives back the way to stop."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def backup(self, target: Path) -> None:
        """A whole, consistent copy under the same key, while work goes on; replaces ``target`` only when complete."""
        with _known_failures(self.path):
            _copy(self.path, target, self._key)

    def close(self) -> None:
        """Write the log back into the file and let go of the profile; a second time does nothing."""
        with self._turn:
            if not self._open:
                return
            self._open = False
            try:
                with self._writer.connect() as connection:
                    connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
            except DBAPIError as error:
                # The log stays and is read at the next open; only a full or failing disk brings us here.
                if _store_error(error, self.path) is None:
                    raise
            finally:
                self._readers.dispose()
                self._writer.dispose()
                self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _check_open(self) -> None:
        if not self._open:
            raise RuntimeError("the store is closed")

    def _check_space(self) -> None:
        free = shutil.disk_usage(self.path.parent).free
        if free < self._reserve_bytes:
            raise DiskFull(free=free, needed=self._reserve_bytes)


def open_store(
    path: Path,
    key: bytes,
    fold: Fold,
    *,
    reserve_bytes: int = RESERVE_BYTES,
    migrations: Migrations = OURS,
) -> Store:
    """The store at ``path``, made when absent, brought up to date when older (after a copy beside it).

    ``key`` is the random 32-byte key; ``fold`` makes a dossier's row from its entries. Raises StoreBusy,
    StoreKeyWrong, StoreNewer, StoreDamaged, StoreUnwritable or DiskFull; the file is then as it was.
    """
    if len(key) != 32:
        raise ValueError("a store key has 32 bytes")
    with _known_failures(path):
        lock = ProfileLock(path.with_name(path.name + ".lock"))
        try:
            _check_file(path, key)
            _bring_up_to_date(path, key, migrations)
            return Store(path, key, fold, reserve_bytes, lock)
        except BaseException:
            lock.release()
            raise


def _check_file(path: Path, key: bytes) -> None:
    """A file begins with the salt of its own key, so a wrong key and damage can be told apart."""
    if not path.exists() or path.stat().st_size == 0:
        return
    with path.open("rb") as file:
        head = file.read(16)
    if len(head) < 16 or head in {bytes(16), b"SQLite format 3\x00"}:
        raise StoreDamaged(reason="header")
    if head != _salt(key):
        raise StoreKeyWrong


def _salt(key: bytes) -> bytes:
    return hashlib.sha256(b"motcua store salt 1\x00" + key).digest()[:16]


def _bring_up_to_date(path: Path, key: bytes, migrations: Migrations) -> None:
    engine = _engine(path, key, writing=True)
    try:
        with engine.connect() as connection, connection.begin():
            found = _revision(connection)
        if found == migrations.head:
            return
        if found is not None:
            if not (found.isdigit() and found < migrations.head):
                raise StoreNewer(found=found, known=migrations.head)
            _copy(path, path.with_name(f"{path.name}.before-{migrations.head}"), key)
        with engine.connect() as connection, connection.begin():
            _upgrade(connection, migrations.folder)
            orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
            if orphans is not None or _revision(connection) != migrations.head:
                raise StoreDamaged(reason="migration")
    finally:
        engine.dispose()


def _revision(connection: Connection) -> str | None:
    """The revision the file was written by; None for a file without tables."""
    tables = set(connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars())
    if not tables:
        return None
    if "alembic_version" not in tables:
        raise StoreDamaged(reason="no_version")
    revision = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    if revision is None:
        raise StoreDamaged(reason="no_version")
    return str(revision)


def _upgrade(connection: Connection, folder: Path) -> None:
    # Imported here: a file that is up to date, which is nearly every start, does not pay for alembic.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _copy(path: Path, target: Path, key: bytes) -> None:
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    source = _connect(path, key, writing=False)
    try:
        copy = _connect(part, key, writing=True)
        try:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
        finally:
            copy.close()
    finally:
        source.close()
    with part.open("rb+") as file:
        os.fsync(file.fileno())
    part.replace(target)


def _engine(path: Path, key: bytes, *, writing: bool) -> Engine:
    size, overflow = (1, 0) if writing else (4, 28)
    engine = create_engine(
        "sqlite://",
        module=dbapi2,
        creator=lambda: _connect(path, key, writing=writing),
        poolclass=QueuePool,
        pool_size=size,
        max_overflow=overflow,
        # What a statement was given stands in the words of its failure, and those in a log or on a console.
        hide_parameters=True,
    )
    begin = "BEGIN IMMEDIATE" if writing else "BEGIN"
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    return engine


def _connect(path: Path, key: bytes, *, writing: bool) -> Any:
    connection = dbapi2.connect(
        str(path),
        timeout=_WAIT_SECONDS,
        isolation_level=None,
        check_same_thread=False,
        # `at_once` has a statement for each of 1 to 25 rows of the larger tables.
        cached_statements=_STATEMENTS,
    )
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = \"x'{key.hex()}{_salt(key).hex()}'\"")
        # Sorting and statement journals would otherwise spill to disk in the clear.
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("PRAGMA foreign_keys = ON")
        if writing:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA secure_delete = FAST")
        else:
            connection.execute("PRAGMA query_only = ON")
    except BaseException:
        connection.close()
        raise
    return connection


def _in_transaction(connection: Connection) -> bool:
    driver: Any = connection.connection.dbapi_connection
    return bool(driver.in_transaction)


@contextmanager
def _known_failures(path: Path, *, reading: bool = False) -> Iterator[None]:
    """Turn what SQLite says of disk and file into the leaves the window has sentences for; all else is a bug."""
    try:
        yield
    except (DBAPIError, dbapi2.Error) as error:
        known = _store_error(error, path)
        if known is None or (reading and _is_read_only(error)):
            raise
        raise known from error
    except PermissionError as error:
        raise StoreUnwritable(reason="permission") from error


def _code_of(error: BaseException) -> tuple[int, str]:
    origin = error.orig if isinstance(error, DBAPIError) else error
    code = int(getattr(origin, "sqlite_errorcode", 0)) & _PRIMARY_CODE
    return code, str(getattr(origin, "sqlite_errorname", ""))


def _is_read_only(error: BaseException) -> bool:
    """A write through `Store.read`: our bug, not the disk's."""
    return bool(_code_of(error)[0] == dbapi2.SQLITE_READONLY)


def _store_error(error: BaseException, path: Path) -> StoreError | None:
    code, name = _code_of(error)
    if code == dbapi2.SQLITE_FULL:
        return DiskFull()
    if code in {dbapi2.SQLITE_CORRUPT, dbapi2.SQLITE_NOTADB}:
        return StoreDamaged(reason=name)
    if code == dbapi2.SQLITE_BUSY:
        return StoreBusy(reason=name)
    if code == dbapi2.SQLITE_IOERR:
        # SQLite reports a full disk as an input/output error where it grows the shared index of the log.
        full = shutil.disk_usage(path.parent).free < RESERVE_BYTES
        return DiskFull() if full else StoreUnwritable(reason=name)
    if code in {dbapi2.SQLITE_CANTOPEN, dbapi2.SQLITE_PERM, dbapi2.SQLITE_READONLY}:
        return StoreUnwritable(reason=name)
    return None
