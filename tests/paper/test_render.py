"""Papers as they come out: searchable, whole, embedded, the right size, and readable by a scanner.

Long because each thing that may go wrong on a page is a case of its own.
"""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from PIL import Image
from reportlab.lib.units import mm

from app.errors import BarcodeTooWide
from app.paper import fonts, forms, pages, render
from app.paper.barcode import decode
from app.paper.fonts import vietnamese_letters
from app.paper.forms import load_form
from app.paper.setting import Setting, set_text
from tests.paper.samples import CODE, DUE, PAPERS, RECEIPT, SAMPLES

ALL = [(set_id, key) for set_id in ("2018", "2025") for key in forms.form_keys(set_id)]
A5 = (420, 595)
A4 = (595, 842)
LONG_NAME = (
    "Công ty trách nhiệm hữu hạn một thành viên Tư vấn Xây dựng, Thương mại, Dịch vụ và Xuất nhập khẩu"
    " Nông lâm thủy sản Nguyễn Thị Huỳnh Trường Phượng Hoàng Việt Trì"
)


def receipt(**changes: object) -> dict[str, object]:
    return {**RECEIPT, **changes}


def text_of(pdf: bytes) -> str:
    """All text of a document on one line, as a search would see it."""
    whole = " ".join(pages.page_text(pdf, page) for page in range(pages.page_count(pdf)))
    return " ".join(whole.split())


def picture(pdf: bytes, page: int = 0, dpi: int = 200) -> Image.Image:
    width, height, rows = pages.page_image(pdf, page, dpi)
    return Image.frombytes("RGB", (width, height), rows)


def page_sizes(pdf: bytes) -> list[tuple[int, int]]:
    with pikepdf.open(BytesIO(pdf)) as document:
        return [(round(float(page.mediabox[2])), round(float(page.mediabox[3]))) for page in document.pages]


def fonts_of(pdf: bytes) -> tuple[set[str], set[str]]:
    """Names of all fonts in a document, and of those that are embedded."""
    named: set[str] = set()
    embedded: set[str] = set()
    with pikepdf.open(BytesIO(pdf)) as document:
        for item in document.objects:
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/Font":
                named.add(str(item.BaseFont))
                descriptor = item.get("/FontDescriptor")
                if descriptor is not None and "/FontFile2" in descriptor:
                    embedded.add(str(item.BaseFont))
    return named, embedded


# ---------------------------------------------------------------- every form


@pytest.mark.parametrize(("set_id", "key"), ALL)
def test_every_form_prints_on_its_paper_with_its_fonts_inside(set_id: str, key: str) -> None:
    form = load_form(set_id, key)
    values = SAMPLES[key]
    pdf = render.render(form, values, copies=form.copies[:1])
    wanted = {"A5": A5, "A4": A4}[form.paper]
    wanted = wanted if form.orientation == "portrait" else wanted[::-1]
    assert set(page_sizes(pdf)) == {wanted}
    named, embedded = fonts_of(pdf)
    assert named == embedded
    if key == "register":
        assert pages.page_count(pdf) > 1
    else:
        assert pages.page_count(pdf) == 1


def test_both_sets_have_every_form_of_their_circular() -> None:
    numbered = {"receipt", "supplement_request", "refusal", "apology", "control_slip", "register"}
    assert numbered <= set(forms.form_keys("2018"))
    assert numbered | {"termination_notice"} <= set(forms.form_keys("2025"))
    assert "termination_notice" not in forms.form_keys("2018")


@pytest.mark.parametrize(("set_id", "key"), ALL)
def test_every_form_prints_with_only_its_required_fields(set_id: str, key: str) -> None:
    form = load_form(set_id, key)
    sample = SAMPLES[key]
    bare: dict[str, object] = {}
    for name, field in form.fields.items():
        if field.optional or name in form.defaults:
            continue
        value = sample[name]
        if field.rows is not None:
            assert isinstance(value, list)
            needed = [each for each, kind in field.rows.items() if not kind.optional]
            value = [{each: row[each] for each in needed} for row in value]
        bare[name] = value
    text = text_of(render.render(form, bare))
    assert "None" not in text
    assert "{" not in text


# ---------------------------------------------------------------- text


def test_all_146_letters_come_back_from_the_page() -> None:
    letters = vietnamese_letters()
    assert len(letters) == 146
    words = " ".join(letters[start : start + 8] for start in range(0, len(letters), 8))
    text = text_of(render.render(load_form("2025", "receipt"), receipt(abstract=words), copies=["Liên 1"]))
    assert words in text


