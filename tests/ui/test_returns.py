"""The return desk: scan, compare the card, give back the originals, F9."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox

from app.desk import dossier_page, worklists
from app.desk.acting import Session
from app.desk.drafts import DraftPerson
from app.desk.office import Office
from app.domain.dossier import RETURNED
from tests.desk.conftest import CARD
from tests.ui.conftest import Journey, Shown
from ui.place import Counter, Place
from ui.returns import ReturnsPage

Show = Callable[[Place], Shown]
OTHER_CARD = "025199004321||Đỗ Thị Ngọc Bích|12031999|Nữ|Khu 5, phường Âu Cơ, Phú Thọ|10052022"


def status(office: Office, session: Session, stream: str) -> int:
    return dossier_page.open_dossier(office, session, stream).dossier.status


def page(shown: Shown) -> ReturnsPage:
    assert isinstance(shown.place, ReturnsPage)
    return shown.place


def test_nothing_waits_and_the_page_says_how_results_come(counter: Counter, show: Show) -> None:
    shown = show(ReturnsPage(counter))
    assert page(shown).view.isHidden() or not page(shown).view.isVisible()
    assert "Handover" in page(shown)._list.blank.said
    assert not page(shown).act.isEnabled()


def test_receipt_then_card_then_one_key(
    counter: Counter, show: Show, journey: Journey, office: Office, session: Session
) -> None:
    accepted = journey.to_return()
    shown = show(ReturnsPage(counter))
    assert [row.stream for row in page(shown).model.rows] == [accepted.stream]
    assert shown.place.take_code(accepted.code)
    shown.settle()
    case = page(shown).case
    assert case.name.text() == "Nguyễn Tiến Nam"
    assert [name for name, _ in case.gaps] == ["relation"]
    shown.place.primary()
    assert status(office, session, accepted.stream) != RETURNED
    assert shown.place.take_card(CARD)
    assert case.collector.verdict.text() == "The card is the applicant's"
    assert case.gaps == ()
    shown.place.primary()
    shown.settle()
    assert status(office, session, accepted.stream) == RETURNED
    assert accepted.code in shown.told[-1].text
    assert shown.told[-1].links == (("Open the dossier", f"dossier/{accepted.stream}"),)
    assert worklists.counts(office, session)["to_return"] == 0
    assert page(shown).finder.hasFocus() or not page(shown).finder.text()
    assert page(shown).model.rowCount() == 0


def test_somebody_else_needs_a_paper_of_authority(
    counter: Counter, show: Show, journey: Journey, office: Office, session: Session
) -> None:
    accepted = journey.to_return()
    shown = show(ReturnsPage(counter))
    shown.place.take_code(accepted.code)
    shown.settle()
    shown.place.take_card(OTHER_CARD)
    case = page(shown).case
    assert case.collector.relation.value == "representative"
    assert [name for name, _ in case.gaps] == ["authority"]
    shown.place.primary()
    assert case.collector.fields["authority"].fault
    line = case.collector.fields["authority"].editor
    shown.bot.keyClicks(line, "15/2026/UQ")
    assert case.gaps == ()
    shown.place.primary()
    shown.settle()
    assert status(office, session, accepted.stream) == RETURNED


def test_originals_must_all_be_ticked_and_the_fee_decided(
    counter: Counter, show: Show, journey: Journey, office: Office, session: Session
) -> None:
    draft = journey.make()
    papers = (replace(draft.papers[0], originals=1, give_back=True), *draft.papers[1:])
    fees = tuple(replace(fee, collected=False) for fee in draft.fees)
    accepted = journey.to_return(papers=papers, fees=fees)
    shown = show(ReturnsPage(counter))
    shown.place.take_code(accepted.code)
    shown.settle()
    shown.place.take_card(CARD)
    case = page(shown).case
    assert [name for name, _ in case.gaps] == ["originals", "fee"]
    assert case.fee.text() == "8.000 đ"
    tick = shown.find(QCheckBox, "returns.original.0")
    shown.bot.mouseClick(tick, Qt.MouseButton.LeftButton)
    assert [name for name, _ in case.gaps] == ["fee"]
    case.fee_way.button_for("cash").click()
    assert case.payment is not None
    assert (case.payment.amount, case.payment.way) == (8000, "cash")
    shown.place.primary()
    shown.settle()
    ended = dossier_page.open_dossier(office, session, accepted.stream).dossier
    assert (ended.status, ended.fee_due) == (RETURNED, 0)
    assert all(held.returned_at is not None for held in ended.papers if held.paper.give_back)


def test_a_dossier_without_result_is_refused_in_a_sentence(counter: Counter, show: Show, journey: Journey) -> None:
    accepted = journey.accept()
    shown = show(ReturnsPage(counter))
    shown.place.take_code(accepted.code)
    shown.settle()
    assert "no result to return yet" in page(shown).case.refusal.text()
    assert not page(shown).act.isEnabled()
    shown.place.primary()
    shown.settle()
    assert not shown.told
    assert shown.place.back()
    assert not shown.place.back()


def test_a_result_still_under_way_names_its_rule(counter: Counter, show: Show, journey: Journey) -> None:
    accepted = journey.accept()
    journey.finish(accepted.stream)
    shown = show(ReturnsPage(counter))
    shown.place.take_code(accepted.code)
    shown.settle()
    assert "not reached this counter" in page(shown).case.refusal.text()


def test_an_unknown_code_is_said_beside_the_field(counter: Counter, show: Show) -> None:
    shown = show(ReturnsPage(counter))
    shown.bot.keyClicks(page(shown).finder, "H44.80.01-261123-0999")
    shown.bot.keyClick(page(shown).finder, Qt.Key.Key_Return)
    shown.settle()
    assert "does not know that code" in page(shown).field.fault


def test_typing_in_the_field_leaves_the_open_dossier_for_the_list(
    counter: Counter, show: Show, journey: Journey
) -> None:
    accepted, other = journey.to_return(), journey.to_return()
    shown = show(ReturnsPage(counter))
    shown.place.take_code(accepted.code)
    shown.settle()
    assert page(shown)._stack.currentIndex() == 1
    shown.bot.keyClicks(page(shown).finder, other.code[-4:])
    shown.bot.waitUntil(lambda: page(shown)._stack.currentIndex() == 0, timeout=2_000)
    shown.bot.waitUntil(lambda: [row.stream for row in page(shown).model.rows] == [other.stream], timeout=2_000)
    shown.bot.keyClick(page(shown).finder, Qt.Key.Key_Return)
    shown.settle()
    assert page(shown).case.code.text() == other.code


def test_a_card_alone_finds_the_result(counter: Counter, show: Show, journey: Journey) -> None:
    accepted = journey.to_return()
    shown = show(ReturnsPage(counter))
    assert shown.place.take_card(CARD)
    shown.settle()
    case = page(shown).case
    assert case.view is not None
    assert case.view.stream == accepted.stream
    assert case.collector.relation.value == "applicant"
    shown.place.back()
    shown.place.take_card(OTHER_CARD)
    shown.settle()
    assert "No result waits here" in page(shown)._list.blank.said


def test_the_applicant_without_a_card_is_taken_from_the_dossier(
    counter: Counter, show: Show, journey: Journey, office: Office, session: Session
) -> None:
    accepted = journey.to_return()
    shown = show(ReturnsPage(counter))
    page(shown).open(accepted.stream)
    shown.settle()
    case = page(shown).case
    assert case.collector.relation.button_for("applicant").hasFocus() or shown.place.focusWidget() is not None
    shown.bot.keyClick(case.collector.relation.button_for("applicant"), Qt.Key.Key_Space)
    assert case.collector.collector is not None
    assert case.collector.collector.person.full_name == "Nguyễn Tiến Nam"
    assert "compare the face" in case.collector.verdict.text()
    assert not page(shown).case.collector.collector.person.from_card
    assert isinstance(case.collector.collector.person, DraftPerson)
    shown.place.primary()
    shown.settle()
    assert status(office, session, accepted.stream) == RETURNED


def test_a_lost_receipt_is_declared_on_paper_and_the_old_one_is_known(
    counter: Counter, show: Show, journey: Journey, office: Office, session: Session
) -> None:
    accepted = journey.to_return()
    shown = show(ReturnsPage(counter))
    shown.place.take_card(CARD)
    shown.settle()
    case = page(shown).case
    case.collector.lost.click()
    assert [name for name, _ in case.gaps] == ["declaration"]
    shown.place.primary()
    assert status(office, session, accepted.stream) != RETURNED
    assert case.collector.declare.hasFocus()
    case.collector.declare.click()
    shown.settle()
    assert case.gaps == ()
    forms = [line.form for line in dossier_page.open_dossier(office, session, accepted.stream).prints]
    assert "lost_receipt_declaration" in forms
    shown.place.primary()
    shown.settle()
    assert status(office, session, accepted.stream) == RETURNED
    shown.place.take_code(accepted.code)
    shown.settle()
    assert "declared lost" in case.lost.text()
    assert case.lost.isVisible()
    assert "already returned" in case.refusal.text()


def test_a_result_goes_by_post_under_its_slip_and_the_fee_that_came_by_post_is_recorded(
    counter: Counter, show: Show, journey: Journey, office: Office, session: Session
) -> None:
    draft = journey.make()
    accepted = journey.to_return(fees=tuple(replace(fee, collected=False) for fee in draft.fees))
    shown = show(ReturnsPage(counter))
    shown.place.take_code(accepted.code)
    shown.settle()
    collector = page(shown).case.collector
    collector.relation.button_for("postman").click()
    assert [name for name, _ in page(shown).case.gaps] == ["full_name", "slip_number", "fee"]
    shown.bot.keyClicks(collector.fields["full_name"].editor, "Le Van Buu")
    shown.bot.keyClicks(collector.fields["slip_number"].editor, "EB123456789VN")
    page(shown).case.fee_way.button_for("post").click()
    assert page(shown).case.order.hasFocus()
    shown.bot.keyClicks(page(shown).case.order, "CT 12")
    assert page(shown).case.gaps == ()
    shown.place.primary()
    shown.settle()
    view = dossier_page.open_dossier(office, session, accepted.stream)
    assert (view.dossier.status, view.dossier.fee_due) == (RETURNED, 0)
    assert (view.dossier.money[-1].way, view.dossier.money[-1].amount) == ("post", 8_000)
    assert "phiếu chuyển tiền CT 12" in " ".join(line.text for line in view.timeline)
    assert "return_receipt" in [line.form for line in view.prints]


def test_off_line_only_the_counter_that_signed_for_the_paper_returns_it(
    counter: Counter, show: Show, journey: Journey, office: Office, session: Session
) -> None:
    accepted = journey.to_return()
    other = replace(counter, session=replace(session, device="another-device", counter="Q09"))
    shown = show(ReturnsPage(other))
    shown.place.take_code(accepted.code)
    shown.settle()
    holder = office.reference().device(session.device)
    named = holder.counter if holder is not None else session.device
    assert f"lies at counter {named}" in page(shown).case.refusal.text()
    assert not page(shown).act.isEnabled()
    shown.place.primary()
    shown.settle()
    assert status(office, session, accepted.stream) != RETURNED
