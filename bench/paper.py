"""A receipt and a register against reportlab drawing the very same marks, and the memory a long register takes.

The bare side is given every mark of our own paper (text, font, size, place, lines, modules) and only draws them; the
symbols it encodes itself. It neither reads a form nor breaks, measures or fits a line.
"""

from __future__ import annotations

import ctypes
import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from itertools import count
from pathlib import Path
from time import process_time
from typing import Any

import pypdfium2
import segno
from barcode import Code128
from pypdfium2 import raw
from reportlab.pdfgen.canvas import Canvas

from app.paper import fonts
from app.paper.forms import load_form
from app.paper.render import render
from bench.ground import NOON, Ground, name_of, personal_number_of
from bench.measure import NotMeasurable, Result, Target, duration, in_turns

SYMBOLS = ("H44.80.01-261123-0975",)
_HEADER: dict[str, object] = {
    "agency": "Ủy ban nhân dân phường Nông Trang",
    "one_stop": "Trung tâm Phục vụ hành chính công",
}
_PAPERS = (
    ("Tờ khai đăng ký lại khai sinh", "Bản chính", 1),
    ("Bản sao toàn bộ hồ sơ, giấy tờ của người yêu cầu hoặc các hồ sơ, giấy tờ, tài liệu khác trong đó có thông tin"
     " về nội dung khai sinh", "Bản sao đối chiếu", 2),
    ("Giấy chứng sinh", "Bản sao chứng thực", 1),
    ("Thẻ căn cước", "Bản điện tử", 1),
)  # fmt: skip


def run(ground: Ground) -> Iterator[Result]:
    """Milliseconds for a receipt in two copies and for a register, and the memory of a register."""
    lines = ground.size(10_000, 60)
    copies = "receipt, 2 copies / its marks drawn bare"
    yield _drawn(copies, "receipt", receipt, ground.size(2, 2), ground.size(45, 2), 1.5)
    book = f"register of {lines:,} / its marks drawn bare"
    yield _drawn(book, "register", lambda _: register(lines), 1, ground.size(3, 1), None)
    yield _memory(lines)


# ---------------------------------------------------------------- what is printed


def receipt(number: int) -> dict[str, object]:
    """The fields of an ordinary receipt, one for each number."""
    person, day = name_of(number), NOON - timedelta(hours=number)
    return {
        **_HEADER,
        "place": "Nông Trang",
        "issued_on": NOON.date(),
        "submitter_name": person,
        "submitter_number": personal_number_of(number),
        "submitter_address": f"Số {number % 90 + 1}, ngõ {number}, phố Hàn Thuyên, phường Nông Trang, tỉnh Phú Thọ",
        "submitter_phone": f"0912 {number:06d}",
        "channel": "trực tiếp",
        "procedure_name": "Đăng ký lại khai sinh",
        "procedure_code": "1.004884",
        "code": f"H44.80.01-261123-{number:04d}",
        "abstract": f"Đăng ký lại khai sinh cho {person}, sinh năm {1940 + number % 70}",
        "sets": 1,
        "limit_text": "05 ngày làm việc",
        "accepted_at": day,
        "due": day + timedelta(days=7),
        "return_place": "Quầy 03, Trung tâm Phục vụ hành chính công phường Nông Trang",
        "fee_text": "8.000 đồng (Tám nghìn đồng), đã thu",
        "officer_name": "Trần Văn Hùng",
        "inquiry_text": "Tra cứu tại dichvucong.gov.vn hoặc gọi 0210 3846 000.",
        "papers": [{"name": name, "kind": kind, "quantity": count} for name, kind, count in _PAPERS],
    }


