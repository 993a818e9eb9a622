"""Versions of procedures, the search that finds them, its speed, and bad catalogues refused."""

import re
import time
from datetime import date
from typing import Any

import pytest

import resources
from app.domain.catalogue import Catalogue, load_catalogue
from app.domain.limits import Extension, Limit
from app.errors import ReferenceInvalid

TODAY = date(2026, 11, 23)
CATALOGUE = load_catalogue(resources.load_toml("catalogue", "procedures.toml"), file="procedures.toml")


def codes(text: str, frequency: dict[str, int] | None = None, day: date = TODAY, level: str = "commune") -> list[str]:
    return [version.code for version in CATALOGUE.find(text, day, level, frequency)]


def procedure(**parts: Any) -> dict[str, Any]:
    base = {
        "code": "1.000001",
        "name": "Thủ tục",
        "field": "Hộ tịch",
        "level": "commune",
        "valid_from": "2025-07-01",
        "limit": {"kind": "working_days", "value": 3},
    }
    return {**base, **parts}


def test_versions_by_day_and_level() -> None:
    old, new = (CATALOGUE.version("1.000894", "commune", day) for day in (date(2025, 12, 31), date(2026, 1, 1)))
    assert old is not None
    assert new is not None
    assert (len(old.components), len(new.components)) == (3, 2)
    assert {component.key for component in new.components} < {component.key for component in old.components}
    assert CATALOGUE.version("1.001612", "district", date(2025, 6, 30)) is not None
    assert CATALOGUE.version("1.001612", "district", TODAY) is None
    assert CATALOGUE.version("9.999999", "commune", TODAY) is None


def test_a_commune_takes_in_what_the_province_decides() -> None:
    version = CATALOGUE.version("0.000001", "commune", TODAY)
    assert version is not None
    assert (version.level, version.received_at, version.deciding) == ("province", "commune", "province")
    assert CATALOGUE.version("0.000001", version.level, TODAY) is version
    assert [step.limit.value for step in version.steps] == [1, 7, 2]


def test_facts_of_one_version() -> None:
    version = CATALOGUE.version("1.000689", "commune", TODAY)
    assert version is not None
    assert version.limit == Limit("working_days", 3)
    assert version.extension == Extension("working_days", 5, "add", "cần xác minh")
    assert version.receipt == "always"
    assert version.confidence["limit"] == "law"


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("dang ky lai khai", "1.004884"),
        ("Đăng ký lại khai", "1.004884"),
        ("  ĐĂNG  KÝ LẠI khai si", "1.004884"),
        ("1.004884", "1.004884"),
        ("1004884", "1.004884"),
        ("004884", "1.004884"),
        ("4884", "1.004884"),
        ("dkks", "1.001193"),
        ("DKKS", "1.001193"),
        ("dklks", "1.004884"),
        ("khai sinh", "1.001193"),
        ("kết hôn", "1.000894"),
        ("sao y", "2.000815"),
        ("độc thân", "1.004873"),
        ("ho tich ket hon lai", "1.004746"),
        ("thua", "0.000002"),
    ],
)
def test_search(text: str, first: str) -> None:
    assert codes(text)[0] == first


def test_search_finds_nothing_where_nothing_is() -> None:
    assert codes("máy bay") == []
    assert codes("dang ky xe may") == []


def test_typed_marks_must_match_unless_nothing_does() -> None:
    names = {"1.000001": "Khai tử", "1.000002": "Khai từ đường", "1.000003": "Khai tu sửa"}
    catalogue = load_catalogue({"procedure": [procedure(code=code, name=name) for code, name in names.items()]})

    def found(text: str) -> list[str]:
        return [version.code for version in catalogue.find(text, TODAY, "commune")]

    assert found("khai tử") == ["1.000001"]
    assert found("khai từ") == ["1.000002"]
    assert len(found("khai tu")) == 3
    assert len(found("khai tự")) == 3


def test_old_and_new_places_of_the_tone_are_one() -> None:
    document = {"procedure": [procedure(name="Hòa giải"), procedure(code="1.000002", name="Hoa màu")]}
    catalogue = load_catalogue(document)
    assert [found.code for found in catalogue.find("hoà", TODAY, "commune")] == ["1.000001"]


def test_the_counters_own_habit_decides_between_equal_matches() -> None:
    assert codes("dang ky lai khai")[:2] == ["1.004884", "1.005461"]
    assert codes("dang ky lai khai", {"1.005461": 9})[:2] == ["1.005461", "1.004884"]
    assert codes("1.004884", {"1.005461": 9}) == ["1.004884"]
    assert codes("", {"2.000815": 3, "1.001193": 9})[:2] == ["1.001193", "2.000815"]


