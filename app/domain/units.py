"""Who acts: units of both eras with their successors, officers with their roles, devices with their keys."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from app.domain.codes import is_unit_code
from app.domain.documents import label, refuse_overlaps, rows, typed
from app.errors import ReferenceInvalid

_PHONE = re.compile(r"\+?[0-9][0-9 .]{5,17}")

Role = Literal["officer", "supervisor", "agency", "administrator"]

SUPERVISING: frozenset[Role] = frozenset({"supervisor", "administrator"})
"""Roles that may go past a rule with a reason and look at what the hub set aside."""


@dataclass(frozen=True)
class Unit:
    """An agency or one-stop shop. ``code`` is of the current style; ``code_2018`` only where the unit existed then.

    ``valid_to`` is its last day; ``successor`` the unit that took over its dossiers and papers. ``place`` is the
    place name before the date on papers. ``level`` is a word of the regulation set of its time. ``specialist_phone``
    and ``specialist_video`` (an https address) call those who work on its dossiers.
    """

    code: str
    name: str
    kind: str
    level: str
    valid_from: date
    code_2018: str = ""
    short_name: str = ""
    parent: str = ""
    valid_to: date | None = None
    successor: str = ""
    one_stop: bool = False
    one_stop_name: str = ""
    place: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    former_area: str = ""
    specialist_phone: str = ""
    specialist_video: str = ""
    points: tuple[str, ...] = ()

    def valid_on(self, day: date) -> bool:
        """True while the unit exists."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class Officer:
    """A person with an account: one role in one unit. ``password_hash`` is Argon2id and empty where none was set."""

    id: str
    name: str
    role: Role
    unit: str
    valid_from: date
    position: str = ""
    password_hash: str = ""
    phone: str = ""
    valid_to: date | None = None

    def valid_on(self, day: date) -> bool:
        """True while the account may act."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class DeviceCertificate:
    """A device the hub knows: its unit, counter label and Ed25519 public key (hex), so replicas can prove its chain."""

    device: str
    unit: str
    counter: str
    public_key: str


def load_units(document: Mapping[str, object], *, file: str = "units") -> dict[str, Unit]:
    """Units by code, in the order of the document (``unit``, ``reception_point``).

    Raises ReferenceInvalid for a malformed or doubled code, an unknown parent or successor, a successor that
    does not outlive its predecessor, or a reception point of an unknown unit.
    """
    points: dict[str, list[str]] = {}
    for number, point in enumerate(rows(document, "reception_point", file), 1):
        entry = f"reception_point {label(point, 'name', number)}"
        unit = typed(point.get("unit"), str, file, entry)
        points.setdefault(unit, []).append(typed(point.get("name"), str, file, entry))
    units: dict[str, Unit] = {}
    for number, row in enumerate(rows(document, "unit", file), 1):
        entry = label(row, "code", number)
        unit_of_row = typed({**row, "points": points.pop(str(row.get("code")), [])}, Unit, file, entry)
        if unit_of_row.code in units:
            raise ReferenceInvalid(file, entry, "listed twice")
        units[unit_of_row.code] = unit_of_row
    if points:
        raise ReferenceInvalid(file, f"reception_point of {next(iter(points))}", "unknown unit")
    for found in units.values():
        _check_unit(found, units, file)
    return units


def _check_unit(unit: Unit, units: Mapping[str, Unit], file: str) -> None:
    if not is_unit_code(unit.code) or unit.code[0].isdigit():
        raise ReferenceInvalid(file, unit.code, f"not a unit code: {unit.code}")
    if unit.code_2018 and not (is_unit_code(unit.code_2018) and unit.code_2018[0].isdigit()):
        raise ReferenceInvalid(file, unit.code, f"not a unit code of the 2018 style: {unit.code_2018}")
    if unit.parent and unit.parent not in units:
        raise ReferenceInvalid(file, unit.code, f"unknown parent: {unit.parent}")
    refuse_overlaps((unit,), file, unit.code)
    if unit.specialist_video and not unit.specialist_video.startswith("https://"):
        raise ReferenceInvalid(file, unit.code, "the specialists' video address is no https address")
    if unit.specialist_phone and not _PHONE.fullmatch(unit.specialist_phone):
        raise ReferenceInvalid(file, unit.code, "the specialists' phone is no phone number")
    if unit.successor:
        heir = units.get(unit.successor)
        if heir is None:
            raise ReferenceInvalid(file, unit.code, f"unknown successor: {unit.successor}")
        if unit.valid_to is None or (heir.valid_to is not None and heir.valid_to <= unit.valid_to):
            raise ReferenceInvalid(file, unit.code, f"successor {heir.code} does not outlive it")


def successor_on(code: str, day: date, units: Mapping[str, Unit]) -> Unit | None:
    """The unit that answers for ``code`` on ``day``: itself while it exists, else the first successor that does."""
    unit = units.get(code)
    while unit is not None and unit.valid_to is not None and unit.valid_to < day:
        unit = units.get(unit.successor)
    return unit


def load_officers(
    documents: Iterable[Mapping[str, object]], units: Mapping[str, Unit], *, file: str = "officers"
) -> dict[str, Officer]:
    """Officers by id. Raises ReferenceInvalid for a doubled id, an unknown role or unit, or a term that ends early."""
    officers: dict[str, Officer] = {}
    for number, row in enumerate(documents, 1):
        entry = label(row, "id", number)
        officer = typed(row, Officer, file, entry)
        if officer.id in officers:
            raise ReferenceInvalid(file, entry, "listed twice")
        if officer.unit not in units:
            raise ReferenceInvalid(file, entry, f"unknown unit: {officer.unit}")
        refuse_overlaps((officer,), file, entry)
        officers[officer.id] = officer
    return officers


def load_devices(
    documents: Iterable[Mapping[str, object]], units: Mapping[str, Unit], *, file: str = "devices"
) -> dict[str, DeviceCertificate]:
    """Device certificates by device id. Raises ReferenceInvalid for an unknown unit or a key that is no Ed25519 key."""
    devices: dict[str, DeviceCertificate] = {}
    for number, row in enumerate(documents, 1):
        entry = label(row, "device", number)
        device = typed(row, DeviceCertificate, file, entry)
        if device.unit not in units:
            raise ReferenceInvalid(file, entry, f"unknown unit: {device.unit}")
        try:
            key = bytes.fromhex(device.public_key)
        except ValueError:
            key = b""
        if len(key) != 32:
            raise ReferenceInvalid(file, entry, "not an Ed25519 public key in hex")
        devices[device.device] = device
    return devices
