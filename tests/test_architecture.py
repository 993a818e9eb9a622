"""Who may import whom in the house, and who may say commit: each rule is checked, and proven able to fail."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pytest_archon import archrule
from pytest_archon.failure import Failure, pop_failures

ROOT = Path(__file__).resolve().parent.parent

QT = ("PySide6", "shiboken6")
SQL = ("sqlalchemy", "sqlite3", "sqlcipher3", "alembic", "psycopg", "psycopg_pool")
HTTP = ("requests", "urllib3", "urllib.request", "http.client", "http.server", "fastapi", "starlette", "uvicorn")
OURS = ("app", "ui", "sync", "resources", "installer", "bench", "tests")


@dataclass(frozen=True)
class Rule:
    """Modules of ``package`` matching ``who`` (not ``but``) import none of ``never``, save what lies in ``only``.

    With ``never`` empty everything but ``only`` and the standard library is forbidden. ``breach`` is a line that
    breaks the rule. ``direct`` looks at a module's own imports only, not at those of what it imports.
    """

    name: str
    package: str
    who: tuple[str, ...]
    breach: str
    never: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    but: tuple[str, ...] = ()
    direct: bool = False


RULES = (
    Rule(
        "the window meets the post only where the program is put together",
        package="ui",
        who=("ui", "ui.*"),
        but=("ui.__main__", "ui.program", "ui.demo", "ui.demo.*"),
        never=("sync",),
        breach="from sync import client",
    ),
    Rule(
        "the desktop program has no hub inside",
        package="ui",
        who=("ui", "ui.*"),
        but=("ui.demo", "ui.demo.*"),
        never=("sync.hub",),
        breach="import sync.hub",
    ),
    Rule(
        "the window knows no SQL",
        package="ui",
        who=("ui", "ui.*"),
        never=(*SQL, "PySide6.QtSql"),
        breach="from sqlalchemy import select",
    ),
    Rule(
        "the window knows no HTTP",
        package="ui",
        who=("ui", "ui.*"),
        but=("ui.demo", "ui.demo.*"),
        never=HTTP,
        breach="import requests",
    ),
    Rule(
        "the office knows neither window nor post",
        package="app",
        who=("app", "app.*"),
        never=("ui", "sync", "installer", "bench", "tests"),
        breach="from sync.wire import PROTOCOL",
    ),
    Rule("the office knows no Qt", package="app", who=("app", "app.*"), never=QT, breach="from PySide6 import QtCore"),
    Rule(
        "the office does not call the hub",
        package="app",
        who=("app", "app.*"),
        never=("requests", "urllib3", "fastapi", "starlette", "uvicorn", "psycopg"),
        breach="import requests",
    ),
    Rule(
        "facts and rules are pure",
        package="app",
        who=("app.domain", "app.domain.*"),
        but=("app.domain.deadline",),
        only=("app.domain", "app.errors", "msgspec", "cryptography"),
        direct=True,
        breach="import resources",
    ),
    Rule(
        "the deadline's command line may read the calendar besides",
        package="app",
        who=("app.domain.deadline",),
        only=("app.domain", "app.errors", "msgspec", "resources"),
        direct=True,
        breach="from app.store import database",
    ),
    Rule(
        "facts and rules touch neither files, processes, threads nor the network",
        package="app",
        who=("app.domain", "app.domain.*"),
        never=("sqlite3", "socket", "subprocess", "threading", "asyncio", "urllib.request", "http"),
        direct=True,
        breach="import subprocess",
    ),
    Rule(
        "what the desk uses does not use the desk",
        package="app",
        who=tuple(f"app.{room}{rest}" for room in ("store", "paper", "capture", "vault") for rest in ("", ".*")),
        never=("app.desk",),
        breach="from app import desk",
    ),
    Rule(
        "the post knows neither window nor Qt",
        package="sync",
        who=("sync", "sync.*"),
        never=("ui", *QT),
        breach="from PySide6.QtCore import QTimer",
    ),
    Rule(
        "the counter's end of the post does not carry the hub",
        package="sync",
        who=("sync", "sync.*"),
        but=("sync.hub", "sync.hub.*"),
        never=("sync.hub", *(name for name in HTTP if name in ("fastapi", "starlette", "uvicorn"))),
        breach="import sync.hub",
    ),
    Rule(
        "the hub takes of ours only facts, words, bundles and resources",
        package="sync",
        who=("sync.hub", "sync.hub.*"),
        never=OURS,
        only=("sync.hub", "sync.wire", "sync.bundle", "app.domain", "app.errors", "app.memory", "resources"),
        direct=True,
        breach="from app.store import journal",
    ),
    Rule(
        "resources stand alone",
        package="resources",
        who=("resources", "resources.*"),
        never=tuple(name for name in OURS if name != "resources"),
        breach="import app.errors",
    ),
)


def within(*names: str) -> str:
    """A pattern for the modules ``names`` and all below them."""
    return rf"(?:{'|'.join(map(re.escape, names))})(?:\.|$)"


def breaches(rule: Rule, package: str) -> list[Failure]:
    """Checks ``rule`` on ``package``, a stand-in for the rule's own package; gives what broke it."""

    def patterns(globs: tuple[str, ...]) -> list[str]:
        moved = (package + glob.removeprefix(rule.package) for glob in globs)
        return [f"^{re.escape(glob).replace(re.escape('*'), '.*')}$" for glob in moved]

    allowed = rule.only if rule.never else (*rule.only, *sorted(sys.stdlib_module_names))
    forbidden = f"^{f'(?!{within(*allowed)})' if allowed else ''}{within(*rule.never) if rule.never else '.'}"
    (
        archrule(rule.name, use_regex=True)
        .match(*patterns(rule.who))
        .exclude(*patterns(rule.but))
        .should_not_import(forbidden)
        .check(package, only_direct_imports=rule.direct)
    )
    return pop_failures()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_rule_holds(rule: Rule) -> None:
    found = [" > ".join(failure.path) or failure.reason for failure in breaches(rule, rule.package)]
    assert not found


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_rule_can_fail(rule: Rule, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = f"false_{rule.package}"
    room = tmp_path / package / rule.who[0].removeprefix(rule.package).replace(".", "/").strip("/")
    room.mkdir(parents=True)
    for folder in {room, tmp_path / package}:
        (folder / "__init__.py").write_text("import dataclasses\n")
    monkeypatch.syspath_prepend(tmp_path)
    assert not breaches(rule, package)

    (room / "__init__.py").write_text(f"def late() -> None:\n    {rule.breach}\n")
    other = f"other_{rule.package}"
    (tmp_path / package).rename(tmp_path / other)
    found = breaches(rule, other)
    assert len({failure.path for failure in found}) == 1
    assert found[0].path[0] == other + rule.who[0].removeprefix(rule.package)


# ---------------------------------------------------------------- commit


def sayings_of_commit(folder: Path) -> Iterator[str]:
    """Where modules below ``folder`` end a transaction: a call of ``.commit()``, or the word sent as SQL."""
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_bytes())):
            called = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
            sent = isinstance(node, ast.Constant) and str(node.value).strip(" ;").upper() == "COMMIT"
            if called or sent:
                yield f"{path.relative_to(folder)}:{getattr(node, 'lineno', 0)}"


def test_only_the_stores_say_commit() -> None:
    found = [
        f"{package}/{place}"
        for package in ("app", "ui", "sync", "resources")
        for place in sayings_of_commit(ROOT / package)
        if not f"{package}/{place}".startswith(("app/store/", "sync/hub/"))
    ]
    assert not found


def test_commit_is_heard(tmp_path: Path) -> None:
    (tmp_path / "desk.py").write_text("def act(c):\n    c.commit()\n    c.execute('commit;')\n    c.committed()\n")
    assert list(sayings_of_commit(tmp_path)) == ["desk.py:2", "desk.py:3"]
