"""The page of F2 on a real desk: from the first letters of a procedure to the accepted dossier, on the keyboard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.desk import charges, drafts, worklists
from app.desk.office import Office
from tests.desk.conftest import CARD, PROCEDURE
from tests.ui.conftest import Program, Show, Shown
from tests.ui.dialogs import answering
from tests.ui.receiving import OTHER_CARD, choose, fill, page, shown, words
from ui.asking import Question
from ui.guiding import GuidanceQuestion
from ui.place import Counter
from ui.reception import ReceptionPage

__all__ = ["page", "shown"]

Type = Callable[[QWidget, str], None]


def test_it_opens_on_an_empty_draft_with_the_hands_on_the_search(shown: Shown, page: ReceptionPage) -> None:
    assert page.book.current is not None
    assert page.tabs.count() == 1
    assert page.procedure.line.hasFocus()
    assert "the procedure" in words(shown, page)


def test_a_few_letters_and_enter_choose_the_procedure(
    shown: Shown, page: ReceptionPage, type_text: Type, qtbot: QtBot
) -> None:
    type_text(page.procedure.line, "dang ky lai khai")
    qtbot.waitUntil(lambda: page.procedure.list.isVisible() and not page.procedure._pause.isActive())
    shown.settle()
    qtbot.keyClick(page.procedure.line, Qt.Key.Key_Return)
    shown.settle()
    draft = page.book.current
    assert draft is not None
    assert draft.procedure_code == PROCEDURE
    assert len(page.papers.lines) == len(draft.papers) > 0
    assert "1.004884" in page.procedure._under.text()
    assert page.due._when.text()
    assert page.applicant._lines["full_name"].hasFocus()


def test_no_date_of_another_stands_there_until_its_own_is_known(shown: Shown, page: ReceptionPage) -> None:
    said: list[str] = []
    page.book.laid.connect(lambda what: said.append(page.due._when.text()))
    page.book.opened.connect(lambda: said.append(page.due._when.text()))
    choose(shown, page)
    first = page.due._when.text()
    page.book.begin()
    shown.settle()
    page.book.bring(0)
    shown.settle()
    assert said == ["…", "Choose the procedure first.", "…"]
    assert page.due._when.text() == first not in said


def test_arrows_walk_the_offers_and_escape_leaves_them(
    shown: Shown, page: ReceptionPage, type_text: Type, qtbot: QtBot
) -> None:
    type_text(page.procedure.line, "khai sinh")
    qtbot.waitUntil(lambda: page.procedure.list.isVisible())
    shown.settle()
    qtbot.keyClick(page.procedure.line, Qt.Key.Key_Down)
    assert page.procedure.list.currentIndex().row() == 1
    assert page.back()
    assert page.procedure.list.isHidden()
    assert page.procedure.line.text() == "khai sinh"


def test_what_only_the_ministry_takes_in_is_said_not_chosen_and_opened_there(
    shown: Shown, page: ReceptionPage, type_text: Type, qtbot: QtBot, program: Program
) -> None:
    type_text(page.procedure.line, "thanh lap ho kinh doanh")
    qtbot.keyClick(page.procedure.line, Qt.Key.Key_Return)
    shown.settle()
    assert "ministry" in page.procedure.field.fault
    assert "Enter once more opens Cổng thông tin quốc gia về đăng ký kinh doanh." in page.procedure.field.fault
    assert not program.asked
    qtbot.keyClick(page.procedure.line, Qt.Key.Key_Return)
    shown.settle()
    assert program.asked == ["https://dangkykinhdoanh.gov.vn"]
    draft = page.book.current
    assert draft is not None
    assert draft.procedure_code == ""


def test_the_receipt_is_shown_as_it_will_be_printed(shown: Shown, page: ReceptionPage, qtbot: QtBot) -> None:
    choose(shown, page)
    qtbot.waitUntil(lambda: page.side.view.page_total == 1, timeout=10_000)


def test_a_card_fills_the_applicant_and_typing_over_it_is_marked(
    shown: Shown, page: ReceptionPage, type_text: Type
) -> None:
    choose(shown, page)
    assert page.take_card(CARD)
    assert page.applicant._lines["full_name"].text() == "Nguyễn Tiến Nam"
    assert page.applicant._lines["birth_date"].text() == "05/12/1991"
    assert page.applicant._fields["address"].mark_text == "Read from the card"
    type_text(page.applicant._lines["address"], " (tạm trú)")
    assert page.applicant._fields["address"].mark_text == "Typed over what the card said"
    draft = page.book.current
    assert draft is not None
    assert draft.applicant.typed_over == ("address",)


def test_the_same_card_twice_is_one_person_and_another_is_the_submitter(shown: Shown, page: ReceptionPage) -> None:
    choose(shown, page)
    page.take_card(CARD)
    page.take_card(CARD)
    draft = page.book.current
    assert draft is not None
    assert draft.submitter is None
    page.take_card(OTHER_CARD)
    draft = page.book.current
    assert draft is not None
    assert draft.applicant.full_name == "Nguyễn Tiến Nam"
    assert draft.submitter is not None
    assert draft.submitter.full_name == "Đỗ Thị Ngọc Bích"
    assert not page.people.same.isChecked()
    assert shown.told[-1].text == "The second card was taken for the submitter."


def test_a_scan_that_is_no_card_is_told_and_changes_nothing(shown: Shown, page: ReceptionPage) -> None:
    before = page.book.current
    assert page.take_card("x|y|z|1|2|3|4")
    assert page.book.current == before
    assert shown.told[-1].tone == "late"


def test_what_blocks_is_named_as_links_that_lead_to_the_fields(shown: Shown, page: ReceptionPage) -> None:
    choose(shown, page)
    assert "name of the applicant" in words(shown, page)
    page.closing.blocking.followed.emit("applicant.personal_number")
    assert page.applicant._lines["personal_number"].hasFocus()
    page.closing.blocking.followed.emit("papers.1")
    assert page.papers.lines[1].tick.hasFocus()
    page.closing.blocking.followed.emit("fees.0.amount")
    assert isinstance(QApplication.focusWidget(), QWidget)
    assert page.fees.lines[0].isAncestorOf(QApplication.focusWidget() or page)


def test_f9_with_something_missing_marks_it_and_accepts_nothing(
    shown: Shown, page: ReceptionPage, office: Office, counter: Counter
) -> None:
    choose(shown, page)
    page.primary()
    shown.settle()
    assert page.applicant._fields["full_name"].fault
    assert page.applicant._lines["full_name"].hasFocus()
    assert worklists.counts(office, counter.session)["all"] == 0
    page.take_card(CARD)
    shown.settle()
    page._ask_preview()
    shown.settle()
    assert not page.applicant._fields["full_name"].fault


def test_enter_goes_to_the_next_empty_field_and_never_presses(
    shown: Shown, page: ReceptionPage, qtbot: QtBot, office: Office, counter: Counter
) -> None:
    fill(shown, page)
    phone = page.applicant._lines["phone"]
    phone.setFocus()
    phone.setText("0912345678")
    qtbot.keyClick(phone, Qt.Key.Key_Return)
    assert page.applicant._lines["email"].hasFocus()
    for _ in range(12):
        focused = QApplication.focusWidget()
        assert isinstance(focused, QLineEdit)
        focused.setText(focused.text() or "x")
        qtbot.keyClick(focused, Qt.Key.Key_Return)
    shown.settle()
    assert worklists.counts(office, counter.session)["all"] == 0


def test_f9_accepts_prints_and_opens_the_next_draft(
    shown: Shown, page: ReceptionPage, office: Office, counter: Counter
) -> None:
    fill(shown, page)
    assert words(shown, page) == "Everything needed is here."
    assert page.closing.debts.text().startswith("Can be done later:")
    page.primary()
    page.primary()
    shown.settle()
    rows = worklists.page(office, counter.session, "today").rows
    assert [row.applicant_name for row in rows] == ["Nguyễn Tiến Nam"]
    assert shown.told[-1].text.startswith("Received H44.80.01-261123-0001. Due ")
    assert ("Open the dossier", f"dossier/{rows[0].stream}") in shown.told[-1].links
    assert page.tabs.count() == 1
    draft = page.book.current
    assert draft is not None
    assert draft.procedure_code == ""
    page.go("again")
    draft = page.book.current
    assert draft is not None
    assert draft.applicant.full_name == "Nguyễn Tiến Nam"


def test_several_drafts_stand_side_by_side_and_survive_the_program(
    shown: Shown, page: ReceptionPage, office: Office, counter: Counter, show: Show
) -> None:
    choose(shown, page)
    page.take_card(CARD)
    page.go("new")
    assert page.tabs.count() == 2
    assert page.applicant.person.full_name == ""
    page.go("next")
    assert page.applicant.person.full_name == "Nguyễn Tiến Nam"
    page.leave()
    shown.settle()
    kept = drafts.drafts(office, counter.session)
    assert [draft.applicant.full_name for draft in kept] == ["Nguyễn Tiến Nam"]
    again = show(ReceptionPage(counter)).place
    assert isinstance(again, ReceptionPage)
    assert again.applicant.person.full_name == "Nguyễn Tiến Nam"
    assert again.procedure._name.text() == kept[0].procedure_name


def test_typing_is_kept_by_itself(shown: Shown, page: ReceptionPage, type_text: Type, qtbot: QtBot) -> None:
    counter = page.counter
    choose(shown, page)
    type_text(page.applicant._lines["full_name"], "Trần Ưng")

    def kept() -> list[str]:
        return [draft.applicant.full_name for draft in drafts.drafts(counter.office, counter.session)]

    qtbot.waitUntil(lambda: kept() == ["Trần Ưng"], timeout=5_000)


def test_a_file_dropped_on_a_component_is_attached_and_the_next_one_is_current(
    shown: Shown, page: ReceptionPage, page_pdf: bytes, tmp_path: Path, qtbot: QtBot
) -> None:
    choose(shown, page)
    page.papers.toggle(0)
    page.papers.toggle(1)
    path = tmp_path / "to khai.pdf"
    path.write_bytes(page_pdf)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(
        QPoint(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    page.papers.lines[0].dropEvent(event)
    qtbot.waitUntil(lambda: bool(page.papers.lines[0].paper.files), timeout=5_000)
    assert page.papers.lines[0]._files.text() == "1 pages"
    assert page.papers.current == page.papers.lines[1].paper.component
    page.side.open_copies(page.papers.lines[0].paper.component)
    qtbot.waitUntil(lambda: page.side.view.page_total == 1, timeout=10_000)
    assert page.back()
    assert page.side._to_receipt.isHidden()


def test_a_file_that_is_no_paper_is_refused_in_a_sentence(
    shown: Shown, page: ReceptionPage, tmp_path: Path, qtbot: QtBot
) -> None:
    choose(shown, page)
    path = tmp_path / "letter.docx"
    path.write_bytes(b"no picture at all")
    page.side.add_files(page.papers.lines[0].paper.component, [path])
    qtbot.waitUntil(lambda: bool(shown.told), timeout=5_000)
    assert shown.told[-1].tone == "late"


def test_refusing_asks_for_a_reason_and_prints(
    shown: Shown, page: ReceptionPage, office: Office, counter: Counter
) -> None:
    fill(shown, page)

    def answer(question: Question) -> None:
        assert not question.verb.isEnabled()
        question.reason.setPlainText("Không thuộc thẩm quyền")
        question.verb.click()

    with answering(Question, answer):
        page.endings.refuse()
    shown.settle()
    assert shown.told[-1].text == "Reception refused; the refusal slip is being printed."
    assert worklists.page(office, counter.session, "all").rows[0].status == 3


def test_putting_a_draft_away_is_asked_and_the_safe_answer_has_the_focus(
    shown: Shown, page: ReceptionPage, office: Office, counter: Counter
) -> None:
    choose(shown, page)
    page.take_card(CARD)
    asked: list[str] = []
    with answering(Question, lambda question: asked.append(question.focusWidget().objectName())):
        page.endings.put_away()
    assert asked == ["question.leave"]
    assert page.applicant.person.full_name == "Nguyễn Tiến Nam"
    with answering(Question, lambda question: question.verb.click()):
        page.endings.put_away()
    shown.settle()
    assert page.applicant.person.full_name == ""
    assert drafts.drafts(office, counter.session) == []


def test_an_organisation_needs_its_tax_code_and_no_birth_date(shown: Shown, page: ReceptionPage) -> None:
    choose(shown, page)
    form = page.applicant
    form.kind.setCurrentIndex(form.kind.findData("enterprise"))
    form.kind.activated.emit(form.kind.currentIndex())
    assert form._fields["birth_date"].isHidden()
    assert not form._fields["tax_code"].isHidden()
    assert "tax code of the applicant" in words(shown, page)


def test_what_the_desk_laid_in_does_not_undo_what_was_typed_meanwhile(
    shown: Shown, page: ReceptionPage, type_text: Type
) -> None:
    page.procedure.picked.emit(PROCEDURE)
    page.book.edit(applicant=replace(page.applicant.person, phone="0912"))
    shown.settle()
    draft = page.book.current
    assert draft is not None
    assert draft.procedure_code == PROCEDURE
    assert draft.applicant.phone == "0912"


def test_every_control_has_a_name_for_screen_readers(shown: Shown, page: ReceptionPage) -> None:
    fill(shown, page)
    silent = [
        widget.objectName() or type(widget).__name__
        for widget in page.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.isVisible()
        and not (widget.accessibleName() or getattr(widget, "text", str)())
    ]
    assert not silent


def test_guidance_names_what_is_missing_and_its_slip_brings_the_draft_back(shown: Shown, page: ReceptionPage) -> None:
    choose(shown, page)
    page.take_card(CARD)
    page.papers.toggle(0)

    def answer(question: GuidanceQuestion) -> None:
        assert [item.reason for item in question.wanted] == ["not handed in"] * (len(page.papers.lines) - 1)
        question.go.click()

    with answering(GuidanceQuestion, answer):
        page._end(page.endings.guide)
    shown.settle()
    assert shown.told[-1].text.startswith("Guided;")
    assert page.applicant.person.full_name == ""
    slip = f"HD.{page.counter.session.unit}.{page.counter.session.counter}-261123-0001"
    assert page.take_code(slip)
    shown.settle()
    assert page.applicant.person.full_name == "Nguyễn Tiến Nam"
    assert page.papers.lines[0].paper.ticked
    assert not page.take_code("H44.80.01-261123-0001")


def test_copies_are_paid_by_the_page(shown: Shown, page: ReceptionPage, type_text: Type) -> None:
    choose(shown, page, "2.000815")
    line = page.fees.lines[0]
    assert not line._pages.isHidden()
    line.copies.selectAll()
    type_text(line.copies, "3")
    line.pages.selectAll()
    type_text(line.pages, "10")
    shown.settle()
    assert page.fees.lines[0].fee.amount == 36_000
    assert page.fees.lines[0].amount.text() == "36.000"


def test_the_next_receipt_number_is_proposed(
    shown: Shown, page: ReceptionPage, office: Office, counter: Counter
) -> None:
    charges.open_book(office, counter.session, "AA-26E", 101, 150)
    fill(shown, page)
    page.fees.lines[0].collected.click()
    shown.settle()
    assert (page.fees.lines[0].fee.series, page.fees.lines[0].fee.number) == ("AA-26E", "101")
