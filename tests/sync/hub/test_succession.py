"""A unit that was merged away: the hub hands its open dossiers on, codes and dates unchanged."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.domain import acts
from app.domain.events import new_id
from sync.hub.hub import Hub
from sync.hub.succession import hand_to_successors
from tests.sync.hub.conftest import Push, enlist
from tests.sync.hub.counter import Counter, received

DISTRICT, HEIR = "H44.63", "H44.80.39"


def row_of(hub: Hub, stream: str) -> Any:
    (found,) = hub.database.rows("SELECT unit, code, holder, units FROM stream WHERE id = %(id)s", {"id": stream})
    return found


def test_open_dossiers_pass_to_the_successor_and_its_feed(hub: Hub, push: Push) -> None:
    district = enlist(hub.database, Counter(unit=DISTRICT))
    stream, ended = new_id(), new_id()
    code = "000.00.63.H44-250506-0001"
    accepted = replace(received(code), regulation_set="2018")
    done = replace(accepted, code="000.00.63.H44-250506-0002")
    push(
        district,
        district.push(
            district.event(district.body(stream, accepted)),
            district.event(district.body(ended, done)),
            district.event(district.body(ended, acts.Withdrawn("applicant"))),
        ),
    )
    assert hand_to_successors(hub) == 1
    assert hand_to_successors(hub) == 0
    found = row_of(hub, stream)
    assert (found.unit, found.code, found.holder) == (HEIR, code, f"{HEIR}/one_stop")
    assert list(found.units) == [DISTRICT, HEIR]
    assert row_of(hub, ended).unit == DISTRICT
    # The heir is owed the whole history: the acceptance first, then the succession.
    fed = hub.database.rows(
        "SELECT stream_seq FROM feed WHERE unit = %s AND stream = %s ORDER BY position", (HEIR, stream)
    )
    assert [line.stream_seq for line in fed] == [1, 2]
