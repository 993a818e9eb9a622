"""Turns what a scanner, a camera or a citizen's file gives into pages, and pages into one PDF, losing no pixel."""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import Literal

import img2pdf
import pikepdf
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from app.capture import images
from app.capture.metadata import is_signed
from app.errors import FileUnreadable
from app.paper.pages import page_image

FILE_LIMIT = 100 * 1024 * 1024
"""Bytes of the largest file taken in; the vault holds a file in memory whole."""
PAGE_LIMIT = 500
PIXEL_LIMIT = 80_000_000
"""A3 at 600 dots an inch has 70 million."""
SIDE_LIMIT = 5000
"""Longest side of a PDF page in points; A0 has 3370."""

_A4 = (210 / 25.4 * 72, 297 / 25.4 * 72)
_A3_LONG = 420 / 25.4 * 72
_LEAST_DPI = 97
"""Below this a stated resolution is a camera's or a program's filler, not a scanner's."""

_ORIENTATION = 0x0112
_TURNS = frozenset({0, 1, 3, 6, 8})
"""The EXIF tag of orientation, and its values that a PDF page can express by turning (0: not known). Mirrored ones
need new pixels."""

_DEPTH_AT, _INTERLACE_AT = 24, 28
"""Where the first chunk of every PNG says how many bits a sample has and whether its rows come in several passes."""
_PIXEL_CHUNKS = frozenset({b"IHDR", b"PLTE", b"IDAT", b"pHYs", b"IEND"})

# What Pillow raises on broken files, found by feeding it some: TypeError comes from a TIFF without its dimensions.
_BROKEN_IMAGE = (OSError, SyntaxError, ValueError, TypeError, EOFError, struct.error, zlib.error)
_BROKEN_PDF = (pikepdf.PikepdfError, ValueError, TypeError)

PageKind = Literal["jpeg", "png", "pdf"]
_HEADS: tuple[tuple[bytes, PageKind], ...] = ((b"\xff\xd8\xff", "jpeg"), (b"\x89PNG\r\n\x1a\n", "png"))


@dataclass(frozen=True)
class Page:
    """One page: an image file in ``data``, or page ``number`` (from 0) of the ``of`` pages of the PDF in ``data``."""

    kind: PageKind
    data: bytes = field(repr=False)
    number: int = 0
    of: int = 1


def read_images(path: Path) -> list[Page]:
    """The pages of a JPEG, PNG, TIFF (all its pages) or PDF file, checked to the last pixel row.

    The file's content decides what it is, not its name. A PDF that opens for everybody but forbids changes comes
    without that lock. Raises FileUnreadable.
    """
    if path.stat().st_size > FILE_LIMIT:
        raise FileUnreadable("file", reason="too_large", limit_bytes=FILE_LIMIT)
    data = path.read_bytes()
    if _is_pdf(data):
        data = _without_lock(data)
        of = _checked_pages(data)
        return [Page("pdf", data, number, of) for number in range(of)]
    return _image_pages(data)


def pages_of_file(path: Path) -> list[Page]:
    """The same of a file that an officer points at.

    Raises FileUnreadable, with ``gone`` for one that was moved away, may not be read, or is a folder.
    """
    try:
        return read_images(path)
    except OSError as error:
        raise FileUnreadable("file", reason="gone") from error


def document(pages: Sequence[Page]) -> bytes:
    """One PDF of ``pages`` in their order; the same pages always give the same bytes.

    A JPEG's compressed data stand in it unchanged, turned as its EXIF orientation says. A PDF taken whole
    and alone is given back unchanged, so that a signature on it stays valid. Raises FileUnreadable
    (``too_large``) over PAGE_LIMIT pages or FILE_LIMIT bytes, ValueError for no page at all.
    """
    if not pages:
        raise ValueError("a document has at least one page")
    if len(pages) > PAGE_LIMIT:
        raise FileUnreadable("file", reason="too_large", limit_pages=PAGE_LIMIT)
    if _is_whole_pdf(pages):
        return pages[0].data
    output = BytesIO()
    try:
        with pikepdf.new() as merged:
            for first, run in groupby(pages, key=lambda page: page.data):
                of_one_file = list(run)
                content = first if of_one_file[0].kind == "pdf" else _image_pdf(first)
                # Form fields that the citizen filled in come along; plain copying of pages would lose them.
                with pikepdf.open(BytesIO(content), attempt_recovery=False) as source:
                    merged.add_pages_from(source, [page.number for page in of_one_file])
            merged.save(output, deterministic_id=True)
    except _BROKEN_PDF as error:
        raise FileUnreadable("file", reason="damaged") from error
    pdf = output.getvalue()
    if len(pdf) > FILE_LIMIT:
        raise FileUnreadable("file", reason="too_large", limit_bytes=FILE_LIMIT)
    return pdf


