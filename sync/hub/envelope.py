"""One device's run as it arrives: whole, signed and next in its chain, and what is wrong with each event of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from app.domain.events import Body, Entry, Event, Placement, envelope_fault, run_is_signed
from sync.hub import folding
from sync.hub.faults import Refused
from sync.wire import BATCH_LIMIT, Outcome, PushRequest, from_wire

HASH_BYTES = 32
SEQ_LIMIT = 2**62


@dataclass(frozen=True)
class KnownLink:
    """A link the hub already has, and what became of it."""

    prev: bytes
    hash: bytes
    outcome: str
    code: str | None
    event: str | None


@dataclass(eq=False)
class Offer:
    """One event of a run on its way to an outcome. ``fault`` is what is wrong with its envelope; without one there is
    an ``entry``, read once for rules and fold. ``new_link`` is False for a link the hub already has, or refuses to
    take into the chain; ``outcome`` is None while the event is still a candidate for a place; ``payload`` is None
    where it has not the form of its kind."""

    event: Event
    fault: str | None = None
    entry: Entry | None = None
    payload: Any = None
    new_link: bool = False
    outcome: Outcome | None = None
    code: str | None = None
    event_id: str = ""
    placement: Placement | None = None

    @property
    def body(self) -> Body | None:
        return None if self.entry is None else self.entry.body

    def refuse(self, code: str) -> None:
        self.outcome, self.code = "refused", code

    @property
    def candidate(self) -> bool:
        return self.outcome is None


def open_run(device: str, request: PushRequest) -> list[Event]:
    """The events of a run that is contiguous and the device's own; `check_run` says whether it signed them.

    Raises Refused for anything else: nothing of such a run can be trusted, so nothing of it is recorded.
    """
    if not 0 < len(request.events) <= BATCH_LIMIT:
        raise Refused(400, "run_broken", f"a run has 1 to {BATCH_LIMIT} events")
    try:
        events = [from_wire(wire) for wire in request.events]
    except ValueError:
        raise Refused(400, "request_invalid", "hashes are lower-case hex") from None
    links = [event.link for event in events]
    if any(len(part) != HASH_BYTES for link in links for part in (link.prev_hash, link.hash, link.body_hash)):
        raise Refused(400, "request_invalid", "hashes have 32 bytes")
    if any(link.device != device for link in links):
        raise Refused(403, "device", "events of another device")
    first = links[0].device_seq
    if not 0 < first < SEQ_LIMIT or any(link.device_seq != first + place for place, link in enumerate(links)):
        raise Refused(400, "run_broken", "device_seq is not contiguous")
    return events


def check_run(public_key: bytes, events: Sequence[Event], request: PushRequest) -> None:
    """Raises Refused unless the device with ``public_key`` signed the last link of the run, and so all of it."""
    try:
        signature = bytes.fromhex(request.signature)
    except ValueError:
        raise Refused(400, "request_invalid", "signatures are lower-case hex") from None
    if not run_is_signed(Ed25519PublicKey.from_public_bytes(public_key), events[-1].link.hash, signature):
        raise Refused(422, "signature", "the run is not signed by its device")


def examined(event: Event) -> Offer:
    """``event`` as an offer, its envelope checked."""
    fault = envelope_fault(event)
    if fault is not None:
        return Offer(event, fault)
    entry = Entry(event.body, event.personal_fields, None, event.link.device)
    return Offer(event, None, entry, folding.payload_of(entry) if folding.known(event.body) else None)


def follow_chain(offers: Sequence[Offer], last_seq: int, last_hash: bytes, known: Mapping[int, KnownLink]) -> bool:
    """Tie each offer to the chain the hub holds; whether the chain forks.

    Links already held keep their outcome (``upgrade`` ones are candidates again). From a fork on, everything is
    refused and nothing recorded: two machines speak with one identity. Raises Refused (409
    ``missing_predecessor``) when the run does not begin at or before the link the hub waits for.
    """
    if offers[0].event.link.device_seq > last_seq + 1:
        raise Refused(409, "missing_predecessor", "earlier links are missing", expected=last_seq + 1)
    forked = False
    for offer in offers:
        link = offer.event.link
        held = known.get(link.device_seq)
        # Links ahead of the unbroken chain may be held already: others brought them back after a restore.
        ahead = held is None or link.device_seq > last_seq
        forked = forked or (ahead and link.prev_hash != last_hash) or (held is not None and link.hash != held.hash)
        if forked:
            offer.refuse("fork")
            continue
        if ahead:
            last_hash = link.hash
        if held is None:
            offer.new_link = True
        elif held.outcome == "refused":
            offer.refuse(held.code or "refused")
        elif held.outcome == "placed":
            offer.outcome, offer.event_id = "already", held.event or ""
    return forked


def end_of_chain(offers: Sequence[Offer], known: Mapping[int, KnownLink]) -> tuple[int, bytes] | None:
    """Where the device's unbroken chain ends now: after the last link taken in, and after those already held that
    follow it. None when nothing new was taken in."""
    new = [offer.event.link for offer in offers if offer.new_link]
    if not new:
        return None
    return extended(new[-1].device_seq, new[-1].hash, known)


def extended(seq: int, last: bytes, known: Mapping[int, KnownLink]) -> tuple[int, bytes]:
    """The chain's end when ``known`` links follow ``seq`` without a break."""
    while (held := known.get(seq + 1)) is not None and held.prev == last:
        seq, last = seq + 1, held.hash
    return seq, last


def admit(offer: Offer, unit: str) -> None:
    """Give an outcome to a candidate with a bad envelope, of another unit, or of a kind this hub cannot read yet."""
    if offer.entry is None:
        offer.refuse(offer.fault or "body_form")
        return
    body = offer.entry.body
    offer.event_id = body.id
    if body.unit != unit:
        offer.refuse("scope")
    elif not folding.known(body):
        offer.outcome = "upgrade"


def runs_of(offers: Sequence[Offer]) -> list[tuple[int, int, bool]]:
    """The stretches of new links that one signature can prove: first and last device_seq, and whether the device's
    own signature reaches them (the hub must vouch for what lies before a link whose hash does not compute)."""
    new = [offer for offer in offers if offer.new_link]
    if not new:
        return []
    runs: list[tuple[int, int, bool]] = []
    first = new[0].event.link.device_seq
    last = new[-1].event.link.device_seq
    for offer in new:
        seq = offer.event.link.device_seq
        if offer.code == "link_hash":
            if first < seq:
                runs.append((first, seq - 1, False))
            first = seq + 1
    if first <= last:
        runs.append((first, last, True))
    return runs
