"""A signed QR says what the device signed, and nobody else's word passes for it."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PIL import Image
from reportlab.lib.units import mm

from app.domain.units import DeviceCertificate
from app.paper import pages, render, seal
from app.paper.barcode import square, symbols
from app.paper.blocks import SEAL_ROOM
from app.paper.forms import load_form
from tests.paper.samples import CODE, PAPERS, RECEIPT

KEY = Ed25519PrivateKey.generate()
DEVICE = str(uuid4())
SAID = seal.Seal(
    "H44.80.01", CODE, datetime(2026, 10, 8, 1, 5, 7, tzinfo=UTC), datetime(2026, 10, 15, 1, 5, 7, tzinfo=UTC), DEVICE
)


def certificate(unit: str = "H44.80.01", key: Ed25519PrivateKey = KEY) -> dict[str, DeviceCertificate]:
    return {DEVICE: DeviceCertificate(DEVICE, unit, "Q01", key.public_key().public_bytes_raw().hex())}


@pytest.mark.parametrize("due", [SAID.due, None])
def test_what_was_signed_comes_back(due: datetime | None) -> None:
    said = seal.Seal(SAID.unit, SAID.code, SAID.accepted_at, due, DEVICE)
    text = seal.sign(said, KEY)
    assert seal.looks_sealed(text)
    assert seal.check(text, certificate().get) == (said, "genuine")
    assert seal.check(f" {text.lower()}\n", certificate().get) == (said, "genuine")


@pytest.mark.parametrize(
    ("old", "new"), [("0975", "0976"), ("261015", "261016"), ("261008", "261007"), ("80.01", "80.02")]
)
def test_a_changed_fact_is_forged(old: str, new: str) -> None:
    found = seal.check(seal.sign(SAID, KEY).replace(old, new, 1), certificate().get)
    assert found is not None
    assert found[1] == "forged"


def test_another_device_another_unit_and_an_unknown_one_are_told_apart() -> None:
    text = seal.sign(SAID, KEY)
    for known, verdict in (
        (certificate(key=Ed25519PrivateKey.generate()), "forged"),
        (certificate(unit="H44.80.31"), "other_unit"),
        ({}, "unknown_device"),
    ):
        found = seal.check(text, known.get)
        assert found is not None
        assert found[1] == verdict


@pytest.mark.parametrize("text", ["", CODE, "MC1:a:b", "MC1:A:B:xx:-:AA:BB", "MC1:A:B:-:-:AA:BB", "MC2:" + "A:" * 5])
def test_other_texts_are_no_seals(text: str) -> None:
    assert seal.check(text, certificate().get) is None


@pytest.mark.parametrize("code", [CODE, "TAM.H44.80.05.Q02-261008-0007"])
def test_the_sealed_receipt_still_takes_one_page_and_its_three_symbols_read(code: str) -> None:
    text = seal.sign(seal.Seal(SAID.unit, code, SAID.accepted_at, SAID.due, DEVICE), KEY)
    values = {**RECEIPT, "papers": PAPERS[:3], "code": code, "seal": text}
    pdf = render.render(load_form("2025", "receipt"), values, copies=["Liên 1"])
    assert pages.page_count(pdf) == 1
    width, height, rows = pages.page_image(pdf, 0, 200)
    found = {symbol.text for symbol in symbols(Image.frombytes("RGB", (width, height), rows))}
    assert found == {code, text}


def test_the_seal_of_the_longest_unit_code_has_room_for_modules_that_read() -> None:
    unit = "H44" + ".80A" * 8
    assert len(unit) == 35, "QĐ 20/2020/QĐ-TTg Đ4"
    said = seal.Seal(unit, f"TAM.{unit}.Q02-261008-0007", SAID.accepted_at, SAID.due, DEVICE)
    symbol = square(seal.sign(said, KEY), SEAL_ROOM)
    assert symbol is not None
    assert symbol.module / mm >= 0.4
