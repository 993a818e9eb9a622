"""A changed calendar lists the open dossiers it touches and changes nothing by itself."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import msgspec

from app.desk import dossier_page, reception, review
from app.desk.acting import Session
from app.desk.drafts import Draft
from app.desk.office import Office
from app.domain.reference import reference_document
from app.store import reference
from resources import reference_parts
from tests.desk.conftest import HASH

Make = Callable[..., Draft]


def a_day_off_more(office: Office) -> None:
    """What the hub's next reference data say: Thursday 26/11/2026 is off."""
    parts: dict[str, Any] = copy.deepcopy(reference_parts())
    country = next(layer for layer in parts["calendar"]["layers"] if layer.get("scope", "country") == "country")
    country["day"] = [*country["day"], {"date": date(2026, 11, 26), "kind": "off", "reason": "Nghỉ đột xuất"}]
    parts["calendar"]["version"] = "2026-11-24"
    parts["officers"] = [{**officer, "password_hash": HASH} for officer in parts["officers"]]
    data = msgspec.json.encode(reference_document(version=2, **parts))
    with office.store.write() as connection:
        reference.keep(connection, reference.ReferenceDocument(2, date(2018, 1, 1), data, b"", office.now()))


def test_open_dossiers_are_listed_and_their_dates_stay(office: Office, session: Session, ready_draft: Make) -> None:
    accepted = reception.accept(office, session, ready_draft())
    assert review.due_conflicts(office, session) == ()
    a_day_off_more(office)
    (found,) = review.due_conflicts(office, session)
    assert (found.code, found.told) == (accepted.code, accepted.due)
    assert found.counted == datetime(2026, 12, 2, 1, 30, tzinfo=UTC)
    assert any("Nghỉ đột xuất" in step for step in found.steps)
    state = dossier_page.open_dossier(office, session, accepted.stream).dossier
    assert state.due_at == accepted.due
    assert state.due is not None
    assert state.due.calendar == "2026-10-08"
