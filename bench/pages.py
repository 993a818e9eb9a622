"""From a page as the scanner leaves it to a stored page of a draft, against decoding, packing and writing alone."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from functools import lru_cache
from io import BytesIO
from pathlib import Path

import img2pdf
from PIL import Image, ImageDraw, ImageFilter

from app.capture.pages import document, read_images
from app.desk import drafts
from app.desk.drafts import Draft
from app.desk.office import close_office
from bench.ground import Ground, enrol_by_hand, new_office, ready_draft
from bench.measure import Result, duration, in_turns

_A4_AT_200 = (1654, 2339)


def run(ground: Ground) -> Iterator[Result]:
    """Milliseconds for one page, scanned in colour as JPEG and in grey as PNG."""
    for kind in ("JPEG", "PNG"):
        yield _measured(ground, kind)


def _measured(ground: Ground, kind: str) -> Result:
    number, rounds = ground.size(3, 1), ground.size(11, 2)
    office = new_office(ground.place("pages"))
    session = enrol_by_hand(office)
    draft = ready_draft(office, session, 1)
    component = draft.papers[0].component
    bare_folder = ground.place("bare-pages")
    drawn = 0
    bytes_stored = {"ours": 0, "bare": 0}
    pages = {"ours": 0, "bare": 0}

    def scans() -> list[Path]:
        nonlocal drawn
        folder = ground.place("scans")
        paths = []
        for _ in range(number):
            drawn += 1
            path = folder / f"{drawn}.{kind.lower()}"
            path.write_bytes(scan(drawn, kind))
            paths.append(path)
        return paths

    def ours() -> Callable[[], object]:
        paths = scans()

        def work() -> None:
            kept: Draft = draft
            for path in paths:
                pdf = document(read_images(path))
                # Each page onto the same empty draft: a component with hundreds of files is no ordinary day.
                kept = drafts.attach(office, session, draft, component, pdf)
                bytes_stored["ours"] += office.vault.size(kept.papers[0].files[0].sha256)
                pages["ours"] += 1

        return work

    def bare() -> Callable[[], object]:
        paths = scans()

        def work() -> None:
            for path in paths:
                data = path.read_bytes()
                with Image.open(BytesIO(data)) as picture:
                    picture.load()
                pdf = img2pdf.convert(data)
                with (bare_folder / hashlib.sha256(pdf).hexdigest()).open("wb") as file:
                    file.write(pdf)
                    file.flush()
                    os.fsync(file.fileno())
                bytes_stored["bare"] += len(pdf)
                pages["bare"] += 1

        return work

    pairs = in_turns(ours, bare, rounds)
    close_office(office)
    size = bytes_stored["bare"] / pages["bare"] / 1000
    return duration(
        f"page ({kind}) to stored page / decode, pack, fsync",
        number,
        pairs,
        1.5,
        {"pages": (pages["ours"], pages["bare"])},
        f"{size:.0f} kB a page; ours stored {bytes_stored['ours'] / bytes_stored['bare']:.2f} of the bare bytes",
    )


def scan(number: int, kind: str) -> bytes:
    """A page as a scanner gives it: A4 at 200 dpi, print, a stamp and the grain of paper; each number another."""
    picture = _paper(kind).copy()
    ImageDraw.Draw(picture).text((1300, 80), f"{number}", fill=20 if kind == "PNG" else (20, 20, 20))
    held = BytesIO()
    picture.save(held, kind, dpi=(200, 200), **({"quality": 80} if kind == "JPEG" else {}))
    return held.getvalue()


@lru_cache(maxsize=2)
def _paper(kind: str) -> Image.Image:
    grain = Image.effect_noise((_A4_AT_200[0] // 2, _A4_AT_200[1] // 2), 8).resize(_A4_AT_200)
    picture = grain.point(lambda grey: min(255, grey + 110))
    drawing = ImageDraw.Draw(picture)
    for row in range(48):
        drawing.text((150, 180 + row * 40), "Kính gửi Ủy ban nhân dân phường Nông Trang, tỉnh Phú Thọ " * 3, fill=20)
    picture = picture.filter(ImageFilter.GaussianBlur(0.6))
    if kind == "PNG":
        return picture
    coloured = picture.convert("RGB")
    ImageDraw.Draw(coloured).ellipse((1100, 1800, 1400, 2100), outline=(200, 20, 20), width=9)
    return coloured
