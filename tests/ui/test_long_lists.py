"""The real list over a big store: gone through to its end, jumped about in, and never held whole."""

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
from tests.ui.conftest import Journey, Shown
from ui.dossiers import DossiersPage
from ui.long_rows import KEPT, PAGE
from ui.place import Counter, Place

DOSSIERS = 12_000
"""Five times what a list may hold, with pages as they are in life: more would only repeat the same steps."""
AT_ONCE = 2_000
CODE = 1
"""The column of the code."""


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
            state_rows.put(connection, [state_rows.prepared_row(row) for row in rows])


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


def held(page: DossiersPage) -> int:
    return len(page.model.rows)


def test_a_long_list_is_gone_through_to_its_end_and_jumped_about_in(
    counter: Counter,
    show: Callable[[Place], Shown],
    full: None,
    asked: list[tuple[int, str]],
    journey: Journey,
) -> None:
    shown = show(DossiersPage(counter))
    page = shown.place
    assert isinstance(page, DossiersPage)
    page.show_list("all")
    shown.settle()
    asked.clear()
    view, model, most = page.view, page.model, (2 * KEPT + 2) * PAGE
    view.setCurrentIndex(model.index(0, 0))
    at = 0
    for _ in range(40):
        QTest.keyClick(view, Qt.Key.Key_PageDown)
        shown.settle()
        before, at = at, view.currentIndex().row()
        assert at > before
        # What is counted is what was gone through, and never more than two pages beyond it.
        assert model.rowCount() <= at + 2 * PAGE
    codes: dict[int, str] = {}
    while model.rowCount() < DOSSIERS:
        counted = model.rowCount()
        view.scrollToBottom()
        shown.settle()
        assert counted < model.rowCount() <= counted + 2 * PAGE
        assert held(page) <= most
        codes |= {row: model.cell(row, CODE).text for row in range(counted, model.rowCount())}
    expected = [f"{UNIT}-{number:06}" for number in reversed(range(DOSSIERS))]
    assert all(code == expected[row] for row, code in codes.items())
    assert len(codes) > DOSSIERS - 10 * PAGE
    bar = view.verticalScrollBar()
    for share in (0.5, 0.02, 0.77, 1.0, 0.3, 0.0):
        # Dragged there in many small steps, as a mouse does it.
        start, end = bar.value(), round(share * bar.maximum())
        for step in range(1, 41):
            bar.setValue(start + (end - start) * step // 40)
            view.viewport().repaint()
        shown.settle()
        top, bottom = view.rowAt(0), view.rowAt(view.viewport().height() - 1)
        assert [model.cell(row, CODE).text for row in range(top, bottom)] == expected[top:bottom]
        assert held(page) <= most
    lists = [(thread, text) for thread, text in asked if "FROM dossier_state" in text]
    assert len(lists) >= (DOSSIERS - PAGE) / PAGE
    assert threading.get_ident() not in {thread for thread, _ in lists}
    # What changes in the store while somebody stands far down leaves him where he is.
    view.setCurrentIndex(model.index(8_000, 0))
    view.scrollTo(model.index(8_000, 0))
    shown.settle()
    row, top, key = view.currentIndex().row(), view.rowAt(0), view.current_key
    assert key
    journey.accept()
    shown.settle()
    assert (view.currentIndex().row(), view.rowAt(0), view.current_key) == (row, top, key)
    assert model.cell(row, CODE).text == expected[row]
    QTest.keyClick(view, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    shown.settle()
    assert view.currentIndex().row() == 0
    assert model.cell(0, CODE).text
