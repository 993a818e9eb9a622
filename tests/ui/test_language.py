"""The Vietnamese translation is whole, agrees with the texts in the code, and speaks for Qt's own buttons."""

from __future__ import annotations

import string
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QWidget

import resources
from tests.test_repository import ROOT
from tests.ui.conftest import PLACES, Journey
from ui import keys, language, words
from ui.frame import Frame

SOURCE = resources.path("i18n", "vi.ts")


def messages_of(path: Path) -> dict[tuple[str, str], tuple[str, str]]:
    """Context and source text of each message, with its translation and the translation's state."""
    found = {}
    for context in ElementTree.parse(path).getroot().iter("context"):
        name = context.findtext("name") or ""
        for message in context.iter("message"):
            translation = message.find("translation")
            assert translation is not None
            found[name, message.findtext("source") or ""] = (translation.text or "", translation.get("type") or "")
    return found


def test_nothing_is_left_untranslated() -> None:
    open_texts = [key for key, (text, state) in messages_of(SOURCE).items() if state == "unfinished" or not text]
    assert not open_texts


def test_every_text_of_the_window_is_in_the_translation(tmp_path: Path) -> None:
    fresh = tmp_path / "fresh.ts"
    tool = Path(sys.executable).with_name("pyside6-lupdate")
    sources = sorted(str(path) for path in (ROOT / "ui").rglob("*.py"))
    subprocess.run([tool, "-locations", "none", *sources, "-ts", str(fresh)], check=True, capture_output=True)
    lacking = set(messages_of(fresh)) - set(messages_of(SOURCE))
    assert not lacking


def fields_of(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_translations_keep_their_fields() -> None:
    wrong = [
        (context, source, text)
        for (context, source), (text, _) in messages_of(SOURCE).items()
        if fields_of(source) != fields_of(text)
    ]
    assert not wrong


def test_qts_own_buttons_are_vietnamese(vietnamese: None) -> None:
    box = QDialogButtonBox(
        QDialogButtonBox.StandardButton.Yes
        | QDialogButtonBox.StandardButton.No
        | QDialogButtonBox.StandardButton.Cancel
    )
    assert {button.text().replace("&", "") for button in box.buttons()} == {"Có", "Không", "Hủy"}
    assert QLocale().language() == QLocale.Language.Vietnamese


def test_a_language_that_is_not_compiled_is_no_reason_to_stop(
    qapp: QApplication, vietnamese: None, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(resources, "path", lambda *parts: tmp_path.joinpath(*parts))
        language.install(qapp, "vi")
    assert "no compiled translation" in caplog.text
    assert words.status(2) == "Received"
    language.install(qapp, "vi")
    assert words.status(2) == "Được tiếp nhận"


def test_keys_are_named_once_and_used_once() -> None:
    assert len({key.name for key in keys.KEYS}) == len(keys.KEYS)
    assert len({key.sequence for key in keys.KEYS}) == len(keys.KEYS)
    assert all(not key.qt().isEmpty() for key in keys.KEYS)
    with pytest.raises(KeyError):
        keys.key("no such key")


def test_names_are_shortened_and_numbers_masked() -> None:
    assert words.given("Nguyễn Thị Hồng Hạnh") == "Nguyễn T. H. Hạnh"
    assert words.given("Lê An") == "Lê An"
    assert words.masked("025091123456") == "025••••••456"
    assert words.masked("123") == "123"


@pytest.mark.parametrize("name", [*PLACES, "dossier"])
def test_in_english_no_vietnamese_of_ours_is_left(
    busy_frame: Frame, settle: Callable[[], None], journey: Journey, name: str
) -> None:
    busy_frame.go(f"dossier/{journey.accept().stream}" if name == "dossier" else name)
    settle()
    ours = {text for (_, source), (text, _) in messages_of(SOURCE).items() if text != source and text}
    shown = [
        str(said)
        for widget in busy_frame.findChildren(QWidget)
        for said in (widget.property("text"), widget.property("placeholderText"), widget.toolTip())
        if isinstance(said, str) and said
    ]
    assert len(shown) > 20
    # The names of forms and procedures are Vietnamese in every language: they come from the data.
    data = {words.form(form) for form in words.FORMS}
    assert not sorted({text for text in shown if text in ours and text not in data})
