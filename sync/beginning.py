"""A counter's first day: the dossiers its unit is at work on, whole, in place of years of the unit's feed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import Connection

from app.errors import HubAnswerInvalid
from app.store import journal, settings
from sync.client import HubClient
from sync.engine import Pace, Prover, doubted, take_streams
from sync.enrolment import current_of, heard
from sync.wire import BATCH, SNAPSHOT_STREAMS, SnapshotAnswer

if TYPE_CHECKING:
    from app.desk.office import Office

BEGUN = "post.begun"
"""Setting: how far a counter that begins has read; absent before and after."""


class _Begun(msgspec.Struct, frozen=True):
    """How far a counter that begins has read: the feed's head at its first page, and the last stream read."""

    epoch: str = ""
    head: int = 0
    after: str = ""


def begin(office: Office, client: HubClient, pace: Pace) -> bool:
    """On a machine that has read nothing of its unit's feed: takes the next page of the dossiers at work, whole; True
    while there are more. Afterwards the feed goes on from where they were read. May be cut off and done again.

    A hub restored meanwhile is asked from the beginning.
    """
    with office.store.read() as connection:
        current = current_of(connection)
        begun = settings.load(connection, BEGUN, _Begun, _Begun())
        if journal.cursor(connection, current.unit) != ("", 0):
            return False
    answer = _ask(client, pace, current.unit, begun.after)
    if answer.unit != current.unit:
        raise HubAnswerInvalid(reason="stream")
    if begun.epoch not in ("", answer.epoch):
        begun = _Begun()
        answer = _ask(client, pace, current.unit, "")
    found = Prover(office, client).prove(answer.entries, answer.runs)
    if found.doubt is not None:
        raise doubted(office, found.doubt)
    head = begun.head if begun.epoch else answer.head

    def go_on(connection: Connection) -> None:
        if answer.next:
            settings.save(connection, BEGUN, _Begun(answer.epoch, head, answer.next))
        else:
            settings.forget(connection, BEGUN)
            journal.begin_feed(connection, current.unit, answer.epoch, head)
        heard(office, connection, answer.now)

    take_streams(office, answer.epoch, found, go_on)
    return bool(answer.next)


def _ask(client: HubClient, pace: Pace, unit: str, after: str) -> SnapshotAnswer:
    """The next dossiers at work: as many fewer as the line carries fewer events in one call."""
    return pace.run(lambda: client.snapshot(unit, after, max(1, SNAPSHOT_STREAMS * pace.size // BATCH)))
