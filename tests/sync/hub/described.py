"""What docs/openapi.json says of a call, held against what a hub answered: every test that calls a hub asks this."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sync.answers import Answer

FILE = Path(__file__).resolve().parents[3] / "docs" / "openapi.json"
PUBLISHED: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
CALLS = {(method.upper(), path) for path, methods in PUBLISHED["paths"].items() for method in methods}
"""Every published call, by method and path."""


def call_of(method: str, path: str) -> tuple[str, str] | None:
    """The published call that a request for ``path`` is; None for one that is not published."""
    plain = urlsplit(path).path
    for known in sorted(CALLS):
        if known[0] == method and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", known[1]), plain):
            return known
    return None


def undescribed(method: str, path: str, answer: Answer) -> Iterator[str]:
    """What the answer to a published call has that its description does not know, or lacks."""
    call = call_of(method, path)
    if call is None:
        return
    known = PUBLISHED["paths"][call[1]][method.lower()]["responses"].get(str(answer.status))
    if known is None:
        yield f"{method} {call[1]} answers {answer.status}"
        return
    kinds = known.get("content", {})
    if kinds and answer.headers.get("Content-Type") not in kinds:
        yield f"{method} {call[1]} answers {answer.status} with {answer.headers.get('Content-Type')}"
    if not kinds and answer.body:
        yield f"{method} {call[1]} answers {answer.status} with a body"
    for name, header in known["headers"].items():
        said = PUBLISHED["components"]["headers"][name] if "$ref" in header else header
        found = answer.headers.get(name)
        if found is None and said.get("required"):
            yield f"{method} {call[1]} answers {answer.status} without {name}"
        if found is not None and found not in said["schema"].get("enum", [found]):
            yield f"{method} {call[1]} answers {answer.status} with {name}: {found}"
