"""What the blocks of a form become on the page: reportlab flowables, set with care for lines that stand alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import singledispatch
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, HRFlowable, PageBreak, Paragraph, Spacer
from reportlab.platypus import Table as Grid

from app.paper import barcode, forms
from app.paper.setting import Setting, balanced, bold_width, fitted, line, scopes, set_text, side_by_side, text_width
from app.paper.tables import LongTable, Symbol, set_table
from app.paper.wording import is_absent, unmarked

_ENDLESS = 1e9
_NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
_MOTTO = "Độc lập - Tự do - Hạnh phúc"


def set_blocks(
    form: forms.FormTemplate, setting: Setting, made_before: dict[int, list[Flowable]] | None = None
) -> list[Flowable]:
    """The whole form, top to bottom, for one copy. Raises BarcodeTooWide when its code cannot be printed legibly.

    ``made_before`` keeps the blocks that say the same on every copy, for the next copy that fits one page as this does.
    """
    story: list[Flowable] = []
    signed_from: int | None = None
    for place, block in enumerate(form.blocks):
        if not _shown(block, setting.values):
            continue
        made = (made_before or {}).get(place)
        if made is None:
            made = _made(block, setting)
            if made_before is not None and not names_copy(block):
                made_before[place] = made
        if not made:
            continue
        if isinstance(block, forms.Signatures):
            signed_from = len(story)
        if block.before:
            story.append(Spacer(0, block.before * mm))
        story.extend(made)
        if block.after:
            story.append(Spacer(0, block.after * mm))
    return story if signed_from is None else _with_ending(story, signed_from, setting)


def _shown(block: forms.Block, values: Mapping[str, object]) -> bool:
    if block.when and is_absent(values.get(block.when)):
        return False
    return not (block.unless and not is_absent(values.get(block.unless)))


def names_copy(block: forms.Block) -> bool:
    """Whether the block says which copy it stands on."""
    return any(place.name == "copy" for wording, _ in forms.wordings(block) for place in wording.places)


@singledispatch
def _made(block: object, setting: Setting) -> list[Flowable]:
    raise TypeError(f"no way to set a {type(block).__name__}")


# ---------------------------------------------------------------- header and title


@_made.register
def _header(block: forms.Header, setting: Setting) -> list[Flowable]:
    left_width = setting.width * block.left_share
    right_width = setting.width - left_width
    left_text = [text for wording in block.left if (text := wording.text(setting.values))]
    left: list[Flowable] = [balanced(text, setting, left_width - 2 * mm, 0.92 * block.scale) for text in left_text]
    if left_text:
        last = bold_width(unmarked(left_text[-1]), left[-1].style.fontSize, setting)
        left.append(_Rule(min(last, left_width) * 0.4))
    right: list[Flowable] = [fitted(f"<b>{_NATION}</b>", setting, right_width, 0.92 * block.scale)]
    motto = fitted(f"<b>{_MOTTO}</b>", setting, right_width, 1.0 * block.scale)
    right.extend([motto, _Rule(bold_width(_MOTTO, motto.style.fontSize, setting))])
    grid = Grid([[left, right] if left_width else [right]], colWidths=[left_width, right_width] if left_width else None)
    grid.setStyle(side_by_side(setting.family))
    number, dated = (
        wording.text(setting.values) if wording is not None else "" for wording in (block.number, block.place_date)
    )
    if number:
        return [grid, Spacer(0, 2.6), _numbered(number, dated, left_width, setting, 0.95 * block.scale)]
    if dated:
        right.extend([Spacer(0, 2.2), fitted(dated, setting, right_width, 0.95 * block.scale)])
    return [grid]


def _numbered(number: str, dated: str, left_width: float, setting: Setting, scale: float) -> Flowable:
    """Number and place with date in one line; a number too long for its column takes room from the date's."""
    size = setting.style(scale).fontSize
    needed, other = (text_width(each, size, setting) + _BETWEEN for each in (number, dated))
    left_width = max(left_width, min(needed, setting.width - other))
    widths = [left_width, setting.width - left_width]
    cells = [
        fitted(text, setting, width - _BETWEEN, scale) for text, width in zip((number, dated), widths, strict=True)
    ]
    row = Grid([cells], colWidths=widths)
    row.setStyle(side_by_side(setting.family))
    return row


_BETWEEN = 3 * mm
"""White between a long number and the place and date beside it, at the least."""


@_made.register
def _title(block: forms.Title, setting: Setting) -> list[Flowable]:
    big = 1.22 * block.scale
    lines = [text for wording in block.lines if (text := wording.text(setting.values))]
    under = [text for wording in block.under if (text := wording.text(setting.values))]
    story: list[Flowable] = [fitted(f"<b>{text}</b>", setting, setting.width, big, least=0.88) for text in lines]
    story.extend(balanced(text, setting, setting.width, 0.92) for text in under)
    return story


