"""The books of the register: any days, one for each field and year, opening and closing pages, progress, cancel."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest

from app.desk import books, dossier_page, printing, reception
from app.desk.acting import Session
from app.desk.drafts import Draft
from app.desk.office import Office
from app.errors import RuleViolation
from app.paper import pages
from app.progress import Progress
from app.store import prints
from tests.desk.conftest import SetClock
from tests.desk.test_printing import text_of

Make = Callable[..., Draft]


def test_a_book_of_the_register_with_progress_and_cancel(office: Office, session: Session, ready_draft: Make) -> None:
    together = [reception.accept(office, session, ready_draft()) for _ in range(4)]
    field = dossier_page.open_dossier(office, session, together[0].stream).dossier.procedure
    assert field is not None
    year = (date(2026, 1, 1), date(2026, 12, 31))
    progress = Progress()
    (job,) = books.print_books(office, session, *year, field=field.field, cover=True, closed=True, progress=progress)
    pdf = printing.pdf_of(office, job)
    whole = " ".join(text_of(pdf, page) for page in range(pages.page_count(pdf)))
    assert [whole.count(one.code) for one in together] == [1] * 4
    assert "SỔ THEO DÕI HỒ SƠ" in text_of(pdf)
    assert "Khóa sổ" in whole
    stopped = Progress()
    stopped.cancel.set()
    assert progress.total == 4
    with office.store.read() as connection:
        before = len(prints.open_jobs(connection))
    assert books.print_books(office, session, *year, progress=stopped) == ()
    with office.store.read() as connection:
        assert len(prints.open_jobs(connection)) == before


def test_every_year_is_a_book_of_its_own_and_a_provisional_code_is_said_to_be_one(
    office: Office, session: Session, ready_draft: Make, clock: SetClock
) -> None:
    earlier = reception.accept(office, session, ready_draft())
    clock.forward(days=60)
    later = [reception.accept(office, session, ready_draft()) for _ in range(51)]
    assert later[-1].code.startswith("TAM.")
    one, other = books.print_books(office, session, date(2026, 11, 1), date(2027, 3, 1), cover=True)
    texts = ["".join(whole(printing.pdf_of(office, job)).split()) for job in (one, other)]
    assert [earlier.code[-11:] in text for text in texts] == [True, False]
    assert ["Mởsổ:ngày01tháng11năm2026" in texts[0], "Mởsổ:ngày01tháng01năm2027" in texts[1]] == [True, True]
    assert ["MÃTẠM" in text for text in texts] == [False, True]
    assert books.fields_between(office, session, date(2026, 11, 1), date(2026, 12, 31)) == (("Hộ tịch", 1),)


def test_a_book_printed_again_says_so_on_its_cover_and_on_every_page(
    office: Office, session: Session, ready_draft: Make, clock: SetClock
) -> None:
    reception.accept(office, session, ready_draft())

    def printed(last: date, *, spoiled: bool = False) -> set[str]:
        clock.forward(minutes=1)
        (job,) = books.print_books(office, session, date(2026, 11, 1), last, cover=True, closed=True)
        printing.run_print_queue(office)
        if spoiled:
            printing.spoil(office, session, job, "kẹt giấy")
        pdf = printing.pdf_of(office, job)
        return {mark_of(text_of(pdf, page)) for page in range(pages.page_count(pdf))}

    last = date(2026, 12, 31)
    assert printed(last) == {""}
    assert printed(last) == {"In lại lần 1"}
    reception.accept(office, session, ready_draft())
    assert printed(last, spoiled=True) == {"In lại lần 2"}, "a line more is no other book"
    assert printed(last) == {"In lại lần 2"}, "a spoiled print does not count"
    assert printed(date(2026, 11, 30)) == {""}, "other days are another paper"


def test_a_book_is_not_stamped_but_drawn_again(office: Office, session: Session, ready_draft: Make) -> None:
    reception.accept(office, session, ready_draft())
    (job,) = books.print_books(office, session, date(2026, 11, 1), date(2026, 12, 31))
    with pytest.raises(RuleViolation):
        printing.reprint_list(office, session, job)


def mark_of(text: str) -> str:
    found = re.search(r"In lại lần \d+", text)
    return found.group() if found else ""


def whole(pdf: bytes) -> str:
    return " ".join(text_of(pdf, page) for page in range(pages.page_count(pdf)))
