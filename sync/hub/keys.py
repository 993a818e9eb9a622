"""The hub's own keys: one that signs, one that opens escrowed profile keys, and one per unit for its own acts.

They lie in a folder beside the files, readable by the hub's user alone, and not in the database: a copy of
the database must not be able to speak for the province.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_RAW = serialization.Encoding.Raw
_SECRET = serialization.PrivateFormat.Raw
_PLAIN = serialization.NoEncryption()


@dataclass(frozen=True)
class HubKeys:
    """``signing`` proves reference data; ``escrow`` opens what devices left for the case that they die."""

    signing: Ed25519PrivateKey
    escrow: X25519PrivateKey

    @property
    def public(self) -> bytes:
        return self.signing.public_key().public_bytes_raw()

    @property
    def escrow_public(self) -> bytes:
        return self.escrow.public_key().public_bytes_raw()

    def sign_reference(self, data: bytes) -> bytes:
        """The signature of `sync.wire.SignedReference`."""
        return self.signing.sign(b"motcua reference 1\x00" + data)

    def vouch(self, last_hash: bytes) -> bytes:
        """The hub's own signature over a run that the device's signature cannot reach; see `sync.wire.WireRun`."""
        return self.signing.sign(b"motcua run 1\x00" + last_hash)

    def device_key(self, device: str) -> Ed25519PrivateKey:
        """The key of a device the hub itself owns, derived so that every hub process has the same."""
        secret = self.signing.private_bytes(_RAW, _SECRET, _PLAIN)
        seed = HKDF(hashes.SHA256(), 32, salt=None, info=b"motcua hub device 1\x00" + device.encode()).derive(secret)
        return Ed25519PrivateKey.from_private_bytes(seed)


def _secret(path: Path) -> bytes:
    """The 32 bytes in ``path``, made on first use. Two processes that start at once end with the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(os.urandom(32))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
    return path.read_bytes()


def load_keys(folder: Path) -> HubKeys:
    """The keys in ``folder``, made on first use."""
    signing = folder / "signing.key"
    escrow = folder / "escrow.key"
    return HubKeys(
        Ed25519PrivateKey.from_private_bytes(signing.read_bytes() if signing.exists() else _secret(signing)),
        X25519PrivateKey.from_private_bytes(escrow.read_bytes() if escrow.exists() else _secret(escrow)),
    )
