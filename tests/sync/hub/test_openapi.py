"""The OpenAPI tells the truth: every answer of the running hub to generated calls is one it describes."""

from __future__ import annotations

import ast
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import schemathesis
import zstandard
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

import sync.hub
from app.domain import acts
from sync.hub.api import create_app
from sync.hub.describing import REFUSALS
from sync.hub.hub import Hub
from sync.hub.openapi import description
from tests.sync.hub.counter import WARD
from tests.sync.hub.described import FILE, PUBLISHED
from tests.sync.hub.talk import Line, fault, token

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES = 40
"""Generated calls per operation."""
STREAM = "01a20000-0000-7000-8000-0000000000d1"
CODE = "H44.80.01-261123-0001"
DATA = b"%PDF-1.7 to khai" * 40
SHA = hashlib.sha256(DATA).hexdigest()
OPEN = {"/v1/health", "/v1/time"}
"""What is answered whatever the caller speaks."""

schemathesis.serializer.alias("application/partial-upload", "application/octet-stream")


@pytest.fixture
def version(line: Line) -> int:
    """The version of the reference data in force, at a hub that also has a dossier with its file."""
    counter = line.counter
    accepted = counter.receive(CODE, stream=STREAM, signature_due=False)
    attached = counter.event(counter.body(STREAM, acts.Attached("to_khai", SHA, len(DATA), 1)))
    line.push(counter.push(accepted, attached))
    fields = {"Upload-Offset": "0", "Upload-Complete": "?1", "Upload-Length": str(len(DATA))}
    assert line.ask("PATCH", f"/v1/files/{SHA}", data=DATA, headers=fields).status_code == 204
    return int(line.ask("GET", "/v1/reference").json()["version"])


