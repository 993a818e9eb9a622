"""What only a supervisor does: a clock let through, an event judged, a page of the paper book."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from app.desk import dossier_page, overrides, ratings, reception, supplements
from app.desk.acting import Session
from app.desk.drafts import Draft
from app.desk.office import Office
from app.domain.events import new_id
from app.errors import FieldRequired, RuleViolation
from app.store import numbers, settings
from tests.desk.conftest import MONDAY, UNIT, SetClock

Make = Callable[..., Draft]


@pytest.fixture
def supervisor(session: Session) -> Session:
    return replace(session, officer=f"{UNIT}-supervisor", role="supervisor")


def test_a_clock_that_was_set_right_works_again_with_a_supervisors_word(
    office: Office, session: Session, supervisor: Session, ready_draft: Make, clock: SetClock
) -> None:
    clock.forward(days=30)
    reception.accept(office, session, ready_draft())
    clock.forward(days=-30)
    with pytest.raises(RuleViolation) as refused:
        reception.accept(office, session, ready_draft())
    assert refused.value.rule == "clock_behind"
    with pytest.raises(RuleViolation):
        overrides.let_clock_through(office, session, "đồng hồ đã đúng")
    with pytest.raises(FieldRequired):
        overrides.let_clock_through(office, supervisor, " ")
    overrides.let_clock_through(office, supervisor, "đồng hồ đã đúng")
    accepted = reception.accept(office, session, ready_draft())
    # The code and the receipt carry the true day; the chain's own instants never go back.
    assert accepted.code == f"{UNIT}-261123-0001"
    state = dossier_page.open_dossier(office, session, accepted.stream).dossier
    assert state.accepted_at == MONDAY
    assert reception.accept(office, session, ready_draft()).code == f"{UNIT}-261123-0002"


def contact(office: Office, ahead: timedelta) -> None:
    """The hub answers while this machine's clock is ``ahead`` of it."""
    with office.store.write() as connection:
        settings.saw_hub_time(connection, office.now() - ahead, office.now())


def test_a_clock_far_ahead_of_the_hub_gives_no_code_until_set_right_or_vouched_for(
    office: Office, session: Session, supervisor: Session, ready_draft: Make, clock: SetClock
) -> None:
    contact(office, timedelta(minutes=4))
    first = reception.accept(office, session, ready_draft())
    contact(office, timedelta(hours=2))
    with pytest.raises(RuleViolation) as refused:
        reception.accept(office, session, ready_draft())
    assert refused.value.rule == "clock_far"
    assert refused.value.facts["hub"] == (clock.now - timedelta(hours=2)).isoformat()
    # Reading and acts that give no code go on.
    assert dossier_page.open_dossier(office, session, first.stream).dossier.code == first.code
    ratings.rate(office, session, first.stream, {"attitude": 2})

    overrides.let_clock_through(office, supervisor, "đã đối chiếu với giờ chuẩn")
    clock.forward(hours=1)
    contact(office, timedelta(hours=2, minutes=1))
    assert reception.accept(office, session, ready_draft()).code == f"{UNIT}-261123-0002"
    contact(office, timedelta(hours=3))
    with pytest.raises(RuleViolation):
        reception.accept(office, session, ready_draft())
    contact(office, timedelta(0))
    assert reception.accept(office, session, ready_draft()).code == f"{UNIT}-261123-0003"


def test_a_clock_set_right_off_line_is_not_held_to_the_old_measure(
    office: Office, session: Session, ready_draft: Make, clock: SetClock
) -> None:
    contact(office, timedelta(hours=2))
    clock.forward(hours=-2, minutes=1)
    reception.accept(office, session, ready_draft())
    clock.forward(hours=3)
    reception.accept(office, session, ready_draft())


