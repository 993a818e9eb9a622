"""Set-up: each step is done once, done again when its inputs change, and told when it cannot be done."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from installer import setup

ROOT = Path(__file__).resolve().parent.parent.parent
has_dpkg = pytest.mark.skipif(not shutil.which("dpkg-query"), reason="no Debian")


@pytest.fixture
def stamps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of the test's own for stamps and log."""
    monkeypatch.setattr(setup, "STAMPS", tmp_path)
    monkeypatch.setattr(setup, "LOG", tmp_path / "setup.log")
    return tmp_path


def test_a_step_is_done_once_for_the_same_inputs(stamps: Path, capsys: pytest.CaptureFixture[str]) -> None:
    done: list[str] = []
    assert setup.step("fonts", "Printing fonts", "key", True, lambda: done.append("first"))
    assert not setup.step("fonts", "Printing fonts", "key", True, lambda: done.append("second"))
    assert done == ["first"]
    assert capsys.readouterr().out == "Printing fonts … done (0 s)\n"


@pytest.mark.parametrize(("key", "present"), [("other key", True), ("key", False)])
def test_a_step_is_done_again_when_inputs_change_or_the_outcome_is_gone(stamps: Path, key: str, present: bool) -> None:
    setup.step("fonts", "Printing fonts", "key", True, lambda: None)
    assert setup.step("fonts", "Printing fonts", key, present, lambda: None)


def test_a_failed_step_leaves_no_stamp(stamps: Path) -> None:
    def fail() -> None:
        raise setup.SetupFailed("no index")

    with pytest.raises(setup.SetupFailed):
        setup.step("requirements", "Python packages", "key", True, fail)
    assert not (stamps / "requirements").exists()


def test_a_flaky_download_is_tried_again_and_the_log_keeps_every_word(stamps: Path) -> None:
    flaky = 'if [ -e "$0" ]; then echo arrived; else echo lost >&2; touch "$0"; exit 1; fi'
    assert not setup.call(["false"])
    assert setup.call(["sh", "-c", flaky, stamps / "mark"], tries=2)
    words = (stamps / "setup.log").read_text()
    assert "lost" in words
    assert "arrived" in words
    assert setup.log_tail(1) == "arrived"


def test_a_step_that_waits_for_the_keyboard_does_not_hang(stamps: Path) -> None:
    assert setup.call(["sh", "-c", "! read answer"])


def test_the_key_tells_texts_and_files_apart(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_text("bc")
    assert setup.key_of("a", "bc") == setup.key_of("a", file)
    assert setup.key_of("a", "bc") != setup.key_of("ab", "c")


@has_dpkg
def test_every_program_the_tests_use_is_installed() -> None:
    """Set-up goes on when apt fails, and a test without its program is skipped: the run would be green with fewer."""
    assert setup.not_installed(setup.listed("run", "test")) == []


def test_package_lists_hold_names_only() -> None:
    names = setup.listed("run", "test")
    assert "libegl1" in names
    assert "xvfb" in names
    assert len(names) == len(set(names))
    assert not [name for name in names if not name.replace("-", "").replace(".", "").replace("+", "").isalnum()]
    assert "xvfb" not in setup.listed("run")


@has_dpkg
def test_missing_packages_are_found_and_provided_ones_count() -> None:
    assert setup.not_installed(["dpkg", "no-such-package", "awk"]) == ["no-such-package"]


def test_a_second_set_up_is_silent_and_quick() -> None:
    begun = time.monotonic()
    subprocess.run([sys.executable, "-c", "pass"], check=True)
    bare = time.monotonic() - begun
    begun = time.monotonic()
    again = subprocess.run(
        [sys.executable, ROOT / "installer" / "setup.py", "run"], capture_output=True, text=True, check=True
    )
    assert again.stdout == ""
    assert (time.monotonic() - begun) / bare < 60


# ---------------------------------------------------------------- what a person types


def test_help_tells_every_verb() -> None:
    shown = subprocess.run(["make", "-s", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    verbs = {line.split()[1] for line in shown.splitlines()}
    wanted = {"demo", "test", "lint", "run", "hub", "bench", "soak", "package", "i18n", "clean", "setup", "fonts"}
    assert wanted | {"screenshots", "requirements", "help"} == verbs


def can_be_started(module: str) -> bool:
    """Whether ``python -m module`` finds something to run."""
    found = importlib.util.find_spec(module)
    if found and found.submodule_search_locations is not None:
        found = importlib.util.find_spec(f"{module}.__main__")
    return found is not None


def test_every_verb_starts_a_module_that_is_there() -> None:
    named = re.findall(r"\$\(PY\) -m ([\w.]+)", (ROOT / "Makefile").read_text())
    assert "ui.demo" in named
    assert not [name for name in named if not can_be_started(name)]


def test_the_build_machine_runs_what_a_person_types() -> None:
    script = (ROOT / ".ci" / "run").read_text()
    assert [line for line in script.splitlines() if "make" in line and not line.startswith("#")] == ["exec make test"]
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o100
