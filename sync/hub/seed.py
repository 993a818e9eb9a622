"""A sample province for demonstration and tests, from the shipped units, officers, catalogue, calendars and sets."""

from __future__ import annotations

from datetime import datetime

from argon2 import PasswordHasher

import resources
from sync.hub.database import Database
from sync.hub.keys import HubKeys
from sync.hub.reference import import_parts

SAMPLE_PASSWORD = "motcua"  # noqa: S105 (of invented officers; documented as such)
"""The password of every sample officer. A province imports its own officers, with hashes it made itself."""


def seed(
    database: Database,
    keys: HubKeys,
    *,
    now: datetime,
    look_up_address: str = "",
    hasher: PasswordHasher | None = None,
) -> int:
    """Import the shipped sample data; the version of the reference data it makes.

    ``look_up_address`` is what a citizen's telephone opens from the QR of a receipt, the code put behind it.
    """
    make = hasher or PasswordHasher()
    parts = resources.reference_parts()
    # One hash for all: they share the password, and a hash a head would keep a demonstration waiting.
    password_hash = make.hash(SAMPLE_PASSWORD)
    parts["officers"] = [{**officer, "password_hash": password_hash} for officer in parts["officers"]]
    parts["settings"] = {"look_up_address": look_up_address}
    return database.run(lambda connection: import_parts(connection, parts, keys, now=now))
