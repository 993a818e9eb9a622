"""A machine's standing with its hub: its identity, its number ranges, the reference data it works by, the last contact.

Enrolling again gives a new identity; what no hub has recorded yet moves to it byte for byte (design §4).
"""

from __future__ import annotations

import platform
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import Connection

from app.desk.post_status import LAST_CONTACT
from app.domain.events import VIETNAM, instant_of, instant_text
from app.domain.ranges import NumberRange
from app.domain.reference import load_reference
from app.errors import EnrolmentCodeRefused, FieldRequired, HubAnswerInvalid, HubRefused, HubUnauthorised
from app.store import enrolment, journal, numbers, reference, settings
from app.store.enrolment import Enrolment
from app.store.reference import ReferenceDocument
from app.vault import keys as vault_keys
from app.vault.files import write_durably
from app.vault.keys import ProfileKeys
from sync.client import HubClient, Timeouts
from sync.wire import EnrolmentAnswer, EnrolmentRequest, NumberRangeGrant, SignedReference

if TYPE_CHECKING:
    from app.desk.office import Office

ESCROW_NAME = "keys.escrow"
"""In the profile's folder: store and file key, sealed to the province; it must lie outside the store it opens."""
CONTACT_KEPT_EVERY = timedelta(minutes=1)
_NEXT_KEY = "post.next_device_key"
_ALWAYS = date.min
"""Reference data carry their effective dates inside; a version is usable as soon as it is here."""


def enrol(office: Office, hub_url: str, code: str, *, name: str = "", passphrase: str | None = None) -> Enrolment:
    """Trades a one-time code for this machine's identity and keeps all that comes with it; gives the enrolment.

    May be called again after any failure, with the same code: the hub then gives the same identity. A machine
    enrolled before gets a new key, for which a profile under a passphrase needs the ``passphrase``.
    Raises HubAddressInvalid, FieldRequired (``code``, ``passphrase``), PassphraseWrong, EnrolmentCodeRefused,
    and what the client raises.
    """
    if not code.strip():
        raise FieldRequired("code")
    keys = _keys_to_enrol(office)
    _check_passphrase(office, keys, passphrase)
    with closing(HubClient(hub_url, office.now)) as client:
        try:
            answer = client.enrol(_request(keys, code.strip(), name))
        except HubRefused as refused:
            if refused.facts.get("reason") != "key_known":
                raise
            # This key got an identity whose answer never came back, and now there is another code.
            keys = _fresh_keys(office)
            _check_passphrase(office, keys, passphrase)
            answer = client.enrol(_request(keys, code.strip(), name))
        except HubUnauthorised as refused:
            if refused.facts.get("reason") == "enrolment_code":
                raise EnrolmentCodeRefused("code") from refused
            raise
    return _take_in(office, keys, client.address, answer, passphrase)


def _request(keys: ProfileKeys, code: str, name: str) -> EnrolmentRequest:
    public = keys.device_key.public_key().public_bytes_raw().hex()
    proof = keys.device_key.sign(b"motcua enrol 1\x00" + code.encode()).hex()
    return EnrolmentRequest(code, public, name or platform.node() or "-", proof)


def _keys_to_enrol(office: Office) -> ProfileKeys:
    """The profile's own keys the first time; with another device key when theirs already has an identity."""
    with office.store.read() as connection:
        is_first = enrolment.current(connection) is None
        kept = settings.load(connection, _NEXT_KEY, str, "")
    if kept:
        return replace(office.keys, device_key=Ed25519PrivateKey.from_private_bytes(bytes.fromhex(kept)))
    return office.keys if is_first else _fresh_keys(office)


def _fresh_keys(office: Office) -> ProfileKeys:
    """The keys with a fresh device key, kept (in the encrypted store) before the hub hears of it: if the answer is
    lost, the same code with the same key brings it again."""
    fresh = vault_keys.new_device_key(office.keys)
    with office.store.write() as connection:
        settings.save(connection, _NEXT_KEY, fresh.device_key.private_bytes_raw().hex())
    return fresh