def kind_of(data: bytes) -> PageKind:
    """What the bytes of a page are: a JPEG, a PNG or a PDF. Raises FileUnreadable for anything else."""
    if _is_pdf(data):
        return "pdf"
    for head, kind in _HEADS:
        if data.startswith(head):
            return kind
    raise FileUnreadable("file", reason="kind")


def sole_page(page: Page) -> bytes:
    """One page by itself: the image's own bytes, or a PDF of that page alone. Raises FileUnreadable."""
    return page.data if page.kind != "pdf" or page.of == 1 else document([page])


def turned_pdf(pdf: bytes, quarters: int) -> bytes:
    """``pdf`` with each page turned clockwise by ``quarters`` of a circle. Raises FileUnreadable."""
    output = BytesIO()
    try:
        with pikepdf.open(BytesIO(pdf), attempt_recovery=False) as opened:
            for page in opened.pages:
                page.rotate(90 * (quarters % 4), relative=True)
            opened.save(output, deterministic_id=True)
    except _BROKEN_PDF as error:
        raise FileUnreadable("file", reason="damaged") from error
    return output.getvalue()


def packed(pdf: bytes, quality: int) -> bytes:
    """``pdf`` with the pictures in it packed as `images.packed` does; text and drawings stay. Raises FileUnreadable."""
    output = BytesIO()
    try:
        with pikepdf.open(BytesIO(pdf), attempt_recovery=False) as opened:
            for item in opened.objects:
                if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Image":
                    _pack(item, quality)
            opened.save(output, deterministic_id=True)
    except _BROKEN_PDF as error:
        raise FileUnreadable("file", reason="damaged") from error
    return min(pdf, output.getvalue(), key=len)


def _pack(item: pikepdf.Stream, quality: int) -> None:
    """A picture with a mask, in few bits or in colours of its own stays as it is."""
    plain = item.get("/ColorSpace") in ("/DeviceRGB", "/DeviceGray") and item.get("/BitsPerComponent") == 8
    if not plain or any(name in item for name in ("/SMask", "/Mask", "/Decode", "/ImageMask")):
        return
    try:
        picture = pikepdf.PdfImage(item).as_pil_image()
    except (pikepdf.UnsupportedImageTypeError, NotImplementedError):
        return
    before = BytesIO()
    picture.save(before, "PNG", compress_level=1)
    made = images.packed(before.getvalue(), quality)
    if len(made) >= len(item.read_raw_bytes()) or not made.startswith(_HEADS[0][0]):
        return
    with Image.open(BytesIO(made)) as small:
        width, height = small.size
    item.write(made, filter=pikepdf.Name.DCTDecode)
    item.Width, item.Height = width, height


def thumbnail(pdf: bytes, page: int, width: int) -> bytes:
    """Page ``page`` (from 0) as a PNG file ``width`` pixels wide, on white. Raises FileUnreadable."""
    dpi = 36
    across, down, rows = page_image(pdf, page, dpi)
    if across < width:
        across, down, rows = page_image(pdf, page, math.ceil(dpi * width / across))
    height = max(1, round(down * width / across))
    picture = Image.frombytes("RGB", (across, down), rows).resize((width, height), Image.Resampling.LANCZOS)
    output = BytesIO()
    picture.save(output, "PNG")
    return output.getvalue()


def page_count(pdf: bytes) -> int:
    """How many pages ``pdf`` has. Raises FileUnreadable."""
    return _checked_pages(pdf)


def check_pdf(pdf: bytes) -> None:
    """Raises FileUnreadable unless ``pdf`` is a whole, unencrypted PDF within the limits."""
    _checked_pages(pdf)


