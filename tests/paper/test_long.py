"""Papers that are hard to set: registers of any length in the memory of a page, and names that do not fit."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from app.paper import pages, render
from app.paper.fonts import vietnamese_letters
from app.paper.forms import FormTemplate, form_keys, load_form
from app.paper.setting import Cancelled, LongRows, Progress
from tests.paper.samples import SAMPLES

REGISTER = SAMPLES["register"]
ROOT = Path(__file__).resolve().parents[2]
LONG_NAME = (
    "Công ty trách nhiệm hữu hạn một thành viên Tư vấn Xây dựng, Thương mại, Dịch vụ và Xuất nhập khẩu"
    " Nông lâm thủy sản Nguyễn Thị Huỳnh Trường Phượng Hoàng Việt Trì"
)
LETTERS = vietnamese_letters()
EVERY_LETTER = " ".join(LETTERS[start : start + 9].capitalize() for start in range(0, len(LETTERS), 9))
FOREIGNERS = "María José Müller-Łukasiewicz O’Connor, Søren Åström, François Çelik"
NAMES = {"long": LONG_NAME, "letters": EVERY_LETTER, "foreign": FOREIGNERS}


def long_rows(count: int) -> LongRows:
    first = REGISTER["lines"][0]  # type: ignore[index]

    def rows() -> Iterator[Mapping[str, object]]:
        return ({**first, "number": f"{number:02d}"} for number in range(1, count + 1))

    return LongRows(count, rows)


def print_register(count: int, progress: Progress | None = None) -> bytes:
    values = {**REGISTER, "lines": long_rows(count), "last_line": count}
    return render.render(load_form("2025", "register"), values, progress=progress)


def test_a_long_register_has_every_line_a_head_on_every_page_and_its_closing() -> None:
    progress = Progress()
    pdf = print_register(130, progress)
    assert progress.done == 130
    count = pages.page_count(pdf)
    texts = [pages.page_text(pdf, page).replace("\r", "") for page in range(count)]
    head = "Tên thủ tục\nhành chính"
    assert head not in texts[0]
    assert all(head in text for text in texts[1:-1])
    assert all(f"Trang {number}/{count}" in text for number, text in enumerate(texts, 1))
    assert [number for number in range(1, 131) if not any(f"\n{number:02d} " in f"\n{text}" for text in texts)] == []
    assert "GIÁM ĐỐC" in texts[-1]
    assert "Khóa sổ" in texts[-1]


def test_a_cancelled_register_stops_at_once() -> None:
    progress = Progress()
    progress.cancel.set()
    with pytest.raises(Cancelled):
        print_register(5000, progress)
    assert progress.done == 1


def test_four_times_the_lines_take_hardly_more_memory() -> None:
    script = (
        "import resource, sys; from tests.paper.test_long import print_register; print_register(int(sys.argv[1]));"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    used = []
    for count in ("250", "1000"):
        done = subprocess.run([sys.executable, "-c", script, count], cwd=ROOT, capture_output=True, check=True)
        used.append(int(done.stdout) / 1024)
    # Setting all rows at once took 60 MB more for every thousand.
    assert used[1] - used[0] < 8


def with_names(form: FormTemplate, name: str) -> dict[str, object]:
    """The sample with a hard name wherever somebody or something is named."""
    values = dict(SAMPLES[form.key])
    for field in values:
        if field.endswith(("_name", "_unit", "agency", "addressee", "address", "place")) and field != "place":
            values[field] = name
    return values


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
@pytest.mark.parametrize("key", form_keys("2025"))
def test_hard_names_stay_whole_on_every_form(key: str, name: str) -> None:
    form = load_form("2025", key)
    pdf = render.render(form, with_names(form, name), copies=form.copies[:1])
    text = " ".join(" ".join(pages.page_text(pdf, page) for page in range(pages.page_count(pdf))).split())
    assert name.upper() in text.upper()


def test_forty_papers_keep_the_signatures_with_text() -> None:
    papers = [{"name": f"Giấy tờ số {n}: {LONG_NAME}", "kind": "Bản chính", "quantity": n} for n in range(1, 41)]
    pdf = render.render(load_form("2025", "receipt"), {**SAMPLES["receipt"], "papers": papers}, copies=["Liên 1"])
    last = pages.page_text(pdf, pages.page_count(pdf) - 1)
    assert "NGƯỜI TIẾP NHẬN HỒ SƠ" in last
    assert "Quyển số" in last
