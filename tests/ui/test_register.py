"""The register of a day: its lines, its figures, its print; the ledger of numbers beside it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, Qt

from app.capture.archive import archived
from app.capture.pages import Page, document
from app.desk import books, drafts, printing, reception
from app.desk.acting import Session
from app.desk.office import Office
from app.domain.events import VIETNAM
from app.paper.pages import page_count, page_text
from app.progress import Progress
from tests.desk.test_tray import sheet
from tests.ui.conftest import Journey, Shown
from ui.digitising import span_of
from ui.place import Counter, Place
from ui.register import RegisterPage
from ui.register_book import BookQuestion

Show = Callable[[Place], Shown]


def page(shown: Shown) -> RegisterPage:
    assert isinstance(shown.place, RegisterPage)
    return shown.place


def figure(shown: Shown, name: str) -> str:
    return page(shown)._shown[name].text()


def test_a_day_without_dossiers_says_so(counter: Counter, show: Show) -> None:
    shown = show(RegisterPage(counter))
    assert "No dossier was received" in page(shown)._lines.blank.said
    assert not page(shown).act.isEnabled()
    shown.place.primary()
    shown.settle()
    assert not shown.told


def test_the_day_in_lines_and_figures(counter: Counter, show: Show, journey: Journey) -> None:
    first = journey.accept()
    journey.clock.forward(minutes=20)
    second = journey.accept()
    shown = show(RegisterPage(counter))
    assert [row.code for row in page(shown).model.rows] == [first.code, second.code]
    assert page(shown).model.cell(0, 1).text == "given later"
    assert (figure(shown, "accepted"), figure(shown, "cash"), figure(shown, "numbers")) == (
        "2",
        "16.000 đ",
        "2 · 0 · 48",
    )
    assert "does not tie out" in page(shown).tied.text().lower()
    assert "2 receipts are not printed yet" in page(shown).hint.text()
    shown.bot.keyClick(page(shown).view, Qt.Key.Key_Return)
    assert shown.wanted == [f"dossier/{first.stream}"]


def test_it_ties_out_once_the_receipts_are_printed(
    counter: Counter, show: Show, journey: Journey, office: Office
) -> None:
    journey.accept()
    shown = show(RegisterPage(counter))
    printing.run_print_queue(office)
    shown.bot.waitUntil(lambda: page(shown).tied.text() == "Everything ties out", timeout=5_000)
    page(shown).close_day.click()
    shown.settle()
    assert "1 received, 0 returned, 8.000 đ cash" in shown.told[-1].text


def test_another_day_is_chosen_and_today_is_one_key_back(counter: Counter, show: Show, journey: Journey) -> None:
    journey.accept()
    shown = show(RegisterPage(counter))
    page(shown)._step(-1)
    shown.settle()
    assert page(shown).model.rowCount() == 0
    assert not page(shown)._now.isHidden()
    page(shown)._now.click()
    shown.settle()
    assert page(shown).model.rowCount() == 1
    page(shown)._step(1)
    assert page(shown).chosen == page(shown)._today


def test_the_register_is_printed_one_book_a_field(
    counter: Counter, show: Show, journey: Journey, office: Office, session: Session
) -> None:
    accepted = journey.accept()
    shown = show(RegisterPage(counter))
    shown.place.primary()
    shown.settle()
    assert "1 books" in shown.told[-1].text
    day = office.now().astimezone(VIETNAM).date()
    job = next(job for job in printing.of_day(office, day) if job.form == books.FORM)
    text = " ".join(page_text(printing.pdf_of(office, job.id), 0).split())
    assert accepted.code[-12:] in text.replace(" ", "")
    assert "SỔ THEO DÕI HỒ SƠ" in text
    assert "cấp sau" in text


def test_the_numbers_of_the_day(counter: Counter, show: Show, journey: Journey) -> None:
    journey.accept()
    shown = show(RegisterPage(counter))
    shown.place.go("numbers")
    assert [(row.first, row.last, row.state) for row in page(shown).numbers.rows] == [
        (1, 1, "used"),
        (2, 50, "unused"),
    ]
    assert shown.place.back()
    assert not shown.place.back()


def printed_books(office: Office) -> list[str]:
    """The texts of the books queued today, without any white."""
    day = office.now().astimezone(VIETNAM).date()
    pdfs = [printing.pdf_of(office, job.id) for job in printing.of_day(office, day) if job.form == books.FORM]
    return ["".join("".join(page_text(pdf, page).split()) for page in range(page_count(pdf))) for pdf in pdfs]


def ask(shown: Shown) -> BookQuestion:
    page(shown).book.click()
    shown.settle()
    return page(shown).question


def test_a_book_of_any_days_with_its_opening_and_closing_pages(
    counter: Counter, show: Show, journey: Journey, office: Office
) -> None:
    before = journey.accept()
    journey.clock.forward(days=1)
    inside = [journey.accept(), journey.accept()]
    journey.clock.forward(days=2)
    after = journey.accept()
    shown = show(RegisterPage(counter))
    question = ask(shown)
    assert question.isVisible()
    assert question.said.text() == "4 dossiers in 1 fields."
    today = office.now().astimezone(VIETNAM).date()
    question.first.setDate(QDate(today.year, today.month, today.day).addDays(-2))
    question.last.setDate(QDate(today.year, today.month, today.day).addDays(-1))
    assert not question.verb.isEnabled(), "the answer for these days is not here yet"
    shown.settle()
    assert question.said.text() == "2 dossiers in 1 fields."
    question.closed.click()
    question.verb.click()
    assert not page(shown)._stop.isHidden()
    assert not page(shown).act.isEnabled()
    shown.settle()
    assert "1 books" in shown.told[-1].text
    (text,) = printed_books(office)
    assert [one.code[-11:] in text for one in (before, *inside, after)] == [False, True, True, False]
    assert "Mởsổ:ngày24tháng11năm2026" in text
    assert "Khóasổngày25tháng11năm2026" in text
    assert "Tổngsố:02hồsơ" in text
    assert "GIÁMĐỐC" in text


def test_without_opening_and_closing_the_book_has_its_lines_alone(
    counter: Counter, show: Show, journey: Journey, office: Office
) -> None:
    accepted = journey.accept()
    shown = show(RegisterPage(counter))
    question = ask(shown)
    question.cover.click()
    question.verb.click()
    shown.settle()
    (text,) = printed_books(office)
    assert accepted.code[-11:] in text
    assert ("Mởsổ" in text, "Khóasổ" in text) == (False, False)


def test_days_that_hold_nothing_or_run_backwards_print_nothing(counter: Counter, show: Show, journey: Journey) -> None:
    journey.accept()
    shown = show(RegisterPage(counter))
    question = ask(shown)
    question.last.setDate(question.first.date())
    shown.settle()
    assert "No dossier" in question.said.text()
    assert not question.verb.isEnabled()
    question.last.setDate(question.first.date().addDays(-1))
    shown.settle()
    assert "comes after" in question.said.text()
    assert not question.verb.isEnabled()


def test_a_book_that_is_stopped_queues_nothing(
    counter: Counter, show: Show, journey: Journey, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    journey.accept()
    shown = show(RegisterPage(counter))
    stopped = Progress()
    stopped.cancel.set()
    monkeypatch.setattr("ui.register.Progress", lambda: stopped)
    ask(shown).verb.click()
    shown.settle()
    assert shown.told == []
    assert page(shown)._bar.isHidden()
    assert page(shown).book.isEnabled()
    assert printed_books(office) == []


def test_digitising_is_counted_for_the_time_chosen_and_saved_as_shown(
    counter: Counter, show: Show, journey: Journey, office: Office, session: Session, tmp_path: Path
) -> None:
    draft = journey.make()
    copy = archived(document([Page("jpeg", sheet(1))])).pdf
    reception.accept(office, session, drafts.attach(office, session, draft, draft.papers[0].component, copy))
    journey.clock.forward(days=1)
    journey.accept()
    shown = show(RegisterPage(counter))
    sheet_shown = page(shown).digitising
    assert sheet_shown.model.rowCount() == 0, "nothing is counted that nobody looks at"
    shown.place.go("digitising")
    shown.settle()

    def cells(place: int) -> list[str]:
        return [sheet_shown.model.cell(place, column).text for column in range(sheet_shown.model.columnCount())]

    assert cells(0) == ["Hộ tịch", "2", "1 (50 %)", "0 (0 %)", "0 (0 %)", "0 (0 %)", "1", "0", "0", "1"]
    assert cells(1)[0] == "All fields"
    sheet_shown.span.button_for("day").click()
    shown.settle()
    assert cells(1)[1:3] == ["1", "0 (0 %)"]
    assert sheet_shown.days.text() == "24/11/2026"
    sheet_shown.export(tmp_path / "report.csv")
    shown.settle()
    lines = (tmp_path / "report.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 3
    assert lines[-1] == "24/11/2026;24/11/2026;All fields;1;0;0;0;0;0;0;0;0"
    assert "report.csv" in shown.told[-1].text
    sheet_shown.export(tmp_path / "nowhere" / "report.csv")
    shown.settle()
    assert shown.told[-1].tone == "late"
    page(shown)._step(-1)
    shown.settle()
    assert cells(1)[1:3] == ["1", "1 (100 %)"]
    assert shown.place.back()
    assert page(shown).sheets.value == "lines"


def test_spans_of_the_report() -> None:
    assert span_of(date(2026, 11, 23), "day") == (date(2026, 11, 23), date(2026, 11, 23))
    assert span_of(date(2026, 12, 31), "month") == (date(2026, 12, 1), date(2026, 12, 31))
    assert span_of(date(2028, 2, 3), "quarter") == (date(2028, 1, 1), date(2028, 3, 31))
    assert span_of(date(2028, 2, 3), "month") == (date(2028, 2, 1), date(2028, 2, 29))
    assert span_of(date(2026, 11, 23), "quarter") == (date(2026, 10, 1), date(2026, 12, 31))
    assert span_of(date(2026, 11, 23), "year") == (date(2026, 1, 1), date(2026, 12, 31))
