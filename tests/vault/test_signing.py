"""Copies signed with a real PKCS#11 token: valid, whole, marked where one looks; every failure has its reason."""

from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from app.capture import images, pages
from app.capture.pages import Page
from app.errors import FileUnreadable, SigningFailed
from app.paper.pages import page_image, page_text
from app.vault import signing
from app.vault.copy_mark import CopyMark, mark_box
from app.vault.signatures import check_signed, signatures
from app.vault.signing import Token
from app.vault.trust import TrustMaterial
from tests.vault.tokens import NOW, PIN, Tokens

NOTHING = TrustMaterial()

MARK = CopyMark(("BẢN SỐ HÓA TỪ BẢN GIẤY", "UBND phường Âu Cơ", "08:30 23/11/2026"))


def scan(quarters: int = 0) -> bytes:
    packed = BytesIO()
    Image.new("L", (827, 1169), 200).save(packed, "JPEG", dpi=(100, 100))
    return pages.document([Page("jpeg", images.turned(packed.getvalue(), quarters))])


def reason(softhsm: Tokens, pin: str = PIN, label: str = "officer") -> object:
    with pytest.raises(SigningFailed) as failed:
        Token(softhsm.module, pin, NOW, label)
    return failed.value.facts["reason"]


def test_a_copy_is_signed_and_seen_to_be(softhsm: Tokens) -> None:
    pdf = scan()
    with Token(softhsm.module, PIN, NOW, "officer") as token:
        signed = token.sign(pdf, MARK)
        assert token.certificate.holder == "Nguyễn Thị Ký"
        assert token.certificate.issuer == "CA thử nghiệm"
    seen = check_signed(pdf, signed, NOTHING, NOW)
    assert (seen.intact, seen.whole, seen.standing.chain) == (True, True, "unknown")
    (trusted,) = signatures(signed, TrustMaterial(roots=(softhsm.root,)), NOW)
    assert trusted.standing.chain == "trusted"
    assert trusted.certificate == token.certificate
    assert trusted.at is not None
    assert abs((trusted.at - datetime.now(UTC)).total_seconds()) < 60
    pages.check_pdf(signed)


@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="poppler-utils is not installed")
def test_another_program_finds_it_valid(softhsm: Tokens, tmp_path: Path) -> None:
    with Token(softhsm.module, PIN, NOW, "officer") as token:
        (tmp_path / "signed.pdf").write_bytes(token.sign(scan(), MARK))
    said = subprocess.run(["pdfsig", "-nocert", tmp_path / "signed.pdf"], capture_output=True, text=True, check=True)
    assert "Signature is Valid" in said.stdout
    assert "Total document signed" in said.stdout


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_the_mark_stands_upright_at_the_top_right(softhsm: Tokens, quarters: int) -> None:
    pdf = scan(quarters)
    with Token(softhsm.module, PIN, NOW, "officer") as token:
        signed = token.sign(pdf, MARK)
    width, height, rows = page_image(signed, 0, 100)
    shown = Image.frombytes("RGB", (width, height), rows).convert("L")
    assert (width > height) == (quarters % 2 == 1)
    # The paper is grey and the mark white; nothing white lies elsewhere.
    left, top, right, bottom = shown.point(lambda grey: 255 if grey > 235 else 0).getbbox() or (0, 0, 0, 0)
    assert right > width - 25
    assert top < 25
    assert right - left > bottom - top
    words = shown.crop((left, top, right, bottom)).point(lambda grey: 255 if grey < 120 else 0)
    line = words.crop((0, 0, words.width, words.height // 3)).getbbox()
    assert line is not None
    assert line[0] < 12  # Read from the left: the longest line comes first.
    assert "UBND phường Âu Cơ" in page_text(signed, 0)


def test_a_second_signature_leaves_the_first_valid(softhsm: Tokens) -> None:
    with Token(softhsm.module, PIN, NOW, "officer") as token:
        once = token.sign(scan(), MARK)
        twice = token.sign(once, MARK)
    assert twice.startswith(once)
    assert check_signed(once, twice, NOTHING, NOW).whole
    assert [(seen.intact, seen.whole) for seen in signatures(twice, NOTHING, NOW)] == [(True, False), (True, True)]


def test_what_was_changed_after_or_before_is_not_taken(softhsm: Tokens) -> None:
    pdf, other = scan(), scan(1)
    with Token(softhsm.module, PIN, NOW, "officer") as token:
        signed = token.sign(pdf, None)
    spoiled = bytearray(signed)
    spoiled[len(pdf) // 2] ^= 1
    for bad in (pdf, bytes(spoiled), signed + b"\n%more", other):
        with pytest.raises(SigningFailed) as failed:
            check_signed(pdf, bad, NOTHING, NOW)
        assert failed.value.facts["reason"] == "altered"
    with pytest.raises(SigningFailed):
        check_signed(other, signed, NOTHING, NOW)
    intact = [seen.intact for seen in signatures(bytes(spoiled), NOTHING, NOW)]
    assert intact == [False]


def test_every_failure_has_its_reason(softhsm: Tokens, tmp_path: Path) -> None:
    assert reason(softhsm, label="not there") == "no_token"
    assert reason(softhsm, label="empty") == "no_certificate"
    assert reason(softhsm, label="old") == "expired"
    assert reason(softhsm, pin="000000") == "pin_wrong"
    with pytest.raises(SigningFailed) as failed:
        Token(tmp_path / "no-such-library.so", PIN, NOW)
    assert failed.value.facts["reason"] == "no_token"
    with Token(softhsm.module, PIN, NOW, "officer") as token, pytest.raises(FileUnreadable):
        token.sign(b"no PDF at all", MARK)
    assert {"officer", "old"} <= set(signing.token_names(softhsm.module))


def test_nothing_tells_the_pin(softhsm: Tokens, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    with pytest.raises(SigningFailed) as failed:
        Token(softhsm.module, "135791", NOW, "officer")
    with Token(softhsm.module, PIN, NOW, "officer") as token:
        signed = token.sign(scan(), MARK)
        assert PIN not in repr(vars(token))
    assert "135791" not in f"{failed.value!r} {caplog.text}"
    assert PIN.encode() not in signed
    assert "Nguyễn Thị Ký" not in caplog.text


def test_a_plain_copy_has_no_signatures(softhsm: Tokens) -> None:
    assert signatures(scan(), NOTHING, NOW) == ()
    assert mark_box(scan(), MARK)[2] < 827 / 100 * 72
    with pytest.raises(FileUnreadable):
        signatures(b"no PDF", NOTHING, NOW)
