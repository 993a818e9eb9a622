"""Copies for the archive: PDF/A-2b without touching a pixel, and the text of their pages, to be searched for."""

from __future__ import annotations

import re
import shutil
import sys
import time
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pikepdf

from app.capture import sane
from app.capture.metadata import CopyFacts, facts_of, is_signed, with_facts
from app.capture.scan_process import ScanProcess
from app.errors import FileUnreadable
from app.vault.files import write_durably

FLAVOUR = "2b"
"""ISO 19005-2, level B (rules.md §12: assumed for text documents)."""
TEXT_SECONDS_A_PAGE = 60.0
"""Reading a page takes 3 to 9 seconds on a counter's machine; the program is ended after that many times the pages."""

_DATE_OF_METADATA = re.compile(rb"\s*<xmp:MetadataDate>[^<]*</xmp:MetadataDate>")
_BROKEN = (pikepdf.PikepdfError, ValueError, TypeError)
_POLL_SECONDS = 0.1


@dataclass(frozen=True)
class Archived:
    """A copy for the archive; ``conforms`` says whether it is PDF/A-2b, else ``pdf`` is what was given."""

    pdf: bytes
    conforms: bool


def archived(pdf: bytes) -> Archived:
    """``pdf`` as PDF/A-2b, checked as it was written; the packed pictures in it stay as they are.

    The same input gives the same bytes, and what came out of here comes out unchanged. What is signed, and what cannot
    be made so without drawing it anew (a citizen's PDF without its fonts), is given back unchanged. Raises
    FileUnreadable.
    """
    if is_signed(pdf):
        return Archived(pdf, False)
    if facts_of(pdf) != CopyFacts():
        return Archived(pdf, _declares(pdf))
    # Its checker takes a third of a second to load, for which sign-in does not wait (docs/decisions/0014).
    from pikepdf import pdfa

    output = BytesIO()
    try:
        with pikepdf.open(BytesIO(pdf), attempt_recovery=False) as opened:
            if _declares(pdf) and pdfa.check(opened, FLAVOUR).verdict == "pass":
                return Archived(pdf, True)
            pdfa.prepare(opened, FLAVOUR)
            metadata = opened.Root.Metadata
            metadata.write(_DATE_OF_METADATA.sub(b"", metadata.read_bytes()))
            pdfa.save(opened, output, FLAVOUR, repair=False, deterministic_id=True)
    except pdfa.PdfaError:
        return Archived(pdf, False)
    except _BROKEN as error:
        raise FileUnreadable("file", reason="damaged") from error
    return Archived(output.getvalue(), True)


def _declares(pdf: bytes) -> bool:
    with pikepdf.open(BytesIO(pdf), attempt_recovery=False) as opened, opened.open_metadata() as written:
        return bool(written.pdfa_status == FLAVOUR.upper())


def text_reader() -> Path | None:
    """OCRmyPDF where it is installed, of the system or of the optional group ``text``; None elsewhere."""
    found = shutil.which("ocrmypdf") or shutil.which("ocrmypdf", path=str(Path(sys.executable).parent))
    return Path(found) if found and shutil.which("tesseract") else None


def searchable(pdf: bytes, pages: int) -> bytes:
    """A copy whose pages can be searched, for the archive and with its facts; unchanged where `with_text` leaves it so.

    Raises FileUnreadable.
    """
    read = with_text(pdf, pages)
    return pdf if read == pdf else with_facts(archived(read).pdf, facts_of(pdf))


def with_text(pdf: bytes, pages: int, language: str = "vie") -> bytes:
    """``pdf`` with the text of its pictures behind them, read in ``language``; unchanged where that cannot be done.

    Blocks for some seconds a page; the program runs in a process of its own and is ended when it takes too long.
    Pages that have a text already keep it, and a signed copy stays as it is. Raises FileUnreadable.
    """
    program = text_reader()
    if program is None or is_signed(pdf):
        return pdf
    with TemporaryDirectory(prefix="motcua-text-") as name:
        folder = Path(name)
        write_durably(folder / "copy.pdf", pdf)
        arguments = [str(program), "--language", language, "--skip-text", "--output-type", "pdf", "--optimize", "0"]
        surroundings = {**sane.environment(), "OMP_THREAD_LIMIT": "1"}
        deadline = time.monotonic() + TEXT_SECONDS_A_PAGE * max(1, pages)
        with ScanProcess([*arguments, "--jobs", "1", "copy.pdf", "read.pdf"], surroundings, folder) as child:
            while not child.ended and time.monotonic() < deadline:
                child.lines(_POLL_SECONDS)
            code, _ = child.finish()
        made = folder / "read.pdf"
        return made.read_bytes() if code == 0 and made.exists() else pdf
