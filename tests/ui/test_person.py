"""Dates as officers type them, kinds of persons, and what looks odd beside a number."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.desk.drafts import DraftFee, DraftPaper, DraftPerson
from ui.checklist import Checklist
from ui.fees import FeeLine, amount_of
from ui.person import NUMBERS, PersonForm, day_kept, day_shown
from ui.place import Counter

Type = Callable[[QWidget, str], None]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("02/09/1990", "1990-09-02"),
        ("2-9-1990", "1990-09-02"),
        ("02091990", "1990-09-02"),
        ("9/1990", "1990-09"),
        ("1990", "1990"),
        ("", ""),
        ("32/01/1990", None),
        ("01/13/1990", None),
        ("hôm qua", None),
    ],
)
def test_a_birth_date_is_kept_as_far_as_it_is_known(typed: str, kept: str | None) -> None:
    assert day_kept(typed) == kept


def test_a_date_known_in_part_is_shown_in_part() -> None:
    assert [day_shown(kept) for kept in ("1990-09-02", "1990-09", "1990", "")] == ["02/09/1990", "09/1990", "1990", ""]


@pytest.mark.parametrize(("typed", "amount"), [("8000", 8000), ("8.000 đ", 8000), ("0", 0), ("", None), ("tám", None)])
def test_an_amount_is_whole_dong(typed: str, amount: int | None) -> None:
    assert amount_of(typed) == amount


@pytest.fixture
def form(counter: Counter, qtbot: QtBot) -> PersonForm:
    made = PersonForm(counter, "applicant")
    qtbot.addWidget(made)
    made.show()
    return made


def test_a_number_that_disagrees_with_the_birth_year_is_mentioned_not_refused(
    form: PersonForm, type_text: Type
) -> None:
    type_text(form._lines["personal_number"], "025091123456")
    form.sex.button_for("male").click()
    type_text(form._lines["birth_date"], "1985")
    field = form._fields["personal_number"]
    assert "birth year" in field.fault
    assert field.editor.property("fault") != "true"
    assert form.person == DraftPerson(personal_number="025091123456", sex="male", birth_date="1985")


def test_a_foreigner_is_known_by_passport(form: PersonForm, type_text: Type) -> None:
    form.kind.setCurrentIndex(form.kind.findData("foreigner"))
    form.kind.activated.emit(1)
    type_text(form._lines["passport"], "C1234567")
    assert form._fields["personal_number"].isHidden()
    assert form.person.kind == "citizen"
    assert form.person.passport == "C1234567"
    form.show_person(form.person)
    assert form.kind.currentData() == "foreigner"


def test_a_date_that_is_none_is_marked_and_not_kept(form: PersonForm, type_text: Type) -> None:
    type_text(form._lines["birth_date"], "31/02")
    form._check_day()
    assert form._fields["birth_date"].fault
    assert form.person.birth_date == ""


def test_paper_lines_count_and_tick_together(counter: Counter, qtbot: QtBot, type_text: Type) -> None:
    checklist = Checklist(counter)
    qtbot.addWidget(checklist)
    edited: list[tuple[DraftPaper, ...]] = []
    checklist.edited.connect(edited.append)
    checklist.show_papers((DraftPaper("to_khai", "Tờ khai"), DraftPaper("giay_khac", "Giấy tờ khác", optional=True)))
    checklist.show()
    checklist.toggle(0)
    assert edited[-1][0] == DraftPaper("to_khai", "Tờ khai", ticked=True, originals=1)
    _, count = checklist.lines[0]._counts["originals"]
    count.selectAll()
    type_text(count, "2")
    assert edited[-1][0].originals == 2
    checklist.lines[1]._add_kind("certified_copies")
    assert edited[-1][1].ticked
    assert edited[-1][1].certified_copies == 1
    checklist.lines[1]._set_state("shown", on=True)
    assert edited[-1][1].shown
    assert edited[-1][1].certified_copies == 0
    dropped: list[tuple[str, list[Path]]] = []
    checklist.files_dropped.connect(lambda component, paths: dropped.append((component, paths)))
    checklist.lines[0].dropped.emit("to_khai", [Path("a.pdf")])
    assert dropped == [("to_khai", [Path("a.pdf")])]


def test_a_fee_is_never_nothing_by_itself(counter: Counter, qtbot: QtBot, type_text: Type) -> None:
    line = FeeLine(counter, DraftFee("lệ phí", "Lệ phí hộ tịch", None, "entered"), 0)
    qtbot.addWidget(line)
    line.show()
    assert line.amount.text() == ""
    type_text(line.amount, "8000")
    assert line.fee.amount == 8000
    assert line.fee.basis == "entered"
    assert not line.fields["basis_text"].isHidden()
    line.amount.clear()
    type_text(line.amount, "0")
    assert line.fee.amount == 0
    assert line.fee.basis == "exempt"
    assert not line.fields["exemption"].isHidden()
    assert line._taken.isHidden()


def test_a_case_of_the_catalogue_brings_its_level(counter: Counter, qtbot: QtBot) -> None:
    choices = (("đăng ký đúng hạn", 0), ("đăng ký quá hạn", 5000), ("trường hợp khác", None))
    line = FeeLine(counter, DraftFee("lệ phí", "Lệ phí hộ tịch", None, "entered", choices=choices), 0)
    qtbot.addWidget(line)
    for place, expected in ((2, (5000, "catalogue")), (1, (0, "exempt")), (3, (None, "entered"))):
        line.case.setCurrentIndex(place)
        line.case.activated.emit(place)
        assert (line.fee.amount, line.fee.basis) == expected


def test_lines_for_numbers_keep_input_methods_out_and_those_for_names_do_not(form: PersonForm) -> None:
    said = {name: bool(line.inputMethodQuery(Qt.InputMethodQuery.ImEnabled)) for name, line in form._lines.items()}
    assert {name for name, enabled in said.items() if not enabled} == NUMBERS
    assert said["full_name"]
