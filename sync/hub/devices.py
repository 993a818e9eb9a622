"""Who may speak to the hub: one-time enrolment codes, devices, and the token that every request carries."""

from __future__ import annotations

import hashlib
import re
import secrets
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

import jwt
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from app.domain.events import new_id
from app.errors import ReferenceMissing
from sync.hub.database import Connection, Database
from sync.hub.faults import Refused
from sync.hub.keys import HubKeys
from sync.wire import AUDIENCE, TOKEN_SECONDS, EnrolmentRequest

CODE_HOURS = 24
"""Life of an enrolment code."""
CLOCK_LEEWAY = timedelta(seconds=300)
"""How far a device's clock may be off before its token is refused; the answer's ``Date`` then tells it the time."""
COUNTER_LABEL = re.compile(r"[A-Z0-9]{1,8}")
"""A counter's label, as it stands in provisional codes (codes.md §5)."""
CONTACT_STEP = timedelta(hours=1)
"""How exactly the hub keeps when a device was last heard of."""
TOKENS = 4096
"""Tokens whose signature is remembered: more than a province has devices."""
TOKEN_LIMIT = 2048
"""Most letters of a token; a device's own has some 300."""
_NOT_VALID = (jwt.PyJWTError, TypeError, ValueError, KeyError, OverflowError)
"""What reading a token may raise; every one of them means that it is not a device's of ours."""
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


@dataclass(frozen=True)
class Caller:
    """The device behind a request; a revoked one is let in only where its acts are put aside. ``unheard`` where it is
    still to be noted that it was heard of."""

    device: str
    unit: str
    revoked: bool = False
    unheard: bool = False


@dataclass
class _KnownDevice:
    """What is remembered of a device that was accepted; ``contact`` is when it was last noted that it was heard of."""

    unit: str
    public_key: bytes
    contact: datetime | None


class KnownDevices:
    """The devices that one process knows, and the tokens they have shown, for who pushes: placing asks the database
    once more whether the device is still accepted, so the door need not.

    When the line of a province comes back, its counters knock in one second, each with a new token.
    """

    def __init__(self) -> None:
        self._devices: dict[str, _KnownDevice] = {}
        self._tokens: dict[str, tuple[str, float, float]] = {}
        self._since = datetime.min.replace(tzinfo=UTC)
        self._reading, self._remembering = threading.Lock(), threading.Lock()

    def caller(self, authorization: str | None, now: datetime) -> Caller | None:
        """The known device that made a token which is good; None where the database has to be asked, or a refusal to
        be worded. ``unheard`` is said until `heard` is called."""
        token = _token_in(authorization)
        try:
            id, begins, ends = self._tokens.get(token) or self._read(token)
        except _NOT_VALID:
            return None
        return self._caller(id, now) if _in_time(begins, ends, now) else None

    def meet(self, database: Database, authorization: str | None, now: datetime) -> Caller:
        """The device that made a token, revoked or not. Whoever is accepted is known from then on, and so are all that
        were enrolled up to now. Raises Refused as `authenticate` does."""
        # Who stood in line for a thread may be known by now.
        known = self.caller(authorization, now)
        if known is not None:
            return known
        row = _shown_by(database, authorization, now, even_revoked=True)
        if row.revoked:
            return _noted(database, row, now)
        self._know(row)
        # One reads for all; nobody waits for it, as the database may not answer.
        if self._reading.acquire(blocking=False):
            try:
                self._know_enrolled(database)
            finally:
                self._reading.release()
        return Caller(row.id, row.unit, unheard=_long_ago(row.last_contact, now))

    def heard(self, id: str, now: datetime) -> None:
        """It is in the database that the device was heard of."""
        device = self._devices.get(id)
        if device is not None:
            device.contact = now

    def forget(self, id: str) -> None:
        """The device is not accepted any more."""
        self._devices.pop(id, None)

    def _caller(self, id: str, now: datetime) -> Caller | None:
        device = self._devices.get(id)
        return None if device is None else Caller(id, device.unit, unheard=_long_ago(device.contact, now))

    def _read(self, token: str) -> tuple[str, float, float]:
        """Issuer, beginning and end of a token that a known device signed; raises one of `_NOT_VALID` for others."""
        id = _issuer(token)
        read = (id, *_times(token, self._devices[id].public_key))
        with self._remembering:
            while len(self._tokens) >= TOKENS:
                del self._tokens[next(iter(self._tokens))]
            self._tokens[token] = read
        return read

    def _know_enrolled(self, database: Database) -> None:
        """Know who was enrolled since the last one known; one whose enrolment was committed late is met by itself."""
        rows = database.rows(
            "SELECT id, unit, public_key, last_contact, enrolled_at FROM device "
            "WHERE kind = 'counter' AND revoked_at IS NULL AND enrolled_at >= %(since)s",
            {"since": self._since},
        )
        for row in rows:
            self._know(row)
            self._since = max(self._since, row.enrolled_at)

    def _know(self, row: Any) -> None:
        self._devices.setdefault(row.id, _KnownDevice(row.unit, row.public_key, row.last_contact))


