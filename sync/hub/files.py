"""The hub's files by their SHA-256: parts that grow on disk, checked and put on the shelf when they are whole."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import secrets
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from app.errors import DiskFull
from sync.hub import folding
from sync.hub.database import Connection, Database
from sync.hub.faults import Refused
from sync.hub.ledger import state_of
from sync.hub.shelves import FolderShelf, Shelf

if sys.platform != "win32":
    import fcntl

FILE_LIMIT = 256 * 1024 * 1024
"""Most bytes of one file."""
SHA256 = re.compile(r"[0-9a-f]{64}")
PART_DAYS = 7
"""A part nobody went on with is deleted after this."""
UNNAMED_DAYS = 30
"""A whole file that no event names is deleted after this."""
_PIECE = 1024 * 1024
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""No room on the disk, in the quota of the account, or for a file of that size."""


class Growing:
    """A part that one request makes longer, until it is done or another request takes the part over, in this process
    or in another of the same hub: who has the word stands in a file of its own, read under a lock of the part."""

    def __init__(self, store: FileStore, path: Path, owner: Path, sha256: str, before: Growing | None) -> None:
        self.path = path
        self._owner, self._name = owner, secrets.token_hex(8)
        self._store, self._sha256, self._before = store, sha256, before
        self._file: BinaryIO | None = None
        self._lock = threading.Lock()
        self._superseded = False
        self._hashed = hashlib.sha256()
        self._reached = 0
        """How far the part is hashed already: all of it, where it began with this request."""

    def __enter__(self) -> Growing:
        return self

    def __exit__(self, *_: object) -> None:
        with self._lock:
            if self._file is not None:
                self._file.close()
        self._store.left(self)

    def open(self, offset: int) -> None:
        """Take the part over and begin at ``offset``. Raises Refused: 409 ``offset`` when that is not where the part
        ends, 409 ``uploading`` when yet another request has taken it over."""
        if self._before is not None:
            self._before.supersede()
        with self._lock:
            if self._superseded:
                raise _taken_over()
            if offset and not self.path.exists():
                raise _ends_at(0)
            # Unbuffered: what was written is there for whoever takes over.
            with _room_for_it():
                self._file = self.path.open("ab", buffering=0)
            with _alone(self._file), _room_for_it():
                self._owner.write_text(self._name, encoding="ascii")
                held = self.path.stat().st_size if self.path.exists() else 0
            if held != offset:
                raise _ends_at(held)

    @property
    def size(self) -> int:
        """Bytes the part has."""
        return self._open.tell()

    def write(self, data: bytes) -> None:
        """Append ``data``. Raises DiskFull, and Refused: 413 when the file grows past `FILE_LIMIT`, 409 ``uploading``
        when another request has taken the part over."""
        with self._mine():
            file, rest = self._open, memoryview(data)
            if file.tell() + len(data) > FILE_LIMIT:
                raise Refused(413, "too_large", "the file is larger than the hub takes")
            with _room_for_it():
                while rest:
                    at = file.tell()
                    written = file.write(rest)
                    if at == self._reached:
                        self._hashed.update(rest[:written])
                        self._reached += written
                    rest = rest[written:]

    def finish(self) -> int:
        """Check the part's hash and make it the whole file; its size. The same file twice is kept once.

        Raises Refused: 422 ``hash`` when the bytes do not give their hash (the part is then removed), 409
        ``uploading`` when another request has taken the part over; DiskFull, and then the part stays.
        """
        with self._mine():
            with self.path.open("rb") as file:
                file.seek(self._reached)
                while piece := file.read(_PIECE):
                    self._hashed.update(piece)
                    self._reached += len(piece)
                with _room_for_it():
                    os.fsync(file.fileno())
            if self._hashed.hexdigest() != self._sha256:
                self.path.unlink()
                self._owner.unlink(missing_ok=True)
                raise Refused(422, "hash", "the bytes do not give the hash")
            with _room_for_it():
                self._store.shelf.keep(self._sha256, self.path)
            self._owner.unlink(missing_ok=True)
            return self._reached

    def supersede(self) -> None:
        """From when this returns on, nothing is written here any more, nor by those this one took over from."""
        if self._before is not None:
            self._before.supersede()
        with self._lock:
            self._superseded = True

    @property
    def _open(self) -> BinaryIO:
        if self._file is None:
            raise ValueError("the part is not open")
        return self._file

    @contextmanager
    def _mine(self) -> Iterator[None]:
        with self._lock:
            if self._superseded:
                raise _taken_over()
            with _alone(self._open):
                if not self._owner.exists() or self._owner.read_text(encoding="ascii") != self._name:
                    raise _taken_over()
                yield


def _taken_over() -> Refused:
    return Refused(409, "uploading", "another request is writing this file")


def _ends_at(held: int) -> Refused:
    return Refused(409, "offset", expected=held, headers={"Upload-Offset": str(held), "Upload-Complete": "?0"})


