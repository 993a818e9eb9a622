"""The counter's side of a memory stick: what waits is packed for the hub, and its answer is taken in.

Sending by stick and by line may be mixed in any order; each thing is kept once, whichever way it came first.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Connection

from app.desk.post_status import LAST_CONTACT
from app.domain.events import VIETNAM, Event, instant_of, instant_text, new_id, sign_run
from app.errors import BundleInvalid, StoredFileDamaged
from app.store import files, journal, numbers, reference, settings, streams
from app.store.enrolment import Enrolment
from sync.bundle import ENDING, Question, Record, Whole, file_of, file_record, open_bundle, read_head, write_bundle
from sync.engine import Prover, take_page
from sync.enrolment import current_of, document_of, grants_of, ranges_held
from sync.parcels import RESULT, media_type
from sync.pushing import ENVELOPE_BYTES, keep_settlements, registers_of, settlements_of
from sync.wire import (
    BATCH,
    REQUEST_LIMIT,
    Fault,
    FeedAnswer,
    PushAnswer,
    PushRequest,
    RangesAnswer,
    RegistersGiven,
    SignedReference,
    offered,
)

if TYPE_CHECKING:
    from app.desk.office import Office

log = logging.getLogger(__name__)

MOST_EVENTS = 100_000
MOST_FILES = 10_000

_T = TypeVar("_T")


@dataclass(frozen=True)
class Packed:
    """A bundle made: where it lies, and how much is in it. ``damaged`` files could not be read and stay behind."""

    path: Path
    events: int
    files: int
    damaged: int


@dataclass
class TakenIn:
    """What an answer brought. ``faults`` are the hub's words for runs it did not take, ``fork`` among them."""

    settled: int = 0
    events: int = 0
    files_at_hub: int = 0
    files: int = 0
    faults: list[str] = field(default_factory=list)


def reply_key(device_key: Ed25519PrivateKey) -> X25519PrivateKey:
    """The key that answers are sealed to, made from the device's own, so that it need not be kept."""
    secret = HKDF(SHA256(), 32, salt=None, info=b"motcua bundle reply 1").derive(device_key.private_bytes_raw())
    return X25519PrivateKey.from_private_bytes(secret)


# ---------------------------------------------------------------- to the hub


def pack(office: Office, folder: Path) -> Packed:
    """Writes everything that waits for the hub, and what this machine asks of it, as one bundle into ``folder``.

    Nothing here changes by that: events and files wait until an answer or the line says otherwise. Raises OSError
    when the stick refuses.
    """
    with office.store.read() as connection:
        current = current_of(connection)
        events = journal.unsent(connection, MOST_EVENTS, MOST_EVENTS * REQUEST_LIMIT)
        going = [row.sha256 for row, _ in files.outgoing(connection, MOST_FILES)]
        registers = [registers_of(connection, run) for run in _runs_of(events)]
        question = _question(office, connection, current)
    here = [sha256 for sha256 in going if office.vault.has(sha256)]
    id, now = new_id(), office.now()
    stamp = now.astimezone(VIETNAM).strftime("%Y%m%d-%H%M%S")
    path = folder / f"{current.unit}-{current.counter}-{stamp}-{id[-4:]}{ENDING}"
    packed = _Records(office, current, question, events, registers, here)
    write_bundle(
        path,
        "up",
        id,
        current.device,
        instant_text(now),
        to=current.escrow_key,
        key=office.keys.device_key,
        records=packed.all(),
    )
    return Packed(path, len(events), packed.files, len(going) - packed.files)


def _question(office: Office, connection: Connection, current: Enrolment) -> Question:
    epoch, after = journal.cursor(connection, current.unit)
    left, held = ranges_held(office, connection, current)
    return Question(
        epoch or current.epoch,
        after,
        reference.latest_version(connection) or 0,
        left,
        held,
        [wanted.sha256 for wanted in files.wanted(connection)],
        reply_key(office.keys.device_key).public_key().public_bytes_raw().hex(),
    )


@dataclass
class _Records:
    """The records of a bundle, made while it is written, so that only one file is in memory at a time."""

    office: Office
    current: Enrolment
    question: Question
    events: Sequence[Event]
    registers: Sequence[RegistersGiven]
    going: Sequence[str]
    files: int = 0

    def all(self) -> Iterator[Record]:
        yield Record("question", msgspec.json.encode(self.question))
        for run, registers in zip(_runs_of(self.events), self.registers, strict=True):
            signature = sign_run(self.office.keys.device_key, [event.link for event in run]).hex()
            request = PushRequest([offered(event) for event in run], signature, self.current.epoch, registers)
            yield Record("push", msgspec.json.encode(request))
        for sha256 in self.going:
            try:
                data = self.office.vault.read(sha256)
            except StoredFileDamaged:
                log.warning("file %s is damaged and stays behind", sha256)
                continue
            self.files += 1
            yield file_record(sha256, data)


