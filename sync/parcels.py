"""Files on their way, one part per call or a few small files together, so that events never wait long for them.

An ordinary scan is one part, and a fresh one is sent without asking first: a hub that has some or all of it says so.
Only where sending twice would hurt is the hub asked beforehand: after a break, and for files of more than one part.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

from app.desk.post_status import FileProgress
from app.errors import DiskFull, HubAnswerInvalid, HubRefused, HubUnreachable, StoredFileDamaged
from app.store import files
from app.store.files import FileRow, Wanted
from sync.client import FileState, HubClient
from sync.room import check_room

if TYPE_CHECKING:
    from app.desk.office import Office

PART = 1024 * 1024
"""Bytes of the largest part, on a line that carries them in `PART_SECONDS`."""
LEAST_PART = 64 * 1024
TOGETHER = 16
"""Most files that go together."""
BURST = 4 * 1024 * 1024
"""Bytes after which no further file joins those that go together: the pause that makes up for them stays short."""
QUICK = 0.25
"""Seconds in which a good line may carry more than one part together: events do not notice."""
PART_SECONDS = 4.0
"""A part that took longer is followed by smaller ones, so that events soon have their turn."""
FILE_LIMIT = 256 * 1024 * 1024
"""Largest file taken from the hub; it is held in memory while it is put together."""
RESULT = "result"
"""The component under which a fetched file joins its dossier."""


@dataclass(frozen=True)
class Step:
    """What one part did: how far the file is now, the bytes that travelled, and a failure's code."""

    progress: FileProgress
    moved: int
    error: str = ""


_T = TypeVar("_T")