def test_only_what_is_valid_and_received_here() -> None:
    assert "2.000748" not in codes("")
    assert "2.000748" in codes("", day=date(2025, 6, 30), level="district")
    assert "2.000200" not in codes("")
    assert "1.014027" not in codes("", day=date(2025, 6, 30))
    assert codes("dang ky ket hon").count("1.000894") == 1


def test_search_is_fast_over_six_thousand_procedures() -> None:
    text = "đăng ký cấp lại giấy phép xây dựng kinh doanh khai sinh thay đổi bổ sung hộ tịch đất đai chứng nhận"
    words = re.findall(r"\w+", text)
    rows = [
        procedure(
            code=f"{1 + number % 3}.{number:06d}",
            name=" ".join(words[(number * step + step) % len(words)] for step in range(1, 9)) + f" loại {number}",
        )
        for number in range(6000)
    ]
    catalogue: Catalogue = load_catalogue({"procedure": rows})
    start = time.perf_counter()
    for text in ("d", "dang ky", "cấp lại giấy phép", "dkks", "1.0042", "xay dung kinh doanh loai 5"):
        catalogue.find(text, TODAY, "commune")
    assert (time.perf_counter() - start) / 6 < 0.1


def test_codes_known_by_name_only_are_listed_apart() -> None:
    assert len(CATALOGUE.code_only) == 15
    assert not {found.code for found in CATALOGUE.code_only} & {found.code for found in CATALOGUE.procedures}


def test_joint_procedures() -> None:
    (joint,) = CATALOGUE.joint
    assert joint.steps == ("1.001193", "1.004222", "1.014137")
    assert joint.supplement_within_working_days == 7


def test_old_online_levels_are_translated() -> None:
    document = {"online_levels": {"4": "full"}, "procedure": [procedure(online_level="4")]}
    assert load_catalogue(document).procedures[0].online_level == "full"


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([procedure(limit={"kind": "weeks", "value": 2})], "Invalid enum value 'weeks'"),
        ([procedure(limit={"kind": "months", "value": 1})], "Invalid enum value 'months'"),
        ([procedure(limit={"kind": "working_days", "value": 0})], "working_days wants"),
        ([procedure(limit={"kind": "working_hours"})], "working_hours wants"),
        ([procedure(extension={"kind": "calendar_days", "value": 3, "mode": "add"})], "cannot be added"),
        ([procedure(extension={"kind": "working_days", "value": 3, "mode": "plus"})], "plus"),
        ([procedure(fees=[{"kind": "thuế", "name": "x"}])], "thuế"),
        ([procedure(fees=[{"kind": "phí", "name": "x", "amount": -1}])], "below zero"),
        ([procedure(fees=[{"kind": "phí", "name": "x", "amount": 5, "free": True}])], "free, yet"),
        ([procedure(fees=[{"kind": "phí", "name": "x", "amount": 1.5}])], "Expected `int"),
        ([procedure(fees=[{"kind": "phí", "name": "x", "page_tiers": [{"from_page": 2, "amount": 1}]}])], "page 1"),
        (
            [procedure(fees=[{"kind": "phí", "name": "x", "valid_from": "2026-02-01", "valid_to": "2026-01-01"}])],
            "ends",
        ),
        ([procedure(components=[{"key": "a", "name": "A"}, {"key": "a", "name": "B"}])], "component listed twice: a"),
        ([procedure(components=[{"key": "a", "name": "A", "copies": -1}])], "below zero"),
        ([procedure(components=[{"name": "A"}])], "key"),
        ([procedure(system="district")], "district"),
        ([procedure(online_level="5")], "Invalid enum value '5'"),
        (
            [procedure(steps=[{"name": "a", "agency": "b", "limit": {"kind": "working_days", "value": 4}}])],
            "steps take 4 of 3",
        ),
        ([procedure(), procedure(valid_from="2026-01-01")], "overlap"),
        ([procedure(), procedure()], "overlap"),
        ([procedure(valid_to="2025-12-31"), procedure(valid_from="2026-01-02")], "no version from the day after"),
        ([procedure(valid_to="2025-06-30")], "lies before"),
        ([{"code": "1.000001"}], "missing required field"),
    ],
)
def test_bad_catalogues(rows: list[dict[str, Any]], reason: str) -> None:
    with pytest.raises(ReferenceInvalid) as refused:
        load_catalogue({"procedure": rows}, file="procedures.toml")
    assert refused.value.facts["file"] == "procedures.toml"
    assert str(refused.value.facts["entry"]).startswith("1.000001")
    assert reason in str(refused.value.facts["reason"])


def test_a_joint_procedure_of_unknown_codes_is_refused() -> None:
    with pytest.raises(ReferenceInvalid, match="unknown procedure"):
        load_catalogue({"procedure": [procedure()], "joint": [{"name": "x", "steps": ["1.000001", "1.000009"]}]})
