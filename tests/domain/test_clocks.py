"""The clock of a dossier: limits as kept, shares of agencies, joint procedures, cross-boundary starts, reviews."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from app.domain import acts
from app.domain.calendar import WorkCalendar, load_calendar
from app.domain.catalogue import load_catalogue
from app.domain.clocks import (
    competent_restart,
    due_conflict,
    joint_limit,
    kept_limit_text,
    limit_of,
    stage_due,
    start_clock,
    timing,
    transfer_due,
)
from app.domain.dossier import Dossier
from app.domain.limits import Step, step_text
from app.domain.regulation import load_sets, set_for
from app.errors import ReferenceMissing
from resources import calendar_document, load_toml, reference_parts

At = Callable[[str], datetime]
CATALOGUE = load_catalogue(load_toml("catalogue", "procedures.toml"))
SETS = load_sets(reference_parts()["regulation_sets"])
DAY = date(2026, 11, 23)
FIVE_DAYS = acts.LimitKept("working_days", 5)


def test_shares_of_agencies_fill_the_limit(calendar: WorkCalendar, at: At) -> None:
    version = CATALOGUE.version("1.001776", "commune", DAY)
    assert version is not None
    due = start_clock(at("2026-10-05 09:00"), limit_of(version), calendar)
    assert due.due == at("2026-10-19 09:00")
    assert [(step.agency, step.due) for step in due.agencies] == [
        ("one_stop", at("2026-10-06 09:00")),
        ("agency", at("2026-10-15 09:00")),
        ("agency", at("2026-10-19 09:00")),
    ]
    assert stage_due(due.agencies, "agency") == due.due
    assert stage_due(due.agencies, "nobody") is None


def test_an_extension_of_sector_law_is_kept(calendar: WorkCalendar, at: At) -> None:
    version = CATALOGUE.version("1.004884", "commune", DAY)
    assert version is not None
    limit = limit_of(version, extended=True)
    assert (limit.extension_kind, limit.extension_value, limit.extension_mode) == ("working_days", 5, "add")
    assert start_clock(at("2026-10-05 09:00"), limit, calendar).due == at("2026-10-19 09:00")


def test_a_joint_procedure_has_a_total_and_local_dates(calendar: WorkCalendar, at: At) -> None:
    (joint,) = CATALOGUE.joint
    limit = joint_limit(joint, CATALOGUE, "commune", DAY)
    due = start_clock(at("2026-10-05 09:00"), limit, calendar)
    # Birth the same day; residence 7 working days from there; insurance 5 more.
    assert [step.due for step in due.agencies] == [
        at("2026-10-05 17:00"),
        at("2026-10-15 07:30"),
        at("2026-10-22 07:30"),
    ]
    assert due.due == at("2026-10-22 07:30")
    assert [step.procedure_code for step in due.agencies] == list(joint.steps)
    told = [step_text(Step(step["key"], step["facts"])) for step in due.steps]
    assert "Bước tiếp theo của liên thông (Đăng ký thường trú): tính từ 17:00 ngày 05/10/2026." in told
    assert kept_limit_text(limit).startswith("Đăng ký khai sinh: trong ngày làm việc; Đăng ký thường trú: 7 ngày")


def test_a_joint_procedure_with_a_hole_is_refused() -> None:
    (joint,) = CATALOGUE.joint
    with pytest.raises(ReferenceMissing):
        joint_limit(joint, CATALOGUE, "commune", date(2020, 1, 1))


def test_the_competent_receipt_starts_the_clock_once(calendar: WorkCalendar, at: At) -> None:
    three = acts.LimitKept("working_days", 3)
    state = Dossier(
        "s", status=2, competent_unit="H44.80.31", due_expected=True, limit=three, accepted_at=at("2026-10-08 16:10")
    )
    received = at("2026-10-09 10:45")
    due = competent_restart(state, "H44.80.31", received, calendar)
    assert due is not None
    assert due.due == at("2026-10-14 10:45")
    assert due.steps[0]["key"] == "competent"
    assert competent_restart(state, "H44.80.01", received, calendar) is None
    assert competent_restart(replace(state, due_expected=False), "H44.80.31", received, calendar) is None


@pytest.mark.parametrize(
    ("accepted", "day", "elsewhere", "due"),
    [
        ("2026-10-06 14:00", date(2026, 10, 6), False, "2026-10-06 17:00"),
        ("2026-10-06 15:01", date(2026, 10, 6), False, "2026-10-07 07:30"),
        ("2026-10-06 14:00", date(2026, 10, 6), True, "2026-10-07 14:00"),
        ("2025-05-06 14:00", date(2025, 5, 6), True, "2025-05-06 17:00"),
        ("2025-05-06 15:01", date(2025, 5, 6), True, "2025-05-07 07:30"),
    ],
    ids=["own agency", "after 15:00", "another shop, 2025", "another shop, 2018", "after 15:00, 2018"],
)
def test_when_paper_must_have_left(
    calendar: WorkCalendar, at: At, accepted: str, day: date, elsewhere: bool, due: str
) -> None:
    assert transfer_due(at(accepted), calendar, set_for(day, SETS), elsewhere=elsewhere) == at(due)


def changed_calendar() -> WorkCalendar:
    """The shipped calendar after a notice that makes Tuesday 27/10/2026 a day off."""
    document: dict[str, Any] = copy.deepcopy(calendar_document())
    country = next(layer for layer in document["layers"] if layer.get("scope", "country") == "country")
    country["day"] = [*country["day"], {"date": date(2026, 10, 27), "kind": "off", "reason": "Nghỉ đột xuất"}]
    document["version"] = "2026-10-20"
    return load_calendar(document, file="calendar")


def test_a_changed_calendar_names_the_dossiers_it_touches(calendar: WorkCalendar, at: At) -> None:
    after = changed_calendar()
    touched = Dossier("s", status=2, limit=FIVE_DAYS, due=start_clock(at("2026-10-21 09:00"), FIVE_DAYS, calendar))
    untouched = replace(touched, due=start_clock(at("2026-10-05 09:00"), FIVE_DAYS, calendar))
    assert due_conflict(touched, calendar) is None
    found = due_conflict(touched, after)
    assert found is not None
    assert (found.due, found.calendar) == (at("2026-10-29 09:00"), "2026-10-20")
    assert touched.due_at == at("2026-10-28 09:00")
    assert due_conflict(untouched, after) is None


@pytest.mark.parametrize(
    "changed",
    [
        {"status": 10},
        {"status": 5},
        {"due": None},
        {"limit": None},
        {"extension": acts.Extended("1", DAY, datetime(2026, 1, 1), datetime(2026, 1, 2))},
    ],
    ids=["ended", "waits for papers", "no date", "no limit", "an agency's own date"],
)
def test_nothing_to_review(calendar: WorkCalendar, at: At, changed: dict[str, Any]) -> None:
    state = Dossier("s", status=2, limit=FIVE_DAYS, due=start_clock(at("2026-10-21 09:00"), FIVE_DAYS, calendar))
    assert due_conflict(replace(state, **changed), changed_calendar()) is None


@pytest.mark.parametrize(
    ("ended", "said"),
    [
        ("2026-10-05 23:00", "before"),
        ("2026-10-06 08:00", "on"),
        ("2026-10-06 09:00", "on"),
        ("2026-10-06 09:00:01", "past"),
        ("2026-10-07 08:00", "past"),
    ],
)
def test_before_on_or_past_time(at: At, ended: str, said: str) -> None:
    assert timing(at(ended), at("2026-10-06 09:00")) == said
