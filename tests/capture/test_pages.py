"""Whatever image or PDF comes in, the pages that go out show the same pixels, upright and all of them."""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Callable
from io import BytesIO
from itertools import product
from pathlib import Path

import pikepdf
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageDraw, PngImagePlugin
from reportlab.pdfgen import canvas

from app.capture import pages as capture_pages
from app.capture.pages import Page, check_pdf, document, page_count, read_images, thumbnail
from app.errors import FileUnreadable

Save = Callable[..., Path]


def picture(size: tuple[int, int] = (827, 1169), mode: str = "RGB") -> Image.Image:
    """A white sheet with a dark block in its upper left corner, by which turning and mirroring is seen."""
    sheet = Image.new("RGB", size, "white")
    ImageDraw.Draw(sheet).rectangle((0, 0, size[0] // 3, size[1] // 5), fill=(20, 20, 120))
    return sheet.convert(mode)


@pytest.fixture
def save(tmp_path: Path) -> Save:
    """Saves a picture under a name and gives its path."""

    def put(image: Image.Image, name: str, **options: object) -> Path:
        image.save(tmp_path / name, **options)  # type: ignore[arg-type]
        return tmp_path / name

    return put


def dark_corner(png: bytes) -> str:
    """Which corner of a thumbnail is dark: ``top left``, ``top right`` …"""
    shown = Image.open(BytesIO(png)).convert("L")
    w, h = shown.size
    corners = {"top left": (9, 9), "top right": (w - 9, 9), "bottom left": (9, h - 9), "bottom right": (w - 9, h - 9)}
    (dark,) = [name for name, spot in corners.items() if int(shown.getpixel(spot)) < 100]  # type: ignore[arg-type]
    return dark


def sheet_size(pdf: bytes, page: int = 0) -> tuple[int, int]:
    """Width and height of a page in millimetres, as it is turned."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        box = opened.pages[page].mediabox
        sides = (round(float(box[2]) / 72 * 25.4), round(float(box[3]) / 72 * 25.4))
        turned = int(opened.pages[page].get("/Rotate", 0)) % 180
    return sides[::-1] if turned else sides


def refusal(path: Path) -> object:
    with pytest.raises(FileUnreadable) as caught:
        read_images(path)
    return caught.value.facts["reason"]


def test_the_jpeg_in_the_pdf_is_the_scanners_own(save: Save) -> None:
    path = save(picture(), "scan.jpg", dpi=(100, 100), quality=80)
    pdf = document(read_images(path))
    with pikepdf.open(BytesIO(pdf)) as opened:
        (image,) = opened.pages[0].get_images().values()
        assert image.read_raw_bytes() == path.read_bytes()
    assert sheet_size(pdf) == (210, 297)
    check_pdf(pdf)


def chunks_of(png: bytes) -> list[tuple[bytes, bytes]]:
    """Name and content of each chunk."""
    found, at = [], 8
    while at < len(png):
        length = int.from_bytes(png[at : at + 4])
        found.append((png[at + 4 : at + 8], png[at + 8 : at + 8 + length]))
        at += 12 + length
    return found


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB"])
def test_the_png_in_the_pdf_is_the_scanners_own_pixels(save: Save, mode: str) -> None:
    path = save(picture(mode=mode), "scan.png", dpi=(100, 100), compress_level=1)
    (page,) = read_images(path)
    assert page.data == path.read_bytes()
    pdf = document([page])
    with pikepdf.open(BytesIO(pdf)) as opened:
        (image,) = opened.pages[0].get_images().values()
        packed = b"".join(content for name, content in chunks_of(path.read_bytes()) if name == b"IDAT")
        assert image.read_raw_bytes() == packed
    assert (sheet_size(pdf), dark_corner(thumbnail(pdf, 0, 200))) == ((210, 297), "top left")


def test_what_is_written_beside_the_pixels_of_a_png_stays_behind(save: Save) -> None:
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", "Nguyen Van An")
    path = save(picture(), "scan.png", dpi=(100, 100), pnginfo=words)
    path.write_bytes(path.read_bytes() + b"after the end")
    (page,) = read_images(path)
    assert {name for name, _ in chunks_of(page.data)} == {b"IHDR", b"pHYs", b"IDAT", b"IEND"}
    assert b"Nguyen" in path.read_bytes()
    assert b"Nguyen" not in page.data
    assert sheet_size(document([page])) == (210, 297)


def sixteen_bits() -> bytes:
    """A PNG of 16 bits a colour, white with a dark corner; Pillow writes none."""
    dark, white = b"\x14\x14" * 3, b"\xff\xff" * 3
    rows = [b"\0" + (dark * 100 + white * 200 if row < 100 else white * 300) for row in range(424)]
    content = struct.pack(">IIBBBBB", 300, 424, 16, 2, 0, 0, 0)
    made = b"\x89PNG\r\n\x1a\n"
    for name, data in ((b"IHDR", content), (b"IDAT", zlib.compress(b"".join(rows))), (b"IEND", b"")):
        made += struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    return made


def test_a_png_no_pdf_can_hold_is_packed_anew(save: Save, tmp_path: Path) -> None:
    (tmp_path / "deep.png").write_bytes(sixteen_bits())
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    frames = [picture((300, 424), "L"), picture((300, 424), "L").point(lambda grey: 255 - grey)]
    paths = [
        tmp_path / "deep.png",
        save(picture((300, 424)), "profile.png", icc_profile=profile),
        save(frames[0], "moving.png", save_all=True, append_images=frames[1:]),
        save(picture((300, 424), "P"), "see-through.png", transparency=255),
    ]
    for path in paths:
        (page,) = read_images(path)
        assert page.data[24] <= 8
        assert {name for name, _ in chunks_of(page.data)} <= {b"IHDR", b"PLTE", b"IDAT", b"IEND"}
        assert page.data != path.read_bytes()
        assert dark_corner(thumbnail(document([page]), 0, 100)) == "top left"


@pytest.mark.parametrize(
    ("orientation", "corner"),
    [(turn + 1, ("top left", "top right", "bottom right", "bottom left")[turn % 4]) for turn in range(8)],
)
@pytest.mark.parametrize("kind", ["jpg", "png", "tif"])
def test_every_orientation_comes_out_upright(save: Save, orientation: int, corner: str, kind: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    pdf = document(read_images(save(picture(), f"photo.{kind}", exif=exif, dpi=(100, 100))))
    assert dark_corner(thumbnail(pdf, 0, 200)) == corner
    assert sheet_size(pdf) == ((297, 210) if orientation >= 5 else (210, 297))


def test_a_turned_jpeg_is_still_not_recompressed(save: Save) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    (page,) = read_images(save(picture(), "photo.jpg", exif=exif))
    assert page.kind == "jpeg"


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA", "I;16"])
def test_png_of_every_mode(save: Save, mode: str) -> None:
    image = picture(mode="L").convert("I").point(lambda grey: grey * 257) if mode == "I;16" else picture(mode=mode)
    image = image.convert(mode)
    pdf = document(read_images(save(image, "page.png", dpi=(100, 100))))
    assert dark_corner(thumbnail(pdf, 0, 200)) == "top left"
    assert sheet_size(pdf) == (210, 297)


def test_what_is_transparent_is_white_paper(save: Save) -> None:
    image = Image.new("RGBA", (300, 300), (0, 0, 0, 0))
    pdf = document(read_images(save(image, "page.png")))
    assert Image.open(BytesIO(thumbnail(pdf, 0, 50))).convert("L").getextrema() == (255, 255)


@pytest.mark.parametrize(
    ("mode", "compression"),
    [("1", "group4"), ("1", None), *product(("L", "RGB", "CMYK"), (None, "tiff_lzw", "jpeg"))],
)
def test_all_pages_of_a_tiff(save: Save, mode: str, compression: str | None) -> None:
    images = [picture((827, 1169), mode), picture((400, 300), mode), picture((827, 1169), mode)]
    path = save(images[0], "pages.tif", save_all=True, append_images=images[1:], compression=compression)
    found = read_images(path)
    assert len(found) == 3
    pdf = document(found)
    assert page_count(pdf) == 3
    assert [dark_corner(thumbnail(pdf, page, 150)) for page in range(3)] == ["top left"] * 3


def test_a_cmyk_jpeg_keeps_its_colours(save: Save) -> None:
    (page,) = read_images(save(picture(mode="CMYK"), "page.jpg"))
    assert page.kind == "jpeg"
    assert dark_corner(thumbnail(document([page]), 0, 150)) == "top left"


def test_a_photo_without_a_scanners_resolution_fits_on_a4(save: Save) -> None:
    portrait = document(read_images(save(picture((3000, 4000)), "a.jpg", dpi=(72, 72))))
    landscape = document(read_images(save(picture((4000, 3000)), "b.jpg")))
    assert (sheet_size(portrait), sheet_size(landscape)) == ((210, 297), (297, 210))


def test_pages_of_many_files_become_one_document_in_order(save: Save, tmp_path: Path) -> None:
    first = read_images(save(picture((827, 1169)), "a.jpg", dpi=(100, 100)))
    second = read_images(save(picture((583, 827)), "b.png", dpi=(100, 100)))
    (tmp_path / "c.pdf").write_bytes(document([*first, *second]))
    third = read_images(tmp_path / "c.pdf")
    pdf = document([third[1], *first, third[0], *second])
    assert [sheet_size(pdf, page) for page in range(4)] == [(148, 210), (210, 297), (210, 297), (148, 210)]
    check_pdf(pdf)


def test_the_same_pages_give_the_same_bytes(save: Save) -> None:
    paths = [save(picture(), "a.jpg"), save(picture((300, 200), "RGBA"), "b.png")]
    one, other = (document([page for path in paths for page in read_images(path)]) for _ in range(2))
    assert hashlib.sha256(one).hexdigest() == hashlib.sha256(other).hexdigest()
    assert b"CreationDate" not in one
    assert document(read_images(paths[0])) != document(read_images(paths[1]))


def test_a_citizens_pdf_taken_whole_is_not_touched(save: Save, tmp_path: Path) -> None:
    image = read_images(save(picture(), "a.jpg"))
    original = document(image * 3) + b"\n% a signature would follow\n"
    (tmp_path / "signed.pdf").write_bytes(original)
    found = read_images(tmp_path / "signed.pdf")
    assert document(found) == original
    assert page_count(document(found[:2])) == 2
    assert document([*found[1:], found[0]]) != original


def test_what_a_citizen_filled_into_a_form_is_kept_when_files_are_joined(save: Save, tmp_path: Path) -> None:
    form = canvas.Canvas(str(tmp_path / "form.pdf"))
    form.acroForm.textfield(name="ho_ten", value="Nguyen Van An", x=100, y=700, width=200, height=30)
    form.showPage()
    form.save()
    found = read_images(tmp_path / "form.pdf")
    pdf = document([*found, *read_images(save(picture(), "a.jpg")), *found])
    with pikepdf.open(BytesIO(pdf)) as opened:
        assert [str(field.V) for field in opened.Root.AcroForm.Fields] == ["Nguyen Van An"] * 2
    assert document([*found, *read_images(tmp_path / "a.jpg"), *found]) == pdf


def test_a_pages_bytes_are_never_shown(save: Save) -> None:
    (page,) = read_images(save(picture(), "a.jpg"))
    assert repr(page) == "Page(kind='jpeg', number=0, of=1)"


def test_thumbnails_have_the_asked_width(save: Save) -> None:
    pdf = document(read_images(save(picture((1654, 2339)), "a.jpg", dpi=(200, 200))))
    for width in (40, 120, 298, 900):
        shown = Image.open(BytesIO(thumbnail(pdf, 0, width)))
        assert shown.width == width
        assert abs(shown.height - width * 297 / 210) <= 2


# ---------------------------------------------------------------- refusals


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.tif"])
@pytest.mark.parametrize("keep", [0.02, 0.5, 0.9])
def test_a_cut_off_image_is_damaged(save: Save, name: str, keep: float) -> None:
    path = save(picture(), name)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * keep)])
    assert refusal(path) == "damaged"


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04 a word file", b"GIF89a" + bytes(50)])
def test_other_files_are_refused_by_kind(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "scan.pdf").write_bytes(content)
    assert refusal(tmp_path / "scan.pdf") == "kind"
    with pytest.raises(FileUnreadable) as caught:
        check_pdf(content)
    assert caught.value.facts["reason"] == "kind"


def locked(pdf: bytes, user: str) -> bytes:
    output = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as opened:
        opened.save(output, encryption=pikepdf.Encryption(user=user, owner="owner"))
    return output.getvalue()


def test_a_pdf_that_needs_a_password_is_refused(save: Save, tmp_path: Path) -> None:
    pdf = document(read_images(save(picture(), "a.jpg")))
    (tmp_path / "b.pdf").write_bytes(locked(pdf, "secret"))
    assert refusal(tmp_path / "b.pdf") == "encrypted"


def test_a_pdf_that_only_forbids_changes_is_taken_without_its_lock(save: Save, tmp_path: Path) -> None:
    first, second = picture(), picture()
    pdf = document([*read_images(save(first, "a.jpg")), *read_images(save(second, "b.jpg"))])
    (tmp_path / "c.pdf").write_bytes(locked(pdf, ""))
    found = read_images(tmp_path / "c.pdf")
    assert [(page.number, page.of) for page in found] == [(0, 2), (1, 2)]
    made = document(found)
    check_pdf(made)
    with pikepdf.open(BytesIO(pdf)) as before, pikepdf.open(BytesIO(made)) as after:
        assert not after.is_encrypted
        for one, other in zip(before.pages, after.pages, strict=True):
            ((image,), (same,)) = one.get_images().values(), other.get_images().values()
            assert same.read_raw_bytes() == image.read_raw_bytes()
    assert document(read_images(tmp_path / "c.pdf")) == made, "the same file gives the same copy"
    with pytest.raises(FileUnreadable) as caught:
        check_pdf(locked(pdf, ""))
    assert caught.value.facts["reason"] == "encrypted"


def test_a_signed_pdf_that_forbids_changes_is_refused_for_that(save: Save, tmp_path: Path) -> None:
    output = BytesIO()
    with pikepdf.open(BytesIO(document(read_images(save(picture(), "a.jpg"))))) as opened:
        opened.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array(), SigFlags=3)
        opened.save(output, encryption=pikepdf.Encryption(user="", owner="owner"))
    (tmp_path / "b.pdf").write_bytes(output.getvalue())
    assert refusal(tmp_path / "b.pdf") == "locked_signed"


@pytest.mark.parametrize("keep", [0.05, 0.5, 0.98])
def test_a_cut_off_pdf_is_damaged(save: Save, tmp_path: Path, keep: float) -> None:
    pdf = document(read_images(save(picture(), "a.jpg")) * 3)
    (tmp_path / "b.pdf").write_bytes(pdf[: int(len(pdf) * keep)])
    assert refusal(tmp_path / "b.pdf") == "damaged"


def test_a_pdf_without_a_page_is_damaged(tmp_path: Path) -> None:
    with pikepdf.new() as empty:
        empty.save(tmp_path / "a.pdf")
    assert refusal(tmp_path / "a.pdf") == "damaged"


def test_too_large_files_are_refused_before_they_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    with path.open("wb") as file:
        file.truncate(capture_pages.FILE_LIMIT + 1)
    assert refusal(path) == "too_large"


def test_a_small_file_with_a_giant_picture_is_refused(tmp_path: Path) -> None:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return len(content).to_bytes(4) + kind + content + zlib.crc32(kind + content).to_bytes(4)

    for side in (9_000, 30_000):
        header = side.to_bytes(4) * 2 + bytes([8, 0, 0, 0, 0])
        rows = zlib.compress(bytes(side))
        (tmp_path / "bomb.png").write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows))
        assert refusal(tmp_path / "bomb.png") == "too_large"


def test_a_giant_sheet_is_refused(tmp_path: Path) -> None:
    with pikepdf.new() as giant:
        giant.add_blank_page(page_size=(14_000, 14_000))
        giant.save(tmp_path / "a.pdf")
    assert refusal(tmp_path / "a.pdf") == "too_large"


def test_too_many_pages_are_refused(save: Save) -> None:
    (page,) = read_images(save(picture((50, 50)), "a.jpg"))
    with pytest.raises(FileUnreadable):
        document([page] * (capture_pages.PAGE_LIMIT + 1))
    with pytest.raises(ValueError, match="page"):
        document([])


def sample(kind: str) -> bytes:
    output = BytesIO()
    picture((60, 80)).save(output, kind)
    return document([Page("jpeg", output.getvalue())]) if kind == "PDF" else output.getvalue()


SAMPLES = [sample("JPEG"), sample("PNG"), sample("TIFF"), document([Page("jpeg", sample("JPEG"))])]


@pytest.mark.filterwarnings("ignore")
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    start=st.sampled_from(SAMPLES),
    changes=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=8),
)
@example(start=b"%PDF-", changes=[(0.0, 37)])
def test_a_damaged_file_is_read_or_refused_and_nothing_else(
    tmp_path: Path, start: bytes, changes: list[tuple[float, int]]
) -> None:
    broken = bytearray(start)
    for place, value in changes:
        broken[int(place * len(broken))] = value
    path = tmp_path / "broken"
    path.write_bytes(broken)
    try:
        found = read_images(path)
        pdf = document(found)
    except FileUnreadable:
        return
    assert page_count(pdf) == len(found)
