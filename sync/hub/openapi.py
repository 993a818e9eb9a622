"""``python -m sync.hub.openapi > docs/openapi.json``: the description of protocol v1 as it is published."""

from __future__ import annotations

import json
import sys

from sync.hub.api import described_app


def description() -> str:
    """The OpenAPI document of this program, laid out for people who compare two of them."""
    return json.dumps(described_app().openapi(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    sys.stdout.write(description())
