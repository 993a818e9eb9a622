"""The secrets of one profile: made at random, kept wrapped, and escrowed so that a dead profile is not dead data.

Wrapped by the keyring of the operating system where one works without asking anybody, else under a key
that Argon2id derives from the device passphrase. A program start never depends on the keyring.
"""

from __future__ import annotations

import contextlib
import os
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import argon2.low_level
import keyring as keyrings
import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from keyring.backend import KeyringBackend
from keyring.errors import KeyringError

from app.errors import FieldRequired, PassphraseWrong, ReferenceInvalid, StoreDamaged, StoreKeyWrong
from app.vault import key_file
from app.vault.files import write_durably
from app.vault.key_file import KeyFile, has_keys

KEYRING_SERVICE = "motcua"

_KEY = 32
_NONCE = 12

# RFC 9106 §4, second recommended option; about 130 ms on an office computer.
_PASSES = 3
_MEMORY_KIB = 64 * 1024
_LANES = 4

_ESCROW_MAGIC = b"MCE\x01"

# These keep a secret for the signed-in account and, unlocked, never ask. Others prompt on a console or a dialog.
_QUIET_KEYRINGS = frozenset(
    {("keyring.backends.Windows", "WinVaultKeyring"), ("keyring.backends.SecretService", "Keyring")}
)

FindKeyring = Callable[[], KeyringBackend | None]


@dataclass(frozen=True)
class ProfileKeys:
    """``store_key`` opens the store and ``file_key`` the vault, 32 bytes each; ``device_key`` signs the journal."""

    store_key: bytes = field(repr=False)
    file_key: bytes = field(repr=False)
    device_key: Ed25519PrivateKey = field(repr=False)

    @property
    def device_public(self) -> bytes:
        """The 32 bytes that the hub knows this device by."""
        return self.device_key.public_key().public_bytes_raw()


@dataclass(frozen=True)
class EscrowedKeys:
    """What the province can give back. The device key is not among it: nobody else may ever sign as this device."""

    store_key: bytes = field(repr=False)
    file_key: bytes = field(repr=False)


def os_keyring() -> KeyringBackend | None:
    """The keyring of the operating system, when one works and would ask nobody anything; else None."""
    found = keyrings.get_keyring()
    for backend in getattr(found, "backends", [found]):
        kind = (type(backend).__module__, type(backend).__name__)
        if kind in _QUIET_KEYRINGS and (kind[0] != "keyring.backends.SecretService" or _secret_service_is_unlocked()):
            return backend  # type: ignore[no-any-return]
    return None


def needs_passphrase(profile: Path, *, find_keyring: FindKeyring = os_keyring) -> bool:
    """True when `unlock`, or `create` for a new profile, cannot do without the device passphrase."""
    if has_keys(profile):
        return key_file.read(profile).wrap == "passphrase"
    return find_keyring() is None


def create(profile: Path, *, passphrase: str | None, find_keyring: FindKeyring = os_keyring) -> ProfileKeys:
    """New random keys for a new profile, kept as `save` keeps them. Raises FileExistsError over existing keys."""
    if has_keys(profile):
        raise FileExistsError(f"{key_file.NAME} exists; its keys open data that nothing else can open")
    keys = ProfileKeys(os.urandom(_KEY), os.urandom(_KEY), Ed25519PrivateKey.generate())
    save(profile, keys, passphrase=passphrase, find_keyring=find_keyring)
    return keys


def save(profile: Path, keys: ProfileKeys, *, passphrase: str | None, find_keyring: FindKeyring = os_keyring) -> None:
    """Keep ``keys``: under ``passphrase`` when one is given, else in the keyring of the operating system.

    Also changes the passphrase or the kind of wrapping, and takes in restored keys: the old key file stays
    good until the new one has replaced it. Raises FieldRequired (``passphrase``) when there is neither, DiskFull.
    """
    profile.mkdir(mode=0o700, parents=True, exist_ok=True)
    before = _account_of(profile)
    if passphrase is None:
        account = _save_in_keyring(profile, keys, find_keyring())
    else:
        _save_under_passphrase(profile, keys, passphrase)
        account = ""
    if before and before != account:
        _forget(before, find_keyring())


