"""What a journal entry is: body, personal part and link, the bytes that are hashed, and how a chain is proved.

An event is a *body* (facts, no personal data), a *personal part* that travels beside it and can be
thinned away later, and a *link* into the chain of the device that recorded it. The bytes that are
hashed are the bytes that are stored and sent; nothing is ever re-encoded.
"""

from __future__ import annotations

import hashlib
import os
import re
import time
import uuid
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from typing import Any, Generic, Literal, Self, TypeVar, overload

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
"""Vietnamese local time; the country keeps no daylight saving."""

GENESIS = bytes(32)
"""``prev_hash`` of the first link of a device."""

BODY_LIMIT = 256 * 1024
PERSONAL_LIMIT = 256 * 1024
"""Largest body and personal part in bytes; anything larger is a bad envelope."""

StreamType = Literal["dossier", "device", "register"]
EnvelopeFault = Literal[
    "body_hash", "personal_hash", "link_hash", "signature", "size", "nul", "body_form", "fork", "id_reused", "scope"
]


class Body(msgspec.Struct, frozen=True, gc=False):
    """The decoded body of an event. ``payload`` is plain JSON data; `acts.payload_of` types it.

    ``base`` is the last ``stream_seq`` the officer had seen; ``personal`` the SHA-256 of
    salt and personal bytes, or None when the act has no personal part.
    """

    id: str
    stream: str
    stream_type: StreamType
    kind: str
    version: int
    at: datetime
    unit: str
    officer: str
    base: int
    payload: dict[str, object]
    personal: str | None = None


class Personal(msgspec.Struct, frozen=True, gc=False):
    """Names, numbers, addresses and free text of one event, with the salt that hides them in the body's hash."""

    salt: bytes
    data: bytes

    def digest(self) -> str:
        return hashlib.sha256(self.salt + self.data).hexdigest()


class Link(msgspec.Struct, frozen=True, gc=False):
    """One link of a device's chain. ``device_seq`` counts 1, 2, 3 … without a gap."""

    device: str
    device_seq: int
    prev_hash: bytes
    body_hash: bytes
    hash: bytes


_T = TypeVar("_T")


class read_once(Generic[_T]):  # noqa: N801 (used as a decorator, like property)
    """An attribute that is computed at its first use and then kept.

    Not `functools.cached_property`: that of Python 3.11 takes one lock for all objects, and the hub's workers would
    stand in line for it.
    """

    def __init__(self, compute: Callable[[Any], _T]) -> None:
        self._compute = compute
        self.__doc__ = compute.__doc__

    @overload
    def __get__(self, owner: None, kind: type | None = None) -> Self: ...
    @overload
    def __get__(self, owner: object, kind: type | None = None) -> _T: ...
    def __get__(self, owner: object | None, kind: type | None = None) -> Self | _T:
        if owner is None:
            return self
        value = vars(owner)[self._compute.__name__] = self._compute(owner)
        return value


class Event(msgspec.Struct, frozen=True, dict=True):
    """An event as recorded: exact body bytes, personal part (None when absent or thinned) and link."""

    body_bytes: bytes
    personal: Personal | None
    link: Link

    @read_once
    def body(self) -> Body:
        """The body, decoded once; raises ValueError as `decode_body` does."""
        return decode_body(self.body_bytes)

    @read_once
    def personal_fields(self) -> dict[str, object] | None:
        """The plain mapping of the personal part, decoded once; raises ValueError as `personal_data` does."""
        return personal_data(self.personal)


Verdict = Literal["effective", "unconfirmed", "set_aside"]


class Placement(msgspec.Struct, frozen=True, gc=False):
    """What the hub said of an event: its dense place in its stream, and a verdict that replicas never re-decide.

    ``rule`` names the rule of a set-aside event or the cause of an unconfirmed one. The register
    numbers (Quyển số, Số thứ tự) come with the placement of the act that enters a dossier in the book.
    """

    stream_seq: int
    verdict: Verdict
    rule: str | None
    placed_at: datetime
    register_book: str | None = None
    register_number: int | None = None


class Entry(msgspec.Struct, frozen=True, dict=True):
    """One event as a fold reads it: typed body, decoded personal data, placement (None while pending)."""

    body: Body
    personal: dict[str, object] | None
    placement: Placement | None
    device: str

    def at_place(self, placement: Placement) -> Entry:
        """The same entry with its place; what was read of it already is not read again."""
        made = Entry(self.body, self.personal, placement, self.device)
        vars(made).update(vars(self))
        return made


_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
YEARS = range(1900, 9000)
"""Years an act may be of: nearer to the ends of what a date can be, computing with it fails."""


def new_id(milliseconds: int | None = None) -> str:
    """A UUIDv7 (RFC 9562) as text: sortable by the millisecond it was made in."""
    stamp = time.time_ns() // 1_000_000 if milliseconds is None else milliseconds
    random = int.from_bytes(os.urandom(10))
    value = (stamp & (1 << 48) - 1) << 80 | random & ((1 << 80) - 1)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(uuid.UUID(int=value))


@lru_cache(maxsize=4096)  # A page of events names the same few seconds again and again.
def instant_text(instant: datetime) -> str:
    """``2026-11-23T07:30:00Z``: UTC, to the second, fractions cut off. Naive instants are refused."""
    if instant.tzinfo is None:
        raise ValueError("an instant without a time zone")
    return instant.astimezone(UTC).isoformat(timespec="seconds")[:19] + "Z"


