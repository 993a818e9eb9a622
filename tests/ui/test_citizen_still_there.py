"""The citizen is still there, or comes back: corrections at once, earlier details again, nothing lost to a lock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.desk import dossier_page, printing, worklists
from app.store import streams
from tests.desk.conftest import CARD, PASSWORD, PROCEDURE
from tests.ui.conftest import Journey, Shown
from tests.ui.receiving import OTHER_CARD, choose, fill, page, shown
from tests.ui.starting import Start, start, working
from ui.dossier import DossierPage
from ui.place import Counter, Place
from ui.reception import ReceptionPage

__all__ = ["page", "shown", "start", "working"]
Show = Callable[[Place], Shown]
Type = Callable[[QWidget, str], None]


def test_what_was_just_accepted_is_corrected_and_its_receipt_issued_anew(
    shown: Shown, page: ReceptionPage, counter: Counter, show: Show, journey: Journey, type_text: Type
) -> None:
    fill(shown, page)
    page.primary()
    shown.settle()
    address = dict(shown.told[-1].links)["Correct it"]
    printing.run_print_queue(journey.office)
    journey.clock.forward(minutes=2)
    dossiers = show(DossierPage(counter))
    opened = dossiers.place
    assert isinstance(opened, DossierPage)
    opened.go(address.partition("/")[2])
    dossiers.settle()
    assert opened.acts.form is not None
    assert opened.acts.form.act == "amend"
    type_text(opened.acts.form._fields["full_name"].editor, " Anh")
    opened.primary()
    dossiers.settle()
    assert opened._view is not None
    view = dossier_page.open_dossier(journey.office, journey.session, opened._view.stream)
    assert [line.form for line in view.prints] == ["receipt", "receipt"]
    assert view.dossier.people is not None
    assert view.dossier.people.applicant.full_name.endswith(" Anh")


def test_a_returning_applicant_gets_the_details_of_the_last_dossier_where_nothing_is_typed(
    shown: Shown, page: ReceptionPage, journey: Journey
) -> None:
    draft = journey.make()
    journey.accept(applicant=replace(draft.applicant, phone="0912345678", email="nam@example.vn"))
    choose(shown, page)
    page.take_card(CARD)
    shown.settle()
    assert page.applicant._lines["phone"].text() == "0912345678"
    assert page.applicant.person.email == "nam@example.vn"
    assert shown.told[-1].text.startswith("Was here on 23/11/2026")
    page.applicant._lines["phone"].setText("")
    page.applicant._lines["phone"].textEdited.emit("")
    shown.settle()
    assert page.applicant.person.phone == ""


def test_the_waiting_ticket_is_noted_on_the_draft_and_recorded_with_the_dossier(
    shown: Shown, page: ReceptionPage, journey: Journey, type_text: Type
) -> None:
    fill(shown, page)
    type_text(page.delivery.ticket.line, "A042")
    page.primary()
    shown.settle()
    [row] = worklists.page(journey.office, journey.session, "all").rows
    with journey.office.store.read() as connection:
        [received] = [e for e in streams.entries(connection, row.stream) if e.body.kind == "receive"]
    assert received.body.payload["ticket"] == "A042"


def test_nobody_gets_the_details_of_another_person(shown: Shown, page: ReceptionPage, journey: Journey) -> None:
    draft = journey.make()
    journey.accept(applicant=replace(draft.applicant, phone="0912345678"))
    choose(shown, page)
    page.take_card(OTHER_CARD)
    shown.settle()
    assert page.applicant.person.phone == ""
    page.go("new")
    # The right number, mistyped or not, with another name tells nobody.
    page.book.edit(applicant=replace(page.applicant.person, personal_number="025301123456", full_name="Trần Văn Ba"))
    shown.settle()
    assert page.book.current is not None
    assert page.book.current.applicant.phone == ""


def test_a_lock_keeps_every_draft_of_reception_as_it_stands(working: Start, type_text: Type, qtbot: QtBot) -> None:
    window, frame = working.window, working.window.frame
    assert frame is not None
    reception: Any = frame.place
    reception.procedure.picked.emit(PROCEDURE)
    working.settle()
    frame.take_card(CARD)
    frame.take_card(OTHER_CARD)
    reception.people.relation.button_for("representative").click()
    type_text(reception.people.authority, "GUQ 12")
    reception.papers.toggle(0)
    frame.go("reception/new")
    working.settle()
    type_text(reception.applicant._lines["full_name"], "Lê Thị Hoa")
    before, place = reception.book.drafts, reception.book.place
    shown_before = [reception.tabs.tabText(number) for number in range(reception.tabs.count())]
    qtbot.keyClick(frame, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    working.settle()
    assert window.sign_in is not None
    assert not frame.isVisible()
    window.sign_in.password.setText(PASSWORD)
    window.sign_in._try()
    working.settle()
    assert frame.place is reception
    assert (reception.book.drafts, reception.book.place) == (before, place)
    assert [reception.tabs.tabText(number) for number in range(reception.tabs.count())] == shown_before
    assert reception.applicant._lines["full_name"].text() == "Lê Thị Hoa"
    frame.go("reception/next")
    working.settle()
    assert reception.people.authority.text() == "GUQ 12"
    assert reception.papers.lines[0].paper.ticked