@dataclass
class Begun:
    """What is remembered between parts; losing it costs only time.

    ``parts`` of files that are coming down, and which of them ``failed`` for now; ``going`` is the file that goes up,
    hash and bytes, read once for all its parts; ``doubted`` are those of which the hub may have more than we know.
    ``part`` is how many bytes the line carries at a time, by ``clock`` in seconds; ``took`` are the seconds that what
    goes together has taken so far.
    """

    parts: dict[str, bytearray] = field(default_factory=dict)
    failed: set[str] = field(default_factory=set)
    going: tuple[str, bytes] = ("", b"")
    doubted: set[str] = field(default_factory=set)
    part: int = PART
    took: float = 0.0
    clock: Callable[[], float] = time.monotonic

    def carry(self, call: Callable[[], _T]) -> _T:
        """``call``, and what it says about the line: parts are halved by a break or a long wait, doubled otherwise."""
        begun = self.clock()
        try:
            done = call()
        except HubUnreachable:
            self.part = max(LEAST_PART, self.part // 2)
            raise
        took = self.clock() - begun
        self.took += took
        if took > PART_SECONDS:
            self.part = max(LEAST_PART, self.part // 2)
        elif took < PART_SECONDS / 4:
            self.part = min(PART, self.part * 2)
        return done


def try_again(office: Office, begun: Begun) -> None:
    """Puts every file that failed, up or down, back into its queue."""
    begun.failed.clear()
    with office.store.write() as connection:
        files.send_again(connection)
        files.fetch_again(connection)


def upload_part(office: Office, client: HubClient, begun: Begun) -> Step | None:
    """Sends the next part of the first file of the queue, or as many whole files from there on as one part holds or a
    good line carries in a moment, which are then noted together; None when there is none.

    A file the hub will not have, or that is damaged here, is marked failed and out of the queue until `try_again`.
    """
    with office.store.read() as connection:
        rows = files.next_uploads(connection, TOGETHER)
    if not rows:
        begun.going = ("", b"")
        return None
    sent: list[FileRow] = []
    moved = 0
    begun.took = 0.0
    try:
        for row in rows:
            if sent and moved + row.size > begun.part and (begun.took > QUICK or moved + row.size > BURST):
                break
            step = _upload(office, client, begun, row)
            moved += step.moved
            if step.error or step.progress.sent < row.size:
                break
            sent.append(row)
    finally:
        if sent:
            with office.store.write() as connection:
                for row in sent:
                    files.sent(connection, row.sha256)
    return replace(step, moved=moved)


def _upload(office: Office, client: HubClient, begun: Begun, row: FileRow) -> Step:
    """Sends the next part of one file; that all of it is there is for the caller to note."""
    try:
        data = _bytes_of(office, row, begun)
    except StoredFileDamaged as damaged:
        return _upload_failed(office, row, damaged.code)
    moved = 0
    try:
        state = FileState(row.offset, complete=False)
        if _is_worth_asking(row, begun):
            state = client.file_state(row.sha256)
            begun.doubted.discard(row.sha256)
        if not state.complete:
            part = data[state.offset : state.offset + begun.part]
            if len(data) != row.size or state.offset > row.size:
                raise HubAnswerInvalid(reason="offset")
            state = begun.carry(lambda: client.upload_part(row.sha256, state.offset, part, row.size))
            moved = len(part)
    except HubUnreachable:
        begun.doubted.add(row.sha256)
        raise
    except HubRefused as refused:
        if refused.facts.get("reason") == "uploading":
            # A copy of this very request came to the hub later and has the word: ask how far it got.
            begun.doubted.add(row.sha256)
            return Step(FileProgress("", row.sha256, row.offset, row.size), min(begun.part, row.size))
        expected = refused.facts.get("expected")
        if refused.facts.get("reason") != "offset" or not isinstance(expected, int) or not 0 <= expected <= row.size:
            return _upload_failed(office, row, str(refused.facts.get("reason")))
        state = FileState(expected, complete=False)
    if state.offset > row.size or (state.complete and state.offset != row.size):
        raise HubAnswerInvalid(reason="offset")
    if state.complete:
        begun.going = ("", b"")
    else:
        with office.store.write() as connection:
            files.sending(connection, row.sha256, state.offset)
    return Step(FileProgress("", row.sha256, state.offset, row.size), moved)


def _is_worth_asking(row: FileRow, begun: Begun) -> bool:
    """Whether the hub may have much of a file that would else be sent in vain: another counter has sent the same scan,
    or we have and its answer was lost, or the hub was restored (begun, nothing known)."""
    if row.upload == "sending":
        return row.sha256 in begun.doubted or row.offset == 0
    return row.sha256 in begun.doubted or row.offset > 0 or row.size > begun.part


def _bytes_of(office: Office, row: FileRow, begun: Begun) -> bytes:
    """A file's bytes, read once for all its parts."""
    if begun.going[0] != row.sha256:
        begun.going = (row.sha256, office.vault.read(row.sha256))
    return begun.going[1]


def _upload_failed(office: Office, row: FileRow, code: str) -> Step:
    with office.store.write() as connection:
        files.sending(connection, row.sha256, 0)
        files.failed(connection, row.sha256, code)
    return Step(FileProgress("", row.sha256, 0, row.size), 0, code)


@dataclass(frozen=True)
class Fetched:
    """A wanted file that is here whole, on its way into the vault."""

    wanted: Wanted
    size: int
    media_type: str
    keeping: Future[str]


def download_part(office: Office, client: HubClient, begun: Begun) -> Step | None:
    """Fetches the next part of the first wanted file, or as many whole files from there on as a good line carries in a
    moment; None when none is wanted, or all have failed since `try_again`.

    The last part makes the file: it enters the vault only if its hash is the one asked for, while the next one comes.
    Once they are safe on the disk, those that came together are noted together.
    """
    with office.store.read() as connection:
        candidates = files.wanted(connection)
    candidates = [each for each in candidates if each.sha256 not in begun.failed][:TOGETHER]
    if not candidates:
        return None
    fetched: list[Fetched] = []
    moved, begun_at = 0, begun.clock()
    try:
        with ThreadPoolExecutor(1, "post-vault") as helper:
            for wanted in candidates:
                if fetched and (begun.clock() - begun_at > QUICK or moved > BURST):
                    break
                step, data = _download(office, client, begun, wanted)
                moved += step.moved
                if data is None:
                    break
                keeping = helper.submit(office.vault.add, data)
                fetched.append(Fetched(wanted, len(data), media_type(data), keeping))
                # One enters the vault while the next comes, never more: they are in memory.
                if len(fetched) > 1 and fetched[-2].keeping.exception() is not None:
                    break
    finally:
        _note_fetched(office, fetched)
    for each in fetched:
        failure = each.keeping.exception()
        if isinstance(failure, DiskFull):
            step = _download_failed(office, begun, each.wanted, failure.code)
        elif failure is not None:
            raise failure
    return replace(step, moved=moved)


def _note_fetched(office: Office, fetched: Sequence[Fetched]) -> None:
    """Note those that are safe in the vault, by one commit."""
    kept = [each for each in fetched if each.keeping.exception() is None]
    if not kept:
        return
    with office.store.write() as connection:
        for each in kept:
            files.received(connection, each.wanted.sha256, each.size, each.media_type, office.now())
            files.place(connection, each.wanted.stream, RESULT, each.wanted.sha256)


def _download(office: Office, client: HubClient, begun: Begun, wanted: Wanted) -> tuple[Step, bytes | None]:
    """Fetches the next part of one file; with the last part its bytes, which are what their hash says."""
    held = begun.parts.setdefault(wanted.sha256, bytearray())
    try:
        part = begun.carry(lambda: client.download_part(wanted.sha256, len(held), begun.part))
    except HubRefused as refused:
        return _download_failed(office, begun, wanted, str(refused.facts.get("reason"))), None
    if part.size > FILE_LIMIT:
        return _download_failed(office, begun, wanted, "too_large"), None
    try:
        check_room(office, part.size - len(held))
    except DiskFull as full:
        return _download_failed(office, begun, wanted, full.code), None
    held += part.data
    step = Step(FileProgress(wanted.stream, wanted.sha256, len(held), part.size), len(part.data))
    if len(held) < part.size:
        return step, None
    data = bytes(begun.parts.pop(wanted.sha256))
    if hashlib.sha256(data).hexdigest() != wanted.sha256:
        return _download_failed(office, begun, wanted, "hash"), None
    return step, data


def _download_failed(office: Office, begun: Begun, wanted: Wanted, code: str) -> Step:
    begun.parts.pop(wanted.sha256, None)
    begun.failed.add(wanted.sha256)
    with office.store.write() as connection:
        files.not_fetched(connection, wanted.sha256, code)
    return Step(FileProgress(wanted.stream, wanted.sha256, 0, 0), 0, code)


def media_type(data: bytes) -> str:
    """What kind of file the hub sent, by its first bytes."""
    return "application/pdf" if data.startswith(b"%PDF-") else "application/octet-stream"
