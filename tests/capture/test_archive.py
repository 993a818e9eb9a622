"""Copies for the archive conform, with every pixel as it was; text is read by the real program."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from pikepdf import pdfa
from PIL import Image, ImageDraw, ImageFont
from reportlab.pdfgen.canvas import Canvas

from app.capture import archive, pages
from app.capture.archive import archived, text_reader, with_text
from app.capture.metadata import CopyFacts, facts_of, with_facts
from app.capture.pages import Page
from app.errors import FileUnreadable
from app.paper import fonts
from app.vault.copy_mark import CopyMark
from app.vault.signatures import signatures
from app.vault.signing import Token
from app.vault.trust import TrustMaterial
from tests.capture.pdf_a import faults
from tests.desk.test_tray import sheet
from tests.vault.tokens import NOW, PIN, tokens

FACTS = CopyFacts(kind_code="KS", holder_name="Trần Thị Ửng", title="Giấy khai sinh", abstract="Giấy khai sinh")
PDF = pages.document([Page("jpeg", sheet(1)), Page("jpeg", sheet(2))])


def conforms(pdf: bytes) -> bool:
    with pikepdf.open(BytesIO(pdf)) as opened:
        return bool(pdfa.check(opened, "2b").verdict == "pass")


def test_a_scan_becomes_pdf_a_with_its_jpeg_untouched() -> None:
    made = archived(PDF)
    assert made.conforms
    assert not conforms(PDF)
    assert conforms(made.pdf)
    with pikepdf.open(BytesIO(made.pdf)) as opened:
        pictures = [page.Resources.XObject.Im0.read_raw_bytes() for page in opened.pages]
        assert opened.Root.OutputIntents[0].S == "/GTS_PDFA1"
    assert pictures == [sheet(1), sheet(2)]
    assert archived(PDF) == made
    assert archived(made.pdf).conforms


def test_black_and_white_conforms_too() -> None:
    packed = BytesIO()
    Image.open(BytesIO(sheet(1))).convert("1").save(packed, "PNG", dpi=(200, 200))
    assert archived(pages.document([Page("png", packed.getvalue())])).conforms


def test_our_facts_come_with_their_description() -> None:
    made = with_facts(archived(PDF).pdf, FACTS)
    assert facts_of(made) == FACTS
    with pikepdf.open(BytesIO(made)) as opened:
        packet = opened.Root.Metadata.read_bytes().decode()
        described = set(re.findall(r"<pdfaProperty:name>(\w+)<", packet))
        assert set(re.findall(r"<gtdt:(\w+)", packet)) <= described == set(CopyFacts.__dataclass_fields__)
        assert packet.count("<pdfaExtension:schemas>") == 1
        # The validator at hand knows no description of another's properties: without ours, the rest conforms.
        plain = without_facts(packet)
        assert "gtdt" not in plain
        opened.Root.Metadata.write(plain.encode())
        assert pdfa.check(opened, "2b").verdict == "pass"
    again = with_facts(made, CopyFacts(title="Khác"))
    with pikepdf.open(BytesIO(again)) as opened:
        assert opened.Root.Metadata.read_bytes().count(b"<pdfaExtension:schemas>") == 1


def test_what_is_signed_or_lacks_its_fonts_stays_as_it_is() -> None:
    with Token(tokens().module, PIN, NOW, "officer") as token:
        signed = token.sign(archived(PDF).pdf)
    assert archived(signed).pdf == signed
    held = BytesIO()
    canvas = Canvas(held)
    canvas.drawString(100, 700, "Helvetica is not in this file")
    canvas.save()
    assert archived(held.getvalue()) == archive.Archived(held.getvalue(), False)
    with pytest.raises(FileUnreadable):
        archived(PDF[:300])


def test_a_signed_archive_copy_is_whole() -> None:
    copy = with_facts(archived(PDF).pdf, FACTS)
    with Token(tokens().module, PIN, NOW, "officer") as token:
        (seen,) = signatures(token.sign(copy), TrustMaterial(), NOW)
    assert seen.intact
    assert seen.whole


MARK = CopyMark(("BẢN SỐ HÓA TỪ BẢN GIẤY", "UBND phường Âu Cơ", "08:30 23/11/2026"))


def made_copy(kind: str) -> bytes:
    """A copy as it is filed, of each kind of page that comes."""
    scan = Image.open(BytesIO(sheet(1)))
    packed = BytesIO()
    if kind == "black and white":
        scan.convert("1").save(packed, "PNG", dpi=(200, 200))
        return with_facts(archived(pages.document([Page("png", packed.getvalue())])).pdf, FACTS)
    scan.convert("RGB" if kind == "colour" else "L").save(packed, "JPEG", dpi=(200, 200))
    copy = pages.document([Page("jpeg", packed.getvalue()), Page("jpeg", sheet(2))])
    return with_facts(archived(with_text(copy, 2) if kind == "text" else copy).pdf, FACTS)


@pytest.mark.parametrize("kind", ["grey", "colour", "black and white", "text"])
def test_a_copy_conforms_by_a_second_opinion_before_and_after_it_is_signed(kind: str) -> None:
    copy = made_copy(kind)
    assert faults(copy) == []
    with Token(tokens().module, PIN, NOW, "officer") as token:
        once = token.sign(copy, MARK)
        twice = token.sign(once, MARK)
    assert faults(once) == []
    assert facts_of(twice) == FACTS
    assert faults(twice) == []
    # The checker at hand judges no file with a signature: without the field, what the mark drew conforms.
    with pikepdf.open(BytesIO(once)) as opened:
        del opened.Root["/AcroForm"], opened.Root["/Extensions"], opened.pages[0].obj["/Annots"]
        packet = opened.Root.Metadata.read_bytes().decode()
        opened.Root.Metadata.write(without_facts(packet).encode())
        report = pdfa.check(opened, "2b")
        assert [str(each) for each in report.findings] == []
        assert report.verdict == "pass"


def without_facts(packet: str) -> str:
    plain = re.sub(r"<gtdt:(\w+)[^>]*>.*?</gtdt:\1>", "", packet)
    return re.sub(r"<rdf:Description [^>]*pdfaExtension.*?</rdf:Description>", "", plain, flags=re.DOTALL)


def test_the_second_opinion_can_say_no() -> None:
    good = made_copy("colour")

    def spoiled(how: Callable[[pikepdf.Pdf], None]) -> list[str]:
        output = BytesIO()
        with pikepdf.open(BytesIO(good)) as opened:
            how(opened)
            opened.save(output, static_id=True)
        return [fault.split()[0] for fault in faults(output.getvalue())]

    def act(opened: pikepdf.Pdf) -> None:
        opened.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")

    def smooth(opened: pikepdf.Pdf) -> None:
        opened.pages[0].Resources.XObject.Im0.Interpolate = True

    def bare(opened: pikepdf.Pdf) -> None:
        del opened.Root["/OutputIntents"]

    def silent(opened: pikepdf.Pdf) -> None:
        del opened.Root["/Metadata"]

    def noted(opened: pikepdf.Pdf) -> None:
        note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[0, 0, 9, 9], F=2)
        opened.pages[0].Annots = opened.make_indirect(pikepdf.Array([opened.make_indirect(note)]))

    assert "6.5.1" in spoiled(act)
    assert spoiled(smooth) == ["6.2.8"]
    assert "6.2.4.3" in spoiled(bare)
    assert spoiled(silent) == ["6.6.2.1"]
    assert spoiled(noted) == ["6.3.1", "6.3.2", "6.3.3"]
    held = BytesIO()
    canvas = Canvas(held)
    canvas.drawString(100, 700, "Helvetica is not in this file")
    canvas.save()
    assert any(fault.startswith("6.2.11.4") for fault in faults(held.getvalue()))
    locked = BytesIO()
    with pikepdf.open(BytesIO(good)) as opened:
        opened.save(locked, encryption=pikepdf.Encryption(owner="x", user=""))
    assert any(fault.startswith("6.1.3") for fault in faults(locked.getvalue()))


def written(text: str) -> bytes:
    page = Image.new("L", (1240, 1754), 255)
    font = ImageFont.truetype(str(fonts.find_fonts().regular), 44)
    ImageDraw.Draw(page).text((120, 200), text, font=font, fill=0)
    packed = BytesIO()
    page.save(packed, "JPEG", quality=90, dpi=(150, 150))
    return packed.getvalue()


def test_the_text_of_a_page_can_be_searched_for() -> None:
    assert text_reader() is not None
    copy = pages.document([Page("jpeg", written("Giấy chứng nhận kết hôn\nỦy ban nhân dân phường"))])
    read = with_text(copy, 1)
    assert read != copy
    with pikepdf.open(BytesIO(read)) as opened:
        assert len(opened.pages) == 1
    made = archived(read)
    assert made.conforms
    text = pages_text(made.pdf)
    assert "kết hôn" in text
    assert "phường" in text


def pages_text(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as opened:
        return "\n".join(page.get_textpage().get_text_bounded() for page in opened)


def test_without_the_program_or_with_one_that_hangs_the_copy_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert shutil.which("tesseract")
    program = tmp_path / "ocrmypdf"
    program.write_text("#!/bin/sh\nexec sleep 600\n")
    program.chmod(0o700)
    monkeypatch.setattr(archive, "text_reader", lambda: program)
    monkeypatch.setattr(archive, "TEXT_SECONDS_A_PAGE", 0.3)
    assert with_text(PDF, 1) == PDF
    monkeypatch.setattr(archive, "text_reader", lambda: None)
    assert with_text(PDF, 1) == PDF
