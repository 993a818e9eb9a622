"""Counters of every release still get the answers they were built for."""

from __future__ import annotations

import tomllib
from pathlib import Path

import msgspec
import pytest

from sync.hub.hub import Hub
from tests.sync.golden.record import prepare
from tests.sync.golden.talk import FOLDER, Conversation, answer_of, differences, tell
from tests.sync.hub.described import CALLS, call_of, undescribed

RELEASES = sorted(FOLDER.glob("*.json"))


@pytest.mark.parametrize("path", RELEASES, ids=lambda path: path.stem)
def test_the_hub_still_answers_as_it_did(path: Path, hub: Hub, address: str) -> None:
    conversation = msgspec.json.decode(path.read_bytes(), type=Conversation)
    prepare(hub, conversation)
    (row,) = hub.database.rows("SELECT epoch FROM hub")
    for exchange in conversation.exchanges:
        response = tell(address, exchange, row.epoch)
        assert response.status == exchange.status, exchange.what
        assert list(undescribed(exchange.method, exchange.path, response)) == [], exchange.what
        found = list(differences(answer_of(response), exchange.answer, exchange.masked))
        assert not found, exchange.what
        assert {name: response.headers.get(name) for name in exchange.answered} == exchange.answered, exchange.what


def test_this_release_has_its_conversation() -> None:
    """Every published call is in it."""
    project = tomllib.loads((FOLDER.parents[2] / "pyproject.toml").read_text(encoding="utf-8"))
    path = FOLDER / f"{project['project']['version']}.json"
    assert path in RELEASES
    conversation = msgspec.json.decode(path.read_bytes(), type=Conversation)
    said = {call_of(exchange.method, exchange.path) for exchange in conversation.exchanges}
    well = {call_of(each.method, each.path) for each in conversation.exchanges if each.status < 300}
    assert said == well == CALLS


def test_a_difference_is_found() -> None:
    then = {"a": 1, "b": [{"c": "x"}], "epoch": "1"}
    assert list(differences({"a": 1, "b": [{"c": "x", "new": 2}], "epoch": "2"}, then, ["epoch"])) == []
    assert list(differences({"a": 1, "b": [], "epoch": 2}, then, ["epoch"])) == [
        "answer.b has 0 entries in place of 1",
        "answer.epoch has another form",
    ]
    assert list(differences({"a": 2, "b": [{}]}, then, [])) == [
        "answer.a is 2, was 1",
        "answer.b[0].c is gone",
        "answer.epoch is gone",
    ]
