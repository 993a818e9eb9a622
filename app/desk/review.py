"""Conflicts listed for a person and changed by nobody: promised dates that no longer agree with the calendar
(deadlines.md §3), and official fee receipts (biên lai) that more than one payment names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from app.desk.acting import Session, dossier_at
from app.desk.office import Office
from app.desk.rows import dossier_of
from app.desk.worklists import OPEN
from app.domain import acts
from app.domain.clocks import due_conflict
from app.domain.fee_receipts import number_of
from app.domain.limits import Step, step_text
from app.store import acts_of_day, states
from app.store.states import ListFilter


@dataclass(frozen=True)
class DueConflict:
    """A dossier with the date the citizen was told, what the calendar now gives, and why."""

    stream: str
    code: str
    told: datetime
    counted: datetime | None
    steps: tuple[str, ...]


def due_conflicts(office: Office, session: Session) -> tuple[DueConflict, ...]:
    """This unit's open dossiers a changed calendar touches, oldest promise first.

    The printed date stays until somebody acts: an apology with a new date, or nothing where the old one is kept.
    """
    calendar = office.reference().calendar_for(session.unit)
    found: list[DueConflict] = []
    after: tuple[str, int] | None = None
    wanted = ListFilter(unit=session.unit, statuses=OPEN, order="due")
    with office.store.read() as connection:
        while True:
            page = states.page(connection, wanted, after, 500)
            for row in page.rows:
                data = states.state_json(connection, row.stream)
                state = dossier_of(data) if data is not None else None
                again = due_conflict(state, calendar) if state is not None else None
                if state is not None and again is not None and state.due_at is not None:
                    steps = tuple(step_text(Step(step["key"], step["facts"])) for step in again.steps)
                    found.append(DueConflict(row.stream, state.printed_code, state.due_at, again.due, steps))
            if page.next is None:
                return tuple(found)
            after = page.next


LOOKED_BACK = timedelta(days=366)
"""How far back fee receipts are compared: a book of biên lai is used up or handed back within a year."""


@dataclass(frozen=True)
class FeeReceiptUse:
    """One payment under a biên lai: the dossier, which counter took it, how much and when."""

    event: str
    stream: str
    code: str
    counter: str
    amount: int
    at: datetime


@dataclass(frozen=True)
class FeeReceiptConflict:
    """A biên lai that several payments name, whichever counters took them: one of them is wrong."""

    series: str
    number: int
    uses: tuple[FeeReceiptUse, ...]


def fee_receipt_conflicts(office: Office, session: Session) -> tuple[FeeReceiptConflict, ...]:
    """Biên lai of this unit used more than once by its counters as far as this machine has heard, by their numbers.

    Off line two counters cannot know of each other; the money counts all the same. A payment that a supervisor
    annulled (`overrides.resolve`) is no use any more.
    """
    uses: dict[tuple[str, int], list[FeeReceiptUse]] = {}
    now = office.now()
    with office.store.read() as connection:
        for entry in acts_of_day.recorded_in_unit(
            connection, session.unit, ["collect_payment"], now - LOOKED_BACK, now + timedelta(days=1)
        ):
            paid: acts.PaymentCollected = acts.payload_of(entry.body.kind, entry.body.version, entry.body.payload)
            number = number_of(paid.number)
            if number is not None:
                body, device = entry.body, office.reference().device(entry.device)
                counter = device.counter if device else session.counter if entry.device == session.device else ""
                used = FeeReceiptUse(body.id, body.stream, "", counter, paid.amount, body.at)
                uses.setdefault((paid.series.strip(), number), []).append(used)
        found = []
        for (series, number), all_uses in sorted(uses.items()):
            standing = tuple(_standing(connection, all_uses)) if len(all_uses) > 1 else ()
            if len(standing) > 1:
                found.append(FeeReceiptConflict(series, number, standing))
    return tuple(found)


def _standing(connection: Connection, uses: Sequence[FeeReceiptUse]) -> Iterator[FeeReceiptUse]:
    """The uses nobody annulled, each with its dossier's code."""
    for use in uses:
        state = dossier_at(connection, use.stream)
        if state is None:
            continue
        annulled = any(item.event == use.event and item.verdict == "annulled" for item in state.exceptional)
        if not annulled:
            yield replace(use, code=state.printed_code)
