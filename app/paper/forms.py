"""What a printed form is: its fields and blocks, read from a regulation set's TOML and proved at load.

A file under ``regulation/<set>/forms/`` either says everything itself or ``extends`` another set's form and replaces
some of its blocks. A block of kind ``piece`` stands for blocks of ``pieces.toml`` (the set's own, else the common one).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import msgspec

import resources
from app.errors import ReferenceInvalid
from app.paper.wording import Wording, parse

Paper = Literal["A4", "A5"]
Align = Literal["left", "center", "right", "justify"]

BUILT_IN = frozenset({"copy"})
"""Names every form may use without declaring them: the label of the copy being printed."""
ROW_BUILT_IN = frozenset({"n"})
"""Names every row has: its number, from 1."""


class _Block(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag_field="kind"):
    """What all blocks share. ``before`` and ``after`` are white millimetres; ``scale`` multiplies the form's size.

    ``when`` and ``unless`` name a field; the block is printed only if it is given, or only if it is not.
    """

    id: str = ""
    when: str = ""
    unless: str = ""
    before: float = 0.0
    after: float = 0.0
    scale: float = 1.0


class Header(_Block, frozen=True, kw_only=True, tag="header"):
    """The national header: agency on the left, country and motto on the right, number and place with date below."""

    left: list[Wording]
    place_date: Wording | None = None
    number: Wording | None = None
    left_share: float = 0.42


class Title(_Block, frozen=True, kw_only=True, tag="title"):
    """Bold centred lines, and smaller ones under them."""

    lines: list[Wording]
    under: list[Wording] = []


class Codes(_Block, frozen=True, kw_only=True, tag="codes"):
    """Code 128 of the field ``code`` with ``label`` below it, and the QR of the first given field in ``qr``."""

    code: str
    label: Wording
    qr: list[str] = []
    caption: str = ""


class Lines(_Block, frozen=True, kw_only=True, tag="lines"):
    """One paragraph for each line; with ``each``, all lines once for every row of that field."""

    lines: list[Wording]
    each: str = ""
    align: Align = "left"
    indent: float = 0.0
    hang: float = 0.0
    first: float = 0.0
    gap: float = 0.4


class Column(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A table column: ``width`` in millimetres, or a ``share`` of what is left.

    ``used_only`` leaves the column out when no row fills it; ``room`` keeps white millimetres under the text for a
    signature; neighbours with the same ``group`` get a common head above their own.
    """

    head: Wording
    lines: list[Wording] = []
    width: float = 0.0
    share: float = 1.0
    align: Align = "left"
    group: str = ""
    used_only: bool = False
    room: float = 0.0


