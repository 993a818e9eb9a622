"""Each precondition with the rule it names: acceptance, requests, eras, papers, collectors, apologies."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from app.domain import acts
from app.domain.decide import Act, decide
from app.domain.dossier import PaperHeld, Transit
from app.domain.events import new_id
from app.domain.reference import Reference, load_reference, reference_document
from resources import reference_parts
from tests.domain.dossiers import (
    AGENCY,
    AT,
    CATALOGUE,
    FORM,
    HERE,
    OLD_UNIT,
    PAYLOADS,
    RESULT,
    UNIT,
    act_of,
    load,
    ready,
    received,
)


@pytest.fixture(scope="module")
def reference() -> Reference:
    return load()


CASES: list[tuple[str, str, int, dict[str, Any], Any]] = [
    ("procedure_elsewhere", "receive", 0, {}, received(procedure=replace(received().procedure, system="ministry"))),
    ("accepted_in_future", "receive", 0, {}, received(accepted_at=AT + timedelta(minutes=1))),
    ("code_form", "receive", 0, {}, received(provisional=True)),
    ("no_papers", "receive", 0, {}, received(papers=())),
    ("regulation_set", "receive", 0, {}, received(regulation_set="2018")),
    ("regulation_set", "receive", 0, {}, received(regulation_set="2099")),
    ("regulation_set", "receive", 0, {}, received(accepted_at=datetime(2017, 1, 2, tzinfo=UTC))),
    ("unit_ended", "receive", 0, {}, received(competent_unit=OLD_UNIT)),
    ("unit_ended", "receive", 0, {}, received(competent_unit="H44.99")),
    ("competent_clock", "receive", 0, {}, received(due_expected=True)),
    ("code_form", "receive", 0, {}, received(code="")),
    ("code_form", "receive", 0, {}, received(code="H44.80.01-261123-0001")),
    ("code_form", "receive", 0, {}, received(code=f"{UNIT}-261122-0001")),
    ("code_form", "receive", 0, {}, received(code=f"{UNIT}-261123-000001")),
    ("code_form", "receive", 0, {}, received(code="000.01.56.H44-261123-0001")),
    ("code_form", "receive", 0, {}, received(code=f"TAM.{OLD_UNIT}.Q01-261123-0001", provisional=True)),
    ("status", "receive", 5, {}, None),
    ("no_papers", "receive", 0, {}, received(papers=(acts.Paper(FORM, "Tờ khai", count=0),))),
    ("postal_record_needed", "receive", 0, {}, received(channel="postal")),
    (
        "accepted_in_future",
        "receive",
        0,
        {},
        received(channel="postal", postal=acts.PostalRecord("BB-1", AT + timedelta(hours=1), "PG-1")),
    ),
    ("fee_basis_needed", "receive", 0, {}, received(fees=(acts.FeeLine("lệ phí", "Lệ phí hộ tịch", 1, "entered"),))),
    ("fee_unknown", "receive", 0, {}, received(fees=(), procedure=replace(received().procedure, catalogue=CATALOGUE))),
    (
        "procedure_not_valid",
        "receive",
        0,
        {},
        received(procedure=replace(received().procedure, catalogue=CATALOGUE, valid_from=date(2020, 1, 1))),
    ),
    ("outage_needed", "receive", 0, {}, received(account_check="deferred")),
    ("outage_needed", "check_account", 2, {}, acts.AccountChecked("deferred")),
    ("supervisor_needed", "record_from_paper", 0, {}, None),
    ("nothing_named", "guide", 0, {}, acts.Guided("", "1.004884", ("1",))),
    ("not_accepted", "supplement", 5, {"accepted_at": None}, None),
    ("accepted_in_future", "supplement", 5, {"supplement_requested_at": AT + timedelta(hours=1)}, None),
    (
        "closing_early",
        "request_supplement",
        2,
        {},
        acts.SupplementRequested("1", ("1",), ("Tờ khai",), date(2026, 12, 7)),
    ),
    ("closing_early", "request_supplement", 2, {}, acts.SupplementRequested("1", ("1",), ("Tờ khai",), None)),
    ("unit_ended", "hand_over", 2, {}, acts.HandedOver("dossier", "BG-1", HERE, acts.Holder(OLD_UNIT, "one_stop"))),
    ("not_the_receiver", "hand_over", 2, {}, acts.HandedOver("dossier", "BG-1", HERE, HERE)),
    ("competent_clock", "acknowledge", 2, {}, acts.Acknowledged("dossier", "BG-1", AGENCY, acts.DueKept(AT))),
    ("competent_clock", "acknowledge", 2, {"due_expected": True, "competent_unit": UNIT}, None),
    ("nothing_named", "consult", 4, {}, acts.Consulted("opinion", " ", date(2026, 11, 27))),
    ("deadline_past", "consult", 4, {}, acts.Consulted("opinion", "Phòng Tư pháp")),
    ("deadline_past", "consult", 4, {}, acts.Consulted("opinion", "Phòng Tư pháp", date(2026, 11, 22))),
    ("consultation_unknown", "consult", 4, {}, acts.Consulted("opinion", "Phòng Tư pháp", answers="x")),
    ("not_the_holder", "consult", 2, {"holder": AGENCY}, None),
    ("not_the_holder", "consult", 4, {"holder": acts.Holder("H44.80.01", "agency")}, None),
    ("in_transit", "consult", 2, {"transit": Transit("dossier", "BG-1", HERE, AGENCY, AT)}, None),
    ("not_the_holder", "shelve", 2, {"holder": acts.Holder("H44", "agency")}, None),
    ("not_the_holder", "shelve", 2, {"holder": None}, None),
    ("in_transit", "shelve", 2, {"transit": Transit("dossier", "BG-1", HERE, AGENCY, AT)}, None),
    ("not_the_holder", "shelve", 9, {"result_holder": None}, acts.Shelved("result", "Tủ 2")),
    ("amount", "request_payment", 2, {}, acts.PaymentRequested(())),
    ("amount", "confirm_payment", 6, {}, acts.PaymentConfirmed(-1)),
    ("due_changed", "extend_with_apology", 4, {"due": acts.DueKept(AT + timedelta(days=8))}, None),
    ("no_electronic_result", "return_result", 9, {"results": RESULT}, acts.Returned("online", "applicant")),
    ("postal_slip_needed", "return_result", 9, {}, acts.Returned("post", "postman")),
    ("paper_not_held", "return_papers", 10, {}, acts.PapersReturned(("2",))),
    ("nothing_named", "return_papers", 10, {}, acts.PapersReturned(())),
    ("field_fixed", "amend", 2, {}, acts.Amended(("due",))),
    ("field_fixed", "amend", 2, {}, acts.Amended(("note",), {"accepted_at": "2020-01-01"})),
    ("field_locked", "amend", 4, {}, acts.Amended(("phone",), papers=())),
    ("fee_unexplained", "amend", 2, {}, acts.Amended(("fees",), fees=(acts.FeeLine("phí", "Phí", 0, "entered"),))),
    ("code_form", "adopt_code", 2, {}, acts.CodeAdopted("H44", "TAM")),
    ("code_form", "adopt_code", 2, {}, acts.CodeAdopted(f"TAM.{UNIT}.Q01-261123-0001", "TAM")),
    ("file_unknown", "attach", 2, {}, acts.Attached("1", "d" * 64, 1, 1, replaces="e" * 64)),
    ("nothing_named", "rate", 10, {}, acts.Rated({})),
    ("no_result", "correct_result", 10, {}, acts.ResultCorrected(())),
    ("supervisor_needed", "resolve", 2, {}, None),
    ("not_the_successor", "succeed", 2, {"unit": UNIT, "holder": HERE, "result_holder": HERE}, None),
    ("component_missing", "receive", 0, {}, received(papers=(acts.Paper(FORM, "Tờ khai"),))),
    ("fee_unexplained", "receive", 0, {}, received(fees=(acts.FeeLine("phí", "Phí", 0, "entered"),))),
    ("amount", "receive", 0, {}, received(fees=(acts.FeeLine("phí", "Phí", -1, "entered"),))),
    ("supplement_once", "request_supplement", 2, {"supplement_count": 1}, None),
    ("supplement_late", "request_supplement", 2, {"received_on": date(2026, 11, 17)}, None),
    ("nothing_named", "request_supplement", 2, {}, acts.SupplementRequested("1", (), (), None)),
    ("supplement_incomplete", "supplement", 5, {}, acts.Supplemented((), AT, acts.DueKept(AT))),
    ("in_transit", "hand_over", 2, {"transit": Transit("dossier", "BG-0", HERE, AGENCY, AT)}, None),
    ("not_the_holder", "hand_over", 2, {"holder": AGENCY}, None),
    ("nothing_in_transit", "acknowledge", 2, {"transit": None}, None),
    ("not_the_receiver", "acknowledge", 2, {}, acts.Acknowledged("dossier", "BG-1", HERE)),
    ("extension_once", "extend_with_apology", 4, {"extension": PAYLOADS["extend_with_apology"]}, None),
    (
        "extension_not_later",
        "extend_with_apology",
        4,
        {},
        replace(PAYLOADS["extend_with_apology"], new_due=AT + timedelta(days=7)),
    ),
    (
        "extension_not_working",
        "extend_with_apology",
        4,
        {},
        replace(PAYLOADS["extend_with_apology"], new_due=datetime(2026, 12, 6, 3, 0, tzinfo=UTC)),
    ),
    (
        "extension_late",
        "extend_with_apology",
        4,
        {},
        replace(PAYLOADS["extend_with_apology"], notice_on=date(2026, 11, 30)),
    ),
    ("no_result", "finish", 4, {}, acts.Finished("result", ())),
    ("in_transit", "finish", 4, {"transit": Transit("dossier", "BG-0", HERE, AGENCY, AT)}, None),
    ("result_not_here", "return_result", 9, {"result_holder": AGENCY}, None),
    (
        "originals_owed",
        "return_result",
        9,
        {"papers": (PaperHeld(acts.Paper("3", "Bản chính", give_back=True)),)},
        None,
    ),
    (
        "stop_not_due",
        "stop",
        5,
        {"supplement": acts.SupplementRequested("1", ("1",), ("x",), date(2026, 11, 23))},
        acts.Stopped("unanswered", "1"),
    ),
    ("stop_without_law", "stop", 4, {}, acts.Stopped("sector_law", "1")),
    ("field_locked", "amend", 4, {}, acts.Amended(("full_name",))),
    ("not_provisional", "adopt_code", 2, {"provisional": False}, None),
    ("amount", "collect_payment", 2, {}, acts.PaymentCollected(0, "cash")),
    ("amount", "refund", 2, {"money": ()}, None),
    ("fee_unexplained", "confirm_payment", 6, {}, acts.PaymentConfirmed(0)),
    ("file_unknown", "sign", 2, {"files": ()}, None),
    ("retention_running", "thin", 10, {"last_at": AT}, None),
]


@pytest.mark.parametrize(
    ("rule", "kind", "status", "changed", "payload"), CASES, ids=[f"{case[1]}-{case[0]}" for case in CASES]
)
def test_each_precondition_names_its_rule(
    reference: Reference, rule: str, kind: str, status: int, changed: dict[str, Any], payload: Any
) -> None:
    state = replace(ready(status, kind), **changed)
    refusal = decide(state, act_of(kind, status, payload, officer="officer"), reference)
    assert refusal is not None
    assert refusal.rule == rule


def test_marriage_is_not_delegated(reference: Reference) -> None:
    marriage = reference.catalogue.version("1.000894", "commune", date(2026, 11, 23))
    assert marriage is not None
    payload = received(
        procedure=replace(received().procedure, code=marriage.code, valid_from=marriage.valid_from),
        papers=tuple(acts.Paper(component.key, component.name) for component in marriage.components),
    )
    people = acts.People(acts.Person("A"), representative=acts.Person("B"))
    refusal = decide(None, Act("receive", payload, AT, UNIT, "officer", "device", people), reference)
    assert refusal is not None
    assert refusal.rule == "presence_required"


@pytest.mark.parametrize("officer", ["officer", "supervisor"])
def test_only_a_supervisor_goes_past_once(reference: Reference, officer: str) -> None:
    state = replace(ready(2, "request_supplement"), supplement_count=1)
    payload = replace(PAYLOADS["request_supplement"], override="giấy tờ mới phát sinh")
    refusal = decide(state, act_of("request_supplement", 2, payload, officer=officer), reference)
    assert (refusal.rule if refusal else None) == ("supervisor_needed" if officer == "officer" else None)


def test_offline_only_the_counter_that_holds_the_result_returns_it(reference: Reference) -> None:
    state = ready(9, "return_result")
    there = act_of("return_result", 9, device="another", offline=True)
    refusal = decide(state, there, reference)
    assert refusal is not None
    assert (refusal.rule, refusal.facts["device"]) == ("result_elsewhere", "device")
    assert decide(state, replace(there, offline=False), reference) is None


# ---------------------------------------------------------------- eras


@pytest.mark.parametrize(
    ("kind", "status", "payload"),
    [
        ("hand_over", 2, acts.HandedOver("dossier", "BG-2", HERE, AGENCY)),
        ("acknowledge", 2, acts.Acknowledged("dossier", "BG-1", AGENCY)),
        ("finish", 4, acts.Finished("result", RESULT)),
        ("return_result", 9, acts.Returned("direct", "applicant")),
    ],
)
def test_the_successor_acts_on_what_the_merged_unit_held(
    reference: Reference, kind: str, status: int, payload: Any
) -> None:
    old = acts.Holder(OLD_UNIT, "one_stop")
    state = replace(ready(status, kind), unit=OLD_UNIT, holder=old, result_holder=old)
    if kind == "acknowledge":
        state = replace(state, transit=Transit("dossier", "BG-1", old, acts.Holder(OLD_UNIT, "agency"), AT))
    assert decide(state, act_of(kind, status, payload), reference) is None
    stranger = decide(state, act_of(kind, status, payload, unit="H44.80.01"), reference)
    assert stranger is not None
    assert stranger.rule in {"not_the_holder", "not_the_receiver", "result_not_here"}


def test_before_its_last_day_nobody_acts_for_a_unit(reference: Reference) -> None:
    old = acts.Holder(OLD_UNIT, "one_stop")
    before = datetime(2025, 6, 30, 2, 0, tzinfo=UTC)
    state = replace(ready(4, "finish"), unit=OLD_UNIT, holder=old, regulation_set="2018")
    act = act_of("finish", 4, at=before)
    assert (found.rule if (found := decide(state, act, reference)) else "") == "not_the_holder"
    succeed = decide(replace(state, status=4), act_of("succeed", 4, at=before), reference)
    assert (succeed.rule if succeed else "") == "not_the_successor"


# ---------------------------------------------------------------- papers in a database, and who collects


def in_database(**changed: Any) -> tuple[acts.Received, dict[str, Any]]:
    """An acceptance of 1.000894 as it was before 2026, whose status paper a database holds, and its catalogue row."""
    rows = reference_parts()["catalogue"]["procedure"]
    row = next(row for row in rows if row["code"] == "1.000894" and "valid_to" in row)
    kept = replace(received().procedure, code="1.000894", valid_from=row["valid_from"])
    papers = tuple(acts.Paper(part["key"], part["name"]) for part in row["components"])
    return received(procedure=kept, papers=papers, fees=(), **changed), row


def with_database_paper(row: dict[str, Any]) -> Reference:
    """Reference data in which that version is still in force: its paper is in a database, after 05/08/2026."""
    parts = reference_parts()
    procedures = parts["catalogue"]["procedure"]
    parts["catalogue"]["procedure"] = [
        {key: value for key, value in one.items() if key != "valid_to"} if one == row else one
        for one in procedures
        if not (one["code"] == row["code"] and one["level"] == row["level"] and one != row)
    ]
    return load_reference(reference_document(version=1, **parts))


def test_a_paper_in_a_database_is_not_asked_for(reference: Reference) -> None:
    payload, row = in_database()
    current = with_database_paper(row)
    held = next(part["key"] for part in row["components"] if part.get("in_database"))

    def rule(changed: acts.Received) -> str:
        refusal = decide(None, Act("receive", changed, AT, UNIT, "officer", "device"), current)
        return refusal.rule if refusal else ""

    assert rule(payload) == "paper_in_database"

    def said(**marks: Any) -> tuple[acts.Paper, ...]:
        return tuple(replace(paper, **marks) if paper.component == held else paper for paper in payload.papers)

    assert rule(replace(payload, papers=said(in_database=True))) == ""
    assert rule(replace(payload, papers=said(asked="inaccurate"))) == ""
    assert rule(replace(payload, papers=said(asked="outage"))) == "outage_needed"
    assert rule(replace(payload, papers=said(asked="outage"), outage=new_id())) == ""
    refusal = decide(None, Act("receive", payload, AT, UNIT, "officer", "device"), current)
    assert refusal is not None
    assert refusal.law == "NĐ 309/2026/NĐ-CP Đ4.2a"


def test_before_the_amendment_such_a_paper_was_asked_for() -> None:
    payload, row = in_database()
    earlier = datetime(2026, 8, 4, 2, 0, tzinfo=UTC)
    then = replace(payload, accepted_at=earlier, code=f"{UNIT}-260804-0001")
    assert decide(None, Act("receive", then, earlier, UNIT, "o", "d"), with_database_paper(row)) is None


@pytest.mark.parametrize(
    ("relation", "collector", "rule"),
    [
        ("applicant", acts.CollectorPerson(acts.Person(" ")), "collector_unnamed"),
        ("representative", acts.CollectorPerson(acts.Person("Nguyễn Văn B")), "authority_needed"),
        ("representative", acts.CollectorPerson(acts.Person("Nguyễn Văn B"), "GUQ 12/2026"), ""),
        ("applicant", acts.CollectorPerson(acts.Person("Nguyễn Văn A")), ""),
    ],
)
def test_who_may_take_the_result(reference: Reference, relation: Any, collector: Any, rule: str) -> None:
    act = act_of("return_result", 9, acts.Returned("direct", relation), personal=collector)
    refusal = decide(ready(9, "return_result"), act, reference)
    assert (refusal.rule if refusal else "") == rule


def test_an_electronic_result_is_returned_online(reference: Reference) -> None:
    state = replace(ready(9, "return_result"), results=(acts.ResultPaper("Giấy khai sinh", sha256="f" * 64),))
    assert decide(state, act_of("return_result", 9, acts.Returned("online", "applicant")), reference) is None


def test_each_missing_paper_has_its_reason(reference: Reference) -> None:
    bare = act_of("request_supplement", 2, personal=acts.Words())
    refusal = decide(ready(2, "request_supplement"), bare, reference)
    assert (refusal.rule if refusal else "") == "nothing_named"
    told = replace(bare, personal=acts.Words(by_component={"1": "thiếu chữ ký"}))
    assert decide(ready(2, "request_supplement"), told, reference) is None


@pytest.mark.parametrize(
    ("officer", "late", "override", "rule"),
    [
        ("officer", True, "", "extension_late"),
        ("officer", True, "hồ sơ phức tạp", "supervisor_needed"),
        ("supervisor", True, "hồ sơ phức tạp", ""),
        ("supervisor", False, "hồ sơ phức tạp", "extension_late"),
    ],
    ids=["nobody's word", "an officer's word", "a supervisor's", "not marked late"],
)
def test_a_late_apology_needs_a_supervisor_and_says_it_is_late(
    reference: Reference, officer: str, late: bool, override: str, rule: str
) -> None:
    due = AT + timedelta(days=7)
    payload = replace(PAYLOADS["extend_with_apology"], late=late, override=override)
    # Dated in time, recorded on the due day itself: the day of the act counts.
    act = act_of("extend_with_apology", 4, payload, at=due - timedelta(hours=1), officer=officer)
    refusal = decide(ready(4, "extend_with_apology"), act, reference)
    assert (refusal.rule if refusal else "") == rule
