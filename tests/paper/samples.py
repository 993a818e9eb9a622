"""The invented values that ship with the program, and the pieces of them that tests vary."""

from __future__ import annotations

from datetime import datetime

from app.paper.samples import samples

SAMPLES: dict[str, dict[str, object]] = {key: dict(values) for key, values in samples().items()}
RECEIPT = SAMPLES["receipt"]
CODE = str(RECEIPT["code"])
PAPERS: list[dict[str, object]] = list(samples()["receipt"]["papers"])
DUE: datetime = samples()["receipt"]["due"]
