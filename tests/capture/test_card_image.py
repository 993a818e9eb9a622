"""A card's QR from pictures as they are: blurred, turned, coarse, over-compressed, photocopied."""

from __future__ import annotations

import io
import random
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image, ImageDraw, ImageFilter

from app.capture import pages
from app.capture.card_image import Seen, seen_in_file, seen_in_image, seen_in_picture
from app.domain.identity import IdentityCard, parse_card
from app.errors import CardNotFound, FileUnreadable, IdentityTextRefused
from tests.vectors.test_vectors import CARDS

GOOD = [case for case in CARDS["cases"] if "fields" in case and "\r" not in case["payload"]]
CARD = "025301123456||Nguyễn Tiến Nam|05121991|Nam|Khu 3, phường Âu Cơ, Phú Thọ|10052022"
OTHER = "025190000001||Trần Thị Ửng|01011990|Nữ|Xã Chí Đám, Phú Thọ|10052022"
# The card is 85,6 × 54 mm; its QR about 20 mm.
CARD_MM, QR_MM = (85.6, 54.0), 20.0


def card_picture(text: str, dpi: int = 300) -> Image.Image:
    """A card's face as a scanner sees it at ``dpi``, on a white sheet."""
    pixels = 1200 / 25.4
    symbol = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    qr = Image.fromarray(symbol.to_image(scale=8)).convert("L").resize((round(QR_MM * pixels),) * 2)
    face = Image.new("L", (round(CARD_MM[0] * pixels), round(CARD_MM[1] * pixels)), 225)
    ImageDraw.Draw(face).text((200, 1500), "CĂN CƯỚC CÔNG DÂN", fill=60)
    face.paste(qr, (face.width - qr.width - 120, 120))
    sheet = Image.new("L", (face.width + 800, face.height + 800), 255)
    sheet.paste(face, (400, 400))
    return sheet.resize((round(sheet.width * dpi / 1200), round(sheet.height * dpi / 1200)), Image.Resampling.BOX)


def card_in_picture(picture: Image.Image) -> IdentityCard:
    return card_of(seen_in_picture(picture))


def card_of(seen: Seen) -> IdentityCard:
    assert seen.kind == "card"
    return parse_card(seen.text)


def packed(picture: Image.Image, kind: str = "JPEG") -> bytes:
    output = io.BytesIO()
    picture.save(output, kind)
    return output.getvalue()


def jpeg(picture: Image.Image, quality: int) -> Image.Image:
    packed = io.BytesIO()
    picture.save(packed, "JPEG", quality=quality)
    return Image.open(packed).convert("L")


