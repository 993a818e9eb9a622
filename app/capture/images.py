"""What is done to a page's picture: straightened, cut to its paper, judged blank, turned, two sides on one sheet.

Every function takes and gives the bytes of an image file or a picture in memory; nothing here knows where pages lie.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps

from app.errors import FileUnreadable

MOST_SKEW = 5.0
"""Degrees; a sheet lying more askew than that was put in so, and the officer turns it."""
LEAST_SKEW = 0.25
"""Degrees below which straightening would cost more sharpness than it mends."""

FINE_ENOUGH = 2339
"""Pixels of A4's longer side at 200 dpi, the least that a copy may have (NĐ 30/2020 Annex I: assumed)."""

_SKEW_WIDTH = 700
_SKEW_INK = 60_000
_MARGIN = 0.04
"""Of a page's sides: where feeders leave shadows, and hole punches and staples leave marks."""
_PAPER = 110
"""Grey level below which a page is no paper but a dark picture, or a device that sees nothing: never a blank page."""
_INK_DEPTH = 60
"""Grey levels below the paper's own; what shines through from the other side is paler."""
_BLANK_INK = 0.003
_BLANK_TILE = 0.012
"""Share of dark pixels up to which a page, and each tile of it, is blank: text has 12 to 13 %, blank paper and
shine-through 0,016 % (measured). A line written by hand fills its tile, however empty the sheet."""
_TILES = (12, 8)
_QUALITY = 88
_A4_MM = (210.0, 297.0)
_CARD_MM = (85.6, 53.98)

Grey = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Look:
    """What a first look at a page says: how askew it lies (degrees, anticlockwise positive) and whether it is blank."""

    skew: float
    blank: bool


