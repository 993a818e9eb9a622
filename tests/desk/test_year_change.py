"""The first second of a year: numbers, codes, slips and books begin anew, ranges go on, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

from sqlalchemy import Connection

from app.desk import dossier_page, reception, register, shift, supplements
from app.desk.acting import Session
from app.desk.drafts import Draft
from app.desk.office import Office
from app.domain import acts
from app.store import numbers, streams
from sync.hub.folding import book_of
from tests.desk.conftest import UNIT, SetClock

Make = Callable[..., Draft]

LAST_SECOND = datetime(2026, 12, 31, 16, 59, 59, tzinfo=UTC)
"""23:59:59 of 31/12/2026 in Vietnam, still the old year in UTC for seven hours more."""
OLD, NEW = date(2026, 12, 31), date(2027, 1, 1)


def test_one_second_parts_two_years(office: Office, session: Session, ready_draft: Make, clock: SetClock) -> None:
    clock.now = LAST_SECOND
    before = [reception.accept(office, session, ready_draft()) for _ in range(2)]
    refused_before = supplements.refuse(office, session, ready_draft(), "sai thẩm quyền")
    clock.forward(seconds=1)
    after = reception.accept(office, session, ready_draft())
    refused_after = supplements.refuse(office, session, ready_draft(), "sai thẩm quyền")

    assert [one.code for one in before] == [f"{UNIT}-261231-0001", f"{UNIT}-261231-0002"]
    assert after.code == f"{UNIT}-270101-0001"
    slips = []
    for done in (refused_before, refused_after):
        with office.store.read() as connection:
            (entry,) = [e for e in streams.entries(connection, done.stream) if e.body.kind == "refuse"]
        slips.append(entry.body.payload["number"])
    assert slips[0] == slips[1] == "0001/Q01"

    # The register and the shift of each day hold their own, and the one granted range serves both years.
    assert [line.code for line in register.register_lines(office, session, OLD)] == [one.code for one in before]
    assert [line.code for line in register.register_lines(office, session, NEW)] == [after.code]
    for day, used in ((OLD, 2), (NEW, 1)):
        closed = shift.shift(office, session, day)
        assert (closed.figures.accepted, closed.figures.numbers_used) == (used, used)
        assert closed.numbers.outside == ()
    with office.store.read() as connection:
        left = [numbers.left(connection, session.device, UNIT, day) for day in (OLD, NEW)]
        books = [_book(connection, one.stream) for one in (before[0], after)]
    assert left == [48, 49]
    assert books == ["Hộ tịch 2026", "Hộ tịch 2027"]


def test_a_used_up_range_is_whole_again_in_the_new_year(
    office: Office, session: Session, ready_draft: Make, clock: SetClock
) -> None:
    clock.now = LAST_SECOND
    with office.store.write() as connection:
        for _ in range(50):
            numbers.take(connection, session.device, UNIT, OLD)
    assert reception.accept(office, session, ready_draft()).code == f"TAM.{UNIT}.Q01-261231-0001"
    clock.forward(seconds=1)
    assert reception.accept(office, session, ready_draft()).code == f"{UNIT}-270101-0001"


def test_a_postal_dossier_signed_for_in_the_old_year_keeps_its_instant(
    office: Office, session: Session, ready_draft: Make, clock: SetClock
) -> None:
    clock.now = LAST_SECOND
    clock.forward(hours=10)
    draft = ready_draft()
    postal = acts.PostalRecord("BB-1", LAST_SECOND, "PG-1")
    accepted = reception.accept(office, session, replace(draft, channel="postal", postal=postal))
    state = dossier_page.open_dossier(office, session, accepted.stream).dossier
    assert (state.accepted_at, state.received_on) == (LAST_SECOND, OLD)
    # The number is one of the day it was taken, which the code says.
    assert accepted.code == f"{UNIT}-270101-0001"


def _book(connection: Connection, stream: str) -> str:
    """The register book the hub enters the acceptance in."""
    body = streams.entries(connection, stream)[0].body
    return book_of(body, acts.payload_of("receive", 1, body.payload))
