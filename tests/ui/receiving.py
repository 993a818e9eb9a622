"""The page of F2 on the screen as tests of it begin: empty, or with everything acceptance needs."""

from __future__ import annotations

import pytest

from tests.desk.conftest import CARD, PROCEDURE
from tests.ui.conftest import Show, Shown
from ui.place import Counter
from ui.reception import ReceptionPage

OTHER_CARD = "025199004321||Đỗ Thị Ngọc Bích|12031999|Nữ|Khu 5, phường Âu Cơ, Phú Thọ|10052022"


@pytest.fixture
def shown(counter: Counter, show: Show) -> Shown:
    return show(ReceptionPage(counter))


@pytest.fixture
def page(shown: Shown) -> ReceptionPage:
    assert isinstance(shown.place, ReceptionPage)
    return shown.place


@pytest.fixture
def filled(shown: Shown) -> ReceptionPage:
    """The page with a draft that could be taken in."""
    assert isinstance(shown.place, ReceptionPage)
    fill(shown, shown.place)
    return shown.place


def choose(shown: Shown, page: ReceptionPage, code: str = PROCEDURE) -> None:
    page.procedure.picked.emit(code)
    shown.settle()


def fill(shown: Shown, page: ReceptionPage) -> None:
    """Everything acceptance needs of PROCEDURE."""
    choose(shown, page)
    page.take_card(CARD)
    for number in range(len(page.papers.lines)):
        page.papers.toggle(number)
    for line in page.fees.lines:
        line.amount.setText("8000")
        line.amount.textEdited.emit("8000")
        line.basis.setText("Nghị quyết HĐND tỉnh")
        line.basis.textEdited.emit("Nghị quyết HĐND tỉnh")
    shown.settle()


def words(shown: Shown, page: ReceptionPage) -> str:
    """What the last line says of the draft as it stands."""
    page._ask_preview()
    shown.settle()
    return page.closing.blocking.accessibleName()