def for_each(
    line: Line, say: Callable[[schemathesis.Case], dict[str, Any]], *, examples: int = EXAMPLES
) -> dict[str, set[int]]:
    """Generated calls of every operation, the same on every run, held against the description: the statuses each
    operation answered. ``say`` changes a call before it is made and gives headers for it."""
    statuses: dict[str, set[int]] = {}
    for found in schemathesis.openapi.from_url(f"{line.address}/openapi.json").get_all_operations():
        operation = found.ok()

        @given(case=operation.as_strategy())
        @settings(max_examples=examples, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
        def call(case: schemathesis.Case) -> None:
            more: dict[str, Any] = {}
            headers = {"Authorization": f"Bearer {token(line.counter)}", **say(case)}
            if case.headers and case.headers.get("Content-Encoding") == "zstd":
                more["data"] = zstandard.ZstdCompressor().compress(json.dumps(case.body).encode())
            answer = case.call(headers=headers, **more)
            case.validate_response(answer, checks=CHECKS)
            statuses.setdefault(case.operation.label, set()).add(answer.status_code)

        call()
    assert len(statuses) == 15
    return statuses


def at_home(case: schemathesis.Case) -> dict[str, Any]:
    """A call about what is there; the long poll is left to its own tests."""
    if case.path in ("/v1/feed", "/v1/snapshot"):
        case.query = {**case.query, "unit": WARD}
    if case.path == "/v1/feed":
        case.query = {**case.query, "wait": 0}
    if case.path == "/v1/reconcile" and isinstance(case.body, dict):
        case.body = {**case.body, "unit": WARD}
    if case.method != "PATCH":
        known = {"sha256": SHA, "stream": STREAM, "code": CODE}
        case.path_parameters = {name: known[name] for name in case.path_parameters or {}}
    return {}


def test_generated_calls_are_answered_as_described(line: Line, version: int) -> None:
    statuses = for_each(line, at_home)
    assert statuses["GET /v1/files/{sha256}"] >= {200, 416}
    assert statuses["HEAD /v1/files/{sha256}"] == {204}
    for call in ("GET /v1/feed", "GET /v1/snapshot", "GET /v1/streams/{stream}", "GET /v1/dossiers/{code}"):
        assert 200 in statuses[call], call
    assert 200 in statuses["POST /v1/reconcile"]
    assert 200 in statuses["POST /v1/ranges"]


def test_a_caller_of_another_protocol_is_answered_as_described(line: Line, version: int) -> None:
    """It is told so before anything else is looked at."""

    def of_the_future(case: schemathesis.Case) -> dict[str, Any]:
        at_home(case)
        return {"Motcua-Protocol": "2"}

    statuses = for_each(line, of_the_future, examples=2)
    for call, found in statuses.items():
        assert found == ({200} if call.split()[1] in OPEN else {426}), call


def test_a_caller_without_a_token_is_answered_as_described(line: Line, version: int) -> None:
    def unknown(case: schemathesis.Case) -> dict[str, Any]:
        at_home(case)
        return {"Authorization": "Bearer none"}

    statuses = for_each(line, unknown, examples=2)
    for call, found in statuses.items():
        signed = "security" in PUBLISHED["paths"][call.split()[1]][call.split()[0].lower()]
        assert (found == {401}) == signed, call


def test_the_version_in_force_is_answered_as_described(line: Line, version: int) -> None:
    found = schemathesis.openapi.from_url(f"{line.address}/openapi.json")["/v1/reference"]["GET"]
    headers = {"Authorization": f"Bearer {token(line.counter)}"}
    for have, status in ((version, 204), (version + 1, 200), (-1, 422)):
        answer = found.Case(query={"have": have}).call_and_validate(checks=CHECKS, headers=headers)
        assert answer.status_code == status


@pytest.mark.parametrize(
    ("asked", "status"), [("bytes=0-9", 206), ("bytes=5-", 206), ("bytes=640-", 416), ("bytes=-5", 200), ("x", 200)]
)
def test_stretches_of_a_file_are_answered_as_described(line: Line, version: int, asked: str, status: int) -> None:
    found = schemathesis.openapi.from_url(f"{line.address}/openapi.json")["/v1/files/{sha256}"]["GET"]
    headers = {"Authorization": f"Bearer {token(line.counter)}", "Range": asked}
    answer = found.Case(path_parameters={"sha256": SHA}).call_and_validate(checks=CHECKS, headers=headers)
    assert answer.status_code == status


def test_what_is_described_as_wrong_fields_of_an_upload_is(line: Line, version: int) -> None:
    """Each is refused as described; `Line.ask` holds every answer against the description."""
    fields = {"Upload-Offset": "0", "Upload-Complete": "?1"}
    for wrong, status, code in (
        ({"Upload-Complete": "yes"}, 400, "request_invalid"),
        ({"Upload-Length": "long"}, 400, "request_invalid"),
        ({"Upload-Length": str(2**40)}, 413, "too_large"),
        ({"Content-Encoding": "zstd"}, 415, "coding"),
    ):
        answer = line.ask("PATCH", f"/v1/files/{'ab' * 32}", data=DATA, headers={**fields, **wrong})
        assert (answer.status_code, fault(answer).code) == (status, code)


def test_every_code_of_a_refusal_is_described_under_its_status() -> None:
    """Read from the source, without the one that no published call gives."""
    other = {(405, "method_not_allowed")}
    found: set[tuple[int, str]] = set()
    for path in Path(sync.hub.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Refused":
                said = [each.value for each in node.args[:2] if isinstance(each, ast.Constant)]
                if len(said) == 2 and isinstance(said[0], int):
                    found.add((said[0], str(said[1])))
    assert len(found) > 25
    assert [each for each in sorted(found - other) if f"`{each[1]}`" not in REFUSALS.get(each[0], "")] == []
    described = {(status, code) for status, text in REFUSALS.items() for code in text.split("`")[1::2]}
    assert described - found == set()


def test_everything_the_protocol_says_is_described(hub: Hub) -> None:
    paths = create_app(hub).openapi()["paths"]
    calls = {f"{method.upper()} {path}" for path, operations in paths.items() for method in operations}
    assert calls == {
        "POST /v1/enrolments",
        "POST /v1/events",
        "POST /v1/offers",
        "GET /v1/feed",
        "GET /v1/snapshot",
        "GET /v1/streams/{stream}",
        "GET /v1/reference",
        "POST /v1/ranges",
        "POST /v1/reconcile",
        "GET /v1/dossiers/{code}",
        "HEAD /v1/files/{sha256}",
        "PATCH /v1/files/{sha256}",
        "GET /v1/files/{sha256}",
        "GET /v1/health",
        "GET /v1/time",
    }
    assert "HTTPValidationError" not in json.dumps(paths)
    for path, operations in paths.items():
        for method, operation in operations.items():
            sent = [each.get("$ref", each.get("name")).rpartition("/")[2] for each in operation.get("parameters", [])]
            assert ("Motcua-Protocol" in sent) == (path not in OPEN)
            asks = operation.get("requestBody", {}).get("content", {})
            assert ("Content-Encoding" in sent) == ("application/json" in asks), (method, path)


def test_what_is_published_is_current() -> None:
    assert FILE.read_text(encoding="utf-8") == description(), "python -m sync.hub.openapi > docs/openapi.json"
