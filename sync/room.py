"""What comes in leaves the officer room to work: on a nearly full disk only what is ours still goes out."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from app.errors import DiskFull

if TYPE_CHECKING:
    from app.desk.office import Office

ROOM = 64 * 1024 * 1024
"""Bytes of the disk that nothing from the hub may take; the store's own reserve lies below it."""


def check_room(office: Office, coming: int = 0) -> None:
    """Raises DiskFull when ``coming`` bytes would leave less than `ROOM` for acts and scans of this machine."""
    free = shutil.disk_usage(office.profile).free
    if free - coming < ROOM:
        raise DiskFull(free=free, needed=ROOM + coming)
