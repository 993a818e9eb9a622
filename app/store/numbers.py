"""Numbers of dossier codes: the ranges granted to this machine, and what became of every integer of them.

Taking a number belongs in the transaction that records the acceptance: both are kept or neither. The rules are
`app.domain.ranges`; a number once used or void is never given again on its day, which the table's key enforces.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from app.domain import ranges as rules
from app.domain.acts import NumberVoided, Received, payload_of
from app.domain.codes import parse_code, parse_provisional
from app.domain.events import Body
from app.domain.ranges import Ledger, NumberRange
from app.domain.running import number_given
from app.errors import DossierCodeInvalid
from app.store import settings
from app.store.database import note
from app.store.schema import number_range, number_use, provisional_use

_R, _U, _P = number_range.c, number_use.c, provisional_use.c
_WITH_NUMBERS = {(kind, 1) for kind in ("receive", "record_from_paper", "void", "hand_over", "guide", "refuse")}


@dataclass(frozen=True)
class Taken:
    """A number taken from a range."""

    number: int
    range_id: str


def grant(connection: Connection, device: str, granted: Iterable[NumberRange]) -> None:
    """Keep ranges the hub granted to ``device``; a range already held takes over its new bounds and days."""
    for one in granted:
        values = {name: getattr(one, name) for name in NumberRange.__dataclass_fields__} | {"device": device}
        statement = upsert(number_range).values(values)
        connection.execute(statement.on_conflict_do_update(index_elements=("id",), set_=values))
    note(connection, "numbers")


def ranges(connection: Connection, device: str, unit: str) -> list[NumberRange]:
    """All ranges of a unit ever granted to a device, lowest first."""
    fields = tuple(_R[name] for name in NumberRange.__dataclass_fields__)
    rows = connection.execute(select(*fields).where(_R.device == device, _R.unit == unit).order_by(_R.first, _R.id))
    return [NumberRange(*row) for row in rows]


def take(connection: Connection, device: str, unit: str, day: date) -> Taken | None:
    """The next number of the day, marked used; None when the device's ranges are exhausted or out of date."""
    found = rules.next_number(ranges(connection, device, unit), _gone(connection, unit, day), day)
    if found is None:
        return None
    range_id, number = found
    _mark(connection, unit, day, number, range_id, "used", None, "")
    return Taken(number, range_id)


def take_named(connection: Connection, device: str, unit: str, day: date, number: int) -> str:
    """Mark one number written in the paper book as used; gives the id of its range.

    Raises ValueError for a number outside the device's ranges of that day, or one used or void already.
    """
    if number in _gone(connection, unit, day):
        raise ValueError("the number is gone already")
    for one in ranges(connection, device, unit):
        if one.usable_on(day) and one.first <= number <= one.last:
            _mark(connection, unit, day, number, one.id, "used", None, "")
            return one.id
    raise ValueError("the number is in no range of this machine")


def bind(connection: Connection, unit: str, day: date, number: int, event_id: str) -> None:
    """Say which act used a number just taken. Raises ValueError for a number not taken, or bound already."""
    free = (_U.unit == unit) & (_U.day == day) & (_U.number == number) & _U.event_id.is_(None)
    if connection.execute(update(number_use).where(free).values(event_id=event_id)).rowcount != 1:
        raise ValueError("the number was not taken, or is bound to another act")


def rename(connection: Connection, event_id: str, other: str) -> None:
    """Let the numbers that the act ``event_id`` used or voided name it by its id from now on, ``other``."""
    connection.execute(update(number_use).where(_U.event_id == event_id).values(event_id=other))
    connection.execute(update(provisional_use).where(_P.event_id == event_id).values(event_id=other))


def void(
    connection: Connection,
    device: str,
    unit: str,
    day: date,
    number: int,
    reason: str,
    event_id: str | None = None,
) -> None:
    """Mark a number of the device as void: one that was used, or one never to be used.

    Raises ValueError without a reason, for a number outside the device's ranges of that day, or one void already.
    """
    if not reason.strip():
        raise ValueError("a void number needs a reason")
    held = (_U.unit == unit) & (_U.day == day) & (_U.number == number)
    state = connection.execute(select(_U.state).where(held)).scalar()
    if state == "void":
        raise ValueError("the number is void already")
    if state == "used":
        values = {"state": "void", "reason": reason} | ({} if event_id is None else {"event_id": event_id})
        connection.execute(update(number_use).where(held).values(values))
        note(connection, "numbers")
        return
    for one in ranges(connection, device, unit):
        if one.usable_on(day) and one.first <= number <= one.last:
            _mark(connection, unit, day, number, one.id, "void", event_id, reason)
            return
    raise ValueError("the number is in no range of this machine")


