"""What an operator sees: figures, silent devices, dates in doubt; and what a revoked device still brings."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
import requests

from app.domain import acts
from app.domain.clocks import start_clock
from app.domain.events import new_id
from app.errors import HubUnreachable
from sync.hub import dues, housekeeping, quarantine
from sync.hub.__main__ import main
from sync.hub.hub import Hub
from sync.hub.reference import import_parts
from sync.hub.silence import silent_devices
from tests.sync.hub.conftest import Moment
from tests.sync.hub.counter import COMMUNE, NOON, WARD, received
from tests.sync.hub.talk import Line, enrolled, fault
from tests.sync.hub.test_main import where as where

CODE = "H44.80.01-261123-0001"


def figures(line: Line) -> dict[str, float]:
    answer = requests.get(f"{line.address}/metrics", timeout=60)
    assert answer.headers["Content-Type"].startswith("text/plain")
    lines = [text.rpartition(" ") for text in answer.text.splitlines() if not text.startswith("#")]
    return {name: float(value) for name, _, value in lines}


def test_figures_tell_how_many_and_never_who(line: Line) -> None:
    stream = new_id()
    line.push(line.counter.push(line.counter.receive(CODE, stream=stream)))
    known = figures(line)
    assert known['motcua_events_total{outcome="placed"}'] == 1
    assert known['motcua_devices{state="in_use"}'] == 1
    assert known['motcua_request_seconds_count{status="2xx"}'] >= 2
    assert known["motcua_runs_quarantined"] == 0
    text = requests.get(f"{line.address}/metrics", timeout=60).text
    assert CODE not in text
    assert stream not in text
    assert line.counter.device not in text


def test_a_device_not_heard_of_for_two_working_days_is_silent(
    hub: Hub, line: Line, clock: Moment, where: tuple[str, ...], caplog: pytest.LogCaptureFixture
) -> None:
    """Contact was on a Monday; a weekend does not count."""

    def silent() -> list[str]:
        reference = hub.references.current()
        return [each.device for each in hub.database.run(lambda c: silent_devices(c, reference, now=clock()))]

    line.ask("GET", "/v1/reference")
    for days, told in ((3, False), (4, True)):  # Tuesday is Vietnamese Culture Day
        clock.now = NOON + timedelta(days=days)
        assert silent() == ([line.counter.device] if told else [])
    hub.database.run(
        lambda c: c.execute("UPDATE device SET last_contact = %s WHERE kind = 'counter'", (NOON + timedelta(days=4),))
    )
    clock.now = NOON + timedelta(days=7)  # Friday to Monday
    assert silent() == []
    clock.now = NOON + timedelta(days=9)
    assert figures(line)[f'motcua_devices_silent{{unit="{WARD}"}}'] == 1
    with caplog.at_level(logging.WARNING):
        housekeeping.one_round(hub)
    assert f"device {line.counter.device} ({WARD}, Q01) is silent" in caplog.text
    assert main(["devices", "silent", *where]) == 0  # by the clock on the wall it was heard of


@pytest.mark.usefixtures("imports")
def test_a_changed_calendar_raises_a_conflict_and_changes_no_date(hub: Hub, line: Line, clock: Moment) -> None:
    reference = hub.references.current()
    limit = acts.LimitKept("working_days", 5)
    due = start_clock(NOON, limit, reference.calendar_for(WARD), start="accepted")
    assert due.due is not None
    stream = new_id()
    accepted = received(CODE)
    payload = replace(accepted, due=due)
    sent = acts.HandedOver("dossier", "BG-1", acts.Holder(WARD, "one_stop"), acts.Holder(COMMUNE, "agency"))
    line.push(
        line.counter.push(
            line.counter.event(line.counter.body(stream, payload)), line.counter.event(line.counter.body(stream, sent))
        )
    )
    assert dues.recheck_dues(hub.database, reference, now=clock()) == 0
    (row,) = hub.database.rows("SELECT document FROM reference_part WHERE kind = 'calendar'")
    calendar = msgspec.json.decode(row.document)
    days = next(layer["day"] for layer in calendar["layers"] if layer["scope"] == "country")
    days.append(
        {"date": "2026-11-25", "kind": "off", "reason": "Nghỉ đột xuất", "cause": "holiday", "status": "official"}
    )
    hub.database.run(lambda c: import_parts(c, {"calendar": calendar}, hub.keys, now=clock()))
    housekeeping.one_round(hub)
    for unit in (WARD, COMMUNE):
        (found,) = hub.database.run(lambda c, unit=unit: dues.due_conflicts(c, unit))  # type: ignore[misc]
        assert (found.stream, found.code, found.told) == (stream, CODE, due.due)
        assert found.counted is not None
        assert found.counted > due.due
    assert hub.database.rows("SELECT due_at FROM stream")[0].due_at == due.due
    assert figures(line)[f'motcua_due_conflicts{{unit="{WARD}"}}'] == 1
    days.pop()
    hub.database.run(lambda c: import_parts(c, {"calendar": calendar}, hub.keys, now=clock()))
    assert dues.recheck_dues(hub.database, hub.references.current(), now=clock()) == 0
    assert hub.database.run(lambda c: dues.due_conflicts(c, WARD)) == []


def test_what_a_revoked_device_brings_waits_for_a_word(
    hub: Hub, line: Line, where: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    first, second, third = (line.counter.receive(f"H44.80.01-261123-000{n}") for n in (1, 2, 3))
    line.push(line.counter.push(first))
    device = line.counter.device
    assert main(["devices", "revoke", device, *where]) == 0
    for request in (line.counter.push(second), line.counter.push(third), line.counter.push(third)):
        refused = line.ask("POST", "/v1/events", body=request)
        assert (refused.status_code, fault(refused).code) == (401, "unauthorised")
    thief = enrolled(hub, line.address, counter="Q02")[0].counter
    thief.device = device
    assert line.ask("POST", "/v1/events", body=thief.push(thief.receive("H44.80.01-261123-0009"))).status_code != 200
    assert line.ask("GET", f"/v1/feed?unit={WARD}").status_code == 401
    assert hub.database.rows("SELECT count(*) AS n FROM event")[0].n == 1
    (kept,) = hub.database.run(quarantine.waiting)
    assert (kept.device, kept.runs, kept.events) == (device, 2, 2)
    assert figures(line)["motcua_runs_quarantined"] == 2
    capsys.readouterr()
    assert main(["devices", "quarantine", *where]) == 0
    assert f"{device}  {WARD}" in capsys.readouterr().out
    assert main(["devices", "release", device, *where]) == 0
    assert "placed: 2" in capsys.readouterr().out
    assert hub.database.rows("SELECT count(*) AS n FROM event")[0].n == 3
    assert main(["devices", "release", device, *where]) == 1
    line.ask("POST", "/v1/events", body=line.counter.push(line.counter.receive("H44.80.01-261123-0004")))
    assert main(["devices", "forget", device, *where]) == 0
    assert hub.database.run(quarantine.waiting) == []
    assert line.ask("GET", "/v1/reference").status_code == 401


def test_a_revoked_device_cannot_fill_the_hub(hub: Hub, line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quarantine, "RUNS", 1)
    hub.database.run(lambda c: c.execute("UPDATE device SET revoked_at = %s WHERE kind = 'counter'", (NOON,)))
    for number in (1, 2):
        event = line.counter.receive(f"H44.80.01-261123-000{number}")
        assert line.ask("POST", "/v1/events", body=line.counter.push(event)).status_code == 401
    assert [kept.runs for kept in hub.database.run(quarantine.waiting)] == [1]


@pytest.mark.parametrize("failure", [OSError("Nguyễn Thị Hoa"), KeyError("Nguyễn Thị Hoa"), HubUnreachable()])
def test_a_chore_that_fails_keeps_the_alarms_alive(
    hub: Hub,
    line: Line,
    clock: Moment,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    failure: Exception,
) -> None:
    def fall(sha256: str) -> None:
        raise failure

    hub.database.run(
        lambda c: c.execute(
            "INSERT INTO file_upload VALUES (%s, %s, %s, 1, %s)", (WARD, "ab" * 32, line.counter.device, NOON)
        )
    )
    monkeypatch.setattr(hub.files.shelf, "drop", fall)
    clock.now += timedelta(days=60)
    with caplog.at_level(logging.WARNING):
        housekeeping.one_round(hub)
    assert f"sweep: {type(failure).__name__}" in caplog.text
    assert f"device {line.counter.device} ({WARD}, Q01) is silent" in caplog.text
    assert "Nguyễn" not in caplog.text


def test_logs_hold_no_personal_data(hub: Hub, line: Line, caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    with caplog.at_level(logging.DEBUG):
        line.push(line.counter.push(line.counter.receive(CODE)))
        line.ask("GET", f"/v1/dossiers/{CODE}")
        requests.get(f"{line.address}/tra-cuu", params={"ma": CODE}, timeout=60)
        housekeeping.one_round(hub)
    # The test's own client logs what it asks, and pytest listens to the server's log of calls, which a hub has off.
    told = [record for record in caplog.records if record.name.startswith("sync.")]
    text = "\n".join(record.getMessage() for record in told)
    assert line.counter.device in text
    for personal in ("Nguyễn", "Hoa", "025190000123", "0912000111", CODE):
        assert personal not in text
    assert not logging.getLogger("uvicorn.access").propagate
