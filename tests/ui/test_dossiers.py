"""Lists, search and the page of one dossier, on a real desk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, QPoint, QSettings, Qt
from PySide6.QtWidgets import QCheckBox, QWidget
from pytestqt.qtbot import QtBot

from app.desk import drafts, printing
from app.desk.acting import Session
from app.desk.office import Office
from app.domain.identity import parse_card
from tests.desk.conftest import PASSWORD, UNIT
from tests.ui.conftest import Journey, Shown
from ui.dossier import DossierPage
from ui.dossiers import LISTS, DossiersPage
from ui.empty_lists import EMPTY
from ui.handover import HandoverPage
from ui.place import Counter, Place
from ui.rows import Cell, Column, RowModel, RowView
from ui.theme import Theme

Show = Callable[[Place], Shown]
Type = Callable[[QWidget, str], None]


def lists(shown: Shown) -> DossiersPage:
    assert isinstance(shown.place, DossiersPage)
    return shown.place


def dossier(shown: Shown) -> DossierPage:
    assert isinstance(shown.place, DossierPage)
    return shown.place


def person(name: str, number: str) -> object:
    return drafts.apply_card(drafts.DraftPerson(), parse_card(f"{number}||{name}|05121991|Nam|Phú Thọ|10052022"))


def test_an_empty_list_says_so(counter: Counter, show: Show) -> None:
    shown = show(DossiersPage(counter))
    page = lists(shown)
    for name, _ in LISTS:
        page.show_list(name)
        shown.settle()
        assert page._filled.blank.isVisible()
        assert page._filled.blank.said == " ".join(EMPTY[name]), name


def test_lists_show_counts_and_open_with_enter(counter: Counter, show: Show, journey: Journey, qtbot: QtBot) -> None:
    accepted = journey.accept()
    shown = show(DossiersPage(counter))
    page = lists(shown)
    assert [row.stream for row in page.model.rows] == [accepted.stream]
    assert page.choice.button_for("to_hand_over").text() == "To hand over  1"
    qtbot.keyClick(page.view, Qt.Key.Key_Return)
    assert shown.wanted == [f"dossier/{accepted.stream}"]


def test_a_search_without_marks_finds_names_with_them(counter: Counter, show: Show, journey: Journey) -> None:
    journey.accept(applicant=person("Đỗ Thị Ưng", "025091000001"))
    journey.accept(applicant=person("Trần Văn Quyết", "025091000002"))
    shown = show(DossiersPage(counter))
    page = lists(shown)
    page.go("do thi ung")
    page.enter()
    shown.settle()
    assert [row.applicant_name for row in page.model.rows] == ["Đỗ Thị Ưng"]
    assert "do thi ung" in page.title.text()
    page.go("không có ai")
    page.enter()
    shown.settle()
    assert page._filled.blank.said.startswith("Nothing found.")
    assert page.back()
    shown.settle()
    assert len(page.model.rows) == 2
    assert not page.back()


def test_a_whole_code_opens_its_dossier(counter: Counter, show: Show, journey: Journey) -> None:
    accepted = journey.accept()
    shown = show(DossiersPage(counter))
    lists(shown).go(accepted.code)
    lists(shown).enter()
    shown.settle()
    assert shown.wanted == [f"dossier/{accepted.stream}"]


def test_a_list_keeps_its_place_when_the_store_changes(counter: Counter, show: Show, journey: Journey) -> None:
    first = journey.accept(applicant=person("Bùi An", "025091000001"))
    shown = show(DossiersPage(counter))
    page = lists(shown)
    journey.accept(applicant=person("Lê Bình", "025091000002"))
    shown.bot.waitUntil(lambda: len(page.model.rows) == 2, timeout=5_000)
    assert page.view.current_key == first.stream


# ---------------------------------------------------------------- the page of one dossier


def test_the_page_shows_the_dossier_whole(counter: Counter, show: Show, journey: Journey) -> None:
    accepted = journey.accept()
    shown = show(DossierPage(counter))
    page = dossier(shown)
    page.go(accepted.stream)
    shown.settle()
    assert page.name.text() == "Nguyễn Tiến Nam"
    assert page.code.text() == accepted.code
    assert page.status.text() == "Received"
    assert page.left.text()
    assert len(page.timeline._shown or ()) >= 1
    assert page.acts.buttons["hand_over"].isEnabled()
    assert not page.acts.buttons["return_result"].isEnabled()
    assert "status" in page.acts.buttons["return_result"].toolTip()
    assert not page.acts.owed.isHidden()


def test_a_code_opens_it_and_an_unknown_one_is_told(counter: Counter, show: Show, journey: Journey) -> None:
    accepted = journey.accept()
    shown = show(DossierPage(counter))
    page = dossier(shown)
    page.go(accepted.code.lower())
    shown.settle()
    assert page.code.text() == accepted.code
    page.go("H44.80.01-261123-9999")
    shown.settle()
    assert shown.told[-1].tone == "late"


def test_handing_over_goes_where_both_sides_scan(counter: Counter, show: Show, journey: Journey) -> None:
    accepted = journey.accept()
    shown = show(DossierPage(counter))
    page = dossier(shown)
    page.go(accepted.stream)
    shown.settle()
    page.acts.buttons["hand_over"].click()
    assert shown.wanted == [f"handover/out/{accepted.stream}"]
    handovers = show(HandoverPage(counter))
    handovers.place.go(f"out/{accepted.stream}")
    handovers.settle()
    handovers.place.primary()
    handovers.place.take_code(accepted.code)
    handovers.settle()
    handovers.place.primary()
    handovers.settle()
    shown.settle()
    assert not page.acts.buttons["hand_over"].isEnabled()
    assert "list" in page.acts.buttons["hand_over"].toolTip()


def test_a_supplement_is_asked_for_beside_the_dossier(
    counter: Counter, show: Show, journey: Journey, type_text: Type
) -> None:
    accepted = journey.accept()
    shown = show(DossierPage(counter))
    page = dossier(shown)
    page.go(accepted.stream)
    shown.settle()
    page.acts.buttons["request_supplement"].click()
    form = page.acts.form
    assert form is not None
    tick = form.findChild(QCheckBox, "act.wanted.0")
    assert isinstance(tick, QCheckBox)
    tick.click()
    page.primary()
    assert form._fields["wanted.0.reason"].fault
    type_text(form._fields["wanted.0.reason"].editor, "Thiếu chữ ký")
    page.primary()
    shown.settle()
    assert page.acts.form is None
    assert page.status.text() == "Supplement requested"
    page.acts.buttons["supplement"].click()
    assert page.acts.form is not None
    page.primary()
    shown.settle()
    assert page.acts.form is not None
    assert not page.acts.form._fault.isHidden()
    assert page.back()
    assert page.acts.form is None


def test_withdrawing_ends_the_dossier(counter: Counter, show: Show, journey: Journey) -> None:
    accepted = journey.accept()
    shown = show(DossierPage(counter))
    page = dossier(shown)
    page.go(accepted.stream)
    shown.settle()
    page.acts.buttons["withdraw"].click()
    page.primary()
    shown.settle()
    assert page.status.text() == "Withdrawn"
    assert not any(
        page.acts.buttons[name].isEnabled() for name in ("hand_over", "request_supplement", "stop", "withdraw")
    )


def test_a_new_date_is_typed_as_day_and_hour(counter: Counter, show: Show, journey: Journey, type_text: Type) -> None:
    accepted = journey.accept()
    shown = show(DossierPage(counter))
    page = dossier(shown)
    page.go(accepted.stream)
    shown.settle()
    page.acts.buttons["extend_with_apology"].click()
    form = page.acts.form
    assert form is not None
    type_text(form._fields["new_due"].editor, "hôm sau")
    page.primary()
    assert form._fields["new_due"].fault
    form._fields["new_due"].editor.setProperty("text", "04/12/2026")
    type_text(form._fields["reason"].editor, "Chờ xác minh")
    page.primary()
    shown.settle()
    assert page.acts.form is None
    assert page._view is not None
    assert page._view.dossier.extension is not None


def test_correcting_a_phone_number(counter: Counter, show: Show, journey: Journey, type_text: Type) -> None:
    accepted = journey.accept()
    shown = show(DossierPage(counter))
    page = dossier(shown)
    page.go(accepted.stream)
    shown.settle()
    page.acts.buttons["amend"].click()
    assert page.acts.form is not None
    type_text(page.acts.form._fields["phone"].editor, "0912345678")
    page.primary()
    shown.settle()
    assert page._view is not None
    people = page._view.dossier.people
    assert people is not None
    assert people.applicant.phone == "0912345678"


def test_scans_and_prints_are_shown_and_handed_out(
    counter: Counter,
    show: Show,
    journey: Journey,
    office: Office,
    session: Session,
    page_pdf: bytes,
    qtbot: QtBot,
    tmp_path: Path,
) -> None:
    draft = journey.make()
    draft = drafts.attach(office, session, draft, draft.papers[0].component, page_pdf)
    accepted = journey.accept(papers=draft.papers)
    printing.run_print_queue(office)
    shown = show(DossierPage(counter))
    page = dossier(shown)
    page.go(accepted.stream)
    page.tabs.setCurrentIndex(1)
    shown.settle()
    qtbot.waitUntil(lambda: page.papers.pdf.page_total == 1, timeout=10_000)
    assert page.papers.save.isVisible()
    page.save_copies(tmp_path)
    shown.settle()
    assert shown.told[-1].text == "1 copies saved."
    (saved,) = tmp_path.glob("*.pdf")
    assert saved.name.startswith(accepted.code.lower())
    page.save_copies(tmp_path / "nowhere")
    shown.settle()
    assert shown.told[-1].tone == "late"
    page.tabs.setCurrentIndex(2)
    shown.settle()
    assert [line.state for line in page.prints.model.rows] == ["printed"]
    qtbot.waitUntil(lambda: page.prints.pdf.page_total >= 1, timeout=10_000)
    page.prints._hand.click()
    shown.settle()
    assert page.prints.model.rows[0].handed_out_at is not None
    page.print_again()
    shown.settle()
    assert len(page.prints.model.rows) == 2


def test_a_supervisor_may_give_a_reason_others_see_no_such_line(counter: Counter, show: Show, journey: Journey) -> None:
    accepted = journey.accept()
    for role, seen in (("officer", False), ("supervisor", True)):
        session = replace(counter.session, role=role, officer=f"{UNIT}-supervisor" if seen else counter.session.officer)
        shown = show(DossierPage(replace(counter, session=session)))
        page = dossier(shown)
        page.go(accepted.stream)
        shown.settle()
        page.acts.begin("request_supplement")
        assert page.acts.form is not None
        assert ("override" in page.acts.form._fields) is seen
    assert PASSWORD


# ---------------------------------------------------------------- the one table


@pytest.fixture
def table(theme: Theme, qtbot: QtBot) -> tuple[RowModel, RowView]:
    columns = (
        Column("name", "Name", lambda row: Cell(row), width=200, strong=True),
        Column("size", "Size", lambda row: Cell(str(len(row))), width=60, right=True),
    )
    model = RowModel(columns, str, tickable=True)
    view = RowView(theme, model, "test.table", "Names")
    qtbot.addWidget(view)
    view.resize(300, 200)
    view.show()
    return model, view


def test_space_ticks_and_ticks_survive_a_refresh(table: tuple[RowModel, RowView], qtbot: QtBot) -> None:
    model, view = table
    model.show_rows(["An", "Bình", "Chi"])
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Down)
    qtbot.keyClick(view, Qt.Key.Key_Space)
    assert model.ticked == ("Bình",)
    model.show_rows(["Dũng", "Bình"])
    assert model.ticked == ("Bình",)
    assert view.current_key == "Bình"
    model.tick_all(on=True)
    assert model.ticked == ("Dũng", "Bình")
    model.show_rows([])
    assert model.ticked == ()


def test_ten_thousand_rows_come_page_by_page(table: tuple[RowModel, RowView], qtbot: QtBot) -> None:
    model, view = table
    asked: list[int] = []
    model.more_wanted.connect(lambda: asked.append(len(model.rows)))
    model.show_rows([f"Người {number}" for number in range(100)], more=True)
    view.scrollToBottom()
    view.grab()
    model.fetchMore(QModelIndex())
    assert asked
    model.add_rows([f"Người {number}" for number in range(100, 10_000)])
    assert model.rowCount() == 10_000
    assert not model.canFetchMore()


def test_a_hidden_column_stays_hidden(table: tuple[RowModel, RowView], theme: Theme, qtbot: QtBot) -> None:
    model, view = table
    view._show_column(1, on=False)
    assert QSettings("motcua", "window").value("columns/test.table") == "size"
    again = RowView(theme, model, "test.table", "Names")
    qtbot.addWidget(again)
    assert again.isColumnHidden(1)
    again._choose_columns(QPoint(5, 5))


def test_a_label_and_slips_on_request_are_queued_from_the_page(
    counter: Counter, show: Show, journey: Journey, office: Office
) -> None:
    accepted = journey.accept()
    shown = show(DossierPage(counter))
    page = dossier(shown)
    page.go(accepted.stream)
    shown.settle()
    for form, said in (("folder_label", "Folder label"), ("processing_history", "Processing history")):
        page.prints.other[form].trigger()
        shown.settle()
        assert shown.told[-1].text == f"On its way to the printer: {said}."
    assert {line.form for line in printing.of_dossier(office, accepted.stream)} == {
        "receipt",
        "folder_label",
        "processing_history",
    }
    printing.run_print_queue(office)
    page.prints.again.emit("folder_label")
    shown.settle()
    assert printing.of_dossier(office, accepted.stream)[-1].copy_number == 2


def test_a_slip_of_an_act_the_dossier_has_not_had_is_refused_in_words(
    counter: Counter, show: Show, journey: Journey
) -> None:
    accepted = journey.accept()
    shown = show(DossierPage(counter))
    page = dossier(shown)
    page.go(accepted.stream)
    shown.settle()
    page.prints.other["transfer_slip"].trigger()
    shown.settle()
    assert shown.told[-1].tone == "late"
