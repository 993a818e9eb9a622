"""Pages are straightened, cut, turned and judged by pictures drawn here, with noise as a scanner makes it."""

from __future__ import annotations

import random
from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from app.capture import images, pages
from app.capture.pages import Page
from app.errors import FileUnreadable

SIZE = (1654, 2339)  # A4 at 200 dpi


def sheet(lines: int = 40, *, paper: int = 245, size: tuple[int, int] = SIZE) -> Image.Image:
    """A page of words as grey blocks, on paper with a scanner's noise."""
    pick = random.Random(lines)
    drawn = Image.new("L", size, paper)
    pen = ImageDraw.Draw(drawn)
    for number in range(lines):
        across = 200
        while across < size[0] - 250:
            long = pick.randrange(30, 120)
            pen.rectangle((across, 200 + number * 48, across + long, 218 + number * 48), fill=40)
            across += long + 18
    noise = np.random.default_rng(1).normal(0, 4, (size[1], size[0]))
    return Image.fromarray(np.clip(np.asarray(drawn) + noise, 0, 255).astype(np.uint8))


def jpeg(picture: Image.Image) -> bytes:
    packed = BytesIO()
    picture.save(packed, "JPEG", quality=85, dpi=(200, 200))
    return packed.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


@pytest.mark.parametrize("angle", [-4.0, -1.7, -0.5, 0.0, 0.8, 3.0])
def test_skew_is_found_and_mended(angle: float) -> None:
    askew = sheet().rotate(angle, Image.Resampling.BICUBIC, fillcolor=245)
    found = images.look(jpeg(askew))
    assert found.skew == pytest.approx(angle, abs=0.15)
    assert not found.blank
    mended = images.straightened(jpeg(askew), found.skew)
    assert images.look(mended).skew == pytest.approx(0, abs=0.15)
    assert opened(mended).size == SIZE
    assert opened(mended).info["dpi"] == (200, 200)


def test_a_picture_without_lines_is_not_turned() -> None:
    cloud = Image.effect_noise(SIZE, 60).filter(ImageFilter.GaussianBlur(20))
    assert images.look(jpeg(cloud)).skew == 0
    assert images.look(jpeg(sheet(0))).skew == 0


def test_black_and_white_stays_so() -> None:
    packed = BytesIO()
    sheet().rotate(2, fillcolor=245).point(lambda grey: 255 if grey > 128 else 0).convert("1").save(
        packed, "PNG", dpi=(300, 300)
    )
    mended = opened(images.straightened(packed.getvalue(), images.look(packed.getvalue()).skew))
    assert (mended.mode, mended.format) == ("1", "PNG")
    assert round(mended.info["dpi"][0]) == 300


def test_blank_pages_are_those_with_nothing_but_paper() -> None:
    behind = Image.blend(Image.new("L", SIZE, 245), sheet().transpose(Image.Transpose.FLIP_LEFT_RIGHT), 0.12)
    holes = sheet(0)
    for down in (700, 1600):
        ImageDraw.Draw(holes).ellipse((18, down, 58, down + 40), fill=20)
    dust = sheet(0)
    for number in range(60):
        dust.putpixel((300 + number * 17, 400 + number * 23), 0)
    for blank in (sheet(0), sheet(0, paper=200), behind, holes, dust):
        assert images.look(jpeg(blank)).blank


def test_a_page_with_little_on_it_is_not_blank() -> None:
    one_line = sheet(1)
    signed = sheet(0)
    pen = ImageDraw.Draw(signed)
    pen.line([(1000, 1800), (1080, 1740), (1150, 1830), (1260, 1750)], fill=60, width=5)
    stamp = sheet(0)
    ImageDraw.Draw(stamp).ellipse((900, 300, 1200, 600), outline=120, width=8)
    for little in (one_line, signed, stamp):
        assert not images.look(jpeg(little)).blank


def test_a_dark_page_is_not_blank() -> None:
    photograph = Image.new("L", SIZE, 40)
    ImageDraw.Draw(photograph).rectangle((600, 700, 700, 760), fill=220)
    for dark in (Image.new("L", SIZE, 0), photograph):
        assert not images.look(jpeg(dark)).blank


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_jpeg_is_turned_without_touching_its_pixels(quarters: int) -> None:
    page = jpeg(sheet(3, size=(400, 800)))
    once = images.turned(page, quarters)
    assert page[page.index(b"\xff\xdb") :] == once[once.index(b"\xff\xdb") :]
    pdf = pages.document([Page("jpeg", once)])
    wide = opened(pages.thumbnail(pdf, 0, 100))
    assert (wide.width > wide.height) == (quarters % 2 == 1)
    assert images.turned(once, 4 - quarters)[-500:] == page[-500:]
    assert opened(images.turned(once, 4 - quarters)).getexif().get(0x0112) == 1


def test_a_png_is_turned_as_the_clock_goes() -> None:
    packed = BytesIO()
    marked = Image.new("L", (30, 20), 255)
    marked.putpixel((0, 0), 0)
    marked.save(packed, "PNG")
    assert opened(images.turned(packed.getvalue(), 1)).getpixel((19, 0)) == 0
    assert opened(images.turned(packed.getvalue(), 3)).getpixel((0, 29)) == 0
    assert images.turned(packed.getvalue(), 0) == packed.getvalue()


def test_a_card_on_the_glass_is_cut_out_and_both_sides_share_a_sheet() -> None:
    def on_glass(colour: tuple[int, int, int]) -> bytes:
        glass = Image.new("RGB", SIZE, (250, 250, 250))
        glass.paste(Image.new("RGB", (674, 425), colour), (300, 500))
        return jpeg(glass)

    left, top, right, bottom = images.content_box(on_glass((60, 140, 170)))
    assert (left * SIZE[0], top * SIZE[1]) == pytest.approx((300, 500), abs=4)
    assert (right * SIZE[0], bottom * SIZE[1]) == pytest.approx((974, 925), abs=4)
    both = opened(images.two_sides(on_glass((200, 40, 40)), on_glass((40, 40, 200)))).convert("RGB")
    assert both.size == (1654, 2339)
    front, back = both.getpixel((827, round(2339 * 0.28))), both.getpixel((827, round(2339 * 0.64)))
    assert isinstance(front, tuple)
    assert isinstance(back, tuple)
    assert front[0] > 150 > front[2]
    assert back[2] > 150 > back[0]


def test_a_box_without_inside_and_a_broken_picture_are_refused() -> None:
    with pytest.raises(ValueError, match="inside"):
        images.cropped(jpeg(sheet(1)), (0.5, 0, 0.5, 1))
    assert opened(images.cropped(jpeg(sheet(1)), (0, 0, 0.5, 0.25))).size == (827, 585)
    with pytest.raises(FileUnreadable):
        images.look(b"no picture")