@dataclass(frozen=True)
class Enrolled:
    """A device that has just been, or had already been, enrolled with its code."""

    device: str
    unit: str
    counter: str


def code_hash(code: str) -> bytes:
    """What the hub keeps of an enrolment code, however a person has typed it."""
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    return hashlib.sha256(plain.encode()).digest()


def issue_code(connection: Connection, unit: str, counter: str, *, now: datetime, hours: int = CODE_HOURS) -> str:
    """A fresh one-time code that enrols one device at ``counter`` of ``unit``; only its hash is kept.

    Raises ReferenceMissing for a unit the hub does not have, ValueError for a label that is not 1 to 8 capitals
    and digits.
    """
    if not COUNTER_LABEL.fullmatch(counter):
        raise ValueError("a counter's label has 1 to 8 capital letters and digits")
    if connection.execute("SELECT 1 FROM unit WHERE code = %s", (unit,)).fetchone() is None:
        raise ReferenceMissing(unit=unit)
    code = "".join(secrets.choice(_ALPHABET) for _ in range(10))
    connection.execute(
        "INSERT INTO enrolment_code (hash, unit, counter, issued_at, expires_at) VALUES (%s, %s, %s, %s, %s)",
        (code_hash(code), unit, counter, now, now + timedelta(hours=hours)),
    )
    return f"{code[:5]}-{code[5:]}"


def enrol(connection: Connection, request: EnrolmentRequest, *, now: datetime) -> Enrolled:
    """Make the device of a one-time code. The same key with the same code gets the same device again.

    Raises Refused (403 ``enrolment_code``) for a code that is wrong, used by another key or out of date,
    and (422 ``proof``) when the sender does not hold the key.
    """
    try:
        public = bytes.fromhex(request.public_key)
        key = Ed25519PublicKey.from_public_bytes(public)
        key.verify(bytes.fromhex(request.proof), b"motcua enrol 1\x00" + request.code.encode())
    except (ValueError, InvalidSignature):
        raise Refused(422, "proof", "the proof does not belong to the key") from None
    row = connection.execute(
        "SELECT hash, unit, counter, expires_at, device FROM enrolment_code WHERE hash = %s FOR UPDATE",
        (code_hash(request.code),),
    ).fetchone()
    if row is None:
        raise Refused(403, "enrolment_code")
    if row.device is not None:
        same = connection.execute(
            "SELECT 1 FROM device WHERE id = %s AND public_key = %s AND revoked_at IS NULL", (row.device, public)
        ).fetchone()
        if same is None:
            raise Refused(403, "enrolment_code")
        return Enrolled(row.device, row.unit, row.counter)
    if row.expires_at <= now:
        raise Refused(403, "enrolment_code")
    if connection.execute("SELECT 1 FROM device WHERE public_key = %s", (public,)).fetchone() is not None:
        raise Refused(409, "key_known", "this key already belongs to a device")
    device = new_id()
    connection.execute(
        "INSERT INTO device (id, unit, counter, name, kind, public_key, enrolled_at) "
        "VALUES (%s, %s, %s, %s, 'counter', %s, %s)",
        (device, row.unit, row.counter, request.name[:120], public, now),
    )
    connection.execute("UPDATE enrolment_code SET used_at = %s, device = %s WHERE hash = %s", (now, device, row.hash))
    connection.execute("UPDATE hub SET reference_version = reference_version + 1")
    return Enrolled(device, row.unit, row.counter)


def revoke(connection: Connection, device: str, *, now: datetime) -> bool:
    """Refuse the device from now on; its number ranges stay frozen until their last day. False when it is unknown
    or already revoked."""
    done = connection.execute(
        "UPDATE device SET revoked_at = %s WHERE id = %s AND revoked_at IS NULL AND kind = 'counter'", (now, device)
    )
    return done.rowcount == 1