class _Rule(Flowable):  # type: ignore[misc]
    """A short line in the middle of its column, a little below the text it closes."""

    def __init__(self, length: float) -> None:
        super().__init__()
        self._length = length

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.width, self.height = width, 5.0
        return self.width, self.height

    def draw(self) -> None:
        self.canv.setLineWidth(0.7)
        start = (self.width - self._length) / 2
        self.canv.line(start, 1.6, start + self._length, 1.6)


# ---------------------------------------------------------------- codes


@_made.register
def _codes(block: forms.Codes, setting: Setting) -> list[Flowable]:
    code = str(setting.values[block.code])
    content = next((str(value) for name in block.qr if not is_absent(value := setting.values.get(name))), "")
    return [_CodeBand(code, content, block, setting)]


class _CodeBand(Flowable):  # type: ignore[misc]
    """Code 128 at the left with its code in bold below, QR at the right; alone and centred without a QR."""

    def __init__(self, code: str, content: str, block: forms.Codes, setting: Setting) -> None:
        super().__init__()
        self.width = setting.width
        self._linear, self._square = _beside(code, content, setting)
        # A QR that would only repeat the code is left out rather than set below, where it takes a fifth of the page.
        alone = content and content != code and self._square is None
        self._under = barcode.square(content, 26 * mm) if alone else None
        self._label = set_text(block.label.text(setting.values), setting.style(1.12, align="center"))
        _, self._label_height = self._label.wrap(self._linear.width, 1e6)
        upper = barcode.LINEAR_HEIGHT + 1.0 * mm + self._label_height
        beside = self._square.width + 1 * mm if self._square else 0.0
        below = self._under.width + 2 * self._under.quiet if self._under else 0.0
        self.height = max(upper, beside) + below

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        return self.width, self.height

    def draw(self) -> None:
        canvas = self.canv
        left, bottom = canvas.absolutePosition(0, 0)
        spare = 0.0 if self._square else (self.width - self._linear.width) / 2
        top = self.height
        x = barcode.snapped(left + spare) - left
        barcode.draw_linear(canvas, self._linear, x, top - barcode.LINEAR_HEIGHT)
        self._label.drawOn(canvas, x, top - barcode.LINEAR_HEIGHT - 1.0 * mm - self._label_height)
        if self._square:
            right = barcode.snapped(left + self.width - self._square.width) - left
            low = barcode.snapped(bottom + top - self._square.width) - bottom
            barcode.draw_square(canvas, self._square, right, low)
        if self._under:
            middle = barcode.snapped(left + (self.width - self._under.width) / 2) - left
            barcode.draw_square(canvas, self._under, middle, self._under.quiet)


def _beside(code: str, content: str, setting: Setting) -> tuple[barcode.Linear, barcode.Square | None]:
    """The widest Code 128 that leaves room for the QR beside it; the widest of all when none does."""
    symbols = barcode.linear(code, setting.width, margin=setting.side_margin)
    for symbol in symbols if content else ():
        room = setting.width - symbol.width - symbol.quiet
        if beside := barcode.square(content, min(room, 17.5 * mm)):
            return symbol, beside
    return symbols[0], None


# ---------------------------------------------------------------- lines and notes


@_made.register
def _lines(block: forms.Lines, setting: Setting) -> list[Flowable]:
    style = setting.style(
        block.scale, align=block.align, indent=block.indent * mm, hang=block.hang * mm, first=block.first * mm
    )
    story: list[Flowable] = []
    for values in scopes(block.each, setting.values):
        for wording in block.lines:
            for made in line(wording.fill(values), style, setting.width):
                story.extend([made, Spacer(0, block.gap * mm)])
    return story


@_made.register
def _note(block: forms.Note, setting: Setting) -> list[Flowable]:
    style = setting.style(0.84 * block.scale, align="justify")
    texts = [text for wording in block.lines if (text := wording.text(setting.values))]
    if not texts:
        return []
    rule = HRFlowable("100%", 0.4, color="#808080", spaceBefore=0, spaceAfter=1.0 * mm, lineCap="butt")
    return [rule, *(set_text(text, style) for text in texts)]


@_made.register
def _break(block: forms.Break, setting: Setting) -> list[Flowable]:
    return [PageBreak()]


@_made.register
def _table(block: forms.Table, setting: Setting) -> list[Flowable]:
    return set_table(block, setting)


