"""The words both ends of the post speak: types of protocol v1, and how events become them and back.

An event travels as its exact bytes: ``body`` and ``personal`` are raw JSON inside the message and are
never decoded and encoded again on the way. Hashes, salts, keys and signatures are lower-case hex.
Messages are JSON; bodies of requests and answers may be compressed with zstd (``Content-Encoding: zstd``).
"""

from __future__ import annotations

import hashlib
from typing import Literal

import msgspec
from msgspec.structs import replace

from app.domain.events import (
    Event,
    Link,
    Personal,
    Placement,
    Verdict,
    instant_of,
    instant_text,
    is_too_large,
    link_hash,
)

PROTOCOL = 1
BATCH = 100
"""Events in an ordinary push, and pulled events applied in one transaction."""
SNAPSHOT_STREAMS = 15
"""Most streams of one answer to a counter that begins."""
BATCH_LIMIT = 500
REQUEST_LIMIT = 1024 * 1024
"""Most events and most uncompressed bytes of one push."""
TOKEN_SECONDS = 600
"""Life of the EdDSA token (claims ``iss`` device, ``aud`` `AUDIENCE`, ``iat``, ``exp``) sent as Bearer."""
AUDIENCE = "motcua-hub"

Outcome = Literal["placed", "already", "upgrade", "refused"]


