"""One biên lai written at two counters off line: both payments stand, and both counters list the conflict."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.desk import charges, overrides, reception, review
from app.desk.office import close_office
from app.errors import RuleViolation
from sync.worker import one_pass
from tests.journeys.test_main_job import Counter, filled, port, up
from tests.sync.province import WARD, Province

__all__ = ["port"]


def paid_with(counter: Counter, page_pdf: bytes, number: str) -> reception.Accepted:
    draft = filled(counter, page_pdf)
    fees = tuple(replace(fee, series="AB/26P", number=number) for fee in draft.fees)
    return reception.accept(counter.office, counter.session, replace(draft, fees=fees))


def test_a_number_used_at_two_counters_is_a_conflict_both_see(
    province: Province, port: int, tmp_path: Path, page_pdf: bytes
) -> None:
    with up(province, port) as address:
        first = Counter(tmp_path / "first", province, address, "Q01", f"{WARD}-officer-1")
        second = Counter(tmp_path / "second", province, address, "Q02", f"{WARD}-officer-2")
    try:
        here, there = paid_with(first, page_pdf, "0000101"), paid_with(second, page_pdf, "101")
        paid_with(first, page_pdf, "102")
        paid_with(second, page_pdf, "")
        with pytest.raises(RuleViolation):
            paid_with(first, page_pdf, "101")
        for counter in (first, second):
            assert review.fee_receipt_conflicts(counter.office, counter.session) == ()
            assert charges.receipt_ledger(counter.office, counter.session).twice == ()

        with up(province, port):
            for counter in (first, second, first):
                one_pass(counter.office)
            for counter in (first, second):
                (conflict,) = review.fee_receipt_conflicts(counter.office, counter.session)
                assert (conflict.series, conflict.number) == ("AB/26P", 101)
                assert {(use.code, use.counter, use.amount) for use in conflict.uses} == {
                    (here.code, "Q01", 8000),
                    (there.code, "Q02", 8000),
                }
                assert [view.dossier.fee_due for view in map(counter.view, (here.stream, there.stream))] == [0, 0]

            # A supervisor finds the number was mistyped at the second counter and annuls that entry.
            (wrong,) = [use for use in conflict.uses if use.counter == "Q02"]
            supervisor = replace(second.session, officer=f"{WARD}-supervisor", role="supervisor")
            overrides.resolve(second.office, supervisor, wrong.stream, wrong.event, "annul", "ghi nhầm số biên lai")
            for counter in (second, first):
                one_pass(counter.office)
                assert review.fee_receipt_conflicts(counter.office, counter.session) == ()
    finally:
        close_office(first.office)
        close_office(second.office)
