"""The real list over a big store: page after page, each asked for on the desk worker, to the very end."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from sqlalchemy import Engine, event

from app.desk.office import Office
from app.domain.events import new_id
from app.store import state_rows
from app.store.state_rows import StateRow
from tests.desk.conftest import UNIT
from tests.ui.conftest import Shown
from ui.dossiers import PAGE, DossiersPage
from ui.place import Counter, Place

DOSSIERS = 20_000
AT_ONCE = 2_000


@pytest.fixture
def full(office: Office) -> None:
    """A store of many years, its rows in the short form: what lists read, without the events behind them."""
    start = office.now()
    for first in range(0, DOSSIERS, AT_ONCE):
        rows = [
            StateRow(
                stream=new_id(), code=f"{UNIT}-{number:06}", provisional_code=None, status=2, unit=UNIT,
                procedure_code="1.004884", procedure_name="Đăng ký lại khai sinh", field="Hộ tịch",
                applicant_name="Nguyễn Văn An", submitter_name="", accepted_at=start - timedelta(minutes=number),
                due=start, finished_at=None, returned_at=None, updated_at=start,
            )
            for number in range(first, first + AT_ONCE)
        ]  # fmt: skip
        with office.store.write() as connection:
            state_rows.put(connection, rows)


@pytest.fixture
def asked() -> Iterator[list[tuple[int, str]]]:
    """The thread and the text of every question to the store."""
    met: list[tuple[int, str]] = []

    def look(_: object, __: object, statement: str, parameters: Sequence[object], *rest: object) -> None:
        # The compiler writes an offset beside every limit; rows are skipped only by one that is not nought.
        assert not statement.endswith("OFFSET ?") or parameters[-1] == 0
        met.append((threading.get_ident(), statement))

    event.listen(Engine, "before_cursor_execute", look)
    yield met
    event.remove(Engine, "before_cursor_execute", look)


def test_a_long_list_is_gone_through_by_page_down_and_to_its_end(
    counter: Counter, show: Callable[[Place], Shown], full: None, asked: list[tuple[int, str]]
) -> None:
    shown = show(DossiersPage(counter))
    page = shown.place
    assert isinstance(page, DossiersPage)
    page.show_list("all")
    shown.settle()
    asked.clear()
    page.view.setCurrentIndex(page.model.index(0, 0))
    at = 0
    for _ in range(40):
        QTest.keyClick(page.view, Qt.Key.Key_PageDown)
        shown.settle()
        before, at = at, page.view.currentIndex().row()
        assert at > before
        # What is held is what was gone through, and never more than two pages beyond it.
        assert page.model.rowCount() <= at + 2 * PAGE
    for _ in range(DOSSIERS // PAGE):
        held = page.model.rowCount()
        page.view.scrollToBottom()
        shown.settle()
        assert page.model.rowCount() - held <= 2 * PAGE
    rows = page.model.rows
    assert [row.code for row in rows] == [f"{UNIT}-{number:06}" for number in reversed(range(DOSSIERS))]
    lists = [(thread, text) for thread, text in asked if "FROM dossier_state" in text]
    assert len(lists) >= (DOSSIERS - PAGE) / PAGE
    assert threading.get_ident() not in {thread for thread, _ in lists}
