"""Reference data as the hub keeps it in parts, puts it together, and signs it for each unit."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from app.domain.documents import plain
from app.domain.reference import Reference, load_reference, reference_document
from app.errors import ReferenceMissing
from sync.hub.database import Connection, Database
from sync.hub.devices import ensure_hub_device
from sync.hub.keys import HubKeys
from sync.wire import SignedReference

PARTS = ("units", "officers", "catalogue", "calendar", "regulation_sets", "settings", "authorities")
_OPTIONAL = frozenset({"settings", "authorities"})


def import_parts(connection: Connection, parts: Mapping[str, object], keys: HubKeys, *, now: datetime) -> int:
    """Put ``parts`` (any of `PARTS`, each as its plain document) in the place of those kept; the new version.

    Everything is loaded first, so data that does not hold together is refused whole: raises ReferenceInvalid
    naming part and entry. Raises ReferenceMissing while a part was never given. New units get their number and the
    hub's own device.
    """
    keep_parts(connection, parts)
    reference = load_reference(assemble(connection))
    for code in reference.units:
        connection.execute(
            "INSERT INTO unit (code, number) SELECT %s, coalesce(max(number), 0) + 1 FROM unit "
            "ON CONFLICT (code) DO NOTHING",
            (code,),
        )
        connection.execute("INSERT INTO unit_head (unit) VALUES (%s) ON CONFLICT (unit) DO NOTHING", (code,))
        ensure_hub_device(connection, code, keys, now=now)
    connection.execute("UPDATE hub SET reference_version = reference_version + 1")
    return version_of(connection)


def keep_parts(connection: Connection, parts: Mapping[str, object]) -> list[str]:
    """Keep ``parts`` without putting them in force; the parts that were never given, without which nothing is."""
    for kind, document in parts.items():
        if kind not in PARTS:
            raise ValueError(f"no such part: {kind}")
        connection.execute(
            "INSERT INTO reference_part (kind, document) VALUES (%s, %s) "
            "ON CONFLICT (kind) DO UPDATE SET document = excluded.document",
            (kind, msgspec.json.encode(plain(document)).decode()),
        )
    kept = {row.kind for row in connection.execute("SELECT kind FROM reference_part")}
    return [kind for kind in PARTS if kind not in kept and kind not in _OPTIONAL]


def version_of(connection: Connection) -> int:
    """The number of the reference data in force; it grows with every change."""
    row = connection.execute("SELECT reference_version FROM hub").fetchone()
    return int(row.reference_version) if row is not None else 0


def assemble(connection: Connection) -> dict[str, object]:
    """The whole reference document of the version in force. Raises ReferenceMissing while a part was never given."""
    kept = {row.kind: msgspec.json.decode(row.document) for row in connection.execute("SELECT * FROM reference_part")}
    for kind in PARTS:
        if kind not in kept and kind not in _OPTIONAL:
            raise ReferenceMissing(part=kind)
    devices = [
        {"device": row.id, "unit": row.unit, "counter": row.counter, "public_key": row.public_key.hex()}
        for row in connection.execute("SELECT id, unit, counter, public_key FROM device ORDER BY enrolled_at, id")
    ]
    return reference_document(
        version=version_of(connection),
        units=kept["units"],
        officers=kept["officers"],
        catalogue=kept["catalogue"],
        calendar=kept["calendar"],
        regulation_sets=kept["regulation_sets"],
        devices=devices,
        settings=kept.get("settings"),
        authorities=kept.get("authorities", ()),
    )


def _in_one_look(connection: Connection) -> dict[str, object]:
    """`assemble` by one look at the database, or a counter that enrols in between would be missing under the very
    version it has brought about, and nobody would read again."""
    connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    return assemble(connection)


class ReferenceDesk:
    """The reference data in force, read again only when its version has changed. Safe to use from any thread."""

    def __init__(self, database: Database, keys: HubKeys) -> None:
        self._database = database
        self._keys = keys
        self._lock = threading.Lock()
        self._version = -1
        self._document: dict[str, Any] = {}
        self._reference: Reference | None = None
        self._signed: dict[str, SignedReference] = {}

    def current(self) -> Reference:
        """The typed reference data. Raises ReferenceMissing before any was imported."""
        return self.at(self._in_force())

    def at(self, version: int) -> Reference:
        """`current` for who has just read in the database that ``version`` is in force, or a newer one by now."""
        with self._lock:
            return self._refresh(version)

    def signed_for(self, unit: str) -> SignedReference:
        """The signed document for the counters of ``unit``: password hashes of its own officers only, because a stolen
        counter must not give away the whole province's."""
        version = self._in_force()
        with self._lock:
            self._refresh(version)
            found = self._signed.get(unit)
            if found is None:
                officers = [
                    officer if officer.get("unit") == unit else {**officer, "password_hash": ""}
                    for officer in self._document["officers"]
                ]
                data = msgspec.json.encode({**self._document, "officers": officers})
                signature = self._keys.sign_reference(data).hex()
                found = self._signed[unit] = SignedReference(self._version, msgspec.Raw(data), signature)
            return found

    def _in_force(self) -> int:
        # Asked without the lock: whoever waits for the database lets the others go on.
        rows = self._database.rows("SELECT reference_version FROM hub")
        return int(rows[0].reference_version) if rows else 0

    def _refresh(self, version: int) -> Reference:
        # Who asked before another comes here after it reads anew what is in force by now, never what it heard of.
        if self._reference is None or version != self._version:
            document = self._database.run(_in_one_look)
            self._reference = load_reference(document)
            self._document, self._signed = document, {}
            self._version = self._reference.version
        return self._reference