def test_a_decomposed_name_is_printed_composed() -> None:
    name = "Nguye\u0302\u0303n Thi\u0323 Ho\u0302\u0300ng Phu\u031bo\u031b\u0323ng"
    text = text_of(render.render(load_form("2025", "receipt"), receipt(submitter_name=name)))
    assert "Nguyễn Thị Hồng Phượng" in text


def test_values_cannot_bring_markup_or_invisible_marks() -> None:
    pdf = render.render(load_form("2025", "receipt"), receipt(abstract="<b>A & B</b> <i>\u202eđảo\u200b</i>"))
    assert "<b>A & B</b> <i> đảo </i>" in text_of(pdf)


def test_the_facts_of_a_receipt_stand_on_it_word_for_word() -> None:
    text = text_of(render.render(load_form("2025", "receipt"), receipt(), copies=["Liên 2: Giao cho người nộp hồ sơ"]))
    for words in (
        "ỦY BAN NHÂN DÂN PHƯỜNG NÔNG TRANG",
        "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Nông Trang, ngày 08 tháng 10 năm 2026",
        "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
        "(Liên 2: Giao cho người nộp hồ sơ)",
        f"Mã hồ sơ: {CODE}",
        "2. Số lượng hồ sơ: 01 (bộ)",
        "4. Thời gian nhận hồ sơ: 08 giờ 05 phút, ngày 08 tháng 10 năm 2026",
        "5. Thời gian trả kết quả giải quyết hồ sơ: 08 giờ 05 phút, ngày 15 tháng 10 năm 2026",
        "Quyển số: cấp sau",
        "NGƯỜI NỘP HỒ SƠ",
        "NGƯỜI TIẾP NHẬN HỒ SƠ",
    ):
        assert words in text


def test_a_receipt_without_a_time_limit_says_so() -> None:
    without = receipt(due=None, due_absent="không có")
    assert "kết quả giải quyết hồ sơ: không có" in text_of(render.render(load_form("2025", "receipt"), without))


def test_the_2018_header_names_the_one_stop_shop_and_the_apology_the_agency() -> None:
    assert "BỘ PHẬN TIẾP NHẬN VÀ TRẢ KẾT QUẢ" in text_of(render.render(load_form("2018", "receipt"), RECEIPT))
    apology = text_of(render.render(load_form("2018", "apology"), SAMPLES["apology"]))
    assert "PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ" in apology
    assert "BỘ PHẬN" not in apology


# ---------------------------------------------------------------- pages


def test_each_copy_has_its_label_and_its_own_page_count() -> None:
    papers = [{"name": f"Giấy tờ số {number}", "kind": "Bản chính", "quantity": 1} for number in range(1, 41)]
    pdf = render.render(load_form("2025", "receipt"), receipt(papers=papers))
    count = pages.page_count(pdf)
    assert count % 2 == 0
    half = count // 2
    assert half > 1
    for page in range(count):
        assert f"Trang {page % half + 1}/{half}" in pages.page_text(pdf, page)
    assert "Liên 1" in pages.page_text(pdf, 0)
    assert "Liên 2" in pages.page_text(pdf, half)


def test_on_both_sides_no_copy_stands_on_the_back_of_another() -> None:
    form = load_form("2025", "receipt")
    labels = ["Liên 1", "Liên 2", "Liên 3"]
    plain = render.render(form, RECEIPT, copies=labels)
    pdf = render.render(form, RECEIPT, copies=labels, both_sides=True)
    texts = [pages.page_text(pdf, page) for page in range(pages.page_count(pdf))]
    assert [next((label for label in labels if label in text), "") for text in texts] == [
        "Liên 1", "", "Liên 2", "", "Liên 3",
    ]  # fmt: skip
    assert [texts[1], texts[3]] == ["", ""]
    assert [texts[at] for at in (0, 2, 4)] == [pages.page_text(plain, page) for page in range(3)]
    assert render.render(form, RECEIPT, copies=labels, both_sides=True) == pdf
    long = {**RECEIPT, "papers": PAPERS * 5}
    pages_of_one = pages.page_count(render.render(form, long, copies=labels[:1]))
    whole = pages.page_count(render.render(form, long, copies=labels[:2], both_sides=True))
    assert whole == pages_of_one + pages_of_one % 2 + pages_of_one


@pytest.mark.parametrize("papers", [1, 2, 3, 4])
def test_an_ordinary_receipt_takes_one_a5_page(papers: int) -> None:
    pdf = render.render(load_form("2025", "receipt"), receipt(papers=PAPERS[:papers]), copies=["Liên 1"])
    assert pages.page_count(pdf) == 1
    assert "Trang" not in text_of(pdf).replace("Nông Trang", "")


