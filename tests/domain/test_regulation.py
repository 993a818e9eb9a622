"""The regulation sets by date, what changed inside them, and a third set that is only data."""

import copy
import shutil
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest

import resources
from app.domain import acts
from app.domain.clocks import limit_of, start_clock
from app.domain.codes import format_code, parse_code
from app.domain.deadline import last_request_day
from app.domain.decide import RULES, Act, decide
from app.domain.dossier import Dossier, evolve
from app.domain.events import Body, Entry, new_id
from app.domain.reference import load_reference, reference_document
from app.domain.regulation import load_sets, set_for
from app.domain.units import load_units
from app.errors import ReferenceInvalid, ReferenceMissing
from app.paper.forms import form_keys, load_form

SETS = load_sets(resources.reference_parts()["regulation_sets"])
UNITS = load_units(resources.load_toml("units.toml"))


def documents() -> list[dict[str, Any]]:
    return copy.deepcopy(resources.reference_parts()["regulation_sets"])


@pytest.mark.parametrize(
    ("day", "set_id"),
    [
        (date(2018, 6, 21), "2018"),
        (date(2025, 6, 30), "2018"),
        (date(2025, 7, 1), "2025"),
        (date(2029, 1, 2), "2025"),
    ],
)
def test_the_set_is_chosen_by_acceptance_date(day: date, set_id: str) -> None:
    assert set_for(day, SETS).id == set_id


def test_before_the_first_set() -> None:
    with pytest.raises(ReferenceMissing):
        set_for(date(2018, 6, 20), SETS)


def test_parameters_of_the_two_sets() -> None:
    old, new = SETS
    assert list(old.levels) == ["ministry", "province", "district", "commune"]
    assert list(new.levels) == ["ministry", "province", "commune"]
    assert (old.supplement_days, new.supplement_days) == (3, 3)
    assert (old.closing_days, new.closing_days) == (None, 15)
    assert (old.personal_signature, new.personal_signature) == (False, True)
    assert (old.account_check, new.account_check) == (False, True)
    assert (old.apology_days, new.apology_days) == (1, 1)
    assert (old.transfer_cut_off, new.transfer_cut_off) == (time(15), time(15))
    assert new.confirm_hours == 8
    assert new.article("supplement_once") == "NĐ 118/2025/NĐ-CP Đ16"
    assert new.article("no_such_rule") == ""


def test_forms_of_the_two_sets() -> None:
    old, new = SETS
    numbers_2018 = {form.number: key for key, form in old.forms.items() if form.number}
    numbers_2025 = {form.number: key for key, form in new.forms.items() if form.number}
    assert numbers_2018 == {
        "01": "receipt",
        "02": "supplement_request",
        "03": "refusal",
        "04": "apology",
        "05": "control_slip",
        "06": "register",
    }
    assert numbers_2025 == {
        "01": "receipt",
        "02": "supplement_request",
        "03": "refusal",
        "04": "apology",
        "05": "termination_notice",
        "06": "control_slip",
        "07": "register",
    }
    assert old.form("termination_notice") is None
    apology = new.form("apology")
    assert apology is not None
    assert apology.title == "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết"
    assert (new.forms["receipt"].copies, new.forms["receipt"].paper, new.forms["register"].paper) == (2, "A5", "A4")
    assert new.forms["receipt"].template == "receipt"


def test_what_changed_inside_a_set() -> None:
    words = {day: set_for(day, SETS).online_word("full") for day in (date(2026, 6, 30), date(2026, 7, 1))}
    assert words == {date(2026, 6, 30): "mức độ 4", date(2026, 7, 1): "toàn trình"}
    before, after = set_for(date(2026, 8, 4), SETS), set_for(date(2026, 8, 5), SETS)
    assert (before.ask_database_papers, after.ask_database_papers) == (True, False)
    assert (before.competent_clock, after.competent_clock) == (False, True)
    assert after.online_word("partial") == "một phần"
    assert after.on(date(2026, 6, 30)).online_word("full") == "toàn trình"
    assert after.article("personal_signature") == "NĐ 118/2025/NĐ-CP Đ17.1c"


def test_codes_follow_the_set() -> None:
    unit = UNITS["H44.51.01"]
    old, new = SETS
    text = format_code(old.code_unit(unit), date(2024, 5, 1), 1, old.code_digits)
    assert text == "000.01.51.H44-240501-0001"
    assert parse_code(text).style == "2018"
    assert new.code_unit(UNITS["H44.80.01"]) == "H44.80.01"


def third_set() -> dict[str, Any]:
    return {
        "id": "2027",
        "title": "Nghị định mẫu",
        "valid_from": date(2027, 3, 1),
        "levels": {"ministry": "cấp bộ", "province": "cấp tỉnh", "region": "cấp vùng", "commune": "cấp xã"},
        "supplement_days": 2,
        "closing_days": 20,
        "apology_days": 3,
        "account_check": True,
        "code_digits": 6,
        "online_words": {"full": "chủ động"},
        "law": {"supplement_late": "NĐ mẫu Đ1"},
        "form": [
            {
                "key": "receipt",
                "number": "01",
                "title": "Giấy hẹn",
                "paper": "A4",
                "copies": 3,
                "template": "receipt_2027",
            },
            {"key": "consent", "number": "08", "title": "Phiếu đồng ý", "signers": ["NGƯỜI NỘP HỒ SƠ"]},
        ],
    }