def _check_passphrase(office: Office, keys: ProfileKeys, passphrase: str | None) -> None:
    """A changed device key can only be kept by whoever can open the profile: asked before the hub is, not after."""
    if keys is not office.keys and vault_keys.needs_passphrase(office.profile):
        vault_keys.unlock(office.profile, passphrase=passphrase)


def _take_in(
    office: Office, keys: ProfileKeys, address: str, answer: EnrolmentAnswer, passphrase: str | None
) -> Enrolment:
    taken_in = _enrolment_of(office, address, answer)
    document = document_of(office, answer.reference, taken_in.hub_key)
    granted = grants_of(answer.ranges)
    write_durably(office.profile / ESCROW_NAME, vault_keys.escrow(keys, taken_in.escrow_key))
    if keys is not office.keys:
        needed = vault_keys.needs_passphrase(office.profile)
        vault_keys.save(office.profile, keys, passphrase=passphrase if needed else None)
        office.keys = keys
    with office.store.write() as connection:
        enrolment.enrol(connection, taken_in)
        reference.keep(connection, document)
        numbers.grant(connection, taken_in.device, granted)
        journal.reissue(connection, taken_in.device)
        settings.forget(connection, _NEXT_KEY)
        heard(office, connection, answer.now)
    return taken_in


def _enrolment_of(office: Office, address: str, answer: EnrolmentAnswer) -> Enrolment:
    """The enrolment to keep. The epoch stays that of an earlier one, so that the first pull sees a hub restored
    meanwhile."""
    with office.store.read() as connection:
        before = enrolment.current(connection)
    epoch = answer.epoch if before is None else before.epoch
    try:
        hub_key, escrow_key = bytes.fromhex(answer.hub_key), bytes.fromhex(answer.escrow_key)
        Ed25519PublicKey.from_public_bytes(hub_key)
    except ValueError as error:
        raise HubAnswerInvalid(reason="hub_key") from error
    return Enrolment(answer.device, answer.unit, answer.counter, address, hub_key, escrow_key, epoch, office.now())


def client_of(office: Office, timeouts: Timeouts | None = None) -> HubClient | None:
    """A client speaking for this machine; None before its first enrolment."""
    with office.store.read() as connection:
        current = enrolment.current(connection)
    if current is None:
        return None
    return HubClient(current.hub_url, office.now, device=current.device, key=office.keys.device_key, timeouts=timeouts)


def current_of(connection: Connection) -> Enrolment:
    """The enrolment in force; calling this on a machine without one is a bug."""
    current = enrolment.current(connection)
    if current is None:
        raise RuntimeError("the post of a machine that was never enrolled")
    return current


# ---------------------------------------------------------------- reference data


def refresh_reference(office: Office, client: HubClient) -> bool:
    """Fetches newer reference data and keeps it if its signature and its contents hold; True when there was some.

    Raises ReferenceInvalid for data this program cannot read; the old data then stay in force.
    """
    with office.store.read() as connection:
        current = current_of(connection)
        have = reference.latest_version(connection) or 0
    signed = client.reference(have)
    if signed is None or signed.version <= have:
        return False
    document = document_of(office, signed, current.hub_key)
    with office.store.write() as connection:
        reference.keep(connection, document)
    return True


def document_of(office: Office, signed: SignedReference, hub_key: bytes) -> ReferenceDocument:
    """Reference data whose signature is the hub's and which this program can read.

    Raises HubAnswerInvalid (``reference_unsigned``) and ReferenceInvalid.
    """
    data = bytes(signed.data)
    try:
        signature = bytes.fromhex(signed.signature)
        Ed25519PublicKey.from_public_bytes(hub_key).verify(signature, b"motcua reference 1\x00" + data)
        document = msgspec.json.decode(data, type=dict[str, object])
    except (ValueError, InvalidSignature) as error:
        raise HubAnswerInvalid(reason="reference_unsigned", version=signed.version) from error
    load_reference(document)
    return ReferenceDocument(signed.version, _ALWAYS, data, signature, office.now())


