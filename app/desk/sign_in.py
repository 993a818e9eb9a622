"""Signing in at the counter, on line or not: the reference data carry every officer's password hash."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from app.desk.acting import Session
from app.desk.office import Office
from app.domain.events import VIETNAM
from app.domain.reference import Reference
from app.domain.text import given_name_key
from app.domain.units import Officer
from app.errors import ReferenceMissing, SignInRefused
from app.store import enrolment, settings

FREE_TRIES = 5
LOCK_STEP = timedelta(seconds=30)
LONGEST_LOCK = timedelta(minutes=15)
"""Wrong passwords past the free tries lock the account on this machine: 30 s, 60 s, 120 s … up to the longest."""

COUNTER_ROLES = frozenset({"officer", "supervisor", "administrator"})


@dataclass(frozen=True)
class OfficerChoice:
    """One line of the sign-in list."""

    id: str
    name: str
    position: str


def officers(office: Office) -> list[OfficerChoice]:
    """Who may sign in at this counter today: officers of its unit, in the order of their names."""
    day = office.now().astimezone(VIETNAM).date()
    with office.store.read() as connection:
        device = enrolment.current(connection)
    if device is None:
        return []
    found = [
        OfficerChoice(officer.id, officer.name, officer.position)
        for officer in office.reference().officers.values()
        if officer.unit == device.unit and officer.valid_on(day) and officer.role in COUNTER_ROLES
    ]
    return sorted(found, key=lambda choice: given_name_key(choice.name))


def sign_in(office: Office, officer_id: str, password: str) -> Session:
    """The session of the officer whose password it is.

    Raises SignInRefused: it does not say whether officer or password was wrong; ``until`` says how long
    the account stays locked on this machine after too many tries.
    """
    reference = office.reference()
    now = office.now()
    with office.store.read() as connection:
        device = enrolment.current(connection)
        tries = settings.sign_in_tries(connection, officer_id)
    if device is None:
        raise ReferenceMissing(what="enrolment")
    if tries is not None and tries.wrong > FREE_TRIES:
        lock = min(LOCK_STEP * 2 ** (tries.wrong - FREE_TRIES - 1), LONGEST_LOCK)
        # A clock set back must not shorten the lock, nor one set forward lengthen it past the longest.
        if tries.last_at <= now < tries.last_at + lock:
            raise SignInRefused("password", until=(tries.last_at + lock).isoformat())
    officer = reference.officer(officer_id)
    if not _may(officer, device.unit, office) or officer is None or not _matches(officer.password_hash, password):
        with office.store.write() as connection:
            settings.note_wrong_sign_in(connection, officer_id, now)
        raise SignInRefused("password")
    if tries is not None:
        with office.store.write() as connection:
            settings.clear_sign_in_tries(connection, officer_id)
    return Session(
        officer.id,
        officer.name,
        officer.role,
        officer.position,
        device.unit,
        unit_name(reference, device.unit),
        device.counter,
        device.device,
        now,
    )


def unlock(office: Office, session: Session, password: str) -> None:
    """Lets the officer of a locked window back in. Raises SignInRefused."""
    sign_in(office, session.officer, password)


def unit_name(reference: Reference, code: str) -> str:
    """The one-stop shop's name for screens and papers, else the unit's own."""
    unit = reference.unit(code)
    return (unit.one_stop_name or unit.name) if unit is not None else code


def _may(officer: Officer | None, unit: str, office: Office) -> bool:
    day = office.now().astimezone(VIETNAM).date()
    return officer is not None and officer.unit == unit and officer.valid_on(day) and officer.role in COUNTER_ROLES


def _matches(password_hash: str, password: str) -> bool:
    try:
        return PasswordHasher().verify(password_hash, password)
    except (VerifyMismatchError, InvalidHashError):
        return False