def test_a_third_set_is_only_data(calendar: Any) -> None:
    parts = resources.reference_parts()
    parts["regulation_sets"][-1]["valid_to"] = date(2027, 2, 28)
    parts["regulation_sets"].append(third_set())
    parts["units"]["unit"].append(
        {"code": "H44.90", "name": "Vùng mẫu", "kind": "region", "level": "region", "valid_from": date(2027, 3, 1)}
    )
    reference = load_reference(reference_document(version=2, **parts))
    eve, new = reference.regulation_set_for(date(2027, 2, 28)), reference.regulation_set_for(date(2027, 3, 1))
    assert (eve.id, new.id) == ("2025", "2027")
    assert last_request_day(date(2027, 3, 1), calendar, new.supplement_days) == date(2027, 3, 3)
    assert last_request_day(date(2027, 3, 1), calendar, eve.supplement_days) == date(2027, 3, 4)
    unit = reference.units["H44.80.01"]
    assert format_code(new.code_unit(unit), date(2027, 3, 1), 7, new.code_digits) == "H44.80.01-270301-000007"
    assert new.levels["region"] == "cấp vùng"
    assert new.forms["receipt"].template == "receipt_2027"
    assert new.forms["consent"].title == "Phiếu đồng ý"
    assert new.form("termination_notice") is None
    assert new.article("supplement_late") == "NĐ mẫu Đ1"
    assert reference.regulation_set("2025").closing_days == 15


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"valid_from": date(2025, 6, 30)}, "overlap"),
        ({"valid_from": date(2025, 7, 2)}, "no version from the day after 2025-06-30"),
        ({"valid_to": date(2025, 6, 1)}, "lies before"),
        ({"id": "2018"}, "listed twice"),
        ({"levels": {}}, "no levels"),
        ({"code_digits": 3}, "code_digits"),
        ({"code_pattern": "("}, "code_pattern"),
        ({"code_pattern": "^x$"}, "three groups"),
        ({"supplement_days": 0}, "supplement_days"),
        ({"supplement_days": "ba"}, "Expected `int`"),
        ({"transfer_cut_off": "3 giờ"}, "not a time of day"),
        ({"form": [{"key": "receipt", "title": "a"}, {"key": "receipt", "title": "b"}]}, "listed twice"),
        ({"form": [{"key": "receipt", "title": "a", "copies": 0}]}, "copies"),
        ({"form": [{"key": "receipt", "title": "a", "paper": "A3"}]}, "A3"),
        ({"change": [{"valid_from": date(2025, 7, 1)}]}, "is not after"),
        ({"change": [{"valid_from": date(2026, 7, 1)}, {"valid_from": date(2026, 7, 1)}]}, "is not after"),
        ({"change": [{"supplement_days": 2}]}, "date"),
    ],
)
def test_bad_sets(change: dict[str, Any], reason: str) -> None:
    changed = documents()
    changed[1].update(change)
    with pytest.raises(ReferenceInvalid) as refused:
        load_sets(changed, file="set.toml")
    assert refused.value.facts["entry"]
    assert reason in str(refused.value.facts["reason"])


def test_no_set_at_all() -> None:
    with pytest.raises(ReferenceInvalid):
        load_sets([])


def test_a_change_replaces_a_form_by_key() -> None:
    changed = documents()
    changed[1]["change"].append(
        {"valid_from": "2026-12-01", "form": [{"key": "receipt", "number": "01", "title": "Mới"}]}
    )
    found = load_sets(changed)
    assert set_for(date(2026, 12, 1), found).forms["receipt"].title == "Mới"
    assert set_for(date(2026, 11, 30), found).forms["receipt"].copies == 2
    assert "register" in set_for(date(2026, 12, 1), found).forms


@pytest.mark.parametrize(
    ("set_id", "key"), [(found.id, key) for found in SETS for key in sorted({*found.forms, *form_keys(found.id)})]
)
def test_a_set_and_its_page_templates_say_the_same(set_id: str, key: str) -> None:
    entry = next(found for found in SETS if found.id == set_id).forms[key]
    form = load_form(set_id, entry.template)
    assert (entry.title, entry.paper, entry.copies) == (form.title, form.paper, max(1, len(form.copies)))


WITHOUT_TEXT = {
    "status",  # said by the act: status_<act>
    "payload_form",  # the program's own records
    "procedure_elsewhere",  # practice: decisions of the ministries, CV 1747/UBND-NC
    "unit_ended",  # the reorganisation of 01/07/2025 is data
    "result_elsewhere",  # caution of an offline counter
    "supervisor_needed",  # the house's own order
    "retention_running",  # a setting of the province
    "thinned_here",  # a setting of this machine
    "register_taken",  # a hub restored from an older copy
    "officer_not_valid",
    "clock_ahead",
    "not_the_successor",
    "scope",
}
"""Rules behind which no article is known (handbook: practice, interpretation or design)."""