def unlock(profile: Path, *, passphrase: str | None, find_keyring: FindKeyring = os_keyring) -> ProfileKeys:
    """The keys of a profile.

    Raises FieldRequired (``passphrase``) and PassphraseWrong; StoreKeyWrong when the keyring no longer gives
    its secret (then `save` can take in escrowed keys); StoreDamaged for a missing or broken key file; StoreNewer.
    """
    kept = key_file.read(profile)
    if kept.wrap == "keyring":
        wrapping = _from_keyring(kept.account, find_keyring())
    else:
        wrapping = _derive(_required(passphrase), bytes.fromhex(kept.salt), kept.passes, kept.memory_kib, kept.lanes)
    try:
        secret = AESGCM(wrapping).decrypt(bytes.fromhex(kept.nonce), bytes.fromhex(kept.sealed), _purpose(kept.wrap))
    except InvalidTag as error:
        if kept.wrap == "passphrase":
            raise PassphraseWrong("passphrase") from error
        raise StoreKeyWrong(reason="keyring_entry") from error
    return ProfileKeys(
        secret[:_KEY], secret[_KEY : 2 * _KEY], Ed25519PrivateKey.from_private_bytes(secret[2 * _KEY : 3 * _KEY])
    )


def new_device_key(keys: ProfileKeys) -> ProfileKeys:
    """``keys`` with a fresh device key for a new enrolment. Nothing is kept: `save` it once the hub accepted it."""
    return replace(keys, device_key=Ed25519PrivateKey.generate())


def escrow(keys: ProfileKeys, province_public_key: bytes) -> bytes:
    """Store and file key sealed so that only the holder of the province's X25519 private key can open them.

    Raises ReferenceInvalid when ``province_public_key`` is no usable X25519 key.
    """
    ephemeral = X25519PrivateKey.generate()
    try:
        shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(province_public_key))
    except ValueError as error:
        raise ReferenceInvalid("settings", "escrow_key", "not an X25519 public key") from error
    sender = ephemeral.public_key().public_bytes_raw()
    nonce = os.urandom(_NONCE)
    cipher = _escrow_cipher(shared, sender, province_public_key)
    return _ESCROW_MAGIC + sender + nonce + cipher.encrypt(nonce, keys.store_key + keys.file_key, _ESCROW_MAGIC)


def open_escrow(sealed: bytes, province_private_key: bytes) -> EscrowedKeys:
    """The keys in ``sealed``. Raises StoreKeyWrong for another province's key, StoreDamaged for broken bytes."""
    body = sealed[len(_ESCROW_MAGIC) :]
    if not sealed.startswith(_ESCROW_MAGIC) or len(body) != _KEY + _NONCE + 2 * _KEY + 16:
        raise StoreDamaged(part="escrow")
    sender, nonce, text = body[:_KEY], body[_KEY : _KEY + _NONCE], body[_KEY + _NONCE :]
    private = X25519PrivateKey.from_private_bytes(province_private_key)
    try:
        shared = private.exchange(X25519PublicKey.from_public_bytes(sender))
        cipher = _escrow_cipher(shared, sender, private.public_key().public_bytes_raw())
        secret = cipher.decrypt(nonce, text, _ESCROW_MAGIC)
    except ValueError as error:
        raise StoreDamaged(part="escrow") from error
    except InvalidTag as error:
        raise StoreKeyWrong(part="escrow") from error
    return EscrowedKeys(secret[:_KEY], secret[_KEY:])


def _escrow_cipher(shared: bytes, sender: bytes, province: bytes) -> AESGCM:
    info = b"motcua escrow 1" + sender + province
    return AESGCM(HKDF(algorithm=SHA256(), length=_KEY, salt=None, info=info).derive(shared))