@contextmanager
def _alone(file: BinaryIO) -> Iterator[None]:
    """No other process does this with the same part meanwhile. Windows has one process, and its own lock is enough."""
    if sys.platform == "win32":
        yield
    else:
        fcntl.flock(file, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(file, fcntl.LOCK_UN)


@contextmanager
def _room_for_it() -> Iterator[None]:
    """Raises DiskFull for whatever the system says when there is no room."""
    try:
        yield
    except OSError as failure:
        if failure.errno in _NO_ROOM:
            raise DiskFull(part="files") from failure
        raise


class FileStore:
    """Whole files on a shelf, by default the folder ``files``; growing ones under ``parts``, one part per device and
    hash: what another unit uploads is neither seen nor disturbed."""

    def __init__(self, folder: Path, shelf: Shelf | None = None) -> None:
        self.shelf: Shelf = shelf or FolderShelf(folder / "files")
        self._parts = folder / "parts"
        self._owners = folder / "growing"
        for each in (self._parts, self._owners):
            each.mkdir(parents=True, exist_ok=True)
        self._growing: dict[Path, Growing] = {}
        self._lock = threading.Lock()

    def has(self, sha256: str) -> bool:
        return self.shelf.size(sha256) is not None

    def part_size(self, device: str, sha256: str) -> int:
        """Bytes that ``device`` has brought of a file that is not whole yet."""
        part = self._part(device, sha256)
        return part.stat().st_size if part.exists() else 0

    def begin(self, device: str, sha256: str, offset: int) -> Growing:
        """The part, open for bytes from ``offset`` on; what was written before a break stays.

        A request of the same device that still holds the part has lost it: its line may have died without a word, and
        whoever asks later knows better. Raises Refused (409 ``offset``) when the part has another size.
        """
        part = self._part(device, sha256)
        with self._lock:
            grown = self._growing[part] = Growing(self, part, self._owners / part.name, sha256, self._growing.get(part))
        try:
            grown.open(offset)
        except BaseException:
            grown.__exit__()
            raise
        return grown

    def left(self, grown: Growing) -> None:
        """Nobody grows this part any more, unless another has taken it over."""
        with self._lock:
            if self._growing.get(grown.path) is grown:
                del self._growing[grown.path]

    def add(self, device: str, data: bytes) -> str:
        """Keep a file that is at hand as a whole (a result from the board); its hash."""
        sha256 = hashlib.sha256(data).hexdigest()
        self._part(device, sha256).unlink(missing_ok=True)
        with self.begin(device, sha256, 0) as part:
            part.write(data)
            part.finish()
        return sha256

    def drop(self, sha256: str) -> None:
        self.shelf.drop(sha256)

    def drop_old_parts(self, now: datetime) -> int:
        """Delete parts nobody went on with for `PART_DAYS`; how many."""
        before = (now - timedelta(days=PART_DAYS)).timestamp()
        old = [part for part in self._parts.iterdir() if part.stat().st_mtime < before]
        for part in old:
            part.unlink(missing_ok=True)
            (self._owners / part.name).unlink(missing_ok=True)
        return len(old)

    def _part(self, device: str, sha256: str) -> Path:
        return self._parts / f"{sha256}.{device}"


def is_named_for(connection: Connection, sha256: str, unit: str) -> bool:
    """True when ``unit`` may read the file: an event of a dossier it is a party to names it, and, where the dossier was
    received elsewhere, the file is one that may leave the receiving unit (see `folding.files_for_others`)."""
    rows = connection.execute(
        "SELECT s.id::text, s.unit, s.state, s.fold FROM file_use u JOIN stream s ON s.id = u.stream "
        "WHERE u.sha256 = %s AND %s = ANY(s.units)",
        (sha256, unit),
    ).fetchall()
    return any(row.unit == unit for row in rows) or any(
        sha256 in folding.files_for_others(state_of(connection, row.id, row.state, row.fold)) for row in rows
    )


def was_brought_by(connection: Connection, sha256: str, unit: str) -> bool:
    """True when ``unit`` itself uploaded the file whole."""
    row = connection.execute("SELECT 1 FROM file_upload WHERE unit = %s AND sha256 = %s", (unit, sha256)).fetchone()
    return row is not None


def note_upload(connection: Connection, sha256: str, unit: str, device: str, size: int, *, now: datetime) -> None:
    """Keep that ``unit`` brought the file whole."""
    connection.execute(
        "INSERT INTO file_upload (unit, sha256, device, size, completed_at) VALUES (%s, %s, %s, %s, %s) "
        "ON CONFLICT (unit, sha256) DO NOTHING",
        (unit, sha256, device, size, now),
    )


def sweep(database: Database, store: FileStore, *, now: datetime) -> int:
    """Delete what no dossier names any more (thinned, or never named for `UNNAMED_DAYS`) and parts left behind."""

    def forget(connection: Connection) -> list[str]:
        rows = connection.execute(
            "DELETE FROM file_upload f WHERE completed_at < %s "
            "AND NOT EXISTS (SELECT 1 FROM file_use u WHERE u.sha256 = f.sha256) RETURNING sha256",
            (now - timedelta(days=UNNAMED_DAYS),),
        ).fetchall()
        gone = {row.sha256 for row in rows}
        kept = connection.execute("SELECT sha256 FROM file_upload WHERE sha256 = ANY(%s)", (list(gone),)).fetchall()
        return sorted(gone - {row.sha256 for row in kept})

    gone = database.run(forget)
    for sha256 in gone:
        store.drop(sha256)
    return len(gone) + store.drop_old_parts(now)
