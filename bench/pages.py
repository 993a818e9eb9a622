"""From pages as the scanner leaves them to stored pages, copies and thumbnails, against the bare work of each."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from functools import lru_cache
from io import BytesIO
from pathlib import Path

import img2pdf
import zxingcpp
from PIL import Image, ImageDraw, ImageFilter

from app.capture.pages import page_count
from app.desk import drafts, stacks, tray
from app.desk.drafts import Draft
from app.desk.office import close_office
from app.paper.pages import page_image
from app.paper.separators import READ_WIDTH
from bench.ground import Ground, enrol_by_hand, new_office, ready_draft
from bench.measure import Result, Rounds, duration, in_turns, seconds, speed

_QR = zxingcpp.barcode_formats_from_str("QRCode")
_A4_AT_200 = (1654, 2339)


FEEDER_PAGES_A_MINUTE = 60.0


def run(ground: Ground) -> Iterator[Result]:
    """Milliseconds for one page into the tray, scanned in colour as JPEG and in grey as PNG; a stack with separators
    filed; and pages a minute with their thumbnails, against the feeder that brings them."""
    for kind in ("JPEG", "PNG"):
        yield _stored(ground, kind)
    yield _stack(ground)
    yield _thumbnails(ground)


def _stored(ground: Ground, kind: str) -> Result:
    number, rounds = ground.size(3, 1), ground.size(11, 2)
    office = new_office(ground.place("pages"))
    session = enrol_by_hand(office)
    bare_folder = ground.place("bare-pages")
    drawn = 0
    sizes = {"ours": 0, "bare": 0}
    pages = {"ours": 0, "bare": 0}

    def scans(folder: Path) -> list[Path]:
        nonlocal drawn
        paths = []
        for _ in range(number):
            drawn += 1
            path = folder / f"page-{drawn:04d}.{kind.lower()}"
            path.write_bytes(scan(drawn, kind))
            paths.append(path)
        return paths

    def ours() -> Callable[[], object]:
        run = tray.begin(office, session, "bench")
        paths = scans(tray.folder_of(office, run))

        def work() -> None:
            for path in paths:
                (page,) = tray.take(office, run, path)
                sizes["ours"] += office.vault.size(page.original)
                pages["ours"] += 1

        return work

    def bare() -> Callable[[], object]:
        paths = scans(ground.place("scans"))

        def work() -> None:
            for path in paths:
                pdf = _packed(path.read_bytes())
                _write(bare_folder, pdf)
                path.unlink()
                sizes["bare"] += len(pdf)
                pages["bare"] += 1

        return work

    pairs = in_turns(ours, bare, rounds)
    close_office(office)
    return duration(
        f"page ({kind}) to stored page / decode, pack, fsync",
        number,
        pairs,
        1.5,
        {"pages": (pages["ours"], pages["bare"])},
        f"{sizes['bare'] / pages['bare'] / 1000:.0f} kB a page; ours stored {sizes['ours'] / sizes['bare']:.2f} of it",
    )


def _stack(ground: Ground) -> Result:
    """A stack that lies in the tray becomes one copy for each component, against reading every page's symbols and
    packing and writing the same copies."""
    number, rounds = ground.size(50, 6), ground.size(5, 1)
    office = new_office(ground.place("stack"))
    session = enrol_by_hand(office)
    bare_folder = ground.place("bare-stack")
    copies = {"ours": 0, "bare": 0}
    pages = {"ours": 0, "bare": 0}

    def stack(draft: Draft) -> list[bytes]:
        pdf = stacks.separator_sheets(office, session, draft)
        sheets = [_as_scanned(pdf, at) for at in range(page_count(pdf))]
        found: list[bytes] = []
        for at, sheet in enumerate(sheets):
            found += [sheet, *(scan(at * number + each, "JPEG") for each in range(number // len(sheets) - 1))]
        return [*found, *(scan(9000 + each, "JPEG") for each in range(number - len(found)))]

    def ours() -> Callable[[], object]:
        draft = drafts.save_draft(office, session, ready_draft(office, session, 1))
        run = tray.begin(office, session, draft.id)
        for at, data in enumerate(stack(draft)):
            path = tray.folder_of(office, run) / f"page-{at:04d}.jpg"
            path.write_bytes(data)
            tray.take(office, run, path)
        tray.end(office, run)

        def work() -> None:
            stacks.file_stack(office, session, draft)
            filed = tray.file_into_draft(office, session, draft)
            made = [held for paper in filed.papers for held in paper.files]
            copies["ours"] += len(made)
            pages["ours"] += sum(held.pages for held in made)

        return work

    def bare() -> Callable[[], object]:
        lying = stack(ready_draft(office, session, 1))

        def work() -> None:
            parts: list[list[bytes]] = []
            for data in lying:
                with Image.open(BytesIO(data)) as picture:
                    picture.draft("L", (READ_WIDTH, READ_WIDTH * 2))
                    found = zxingcpp.read_barcodes(picture.convert("L"), formats=_QR)
                if found:
                    parts.append([])
                else:
                    parts[-1].append(data)
            for part in parts:
                _write(bare_folder, bytes(img2pdf.convert(part)))
                copies["bare"] += 1
                pages["bare"] += len(part)

        return work

    pairs = in_turns(ours, bare, rounds, warm=not ground.short)
    close_office(office)
    return duration(
        f"page of a stack of {number}, parted and filed / read, pack, fsync",
        number,
        pairs,
        None,
        {"copies": (copies["ours"], copies["bare"]), "pages": (pages["ours"], pages["bare"])},
        f"{copies['ours'] // (rounds + (not ground.short))} copies, PDF/A-2b with their facts",
    )


def _thumbnails(ground: Ground) -> Result:
    """From the page on the disk to its picture in the page editor: taken, looked at, straightened, made small."""
    number, rounds = ground.size(20, 2), ground.size(5, 2)
    office = new_office(ground.place("thumbnails"))
    session = enrol_by_hand(office)
    shown = 0
    times = []
    for _ in range(rounds):
        run = tray.begin(office, session, "bench")
        paths = []
        for at in range(number):
            path = tray.folder_of(office, run) / f"page-{at:04d}.jpg"
            path.write_bytes(scan(at, "JPEG"))
            paths.append(path)

        def work(run: tray.Scan = run, paths: list[Path] = paths) -> None:
            nonlocal shown
            for path in paths:
                for page in tray.take(office, run, path):
                    shown += bool(tray.thumbnail(office, tray.improve(office, page), 160))

        times.append(seconds(work))
    close_office(office)
    return speed(
        "pages with thumbnails / a feeder of 60 pages a minute",
        "pages/min",
        number * 60.0,
        Rounds(times, [number * 60 / FEEDER_PAGES_A_MINUTE] * rounds),
        1.0,
        {"thumbnails": (shown, number * rounds)},
        "the bare side is the feeder's own pace",
    )


def _packed(data: bytes) -> bytes:
    with Image.open(BytesIO(data)) as picture:
        picture.load()
    return bytes(img2pdf.convert(data))


def _write(folder: Path, pdf: bytes) -> None:
    with (folder / hashlib.sha256(pdf).hexdigest()).open("wb") as file:
        file.write(pdf)
        file.flush()
        os.fsync(file.fileno())


def _as_scanned(pdf: bytes, page: int) -> bytes:
    width, height, rows = page_image(pdf, page, 200)
    held = BytesIO()
    Image.frombytes("RGB", (width, height), rows).save(held, "JPEG", quality=80, dpi=(200, 200))
    return held.getvalue()


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