@_made.register
def _ruled(block: forms.Ruled, setting: Setting) -> list[Flowable]:
    dots = {"width": "100%", "thickness": 0.6, "color": "black", "dash": (0.6, 1.8), "lineCap": "butt"}
    return [HRFlowable(**dots, spaceBefore=block.gap * mm, spaceAfter=0) for _ in range(block.lines)]


# ---------------------------------------------------------------- signatures and the end of the paper


@_made.register
def _signatures(block: forms.Signatures, setting: Setting) -> list[Flowable]:
    seal = _seal(block, setting)
    width = (setting.width - (seal.width if seal else 0.0)) / len(block.columns)
    cells: list[list[Flowable]] = []
    for column in block.columns:
        cell: list[Flowable] = []
        for wording, pattern, scale in ((column.title, "<b>{}</b>", 0.98), (column.hint, "<i>{}</i>", 0.88)):
            if wording is not None and (text := wording.text(setting.values)):
                cell.append(fitted(pattern.format(text), setting, width - 2 * mm, scale * block.scale))
        cells.append(cell)
    names = [
        balanced(f"<b>{text}</b>", setting, width - 2 * mm, block.scale)
        if column.name is not None and (text := column.name.text(setting.values))
        else []
        for column in block.columns
    ]
    widths = [width] * len(cells)
    spans: list[tuple[Any, ...]] = []
    if seal is not None:
        middle = len(cells) // 2
        cells.insert(middle, [seal])
        names.insert(middle, [])
        widths.insert(middle, seal.width)
        spans = [("SPAN", (middle, 0), (middle, 1)), ("BOTTOMPADDING", (middle, 0), (middle, 1), 0)]
    room = ("BOTTOMPADDING", (0, 0), (-1, 0), block.room * mm)
    grid = Grid([cells, names], colWidths=widths)
    grid.setStyle(side_by_side(setting.family, room, *spans))
    return [grid]


def _seal(block: forms.Signatures, setting: Setting) -> Symbol | None:
    """The QR between the signatures; None when the form has none or it is not given."""
    content = setting.values.get(block.seal) if block.seal else None
    return None if is_absent(content) else Symbol(str(content), SEAL_ROOM)


SEAL_ROOM = 23 * mm
"""Room for the signed QR: 49 modules of 0,47 mm, and 53 of 0,42 mm for the longest unit codes."""


def _with_ending(story: list[Flowable], signed_from: int, setting: Setting) -> list[Flowable]:
    """The story with its signatures tied to the text before them, so that no page holds signatures alone."""
    text = [at for at in range(signed_from) if not isinstance(story[at], Spacer)]
    body_at = text[-1] if text else -1
    untied = PageBreak | LongTable
    if len(text) > 1 and not isinstance(story[text[-2]], untied) and _is_one_line(story[body_at], setting):
        body_at = text[-2]
    if body_at < 0 or isinstance(story[body_at], untied):
        return story
    return [*story[:body_at], _Ending(story[body_at], story[body_at + 1 :], setting)]


def _is_one_line(flowable: Flowable, setting: Setting) -> bool:
    _, height = flowable.wrap(setting.width, _ENDLESS)
    return bool(height <= setting.size * 1.5)


class _Ending(Flowable):  # type: ignore[misc]
    """Text and the signatures after it: at least two lines of the text, or one row, go where the signatures go."""

    def __init__(self, body: Flowable, tail: Sequence[Flowable], setting: Setting) -> None:
        super().__init__()
        self._body, self._setting = body, setting
        self._tail = Grid([[list(tail)]], colWidths=[setting.width])
        self._tail.setStyle(side_by_side(setting.family))
        self._rest = tail

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        # A long table measured in a bounded height leaves its last rows unmeasured.
        _, self._body_height = self._body.wrap(width, _ENDLESS)
        _, self._tail_height = self._tail.wrap(width, height)
        self.width, self.height = width, self._body_height + self._tail_height
        return self.width, self.height

    def split(self, width: float, height: float) -> list[Flowable]:
        _, body_height = self._body.wrap(width, _ENDLESS)
        limit = min(height, body_height - self._kept_back())
        pieces = list(self._body.split(width, limit)) if limit > 0 else []
        if len(pieces) < 2:
            return []
        return [*pieces[:-1], _Ending(pieces[-1], self._rest, self._setting)]

    def draw(self) -> None:
        self._body.drawOn(self.canv, 0, self._tail_height)
        self._tail.drawOn(self.canv, 0, 0)

    def _kept_back(self) -> float:
        """How much of the body must at least move on with the signatures, in points."""
        if isinstance(self._body, Grid):
            return float(self._body._rowHeights[-1]) / 2  # noqa: SLF001
        return float(self._body.style.leading) * 1.5 if isinstance(self._body, Paragraph) else 0.0
