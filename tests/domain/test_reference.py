"""The one reference document: plain JSON, read back equal, refused by part and entry."""

import copy
import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

import resources
from app.domain.reference import Reference, load_reference, reference_document
from app.errors import ReferenceInvalid, ReferenceMissing

TODAY = date(2026, 11, 23)
DEVICE = {"device": "0199", "unit": "H44.80.01", "counter": "Q01", "public_key": "ab" * 32}
DOCUMENT = reference_document(
    version=3, **resources.reference_parts(), devices=[DEVICE], settings={"retention_days": 730}
)


@pytest.fixture(scope="module")
def reference() -> Reference:
    return load_reference(DOCUMENT)


def test_the_document_is_plain_json_and_reads_back_equal(reference: Reference) -> None:
    text = json.dumps(DOCUMENT, ensure_ascii=False)
    again = json.loads(text)
    assert again == DOCUMENT
    assert load_reference(again) == reference
    assert '"15:00"' in text
    assert '"2026-11-24"' in text


def test_loading_from_toml_and_from_json_is_the_same(reference: Reference) -> None:
    parts: dict[str, Any] = {**resources.reference_parts(), "version": 3, "devices": [DEVICE]}
    assert load_reference({**parts, "settings": {"retention_days": 730}}) == Reference(
        reference.version,
        reference.units,
        reference.officers,
        reference.catalogue,
        parts["calendar"],
        reference.sets,
        reference.devices,
        reference.settings,
    )


def test_what_it_answers(reference: Reference) -> None:
    assert reference.version == 3
    unit = reference.unit("H44.80.01")
    assert unit is not None
    assert unit.short_name == "Phường Âu Cơ"
    assert reference.unit("H99") is None
    heir = reference.unit_answering("H62", TODAY)
    assert heir is not None
    assert heir.code == "H44"
    officer = reference.officer("H44.80.31-supervisor")
    assert officer is not None
    assert officer.role == "supervisor"
    assert reference.officer("nobody") is None
    device = reference.device("0199")
    assert device is not None
    assert device.counter == "Q01"
    assert reference.settings.retention_days == 730
    assert reference.settings.clock_tolerance_seconds == 300
    assert reference.catalogue.version_id == "2026-10-08"
    assert reference.regulation_set_for(TODAY).online_word("full") == "toàn trình"
    assert reference.regulation_set("2018").id == "2018"
    with pytest.raises(ReferenceMissing):
        reference.regulation_set("1999")


def test_the_program_works_years_ahead(reference: Reference) -> None:
    day = date(2029, 1, 2)
    assert reference.regulation_set_for(day).id == "2025"
    calendar = reference.calendar_for("H44.80.01")
    assert calendar.working_day(day)
    assert not calendar.working_day(date(2029, 1, 1))
    assert reference.catalogue.find("khai sinh", day, "commune")


def test_calendars_are_per_unit() -> None:
    document = copy.deepcopy(DOCUMENT)
    layers: list[dict[str, object]] = document["calendar"]["layers"]  # type: ignore[index]
    row = {"date": "2026-11-27", "kind": "off", "reason": "Ngày hội"}
    layers.append({"scope": "unit", "unit": "H44.80.31", "version": "1", "day": [row]})
    reference = load_reference(document)
    assert reference.calendar_for("H44.80.01").working_day(date(2026, 11, 27))
    assert not reference.calendar_for("H44.80.31").working_day(date(2026, 11, 27))
    assert reference.calendar_for("H44.80.31") is reference.calendar_for("H44.80.31")


def test_newer_data_with_more_facts_is_still_read() -> None:
    document = copy.deepcopy(DOCUMENT)
    document["weather"] = "rain"
    document["officers"][0]["shoe_size"] = 41  # type: ignore[index]
    assert load_reference(document).officers


def set_value(*path: str | int) -> Callable[[object], Callable[[dict[str, Any]], None]]:
    def with_value(value: object) -> Callable[[dict[str, Any]], None]:
        def change(document: dict[str, Any]) -> None:
            target: Any = document
            for step in path[:-1]:
                target = target[step]
            target[path[-1]] = value

        return change

    return with_value


@pytest.mark.parametrize(
    ("change", "file", "entry"),
    [
        (set_value("version")("three"), "reference", "version"),
        (set_value("units")([]), "reference", "units"),
        (set_value("officers")({}), "reference", "officers"),
        (set_value("officers", 0, "unit")("H44.99"), "officers", "H44.80.01-officer-1"),
        (set_value("devices", 0, "public_key")("00"), "devices", "0199"),
        (set_value("settings", "retention_days")("long"), "settings", "settings"),
        (set_value("units", "unit", 1, "successor")("H99"), "units", "H62"),
        (set_value("units", "unit", 0, "level")("kingdom"), "units", "H44"),
        (set_value("catalogue", "procedure", 0, "receiving")("kingdom"), "catalogue", "kingdom"),
        (set_value("catalogue", "procedure", 0, "limit")({"kind": "tuần"}), "catalogue", "1.001193 commune 2019-01-06"),
        (set_value("calendar", "layers", 1, "day")([{"kind": "off"}]), "calendar", "country: #1"),
        (set_value("calendar", "layers", 0, "province")("H99"), "calendar", "H99"),
        (set_value("regulation_sets", 0, "valid_to")("2025-06-29"), "regulation", "2018 / 2025"),
    ],
)
def test_bad_documents_name_part_and_entry(change: Callable[[dict[str, Any]], None], file: str, entry: str) -> None:
    document = copy.deepcopy(DOCUMENT)
    change(document)
    with pytest.raises(ReferenceInvalid) as refused:
        load_reference(document)
    assert refused.value.facts["file"] == file
    assert refused.value.facts["entry"] == entry
    assert refused.value.facts["reason"]


def test_shipped_files_are_found() -> None:
    assert resources.path("units.toml").is_file()
    assert resources.load_toml("units.toml")["schema"] == 1