class WireEvent(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """One event on the way. The receiver computes the body's hash; ``body_hash`` is sent only by a sender whose
    body no longer gives the hash in its link (a damaged disk), so that the chain over it can still be proved.

    An absent or thinned personal part is ``null`` without a ``salt``.
    """

    body: msgspec.Raw
    device: str
    seq: int
    prev: str
    hash: str
    # A factory, because the schema writer cannot put a raw default into words.
    personal: msgspec.Raw = msgspec.field(default_factory=lambda: msgspec.Raw(b"null"))
    salt: str | None = None
    body_hash: str | None = None


class WirePlacement(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """The hub's word on an event; see `app.domain.events.Placement`."""

    stream_seq: int
    verdict: Verdict
    placed_at: str
    rule: str | None = None
    register_book: str | None = None
    register_number: int | None = None


class RegisterBook(msgspec.Struct, frozen=True):
    """A register book of a unit and the last number in it that the sender knows."""

    unit: str
    book: str
    last: int


class RegistersGiven(msgspec.Struct, frozen=True, omit_defaults=True):
    """Register numbers that a restored hub had given before: those of the events sent, by id, and the last number of
    each book among everything the sender has still to bring back."""

    numbers: dict[str, int] = {}
    books: list[RegisterBook] = []


class PushRequest(msgspec.Struct, frozen=True, omit_defaults=True):
    """A contiguous run of one device's events, oldest first, with the signature over the last hash.

    ``epoch`` is the one whose feed the device has read to its head; a hub restored since then refuses the run (409
    ``epoch``), because what others lost there must be offered before anything is built upon it.
    """

    events: list[WireEvent]
    signature: str
    epoch: str = ""
    registers: RegistersGiven = RegistersGiven()


class PushResult(msgspec.Struct, frozen=True, omit_defaults=True):
    """What became of one event. ``code`` is an `EnvelopeFault` when refused."""

    id: str
    seq: int
    outcome: Outcome
    placement: WirePlacement | None = None
    code: str | None = None


class PushAnswer(msgspec.Struct, frozen=True):
    now: str
    epoch: str
    results: list[PushResult]


class WireRun(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """The proof behind relayed events: every link of a signed run, so that a relay cannot forge.

    ``body_hashes[i]`` belongs to ``first_seq + i``; recomputing the links from ``prev`` must end in the
    hash that ``signature`` signs. The signature is the device's own; with ``by_hub`` it is the hub's, which vouches
    for links that a damaged link cuts off from the device's signature.
    """

    device: str
    first_seq: int
    prev: str
    body_hashes: list[str]
    signature: str
    by_hub: bool = False


class FeedEntry(msgspec.Struct, frozen=True, gc=False):
    """One event owed to a unit. ``position`` is dense per unit and epoch."""

    position: int
    event: WireEvent
    placement: WirePlacement


class FeedAnswer(msgspec.Struct, frozen=True):
    now: str
    epoch: str
    unit: str
    head: int
    entries: list[FeedEntry]
    runs: list[WireRun]


class SnapshotAnswer(msgspec.Struct, frozen=True):
    """Whole streams for a counter that begins: those not ended, or touched lately; entries by stream, then
    ``stream_seq`` (which is their position).

    ``head`` is the feed's head before the first of these streams was read: from the head of the first page on the feed
    tells the rest. ``next`` goes into the next call as ``after``; empty when this was the last page.
    """

    now: str
    epoch: str
    unit: str
    head: int
    entries: list[FeedEntry]
    runs: list[WireRun]
    next: str


class StreamAnswer(msgspec.Struct, frozen=True):
    """One stream whole, ``entries`` in ``stream_seq`` order (``position`` is the stream_seq)."""

    now: str
    epoch: str
    stream: str
    entries: list[FeedEntry]
    runs: list[WireRun]


class NumberRangeGrant(msgspec.Struct, frozen=True):
    """Ordinals ``first``–``last`` of a unit, usable by the device on each day from first to last day (ISO dates)."""

    id: str
    unit: str
    first: int
    last: int
    first_day: str
    last_day: str


class EnrolmentRequest(msgspec.Struct, frozen=True):
    """``proof`` is the new key's signature over ``b"motcua enrol 1\\0" + code``."""

    code: str
    public_key: str
    name: str
    proof: str


class SignedReference(msgspec.Struct, frozen=True):
    """Reference data as one signed document; the hub signs ``b"motcua reference 1\\0" + data``."""

    version: int
    data: msgspec.Raw
    signature: str


class OfferRequest(msgspec.Struct, frozen=True, omit_defaults=True):
    """Events that a restored hub has lost, whoever recorded them, in the order they came to the sender; ``runs`` prove
    every one of them.

    ``reference`` goes with a second try, after 409 ``unknown_device``: signed by the hub itself, it says which devices
    it had enrolled.
    """

    events: list[WireEvent]
    runs: list[WireRun]
    reference: SignedReference | None = None
    registers: RegistersGiven = RegistersGiven()


class EnrolmentAnswer(msgspec.Struct, frozen=True):
    now: str
    epoch: str
    device: str
    unit: str
    counter: str
    hub_key: str
    escrow_key: str
    ranges: list[NumberRangeGrant]
    reference: SignedReference


class RangesRequest(msgspec.Struct, frozen=True, omit_defaults=True):
    """How many unused numbers a day the device has left; the hub extends or adds ranges.

    ``held`` are the ranges the device works with: a restored hub learns from them what it granted since its copy.
    """

    left: int
    held: list[NumberRangeGrant] = []


class RangesAnswer(msgspec.Struct, frozen=True):
    now: str
    ranges: list[NumberRangeGrant]


class StreamDigest(msgspec.Struct, frozen=True):
    stream: str
    head: int
    digest: str


class ReconcileRequest(msgspec.Struct, frozen=True):
    """Digests per local day of acceptance (ISO date) of one unit: see `digest_of`."""

    unit: str
    days: dict[str, str]


class ReconcileAnswer(msgspec.Struct, frozen=True):
    """For each day that differs, what the hub holds."""

    now: str
    days: dict[str, list[StreamDigest]]


class Fault(msgspec.Struct, frozen=True, omit_defaults=True):
    """The body of every answer that is not 2xx. ``code`` is a word, ``detail`` is for logs, without personal data.

    ``retry_after`` comes in seconds with ``busy``; ``expected`` is the device_seq the hub waits for with
    ``missing_predecessor``, and the offset it waits for with ``offset``.
    """

    code: str
    detail: str = ""
    retry_after: int | None = None
    expected: int | None = None


def to_wire(event: Event) -> WireEvent:
    """The event in the words of the post, bytes unchanged."""
    personal = event.personal
    damaged = hashlib.sha256(event.body_bytes).digest() != event.link.body_hash
    return WireEvent(
        msgspec.Raw(event.body_bytes),
        event.link.device,
        event.link.device_seq,
        event.link.prev_hash.hex(),
        event.link.hash.hex(),
        msgspec.Raw(personal.data) if personal else msgspec.Raw(b"null"),
        personal.salt.hex() if personal else None,
        event.link.body_hash.hex() if damaged else None,
    )


def offered(event: Event) -> WireEvent:
    """The event as it is offered to a hub. Of one that is too large, which no counter of this version records, only the
    link: no call would carry the rest. The hub refuses it by that, and takes in what follows."""
    wire = to_wire(event)
    if not is_too_large(event):
        return wire
    nothing = msgspec.Raw(b"null")
    return replace(wire, body=nothing, personal=nothing, salt=None, body_hash=event.link.body_hash.hex())


def from_wire(wire: WireEvent) -> Event:
    """The event as received, its body hash computed here unless one is claimed. Raises ValueError for text that is no
    hex.

    Claimed hashes are kept as they are; `app.domain.events.envelope_fault` judges them.
    """
    body = bytes(wire.body)
    personal = None
    if wire.salt is not None:
        personal = Personal(bytes.fromhex(wire.salt), bytes(wire.personal))
    body_hash = hashlib.sha256(body).digest() if wire.body_hash is None else bytes.fromhex(wire.body_hash)
    link = Link(wire.device, wire.seq, bytes.fromhex(wire.prev), body_hash, bytes.fromhex(wire.hash))
    return Event(body, personal, link)


def placement_to_wire(placement: Placement) -> WirePlacement:
    return WirePlacement(
        placement.stream_seq,
        placement.verdict,
        instant_text(placement.placed_at),
        placement.rule,
        placement.register_book,
        placement.register_number,
    )


def placement_from_wire(wire: WirePlacement) -> Placement:
    return Placement(
        wire.stream_seq,
        wire.verdict,
        wire.rule,
        instant_of(wire.placed_at),
        wire.register_book,
        wire.register_number,
    )


def run_hashes(run: WireRun) -> list[bytes]:
    """The link hashes of a run, recomputed from its body hashes; the last one is what the device signed."""
    hashes: list[bytes] = []
    prev = bytes.fromhex(run.prev)
    for offset, body_hash in enumerate(run.body_hashes):
        prev = link_hash(run.device, run.first_seq + offset, prev, bytes.fromhex(body_hash))
        hashes.append(prev)
    return hashes


def digest_of(heads: dict[str, tuple[int, bytes]]) -> str:
    """The digest of one unit-day: streams in order, each with its head and the link hash of its last placed event."""
    total = hashlib.sha256()
    for stream in sorted(heads):
        head, last = heads[stream]
        total.update(f"{stream} {head} ".encode() + last)
    return total.hexdigest()
