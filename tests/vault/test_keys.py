"""Keys come back with the right secret and with nothing else, whatever wraps them."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordDeleteError

from app.errors import FieldRequired, PassphraseWrong, ReferenceInvalid, StoreDamaged, StoreKeyWrong, StoreNewer
from app.vault import key_file
from app.vault import keys as vault_keys
from app.vault.keys import ProfileKeys, create, escrow, new_device_key, open_escrow, os_keyring, save, unlock

PASSPHRASE = "Quầy số 1, Việt Trì"


class MemoryKeyring(KeyringBackend):
    """A keyring of the kind an operating system has, held in memory."""

    def __init__(self) -> None:
        super().__init__()
        self.entries: dict[tuple[str, str], str] = {}
        self.locked = False

    def get_password(self, service: str, username: str) -> str | None:
        if self.locked:
            raise KeyringLocked
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.locked:
            raise KeyringLocked
        self.entries[(service, username)] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.entries.pop((service, username), None) is None:
            raise PasswordDeleteError


@pytest.fixture
def keyring() -> MemoryKeyring:
    return MemoryKeyring()


def no_keyring() -> KeyringBackend | None:
    return None


def raw(keys: ProfileKeys) -> tuple[bytes, bytes, bytes]:
    return keys.store_key, keys.file_key, keys.device_key.private_bytes_raw()


def test_a_passphrase_gives_back_the_same_keys(tmp_path: Path) -> None:
    made = create(tmp_path / "profile", passphrase=PASSPHRASE)
    assert raw(unlock(tmp_path / "profile", passphrase=PASSPHRASE)) == raw(made)
    assert vault_keys.needs_passphrase(tmp_path / "profile")
    assert len({made.store_key, made.file_key, made.device_key.private_bytes_raw()}) == 3


def test_the_passphrase_may_be_typed_in_decomposed_letters(tmp_path: Path) -> None:
    made = create(tmp_path, passphrase=PASSPHRASE)
    assert raw(unlock(tmp_path, passphrase=unicodedata.normalize("NFD", PASSPHRASE))) == raw(made)


def test_a_wrong_passphrase_is_told_from_a_broken_file(tmp_path: Path) -> None:
    create(tmp_path, passphrase=PASSPHRASE)
    with pytest.raises(PassphraseWrong):
        unlock(tmp_path, passphrase=PASSPHRASE + " ")
    with pytest.raises(FieldRequired) as caught:
        unlock(tmp_path, passphrase=None)
    assert caught.value.field == "passphrase"
    file = tmp_path / "keys.json"
    document = json.loads(file.read_text())
    document["salt"] = "00" + document["salt"][2:]
    file.write_text(json.dumps(document))
    with pytest.raises(StoreDamaged):
        unlock(tmp_path, passphrase=PASSPHRASE)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"[]", b"{}", b'{"version": 1, "wrap": "other"}'])
def test_a_broken_key_file_is_damaged(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "keys.json").write_bytes(content)
    with pytest.raises(StoreDamaged):
        unlock(tmp_path, passphrase=PASSPHRASE)


def test_a_newer_key_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "keys.json").write_text('{"version": 2, "anything": true}')
    with pytest.raises(StoreNewer):
        unlock(tmp_path, passphrase=PASSPHRASE)


def test_a_missing_key_file_is_damaged(tmp_path: Path) -> None:
    assert not key_file.has_keys(tmp_path)
    with pytest.raises(StoreDamaged):
        unlock(tmp_path, passphrase=PASSPHRASE)


def test_keys_are_never_made_anew_over_old_ones(tmp_path: Path) -> None:
    made = create(tmp_path, passphrase=PASSPHRASE)
    with pytest.raises(FileExistsError):
        create(tmp_path, passphrase="another")
    assert raw(unlock(tmp_path, passphrase=PASSPHRASE)) == raw(made)


def test_the_key_file_is_for_this_account_only_and_holds_no_key(tmp_path: Path) -> None:
    made = create(tmp_path, passphrase=PASSPHRASE)
    file = tmp_path / "keys.json"
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["keys.json"]
    for key in raw(made):
        assert key.hex() not in file.read_text()
        assert key.hex() not in repr(made)
        assert repr(key) not in repr(made)


def test_the_keyring_needs_no_passphrase(tmp_path: Path, keyring: MemoryKeyring) -> None:
    assert not vault_keys.needs_passphrase(tmp_path, find_keyring=lambda: keyring)
    made = create(tmp_path, passphrase=None, find_keyring=lambda: keyring)
    assert not vault_keys.needs_passphrase(tmp_path, find_keyring=lambda: keyring)
    assert raw(unlock(tmp_path, passphrase=None, find_keyring=lambda: keyring)) == raw(made)
    (wrapping,) = keyring.entries.values()
    assert wrapping not in (tmp_path / "keys.json").read_text()


def test_without_a_keyring_a_passphrase_is_asked_for(tmp_path: Path) -> None:
    assert vault_keys.needs_passphrase(tmp_path, find_keyring=no_keyring)
    with pytest.raises(FieldRequired):
        create(tmp_path, passphrase=None, find_keyring=no_keyring)
    with pytest.raises(FieldRequired):
        create(tmp_path, passphrase="", find_keyring=no_keyring)
    assert not key_file.has_keys(tmp_path)


def test_a_keyring_that_fails_is_no_keyring(tmp_path: Path, keyring: MemoryKeyring) -> None:
    keyring.locked = True
    with pytest.raises(FieldRequired):
        create(tmp_path, passphrase=None, find_keyring=lambda: keyring)


def test_this_machines_test_run_has_no_keyring_and_nobody_is_asked() -> None:
    assert os_keyring() is None


def test_a_lost_keyring_is_said_and_restored_keys_replace_it(tmp_path: Path, keyring: MemoryKeyring) -> None:
    made = create(tmp_path, passphrase=None, find_keyring=lambda: keyring)
    for lost in (no_keyring, MemoryKeyring):
        with pytest.raises(StoreKeyWrong):
            unlock(tmp_path, passphrase=None, find_keyring=lost)
    keyring.locked = True
    with pytest.raises(StoreKeyWrong):
        unlock(tmp_path, passphrase=None, find_keyring=lambda: keyring)
    save(tmp_path, made, passphrase=PASSPHRASE, find_keyring=no_keyring)
    assert raw(unlock(tmp_path, passphrase=PASSPHRASE)) == raw(made)


def test_a_changed_keyring_entry_opens_nothing(tmp_path: Path, keyring: MemoryKeyring) -> None:
    create(tmp_path, passphrase=None, find_keyring=lambda: keyring)
    (entry,) = keyring.entries
    for other in ("00" * 32, "short"):
        keyring.entries[entry] = other
        with pytest.raises(StoreKeyWrong):
            unlock(tmp_path, passphrase=None, find_keyring=lambda: keyring)


def test_saving_again_leaves_one_keyring_entry(tmp_path: Path, keyring: MemoryKeyring) -> None:
    made = create(tmp_path, passphrase=None, find_keyring=lambda: keyring)
    save(tmp_path, made, passphrase=None, find_keyring=lambda: keyring)
    assert len(keyring.entries) == 1
    save(tmp_path, made, passphrase=PASSPHRASE, find_keyring=lambda: keyring)
    assert keyring.entries == {}
    assert raw(unlock(tmp_path, passphrase=PASSPHRASE)) == raw(made)


def test_restored_keys_replace_a_broken_key_file(tmp_path: Path) -> None:
    made = create(tmp_path, passphrase=PASSPHRASE)
    (tmp_path / "keys.json").write_bytes(b"rotten")
    save(tmp_path, made, passphrase="new one")
    assert raw(unlock(tmp_path, passphrase="new one")) == raw(made)


def test_a_new_device_key_keeps_the_data_keys(tmp_path: Path) -> None:
    made = create(tmp_path, passphrase=PASSPHRASE)
    fresh = new_device_key(made)
    assert (fresh.store_key, fresh.file_key) == (made.store_key, made.file_key)
    assert fresh.device_public != made.device_public
    assert raw(unlock(tmp_path, passphrase=PASSPHRASE)) == raw(made)
    save(tmp_path, fresh, passphrase=PASSPHRASE)
    assert unlock(tmp_path, passphrase=PASSPHRASE).device_public == fresh.device_public


@pytest.fixture
def some_keys() -> ProfileKeys:
    return ProfileKeys(bytes(range(32)), bytes(range(32, 64)), Ed25519PrivateKey.generate())


def test_the_province_opens_the_escrow_but_cannot_sign_as_the_device(some_keys: ProfileKeys) -> None:
    province = X25519PrivateKey.generate()
    sealed = escrow(some_keys, province.public_key().public_bytes_raw())
    opened = open_escrow(sealed, province.private_bytes_raw())
    assert (opened.store_key, opened.file_key) == (some_keys.store_key, some_keys.file_key)
    assert not hasattr(opened, "device_key")
    assert some_keys.store_key not in sealed
    assert sealed != escrow(some_keys, province.public_key().public_bytes_raw())
    with pytest.raises(StoreKeyWrong):
        open_escrow(sealed, X25519PrivateKey.generate().private_bytes_raw())


def test_a_broken_escrow_opens_nothing(some_keys: ProfileKeys) -> None:
    province = X25519PrivateKey.generate()
    sealed = escrow(some_keys, province.public_key().public_bytes_raw())
    for broken in (b"", sealed[:-1], b"XXX\x01" + sealed[4:], sealed[:4] + bytes(32) + sealed[36:]):
        with pytest.raises(StoreDamaged):
            open_escrow(broken, province.private_bytes_raw())
    with pytest.raises(StoreKeyWrong):
        open_escrow(sealed[:-1] + bytes([sealed[-1] ^ 1]), province.private_bytes_raw())


@pytest.mark.parametrize("key", [b"", bytes(31), bytes(32)])
def test_a_useless_province_key_is_refused(some_keys: ProfileKeys, key: bytes) -> None:
    with pytest.raises(ReferenceInvalid):
        escrow(some_keys, key)


def test_a_passphrase_is_as_hard_to_guess_as_the_standard_asks(tmp_path: Path) -> None:
    """RFC 9106 §4, second recommended option: three passes over 64 MiB in four lanes."""
    create(tmp_path, passphrase=PASSPHRASE, find_keyring=no_keyring)
    kept = key_file.read(tmp_path)
    assert (kept.passes, kept.memory_kib, kept.lanes) == (3, 64 * 1024, 4)
