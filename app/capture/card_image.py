"""A citizen card's QR in a picture: a photograph, a scan, or one frame of a camera."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import zxingcpp
from PIL import Image, ImageFilter, ImageOps

from app.capture.pages import read_images
from app.domain.identity import IdentityCard, parse_card
from app.errors import CardNotFound, IdentityTextRefused
from app.paper.pages import page_image

_DPI = 300
_SMALL_SIDE = 1600
"""Pixels; a picture below this is also tried twice as large: a QR of 20 mm at 100 dpi has under 1,5 for a module."""
_LARGE_SIDE = 4000
_QR = zxingcpp.barcode_formats_from_str("QRCode")


def card_in_file(path: Path) -> IdentityCard:
    """The citizen card in a JPEG, PNG, TIFF or PDF file; nothing of the picture is kept.

    Raises FileUnreadable, CardNotFound when no QR is to be seen, and IdentityTextRefused when none of those seen
    is a card's.
    """
    refused: IdentityTextRefused | None = None
    for page in read_images(path):
        if page.kind == "pdf":
            width, height, rows = page_image(page.data, page.number, _DPI)
            picture = Image.frombytes("RGB", (width, height), rows)
        else:
            with Image.open(BytesIO(page.data)) as opened:
                picture = ImageOps.exif_transpose(opened).convert("RGB")
        try:
            return card_in_picture(picture)
        except CardNotFound:
            continue
        except IdentityTextRefused as error:
            refused = error
    raise refused or CardNotFound("card")


def card_in_frame(width: int, height: int, rgb: bytes) -> IdentityCard:
    """The citizen card in one frame of a camera: ``height`` rows of ``width`` pixels, three bytes each.

    Raises as `card_in_picture`; CardNotFound only says that the next frame is to be tried.
    """
    return card_in_picture(Image.frombytes("RGB", (width, height), rgb), thorough=False)


def card_in_picture(picture: Image.Image, *, thorough: bool = True) -> IdentityCard:
    """The citizen card whose QR is in ``picture``. Without ``thorough`` only the quick attempts are made.

    Raises CardNotFound, or IdentityTextRefused: ``two_codes`` when two cards lie there, else why the text of
    the one QR is none.
    """
    for attempt in _attempts(picture, thorough):
        texts = list(dict.fromkeys(_texts(attempt)))
        if texts:
            return _one_card(texts)
    raise CardNotFound("card")


def _one_card(texts: list[str]) -> IdentityCard:
    # The QR of a health card or of a letter may lie beside it; two citizens' cards may not.
    cards, refusals = [], []
    for text in texts:
        try:
            cards.append(parse_card(text))
        except IdentityTextRefused as error:
            refusals.append(error)
    if len({card.personal_number for card in cards}) > 1:
        raise IdentityTextRefused("card", reason="two_codes")
    if cards:
        return cards[0]
    raise refusals[0]


def _texts(picture: Image.Image) -> Iterator[str]:
    for symbol in zxingcpp.read_barcodes(picture, formats=_QR, text_mode=zxingcpp.TextMode.Plain):
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
