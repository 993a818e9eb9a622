"""Fetching the lists of revoked certificates that authorities give out, where this machine's settings allow it.

An authority that does not answer is no failure of the line to the hub: signatures are then judged by the list there is.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import requests

from app.desk import trust

if TYPE_CHECKING:
    from app.desk.office import Office

log = logging.getLogger(__name__)

OLD_SECONDS = 12 * 3600.0
"""A list that came later than so long ago is not asked for again."""

_WAIT_SECONDS = 5.0
_WHOLE_SECONDS = 60.0
_LARGEST = 32 * 1024 * 1024
_PIECE = 64 * 1024


def fetch_lists(office: Office, unless: Callable[[], bool] = lambda: False) -> int:
    """Fetch the lists that are older than `OLD_SECONDS`; how many newer ones came.

    Does nothing where the settings do not allow it, and stops when ``unless`` says that there is something better to
    do. What is sent is the address alone.
    """
    if not office.machine_settings().fetch_revocation:
        return 0
    newer = 0
    with requests.Session() as session:
        for address in trust.list_addresses(office):
            if unless():
                break
            age = trust.list_age(office, address)
            if age is not None and 0 <= age < OLD_SECONDS:
                continue
            data = _fetched(session, address, unless)
            newer += data is not None and trust.keep_list(office, address, data)
    return newer


def _fetched(session: requests.Session, address: str, unless: Callable[[], bool]) -> bytes | None:
    started = time.monotonic()
    whole = bytearray()
    try:
        with session.get(address, stream=True, timeout=_WAIT_SECONDS, allow_redirects=False) as answer:
            if answer.status_code != 200:
                log.info("no revocation list: status %d", answer.status_code)
                return None
            for piece in answer.iter_content(_PIECE):
                whole += piece
                if len(whole) > _LARGEST or time.monotonic() - started > _WHOLE_SECONDS or unless():
                    return None
    except (requests.RequestException, OSError, ValueError) as error:
        log.info("no revocation list: %s", type(error).__name__)
        return None
    return bytes(whole)