def _is_pdf(data: bytes) -> bool:
    # Readers allow a little before the header, and scanning programs make use of it.
    return b"%PDF-" in data[:1024]


def _without_lock(pdf: bytes) -> bytes:
    """What only its owner's password keeps from being changed, without that; other files as they are.

    Raises FileUnreadable ``locked_signed`` for a signed one: unlocked, its signature would be broken.
    """
    try:
        with pikepdf.open(BytesIO(pdf), attempt_recovery=False) as opened:
            if not opened.is_encrypted:
                return pdf
            output = BytesIO()
            opened.save(output, deterministic_id=True)
        if is_signed(output.getvalue()):
            raise FileUnreadable("file", reason="locked_signed")
        return output.getvalue()
    except pikepdf.PasswordError as error:
        raise FileUnreadable("file", reason="encrypted") from error
    except _BROKEN_PDF as error:
        raise FileUnreadable("file", reason="damaged") from error


def _checked_pages(pdf: bytes) -> int:
    if len(pdf) > FILE_LIMIT:
        raise FileUnreadable("file", reason="too_large", limit_bytes=FILE_LIMIT)
    if not _is_pdf(pdf):
        raise FileUnreadable("file", reason="kind")
    try:
        # What has to be guessed together again may lack pages that the citizen handed in.
        with pikepdf.open(BytesIO(pdf), attempt_recovery=False) as opened:
            if opened.is_encrypted:
                raise FileUnreadable("file", reason="encrypted")
            sides = [
                max(page.mediabox[2] - page.mediabox[0], page.mediabox[3] - page.mediabox[1]) for page in opened.pages
            ]
    except pikepdf.PasswordError as error:
        raise FileUnreadable("file", reason="encrypted") from error
    except _BROKEN_PDF as error:
        raise FileUnreadable("file", reason="damaged") from error
    if not sides:
        raise FileUnreadable("file", reason="damaged")
    if len(sides) > PAGE_LIMIT or max(sides) > SIDE_LIMIT:
        raise FileUnreadable("file", reason="too_large", limit_pages=PAGE_LIMIT, limit_side=SIDE_LIMIT)
    return len(sides)


def _image_pages(data: bytes) -> list[Page]:
    try:
        with Image.open(BytesIO(data), formats=["JPEG", "PNG", "TIFF"]) as picture:
            if picture.format == "TIFF":
                return _tiff_pages(picture)
            _load(picture)
            if _fits_as_it_is(picture):
                return [Page("jpeg", data)]
            plain = _pixel_chunks(data) if _is_plain_png(picture, data) else None
            return [Page("png", plain or _png(picture))]
    except UnidentifiedImageError as error:
        raise FileUnreadable("file", reason=_why_unknown(data)) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise FileUnreadable("file", reason="too_large", limit_pixels=PIXEL_LIMIT) from error
    except _BROKEN_IMAGE as error:
        raise FileUnreadable("file", reason="damaged") from error


def _tiff_pages(picture: Image.Image) -> list[Page]:
    frames = getattr(picture, "n_frames", 1)
    if frames > PAGE_LIMIT:
        raise FileUnreadable("file", reason="too_large", limit_pages=PAGE_LIMIT)
    pages = []
    for frame in range(frames):
        picture.seek(frame)
        _load(picture)
        pages.append(Page("png", _png(picture)))
    return pages


def _load(picture: Image.Image) -> None:
    if picture.width * picture.height > PIXEL_LIMIT:
        raise FileUnreadable("file", reason="too_large", limit_pixels=PIXEL_LIMIT)
    picture.load()


def _why_unknown(data: bytes) -> str:
    heads = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\x00", b"MM\x00*")
    return "damaged" if data.startswith(heads) else "kind"


def _fits_as_it_is(picture: Image.Image) -> bool:
    """True for a JPEG that can stand in a PDF unchanged."""
    return (
        picture.format in ("JPEG", "MPO")
        and picture.mode in ("L", "RGB", "CMYK")
        and picture.getexif().get(_ORIENTATION, 1) in _TURNS
        and _has_sound_profile(picture)
    )