def register(lines: int) -> dict[str, object]:
    """The fields of a register with its cover and ``lines`` lines."""
    return {
        **_HEADER,
        "register_name": "Hộ tịch",
        "book_number": "01",
        "year": 2026,
        "opened_on": NOON.date(),
        "closed_on": NOON.date(),
        "with_cover": "có",
        "first_line": 1,
        "last_line": lines,
        "head_name": "Hoàng Thị Mai",
        "lines": [
            {
                "number": f"{number:02d}",
                "code": f"H44.80.01-261123-{number:04d}",
                "procedure_name": "Đăng ký lại khai sinh" if number % 3 else "Cấp bản sao trích lục hộ tịch",
                "sets": 1,
                "person_name": name_of(number),
                "address": "Số 12, ngõ 45, phố Hàn Thuyên, phường Nông Trang",
                "phone": "0912 345 678",
                "handling_agency": "Phòng Văn hóa - Xã hội",
                "received_at": NOON,
                "due": NOON,
                "returned_at": NOON if number % 2 else None,
                "return_mode": "Trực tiếp",
            }
            for number in range(1, lines + 1)
        ],
    }


# ---------------------------------------------------------------- speed


def _drawn(
    what: str,
    key: str,
    fields_of: Callable[[int], Mapping[str, object]],
    number: int,
    rounds: int,
    target: float | None,
) -> Result:
    """No two papers are alike: what a program may remember of one must not pay for the next.

    Drawing waits for nothing, so both sides are timed by the processor they use.
    """
    form = load_form("2025", key)
    papers = count()
    made = [render(form, fields_of(next(papers))) for _ in range(number)]
    drawn: list[bytes] = []

    def ours() -> Callable[[], object]:
        wanted = [fields_of(next(papers)) for _ in range(number)]

        def work() -> None:
            made[:] = [render(form, fields) for fields in wanted]

        return work

    def bare() -> Callable[[], object]:
        """The papers that our side made last."""
        sheets = [marks_of(pdf) for pdf in made]

        def work() -> None:
            drawn[:] = [draw(each, SYMBOLS if key == "receipt" else ()) for each in sheets]

        return work

    bare()()  # reportlab reads its fonts the first time
    pairs = in_turns(ours, bare, rounds, warm=False, clock=process_time)
    bare()()
    work: dict[str, tuple[int, int]] = {}
    both = [[marks_of(pdf) for pdf in side] for side in (made, drawn)]
    for name, count_of in _COUNTED.items():
        ours_count, bare_count = (sum(map(count_of, side)) for side in both)
        work[name] = (ours_count, bare_count)
    size = f"processor time, {len(both[0][0])} pages, {len(made[0]) / 1000:.0f} kB ({len(drawn[0]) / 1000:.0f})"
    return duration(what, number, pairs, target, work, size)


# ---------------------------------------------------------------- marks


@dataclass(frozen=True)
class Text:
    text: str
    font: str
    size: float
    x: float
    y: float


@dataclass(frozen=True)
class Shape:
    """A path: its points as (kind, x, y), filled or stroked with a width."""

    points: tuple[tuple[int, float, float], ...]
    width: float
    filled: bool


@dataclass(frozen=True)
class Sheet:
    """One page and every mark on it."""

    width: float
    height: float
    texts: list[Text]
    shapes: list[Shape]


_COUNTED: dict[str, Callable[[list[Sheet]], int]] = {
    "pages": len,
    "texts": lambda sheets: sum(len(sheet.texts) for sheet in sheets),
    "letters": lambda sheets: sum(len(text.text) for sheet in sheets for text in sheet.texts),
    "shapes": lambda sheets: sum(len(sheet.shapes) for sheet in sheets),
}


def marks_of(pdf: bytes) -> list[Sheet]:
    """Every mark of a paper, page by page, as a reader of PDF sees it."""
    document = pypdfium2.PdfDocument(pdf)
    sheets = []
    try:
        for number in range(len(document)):
            page = document[number]
            text_page = page.get_textpage()
            texts, shapes = [], []
            for found in page.get_objects(max_depth=3):
                if found.type == raw.FPDF_PAGEOBJ_TEXT:
                    text = _text(found, text_page)
                    if text.text:
                        texts.append(text)
                elif found.type == raw.FPDF_PAGEOBJ_PATH:
                    shapes.append(_shape(found))
            width, height = page.get_size()
            sheets.append(Sheet(width, height, texts, shapes))
            text_page.close()
            page.close()
    finally:
        document.close()
    return sheets


