"""A parcel on a memory stick, for a commune without a line for days: sealed to its receiver, signed by its sender.

The counter packs what waits for the hub; the hub packs its answer, which somebody carries back. Both are taken in
as often as one likes: nothing is doubled. Layout: magic, length of the head, head (JSON, readable), pieces of
AES-256-GCM text, Ed25519 signature over the SHA-256 of all before it. Both ends and nobody else use this module.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal, Protocol

import msgspec
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.errors import BundleInvalid, UpgradeNeeded
from sync.wire import NumberRangeGrant

MAGIC = b"motcua bundle\n"
VERSION = 1
ENDING = ".motcua"
PIECE = 1024 * 1024
"""Plain bytes sealed at a time."""
RECORD_LIMIT = 300 * 1024 * 1024
"""Largest record: a file of the largest size, or a page of the feed, with room to spare."""
HEAD_LIMIT = 64 * 1024

_TAG = 16
_SIGNATURE = 64
_SIGNED = b"motcua bundle signed 1\x00"

Way = Literal["up", "down"]
Kind = Literal["question", "push", "file", "reference", "answer", "fault", "feed", "ranges", "whole"]


class Head(msgspec.Struct, frozen=True):
    """What anybody may read: which way, whose counter, and the sender's half of the sealing key.

    ``id`` names the question; its answer bears the same.
    """

    version: int
    way: Way
    id: str
    device: str
    made: str
    sealing: str


class Question(msgspec.Struct, frozen=True):
    """What the counter asks besides sending: its place in the feed, what it has, what it wants, where to seal to."""

    epoch: str
    after: int
    reference: int
    left: int
    held: list[NumberRangeGrant]
    wanted: list[str]
    reply_to: str


class Whole(msgspec.Struct, frozen=True):
    """The files of the question that the hub now has."""

    files: list[str]


class RecordHead(msgspec.Struct, frozen=True, array_like=True):
    """What stands before each record inside the seal."""

    kind: Kind
    size: int


@dataclass(frozen=True)
class Record:
    """One thing carried. A file's data begin with the 32 bytes of its SHA-256."""

    kind: Kind
    data: bytes


class _Digest(Protocol):
    def update(self, data: bytes, /) -> None: ...


def file_record(sha256: str, data: bytes) -> Record:
    return Record("file", bytes.fromhex(sha256) + data)


def file_of(record: Record) -> tuple[str, bytes]:
    """Hash and bytes of a file record. Raises BundleInvalid (``file``) when they do not belong together."""
    sha256, data = record.data[:32].hex(), record.data[32:]
    if hashlib.sha256(data).hexdigest() != sha256:
        raise BundleInvalid(reason="file")
    return sha256, data


# ---------------------------------------------------------------- writing


def write_bundle(
    path: Path,
    way: Way,
    id: str,
    device: str,
    made: str,
    *,
    to: bytes,
    key: Ed25519PrivateKey,
    records: Iterable[Record],
) -> None:
    """Write ``records`` to ``path``, sealed to the X25519 key ``to``, signed by ``key``; there whole or not at all."""
    ephemeral = X25519PrivateKey.generate()
    head = msgspec.json.encode(Head(VERSION, way, id, device, made, ephemeral.public_key().public_bytes_raw().hex()))
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("wb") as file:
            total = hashlib.sha256()
            opening = MAGIC + len(head).to_bytes(4) + head
            _put(file, total, opening)
            seal = _Seal(ephemeral.exchange(X25519PublicKey.from_public_bytes(to)), opening)
            waiting = bytearray()
            for record in records:
                line = msgspec.json.encode(RecordHead(record.kind, len(record.data)))
                waiting += len(line).to_bytes(2) + line + record.data
                while len(waiting) > PIECE:
                    _put(file, total, seal.close(bytes(waiting[:PIECE]), last=False))
                    del waiting[:PIECE]
            _put(file, total, seal.close(bytes(waiting), last=True))
            file.write(key.sign(_SIGNED + total.digest()))
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise


def _put(file: BinaryIO, total: _Digest, data: bytes) -> None:
    total.update(data)
    file.write(data)


