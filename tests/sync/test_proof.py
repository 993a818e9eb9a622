"""What is proved and what is not, entry by entry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.domain.acts import HandedOut
from app.domain.events import Event, instant_text, new_id, sign_run
from sync.proof import Doubt, Keyring, Proved, prove
from sync.wire import FeedEntry, WirePlacement, WireRun, to_wire
from tests.sync.hub.counter import NOON, Counter

HUB = Ed25519PrivateKey.generate()


@dataclass
class Told:
    """What a hub tells: entries and runs, to be spoilt by a test."""

    counter: Counter
    events: list[Event]
    entries: list[FeedEntry]
    runs: list[WireRun]

    def prove(self, *others: Counter) -> Proved:
        keys = {each.device: each.key.public_key() for each in (self.counter, *others)}
        return prove(self.entries, self.runs, Keyring(keys, HUB.public_key()))

    def proved(self, *others: Counter) -> tuple[int, Doubt | None]:
        found = self.prove(*others)
        assert [delivery.event for delivery in found.deliveries] == self.events[: len(found.deliveries)]
        return len(found.deliveries), found.doubt


def run_of(counter: Counter, events: list[Event], key: Ed25519PrivateKey | None = None) -> WireRun:
    links = [event.link for event in events]
    signature = sign_run(key or counter.key, links).hex()
    first = links[0]
    return WireRun(
        counter.device, first.device_seq, first.prev_hash.hex(), [link.body_hash.hex() for link in links], signature
    )


@pytest.fixture
def told() -> Told:
    """Three dossiers in one run."""
    counter = Counter()
    events = [counter.receive(f"H44.80.01-261123-{number:04}") for number in (1, 2, 3)]
    placement = WirePlacement(1, "effective", instant_text(NOON))
    entries = [FeedEntry(position, to_wire(event), placement) for position, event in enumerate(events, 1)]
    return Told(counter, events, entries, [run_of(counter, events)])


def test_what_its_device_signed_is_proved(told: Told) -> None:
    assert told.proved() == (3, None)


def test_runs_are_kept_as_they_came(told: Told) -> None:
    found = prove(
        told.entries, told.runs, Keyring({told.counter.device: told.counter.key.public_key()}, HUB.public_key())
    )
    assert [(run.first_seq, run.last_seq, len(run.body_hashes)) for run in found.runs] == [(1, 3, 3)]


def test_several_runs(told: Told) -> None:
    told.runs = [run_of(told.counter, told.events[:1]), run_of(told.counter, told.events[1:])]
    assert told.proved() == (3, None)


def test_the_hub_may_vouch_but_its_runs_are_not_kept_as_the_devices(told: Told) -> None:
    told.runs = [msgspec.structs.replace(run_of(told.counter, told.events, HUB), by_hub=True)]
    assert told.proved() == (3, None)
    found = prove(
        told.entries, told.runs, Keyring({told.counter.device: told.counter.key.public_key()}, HUB.public_key())
    )
    assert found.runs == []


def other_body(told: Told, place: int) -> None:
    body = bytes(told.entries[place].event.body).replace(b"0002", b"0007")
    told.entries[place] = msgspec.structs.replace(
        told.entries[place], event=msgspec.structs.replace(told.entries[place].event, body=msgspec.Raw(body))
    )


def change(told: Told, **fields: object) -> None:
    wire = msgspec.structs.replace(told.entries[1].event, **fields)
    told.entries[1] = msgspec.structs.replace(told.entries[1], event=wire)


def place(told: Told, **fields: object) -> None:
    placement = msgspec.structs.replace(told.entries[1].placement, **fields)
    told.entries[1] = msgspec.structs.replace(told.entries[1], placement=placement)


SPOILT: dict[str, tuple[Callable[[Told], object], str]] = {
    "another body": (lambda told: other_body(told, 1), "link_hash"),
    "another body under its old hash": (
        lambda told: (other_body(told, 1), change(told, body_hash=told.events[1].link.body_hash.hex())),
        "body_hash",
    ),
    "another name": (lambda told: change(told, personal=msgspec.Raw(b'{"a":"b"}')), "personal_hash"),
    "hash that is no hex": (lambda told: change(told, hash="xy"), "form"),
    "salt that is no hex": (lambda told: change(told, salt="xy"), "form"),
    "sequence without end": (lambda told: change(told, seq=2**70), "form"),
    "sequence below one": (lambda told: change(told, seq=-1), "form"),
    "place without end": (lambda told: place(told, stream_seq=2**70), "form"),
    "place below one": (lambda told: place(told, stream_seq=0), "form"),
    "no instant": (lambda told: place(told, placed_at="today"), "form"),
    "another device": (lambda told: change(told, device=new_id()), "link_hash"),
}


@pytest.mark.parametrize("name", SPOILT)
def test_one_spoilt_entry_ends_what_is_believed(told: Told, name: str) -> None:
    spoil, cause = SPOILT[name]
    spoil(told)
    number, doubt = told.proved()
    assert number == 1
    assert doubt is not None
    assert (doubt.position, doubt.cause) == (2, cause)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda run: msgspec.structs.replace(run, signature="00" * 64),
        lambda run: msgspec.structs.replace(run, signature="xy"),
        lambda run: msgspec.structs.replace(run, by_hub=True),
        lambda run: msgspec.structs.replace(run, first_seq=2),
        lambda run: msgspec.structs.replace(run, first_seq=-1),
        lambda run: msgspec.structs.replace(run, first_seq=2**70),
        lambda run: msgspec.structs.replace(run, prev="11" * 32),
        lambda run: msgspec.structs.replace(run, prev="xy"),
        lambda run: msgspec.structs.replace(run, body_hashes=[]),
        lambda run: msgspec.structs.replace(run, body_hashes=run.body_hashes[::-1]),
        lambda run: msgspec.structs.replace(run, device="another"),
    ],
)
def test_a_spoilt_run_proves_nothing(told: Told, spoil: Callable[[WireRun], WireRun]) -> None:
    told.runs = [spoil(told.runs[0])]
    assert told.proved() == (0, Doubt(1, told.counter.device, "unsigned"))


def test_a_signature_of_another_device_proves_nothing(told: Told) -> None:
    other = Counter()
    told.runs = [run_of(told.counter, told.events, other.key)]
    assert told.proved(other) == (0, Doubt(1, told.counter.device, "unsigned"))


def test_a_device_nobody_named(told: Told) -> None:
    stranger = Counter()
    event = stranger.receive("H44.80.01-261123-0009")
    told.entries.insert(1, FeedEntry(2, to_wire(event), told.entries[0].placement))
    told.runs.append(run_of(stranger, [event]))
    assert told.proved() == (1, Doubt(2, stranger.device, "unknown_device"))


def test_numbers_no_store_can_keep(told: Told) -> None:
    event = told.counter.event(told.counter.body(new_id(), HandedOut("receipt", "ab" * 32), base=2**70))
    told.entries.insert(0, FeedEntry(1, to_wire(event), told.entries[0].placement))
    told.events.insert(0, event)
    told.runs.append(run_of(told.counter, [event]))
    assert told.proved() == (0, Doubt(1, told.counter.device, "form"))