class _Certificate(msgspec.Struct, frozen=True):
    device: str
    public_key: str


class _Certificates(msgspec.Struct, frozen=True):
    devices: list[_Certificate]


def device_keys(connection: Connection) -> dict[str, Ed25519PublicKey]:
    """The keys of all devices, ours too, by the newest reference data held."""
    mark = reference.latest_mark(connection)
    if mark not in _keys:
        # Asked for every page of a feed, and every device of the province stands in it.
        data = reference.latest(connection).data
        _keys.clear()
        _keys[mark] = _keys_in(data)
    return dict(_keys[mark])


_keys: dict[tuple[int, bytes], dict[str, Ed25519PublicKey]] = {}
"""The keys of the newest reference data, by its version and signature; one entry at most."""


def _keys_in(data: bytes) -> dict[str, Ed25519PublicKey]:
    certificates = msgspec.json.decode(data, type=_Certificates).devices
    return {each.device: Ed25519PublicKey.from_public_bytes(bytes.fromhex(each.public_key)) for each in certificates}


# ---------------------------------------------------------------- numbers


def refresh_ranges(office: Office, client: HubClient) -> int:
    """Asks for number ranges for the days ahead; gives the number of ranges held then."""
    with office.store.read() as connection:
        current = current_of(connection)
        left, held = ranges_held(office, connection, current)
    answer = client.ranges(left, held)
    granted = grants_of(answer.ranges)
    with office.store.write() as connection:
        numbers.grant(connection, current.device, granted)
        heard(office, connection, answer.now)
    return len(granted)


def ranges_held(office: Office, connection: Connection, current: Enrolment) -> tuple[int, list[NumberRangeGrant]]:
    """How many numbers are left today, and the ranges they come from."""
    today = office.now().astimezone(VIETNAM).date()
    held = numbers.ranges(connection, current.device, current.unit)
    left = numbers.left(connection, current.device, current.unit, today)
    return left, [_grant(each) for each in held if each.last_day >= today]


def _grant(held: NumberRange) -> NumberRangeGrant:
    return NumberRangeGrant(
        held.id, held.unit, held.first, held.last, held.first_day.isoformat(), held.last_day.isoformat()
    )


def grants_of(ranges: Sequence[NumberRangeGrant]) -> list[NumberRange]:
    """Ranges as the store keeps them. Raises HubAnswerInvalid for days or bounds that make no range."""
    try:
        granted = [
            NumberRange(
                each.id,
                each.unit,
                each.first,
                each.last,
                date.fromisoformat(each.first_day),
                date.fromisoformat(each.last_day),
            )
            for each in ranges
        ]
    except ValueError as error:
        raise HubAnswerInvalid(reason="ranges") from error
    if any(not 1 <= each.first <= each.last < 10**9 or each.last_day < each.first_day for each in granted):
        raise HubAnswerInvalid(reason="ranges")
    return granted


# ---------------------------------------------------------------- the last contact


def heard(office: Office, connection: Connection, hub_now: str) -> None:
    """Keep that the hub answered now, and what it said the time is: a clock behind it, or far from it, is wrong."""
    settings.saw_hub_time(connection, instant_of(hub_now), office.now())
    settings.save(connection, LAST_CONTACT, instant_text(office.now()))


def contact_is_due(office: Office) -> bool:
    """True when the last contact kept is so old that an answer without news is worth a transaction."""
    with office.store.read() as connection:
        kept = settings.load(connection, LAST_CONTACT, str, "")
    return not kept or abs(office.now() - instant_of(kept)) >= CONTACT_KEPT_EVERY
