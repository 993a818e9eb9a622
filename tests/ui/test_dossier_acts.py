"""What the page of a dossier does beside its life: shelf, questions, money and papers back, the call, its debts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from app.desk import handover, printing
from app.domain import acts
from app.domain.dossier import FINISHED
from app.domain.reference import reference_document
from app.paper.pages import page_text
from app.store import reference
from resources import reference_parts
from tests.desk.conftest import HASH, UNIT
from tests.ui.conftest import AGENCY, Journey, Program, Shown
from ui.acts import FORMS, Desk
from ui.dossier import DossierPage
from ui.dossier_acts import ACTS, HANDOVERS
from ui.handover import HandoverPage
from ui.place import Counter, Place
from ui.returns import ReturnsPage
from ui.side_acts import SIDE_FORMS

Show = Callable[[Place], Shown]
Type = Callable[[QWidget, str], None]


def opened(counter: Counter, show: Show, stream: str) -> tuple[Shown, DossierPage]:
    shown = show(DossierPage(counter))
    page = shown.place
    assert isinstance(page, DossierPage)
    page.go(stream)
    shown.settle()
    return shown, page


def write(page: DossierPage, type_text: Type, **fields: str) -> None:
    assert page.acts.form is not None
    for name, text in fields.items():
        page.acts.form._fields[name].editor.setProperty("text", "")
        type_text(page.acts.form._fields[name].editor, text)


def test_the_shelf_of_the_papers_and_then_of_the_result_is_shown_where_it_is_looked_for(
    counter: Counter, show: Show, journey: Journey, type_text: Type
) -> None:
    accepted = journey.accept()
    shown, page = opened(counter, show, accepted.stream)
    page.acts.buttons["shelve"].click()
    write(page, type_text, place="Tủ 2, ngăn B")
    page.primary()
    shown.settle()
    assert page._view is not None
    assert page._view.dossier.shelf == "Tủ 2, ngăn B"
    assert "Tủ 2, ngăn B" in [label.text() for label in page.facts.findChildren(QWidget) if hasattr(label, "text")]
    assert page._view.timeline[-1].text == "Hồ sơ giấy để tại Tủ 2, ngăn B"
    journey.finish(accepted.stream)
    handover.acknowledge(journey.office, journey.session, [accepted.stream])
    shown.settle()
    assert page._view.dossier.status == FINISHED
    assert page._view.dossier.shelf == ""
    page.acts.buttons["shelve"].click()
    write(page, type_text, place="Ngăn kết quả số 4")
    page.primary()
    shown.settle()
    desk = show(ReturnsPage(counter))
    desk.place.take_code(accepted.code)
    desk.settle()
    case = desk.place.case  # type: ignore[attr-defined]
    assert case.shelf.isVisible()
    assert case.shelf.text() == "On the shelf: Ngăn kết quả số 4"


def test_what_lies_elsewhere_is_put_on_no_shelf_and_the_button_says_why(
    counter: Counter, show: Show, journey: Journey
) -> None:
    accepted = journey.accept()
    handover.hand_over(journey.office, journey.session, [accepted.stream])
    _, page = opened(counter, show, accepted.stream)
    assert not page.acts.buttons["shelve"].isEnabled()
    assert "list" in page.acts.buttons["shelve"].toolTip()


def test_a_question_to_another_agency_and_its_answer(
    counter: Counter, show: Show, journey: Journey, type_text: Type
) -> None:
    accepted = journey.accept()
    shown, page = opened(counter, show, accepted.stream)
    page.acts.buttons["consult"].click()
    write(page, type_text, agency="Công an phường Âu Cơ", deadline="ngày mai", content="Xác minh nơi cư trú")
    page.primary()
    assert page.acts.form is not None
    assert page.acts.form._fields["deadline"].fault
    write(page, type_text, deadline="26/11/2026")
    page.primary()
    shown.settle()
    assert page._view is not None
    [asked] = page._view.dossier.consultations
    assert (asked.agency, asked.category, asked.answered_at) == ("Công an phường Âu Cơ", "verification", None)
    page.acts.buttons["consult"].click()
    assert page.acts.form is not None
    assert not page.acts.form._fields["agency"].isVisible()
    write(page, type_text, content="Cư trú đúng")
    page.primary()
    shown.settle()
    assert page._view.dossier.consultations[0].answered_at is not None


def test_consulting_is_greyed_with_its_article_once_the_papers_are_elsewhere(
    counter: Counter, show: Show, journey: Journey
) -> None:
    accepted = journey.to_return()
    _, page = opened(counter, show, accepted.stream)
    assert not page.acts.buttons["consult"].isEnabled()
    assert page.acts.buttons["consult"].toolTip().endswith("(NĐ 118/2025/NĐ-CP Đ19.4)")


def test_money_taken_by_mistake_is_given_back_and_no_more_than_was_taken(
    counter: Counter, show: Show, journey: Journey, type_text: Type
) -> None:
    accepted = journey.accept()
    shown, page = opened(counter, show, accepted.stream)
    page.acts.buttons["refund"].click()
    write(page, type_text, amount="9000")
    page.primary()
    shown.settle()
    assert page.acts.form is not None
    assert not page.acts.form._fault.isHidden()
    write(page, type_text, amount="8000")
    page.primary()
    shown.settle()
    assert page._view is not None
    assert [money.amount for money in page._view.dossier.money] == [8000, -8000]
    assert "fee" in page.acts.owed.debts


def test_papers_of_a_withdrawn_dossier_are_given_back_when_they_arrive(
    counter: Counter, show: Show, journey: Journey
) -> None:
    accepted = journey.accept()
    handed = handover.hand_over(journey.office, journey.session, [accepted.stream])
    shown, page = opened(counter, show, accepted.stream)
    assert not page.acts.buttons["return_papers"].isEnabled()
    journey.at_agency(accepted.stream, acts.Acknowledged("dossier", handed.number, acts.Holder(UNIT, "agency")))
    page._load()
    shown.settle()
    page.acts.buttons["withdraw"].click()
    page.primary()
    shown.settle()
    page.acts.buttons["return_papers"].click()
    page.primary()
    shown.settle()
    assert page._view is not None
    assert all(held.returned_at is not None for held in page._view.dossier.papers)
    assert not page.acts.buttons["return_papers"].isEnabled()


def test_each_act_says_how_it_is_undone_or_that_it_is_not(counter: Counter, show: Show, journey: Journey) -> None:
    accepted = journey.accept()
    _, page = opened(counter, show, accepted.stream)
    assert page._view is not None
    assert {*FORMS, *SIDE_FORMS} == {*ACTS} - {*HANDOVERS, "return_result"}
    for make in (*FORMS.values(), *SIDE_FORMS.values()):
        form = make(counter.theme, Desk(counter.office, counter.session), page._view)
        assert form.way_back.text(), form.act
        form.deleteLater()
    for elsewhere, name in ((HandoverPage, "handover.way_back"), (ReturnsPage, "returns.way_back")):
        place = elsewhere(counter)
        said = place.findChild(QLabel, name)
        assert isinstance(said, QLabel)
        assert "taken back" in said.text()


# ---------------------------------------------------------------- calling


def province_says(journey: Journey, **ways: str) -> None:
    """The province's next reference data, with ways to reach the specialists of this unit."""
    parts = reference_parts()
    officers = [{**officer, "password_hash": HASH} for officer in parts["officers"]]
    units = dict(parts["units"])
    units["unit"] = [
        {**{k: v for k, v in unit.items() if not k.startswith("specialist")}, **(ways if unit["code"] == UNIT else {})}
        for unit in units["unit"]
    ]
    document = reference_document(version=2, **{**parts, "officers": officers, "units": units})
    data = msgspec.json.encode(document)
    office = journey.office
    with office.store.write() as connection:
        reference.keep(connection, reference.ReferenceDocument(2, office.now().date(), data, b"", office.now()))


