"""Units of both eras and their successors, officers, devices, and bad lists refused."""

from datetime import date
from typing import Any

import pytest

import resources
from app.domain.units import SUPERVISING, load_devices, load_officers, load_units, successor_on
from app.errors import ReferenceInvalid

UNITS = load_units(resources.load_toml("units.toml"), file="units.toml")


def unit(code: str, **parts: Any) -> dict[str, Any]:
    base = {"code": code, "name": code, "kind": "ward", "level": "commune", "valid_from": "2025-07-01"}
    return {**base, **parts}


def officer(**parts: Any) -> dict[str, Any]:
    base = {"id": "x", "name": "Nguyễn Văn X", "role": "officer", "unit": "H44.80.01", "valid_from": date(2025, 7, 1)}
    return {**base, **parts}


def test_shipped_units_of_both_eras() -> None:
    wards = [found for found in UNITS.values() if found.kind == "ward" and found.valid_on(date(2026, 11, 23))]
    assert len(wards) == 15
    assert UNITS["H44.80.04"].one_stop_name == "Trung tâm Phục vụ hành chính công phường Nông Trang"
    assert UNITS["H44.80.04"].place == "Nông Trang"
    assert UNITS["H44.80.37"].points == ("Điểm tiếp nhận và trả kết quả số 1",)
    assert not UNITS["H44.51"].valid_on(date(2025, 7, 1))
    assert UNITS["H44.51"].valid_on(date(2025, 6, 30))


def test_every_merged_unit_has_a_living_successor() -> None:
    for found in UNITS.values():
        heir = successor_on(found.code, date(2026, 11, 23), UNITS)
        assert heir is not None
        assert heir.valid_on(date(2026, 11, 23))


def test_successor_on() -> None:
    before, after = (
        successor_on("H44.51.02", date(2025, 6, 30), UNITS),
        successor_on("H44.51.02", date(2025, 7, 1), UNITS),
    )
    assert before is not None
    assert after is not None
    assert (before.code, after.code) == ("H44.51.02", "H44.80.04")
    assert successor_on("H99", date(2026, 1, 1), UNITS) is None


@pytest.mark.parametrize(
    ("rows", "entry", "reason"),
    [
        ([unit("H44.80.01"), unit("H44.80.01")], "H44.80.01", "listed twice"),
        ([unit("Z44")], "Z44", "not a unit code"),
        ([unit("H44", code_2018="H44.00")], "H44", "not a unit code"),
        ([unit("H44.1.2.3", parent="H44")], "H44.1.2.3", "not a unit code"),
        ([unit("H44.80", parent="H45")], "H44.80", "unknown parent"),
        ([unit("H44.80", valid_to="2026-01-01", successor="H45")], "H44.80", "unknown successor: H45"),
        ([unit("H44"), unit("H44.80", successor="H44")], "H44.80", "does not outlive"),
        (
            [unit("H44", valid_to="2026-01-01"), unit("H44.80", valid_to="2026-01-01", successor="H44")],
            "H44.80",
            "does not outlive",
        ),
        ([unit("H44", valid_to="2025-01-01")], "H44", "lies before"),
        ([unit("H44", valid_from="mai")], "H44", "valid_from"),
        ([{"code": "H44"}], "H44", "missing required field"),
        ([{}], "#1", "missing required field"),
    ],
)
def test_bad_units(rows: list[dict[str, Any]], entry: str, reason: str) -> None:
    with pytest.raises(ReferenceInvalid) as refused:
        load_units({"unit": rows}, file="units.toml")
    assert refused.value.facts["file"] == "units.toml"
    assert refused.value.facts["entry"] == entry
    assert reason in str(refused.value.facts["reason"])


def test_a_reception_point_needs_its_unit() -> None:
    with pytest.raises(ReferenceInvalid):
        load_units({"unit": [unit("H44")], "reception_point": [{"unit": "H45", "name": "Điểm 1"}]})


def test_sample_officers() -> None:
    officers = load_officers(resources.reference_parts()["officers"], UNITS)
    for code in ("H44.80.01", "H44.80.31"):
        roles = sorted(found.role for found in officers.values() if found.unit == code)
        assert roles == ["agency", "officer", "officer", "supervisor"]
    assert all(not found.password_hash for found in officers.values())
    assert {found.role for found in officers.values()} >= SUPERVISING
    assert officers["H44.80.01-officer-1"].valid_on(date(2026, 1, 1))
    assert not officers["H44.80.01-officer-1"].valid_on(date(2025, 6, 30))


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([officer(role="king")], "Invalid enum value 'king'"),
        ([officer(unit="H44.99")], "unknown unit"),
        ([officer(), officer()], "listed twice"),
        ([officer(valid_to=date(2025, 1, 1))], "lies before"),
    ],
)
def test_bad_officers(rows: list[dict[str, Any]], reason: str) -> None:
    with pytest.raises(ReferenceInvalid) as refused:
        load_officers(rows, UNITS)
    assert reason in str(refused.value.facts["reason"])
    assert "Nguyễn" not in str(refused.value)


def test_devices() -> None:
    row = {"device": "d1", "unit": "H44.80.01", "counter": "Q01", "public_key": "ab" * 32}
    assert load_devices([row], UNITS)["d1"].counter == "Q01"
    for wrong in ({"unit": "H44.99"}, {"public_key": "ab"}, {"public_key": "xyz"}):
        with pytest.raises(ReferenceInvalid):
            load_devices([{**row, **wrong}], UNITS)
