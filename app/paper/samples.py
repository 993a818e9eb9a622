"""Invented values for every form, so that a template can be looked at before any citizen's paper is printed with it."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import resources


@lru_cache(maxsize=1)
def samples() -> dict[str, dict[str, Any]]:
    """Values for each form by its key; the names, codes and dates in them are invented."""
    document = resources.load_toml("regulation", "samples.toml")
    return {key: dict(values) for key, values in document.items() if isinstance(values, dict)}