@pytest.mark.parametrize(
    ("ways", "address"),
    [
        ({"specialist_phone": "0210 3846 000"}, "tel:02103846000"),
        (
            {"specialist_phone": "0210 3846 000", "specialist_video": "https://hop.example/au-co"},
            "https://hop.example/au-co",
        ),
    ],
)
def test_calling_the_specialists_opens_their_room_or_phone_with_the_code_on_the_clipboard(
    counter: Counter, show: Show, journey: Journey, program: Program, ways: dict[str, str], address: str
) -> None:
    accepted = journey.accept()
    province_says(journey, **ways)
    shown, page = opened(counter, show, accepted.stream)
    assert page.acts.call.isEnabled()
    page.acts.call.click()
    shown.settle()
    assert program.asked == [address]
    assert QGuiApplication.clipboard().text() == accepted.code
    assert "clipboard" in shown.told[-1].text


def test_without_a_way_to_call_the_button_says_so(
    counter: Counter, show: Show, journey: Journey, program: Program
) -> None:
    accepted = journey.accept()
    province_says(journey)
    _, page = opened(counter, show, accepted.stream)
    assert not page.acts.call.isEnabled()
    assert "neither a phone nor a video room" in page.acts.call.toolTip()


# ---------------------------------------------------------------- debts


