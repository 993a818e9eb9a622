"""A day tied out: numbers against dossiers, receipts against prints, cash against fees."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.desk import charges, printing, reception, shift
from app.desk.acting import Session
from app.desk.drafts import Draft
from app.desk.office import Office
from app.errors import FieldRequired
from app.store import acts_of_day, numbers
from tests.desk.conftest import MONDAY, UNIT, SetClock

Make = Callable[..., Draft]


def test_a_day_that_ties_out(office: Office, session: Session, ready_draft: Make) -> None:
    for _ in range(2):
        reception.accept(office, session, ready_draft())
    printing.run_print_queue(office)
    shift.void_number(office, session, MONDAY.date(), 3, "viết nhầm")
    closed = shift.close_shift(office, session)
    figures = closed.figures
    assert closed.differences == ()
    assert (figures.accepted, figures.provisional, figures.numbers_used, figures.numbers_void) == (2, 0, 2, 1)
    assert figures.numbers_used + figures.numbers_void + figures.numbers_unused == 50
    assert (figures.receipts_printed, figures.prints_open) == (2, 0)
    assert (figures.cash, figures.not_cash) == (16_000, 0)
    assert [(line.state, line.detail) for line in closed.numbers.lines][1] == ("void", "viết nhầm")
    with office.store.read() as connection:
        (entry,) = acts_of_day.recorded(connection, session.device, ["close_shift"], MONDAY, MONDAY.replace(year=2027))
    assert entry.body.payload["figures"]["cash"] == 16_000  # type: ignore[index]
    assert reception.accept(office, session, ready_draft()).code.endswith("-0004")


def test_what_does_not_tie_out_is_said(office: Office, session: Session, ready_draft: Make) -> None:
    reception.accept(office, session, ready_draft())
    with office.store.write() as connection:
        numbers.take(connection, session.device, UNIT, MONDAY.date())
    charges.open_book(office, session, "AB/26P", 1, 5)
    found = shift.shift(office, session)
    assert dict(found.differences) == {"number_without_dossier": 1, "receipt_not_printed": 1}


def test_another_day_is_another_shift(office: Office, session: Session, ready_draft: Make, clock: SetClock) -> None:
    reception.accept(office, session, ready_draft())
    clock.forward(days=2)
    assert shift.shift(office, session).figures.accepted == 0
    assert shift.shift(office, session, MONDAY.date()).figures.accepted == 1


def test_a_void_number_has_a_reason(office: Office, session: Session) -> None:
    with pytest.raises(FieldRequired):
        shift.void_number(office, session, MONDAY.date(), 3, "")
    with pytest.raises(ValueError, match="in no range"):
        shift.void_number(office, session, MONDAY.date(), 5000, "viết nhầm")
