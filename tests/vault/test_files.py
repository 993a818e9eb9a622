"""The vault gives back exactly what it was given, or says that it cannot."""

from __future__ import annotations

import hashlib
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import DiskFull, StoredFileDamaged, StoreNewer
from app.vault.files import FileVault, write_durably

KEY = bytes(range(32))


@pytest.fixture
def vault(tmp_path: Path) -> FileVault:
    return FileVault(tmp_path / "files", KEY)


def stored_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_what_was_added_is_read_back_under_its_hash(vault: FileVault) -> None:
    data = "Giấy khai sinh".encode() * 1000
    sha256 = vault.add(data)
    assert sha256 == hashlib.sha256(data).hexdigest()
    assert vault.read(sha256) == data
    assert vault.size(sha256) == len(data)
    assert vault.has(sha256)


@settings(max_examples=25, deadline=None)
@given(data=st.binary(max_size=5000))
def test_any_bytes_survive(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    vault = FileVault(tmp_path_factory.mktemp("files"), KEY)
    sha256 = vault.add(data)
    assert (vault.read(sha256), vault.size(sha256)) == (data, len(data))


def test_nothing_of_the_plain_file_is_on_the_disk(vault: FileVault, tmp_path: Path) -> None:
    vault.add(b"025090001234 Nguyen Van A " * 50)
    (stored,) = stored_files(tmp_path)
    assert b"Nguyen" not in stored.read_bytes()
    assert stored.stat().st_mode & 0o077 == 0


def test_two_copies_are_kept_once_and_not_rewritten(vault: FileVault, tmp_path: Path) -> None:
    vault.add(b"page")
    (stored,) = stored_files(tmp_path)
    before = stored.read_bytes()
    vault.add(b"page")
    assert stored_files(tmp_path) == [stored]
    assert stored.read_bytes() == before


def test_the_same_bytes_look_different_in_two_vaults(tmp_path: Path) -> None:
    one, other = FileVault(tmp_path / "a", KEY), FileVault(tmp_path / "b", KEY)
    one.add(b"page"), other.add(b"page")
    first, second = stored_files(tmp_path)
    assert first.read_bytes() != second.read_bytes()


@pytest.mark.parametrize("position", [0, 3, 4, 15, 16, 40, -1])
def test_one_changed_byte_is_noticed_and_adding_again_repairs(vault: FileVault, tmp_path: Path, position: int) -> None:
    sha256 = vault.add(b"x" * 100)
    (stored,) = stored_files(tmp_path)
    damaged = bytearray(stored.read_bytes())
    damaged[position] ^= 0x80 if position != 3 else 0x01
    stored.write_bytes(damaged)
    with pytest.raises(StoredFileDamaged) as caught:
        vault.read(sha256)
    assert caught.value.facts == {"sha256": sha256, "reason": "damaged"}
    vault.add(b"x" * 100)
    assert vault.read(sha256) == b"x" * 100


def test_a_cut_off_file_is_noticed(vault: FileVault, tmp_path: Path) -> None:
    sha256 = vault.add(b"x" * 100)
    (stored,) = stored_files(tmp_path)
    os.truncate(stored, 10)
    with pytest.raises(StoredFileDamaged):
        vault.read(sha256)
    with pytest.raises(StoredFileDamaged):
        vault.size(sha256)


def test_a_file_put_under_another_name_is_noticed(vault: FileVault, tmp_path: Path) -> None:
    sha256 = vault.add(b"birth certificate")
    other = vault.add(b"death certificate")
    (tmp_path / "files" / other[:2] / other).write_bytes((tmp_path / "files" / sha256[:2] / sha256).read_bytes())
    with pytest.raises(StoredFileDamaged):
        vault.read(other)


def test_the_wrong_key_reads_nothing(vault: FileVault, tmp_path: Path) -> None:
    sha256 = vault.add(b"page")
    with pytest.raises(StoredFileDamaged):
        FileVault(tmp_path / "files", bytes(32)).read(sha256)


def test_a_newer_format_is_refused_not_called_damaged(vault: FileVault, tmp_path: Path) -> None:
    sha256 = vault.add(b"page")
    (stored,) = stored_files(tmp_path)
    stored.write_bytes(b"MCV\x02" + stored.read_bytes()[4:])
    with pytest.raises(StoreNewer):
        vault.read(sha256)


def test_missing_and_removed_files(vault: FileVault, tmp_path: Path) -> None:
    sha256 = vault.add(b"page")
    vault.remove(sha256)
    vault.remove(sha256)
    assert not vault.has(sha256)
    assert stored_files(tmp_path) == []
    with pytest.raises(StoredFileDamaged) as caught:
        vault.read(sha256)
    assert caught.value.facts["reason"] == "missing"
    with pytest.raises(StoredFileDamaged):
        vault.size(sha256)


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "AB" * 32, "ab" * 31, "ab" * 32 + "\n"])
def test_only_a_hash_becomes_a_path(vault: FileVault, name: str) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        vault.read(name)


