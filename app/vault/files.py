"""Files kept by their SHA-256, encrypted at rest, and whole or not there at all whatever happens to the power."""

from __future__ import annotations

import errno
import hashlib
import os
import re
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.errors import DiskFull, StoredFileDamaged, StoreNewer

_MAGIC = b"MCV\x01"
"""Three letters and the version of the format: magic, 12-byte nonce, AES-256-GCM text with its 16-byte tag."""
_NONCE = 12
_TAG = 16
_OVERHEAD = len(_MAGIC) + _NONCE + _TAG
_UNFINISHED = ".unfinished"
_NAME = re.compile(r"[0-9a-f]{64}")

# EFBIG is the file-size limit of the account, EDQUOT its quota: to the officer the disk is full.
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def write_durably(path: Path, data: bytes) -> None:
    """Put ``data`` at ``path`` so that after a power cut the old file or the new one is there, never a part.

    Only this account may read the file (mode 0600). Raises DiskFull, and then leaves nothing behind.
    """
    unfinished = path.with_name(f"{path.name}.{os.urandom(6).hex()}{_UNFINISHED}")
    try:
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        if error.errno in _NO_ROOM:
            raise DiskFull(cause=errno.errorcode[error.errno]) from error
        raise


def sync_folder(folder: Path) -> None:
    """Make the names in ``folder`` survive a power cut. Windows writes them through by itself."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class FileVault:
    """The encrypted files of one profile under ``folder``, each named by the SHA-256 of its plain bytes.

    A file is held in memory whole while it is read or written. One program at a time opens a profile's
    vault: opening removes what an interrupted write left behind.
    """

    def __init__(self, folder: Path, key: bytes) -> None:
        self._folder = folder
        self._cipher = AESGCM(key)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for leftover in folder.glob(f"*/*{_UNFINISHED}"):
            leftover.unlink()

    def add(self, data: bytes) -> str:
        """Keep ``data`` and give its SHA-256 (hex); on return the file is on the disk.

        Adding the same bytes again changes nothing, or repairs a copy that was damaged. Raises DiskFull.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        try:
            self.read(sha256)
        except StoredFileDamaged:
            path = self._path(sha256)
            self._make_shelf(path.parent)
            nonce = os.urandom(_NONCE)
            write_durably(path, _MAGIC + nonce + self._cipher.encrypt(nonce, data, _MAGIC + bytes.fromhex(sha256)))
        return sha256

    def read(self, sha256: str) -> bytes:
        """The plain bytes of a file. Raises StoredFileDamaged when it is missing or not what its name says."""
        try:
            stored = self._path(sha256).read_bytes()
        except FileNotFoundError as error:
            raise StoredFileDamaged(sha256=sha256, reason="missing") from error
        except OSError as error:
            if error.errno == errno.EIO:
                raise StoredFileDamaged(sha256=sha256, reason="damaged") from error
            raise
        if stored[:3] == _MAGIC[:3] and stored[3:4] > _MAGIC[3:]:
            raise StoreNewer(part="vault")
        nonce, sealed = stored[len(_MAGIC) : len(_MAGIC) + _NONCE], stored[len(_MAGIC) + _NONCE :]
        if not stored.startswith(_MAGIC) or len(sealed) < _TAG:
            raise StoredFileDamaged(sha256=sha256, reason="damaged")
        try:
            data = self._cipher.decrypt(nonce, sealed, _MAGIC + bytes.fromhex(sha256))
        except InvalidTag as error:
            raise StoredFileDamaged(sha256=sha256, reason="damaged") from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise StoredFileDamaged(sha256=sha256, reason="damaged")
        return data

    def has(self, sha256: str) -> bool:
        """True when a file of this hash is kept; its bytes are not looked at."""
        return self._path(sha256).is_file()

    def size(self, sha256: str) -> int:
        """Bytes of the plain file, without reading it. Raises StoredFileDamaged when it is missing."""
        try:
            stored = self._path(sha256).stat().st_size
        except FileNotFoundError as error:
            raise StoredFileDamaged(sha256=sha256, reason="missing") from error
        if stored < _OVERHEAD:
            raise StoredFileDamaged(sha256=sha256, reason="damaged")
        return stored - _OVERHEAD

    def remove(self, sha256: str) -> None:
        """Forget a file, for good once this returns; forgetting one that is not there is no error."""
        path = self._path(sha256)
        if path.is_file():
            path.unlink()
            sync_folder(path.parent)

    def _path(self, sha256: str) -> Path:
        # A hash may come from the wire; anything else than a hash must not become a path.
        if not _NAME.fullmatch(sha256):
            raise ValueError("not a SHA-256 in lower-case hex")
        return self._folder / sha256[:2] / sha256

    def _make_shelf(self, shelf: Path) -> None:
        if shelf.is_dir():
            return
        try:
            shelf.mkdir(mode=0o700, exist_ok=True)
            sync_folder(self._folder)
        except OSError as error:
            if error.errno in _NO_ROOM:
                raise DiskFull(cause=errno.errorcode[error.errno]) from error
            raise