ONLY_2025 = {
    "closing_early",  # the 2018 set closes nothing by itself
    "competent_clock",
    "outage_needed",
    "paper_in_database",
    "stop_not_due",
    "stop_without_law",
}


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_names_its_article(rule: str) -> None:
    old, new = SETS
    today = new.on(date(2026, 11, 23))
    assert bool(today.article(rule)) == (rule not in WITHOUT_TEXT)
    assert bool(old.article(rule)) == (rule not in WITHOUT_TEXT | ONLY_2025)


def test_an_act_out_of_its_status_names_what_orders_it() -> None:
    reference = load_reference(reference_document(version=1, **resources.reference_parts()))
    returned = acts.Returned("direct", "applicant")
    act = Act("return_result", returned, datetime(2026, 11, 23, 2, 0, tzinfo=UTC), "H44.80.01", "o", "d")
    refusal = decide(Dossier("s", status=4, regulation_set="2025"), act, reference)
    assert refusal is not None
    assert (refusal.rule, refusal.law) == ("status", "NĐ 61/2018/NĐ-CP Đ20.3")


def test_the_third_set_is_kept_to_end_to_end(tmp_path: Path) -> None:
    """Acceptance on 01/03/2027 under a set nobody compiled in: its levels, code, supplement limit and form."""
    parts = resources.reference_parts()
    parts["regulation_sets"][-1]["valid_to"] = date(2027, 2, 28)
    parts["regulation_sets"].append(third_set())
    region = {"code": "H44.90", "name": "Vùng mẫu", "kind": "region", "level": "region", "valid_from": date(2027, 3, 1)}
    parts["units"]["unit"].append({**region, "one_stop": True})
    version = next(row for row in parts["catalogue"]["procedure"] if row["code"] == "1.004884")
    parts["catalogue"]["procedure"].append(
        {**version, "level": "region", "receiving": "region", "valid_from": date(2027, 3, 1)}
    )
    reference = load_reference(reference_document(version=2, **parts))
    found = reference.catalogue.version("1.004884", "region", date(2027, 3, 1))
    assert found is not None
    accepted_at = datetime(2027, 3, 1, 2, 0, tzinfo=UTC)
    rules = reference.regulation_set_for(date(2027, 3, 1))
    unit = reference.units["H44.90"]
    limit = limit_of(found)
    payload = acts.Received(
        code=format_code(rules.code_unit(unit), date(2027, 3, 1), 7, rules.code_digits),
        regulation_set=rules.id,
        procedure=acts.ProcedureKept(found.code, found.name, found.field, "region", found.valid_from, "2026-10-08"),
        channel="direct",
        accepted_at=accepted_at,
        limit=limit,
        due=start_clock(accepted_at, limit, reference.calendar_for("H44.90")),
        papers=tuple(acts.Paper(component.key, component.name) for component in found.components),
        fees=(acts.FeeLine("lệ phí", "Lệ phí hộ tịch", 8000, "entered", "NQ HĐND"),),
    )
    assert payload.code == "H44.90-270301-000007"
    receive = Act("receive", payload, accepted_at, "H44.90", "o", "d")
    assert decide(None, receive, reference) is None
    old_style = decide(None, replace(receive, payload=replace(payload, code="H44.90-270301-0007")), reference)
    assert (old_style.rule if old_style else "") == "code_form"
    old_set = decide(None, replace(receive, payload=replace(payload, regulation_set="2025")), reference)
    assert (old_set.rule if old_set else "") == "regulation_set"

    body = Body(new_id(), new_id(), "dossier", "receive", 1, accepted_at, "H44.90", "o", 0, acts.plain(payload))
    state = evolve(None, Entry(body, None, None, "d"))
    third_day = Act(
        "request_supplement",
        acts.SupplementRequested("1", (found.components[0].key,), ("Tờ khai",), date(2027, 3, 24)),
        datetime(2027, 3, 4, 2, 0, tzinfo=UTC),
        "H44.90",
        "o",
        "d",
    )
    late = decide(state, third_day, reference)
    assert late is not None
    assert (late.rule, late.law, late.facts) == ("supplement_late", "NĐ mẫu Đ1", {"last": "2027-03-03"})
    assert decide(state, replace(third_day, at=datetime(2027, 3, 3, 2, 0, tzinfo=UTC)), reference) is None

    forms = tmp_path / "2027" / "forms"
    forms.mkdir(parents=True)
    shutil.copytree(resources.path("regulation", "2025"), tmp_path / "2025")
    for shared in resources.path("regulation").glob("*.toml"):
        shutil.copy(shared, tmp_path)
    (forms / "receipt_2027.toml").write_text('extends = "2025/receipt"\ntitle = "Giấy hẹn"\n', encoding="utf-8")
    assert load_form(rules.id, rules.forms["receipt"].template, folder=tmp_path).title == "Giấy hẹn"
