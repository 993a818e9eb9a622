"""How many keys the commonest procedures cost, pressed on the real window and counted as they are pressed.

Counted from the end of the card scan to the last slip: a chord counts each of its keys. Scans cost no key; names and
addresses are typed uncounted. The figures are kept in ``docs/key-budget.md``; write them anew with
``MOTCUA_WRITE_KEY_BUDGET=1``.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.desk import dossier_page, handover, printing, worklists
from app.domain.dossier import RETURNED
from tests.desk.conftest import CARD
from tests.test_repository import ROOT
from tests.ui.conftest import Journey, begin
from ui.frame import Frame
from ui.place import Counter
from ui.places import MAKERS
from ui.reception import ReceptionPage

Settle = Callable[[], None]
Type = Callable[[QWidget, str], None]
BUDGET = ROOT / "docs" / "key-budget.md"
MODIFIERS = (Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier)
NONE = Qt.KeyboardModifier.NoModifier


@dataclass
class Hands:
    """Presses keys on whatever has the focus and counts every one, as ``pressed`` names them."""

    window: Frame
    settle: Settle
    type_text: Type
    pressed: list[str] = field(default_factory=list)
    count: int = 0

    def key(self, name: str, code: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, code, modifier)
        self.count += 1 + sum(bool(modifier & each) for each in MODIFIERS)
        self.pressed.append(name)

    def type(self, text: str) -> None:
        """Digits and plain letters, one key each."""
        for letter in text:
            focused = QApplication.focusWidget()
            assert focused is not None
            QTest.keyClick(focused, letter)
        self.count += len(text)
        self.pressed.append(text)

    def name(self, text: str) -> None:
        """A person's name or address: typed, not counted."""
        focused = QApplication.focusWidget()
        assert focused is not None
        self.type_text(focused, text)

    def enter(self) -> None:
        self.key("Enter", Qt.Key.Key_Return)

    def space(self) -> None:
        self.key("Space", Qt.Key.Key_Space)

    def paper(self, number: int) -> None:
        self.key(f"Alt+{number}", Qt.Key(Qt.Key.Key_0 + number), Qt.KeyboardModifier.AltModifier)

    def function(self, number: int) -> None:
        self.key(f"F{number}", Qt.Key(Qt.Key.Key_F1 + number - 1))
        self.settle()

    def procedure(self, digits: str) -> None:
        """The last digits of its code, and Enter at once, as a fast typist does."""
        self.type(digits)
        self.enter()
        self.settle()


@pytest.fixture
def hands(counter: Counter, qtbot: QtBot, settle: Settle, type_text: Type) -> Iterator[Hands]:
    window = Frame(counter, MAKERS)
    qtbot.addWidget(window)
    window.resize(1366, 768)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    begin(window)
    window.go("reception")
    settle()
    yield Hands(window, settle, type_text)
    window.close_places()
    settle()


def press(hands: Hands, keys: str) -> None:
    """Press ``keys`` in order: ``card`` and ``name`` cost nothing, ``#815`` a procedure, ``_`` a space typed."""
    for step in keys.split():
        if step == "card":
            hands.window.take_card(CARD)
        elif step == "name":
            hands.name("Đỗ Thị Ngọc Bích")
        elif step.startswith("#"):
            hands.procedure(step[1:])
        elif step.startswith("Alt+"):
            hands.paper(int(step[4:]))
        elif re.fullmatch(r"F\d+", step):
            hands.function(int(step[1:]))
        elif step in NAMED:
            hands.key(step, NAMED[step])
        else:
            hands.type(step.replace("_", " "))


def return_later(hands: Hands, journey: Journey) -> None:
    """The agency works on it, then the result is returned by receipt and card, both scanned."""
    [row] = worklists.page(journey.office, journey.session, "all").rows
    view = dossier_page.open_dossier(journey.office, journey.session, row.stream)
    assert [line.form for line in view.prints] == ["receipt"]
    journey.finish(row.stream)
    handover.acknowledge(journey.office, journey.session, [row.stream])
    hands.function(4)
    hands.window.take_code(row.code)
    hands.settle()
    hands.window.take_card(CARD)
    hands.settle()
    hands.function(9)


NAMED = {"Enter": Qt.Key.Key_Return, "Space": Qt.Key.Key_Space, "Down": Qt.Key.Key_Down}


@dataclass(frozen=True)
class Route:
    """One of the commonest procedures: what is pressed, and what is done ``later``."""

    word: str
    code: str
    name: str
    keys: str
    later: Callable[[Hands, Journey], None] = lambda hands, journey: None


