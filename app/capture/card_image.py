"""A citizen card's QR or a dossier's code in a picture: a photograph, a scan, or one frame of a camera."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Literal

import zxingcpp
from PIL import Image, ImageFilter, ImageOps

from app.capture.pages import Page, pages_of_file
from app.domain.codes import looks_like_code
from app.domain.identity import parse_card
from app.errors import CardNotFound, FileUnreadable, IdentityTextRefused
from app.paper.pages import page_image
from app.paper.seal import looks_sealed

_DPI = 300
_MOST_PAGES = 4
_SMALL_SIDE = 1600
"""Pixels; a picture below this is also tried twice as large: a QR of 20 mm at 100 dpi has under 1,5 for a module."""
_LARGE_SIDE = 4000
_FORMATS = zxingcpp.barcode_formats_from_str("QRCode|Code128")


@dataclass(frozen=True)
class Seen:
    """What a picture shows: the ``text`` of a citizen's card that `parse_card` takes, or a dossier code or seal.

    The text of a card is not to be kept (identity.md §5).
    """

    kind: Literal["card", "code"]
    text: str = field(repr=False)


def seen_in_file(path: Path, cancel: threading.Event | None = None) -> Seen:
    """The citizen card, else the dossier code, on the first pages of a JPEG, PNG, TIFF or PDF file; nothing of the
    picture is kept. Once ``cancel`` is set it gives up, as if nothing were to be seen.

    Raises FileUnreadable, CardNotFound when no code is to be seen, and IdentityTextRefused when none of those seen
    is a card's or a dossier's.
    """
    found = pages_of_file(path)[:_MOST_PAGES]
    refused: IdentityTextRefused | None = None
    # All pages quickly before one thoroughly: a sharp code on the second is found at once.
    for thorough in (False, True):
        for page in found:
            if cancel is not None and cancel.is_set():
                raise CardNotFound("card")
            try:
                return seen_in_picture(_picture(page), thorough=thorough)
            except CardNotFound:
                continue
            except IdentityTextRefused as error:
                refused = error
        if refused is not None:
            raise refused
    raise CardNotFound("card")


def _picture(page: Page) -> Image.Image:
    if page.kind == "pdf":
        width, height, rows = page_image(page.data, page.number, _DPI)
        return Image.frombytes("RGB", (width, height), rows)
    with Image.open(BytesIO(page.data)) as opened:
        return ImageOps.exif_transpose(opened).convert("RGB")


def seen_in_image(image: bytes, *, thorough: bool = True) -> Seen:
    """The same of an image file in memory: a copied picture, or without ``thorough`` one frame of a camera.

    Raises FileUnreadable, and as `seen_in_picture`.
    """
    try:
        with Image.open(BytesIO(image), formats=["JPEG", "PNG"]) as opened:
            picture = opened.convert("RGB" if thorough else "L")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise FileUnreadable("file", reason="damaged") from error
    return seen_in_picture(picture, thorough=thorough)


def seen_in_picture(picture: Image.Image, *, thorough: bool = True) -> Seen:
    """The citizen card, else the dossier code, in ``picture``. Without ``thorough`` only the quick attempts are made.

    Raises CardNotFound, or IdentityTextRefused: ``two_codes`` when two cards or two dossiers lie there, else why the
    text of the one QR is none.
    """
    for attempt in _attempts(picture, thorough):
        texts = list(dict.fromkeys(_texts(attempt)))
        if texts:
            return _one(texts)
    raise CardNotFound("card")


def _one(texts: list[str]) -> Seen:
    # The QR of a health card or of a letter may lie beside it; two citizens' cards may not.
    cards: dict[str, str] = {}
    codes, refusals = [], []
    for text in texts:
        if looks_like_code(text) or looks_sealed(text):
            codes.append(text)
            continue
        try:
            cards[parse_card(text).personal_number] = text
        except IdentityTextRefused as error:
            refusals.append(error)
    # A receipt carries its code twice: bars and seal.
    plain = [code for code in codes if looks_like_code(code)] or codes
    if len(cards) > 1 or (not cards and len(plain) > 1):
        raise IdentityTextRefused("card", reason="two_codes")
    if cards:
        return Seen("card", next(iter(cards.values())))
    if plain:
        return Seen("code", plain[0])
    raise refusals[0]


def _texts(picture: Image.Image) -> Iterator[str]:
    for symbol in zxingcpp.read_barcodes(picture, formats=_FORMATS, text_mode=zxingcpp.TextMode.Plain):
        # The card names no character set; a guess that fails would come as Latin-1 or Shift-JIS.
        yield symbol.bytes.decode("utf-8", errors="replace")


def _attempts(picture: Image.Image, thorough: bool) -> Iterator[Image.Image]:
    grey = picture.convert("L")
    yield grey
    if not thorough:
        return
    smooth = grey.filter(ImageFilter.MedianFilter(3))
    yield smooth
    if max(grey.size) <= _LARGE_SIDE:
        small = max(grey.size) <= _SMALL_SIDE
        for factor in (2, 3) if small else (2,):
            larger = (grey.width * factor, grey.height * factor)
            yield grey.resize(larger, Image.Resampling.BICUBIC)
            yield smooth.resize(larger, Image.Resampling.BICUBIC).filter(ImageFilter.UnsharpMask(3, 200, 0))
    yield ImageOps.autocontrast(grey.filter(ImageFilter.GaussianBlur(1.2)), cutoff=2)
