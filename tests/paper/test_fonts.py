"""Only a font with every Vietnamese letter is believed."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import pytest
import reportlab
from reportlab.pdfgen.canvas import Canvas

import resources
from app.errors import FontMissing
from app.paper import fonts
from app.paper.fonts import find_fonts, missing_letters, vietnamese_letters

sys.path.insert(0, str(Path(resources.path()).parent / "installer"))
import fetch_fonts

SHIPPED = resources.path("fonts")
VERA = Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"


def as_liberation(folder: Path, source: Path) -> Path:
    folder.mkdir()
    for name in fetch_fonts.SHA256:
        (folder / name).write_bytes(source.read_bytes())
    return folder


def test_there_are_146_letters() -> None:
    assert len(set(vietnamese_letters())) == 146


def test_our_own_folder_comes_first_and_is_whole() -> None:
    files = find_fonts()
    assert files.family == "LiberationSerif"
    assert files.regular.parent == SHIPPED
    assert fetch_fonts.is_whole(SHIPPED)


def test_a_font_lacking_letters_is_passed_over(tmp_path: Path) -> None:
    poor = as_liberation(tmp_path / "poor", VERA)
    assert len(missing_letters(poor / "LiberationSerif-Regular.ttf")) > 40
    assert find_fonts([poor, SHIPPED]).regular.parent == SHIPPED


def test_without_a_good_font_nothing_is_printed(tmp_path: Path) -> None:
    poor = as_liberation(tmp_path / "poor", VERA)
    with pytest.raises(FontMissing) as caught:
        find_fonts([poor, tmp_path / "nowhere"])
    assert caught.value.facts["missing_letters"] == len(missing_letters(poor / "LiberationSerif-Regular.ttf"))


def test_a_file_that_is_no_font_lacks_everything(tmp_path: Path) -> None:
    file = tmp_path / "LiberationSerif-Regular.ttf"
    file.write_bytes(b"not a font")
    assert set(vietnamese_letters()) <= set(missing_letters(file))


def test_times_new_roman_is_taken_when_it_is_all_there_is(tmp_path: Path) -> None:
    faces = ("Regular", "times"), ("Bold", "timesbd"), ("Italic", "timesi"), ("BoldItalic", "timesbi")
    for face, name in faces:
        (tmp_path / f"{name}.ttf").write_bytes((SHIPPED / f"LiberationSerif-{face}.ttf").read_bytes())
    assert find_fonts([tmp_path]).family == "TimesNewRoman"


def test_set_up_copies_the_known_fonts_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "fonts"
    poor = as_liberation(tmp_path / "poor", VERA)
    assert fetch_fonts.fetch(target, system_folders=(poor, SHIPPED)) == SHIPPED
    assert fetch_fonts.is_whole(target)
    assert fetch_fonts.fetch(target, system_folders=()) is None
    (target / "LiberationSerif-Bold.ttf").write_bytes(VERA.read_bytes())
    assert fetch_fonts.fetch(target, system_folders=(SHIPPED,)) == SHIPPED
    assert fetch_fonts.is_whole(target)


def test_papers_drawn_at_once_keep_their_own_letters() -> None:
    family = fonts.family()

    def drawn(number: int) -> bytes:
        output = BytesIO()
        canvas = Canvas(output, invariant=1, initialFontName=family)
        for line in range(4):
            canvas.setFont(family, 11)
            canvas.drawString(50, 700 - 20 * line, vietnamese_letters()[number * 30 + line * 9 :][:30])
        canvas.save()
        return output.getvalue()

    def wrong_ones(number: int) -> int:
        return sum(drawn(number) != alone[number] for _ in range(60))

    alone = [drawn(number) for number in range(3)]
    usual = sys.getswitchinterval()
    # Threads take turns a thousand times as often as usual: without the lock some of the papers are wrong in every run.
    sys.setswitchinterval(1e-5)
    try:
        with ThreadPoolExecutor(3) as pool:
            assert list(pool.map(wrong_ones, range(3))) == [0, 0, 0]
    finally:
        sys.setswitchinterval(usual)
