"""The hub's side of a memory stick: a counter's bundle is taken in, and the answer for it is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from app.domain.events import instant_text
from app.errors import BundleInvalid
from sync.bundle import Question, Record, Whole, file_of, file_record, open_bundle, read_head, write_bundle
from sync.hub import feed, files
from sync.hub.devices import Caller
from sync.hub.faults import Refused
from sync.hub.hub import Hub
from sync.hub.pushing import push_run
from sync.wire import BATCH, PushRequest, RangesRequest

_T = TypeVar("_T")


@dataclass
class Carried:
    """What a bundle held."""

    unit: str
    runs: int = 0
    refused: int = 0
    files: int = 0


def answer_bundle(hub: Hub, source: Path, target: Path) -> Carried:
    """Take in the bundle at ``source`` and write the answer for its counter to ``target``.

    The same bundle again changes nothing and gets a fresh answer. Raises BundleInvalid: ``way`` for what is no
    question, ``signature`` for one that its device has not signed (an unknown or revoked device signs nothing).
    """
    head = read_head(source)
    if head.way != "up":
        raise BundleInvalid(reason="way")
    rows = hub.database.rows(
        "SELECT unit, public_key FROM device WHERE id = %(id)s AND kind = 'counter' AND revoked_at IS NULL",
        {"id": head.device},
    )
    if not rows:
        raise BundleInvalid(reason="signature")
    caller = Caller(head.device, rows[0].unit)
    carried = Carried(caller.unit)
    signer = Ed25519PublicKey.from_public_bytes(rows[0].public_key)
    with open_bundle(source, signer=signer, receiver=hub.keys.escrow) as records:
        first = next(records, None)
        if first is None or first.kind != "question":
            raise BundleInvalid(reason="form")
        question = _decoded(first, Question)
        answers = [first, *_take_all(hub, caller, records, carried)]
    write_bundle(
        target,
        "down",
        head.id,
        head.device,
        instant_text(hub.clock()),
        to=bytes.fromhex(question.reply_to),
        key=hub.keys.signing,
        records=_reply(hub, caller, question, answers),
    )
    return carried


def _take_all(hub: Hub, caller: Caller, records: Iterator[Record], carried: Carried) -> Iterator[Record]:
    """Place runs and keep files; what each run came to, and which files are here."""
    whole = []
    for record in records:
        match record.kind:
            case "push":
                carried.runs += 1
                try:
                    answered = push_run(hub, caller, _decoded(record, PushRequest))
                    yield Record("answer", msgspec.json.encode(answered))
                except Refused as refused:
                    carried.refused += 1
                    yield Record("fault", msgspec.json.encode(refused.fault))
            case "file":
                sha256, data = file_of(record)
                if not hub.files.has(sha256):
                    hub.files.add(caller.device, data)
                _note(hub, caller, sha256, len(data))
                whole.append(sha256)
                carried.files += 1
            case _:
                raise BundleInvalid(reason="form")
    yield Record("whole", msgspec.json.encode(Whole(whole)))


def _note(hub: Hub, caller: Caller, sha256: str, size: int) -> None:
    now = hub.clock()
    hub.database.run(
        lambda connection: files.note_upload(connection, sha256, caller.unit, caller.device, size, now=now)
    )


def _reply(hub: Hub, caller: Caller, question: Question, answers: list[Record]) -> Iterator[Record]:
    """The question again, newer reference data before what they prove, answers, the feed to its end, numbers, files."""
    yield answers[0]
    signed = hub.references.signed_for(caller.unit)
    if signed.version != question.reference:
        yield Record("reference", msgspec.json.encode(signed))
    yield from answers[1:]
    yield from _pages(hub, caller, question)
    yield Record("ranges", msgspec.json.encode(hub.ranges(caller, RangesRequest(question.left, question.held))))
    for sha256 in question.wanted:
        if hub.database.run(partial(files.is_named_for, sha256=sha256, unit=caller.unit)):
            data = hub.files.shelf.read(sha256)
            if data is not None:
                yield file_record(sha256, data)


def _pages(hub: Hub, caller: Caller, question: Question) -> Iterator[Record]:
    epoch, after = question.epoch, question.after
    while True:
        read = partial(feed.read_feed, unit=caller.unit, epoch=epoch, after=after, limit=BATCH, now=hub.clock())
        page = hub.database.run(read)
        yield Record("feed", msgspec.json.encode(page))
        if not page.entries or page.entries[-1].position >= page.head:
            return
        epoch, after = page.epoch, page.entries[-1].position


def _decoded(record: Record, form: type[_T]) -> _T:
    try:
        return msgspec.json.decode(record.data, type=form)
    except ValueError as error:
        raise BundleInvalid(reason="form") from error