def _is_plain_png(picture: Image.Image, data: bytes) -> bool:
    """True for a PNG whose packed pixels can stand in a PDF unchanged, as a scanner gives it; all others, and all else
    that is no JPEG, are packed anew from their pixels."""
    depth, interlaced = data[_DEPTH_AT], data[_INTERLACE_AT]
    return (
        picture.format == "PNG"
        and picture.mode in ("1", "L", "P", "RGB")
        and depth <= 8
        and not interlaced
        and getattr(picture, "n_frames", 1) == 1
        and not picture.has_transparency_data
        and picture.info.get("icc_profile") is None
        and picture.getexif().get(_ORIENTATION, 1) in (0, 1)
    )


def _pixel_chunks(png: bytes) -> bytes | None:
    """A whole PNG with nothing but its pixels and their measure: what a camera or program writes beside them, and after
    the end, stays behind. None when one of those chunks is not sound, which a reader may have passed over."""
    at = len(_HEADS[1][0])
    kept, names = [png[:at]], [b""]
    while names[-1] != b"IEND":
        if at + 12 > len(png):
            return None
        (length,) = struct.unpack_from(">I", png, at)
        name, end = png[at + 4 : at + 8], at + 12 + length
        if name in _PIXEL_CHUNKS:
            if end > len(png) or png[end - 4 : end] != struct.pack(">I", zlib.crc32(png[at + 4 : end - 4])):
                return None
            if name == b"IDAT" and b"IDAT" in names and names[-1] != b"IDAT":
                return None
            kept.append(png[at:end])
        names.append(name)
        at = end
    return b"".join(kept)


def _has_sound_profile(picture: Image.Image) -> bool:
    profile = picture.info.get("icc_profile")
    if profile is None:
        return True
    try:
        ImageCms.ImageCmsProfile(BytesIO(profile))
    except OSError:
        return False
    return True


def _png(picture: Image.Image) -> bytes:
    upright = ImageOps.exif_transpose(picture)
    if upright.has_transparency_data:
        coloured = upright.convert("RGBA")
        upright = Image.new("RGB", coloured.size, "white")
        upright.paste(coloured, mask=coloured.getchannel("A"))
    elif upright.mode.startswith("I"):
        # Sixteen bits of grey; a plain conversion would cut everything above 255 off as white.
        upright = upright.convert("I").point(lambda grey: grey * (1 / 256)).convert("L")
    elif upright.mode not in ("1", "L", "P", "RGB"):
        upright = upright.convert("RGB")
    # Only the pixels go on: not the place and the telephone that a camera writes beside them.
    plain = Image.new(upright.mode, upright.size)
    plain.paste(upright)
    if upright.mode == "P":
        plain.putpalette(upright.getpalette() or [])
    dpi = _dpi(picture)
    output = BytesIO()
    plain.save(output, "PNG", **({"dpi": dpi} if dpi else {}))
    return output.getvalue()


def _dpi(picture: Image.Image) -> tuple[float, float] | None:
    stated = picture.info.get("dpi")
    if not isinstance(stated, tuple):
        return None
    across, down = float(stated[0]), float(stated[1])
    return (across, down) if across >= _LEAST_DPI and down >= _LEAST_DPI else None


def _image_pdf(image: bytes) -> bytes:
    with Image.open(BytesIO(image), formats=["JPEG", "PNG"]) as picture:
        dpi = _dpi(picture)
    return bytes(
        img2pdf.convert(
            image,
            layout_fun=lambda width, height, _: _layout(width, height, dpi),
            rotation=img2pdf.Rotation.ifvalid,
            first_frame_only=True,
            nodate=True,
        )
    )


def _layout(width: int, height: int, dpi: tuple[float, float] | None) -> tuple[float, float, float, float]:
    """Page and image size in points: life-size for a scan, else as large as an A4 sheet allows."""
    if dpi is not None:
        across, down = width / dpi[0] * 72, height / dpi[1] * 72
        if max(across, down) <= _A3_LONG * 1.05 and min(across, down) >= 36:
            return across, down, across, down
    paper = _A4 if height >= width else _A4[::-1]
    scale = min(paper[0] / width, paper[1] / height)
    return *paper, width * scale, height * scale


def _is_whole_pdf(pages: Sequence[Page]) -> bool:
    first = pages[0]
    return (
        first.kind == "pdf"
        and len(pages) == first.of
        and all(page.data == first.data and page.number == number for number, page in enumerate(pages))
    )
