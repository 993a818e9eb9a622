"""Every act in every status, as rules.md §16.2 lists them, and the hub's verdict by the same table."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace as replaced

from app.domain import acts
from app.domain.decide import ALLOWED, decide, judge
from app.domain.events import Body, Entry, new_id
from app.domain.reference import Reference
from tests.domain.dossiers import (
    AT,
    PAYLOADS,
    UNIT,
    act_of,
    load,
    ready,
    received,
)


@pytest.fixture(scope="module")
def reference() -> Reference:
    return load()


# rules.md §16.2, read by hand: the acts each status allows. Acts of results (hand_over, acknowledge in 9) included, and
# shelve, an act of the house, wherever papers may still lie at the counter.
EVERYWHERE_LIVE = "adopt_code collect_payment refund check_account attach sign print hand_out notify rate resolve"
HANDBOOK: dict[int, str] = {
    0: "arrive guide receive record_from_paper refuse print hand_out resolve thin",
    1: "guide receive record_from_paper refuse request_supplement withdraw amend print hand_out notify resolve succeed",
    2: f"{EVERYWHERE_LIVE} succeed hand_over acknowledge request_supplement request_payment consult shelve"
    " finish extend_with_apology withdraw amend",
    3: "print hand_out notify rate return_papers resolve thin",
    4: f"{EVERYWHERE_LIVE} succeed hand_over acknowledge request_supplement request_payment consult shelve"
    " finish extend_with_apology withdraw stop amend",
    5: f"{EVERYWHERE_LIVE} shelve supplement stop withdraw amend succeed",
    6: f"{EVERYWHERE_LIVE} shelve confirm_payment extend_with_apology withdraw stop succeed",
    7: f"{EVERYWHERE_LIVE} shelve return_papers thin",
    8: f"{EVERYWHERE_LIVE} shelve return_papers thin",
    9: f"{EVERYWHERE_LIVE} shelve hand_over acknowledge return_result return_papers correct_result amend succeed",
    10: f"{EVERYWHERE_LIVE} return_papers correct_result thin",
}


@pytest.mark.parametrize("status", range(11))
@pytest.mark.parametrize("kind", sorted(PAYLOADS))
def test_each_act_in_each_status(reference: Reference, kind: str, status: int) -> None:
    refusal = decide(ready(status, kind), act_of(kind, status), reference)
    if kind in HANDBOOK[status].split():
        assert refusal is None
    else:
        assert refusal is not None
        assert refusal.rule == "status"


def test_the_table_knows_every_act_of_a_dossier() -> None:
    device_acts = {"void", "note_outage", "open_receipt_book", "override_clock", "close_shift"}
    assert set(ALLOWED) == {kind for kind, _ in acts.PAYLOADS} - device_acts
    assert set(PAYLOADS) == set(ALLOWED)


# ---------------------------------------------------------------- judging


def entry(payload: Any, *, at: datetime = AT, officer: str = "officer") -> Entry:
    body = Body(
        new_id(), new_id(), "dossier", acts.KIND_OF[type(payload)], 1, at, UNIT, officer, 0, acts.plain(payload)
    )
    return Entry(body, None, None, "device")


def test_the_hub_judges_what_was_done_by_the_same_rules(reference: Reference) -> None:
    assert judge(None, entry(received()), reference, AT) == ("effective", None)
    assert judge(ready(10, "finish"), entry(PAYLOADS["finish"]), reference, AT) == ("set_aside", "status")


def test_an_officer_who_had_left_is_looked_at_not_refused(reference: Reference) -> None:
    assert judge(None, entry(received(), officer="gone"), reference, AT) == ("unconfirmed", "officer_not_valid")
    assert judge(None, entry(received(), officer="nobody"), reference, AT) == ("unconfirmed", "officer_not_valid")


def test_a_clock_ahead_of_the_hub_is_looked_at(reference: Reference) -> None:
    late = AT - timedelta(hours=2)
    assert judge(None, entry(received()), reference, late) == ("unconfirmed", "clock_ahead")


def test_a_payload_not_of_its_form_is_set_aside(reference: Reference) -> None:
    odd = entry(received())
    broken = replaced(odd, body=replaced(odd.body, payload={"code": 5}))
    assert judge(None, broken, reference, AT) == ("set_aside", "payload_form")


def test_an_old_counters_set_is_looked_at_not_refused(reference: Reference) -> None:
    wrong = entry(received(regulation_set="2018", code="000.01.56.H44-261123-0001"))
    assert judge(None, wrong, reference, AT) == ("unconfirmed", "regulation_set")


def test_judging_never_fails_on_what_it_does_not_know(reference: Reference) -> None:
    state = replace(ready(4, "request_supplement"), regulation_set="2099")
    verdict = judge(state, entry(PAYLOADS["request_supplement"]), reference, AT)
    assert verdict == ("unconfirmed", "regulation_set")
    odd = entry(received())
    unknown = replaced(odd, body=replaced(odd.body, kind="teleport"))
    assert judge(None, unknown, reference, AT) == ("set_aside", "payload_form")
