"""Papers that are hard to set: registers of any length in the memory of a page, and names that do not fit."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from app.paper import pages, render
from app.paper.fonts import vietnamese_letters
from app.paper.forms import FormTemplate, Signatures, Table, form_keys, load_form
from app.paper.setting import LongRows
from app.paper.wording import unmarked
from app.progress import Cancelled, Progress
from tests.paper.samples import SAMPLES

ALL = [(set_id, key) for set_id in ("2018", "2025") for key in form_keys(set_id)]
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
@pytest.mark.parametrize(("set_id", "key"), ALL)
def test_hard_names_stay_whole_on_every_form(set_id: str, key: str, name: str) -> None:
    form = load_form(set_id, key)
    pdf = render.render(form, with_names(form, name), copies=form.copies[:1])
    text = " ".join(" ".join(pages.page_text(pdf, page) for page in range(pages.page_count(pdf))).split())
    assert name.upper() in text.upper()


LISTED = [(set_id, key) for set_id, key in ALL if any(isinstance(value, list) for value in SAMPLES[key].values())]


@pytest.mark.parametrize(("set_id", "key"), LISTED)
def test_long_lists_repeat_their_heads_and_leave_no_signature_alone(set_id: str, key: str) -> None:
    form = load_form(set_id, key)
    sample = SAMPLES[key]
    values = {name: value * (48 // len(value)) if isinstance(value, list) else value for name, value in sample.items()}
    pdf = render.render(form, values, copies=form.copies[:1])
    texts = [" ".join(pages.page_text(pdf, page).split()) for page in range(pages.page_count(pdf))]
    assert len(texts) > 1
    tables = [block for block in form.blocks if isinstance(block, Table) and values.get(block.rows)]
    heads = [bare(column.head.text(values)) for column in tables[0].columns if not column.used_only][:2]
    with_rows = [text for text in texts if all(head in text for head in heads)]
    first = texts.index(with_rows[0])
    assert texts[first : first + len(with_rows)] == with_rows, "the heads stand on each page of the table"
    assert len(with_rows) > 1 or len(tables) > 1
    signed = next((block for block in form.blocks if isinstance(block, Signatures)), None)
    if signed is None:
        return
    titles = [bare(column.title.text(values)) for column in signed.columns if column.title is not None]
    (page,) = [text for text in texts if all(title in text for title in titles)]
    above = page[: page.index(titles[0])]
    assert len(above.split()) > 8, "lines of the text or rows of the table stand above the signatures"


def bare(markup: str) -> str:
    return " ".join(unmarked(markup).split())


def test_forty_papers_keep_the_signatures_with_text() -> None:
    papers = [{"name": f"Giấy tờ số {n}: {LONG_NAME}", "kind": "Bản chính", "quantity": n} for n in range(1, 41)]
    pdf = render.render(load_form("2025", "receipt"), {**SAMPLES["receipt"], "papers": papers}, copies=["Liên 1"])
    last = pages.page_text(pdf, pages.page_count(pdf) - 1)
    assert "NGƯỜI TIẾP NHẬN HỒ SƠ" in last
    assert "Quyển số" in last


HOSTILE = {
    "300 letters": ("Nguyễn Thị Hoàng Phượng " * 13)[:300].strip(),
    "one word of 300 letters": "Ư" * 300,
    "what no paper can show": (
        "Trần \U0001f468\u200d\U0001f469 Văn\x00\x07 \u202eHùng\u200b 中文 \ue000 <b>đậm</b> & \t{x}\n dòng"
    ),
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize(("set_id", "key"), ALL)
def test_hostile_names_neither_break_a_form_nor_vanish_from_it(set_id: str, key: str, text: str) -> None:
    form = load_form(set_id, key)
    pdf = render.render(form, with_names(form, text), copies=form.copies[:1])
    found = "".join("".join(pages.page_text(pdf, page) for page in range(pages.page_count(pdf))).split()).upper()
    for piece in text.upper().split() if "\x00" not in text else ("VĂN", "HÙNG", "<B>ĐẬM</B>", "□□", "&", "{X}"):
        assert piece in found


@pytest.mark.parametrize(("set_id", "key"), ALL)
def test_a_form_without_any_optional_field_is_whole(set_id: str, key: str) -> None:
    form = load_form(set_id, key)
    pdf = render.render(form, bare_values(form), copies=form.copies[:1])
    text = " ".join(pages.page_text(pdf, page) for page in range(pages.page_count(pdf)))
    assert not any(left in text for left in ("{", "}", "None", "<b>", "  :", ": \n.", "()"))


def bare_values(form: FormTemplate) -> dict[str, object]:
    """The sample with only what a form cannot do without, in its rows too."""
    values: dict[str, object] = {}
    for name, field in form.fields.items():
        given = SAMPLES[form.key].get(name)
        if field.optional or given is None:
            continue
        if field.rows is not None and isinstance(given, list):
            given = [{key: row[key] for key, each in field.rows.items() if not each.optional} for row in given]
        values[name] = given
    return values


def test_forty_papers_of_two_hundred_letters_stay_whole_and_in_order() -> None:
    papers = [
        {"name": f"({n:02d}) {LONG_NAME} {LONG_NAME}"[:200].strip(), "kind": "Bản chính", "quantity": 1}
        for n in range(1, 41)
    ]
    pdf = render.render(load_form("2025", "receipt"), {**SAMPLES["receipt"], "papers": papers}, copies=["Liên 1"])
    text = "".join(" ".join(pages.page_text(pdf, page) for page in range(pages.page_count(pdf))).split())
    places = [text.find("".join(str(paper["name"]).split())) for paper in papers]
    assert -1 not in places
    assert places == sorted(places)