def list_devices(connection: Connection) -> list[Any]:
    """All devices with what an administrator asks about them."""
    return connection.execute(
        "SELECT id, unit, counter, name, kind, enrolled_at, revoked_at, forked_at, last_seq, last_contact "
        "FROM device ORDER BY unit, counter, enrolled_at"
    ).fetchall()


def ensure_hub_device(connection: Connection, unit: str, keys: HubKeys, *, now: datetime) -> str:
    """The id of the device that acts for ``unit`` on the hub itself (board, official codes), made when missing."""
    row = connection.execute(
        "SELECT id FROM device WHERE unit = %s AND kind = 'hub' AND revoked_at IS NULL", (unit,)
    ).fetchone()
    if row is not None:
        return str(row.id)
    device = new_id()
    public = keys.device_key(device).public_key().public_bytes_raw()
    connection.execute(
        "INSERT INTO device (id, unit, counter, name, kind, public_key, enrolled_at) "
        "VALUES (%s, %s, 'HUB', 'hub', 'hub', %s, %s)",
        (device, unit, public, now),
    )
    connection.execute("UPDATE hub SET reference_version = reference_version + 1")
    return device


def authenticate(database: Database, authorization: str | None, *, now: datetime) -> Caller:
    """The device that made the Bearer token of a request; that it was heard of is noted, `CONTACT_STEP` exactly.

    Raises Refused (401): ``unauthorised`` for a token that is missing, wrong or of a device not accepted,
    ``clock`` for one whose times are too far from the hub's.
    """
    return _noted(database, _shown_by(database, authorization, now), now)


def _shown_by(database: Database, authorization: str | None, now: datetime, *, even_revoked: bool = False) -> Any:
    """The row of the device that made the token; raises Refused as `authenticate` does."""
    token, challenge = _token_in(authorization), {"WWW-Authenticate": "Bearer"}
    if not token:
        raise Refused(401, "unauthorised", "no token", headers=challenge)
    try:
        rows = database.rows(
            "SELECT id, unit, public_key, last_contact, revoked_at IS NOT NULL AS revoked FROM device "
            "WHERE id = %(id)s AND (revoked_at IS NULL OR %(even)s) AND kind = 'counter'",
            {"id": _issuer(token), "even": even_revoked},
        )
        if not rows:
            raise Refused(401, "unauthorised", "the device is not, or no longer, accepted", headers=challenge)
        begins, ends = _times(token, rows[0].public_key)
    except _NOT_VALID:
        raise Refused(401, "unauthorised", "the token is not valid", headers=challenge) from None
    if not _in_time(begins, ends, now):
        raise Refused(401, "clock", "the token's times are not the hub's", headers=challenge)
    return rows[0]


def _token_in(authorization: str | None) -> str:
    """The Bearer token in a header; empty where there is none of a size that a token has."""
    scheme, _, token = (authorization or "").partition(" ")
    return token if scheme.lower() == "bearer" and len(token) <= TOKEN_LIMIT else ""


def _noted(database: Database, row: Any, now: datetime) -> Caller:
    """The device of ``row``; that it was heard of is in the database."""
    if _long_ago(row.last_contact, now):
        database.tell("UPDATE device SET last_contact = %(now)s WHERE id = %(id)s", {"now": now, "id": row.id})
    return Caller(row.id, row.unit, row.revoked)


def _long_ago(contact: datetime | None, now: datetime) -> bool:
    return contact is None or contact < now - CONTACT_STEP


def _in_time(begins: float, ends: float, now: datetime) -> bool:
    here, leeway = now.timestamp(), CLOCK_LEEWAY.total_seconds()
    return begins <= here + leeway and ends >= here - leeway and ends - begins <= TOKEN_SECONDS


# A device shows the same token for minutes; what follows from the token alone is worked out once.


@lru_cache(maxsize=TOKENS)
def _issuer(token: str) -> str:
    return str(jwt.decode(token, options={"verify_signature": False}).get("iss", ""))


@lru_cache(maxsize=TOKENS)
def _times(token: str, public_key: bytes) -> tuple[float, float]:
    """When a token begins and ends that the holder of ``public_key`` signed; raises for any other."""
    claims = jwt.decode(
        token,
        Ed25519PublicKey.from_public_bytes(public_key),
        algorithms=["EdDSA"],
        audience=AUDIENCE,
        # Times are compared with the hub's own clock and leeway, at every request.
        options={
            "require": ["iss", "aud", "iat", "exp"],
            "verify_exp": False,
            "verify_iat": False,
            "verify_nbf": False,
        },
    )
    return float(claims["iat"]), float(claims["exp"])
