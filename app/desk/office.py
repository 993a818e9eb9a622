"""The open office of one counter: store, files, keys, clock and the reference data in force, opened as one."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from app.desk.post_status import PostStatus
from app.desk.rows import state_row
from app.domain.events import VIETNAM
from app.domain.reference import Reference, load_reference
from app.errors import ReferenceMissing
from app.settings import MachineSettings
from app.store import reference, settings
from app.store.database import Store, open_store
from app.vault import key_file
from app.vault import keys as vault_keys
from app.vault.files import FileVault
from app.vault.keys import ProfileKeys

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]

STORE_NAME = "motcua.db"
FILES_NAME = "files"


def system_clock() -> datetime:
    """The machine's instant, aware UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


@dataclass
class Office:
    """Everything an act needs. Made by `open_office`; every function of the desk takes it first."""

    profile: Path
    store: Store
    vault: FileVault
    keys: ProfileKeys
    clock: Clock = system_clock
    post: PostStatus = field(default_factory=PostStatus)
    _reference: tuple[int, Reference] | None = field(default=None, repr=False)

    def now(self) -> datetime:
        return self.clock().astimezone(UTC).replace(microsecond=0)

    def reference(self) -> Reference:
        """The reference data in force. Raises ReferenceMissing on a machine that was never enrolled."""
        day = self.now().astimezone(VIETNAM).date()
        with self.store.read() as connection:
            version = reference.latest_version(connection, day)
            if version is None:
                raise ReferenceMissing(what="reference")
            if self._reference is not None and self._reference[0] == version:
                return self._reference[1]
            found = reference.latest(connection, day)
        loaded = load_reference(msgspec.json.decode(found.data, type=dict[str, object]))
        self._reference = (version, loaded)
        return loaded

    def machine_settings(self) -> MachineSettings:
        with self.store.read() as connection:
            return settings.load(connection, "machine", MachineSettings, MachineSettings())

    def save_machine_settings(self, chosen: MachineSettings) -> None:
        with self.store.write() as connection:
            settings.save(connection, "machine", chosen)


def open_office(profile: Path, *, passphrase: str | None = None, clock: Clock = system_clock) -> Office:
    """The office kept in ``profile``, made there when the folder is empty.

    Raises PassphraseWrong, StoreBusy (another program has it open), StoreNewer, StoreDamaged or StoreKeyWrong.
    """
    profile.mkdir(parents=True, exist_ok=True)
    known = key_file.has_keys(profile)
    keys = (
        vault_keys.unlock(profile, passphrase=passphrase)
        if known
        else vault_keys.create(profile, passphrase=passphrase)
    )
    store = open_store(profile / STORE_NAME, keys.store_key, fold=state_row)
    return Office(profile, store, FileVault(profile / FILES_NAME, keys.file_key), keys, clock)


def close_office(office: Office) -> None:
    """Closes the store; nothing is lost without it, since every act is on disk when it returns."""
    office.store.close()