class _Seal:
    """AES-256-GCM piece by piece; number and end of each piece are part of its nonce, so none can be left out."""

    def __init__(self, shared: bytes, opening: bytes) -> None:
        self._opening = hashlib.sha256(opening).digest()
        self._cipher = AESGCM(HKDF(SHA256(), 32, salt=None, info=b"motcua bundle 1" + self._opening).derive(shared))
        self._number = 0

    def _nonce(self, last: bool) -> bytes:
        self._number += 1
        return self._number.to_bytes(11) + bytes([last])

    def close(self, plain: bytes, *, last: bool) -> bytes:
        return self._cipher.encrypt(self._nonce(last), plain, self._opening)

    def open(self, text: bytes, *, last: bool) -> bytes:
        try:
            return self._cipher.decrypt(self._nonce(last), text, self._opening)
        except InvalidTag as error:
            raise BundleInvalid(reason="receiver") from error


# ---------------------------------------------------------------- reading


def read_head(path: Path) -> Head:
    """What the bundle at ``path`` says of itself; not yet proved. Raises BundleInvalid (``form``), UpgradeNeeded."""
    with path.open("rb") as file:
        return _read_head(file)[0]


def _read_head(file: BinaryIO) -> tuple[Head, bytes]:
    start = file.read(len(MAGIC) + 4)
    size = int.from_bytes(start[len(MAGIC) :])
    if not start.startswith(MAGIC) or len(start) != len(MAGIC) + 4 or size > HEAD_LIMIT:
        raise BundleInvalid(reason="form")
    data = file.read(size)
    try:
        version = msgspec.json.decode(data, type=dict[str, object]).get("version")
        if isinstance(version, int) and version > VERSION:
            raise UpgradeNeeded(bundle=version)
        head = msgspec.json.decode(data, type=Head)
    except ValueError as error:
        raise BundleInvalid(reason="form") from error
    return head, start + data


@contextmanager
def open_bundle(path: Path, *, signer: Ed25519PublicKey, receiver: X25519PrivateKey) -> Iterator[Iterator[Record]]:
    """The records of the bundle at ``path``, one after the other, after its signature has been checked whole.

    Raises BundleInvalid: ``form``, ``signature`` (damaged or another's), ``receiver`` (sealed to somebody else).
    """
    with path.open("rb") as file:
        _check_signature(file, signer)
        head, opening = _read_head(file)
        try:
            shared = receiver.exchange(X25519PublicKey.from_public_bytes(bytes.fromhex(head.sealing)))
        except ValueError as error:
            raise BundleInvalid(reason="form") from error
        end = os.fstat(file.fileno()).st_size - _SIGNATURE
        yield _records(_pieces(file, _Seal(shared, opening), end))


def _check_signature(file: BinaryIO, signer: Ed25519PublicKey) -> None:
    left = os.fstat(file.fileno()).st_size - _SIGNATURE
    if left < 0:
        raise BundleInvalid(reason="form")
    total = hashlib.sha256()
    while left and (data := file.read(min(left, PIECE))):
        total.update(data)
        left -= len(data)
    try:
        signer.verify(file.read(_SIGNATURE), _SIGNED + total.digest())
    except InvalidSignature as error:
        raise BundleInvalid(reason="signature") from error
    file.seek(0)


def _pieces(file: BinaryIO, seal: _Seal, end: int) -> Iterator[bytes]:
    while True:
        text = file.read(min(PIECE + _TAG, end - file.tell()))
        is_last = file.tell() == end
        yield seal.open(text, last=is_last)
        if is_last:
            return


def _records(pieces: Iterator[bytes]) -> Iterator[Record]:
    held = bytearray()

    def take(size: int) -> bytes:
        while len(held) < size:
            piece = next(pieces, b"")
            if not piece:
                raise BundleInvalid(reason="form")
            held.extend(piece)
        taken = bytes(held[:size])
        del held[:size]
        return taken

    while True:
        while not held:
            piece = next(pieces, None)
            if piece is None:
                return
            held.extend(piece)
        try:
            head = msgspec.json.decode(take(int.from_bytes(take(2))), type=RecordHead)
        except ValueError as error:
            raise BundleInvalid(reason="form") from error
        if not 0 <= head.size <= RECORD_LIMIT:
            raise BundleInvalid(reason="form")
        yield Record(head.kind, take(head.size))
