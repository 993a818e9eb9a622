"""What a restored hub has lost is brought back to it, that of others with the proof it came with."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import Connection

from app.domain.events import Event, sign_run
from app.errors import HubRefused
from app.store import enrolment, reference, runs
from sync.client import HubClient
from sync.enrolment import device_keys
from sync.pushing import ENVELOPE_BYTES, Pace, Pushed, counted, registers_of, settle_answer
from sync.wire import REQUEST_LIMIT, OfferRequest, SignedReference, WireRun, to_wire

if TYPE_CHECKING:
    from app.desk.office import Office

log = logging.getLogger(__name__)


def offer_once(office: Office, client: HubClient, pace: Pace) -> Pushed:
    """Brings a restored hub the next events that it has lost, those of others with the proof they came with.

    Nothing of others is without a place: nothing is sent, and `push_once` does the rest.
    """
    with office.store.read() as connection:
        events = runs.to_offer(connection, pace.size, REQUEST_LIMIT - pace.size * ENVELOPE_BYTES)
        proofs = _proofs(connection, office, events)
        registers = registers_of(connection, events)
    if not events:
        return Pushed({})
    request = OfferRequest([to_wire(event) for event in events], proofs, registers=registers)
    try:
        answer = pace.run(lambda: client.offer(request))
    except HubRefused as refused:
        if refused.facts.get("reason") != "unknown_device":
            raise
        request = msgspec.structs.replace(request, reference=_reference_naming(office, events))
        answer = pace.run(lambda: client.offer(request))
    settlements = settle_answer(office, events, answer)
    log.info("brought back %d events", len(settlements))
    return counted(settlements)


def _proofs(connection: Connection, office: Office, events: Sequence[Event]) -> list[WireRun]:
    """The kept runs of others, each once, and our own links signed anew."""
    own = set(enrolment.devices(connection))
    found: dict[tuple[str, int], WireRun] = {}
    for event in events:
        link = event.link
        if link.device in own:
            signature = sign_run(office.keys.device_key, [link]).hex()
            prev, hashes = link.prev_hash, [link.body_hash.hex()]
            found[link.device, link.device_seq] = WireRun(link.device, link.device_seq, prev.hex(), hashes, signature)
        elif (kept := runs.run_over(connection, link.device, link.device_seq)) is not None:
            hashes = [each.hex() for each in kept.body_hashes]
            found[kept.device, kept.last_seq] = WireRun(
                kept.device, kept.first_seq, kept.prev_hash.hex(), hashes, kept.signature.hex()
            )
    return list(found.values())


def _reference_naming(office: Office, events: Sequence[Event]) -> SignedReference:
    """The newest reference data held that name a device which those in force do not, signed by the hub before it was
    restored."""
    with office.store.read() as connection:
        known = device_keys(connection)
        unknown = {event.link.device for event in events} - known.keys()
        kept = [found for device in unknown if (found := reference.naming(connection, device)) is not None]
        newest = max(kept, key=lambda document: document.version, default=None) or reference.latest(connection)
    return SignedReference(newest.version, msgspec.Raw(newest.data), newest.signature.hex())
