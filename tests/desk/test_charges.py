"""Fees by pages, and every biên lai of the counter with its fate."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from app.desk import charges, drafts, reception, supplements
from app.desk.acting import Session
from app.desk.drafts import Draft
from app.desk.office import Office
from app.domain import acts
from app.errors import AmountInvalid, FieldRequired, RuleViolation

Make = Callable[..., Draft]


@pytest.mark.parametrize(("pages", "copies", "amount"), [(10, 3, 36_000), (300, 1, 200_000), (1, 1, 2_000)])
def test_copies_are_charged_by_the_page(office: Office, session: Session, pages: int, copies: int, amount: int) -> None:
    draft = drafts.choose_procedure(office, session, drafts.new_draft(office, session), "2.000815")
    (number,) = [place for place, fee in enumerate(draft.fees) if fee.per_page]
    assert draft.fees[number].amount is None
    counted = charges.by_pages(office, session, draft, number, pages, copies).fees[number]
    assert (counted.amount, counted.basis) == (amount, "catalogue")
    assert f"{pages} trang × {copies} bản" in counted.basis_text
    with pytest.raises(AmountInvalid):
        charges.by_pages(office, session, draft, number, 0, 1)


def test_only_a_fee_by_pages_is_counted_so(office: Office, session: Session, ready_draft: Make) -> None:
    with pytest.raises(FieldRequired):
        charges.by_pages(office, session, ready_draft(), 0, 10, 1)


def paid(draft: Draft, number: str) -> Draft:
    fees = tuple(replace(fee, collected=True, series="AB/26P", number=number) for fee in draft.fees)
    return replace(draft, fees=fees)


def test_each_receipt_number_is_used_spoiled_or_left(office: Office, session: Session, ready_draft: Make) -> None:
    charges.open_book(office, session, "AB/26P", 101, 105)
    assert charges.next_receipt(office, session) == ("AB/26P", 101)
    reception.accept(office, session, paid(ready_draft(), "0000101"))
    charges.spoil_receipt(office, session, "AB/26P", 102, "viết sai tên")
    assert charges.next_receipt(office, session) == ("AB/26P", 103)
    found = charges.receipt_ledger(office, session)
    assert [(line.first, line.last, line.state, line.detail) for line in found.books[0].lines] == [
        (101, 101, "used", ""),
        (102, 102, "void", "viết sai tên"),
        (103, 105, "unused", ""),
    ]
    assert (found.outside, found.twice) == ((), ())


@pytest.mark.parametrize("number", ["101", "102"], ids=["used", "spoiled"])
def test_a_number_is_never_used_twice(office: Office, session: Session, ready_draft: Make, number: str) -> None:
    accepted = reception.accept(office, session, paid(ready_draft(), "101"))
    charges.spoil_receipt(office, session, "AB/26P", 102, "rách")
    with pytest.raises(RuleViolation) as refused:
        reception.accept(office, session, paid(ready_draft(), number))
    assert refused.value.rule == "receipt_number_used"
    with pytest.raises(RuleViolation):
        again = acts.PaymentCollected(1000, "cash", "AB/26P", number)
        supplements.collect(office, session, accepted.stream, again)


def test_books_are_sound(office: Office, session: Session) -> None:
    charges.open_book(office, session, "AB/26P", 1, 50)
    with pytest.raises(AmountInvalid):
        charges.open_book(office, session, "AB/26P", 50, 60)
    with pytest.raises(AmountInvalid):
        charges.open_book(office, session, "AC/26P", 5, 4)
    with pytest.raises(FieldRequired):
        charges.spoil_receipt(office, session, "AB/26P", 1, " ")
    charges.spoil_receipt(office, session, "AB/26P", 1, "rách")
    with pytest.raises(AmountInvalid):
        charges.spoil_receipt(office, session, "AB/26P", 1, "rách")