def photocopied(picture: Image.Image) -> Image.Image:
    pick = random.Random(7)
    copied = picture.filter(ImageFilter.GaussianBlur(0.7)).point(lambda grey: 255 if grey > 140 else 0)
    for _ in range(copied.width * copied.height // 400):
        copied.putpixel((pick.randrange(copied.width), pick.randrange(copied.height)), pick.choice((0, 255)))
    return copied


DEGRADED: dict[str, Callable[[Image.Image], Image.Image]] = {
    "clean": lambda picture: picture,
    "blur": lambda picture: picture.filter(ImageFilter.GaussianBlur(1.5)),
    "turned 3°": lambda picture: picture.rotate(3, Image.Resampling.BICUBIC, expand=True, fillcolor=255),
    "upside down": lambda picture: picture.rotate(180),
    "JPEG q30": lambda picture: jpeg(picture, 30),
    "photocopy": photocopied,
    "dark": lambda picture: picture.point(lambda grey: grey * 0.35),
    "blur, turned, q30": lambda picture: jpeg(
        picture.filter(ImageFilter.GaussianBlur(0.8)).rotate(3, Image.Resampling.BICUBIC, fillcolor=255), 30
    ),
}


@pytest.mark.parametrize("name", DEGRADED)
def test_a_degraded_card_still_reads(name: str) -> None:
    assert card_in_picture(DEGRADED[name](card_picture(CARD))) == parse_card(CARD)


@pytest.mark.parametrize("dpi", [100, 150, 200, 600])
def test_a_coarse_or_fine_scan_reads(dpi: int) -> None:
    assert card_in_picture(card_picture(CARD, dpi)) == parse_card(CARD)


@pytest.mark.parametrize("case", GOOD, ids=lambda case: case.get("why") or case["payload"][:12])
def test_every_card_of_the_vectors_reads_from_a_picture(case: dict[str, object]) -> None:
    payload = str(case["payload"]).strip()
    assert card_in_picture(card_picture(payload)) == parse_card(payload)


def test_a_picture_without_a_code_and_one_with_another_code_are_told_apart() -> None:
    with pytest.raises(CardNotFound):
        card_in_picture(Image.new("RGB", (800, 500), "white"))
    with pytest.raises(IdentityTextRefused) as refused:
        card_in_picture(card_picture("https://dichvucong.gov.vn"))
    assert refused.value.facts["reason"] == "not_an_identity_code"


def test_two_cards_in_one_picture_are_refused_but_a_letters_code_beside_is_not() -> None:
    def beside(left: str, right: str) -> Image.Image:
        one, two = card_picture(left), card_picture(right)
        both = Image.new("L", (one.width + two.width, one.height), 255)
        both.paste(one, (0, 0))
        both.paste(two, (one.width, 0))
        return both

    with pytest.raises(IdentityTextRefused) as refused:
        card_in_picture(beside(CARD, OTHER))
    assert refused.value.facts["reason"] == "two_codes"
    assert card_in_picture(beside("https://dichvucong.gov.vn", CARD)) == parse_card(CARD)


def test_a_receipts_code_is_seen_whether_as_bars_or_beside_its_seal() -> None:
    code = "H44.80.01-261124-0007"
    bars = zxingcpp.create_barcode(code, zxingcpp.BarcodeFormat.Code128)
    receipt = Image.new("L", (1600, 900), 255)
    receipt.paste(Image.fromarray(bars.to_image(scale=4)).convert("L"), (100, 100))
    assert seen_in_picture(receipt) == Seen("code", code)
    other = receipt.copy()
    more = zxingcpp.create_barcode("H44.80.01-261124-0008", zxingcpp.BarcodeFormat.Code128)
    other.paste(Image.fromarray(more.to_image(scale=4)).convert("L"), (100, 500))
    with pytest.raises(IdentityTextRefused) as refused:
        seen_in_picture(other)
    assert refused.value.facts["reason"] == "two_codes"
    card = card_picture(CARD)
    both = Image.new("L", (card.width + 200, card.height + 500), 255)
    both.paste(receipt, (0, card.height))
    both.paste(card, (0, 0))
    assert card_in_picture(both) == parse_card(CARD), "whose card lies on a receipt is meant"


def test_a_code_in_another_code_page_is_garbled() -> None:
    garbled = CARD.encode().decode("latin-1")
    with pytest.raises(IdentityTextRefused) as refused:
        card_in_picture(card_picture(garbled))
    assert refused.value.facts["reason"] == "garbled"


def test_a_frame_of_a_camera_reads() -> None:
    frame = Image.new("RGB", (1280, 720), (180, 170, 160))
    frame.paste(card_picture(CARD, 300).resize((1000, 700)), (100, 10))
    assert card_of(seen_in_image(packed(frame), thorough=False)) == parse_card(CARD)
    with pytest.raises(CardNotFound):
        seen_in_image(packed(Image.new("RGB", (1280, 720))), thorough=False)
    for nonsense in (b"", b"GIF89a", packed(frame)[:200]):
        with pytest.raises(FileUnreadable):
            seen_in_image(nonsense)


def test_a_file_reads_whatever_its_kind(tmp_path: Path) -> None:
    picture = card_picture(CARD)
    front = Image.new("L", picture.size, 255)
    front.save(tmp_path / "two.tif", save_all=True, append_images=[picture])
    picture.save(tmp_path / "card.png", dpi=(300, 300))
    picture.save(tmp_path / "card.jpg", quality=80)
    scanned = pages.document(pages.read_images(tmp_path / "two.tif"))
    (tmp_path / "card.pdf").write_bytes(scanned)
    for name in ("card.png", "card.jpg", "two.tif", "card.pdf"):
        assert card_of(seen_in_file(tmp_path / name)) == parse_card(CARD)
    (tmp_path / "broken.jpg").write_bytes(b"\xff\xd8\xff nothing more")
    with pytest.raises(FileUnreadable):
        seen_in_file(tmp_path / "broken.jpg")


def test_of_a_thick_pdf_only_the_first_pages_are_looked_at_and_no_longer_than_wanted(tmp_path: Path) -> None:
    blank = packed(Image.new("L", (827, 1169), 255))
    card = packed(card_picture(CARD, 200))
    for place, name in ((1, "front.pdf"), (5, "back.pdf")):
        sheets = [blank] * 6
        sheets[place] = card
        (tmp_path / name).write_bytes(pages.document([pages.Page("jpeg", sheet) for sheet in sheets]))
    assert card_of(seen_in_file(tmp_path / "front.pdf")) == parse_card(CARD)
    with pytest.raises(CardNotFound):
        seen_in_file(tmp_path / "back.pdf")
    cancel = threading.Event()
    cancel.set()
    with pytest.raises(CardNotFound):
        seen_in_file(tmp_path / "front.pdf", cancel)
    with pytest.raises(FileUnreadable) as refused:
        seen_in_file(tmp_path)
    assert refused.value.facts["reason"] == "gone"
