"""The OpenAPI tells the truth: every answer of the running hub to generated calls is one it describes."""

from __future__ import annotations

import json
from pathlib import Path

import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from sync.hub.api import create_app
from sync.hub.hub import Hub
from sync.hub.openapi import description
from tests.sync.hub.counter import WARD
from tests.sync.hub.talk import enrolled, token

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = 4
"""Generated calls per operation."""

schemathesis.serializer.alias("application/partial-upload", "application/octet-stream")


def test_generated_calls_are_answered_as_described(hub: Hub, address: str) -> None:
    """The same calls on every run; the long poll is left to its own tests."""
    line, _ = enrolled(hub, address)
    line.push(line.counter.push(line.counter.receive("H44.80.01-261123-0001")))
    headers = {"Authorization": f"Bearer {token(line.counter)}"}
    described = schemathesis.openapi.from_url(f"{address}/openapi.json")
    called = 0
    for found in described.get_all_operations():
        operation = found.ok()

        @given(case=operation.as_strategy())
        @settings(max_examples=EXAMPLES, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
        def call(case: schemathesis.Case) -> None:
            if case.path == "/v1/feed":
                case.query = {**case.query, "unit": WARD, "wait": 0}
            case.call_and_validate(checks=CHECKS, headers=headers)

        call()
        called += 1
    assert called == 15


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
    for operations in paths.values():
        for operation in operations.values():
            assert "422" in operation["responses"]
            assert "HTTPValidationError" not in json.dumps(operation)


def test_what_is_published_is_current() -> None:
    published = Path(__file__).resolve().parents[3] / "docs" / "openapi.json"
    assert published.read_text(encoding="utf-8") == description(), "python -m sync.hub.openapi > docs/openapi.json"
