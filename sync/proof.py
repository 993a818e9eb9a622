"""Whether what a hub relayed is what its devices signed: no event enters the store on the word of the hub alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from app.domain.events import envelope_fault, run_is_signed
from app.store.deliveries import Delivery
from app.store.runs import Run
from sync.wire import FeedEntry, WireRun, from_wire, placement_from_wire, run_hashes

_NUMBER_LIMIT = 2**62
"""JSON has no largest number, the store has."""


@dataclass(frozen=True)
class Keyring:
    """Public keys of the devices by id, and the hub's own, which vouches for links cut off by a damaged one."""

    devices: Mapping[str, Ed25519PublicKey]
    hub: Ed25519PublicKey


@dataclass(frozen=True)
class Doubt:
    """The first entry that is not proved: its position, its device, and ``unknown_device``, ``unsigned`` or the
    fault of its envelope."""

    position: int
    device: str
    cause: str


@dataclass(frozen=True)
class Proved:
    """The entries up to the first doubt, with the runs that devices signed themselves (kept to be relayed)."""

    deliveries: list[Delivery]
    runs: list[Run]
    doubt: Doubt | None


def prove(entries: Sequence[FeedEntry], runs: Iterable[WireRun], keyring: Keyring) -> Proved:
    """Check every entry against its envelope and against a run its device signed."""
    signed: dict[tuple[str, int], bytes] = {}
    kept: list[Run] = []
    for run in runs:
        hashes = _signed_hashes(run, keyring)
        for place, link_hash in enumerate(hashes):
            signed[run.device, run.first_seq + place] = link_hash
        if hashes and not run.by_hub:
            kept.append(
                Run(
                    run.device,
                    run.first_seq,
                    bytes.fromhex(run.prev),
                    tuple(bytes.fromhex(body_hash) for body_hash in run.body_hashes),
                    bytes.fromhex(run.signature),
                )
            )
    deliveries: list[Delivery] = []
    for entry in entries:
        try:
            delivery = Delivery(entry.position, from_wire(entry.event), placement_from_wire(entry.placement))
        except ValueError:
            return Proved(deliveries, kept, Doubt(entry.position, entry.event.device, "form"))
        cause = _cause(delivery, signed, keyring)
        if cause is not None:
            return Proved(deliveries, kept, Doubt(entry.position, entry.event.device, cause))
        deliveries.append(delivery)
    return Proved(deliveries, kept, None)


def _signed_hashes(run: WireRun, keyring: Keyring) -> list[bytes]:
    """The link hashes of a run that is signed as it says; empty for any other."""
    key = keyring.hub if run.by_hub else keyring.devices.get(run.device)
    try:
        hashes = run_hashes(run)
        signature = bytes.fromhex(run.signature)
    except (ValueError, OverflowError):
        return []
    if key is None or not hashes or not run_is_signed(key, hashes[-1], signature):
        return []
    return hashes


def _cause(delivery: Delivery, signed: Mapping[tuple[str, int], bytes], keyring: Keyring) -> str | None:
    event, link = delivery.event, delivery.event.link
    if not 0 < link.device_seq < _NUMBER_LIMIT or not 0 < delivery.placement.stream_seq < _NUMBER_LIMIT:
        return "form"
    fault = envelope_fault(event)
    if fault is not None:
        return fault
    if not 0 <= event.body.base < _NUMBER_LIMIT or not 0 <= event.body.version < _NUMBER_LIMIT:
        return "form"
    if link.device not in keyring.devices:
        return "unknown_device"
    return None if signed.get((link.device, link.device_seq)) == link.hash else "unsigned"