def press(page: DossierPage, number: int) -> None:
    page.setFocus()
    QTest.keyClick(page, Qt.Key(Qt.Key.Key_0 + number), Qt.KeyboardModifier.ControlModifier)


def test_each_debt_has_the_one_key_that_pays_it(counter: Counter, show: Show, journey: Journey) -> None:
    draft = journey.make()
    fees = tuple(replace(fee, collected=False) for fee in draft.fees)
    accepted = journey.accept(account_check="", fees=fees)
    shown, page = opened(counter, show, accepted.stream)
    assert page.acts.owed.debts == ("account_check", "scan", "receipt", "fee")
    with shown.bot.waitActive(page):
        page.activateWindow()
    press(page, 1)
    assert page.acts.form is not None
    assert page.acts.form.act == "check_account"
    page.primary()
    shown.settle()
    assert page.acts.owed.debts == ("scan", "receipt", "fee")
    press(page, 2)
    assert shown.wanted[-1] == "post/prints"
    printing.run_print_queue(journey.office)
    shown.settle()
    assert page.acts.owed.debts == ("scan", "hand_out", "fee")
    press(page, 2)
    shown.settle()
    assert page.acts.owed.debts == ("scan", "fee")
    press(page, 2)
    assert page.acts.form is not None
    assert page.acts.form.act == "collect_payment"
    page.primary()
    shown.settle()
    assert page.acts.owed.debts == ("scan",)
    press(page, 1)
    assert page.tabs.currentIndex() == 3


def test_papers_and_fees_are_corrected_with_a_corrected_receipt(
    counter: Counter, show: Show, journey: Journey, type_text: Type
) -> None:
    accepted = journey.accept()
    printing.run_print_queue(journey.office)
    journey.clock.forward(minutes=5)
    shown, page = opened(counter, show, accepted.stream)
    assert page._view is not None
    before = page._view.dossier
    assert len(before.papers) > 1
    page.acts.buttons["amend_papers"].click()
    page.primary()
    assert page.acts.form is not None
    assert page.acts.form._fields["count.0"].fault, "nothing was changed"
    write(page, type_text, **{"count.0": "3", "count.1": "0", "more": "Giấy chứng sinh", "amount.0": "12000"})
    write(page, type_text, **{"ground.0": ""})
    page.primary()
    assert page.acts.form._fields["ground.0"].fault
    write(page, type_text, **{"ground.0": "Nghị quyết 12/2026"})
    page.primary()
    shown.settle()
    assert page.acts.form is None
    after = page._view.dossier
    first, *rest = (held.paper for held in after.papers)
    assert first == replace(before.papers[0].paper, count=3)
    assert [paper.name for paper in rest] == [
        *(held.paper.name for held in before.papers[2:]), "Giấy chứng sinh"
    ]  # fmt: skip
    assert [(fee.amount, fee.basis, fee.basis_text) for fee in after.fees] == [
        (12_000, "entered", "Nghị quyết 12/2026")
    ]
    assert {"corrected_receipt", "fee"} <= set(page.acts.owed.debts)
    printing.run_print_queue(journey.office)
    shown.settle()
    assert "corrected_receipt" not in page.acts.owed.debts
    text = page_text(printing.pdf_of(journey.office, page._view.prints[-1].id), 0)
    assert "Bản đính chính lần 1" in text
    assert "Giấy chứng sinh" in text
    assert before.papers[1].paper.name not in text


def test_once_the_agency_has_the_dossier_papers_and_fees_are_greyed_and_contacts_are_not(
    counter: Counter, show: Show, journey: Journey
) -> None:
    accepted = journey.accept()
    handed = handover.hand_over(journey.office, journey.session, [accepted.stream])
    journey.at_agency(accepted.stream, acts.Acknowledged("dossier", handed.number, AGENCY))
    _, page = opened(counter, show, accepted.stream)
    assert page.acts.buttons["amend"].isEnabled()
    assert not page.acts.buttons["amend_papers"].isEnabled()
    assert "contact" in page.acts.buttons["amend_papers"].toolTip()