COPIES = "Alt+1 2 Enter 3 Enter Space F10"
"""Two pages, three copies, the original shown and given back, cash."""
ROUTES = (
    Route("copies", "2.000815", "Chứng thực bản sao từ bản chính, có thẻ", f"card #815 {COPIES}"),
    Route("copies_without_card", "2.000815", "Chứng thực bản sao từ bản chính, không có thẻ", f"#815 name {COPIES}"),
    # The card shown, the paper to be signed, 10.000 đ in cash.
    Route("signature", "2.000884", "Chứng thực chữ ký", "card #884 Alt+1 Alt+2 Space F10"),
    # The declaration, the card shown, 8.000 đ in cash.
    Route("extract", "2.000635", "Cấp bản sao trích lục hộ tịch", "card #635 Alt+1 Alt+2 Space F10"),
    # Three papers, registered in time, so no fee.
    Route(
        "birth", "1.001193", "Đăng ký khai sinh, cha hoặc mẹ đứng tên", "card #1193 Alt+1 Alt+2 Alt+3 Down F10"
    ),
    # A receipt now, cash entered with its basis, the result later.
    Route(
        "marital_status", "1.004873", "Cấp Giấy xác nhận tình trạng hôn nhân",
        "card #4873 Alt+1 5000 Enter nq_12 Enter Space F9", return_later,
    ),
)  # fmt: skip
HEAD = """# Keys a dossier costs

Written by `tests/ui/test_key_budget.py`, which presses these keys on the real window and counts them; it fails when
this page says something else. Counted from the end of the card scan to the last slip: procedure, papers, counts, cash,
acceptance, finishing and returning. Scans cost no key. Names and addresses are not counted. Alt+1 counts as two.
2.000815 may cost 12. Which procedures are the commonest is *assumed* until a commune has counted its own.

| Code | Procedure | Keys | Pressed |
|---|---|---|---|
"""


def _line(code: str, name: str) -> str | None:
    start = f"| {code} | {name} |"
    text = BUDGET.read_text(encoding="utf-8") if BUDGET.exists() else ""
    return next((line for line in text.splitlines() if line.startswith(start)), None)


def _keep(line: str, code: str, name: str) -> None:
    """Lay a counted line into the page, the others as they were."""
    found = {(each.code, each.name): _line(each.code, each.name) for each in ROUTES}
    found[code, name] = line
    BUDGET.write_text(HEAD + "".join(f"{each}\n" for each in found.values() if each), encoding="utf-8")


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.word)
def test_the_page_says_what_was_counted(route: Route, hands: Hands, journey: Journey) -> None:
    code, name = route.code, route.name
    press(hands, route.keys)
    route.later(hands, journey)
    [row] = worklists.page(journey.office, journey.session, "all").rows
    view = dossier_page.open_dossier(journey.office, journey.session, row.stream)
    dossier = view.dossier
    assert dossier.status == RETURNED
    assert dossier.procedure is not None
    assert dossier.procedure.code == code
    assert sum(money.amount for money in dossier.money) == sum(fee.amount for fee in dossier.fees)
    assert all(held.returned_at is not None for held in dossier.papers if held.paper.give_back)
    slips = [line.form for line in view.prints]
    assert slips == ([] if dossier.on_the_spot else ["receipt", "return_receipt"])
    assert all(printing.pdf_of(journey.office, line.id) for line in view.prints)
    if code == "2.000815":
        assert hands.count <= 12
        assert [fee.amount for fee in dossier.fees] == [12_000]
        assert [held.paper.shown for held in dossier.papers] == [True]
        assert not dossier.files
    counted = f"| {code} | {name} | {hands.count} | {' '.join(hands.pressed)} |"
    if os.environ.get("MOTCUA_WRITE_KEY_BUDGET"):
        _keep(counted, code, name)
    assert _line(code, name) == counted


def test_the_page_has_no_other_line() -> None:
    lines = BUDGET.read_text(encoding="utf-8")
    assert lines == HEAD + "".join(f"{_line(each.code, each.name)}\n" for each in ROUTES)


def test_enter_during_a_look_up_chooses_what_it_finds(hands: Hands) -> None:
    page = hands.window.place
    assert isinstance(page, ReceptionPage)
    hands.type("815")
    page.procedure._pause.stop()
    page.procedure._find()
    hands.enter()
    hands.settle()
    assert page.book.current is not None
    assert page.book.current.procedure_code == "2.000815"


def test_keys_pressed_before_the_desk_has_answered_reach_their_fields(hands: Hands, journey: Journey) -> None:
    hands.type("815")
    hands.enter()
    hands.name("Đỗ Thị Ngọc Bích")
    hands.paper(1)
    hands.type("2")
    hands.enter()
    hands.type("3")
    hands.enter()
    hands.space()
    hands.key("F10", Qt.Key.Key_F10)
    hands.settle()
    [row] = worklists.page(journey.office, journey.session, "all").rows
    dossier = dossier_page.open_dossier(journey.office, journey.session, row.stream).dossier
    assert row.applicant_name == "Đỗ Thị Ngọc Bích"
    assert dossier.status == RETURNED
    assert [money.amount for money in dossier.money] == [12_000]


def test_keys_for_one_draft_are_never_typed_into_another(hands: Hands) -> None:
    page = hands.window.place
    assert isinstance(page, ReceptionPage)
    hands.type("815")
    hands.enter()
    hands.name("Đỗ Thị Ngọc Bích")
    hands.window.go("reception/new")
    hands.settle()
    assert [draft.applicant.full_name for draft in page.book.drafts] == ["", ""]
    assert page.procedure.line.text() == ""


def test_what_was_typed_after_a_search_without_a_match_stands_in_the_search(hands: Hands) -> None:
    page = hands.window.place
    assert isinstance(page, ReceptionPage)
    hands.type("zzqx")
    hands.enter()
    hands.type("khai")
    hands.settle()
    assert page.procedure.line.text() == "zzqxkhai"
