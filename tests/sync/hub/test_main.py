"""The administrator's verbs, and the hub as a process: started on a folder, asked, stopped, its database with it."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
import requests

import resources
from app.domain import acts
from app.domain.events import new_id
from app.domain.reference import load_reference, reference_document
from app.errors import StoreNewer
from sync.hub.__main__ import main
from sync.hub.acting import give_all_codes
from sync.hub.hub import Hub, open_hub
from sync.hub.schema import migrate
from sync.wire import FeedAnswer
from tests.sync.hub.conftest import Moment, Push, new_database
from tests.sync.hub.counter import WARD, Counter
from tests.sync.hub.talk import enrolled

ROOT = Path(__file__).resolve().parents[3]


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sync.hub", *words], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.mark.skipif(os.name == "nt", reason="stopping by signal is tested where there are signals")
def test_a_hub_on_a_folder_serves_and_stops_with_its_database(tmp_path: Path) -> None:
    folder = tmp_path / "hub"
    where = ("--embedded", str(folder))
    server = subprocess.Popen(
        [sys.executable, "-m", "sync.hub", "serve", *where, "--port", "0", "--sample"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert server.stdout is not None
        said = server.stdout.readline().split()
        assert said, server.communicate(timeout=60)[1]
        address = said[-1]
        assert requests.get(f"{address}/v1/health", timeout=60).json()["status"] == "ok"
        # Another process uses the same database and leaves it running.
        made = run("enrol-code", *where, "--unit", WARD, "--counter", "q02")
        assert re.fullmatch(r"[A-Z0-9]{5}-[A-Z0-9]{5}\n", made.stdout), made.stderr
        assert requests.get(f"{address}/v1/health", timeout=60).status_code == 200
    finally:
        server.send_signal(signal.SIGTERM)
        _, told = server.communicate(timeout=60)
    assert server.returncode == 0, told
    assert not (folder / "postgresql" / "postmaster.pid").exists()
    listed = run("devices", "list", *where)
    assert listed.returncode == 0
    assert " hub " in listed.stdout


@pytest.fixture
def where(hub: Hub, url: str, keys_folder: Path, tmp_path: Path) -> tuple[str, ...]:
    """Where the verbs find the test's hub."""
    shutil.copytree(keys_folder, tmp_path / "hub" / "keys")
    return ("--database", url, "--files", str(tmp_path / "hub"))