def look(image: bytes) -> Look:
    """A first look at a page: one decoding, some tens of milliseconds for A4 at 200 dpi. Raises FileUnreadable."""
    with _opened(image) as picture:
        picture.draft("L", (picture.width // 2, picture.height // 2))
        grey = np.asarray(picture.convert("L"))
    return Look(skew_of(grey), is_blank(grey))


def is_blank(grey: Grey) -> bool:
    """True for a page with nothing on it but its paper, shine-through from behind and dust."""
    rows, columns = grey.shape
    top, left = round(rows * _MARGIN), round(columns * _MARGIN)
    inner = grey[top : rows - top, left : columns - left]
    paper = float(np.median(inner))
    if paper < _PAPER:
        return False
    ink = inner < paper - _INK_DEPTH
    if float(ink.mean()) > _BLANK_INK:
        return False
    tiles = (
        tile for band in np.array_split(ink, _TILES[0]) for tile in np.array_split(band, _TILES[1], axis=1) if tile.size
    )
    return all(float(tile.mean()) <= _BLANK_TILE for tile in tiles)


def skew_of(grey: Grey) -> float:
    """How many degrees the lines of a page are askew (anticlockwise positive), 0 where there are no lines to judge by.

    The angle at which the page's rows of ink are sharpest (projection profile), to a twentieth of a degree.
    """
    step = max(1, grey.shape[1] // _SKEW_WIDTH)
    small = grey[::step, ::step].astype(np.int16)
    rows, columns = small.shape
    top, left = round(rows * _MARGIN), round(columns * _MARGIN)
    inner = small[top : rows - top, left : columns - left]
    if not inner.size:
        return 0.0
    y, x = np.nonzero(inner < np.median(inner) - _INK_DEPTH)
    if len(y) < 200:
        return 0.0
    if len(y) > _SKEW_INK:
        chosen = np.random.default_rng(1).choice(len(y), _SKEW_INK, replace=False)
        y, x = y[chosen], x[chosen]

    def sharpness(degrees: float) -> float:
        line = np.round(y + x * math.tan(math.radians(degrees))).astype(np.int64)
        counts = np.bincount(line - line.min())
        return float((np.diff(counts).astype(np.float64) ** 2).sum())

    level = sharpness(0.0)
    coarse = max(np.arange(-MOST_SKEW, MOST_SKEW + 0.01, 0.5), key=sharpness)
    fine = max(np.arange(coarse - 0.5, coarse + 0.51, 0.05), key=sharpness)
    # A photograph has an angle of its own that means nothing; lines of text stand out clearly.
    return float(fine) if sharpness(fine) > 1.15 * level and abs(fine) <= MOST_SKEW else 0.0


def straightened(image: bytes, degrees: float) -> bytes:
    """The page turned back by ``degrees`` of skew, its size kept, the corners filled with its own paper's colour."""
    with _opened(image) as picture:
        base = picture.convert("L") if picture.mode == "1" else picture
        fill = _paper_colour(base)
        turned = base.rotate(-degrees, Image.Resampling.BICUBIC, fillcolor=fill)
        if picture.mode == "1":
            turned = turned.point(lambda grey: 255 if grey > 127 else 0).convert("1")
        return _packed(turned, picture)


def cropped(image: bytes, box: tuple[float, float, float, float]) -> bytes:
    """The part of a page inside ``box``: left, top, right, bottom as shares of its sides, from 0 to 1.

    Raises ValueError for a box without inside.
    """
    left, top, right, bottom = box
    if not (0 <= left < right <= 1 and 0 <= top < bottom <= 1):
        raise ValueError("a box has an inside and lies on the page")
    with _opened(image) as picture:
        width, height = picture.size
        edges = (round(left * width), round(top * height), round(right * width), round(bottom * height))
        return _packed(picture.crop(edges), picture)


def flattened(image: bytes, corners: Sequence[float]) -> bytes:
    """The sheet between four ``corners`` (x and y of each as shares of the sides, clockwise from the top left) as if
    seen from straight above, in as many pixels as its longer edges have. Raises ValueError for corners in one line."""
    with _opened(image) as picture:
        ring = [(corners[place] * picture.width, corners[place + 1] * picture.height) for place in range(0, 8, 2)]
        edges = [math.dist(ring[place], ring[(place + 1) % 4]) for place in range(4)]
        width, height = round(max(edges[0], edges[2])), round(max(edges[1], edges[3]))
        flat = ((0, 0), (width, 0), (width, height), (0, height))
        rows: list[list[float]] = []
        for (x, y), (u, v) in zip(flat, ring, strict=True):
            rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y])
            rows.append([0, 0, 0, x, y, 1, -v * x, -v * y])
        try:
            terms = np.linalg.solve(np.array(rows), np.array(ring).reshape(8))
        except np.linalg.LinAlgError as error:
            raise ValueError("four corners of a sheet") from error
        base = picture.convert("RGB") if picture.mode not in ("L", "RGB") else picture
        sheet = base.transform(
            (width, height), Image.Transform.PERSPECTIVE, tuple(map(float, terms)), Image.Resampling.BICUBIC
        )
        return _packed(sheet, picture)


def content_box(image: bytes) -> tuple[float, float, float, float]:
    """Where a card or a small paper lies on the scanner's glass, as shares of the sides; the whole when it fills it."""
    with _opened(image) as picture:
        grey = np.asarray(picture.convert("L").reduce(max(1, picture.width // _SKEW_WIDTH)))
    border = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    differs = np.abs(grey.astype(np.int16) - int(np.median(border))) > 25
    down = np.nonzero(differs.mean(axis=1) > 0.01)[0]
    across = np.nonzero(differs.mean(axis=0) > 0.01)[0]
    if not len(down) or not len(across):
        return (0.0, 0.0, 1.0, 1.0)
    rows, columns = grey.shape
    return (across[0] / columns, down[0] / rows, (across[-1] + 1) / columns, (down[-1] + 1) / rows)


def turned(image: bytes, quarters: int) -> bytes:
    """The page turned clockwise by ``quarters`` of a circle, without loss: a JPEG keeps its compressed data and says
    how to turn it, everything else is packed anew from its pixels."""
    if quarters % 4 == 0:
        return image
    with _opened(image) as picture:
        if picture.format == "JPEG":
            before = {1: 0, 6: 1, 3: 2, 8: 3}.get(picture.getexif().get(0x0112, 1), 0)
            return _with_orientation(image, (1, 6, 3, 8)[(before + quarters) % 4])
        angle = (Image.Transpose.ROTATE_270, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_90)[quarters % 4 - 1]
        return _packed(picture.transpose(angle), picture)


def two_sides(front: bytes, back: bytes, *, dpi: int = 200) -> bytes:
    """One A4 sheet with both sides of a card, life-size, the front above the back."""
    pixels = dpi / 25.4
    sheet = Image.new("RGB", (round(_A4_MM[0] * pixels), round(_A4_MM[1] * pixels)), "white")
    for number, side in enumerate((front, back)):
        with _opened(cropped(side, content_box(side))) as picture:
            card = picture.convert("RGB")
        long, short = _CARD_MM if card.width >= card.height else _CARD_MM[::-1]
        scale = min(long * pixels / card.width, short * pixels / card.height)
        card = card.resize((round(card.width * scale), round(card.height * scale)), Image.Resampling.LANCZOS)
        middle = round(sheet.height * (0.28 + 0.36 * number))
        sheet.paste(card, ((sheet.width - card.width) // 2, middle - card.height // 2))
    output = BytesIO()
    sheet.save(output, "JPEG", quality=_QUALITY, dpi=(dpi, dpi))
    return output.getvalue()


def packed(image: bytes, quality: int) -> bytes:
    """The page in no more than `FINE_ENOUGH` pixels and as JPEG of ``quality``; unchanged in black and white, and where
    that would not make it smaller."""
    with _opened(image) as picture:
        if picture.mode == "1":
            return image
        turn = picture.getexif().get(0x0112, 1)
        small = picture.convert("L") if picture.mode == "L" else picture.convert("RGB")
        small.thumbnail((FINE_ENOUGH, FINE_ENOUGH), Image.Resampling.LANCZOS)
        dpi = picture.info.get("dpi")
        stated = {"dpi": tuple(round(float(side) * small.width / picture.width) for side in dpi)} if dpi else {}
        output = BytesIO()
        small.save(output, "JPEG", quality=quality, optimize=True, **stated)
    made = output.getvalue()
    made = _with_orientation(made, turn) if turn != 1 else made
    return made if len(made) < len(image) else image


def thumbnail(image: bytes, width: int) -> bytes:
    """The page as PNG, ``width`` pixels wide, turned as it says. Raises FileUnreadable."""
    with _opened(image) as picture:
        picture.draft("RGB", (width * 2, width * 2))
        upright = ImageOps.exif_transpose(picture).convert("RGB")
        height = max(1, round(upright.height * width / upright.width))
        small = upright.resize(
            (width, height), Image.Resampling.BOX if upright.width > 2 * width else Image.Resampling.LANCZOS
        )
    output = BytesIO()
    small.save(output, "PNG")
    return output.getvalue()


def _opened(image: bytes) -> Image.Image:
    try:
        picture = Image.open(BytesIO(image), formats=["JPEG", "PNG"])
        if picture.format == "PNG":
            picture.load()
    except (OSError, SyntaxError, ValueError) as error:
        raise FileUnreadable("file", reason="damaged") from error
    return picture


def _paper_colour(picture: Image.Image) -> int | tuple[int, ...]:
    small = np.asarray(picture.reduce(max(1, picture.width // 100)))
    if small.ndim == 2:
        return int(np.median(small))
    return tuple(int(np.median(small[:, :, band])) for band in range(small.shape[2]))


def _packed(picture: Image.Image, like: Image.Image) -> bytes:
    """``picture`` in the format and at the resolution of ``like``."""
    output = BytesIO()
    dpi = like.info.get("dpi")
    stated = {"dpi": dpi} if dpi else {}
    if like.format == "JPEG":
        turn = like.getexif().get(0x0112, 1)
        picture.save(output, "JPEG", quality=_QUALITY, **stated)
        data = output.getvalue()
        return _with_orientation(data, turn) if turn != 1 else data
    picture.save(output, "PNG", **stated)
    return output.getvalue()


def _with_orientation(jpeg: bytes, orientation: int) -> bytes:
    """The same compressed data under a new EXIF block that holds nothing but how to turn them."""
    directory = struct.pack(">HHHIHHI", 1, 0x0112, 3, 1, orientation, 0, 0)
    block = b"Exif\x00\x00MM\x00*\x00\x00\x00\x08" + directory
    exif = b"\xff\xe1" + struct.pack(">H", len(block) + 2) + block
    kept, at = [jpeg[:2]], 2
    # APP0 (resolution) stays in front; an earlier EXIF block goes.
    while jpeg[at : at + 1] == b"\xff" and 0xE0 <= jpeg[at + 1] <= 0xEF:
        length = 2 + struct.unpack(">H", jpeg[at + 2 : at + 4])[0]
        segment = jpeg[at : at + length]
        if not segment.startswith(b"\xff\xe1") or segment[4:10] != b"Exif\x00\x00":
            kept.append(segment)
        at += length
    place = 2 if len(kept) > 1 and kept[1].startswith(b"\xff\xe0") else 1
    return b"".join([*kept[:place], exif, *kept[place:], jpeg[at:]])
