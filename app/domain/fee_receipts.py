"""Official fee receipts (biên lai): the books a counter was given, and the fate of every number in them.

Series and number are the tax office's, not ours; what is ours is that no number is used twice and none is
lost from sight (rules §14: a spoiled one stays in the ledger with its reason).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.domain.ranges import LedgerLine, NumberRange, ledger

ALWAYS = (date.min, date.max)


@dataclass(frozen=True)
class ReceiptBook:
    """Numbers ``first`` to ``last`` of one series, ends included."""

    series: str
    first: int
    last: int


@dataclass(frozen=True)
class BookLedger:
    """One book with the fate of each number: used, void with its reason, or unused."""

    book: ReceiptBook
    lines: tuple[LedgerLine, ...]

    def count(self, state: str) -> int:
        """How many numbers have that fate."""
        return sum(line.count for line in self.lines if line.state == state)


def number_of(text: str) -> int | None:
    """The number in the digits of a biên lai, leading zeros aside; None for anything else."""
    digits = text.strip()
    return int(digits) if digits.isascii() and digits.isdigit() and int(digits) > 0 else None


def book_ledgers(
    books: Iterable[ReceiptBook], uses: Iterable[tuple[str, int]], voids: dict[tuple[str, int], str]
) -> tuple[tuple[BookLedger, ...], tuple[tuple[str, int], ...]]:
    """The ledger of each book, and the numbers used or void that no book of this counter holds."""
    used = set(uses)
    found: list[BookLedger] = []
    outside = used | set(voids)
    for book in books:
        held = {pair for pair in outside if pair[0] == book.series and book.first <= pair[1] <= book.last}
        outside -= held
        one = NumberRange(book.series, "", book.first, book.last, *ALWAYS)
        reasons = {number: reason for (series, number), reason in voids.items() if series == book.series}
        numbers = {number for series, number in used if series == book.series}
        found.append(BookLedger(book, ledger([one], numbers, reasons, date.min).lines))
    return tuple(found), tuple(sorted(outside))


def next_free(books: Iterable[ReceiptBook], gone: Iterable[tuple[str, int]]) -> tuple[str, int] | None:
    """The series and number to write next: one beyond the highest gone of the first book with any left."""
    taken = set(gone)
    for book in books:
        highest = max(
            (number for series, number in taken if series == book.series and book.first <= number <= book.last),
            default=book.first - 1,
        )
        if highest < book.last:
            return book.series, highest + 1
    return None


def overlapping(book: ReceiptBook, books: Iterable[ReceiptBook]) -> bool:
    """True when ``book`` shares a number with one already here."""
    return any(book.series == other.series and book.first <= other.last and other.first <= book.last for other in books)
