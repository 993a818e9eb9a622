"""Bad templates are refused at load, with the file, the place and the reason."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import resources
from app.errors import ReferenceInvalid
from app.paper.forms import FormTemplate, form_keys, load_form
from app.paper.wording import DOTS, is_absent, parse, plain

GOOD = """
title = "Thử"
[fields]
name = "Tên"
"note?" = "Ghi chú"
[fields."rows?"]
item = "Mục"
[[block]]
kind = "title"
lines = ["THỬ"]
[[block]]
id = "body"
kind = "lines"
lines = ["{name}", "{note}"]
"""


def written(folder: Path, text: str, *, key: str = "slip", set_id: str = "2025") -> Path:
    file = folder / set_id / "forms" / f"{key}.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return folder


def load(folder: Path, text: str) -> FormTemplate:
    return load_form("2025", "slip", folder=written(folder, text))


def test_fields_are_told_with_their_meaning(tmp_path: Path) -> None:
    form = load(tmp_path, GOOD)
    assert {name: field.optional for name, field in form.fields.items()} == {"name": False, "note": True, "rows": True}
    rows = form.fields["rows"].rows
    assert rows is not None
    assert rows["item"].meaning == "Mục"
    assert form.fields["name"].meaning == "Tên"


@pytest.mark.parametrize(
    ("change", "entry", "reason"),
    [
        ('title = "Thử', "file", "line"),
        ('kind = "title"\nlines = ["{nobody}"]', "title at line 8", "undeclared field nobody"),
        ('kind = "title"\nlines = ["{name|shout}"]', "title at line 8", "unknown filter 'shout'"),
        ('kind = "title"\nlines = ["<u>A</u>"]', "title at line 8", "'<u>' is not allowed"),
        ('kind = "title"\nlines = ["<b>A"]', "title at line 8", "<b> is not closed"),
        ('kind = "title"\nlines = ["A}"]', "title at line 8", "stray brace"),
        ('kind = "title"\nlines = "A"', "title at line 8", "Expected `array`"),
        ('kind = "title"\nlines = ["A"]\ncolour = "red"', "title at line 8", "unknown field `colour`"),
        ('kind = "picture"\nlines = ["A"]', "picture at line 8", "Invalid value 'picture'"),
        ('kind = "title"\nlines = ["A"]\nwhen = "nobody"', "title at line 8", "when names the undeclared field"),
        ('kind = "table"\nrows = "name"\ncolumns = []', "table at line 8", "name is no list of rows"),
        ('kind = "codes"\ncode = "rows"\nlabel = "A"', "codes at line 8", "rows is a list of rows"),
        ('kind = "lines"\nlines = ["{item}"]', "lines at line 8", "undeclared field item"),
        ('kind = "piece"\nname = "nothing"', "line 8", "no piece is called nothing"),
        (
            'kind = "table"\nrows = "rows"\ncolumns = [{ head = "A" }]\nfoot = [{ text = "B", span = 2 }]',
            "table at line 8",
            "do not add up",
        ),
    ],
)
def test_a_bad_template_is_refused_where_it_is_bad(tmp_path: Path, change: str, entry: str, reason: str) -> None:
    old = 'title = "Thử"' if change.startswith("title") else 'kind = "title"\nlines = ["THỬ"]'
    with pytest.raises(ReferenceInvalid) as caught:
        load(tmp_path, GOOD.replace(old, change))
    facts = caught.value.facts
    assert facts["file"] == "2025/forms/slip.toml"
    assert facts["entry"] == entry
    assert reason in str(facts["reason"])


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        (GOOD.replace('paper = "A5"', "") + '[[block]]\nkind = "lines"\nlines = ["{missing}"]', "lines at line 15"),
        (GOOD.replace('title = "Thử"', 'title = "Thử"\npaper = "A3"'), "form"),
        (GOOD.replace('title = "Thử"', 'title = "Thử"\nsmallest = 20'), "smallest"),
        (GOOD.replace('title = "Thử"', 'title = "Thử"\nfooter = "{nobody}"'), "footer"),
        (GOOD.replace('name = "Tên"', 'Name = "Tên"'), "fields"),
        (GOOD.replace('name = "Tên"', 'copy = "Tên"'), "fields"),
        (GOOD.replace('name = "Tên"', "name = 3"), "fields.name"),
        ('title = "Thử"\n[fields]\n', "block"),
        (GOOD + '[replace.body]\nkind = "lines"\nlines = []', "replace"),
    ],
)
def test_a_bad_top_is_refused(tmp_path: Path, text: str, entry: str) -> None:
    with pytest.raises(ReferenceInvalid) as caught:
        load(tmp_path, text)
    assert caught.value.facts["entry"] == entry


def test_a_missing_form_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(ReferenceInvalid) as caught:
        load_form("2025", "nothing", folder=tmp_path)
    assert caught.value.facts["file"] == "2025/forms/nothing.toml"


def test_a_form_may_extend_another_and_replace_its_blocks(tmp_path: Path) -> None:
    written(tmp_path, GOOD)
    written(
        tmp_path,
        'extends = "2025/slip"\ntitle = "Khác"\n[replace.body]\nkind = "lines"\nlines = ["Chỉ {name}"]',
        set_id="2018",
    )
    form = load_form("2018", "slip", folder=tmp_path)
    assert form.title == "Khác"
    assert [block.id for block in form.blocks] == ["", "body"]
    assert len(load_form("2025", "slip", folder=tmp_path).blocks) == 2


@pytest.mark.parametrize("change", ['remove = ["nobody"]', '[replace.nobody]\nkind = "lines"\nlines = []'])
def test_replacing_what_is_not_there_is_refused(tmp_path: Path, change: str) -> None:
    written(tmp_path, GOOD)
    written(tmp_path, f'extends = "2025/slip"\n{change}', set_id="2018")
    with pytest.raises(ReferenceInvalid, match="no block nobody"):
        load_form("2018", "slip", folder=tmp_path)


def test_forms_that_extend_each_other_are_refused(tmp_path: Path) -> None:
    written(tmp_path, 'extends = "2018/slip"')
    written(tmp_path, 'extends = "2025/slip"', set_id="2018")
    with pytest.raises(ReferenceInvalid, match="extends itself"):
        load_form("2025", "slip", folder=tmp_path)


def test_a_set_may_say_a_piece_in_its_own_way(tmp_path: Path) -> None:
    piece = '[head.fields]\nunit = "Đơn vị"\n[[head.block]]\nkind = "title"\nlines = ["{}"]\n'
    form = '[fields]\nname = "Tên"\n[[block]]\nkind = "piece"\nname = "head"\n'
    written(tmp_path, f'title = "Thử"\n{form}')
    written(tmp_path, 'extends = "2025/slip"', set_id="2018")
    (tmp_path / "pieces.toml").write_text(piece.replace("{}", "CHUNG {unit}"), encoding="utf-8")
    (tmp_path / "2018" / "pieces.toml").write_text(piece.replace("{}", "RIÊNG {unit}"), encoding="utf-8")
    assert "unit" in load_form("2025", "slip", folder=tmp_path).fields
    for set_id, words in (("2025", "CHUNG"), ("2018", "RIÊNG")):
        (block,) = load_form(set_id, "slip", folder=tmp_path).blocks
        assert block.lines[0].source == f"{words} {{unit}}"  # type: ignore[union-attr]


def test_every_shipped_form_loads_and_uses_every_field_it_asks_for() -> None:
    for set_id in ("2018", "2025"):
        for key in form_keys(set_id):
            form = load_form(set_id, key)
            assert form.blocks
            assert all(field.meaning for field in form.fields.values())


@pytest.mark.parametrize("set_id", ["2018", "2025"])
def test_every_form_a_set_names_is_there(set_id: str) -> None:
    entries = resources.load_toml("regulation", set_id, "set.toml").get("form", [])
    assert isinstance(entries, list)
    named = {entry.get("template", entry["key"]) for entry in entries}
    assert named <= set(form_keys(set_id))


# ---------------------------------------------------------------- the language of sentences

VALUES: dict[str, object] = {
    "day": date(2026, 2, 5),
    "at": datetime(2026, 10, 8, 17, 5, tzinfo=UTC),
    "sum": 1234567,
    "name": "Nguyễn <A> & B",
    "blank": "  ",
}


@pytest.mark.parametrize(
    ("source", "filled"),
    [
        ("{day|date}", "ngày 05 tháng 02 năm 2026"),
        ("{day|short_date}", "05/02/2026"),
        ("{at|instant}", "00 giờ 05 phút, ngày 09 tháng 10 năm 2026"),
        ("{at|date}", "ngày 09 tháng 10 năm 2026"),
        ("{at|short_instant}", "00:05 09/10/2026"),
        ("{at|clock}", "00 giờ 05 phút"),
        ("{sum|money}", "1.234.567 đồng"),
        ("{sum|thousands}", "1.234.567"),
        ("{sum}", "1234567"),
        ("<b>{name}</b>", "<b>Nguyễn &lt;A&gt; &amp; B</b>"),
        ("{blank|else:không có}", "không có"),
        ("{nothing|dots}", DOTS),
        ("{nothing|date|else:chưa có}", "chưa có"),
        ("Số {nothing}", ""),
        ("A {sum} || B {nothing} || C {day|short_date}", "A 1234567   C 05/02/2026"),
    ],
)
def test_sentences_are_filled(source: str, filled: str) -> None:
    assert parse(source).text(VALUES) == filled


def test_months_from_march_take_no_zero() -> None:
    assert parse("{day|date}").text({"day": date(2026, 3, 9)}) == "ngày 09 tháng 3 năm 2026"


def test_what_counts_as_absent() -> None:
    assert all(is_absent(value) for value in (None, "", " \n", [], ()))
    assert not any(is_absent(value) for value in (0, False, "0", [1]))


def test_invisible_marks_become_blanks_and_line_breaks_stay() -> None:
    assert plain("a\u200bb\u202ec\r\nd\x00") == "a b c\nd"
    assert parse("{text}").text({"text": "một\nhai"}) == "một<br/>hai"
