"""A copy held already is taken over without scanning, with where it came from; the facts of a copy are typed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog

from app.capture.metadata import facts_of
from app.capture.pages import Page, document
from app.desk import drafts, reception, worklists
from app.desk.acting import Session, dossier_at
from app.desk.drafts import Draft
from app.desk.intake import Accepted
from app.desk.office import Office
from app.domain.dossier import FileHeld
from tests.desk.test_tray import sheet
from tests.ui.conftest import Shown
from tests.ui.receiving import filled as page
from tests.ui.receiving import shown
from tests.ui.test_tray import lay
from ui.paper_copies import FactsForm, TakeOver
from ui.reception import ReceptionPage

__all__ = ["page", "shown"]


@pytest.fixture
def earlier(office: Office, session: Session, ready_draft: Callable[..., Draft]) -> Accepted:
    """A dossier of the same person with one copy."""
    draft = ready_draft()
    copy = document([Page("jpeg", sheet(1)), Page("jpeg", sheet(2))])
    return reception.accept(office, session, drafts.attach(office, session, draft, draft.papers[0].component, copy))


def ask(shown: Shown, page: ReceptionPage, number: int, words: str) -> None:
    """Choose a line of the menu behind a paper."""
    line = page.papers.lines[number]
    line._fill_menu()
    next(action for action in line._more.menu().actions() if action.text() == words).trigger()
    shown.settle()


def dialog(page: ReceptionPage, kind: type[QDialog]) -> QDialog:
    (found,) = (child for child in page.findChildren(kind) if child.isVisible())
    return found


def accepted(page: ReceptionPage, earlier: Accepted | None = None) -> tuple[str, list[FileHeld]]:
    office, session = page.counter.office, page.counter.session
    rows = worklists.page(office, session, "today", None, 10).rows
    (stream,) = (row.stream for row in rows if earlier is None or row.stream != earlier.stream)
    with office.store.read() as connection:
        state = dossier_at(connection, stream)
    assert state is not None
    return stream, list(state.files)


@pytest.mark.parametrize("national", [False, True])
def test_a_copy_of_an_earlier_dossier_is_taken_over_with_its_provenance(
    earlier: Accepted, shown: Shown, page: ReceptionPage, national: bool
) -> None:
    page.papers.toggle(1)
    ask(shown, page, 1, "Take over a copy held already…")
    question = dialog(page, TakeOver)
    assert isinstance(question, TakeOver)
    assert question.chosen is not None
    assert (question.chosen.code, question.chosen.pages) == (earlier.code, 2)
    assert earlier.code in [question.model.cell(0, column).text for column in range(5)]
    question.national.setChecked(national)
    question.take.click()
    shown.settle()
    line = page.papers.lines[1]
    assert line.paper.ticked
    assert line.paper.electronic_copies == 1
    assert line._files.text() == ("2 pages · national store" if national else "2 pages · taken over")
    assert earlier.code in shown.told[-1].text
    page.side.open_copies(line.paper.component)
    shown.settle()
    assert page.side._section.title.text().endswith(f"taken over from dossier {earlier.code}")
    page.primary()
    shown.settle()
    _, (held,) = accepted(page, earlier)
    assert (held.component, held.source, held.reused_from, held.from_national_store) == (
        line.paper.component,
        "reuse",
        earlier.stream,
        national,
    )


def test_without_a_number_or_without_anything_held_it_says_so(shown: Shown, page: ReceptionPage) -> None:
    ask(shown, page, 0, "Take over a copy held already…")
    assert "No copy of this person" in shown.told[-1].text
    page.people.applicant._lines["personal_number"].clear()
    page.people.applicant._lines["personal_number"].textEdited.emit("")
    ask(shown, page, 0, "Take over a copy held already…")
    assert "Read the card first" in shown.told[-1].text


def test_the_facts_of_a_paper_are_typed_and_stand_in_its_copy(shown: Shown, page: ReceptionPage) -> None:
    component = page.papers.lines[0].paper.component
    lay(shown, page, [sheet(1)], component)
    ask(shown, page, 0, "Data of the copy…")
    form = dialog(page, FactsForm)
    assert isinstance(form, FactsForm)
    draft = page.book.current
    assert draft is not None
    assert form.lines["holder_number"].text() == draft.applicant.personal_number
    assert "Code of the kind of paper" in form._missing.text()
    form.lines["kind_code"].setText("GKS.01")
    form.lines["issued_on"].setText("31/02")
    form.keep.click()
    assert form.isVisible()
    assert "not a date" in form._fields["issued_on"].fault
    form.lines["issued_on"].setText("02/09/1990")
    form.lines["valid_until"].setText("2/9/2030")
    form.keep.click()
    shown.settle()
    assert not form.isVisible()
    page.people.applicant._lines["full_name"].setText("Nguyễn Tiến Năm")
    page.people.applicant._lines["full_name"].textEdited.emit("Nguyễn Tiến Năm")
    page.primary()
    shown.settle()
    _, (held,) = accepted(page)
    facts = facts_of(page.counter.office.vault.read(held.sha256))
    assert (facts.kind_code, facts.issued_on, facts.valid_until) == ("GKS.01", "1990-09-02", "2030-09-02")
    # What was not typed there follows the form, also when that is corrected later.
    assert facts.holder_name == "Nguyễn Tiến Năm"


def test_facts_typed_after_the_copy_was_made_are_put_into_it(shown: Shown, page: ReceptionPage, tmp_path: Path) -> None:
    (tmp_path / "one.jpg").write_bytes(sheet(1))
    page.side.add_files(page.papers.lines[0].paper.component, [tmp_path / "one.jpg"])
    shown.settle()
    (made,) = page.papers.lines[0].paper.files
    said = facts_of(page.counter.office.vault.read(made.sha256))
    assert (said.title, said.holder_name) == (page.papers.lines[0].paper.name, page.people.applicant.person.full_name)
    ask(shown, page, 0, "Data of the copy…")
    form = dialog(page, FactsForm)
    assert isinstance(form, FactsForm)
    form.lines["issued_by"].setText("UBND phường Âu Cơ")
    form.keep.click()
    shown.settle()
    (copy,) = page.papers.lines[0].paper.files
    assert facts_of(page.counter.office.vault.read(copy.sha256)).issued_by == "UBND phường Âu Cơ"
    assert page.book.current is not None
    assert page.book.current.papers[0].files == (copy,)


def test_files_go_into_the_draft_they_were_dropped_on_whichever_is_in_front_by_then(
    shown: Shown, page: ReceptionPage, tmp_path: Path
) -> None:
    (tmp_path / "one.jpg").write_bytes(sheet(1))
    assert page.book.current is not None
    meant = page.book.current.id
    page.side.add_files(page.papers.lines[0].paper.component, [tmp_path / "one.jpg"])
    page.book.begin()
    shown.settle()
    assert page.book.current.id != meant
    assert not any(paper.files for paper in page.book.current.papers)
    draft = page.book.find(meant)
    assert draft is not None
    assert [len(paper.files) for paper in draft.papers] == [1, 0]
    kept = drafts.drafts(page.counter.office, page.counter.session)
    assert [len(paper.files) for found in kept if found.id == meant for paper in found.papers] == [1, 0]


def test_a_file_that_is_held_of_this_person_says_where_from_without_being_asked(
    shown: Shown, page: ReceptionPage, earlier: Accepted, tmp_path: Path
) -> None:
    (tmp_path / "same.pdf").write_bytes(document([Page("jpeg", sheet(1)), Page("jpeg", sheet(2))]))
    (tmp_path / "other.pdf").write_bytes(document([Page("jpeg", sheet(3))]))
    for number, name in enumerate(("same.pdf", "other.pdf")):
        page.side.add_files(page.papers.lines[number].paper.component, [tmp_path / name])
        shown.settle()
    (same,), (other,) = (line.paper.files for line in page.papers.lines)
    assert (same.source, same.reused_from) == ("reuse", earlier.stream)
    assert (other.source, other.reused_from) == ("file", "")


def test_the_facts_are_typed_without_the_mouse_and_the_kind_is_known_the_next_time(
    shown: Shown, page: ReceptionPage
) -> None:
    page.papers.lines[1].tick.setFocus()
    QTest.keyClick(page.papers.lines[1].tick, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    shown.settle()
    form = dialog(page, FactsForm)
    assert isinstance(form, FactsForm)
    assert form.lines["title"].text() == page.papers.lines[1].paper.name
    at = form.lines["kind_code"]
    QTest.keyClicks(at, "BS.02")
    for name, typed in (("issued_on", "1/2/2020"), ("issued_by", "UBND"), ("valid_until", "1/2/2030")):
        QTest.keyClick(at, Qt.Key.Key_Return)
        at = form.lines[name]
        assert form.focusWidget() is at, "to the next that is empty"
        QTest.keyClicks(at, typed)
    QTest.keyClick(at, Qt.Key.Key_Return)
    assert form.isVisible(), "Enter keeps nothing by itself"
    assert form.focusWidget() is form.keep
    QTest.keyClick(form.keep, Qt.Key.Key_Space)
    assert not form.isVisible(), [field.fault for field in form._fields.values()]
    shown.settle()
    page.book.begin()
    shown.settle()
    page.book.choose("1.004884")
    shown.settle()
    page.side.copies.describe(page.papers.lines[1].paper.component)
    shown.settle()
    again = dialog(page, FactsForm)
    assert isinstance(again, FactsForm)
    assert again.lines["kind_code"].text() == "BS.02"
    assert again.lines["issued_by"].text() == "", "whose paper it is differs, its kind does not"
    again.reject()
