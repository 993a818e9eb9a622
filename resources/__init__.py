"""Where the files that ship with the program lie, and how its data files are read."""

from __future__ import annotations

import tomllib
from pathlib import Path

_HERE = Path(__file__).resolve().parent


def path(*parts: str) -> Path:
    """The path of a shipped file or folder; right in the source tree and in a frozen program alike."""
    return _HERE.joinpath(*parts)


def load_toml(*parts: str) -> dict[str, object]:
    """The contents of a shipped TOML file."""
    with path(*parts).open("rb") as file:
        return tomllib.load(file)


def calendar_document() -> dict[str, object]:
    """The shipped calendar: the country's layer, then those of provinces and units."""
    layers = [load_toml("calendar", file.name) for file in sorted(path("calendar").glob("*.toml"))]
    return {"version": max(str(layer["version"]) for layer in layers), "layers": layers}
