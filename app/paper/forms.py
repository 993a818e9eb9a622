"""What a printed form is: its fields and blocks, read from a regulation set's TOML and proved at load.

A file under ``regulation/<set>/forms/`` either says everything itself or ``extends`` another set's form and replaces
some of its blocks. A block of kind ``piece`` stands for blocks of ``pieces.toml`` (the set's own, else the common one).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import msgspec

import resources
from app.paper.form_files import BUILT_IN, ROW_BUILT_IN, Source, form_file, read_form, refused
from app.paper.form_files import Field as Field
from app.paper.wording import Wording, parse

Paper = Literal["A4", "A5"]
Align = Literal["left", "center", "right", "justify"]


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
    signature; neighbours with the same ``group`` get a common head above their own; ``symbol`` sets a QR of the first
    line above the text.
    """

    head: Wording
    lines: list[Wording] = []
    width: float = 0.0
    share: float = 1.0
    align: Align = "left"
    group: str = ""
    used_only: bool = False
    room: float = 0.0
    symbol: bool = False


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
    """Columns to be signed, kept together and never alone on a page; between them the QR of the field ``seal``."""

    columns: list[SignatureColumn]
    room: float = 16.0
    seal: str = ""


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
    than one page anyway it is set at ``flowing``. ``[defaults]`` beside it gives fields the program does not.
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
    defaults: Mapping[str, Any]


def load_form(set_id: str, key: str, *, folder: Path | None = None, own: Path | None = None) -> FormTemplate:
    """The form ``key`` of a regulation set. Raises ReferenceInvalid naming file, entry, reason and line.

    ``folder`` is the regulation folder; without it the program's own resources are read, once. ``own`` is a folder of
    an administrator's templates, looked into first; such a form may leave fields out but not ask for new ones.
    """
    if folder is not None:
        return _proved(set_id, key, (folder,))
    if own is None or not own.is_dir():
        return _shipped(set_id, key)
    files = sorted(path for path in own.rglob("*.toml") if path.is_file())
    return _owned(set_id, key, own, tuple((path.name, path.stat().st_mtime_ns, path.stat().st_size) for path in files))


def form_keys(set_id: str, *, folder: Path | None = None) -> tuple[str, ...]:
    """The keys of all forms of a set, sorted."""
    forms = (folder or resources.path("regulation")) / set_id / "forms"
    return tuple(sorted(path.stem for path in forms.glob("*.toml")))


@lru_cache(maxsize=256)
def _shipped(set_id: str, key: str) -> FormTemplate:
    return _proved(set_id, key, (resources.path("regulation"),))


@lru_cache(maxsize=64)
def _owned(set_id: str, key: str, own: Path, _stamp: tuple[object, ...]) -> FormTemplate:
    """``_stamp`` changes with the files, so that a changed template is read again."""
    found = _proved(set_id, key, (own, resources.path("regulation")))
    shipped = _shipped(set_id, key)
    for name, field in found.fields.items():
        given = shipped.fields.get(name)
        if given is None or (given.rows is None) != (field.rows is None):
            raise refused(field.place, f"fields.{name}", f"the program gives no such field {name}")
        if given.optional and not field.optional:
            raise refused(field.place, f"fields.{name}", f"{name} is not always there; write {name}?")
        for inner, row_field in (field.rows or {}).items():
            known = (given.rows or {}).get(inner)
            if known is None or (known.optional and not row_field.optional):
                raise refused(row_field.place, f"fields.{name}.{inner}", f"rows have no such field {inner}")
    return replace(found, fields={**shipped.fields, **found.fields})


