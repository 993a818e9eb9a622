"""Barcodes and QR symbols after what happens to paper: copied, tilted, coarsely scanned, squeezed; on every form."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageFilter

from app.paper import render
from app.paper.barcode import decode
from app.paper.forms import Codes, form_keys, load_form
from tests.paper.samples import CODE, RECEIPT, SAMPLES
from tests.paper.test_golden import picture_of

LONGEST = "TAM.H44.80.01.Q02-261008-0001"


def photocopied(page: Image.Image) -> Image.Image:
    """Toner spread, specks, a dirty glass, then black and white only."""
    random = np.random.default_rng(7)
    grey = np.asarray(page.filter(ImageFilter.GaussianBlur(0.7)), dtype=np.float32)
    noisy = grey + random.normal(0, 26, grey.shape)
    specks = random.random(grey.shape)
    noisy[specks < 0.004] = 0
    noisy[specks > 0.996] = 255
    return Image.fromarray(np.where(noisy > 140, 255, 0).astype(np.uint8))


def tilted(page: Image.Image) -> Image.Image:
    return page.rotate(3, expand=True, fillcolor=255, resample=Image.Resampling.BICUBIC)


def coarse(page: Image.Image) -> Image.Image:
    """Scanned at 100 dpi instead of 200."""
    return page.resize((page.width // 2, page.height // 2), Image.Resampling.BOX)


def squeezed(page: Image.Image) -> Image.Image:
    held = BytesIO()
    page.save(held, "JPEG", quality=30)
    return Image.open(BytesIO(held.getvalue()))


def after_all(page: Image.Image) -> Image.Image:
    """Copied, laid askew on the scanner, kept as a poor JPEG."""
    return squeezed(tilted(photocopied(page)))


HARMS = (photocopied, tilted, coarse, squeezed, after_all)


@pytest.mark.parametrize("harm", HARMS)
def test_barcode_and_qr_of_a_receipt_survive_each_for_itself(harm: Callable[[Image.Image], Image.Image]) -> None:
    pdf = render.render(load_form("2025", "receipt"), RECEIPT, copies=["Liên 1"])
    page = picture_of(pdf, 0, 200)
    upper = page.crop((0, 0, page.width, page.height // 2))
    assert decode(harm(upper.crop((0, 0, int(page.width * 0.77), upper.height)))) == [CODE]
    assert decode(harm(upper.crop((int(page.width * 0.77), 0, page.width, upper.height)))) == [CODE]


@pytest.mark.parametrize("harm", HARMS)
def test_the_longest_code_survives(harm: Callable[[Image.Image], Image.Image]) -> None:
    pdf = render.render(load_form("2025", "receipt"), {**RECEIPT, "code": LONGEST}, copies=["Liên 1"])
    assert LONGEST in decode(harm(picture_of(pdf, 0, 200)))


@pytest.mark.parametrize("harm", HARMS)
@pytest.mark.parametrize("key", [key for key in form_keys("2025") if key != "receipt"])
def test_the_code_of_every_other_form_survives(harm: Callable[[Image.Image], Image.Image], key: str) -> None:
    form = load_form("2025", key)
    codes = [str(SAMPLES[key][block.code]) for block in form.blocks if isinstance(block, Codes)]
    if not codes:
        return
    page = picture_of(render.render(form, SAMPLES[key], copies=form.copies[:1]), 0, 200)
    assert codes[0] in decode(harm(page))


def test_a_look_up_address_in_the_qr_survives_a_photocopy_too() -> None:
    address = f"https://dichvucong.phutho.gov.vn/tra-cuu?ma={CODE}"
    pdf = render.render(load_form("2025", "receipt"), {**RECEIPT, "inquiry_address": address}, copies=["Liên 1"])
    assert address in decode(photocopied(picture_of(pdf, 0, 200)).crop((780, 0, 1165, 800)))