@pytest.mark.parametrize("papers", range(5, 50, 6))
def test_many_papers_flow_over_pages_and_signatures_never_stand_alone(papers: int) -> None:
    rows = [
        {"name": f"Giấy tờ thứ {n} của hồ sơ, kèm bản vẽ và thuyết minh", "kind": "Bản sao chứng thực", "quantity": n}
        for n in range(1, papers + 1)
    ]
    pdf = render.render(load_form("2025", "receipt"), receipt(papers=rows), copies=["Liên 1"])
    text = text_of(pdf)
    for number in range(1, papers + 1):
        assert f"Giấy tờ thứ {number} " in text
    last = pages.page_text(pdf, pages.page_count(pdf) - 1)
    assert "NGƯỜI TIẾP NHẬN HỒ SƠ" in last
    assert "Quyển số" in last
    table_pages = [n for n in range(pages.page_count(pdf)) if "Bản sao chứng thực" in pages.page_text(pdf, n)]
    assert all("Tên giấy tờ" in pages.page_text(pdf, page) for page in table_pages)


def test_a_list_takes_its_last_row_along_with_the_signatures() -> None:
    sample = SAMPLES["papers_returned"]
    form = load_form("2025", "papers_returned")
    for count in range(19, 31):
        rows = [{"name": f"Giấy {n}", "kind": "Bản chính", "quantity": 1} for n in range(1, count)]
        pdf = render.render(form, {**sample, "papers": rows}, copies=["Liên 1"])
        assert "Người nhận đã kiểm tra" in pages.page_text(pdf, pages.page_count(pdf) - 1)


def test_a_very_long_reason_is_cut_between_lines_and_keeps_two_with_the_signatures() -> None:
    reason = " ".join(f"Điểm {number} của hồ sơ chưa phù hợp với quy hoạch." for number in range(1, 160))
    values = {**SAMPLES["supplement_request"], "general_reason": reason}
    pdf = render.render(load_form("2025", "supplement_request"), values, copies=["Liên 1"])
    assert reason in re.sub(rf" Số: {CODE}/HDHS Trang [0-9]/[0-9]", "", text_of(pdf))


def test_a_row_taller_than_a_page_is_cut_rather_than_lost() -> None:
    name = " ".join(f"Phần {number}" for number in range(1, 900))
    rows = [*PAPERS[:1], {"name": name, "kind": "Bản chính", "quantity": 1}, *PAPERS[2:3]]
    text = text_of(render.render(load_form("2025", "receipt"), receipt(papers=rows), copies=["Liên 1"]))
    assert "Phần 1 " in text
    assert "Phần 899" in text
    assert "Giấy chứng sinh" in text


def test_very_long_names_wrap_and_stay_whole() -> None:
    unbroken = "Thôn" + "DaiKhongCachTrong" * 9
    pdf = render.render(
        load_form("2025", "receipt"),
        receipt(
            submitter_name=LONG_NAME, applicant_name=LONG_NAME, officer_name=LONG_NAME, agency=LONG_NAME,
            submitter_address=unbroken, return_place=LONG_NAME, procedure_name=LONG_NAME,
        ),
        copies=["Liên 1"],
    )  # fmt: skip
    text = text_of(pdf)
    assert text.count(LONG_NAME) >= 4
    assert unbroken in text.replace(" ", "")
    for page in range(pages.page_count(pdf)):
        assert nothing_leaves_the_page(pdf, page)


def nothing_leaves_the_page(pdf: bytes, page: int) -> bool:
    """No ink within 4 mm of the paper's edge."""
    image = picture(pdf, page, 100).convert("L")
    edge = round(4 / 25.4 * 100)
    box = image.point(lambda value: 255 if value < 200 else 0).getbbox()
    assert box is not None
    return box[0] >= edge and box[1] >= edge and box[2] <= image.width - edge and box[3] <= image.height - edge


@pytest.mark.parametrize(("set_id", "key"), ALL)
def test_no_form_prints_where_printers_cannot(set_id: str, key: str) -> None:
    form = load_form(set_id, key)
    pdf = render.render(form, SAMPLES[key], copies=form.copies[:1], marks=[render.reprint_mark(2)])
    assert all(nothing_leaves_the_page(pdf, page) for page in range(pages.page_count(pdf)))


# ---------------------------------------------------------------- codes


@pytest.mark.parametrize(
    "code",
    [
        "H44.80.01-261008-0975",
        "H15.50.05.13-261008-0975",
        "000.05.51.H44-240501-0001",
        "H44-261008-0001",
        "G15.01-261008-1512345",
        "TAM.H44.80.05.Q02-261008-0007",
    ],
)
def test_code_128_and_qr_read_back_and_both_say_the_code(code: str) -> None:
    pdf = render.render(load_form("2025", "receipt"), receipt(code=code), copies=["Liên 1"])
    assert decode(picture(pdf)) == [code, code]


