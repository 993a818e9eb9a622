"""Runs of a revoked device: kept as they came and placed by nobody until an administrator says so.

A device is revoked because it was lost, or by mistake; what an officer did on it may be all a citizen's dossier has.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import msgspec

from sync.hub import ledger
from sync.hub.database import Connection
from sync.hub.envelope import check_run, open_run
from sync.hub.faults import Refused
from sync.hub.folding import JudgeAt
from sync.hub.keys import HubKeys
from sync.wire import PushRequest

RUNS = 500
"""Most runs kept of one device: a thief must not fill the hub."""


@dataclass(frozen=True)
class Kept:
    """What waits of one device."""

    device: str
    unit: str
    runs: int
    events: int
    last_received: datetime


def keep(connection: Connection, device: str, request: PushRequest, *, now: datetime) -> bool:
    """Keep a run that the revoked ``device`` signed; the same run twice is kept once. False when there is no room.

    Raises Refused for a run that is broken or not signed.
    """
    row = connection.execute(
        "SELECT public_key, (SELECT count(*) FROM quarantine q WHERE q.device = d.id) AS runs "
        "FROM device d WHERE id = %s FOR UPDATE",
        (device,),
    ).fetchone()
    if row is None:
        raise Refused(401, "unauthorised")
    events = open_run(device, request)
    check_run(row.public_key, events, request)
    links = [event.link for event in events]
    if row.runs >= RUNS:
        return False
    connection.execute(
        "INSERT INTO quarantine (device, first_seq, last_seq, last_hash, request, received_at) "
        "VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
        (device, links[0].device_seq, links[-1].device_seq, links[-1].hash, msgspec.json.encode(request), now),
    )
    return True


def waiting(connection: Connection) -> list[Kept]:
    """What is kept, by device."""
    return [
        Kept(row.device, row.unit, row.runs, row.events, row.last)
        for row in connection.execute(
            "SELECT q.device, d.unit, count(*) AS runs, max(q.last_seq) - min(q.first_seq) + 1 AS events, "
            "max(q.received_at) AS last FROM quarantine q JOIN device d ON d.id = q.device "
            "GROUP BY q.device, d.unit ORDER BY q.device"
        )
    ]


def release(connection: Connection, device: str, *, judge_at: JudgeAt, now: datetime, keys: HubKeys) -> ledger.Pushed:
    """Place everything kept of ``device``, oldest first, as if it had never been revoked; it stays revoked.

    Raises Refused when its chain has a hole: then nothing is placed and everything stays kept.
    """
    results, units, codes_owed, epoch = [], set[str](), set[str](), ""
    for row in connection.execute(
        "SELECT request FROM quarantine WHERE device = %s ORDER BY first_seq, last_seq FOR UPDATE", (device,)
    ).fetchall():
        # Epochs matter only to a device that goes on working.
        request = msgspec.structs.replace(msgspec.json.decode(row.request, type=PushRequest), epoch="")
        pushed = ledger.place(connection, device, request, judge_at=judge_at, now=now, keys=keys, even_revoked=True)
        results += pushed.results
        units |= pushed.units
        codes_owed |= pushed.codes_owed
        epoch = pushed.epoch
    forget(connection, device)
    return ledger.Pushed(results, frozenset(units), frozenset(codes_owed), epoch)


def forget(connection: Connection, device: str) -> int:
    """Delete what is kept of ``device``; how many runs."""
    return connection.execute("DELETE FROM quarantine WHERE device = %s", (device,)).rowcount
