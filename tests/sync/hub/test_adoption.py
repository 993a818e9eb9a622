"""Official codes the hub gives: in the style of the dossier's set, one for a dossier, every number accounted for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from app.domain import acts
from app.domain.events import new_id
from sync.hub import folding
from sync.hub.acting import give_codes
from sync.hub.database import Database
from sync.hub.hub import Hub
from sync.wire import PushRequest
from tests.sync.hub.conftest import Push, enlist
from tests.sync.hub.counter import PERSON, WARD, Counter, received

OLD_UNIT = "H44.56.01"
"""A township of the district era, code H44.56.01 and 000.01.56.H44, merged into H44.80.31 on 01/07/2025."""
IN_MAY = datetime(2025, 5, 6, 3, 0, tzinfo=UTC)


def provisional(counter: Counter, stream: str, code: str, **rest: object) -> PushRequest:
    payload = replace(received(code, provisional=True), **rest)
    body = counter.body(stream, payload, at=payload.accepted_at)
    return counter.push(counter.event(body, acts.plain(acts.People(PERSON))))


def code_of(database: Database, stream: str) -> str:
    (row,) = database.rows("SELECT state FROM stream WHERE id = %(id)s", {"id": stream})
    return folding.decode_state(row.state).code


def test_the_first_official_code_stays_and_the_number_of_the_second_is_void(
    hub: Hub, database: Database, counter: Counter, push: Push, stream: str
) -> None:
    temporary = f"TAM.{WARD}.Q01-261123-0001"
    push(counter, provisional(counter, stream, temporary), hub.judge())
    assert give_codes(hub, WARD) == 1
    assert give_codes(hub, WARD) == 0
    given = f"{WARD}-261123-9000"
    assert code_of(database, stream) == given

    # Another authority adopted codes for the same dossier meanwhile; they arrive second.
    late = [acts.CodeAdopted(f"{WARD}-261123-{number}", temporary) for number in ("9444", "9000", "nonsense")]
    pushed = push(counter, counter.push(*(counter.event(counter.body(stream, one)) for one in late)), hub.judge())
    assert {result.placement.rule for result in pushed.results if result.placement} == {"not_provisional"}
    assert code_of(database, stream) == given
    voids = database.rows("SELECT unit, day::text, number, code, stream::text, reason FROM number_void")
    assert [tuple(row) for row in voids] == [
        (WARD, "2026-11-23", 9444, f"{WARD}-261123-9444", stream, "not_provisional")
    ]
    assert [row.code for row in database.rows("SELECT code FROM dossier_code ORDER BY code")] == [given, temporary]


def test_a_number_is_taken_only_for_an_act_the_rules_allow(
    hub: Hub, database: Database, counter: Counter, push: Push, stream: str
) -> None:
    push(counter, provisional(counter, stream, f"TAM.{WARD}.Q01-261123-0001"), hub.judge())
    # A state that says it owes a code while the rules will not have one.
    database.run(lambda c: c.execute("""UPDATE stream SET state = replace(state, '"status":2', '"status":3')"""))
    assert give_codes(hub, WARD) == 0
    assert database.rows("SELECT 1 FROM hub_number") == []


def test_a_dossier_of_the_district_era_gets_a_code_of_that_style(hub: Hub, database: Database, push: Push) -> None:
    counter, stream = enlist(database, Counter(unit=OLD_UNIT)), new_id()
    limit = {"accepted_at": IN_MAY, "regulation_set": "2018", "account_check_due": False, "signature_due": False}
    push(counter, provisional(counter, stream, f"TAM.{OLD_UNIT}.Q01-250506-0001", **limit), hub.judge())
    assert give_codes(hub, OLD_UNIT) == 1
    assert code_of(database, stream) == "000.01.56.H44-250506-9000"
