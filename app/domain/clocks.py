"""The clock of a dossier: from a limit as it was kept, and an instant, to the due dates the journal keeps.

The counter starts a clock with it, the fold never does; a review asks it again to see whether a kept
date still agrees with the calendar, and a difference is shown to a person, never repaired.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from app.domain import acts, deadline
from app.domain.calendar import WorkCalendar, instant_at, local_time
from app.domain.catalogue import Catalogue, JointProcedure, ProcedureVersion
from app.domain.deadline import ClockStart, DueDate
from app.domain.dossier import ENDED, FINISHED, NONE, SUPPLEMENT, Dossier
from app.domain.limits import Extension, Limit, limit_text
from app.domain.regulation import RegulationSet
from app.errors import ReferenceMissing

_STARTS: dict[str, ClockStart] = {"accepted": "accepted", "competent": "competent", "restart": "restart"}
"""First steps of a computation by their key: what started the clock."""


def limit_of(version: ProcedureVersion, *, extended: bool = False) -> acts.LimitKept:
    """The limit of a procedure version as an acceptance keeps it, with the extension of sector law when claimed."""
    steps = tuple(acts.StepLimit(step.name, step.agency, step.limit.kind, step.limit.value) for step in version.steps)
    extension = version.extension if extended else None
    if extension is None:
        return acts.LimitKept(version.limit.kind, version.limit.value, steps=steps)
    return acts.LimitKept(
        version.limit.kind, version.limit.value, extension.kind, extension.value, extension.mode, steps
    )


def joint_limit(joint: JointProcedure, catalogue: Catalogue, level: str, day: date) -> acts.LimitKept:
    """The limit of a joint procedure: its procedures one after the other, each under its own limit (rules §9).

    Raises ReferenceMissing when a procedure of the chain has no version in force on ``day``.
    """
    steps: list[acts.StepLimit] = []
    for code in joint.steps:
        version = catalogue.version(code, level, day)
        if version is None:
            raise ReferenceMissing(what="procedure", code=code, day=day.isoformat())
        agency = version.deciding_agency
        steps.append(acts.StepLimit(version.name, agency, version.limit.kind, version.limit.value, code))
    return acts.LimitKept("none", steps=tuple(steps), chained=True)


def kept_limit_text(limit: acts.LimitKept) -> str:
    """The limit in Vietnamese as a slip prints it; of a joint procedure step by step."""
    if not limit.chained:
        return limit_text(Limit(limit.kind, limit.value))
    return "; ".join(f"{step.name}: {limit_text(Limit(step.kind, step.value))}" for step in limit.steps)


def start_clock(
    at: datetime, limit: acts.LimitKept, calendar: WorkCalendar, *, start: ClockStart = "accepted"
) -> acts.DueKept:
    """The due date of a clock that starts at ``at``, with its steps and the local due date of each agency.

    ``start`` as in `deadline.due_date`. Raises ValueError for a limit that cannot be counted.
    """
    if limit.chained:
        return _chain(at, limit, calendar, start)
    extension = (
        Extension(limit.extension_kind, limit.extension_value, limit.extension_mode)
        if limit.extension_kind and limit.extension_mode
        else None
    )
    total = deadline.due_date(at, Limit(limit.kind, limit.value), calendar, extension=extension, start=start)
    return acts.DueKept(
        total.due, _plain(total), calendar.version, total.projected, _agencies(at, limit, calendar, total)
    )


def _chain(at: datetime, limit: acts.LimitKept, calendar: WorkCalendar, start: ClockStart) -> acts.DueKept:
    """Each procedure of a joint one begins when the one before is due; the last due date is the total."""
    steps: tuple[dict[str, Any], ...] = ()
    agencies: list[acts.StepDue] = []
    reached, projected = at, False
    for number, step in enumerate(limit.steps):
        key: ClockStart = "chained" if number else start
        found = deadline.due_date(
            reached, Limit(step.kind, step.value), calendar, start=key, name=step.name if number else ""
        )
        steps += _plain(found)
        agencies.append(acts.StepDue(step.name, step.agency, found.due, step.procedure_code))
        reached, projected = found.due or reached, projected or found.projected
    last = reached if any(step.due for step in agencies) else None
    return acts.DueKept(last, steps, calendar.version, projected, tuple(agencies))


def _agencies(at: datetime, limit: acts.LimitKept, calendar: WorkCalendar, total: DueDate) -> tuple[acts.StepDue, ...]:
    """The share of each agency, counted from the same start so that the last one never passes the total."""
    found: list[acts.StepDue] = []
    used = 0.0
    reached = at
    for step in limit.steps:
        if step.kind == limit.kind and step.kind not in {"same_day", "none"}:
            used += step.value
            due = deadline.due_date(at, Limit(step.kind, used), calendar).due
        else:
            due = deadline.due_date(reached, Limit(step.kind, step.value), calendar).due
        if due is not None and total.due is not None:
            due = min(due, total.due)
        reached = due or reached
        found.append(acts.StepDue(step.name, step.agency, due))
    return tuple(found)


def _plain(due: DueDate) -> tuple[dict[str, Any], ...]:
    return tuple({"key": step.key, "facts": dict(step.facts)} for step in due.steps)


def competent_restart(state: Dossier, unit: str, at: datetime, calendar: WorkCalendar) -> acts.DueKept | None:
    """What the receipt of the papers by ``unit`` makes of the clock: the due date that starts there when ``unit`` is
    the competent agency of a cross-boundary dossier (NĐ 118 Đ17.3 am. NĐ 309), else None: the clock goes on."""
    if not state.due_expected or state.competent_unit != unit or state.limit is None:
        return None
    return start_clock(at, state.limit, calendar, start="competent")


def transfer_due(accepted: datetime, calendar: WorkCalendar, rules: RegulationSet, *, elsewhere: bool) -> datetime:
    """When the paper must have left the counter: for the own agency (NĐ 118 Đ18; NĐ 61 Đ18.2), or ``elsewhere``,
    to another one-stop shop (NĐ 118 Đ20; NĐ 61 Đ18.3)."""
    if elsewhere:
        return deadline.other_shop_due(accepted, calendar, rules.other_shop_days, cut_off=rules.transfer_cut_off)
    return deadline.transfer_due(accepted, calendar, cut_off=rules.transfer_cut_off)


def recomputed(state: Dossier, calendar: WorkCalendar) -> acts.DueKept | None:
    """The clock of ``state`` counted again from the instant it started at; None where there is nothing to count:
    no date, an ended dossier, a clock that stands still, or a date an agency set itself with an apology."""
    due = state.due
    if due is None or due.due is None or state.limit is None or state.extension is not None:
        return None
    if state.status in ENDED | {NONE, SUPPLEMENT, FINISHED} or not due.steps:
        return None
    first = due.steps[0]
    start = _STARTS.get(first["key"])
    if start is None:
        return None
    facts = first["facts"]
    at = instant_at(date.fromisoformat(str(facts["day"])), time.fromisoformat(str(facts["time"])))
    return start_clock(at, state.limit, calendar, start=start)


def due_conflict(state: Dossier, calendar: WorkCalendar) -> acts.DueKept | None:
    """What the calendar now says when it disagrees with the date the citizen was told; None while they agree.

    The printed date stays as it is until somebody records an act (deadlines.md §3).
    """
    again = recomputed(state, calendar)
    if again is None or state.due is None or again.due == state.due.due:
        return None
    return again


def stage_due(agencies: Sequence[acts.StepDue], agency: str) -> datetime | None:
    """When ``agency`` must be done by the kept steps: the last of its own; None where no step names it."""
    dues = [step.due for step in agencies if step.agency == agency and step.due is not None]
    return max(dues) if dues else None


def timing(ended: datetime, due: datetime) -> str:
    """``before``, ``on`` or ``past`` time, as the control slip says it: on an earlier day than the due date, by the
    due instant on its day, or after it (TT 01/2018 form 05; by day: interpretation)."""
    if ended > due:
        return "past"
    local_end, local_due = local_time(ended).date(), local_time(due).date()
    return "before" if local_due - local_end >= timedelta(days=1) else "on"