class FootCell(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    text: Wording
    span: int = 1
    align: Align = "left"


class Table(_Block, frozen=True, kw_only=True, tag="table"):
    """The rows of a list field; heads repeat on every page, rows are not cut, ``least_rows`` are drawn at least.

    ``numbered`` adds the line (1) (2) (3) … under the heads, as registers have it.
    """

    rows: str
    columns: list[Column]
    heading: Wording | None = None
    foot: list[FootCell] = []
    least_rows: int = 0
    numbered: bool = False


class SignatureColumn(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Who signs: bold title, a hint in brackets, and the name under the white room. An empty title leaves a gap."""

    title: Wording | None = None
    hint: Wording | None = None
    name: Wording | None = None


class Signatures(_Block, frozen=True, kw_only=True, tag="signatures"):
    """Columns to be signed, kept together and never alone on a page."""

    columns: list[SignatureColumn]
    room: float = 16.0


class Ruled(_Block, frozen=True, kw_only=True, tag="ruled"):
    """Dotted lines to write on by hand; ``gap`` is the white above each, in millimetres."""

    lines: int = 2
    gap: float = 7.0


class Note(_Block, frozen=True, kw_only=True, tag="note"):
    """Small print under a hairline."""

    lines: list[Wording]


class Break(_Block, frozen=True, kw_only=True, tag="break"):
    """The rest goes on a new page."""


Block = Header | Title | Codes | Lines | Table | Signatures | Ruled | Note | Break


class _FormFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The top of a form's file, blocks aside. Sizes in points, margins (top, right, bottom, left) in millimetres.

    The form is set at ``size`` or as much smaller as makes it fit one page, down to ``smallest``; when it takes more
    than one page anyway it is set at ``flowing``.
    """

    title: str
    paper: Paper = "A5"
    orientation: Literal["portrait", "landscape"] = "portrait"
    margins: tuple[float, float, float, float] = (10, 10, 10, 12)
    size: float = 11.0
    smallest: float = 9.5
    flowing: float | None = None
    copies: list[str] = []
    footer: Wording | None = None


@dataclass(frozen=True)
class Field:
    """A value the form takes. ``rows`` is set for a list of rows, and names the fields of one row."""

    name: str
    meaning: str
    optional: bool
    rows: Mapping[str, Field] | None = None


@dataclass(frozen=True)
class FormTemplate:
    """A form proved whole: every field it uses is declared, every block is well formed."""

    set_id: str
    key: str
    title: str
    paper: Paper
    orientation: Literal["portrait", "landscape"]
    margins: tuple[float, float, float, float]
    size: float
    smallest: float
    flowing: float
    copies: tuple[str, ...]
    footer: Wording | None
    fields: Mapping[str, Field]
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class _Source:
    """A block as read, with the place it was read from, for a refusal that can be acted on."""

    block: dict[str, Any]
    file: str
    line: int


def load_form(set_id: str, key: str, *, folder: Path | None = None) -> FormTemplate:
    """The form ``key`` of a regulation set. Raises ReferenceInvalid naming file, entry and reason.

    ``folder`` is the regulation folder; without it the program's own resources are read, once.
    """
    return _own_form(set_id, key) if folder is None else _read_form(set_id, key, folder)


def form_keys(set_id: str, *, folder: Path | None = None) -> tuple[str, ...]:
    """The keys of all forms of a set, sorted."""
    forms = (folder or resources.path("regulation")) / set_id / "forms"
    return tuple(sorted(path.stem for path in forms.glob("*.toml")))


@lru_cache(maxsize=256)
def _own_form(set_id: str, key: str) -> FormTemplate:
    return _read_form(set_id, key, resources.path("regulation"))


def _read_form(set_id: str, key: str, folder: Path) -> FormTemplate:
    document, sources = _resolved(set_id, key, folder, ())
    file = f"{set_id}/forms/{key}.toml"
    fields = _fields(document.pop("fields", {}), file, "fields")
    expanded: list[_Source] = []
    for source in sources:
        if source.block.get("kind") == "piece":
            piece_fields, piece_sources = _piece(source, set_id, folder)
            fields = {**piece_fields, **fields}
            expanded.extend(piece_sources)
        else:
            expanded.append(source)
    try:
        top = msgspec.convert(document, _FormFile, dec_hook=_decode)
    except msgspec.ValidationError as error:
        raise ReferenceInvalid(file, "form", str(error)) from error
    blocks = tuple(_block(source, fields) for source in expanded)
    if not blocks:
        raise ReferenceInvalid(file, "block", "a form needs at least one block")
    if top.smallest > top.size:
        raise ReferenceInvalid(file, "smallest", "smallest is larger than size")
    if top.footer is not None:
        _check_places(top.footer, set(fields) | BUILT_IN, file, "footer")
    return FormTemplate(
        set_id, key, top.title, top.paper, top.orientation, top.margins, top.size, top.smallest,
        top.flowing or top.size, tuple(top.copies),
        top.footer, fields, blocks,
    )  # fmt: skip


def _resolved(set_id: str, key: str, folder: Path, through: tuple[str, ...]) -> tuple[dict[str, Any], list[_Source]]:
    """Top-level values and blocks of a form after ``extends``, ``remove`` and ``replace``."""
    name = f"{set_id}/forms/{key}.toml"
    if name in through:
        raise ReferenceInvalid(name, "extends", f"extends itself through {' → '.join(through)}")
    document, text = _read(folder, name)
    own = _sources(document.pop("block", []), name, text, "block")
    parent = document.pop("extends", None)
    replace: dict[str, Any] = document.pop("replace", {})
    remove: list[str] = document.pop("remove", [])
    if parent is None:
        if replace or remove:
            raise ReferenceInvalid(name, "replace", "a form that extends nothing has nothing to replace")
        return document, own
    other_set, _, other_key = str(parent).partition("/")
    base, sources = _resolved(other_set, other_key, folder, (*through, name))
    known = {source.block.get("id", "") for source in sources} - {""}
    if strange := sorted((set(replace) | set(remove)) - known):
        raise ReferenceInvalid(name, "replace", f"{parent} has no block {', '.join(strange)}")
    merged: list[_Source] = []
    for source in sources:
        mark = source.block.get("id", "")
        if mark in replace:
            new = replace[mark] if isinstance(replace[mark], list) else [{"id": mark, **replace[mark]}]
            merged.extend(_sources(new, name, text, f"replace.{mark}"))
        elif mark not in remove:
            merged.append(source)
    fields = {**base.get("fields", {}), **document.get("fields", {})}
    return {**base, **document, "fields": fields}, [*merged, *own]


def _read(folder: Path, name: str) -> tuple[dict[str, Any], str]:
    try:
        text = (folder / name).read_text(encoding="utf-8")
        return tomllib.loads(text), text
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        reason = error.strerror or str(error) if isinstance(error, OSError) else str(error)
        raise ReferenceInvalid(name, "file", reason) from error


def _sources(blocks: object, file: str, text: str, table: str) -> list[_Source]:
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        raise ReferenceInvalid(file, table, "blocks are written as [[block]] tables")
    head = re.compile(rf"^\s*\[\[?\s*{re.escape(table)}\s*\]\]?", re.MULTILINE)
    lines = [text.count("\n", 0, match.end()) + 1 for match in head.finditer(text)]
    return [_Source(block, file, lines[n] if n < len(lines) else 1) for n, block in enumerate(blocks)]


def _piece(source: _Source, set_id: str, folder: Path) -> tuple[dict[str, Field], list[_Source]]:
    name = source.block.get("name")
    for file in (f"{set_id}/pieces.toml", "pieces.toml"):
        if not (folder / file).is_file():
            continue
        document, text = _read(folder, file)
        if isinstance(piece := document.get(str(name)), dict):
            fields = _fields(piece.get("fields", {}), file, f"{name}.fields")
            return fields, _sources(piece.get("block", []), file, text, f"{name}.block")
    raise ReferenceInvalid(source.file, f"line {source.line}", f"no piece is called {name}")


def _fields(table: object, file: str, entry: str) -> dict[str, Field]:
    """Fields as declared: ``name = "meaning"``, a name ending in ``?`` is optional, a table is a list of rows."""
    if not isinstance(table, dict):
        raise ReferenceInvalid(file, entry, "fields are written as name = meaning")
    fields: dict[str, Field] = {}
    for written, meaning in table.items():
        name = written.removesuffix("?")
        optional = written.endswith("?")
        if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or name in BUILT_IN | ROW_BUILT_IN:
            raise ReferenceInvalid(file, entry, f"{written} is no field name")
        if isinstance(meaning, dict):
            rows = dict(meaning)
            told = str(rows.pop("_", "các dòng"))
            fields[name] = Field(name, told, optional, _fields(rows, file, f"{entry}.{written}"))
        elif isinstance(meaning, str) and meaning.strip():
            fields[name] = Field(name, meaning, optional)
        else:
            raise ReferenceInvalid(file, f"{entry}.{written}", "a field needs its meaning")
    return fields


def _block(source: _Source, fields: Mapping[str, Field]) -> Block:
    entry = f"{source.block.get('kind', 'block')} at line {source.line}"
    try:
        block: Block = msgspec.convert(source.block, Block, dec_hook=_decode)
    except msgspec.ValidationError as error:
        raise ReferenceInvalid(source.file, entry, str(error)) from error

    def known(name: str, what: str, *, rows: bool = False) -> Field:
        if name not in fields:
            raise ReferenceInvalid(source.file, entry, f"{what} names the undeclared field {name}")
        if (fields[name].rows is not None) != rows:
            raise ReferenceInvalid(source.file, entry, f"{what}: {name} is {'no' if rows else 'a'} list of rows")
        return fields[name]

    for what in ("when", "unless"):
        if (name := getattr(block, what)) and name not in fields:
            raise ReferenceInvalid(source.file, entry, f"{what} names the undeclared field {name}")
    if isinstance(block, Codes):
        for name in (block.code, *block.qr):
            known(name, "codes")
    row_fields: Mapping[str, Field] = {}
    if rows := block.rows if isinstance(block, Table) else block.each if isinstance(block, Lines) else "":
        row_fields = known(rows, "rows", rows=True).rows or {}
        if hidden := sorted(set(row_fields) & set(fields)):
            raise ReferenceInvalid(source.file, entry, f"row fields hide fields of the form: {', '.join(hidden)}")
    if isinstance(block, Table) and block.foot and sum(cell.span for cell in block.foot) != len(block.columns):
        raise ReferenceInvalid(source.file, entry, "the foot's spans do not add up to the number of columns")
    outer = {name for name, field in fields.items() if field.rows is None} | BUILT_IN
    inner = outer | set(row_fields) | ROW_BUILT_IN if row_fields else outer
    for wording, in_rows in _wordings(block):
        _check_places(wording, inner if in_rows else outer, source.file, entry)
    return block


def _check_places(wording: Wording, names: set[str] | frozenset[str], file: str, entry: str) -> None:
    for place in wording.places:
        if place.name not in names:
            raise ReferenceInvalid(file, entry, f"{wording.source!r} names the undeclared field {place.name}")


def _wordings(block: Block) -> Iterator[tuple[Wording, bool]]:
    """Every sentence of a block, and whether it is filled once per row."""
    if isinstance(block, Table):
        for column in block.columns:
            yield column.head, False
            yield from ((wording, True) for wording in column.lines)
        yield from ((cell.text, False) for cell in block.foot)
    for name in block.__struct_fields__:
        value = getattr(block, name)
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, Wording):
                yield item, isinstance(block, Lines)
            elif isinstance(item, SignatureColumn):
                yield from ((each, False) for each in (item.title, item.hint, item.name) if each is not None)


def _decode(kind: type, value: object) -> Wording:
    if kind is Wording and isinstance(value, str):
        return parse(value)
    raise NotImplementedError(kind.__name__)
