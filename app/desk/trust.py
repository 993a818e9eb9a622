"""Whom this counter trusts on signatures, and which revocation lists lie here to judge them by."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from pathlib import Path

from app.desk.office import Office
from app.domain.authorities import Authority
from app.errors import ReferenceMissing
from app.store import settings
from app.vault.files import write_durably
from app.vault.trust import TrustMaterial, addresses_of_lists, list_is_newer, material_in, sorted_out

FOLDER = "revocation"
"""The folder of the profile that holds the lists the post fetched."""
_ADDRESSES = "revocation_lists"
_MOST_ADDRESSES = 200


@dataclass(frozen=True)
class _Addresses:
    addresses: tuple[str, ...] = ()


def material(office: Office) -> TrustMaterial:
    """What signatures are judged by here: the authorities of the province's reference data, the certificates and lists
    in the folder the machine's settings name, and the lists the post fetched."""
    found = sorted_out(authority.der for authority in _authorities(office))
    folder = office.machine_settings().trust_folder
    if folder:
        found = found.joined(material_in(Path(folder)), trusted=True)
    return found.joined(material_in(office.profile / FOLDER))


def list_addresses(office: Office) -> tuple[str, ...]:
    """Where the post fetches revocation lists: what the province names, what the authorities' certificates name, and
    what the certificates met on signatures named."""
    named = [address for authority in _authorities(office) for address in authority.lists]
    with office.store.read() as connection:
        met = settings.load(connection, _ADDRESSES, _Addresses, _Addresses()).addresses
    return tuple(dict.fromkeys([*named, *addresses_of_lists(material(office)), *met]))


def remember_addresses(office: Office, addresses: tuple[str, ...]) -> None:
    """Keep the addresses of lists that a certificate named; the oldest go when there are too many."""
    with office.store.read() as connection:
        known = settings.load(connection, _ADDRESSES, _Addresses, _Addresses()).addresses
    new = tuple(address for address in addresses if address not in known)
    if new:
        with office.store.write() as connection:
            settings.save(connection, _ADDRESSES, _Addresses((known + new)[-_MOST_ADDRESSES:]))


def keep_list(office: Office, address: str, data: bytes) -> bool:
    """Keep a revocation list as it came from ``address``; False where it is none, or none newer than the one here.

    Whether it is genuine is proven each time it is used, by its authority's signature on it.
    """
    path = _place(office, address)
    path.parent.mkdir(exist_ok=True)
    if not list_is_newer(data, path.read_bytes() if path.exists() else None):
        if path.exists():
            path.touch()  # Asked and answered: it is as new as there is.
        return False
    write_durably(path, data)
    return True


def list_age(office: Office, address: str) -> float | None:
    """Seconds since the list of ``address`` was last asked for and came; None where none is here."""
    try:
        return time.time() - _place(office, address).stat().st_mtime
    except OSError:
        return None


def _place(office: Office, address: str) -> Path:
    return office.profile / FOLDER / f"{hashlib.sha256(address.encode()).hexdigest()[:32]}.crl"


def _authorities(office: Office) -> tuple[Authority, ...]:
    try:
        return office.reference().authorities
    except ReferenceMissing:
        return ()
