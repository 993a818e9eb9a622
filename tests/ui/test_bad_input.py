"""Nonsense at the counter: each is told in Vietnamese with what to do, nothing is lost, no traceback is shown."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from app.desk import drafts, reception, worklists
from app.desk.acting import Session
from app.desk.drafts import Draft
from app.desk.office import Office, close_office, open_office
from app.errors import DiskFull, MotCuaError
from app.store import enrolment
from sync.enrolment import enrol
from tests.desk.conftest import PASSPHRASE, SetClock
from tests.sync.answering import Reply, json_reply, serving
from tests.ui.conftest import Shown
from ui import messages
from ui.place import Counter, Place
from ui.reception import ReceptionPage

Show = Callable[[Place], Shown]

NONSENSE = (
    "",
    "không phải thẻ",
    "https://example.invalid/qr?x=1",
    "025301123456||Nguy\ufffdn Ti\ufffdn Nam|05121991|Nam|Khu 3|10052022",
    "25301123456||Nguyễn Tiến Nam|05121991|Nam|Khu 3|10052022",
    "025301123456||Nguyễn Tiến Nam|31021991|Nam|Khu 3|10052022",
)


@pytest.mark.parametrize("text", NONSENSE)
def test_a_card_text_that_is_no_card(counter: Counter, show: Show, text: str) -> None:
    page = ReceptionPage(counter)
    shown = show(page)
    shown.settle()
    before = page.book.current
    assert page.take_card(text)
    shown.settle()
    told = shown.told[-1].text
    assert told
    assert "Traceback" not in told
    assert page.book.current is not None
    assert before is not None
    assert page.book.current.applicant == before.applicant


def test_a_full_disk_says_so_and_keeps_the_draft(
    office: Office, session: Session, ready_draft: Callable[..., Draft]
) -> None:
    draft = drafts.save_draft(office, session, ready_draft())
    with office.store.read() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    with office.store.write() as connection:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(DiskFull) as full:
        for _ in range(200):
            reception.accept(office, session, draft)
    said = messages.of_error(full.value)
    assert said.happened
    assert said.to_do
    rows = worklists.page(office, session, "all").rows
    assert len({row.code for row in rows}) == len(rows), "what was accepted before the disk was full stands, once each"


@pytest.mark.parametrize(
    "reply",
    [
        Reply(200, b"<html><body>Dang nhap Wi-Fi</body></html>", {"Content-Type": "text/html"}),
        Reply(200, b"{", {"Content-Type": "application/json"}),
        json_reply({"now": 5}),
        json_reply({"code": "enrolment_code"}, 401),
        Reply(500, b"", {}),
        Reply(302, b"", {"Location": "http://127.0.0.1:1/"}),
    ],
    ids=["a login page", "half JSON", "other JSON", "a wrong code", "an error", "elsewhere"],
)
def test_a_hub_that_answers_nonsense_or_refuses_the_code(tmp_path: Path, clock: SetClock, reply: Reply) -> None:
    office = open_office(tmp_path / "new", passphrase=PASSPHRASE, clock=clock)
    try:
        with serving(lambda asked: reply) as server, pytest.raises(MotCuaError) as refused:
            enrol(office, server.address, "7QK4-2M9P")
        said = messages.of_error(refused.value)
        assert said.happened
        assert said.to_do
        assert "Traceback" not in said.both
        with office.store.read() as connection:
            assert enrolment.current(connection) is None
    finally:
        close_office(office)
