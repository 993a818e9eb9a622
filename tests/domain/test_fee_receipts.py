"""Biên lai: every number of a book has its fate, spoiled ones with their reason."""

from __future__ import annotations

import pytest

from app.domain.fee_receipts import ReceiptBook, book_ledgers, next_free, number_of, overlapping

FIRST, SECOND = ReceiptBook("AB/26P", 101, 105), ReceiptBook("AC/26P", 1, 2)


def test_every_number_of_a_book_has_its_fate() -> None:
    uses = [("AB/26P", 101), ("AB/26P", 103), ("AC/26P", 2), ("ZZ", 7)]
    books, outside = book_ledgers([FIRST, SECOND], uses, {("AB/26P", 102): "viết sai tên"})
    assert [(line.first, line.last, line.state, line.detail) for line in books[0].lines] == [
        (101, 101, "used", ""),
        (102, 102, "void", "viết sai tên"),
        (103, 103, "used", ""),
        (104, 105, "unused", ""),
    ]
    assert (books[0].count("used"), books[0].count("void"), books[0].count("unused")) == (2, 1, 2)
    assert outside == (("ZZ", 7),)


def test_the_next_number_goes_up_and_on_to_the_next_book() -> None:
    assert next_free([FIRST, SECOND], []) == ("AB/26P", 101)
    assert next_free([FIRST, SECOND], [("AB/26P", 103)]) == ("AB/26P", 104)
    assert next_free([FIRST, SECOND], [("AB/26P", 105)]) == ("AC/26P", 1)
    assert next_free([FIRST], [("AB/26P", 105)]) is None
    assert next_free([], []) is None


@pytest.mark.parametrize(
    ("text", "number"), [("0000123", 123), (" 7 ", 7), ("", None), ("12a", None), ("0", None), ("١٢", None)]
)
def test_numbers_are_digits(text: str, number: int | None) -> None:
    assert number_of(text) == number


def test_books_do_not_overlap() -> None:
    assert overlapping(ReceiptBook("AB/26P", 105, 110), [FIRST])
    assert not overlapping(ReceiptBook("AB/26P", 106, 110), [FIRST])
    assert not overlapping(ReceiptBook("AC/26P", 101, 105), [FIRST])
