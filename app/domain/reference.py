"""The reference data a counter or hub works by, read from the one plain document the hub signs and sends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from app.domain.authorities import Authority, load_authorities
from app.domain.calendar import WorkCalendar, load_calendar
from app.domain.catalogue import Catalogue, load_catalogue
from app.domain.documents import plain, rows, table, typed
from app.domain.regulation import RegulationSet, load_sets, set_for
from app.domain.units import (
    DeviceCertificate,
    Officer,
    Unit,
    load_devices,
    load_officers,
    load_units,
    successor_on,
)
from app.errors import ReferenceInvalid, ReferenceMissing


@dataclass(frozen=True)
class ReferenceSettings:
    """What the province sets for all its counters. Days are calendar days; every value here is assumed, so it is data.

    ``look_up_address`` goes before the code in the receipt's QR; empty: the code alone. A dossier that ended
    ``retention_days`` ago may be thinned. ``cross_boundary_due``: whether the slip of a dossier for another unit
    shows the due date computed as if received at acceptance, marked "dự kiến". ``guidance_restores``: scanning a
    guidance slip opens the draft again.
    """

    clock_tolerance_seconds: int = 300
    retention_days: int = 365
    range_days: int = 60
    look_up_address: str = ""
    cross_boundary_due: bool = True
    guidance_restores: bool = True


@dataclass(frozen=True)
class Reference:
    """Units, officers, catalogue, calendars, regulation sets, devices, settings and authorities of one version."""

    version: int
    units: Mapping[str, Unit]
    officers: Mapping[str, Officer]
    catalogue: Catalogue
    calendar: Mapping[str, object]
    sets: tuple[RegulationSet, ...]
    devices: Mapping[str, DeviceCertificate]
    settings: ReferenceSettings
    authorities: tuple[Authority, ...] = ()
    _calendars: dict[str, WorkCalendar] = field(default_factory=dict, compare=False, repr=False)

    def unit(self, code: str) -> Unit | None:
        """The unit with that code, of any time; None for an unknown one."""
        return self.units.get(code)

    def unit_answering(self, code: str, day: date) -> Unit | None:
        """The unit that answers on ``day`` for dossiers of ``code``: itself or its successor."""
        return successor_on(code, day, self.units)

    def officer(self, officer_id: str) -> Officer | None:
        """The officer with that id; None for an unknown one. Validity is the caller's question (`Officer.valid_on`)."""
        return self.officers.get(officer_id)

    def device(self, device: str) -> DeviceCertificate | None:
        """The certificate of a device; None for one the hub does not know."""
        return self.devices.get(device)

    def calendar_for(self, unit: str) -> WorkCalendar:
        """The working calendar of a unit: its own rows over its province's over the country's."""
        if unit not in self._calendars:
            self._calendars[unit] = load_calendar(self.calendar, unit=unit, file="calendar")
        return self._calendars[unit]

    def regulation_set(self, set_id: str) -> RegulationSet:
        """The set with that id, as it reads on its first day. Raises ReferenceMissing for an unknown one."""
        for found in self.sets:
            if found.id == set_id:
                return found
        raise ReferenceMissing(what="regulation_set", id=set_id)

    def regulation_set_for(self, day: date) -> RegulationSet:
        """The set of dossiers accepted on ``day``, as it reads then. Raises ReferenceMissing before the first set."""
        return set_for(day, self.sets)


def reference_document(
    *,
    version: int,
    units: Mapping[str, object],
    officers: Iterable[Mapping[str, object]],
    catalogue: Mapping[str, object],
    calendar: Mapping[str, object],
    regulation_sets: Iterable[Mapping[str, object]],
    devices: Iterable[Mapping[str, object]] = (),
    settings: Mapping[str, object] | None = None,
    authorities: Iterable[Mapping[str, object]] = (),
) -> dict[str, object]:
    """The plain JSON document of these parts: dates as ISO texts, times as ``HH:MM``. `load_reference` reads it back.

    The parts are the contents of the shipped TOML files (`resources.reference_parts`) or of a hub's own.
    """
    return {
        "version": version,
        "units": plain(units),
        "officers": plain(list(officers)),
        "catalogue": plain(catalogue),
        "calendar": plain(calendar),
        "regulation_sets": plain(list(regulation_sets)),
        "devices": plain(list(devices)),
        "settings": plain(settings or {}),
        "authorities": plain(list(authorities)),
    }


def load_reference(document: Mapping[str, object]) -> Reference:
    """The reference data in ``document``. Raises ReferenceInvalid naming part, entry and reason for anything wrong."""
    units = load_units(table(document, "units", "reference"))
    officers = load_officers(rows(document, "officers", "reference"), units)
    devices = load_devices(rows(document, "devices", "reference"), units)
    sets = load_sets(rows(document, "regulation_sets", "reference"))
    catalogue = load_catalogue(table(document, "catalogue", "reference"))
    calendar = table(document, "calendar", "reference")
    _check_levels(units, catalogue, sets)
    _check_calendar(calendar, units)
    version = typed(document.get("version"), int, "reference", "version")
    settings = typed(table(document, "settings", "reference"), ReferenceSettings, "settings", "settings")
    authorities = load_authorities(rows(document, "authorities", "reference"))
    return Reference(version, units, officers, catalogue, calendar, sets, devices, settings, authorities)


def _check_levels(units: Mapping[str, Unit], catalogue: Catalogue, sets: Iterable[RegulationSet]) -> None:
    """Raises ReferenceInvalid for a level no regulation set knows."""
    known = {
        level for found in sets for level in (*found.levels, *(key for _, on in found.changes for key in on.levels))
    }
    for unit in units.values():
        if unit.level not in known:
            raise ReferenceInvalid("units", unit.code, f"unknown level: {unit.level}")
    for level in sorted(catalogue.levels() - known):
        raise ReferenceInvalid("catalogue", level, f"unknown level: {level}")


def _check_calendar(calendar: Mapping[str, object], units: Mapping[str, Unit]) -> None:
    """Loads the country's and every unit's own calendar, so a bad row is refused now and not at the first dossier."""
    load_calendar(calendar, file="calendar")
    for layer in rows(calendar, "layers", "calendar"):
        scope = str(layer.get("scope", "country"))
        if scope == "country":
            continue
        code = str(layer.get(scope, ""))
        if code not in units:
            raise ReferenceInvalid("calendar", code, f"unknown unit of a {scope} layer")
        load_calendar(calendar, unit=code, file="calendar")
