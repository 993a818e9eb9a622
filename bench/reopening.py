"""An office opened again by a process of its own: its keys go along in the environment, so no passphrase is stretched.

What is imported is imported late: the window bench counts every import as part of the start.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.desk.office import Clock, Office

_SECRETS = "BENCH_SECRETS"


def environment_for(office: Office) -> dict[str, str]:
    """The environment of a child that draws off screen and may open ``office`` once it is closed here."""
    keys = office.keys
    secrets = (keys.store_key, keys.file_key, keys.device_key.private_bytes_raw())
    told = {"QT_QPA_PLATFORM": "offscreen", _SECRETS: ",".join(part.hex() for part in secrets)}
    return {**os.environ, **told}


def open_again(profile: Path, clock: Clock | None = None) -> Office:
    """The office of a profile whose keys came in the environment."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from app.desk.office import FILES_NAME, STORE_NAME, Office, system_clock
    from app.desk.rows import state_row
    from app.store.database import open_store
    from app.vault.files import FileVault
    from app.vault.keys import ProfileKeys

    store_key, file_key, device_key = (bytes.fromhex(part) for part in os.environ[_SECRETS].split(","))
    keys = ProfileKeys(store_key, file_key, Ed25519PrivateKey.from_private_bytes(device_key))
    store = open_store(profile / STORE_NAME, keys.store_key, fold=state_row)
    return Office(profile, store, FileVault(profile / FILES_NAME, keys.file_key), keys, clock or system_clock)