def test_devices_are_listed_and_revoked(
    hub: Hub, address: str, where: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    line, _ = enrolled(hub, address)
    assert main(["devices", "list", *where]) == 0
    assert re.search(rf"{line.counter.device} +{WARD} +Q01 +counter +dùng", capsys.readouterr().out)
    assert main(["devices", "revoke", line.counter.device, *where]) == 0
    assert main(["devices", "revoke", line.counter.device, *where]) == 1
    assert main(["devices", "revoke", *where]) == 2
    assert line.ask("GET", "/v1/reference").status_code == 401


def test_an_empty_hub_is_filled_part_by_part(postgres: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As deploy/README.md tells an administrator; nothing is in force before the last part is there."""
    where = ("--database", new_database(postgres, "fresh"), "--files", str(tmp_path / "hub"))
    told = {
        "units": [resources.path("units.toml")],
        "officers": [resources.path("sample", "officers.toml")],
        "catalogue": [resources.path("catalogue", "procedures.toml")],
        "calendar": sorted(resources.path("calendar").glob("*.toml")),
        "regulation_sets": sorted(resources.path("regulation").glob("*/set.toml")),
    }
    left = list(told)
    for part, files in told.items():
        assert main(["enrol-code", "--unit", WARD, "--counter", "Q01", *where]) == 2
        capsys.readouterr()
        assert main(["import-catalogue", "--part", part, *map(str, files), *where]) == 0
        left.remove(part)
        assert capsys.readouterr().out.strip().partition("còn thiếu: ")[2] == ", ".join(left)
    with closing(open_hub(where[1], tmp_path / "hub")) as hub:
        filled = hub.references.current()
    shipped = load_reference(reference_document(version=1, **resources.reference_parts()))
    assert replace(filled, version=1, devices={}) == replace(shipped, devices={})
    assert main(["enrol-code", "--unit", WARD, "--counter", "Q01", *where]) == 0
    units = str(told["units"][0])
    for part, given in (("units", [units, units]), ("calendar", [units]), ("officers", [units])):
        assert main(["import-catalogue", "--part", part, *given, *where]) == 2


@pytest.mark.usefixtures("imports")
@pytest.mark.parametrize(
    "nonsense",
    [
        ["enrol-code", "--unit", WARD, "--counter", "Q01", "--hours", "0"],
        ["enrol-code", "--unit", WARD, "--counter", "Q01", "--hours", "-5"],
        ["enrol-code", "--unit", WARD, "--counter", "Q01", "--hours", "99999999999"],
        ["enrol-code", "--unit", WARD, "--counter", ""],
        ["enrol-code", "--unit", "", "--counter", "Q01"],
        ["serve", "--port", "99999"],
        ["serve", "--port", "-1"],
        ["serve", "--processes", "0"],
        ["devices", "revoke"],
        ["check", "--file-store", "s3:"],
        ["check", "--file-store", "ftp://x"],
        ["answer-bundle", "none", "none"],
        ["import-catalogue", "."],
    ],
)
def test_nonsense_is_refused(hub: Hub, where: tuple[str, ...], nonsense: list[str]) -> None:
    try:
        status: object = main([*nonsense, *where])
    except SystemExit as told:
        status = told.code
    assert status == 2
    assert hub.database.rows("SELECT 1 FROM enrolment_code") == []


def test_an_address_that_is_none_is_not_repeated(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """There may be a password in it, and what an administrator sees is often written down."""
    for address in ("postgresql://hub:secret@host/db?nonsense=1", "secret", "http://hub:secret@host"):
        assert main(["check", "--database", address, "--files", str(tmp_path)]) == 2
        assert "secret" not in capsys.readouterr().err


@pytest.mark.usefixtures("imports")
def test_reference_data_is_imported_from_files(
    hub: Hub, where: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = hub.references.current().version
    catalogue = resources.path("catalogue", "procedures.toml")
    assert main(["import-catalogue", str(catalogue), *where]) == 0
    officers = tmp_path / "officers.json"
    officers.write_text(f'[{{"id":"x","name":"X","role":"agency","unit":"{WARD}","valid_from":"2026-01-01"}}]')
    assert main(["import-catalogue", str(officers), "--part", "officers", *where]) == 0
    assert hub.references.current().version == before + 2
    assert set(hub.references.current().officers) == {"x"}
    officers.write_text('[{"id":"x"}]')
    assert main(["import-catalogue", str(officers), "--part", "officers", *where]) == 2
    assert "reference_invalid" in capsys.readouterr().err
    assert main(["import-catalogue", str(tmp_path / "none.toml"), *where]) == 2


def test_check_finds_what_is_wrong(
    hub: Hub, counter: Counter, push: Push, where: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    stream = new_id()
    sent = acts.HandedOver("dossier", "1", acts.Holder(WARD, "one_stop"), acts.Holder("H44.80.31", "agency"))
    push(
        counter,
        counter.push(
            counter.receive("H44.80.01-261123-0001", stream=stream), counter.event(counter.body(stream, sent))
        ),
    )
    assert main(["check", *where]) == 0
    assert "0 sai lệch" in capsys.readouterr().out
    for damage, word in (
        ("UPDATE link SET prev = hash WHERE seq = 2", "chain of"),
        ("DELETE FROM feed WHERE unit = 'H44.80.31' AND position = 1", "feed of H44.80.31"),
        ("UPDATE stream SET state = replace(state, '0001', '0002')", "the state kept"),
        ("UPDATE stream SET head = 3", "head 3"),
    ):
        hub.database.run(lambda connection, damage=damage: connection.execute(damage))  # type: ignore[misc]
        assert main(["check", *where]) == 1
        assert word in capsys.readouterr().out


def test_after_a_restore_counters_offer_again_what_was_lost(
    hub: Hub, address: str, where: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """The copy was made when only the first event had come: the chain says what is missing, and it is sent again."""
    line, answer = enrolled(hub, address)
    first, second, third = (line.counter.receive(f"H44.80.01-261123-000{n}") for n in (1, 2, 3))
    line.push(line.counter.push(first))
    kept = line.counter
    assert main(["restore-epoch", *where]) == 0
    feed = line.get(f"/v1/feed?unit={WARD}&epoch={answer.epoch}&after=7", FeedAnswer)
    assert feed.epoch != answer.epoch
    assert [entry.position for entry in feed.entries] == [1]
    refused = line.ask("POST", "/v1/events", body=kept.push(third))
    assert refused.json()["expected"] == 2
    assert [result.outcome for result in line.push(kept.push(second, third)).results] == ["placed", "placed"]
    assert hub.references.current().version > answer.reference.version + 999


def test_after_a_restore_the_hub_repeats_neither_its_chain_nor_its_numbers(
    hub: Hub, address: str, where: tuple[str, ...], clock: Moment
) -> None:
    """Codes given since the copy come back with the counters, so for a day the hub gives none."""
    line, _ = enrolled(hub, address)
    for number in (1, 2):
        provisional = f"TAM.{WARD}.Q01-261123-000{number}"
        line.push(line.counter.push(line.counter.receive(provisional, provisional=True)))
        if number == 1:
            assert main(["restore-epoch", *where]) == 0
            # The verb goes by the clock on the wall, the test's hub by its own.
            hub.database.run(lambda connection: connection.execute("UPDATE hub SET restored_at = %s", (clock(),)))
    assert give_all_codes(hub) == 0
    clock.now += timedelta(hours=24)
    assert give_all_codes(hub) == 1
    adopted = hub.database.rows("SELECT device, device_seq FROM event WHERE kind = 'adopt_code' ORDER BY placed_at")
    assert [row.device_seq for row in adopted] == [1, 1]
    assert adopted[0].device != adopted[1].device
    codes = hub.database.rows("SELECT code FROM dossier_code WHERE code NOT LIKE 'TAM%%' ORDER BY code", {})
    assert [row.code[-4:] for row in codes] == ["9000", "9251"]
    assert {row.device for row in adopted} <= set(hub.references.current().devices)


def test_verbs_need_to_know_where(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 2
    assert "--embedded" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["check", "--embedded", "a", "--database", "b"])
    assert main(["check", "--database", "postgresql://127.0.0.1:1/none"]) == 2
    assert "--files" in capsys.readouterr().err


def test_a_database_that_does_not_answer_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nowhere = ("--database", "postgresql://127.0.0.1:1/none", "--files", str(tmp_path))
    assert main(["check", *nowhere]) == 2
    assert "không kết nối được" in capsys.readouterr().err


def test_keys_of_another_hub_are_refused(
    hub: Hub, url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "--database", url, "--files", str(tmp_path / "elsewhere")]) == 2
    assert "store_key_wrong" in capsys.readouterr().err


def test_a_database_of_a_newer_program_is_refused_and_left_alone(postgres: str) -> None:
    url = new_database(postgres, "newer")
    assert migrate(url) == migrate(url)
    with psycopg.connect(url) as connection:
        connection.execute("UPDATE schema_version SET version = 99")
    with pytest.raises(StoreNewer):
        migrate(url)
