"""Barcodes and QR symbols after what happens to paper: copied, tilted, coarsely scanned, squeezed; on every form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageFilter

from app.paper import render, seal
from app.paper.barcode import decode, symbols
from app.paper.forms import Codes, load_form
from tests.paper.samples import CODE, RECEIPT, SAMPLES
from tests.paper.test_golden import ALL, picture_of
from tests.paper.test_seal import KEY, SAID

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


def after_all_at_100_dpi(page: Image.Image) -> Image.Image:
    """Copied, laid askew, scanned coarsely, kept as a poor JPEG: nothing worse is promised."""
    return squeezed(coarse(tilted(photocopied(page))))


HARMS = (photocopied, tilted, coarse, squeezed, after_all, after_all_at_100_dpi)


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


@pytest.mark.parametrize(("set_id", "key"), [each for each in ALL if each[1] not in {"receipt", "group_receipt"}])
def test_barcode_and_qr_of_every_other_form_survive_each_for_itself(set_id: str, key: str) -> None:
    form = load_form(set_id, key)
    codes = [str(SAMPLES[key][block.code]) for block in form.blocks if isinstance(block, Codes)]
    if not codes:
        assert key in {"register", "postal_handover_record"}
        return
    page = picture_of(render.render(form, SAMPLES[key], copies=form.copies[:1]), 0, 200)
    between = round(page.width - (form.margins[1] + QR_ROOM) * 200 / 25.4)
    bars, square = page.crop((0, 0, between, page.height)), page.crop((between, 0, page.width, page.height))
    for harm in HARMS:
        assert set(decode(harm(bars))) == {codes[0]}, f"bars, {harm.__name__}"
        assert set(decode(harm(square))) == {codes[0]}, f"QR, {harm.__name__}"


QR_ROOM = 19.0
"""Millimetres from the right margin in which the QR stands beside the bars, its quiet zone included."""


@pytest.mark.parametrize("harm", HARMS)
def test_every_qr_of_a_receipt_for_several_survives(harm: Callable[[Image.Image], Image.Image]) -> None:
    rows: list[dict[str, object]] = SAMPLES["group_receipt"]["dossiers"]  # type: ignore[assignment]
    page = picture_of(render.render(load_form("2025", "group_receipt"), SAMPLES["group_receipt"], copies=["1"]), 0, 200)
    assert {symbol.text for symbol in symbols(harm(page))} == {str(row["code"]) for row in rows}


@pytest.mark.parametrize("harm", HARMS)
@pytest.mark.parametrize("code", [CODE, LONGEST])
def test_the_signed_qr_survives(harm: Callable[[Image.Image], Image.Image], code: str) -> None:
    text = seal.sign(replace(SAID, code=code), KEY)
    values = {**RECEIPT, "code": code, "seal": text}
    pdf = render.render(load_form("2025", "receipt"), values, copies=["Liên 1"])
    page = picture_of(pdf, 0, 200)
    lower = page.crop((0, page.height // 2, page.width, page.height))
    assert decode(harm(lower)) == [text]


def test_a_look_up_address_in_the_qr_survives_a_photocopy_too() -> None:
    address = f"https://dichvucong.phutho.gov.vn/tra-cuu?ma={CODE}"
    pdf = render.render(load_form("2025", "receipt"), {**RECEIPT, "inquiry_address": address}, copies=["Liên 1"])
    assert address in decode(photocopied(picture_of(pdf, 0, 200)).crop((780, 0, 1165, 800)))
