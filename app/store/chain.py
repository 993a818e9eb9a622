"""This machine's chain of links: which one comes next, and how acts that no hub has taken move to another chain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from msgspec.structs import replace
from sqlalchemy import ColumnElement, Connection, bindparam, or_, select, update

from app.domain.events import GENESIS, Link, decode_body, encode_body, make_link, new_id
from app.store import numbers
from app.store.runs import NOT_PLACED, own_events
from app.store.schema import enrolment, event
from app.store.streams import REISSUED, refold

OF_THE_ACT = ("size", "nul", "body_form", "personal_hash")
"""Refusals of the act as it is written, which no other identity repairs. None of them can be recorded here."""

_E = event.c

_LAST_LINK = (
    select(_E.device_seq, _E.hash, _E.at)
    .where(_E.device == bindparam("the_device"))
    .order_by(_E.device_seq.desc())
    .limit(1)
)


@dataclass(frozen=True)
class LastLink:
    """The end of a device's chain, and the instant of the act there."""

    device_seq: int
    hash: bytes
    at: datetime


def last_link(connection: Connection, device: str) -> LastLink | None:
    """The end of the chain of ``device`` as it is known here; None before its first link."""
    found = connection.execute(_LAST_LINK, {"the_device": device}).first()
    return None if found is None else LastLink(*found)


def next_link(last: LastLink | None, device: str, data: bytes) -> Link:
    """The link that ties a body's bytes to the chain of ``device`` after ``last``."""
    if last is None:
        return make_link(device, 1, GENESIS, data)
    return make_link(device, last.device_seq + 1, last.hash, data)


def reissue(connection: Connection, device: str) -> int:
    """Move every event that no hub has taken to the chain of ``device``, in their order.

    After a new enrolment; gives the number of events moved. Their bytes stay, except of those whose id the hub has for
    another act: these get a new id. What the hub refused of acts of the unit that ``device`` stands for is offered
    again with them, save what is wrong with the act as it is written.
    """
    waiting = connection.execute(
        select(_E.local_id, _E.body, _E.stream, _E.at, _E.refusal)
        .where(NOT_PLACED, own_events(), _E.device != device, _not_taken(device))
        .order_by(_E.local_id)
    ).all()
    last = last_link(connection, device)
    for row in waiting:
        data = row.body
        if row.refusal == "id_reused":
            data = _under_another_id(connection, data)
        link = next_link(last, device, data)
        connection.execute(
            update(event)
            .where(_E.local_id == row.local_id)
            .values(
                id=decode_body(data).id,
                body=data,
                body_hash=link.body_hash,
                device=device,
                device_seq=link.device_seq,
                prev_hash=link.prev_hash,
                hash=link.hash,
                state="pending",
                refusal=None,
            )
        )
        last = LastLink(link.device_seq, link.hash, row.at)
    refold(connection, dict.fromkeys(row.stream for row in waiting))
    return len(waiting)


def _under_another_id(connection: Connection, data: bytes) -> bytes:
    """The body in ``data`` with a new id, which the numbers it used name from now on. Nothing else names an act that
    was never placed: a resolution is of one that was."""
    body = decode_body(data)
    renamed = replace(body, id=new_id(int(body.at.timestamp() * 1000)))
    numbers.rename(connection, body.id, renamed.id)
    return encode_body(renamed)


def _not_taken(device: str) -> ColumnElement[bool]:
    ours = _E.unit == select(enrolment.c.unit).where(enrolment.c.device == device).scalar_subquery()
    refused = _E.refusal.in_(REISSUED) | _E.refusal.not_in(OF_THE_ACT) & ours
    return or_(_E.state.in_(("pending", "upgrade")), (_E.state == "refused") & refused)