def test_the_bars_are_vectors_of_whole_printer_dots() -> None:
    pdf = render.render(load_form("2025", "receipt"), receipt(), copies=["Liên 1"])
    with pikepdf.open(BytesIO(pdf)) as document:
        assert not [item for item in document.objects if isinstance(item, pikepdf.Stream) and "/Width" in item]
        bars = [(x, width) for x, width, height in rectangles(document.pages[0]) if abs(height - 15 * 72 / 25.4) < 0.01]
    assert len(bars) > 60
    dot = 72 / 600
    for x, width in bars:
        assert abs(x / dot - round(x / dot)) < 0.01
        assert round(width / dot) in {9, 18, 27, 36}
        assert abs(width / dot - round(width / dot)) < 0.01
    assert bars[0][0] >= 10 * 9 * dot  # the quiet zone is white paper


def rectangles(page: pikepdf.Page) -> list[tuple[float, float, float]]:
    """(x on the page, width, height) of every rectangle drawn, following the shifts of the drawing state."""
    found: list[tuple[float, float, float]] = []
    shift, kept = 0.0, []
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "q":
                kept.append(shift)
            case "Q":
                shift = kept.pop()
            case "cm":
                shift += float(operands[4])
            case "re":
                found.append((shift + float(operands[0]), float(operands[2]), float(operands[3])))
    return found


def test_a_code_is_readable_on_a_coarse_and_tilted_photocopy() -> None:
    pdf = render.render(load_form("2025", "receipt"), receipt(), copies=["Liên 1"])
    image = picture(pdf, 0, 130).convert("L").rotate(3, expand=True, fillcolor=255)
    assert CODE in decode(image)


def test_the_inquiry_address_goes_into_the_qr_only() -> None:
    address = f"https://dichvucong.gov.vn/tra-cuu?ma={CODE}"
    pdf = render.render(load_form("2025", "receipt"), receipt(inquiry_address=address), copies=["Liên 1"])
    assert sorted(decode(picture(pdf))) == sorted([CODE, address])


def test_a_provisional_code_is_said_to_be_one() -> None:
    code = "TAM.H44.80.05.Q02-261008-0007"
    pdf = render.render(
        load_form("2025", "receipt"),
        receipt(code=code, provisional_note="Mã chính thức được báo bằng tin nhắn."),
        marks=[render.PROVISIONAL_MARK],
    )
    text = text_of(pdf)
    assert f"Mã tạm: {code}" in text
    assert "Mã chính thức được báo bằng tin nhắn." in text
    assert text.count("MÃ TẠM") >= 2


def test_a_code_that_cannot_be_printed_legibly_is_refused() -> None:
    with pytest.raises(BarcodeTooWide):
        render.render(load_form("2025", "receipt"), receipt(code="X" * 48))


# ---------------------------------------------------------------- marks, sameness, metadata


@pytest.mark.parametrize(
    "mark",
    [
        render.SAMPLE_MARK,
        render.PROVISIONAL_MARK,
        render.DEMO_MARK,
        render.reprint_mark(3),
        render.correction_mark(1),
    ],
)
def test_a_mark_stands_on_every_page_and_hides_nothing(mark: str) -> None:
    rows = [{"name": f"Giấy {n}", "kind": "Bản chính", "quantity": 1} for n in range(1, 41)]
    pdf = render.render(load_form("2025", "receipt"), receipt(papers=rows), marks=[mark], copies=["Liên 1"])
    for page in range(pages.page_count(pdf)):
        assert mark in pages.page_text(pdf, page)
    assert decode(picture(pdf)) == [CODE, CODE]


def test_all_marks_together_fit_above_an_a5_page() -> None:
    marks = [render.DEMO_MARK, render.PROVISIONAL_MARK, render.reprint_mark(12)]
    pdf = render.render(load_form("2025", "receipt"), receipt(), marks=marks, copies=["Liên 1"])
    assert pages.page_count(pdf) == 1
    assert nothing_leaves_the_page(pdf, 0)
    assert all(mark in pages.page_text(pdf, 0) for mark in marks)


def test_the_same_input_gives_the_same_bytes_in_another_process_too() -> None:
    here = render.render(load_form("2025", "receipt"), receipt())
    assert here == render.render(load_form("2025", "receipt"), receipt())
    script = (
        "import sys, hashlib; from app.paper import forms, render; from tests.paper.samples import RECEIPT;"
        "sys.stdout.buffer.write(render.render(forms.load_form('2025', 'receipt'), RECEIPT))"
    )
    root = Path(__file__).resolve().parents[2]
    there = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, check=True)
    assert there.stdout == here


