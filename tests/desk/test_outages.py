"""What an outage excuses, and the journalled interval that proves it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from app.desk import dossier_page, outages, reception, supplements
from app.desk.acting import Session
from app.desk.drafts import Draft
from app.desk.office import Office
from app.errors import RuleViolation
from app.store import acts_of_day
from tests.desk.conftest import MONDAY, SetClock

Make = Callable[..., Draft]


def journalled(office: Office, session: Session) -> list[dict[str, object]]:
    with office.store.read() as connection:
        entries = acts_of_day.recorded(
            connection, session.device, ["note_outage"], MONDAY - timedelta(days=1), MONDAY + timedelta(days=9)
        )
    return [entry.body.payload for entry in entries]


def test_off_line_the_check_is_put_off_with_the_interval(
    office: Office, session: Session, ready_draft: Make, clock: SetClock
) -> None:
    office.post.last_contact = MONDAY - timedelta(hours=1)
    accepted = reception.accept(office, session, replace(ready_draft(), account_check="deferred"))
    assert "account_check" in accepted.debts
    (opened,) = journalled(office, session)
    assert (opened["began_at"], opened.get("ended_at")) == ("2026-11-23T00:30:00Z", None)
    known = outages.current(office)
    assert known is not None
    supplements.check_account(office, session, accepted.stream, "deferred")
    assert len(journalled(office, session)) == 1
    assert not outages.settle(office, session)
    clock.forward(hours=2)
    office.post.last_contact = clock.now
    assert outages.settle(office, session)
    assert outages.current(office) is None
    over = journalled(office, session)[1]
    assert (over["opened_by"], over["ended_at"]) == (known.event, "2026-11-23T03:30:00Z")
    supplements.check_account(office, session, accepted.stream, "done")
    assert "account_check" not in dossier_page.open_dossier(office, session, accepted.stream).debts


def test_on_line_nothing_is_put_off_without_a_word(
    office: Office, session: Session, ready_draft: Make, clock: SetClock
) -> None:
    office.post.last_contact = clock.now
    deferred = replace(ready_draft(), account_check="deferred")
    with pytest.raises(RuleViolation) as refused:
        reception.accept(office, session, deferred)
    assert refused.value.rule == "outage_needed"
    assert "NĐ 118/2025" in refused.value.law
    outages.begin(office, session, MONDAY - timedelta(minutes=10))
    assert reception.accept(office, session, deferred).code.endswith("-0001")
    assert outages.end(office, session)
    assert not outages.end(office, session)