def _text(found: Any, text_page: Any) -> Text:
    length = raw.FPDFTextObj_GetText(found, text_page, None, 0)
    held = ctypes.create_string_buffer(length)
    raw.FPDFTextObj_GetText(found, text_page, ctypes.cast(held, ctypes.POINTER(ctypes.c_ushort)), length)
    size = ctypes.c_float()
    raw.FPDFTextObj_GetFontSize(found, size)
    name = ctypes.create_string_buffer(100)
    raw.FPDFFont_GetBaseFontName(raw.FPDFTextObj_GetFont(found), name, 100)
    *_, x, y = found.get_matrix().get()
    return Text(held.raw.decode("utf-16le").rstrip("\0 "), name.value.decode(), size.value, x, y)


def _shape(found: Any) -> Shape:
    points = []
    x, y, width = ctypes.c_float(), ctypes.c_float(), ctypes.c_float()
    matrix = found.get_matrix()
    for number in range(raw.FPDFPath_CountSegments(found)):
        segment = raw.FPDFPath_GetPathSegment(found, number)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        points.append((raw.FPDFPathSegment_GetType(segment), *matrix.on_point(x.value, y.value)))
    raw.FPDFPageObj_GetStrokeWidth(found, width)
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(found, fill, stroke)
    return Shape(tuple(points), width.value, fill.value != 0)


def draw(sheets: list[Sheet], symbols: Sequence[str]) -> bytes:
    """The same marks by reportlab's canvas alone, fonts embedded as ours are."""
    fonts.family()
    for symbol in symbols:
        Code128(symbol).build()
        segno.make(f"http://127.0.0.1:8443/tra-cuu?ma={symbol}", error="m", micro=False, boost_error=False)
    output = BytesIO()
    canvas = Canvas(output, pagesize=(sheets[0].width, sheets[0].height), invariant=1)
    for sheet in sheets:
        canvas.setPageSize((sheet.width, sheet.height))
        for text in sheet.texts:
            canvas.setFont(text.font, text.size)
            canvas.drawString(text.x, text.y, text.text)
        for shape in sheet.shapes:
            path = canvas.beginPath()
            for kind, x, y in shape.points:
                if kind == raw.FPDF_SEGMENT_MOVETO:
                    path.moveTo(x, y)
                else:
                    path.lineTo(x, y)
            canvas.setLineWidth(shape.width)
            canvas.drawPath(path, stroke=0 if shape.filled else 1, fill=1 if shape.filled else 0)
        canvas.showPage()
    canvas.save()
    return output.getvalue()


# ---------------------------------------------------------------- memory

MEMORY = 8.0
"""Most memory a long register may take, as a multiple of the finished paper, which anybody must hold."""


def _memory(lines: int) -> Result:
    """What a process grows by at most while it makes a register."""
    if not Path("/proc/self/status").exists():
        raise NotMeasurable("this system does not tell how large a process is")
    found = _growth(lines)
    ratio = found["grown"] / found["paper"]
    return Result(
        f"register of {lines:,}: memory grown / the paper itself",
        "MB",
        found["grown"],
        found["paper"],
        ratio,
        (ratio, ratio),
        Target("time", MEMORY),
        {},
        "the bound is this bench's own",
    )


def _growth(lines: int) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.paper", str(lines)]
    made = subprocess.run(command, check=True, capture_output=True, text=True)
    return {name: float(value) for name, value in json.loads(made.stdout).items()}


def growth_of(lines: int) -> dict[str, float]:
    """Megabytes that this process grew by at most while making one register, and those of the paper."""
    form = load_form("2025", "register")
    fields = register(lines)
    render(form, register(3))
    before = _resident("VmRSS")
    pdf = render(form, fields)
    return {"grown": max(0.1, _resident("VmHWM") - before), "paper": len(pdf) / 1e6}


def _resident(name: str) -> float:
    """Megabytes of memory this process has (VmRSS), or had at most (VmHWM)."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return float(next(line.split()[1] for line in lines if line.startswith(name))) / 1e3


if __name__ == "__main__":
    print(json.dumps(growth_of(int(sys.argv[1]))))
