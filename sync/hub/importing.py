"""Files of reference data as a province writes them, put together into the plain document of a part."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path

import msgspec

from app.errors import ReferenceInvalid

LISTS = frozenset({"officers", "regulation_sets", "authorities"})
"""Parts that are lists. A TOML file cannot be a bare list: it holds one table per entry under a single name, or is one
regulation set."""


def document_in(part: str, files: Iterable[Path]) -> object:
    """The document of ``part`` that ``files`` (TOML, or JSON) hold together: entries of a list, layers of the calendar.

    Raises ReferenceInvalid naming the file, OSError, ValueError for what is no TOML or JSON.
    """
    read = [(file, _read(file)) for file in files]
    if part in LISTS:
        return [entry for file, document in read for entry in _entries(part, file, document)]
    if part == "calendar":
        return _calendar(read)
    if len(read) > 1:
        raise ReferenceInvalid(read[1][0].name, part, "one file only")
    return read[0][1]


def _read(file: Path) -> object:
    with file.open("rb") as opened:
        return tomllib.load(opened) if file.suffix == ".toml" else msgspec.json.decode(opened.read())


def _entries(part: str, file: Path, document: object) -> list[object]:
    if isinstance(document, list):
        return document
    if isinstance(document, dict):
        if part == "regulation_sets" and "id" in document:
            return [document]
        lists = [value for value in document.values() if isinstance(value, list)]
        if len(lists) == 1:
            return lists[0]
    raise ReferenceInvalid(file.name, part, "not one list of tables")


def _calendar(read: list[tuple[Path, object]]) -> object:
    (file, first), *more = read
    if not more and isinstance(first, dict) and "layers" in first:
        return first
    layers = []
    for file, layer in read:
        if not isinstance(layer, dict) or "version" not in layer:
            raise ReferenceInvalid(file.name, "calendar", "not a layer")
        layers.append(layer)
    return {"version": max(str(layer["version"]) for layer in layers), "layers": layers}
