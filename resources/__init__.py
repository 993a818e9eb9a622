"""Where the files that ship with the program lie, and how its data files are read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

_HERE = Path(__file__).resolve().parent


def path(*parts: str) -> Path:
    """The path of a shipped file or folder; right in the source tree and in a frozen program alike."""
    return _HERE.joinpath(*parts)


def load_toml(*parts: str) -> dict[str, object]:
    """The contents of a shipped TOML file."""
    import tomllib  # the window starts without it

    with path(*parts).open("rb") as file:
        return tomllib.load(file)


def calendar_document() -> dict[str, object]:
    """The shipped calendar: the country's layer, then those of provinces and units."""
    layers = [load_toml("calendar", file.name) for file in sorted(path("calendar").glob("*.toml"))]
    return {"version": max(str(layer["version"]) for layer in layers), "layers": layers}


def reference_parts() -> dict[str, Any]:
    """The shipped parts of the reference data, as `app.domain.reference.reference_document` wants them by name.

    Version, devices and passwords are the hub's to add.
    """
    folders = sorted(folder.parent.name for folder in path("regulation").glob("*/set.toml"))
    return {
        "units": load_toml("units.toml"),
        "officers": load_toml("sample", "officers.toml")["officer"],
        "catalogue": load_toml("catalogue", "procedures.toml"),
        "calendar": calendar_document(),
        "regulation_sets": [load_toml("regulation", folder, "set.toml") for folder in folders],
    }
