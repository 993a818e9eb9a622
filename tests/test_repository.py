"""What holds for every file of the repository, whoever wrote it."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LONGEST = 420
REASON = "Long because"

# The brackets keep these patterns from finding themselves.
FOREIGN = {
    "a package registry or mirror": r"pypi[.]org|pythonhosted[.]org|deb[.]debian[.]org|registry[.]npmjs|ubuntu[.]com",
    "an index address": r"--(?:extra-)?index-url[= ]+\S*[:]//|--find-links[= ]+\S*/",
    "a path of one machine": r"(?<![\w.])/(?:root|work|home/\w+|Users/\w+)[/]",
}
UNFINISHED = r"\b(?:T[O]DO|F[I]XME)\b"


def tracked(*endings: str) -> list[Path]:
    """The files under version control, of all kinds or with one of ``endings``, that are there as text."""
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    paths = (ROOT / name for name in names.split("\0") if name)
    return [path for path in paths if path.is_file() and (not endings or path.name.endswith(endings))]


def text_of(path: Path) -> str:
    """The text of a file, or nothing if it holds no text."""
    data = path.read_bytes()
    return "" if b"\0" in data else data.decode("utf-8", errors="replace")


def found_in(pattern: str, text: str) -> list[int]:
    """The lines (from 1) in which ``pattern`` is found."""
    return [number for number, line in enumerate(text.splitlines(), 1) if re.search(pattern, line)]


def calls_of_sleep(source: str) -> list[int]:
    """Lines that sleep in place of waiting for something, under whatever name ``time`` goes."""
    tree = ast.parse(source)
    clocks = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
        if alias.name == "time"
    }
    lines = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "time" and any(a.name == "sleep" for a in node.names):
            lines.append(node.lineno)
        if (
            isinstance(node, ast.Attribute)
            and node.attr == "sleep"
            and isinstance(node.value, ast.Name)
            and node.value.id in clocks
        ):
            lines.append(node.lineno)
    return lines


def lacking_hashes(requirements: str) -> list[str]:
    """The requirements that no hash pins, in the form pip's ``--require-hashes`` reads."""
    joined = requirements.replace("\\\n", " ")
    entries = [line.strip() for line in joined.splitlines() if line.strip() and not line.startswith("#")]
    return [
        entry for entry in entries if not re.match(r"[\w.-]+(\[[\w,-]+\])?==\S+.*--hash=sha256:[0-9a-f]{64}", entry)
    ]


def places(pattern: str, paths: list[Path]) -> Iterator[str]:
    for path in paths:
        for line in found_in(pattern, text_of(path)):
            yield f"{path.relative_to(ROOT)}:{line}"


@pytest.mark.parametrize("kind", FOREIGN)
def test_no_file_names(kind: str) -> None:
    assert not list(places(FOREIGN[kind], tracked()))


def test_nothing_is_left_unfinished() -> None:
    assert not list(places(UNFINISHED, tracked(".py", ".toml", ".md", ".txt", "Makefile", ".sh", ".nsi", ".html")))


def test_modules_say_their_duty() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in tracked(".py")
        if (tree := ast.parse(path.read_bytes())).body and not ast.get_docstring(tree)
    ]
    assert not silent


def test_modules_are_short_or_say_why_not() -> None:
    long = [
        f"{path.relative_to(ROOT)}: {length} lines"
        for path in tracked(".py")
        if (length := len(path.read_text().splitlines())) > LONGEST
        and REASON not in (ast.get_docstring(ast.parse(path.read_bytes())) or "")
    ]
    assert not long


def test_nothing_sleeps_in_place_of_waiting() -> None:
    sleeping = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in tracked(".py")
        if path.relative_to(ROOT).parts[0] in ("app", "ui", "sync")
        for line in calls_of_sleep(path.read_text())
    ]
    assert not sleeping


@pytest.mark.parametrize("name", ["desktop", "hub", "development"])
def test_requirements_are_pinned_by_hash(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    assert "==" in text
    assert not lacking_hashes(text)


def test_the_searches_find_what_they_look_for() -> None:
    slash = "/"
    assert found_in(FOREIGN["a package registry or mirror"], "a\nhttps:" + slash * 2 + "pypi" + ".org/simple") == [2]
    assert found_in(FOREIGN["an index address"], "pip install --index" + "-url https:" + slash * 2 + "x y") == [1]
    assert found_in(FOREIGN["a path of one machine"], "cd " + slash + "home/an/x") == [1]
    assert found_in(FOREIGN["a path of one machine"], slash + "opt/motcua and sync" + slash + "work/x") == []
    assert found_in(UNFINISHED, "# TO" + "DO later") == [1]
    assert sorted(calls_of_sleep("import time as t\nt.sleep(1)\nfrom time import sleep\nx.sleep(1)\n")) == [2, 3]
    assert lacking_hashes("a==1 \\\n    --hash=sha256:" + "0" * 64 + "\nb==2\n") == ["b==2"]