def test_a_clock_far_behind_the_hub_stays_refused_as_time_goes_on(
    office: Office, session: Session, supervisor: Session, ready_draft: Make, clock: SetClock
) -> None:
    contact(office, timedelta(hours=-2))
    with pytest.raises(RuleViolation) as refused:
        reception.accept(office, session, ready_draft())
    assert refused.value.rule == "clock_behind"
    clock.forward(hours=3)
    with pytest.raises(RuleViolation) as refused:
        reception.accept(office, session, ready_draft())
    assert refused.value.rule == "clock_far"
    overrides.let_clock_through(office, supervisor, "giờ của tỉnh sai")
    clock.forward(minutes=30)
    contact(office, timedelta(hours=-2))
    accepted = reception.accept(office, session, ready_draft())
    # The citizen is told the clock's own instant, which somebody vouched for.
    state = dossier_page.open_dossier(office, session, accepted.stream).dossier
    assert state.accepted_at == clock.now


def test_a_page_of_the_paper_book(
    office: Office, session: Session, supervisor: Session, ready_draft: Make, clock: SetClock
) -> None:
    clock.forward(hours=5)
    with pytest.raises(RuleViolation):
        overrides.record_from_paper(office, session, ready_draft(), MONDAY, 7, "mất điện")
    accepted = overrides.record_from_paper(office, supervisor, ready_draft(), MONDAY, 7, "mất điện")
    assert accepted.code == f"{UNIT}-261123-0007"
    view = dossier_page.open_dossier(office, session, accepted.stream)
    assert view.dossier.accepted_at == MONDAY
    assert (view.timeline[0].kind, view.timeline[0].at) == ("record_from_paper", clock.now)
    assert view.prints == ()
    for number in (7, 5000):
        with pytest.raises(RuleViolation) as refused:
            overrides.record_from_paper(office, supervisor, ready_draft(), MONDAY, number, "mất điện")
        assert refused.value.rule == "code_taken"
    with office.store.read() as connection:
        assert numbers.used_by(connection, UNIT, MONDAY.date())[7] is not None
    assert reception.accept(office, session, ready_draft()).code == f"{UNIT}-261123-0008"


def test_a_second_request_and_a_judgement(
    office: Office, session: Session, supervisor: Session, ready_draft: Make
) -> None:
    accepted = reception.accept(office, session, ready_draft())
    wanted = (supplements.Wanted("to_khai_dang_ky_lai_khai_sinh", "Tờ khai", "thiếu chữ ký"),)
    supplements.request_supplement(office, session, accepted.stream, wanted)
    state = dossier_page.open_dossier(office, session, accepted.stream).dossier
    papers = tuple(held.paper for held in state.papers)
    supplements.supplement(office, session, accepted.stream, papers)
    with pytest.raises(RuleViolation) as once:
        supplements.request_supplement(office, session, accepted.stream, wanted)
    assert (once.value.rule, once.value.law) == ("supplement_once", "NĐ 118/2025/NĐ-CP Đ16")
    supplements.request_supplement(office, supervisor, accepted.stream, wanted, override="giấy tờ mới phát sinh")
    with pytest.raises(RuleViolation):
        overrides.resolve(office, session, accepted.stream, new_id(), "annul", "nhầm hồ sơ")
    entries = dossier_page.open_dossier(office, session, accepted.stream).timeline
    second = [line.event for line in entries if line.kind == "request_supplement"][1]
    overrides.resolve(office, supervisor, accepted.stream, second, "annul", "nhầm hồ sơ")
    view = dossier_page.open_dossier(office, session, accepted.stream)
    assert view.dossier.status == 2
    assert [line.state for line in view.timeline if line.event == second] == ["annulled"]


def test_a_rating_is_kept(office: Office, session: Session, ready_draft: Make) -> None:
    accepted = reception.accept(office, session, ready_draft())
    ratings.rate(office, session, accepted.stream, {"attitude": 2, "time": 1}, words="tốt")
    assert dossier_page.open_dossier(office, session, accepted.stream).dossier.ratings == 1
    with pytest.raises(RuleViolation):
        ratings.rate(office, session, accepted.stream, {"attitude": 9})


def test_time_stands_in_one_order(office: Office, session: Session, ready_draft: Make, clock: SetClock) -> None:
    accepted = reception.accept(office, session, ready_draft())
    clock.now = MONDAY - timedelta(minutes=2)
    ratings.rate(office, session, accepted.stream, {"attitude": 2})
    times = [line.at for line in dossier_page.open_dossier(office, session, accepted.stream).timeline]
    assert times == sorted(times)
