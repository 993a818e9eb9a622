"""Where the text of a form lies and what it says: extended forms, shared pieces, fields, each with its line.

Forms are looked for in several folders, first an administrator's own, last the shipped one. A form that extends its own
name means the same form in the next folder.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.errors import ReferenceInvalid

BUILT_IN = frozenset({"copy"})
"""Names every form may use without declaring them: the label of the copy being printed."""
ROW_BUILT_IN = frozenset({"n"})
"""Names every row has: its number, from 1."""

Place = tuple[str, int]
"""A file below the regulation folder, and a line in it."""


@dataclass(frozen=True)
class Field:
    """A value the form takes. ``rows`` is set for a list of rows, and names the fields of one row."""

    name: str
    meaning: str
    optional: bool
    rows: Mapping[str, Field] | None = None
    place: Place = ("", 1)


@dataclass(frozen=True)
class Source:
    """A block as read, with the place it was read from, for a refusal that can be acted on."""

    block: dict[str, Any]
    file: str
    line: int


@dataclass(frozen=True)
class FormText:
    """A form after ``extends``, ``replace``, ``remove`` and pieces: its top values with their places, fields, blocks.

    ``own`` tells that the form itself, not only a piece of it, was found before the last folder.
    """

    top: dict[str, Any]
    places: Mapping[str, Place]
    fields: Mapping[str, Field]
    sources: tuple[Source, ...]
    own: bool


def refused(place: Place, entry: str, reason: str) -> ReferenceInvalid:
    """The refusal of what stands at ``place``."""
    return ReferenceInvalid(place[0], entry, reason, line=place[1])


def form_file(set_id: str, key: str) -> str:
    """The name of a form's file below the regulation folder."""
    return f"{set_id}/forms/{key}.toml"


def read_form(set_id: str, key: str, folders: Sequence[Path]) -> FormText:
    """The form's text made whole. Raises ReferenceInvalid with file, entry, reason and line."""
    text, own = _resolved(set_id, key, tuple(folders), ())
    fields = dict(text.fields)
    expanded: list[Source] = []
    for source in text.sources:
        if source.block.get("kind") == "piece":
            piece_fields, piece_sources = _piece(source, set_id, folders)
            fields = {**piece_fields, **fields}
            expanded.extend(piece_sources)
        else:
            expanded.append(source)
    return FormText(text.top, text.places, fields, tuple(expanded), own)


def _resolved(
    set_id: str, key: str, folders: tuple[Path, ...], through: tuple[tuple[str, int], ...]
) -> tuple[FormText, bool]:
    name = form_file(set_id, key)
    at = next((place for place, folder in enumerate(folders) if (folder / name).is_file()), len(folders) - 1)
    if (name, len(folders) - at) in through:
        raise refused((name, 1), "extends", f"extends itself through {' → '.join(step for step, _ in through)}")
    document, text = _read(folders[at], name)
    own = _sources(document.pop("block", []), name, text, "block")
    fields = _fields(document.pop("fields", {}), name, text, "fields")
    parent = document.pop("extends", None)
    replace: dict[str, Any] = document.pop("replace", {})
    remove: list[str] = document.pop("remove", [])
    places = {top: _place(name, text, top) for top in document}
    if parent is None:
        if replace or remove:
            raise refused(
                _place(name, text, "replace"), "replace", "a form that extends nothing has nothing to replace"
            )
        return FormText(document, places, fields, tuple(own), at + 1 < len(folders)), at + 1 < len(folders)
    other_set, _, other_key = str(parent).partition("/")
    rest = folders[at + 1 :] if (other_set, other_key) == (set_id, key) and folders[at + 1 :] else folders
    base, _ = _resolved(other_set, other_key, rest, (*through, (name, len(folders) - at)))
    known = {source.block.get("id", "") for source in base.sources} - {""}
    if strange := sorted((set(replace) | set(remove)) - known):
        raise refused(_place(name, text, strange[0]), "replace", f"{parent} has no block {', '.join(strange)}")
    merged: list[Source] = []
    for source in base.sources:
        mark = source.block.get("id", "")
        if mark in replace:
            new = replace[mark] if isinstance(replace[mark], list) else [{"id": mark, **replace[mark]}]
            merged.extend(_sources(new, name, text, f"replace.{mark}"))
        elif mark not in remove:
            merged.append(source)
    whole = FormText(
        {**base.top, **document}, {**base.places, **places}, {**base.fields, **fields}, (*merged, *own),
        at + 1 < len(folders),
    )  # fmt: skip
    return whole, whole.own


def _read(folder: Path, name: str) -> tuple[dict[str, Any], str]:
    try:
        text = (folder / name).read_text(encoding="utf-8")
        return tomllib.loads(text), text
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        reason = error.strerror or str(error) if isinstance(error, OSError) else str(error)
        line = re.search(r"at line (\d+)", reason)
        raise refused((name, int(line.group(1)) if line else 1), "file", reason) from error


def _sources(blocks: object, file: str, text: str, table: str) -> list[Source]:
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        raise refused(_place(file, text, table), table, "blocks are written as [[block]] tables")
    head = re.compile(rf"^[ \t]*\[\[?[ \t]*{re.escape(table)}[ \t]*\]\]?", re.MULTILINE)
    lines = [text.count("\n", 0, match.start()) + 1 for match in head.finditer(text)]
    return [Source(block, file, lines[n] if n < len(lines) else 1) for n, block in enumerate(blocks)]


def _piece(source: Source, set_id: str, folders: Sequence[Path]) -> tuple[dict[str, Field], list[Source]]:
    name = str(source.block.get("name"))
    for folder in folders:
        for file in (f"{set_id}/pieces.toml", "pieces.toml"):
            if not (folder / file).is_file():
                continue
            document, text = _read(folder, file)
            if isinstance(piece := document.get(name), dict):
                fields = _fields(piece.get("fields", {}), file, text, f"{name}.fields")
                return fields, _sources(piece.get("block", []), file, text, f"{name}.block")
    raise refused((source.file, source.line), f"line {source.line}", f"no piece is called {name}")


def _fields(table: object, file: str, text: str, entry: str) -> dict[str, Field]:
    """Fields as declared: ``name = "meaning"``, a name ending in ``?`` is optional, a table is a list of rows."""
    if not isinstance(table, dict):
        raise refused(_place(file, text, "fields"), entry, "fields are written as name = meaning")
    fields: dict[str, Field] = {}
    for written, meaning in table.items():
        place = _place(file, text, written)
        name = written.removesuffix("?")
        optional = written.endswith("?")
        if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or name in BUILT_IN | ROW_BUILT_IN:
            raise refused(place, entry, f"{written} is no field name")
        if isinstance(meaning, dict):
            rows = dict(meaning)
            told = str(rows.pop("_", "các dòng"))
            inner = _fields(rows, file, text, f"{entry}.{written}")
            fields[name] = Field(name, told, optional, inner, place)
        elif isinstance(meaning, str) and meaning.strip():
            fields[name] = Field(name, meaning, optional, None, place)
        else:
            raise refused(place, f"{entry}.{written}", "a field needs its meaning")
    return fields


def _place(file: str, text: str, key: str) -> Place:
    """The first line that sets ``key`` or opens a table of that name; line 1 when none does."""
    quoted = rf'"?{re.escape(key)}"?'
    found = re.search(rf"^[ \t]*(?:{quoted}[ \t]*=|\[\[?[^\]\n=]*{quoted}[ \t]*\]\]?)", text, re.MULTILINE)
    return file, text.count("\n", 0, found.start()) + 1 if found else 1
