"""A counter's first day: the dossiers its unit is at work on, whole, in place of years of the unit's feed."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import msgspec

from app.errors import HubAnswerInvalid
from app.store import journal, settings
from app.store.deliveries import prepare
from app.store.journal import FeedGap
from sync.client import HubClient
from sync.engine import Prover, doubted
from sync.enrolment import current_of, heard

if TYPE_CHECKING:
    from app.desk.office import Office

BEGUN = "post.begun"
"""Setting: how far a counter that begins has read; absent before and after."""


class _Begun(msgspec.Struct, frozen=True):
    """How far a counter that begins has read: the feed's head at its first page, and the last stream read."""

    epoch: str = ""
    head: int = 0
    after: str = ""


def begin(office: Office, client: HubClient) -> bool:
    """On a machine that has read nothing of its unit's feed: takes the next page of the dossiers at work, whole; True
    while there are more. Afterwards the feed goes on from where they were read. May be cut off and done again.

    A hub restored meanwhile is asked from the beginning.
    """
    with office.store.read() as connection:
        current = current_of(connection)
        begun = settings.load(connection, BEGUN, _Begun, _Begun())
        if journal.cursor(connection, current.unit) != ("", 0):
            return False
    answer = client.snapshot(current.unit, begun.after)
    if answer.unit != current.unit:
        raise HubAnswerInvalid(reason="stream")
    if begun.epoch not in ("", answer.epoch):
        begun = _Begun()
        answer = client.snapshot(current.unit, "")
    found = Prover(office, client).prove(answer.entries, answer.runs)
    if found.doubt is not None:
        raise doubted(office, found.doubt)
    head = begun.head if begun.epoch else answer.head
    by_stream = groupby(found.deliveries, key=lambda delivery: delivery.event.body.stream)
    streams = [prepare(list(whole), office.store.fold) for _, whole in by_stream]
    with office.store.write() as connection:
        for delivered in streams:
            try:
                journal.apply_stream(connection, answer.epoch, delivered, found.runs)
            except FeedGap as gap:
                raise HubAnswerInvalid(reason="stream", detail=str(gap)) from gap
        if answer.next:
            settings.save(connection, BEGUN, _Begun(answer.epoch, head, answer.next))
        else:
            settings.forget(connection, BEGUN)
            journal.begin_feed(connection, current.unit, answer.epoch, head)
        heard(office, connection, answer.now)
    return bool(answer.next)
