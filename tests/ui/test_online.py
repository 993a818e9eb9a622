"""Online arrivals: the most urgent first, with the working time left."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from PySide6.QtCore import Qt

from app.desk.acting import Session, record
from app.desk.office import Office
from app.domain import acts
from app.domain.deadline import confirm_due
from app.domain.events import new_id
from tests.desk.conftest import SetClock
from tests.ui.conftest import Shown
from ui.online import OnlinePage
from ui.place import Counter, Place

Show = Callable[[Place], Shown]


def page(shown: Shown) -> OnlinePage:
    assert isinstance(shown.place, OnlinePage)
    return shown.place


def arrive(office: Office, session: Session, name: str, *, hours_ago: int = 0) -> str:
    """A dossier the province passes on, as the feed would bring it."""
    stream, at = new_id(), office.now() - timedelta(hours=hours_ago)
    due = confirm_due(at, office.reference().calendar_for(session.unit))
    with office.store.write() as connection:
        payload = acts.Arrived("online", "1.004884", at, due, "")
        record(connection, office, session, stream, payload, personal=acts.People(acts.Person(name)))
    return stream


def test_an_empty_place_teaches_what_comes_here(counter: Counter, show: Show) -> None:
    shown = show(OnlinePage(counter))
    assert "8 working hours" in page(shown)._list.blank.said
    shown.place.primary()
    assert shown.wanted == []


def test_the_most_urgent_stands_first_with_its_time(
    counter: Counter, show: Show, office: Office, session: Session, clock: SetClock
) -> None:
    new = arrive(office, session, "Lê Văn Quyết")
    old = arrive(office, session, "Vũ Thị Thu Hà", hours_ago=96)
    shown = show(OnlinePage(counter))
    assert [row.stream for row in page(shown).model.rows] == [old, new]
    assert page(shown).model.rows[0].tone == "late"
    assert page(shown).model.rows[1].time_left == "còn 8 giờ"
    assert page(shown).model.cell(0, 3).text == "Đăng ký lại khai sinh"
    assert page(shown).count.text() == "1 past their time"
    shown.bot.keyClick(page(shown).view, Qt.Key.Key_Return)
    assert shown.wanted == [f"dossier/{old}"]
    clock.forward(days=3)
    page(shown)._look()
    shown.settle()
    assert page(shown).count.text() == "2 past their time"


def test_the_countdown_runs_in_working_hours_only(
    counter: Counter, show: Show, office: Office, session: Session, clock: SetClock
) -> None:
    """Monday 23/11 15:30; Tuesday is a day off: 8 hours end on Wednesday at 16:00."""
    clock.forward(hours=7)
    arrive(office, session, "Lê Văn Quyết")
    shown = show(OnlinePage(counter))

    def left(**forward: int) -> tuple[str, str, str]:
        clock.forward(**forward)
        page(shown)._look()
        shown.settle()
        [row] = page(shown).model.rows
        return row.time_left, row.tone, page(shown).model.cell(0, 1).icon

    assert left() == ("còn 8 giờ", "ok", "clock")
    assert left(hours=1) == ("còn 7 giờ", "ok", "clock")
    assert left(hours=3) == ("còn 6 giờ 30 phút", "ok", "clock")
    assert left(hours=12) == ("còn 6 giờ 30 phút", "ok", "clock")
    assert left(hours=30, minutes=30) == ("còn 2 giờ", "soon", "alert")
    assert left(hours=3) == ("quá 1 giờ", "late", "stop")
