"""Scan profiles: the ways to scan that this machine offers, which one an officer works with, and who may change them.

The machine's own way stands first and has no name; it belongs to the machine's settings, which a supervisor changes.
"""

from __future__ import annotations

from dataclasses import replace

from app.desk import preferences
from app.desk.acting import Session
from app.desk.office import Office
from app.domain.text import nfc
from app.domain.units import SUPERVISING
from app.errors import RuleViolation
from app.settings import MachineSettings, ScanProfile

LONGEST_NAME = 40


def profiles(settings: MachineSettings) -> tuple[ScanProfile, ...]:
    """The machine's own way to scan, then the named ones as they were made."""
    own = ScanProfile(
        "",
        settings.scanner,
        settings.scan_source,
        settings.scan_dpi,
        "colour" if settings.scan_colour else "grey",
        settings.scan_paper,
        locked=True,
    )
    return (own, *settings.scan_profiles)


def chosen(office: Office, session: Session) -> ScanProfile:
    """The way this officer scans here; the machine's own when the one chosen is gone."""
    offered = profiles(office.machine_settings())
    name = preferences.officer_settings(office, session).scan_profile
    return next((profile for profile in offered if profile.name == name), offered[0])


def choose(office: Office, session: Session, name: str) -> ScanProfile:
    """The officer works with the profile of that name from now on (empty: the machine's own way)."""
    settings = preferences.officer_settings(office, session)
    preferences.save_officer_settings(office, session, replace(settings, scan_profile=name))
    return chosen(office, session)


def save(office: Office, session: Session, profile: ScanProfile, was: str = "") -> MachineSettings:
    """Keeps a new profile, or a changed one in the place of the one that ``was`` called so.

    Raises RuleViolation: ``scan_profile_name`` for a name that is empty, too long or another's, ``supervisor_needed``
    for an officer who would change or make a locked one.
    """
    settings = office.machine_settings()
    named = replace(profile, name=" ".join(nfc(profile.name).split()))
    others = [other.name for other in settings.scan_profiles if other.name != was]
    if not 0 < len(named.name) <= LONGEST_NAME or named.name in others:
        raise RuleViolation("scan_profile_name", "")
    before = next((other for other in settings.scan_profiles if other.name == was), None) if was else None
    _may_change(session, named, before)
    kept = tuple(named if other.name == was else other for other in settings.scan_profiles)
    return _keep(office, settings, kept if before is not None else (*kept, named))


def remove(office: Office, session: Session, name: str) -> MachineSettings:
    """Forgets a profile; whoever worked with it scans in the machine's own way. Raises RuleViolation
    ``supervisor_needed`` for a locked one."""
    settings = office.machine_settings()
    for profile in settings.scan_profiles:
        if profile.name == name:
            _may_change(session, profile)
    return _keep(office, settings, tuple(other for other in settings.scan_profiles if other.name != name))


def _may_change(session: Session, *concerned: ScanProfile | None) -> None:
    if session.role not in SUPERVISING and any(profile is not None and profile.locked for profile in concerned):
        raise RuleViolation("supervisor_needed", "")


def _keep(office: Office, settings: MachineSettings, kept: tuple[ScanProfile, ...]) -> MachineSettings:
    made = replace(settings, scan_profiles=kept)
    office.save_machine_settings(made)
    return made
