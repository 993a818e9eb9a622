"""Acts done on the hub itself: events of a device the hub owns, one per unit, placed by the same ledger as others."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from app.domain import acts
from app.domain.codes import format_code, is_provisional, parse_provisional
from app.domain.decide import Act, Refusal, decide
from app.domain.dossier import Dossier
from app.domain.events import VIETNAM, Body, Event, encode_body, make_link, new_id, seal_personal, sign_run
from app.domain.reference import Reference
from sync.hub import ledger
from sync.hub.database import Connection
from sync.hub.devices import ensure_hub_device
from sync.hub.hub import Hub
from sync.hub.ranges import LAST, next_hub_number
from sync.hub.restore import codes_may_be_given
from sync.wire import PushRequest, to_wire

HUB_OFFICER = "hub"
"""Who acts when the hub acts by itself."""
CODES_AT_ONCE = 100

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Deed:
    """One act on one dossier: typed payload, and personal part where the kind has one."""

    stream: str
    payload: Any
    personal: Any = None


class NotAllowed(Exception):
    """The rules refuse an act on the board; ``refusal`` says by which rule."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.rule)
        self.refusal = refusal


@dataclass(frozen=True)
class Standing:
    """What the maker of a deed may know: the dossier, locked; the instant; the device; a number no other act has."""

    state: Dossier
    at: datetime
    device: str
    number: int


def act(hub: Hub, unit: str, officer: str, stream: str, make: Callable[[Standing], Deed]) -> None:
    """Do on one dossier what ``make`` says, as ``officer`` of ``unit``; placed when it returns.

    Raises NotAllowed when the rules refuse it as the dossier stands, ledger's Refused for a dossier out of scope.
    """
    reference = hub.references.current()

    def work(connection: Connection) -> ledger.Pushed:
        now = hub.clock()
        device, seq, last = _lock_device(connection, hub, unit, now)
        state = ledger.locked_state(connection, stream, unit)
        deed = make(Standing(state, now, device, seq + 1))
        wanted = Act(acts.KIND_OF[type(deed.payload)], deed.payload, now, unit, officer, device, deed.personal)
        refusal = decide(state, wanted, reference)
        if refusal is not None:
            raise NotAllowed(refusal)
        return _place(connection, hub, device, unit, officer, seq, last, now, [deed])

    hub.ring(hub.database.run(work))


def give_codes(hub: Hub, unit: str) -> int:
    """Give official codes, from the hub's own numbers, to dossiers of ``unit`` that were taken in under a provisional
    or a contested one; how many. The code carries the day of acceptance (codes.md §5)."""
    reference = hub.references.current()

    def work(connection: Connection) -> tuple[ledger.Pushed, int]:
        now = hub.clock()
        if not codes_may_be_given(connection, now):
            return ledger.Pushed([]), 0
        device, seq, last = _lock_device(connection, hub, unit, now)
        rows = connection.execute(
            "SELECT id::text, state, fold FROM stream WHERE code_owed AND unit = %s ORDER BY id LIMIT %s",
            (unit, CODES_AT_ONCE),
        ).fetchall()
        deeds = []
        for row in rows:
            state = ledger.state_of(connection, row.id, row.state, row.fold)
            deed = _adoption(connection, reference, state, unit, now, device)
            if deed is not None:
                deeds.append(deed)
        if not deeds:
            return ledger.Pushed([]), 0
        return _place(connection, hub, device, unit, HUB_OFFICER, seq, last, now, deeds), len(deeds)

    pushed, given = hub.database.run(work)
    hub.ring(pushed)
    return given


def give_all_codes(hub: Hub) -> int:
    """`give_codes` for every unit that owes one; how many codes were given."""
    rows = hub.database.rows("SELECT DISTINCT unit FROM stream WHERE code_owed AND unit <> ''")
    return sum(give_codes(hub, row.unit) for row in rows)


def _adoption(
    connection: Connection, reference: Reference, state: Dossier, unit: str, now: datetime, device: str
) -> Deed | None:
    """The adoption of the next number of the hub for a dossier that may have one; None takes no number."""
    if state.accepted_at is None or (not state.former_codes and not state.code):
        return None
    day = state.accepted_at.astimezone(VIETNAM).date()
    before = state.code or state.former_codes[-1]
    rules = reference.regulation_set(state.regulation_set).on(day)
    receiving = parse_provisional(before).unit if is_provisional(before) else unit
    owner = reference.unit(receiving)
    prefix = rules.code_unit(owner) if owner is not None else receiving

    def adopted(number: int) -> acts.CodeAdopted:
        return acts.CodeAdopted(format_code(prefix, day, number, rules.code_digits), before)

    # Asked before a number is taken: one taken for an act that is refused would be lost.
    if decide(state, Act("adopt_code", adopted(LAST), now, unit, HUB_OFFICER, device), reference) is not None:
        return None
    number = next_hub_number(connection, receiving, day)
    if number is None:
        log.warning("no number of the hub is left for %s on %s", receiving, day)
        return None
    return Deed(state.stream, adopted(number))


def _lock_device(connection: Connection, hub: Hub, unit: str, now: datetime) -> tuple[str, int, bytes]:
    device = ensure_hub_device(connection, unit, hub.keys, now=now)
    row = connection.execute("SELECT last_seq, last_hash FROM device WHERE id = %s FOR UPDATE", (device,)).fetchone()
    if row is None:
        raise AssertionError("the hub's own device is missing")
    return device, row.last_seq, row.last_hash


def _place(
    connection: Connection,
    hub: Hub,
    device: str,
    unit: str,
    officer: str,
    seq: int,
    last: bytes,
    now: datetime,
    deeds: Sequence[Deed],
) -> ledger.Pushed:
    events: list[Event] = []
    for deed in deeds:
        sealed = seal_personal(acts.plain(deed.personal) if deed.personal is not None else None)
        body = Body(
            new_id(),
            deed.stream,
            "dossier",
            acts.KIND_OF[type(deed.payload)],
            acts.VERSION,
            now,
            unit,
            officer,
            0,
            acts.plain(deed.payload),
            sealed.digest() if sealed is not None else None,
        )
        data = encode_body(body)
        link = make_link(device, seq + 1, last, data)
        seq, last = link.device_seq, link.hash
        events.append(Event(data, sealed, link))
    signature = sign_run(hub.keys.device_key(device), [event.link for event in events])
    request = PushRequest([to_wire(event) for event in events], signature.hex())
    judge_at = partial(hub.judge_at, own=officer == HUB_OFFICER)
    return ledger.place(connection, device, request, judge_at=judge_at, now=now, keys=hub.keys)