def _save_in_keyring(profile: Path, keys: ProfileKeys, keyring: KeyringBackend | None) -> str:
    if keyring is None:
        raise FieldRequired("passphrase")
    # A new entry each time: whatever stops us half way, key file and entry on disk belong together.
    account, wrapping = os.urandom(16).hex(), os.urandom(_KEY)
    try:
        keyring.set_password(KEYRING_SERVICE, account, wrapping.hex())
        kept = keyring.get_password(KEYRING_SERVICE, account)
    except KeyringError as error:
        raise FieldRequired("passphrase") from error
    if kept != wrapping.hex():
        raise FieldRequired("passphrase")
    _write(profile, keys, wrapping, KeyFile(key_file.VERSION, "keyring", "", "", "", account=account))
    return account


def _save_under_passphrase(profile: Path, keys: ProfileKeys, passphrase: str) -> None:
    salt = os.urandom(16)
    wrapping = _derive(_required(passphrase), salt, _PASSES, _MEMORY_KIB, _LANES)
    form = KeyFile(
        key_file.VERSION,
        "passphrase",
        "",
        "",
        "",
        salt=salt.hex(),
        passes=_PASSES,
        memory_kib=_MEMORY_KIB,
        lanes=_LANES,
    )
    _write(profile, keys, wrapping, form)


def _write(profile: Path, keys: ProfileKeys, wrapping: bytes, form: KeyFile) -> None:
    nonce = os.urandom(_NONCE)
    secret = keys.store_key + keys.file_key + keys.device_key.private_bytes_raw()
    sealed = AESGCM(wrapping).encrypt(nonce, secret, _purpose(form.wrap))
    form = msgspec.structs.replace(form, nonce=nonce.hex(), sealed=sealed.hex())
    form = msgspec.structs.replace(form, check=key_file.check(form))
    write_durably(profile / key_file.NAME, msgspec.json.format(msgspec.json.encode(form)))


def _purpose(wrap: str) -> bytes:
    return b"motcua keys 1 " + wrap.encode()


def _required(passphrase: str | None) -> str:
    if not passphrase:
        raise FieldRequired("passphrase")
    return passphrase


def _derive(passphrase: str, salt: bytes, passes: int, memory_kib: int, lanes: int) -> bytes:
    # Input methods differ in composed and decomposed letters; to the person it is the same passphrase.
    secret = unicodedata.normalize("NFC", passphrase).encode()
    return argon2.low_level.hash_secret_raw(secret, salt, passes, memory_kib, lanes, _KEY, argon2.low_level.Type.ID)


def _from_keyring(account: str, keyring: KeyringBackend | None) -> bytes:
    if keyring is None:
        raise StoreKeyWrong(reason="keyring_unavailable")
    try:
        kept = keyring.get_password(KEYRING_SERVICE, account)
    except KeyringError as error:
        raise StoreKeyWrong(reason="keyring_unavailable") from error
    if kept is None or len(kept) != 2 * _KEY:
        raise StoreKeyWrong(reason="keyring_entry")
    return bytes.fromhex(kept)


def _account_of(profile: Path) -> str:
    if not has_keys(profile):
        return ""
    try:
        return key_file.read(profile).account
    except StoreDamaged:
        # A broken key file names no entry to tidy away; restored keys must still be able to replace it.
        return ""


def _forget(account: str, keyring: KeyringBackend | None) -> None:
    # The old entry opens nothing any more, so an entry that stays does no harm.
    if keyring is not None:
        with contextlib.suppress(KeyringError):
            keyring.delete_password(KEYRING_SERVICE, account)


def _secret_service_is_unlocked() -> bool:
    # keyring itself would open a dialog to unlock or to make the collection; only look whether it is open.
    import secretstorage

    try:
        with contextlib.closing(secretstorage.dbus_init()) as bus:
            return not secretstorage.Collection(bus, "/org/freedesktop/secrets/aliases/default").is_locked()
    except secretstorage.SecretStorageException:
        return False
