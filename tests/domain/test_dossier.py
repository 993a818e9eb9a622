"""The fold of one dossier: what stands whatever is accepted later, the two clocks, and what is owed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pytest

from app.domain import acts
from app.domain.dossier import Dossier, debts, duration_766, evolve, fold, on_time
from app.domain.events import Body, Entry, Placement, Verdict, new_id

UNIT = "H44.80.31"
AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
DUE = AT + timedelta(days=7)
HERE, AGENCY = acts.Holder(UNIT, "one_stop"), acts.Holder(UNIT, "agency")
RESULT = (acts.ResultPaper("Giấy khai sinh"),)


def received(**changed: Any) -> acts.Received:
    kept = acts.ProcedureKept("1.004884", "Đăng ký lại khai sinh", "Hộ tịch", "commune", date(2019, 1, 6), "1")
    return replace(
        acts.Received(
            code=f"{UNIT}-261123-0001",
            regulation_set="2025",
            procedure=kept,
            channel="direct",
            accepted_at=AT,
            limit=acts.LimitKept("working_days", 5),
            due=acts.DueKept(DUE),
            papers=(acts.Paper("1", "Tờ khai"),),
        ),
        **changed,
    )


def story(*acts_done: tuple[Any, float], verdicts: dict[int, tuple[Verdict, str]] | None = None) -> list[Entry]:
    """Placed entries of one dossier: payload and hours after acceptance; every verdict effective unless said."""
    stream = new_id()
    entries = []
    for place, (payload, hours) in enumerate(acts_done, 1):
        kind = acts.KIND_OF[type(payload)]
        at = AT + timedelta(hours=hours)
        body = Body(new_id(), stream, "dossier", kind, 1, at, UNIT, "officer", place - 1, acts.plain(payload))
        verdict, rule = (verdicts or {}).get(place, ("effective", ""))
        entries.append(Entry(body, None, Placement(place, verdict, rule or None, at), "device"))
    return entries


def state_of(*acts_done: tuple[Any, float], verdicts: dict[int, tuple[Verdict, str]] | None = None) -> Dossier:
    entries = story(*acts_done, verdicts=verdicts)
    folded = fold(entries)
    stepped: Dossier | None = None
    for entry in entries:
        stepped = evolve(stepped, entry)
    assert folded == stepped
    assert folded is not None
    assert msgspec.json.decode(msgspec.json.encode(folded), type=Dossier) == folded
    return folded


def test_a_late_apology_moves_the_date_but_saves_nothing() -> None:
    finish = acts.Finished("result", RESULT)
    extended = acts.Extended("1", date(2026, 11, 30), DUE, DUE + timedelta(days=3))
    in_time = state_of((received(), 0), (extended, 24), (finish, 24 * 9))
    late = state_of((received(), 0), (replace(extended, late=True), 24), (finish, 24 * 9))
    assert in_time.due_at == late.due_at == DUE + timedelta(days=3)
    assert (on_time(in_time, AT), on_time(late, AT)) == (True, False)
    assert late.counted_due_at == DUE
    assert late.due is not None
    assert late.due.steps[-1]["key"] == "extension"


def test_both_clocks_of_a_supplemented_dossier() -> None:
    request = acts.SupplementRequested("1", ("1",), ("Tờ khai",), date(2026, 12, 8))
    done = AT + timedelta(days=4)
    brought = acts.Supplemented((acts.Paper("1", "Tờ khai"),), done, acts.DueKept(done + timedelta(days=7)))
    finish = acts.Finished("result", RESULT)
    state = state_of((received(), 0), (request, 24), (brought, 96), (finish, 24 * 10.5))
    # The legal clock restarted in full: due on day 11. Index 766: first promise plus the three days' pause, day 10.
    assert on_time(state, AT) is True
    assert duration_766(state, AT) == (timedelta(days=7.5), True)
    sooner = state_of((received(), 0), (request, 24), (brought, 96), (finish, 24 * 10))
    assert duration_766(sooner, AT) == (timedelta(days=7), False)
    assert [step.by for step in state.due_history] == ["receive", "supplement"]


def test_two_requests_are_overdue_for_the_index() -> None:
    request = acts.SupplementRequested("1", ("1",), ("Tờ khai",), date(2026, 12, 8))
    brought = acts.Supplemented((acts.Paper("1", "Tờ khai"),), AT + timedelta(hours=3), acts.DueKept(DUE))
    state = state_of((received(), 0), (request, 2), (brought, 3), (request, 4), (brought, 5))
    found = duration_766(state, AT + timedelta(hours=6))
    assert found is not None
    assert found[1] is True


def test_while_papers_are_awaited_the_index_stands_still() -> None:
    request = acts.SupplementRequested("1", ("1",), ("Tờ khai",), date(2026, 12, 8))
    state = state_of((received(), 0), (request, 24))
    assert duration_766(state, AT + timedelta(days=30)) == (timedelta(days=1), False)
    assert duration_766(Dossier("s"), AT) is None


def test_a_supplement_comes_in_at_the_counter() -> None:
    request = acts.SupplementRequested("1", ("1",), ("Tờ khai",), date(2026, 12, 8))
    brought = acts.Supplemented((acts.Paper("1", "Tờ khai"),), AT + timedelta(days=2), acts.DueKept(DUE))
    handed, taken = acts.HandedOver("dossier", "BG", HERE, AGENCY), acts.Acknowledged("dossier", "BG", AGENCY)
    state = state_of((received(), 0), (handed, 1), (taken, 2), (request, 3), (brought, 48))
    assert (state.status, state.holder) == (2, HERE)


def test_accepted_twice_off_line_the_first_stands_and_both_codes_find_it() -> None:
    second = received(code=f"{UNIT}-261123-0900", accepted_at=AT + timedelta(hours=1), due=acts.DueKept(None))
    aside: dict[int, tuple[Verdict, str]] = {2: ("set_aside", "status")}
    state = state_of((received(), 0), (second, 1), verdicts=aside)
    assert (state.code, state.former_codes, state.due_at) == (f"{UNIT}-261123-0001", (second.code,), DUE)
    entries = story((received(), 0), (second, 1), verdicts=aside)
    accept = acts.Resolved(entries[1].body.id, "accept")
    resolved = fold([*entries, story((accept, 2))[0].at_place(Placement(3, "effective", None, AT))])
    assert resolved is not None
    assert (resolved.code, resolved.accepted_at, resolved.due_at) == (state.code, AT, DUE)


def test_a_contested_code_is_lost_and_nothing_else() -> None:
    taken: dict[int, tuple[Verdict, str]] = {1: ("set_aside", "code_taken")}
    state = state_of((received(), 0), verdicts=taken)
    assert (state.status, state.code, state.printed_code, state.provisional) == (2, "", f"{UNIT}-261123-0001", True)
    assert "official_code" in debts(state)
    adopted = acts.CodeAdopted(f"{UNIT}-261123-9000", state.printed_code)
    surplus = acts.CodeAdopted(f"{UNIT}-261123-9001", state.printed_code)
    both = {**taken, 3: ("set_aside", "not_provisional")}
    after = state_of((received(), 0), (adopted, 1), (surplus, 2), verdicts=both)  # type: ignore[arg-type]
    assert (after.code, after.former_codes, after.provisional) == (adopted.code, (f"{UNIT}-261123-0001",), False)
    assert "corrected_receipt" in debts(after)


def test_no_supervisor_gives_a_dossier_a_second_official_code() -> None:
    surplus = acts.CodeAdopted(f"{UNIT}-261123-9001", f"{UNIT}-261123-0001")
    entries = story((received(), 0), (surplus, 1), verdicts={2: ("set_aside", "not_provisional")})
    accept = story((acts.Resolved(entries[1].body.id, "accept"), 2))[0]
    state = fold([*entries, accept.at_place(Placement(3, "effective", None, AT))])
    assert state is not None
    assert state.code == f"{UNIT}-261123-0001"


def test_a_finish_date_is_never_rewritten() -> None:
    finish = acts.Finished("result", RESULT)
    entries = story((received(), 0), (finish, 5), (finish, 50), verdicts={3: ("set_aside", "status")})
    accept = story((acts.Resolved(entries[2].body.id, "accept"), 60))[0]
    state = fold([*entries, accept.at_place(Placement(4, "effective", None, AT))])
    assert state is not None
    assert state.finished_at == AT + timedelta(hours=5)


def test_a_chain_of_corrections_counts_up() -> None:
    amended = acts.Amended(("return_place",), {"return_place": "quầy 2"}, supersedes=1)
    state = state_of((received(), 0), (amended, 1), (amended, 2))
    assert (state.amended, state.return_place, state.amended_not_printed) == (2, "quầy 2", True)
    printed = state_of(
        (received(), 0), (amended, 1), (amended, 2), (acts.Printed("receipt", "c" * 64, 2, 1, amended=2), 3)
    )
    assert printed.amended_not_printed is False
    odd = state_of((received(), 0), (acts.Amended(("return_mode",), {"return_mode": "by pigeon"}), 1))
    assert odd.return_mode == "direct"


def test_an_online_dossier_completed_before_acceptance_is_received_with_its_code() -> None:
    arrived = acts.Arrived("online", "1.004884", AT, AT + timedelta(hours=8), "H44.80.31-261123-9100")
    request = acts.SupplementRequested("1", ("1",), ("Tờ khai",), date(2026, 12, 8))
    state = state_of((arrived, 0), (request, 1), (received(), 30))
    assert (state.status, state.supplement, state.supplement_count) == (2, None, 1)


@pytest.mark.parametrize("status", ["accepted", "handed over", "finished"])
def test_the_successor_takes_over_what_the_old_unit_held(status: str) -> None:
    handed, taken = acts.HandedOver("dossier", "BG", HERE, AGENCY), acts.Acknowledged("dossier", "BG", AGENCY)
    done = [(received(), 0.0), (handed, 1.0), (taken, 2.0), (acts.Finished("result", RESULT), 3.0)]
    length = {"accepted": 1, "handed over": 2, "finished": 4}[status]
    heir = acts.Holder("H44.80.01", "one_stop")
    state = state_of(*done[:length], (acts.Succeeded(HERE, heir), 10))
    assert state.unit == "H44.80.01"
    assert state.code == f"{UNIT}-261123-0001"
    assert state.units == (UNIT, "H44.80.01")
    assert state.holder is not None
    assert state.holder.unit == "H44.80.01"
    if state.transit is not None:
        assert state.transit.receiver == acts.Holder("H44.80.01", "agency")
    if state.result_holder is not None:
        assert state.result_holder == acts.Holder("H44.80.01", "agency")