def recall(connection: Connection, device: str, body: Body, personal: dict[str, object] | None) -> None:
    """Mark what an act of ``device`` did with a number although the table does not know it: the store was set back to
    an older copy, and the act came home from the hub (design §4).

    A number the copy has used again keeps its row, save that a void one becomes void; a range the copy does not have
    is kept as far as the number shows it, until it is granted again. Acts without a number pass by.
    """
    if (body.kind, body.version) not in _WITH_NUMBERS:
        return
    try:
        fact = payload_of(body.kind, body.version, body.payload)
        if (running := number_given(fact, body.at)) is not None:
            settings.count_reached(connection, *running)
        elif isinstance(fact, NumberVoided):
            _recall_void(connection, device, body, fact, str((personal or {}).get("reason", "")))
        elif not isinstance(fact, Received):
            return
        elif fact.provisional:
            own = parse_provisional(fact.code)
            values = {"device": device, "day": own.issued_on, "number": own.number, "event_id": body.id}
            connection.execute(upsert(provisional_use).values(values).on_conflict_do_nothing())
        elif fact.range_id:
            _recall_use(connection, device, body, fact)
    except (ValueError, DossierCodeInvalid):
        return  # An act the hub set aside for its form took no number anybody could read.


def _recall_use(connection: Connection, device: str, body: Body, fact: Received) -> None:
    code = parse_code(fact.code)
    day, number = code.received_on, code.sequence
    if connection.execute(select(_R.id).where(_R.id == fact.range_id)).scalar() is None:
        grant(connection, device, [NumberRange(fact.range_id, body.unit, number, number, day, day)])
    if number not in _gone(connection, body.unit, day):
        _mark(connection, body.unit, day, number, fact.range_id, "used", body.id, "")


def _recall_void(connection: Connection, device: str, body: Body, fact: NumberVoided, reason: str) -> None:
    held = (_U.unit == fact.unit) & (_U.day == fact.day) & (_U.number == fact.number)
    is_void = connection.execute(select(_U.state).where(held)).scalar() == "void"
    if fact.kind == "dossier_code" and not is_void:
        void(connection, device, fact.unit, fact.day, fact.number, reason or body.id, body.id)


def left(connection: Connection, device: str, unit: str, day: date) -> int:
    """How many numbers the device may still take on a day."""
    return rules.numbers_left(ranges(connection, device, unit), _gone(connection, unit, day), day)


def ledger(connection: Connection, device: str, unit: str, day: date) -> Ledger:
    """The gap ledger of a day: every number of every range of the device used, void with its reason, or unused."""
    rows = connection.execute(select(_U.number, _U.state, _U.reason).where(_U.unit == unit, _U.day == day)).all()
    voids = {row.number: row.reason for row in rows if row.state == "void"}
    uses = {row.number for row in rows if row.state == "used"}
    return rules.ledger(ranges(connection, device, unit), uses, voids, day)


def used_by(connection: Connection, unit: str, day: date) -> dict[int, str | None]:
    """The act behind each number used or void on a day, to tie the ledger to the register; None where none is known."""
    rows = connection.execute(select(_U.number, _U.event_id).where(_U.unit == unit, _U.day == day).order_by(_U.number))
    return {row.number: row.event_id for row in rows}


def take_provisional(connection: Connection, device: str, day: date) -> int:
    """The next number for a provisional code of the device: 1, 2, 3 … each day."""
    highest = connection.execute(select(func.max(_P.number)).where(_P.device == device, _P.day == day)).scalar()
    number = 1 if highest is None else int(highest) + 1
    connection.execute(insert(provisional_use).values(device=device, day=day, number=number))
    note(connection, "numbers")
    return number


def bind_provisional(connection: Connection, device: str, day: date, number: int, event_id: str) -> None:
    """Say which act used a provisional number just taken. Raises ValueError for one not taken, or bound already."""
    free = (_P.device == device) & (_P.day == day) & (_P.number == number) & _P.event_id.is_(None)
    if connection.execute(update(provisional_use).where(free).values(event_id=event_id)).rowcount != 1:
        raise ValueError("the number was not taken, or is bound to another act")


def _gone(connection: Connection, unit: str, day: date) -> set[int]:
    rows = connection.execute(select(_U.number).where(_U.unit == unit, _U.day == day))
    return set(rows.scalars())


def _mark(
    connection: Connection,
    unit: str,
    day: date,
    number: int,
    range_id: str,
    state: str,
    event_id: str | None,
    reason: str,
) -> None:
    values = {"unit": unit, "day": day, "number": number, "range_id": range_id}
    connection.execute(insert(number_use).values(values | {"state": state, "event_id": event_id, "reason": reason}))
    note(connection, "numbers")