def _proved(set_id: str, key: str, folders: tuple[Path, ...]) -> FormTemplate:
    text = read_form(set_id, key, folders)
    here = (form_file(set_id, key), 1)
    values = dict(text.top)
    defaults = values.pop("defaults", {})
    try:
        top = msgspec.convert(values, _FormFile, dec_hook=_decode)
    except msgspec.ValidationError as error:
        named = re.search(r"`\$\.(\w+)|field `(\w+)`", str(error))
        place = text.places.get((named.group(1) or named.group(2)) if named else "", here)
        raise refused(place, "form", str(error)) from error
    blocks = tuple(_block(source, text.fields) for source in text.sources)
    if not blocks:
        raise refused(here, "block", "a form needs at least one block")
    if top.smallest > top.size:
        raise refused(text.places.get("smallest", here), "smallest", "smallest is larger than size")
    if top.footer is not None:
        place = text.places.get("footer", here)
        _check_places(top.footer, set(text.fields) | BUILT_IN, place, "footer")
    _check_defaults(defaults, text.fields, text.places.get("defaults", here))
    return FormTemplate(
        set_id, key, top.title, top.paper, top.orientation, top.margins, top.size, top.smallest,
        top.flowing or top.size, tuple(top.copies), top.footer, text.fields, blocks, defaults,
    )  # fmt: skip


def _check_defaults(defaults: object, fields: Mapping[str, Field], place: tuple[str, int]) -> None:
    if not isinstance(defaults, dict):
        raise refused(place, "defaults", "defaults are written as name = value")
    for name, value in defaults.items():
        field = fields.get(name)
        if field is None or isinstance(value, list) != (field.rows is not None):
            raise refused(place, f"defaults.{name}", f"{name} is no field of that kind")
        for row in value if isinstance(value, list) else ():
            if not isinstance(row, dict) or not set(row) <= set(field.rows or ()):
                raise refused(place, f"defaults.{name}", f"a row of {name} has fields it does not declare")


def _block(source: Source, fields: Mapping[str, Field]) -> Block:
    entry = f"{source.block.get('kind', 'block')} at line {source.line}"
    place = (source.file, source.line)
    try:
        block: Block = msgspec.convert(source.block, Block, dec_hook=_decode)
    except msgspec.ValidationError as error:
        raise refused(place, entry, str(error)) from error

    def known(name: str, what: str, *, rows: bool = False) -> Field:
        if name not in fields:
            raise refused(place, entry, f"{what} names the undeclared field {name}")
        if (fields[name].rows is not None) != rows:
            raise refused(place, entry, f"{what}: {name} is {'no' if rows else 'a'} list of rows")
        return fields[name]

    for what in ("when", "unless"):
        if (name := getattr(block, what)) and name not in fields:
            raise refused(place, entry, f"{what} names the undeclared field {name}")
    for name in (block.code, *block.qr) if isinstance(block, Codes) else ():
        known(name, "codes")
    if isinstance(block, Signatures) and block.seal:
        known(block.seal, "seal")
    row_fields: Mapping[str, Field] = {}
    if rows := block.rows if isinstance(block, Table) else block.each if isinstance(block, Lines) else "":
        row_fields = known(rows, "rows", rows=True).rows or {}
        if hidden := sorted(set(row_fields) & set(fields)):
            raise refused(place, entry, f"row fields hide fields of the form: {', '.join(hidden)}")
    if isinstance(block, Table) and block.foot and sum(cell.span for cell in block.foot) != len(block.columns):
        raise refused(place, entry, "the foot's spans do not add up to the number of columns")
    outer = {name for name, field in fields.items() if field.rows is None} | BUILT_IN
    inner = outer | set(row_fields) | ROW_BUILT_IN if row_fields else outer
    for wording, in_rows in wordings(block):
        _check_places(wording, inner if in_rows else outer, place, entry)
    return block


def _check_places(wording: Wording, names: set[str] | frozenset[str], place: tuple[str, int], entry: str) -> None:
    for each in wording.places:
        if each.name not in names:
            raise refused(place, entry, f"{wording.source!r} names the undeclared field {each.name}")


def wordings(block: Block) -> Iterator[tuple[Wording, bool]]:
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
    # What msgspec asks of a hook for a type that is none of its own.
    raise NotImplementedError(kind.__name__)