def test_what_an_interrupted_write_left_is_removed_at_opening(vault: FileVault, tmp_path: Path) -> None:
    sha256 = vault.add(b"page")
    (tmp_path / "files" / sha256[:2] / f"{sha256}.0011.unfinished").write_bytes(b"half")
    FileVault(tmp_path / "files", KEY)
    assert [path.name for path in stored_files(tmp_path)] == [sha256]


WRITER = """
import sys
from pathlib import Path
from app.vault.files import FileVault
vault = FileVault(Path(sys.argv[1]), bytes(32))
number = 0
while True:
    print(vault.add(number.to_bytes(4) * 20_000), flush=True)
    number += 1
"""


def test_every_file_reported_before_a_kill_is_whole_after_it(tmp_path: Path) -> None:
    child = subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    reported = [child.stdout.readline().strip() for _ in range(20)]
    child.kill()
    reported += [line.strip() for line in child.stdout.read().splitlines() if len(line.strip()) == 64]
    child.stdout.close()
    child.wait()
    vault = FileVault(tmp_path, bytes(32))
    for sha256 in reported:
        vault.read(sha256)
    assert not list(tmp_path.rglob("*.unfinished"))


SMALL_LIMIT = """
import resource, sys
from pathlib import Path
from app.errors import DiskFull
from app.vault.files import FileVault
vault = FileVault(Path(sys.argv[1]), bytes(32))
kept = vault.add(b"small")
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
try:
    vault.add(bytes(100_000))
except DiskFull as error:
    print(error.facts["cause"], vault.read(kept).decode())
"""


def test_no_room_for_the_file_is_disk_full_and_leaves_the_vault_as_it_was(tmp_path: Path) -> None:
    # The file-size limit of the process stands in for a full disk: it works on every machine and for every user.
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY
    answer = subprocess.run([sys.executable, "-c", SMALL_LIMIT, str(tmp_path)], capture_output=True, check=True)
    assert answer.stdout.decode().strip() == "EFBIG small"
    assert len(stored_files(tmp_path)) == 1


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")
def test_a_really_full_disk_is_disk_full(tmp_path: Path) -> None:
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(tmp_path)], capture_output=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip("this machine lets nobody mount a small disk")
    try:
        vault = FileVault(tmp_path, KEY)
        kept = vault.add(b"small")
        with pytest.raises(DiskFull) as caught:
            vault.add(bytes(1_000_000))
        assert caught.value.facts == {"cause": "ENOSPC"}
        assert vault.read(kept) == b"small"
        assert len(stored_files(tmp_path)) == 1
    finally:
        subprocess.run(["umount", str(tmp_path)], check=True)


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    write_durably(path, b"one")
    write_durably(path, b"two")
    assert path.read_bytes() == b"two"
    assert path.stat().st_mode & 0o777 == 0o600
    assert stored_files(tmp_path) == [path]
