"""Due dates, identity cards and dossier codes against the shared vectors.

MOTCUA_VECTORS names another folder with files of the same names.
"""

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.domain.calendar import WEEKDAYS, WorkCalendar, load_calendar, local_time
from app.domain.codes import looks_like_code, parse_code
from app.domain.deadline import Limit, due_date, step_text
from app.domain.events import VIETNAM
from app.domain.identity import parse_card
from app.errors import DossierCodeInvalid, IdentityTextRefused

FOLDER = Path(os.environ.get("MOTCUA_VECTORS") or Path(__file__).parent)


def vectors(name: str) -> dict[str, Any]:
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


DEADLINES = vectors("deadlines.json")
CARDS = vectors("identity_qr.json")
CODES = vectors("dossier_codes.json")


@pytest.fixture(scope="module")
def calendar() -> WorkCalendar:
    given = DEADLINES["calendar"]
    windows = [{"from": start, "to": end} for start, end in given["windows"]]
    hours = {"weekdays": [WEEKDAYS[day] for day in given["weekdays"]], "windows": windows}
    off = [{"date": day, "kind": "off", "reason": "nghỉ"} for day in given["days_off"]]
    extra = [{"date": day, "kind": "extra_working", "reason": "làm bù"} for day in given["extra_working_days"]]
    return load_calendar({"hours": [hours], "day": off + extra, "same_day_cut_off": given["same_day_cutoff"]})


@pytest.mark.parametrize("case", DEADLINES["cases"], ids=lambda case: f"{case['accepted']}-{case['limit']['unit']}")
def test_due_date(case: dict[str, Any], calendar: WorkCalendar) -> None:
    accepted = datetime.fromisoformat(case["accepted"]).replace(tzinfo=VIETNAM).astimezone(UTC)
    found = due_date(accepted, Limit(case["limit"]["unit"], case["limit"]["value"]), calendar)
    due = None if found.due is None else f"{local_time(found.due):%Y-%m-%dT%H:%M:%S}"
    assert due == case["due"]
    assert all(step_text(step) for step in found.steps)


@pytest.mark.parametrize("case", CARDS["cases"], ids=lambda case: case.get("why") or case["payload"][:12])
def test_identity_card(case: dict[str, Any]) -> None:
    if "error" in case:
        with pytest.raises(IdentityTextRefused) as refused:
            parse_card(case["payload"])
        assert refused.value.facts["reason"] == case["error"]
        return
    card = parse_card(case["payload"])
    assert {name: getattr(card, name) for name in case["fields"]} == case["fields"]
    assert list(card.warnings) == case["warnings"]


@pytest.mark.parametrize("case", CODES["valid"], ids=lambda case: case["text"].strip())
def test_valid_code(case: dict[str, Any]) -> None:
    code = parse_code(case["text"])
    assert code.text == case["text"].strip().upper()
    assert (code.unit, code.received_on.isoformat(), code.sequence, code.style) == (
        case["unit"],
        case["received_on"],
        case["sequence"],
        case["style"],
    )
    assert looks_like_code(case["text"])


@pytest.mark.parametrize("case", CODES["invalid"], ids=lambda case: case["why"])
def test_invalid_code(case: dict[str, Any]) -> None:
    with pytest.raises(DossierCodeInvalid):
        parse_code(case["text"])