def _runs_of(events: Sequence[Event]) -> Iterator[list[Event]]:
    """``events`` in runs the hub takes at once."""
    run: list[Event] = []
    size = 0
    for event in events:
        own = len(event.body_bytes) + (len(event.personal.data) if event.personal else 0) + ENVELOPE_BYTES
        if run and (len(run) == BATCH or size + own > REQUEST_LIMIT):
            yield run
            run, size = [], 0
        run.append(event)
        size += own
    if run:
        yield run


# ---------------------------------------------------------------- from the hub


def take_in(office: Office, path: Path) -> TakenIn:
    """Takes in the hub's answer from a bundle; the same answer again changes nothing.

    Raises BundleInvalid for a bundle that is damaged, forged, for another machine or no answer, and HubAnswerInvalid
    for contents that contradict what is here; what was taken in before that stays.
    """
    head = read_head(path)
    with office.store.read() as connection:
        current = current_of(connection)
    if head.way != "down":
        raise BundleInvalid(reason="way")
    if head.device != current.device:
        raise BundleInvalid(reason="receiver")
    taken = TakenIn()
    signer, receiver = Ed25519PublicKey.from_public_bytes(current.hub_key), reply_key(office.keys.device_key)
    with open_bundle(path, signer=signer, receiver=receiver) as records:
        first = next(records, None)
        if first is None or first.kind != "question":
            raise BundleInvalid(reason="form")
        follows = _still_follows(office, current, _decoded(first, Question))
        for record in records:
            if record.kind != "feed":
                _take(office, current, record, taken)
            elif follows:
                page = Prover(office, None).page(_decoded(record, FeedAnswer))
                taken.events += take_page(office, page, None).number
    _answered(office, head.made)
    return taken


def _still_follows(office: Office, current: Enrolment, question: Question) -> bool:
    """False when this machine has meanwhile read the feed of another epoch: pages of the old one would set it back."""
    with office.store.read() as connection:
        epoch, after = journal.cursor(connection, current.unit)
    return (epoch or current.epoch) == question.epoch or (epoch, after) == ("", 0)


def _take(office: Office, current: Enrolment, record: Record, taken: TakenIn) -> None:
    match record.kind:
        case "reference":
            _take_reference(office, current, _decoded(record, SignedReference))
        case "answer":
            _take_results(office, _decoded(record, PushAnswer), taken)
        case "fault":
            taken.faults.append(_decoded(record, Fault).code)
        case "ranges":
            granted = grants_of(_decoded(record, RangesAnswer).ranges)
            with office.store.write() as connection:
                numbers.grant(connection, current.device, granted)
        case "whole":
            with office.store.write() as connection:
                for sha256 in _decoded(record, Whole).files:
                    row = files.get(connection, sha256)
                    if row is not None and row.upload not in ("held", "sent"):
                        files.sent(connection, sha256)
                        taken.files_at_hub += 1
        case "file":
            _take_file(office, *file_of(record), taken)
        case _:
            raise BundleInvalid(reason="form")


def _take_reference(office: Office, current: Enrolment, signed: SignedReference) -> None:
    with office.store.read() as connection:
        have = reference.latest_version(connection) or 0
    if signed.version > have:
        document = document_of(office, signed, current.hub_key)
        with office.store.write() as connection:
            reference.keep(connection, document)


def _take_results(office: Office, answer: PushAnswer, taken: TakenIn) -> None:
    """Results bear the ids of our events; one without could not be read by the hub, and the line will say so again."""
    named = [result for result in answer.results if result.id]
    settlements = settlements_of(named, [result.id for result in named])
    with office.store.write() as connection:
        keep_settlements(connection, settlements, answer.epoch)
    taken.settled += len(settlements)
    if any(settlement.code == streams.FORK for settlement in settlements):
        taken.faults.append(streams.FORK)


def _take_file(office: Office, sha256: str, data: bytes, taken: TakenIn) -> None:
    with office.store.read() as connection:
        wanted = next((each for each in files.wanted(connection) if each.sha256 == sha256), None)
    if wanted is None:
        return
    office.vault.add(data)
    with office.store.write() as connection:
        files.received(connection, sha256, len(data), media_type(data), office.now())
        files.place(connection, wanted.stream, RESULT, sha256)
    taken.files += 1


def _answered(office: Office, made: str) -> None:
    """The hub spoke when it made the answer; its clock is no measure for ours, since the stick was on the way."""
    with office.store.write() as connection:
        settings.saw_instant(connection, instant_of(made))
        if settings.load(connection, LAST_CONTACT, str, "") < made:
            settings.save(connection, LAST_CONTACT, made)


def _decoded(record: Record, form: type[_T]) -> _T:
    try:
        return msgspec.json.decode(record.data, type=form)
    except ValueError as error:
        raise BundleInvalid(reason="form") from error
