"""What stands in ``deploy/`` names options and verbs that exist, and gives no secret away."""

from __future__ import annotations

import configparser
import re
import shlex
from pathlib import Path

import pytest
import yaml

from sync.hub.__main__ import parser
from sync.hub.server import GRACE

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
    lines = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    assert parser().parse_args(["serve", "--host", "0.0.0.0"]).port == 8443
    assert "--require-hashes" in lines
    assert "USER motcua" in lines
    for copied in re.findall(r"^COPY (?!--)(.+) \S+$", lines, re.MULTILINE):
        assert all((DEPLOY.parent / each).exists() for each in copied.split())
