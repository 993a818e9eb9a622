"""What every call of protocol v1 is asked with and may answer, in OpenAPI's words: said once, for all routes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from starlette.responses import Response

from sync.wire import PROTOCOL, Fault

JSON = "application/json"
REFUSALS: dict[int, str] = {
    400: "Not what this call asks for: `request_invalid`, `run_broken`",
    401: "The device is not, or no longer, accepted: `unauthorised`; or its clock is off: `clock`",
    403: "Not for this caller: `device`, `enrolment_code`",
    404: "Absent, or out of the caller's scope: `not_found`",
    408: "The rest of the body did not come: `silence`",
    409: "Not as things stand: `epoch`, `key_known`, `missing_predecessor`, `offset`, `unknown_device`, `uploading`",
    413: "More than the hub takes: `too_large`",
    415: "The body is coded as this call does not know: `coding`",
    416: "The file has no such stretch: `range`",
    422: "A parameter is wrong: `request_invalid`; or what came does not prove itself: `hash`, `proof`, `signature`",
    426: "The caller speaks a protocol that this hub does not know: `protocol`",
    500: "A fault of the hub's own: `internal`",
    503: "Not now; to be asked again: `busy`, `database`, `disk_full`, `file_store`, `reference_missing`",
}
"""What each refusal means, with the codes that its fault may have."""

Header = dict[str, Any]
NUMBER = {"type": "string", "pattern": "^[0-9]{1,15}$"}
_PROTOCOL = {"type": "string", "enum": [str(PROTOCOL)]}
_HEADERS: dict[str, Header] = {
    "Motcua-Protocol": {"description": "What the hub speaks", "required": True, "schema": _PROTOCOL},
    "Date": {"description": "The hub's clock", "required": True, "schema": {"type": "string"}},
    "Content-Encoding": {
        "description": "Long answers are coded where the caller's Accept-Encoding names zstd",
        "schema": {"type": "string", "enum": ["zstd"]},
    },
    "Retry-After": {"description": "Seconds", "required": True, "schema": NUMBER},
    "WWW-Authenticate": {"description": "How to show who asks", "schema": {"type": "string"}},
    "Content-Range": {"description": "Which bytes, of how many", "required": True, "schema": {"type": "string"}},
    "Accept-Ranges": {"description": "Stretches are given", "required": True, "schema": {"type": "string"}},
}
_PARAMETERS: dict[str, dict[str, Any]] = {
    "Motcua-Protocol": {
        "description": "What the caller speaks; 426 when the hub does not",
        "schema": _PROTOCOL,
    },
    "Content-Encoding": {
        "description": "How the body is coded",
        "schema": {"type": "string", "enum": ["identity", "zstd"], "default": "identity"},
    },
}
_OF_REFUSAL = {401: ("WWW-Authenticate",), 416: ("Content-Range",), 503: ("Retry-After",)}
"""Headers that a refusal has besides those of every answer."""


def headers(*names: str) -> dict[str, Header]:
    """The headers of every answer and those of ``names``, by reference."""
    return {name: {"$ref": f"#/components/headers/{name}"} for name in ("Motcua-Protocol", "Date", *names)}


def asked_header(name: str, schema: Mapping[str, Any], description: str, *, required: bool = False) -> dict[str, Any]:
    """A header that a call is asked with."""
    return {"name": name, "in": "header", "required": required, "description": description, "schema": dict(schema)}


def describe(
    form: type[Any] | None,
    *,
    asks: type[Any] | str | None = None,
    faults: Sequence[int] = (),
    signed: bool = True,
    versioned: bool = True,
    answers: Mapping[int, dict[str, Any]] | None = None,
    asked_with: Sequence[dict[str, Any]] = (),
    bodiless: bool = False,
) -> dict[str, Any]:
    """Arguments for a route that make its OpenAPI true: what it answers, what it asks for, how it may refuse.

    ``asks`` is the form of a JSON body, or the media type of one of bytes. ``versioned`` routes heed the caller's
    protocol. ``answers`` are those other than 200 with ``form``; where the method has it so, refusals are ``bodiless``.
    """
    refusals = {*faults, 500, 503}
    refusals |= ({401} if signed else set()) | ({426} if versioned else set())
    refusals |= {400, 408, 413, 415} if asks is not None else set()
    responses: dict[int | str, dict[str, Any]] = {
        status: _refusal(status, bodiless=bodiless) for status in sorted(refusals)
    }
    if form is not None:
        responses[200] = {"description": "Done", "headers": headers("Content-Encoding"), "content": _json(form)}
    for status, answer in (answers or {}).items():
        responses[status] = {**answer, "headers": {**headers(), **answer.get("headers", {})}}
    parameters = [_parameter("Motcua-Protocol")] if versioned else []
    extra: dict[str, Any] = {}
    if isinstance(asks, str):
        content = {asks: {"schema": {"type": "string", "format": "binary"}}}
        extra["requestBody"] = {"required": True, "content": content}
    elif asks is not None:
        parameters.append(_parameter("Content-Encoding"))
        extra["requestBody"] = {"required": True, "content": _json(asks)}
    extra["parameters"] = [*parameters, *asked_with]
    return {"response_class": Response, "response_model": None, "responses": responses, "openapi_extra": extra}


def document(app: FastAPI, forms: Sequence[type[Any]]) -> dict[str, Any]:
    """The OpenAPI of ``app``, whose routes speak in ``forms``."""
    schema = get_openapi(title=app.title, version=app.version, routes=app.routes)
    _, known = msgspec.json.schema_components([*forms, Fault], ref_template="#/components/schemas/{name}")
    components = schema.setdefault("components", {})
    components.setdefault("schemas", {}).update(known)
    components["headers"] = _HEADERS
    components["parameters"] = {
        name: {"name": name, "in": "header", "required": False, **rest} for name, rest in _PARAMETERS.items()
    }
    _describe_validation(schema)
    return schema


def _describe_validation(schema: Mapping[str, Any]) -> None:
    """Wrong parameters are refused as faults too, not in FastAPI's own form."""
    for path in schema["paths"].values():
        for method, operation in path.items():
            if "422" in operation["responses"]:
                operation["responses"]["422"] = _refusal(422, bodiless=method == "head")
    for name in ("HTTPValidationError", "ValidationError"):
        schema["components"]["schemas"].pop(name, None)


def _refusal(status: int, *, bodiless: bool) -> dict[str, Any]:
    described = {"description": REFUSALS[status], "headers": headers(*_OF_REFUSAL.get(status, ()))}
    return described if bodiless else {**described, "content": _json(Fault)}


def _json(form: type[Any]) -> dict[str, Any]:
    return {JSON: {"schema": {"$ref": f"#/components/schemas/{form.__name__}"}}}


def _parameter(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/parameters/{name}"}