def test_metadata_holds_the_form_and_nobody() -> None:
    pdf = render.render(load_form("2025", "receipt"), receipt())
    with pikepdf.open(BytesIO(pdf)) as document:
        told = {str(key): str(value) for key, value in document.docinfo.items()}
        assert document.Root.Lang == "vi-VN"
    assert told["/Title"] == "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"
    assert "Phượng" not in " ".join(told.values())
    assert CODE not in " ".join(told.values())


# ---------------------------------------------------------------- wrong fields


def test_missing_and_unknown_fields_are_named() -> None:
    values = receipt(colour="xanh")
    del values["accepted_at"]
    with pytest.raises(ValueError, match=r"unknown fields colour; missing fields accepted_at"):
        render.render(load_form("2025", "receipt"), values)


def test_missing_and_unknown_fields_of_a_row_are_named() -> None:
    with pytest.raises(ValueError, match=r"unknown fields papers\[1\]\.size; missing fields papers\[1\]\.kind"):
        render.render(load_form("2025", "receipt"), receipt(papers=[{"name": "A", "quantity": 1, "size": 2}]))


def test_a_blank_required_field_counts_as_missing() -> None:
    with pytest.raises(ValueError, match="missing fields papers"):
        render.render(load_form("2025", "receipt"), receipt(papers=[]))
    with pytest.raises(ValueError, match="missing fields submitter_name"):
        render.render(load_form("2025", "receipt"), receipt(submitter_name="  "))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("accepted_at", datetime(2026, 10, 8, 8, 5)),
        ("accepted_at", "08:05"),
        ("accepted_at", date(2026, 10, 8)),
        ("sets", "1"),
        ("sets", True),
        ("abstract", 3.5),
    ],
)
def test_a_value_that_does_not_fit_is_named(name: str, value: object) -> None:
    with pytest.raises(ValueError, match=f"field {name} "):
        render.render(load_form("2025", "receipt"), receipt(**{name: value}))


def test_rows_where_a_word_is_wanted_and_the_other_way_round() -> None:
    with pytest.raises(ValueError, match="abstract is no list"):
        render.render(load_form("2025", "receipt"), receipt(abstract=["a"]))
    with pytest.raises(ValueError, match="papers is a list of rows"):
        render.render(load_form("2025", "receipt"), receipt(papers="tờ khai"))


def test_instants_are_printed_in_vietnamese_time() -> None:
    late = datetime(2026, 2, 4, 17, 30, tzinfo=UTC)
    text = text_of(render.render(load_form("2025", "receipt"), receipt(accepted_at=late, due=DUE)))
    assert "4. Thời gian nhận hồ sơ: 00 giờ 30 phút, ngày 05 tháng 02 năm 2026" in text


def test_a_long_code_does_not_pull_the_words_before_it_apart() -> None:
    setting = Setting(fonts.family(), 12, 116 * mm, 500, 5, {})
    style = setting.style(align="justify", first=8 * mm)
    said = "Hồi 08 giờ 05 phút, Phòng Văn hóa nhận giải quyết hồ sơ của bà Nguyễn Thị Hồng Phượng, mã hồ sơ {}, thủ tục"
    for pattern in ("{}", "<b>{}</b>"):
        code = pattern.format("TAM.H44.80.01.Q02-261008-0001")
        paragraph = set_text(said.format(code), style)
        paragraph.wrap(116 * mm, 500)
        extras = [line[0] if isinstance(line, tuple) else line.extraSpace for line in paragraph.blPara.lines[:-1]]
        assert extras[0] > 0, "a usual line is still even on both sides"
        assert extras[1] == 0, "the line that the code leaves short is not"


@pytest.mark.parametrize("key", ["guidance_slip", "supplement_request"])
def test_white_stays_between_a_long_number_and_the_place_and_date(key: str) -> None:
    form = load_form("2025", key)
    for sample in (
        SAMPLES[key],
        {name: SAMPLES[key][name] for name, field in form.fields.items() if not field.optional},
    ):
        pdf = render.render(form, sample, copies=[""])
        with pages.opened(pdf) as document:
            page = document[0].get_textpage()
            text = page.get_text_range()
            place = text.index("Nông Trang, ngày")
            last = len(text[:place].rstrip()) - 1
            assert text[: last + 1].endswith(("0003", "/HDHS"))
            assert page.get_charbox(place)[0] - page.get_charbox(last)[2] > 2 * mm
