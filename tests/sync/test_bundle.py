"""The form of a bundle: what is written comes out, and nothing else does."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as some

from app.errors import BundleInvalid, UpgradeNeeded
from sync.bundle import MAGIC, PIECE, Record, file_of, file_record, open_bundle, read_head, write_bundle

SIGNER, RECEIVER = Ed25519PrivateKey.generate(), X25519PrivateKey.generate()
RECORDS = [Record("question", b"{}"), Record("push", b""), file_record("ab" * 32, b"x")]


def written(path: Path, records: list[Record]) -> Path:
    to = RECEIVER.public_key().public_bytes_raw()
    write_bundle(path, "up", "id", "device", "2026-11-23T05:00:00Z", to=to, key=SIGNER, records=records)
    return path


def read(path: Path, signer: Ed25519PrivateKey = SIGNER, receiver: X25519PrivateKey = RECEIVER) -> list[Record]:
    with open_bundle(path, signer=signer.public_key(), receiver=receiver) as records:
        return list(records)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return written(tmp_path / "a.motcua", RECORDS)


def test_what_is_written_comes_out(path: Path) -> None:
    head = read_head(path)
    assert (head.way, head.id, head.device, head.made) == ("up", "id", "device", "2026-11-23T05:00:00Z")
    assert read(path) == RECORDS
    assert [each.name for each in path.parent.iterdir()] == [path.name]


@given(sizes=some.lists(some.sampled_from([0, 1, PIECE - 50, PIECE - 20, PIECE, PIECE + 1, 3 * PIECE]), max_size=3))
def test_records_of_any_size(tmp_path_factory: pytest.TempPathFactory, sizes: list[int]) -> None:
    records = [Record("file", os.urandom(size)) for size in sizes]
    assert read(written(tmp_path_factory.mktemp("b") / "b.motcua", records)) == records


def test_nothing_of_it_can_be_read_without_the_key(path: Path) -> None:
    assert b"question" not in path.read_bytes()
    with pytest.raises(BundleInvalid, match="receiver"):
        read(path, receiver=X25519PrivateKey.generate())


def test_another_signer_is_seen(path: Path) -> None:
    with pytest.raises(BundleInvalid, match="signature"):
        read(path, signer=Ed25519PrivateKey.generate())


def test_every_changed_byte_is_seen(path: Path) -> None:
    data = path.read_bytes()
    for place in range(0, len(data), 7):
        path.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        with pytest.raises(BundleInvalid):
            read(path)


def test_every_cut_is_seen(path: Path) -> None:
    data = path.read_bytes()
    for length in range(0, len(data), 5):
        path.write_bytes(data[:length])
        with pytest.raises(BundleInvalid):
            read(path)


def test_a_bundle_of_a_newer_program(path: Path) -> None:
    data = path.read_bytes().replace(b'"version":1', b'"version":2')
    path.write_bytes(data)
    with pytest.raises(UpgradeNeeded):
        read_head(path)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", MAGIC, MAGIC + b"\xff" * 4, MAGIC + b"\0\0\0\x02[]"])
def test_what_is_no_bundle(tmp_path: Path, data: bytes) -> None:
    (path := tmp_path / "c").write_bytes(data)
    with pytest.raises(BundleInvalid, match="form"):
        read_head(path)


def test_a_failure_leaves_nothing_behind(tmp_path: Path) -> None:
    def broken() -> list[Record]:
        raise ValueError("no more")

    with pytest.raises(ValueError, match="no more"):
        written(tmp_path / "d.motcua", (broken() for _ in range(1)))  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_what_its_hash_says() -> None:
    record = file_record("ab" * 32, b"x")
    with pytest.raises(BundleInvalid, match="file"):
        file_of(record)
