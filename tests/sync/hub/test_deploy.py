"""What stands in ``deploy/`` names options and verbs that exist, and gives no secret away."""

from __future__ import annotations

import configparser
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from sync.hub.__main__ import parser
from sync.hub.hub import Hub
from sync.hub.schema import migrate
from sync.hub.server import GRACE
from tests.sync.hub.conftest import new_database

DEPLOY = Path(__file__).resolve().parents[3] / "deploy"


@pytest.fixture
def compose() -> dict[str, dict[str, dict[str, object]]]:
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))


def test_every_call_in_the_readme_is_understood(monkeypatch: pytest.MonkeyPatch) -> None:
    text = (DEPLOY / "README.md").read_text(encoding="utf-8")
    calls = re.findall(r"^motcua-hub (.+?)(?: +#.*)?$", text, re.MULTILINE)
    assert len(calls) == 6
    for call in (*calls, "restore-epoch"):
        assert parser().parse_args(shlex.split(call)).run


def test_the_unit_starts_the_hub_and_gives_it_time_to_stop() -> None:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(DEPLOY / "motcua-hub.service", encoding="utf-8")
    program, *words = shlex.split(unit["Service"]["ExecStart"])
    assert program.endswith("/motcua-hub")
    assert parser().parse_args(words).port == 8443
    assert int(unit["Service"]["TimeoutStopSec"]) > GRACE
    assert unit["Service"]["KillSignal"] == "SIGTERM"


def test_the_containers_fit_together(compose: dict[str, dict[str, dict[str, object]]]) -> None:
    hub, database = compose["services"]["hub"], compose["services"]["database"]
    assert str(hub["environment"]["MOTCUA_DATABASE"]).endswith("@database/motcua")  # type: ignore[index]
    assert "MOTCUA_PASSWORD:?" in str(database["environment"])
    assert int(str(hub["stop_grace_period"]).rstrip("s")) > GRACE
    assert all(str(port).startswith("127.0.0.1:") for port in hub["ports"])  # type: ignore[union-attr]
    owner = compose["services"]["archive-owner"]
    assert owner["volumes"] == [each for each in database["volumes"] if str(each).startswith("archive:")]  # type: ignore[attr-defined]
    assert database["depends_on"] == {"archive-owner": {"condition": "service_completed_successfully"}}
    lines = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    assert parser().parse_args(["serve", "--host", "0.0.0.0"]).port == 8443
    assert "--require-hashes" in lines
    assert "USER motcua" in lines
    for copied in re.findall(r"^COPY (?!--)(.+) \S+$", lines, re.MULTILINE):
        assert all((DEPLOY.parent / each).exists() for each in copied.split())


def test_every_alarm_asks_for_a_figure_that_there_is(hub: Hub) -> None:
    told = hub.figures.read(hub.database, hub.references.current(), hub.clock()).decode()
    known = {"up", *re.findall(r"^# TYPE (\w+) (?:gauge|counter)$", told, re.MULTILINE)}
    known |= {f"{name}_count" for name in re.findall(r"^# TYPE (\w+) histogram$", told, re.MULTILINE)}
    rules = yaml.safe_load((DEPLOY / "alarms.yaml").read_text(encoding="utf-8"))["groups"][0]["rules"]
    asked = {name for rule in rules for name in re.findall(r"\b(?:up|motcua_\w+)", rule["expr"])}
    assert asked <= known
    assert {"motcua_devices_silent", "motcua_runs_quarantined", "motcua_due_conflicts", "motcua_devices"} <= asked
    for rule in rules:
        assert rule["labels"]["severity"] in ("critical", "warning")
        assert rule["annotations"]["summary"]
        assert re.fullmatch(r"[1-9]\d*[mh]", rule.get("for", "1m"))


@pytest.mark.skipif(os.name == "nt", reason="units are for Linux")
def test_systemd_understands_every_word_of_the_unit(tmp_path: Path) -> None:
    """Verified with the program of this machine in the place of the installed one, and measured for what it may do."""
    unit = tmp_path / "motcua-hub.service"
    text = (DEPLOY / unit.name).read_text(encoding="utf-8")
    unit.write_text(text.replace("/opt/motcua/bin/motcua-hub", sys.executable), encoding="utf-8")
    verified = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", unit], capture_output=True, text=True, timeout=60, check=False
    )
    assert (verified.returncode, verified.stdout, verified.stderr) == (0, "", "")
    subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=45", unit],
        capture_output=True, timeout=60, check=True,
    )  # fmt: skip


@pytest.mark.skipif(os.name == "nt", reason="the image is a Linux one, stopped by signal")
def test_what_the_image_holds_is_a_whole_hub(tmp_path: Path, postgres: str) -> None:
    """The folders that the Dockerfile copies, started with its own words in its own surroundings, answer its own
    health check; only paths, address and port are the test's."""
    words = re.sub(r"\\\n\s*", " ", (DEPLOY / "Dockerfile").read_text(encoding="utf-8"))
    told = dict(re.findall(r"^(ENTRYPOINT|CMD|HEALTHCHECK|ENV) (.+)$", words, re.MULTILINE))
    surroundings = dict(each.split("=", 1) for each in told["ENV"].split())
    database = new_database(postgres, "image")
    migrate(database)
    home = Path(surroundings["PYTHONPATH"])
    place = tmp_path / "image"
    for source, target in re.findall(r"^COPY (\w+) (\S+)$", words, re.MULTILINE):
        assert Path(target).parent == home
        shutil.copytree(DEPLOY.parent / source, place / Path(target).name)
    surroundings |= {"PYTHONPATH": str(place), "MOTCUA_FILES": str(tmp_path / "files"), "MOTCUA_DATABASE": database}
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "SYSTEMROOT")}
    command = [sys.executable, *json.loads(told["ENTRYPOINT"])[1:], *json.loads(told["CMD"])]
    hub = subprocess.Popen(
        [*command, "--host", "127.0.0.1", "--port", "0"],
        cwd=tmp_path, env=kept | surroundings, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert hub.stdout is not None
        said = hub.stdout.readline().split()
        assert said, hub.communicate(timeout=60)[1]
        address = said[-1]
        _, check = json.loads(told["HEALTHCHECK"].partition("CMD ")[2])[1:]
        check = check.replace("http://127.0.0.1:8443", address)
        subprocess.run([sys.executable, "-c", check], timeout=60, check=True)
    finally:
        hub.send_signal(signal.SIGTERM)
        _, complaints = hub.communicate(timeout=60)
    assert hub.returncode == 0, complaints
