"""The key file of a profile: its form, whether it is there, and whether it is whole. It alone opens nothing.

Apart from `app.vault.keys` so that the first page can ask how a profile opens before anything cryptographic is loaded.
"""

from __future__ import annotations

import hashlib
import hmac
from pathlib import Path
from typing import Literal

import msgspec

from app.errors import StoreDamaged, StoreNewer

NAME = "keys.json"
VERSION = 1
MEMORY_LIMIT_KIB = 1024 * 1024
"""No honest file asks Argon2id for more; one that does would stop the machine."""


class KeyFile(msgspec.Struct, frozen=True, omit_defaults=True):
    """The form of the key file. ``check`` tells a damaged file from a wrong passphrase."""

    version: int
    wrap: Literal["keyring", "passphrase"]
    nonce: str
    sealed: str
    check: str
    account: str = ""
    salt: str = ""
    passes: int = 0
    memory_kib: int = 0
    lanes: int = 0


def has_keys(profile: Path) -> bool:
    """True when the profile has a key file, so it is to be unlocked and not created."""
    return (profile / NAME).is_file()


def read(profile: Path) -> KeyFile:
    """The key file of ``profile``. Raises StoreDamaged, or StoreNewer where a later program wrote it."""
    try:
        document = msgspec.json.decode((profile / NAME).read_bytes())
        if isinstance(document, dict) and isinstance(document.get("version"), int) and document["version"] > VERSION:
            raise StoreNewer(part="keys")
        form = msgspec.convert(document, KeyFile)
    except FileNotFoundError as error:
        raise StoreDamaged(part="keys", reason="missing") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise StoreDamaged(part="keys", reason="form") from error
    if not hmac.compare_digest(form.check, check(form)) or form.memory_kib > MEMORY_LIMIT_KIB:
        raise StoreDamaged(part="keys", reason="damaged")
    return form


def check(form: KeyFile) -> str:
    """The sum over the rest of ``form`` that tells a damaged file from a wrong passphrase."""
    return hashlib.sha256(msgspec.json.encode(msgspec.structs.replace(form, check=""), order="sorted")).hexdigest()