@lru_cache(maxsize=4096)
def instant_of(text: str) -> datetime:
    """The aware UTC instant of `instant_text`'s form; raises ValueError for any other form."""
    if len(text) != 20 or (text[4], text[7], text[10], text[13], text[16], text[19]) != ("-", "-", "T", ":", ":", "Z"):
        raise ValueError(f"not an instant: {text!r}")
    return datetime.fromisoformat(text)


def encode_body(body: Body) -> bytes:
    """The bytes of a new body: compact JSON, keys sorted. Made once, when the act is recorded."""
    document = {
        "id": body.id,
        "stream": body.stream,
        "stream_type": body.stream_type,
        "kind": body.kind,
        "version": body.version,
        "at": instant_text(body.at),
        "unit": body.unit,
        "officer": body.officer,
        "base": body.base,
        "payload": body.payload,
    }
    if body.personal is not None:
        document["personal"] = body.personal
    return msgspec.json.encode(document, order="sorted")


class _BodyForm(msgspec.Struct, frozen=True, gc=False):
    id: str
    stream: str
    stream_type: StreamType
    kind: str
    version: int
    at: str
    unit: str
    officer: str
    base: int
    payload: dict[str, object]
    personal: str | None = None


_body_decoder = msgspec.json.Decoder(_BodyForm)


def decode_body(data: bytes) -> Body:
    """The body in ``data``. Raises ValueError (msgspec.ValidationError is one) when it is not of the form."""
    form = _body_decoder.decode(data)
    return Body(
        form.id,
        form.stream,
        form.stream_type,
        form.kind,
        form.version,
        instant_of(form.at),
        form.unit,
        form.officer,
        form.base,
        form.payload,
        form.personal,
    )


def seal_personal(data: dict[str, object] | None) -> Personal | None:
    """Personal data under a fresh 32-byte salt; None for None or an empty mapping."""
    if not data:
        return None
    return Personal(os.urandom(32), msgspec.json.encode(data, order="sorted"))


def personal_data(personal: Personal | None) -> dict[str, object] | None:
    """The plain mapping of a personal part; None when absent or thinned."""
    if personal is None:
        return None
    return msgspec.json.decode(personal.data, type=dict[str, object])


def link_hash(device: str, device_seq: int, prev_hash: bytes, body_hash: bytes) -> bytes:
    """SHA-256 over a domain tag, the device, its sequence number, the previous hash and the body's hash."""
    head = b"motcua link 1\x00" + device.encode() + b"\x00" + device_seq.to_bytes(8)
    return hashlib.sha256(head + prev_hash + body_hash).digest()


def make_link(device: str, device_seq: int, prev_hash: bytes, body_bytes: bytes) -> Link:
    """The next link of a device's chain over ``body_bytes``."""
    body_hash = hashlib.sha256(body_bytes).digest()
    return Link(device, device_seq, prev_hash, body_hash, link_hash(device, device_seq, prev_hash, body_hash))


def _has_nul(data: bytes) -> bool:
    # The six letters alone may be an officer's own: written out, they stand behind an escaped backslash.
    return b"\\u0000" in data and _NUL.search(data) is not None


def is_too_large(event: Event) -> bool:
    """True when body or personal part has more bytes than an event may have."""
    return len(event.body_bytes) > BODY_LIMIT or bool(event.personal and len(event.personal.data) > PERSONAL_LIMIT)


def envelope_fault(event: Event) -> EnvelopeFault | None:
    """What is wrong with one event on its own: sizes, NUL, body form, body hash, personal hash, link hash.

    A NUL in any string is refused here because PostgreSQL cannot keep it; one such event must
    not stand in the way of all others.
    """
    if is_too_large(event):
        return "size"
    if _has_nul(event.body_bytes) or (event.personal and _has_nul(event.personal.data)):
        return "nul"
    try:
        body = event.body
        _ = event.personal_fields
    except ValueError:
        return "body_form"
    # One way to write an id: another spelling of an id the hub has would be a new one to us and the old one to it.
    if not (_ID.fullmatch(body.id) and _ID.fullmatch(body.stream)) or body.at.year not in YEARS:
        return "body_form"
    if hashlib.sha256(event.body_bytes).digest() != event.link.body_hash:
        return "body_hash"
    if event.personal is not None and event.personal.digest() != body.personal:
        return "personal_hash"
    link = event.link
    if link_hash(link.device, link.device_seq, link.prev_hash, link.body_hash) != link.hash:
        return "link_hash"
    return None


def chain_fault(links: Iterable[Link]) -> int | None:
    """The ``device_seq`` of the first link that does not follow the one before it; None for an unbroken run."""
    before: Link | None = None
    for link in links:
        if before is not None and (link.device_seq != before.device_seq + 1 or link.prev_hash != before.hash):
            return link.device_seq
        before = link
    return None


def stretches(links: Iterable[tuple[str, int]]) -> list[tuple[str, int, int]]:
    """Device, first and last ``device_seq`` of each unbroken stretch of ``links``, which are devices and numbers."""
    found: list[tuple[str, int, int]] = []
    for device, seq in sorted(set(links)):
        if found and found[-1][0] == device and found[-1][2] == seq - 1:
            found[-1] = (device, found[-1][1], seq)
        else:
            found.append((device, seq, seq))
    return found


def sign_run(key: Ed25519PrivateKey, links: Sequence[Link]) -> bytes:
    """The device's signature over the last hash of a run; it vouches for every link before it."""
    return key.sign(b"motcua run 1\x00" + links[-1].hash)


def run_is_signed(key: Ed25519PublicKey, last_hash: bytes, signature: bytes) -> bool:
    """True when ``signature`` is the device's own over ``last_hash``."""
    try:
        key.verify(signature, b"motcua run 1\x00" + last_hash)
    except InvalidSignature:
        return False
    return True
